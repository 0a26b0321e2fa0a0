//! Random queries in the form that reading gives, most of which ask for what some record holds.

use jiff::civil::Date;

use super::articles::running;
use super::dice::Dice;
use super::page::{Page, whole};
use super::vocabulary::{DATES, LANGS};
use crate::index::{Field, FieldType};
use crate::query::{Matcher, Query};
use crate::text::{Span, Word, WordKind, fold, words};

const NOWHERE: Span = Span { start: 0, end: 0 };

/// A query about `pages`, with operators `depth` deep at most.
pub(super) fn question(pages: &[Page], depth: usize, dice: &mut Dice) -> Query {
    if depth == 0 || dice.one_in(3) {
        return leaf(pages, dice);
    }
    if dice.one_in(4) {
        return match question(pages, depth - 1, dice) {
            Query::Not(inner) => *inner,
            other => Query::Not(Box::new(other)),
        };
    }
    let all = dice.one_in(2);
    let mut parts = Vec::new();
    for _ in 0..dice.between(2, 3) {
        match (question(pages, depth - 1, dice), all) {
            (Query::And(inner), true) | (Query::Or(inner), false) => parts.extend(inner),
            (other, _) => parts.push(other),
        }
    }
    if all { Query::And(parts) } else { Query::Or(parts) }
}

fn leaf(pages: &[Page], dice: &mut Dice) -> Query {
    let fields: Vec<Field> = Field::all().collect();
    // Half of all questions are about words.
    let field = if dice.one_in(3) { Field::Quote } else { dice.pick(&fields) };
    if dice.one_in(40) {
        return Query::All;
    }
    if dice.one_in(12) && field.kind() != FieldType::Statement {
        return Query::Exists { field, span: NOWHERE };
    }
    let matcher = match field.kind() {
        FieldType::Text => of_words(&text_of(pages, field, dice), dice),
        FieldType::Name => of_name(&value_of(pages, field, dice), dice),
        FieldType::Outlet => of_outlet(&value_of(pages, field, dice), dice),
        FieldType::Keyword => of_keyword(field, &value_of(pages, field, dice), dice),
        FieldType::Date => of_date(dice),
        FieldType::Number => of_number(dice),
        FieldType::Statement => of_statement(field, pages, dice),
    };
    Query::Match { field, matcher, span: NOWHERE }
}

/// A text of `field`, or words of nobody.
fn text_of(pages: &[Page], field: Field, dice: &mut Dice) -> String {
    let text = match pages {
        [] => String::new(),
        pages if dice.one_in(6) => dice.one_of(pages).record.context.text.clone(),
        pages => {
            let page = dice.one_of(pages);
            match field {
                Field::Title => page.record.article.title.clone().unwrap_or_default(),
                Field::Context => page.record.context.text.clone(),
                _ => page.record.quote(),
            }
        }
    };
    if words(&text).next().is_some() { text } else { running(dice, 1, 4) }
}

fn value_of(pages: &[Page], field: Field, dice: &mut Dice) -> String {
    let value = match pages {
        [] => String::new(),
        pages => dice.one_of(pages).values(field).first().map_or_else(String::new, |value| (*value).to_owned()),
    };
    if words(&value).next().is_some() { value } else { running(dice, 1, 2) }
}

/// Some neighbouring words of `text`, with what stands between them.
fn piece(text: &str, most: usize, dice: &mut Dice) -> String {
    let all: Vec<Word> = words(text).collect();
    let first = dice.below(all.len());
    let last = (first + dice.below(most)).min(all.len() - 1);
    text[all[first].span.start..all[last].span.end].to_owned()
}

/// A word of `text` that stands alone when it is typed.
fn word_of(text: &str, dice: &mut Dice) -> String {
    let word = piece(text, 1, dice);
    if is_one_word(&word) { word } else { "oil".to_owned() }
}

fn is_one_word(text: &str) -> bool {
    let all: Vec<Word> = words(text).collect();
    all.len() == 1 && all[0].span.len() == text.len()
}

/// The beginning of a word, or `oi`.
fn head_of(text: &str, dice: &mut Dice) -> String {
    let word = piece(text, 1, dice);
    let n = dice.between(1, word.chars().count());
    let head: String = word.chars().take(n).collect();
    let is_plain = words(&head).all(|word| word.kind == WordKind::Plain);
    if is_one_word(&head) && is_plain { head } else { "oi".to_owned() }
}

/// A folded word of letters alone.
fn letters_of(text: &str, dice: &mut Dice) -> Vec<char> {
    let word: Vec<char> = fold(&piece(text, 1, dice)).chars().collect();
    let folded: String = word.iter().collect();
    let is_plain = words(&folded).all(|word| word.kind == WordKind::Plain);
    if word.len() > 1 && is_one_word(&folded) && is_plain { word } else { "sanctions".chars().collect() }
}

fn of_words(text: &str, dice: &mut Dice) -> Matcher {
    match dice.below(10) {
        0..=2 => Matcher::Word(word_of(text, dice)),
        3 | 4 => phrase(text, dice),
        5 => Matcher::Prefix(head_of(text, dice)),
        6 => pattern(text, dice),
        7 => misspelt(text, dice),
        _ => near(text, dice),
    }
}

fn phrase(text: &str, dice: &mut Dice) -> Matcher {
    let mut text = piece(text, 4, dice);
    if dice.one_in(4) {
        // The words in another order.
        let mut all: Vec<String> = words(&text).map(|word| text[word.span.start..word.span.end].to_owned()).collect();
        all.rotate_left(1);
        text = all.join(" ");
    }
    let can_move = words(&text).nth(1).is_some();
    let slop = if can_move && dice.one_in(2) { u32::try_from(dice.between(1, 5)).unwrap() } else { 0 };
    Matcher::Phrase { prefix: slop == 0 && dice.one_in(3), text, slop }
}

fn pattern(text: &str, dice: &mut Dice) -> Matcher {
    let mut letters = letters_of(text, dice);
    let at = dice.between(1, letters.len() - 1);
    if dice.one_in(2) {
        letters[at] = '?';
    } else {
        let to = dice.between(at, letters.len() - 1);
        letters.splice(at..to, ['*']);
    }
    match (letters.pop(), letters.contains(&'*') || letters.contains(&'?')) {
        // A star at the end alone makes a beginning.
        (Some('*'), false) => Matcher::Prefix(letters.into_iter().collect()),
        (last, _) => Matcher::Wildcard(letters.into_iter().chain(last).collect()),
    }
}

fn misspelt(text: &str, dice: &mut Dice) -> Matcher {
    let mut letters = letters_of(text, dice);
    for _ in 0..dice.below(3) {
        let at = dice.below(letters.len());
        match dice.below(4) {
            0 if letters.len() > 1 => drop(letters.remove(at)),
            1 => letters.insert(at, 'x'),
            2 if at > 0 => letters.swap(at - 1, at),
            _ => letters[at] = 'o',
        }
    }
    let word: String = letters.into_iter().collect();
    let word = if is_one_word(&word) { word } else { "sanctoins".to_owned() };
    Matcher::Fuzzy { word, distance: if dice.one_in(2) { 1 } else { 2 } }
}

fn near(text: &str, dice: &mut Dice) -> Matcher {
    let side = |dice: &mut Dice| {
        Box::new(match dice.below(4) {
            0 => Matcher::Prefix(head_of(text, dice)),
            1 => Matcher::Phrase { text: piece(text, 3, dice), slop: 0, prefix: false },
            _ => Matcher::Word(word_of(text, dice)),
        })
    };
    let (left, right) = (side(dice), side(dice));
    Matcher::Near { left, right, distance: u32::try_from(dice.between(1, 6)).unwrap(), ordered: dice.one_in(2) }
}

fn of_name(value: &str, dice: &mut Dice) -> Matcher {
    match dice.below(4) {
        0 => Matcher::Literal(literal(value, dice)),
        1 => regex(value, dice),
        2 => of_words(value, dice),
        _ => Matcher::Phrase { text: piece(value, 2, dice), slop: 0, prefix: dice.one_in(3) },
    }
}

fn of_outlet(value: &str, dice: &mut Dice) -> Matcher {
    let alias =
        if dice.one_in(3) { dice.pick(&["ТАСС", "itar-tass", "新华社", "Sputnik", "Gazette"]) } else { value };
    match dice.below(8) {
        0 => Matcher::Literal(literal(value, dice)),
        1 => regex(value, dice),
        2 => Matcher::Prefix(head_of(value, dice)),
        3 => pattern(value, dice),
        4 => misspelt(value, dice),
        5 => Matcher::Word(piece(value, 2, dice)),
        6 => Matcher::Phrase { text: alias.to_owned(), slop: 0, prefix: false },
        _ => Matcher::Word(alias.to_owned()),
    }
}

fn of_keyword(field: Field, value: &str, dice: &mut Dice) -> Matcher {
    let one_of = |values: &[&str], dice: &mut Dice| Matcher::Word(dice.pick(values).to_owned());
    match field {
        Field::Kind => one_of(&["direct", "mixed", "indirect"], dice),
        Field::SpeakerType => one_of(&["person", "organisation", "unnamed"], dice),
        Field::Lang => one_of(&LANGS, dice),
        _ => match dice.below(4) {
            0 => Matcher::Prefix(head_of(value, dice)),
            1 => pattern(value, dice),
            _ => Matcher::Word(literal(value, dice)),
        },
    }
}

/// A whole value, or a part of it.
fn literal(value: &str, dice: &mut Dice) -> String {
    if dice.one_in(4) { piece(value, 2, dice) } else { value.trim().to_owned() }
}

fn regex(value: &str, dice: &mut Dice) -> Matcher {
    let value = whole(value);
    let part = regex::escape(&whole(&piece(&value, 2, dice)));
    Matcher::Regex(match dice.below(5) {
        0 => format!("^{}$", regex::escape(&value)),
        1 => format!("^{part}"),
        2 => format!("({part}|zzz)$"),
        3 => part.chars().take(2).collect::<String>() + ".*[aeо]",
        _ => part.to_uppercase(),
    })
}

fn of_date(dice: &mut Dice) -> Matcher {
    let day = |dice: &mut Dice| -> Date {
        let date = crate::article::Date::from_iso(dice.pick(&DATES)).unwrap();
        let day = if dice.one_in(2) { date.first_day() } else { date.last_day() };
        if dice.one_in(4) { day.tomorrow().unwrap() } else { day }
    };
    let (one, other) = (day(dice), day(dice));
    match dice.below(4) {
        0 => Matcher::Dates { from: Some(one), to: None },
        1 => Matcher::Dates { from: None, to: Some(one) },
        _ => Matcher::Dates { from: Some(one.min(other)), to: Some(one.max(other)) },
    }
}

fn of_number(dice: &mut Dice) -> Matcher {
    let bounds = [0.0, 0.25, 0.5, 0.8, 0.9, 1.0];
    let (one, other) = (dice.below(bounds.len()), dice.below(bounds.len()));
    let is_one = one == other;
    let mut bound = |number: usize| Some((bounds[number], is_one || dice.one_in(2)));
    let (from, to) = (bound(one.min(other)), bound(one.max(other)));
    match dice.below(4) {
        0 => Matcher::Numbers { from, to: None },
        1 => Matcher::Numbers { from: None, to },
        _ => Matcher::Numbers { from, to },
    }
}

fn of_statement(field: Field, pages: &[Page], dice: &mut Dice) -> Matcher {
    let id = match pages {
        [] => "0123456789abcdef".to_owned(),
        _ if dice.one_in(20) => "0123456789abcdef".to_owned(),
        pages => dice.one_of(pages).record.id.clone(),
    };
    let n_digits = if field == Field::Utterance && dice.one_in(2) { dice.between(4, 16) } else { 16 };
    Matcher::Word(id[..n_digits].to_owned())
}
