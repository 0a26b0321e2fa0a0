//! A statement in the forms in which it is cited, to be copied.

use maud::{Markup, html};

use super::words::visible;
use crate::present::{Citation, citation};
use crate::statement::Record;

pub(super) fn citations(record: &Record) -> Markup {
    html! {
        details.cite #cite {
            summary { "Cite" }
            @for form in Citation::ALL {
                section {
                    h3 { (form.name()) }
                    pre tabindex="0" data-copy="" aria-label={ "Citation as " (form.name()) } {
                        (visible(&citation(record, form)))
                    }
                }
            }
        }
    }
}
