//! Which parts of a text stand inside quotation marks, in all common typographic forms.
//!
//! Marks nested in a quotation are part of it. A quotation that is not closed ends with its
//! paragraph (a line); news style opens every paragraph of a long quotation and closes only the last.

use crate::text::Span;

/// A part of the text inside quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quotation {
    /// What is quoted, without the marks.
    pub inner: Span,
    /// The same with its marks.
    pub outer: Span,
    /// Whether a closing mark ends it.
    pub closed: bool,
}

/// What a mark can do where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Open,
    Close,
    Either,
}

/// Families of marks; a quotation is closed by a mark of the family that opened it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    /// `“ ”`, and `„ “` whose closing mark is the English opening one.
    Curly,
    Low,
    /// `"`
    Straight,
    /// Two apostrophes or two grave accents, as typewriters and TeX have them.
    Doubled,
    /// `« »`
    Guillemet,
    /// `» «`, as German and Danish books have it.
    Inverted,
    /// `「 」`, `『 』`
    Corner,
}

struct Mark {
    at: usize,
    len: usize,
    family: Family,
    side: Side,
}

/// The quotations of `paragraph` (a span of `text`), in order, not overlapping. `open_before` says
/// that the paragraph before it ended inside a quotation.
pub(super) fn quotations(text: &str, paragraph: Span, open_before: bool) -> Vec<Quotation> {
    let Some(piece) = paragraph.of(text) else { return Vec::new() };
    let marks = marks(piece);
    let mut found = Vec::new();
    let mut open: Option<(usize, usize, Family)> = None;
    let mut depth = 0usize;
    // A closing mark without an opening one closes what the paragraph before left open, or what
    // somebody forgot to open at the paragraph's beginning.
    if let Some(first) = marks.first() {
        let odd = marks.len() % 2 == 1;
        if first.at > 0 && first.side == Side::Close && (open_before || odd) && piece[..first.at].trim().len() > 1 {
            open = Some((0, 0, first.family));
        }
    }
    for (number, mark) in marks.iter().enumerate() {
        let Some((outer, start, family)) = open else {
            let opens = match mark.side {
                Side::Open => true,
                Side::Either => mark.at + mark.len < piece.len(),
                Side::Close => false,
            };
            if opens {
                open = Some((mark.at, mark.at + mark.len, mark.family));
                depth = 0;
            }
            continue;
        };
        let closes = match family {
            // „…“ is closed by the mark that opens an English quotation.
            Family::Low => matches!(mark.family, Family::Curly | Family::Straight) || mark.side == Side::Close,
            Family::Inverted => mark.family == Family::Guillemet,
            // French sets a space on both sides of its marks.
            Family::Guillemet => mark.side != Side::Open || mark.family == Family::Inverted,
            _ => mark.side != Side::Open,
        };
        if !closes {
            // The same mark again right behind the first is a slip of the pen, not a nested quotation.
            depth += usize::from(!piece[start..mark.at].trim().is_empty());
        } else if depth > 0 && (family != mark.family || same_kind_follows(&marks[number + 1..], mark.family)) {
            depth -= 1;
        } else {
            push(text, paragraph, outer..mark.at + mark.len, start..mark.at, true, &mut found);
            open = None;
        }
    }
    if let Some((outer, start, _)) = open {
        push(text, paragraph, outer..piece.len(), start..piece.len(), false, &mut found);
    }
    add_single_quoted(piece, paragraph.start, &mut found);
    for quotation in &mut found {
        let label = transcript_label(quotation.inner.of(text).unwrap_or_default());
        quotation.inner.start += label;
        if label > 0 {
            quotation.outer.start = quotation.inner.start;
        }
    }
    found
}

/// Length in bytes of the name that a quoted transcript sets before a turn: `“WALLACE: Let’s start.`; else 0.
fn transcript_label(inner: &str) -> usize {
    let Some(colon) = inner.bytes().take(40).position(|byte| byte == b':') else { return 0 };
    let name = &inner[..colon];
    let shouted = name.chars().all(|letter| letter.is_uppercase() || matches!(letter, ' ' | '.' | '-' | '\'' | '’'));
    let letters = name.chars().filter(|letter| letter.is_uppercase()).count();
    let rest = &inner[colon + 1..];
    let speech = rest.trim_start();
    if shouted && letters > 2 && rest.starts_with(char::is_whitespace) && !speech.is_empty() {
        inner.len() - speech.len()
    } else {
        0
    }
}

/// Whether another mark that closes the family follows, so that the present one closes a nested quotation.
fn same_kind_follows(rest: &[Mark], family: Family) -> bool {
    rest.iter().take_while(|mark| mark.side != Side::Open).any(|mark| mark.family == family)
}

fn push(
    text: &str,
    paragraph: Span,
    outer: std::ops::Range<usize>,
    inner: std::ops::Range<usize>,
    closed: bool,
    found: &mut Vec<Quotation>,
) {
    let shift = |range: std::ops::Range<usize>| Span::new(paragraph.start + range.start, paragraph.start + range.end);
    let (outer, inner) = (shift(outer), shift(inner));
    if inner.of(text).is_some_and(|piece| piece.chars().any(char::is_alphanumeric)) {
        found.push(Quotation { inner, outer, closed });
    }
}

/// The marks of a paragraph and what each can do.
fn marks(piece: &str) -> Vec<Mark> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(character) = piece[at..].chars().next() {
        let mut len = character.len_utf8();
        let kind = match character {
            '“' | '‟' => Some((Family::Curly, Some(Side::Open))),
            '”' => Some((Family::Curly, Some(Side::Close))),
            '„' => Some((Family::Low, Some(Side::Open))),
            '«' => Some((Family::Guillemet, Some(Side::Open))),
            '»' if side_of(piece, at, len) == Side::Open => Some((Family::Inverted, Some(Side::Open))),
            '»' => Some((Family::Guillemet, Some(Side::Close))),
            '「' | '『' => Some((Family::Corner, Some(Side::Open))),
            '」' | '』' => Some((Family::Corner, Some(Side::Close))),
            '"' | '＂' | '″' => Some((Family::Straight, None)),
            '\'' | '`' | '‘' | '’' => {
                let doubled = piece[at + len..].starts_with(character);
                if doubled {
                    len *= 2;
                    let side = match character {
                        '`' | '‘' => Some(Side::Open),
                        '’' => Some(Side::Close),
                        _ => None,
                    };
                    Some((Family::Doubled, side))
                } else {
                    None
                }
            }
            _ => None,
        };
        if let Some((family, side)) = kind {
            let around = side_of(piece, at, len);
            let side = match (character, side) {
                // A closing mark typed where one can only open, and the other way round.
                ('”', _) if around == Side::Open && previous(piece, at).is_none_or(char::is_whitespace) => Side::Open,
                (_, Some(side)) => side,
                (_, None) => around,
            };
            found.push(Mark { at, len, family, side });
        }
        at += len;
    }
    found
}

fn previous(piece: &str, at: usize) -> Option<char> {
    piece[..at].chars().next_back()
}

/// What a mark with one form for both sides does, judged by its neighbours.
fn side_of(piece: &str, at: usize, len: usize) -> Side {
    let before = previous(piece, at).unwrap_or(' ');
    let after = piece[at + len..].chars().next().unwrap_or(' ');
    match (before.is_whitespace(), after.is_whitespace()) {
        (true, false) => return Side::Open,
        (false, true) => return Side::Close,
        (true, true) => return Side::Either,
        (false, false) => {}
    }
    let opens_behind = "([{<—–-/…:;,“‘'\"（：，".contains(before);
    if after.is_alphanumeric() && !before.is_alphanumeric() {
        if opens_behind { Side::Open } else { Side::Either }
    } else if before.is_alphanumeric() || ".,!?…)。，！？".contains(before) {
        Side::Close
    } else {
        Side::Either
    }
}

/// Single quotation marks, only outside of double ones: `‘a farce’`, `'a farce'`.
fn add_single_quoted(piece: &str, origin: usize, found: &mut Vec<Quotation>) {
    let mut singles = Vec::new();
    let mut gap_start = 0;
    let gaps: Vec<(usize, usize)> = found
        .iter()
        .map(|quotation| (quotation.outer.start - origin, quotation.outer.end - origin))
        .chain(std::iter::once((piece.len(), piece.len())))
        .collect();
    for (start, end) in gaps {
        if gap_start <= start {
            singles_in(&piece[gap_start..start], origin + gap_start, &mut singles);
        }
        gap_start = end;
    }
    if !singles.is_empty() {
        found.extend(singles);
        found.sort_by_key(|quotation| quotation.outer.start);
    }
}

fn singles_in(gap: &str, origin: usize, found: &mut Vec<Quotation>) {
    let mut at = 0;
    while let Some(offset) = gap[at..].find(['‘', '\'']) {
        let start = at + offset;
        let mark = gap[start..].chars().next().map_or(1, char::len_utf8);
        at = start + mark;
        let before = previous(gap, start);
        let after = gap[at..].chars().next();
        let opens = before
            .is_none_or(|character| !character.is_alphanumeric() && character != '’' && character != '\'')
            && after.is_some_and(|character| !character.is_whitespace() && character != '\'')
            && !is_elision(&gap[at..]);
        if !opens {
            continue;
        }
        let Some(close) = closing_single(&gap[at..]) else { continue };
        if (2..=300).contains(&close) {
            let inner = Span::new(origin + at, origin + at + close);
            let mark_behind = gap[at + close..].chars().next().map_or(1, char::len_utf8);
            let outer = Span::new(origin + start, inner.end + mark_behind);
            found.push(Quotation { inner, outer, closed: true });
            at += close + mark_behind;
        }
    }
}

/// `'tis`, `'em`, `'90s`: apostrophes that stand for letters left out.
fn is_elision(rest: &str) -> bool {
    let word: String = rest.chars().take_while(|character| character.is_alphanumeric()).collect();
    let word = word.to_lowercase();
    matches!(word.as_str(), "tis" | "twas" | "em" | "til" | "till" | "cause" | "n" | "round" | "bout")
        || word.starts_with(|first: char| first.is_ascii_digit())
}

/// Byte offset of the single mark that closes a quotation at the beginning of `rest`.
fn closing_single(rest: &str) -> Option<usize> {
    let mut before = ' ';
    for (at, character) in rest.char_indices() {
        if character == '‘' {
            return None;
        }
        if matches!(character, '’' | '\'') {
            let after = rest[at + character.len_utf8()..].chars().next();
            let ends = after.is_none_or(|next| !next.is_alphanumeric() && next != '’' && next != '\'');
            if ends
                && !before.is_whitespace()
                && !(before == 's' && possessive_plural(&rest[at + character.len_utf8()..]))
            {
                return Some(at);
            }
        }
        before = character;
    }
    None
}

/// Whether a mark after an `s` is more likely a plural's possessive: a word follows and another
/// mark closes later.
fn possessive_plural(rest: &str) -> bool {
    let follows = rest.starts_with(' ') && rest[1..].starts_with(char::is_lowercase);
    follows
        && rest.char_indices().any(|(at, character)| {
            matches!(character, '’' | '\'')
                && rest[at + character.len_utf8()..].chars().next().is_none_or(|next| !next.is_alphanumeric())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = quotations(text, Span::new(0, text.len()), false)
            .iter()
            .filter_map(|quotation| quotation.inner.of(text))
            .collect();
        assert_eq!(found, expected, "quotations of {text:?}");
    }

    #[test]
    fn every_typographic_form_is_recognised() {
        check("“One,” he said. “Two.”", &["One,", "Two."]);
        check("\"One,\" he said. \"Two.\"", &["One,", "Two."]);
        check("„Eins“, sagte er. „Zwei.“", &["Eins", "Zwei."]);
        check("« Un », dit-il.", &[" Un "]);
        check("»Eins«, sagte er.", &["Eins"]);
        check("«Раз», — сказал он.", &["Раз"]);
        check("他说：“好。”", &["好。"]);
        check("彼は「はい」と述べた。", &["はい"]);
        check("``One,'' he said.", &["One,"]);
        check("He called it ‘a farce’ and ‘theatre’.", &["a farce", "theatre"]);
        check("He called it 'a farce' again.", &["a farce"]);
    }

    #[test]
    fn nested_marks_are_part_of_the_outer_quotation() {
        check("“He said ‘no’ twice,” she said.", &["He said ‘no’ twice,"]);
        check("“I read “Emma” today,” she said.", &["I read “Emma” today,"]);
        check("\"We're the workers' voice,\" he said.", &["We're the workers' voice,"]);
    }

    #[test]
    fn apostrophes_open_nothing() {
        check("The workers’ voice isn’t ‘heard’ in the ’90s.", &["heard"]);
        check("It's the dogs' dinner and the cats'.", &[]);
    }

    #[test]
    fn an_open_quotation_ends_with_its_paragraph() {
        check("“It goes on and on.", &["It goes on and on."]);
        let text = "and it ends here.” He left.";
        let found = quotations(text, Span::new(0, text.len()), true);
        assert_eq!(found[0].inner.of(text), Some("and it ends here."));
    }
}
