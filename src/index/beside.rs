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
        let mut n_stories = 0;
        let mut names = Names::default();
        let mut speaking: HashSet<usize> = HashSet::new();
        for story in stories.chunk_by(|one, other| one.0 == other.0) {
            n_stories += 1;
            speaking.clear();
            for (_, path) in story {
                for address in self.documents(&self.schema.statements_term(path))? {
                    let Some(columns) = columns.get(address.segment_ord as usize) else { continue };
                    if let Some((column, ordinal)) = columns.named_speaker(address.doc_id) {
                        let number = names.number(address.segment_ord, ordinal, column);
                        speaking.insert(number.map_err(|error| failed(error.into()))?);
                    }
                }
            }
            for number in &speaking {
                names.counts[*number] += 1;
            }
        }
        let speakers = names.numbers.into_iter().map(|(name, number)| (name, names.counts[number])).collect();
        Ok(Beside { stories: n_stories, speakers })
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
    /// The column of speakers, and the place in it of who made a statement, when it is one with a name.
    fn named_speaker(&self, doc: u32) -> Option<(&StrColumn, u64)> {
        let kind = self.kind.as_ref().and_then(|kind| kind.term_ords(doc).next());
        if kind.is_some() && kind == self.unnamed {
            return None;
        }
        let column = self.speaker.as_ref()?;
        Some((column, column.term_ords(doc).next()?))
    }
}

/// Numbers for names, and counts by them.
#[derive(Default)]
struct Names {
    numbers: HashMap<String, usize>,
    counts: Vec<u64>,
    /// The number of a name by its segment and its place in the column there: it is read once.
    known: HashMap<(u32, u64), usize>,
}

impl Names {
    fn number(&mut self, segment: u32, ordinal: u64, column: &StrColumn) -> std::io::Result<usize> {
        if let Some(number) = self.known.get(&(segment, ordinal)) {
            return Ok(*number);
        }
        let mut name = String::new();
        column.ord_to_str(ordinal, &mut name)?;
        let number = *self.numbers.entry(name).or_insert(self.counts.len());
        if number == self.counts.len() {
            self.counts.push(0);
        }
        self.known.insert((segment, ordinal), number);
        Ok(number)
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
