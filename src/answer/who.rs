//! A speaker's page: who it is, how often, when and where they are quoted, in which words, and beside whom.

use std::collections::BTreeSet;

#[cfg(feature = "engine")]
use super::Archive;
#[cfg(feature = "engine")]
use super::named::in_archive;
use super::named::{Named, and, in_index, like, named, value_query};
#[cfg(feature = "engine")]
use super::portrait::portrait_of;
use super::portrait::{Portrait, Reading, counted};
use super::tally::{Counted, Tally};
use super::typical::{Others, Typical, Vocabularies, typical};
use super::{AskError, Bucket, ask_error};
use crate::index::{Field, Form, IndexError, Snapshot, StatementSet, whole};
use crate::query::{Query, lower};
use crate::speaker::{Known, Speakers};
use crate::statement::{Record, SpeakerKind};
use crate::text::{Span, function_words, name_key, words};

/// Values of a field that are given.
const VALUES: usize = 10;

/// Fields whose values are counted.
const COUNTED: [(Field, usize); 3] =
    [(Field::SpeakerType, VALUES), (Field::Outlet, VALUES), (Field::Publisher, VALUES)];

/// Names, roles and others beside whom a speaker is quoted, that are given.
const NAMES: usize = 20;

/// What is asked of a name.
#[derive(Debug, Clone)]
pub struct WhoRequest {
    /// The name, read as the value of `speaker:` is.
    pub name: String,
    /// What the statements must match beside.
    pub within: Option<Query>,
    /// How many of the latest statements to give.
    pub latest: usize,
}

/// What is told of a name of a speaker, or of an outlet.
#[derive(Debug, Clone)]
pub enum Who<P = Profile> {
    /// The page of whoever is meant.
    Found(Box<P>),
    /// No statement.
    Nothing {
        /// Who is meant, but has no statement within the query.
        meant: Option<String>,
        /// Names like it, where nobody has it.
        like: Vec<String>,
    },
}

/// A speaker's page.
#[derive(Debug, Clone)]
pub struct Profile {
    /// How many statements, when, and where.
    pub portrait: Portrait,
    /// What sort of speaker it is, as most statements have it.
    pub kind: Option<SpeakerKind>,
    /// What the table of speakers knows.
    pub known: Option<Known>,
    /// Stories that the articles carry: several that carry one in like words are one. `None` where articles are not kept.
    pub stories: Option<u64>,
    /// Names and descriptions by which texts mention the speaker, the most frequent first.
    pub names: Vec<Counted>,
    /// How many more there are.
    pub more_names: usize,
    /// Pronouns by which they do.
    pub pronouns: Vec<Counted>,
    /// Roles, the most frequent first.
    pub roles: Vec<Counted>,
    /// How many more there are.
    pub more_roles: usize,
    /// Words that are typical against all other speakers, by language. `None` where the words of all cannot be asked for.
    pub typical: Option<Vec<Typical>>,
    /// Other speakers of the same articles with the number of stories. `None` where articles are not kept.
    pub beside: Option<Vec<Bucket>>,
    /// How many more there are.
    pub more_beside: usize,
    /// Others whose names hold what was asked for.
    pub others: Vec<Counted>,
    /// How many more there are.
    pub more_others: usize,
}

/// The page of the speaker whom a name means.
///
/// # Errors
///
/// [`AskError`] when a query cannot be run or the index cannot be read.
pub(super) fn who(snapshot: Snapshot, asking: &WhoRequest) -> Result<Who, AskError> {
    let within = asking.within.as_ref();
    let Some(meant) = named(&in_index(&snapshot), Field::Speaker, &asking.name, within)? else {
        return Ok(Who::Nothing { meant: None, like: like(&in_index(&snapshot), Field::Speaker, &asking.name)? });
    };
    let reading = Reading::new(snapshot)?;
    let query = and(meant.query(Field::Speaker), within);
    let mut mentions = Mentions::default();
    let (portrait, words, paths) =
        reading
            .portrait(&meant.name, &query, counted(&COUNTED), asking.latest, &mut |_, record| mentions.add(record))?;
    if portrait.total == 0 {
        return Ok(Who::Nothing { meant: Some(meant.name), like: Vec::new() });
    }
    let names = names_of(&meant.name, known(&meant.name));
    let typical = typical_of(&reading, &meant.query(Field::Speaker), Field::Speaker, &words, within, &names)?;
    let (stories, mut beside) = beside(&reading.snapshot, &paths, &meant.name)?;
    let more_beside = cut(&mut beside, NAMES);
    Ok(Who::Found(Box::new(Profile {
        stories: Some(stories),
        typical: Some(typical),
        beside: Some(beside),
        more_beside,
        ..profile(meant, portrait, &mentions)
    })))
}

/// As [`who`], told by reading the statements of an archive that keeps neither articles nor the words of all.
///
/// # Errors
///
/// As [`who`].
#[cfg(feature = "engine")]
pub(crate) fn who_by_reading(archive: &dyn Archive, asking: &WhoRequest) -> Result<Who, AskError> {
    let within = asking.within.as_ref();
    let Some(meant) = named(&in_archive(archive), Field::Speaker, &asking.name, within)? else {
        return Ok(Who::Nothing { meant: None, like: archive.names_like(Field::Speaker, &asking.name)? });
    };
    let query = and(meant.query(Field::Speaker), within);
    let mut mentions = Mentions::default();
    let mut each = |record: &Record| mentions.add(record);
    let portrait = portrait_of(archive, &meant.name, &query, counted(&COUNTED), asking.latest, &mut each)?;
    if portrait.total == 0 {
        return Ok(Who::Nothing { meant: Some(meant.name), like: Vec::new() });
    }
    Ok(Who::Found(Box::new(profile(meant, portrait, &mentions))))
}

/// What the statements of a speaker tell alone.
fn profile(meant: Named, portrait: Portrait, mentions: &Mentions) -> Profile {
    let (mut names, mut roles) = (mentions.names.counted(), mentions.roles.counted());
    let (more_names, more_roles) = (cut(&mut names, NAMES), cut(&mut roles, NAMES));
    Profile {
        kind: kind_of(&portrait),
        known: known(&meant.name).cloned(),
        portrait,
        stories: None,
        names,
        more_names,
        pronouns: mentions.pronouns.counted(),
        roles,
        more_roles,
        typical: None,
        beside: None,
        more_beside: 0,
        others: meant.others,
        more_others: meant.more,
    }
}

/// Shortens `values` to `most`, and says how many are gone.
fn cut<T>(values: &mut Vec<T>, most: usize) -> usize {
    let more = values.len().saturating_sub(most);
    values.truncate(most);
    more
}

fn kind_of(portrait: &Portrait) -> Option<SpeakerKind> {
    let kinds = portrait.facet(Field::SpeakerType, super::Period::default())?;
    SpeakerKind::from_name(&kinds.buckets.first()?.value)
}

/// How texts mention a speaker.
#[derive(Default)]
struct Mentions {
    names: Tally,
    pronouns: Tally,
    roles: Tally,
}

impl Mentions {
    fn add(&mut self, record: &Record) {
        let day = record.date.map(|dated| dated.date.first_day());
        if let Some((mention, _)) = &record.speaker.mention {
            let mention = ["'s", "’s"].iter().find_map(|mark| mention.strip_suffix(mark)).unwrap_or(mention);
            let is_pronoun = is_pronoun(mention, record.article.lang.as_deref().unwrap_or_default());
            let tally = if is_pronoun { &mut self.pronouns } else { &mut self.names };
            tally.add(whole(mention), mention, 1, day);
        }
        if let Some(role) = &record.speaker.role {
            self.roles.add(name_key(role), role, 1, day);
        }
    }
}

/// Whether a mention names nobody: `he`, `who`.
fn is_pronoun(mention: &str, lang: &str) -> bool {
    let stops = function_words(lang);
    stops.is_some_and(|stops| words(mention).all(|word| stops.contains(&word.folded(mention))))
}

/// The statements of all others in one language.
struct Everybody<'r> {
    snapshot: &'r Snapshot,
    others: StatementSet,
}

impl Others for Everybody<'_> {
    fn len(&self) -> u64 {
        self.others.len()
    }

    fn with(&self, forms: &[Form]) -> Result<u64, IndexError> {
        self.snapshot.n_with(&self.others, forms)
    }
}

/// What the table knows of a speaker with this canonical name.
pub(super) fn known(name: &str) -> Option<&'static Known> {
    Speakers::in_use().meant_by(name).filter(|known| known.name == name)
}

/// A speaker's name and what the table knows beside it.
pub(super) fn names_of(name: &str, known: Option<&Known>) -> Vec<String> {
    let table = known.into_iter().flat_map(|known| known.aliases.iter().chain(&known.alone));
    table.cloned().chain([name.to_owned()]).collect()
}

/// What is typical for the statements that `own` finds, of one value of `field`, against those of all other values within
/// the same query. Words of `names` are left out.
pub(super) fn typical_of(
    reading: &Reading,
    own: &Query,
    field: Field,
    words: &Vocabularies,
    within: Option<&Query>,
    names: &[String],
) -> Result<Vec<Typical>, AskError> {
    let mut found = Vec::new();
    for lang in words.languages() {
        let Some(vocabulary) = words.of(lang) else { continue };
        let has_value = Query::Exists { field, span: Span::new(0, 0) };
        let others = Query::And(vec![value_query(Field::Lang, lang), has_value, Query::Not(Box::new(own.clone()))]);
        let lowered = lower(&and(others, within), &reading.snapshot).map_err(ask_error)?;
        let others = reading.snapshot.one_of_each(&*lowered.query, &reading.utterances, &reading.carriers)?;
        let everybody = Everybody { snapshot: &reading.snapshot, others };
        found.push(Typical {
            lang: lang.to_owned(),
            utterances: vocabulary.utterances,
            others: everybody.len(),
            words: typical(lang, vocabulary, &everybody, names)?,
        });
    }
    Ok(found)
}

/// How many stories the articles carry, and who else speaks in them.
fn beside(snapshot: &Snapshot, paths: &BTreeSet<String>, name: &str) -> Result<(u64, Vec<Bucket>), IndexError> {
    let found = snapshot.beside(paths)?;
    let mut speakers: Vec<Bucket> = found.speakers.into_iter().map(|(value, count)| Bucket { value, count }).collect();
    let own = whole(name);
    speakers.retain(|speaker| whole(&speaker.value) != own);
    speakers.sort_unstable_by(|one, other| other.count.cmp(&one.count).then_with(|| one.value.cmp(&other.value)));
    Ok((found.stories, speakers))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{Index, index_of};

    const LINES: [&str; 9] = [
        "Anna Berg | TASS | ANI | 2024-02-08 | en | «We will never close the old harbour of Kiruna before winter»",
        "Anna Berg | | TASS | 2024-02-08 | en | «We will never close the old harbour of Kiruna before winter»",
        "Anna Berg | | Echo | 2024-03 | en | no comment",
        "ANNA BERG | | Echo | | ru | Комментариев не будет",
        "Jonas Berg | | Echo | 2024-03-01 | en | it will snow",
        "Jonas Berg | | Echo | 2024-03-02 | en | it will rain",
        "Berg Line | | Echo | 2024-03-02 | en | ferries are late",
        "Lund | | Echo | 2024-03-02 | en | so it is",
        " | | Echo | 2024-03-02 | en | nobody said this",
    ];

    fn page(index: &Index, name: &str, within: Option<&str>) -> Who {
        let within = within.map(|query| crate::query::parse(query, jiff::civil::date(2024, 4, 1)).unwrap().query);
        who(index.snapshot(), &WhoRequest { name: name.to_owned(), within, latest: 9 }).unwrap()
    }

    fn profile(index: &Index, name: &str, within: Option<&str>) -> Profile {
        match page(index, name, within) {
            Who::Found(profile) => *profile,
            nothing @ Who::Nothing { .. } => panic!("{name}: {nothing:?}"),
        }
    }

    #[test]
    fn a_page_counts_statements_and_what_was_said_once() {
        let (_corpus, index) = index_of(&LINES);
        let page = profile(&index, "anna berg", None);
        let portrait = &page.portrait;
        assert_eq!((portrait.name.as_str(), portrait.total, portrait.utterances), ("Anna Berg", 4, 3));
        assert_eq!((portrait.articles, page.stories, portrait.latest.len()), (4, Some(4), 3));
        let days = (jiff::civil::date(2024, 2, 8), jiff::civil::date(2024, 3, 1));
        assert_eq!(portrait.days, Some(days));
        assert_eq!((page.kind, page.known, page.others.len()), (Some(SpeakerKind::Person), None, 0));
        let kinds = crate::statement::Kind::ALL.map(|kind| portrait.n_of_kind(kind));
        assert_eq!(kinds, [2, 0, 2]);
    }

    #[test]
    fn a_part_of_names_means_the_one_with_most_statements_and_names_the_others() {
        let (_corpus, index) = index_of(&LINES);
        let page = profile(&index, "Berg", None);
        let others: Vec<(&str, u64)> = page.others.iter().map(|other| (other.value.as_str(), other.count)).collect();
        assert_eq!((page.portrait.name.as_str(), others), ("Anna Berg", vec![("Jonas Berg", 2), ("Berg Line", 1)]));
        // Within a query those are meant who said something that matches.
        assert_eq!(profile(&index, "Berg", Some("snow OR rain")).portrait.name, "Jonas Berg");
        assert_eq!(profile(&index, "=Jonas Berg", None).portrait.total, 2);
    }

    #[test]
    fn nobody_is_found_with_names_that_are_like() {
        let (_corpus, index) = index_of(&LINES);
        let nothing = |name: &str, within: Option<&str>| match page(&index, name, within) {
            Who::Nothing { meant, like } => (meant, like),
            Who::Found(profile) => panic!("{name}: {}", profile.portrait.name),
        };
        assert_eq!(nothing("Ana Berk", None), (None, vec!["Anna Berg".to_owned()]));
        assert_eq!(nothing("zebra", None), (None, vec![]));
        assert_eq!(nothing("Anna Berg", Some("snow")), (Some("Anna Berg".to_owned()), vec![]));
    }

    #[test]
    fn a_name_that_is_no_word_is_a_problem_of_the_query() {
        let (_corpus, index) = index_of(&LINES);
        let asking = WhoRequest { name: "…".to_owned(), within: None, latest: 1 };
        assert!(matches!(who(index.snapshot(), &asking), Err(AskError::Query(_))));
    }

    #[test]
    fn words_are_typical_against_all_others_in_the_same_language() {
        let mut lines = Vec::new();
        for day in 10..22 {
            lines.push(format!(
                "Anna Berg | | Echo | 2024-02-{day} | en | the ferry {day} leaves the harbour, says Berg"
            ));
            lines.push(format!(
                "Jonas Lund | | Echo | 2024-02-{day} | en | the weather {day} changes and nobody knows it"
            ));
            lines.push(format!("Jonas Lund | | Echo | 2024-02-{day} | ru | погода {day} меняется"));
        }
        let (_corpus, index) = index_of(&lines.iter().map(String::as_str).collect::<Vec<_>>());
        let page = profile(&index, "Anna Berg", None);
        let Some([typical]) = page.typical.as_deref() else { panic!("{:?}", page.typical) };
        let texts: Vec<&str> = typical.words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!((typical.lang.as_str(), typical.utterances, typical.others), ("en", 12, 12));
        assert_eq!(texts, ["ferry", "harbour", "leaves", "says"]);
    }

    #[test]
    fn the_index_has_as_many_utterances_with_a_term_as_the_texts() {
        let mut lines = Vec::new();
        let (nouns, verbs) = (["ferry", "harbour", "港口", "паром"], ["leaves", "waits", "开放", "уходит"]);
        for day in 10..26 {
            let (noun, verb) = (nouns[day % 4], verbs[day / 4 % 4]);
            lines.push(format!("Anna Berg | | Echo | 2024-02-{day} | en | the old {noun} {verb} the north {day}"));
            // What was said twice counts once.
            lines.push(format!("Jonas Lund | | Echo | 2024-02-{day} | en | all old boats of the {noun} {verb} again"));
        }
        let (_corpus, index) = index_of(&lines.iter().map(String::as_str).collect::<Vec<_>>());
        let reading = Reading::new(index.snapshot()).unwrap();
        let (_, words, _) = reading.portrait("", &Query::All, Vec::new(), 0, &mut |_, _| ()).unwrap();
        let everything =
            lower(&Query::All, &reading.snapshot).unwrap_or_else(|_| panic!("`*` cannot be lowered")).query;
        let others = reading.snapshot.one_of_each(&*everything, &reading.utterances, &reading.carriers).unwrap();
        let everybody = Everybody { snapshot: &reading.snapshot, others };
        let vocabulary = words.of("en").unwrap();
        assert!(vocabulary.utterances < 32 && everybody.len() == vocabulary.utterances);
        let terms = vocabulary.terms(1);
        assert!(terms.len() > 15, "{terms:?}");
        for term in terms {
            assert_eq!(everybody.with(&term.forms).unwrap(), term.count, "{term:?}");
        }
    }
}
