//! The questions that dixit and its peers are asked: two hundred mixed ones, made from what an index holds.

use std::collections::HashMap;

use dixit::text::words;
use jiff::civil::{Date, date};

use crate::Outcome;
use crate::peers::Stored;

/// How many questions there are.
pub const QUESTIONS: usize = 200;

/// Statements from which phrases, names and outlets are taken.
const SAMPLE: usize = 20_000;

/// Most forms that a prefix may stand for.
const MOST_FORMS: usize = 40;

/// What a statement must be like.
#[derive(Debug, Clone, PartialEq)]
pub enum Clause {
    /// Has the word, in any inflection.
    Word(String),
    /// Has one word or the other.
    Either(String, String),
    /// Has these words in this order.
    Phrase(Vec<String>),
    /// Has a word that begins so.
    Prefix(String),
    /// Was carried by that outlet.
    Outlet(String),
    /// Was said by that speaker.
    Speaker(String),
    /// Is from a day from the first to the last.
    Days(Date, Date),
    /// Does not have the word.
    Without(String),
}

/// What is counted beside the hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// The ten speakers with most statements.
    Speakers,
    /// The ten outlets with most.
    Outlets,
    /// Statements by month.
    Months,
}

/// One question.
#[derive(Debug, Clone)]
pub struct Question {
    /// Its sort, for telling what is slow.
    pub sort: &'static str,
    /// All of them hold.
    pub clauses: Vec<Clause>,
    /// What is counted.
    pub counted: Vec<Counted>,
}

impl Question {
    /// The query as a user of dixit types it.
    pub fn typed(&self) -> String {
        let clause = |clause: &Clause| match clause {
            Clause::Word(word) => word.clone(),
            Clause::Either(one, other) => format!("({one} OR {other})"),
            Clause::Phrase(words) => format!("\"{}\"", words.join(" ")),
            Clause::Prefix(start) => format!("{start}*"),
            Clause::Outlet(name) => format!("outlet:=\"{name}\""),
            Clause::Speaker(name) => format!("speaker:=\"{name}\""),
            Clause::Days(first, last) => format!("date:{first}..{last}"),
            Clause::Without(word) => format!("-{word}"),
        };
        self.clauses.iter().map(clause).collect::<Vec<_>>().join(" ")
    }
}

/// Words by how often they occur.
struct Frequencies {
    high: Vec<String>,
    middle: Vec<String>,
    low: Vec<String>,
}

/// The questions for an index, the same ones for the same index and seed.
pub fn questions(stored: &Stored, seed: u64) -> Outcome<Vec<Question>> {
    let mut random = fastrand::Rng::with_seed(seed);
    let frequencies = frequencies(stored)?;
    let sample = stored.sample(SAMPLE, &mut random)?;
    let mut speakers: HashMap<String, usize> = HashMap::new();
    let mut outlets: HashMap<String, usize> = HashMap::new();
    let mut phrases = Vec::new();
    for record in &sample {
        // Quotation marks would have to be escaped.
        if let Some(name) = record.speaker.name.as_ref().filter(|name| name.contains(' ') && !name.contains('"')) {
            *speakers.entry(name.clone()).or_default() += 1;
        }
        for outlet in record.carriers().into_iter().filter(|outlet| !outlet.contains('"')) {
            *outlets.entry(outlet.to_owned()).or_default() += 1;
        }
        let piece = record.context_spans().next().and_then(|span| span.of(&record.context.text)).unwrap_or_default();
        let words: Vec<String> = words(piece).map(|word| word.folded(piece)).collect();
        let length = random.usize(2..=3);
        if words.len() > length {
            let from = random.usize(0..words.len() - length);
            let phrase = &words[from..from + length];
            if phrase.iter().all(|word| is_plain(word)) {
                phrases.push(phrase.to_vec());
            }
        }
    }
    let (speakers, outlets) = (most(speakers), most(outlets));
    if phrases.is_empty() || speakers.is_empty() || outlets.is_empty() {
        return Err("the index holds too little to ask two hundred questions".into());
    }

    // Sort and number; together [`QUESTIONS`].
    let sorts: [(&'static str, usize); 11] = [
        ("common word", 20),
        ("word", 25),
        ("rare word", 20),
        ("phrase", 30),
        ("two words", 20),
        ("either word", 10),
        ("outlet AND word", 25),
        ("speaker", 15),
        ("days AND word", 15),
        ("NOT", 10),
        ("prefix", 10),
    ];
    let mut questions: Vec<Question> = Vec::with_capacity(QUESTIONS);
    for (sort, number) in sorts {
        for _ in 0..number {
            let clauses = clauses(sort, &frequencies, &phrases, &speakers, &outlets, stored, &mut random)?;
            let counted = match questions.len() % 4 {
                0 => vec![Counted::Speakers],
                1 => vec![Counted::Outlets, Counted::Months],
                2 => vec![Counted::Speakers, Counted::Outlets, Counted::Months],
                _ => Vec::new(),
            };
            questions.push(Question { sort, clauses, counted });
        }
    }
    random.shuffle(&mut questions);
    Ok(questions)
}

fn clauses(
    sort: &str,
    words: &Frequencies,
    phrases: &[Vec<String>],
    speakers: &[String],
    outlets: &[String],
    stored: &Stored,
    random: &mut fastrand::Rng,
) -> Outcome<Vec<Clause>> {
    let any = |random: &mut fastrand::Rng, of: &[String]| random.choice(of).cloned().unwrap_or_default();
    // The first ones are met more often than the last.
    let frequent = |random: &mut fastrand::Rng, of: &[String]| {
        let last = random.usize(0..of.len());
        of[random.usize(0..=last)].clone()
    };
    Ok(match sort {
        "common word" => vec![Clause::Word(any(random, &words.high))],
        "rare word" => vec![Clause::Word(any(random, &words.low))],
        "phrase" => vec![Clause::Phrase(random.choice(phrases).cloned().unwrap_or_default())],
        "two words" => vec![Clause::Word(any(random, &words.high)), Clause::Word(any(random, &words.middle))],
        "either word" => vec![Clause::Either(any(random, &words.middle), any(random, &words.low))],
        "outlet AND word" => vec![Clause::Outlet(frequent(random, outlets)), Clause::Word(any(random, &words.middle))],
        "speaker" => vec![Clause::Speaker(frequent(random, speakers))],
        "days AND word" => {
            let first = date(random.i16(2006..2022), random.i8(1..=12), 1);
            let last = first.saturating_add(jiff::Span::new().days(random.i64(20..500)));
            vec![Clause::Days(first, last), Clause::Word(any(random, &words.middle))]
        }
        "NOT" => vec![Clause::Word(any(random, &words.middle)), Clause::Without(any(random, &words.high))],
        "prefix" => loop {
            let word = any(random, &words.middle);
            let start: String = word.chars().take(word.chars().count() - 1).collect();
            if stored.forms(&start)?.len() <= MOST_FORMS {
                break vec![Clause::Prefix(start)];
            }
        },
        _ => vec![Clause::Word(any(random, &words.middle))],
    })
}

/// The values of a sample, the most frequent first.
fn most(counted: HashMap<String, usize>) -> Vec<String> {
    let mut values: Vec<(String, usize)> = counted.into_iter().collect();
    values.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    values.into_iter().take(200).map(|(value, _)| value).collect()
}

/// Words in one of five hundred statements to one in twenty, down to one in five thousand, and down to one in fifty
/// thousand; where there are few statements, those in two or three of them are the rare ones.
fn frequencies(stored: &Stored) -> Outcome<Frequencies> {
    let share = |share: f64| share * stored.statements as f64;
    let rare = share(0.000_2).max(3.0);
    let (mut high, mut middle, mut low) = (Vec::new(), Vec::new(), Vec::new());
    for (word, count) in stored.frequencies()? {
        let count = count as f64;
        if !is_plain(&word) || word.len() < 5 || count > share(0.05) || count < share(0.000_02).max(2.0) {
            continue;
        }
        if count > share(0.002).max(rare) {
            high.push(word);
        } else if count > rare {
            middle.push(word);
        } else {
            low.push(word);
        }
    }
    if high.is_empty() || middle.is_empty() || low.is_empty() {
        return Err("the index holds too few words".into());
    }
    Ok(Frequencies { high, middle, low })
}

/// Words that mean nothing to any query language.
fn is_plain(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_lowercase()) && !matches!(word, "and" | "or" | "not" | "near" | "adj")
}
