//! `/statement/{id}`: a statement in its article.

use maud::{Markup, html};

use super::address::{self, Search};
use super::frame::Frame;
use super::words::{self, counted, isolated, outlets};
use super::{Answer, Asking, Page, article_text, citations, hit};
use crate::answer::{self, ById, Shown};
use crate::present::{clean, web_address};
use crate::serve::problem::Problem;
use crate::statement::Record;

pub(super) const PAGE: Page = Page { path: "/statement/{name}", parameters: &[], answer };

fn answer(asking: &Asking<'_>) -> Result<Answer, Problem> {
    match answer::by_id(asking.archive, asking.name)? {
        ById::One(hit) if hit.record.id == asking.name => {
            let shown = answer::show(asking.archive, *hit, &asking.read_options())?;
            let title = shown.record.speaker.name.clone().unwrap_or_else(|| "A statement".to_owned());
            Ok(Answer::page(Frame::new(&title, &Search::default()).around(&view(asking, &shown))))
        }
        // One address for each view.
        ById::One(hit) => Ok(Answer::See(address::statement(&hit.record.id))),
        ById::Nothing => Err(Problem::not_found("no statement has this id")
            .help("its article may have changed since, or left the index: search for its words")),
        ById::NoId => Err(Problem::not_found("this is no id of a statement")),
        ById::Several(_) => Err(Problem::conflict("the ids of several statements begin so").help("give more digits")),
    }
}

fn view(asking: &Asking<'_>, shown: &Shown) -> Markup {
    let record = &shown.record;
    let text = shown.text.as_ref().and_then(|text| text.as_ref().ok());
    html! {
        article.statement {
            header {
                h1.who {
                    (words::speaker(record))
                    @if let Some(role) = &record.speaker.role { span.role { (isolated(role)) } }
                }
                (hit::quote(record, &[]))
                p.facts { (words::chain(record)) (words::time(record)) (hit::kind(record)) }
                (versions(shown))
                p.places { a.place href={ "#" (article_text::SAID) } { "Show it in the article" } }
                (citations::citations(record))
            }
            section.article {
                h2 dir="auto" lang=[record.article.lang.as_deref()] {
                    @match &record.article.title { Some(title) => { (clean(title)) } None => { "The article" } }
                }
                (byline(record))
                @match text {
                    Some(text) => { (article_text::text(text, 0, record, &shown.others)) }
                    None => {
                        p.note { (missing(shown)) }
                        (article_text::text(&record.context.text, record.context.start, record, &shown.others))
                    }
                }
            }
            div.side {
                (facts(asking, shown))
                (others(&shown.others))
                (also_in(shown))
            }
        }
    }
}

/// Why the article is not there.
fn missing(shown: &Shown) -> &'static str {
    match &shown.text {
        Some(Err(answer::NoText::Changed)) => {
            "The article has changed since it was indexed: these are the sentences around the statement as they were."
        }
        _ => "The article is no longer where it was: these are the sentences around the statement.",
    }
}

fn byline(record: &Record) -> Markup {
    let source = record.article.url.as_deref().and_then(web_address);
    html! {
        p.byline {
            @if let Some(author) = &record.article.author { span { (isolated(author)) } }
            @if let Some(publisher) = &record.publisher { span { (words::publisher(publisher)) } }
            (words::time(record))
            @if let Some(source) = source { a.source href=(source) rel="noreferrer noopener external" { "Read it at its source" } }
        }
    }
}

/// Who else carried what it says.
fn versions(shown: &Shown) -> Markup {
    html! {
        @if let Some((utterance, carried)) = &shown.utterance {
            @let own = shown.record.carriers();
            @let names: Vec<&String> = carried.outlets.iter().filter(|outlet| !own.contains(&outlet.as_str())).collect();
            p.carried {
                @if names.is_empty() { (counted(carried.versions.saturating_sub(1), "other version")) }
                @else { "Also carried by " (outlets(&names)) }
                " " a.also href=(address::trace(&utterance.to_string())) { "Compare the wordings" }
            }
        }
    }
}

fn facts(asking: &Asking<'_>, shown: &Shown) -> Markup {
    let record = &shown.record;
    let mention = record.speaker.mention.as_ref().map(|(mention, _)| mention);
    let mention = mention.filter(|mention| record.speaker.name.as_ref() != Some(mention));
    let path = |path: &str| clean(asking.app.paths.show(path));
    let date = record.date.map(|dated| format!("{} (from {})", dated.date, dated.source.name()));
    html! {
        section.about {
            h2 { "How it was found" }
            dl {
                @if let Some(mention) = mention { dt { "Mentioned as" } dd { (isolated(mention)) } }
                @if let Some((cue, _)) = &record.cue { dt { "Reporting words" } dd { (isolated(cue)) } }
                dt { "Kind" } dd { (record.kind.name()) }
                dt { "Confidence" } dd { (record.certainty()) @if record.is_doubtful() { " (low)" } }
                @if let Some(date) = date { dt { "Date" } dd { (date) } }
                @if let Some(url) = &record.article.url { dt { "Address" } dd { (isolated(url)) } }
                dt { "File" } dd { (path(&record.article.path)) }
                @for copy in &shown.copies { dt { "Copy" } dd { (path(copy)) } }
                dt { "Id" } dd { code { (record.id) } }
            }
            p { a href=(Search::of(format!("like:{}", record.id)).address()) { "Statements most like this one" } }
        }
    }
}

fn others(others: &[Record]) -> Markup {
    html! {
        @if !others.is_empty() {
            section.others {
                h2 { (counted(others.len() as u64, "other statement")) " in this article" }
                ul {
                    @for other in others {
                        li {
                            a href=(address::statement(&other.id)) {
                                span.speaker { (isolated(other.speaker.name.as_deref().unwrap_or("nobody named"))) }
                                " "
                                span.short lang=[other.article.lang.as_deref()] dir="auto" { (words::visible(&other.quote())) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The other articles that carry the story.
fn also_in(shown: &Shown) -> Markup {
    let members = shown.cluster.iter().flat_map(|(_, members)| members);
    let members: Vec<_> = members.filter(|entry| entry.path != shown.record.article.path).collect();
    html! {
        @if !members.is_empty() {
            section.also-in {
                h2 { "The same story in " (counted(members.len() as u64, "other article")) }
                ul {
                    @for entry in members {
                        li {
                            @let title = entry.title.as_deref().unwrap_or(&entry.id);
                            a href=(Search::of(crate::query::value_clause(crate::index::Field::Article, &entry.id)).address()) { (isolated(title)) }
                            " "
                            @if let Some(publisher) = &entry.publisher { span { (isolated(publisher)) } }
                            @if let Some(dated) = entry.date { " " time datetime=(dated.date) { (words::day(dated.date)) } }
                        }
                    }
                }
            }
        }
    }
}
