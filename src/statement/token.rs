//! A paragraph as the rules see it: words, figures, punctuation, and quotations as single tokens.

use super::quotation::Quotation;
use crate::text::Span;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A word, with inner hyphens, apostrophes and dots.
    Word,
    /// A figure.
    Number,
    /// One punctuation mark.
    Mark(char),
    /// A whole quotation; the number is its place in the paragraph's list.
    Quotation(usize),
}

/// A token of a paragraph.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    /// Place in the article's text.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
    /// Lower-cased, with plain apostrophes, without a possessive ending; empty for quotations.
    pub lower: String,
    /// Whether it begins with a capital letter (or belongs to a script without case).
    pub capital: bool,
    /// Whether a possessive ending (`'s`) was cut off `lower`.
    pub possessive: bool,
    /// Whether it is the first of its sentence.
    pub begins_sentence: bool,
}

impl Token {
    pub(crate) fn is_word(&self) -> bool {
        self.kind == TokenKind::Word
    }

    pub(crate) fn is_mark(&self, mark: char) -> bool {
        self.kind == TokenKind::Mark(mark)
    }

    pub(crate) fn is_quotation(&self) -> bool {
        matches!(self.kind, TokenKind::Quotation(_))
    }

    pub(crate) fn is(&self, word: &str) -> bool {
        self.lower == word
    }
}

/// A word without the ending that makes an owner of it: `Reuters’s` and `Reuters` are one. Where the apostrophe stands
/// outside of the token (`Reuters’ report`), there is nothing to cut.
pub(super) fn without_owner(word: &str) -> &str {
    let endings = ["’s", "'s", "’S", "'S"];
    endings.iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word)
}

/// The tokens of `paragraph`; `quotations` are those of the same paragraph.
pub(super) fn tokens(text: &str, paragraph: Span, quotations: &[Quotation]) -> Vec<Token> {
    let mut found = Vec::new();
    let mut at = paragraph.start;
    for (number, quotation) in quotations.iter().enumerate() {
        plain_tokens(text, at, quotation.outer.start, &mut found);
        found.push(Token {
            span: quotation.outer,
            kind: TokenKind::Quotation(number),
            lower: String::new(),
            capital: true,
            possessive: false,
            begins_sentence: false,
        });
        at = quotation.outer.end;
    }
    plain_tokens(text, at, paragraph.end, &mut found);
    found
}

/// The words and marks of `span`, lower-cased, quotations read as plain text and figures as `#`.
#[cfg(any(test, feature = "training"))]
pub(crate) fn word_forms(text: &str, span: Span) -> Vec<String> {
    let form = |token: Token| if token.kind == TokenKind::Number { "#".to_owned() } else { token.lower };
    tokens(text, span, &[]).into_iter().map(form).collect()
}

fn plain_tokens(text: &str, start: usize, end: usize, found: &mut Vec<Token>) {
    let mut at = start;
    while at < end {
        let Some(character) = text[at..end].chars().next() else { break };
        let len = character.len_utf8();
        if character.is_whitespace() {
            at += len;
        } else if is_han(character) {
            push(text, at, at + len, TokenKind::Word, found);
            at += len;
        } else if character.is_alphanumeric() || character == '@' || character == '#' {
            let stop = word_end(text, at + len, end);
            // `the pilots’ union`: an apostrophe left outside of quotations owns what follows.
            let plural_owner = text[at..stop].ends_with('s')
                && text[stop..end].starts_with(['’', '\''])
                && text[stop..end].chars().nth(1).is_some_and(char::is_whitespace);
            if plural_owner {
                push(text, at, stop, TokenKind::Word, found);
                if let Some(owner) = found.last_mut() {
                    owner.possessive = true;
                }
                at = stop + text[stop..].chars().next().map_or(1, char::len_utf8);
                continue;
            }
            let kind =
                if text[at..stop].chars().any(char::is_alphabetic) { TokenKind::Word } else { TokenKind::Number };
            push(text, at, stop, kind, found);
            at = stop;
        } else if text[at..end].starts_with("--") {
            push(text, at, at + 2, TokenKind::Mark('—'), found);
            at += 2;
        } else {
            push(text, at, at + len, TokenKind::Mark(plain_mark(character)), found);
            at += len;
        }
    }
}

/// One form for marks that do the same.
fn plain_mark(mark: char) -> char {
    match mark {
        '，' | '、' | '،' => ',',
        '。' | '｡' | '۔' => '.',
        '：' => ':',
        '；' | '؛' => ';',
        '！' => '!',
        '？' | '؟' => '?',
        '（' => '(',
        '）' => ')',
        '–' | '―' | '─' => '—',
        other => other,
    }
}

pub(super) fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{3040}'..='\u{30FF}')
}

/// The end of a word that has begun: letters and figures, and what joins them inside.
fn word_end(text: &str, mut at: usize, end: usize) -> usize {
    let mut characters = text[at..end].chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.peek().copied();
        let goes_on = !is_han(character)
            && (character.is_alphanumeric()
                || unicode_normalization::char::is_combining_mark(character)
                || character == '\u{AD}'
                || (matches!(character, '\'' | '’' | '-' | '‑' | '.' | '&' | '_' | '@' | '/')
                    && next.is_some_and(|next| next.is_alphanumeric() && !is_han(next))
                    && !(character == '.' && starts_sentence(text, at, next)))
                || (character == ','
                    && text[..at].ends_with(|before: char| before.is_ascii_digit())
                    && next.is_some_and(|next| next.is_ascii_digit())));
        let abbreviation_dot = character == '.' && is_dotted(text, at);
        if !goes_on && !abbreviation_dot {
            break;
        }
        at += character.len_utf8();
    }
    at
}

/// Whether a dot without a space behind it ends a sentence all the same (`ended.The next`).
fn starts_sentence(text: &str, at: usize, next: Option<char>) -> bool {
    let lower_before = text[..at].chars().rev().take(2).all(char::is_lowercase);
    lower_before && next.is_some_and(char::is_uppercase)
}

/// Whether the dot at `at` closes a dotted abbreviation (`U.S.`), an initial (`J.`) or a title (`Mr.`).
fn is_dotted(text: &str, at: usize) -> bool {
    let word_start = text[..at]
        .char_indices()
        .rev()
        .find(|(_, character)| !character.is_alphanumeric() && *character != '.')
        .map_or(0, |(index, character)| index + character.len_utf8());
    let word = &text[word_start..at];
    let mut letters = word.chars();
    let initial = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
    initial
        || (word.contains('.') && word.split('.').all(|part| part.chars().count() == 1))
        || matches!(
            word,
            "Mr" | "Mrs"
                | "Ms"
                | "Dr"
                | "Sen"
                | "Rep"
                | "Gov"
                | "Gen"
                | "Lt"
                | "Col"
                | "Sgt"
                | "Capt"
                | "Prof"
                | "Rev"
                | "St"
                | "Jr"
                | "Sr"
                | "Adm"
                | "Maj"
                | "Hon"
                | "Jan"
                | "Feb"
                | "Aug"
                | "Sept"
                | "Oct"
                | "Nov"
                | "Dec"
                | "Inc"
                | "Corp"
                | "Ltd"
                | "Messrs"
                | "Supt"
                | "Insp"
                | "Brig"
                | "Cmdr"
                | "Sens"
                | "Reps"
                | "No"
                | "Co"
                | "Del"
                | "Atty"
                | "Dist"
                | "Ald"
                | "Pvt"
                | "Cpl"
                | "Ave"
                | "Blvd"
                | "Mt"
                | "Ft"
        )
}

fn push(text: &str, start: usize, end: usize, kind: TokenKind, found: &mut Vec<Token>) {
    let piece = &text[start..end];
    let mut lower: String = piece.to_lowercase();
    if lower.contains(['’', '‘', '\u{AD}']) {
        lower = lower.replace(['’', '‘'], "'").replace('\u{AD}', "");
    }
    let mut possessive = false;
    if kind == TokenKind::Word
        && let Some(stem) = lower.strip_suffix("'s")
        && !matches!(stem, "he" | "she" | "it" | "that" | "there" | "what" | "who" | "let" | "here")
    {
        possessive = true;
        lower.truncate(stem.len());
    }
    // `el-Qorashi` is a name too; `anti-Western` is none.
    let article_capital = piece.split_once('-').is_some_and(|(article, name)| {
        matches!(article, "al" | "el" | "ad" | "an" | "ar" | "as" | "ash" | "at" | "ul" | "bin" | "ibn")
            && name.starts_with(char::is_uppercase)
    });
    let capital = article_capital
        || piece.chars().next().is_some_and(|first| first.is_uppercase() || is_han(first) || first == '@');
    found.push(Token { span: Span::new(start, end), kind, lower, capital, possessive, begins_sentence: false });
}
