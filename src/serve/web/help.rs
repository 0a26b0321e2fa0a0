//! `/help`: the query language on one page, each example to be tried, and the fields.

use maud::{Markup, html};

use super::address::Search;
use super::frame::Frame;
use super::words::coded;
use super::{Answer, Asking, Page};
use crate::index::{Field, FieldType};
use crate::query::{CHEAT_SHEET, Clause, Clauses};
use crate::serve::clock;
use crate::serve::problem::Problem;

pub(super) const PAGE: Page = Page { path: "/help", parameters: &[], answer };

/// Between an example and what it means.
const GAP: &str = "  ";

#[allow(clippy::unnecessary_wraps)] // As all views.
fn answer(_: &Asking<'_>) -> Result<Answer, Problem> {
    let view = html! {
        article.help {
            h1 { "The query language" }
            @for block in CHEAT_SHEET.split("\n\n").skip(1) { (section(block)) }
            section {
                h2 { "All fields" }
                table {
                    thead { tr { th scope="col" { "Field" } th scope="col" { "What it is" } th scope="col" { "Also" } } }
                    tbody {
                        @for field in Field::all() {
                            tr {
                                th scope="row" { code { (field.name()) } }
                                td { (coded(field.help())) }
                                td { @for alias in field.aliases() { code { (alias) } " " } }
                            }
                        }
                    }
                }
            }
        }
    };
    Ok(Answer::page(Frame::new("Help", &Search::default()).around(&view)))
}

/// A heading with examples below it, or a paragraph.
fn section(block: &str) -> Markup {
    let (heading, rest) = block.split_once('\n').unwrap_or((block, ""));
    if !rest.starts_with(GAP) {
        return html! { p { (coded(block)) } };
    }
    html! {
        section {
            h2 { (heading) }
            table.examples {
                tbody {
                    @for (example, meaning) in rest.lines().filter_map(example) {
                        tr {
                            th scope="row" {
                                @if is_runnable(example) { a href=(Search::of(example).address()) { code { (example) } } }
                                @else { code { (example) } }
                            }
                            td { (coded(meaning)) }
                        }
                    }
                }
            }
        }
    }
}

/// Whether there is something to be tried: an id that stands for any other names no statement.
fn is_runnable(example: &str) -> bool {
    let asks_by_id = |clause: &Clause| {
        Field::all().filter(|field| field.kind() == FieldType::Statement).any(|field| clause.is_of(field))
    };
    Clauses::read(example, clock::today()).is_ok_and(|clauses| !clauses.parts().iter().any(asks_by_id))
}

fn example(line: &str) -> Option<(&str, &str)> {
    let (example, meaning) = line.trim_start().split_once(GAP)?;
    Some((example, meaning.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cheat_sheet_is_taken_apart() {
        let sections: Vec<String> =
            CHEAT_SHEET.split("\n\n").skip(1).map(|block| section(block).into_string()).collect();
        assert!(sections.iter().filter(|section| section.starts_with("<section>")).count() >= 5);
        assert!(sections[0].contains("<code>sanctions oil</code></a></th><td>both: white space means AND</td>"));
        assert!(sections.last().unwrap().starts_with("<p>"));
    }

    #[test]
    fn no_example_is_lost() {
        let lines = CHEAT_SHEET.lines().filter(|line| line.starts_with(GAP));
        for line in lines {
            assert!(
                example(line).is_some_and(|(example, meaning)| !example.is_empty() && !meaning.is_empty()),
                "{line}"
            );
        }
    }
}
