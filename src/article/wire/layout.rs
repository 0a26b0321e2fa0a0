//! Text that was laid out in lines: which of them belong together.
//!
//! Only white space is changed.

use crate::outlet::Outlets;
use crate::text::one_line;

/// Lines of fixed width are at least this long before they are broken, in characters.
const SHORTEST_BROKEN: usize = 40;

/// Longer lines were not broken to fit a width.
const LONGEST_BROKEN: usize = 100;

/// `text` with one paragraph a line and a blank line between them.
///
/// A blank line or an indented one begins a paragraph. A line goes on in the next one when it is as long as lines that
/// were broken to fit a width; shorter ones, as in lists and tables, stay lines.
pub(super) fn paragraphs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before: Option<&str> = None;
    for line in text.lines() {
        let words = line.trim();
        if words.is_empty() {
            before = None;
            continue;
        }
        let gap = match before {
            None => "\n\n",
            Some(_) if is_indented(line) => "\n\n",
            Some(before) => gap_after(before, words),
        };
        if !out.is_empty() {
            out.push_str(gap);
        }
        push_words(&mut out, words);
        before = Some(words);
    }
    out
}

/// A tab, or more space than a sloppy typist leaves.
fn is_indented(line: &str) -> bool {
    line.starts_with('\t') || line.starts_with("  ")
}

/// What stands between a line and the next one of the same block.
fn gap_after(line: &str, next: &str) -> &'static str {
    if !(SHORTEST_BROKEN..=LONGEST_BROKEN).contains(&line.chars().count()) {
        return "\n";
    }
    // A word with a hyphen was broken behind it, and keeps it.
    let mut last = line.chars().rev();
    let is_hyphen = last.next() == Some('-') && last.next().is_some_and(char::is_alphanumeric);
    if is_hyphen && next.starts_with(char::is_alphanumeric) { "" } else { " " }
}

/// The words of a line; runs of space inside it, as in tables, become one tab.
fn push_words(out: &mut String, line: &str) {
    let mut spaces = 0;
    for character in line.chars() {
        if character == ' ' {
            spaces += 1;
            continue;
        }
        out.push_str(match spaces {
            0 => "",
            1..=2 => " ",
            _ => "\t",
        });
        spaces = 0;
        out.push(character);
    }
}

/// Whether a paragraph is one of the marks by which agencies end or part their texts.
pub(super) fn is_mark(paragraph: &str) -> bool {
    const WORDS: [&str; 8] = ["MORE", "MORE TO COME", "MORE TO FOLLOW", "END", "ENDS", "ends", "END ITEM", "EOM"];
    let words = paragraph.trim_matches(|character: char| !character.is_alphanumeric());
    let is_rule = paragraph.chars().all(|character| character.is_whitespace() || "_-–—=*#.~0".contains(character));
    // What a page would embed stands there as its markup.
    let is_markup = paragraph.starts_with('<') && paragraph.ends_with('>') && paragraph.contains("</");
    is_rule || is_markup || WORDS.contains(&words)
}

/// Whether a paragraph is what agencies put under their texts: their own name and the initials of who wrote it.
fn is_signature(paragraph: &str) -> bool {
    let mut words = paragraph.split_whitespace();
    let is_agency =
        words.next().and_then(|word| Outlets::in_use().by_name(word)).is_some_and(|outlet| outlet.kind == "agency");
    let is_initials =
        |word: &str| word.len() <= 4 && word.chars().all(|character| character.is_alphabetic() || character == '/');
    is_agency && paragraph.len() <= 60 && words.all(is_initials)
}

/// `text` without its title at the top, a signature at its end and paragraphs that are marks.
pub(super) fn without_marks(text: &str, title: Option<&str>) -> String {
    let mut paragraphs: Vec<&str> = text.split("\n\n").filter(|paragraph| !is_mark(paragraph)).collect();
    if title.is_some_and(|title| paragraphs.first().is_some_and(|first| one_line(first) == one_line(title))) {
        paragraphs.remove(0);
    }
    if paragraphs.len() > 1 && paragraphs.last().is_some_and(|last| is_signature(last)) {
        paragraphs.pop();
    }
    paragraphs.join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_one_paragraph_are_joined() {
        let text = "\n   The council of the harbour town agreed on Monday to build\na wall, said the mayor.\n   \"We wait,\" he said.\n\nLast.\n";
        let expected = "The council of the harbour town agreed on Monday to build a wall, said the mayor.\n\n\"We wait,\" he said.\n\nLast.";
        assert_eq!(paragraphs(text), expected);
    }

    #[test]
    fn a_word_that_was_broken_behind_its_hyphen_keeps_it() {
        let text = "A statement that was signed by the leaders of the centre-\nright party.";
        assert_eq!(paragraphs(text), "A statement that was signed by the leaders of the centre-right party.");
    }

    #[test]
    fn short_and_long_lines_stay_lines() {
        let long = "word ".repeat(30);
        let text = format!("- milk\n- bread     2.50\n{long}\nNext.");
        assert_eq!(paragraphs(&text), format!("- milk\n- bread\t2.50\n{}\nNext.", long.trim()));
    }

    #[test]
    fn marks_are_no_text() {
        for (paragraph, expected) in [
            ("(MORE)", true),
            ("___", true),
            ("- 0 -", true),
            ("ends", true),
            ("More!", false),
            ("No. 0", false),
            ("<div id=\"a\"></div>", true),
            ("<Harbour Co> wins", false),
        ] {
            assert_eq!(is_mark(paragraph), expected, "{paragraph}");
        }
        assert_eq!(without_marks("A title\n\nText.\n\n(MORE)", Some("A  title")), "Text.");
        assert_eq!(without_marks("Text.\n\nAAP rtv", None), "Text.");
        assert_eq!(without_marks("Text.\n\nAAP said so.", None), "Text.\n\nAAP said so.");
        assert_eq!(without_marks("Text.\n\nA title", Some("A title")), "Text.\n\nA title");
    }
}
