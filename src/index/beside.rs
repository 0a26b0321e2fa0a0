//! Who else speaks in some articles, from columns alone.

use std::collections::{BTreeSet, HashMap, HashSet};

use tantivy::SegmentReader;
use tantivy::columnar::{Column, StrColumn};

use super::open::failure;
use super::schema::path_hash;
use super::{Field, IndexError, Snapshot};
use crate::statement::SpeakerKind;

/// The speakers of some articles.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Beside {
    /// How many stories the articles carry: several that carry one in like words are one.
    pub stories: u64,
    /// Named speakers with the number of stories in which they speak.
    pub speakers: HashMap<String, u64>,
}

/// The columns of one segment; those that no document has a value in are not there.
struct Columns {
    cluster: Option<Column<u64>>,
    speaker: Option<StrColumn>,
    kind: Option<StrColumn>,
    /// What stands for an unnamed speaker in `kind`.
    unnamed: Option<u64>,
}

impl Snapshot {
    /// Who speaks in the articles at `paths`.
    pub(crate) fn beside(&self, paths: &BTreeSet<String>) -> Result<Beside, IndexError> {
        let failed = |error| failure(&self.dir, "reading a column", error);
        let open = |reader| self.columns_of_speakers(reader);
        let columns: Vec<Columns> =
            self.searcher.segment_readers().iter().map(open).collect::<tantivy::Result<_>>().map_err(failed)?;
        let mut stories: Vec<(u64, &String)> = Vec::with_capacity(paths.len());
        for path in paths {
            let mut story = None;
            for address in self.documents(&self.schema.article_term(path))? {
                let column = columns.get(address.segment_ord as usize).and_then(|columns| columns.cluster.as_ref());
                story = story.or_else(|| column?.first(address.doc_id));
            }
            stories.push((story.unwrap_or_else(|| path_hash(path)), path));
        }
        stories.sort_unstable();
        let mut beside = Beside::default();
        // A name by its segment and its place in the column there, looked up once.
        let mut numbers: HashMap<(u32, u64), usize> = HashMap::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut counts: Vec<u64> = Vec::new();
        let mut speaking: HashSet<usize> = HashSet::new();
        for story in stories.chunk_by(|one, other| one.0 == other.0) {
            beside.stories += 1;
            speaking.clear();
            for (_, path) in story {
                for address in self.documents(&self.schema.statements_term(path))? {
                    let Some((own, ordinal)) = columns
                        .get(address.segment_ord as usize)
                        .and_then(|columns| Some((columns.speaker.as_ref()?, columns.named_speaker(address.doc_id)?)))
                    else {
                        continue;
                    };
                    let number = match numbers.get(&(address.segment_ord, ordinal)) {
                        Some(number) => *number,
                        None => {
                            let mut name = String::new();
                            own.ord_to_str(ordinal, &mut name).map_err(|error| failed(error.into()))?;
                            let number = *known.entry(name).or_insert(counts.len());
                            counts.resize(counts.len().max(number + 1), 0);
                            numbers.insert((address.segment_ord, ordinal), number);
                            number
                        }
                    };
                    speaking.insert(number);
                }
            }
            for number in &speaking {
                counts[*number] += 1;
            }
        }
        beside.speakers = known.into_iter().map(|(name, number)| (name, counts[number])).collect();
        Ok(beside)
    }

    fn columns_of_speakers(&self, reader: &SegmentReader) -> tantivy::Result<Columns> {
        let columns = reader.fast_fields();
        let kind = columns.str(self.schema.column(Field::SpeakerType))?;
        let unnamed = match &kind {
            Some(kind) => kind.dictionary().term_ord(SpeakerKind::Unnamed.name())?,
            None => None,
        };
        Ok(Columns {
            cluster: columns.column_opt(self.schema.tantivy.get_field_name(self.schema.cluster))?,
            speaker: columns.str(self.schema.column(Field::Speaker))?,
            kind,
            unnamed,
        })
    }
}

impl Columns {
    /// The speaker of a statement, by its place in the column, when it is one with a name.
    fn named_speaker(&self, doc: u32) -> Option<u64> {
        let kind = self.kind.as_ref().and_then(|kind| kind.term_ords(doc).next());
        if kind.is_some() && kind == self.unnamed {
            return None;
        }
        self.speaker.as_ref()?.term_ords(doc).next()
    }
}

#[cfg(test)]
mod tests {
    use super::super::index_of;
    use super::*;

    #[test]
    fn speakers_are_counted_once_a_story() {
        let (corpus, index) = index_of(&[
            "Anna Berg | | TASS | 2024-02-08 | en | one",
            "Jonas Lund | | ANI | 2024-02-09 | en | two",
            " | | ANI | 2024-02-09 | en | three",
        ]);
        let path = |line: usize| format!("{}#{line}", corpus.root().join("all.txt").display());
        let beside = index.snapshot().beside(&(1..4).map(path).collect()).unwrap();
        assert_eq!(beside.stories, 3);
        let expected = [("Anna Berg".to_owned(), 1), ("Jonas Lund".to_owned(), 1)];
        assert_eq!(beside.speakers, HashMap::from(expected));
        assert_eq!(index.snapshot().beside(&BTreeSet::new()).unwrap(), Beside::default());
    }
}
