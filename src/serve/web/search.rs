//! `/`: what a query finds, with what narrows it down; without a query, what there is.

use maud::{Markup, html};

use super::address::{PAGE as ON_A_PAGE, Search};
use super::frame::Frame;
use super::words::{coded, counted, number};
use super::{Answer, Asking, Page, empty, facets, hit, home, parameter, slip, timeline};
use crate::answer::{self, AskError, Asked, Request, Sort, half_life};
use crate::query::Clauses;
use crate::serve::clock;
use crate::serve::params::Takes;
use crate::serve::problem::Problem;

pub(super) const PAGE: Page = Page {
    path: "/",
    parameters: &[
        parameter("q", "What to look for", Takes::Text),
        parameter("sort", "Order", Takes::OneOf(&Sort::NAMES)),
        parameter("recent", "Half-life of relevance", Takes::Text),
        parameter("offset", "Statements to pass over", Takes::Whole(0)),
        parameter("collapse", "One statement for each utterance", Takes::Flag),
        parameter("more", "Field to show more values of", Takes::Text),
        parameter("from", "First day, month or year", Takes::Text),
        parameter("to", "Last day, month or year", Takes::Text),
    ],
    answer,
};

/// Orders as people call them.
const ORDERS: [(&str, &str); 5] = [
    ("relevance", "Best match"),
    ("-date", "Newest"),
    ("date", "Oldest"),
    ("speaker", "Speaker"),
    ("outlet", "Outlet"),
];

fn answer(asking: &Asking<'_>) -> Result<Answer, Problem> {
    let search = Search::read(asking)?;
    if let Some(address) = dated(asking, &search)? {
        return Ok(Answer::See(address));
    }
    if search.query.is_empty() {
        return home::page(asking);
    }
    let asked = match asking.understood(&search.query) {
        Ok(asked) => asked,
        Err(error) => return Ok(slip::page(&search, &error, &|query| search.with_query(query).address())),
    };
    match found(asking, &search, &asked) {
        Ok(view) => Ok(Answer::page(Frame::new(&search.query, &search).around(&view))),
        Err(AskError::Query(error)) => Ok(slip::page(&search, &error, &|query| search.with_query(query).address())),
        Err(error) => Err(error.into()),
    }
}

/// The address of the same search between the two dates that are asked for beside it.
fn dated(asking: &Asking<'_>, search: &Search) -> Result<Option<String>, Problem> {
    let (from, to) = (asking.params.text("from"), asking.params.text("to"));
    if from.is_none() && to.is_none() {
        return Ok(None);
    }
    let read = |name: &str, text: Option<&str>| {
        let text = text.unwrap_or_default().trim();
        let is_date = |mark: char| mark.is_ascii_alphanumeric() || mark == '-';
        if text.chars().all(is_date) {
            Ok(text.to_owned())
        } else {
            Err(Problem::parameter(name, "expected a date: 2024, 2024-02, 2024-02-08"))
        }
    };
    let (from, to) = (read("from", from)?, read("to", to)?);
    let query = if search.query.is_empty() { "*" } else { &search.query };
    let dated = Clauses::read(query, clock::today()).map(|clauses| clauses.with_dates(&from, &to));
    // What is wrong with the query is told where it stands alone.
    Ok(Some(search.with_query(dated.unwrap_or_else(|_| query.to_owned())).address()))
}

fn found(asking: &Asking<'_>, search: &Search, asked: &Asked) -> Result<Markup, AskError> {
    let clauses = Clauses::read(&search.query, clock::today())?;
    let recent = search.recent.as_deref().and_then(half_life);
    let sort = match (search.sort.and_then(Sort::from_name), recent) {
        (None, Some(half_life)) => Sort::Recent { half_life, today: clock::today() },
        (sort, _) => sort.unwrap_or_default(),
    };
    let request = Request {
        sort,
        offset: search.offset,
        collapse: search.collapse,
        facets: facets::specs(search).chain(timeline::specs()).collect(),
        ..Request::new(asked.query.clone(), Some(ON_A_PAGE))
    };
    let answer = answer::ask(asking.archive, &request).map_err(|error| asked.failed(error))?;
    if answer.total == 0 {
        return empty::view(asking.archive, search, asked, &clauses);
    }
    let all = answer.utterances.filter(|_| search.collapse).unwrap_or(answer.total);
    Ok(html! {
        div.results {
            div.found {
                (heading(search, answer.total, answer.utterances))
                (facets::chips(&clauses, search))
                @for note in &asked.notes { p.note { (coded(&note.text)) } }
                (timeline::chart(&answer.facets, &clauses, search))
                (tools(search))
                (hit::list(&answer.hits, "Statements"))
                (pages(search, all, answer.hits.len()))
            }
            (facets::bar(&answer.facets, &clauses, search, asking.archive.compares()))
        }
    })
}

fn heading(search: &Search, total: u64, utterances: Option<u64>) -> Markup {
    html! {
        div.heading {
            h1 {
                @if let Some(utterances) = utterances { (counted(utterances, "utterance")) " in " }
                (counted(total, "statement"))
            }
            a.to-filters href="#filters" { "Filters" }
            p.downloads {
                "Download "
                a href=(search.download("csv")) download="dixit.csv" { "CSV" } " "
                a href=(search.download("jsonl")) download="dixit.jsonl" { "JSONL" }
            }
        }
    }
}

/// The order, and whether utterances are collapsed.
fn tools(search: &Search) -> Markup {
    let current = search.sort.unwrap_or(Sort::NAMES[0]);
    let turned = Search { collapse: !search.collapse, offset: 0, ..search.clone() };
    html! {
        div.tools {
            nav.sorts aria-label="Order" {
                @for (name, shown) in ORDERS {
                    @let is_current = name == current && search.recent.is_none();
                    a href=(search.sorted(name).address()) aria-current=[is_current.then_some("true")] { (shown) }
                }
            }
            a.collapse href=(turned.address()) aria-current=[search.collapse.then_some("true")] {
                @if search.collapse { "Show every version" } @else { "One for each utterance" }
            }
        }
    }
}

fn pages(search: &Search, all: u64, shown: usize) -> Markup {
    let last = search.offset.saturating_add(shown);
    let at = |offset: usize| Search { offset, ..search.clone() }.address();
    html! {
        nav.pager aria-label="Pages of results" {
            @if search.offset > 0 { a rel="prev" href=(at(search.offset.saturating_sub(ON_A_PAGE))) { "← Previous" } }
            span {
                @if shown == 0 { "Nothing here" } @else { (number(search.offset as u64 + 1)) "–" (number(last as u64)) }
                " of " (number(all))
            }
            @if (last as u64) < all { a rel="next" href=(at(last)) { "Next →" } }
        }
    }
}
