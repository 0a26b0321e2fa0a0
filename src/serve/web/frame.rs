//! What stands around every view: the head of the document, the box to search in, and the foot.

use maud::{DOCTYPE, Markup, html};

use super::address::Search;
use super::assets::{ICON, SCRIPT, STYLE};
use super::words::typed;
use crate::present::clean;

/// A view on its way into a document.
pub(super) struct Frame<'a> {
    /// What the view is of; the name of the program stands behind it.
    pub(super) title: &'a str,
    /// What the box holds, and how its results are to be shown.
    pub(super) search: &'a Search,
    /// Whether what the box holds is wrong, which the element `query-error` tells.
    pub(super) is_wrong: bool,
    /// Whether the box is the first thing that is wanted.
    pub(super) is_start: bool,
}

impl<'a> Frame<'a> {
    pub(super) fn new(title: &'a str, search: &'a Search) -> Self {
        Self { title, search, is_wrong: false, is_start: false }
    }

    /// The whole document.
    pub(super) fn around(&self, view: &Markup) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { @if !self.title.is_empty() { (clean(self.title)) " · " } "dixit" }
                    link rel="icon" type="image/svg+xml" href=(ICON.address);
                    link rel="stylesheet" href=(STYLE.address);
                    script src=(SCRIPT.address) defer {}
                }
                body.start[self.is_start] {
                    a.skip href="#main" { "Skip to the content" }
                    header.top {
                        a.wordmark href="/" { "dixit" }
                        (self.search_box())
                        nav.pages aria-label="Pages" {
                            a href="/help" { "Help" }
                            a href="/api" { "API" }
                        }
                    }
                    main #main tabindex="-1" { (view) }
                    footer.foot {
                        p { "Statements found by a program: read them where they stand before you quote them." }
                    }
                }
            }
        }
    }

    fn search_box(&self) -> Markup {
        html! {
            form.search role="search" action="/" method="get" {
                label.unseen for="q" { "Search statements" }
                div.box {
                    input #q type="search" name="q" value=(typed(&self.search.query)) placeholder="Who said what?"
                        autocomplete="off" autocapitalize="off" spellcheck="false" dir="auto" enterkeyhint="search"
                        autofocus[self.is_start || self.is_wrong]
                        aria-invalid=[self.is_wrong.then_some("true")]
                        aria-describedby=[self.is_wrong.then_some("query-error")];
                    @for (name, value) in self.search.beside() { input type="hidden" name=(name) value=(typed(&value)); }
                    button type="submit" { "Search" }
                }
            }
        }
    }
}
