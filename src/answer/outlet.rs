//! An outlet's page: how many statements are credited to it, when, of whom, and in which words.

#[cfg(feature = "engine")]
use super::Archive;
use super::AskError;
#[cfg(feature = "engine")]
use super::named::{Named, in_archive};
use super::named::{and, in_index, like, named};
#[cfg(feature = "engine")]
use super::portrait::portrait_of;
use super::portrait::{Portrait, Reading, counted};
use super::tally::Counted;
use super::typical::Typical;
use super::who::{Who, WhoRequest, names_of, typical_of};
use crate::index::{Field, Snapshot};

/// Values of a field that are given.
const VALUES: usize = 10;

/// Fields whose values are counted.
const COUNTED: [(Field, usize); 4] =
    [(Field::Speaker, VALUES), (Field::SpeakerType, VALUES), (Field::Role, VALUES), (Field::Publisher, VALUES)];

/// An outlet's page.
#[derive(Debug, Clone)]
pub struct OutletProfile {
    /// How many statements, when, of whom, and in which publishers' articles.
    pub portrait: Portrait,
    /// Words that are typical against all other outlets, by language. `None` where the words of all cannot be asked for.
    pub typical: Option<Vec<Typical>>,
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
    let Some(meant) = named(&in_index(&snapshot), Field::Outlet, &asking.name, within)? else {
        return Ok(Who::Nothing { meant: None, like: like(&in_index(&snapshot), Field::Outlet, &asking.name)? });
    };
    let reading = Reading::new(snapshot)?;
    let own = meant.query(Field::Outlet);
    let query = and(own.clone(), within);
    let (portrait, words, _) =
        reading.portrait(&meant.name, &query, counted(&COUNTED), asking.latest, &mut |_, _| ())?;
    if portrait.total == 0 {
        return Ok(Who::Nothing { meant: Some(meant.name), like: Vec::new() });
    }
    let names = names_of(&meant.name, None);
    let typical = Some(typical_of(&reading, &own, Field::Outlet, &words, within, &names)?);
    Ok(Who::Found(Box::new(OutletProfile { portrait, typical, others: meant.others, more_others: meant.more })))
}

/// As [`outlet`], told by reading the statements of an archive that cannot be asked for the words of all.
///
/// # Errors
///
/// As [`outlet`].
#[cfg(feature = "engine")]
pub(crate) fn outlet_by_reading(archive: &dyn Archive, asking: &WhoRequest) -> Result<Who<OutletProfile>, AskError> {
    let within = asking.within.as_ref();
    let Some(meant) = named(&in_archive(archive), Field::Outlet, &asking.name, within)? else {
        return Ok(Who::Nothing { meant: None, like: archive.names_like(Field::Outlet, &asking.name)? });
    };
    let query = and(meant.query(Field::Outlet), within);
    let portrait = portrait_of(archive, &meant.name, &query, counted(&COUNTED), asking.latest, &mut |_| ())?;
    if portrait.total == 0 {
        return Ok(Who::Nothing { meant: Some(meant.name), like: Vec::new() });
    }
    let Named { others, more: more_others, .. } = meant;
    Ok(Who::Found(Box::new(OutletProfile { portrait, typical: None, others, more_others })))
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
        let Some([typical]) = page.typical.as_deref() else { panic!("{:?}", page.typical) };
        let words: Vec<&str> = typical.words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!((typical.others, words), (12, vec!["ferry", "harbour", "leaves"]));
        assert!(matches!(asked("TASX"), Who::Nothing { meant: None, like } if like == ["TASS"]));
    }
}
