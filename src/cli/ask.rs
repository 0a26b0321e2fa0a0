//! What the commands that query have in common: the query read with its remarks, values to count,
//! and why an answer is empty.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use dixit::answer::{self, Answer, AskError, FacetSpec, Period, Request};
use dixit::error::Error;
use dixit::index::{Field, Index};
use dixit::present;
use dixit::query::{self, Matcher, Parsed, Query, QueryError, Synonyms};
use dixit::text::Span;

use super::reading::today;
use super::tables::own;
use super::ui::Ui;

/// What narrows every query.
#[derive(Debug, Clone, Args)]
pub(crate) struct NarrowArgs {
    /// Leave out statements less certain than X (0 to 1)
    #[arg(long, value_name = "X", value_parser = confidence)]
    min_confidence: Option<f64>,
    /// Your own synonyms, lines `a, b, c` or `a => b` (see docs/query-language.md) [default: synonyms.txt in the folder
    /// dixit of your configuration, if it is there]
    #[arg(long, value_name = "FILE", env = "DIXIT_SYNONYMS", hide_env_values = true, hide_short_help = true)]
    synonyms: Option<PathBuf>,
}

impl NarrowArgs {
    /// The user's synonyms.
    pub(crate) fn synonyms(&self) -> Result<Synonyms, Error> {
        let Some((path, text)) = own(self.synonyms.as_deref(), "synonyms.txt")? else { return Ok(Synonyms::default()) };
        Synonyms::read(&text).map_err(|error| {
            let message = format!("{}:{}: {}", path.display(), error.line, error.kind);
            Error::usage(message, "docs/query-language.md shows what such a file may hold")
        })
    }
}

pub(crate) fn confidence(argument: &str) -> Result<f64, String> {
    argument
        .parse()
        .ok()
        .filter(|value| (0.0..=1.0).contains(value))
        .ok_or_else(|| "expected a number from 0 to 1".to_owned())
}

/// A query as typed and as understood.
pub(crate) struct Asked {
    /// As typed, its arguments joined by spaces.
    pub(crate) input: String,
    /// As understood.
    pub(crate) query: Query,
}

/// Reads the query, telling remarks on it. No argument at all asks for everything.
pub(crate) fn read_query(ui: &Ui, arguments: &[String], narrow: &NarrowArgs) -> Result<Asked, Error> {
    let typed = arguments.join(" ");
    let input = if arguments.is_empty() { "*".to_owned() } else { typed };
    understand(ui, input, narrow, &narrow.synonyms()?)
}

/// As [`read_query`], of one text, with synonyms that were read before.
pub(crate) fn understand(ui: &Ui, input: String, narrow: &NarrowArgs, synonyms: &Synonyms) -> Result<Asked, Error> {
    let parsed = parse(&input, narrow, synonyms)?;
    for note in &parsed.notes {
        ui.hint("hint", &present::clean(&note.text));
    }
    Ok(Asked { input, query: parsed.query })
}

/// The query that `input` stands for, with what narrows every query, and the remarks on it.
pub(crate) fn parse(input: &str, narrow: &NarrowArgs, synonyms: &Synonyms) -> Result<Parsed, QueryError> {
    let mut parsed = query::parse(input, today())?;
    let too_large = |problem| QueryError { input: input.to_owned(), problems: vec![problem] };
    parsed.query = synonyms.widen(parsed.query).map_err(too_large)?;
    if let Some(least) = narrow.min_confidence {
        let matcher = Matcher::Numbers { from: Some((least, true)), to: None };
        let certain = Query::Match { field: Field::Conf, matcher, span: Span::new(input.len(), input.len()) };
        parsed.query = Query::And(vec![parsed.query, certain]);
    }
    Ok(parsed)
}

/// Puts the query as typed into an error that came up when it was run: the tree does not hold it.
pub(crate) fn in_query(asked: &Asked) -> impl Fn(AskError) -> Error + '_ {
    |error| error.in_query(&asked.input).into()
}

/// Runs `request` and measures how long it takes.
pub(crate) fn timed(index: &Index, request: &Request, asked: &Asked) -> Result<(Answer, std::time::Duration), Error> {
    let begun = Instant::now();
    let answer = answer::ask(index, request).map_err(in_query(asked))?;
    Ok((answer, begun.elapsed()))
}

/// A value to count as typed: `speaker`, `outlet:20`, `date:month`, `date:year:5`. `None` when it
/// begins with no such field or goes on as a query would (`outlet:TASS`, `date:2024`).
pub(crate) fn facet_spec(argument: &str, default_limit: Option<usize>) -> Option<FacetSpec> {
    // `speaker.type` has a dot, no colon, so the field ends at the first colon.
    let mut parts = argument.split(':');
    let field = Field::from_name(parts.next()?).filter(|field| field.is_facet())?;
    let mut spec = FacetSpec { field, period: Period::default(), limit: default_limit };
    let mut rest: Vec<&str> = parts.collect();
    if field == Field::Date {
        spec.limit = None;
        if let Some(first) = rest.first() {
            spec.period = match *first {
                "year" => Period::Year,
                "month" => Period::Month,
                "week" => Period::Week,
                "day" => Period::Day,
                _ => return None,
            };
            rest.remove(0);
        }
    }
    match rest.as_slice() {
        [] => Some(spec),
        [limit] => {
            let limit: usize = limit.parse().ok()?;
            spec.limit = (limit > 0).then_some(limit);
            Some(spec)
        }
        _ => None,
    }
}

/// As [`facet_spec`], with what to say when it is none.
pub(crate) fn facet_argument(argument: &str, default_limit: Option<usize>) -> Result<FacetSpec, String> {
    if let Some(spec) = facet_spec(argument, default_limit) {
        return Ok(spec);
    }
    let name = argument.split(':').next().unwrap_or(argument);
    Err(match Field::from_name(name) {
        Some(Field::Date) => "dates are counted by `date:year`, `date:month`, `date:week` or `date:day`".to_owned(),
        Some(field) if field.is_facet() => format!("expected a number after `{}:`", field.name()),
        Some(field) => format!("values of `{}` cannot be counted; these can: {}", field.name(), countable()),
        None => match nearest_facet(name) {
            Some(near) => format!("no field is called `{name}`, did you mean `{near}`?"),
            None => format!("no field is called `{name}`; these can be counted: {}", countable()),
        },
    })
}

fn countable() -> String {
    let names: Vec<&str> = Field::all().filter(|field| field.is_facet()).map(Field::name).collect();
    names.join(", ")
}

fn nearest_facet(name: &str) -> Option<&'static str> {
    Field::all()
        .filter(|field| field.is_facet())
        .map(|field| (strsim::damerau_levenshtein(field.name(), &name.to_lowercase()), field.name()))
        .filter(|(distance, known)| *distance <= 2 && *distance < known.len() / 2 + 1)
        .min()
        .map(|(_, known)| known)
}

/// Says on standard error why nothing was found: what each part of the query finds alone.
pub(crate) fn tell_why_empty(ui: &Ui, index: &Index, asked: &Asked) -> Result<(), Error> {
    if ui.quiet {
        return Ok(());
    }
    ui.say(&format!("nothing found for `{}`", present::clean(&asked.input)));
    let held = index.stats()?.statements;
    if held == 0 {
        ui.hint("hint", "the index holds no statement yet: `dixit index PATH…` reads articles");
        return Ok(());
    }
    let explanation = answer::explain(index, &asked.query).map_err(in_query(asked))?;
    if explanation.nodes.len() > 1 {
        ui.say("each part alone:");
        let mut table = Vec::new();
        present::explanation(&mut table, &ui.message_palette, &explanation.nodes)?;
        ui.say(String::from_utf8_lossy(&table).trim_end_matches('\n'));
    }
    let is_leaf = |number: usize| {
        explanation.nodes.get(number + 1).is_none_or(|next| next.depth <= explanation.nodes[number].depth)
    };
    let barren = explanation.nodes.iter().enumerate().find(|(number, node)| node.hits == 0 && is_leaf(*number));
    match barren {
        Some((_, node)) if explanation.nodes.len() > 1 => {
            ui.hint("hint", &format!("`{}` finds nothing by itself", present::clean(&node.label)));
        }
        Some(_) => {
            ui.hint("hint", &format!("none of the {held} statements matches; fewer letters and a `*` find more"));
        }
        None => ui.hint("hint", "each part is found, but never all of them in one statement: try `OR`, or fewer parts"),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(argument: &str, expected: Option<(Field, Period, Option<usize>)>) {
        let spec = facet_spec(argument, Some(10)).map(|spec| (spec.field, spec.period, spec.limit));
        assert_eq!(spec, expected, "{argument}");
    }

    #[test]
    fn values_to_count_are_told_from_queries() {
        check("speaker", Some((Field::Speaker, Period::Month, Some(10))));
        check("outlet:20", Some((Field::Outlet, Period::Month, Some(20))));
        check("outlet:0", Some((Field::Outlet, Period::Month, None)));
        check("date", Some((Field::Date, Period::Month, None)));
        check("date:year", Some((Field::Date, Period::Year, None)));
        check("date:day:7", Some((Field::Date, Period::Day, Some(7))));
        check("speaker.type", Some((Field::SpeakerType, Period::Month, Some(10))));
        check("outlet:TASS", None);
        check("date:2024", None);
        check("quote", None);
        check("sanctions", None);
    }

    #[test]
    fn a_wrong_field_is_told_with_the_nearest_one() {
        assert_eq!(facet_argument("outlte", None).unwrap_err(), "no field is called `outlte`, did you mean `outlet`?");
        assert_eq!(facet_argument("outlet:many", None).unwrap_err(), "expected a number after `outlet:`");
        assert!(facet_argument("date:12", None).unwrap_err().contains("date:month"));
        assert!(facet_argument("quote", None).unwrap_err().starts_with("values of `quote` cannot be counted"));
    }
}
