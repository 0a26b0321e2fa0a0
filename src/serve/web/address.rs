//! Addresses of this server: each view has one, to be shared and to be gone back to.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::super::problem::Problem;
use super::Asking;
use crate::answer::{Sort, half_life};

/// What need not be written as a number in an address.
const CODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Statements on a page.
pub(super) const PAGE: usize = 20;

/// What is looked for, and how it is shown: all that a search page is made from.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Search {
    /// The query as typed; empty where none is.
    pub(super) query: String,
    /// The order, by its name; the best match first where none is given.
    pub(super) sort: Option<&'static str>,
    /// The half-life of relevance, as typed.
    pub(super) recent: Option<String>,
    /// Statements that are passed over.
    pub(super) offset: usize,
    /// Whether one statement stands for each utterance.
    pub(super) collapse: bool,
    /// A field of which more values are shown.
    pub(super) more: Option<String>,
}

impl Search {
    /// Everything that has `query`.
    pub(super) fn of(query: impl Into<String>) -> Self {
        Self { query: query.into(), ..Self::default() }
    }

    /// What the address of a request says.
    pub(super) fn read(asking: &Asking<'_>) -> Result<Self, Problem> {
        let params = asking.params;
        let known = |name: &str| Sort::NAMES.into_iter().find(|known| *known == name);
        let sort = params.parsed("sort", known, format_args!("one of {}", Sort::NAMES.join(", ")))?;
        params.parsed("recent", half_life, "a number of days, or one with d, w, m or y behind it: 30, 2w, 6m")?;
        Ok(Self {
            query: params.text("q").unwrap_or_default().trim().to_owned(),
            sort: sort.filter(|name| *name != Sort::NAMES[0]),
            recent: params.text("recent").map(str::to_owned),
            offset: params.whole("offset")?,
            collapse: params.flag("collapse")?,
            more: params.text("more").map(str::to_owned),
        })
    }

    /// The same for another query, from its beginning.
    pub(super) fn with_query(&self, query: impl Into<String>) -> Self {
        Self { query: query.into(), offset: 0, more: None, ..self.clone() }
    }

    /// The same in another order, from its beginning.
    pub(super) fn sorted(&self, sort: &'static str) -> Self {
        let sort = Some(sort).filter(|name| *name != Sort::NAMES[0]);
        Self { sort, recent: None, offset: 0, ..self.clone() }
    }

    /// The parameters beside the query that are not as usual.
    pub(super) fn beside(&self) -> Vec<(&'static str, String)> {
        let mut beside = Vec::new();
        beside.extend(self.sort.map(|sort| ("sort", sort.to_owned())));
        beside.extend(self.recent.clone().map(|recent| ("recent", recent)));
        if self.collapse {
            beside.push(("collapse", "true".to_owned()));
        }
        beside
    }

    /// Its address.
    pub(super) fn address(&self) -> String {
        let mut pairs = vec![("q", self.query.clone())];
        pairs.extend(self.beside());
        if self.offset > 0 {
            pairs.push(("offset", self.offset.to_string()));
        }
        pairs.extend(self.more.clone().map(|more| ("more", more)));
        with_pairs("/", &pairs)
    }

    /// The address at which all of it is had in `format`.
    pub(super) fn download(&self, format: &str) -> String {
        let mut pairs = vec![("q", self.query.clone()), ("n", "0".to_owned()), ("format", format.to_owned())];
        pairs.extend(self.beside());
        with_pairs("/api/v1/search", &pairs)
    }
}

/// The address of a statement in its article.
pub(super) fn statement(id: &str) -> String {
    format!("/statement/{}", coded(id))
}

/// The address of an utterance wherever it was carried.
pub(super) fn trace(id: &str) -> String {
    format!("/trace/{}", coded(id))
}

/// The address of a speaker's page.
pub(super) fn speaker(name: &str) -> String {
    format!("/speaker/{}", coded(name))
}

/// The address of an outlet's page.
pub(super) fn outlet(name: &str) -> String {
    format!("/outlet/{}", coded(name))
}

/// The address of two names side by side; `field` is what both are, `query` what narrows them.
pub(super) fn compare(names: [&str; 2], query: &str, field: Option<&str>) -> String {
    let mut pairs = vec![("a", names[0].to_owned()), ("b", names[1].to_owned())];
    if !query.is_empty() {
        pairs.push(("q", query.to_owned()));
    }
    pairs.extend(field.map(|field| ("by", field.to_owned())));
    with_pairs("/compare", &pairs)
}

fn coded(text: &str) -> String {
    utf8_percent_encode(text, CODED).to_string()
}

fn with_pairs(path: &str, pairs: &[(&str, String)]) -> String {
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", coded(value))).collect();
    format!("{path}?{}", pairs.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_not_as_usual() {
        let search = Search { offset: 20, collapse: true, ..Search::of("outlet:TASS AND \"a&b\"") };
        assert_eq!(search.address(), "/?q=outlet%3ATASS%20AND%20%22a%26b%22&collapse=true&offset=20");
        assert_eq!(search.sorted("-date").address(), "/?q=outlet%3ATASS%20AND%20%22a%26b%22&sort=-date&collapse=true");
        assert_eq!(search.with_query("*").sorted("relevance").address(), "/?q=%2A&collapse=true");
        assert_eq!(search.with_query("*").download("csv"), "/api/v1/search?q=%2A&n=0&format=csv&collapse=true");
    }

    #[test]
    fn names_stay_in_their_place() {
        assert_eq!(speaker("../a b/?#"), "/speaker/..%2Fa%20b%2F%3F%23");
        assert_eq!(compare(["a&b", "="], "", Some("outlet")), "/compare?a=a%26b&b=%3D&by=outlet");
        assert_eq!(outlet("ТАСС"), "/outlet/%D0%A2%D0%90%D0%A1%D0%A1");
    }
}
