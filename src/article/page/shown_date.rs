//! The date of publication that a page shows to its readers: by the heading, in the byline, under the text.
//!
//! Pages show many dates: of other stories, of comments, of changes, of what the article is about. Each date is a
//! candidate with points for where it stands, what its elements are called and which words stand around it.

use trafilatura::dom::{Document, NodeId};

use super::heading::Heading;
use super::short_text::{HIDDEN, short_text};
use super::zone::{Zone, names, zone};
use crate::article::Date;
use crate::article::dates::dating::ShownDates;
use crate::article::dates::parse::{self, DayOrder};
use crate::text::fold;

/// Points of a date that an element holds for machines.
const FOR_MACHINES: i32 = 3;

/// Words further than so many bytes before a date, or half of them behind it, speak of something else.
const NEAR: usize = 60;

/// The web is younger than the dates that its stories tell of.
const FIRST_YEAR: i16 = 1990;

/// Points from which on a date is likely, or at least possible.
const LIKELY: i32 = 4;
const POSSIBLE: i32 = 2;

/// More dates than a page's own are those of a list; the first ones are enough.
const MAX_CANDIDATES: usize = 400;

/// Words before a date that speak of publication, folded.
const PUBLISHED: [&str; 26] = [
    "publi",
    "posted",
    "veroffentlicht",
    "erstellt",
    "erschienen",
    "geschrieben",
    "gepost",
    "datum",
    "date",
    "fecha",
    "pubblicat",
    "escrito",
    "opublikowan",
    "опубликован",
    "дата",
    "yayin",
    "eklen",
    "发布",
    "発表",
    "公開",
    "公开",
    "入力",
    "등록",
    "입력",
    "نشر",
    "postad",
];

/// Words behind a date that speak of publication, folded.
const PUBLISHED_AFTER: [&str; 5] = ["veroffentlicht", "geschrieben", "yayin", "発行", "erschienen"];

/// Words before a date that speak of a change, folded.
const MODIFIED: [&str; 26] = [
    "updat",
    "modif",
    "aktualis",
    "geandert",
    "zuletzt",
    "bearbeitet",
    "mise a jour",
    "mis a jour",
    "actualiz",
    "aggiorna",
    "atualiz",
    "обновл",
    "измен",
    "bijgewerkt",
    "oppdatert",
    "uppdater",
    "opdater",
    "guncelle",
    "更新",
    "수정",
    "revised",
    "reviewed",
    "edited",
    "ubah",
    "تحديث",
    "zmieni",
];

/// A date that a page shows.
struct Candidate {
    text: String,
    points: i32,
    is_change: bool,
}

/// Finds the dates that `document` shows beside and below `heading`.
pub(super) fn shown_dates(document: &Document, heading: &Heading) -> ShownDates {
    let mut walk = Walk { document, heading, position: 0, heading_at: None, found: Vec::new(), last: None };
    walk.run();
    let (heading_at, mut found) = (walk.heading_at, walk.found);
    for (place, candidate) in &mut found {
        candidate.points += points_for_place(*place, heading_at);
    }
    // Stable: of equals the first on the page stays first.
    found.sort_by_key(|(_, candidate)| -candidate.points);
    let texts = |keep: &dyn Fn(&Candidate) -> bool| -> Vec<String> {
        found.iter().filter(|(_, candidate)| keep(candidate)).map(|(_, candidate)| candidate.text.clone()).collect()
    };
    let likely = texts(&|candidate| !candidate.is_change && candidate.points >= LIKELY);
    let changes = texts(&|candidate| candidate.is_change && candidate.points >= LIKELY);
    let possible = texts(&|candidate| !candidate.is_change && (POSSIBLE..LIKELY).contains(&candidate.points));
    ShownDates { likely, possible: changes.into_iter().chain(possible).collect() }
}

/// A date close to the heading is the article's; one far before it belongs to the page's head.
fn points_for_place(place: usize, heading: Option<(usize, usize)>) -> i32 {
    let Some((start, end)) = heading else { return i32::from(place < 3000) };
    if place < start {
        return if start - place <= 400 { 2 } else { -1 };
    }
    match place.saturating_sub(end) {
        0..=600 => 3,
        601..=2000 => 2,
        2001..=6000 => 1,
        _ => 0,
    }
}

/// A walk over a page that counts the bytes of text passed.
struct Walk<'d> {
    document: &'d Document,
    heading: &'d Heading,
    position: usize,
    heading_at: Option<(usize, usize)>,
    found: Vec<(usize, Candidate)>,
    /// The last element whose text gave a date: its other pieces of text are that date's.
    last: Option<NodeId>,
}

impl Walk<'_> {
    fn run(&mut self) {
        // An own stack: pages may be nested more deeply than the program's stack is.
        let mut open = vec![self.document.body().unwrap_or_else(|| self.document.root())];
        while let Some(node) = open.pop() {
            if self.found.len() >= MAX_CANDIDATES {
                return;
            }
            if self.document.is_text(node) {
                self.text(node);
                continue;
            }
            if HIDDEN.contains(&self.document.tag_name(node)) {
                continue;
            }
            if self.heading.node == Some(node) {
                let start = self.position;
                self.heading_at = Some((start, start + self.document.text_content(node).len()));
            }
            if self.document.is_element(node) && self.element(node) {
                self.position += self.document.text_content(node).len();
                continue;
            }
            open.extend(self.document.child_nodes(node).into_iter().rev());
        }
    }

    /// A date that an element holds for machines; whether there is one.
    fn element(&mut self, node: NodeId) -> bool {
        let attribute = match self.document.tag_name(node) {
            "time" => "datetime",
            "abbr" => "title",
            _ => return false,
        };
        let Some(value) = self.document.get_attribute(node, attribute) else { return false };
        let is_day = |date: &Date| date.first_day() == date.last_day();
        let Some(date) = parse::parse(&value, DayOrder::DayFirst).filter(is_day) else { return false };
        let text = short_text(self.document, node, MAX_LINE).unwrap_or_default();
        // Where what readers see is another date, that is the one meant for them.
        let seen = parse::find(&text, DayOrder::DayFirst).filter(|(seen, _)| seen.first_day() != date.first_day());
        let seen = seen.map(|(_, place)| text[place].to_owned());
        self.add(node, seen.unwrap_or(value), FOR_MACHINES, &text);
        true
    }

    fn text(&mut self, node: NodeId) {
        let text = self.document.text_content(node);
        self.position += text.len();
        if !text.contains(char::is_numeric) {
            return;
        }
        let Some(parent) = self.document.parent(node) else { return };
        // A date may be put together from several elements: `<b>8</b> <i>Feb</i> <i>2024</i>`.
        let mut around = Some(parent);
        for _ in 0..3 {
            let Some(element) = around else { break };
            if self.last.is_some_and(|last| last == element) {
                return;
            }
            let Some(line) = short_text(self.document, element, MAX_LINE) else { break };
            if self.line(element, &line) {
                self.last = Some(element);
                return;
            }
            around = self.document.parent(element);
        }
        if text.len() <= MAX_PROSE {
            self.line(parent, &text);
        }
    }

    /// The dates in a line of text; whether there are any.
    fn line(&mut self, element: NodeId, line: &str) -> bool {
        let dates = parse::find_all(line, DayOrder::DayFirst);
        let mut rest = line.to_owned();
        for (_, place) in dates.iter().rev() {
            rest.replace_range(place.clone(), " ");
        }
        let words = rest.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
        let letters = rest.chars().filter(|letter| letter.is_alphabetic()).count();
        let points = match words.max(letters / 12) {
            0..=3 => 2,
            4..=8 => 1,
            9..=15 => -1,
            _ => -3,
        };
        let mut before = 0;
        for (_, place) in dates.iter().filter(|(date, _)| date.first_day().year() >= FIRST_YEAR) {
            let from = line.ceil_char_boundary(before.max(place.start.saturating_sub(NEAR)));
            let to = line.floor_char_boundary(place.end + NEAR / 2);
            let (words_before, words_after) = (&line[from..place.start], &line[place.end..to]);
            // `… on 8 February published`: some languages have the word last.
            let is_said_after = holds_any(&fold(words_after), &PUBLISHED_AFTER);
            let words =
                if is_said_after { format!("{words_before} {}", PUBLISHED[0]) } else { words_before.to_owned() };
            // A sentence about the publication is as good as a line.
            let is_said = is_said_after || holds_any(&fold(words_before), &PUBLISHED);
            // What follows the date may be its time.
            self.add(element, line[place.start..to].to_owned(), if is_said { points.max(0) } else { points }, &words);
            before = place.end;
        }
        !dates.is_empty()
    }

    fn add(&mut self, element: NodeId, text: String, points: i32, words: &str) {
        let near = std::iter::successors(Some(element), |inner| self.document.parent(*inner)).take(3);
        // Names of links are about what they lead to.
        let is_own = |node: &NodeId| !self.heading.is_in(*node) && self.document.tag_name(*node) != "a";
        let near: Vec<String> = near.filter(is_own).flat_map(|node| names(self.document, node)).collect();
        let itemprop = self.document.get_attribute(element, "itemprop").unwrap_or_default().to_lowercase();
        let words = fold(words);
        let is_change = near.iter().any(|name| holds_any(name, &["modif", "updat", "aktualis"]))
            || holds_any(&words, &MODIFIED)
            || itemprop.contains("modified");
        let says_published = !is_change
            && (holds_any(&words, &PUBLISHED)
                || near.iter().any(|name| holds_any(name, &["publi", "posted"]))
                || itemprop.contains("published"));
        let is_called_date = near.iter().any(|name| is_name_of_date(name));
        let is_byline =
            near.iter().any(|name| holds_any(name, &["meta", "byline", "author", "info", "kicker", "head"]));
        let mut points = points;
        points += if says_published { 3 } else { 0 };
        points += if is_called_date { 2 } else { i32::from(is_byline) };
        points += match zone(self.document, element, self.heading) {
            Some(Zone::Comments) => -8,
            // A box may hold the article's own facts, with a word for each.
            Some(Zone::Aside) if holds_any(&words, &PUBLISHED) => -2,
            Some(Zone::Aside) => -5,
            None => 0,
        };
        // A clock shows the day of the visit.
        let is_clock = near.iter().any(|name| ["clock", "uhr", "today", "heute"].contains(&name.as_str()));
        points -= if is_clock { 4 } else { 0 };
        points += self.points_for_container(element);
        self.found.push((self.position, Candidate { text, points, is_change }));
    }

    /// Stories in lists have a container and a link each.
    fn points_for_container(&self, element: NodeId) -> i32 {
        let mut points = 0;
        let mut around = Some(element);
        while let Some(node) = around.filter(|node| !self.heading.is_in(*node)) {
            match self.document.tag_name(node) {
                "article" if self.heading.node.is_some() => points -= 3,
                "a" if has_more_than_a_date(short_text(self.document, node, MAX_LINE).as_deref()) => points -= 3,
                _ => {}
            }
            around = self.document.parent(node);
        }
        points.max(-5)
    }
}

/// A line that has a date and other words is not longer; prose is.
const MAX_LINE: usize = 160;
const MAX_PROSE: usize = 600;

/// Whether a link has words for more than weekday, month and time; `None` is a long one.
fn has_more_than_a_date(link: Option<&str>) -> bool {
    const MOST_WORDS: usize = 3;
    let is_word = |word: &&str| word.chars().any(char::is_alphabetic);
    link.is_none_or(|text| text.split_whitespace().filter(is_word).count() > MOST_WORDS)
}

fn holds_any(text: &str, parts: &[&str]) -> bool {
    parts.iter().any(|part| text.contains(part))
}

/// `postDate`, `datum`, `fecha`, `timestamp`, but not `update`.
fn is_name_of_date(name: &str) -> bool {
    (name.contains("date") && !name.contains("update"))
        || ["datum", "fecha", "data", "tarih", "datetime", "dateline", "created", "parution"].contains(&name)
        || (name.contains("time") && !name.contains("timeline"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, likely: &[&str], possible: &[&str]) {
        let document = Document::parse(html);
        let found = shown_dates(&document, &Heading::of(&document, &[]));
        assert_eq!((found.likely, found.possible), (owned(likely), owned(possible)), "{html}");
    }

    fn owned(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn a_date_by_the_heading_is_likely() {
        for line in [
            "<p>8 February 2024</p>",
            "<p class=byline>By Ann Lee, 8 February 2024</p>",
            "<div><b>8</b> <i>February</i> <i>2024</i></div>",
        ] {
            check(&format!("<h1>Grain deal</h1>{line}<p>Text.</p>"), &["8 February 2024"], &[]);
        }
        check("<h1>Grain deal</h1><time datetime='2024-02-08T10:30'>today</time>", &["2024-02-08T10:30"], &[]);
        check("<h1>Grain deal</h1><p class=date>08.02.24</p>", &["08.02.24"], &[]);
    }

    #[test]
    fn what_readers_see_goes_before_what_machines_read() {
        let html = "<h1>Grain deal</h1><time datetime='2024-02-10'>Published 8 February 2024</time>";
        check(html, &["8 February 2024"], &[]);
    }

    #[test]
    fn the_date_of_a_change_comes_after_that_of_publication() {
        check(
            "<h1>Grain deal</h1><p>Updated: 9 February 2024</p><p>Published: 8 February 2024</p>",
            &["8 February 2024"],
            &["9 February 2024"],
        );
    }

    #[test]
    fn dates_of_comments_other_stories_and_clocks_are_passed_over() {
        for line in [
            "<div class=comments><time datetime='2024-02-09'></time></div>",
            "<ul class=related><li>9 February 2024</li></ul>",
            "<footer>9 February 2024</footer>",
            "<article><h2>Another story</h2><p class=teaser>9 February 2024</p></article>",
            "<p id=clock>9 February 2024</p>",
            "<p>9 February 1924</p>",
        ] {
            check(&format!("<h1>Grain deal</h1><p class=date>8 February 2024</p>{line}"), &["8 February 2024"], &[]);
        }
    }

    #[test]
    fn prose_that_names_a_date_is_no_date_line() {
        let prose = "The treaty of 8 February 2024 was signed by all of the five ministers in the old hall of the town by the river.";
        check(&format!("<h1>Grain deal</h1><p>{prose}</p>"), &[], &[]);
    }

    #[test]
    fn a_sentence_about_the_publication_is_none_of_these() {
        let html = "<h1>Wie es war</h1><p>Dieser Beitrag wurde am Samstag, 8. Februar 2024 um zehn Uhr veröffentlicht und unter Kultur \
                    und Gesellschaft und auch noch an einigen anderen Orten abgelegt.</p>";
        let document = Document::parse(html);
        let found = shown_dates(&document, &Heading::of(&document, &[]));
        assert!(found.likely.iter().any(|text| text.starts_with("8. Februar 2024")), "{found:?}");
    }
}
