//! One article of a corpus, made from the sources by its number alone.

use jiff::ToSpan;
use jiff::civil::date;
use serde::Serialize;

use super::people::Name;
use super::source::{Part, Sources};

/// One article in so many is one that another publisher has carried before.
const CARRIED_AGAIN: u64 = 20;

/// Such an article lies at most so many numbers before.
const CARRIED_WITHIN: u64 = 2_000;

/// One article in so many is in another language than most, where the sources have one.
const OTHER_LANGUAGE: u64 = 12;

/// Paragraphs of one source that stay together.
const RUN: std::ops::RangeInclusive<usize> = 2..=5;

/// One word in so many is exchanged, of those that may be.
const EXCHANGED: u32 = 4;

/// Days from the first date to the last.
const DAYS: f64 = 7_300.0;

/// Those who sign articles.
const AUTHORS: u64 = 3_000;

/// A line of the corpus.
#[derive(Debug, Serialize)]
pub(super) struct Article {
    title: String,
    date: String,
    publisher: String,
    author: String,
    url: String,
    pub(super) text: String,
}

/// Makes articles.
pub(super) struct Writer<'s> {
    sources: &'s Sources,
    seed: u64,
}

/// What is the same wherever an article is carried.
struct Story {
    title: String,
    paragraphs: Vec<String>,
    day: i64,
}

impl<'s> Writer<'s> {
    pub(super) fn new(sources: &'s Sources, seed: u64) -> Self {
        Self { sources, seed }
    }

    /// The article of that number.
    pub(super) fn article(&self, number: u64) -> Article {
        let mut random = self.random(number, 1);
        let (mut story, mut days_later) = (self.story(number), 0);
        if number > 0 && number % CARRIED_AGAIN == CARRIED_AGAIN - 1 {
            let mut carried = number - random.u64(1..=number.min(CARRIED_WITHIN));
            if carried % CARRIED_AGAIN == CARRIED_AGAIN - 1 {
                carried -= 1;
            }
            story = self.story(carried);
            let cut = random.usize(1..story.paragraphs.len());
            story.paragraphs.remove(cut);
            days_later = random.i64(0..3);
        }
        let day = date(2005, 1, 1).saturating_add((story.day + days_later).days());
        let publisher = self.publisher(&mut random).to_owned();
        let author = self.sources.people.anybody(&mut fastrand::Rng::with_seed(random.u64(0..AUTHORS))).full;
        let slug = |text: &str| {
            let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
            words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
        };
        let url = format!(
            "https://www.{}.example/{}/{}-{number}",
            slug(&publisher),
            day.strftime("%Y/%m/%d"),
            slug(&story.title)
        );
        let text = story.paragraphs.join("\n\n");
        Article { title: story.title, date: day.to_string(), publisher, author, url, text }
    }

    fn random(&self, number: u64, use_of: u64) -> fastrand::Rng {
        // Neighbouring seeds give unlike numbers only after they were mixed.
        let mixed = fastrand::Rng::with_seed(self.seed ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15)).u64(..);
        fastrand::Rng::with_seed(mixed.wrapping_add(use_of))
    }

    fn story(&self, number: u64) -> Story {
        let mut random = self.random(number, 0);
        let other = self.sources.languages.len() > 1 && number % OTHER_LANGUAGE == OTHER_LANGUAGE - 1;
        let language = if other { random.usize(1..self.sources.languages.len()) } else { 0 };
        let sources = &self.sources.languages[language];
        let pick = |random: &mut fastrand::Rng| &sources[random.usize(0..sources.len())];
        let first = pick(&mut random);
        let length = first.paragraphs.len();
        let mut paragraphs = Vec::with_capacity(length);
        let mut title = String::new();
        let mut source = first;
        while paragraphs.len() < length {
            let cast: Vec<Name> = (0..source.n_people).map(|_| self.sources.people.anybody(&mut random)).collect();
            let run = random.usize(RUN).min(source.paragraphs.len()).min(length - paragraphs.len());
            // An article begins as articles do.
            let from = if paragraphs.is_empty() { 0 } else { random.usize(0..=source.paragraphs.len() - run) };
            if paragraphs.is_empty() {
                title = self.spell(&source.title, &cast, &mut random);
            }
            for parts in &source.paragraphs[from..from + run] {
                paragraphs.push(self.spell(parts, &cast, &mut random));
            }
            source = pick(&mut random);
        }
        // The later the more: archives grow.
        #[allow(clippy::cast_possible_truncation)] // A number of days.
        let day = (DAYS * random.f64().sqrt()) as i64;
        Story { title, paragraphs, day }
    }

    fn spell(&self, parts: &[Part], cast: &[Name], random: &mut fastrand::Rng) -> String {
        let mut text = String::new();
        for part in parts {
            match part {
                Part::Text(as_it_stands) => text.push_str(as_it_stands),
                Part::Full(person) => text.push_str(&cast[*person].full),
                Part::Last(person) => text.push_str(&cast[*person].last),
                Part::Word(word, kind) => text.push_str(if random.u32(0..EXCHANGED) == 0 {
                    self.sources.vocabulary.any(*kind, random)
                } else {
                    word
                }),
                // No number begins with a zero.
                Part::Digits(1) => text.push(random.char('1'..='9')),
                Part::Digits(n) => {
                    text.push(random.char('1'..='2'));
                    (1..*n).for_each(|_| text.push(random.digit(10)));
                }
            }
        }
        text
    }

    /// A publisher: that of rank `r` in inverse proportion to `r`.
    fn publisher(&self, random: &mut fastrand::Rng) -> &'s str {
        let all = &self.sources.publishers;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // A rank.
        let rank = ((all.len() as f64 + 1.0).ln() * random.f64()).exp() as usize;
        &all[rank.saturating_sub(1).min(all.len() - 1)]
    }
}
