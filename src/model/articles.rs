//! Random articles in the notation of the test world.

use super::dice::Dice;
use super::disguise::disguised;
use super::vocabulary::{BETWEEN, CUES, DATES, LANGS, OUTLETS, ROLES, SPEAKERS, WORDS};

/// The content of a file with `least` to `most` articles.
pub(super) fn file(dice: &mut Dice, least: usize, most: usize) -> String {
    (0..dice.between(least, most)).map(|_| article(dice)).collect()
}

/// An article with as many statements as chance gives it.
pub(super) fn article(dice: &mut Dice) -> String {
    let text: Vec<String> = (0..dice.below(4)).map(|_| statement(dice)).collect();
    format!("{}\n{}\n", head(dice), text.join("\n"))
}

/// The same text as in `article`, as another article: an exact copy, one with other facts, or one written differently.
pub(super) fn copy(article: &str, dice: &mut Dice) -> String {
    let (own_head, text) = article.split_once('\n').unwrap();
    match dice.below(4) {
        0 => article.to_owned(),
        1 => format!("{own_head}\n{}", text.replace(" — ", " - ")),
        _ => format!("{}\n{text}", head(dice)),
    }
}

fn head(dice: &mut Dice) -> String {
    let mut maybe = |n, value: &dyn Fn(&mut Dice) -> String| if dice.one_in(n) { String::new() } else { value(dice) };
    let one_of = |from: &'static [&'static str]| move |dice: &mut Dice| dice.pick(from).to_owned();
    let facts = [
        maybe(3, &|dice| running(dice, 1, 5)),
        maybe(2, &one_of(&SPEAKERS)),
        maybe(2, &|dice| format!("https://example.org/{}/{}", dice.between(2023, 2025), dice.pick(&WORDS))),
        maybe(4, &one_of(&LANGS)),
        maybe(3, &one_of(&OUTLETS)),
        maybe(4, &one_of(&DATES)),
        maybe(2, &|dice| format!("Art-{} x", dice.below(1000))),
    ];
    format!("#{}", facts.join("\t"))
}

/// A line of a text.
pub(super) fn statement(dice: &mut Dice) -> String {
    let mut maybe = |n, from: &[&str]| if dice.one_in(n) { String::new() } else { dice.pick(from).to_owned() };
    let sort = maybe(9, &["person", "organisation", "unnamed"]);
    let (speaker, role, cue, mention) = (maybe(5, &SPEAKERS), maybe(2, &ROLES), maybe(4, &CUES), maybe(3, &SPEAKERS));
    let kind = dice.pick(&["direct", "mixed", "indirect"]);
    let confidence = dice.pick(&["0.8", "0.25", "0.5", "0.80049", "1", "0", "0.9995"]);
    let outlets = dice.several(&OUTLETS, 0, 2).join(";");
    let context = context(dice);
    [kind, &sort, &speaker, &role, &outlets, confidence, &mention, &cue, &context].join("\t")
}

/// Running text, some of which is said.
fn context(dice: &mut Dice) -> String {
    let (before, said, behind) = (running(dice, 0, 4), running(dice, 1, 9), running(dice, 0, 3));
    match dice.below(4) {
        0 => said,
        1 => format!("{before} «{said}» {behind} «{}»", running(dice, 1, 4)),
        _ => format!("{before} «{said}» {behind}"),
    }
}

/// So many words with what stands between words.
pub(super) fn running(dice: &mut Dice, least: usize, most: usize) -> String {
    let mut text = String::new();
    for word in dice.several(&WORDS, least, most) {
        if !text.is_empty() {
            text.push_str(dice.pick(&BETWEEN));
        }
        text.push_str(&disguised(word, dice));
    }
    text
}
