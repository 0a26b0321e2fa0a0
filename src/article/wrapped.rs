//! Words that a hard-wrapped text breaks at the ends of its lines.

use std::collections::HashSet;

const SOFT_HYPHEN: char = '\u{AD}';

/// `text` with broken words in one piece and without soft hyphens.
///
/// A hyphen at the end of a line may be part of the word (`long-` over `term`). So a word is joined only in a text
/// whose lines are all about as long, and where the text has the word in one piece somewhere else, but for its ending,
/// and nowhere with its hyphen. The line end goes with the hyphen. A soft hyphen is never part of a word.
pub(super) fn without_hyphenation(text: &str) -> String {
    let text = without_soft_hyphens(text);
    if !text.contains("-\n") || !is_wrapped(&text) {
        return text;
    }
    let known = Known::of(&text);
    let mut joined = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match (joined.strip_suffix("-\n").and_then(last_word), first_word(line)) {
            (Some(start), Some(end)) if known.is_one_word(start, end) => {
                joined.truncate(joined.len() - "-\n".len());
            }
            _ => {}
        }
        joined.push_str(line);
    }
    joined
}

fn without_soft_hyphens(text: &str) -> String {
    if text.contains(SOFT_HYPHEN) { text.replace("\u{AD}\n", "").replace(SOFT_HYPHEN, "") } else { text.to_owned() }
}

/// Whether most lines that others follow without a break between them are nearly as long as the longest one.
fn is_wrapped(text: &str) -> bool {
    const MOST_CHARACTERS: usize = 120;
    const MIN_LINES: usize = 4;
    let lengths = || {
        let lines = text.lines().zip(text.lines().skip(1));
        let inner = lines.filter(|(line, next)| !line.trim().is_empty() && !next.trim().is_empty());
        inner.map(|(line, _)| line.chars().count())
    };
    let longest = lengths().max().unwrap_or(0);
    let long = lengths().filter(|length| length * 5 >= longest * 3).count();
    longest <= MOST_CHARACTERS && long >= MIN_LINES && long * 5 >= lengths().count() * 3
}

/// The word in lower case that `line` ends with, where it is one that could go on.
fn last_word(line: &str) -> Option<&str> {
    let start = line.char_indices().rev().take_while(|(_, character)| character.is_lowercase()).last()?.0;
    let before = line[..start].chars().next_back();
    // Of `mid-term-` over `plan` no part is a word on its own.
    (!before.is_some_and(|before| before == '-' || before.is_numeric())).then(|| &line[word_start(line, start)..])
}

/// Where the word around `at` begins, with its capital.
fn word_start(line: &str, at: usize) -> usize {
    line[..at].char_indices().next_back().filter(|(_, first)| first.is_alphabetic()).map_or(at, |(start, _)| start)
}

/// The word in lower case that `line` begins with.
fn first_word(line: &str) -> Option<&str> {
    let end = line.find(|character: char| !character.is_lowercase()).unwrap_or(line.len());
    (end > 0 && !line[end..].starts_with('-')).then(|| &line[..end])
}

/// What a text has in one piece, in lower case.
struct Known {
    /// Its words, and their beginnings without a short ending.
    words: HashSet<String>,
    /// Its words with a hyphen, without it.
    hyphened: HashSet<String>,
}

/// How much of a word's end may differ (`government`, `governments`).
const ENDING: usize = 2;

impl Known {
    fn of(text: &str) -> Self {
        let mut known = Self { words: HashSet::new(), hyphened: HashSet::new() };
        let is_part = |character: char| character.is_alphabetic() || character == '-';
        for word in text.split(|character: char| !is_part(character)) {
            if word.ends_with('-') {
                continue;
            }
            let word = word.to_lowercase();
            if word.contains('-') {
                known.hyphened.insert(word.replace('-', ""));
            } else {
                known.words.extend(stems(&word).map(str::to_owned));
            }
        }
        known
    }

    fn is_one_word(&self, start: &str, end: &str) -> bool {
        // Shorter parts could be in other words by chance.
        const MIN_PART: usize = 2;
        let word = format!("{start}{end}").to_lowercase();
        let broken = start.to_lowercase();
        let is_long = start.chars().count() >= MIN_PART && end.chars().count() >= MIN_PART;
        let mut likely = stems(&word).filter(|stem| stem.len() > broken.len());
        is_long && !self.hyphened.contains(&word) && likely.any(|stem| self.words.contains(stem))
    }
}

/// `word`, and what is left of it without its last letters where it is long.
fn stems(word: &str) -> impl Iterator<Item = &str> {
    const MIN_STEM: usize = 6;
    let cuts = word.char_indices().rev().take(ENDING).map(|(at, _)| at);
    let shorter = cuts.map(|at| &word[..at]).filter(|stem| stem.chars().count() >= MIN_STEM);
    std::iter::once(word).chain(shorter)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks what becomes of `start`, a hyphen, a line end and `end` in a wrapped text that says `elsewhere`.
    fn check(start: &str, end: &str, elsewhere: &str, expected: &str) {
        let around = "The ministers of the five countries agreed on it after\n".repeat(5);
        let text = format!(
            "{around}They said so, and spoke at length of {start}-\n{end} again.\nIt is {elsewhere} they want.\n"
        );
        let joined = without_hyphenation(&text);
        assert_eq!(
            joined.strip_prefix(&around).unwrap_or(&joined).lines().take(2).collect::<Vec<_>>().join("|"),
            expected
        );
    }

    const START: &str = "They said so, and spoke at length of ";

    #[test]
    fn a_word_that_the_text_has_in_one_piece_is_joined() {
        check("govern", "ment", "government", &format!("{START}government again.|It is government they want."));
        check(
            "Govern",
            "ments",
            "the government",
            &format!("{START}Governments again.|It is the government they want."),
        );
        check(
            "прави",
            "тельства",
            "правительство",
            &format!("{START}правительства again.|It is правительство they want."),
        );
    }

    #[test]
    fn compound_words_and_unknown_ones_stay() {
        check("long", "term", "a long term", &format!("{START}long-|term again."));
        check("share", "holders", "a share", &format!("{START}share-|holders again."));
        check("re", "sign", "to resign or re-sign", &format!("{START}re-|sign again."));
        check("end", "1987", "end1987", &format!("{START}end-|1987 again."));
        check("mid-term", "plan", "termplan", &format!("{START}mid-term-|plan again."));
        check("long", "term-plan", "longterm", &format!("{START}long-|term-plan again."));
    }

    #[test]
    fn texts_that_are_not_wrapped_stay() {
        let list = "a govern-\nment\ngovernment\n";
        assert_eq!(without_hyphenation(list), list);
        let long = format!("{} govern-\nment. A government.\n", "The ministers agreed. ".repeat(20)).repeat(5);
        assert_eq!(without_hyphenation(&long), long);
    }

    #[test]
    fn soft_hyphens_go_with_the_line_end_behind_them() {
        assert_eq!(without_hyphenation("reso\u{AD}\nlution reso\u{AD}lution"), "resolution resolution");
    }
}
