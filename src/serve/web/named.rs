//! What the pages of speakers and of outlets have in common: whose page it is, and the sections that both have.

use axum::http::StatusCode;
use maud::{Markup, html};

use super::address::{self, Search};
use super::frame::Frame;
use super::names::{self, Row};
use super::words::{self, counted, isolated, number, typed};
use super::{Answer, Asking, hit, timeline};
use crate::answer::{Archive, AskError, Counted, Facet, Period, Portrait, Typical, TypicalWord, Who, WhoRequest};
use crate::index::Field;
use crate::present::per_cent;
use crate::query::{Clauses, value_clause, value_text};
use crate::serve::clock;
use crate::serve::problem::Problem;
use crate::statement::Kind;
use crate::text::words as words_of;

/// Values that are shown of a field, and latest statements.
pub(super) const VALUES: usize = 8;
const LATEST: usize = 10;

/// A sort of name that has pages.
pub(super) struct Sort<P> {
    pub(super) field: Field,
    /// The address of the page of a name.
    pub(super) address: fn(&str) -> String,
    /// What is told of a name.
    pub(super) tell: fn(&dyn Archive, &WhoRequest) -> Result<Who<P>, AskError>,
    /// Its statements.
    pub(super) portrait: fn(&P) -> &Portrait,
    /// How they are shown.
    pub(super) view: fn(&P, &Links) -> Markup,
}

/// The page of the name that the address names, or the address of the one that it means.
pub(super) fn page<P>(asking: &Asking<'_>, sort: &Sort<P>) -> Result<Answer, Problem> {
    if words_of(asking.name).next().is_none() {
        return Ok(nobody(asking.name, sort, &[]));
    }
    let tell = |name: String| (sort.tell)(asking.archive, &WhoRequest { name, within: None, latest: LATEST });
    // A name means the one who has it; else those whose names hold it.
    let found = match tell(format!("={}", asking.name))? {
        Who::Nothing { .. } => tell(asking.name.to_owned())?,
        found @ Who::Found(_) => found,
    };
    let profile = match found {
        Who::Found(profile) => profile,
        Who::Nothing { like, .. } => return Ok(nobody(asking.name, sort, &like)),
    };
    let name = (sort.portrait)(&profile).name.as_str();
    if name != asking.name {
        // One address for each view.
        return Ok(Answer::See((sort.address)(name)));
    }
    let links = Links { compares: asking.archive.compares(), ..Links::of(sort.field, name, "")? };
    Ok(Answer::page(Frame::new(name, &Search::default()).around(&(sort.view)(&profile, &links))))
}

fn nobody<P>(name: &str, sort: &Sort<P>, like: &[String]) -> Answer {
    let view = html! {
        section.error {
            h1 { "Nothing here" }
            p.what { "No statement has the " (sort.field.name()) " " (isolated(name)) "." }
            @if !like.is_empty() {
                p.like {
                    "Did you mean "
                    @for (number, name) in like.iter().enumerate() {
                        @if number > 0 { " or " }
                        a href=((sort.address)(name)) { (isolated(name)) }
                    }
                    "?"
                }
            }
            p { a href="/" { "Search all statements" } }
        }
    };
    Answer::Page(StatusCode::NOT_FOUND, Frame::new("Nothing here", &Search::default()).around(&view))
}

/// Addresses of searches among the statements of one name.
pub(super) struct Links {
    pub(super) field: Field,
    clauses: Clauses,
    search: Search,
    /// Whether another name can be put beside this one.
    compares: bool,
}

impl Links {
    /// Of `name`, and of what `query` narrows it to.
    pub(super) fn of(field: Field, name: &str, query: &str) -> Result<Self, AskError> {
        let own = value_clause(field, name);
        let query = if query.is_empty() { own } else { Clauses::read(query, clock::today())?.with(&own) };
        let clauses = Clauses::read(&query, clock::today())?;
        Ok(Self { field, clauses, search: Search::of(query), compares: true })
    }

    /// All of them.
    pub(super) fn all(&self) -> String {
        self.search.address()
    }

    /// Those that have a value of another field.
    pub(super) fn with_value(&self, field: Field, value: &str) -> String {
        self.search.with_query(self.clauses.with(&value_clause(field, value))).address()
    }

    /// Those that have a word or two in them.
    fn with_words(&self, text: &str) -> String {
        self.search.with_query(self.clauses.with(&value_text(text))).address()
    }

    fn newest(&self) -> String {
        self.search.sorted("-date").address()
    }

    fn timeline(&self, facets: &[Facet]) -> Markup {
        timeline::chart(facets, &self.clauses, &self.search)
    }
}

/// How many statements there are, when and of which kind, with where to go from here; and the bars of time.
pub(super) fn head(portrait: &Portrait, sort: Option<&str>, facts: &[(&str, Markup)], links: &Links) -> Markup {
    html! {
        header {
            h1.who { span.speaker { (isolated(&portrait.name)) } @if let Some(sort) = sort { span.role { (sort) } } }
            p.lead {
                (counted(portrait.total, "statement")) " in " (counted(portrait.articles, "article"))
                @if portrait.utterances < portrait.total { ", " (counted(portrait.utterances, "utterance")) }
                @if let Some(days) = words::days(portrait.days) { ", " (days) }
                " · " a href=(links.all()) { "Search among them" }
            }
            div.about {
                dl {
                    dt { "Kinds" } dd { (kinds(portrait)) }
                    @for (label, fact) in facts { dt { (label) } dd { (fact) } }
                }
            }
            @if links.compares { (beside(&portrait.name, links.field)) }
        }
        (links.timeline(&portrait.facets))
    }
}

/// `direct 52%, mixed 9%, indirect 39%`
fn kinds(portrait: &Portrait) -> String {
    let share = |kind: Kind| format!("{} {}", kind.name(), per_cent(portrait.n_of_kind(kind), portrait.total));
    Kind::ALL.map(share).join(", ")
}

/// The form that puts another name beside this one.
fn beside(name: &str, field: Field) -> Markup {
    html! {
        form.beside action="/compare" method="get" {
            input type="hidden" name="a" value=(typed(name));
            input type="hidden" name="by" value=(field.name());
            label { "Compare with " input type="text" name="b" required autocomplete="off" size="20"; }
            button type="submit" { "Compare" }
        }
    }
}

/// The values of a field; those that are names lead to their pages.
pub(super) fn values(portrait: &Portrait, field: Field, heading: &Markup, links: &Links) -> Markup {
    let Some(facet) = portrait.facet(field, Period::default()) else { return html! {} };
    let address = |value: &str| match field {
        Field::Speaker => address::speaker(value),
        Field::Outlet => address::outlet(value),
        _ => links.with_value(field, value),
    };
    let rows: Vec<Row<'_>> =
        facet.buckets.iter().map(|bucket| Row::of_bucket(bucket, address(&bucket.value))).collect();
    names::list(heading, &rows, VALUES, facet.more_values, portrait.total)
}

/// What is typical in each language; where that is not known, that it is not.
pub(super) fn typical(typical: Option<&[Typical]>, links: &Links) -> Markup {
    let Some(typical) = typical else {
        return html! {
            section.typical {
                h2 { "Typical words" }
                p.count { "An index on the server's machine tells them, with the stories that are carried and who else is quoted there." }
            }
        };
    };
    html! {
        @for typical in typical.iter().filter(|typical| !typical.words.is_empty()) {
            section.typical {
                h2 { "Typical words (" (isolated(&typical.lang)) ")" }
                (typical_words(&typical.words, &typical.lang, links))
                p.count { "against " (counted(typical.others, "utterance")) " of others" }
            }
        }
    }
}

/// Words that lead to the statements in which they are.
pub(super) fn typical_words(words: &[TypicalWord], lang: &str, links: &Links) -> Markup {
    html! {
        p.words {
            @for (at, word) in words.iter().enumerate() {
                @if at > 0 { ", " }
                a href=(links.with_words(&word.text)) lang=(lang) { (isolated(&word.text)) }
                " " span.count { "(" (number(word.count)) ")" }
            }
            @if words.is_empty() { "none that is sure" }
        }
    }
}

/// Others whose names hold what was asked for.
pub(super) fn others(others: &[Counted], more: usize, address: fn(&str) -> String) -> Markup {
    let rows: Vec<Row<'_>> = others.iter().map(|other| Row::of_counted(other, address(&other.value))).collect();
    let most = others.first().map_or(0, |other| other.count);
    names::list(&html! { "Others with that name" }, &rows, VALUES, more as u64, most)
}

/// The latest statements.
pub(super) fn latest(portrait: &Portrait, heading: &Markup, links: &Links) -> Markup {
    html! {
        @if !portrait.latest.is_empty() {
            section.latest {
                h2 { (heading) }
                (hit::list(&portrait.latest, "Latest statements"))
                @if portrait.utterances > portrait.latest.len() as u64 {
                    p { a href=(links.newest()) { "All " (counted(portrait.total, "statement")) } }
                }
            }
        }
    }
}
