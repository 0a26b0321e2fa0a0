//! Statements as a text for whoever quotes them: the words, who said them, who carried them, and every place by which
//! they can be checked. One line a fact, not broken to a width.

use std::fmt::Write;

use super::Paths;
use super::human::{carriage, context, numbered, quote};
use super::terminal::{Palette, View, clean};
use crate::answer::{Hit, Lag, Shown, Utterance, Version};
use crate::statement::{Kind, Record};

/// Lines of a terminal that words around a quote would fill at most.
const CONTEXT_LINES: usize = 4;

/// Letters of a quote that is only named.
const NAMED_LETTERS: usize = 120;

/// Copies of an article that are named.
const NAMED_COPIES: usize = 3;

/// Set in under the first line of a statement.
const INDENT: &str = "   ";

/// Spells statements one after the other.
#[derive(Debug)]
pub struct CitedText {
    text: String,
    view: View,
}

impl CitedText {
    /// An empty text in which paths are shown as `paths` says.
    pub fn new(paths: Paths) -> Self {
        let mut view = View::new(Palette::plain(), usize::MAX, paths);
        view.context_lines = CONTEXT_LINES;
        Self { text: String::new(), view }
    }

    /// Adds a line that is not about one statement.
    pub fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Adds a statement, by its number in a list where it stands in one.
    pub fn statement(&mut self, number: Option<usize>, hit: &Hit) {
        self.head(number, hit);
        self.carriers(&hit.record, "");
        self.place(&hit.record, &hit.copies);
        if let Some(around) = context(hit, &self.view) {
            self.fact(&format!("around it: {}", around.text));
        }
        match (&hit.carried, hit.utterance) {
            (Some(carried), Some(utterance)) => {
                let carried = carriage(carried, &self.view).text;
                self.fact(&format!("said once, carried in {carried}: trace {utterance}"));
            }
            (None, Some(utterance)) => self.fact(&format!("others carried it too: trace {utterance}")),
            (_, None) => {}
        }
    }

    /// Adds what stands around a statement, as far as `n_others` of the article's other statements and `n_members` of
    /// the articles that carry the story.
    pub fn surroundings(&mut self, shown: &Shown, n_others: usize, n_members: usize) {
        if !shown.others.is_empty() {
            self.line(&format!("\nother statements of this article ({}), by their first words:", shown.others.len()));
        }
        for other in shown.others.iter().take(n_others) {
            self.named(&other.id, other, None);
        }
        self.rest(shown.others.len().saturating_sub(n_others));
        let Some((_, members)) = &shown.cluster else { return };
        self.line(&format!("\narticles that carry this story in like words ({}):", members.len()));
        for member in members.iter().take(n_members) {
            let date = member.date.map_or_else(|| "undated".to_owned(), |dated| dated.date.to_string());
            let publisher = member.publisher.as_deref().unwrap_or("(publisher unknown)");
            let place = place_of(member.title.as_deref(), &member.path, member.url.as_deref(), &self.view.paths);
            self.line(&format!("  {date}  {}  {place}, article {}", clean(publisher), clean(&member.id)));
        }
        self.rest(members.len().saturating_sub(n_members));
    }

    /// Adds an utterance, as far as `n_outlets` of its outlets and `n_versions` of its versions.
    pub fn utterance(&mut self, utterance: &Utterance, n_outlets: usize, n_versions: usize) {
        let days = utterance.days.map_or_else(String::new, |(first, last)| {
            if first == last { format!(", {first}") } else { format!(", {first} to {last}") }
        });
        let carriers = utterance.carriers();
        let shown = clean(&carriers.iter().take(n_outlets).copied().collect::<Vec<_>>().join(", "));
        let outlets = match carriers.len().saturating_sub(n_outlets) {
            0 if carriers.is_empty() => String::new(),
            0 => format!(", by {shown}"),
            more => format!(", by {shown} and {more} more"),
        };
        self.line(&format!("utterance {}: {}{days}{outlets}", utterance.id, numbered(utterance.total, "version")));
        self.line("versions in the order of time, each in its own words:");
        for (number, version) in utterance.versions.iter().take(n_versions).enumerate() {
            self.version(number + 1, version);
        }
        let n_shown = n_versions.min(utterance.versions.len());
        self.rest(usize::try_from(utterance.total).unwrap_or(usize::MAX).saturating_sub(n_shown));
    }

    /// Adds `most` of those who did not carry an utterance, where that was asked.
    pub fn silent(&mut self, utterance: &Utterance, most: usize) {
        let Some(silent) = &utterance.silent else { return };
        let publishers = numbered(silent.len() as u64, "publisher");
        self.line(&format!("\n{publishers} with articles of those days did not carry it:"));
        for publishing in silent.iter().take(most) {
            let articles = numbered(publishing.articles, "article");
            self.line(&format!("  {}  {articles}", clean(&publishing.publisher)));
        }
        self.rest(silent.len().saturating_sub(most));
    }

    /// Adds one line about a statement: its id, the speaker and the first words; with the number of versions where it
    /// stands for several.
    pub fn named(&mut self, id: &str, record: &Record, versions: Option<u64>) {
        let versions = versions.map(|versions| format!(" in {}", numbered(versions, "version"))).unwrap_or_default();
        let quote = clean(&record.quote());
        let first: String = quote.chars().take(NAMED_LETTERS).collect();
        let more = if first.len() < quote.len() { "…" } else { "" };
        self.line(&format!("  {id}{versions}  {}: {first}{more}", speaker(record)));
    }

    /// Says how many of a list are left out, where some are.
    pub fn rest(&mut self, n_more: usize) {
        if n_more > 0 {
            self.line(&format!("  … and {n_more} more"));
        }
    }

    /// The text.
    pub fn into_text(self) -> String {
        self.text
    }

    fn version(&mut self, number: usize, version: &Version) {
        let Version { record, .. } = version;
        self.head(Some(number), &Hit::of(record.clone(), Vec::new()));
        let mut when = match version.lag {
            _ if version.is_first && record.date.is_some() => ", the first as far as dates tell".to_owned(),
            Lag { seconds: Some(seconds), .. } => {
                format!(", {} after the first", numbered(seconds.unsigned_abs() / 60, "minute"))
            }
            Lag { days: Some(days), .. } => format!(", {} after the first", numbered(days.unsigned_abs(), "day")),
            Lag { .. } => String::new(),
        };
        for (outlet, own) in &version.through {
            // Writing to a string cannot fail.
            let _infallible = write!(when, ", through {} (version {})", clean(outlet), own + 1);
        }
        self.carriers(record, &when);
        self.place(record, &version.copies);
    }

    /// The words and who said them.
    fn head(&mut self, number: Option<usize>, hit: &Hit) {
        let number = number.map(|number| format!("{number}. ")).unwrap_or_default();
        let record = &hit.record;
        self.line(&format!("\n{number}{}", quote(hit, anstyle::Style::new()).text));
        let kind = match record.kind {
            Kind::Direct => "direct",
            Kind::Mixed => "mixed: in quotation marks in part",
            Kind::Indirect => "indirect: the article's words, not the speaker's",
        };
        let doubt = if record.is_doubtful() { ", as likely wrong as right" } else { "" };
        self.fact(&format!("said by {} ({kind}; confidence {}{doubt})", speaker(record), record.certainty()));
    }

    /// Who carried it and when; `when` goes on after the date.
    fn carriers(&mut self, record: &Record, when: &str) {
        let carriers = record.carriers();
        let mut chain = match carriers.as_slice() {
            [] => "publisher unknown".to_owned(),
            names => format!("carried by {}", names.join(", ")),
        };
        if let Some(publisher) = &record.publisher
            && !carriers.contains(&publisher.as_str())
        {
            chain.push_str(", published by ");
            chain.push_str(publisher);
        }
        let date = record.date.map_or_else(
            || "undated".to_owned(),
            |dated| format!("{} (date from {})", dated.date, dated.source.name()),
        );
        self.fact(&format!("{}, {date}{when}", clean(&chain)));
    }

    /// Where it stands.
    fn place(&mut self, record: &Record, copies: &[String]) {
        let article = &record.article;
        let place = place_of(article.title.as_deref(), &article.path, article.url.as_deref(), &self.view.paths);
        self.fact(&format!("in {place}"));
        let spans: Vec<String> = record.spans.iter().map(|span| format!("{}-{}", span.start, span.end)).collect();
        let spans = spans.join(", ");
        self.fact(&format!("statement {}, article {}, bytes {spans} of its text", record.id, clean(&article.id)));
        if !copies.is_empty() {
            let shown: Vec<String> =
                copies.iter().take(NAMED_COPIES).map(|path| clean(self.view.paths.show(path))).collect();
            let more = copies.len() - shown.len();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            self.fact(&format!("the same article is at {}{more}", shown.join(", ")));
        }
    }

    fn fact(&mut self, fact: &str) {
        self.line(&format!("{INDENT}{fact}"));
    }
}

fn speaker(record: &Record) -> String {
    let name = record.speaker.name.as_deref().unwrap_or("(nobody named)");
    let role = record.speaker.role.as_ref().map(|role| format!(", {role}")).unwrap_or_default();
    clean(&format!("{name}{role}"))
}

/// `“Title”, path, https://…`
fn place_of(title: Option<&str>, path: &str, url: Option<&str>, paths: &Paths) -> String {
    let title = title.map(|title| format!("“{}”, ", clean(title))).unwrap_or_default();
    let url = url.map(|url| format!(", {}", clean(url))).unwrap_or_default();
    format!("{title}{}{url}", clean(paths.show(path)))
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn a_statement_has_all_that_a_citation_needs_and_nothing_that_could_take_over() {
        let mut text = CitedText::new(Paths::default());
        for (number, hit) in [samples::wire(), samples::bare(), samples::pieces()].iter().enumerate() {
            text.statement(Some(number + 1), hit);
        }
        insta::assert_snapshot!(text.into_text(), @r#"

        1. “The leaders confirmed the common course towards a multipolar world order,”
           said by Yury Ushakov, Kremlin aide (direct; confidence 0.934)
           carried by TASS, published by ANI, 2024-02-08 (date from dateline)
           in “Leaders speak by phone”, /news/articles/call.txt, https://example.org/call
           statement 9f2c41d07ab3e815, article 4be1, bytes 101-174 of its text
           around it: "[…]" TASS quoted him as saying. The call lasted for an hour.

        2. Prices will ␛[2Jfall soon
           said by (nobody named) (indirect: the article's words, not the speaker's; confidence 0.5)
           publisher unknown, undated
           in /elsewhere/all.jsonl#7
           statement 00000000000000aa, article a, bytes 0-25 of its text
           around it: […], it was said.

        3. “多极化 … 是大势所趋。”
           said by 外交部 (direct; confidence 0.8)
           carried by Xinhua, 2024 (date from path)
           in /news/zh.txt
           statement 00000000000000bb, article b, bytes 3-12, 36-54 of its text
           around it: “[…]”，外交部说，“[…]”
        "#);
    }
}
