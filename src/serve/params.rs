//! What stands behind the `?` of an address, read as strictly as a query: what is not understood is an error.

use std::borrow::Cow;
use std::fmt::Display;

use percent_encoding::percent_decode_str;

use super::problem::Problem;

/// Slips further from a name than this many edits are not taken for it.
const MAX_EDITS: usize = 2;

/// What a flag says that is set.
const YES: &str = "true";

/// A parameter that a route takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parameter {
    /// Its name, that of the option of the command line.
    pub(super) name: &'static str,
    /// What it is for, a sentence without its full stop.
    pub(super) what: &'static str,
    /// What it may be.
    pub(super) takes: Takes,
    /// Whether there is no answer without it.
    pub(super) is_needed: bool,
    /// One of its values.
    pub(super) example: &'static str,
}

/// What a parameter may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Takes {
    /// Any text.
    Text,
    /// Any text, several times.
    Texts,
    /// A whole number, and which one it is where it is not given.
    Whole(usize),
    /// A number from 0 to 1.
    Fraction,
    /// True or false; its name alone is true.
    Flag,
    /// One of these; the first where it is not given.
    OneOf(&'static [&'static str]),
}

/// The parameters of a request.
#[derive(Debug)]
pub(super) struct Params {
    known: &'static [Parameter],
    given: Vec<(&'static Parameter, String)>,
}

impl Params {
    /// Reads `text`, of the parameters that are `known`.
    pub(super) fn read(text: &str, known: &'static [Parameter]) -> Result<Self, Problem> {
        let mut given: Vec<(&'static Parameter, String)> = Vec::new();
        for part in text.split('&').filter(|part| !part.is_empty()) {
            // A name alone is a yes.
            let (name, value) = part.split_once('=').unwrap_or((part, YES));
            let (name, value) = (decoded(name)?, decoded(value)?.into_owned());
            let parameter =
                known.iter().find(|parameter| parameter.name == name).ok_or_else(|| unknown(&name, known))?;
            if parameter.takes != Takes::Texts && given.iter().any(|(other, _)| other.name == parameter.name) {
                return Err(Problem::parameter(parameter.name, "is given twice"));
            }
            if let Takes::OneOf(names) = parameter.takes
                && !names.contains(&value.as_str())
            {
                return Err(Problem::parameter(parameter.name, format_args!("expected one of {}", names.join(", "))));
            }
            given.push((parameter, value));
        }
        let is_given = |name| given.iter().any(|(parameter, _)| parameter.name == name);
        if let Some(missing) = known.iter().find(|parameter| parameter.is_needed && !is_given(parameter.name)) {
            return Err(Problem::parameter(missing.name, "is missing").help(missing.what));
        }
        Ok(Self { known, given })
    }

    /// Whether the route has a parameter of that name.
    pub(super) fn takes(&self, name: &str) -> bool {
        self.known.iter().any(|parameter| parameter.name == name)
    }

    /// A text, where it is given.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.given.iter().find(|(parameter, _)| parameter.name == name).map(|(_, value)| value.as_str())
    }

    /// All texts of that name.
    pub(super) fn texts<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p str> {
        self.given.iter().filter(move |(parameter, _)| parameter.name == name).map(|(_, value)| value.as_str())
    }

    /// What `read` makes of the text, where it is given.
    pub(super) fn parsed<T>(
        &self,
        name: &str,
        read: impl FnOnce(&str) -> Option<T>,
        expected: impl Display,
    ) -> Result<Option<T>, Problem> {
        let Some(text) = self.text(name) else { return Ok(None) };
        read(text).map(Some).ok_or_else(|| Problem::parameter(name, format!("expected {expected}")))
    }

    /// A whole number, given or not.
    pub(super) fn whole(&self, name: &str) -> Result<usize, Problem> {
        let given = self.parsed(name, |text| text.parse().ok(), "a whole number")?;
        let usual = self.known.iter().find_map(|parameter| match parameter.takes {
            Takes::Whole(usual) if parameter.name == name => Some(usual),
            _ => None,
        });
        Ok(given.or(usual).unwrap_or_default())
    }

    /// Whether it is said.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Problem> {
        // Python writes `True`, R `TRUE`.
        let read = |text: &str| text.to_ascii_lowercase().parse().ok();
        Ok(self.parsed(name, read, "true or false")?.unwrap_or(false))
    }
}

/// `+` and `%20` are spaces, as forms write them.
fn decoded(text: &str) -> Result<Cow<'static, str>, Problem> {
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8();
    decoded.map(|text| text.into_owned().into()).map_err(|_| {
        Problem::bad_request("not-utf-8", "the address is not UTF-8").help("write parameters in UTF-8, percent-encoded")
    })
}

fn unknown(name: &str, known: &[Parameter]) -> Problem {
    let edits = |parameter: &&Parameter| strsim::damerau_levenshtein(parameter.name, name);
    let near = known.iter().filter(|parameter| edits(parameter) <= MAX_EDITS).min_by_key(edits);
    let help = match near {
        Some(near) if name.chars().count() > MAX_EDITS => format!("did you mean `{}`?", near.name),
        _ => format!("these are known: {}", known.iter().map(|known| known.name).collect::<Vec<_>>().join(", ")),
    };
    Problem::bad_request("unknown-parameter", format!("no parameter is called `{name}`")).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [Parameter; 5] = {
        const fn of(name: &'static str, takes: Takes) -> Parameter {
            Parameter { name, what: "", takes, is_needed: false, example: "" }
        }
        [
            of("q", Takes::Text),
            of("facet", Takes::Texts),
            of("n", Takes::Whole(10)),
            of("collapse", Takes::Flag),
            of("sort", Takes::OneOf(&["relevance", "date"])),
        ]
    };

    fn read(text: &str) -> Result<Params, Problem> {
        Params::read(text, &KNOWN)
    }

    #[test]
    fn values_are_decoded_as_forms_write_them() {
        let params = read("q=a+%22b%22%2B%E5%A4%9A&facet=speaker&&facet=outlet:3&collapse").unwrap();
        assert_eq!(params.text("q"), Some("a \"b\"+多"));
        assert_eq!(params.texts("facet").collect::<Vec<_>>(), ["speaker", "outlet:3"]);
        assert_eq!((params.whole("n").unwrap(), params.flag("collapse").unwrap()), (10, true));
        assert_eq!(read("n=0&collapse=False").unwrap().whole("n").unwrap(), 0);
    }

    #[test]
    fn what_is_not_understood_is_an_error_with_a_name() {
        let code = |text: &str| {
            let params = read(text);
            params.and_then(|params| params.whole("n").and_then(|_| params.flag("collapse"))).unwrap_err().code
        };
        assert_eq!(code("query=x"), "unknown-parameter");
        assert_eq!(code("q=a&q=b"), "bad-parameter");
        assert_eq!(code("sort=age"), "bad-parameter");
        assert_eq!(code("n=ten"), "bad-parameter");
        assert_eq!(code("n=-1"), "bad-parameter");
        assert_eq!(code("collapse=maybe"), "bad-parameter");
        assert_eq!(code("collapse="), "bad-parameter");
        assert_eq!(code("q=%FF"), "not-utf-8");
    }

    #[test]
    fn a_misspelt_name_is_told_with_the_nearest_one() {
        let help = |text: &str| read(text).unwrap_err().help.unwrap();
        assert_eq!(help("fcaet=x"), "did you mean `facet`?");
        assert!(help("zz=x").contains("q, facet, n"));
    }
}
