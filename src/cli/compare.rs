//! `dixit compare`: two speakers or two outlets side by side.

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use clap::{Args, ValueEnum};
use dixit::answer::{self, Asked, CompareRequest, Compared};
use dixit::error::Error;
use dixit::index::{Field, Index};
use dixit::present::{self, ComparisonOf, Format, clean};

use super::ask::{NarrowArgs, in_query, tell_why_empty};
use super::ui::{Ui, stdout};
use super::who::{name, tell_unknown, within};
use super::{Outcome, shield};

const EXAMPLES: &str = "\
Examples:
  dixit compare Xi Putin
  dixit compare TASS Xinhua ceasefire date:2024
  dixit compare Reuters AFP --by publisher";

const LEGEND: &str = "\
Both names are read as in `speaker:NAME` and `outlet:NAME`. Names of two outlets compare outlets, other names
speakers; --by says it. docs/who.md has an example.

Exit codes: 0 found, 1 nothing found, 2 error.";

/// Show two speakers or two outlets side by side, on all statements or those that match
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_long_help = LEGEND)]
pub(crate) struct CompareArgs {
    /// Name of a speaker or an outlet
    #[arg(value_name = "A", value_parser = name)]
    one: String,
    /// Name of another one
    #[arg(value_name = "B", value_parser = name)]
    other: String,
    /// What the statements must match
    #[arg(value_name = "QUERY", value_parser = shield::part)]
    query: Vec<String>,
    /// What A and B are, where it is not found out
    #[arg(long, value_name = "WHAT", value_enum)]
    by: Option<By>,
    /// Latest statements of each to show; 0 shows none
    #[arg(long, short = 'n', value_name = "N", default_value_t = 2)]
    limit: usize,
    #[command(flatten)]
    narrow: NarrowArgs,
    /// Format of the results
    #[arg(long, value_name = "FORMAT", value_parser = super::summary_format_parser(), default_value = "human")]
    pub(super) format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    /// Who said it
    Speaker,
    /// Who carried it
    Outlet,
    /// Who published the article
    Publisher,
}

impl By {
    fn field(self) -> Field {
        match self {
            Self::Speaker => Field::Speaker,
            Self::Outlet => Field::Outlet,
            Self::Publisher => Field::Publisher,
        }
    }
}

pub(super) fn run(ui: &Ui, place: &Path, args: &CompareArgs) -> Result<Outcome, Error> {
    let begun = Instant::now();
    let within = within(ui, &args.query, &args.narrow)?;
    let index = Index::open(place)?;
    let asked = CompareRequest {
        names: [args.one.clone(), args.other.clone()],
        by: args.by.map(By::field),
        within: within.as_ref().map(|asked| asked.query.clone()),
        latest: args.limit,
    };
    let field = asked.by.unwrap_or(Field::Speaker);
    let found = match &within {
        Some(within) => answer::compare(&index, &asked).map_err(in_query(within))?,
        None => answer::compare(&index, &asked)?,
    };
    match &found {
        Compared::Unlike(sorts) => return Err(unlike(args, *sorts)),
        Compared::Same(name) => {
            let message = format!("`{}` and `{}` are both {}", clean(&args.one), clean(&args.other), clean(name));
            return Err(Error::usage(message, "name two different ones, or write more of their names"));
        }
        Compared::Found(_) | Compared::Nothing(_) | Compared::Unknown { .. } => {}
    }
    let comparison = if let Compared::Found(comparison) = &found { Some(&**comparison) } else { None };
    let of = ComparisonOf {
        names: [&args.one, &args.other],
        query: within.as_ref().map(|asked| asked.input.as_str()),
        comparison,
        took: begun.elapsed(),
    };
    let mut out = stdout();
    present::comparison(&mut out, args.format, &ui.view, &of)?;
    out.flush()?;
    drop(out);
    match &found {
        Compared::Nothing(names) => tell_why_empty(ui, &index, &Asked::of_name(field, &names[0], within.as_ref()))?,
        Compared::Unknown { name, like } => {
            tell_unknown(ui, &index, &Asked::of_name(field, name, within.as_ref()), name, like)?;
        }
        Compared::Found(_) | Compared::Unlike(_) | Compared::Same(_) => {}
    }
    Ok(Outcome::of(u64::from(comparison.is_some())))
}

fn unlike(args: &CompareArgs, sorts: [Field; 2]) -> Error {
    let told =
        |name: &str, sort: Field| format!("`{}` is a {}", clean(name), sort.name()).replace("a outlet", "an outlet");
    let message = format!("{}, {}", told(&args.one, sorts[0]), told(&args.other, sorts[1]));
    Error::usage(message, "compare two of a kind, or say with `--by speaker` or `--by outlet` what both are")
}
