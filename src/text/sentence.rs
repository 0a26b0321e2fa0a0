//! Where paragraphs and sentences begin and end, in any script.

use super::Span;

/// The paragraphs of `text`, without the space at their ends.
///
/// A paragraph is a line that holds more than white space; in text with hard-wrapped lines it is a
/// block of lines up to an empty or an indented one.
pub fn paragraphs(text: &str) -> impl Iterator<Item = Span> + '_ {
    let wrapped = is_wrapped(text);
    let mut at = 0;
    let mut block: Option<Span> = None;
    let mut lines = text.split('\n');
    std::iter::from_fn(move || {
        for line in lines.by_ref() {
            let span = Span::new(at, at + line.len());
            at += line.len() + 1;
            if !wrapped {
                if let Some(paragraph) = trimmed(text, span) {
                    return Some(paragraph);
                }
                continue;
            }
            let empty = line.trim().is_empty();
            let begins = empty || line.starts_with([' ', '\t', '\u{3000}']);
            let finished = if begins { block.take() } else { None };
            if !empty {
                block = Some(block.map_or(span, |block| Span::new(block.start, span.end)));
            }
            if let Some(paragraph) = finished.and_then(|block| trimmed(text, block)) {
                return Some(paragraph);
            }
        }
        block.take().and_then(|block| trimmed(text, block))
    })
}

/// Whether lines were broken to fit a width: most line breaks inside blocks stand in mid-sentence,
/// behind lines of about one length.
fn is_wrapped(text: &str) -> bool {
    let (mut broken, mut breaks) = (0usize, 0usize);
    let mut previous: Option<&str> = None;
    for line in text.split('\n') {
        let line = line.trim_end();
        if let Some(before) = previous.filter(|before| !before.is_empty() && !line.is_empty()) {
            let width = before.chars().count();
            let indented = line.starts_with([' ', '\t', '\u{3000}']);
            if !indented {
                breaks += 1;
                let open =
                    before.ends_with(|last: char| last.is_alphanumeric() || matches!(last, ',' | '-' | ';' | '—'));
                broken += usize::from(open && (40..=100).contains(&width));
            }
        }
        previous = Some(line);
    }
    broken >= 3 && broken * 2 > breaks
}

/// The sentences inside `within` (a paragraph of `text`), without the space around them.
///
/// A sentence ends at `. ! ? …` and their full-width and Arabic, Devanagari and Burmese relatives,
/// with the quotation marks and brackets that close behind them, when what follows can begin a
/// sentence. Titles (`Mr.`), initials (`J.`), dotted abbreviations and decimal points do not end one.
pub fn sentences(text: &str, within: Span) -> Vec<Span> {
    let mut found = Vec::new();
    let Some(piece) = within.of(text) else { return found };
    let mut start = within.start;
    let mut characters = piece.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let wide = matches!(character, '。' | '！' | '？' | '｡');
        if !wide && !matches!(character, '.' | '!' | '?' | '…' | '؟' | '۔' | '।' | '။') {
            continue;
        }
        let mut end = at + character.len_utf8();
        while let Some(&(next_at, next)) = characters.peek() {
            if !is_terminal(next) && !is_closing(next) {
                break;
            }
            end = next_at + next.len_utf8();
            characters.next();
        }
        if end < piece.len() && (wide || ends_sentence(piece, at, character, end)) {
            found.extend(trimmed(text, Span::new(start, within.start + end)));
            start = within.start + end;
        }
    }
    found.extend(trimmed(text, Span::new(start, within.end)));
    found
}

fn is_terminal(character: char) -> bool {
    matches!(character, '.' | '!' | '?' | '…' | '。' | '！' | '？')
}

fn is_closing(character: char) -> bool {
    matches!(character, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '」' | '』' | '）')
}

/// Whether the mark at `at` (with its closers up to `end`) ends a sentence of `piece`.
fn ends_sentence(piece: &str, at: usize, mark: char, end: usize) -> bool {
    let rest = &piece[end..];
    let Some(space) = rest.chars().next() else { return true };
    if !space.is_whitespace() {
        return false;
    }
    let next = rest.trim_start().chars().next();
    let begins = next.is_none_or(|character| !character.is_lowercase());
    if mark != '.' {
        return begins;
    }
    let before = &piece[..at];
    let word_start = before
        .char_indices()
        .rev()
        .find(|(_, character)| !character.is_alphanumeric() && *character != '.')
        .map_or(0, |(index, character)| index + character.len_utf8());
    begins && !is_abbreviation(&before[word_start..], next)
}

/// Words before a full stop that do not end a sentence.
fn is_abbreviation(word: &str, next: Option<char>) -> bool {
    const TITLES: &[&str] = &[
        "mr", "mrs", "ms", "dr", "prof", "gen", "col", "lt", "sgt", "capt", "cmdr", "maj", "adm", "rep", "sen", "gov",
        "rev", "hon", "st", "mme", "mlle", "sr", "sra", "fr", "vs", "no", "jan", "feb", "mar", "apr", "jun", "jul",
        "aug", "sept", "sep", "oct", "nov", "dec", "г", "ул", "им", "акад", "проф", "ген", "св", "nr", "bzw", "ca",
        "art", "fig", "pp", "cf", "al", "messrs", "pres", "supt", "det", "insp", "cpl", "pvt", "brig", "ret",
    ];
    const ENDINGS_TOO: &[&str] = &["inc", "corp", "ltd", "co", "jr", "etc", "bros", "calif", "fla", "mass", "pa", "va"];
    let mut letters = word.chars();
    let single = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
    if single {
        return word.chars().all(char::is_uppercase) || word.chars().all(char::is_lowercase);
    }
    let lower = word.to_lowercase();
    if TITLES.contains(&lower.as_str()) {
        // "No." and months are abbreviations before a figure only.
        return match lower.as_str() {
            "no" | "nr" | "mar" | "art" | "fig" | "sep" | "jun" | "dec" | "al" => next.is_some_and(char::is_numeric),
            _ => true,
        };
    }
    if word.contains('.') {
        // "U.S. officials" goes on, "in the U.S. He" may end; names follow abbreviations more often.
        return next.is_some_and(|character| !matches!(character, '“' | '"' | '«' | '‘'));
    }
    ENDINGS_TOO.contains(&lower.as_str()) && next.is_some_and(|character| !character.is_uppercase())
}

/// `span` of `text` without white space at its ends; `None` when nothing is left.
fn trimmed(text: &str, span: Span) -> Option<Span> {
    let piece = span.of(text)?;
    let left = piece.trim_start();
    let start = span.end - left.len();
    let end = start + left.trim_end().len();
    (start < end).then(|| Span::new(start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> =
            sentences(text, Span::new(0, text.len())).into_iter().filter_map(|span| span.of(text)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn abbreviations_and_decimals_do_not_end_a_sentence() {
        check(
            "Mr. Holt met J. Ferrand on Jan. 5. It cost $3.5 million.",
            &["Mr. Holt met J. Ferrand on Jan. 5.", "It cost $3.5 million."],
        );
        check("The U.S. Senate met. Nobody came.", &["The U.S. Senate met.", "Nobody came."]);
    }

    #[test]
    fn closing_marks_belong_to_the_sentence_they_close() {
        check("“Go.” He went. (Really!) Yes?", &["“Go.”", "He went.", "(Really!)", "Yes?"]);
        check("\"Stop!\" he cried.", &["\"Stop!\" he cried."]);
    }

    #[test]
    fn wide_marks_need_no_space() {
        check("他说：“好。”他走了。", &["他说：“好。”", "他走了。"]);
    }

    #[test]
    fn hard_wrapped_lines_are_one_paragraph() {
        let text = "Harbour pilots in the old port will work to a new plan\nfrom next month, after a summer in which the tugs were\nin the wrong place, a board said on Monday evening in a\nstatement.\n\n  Nobody came.\n";
        let found: Vec<&str> = paragraphs(text).filter_map(|span| span.of(text)).collect();
        assert_eq!(found.len(), 2);
        assert!(found[0].ends_with("statement."));
    }

    #[test]
    fn paragraphs_are_lines_with_something_in_them() {
        let text = "One.\n\n  Two. \r\n\nThree.";
        let found: Vec<&str> = paragraphs(text).filter_map(|span| span.of(text)).collect();
        assert_eq!(found, ["One.", "Two.", "Three."]);
    }
}
