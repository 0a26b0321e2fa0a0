//! `/api/v1/statements/{id}`: one statement in its article.

use super::Route;
use super::asking::{Asking, FORMAT};
use crate::answer::{self, ById, Hit};
use crate::present::{self, ArticleView, Closing, Format, Spelling};
use crate::serve::out::Out;
use crate::serve::problem::Problem;

pub(super) const ROUTE: Route = Route {
    path: "/api/v1/statements/{id}",
    name: "statement",
    what: "One statement in its article, by its id or the first digits of it",
    parameters: &[FORMAT],
    formats: &[(Format::Json, &["show"]), (Format::JsonLines, &["statement"]), (Format::Csv, &[]), (Format::Tsv, &[])],
    answer,
};

fn answer(asking: &Asking<'_>, out: &mut Out) -> Result<(), Problem> {
    let hit = find(asking)?;
    if asking.format == Format::Json {
        let shown = answer::show(asking.archive, hit, &asking.read_options())?;
        return Ok(present::article(out, &asking.view(), &ArticleView::of(&shown), true)?);
    }
    let mut printer = present::printer(asking.format, &asking.view(), &Spelling::default());
    printer.statement(out, &Hit { score: None, highlights: Vec::new(), ..hit })?;
    Ok(printer.close(out, &Closing { total: 1, ..Closing::default() })?)
}

fn find(asking: &Asking<'_>) -> Result<Hit, Problem> {
    match answer::by_id(asking.archive, asking.id)? {
        ById::One(hit) => Ok(*hit),
        ById::Nothing => Err(Problem::not_found("no statement has this id")),
        ById::NoId => Err(Problem::not_found("this is no id of a statement")
            .help("an id has 16 digits 0-9 a-f, of which at least the first four are needed")),
        ById::Several(_) => Err(Problem::conflict("the ids of several statements begin so").help("give more digits")),
    }
}
