//! Plain text as agencies write it: a title line, a date line, a dateline, paragraphs.

use super::draft::Draft;
use super::wrapped::without_hyphenation;

/// The article that a whole text file is.
///
/// The text is the file's, the title and the date line included; only its line ends become `\n`, and words that end
/// a line with a hyphen are joined where that is certain.
pub(super) fn read(text: &str) -> Draft {
    let text = without_hyphenation(&with_plain_line_ends(text));
    Draft { title: title(&text).map(str::to_owned), is_agency_text: true, text, ..Draft::default() }
}

/// `text` with `\r\n` and lone `\r` as `\n`, so that an offset means the same wherever a file was saved.
pub(super) fn with_plain_line_ends(text: &str) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}

/// The first line, where it reads like a headline and more text follows.
pub(super) fn title(text: &str) -> Option<&str> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let (first, second) = (lines.next()?, lines.next()?);
    (is_headline(first) && (first.len() < second.len() || has_digits(second))).then_some(first)
}

/// A headline is short, has several words and does not end as a sentence, a list or a label does.
fn is_headline(line: &str) -> bool {
    const MAX_CHARACTERS: usize = 200;
    const PROSE_BYTES: usize = 160;
    const MIN_WORDS: usize = 3;
    const MIN_UNSPACED: usize = 5;
    let words = line.split_whitespace().count();
    let unspaced = line.chars().filter(|character| is_unspaced(*character)).count();
    let letters = line.chars().filter(|character| character.is_alphabetic()).count();
    let others = line.chars().filter(|character| character.is_numeric()).count();
    // Headlines trail off; two sentences in a row are prose, unless they are short ones.
    let is_prose = line.len() > PROSE_BYTES && line.contains(". ");
    let is_closing = |last: char| last.is_whitespace() || matches!(last, '"' | '”' | '»' | '\'' | '’' | ')');
    let end = line.trim_end_matches(is_closing);
    let trails_off = end.ends_with("...") || end.ends_with('…');
    let last = end.chars().next_back();
    let is_closed = matches!(last, None | Some('.' | '。' | ':' | ';' | ',' | '…' | '=' | '।' | '။' | '۔'));
    line.chars().count() <= MAX_CHARACTERS
        && (words >= MIN_WORDS || unspaced >= MIN_UNSPACED)
        && letters > others * 2
        && (!is_closed || trails_off)
        && !is_prose
        && !is_dateline(line)
}

/// `МОСКВА, 8 февраля. /ТАСС/. Глава …` and `PARIS (AFP) - The …` are where the text begins.
fn is_dateline(line: &str) -> bool {
    let Some((place, _)) = line.split_once([',', '(', '/']) else { return false };
    let letters = || place.chars().filter(|character| character.is_alphabetic());
    letters().count() >= 3 && letters().all(char::is_uppercase) && line.contains([')', '/', '—', '–'])
}

fn has_digits(line: &str) -> bool {
    line.chars().any(char::is_numeric)
}

/// Letters of scripts that put no space between words.
fn is_unspaced(character: char) -> bool {
    matches!(character, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(title(text), expected, "{text}");
    }

    #[test]
    fn the_first_line_is_the_title_where_it_reads_like_one() {
        check("Leaders agree on grain deal\nFeb 08, 2024\nThe leaders said so.", Some("Leaders agree on grain deal"));
        check(
            "Power cable 'fire fear'\n\nThe firm has said it will replace its cables.",
            Some("Power cable 'fire fear'"),
        );
        check("外国专家谈中美合作\n多名外国专家告诉记者，中美合作共赢符合国际社会利益。", Some("外国专家谈中美合作"));
        check("'The end of an era...'\n\nThe firm has said it will close its works.", Some("'The end of an era...'"));
        check("Will the deal hold?\nThe leaders have said that it will hold.", Some("Will the deal hold?"));
    }

    #[test]
    fn a_first_paragraph_is_no_title() {
        check("The leaders agreed on a deal on Thursday.\nThey said so in a statement after the talks.", None);
        check("МОСКВА, 8 февраля /ТАСС/ Глава ведомства сообщил\nОб этом сообщили в пресс-службе ведомства.", None);
        check("Kate Henshaw\n\nThe actress has shared some photographs of herself.", None);
        check("eca0001 4 rs 46  dpa 0027\n\nThe leaders agreed on a deal on Thursday.", None);
        check("Leaders agree on grain deal", None);
        check("", None);
    }

    #[test]
    fn only_line_ends_change() {
        assert_eq!(
            read(" A title line\r\n\r\nText \u{A0}e\u{301}\rend \n").text,
            " A title line\n\nText \u{A0}e\u{301}\nend \n"
        );
    }
}
