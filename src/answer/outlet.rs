//! An outlet's page: how many statements are credited to it, when, of whom, and in which words.

use super::AskError;
use super::named::{and, like, named};
use super::portrait::{Portrait, Reading, counted};
use super::tally::Counted;
use super::typical::Typical;
use super::who::{Who, WhoRequest, names_of, typical_of};
use crate::index::{Field, Snapshot};

/// Values of a field that are given.
const VALUES: usize = 10;

/// An outlet's page.
#[derive(Debug, Clone)]
pub struct OutletProfile {
    /// How many statements, when, of whom, and in which publishers' articles.
    pub portrait: Portrait,
    /// Words that are typical against all other outlets, by language.
    pub typical: Vec<Typical>,
    /// Others whose names hold what was asked for.
    pub others: Vec<Counted>,
    /// How many more there are.
    pub more_others: usize,
}

/// The page of the outlet that a name means.
///
/// # Errors
///
/// [`AskError`] when a query cannot be run or the index cannot be read.
pub(super) fn outlet(snapshot: Snapshot, asking: &WhoRequest) -> Result<Who<OutletProfile>, AskError> {
    let within = asking.within.as_ref();
    let Some(meant) = named(&snapshot, Field::Outlet, &asking.name, within)? else {
        return Ok(Who::Nothing { meant: None, like: like(&snapshot, Field::Outlet, &asking.name)? });
    };
    let reading = Reading::new(snapshot)?;
    let own = meant.query(Field::Outlet);
    let values = [Field::Speaker, Field::SpeakerType, Field::Role, Field::Publisher].map(|field| (field, VALUES));
    let query = and(own.clone(), within);
    let (portrait, words, _) =
        reading.portrait(&meant.name, &query, counted(&values), asking.latest, &mut |_, _| ())?;
    if portrait.total == 0 {
        return Ok(Who::Nothing { meant: Some(meant.name), like: Vec::new() });
    }
    let names = names_of(&meant.name, None);
    let typical = typical_of(&reading, &own, Field::Outlet, &words, within, &names)?;
    Ok(Who::Found(Box::new(OutletProfile { portrait, typical, others: meant.others, more_others: meant.more })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::index_of;

    #[test]
    fn a_page_counts_what_is_credited_and_tells_words_against_other_outlets() {
        let mut lines = Vec::new();
        for day in 10..22 {
            lines.push(format!("Anna Berg | TASS | ANI | 2024-02-{day} | en | the ferry {day} leaves the harbour"));
            lines.push(format!("Anna Berg | | Echo | 2024-02-{day} | en | the weather {day} changes and nobody knows"));
        }
        let (_corpus, index) = index_of(&lines.iter().map(String::as_str).collect::<Vec<_>>());
        let asked = |name: &str| {
            outlet(index.snapshot(), &WhoRequest { name: name.to_owned(), within: None, latest: 2 }).unwrap()
        };
        let Who::Found(page) = asked("itar-tass") else { panic!("no page") };
        assert_eq!((page.portrait.name.as_str(), page.portrait.total, page.portrait.latest.len()), ("TASS", 12, 2));
        let [typical] = page.typical.as_slice() else { panic!("{:?}", page.typical) };
        let words: Vec<&str> = typical.words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!((typical.others, words), (12, vec!["ferry", "harbour", "leaves"]));
        assert!(matches!(asked("TASX"), Who::Nothing { meant: None, like } if like == ["TASS"]));
    }
}
