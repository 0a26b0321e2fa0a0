//! Characters to tokens: where a clause begins and ends, what is quoted, escaped, or an operator.
//!
//! One pass, no look-back. What a value means to its field is not decided here but in `value.rs`.

use super::field::unknown_field;
use super::limits;
use super::operator::{is_digits, operator};
use super::problem::{Problem, ProblemKind};
use super::token::{Bare, Interval, Quoted, Token, TokenKind};
use crate::index::{Field, FieldType};
use crate::text::Span;

/// The tokens of `input`, as far as they can be read; what is wrong is added to `problems`.
pub(super) fn lex(input: &str, problems: &mut Vec<Problem>) -> Vec<Token> {
    let mut lexer = Lexer { input, at: 0, tokens: Vec::new(), problems };
    lexer.run();
    lexer.tokens
}

/// The marks that close a phrase opened by `open`; `None` when it opens none. A straight mark
/// closes what any but a CJK bracket opened, because editors curl marks one at a time.
pub(super) fn closers(open: char) -> Option<&'static [char]> {
    Some(match open {
        '"' => &['"'],
        '“' | '”' | '‟' | '″' => &['”', '‟', '″', '"'],
        '„' => &['“', '”', '‟', '"'],
        '«' => &['»', '"'],
        '»' => &['«', '»', '"'],
        '「' => &['」'],
        '『' => &['』'],
        '＂' => &['＂', '"'],
        '〝' => &['〞', '〟', '"'],
        '」' | '』' | '〞' | '〟' => &[],
        _ => return None,
    })
}

/// Dashes that look like the minus sign but are not.
fn is_dash(character: char) -> bool {
    matches!(character, '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹣' | '－')
}

pub(super) fn is_colon(character: char) -> bool {
    matches!(character, ':' | '：')
}

pub(super) fn is_paren(character: char) -> bool {
    matches!(character, '(' | ')' | '（' | '）')
}

/// Whether a bare word ends before `character`.
fn ends_word(character: char) -> bool {
    character.is_whitespace() || is_paren(character) || closers(character).is_some()
}

/// What a value stands behind.
#[derive(Clone, Copy, PartialEq)]
enum Owner {
    /// Nothing: it begins a clause, and may turn out to be a field name.
    Clause,
    /// The colon of a field that does not exist.
    Unknown,
    /// The colon of this field.
    Field(Field),
}

struct Lexer<'q, 'p> {
    input: &'q str,
    at: usize,
    tokens: Vec<Token>,
    problems: &'p mut Vec<Problem>,
}

impl Lexer<'_, '_> {
    fn run(&mut self) {
        while let Some(character) = self.peek() {
            match character {
                '(' | '（' => self.single(TokenKind::Open),
                ')' | '）' => self.single(TokenKind::Close),
                space if space.is_whitespace() => self.bump(space),
                _ => self.clause(character),
            }
        }
    }

    fn clause(&mut self, first: char) {
        match first {
            '-' => self.minus(),
            '+' => self.refuse_mark(
                ProblemKind::ForeignOperator("+".to_owned()),
                "every clause must match already: leave the `+` out",
            ),
            '!' => self.refuse_mark(ProblemKind::ForeignOperator("!".to_owned()), "write `NOT` or `-` to exclude"),
            '=' => self.refuse_mark(
                ProblemKind::StrayMark('='),
                "`=` stands behind the colon of a field: `speaker:=\"Xi Jinping\"`",
            ),
            '[' | ']' | '{' | '}' => self.refuse_mark(
                ProblemKind::StrayMark(first),
                "brackets hold the range of a date or number: `date:[2024-01 TO 2024-03]`",
            ),
            '<' | '>' => self.refuse_mark(
                ProblemKind::StrayMark(first),
                "comparisons stand behind the colon of a date or number: `date:>=2024-02`",
            ),
            dash if is_dash(dash) && self.next_is_word(dash) => {
                let problem = Problem::new(ProblemKind::WrongMinus(dash), self.span_of(dash))
                    .help("a plain `-` excludes; quote the text to search for the dash's neighbour")
                    .suggest("-");
                self.problems.push(problem);
                self.bump(dash);
            }
            _ => self.value(Owner::Clause),
        }
    }

    fn minus(&mut self) {
        let start = self.at;
        while self.peek() == Some('-') {
            self.at += 1;
        }
        let span = Span::new(start, self.at);
        if span.len() > 1 {
            self.problems.push(
                Problem::new(ProblemKind::DoubledMinus, span).help("one `-` excludes what follows it").suggest("-"),
            );
        } else if self.peek().is_none_or(|next| next.is_whitespace() || matches!(next, ')' | '）')) {
            self.problems.push(
                Problem::new(ProblemKind::LoneMinus, span)
                    .help("put the `-` right before what it excludes: `-outlet:TASS`"),
            );
            return;
        }
        self.tokens.push(Token { kind: TokenKind::Minus, span });
    }

    fn value(&mut self, owner: Owner) {
        let Some(first) = self.peek() else { return };
        if closers(first).is_some() {
            self.quoted(first);
        } else if first == '/' {
            self.regex();
        } else if let (Owner::Field(_), '[' | '{') = (owner, first) {
            self.interval(first);
        } else if let (Owner::Field(_), '=') = (owner, first) {
            self.single(TokenKind::Equals);
            if self.peek() == Some('=') {
                self.refuse_mark(ProblemKind::StrayMark('='), "one `=` asks for the literal value");
                self.skip_word();
            } else {
                self.value(owner);
            }
        } else if !ends_word(first) {
            self.bare(owner);
        }
    }

    fn bare(&mut self, owner: Owner) {
        let mut bare = Bare { text: String::new(), escaped: Vec::new(), start: self.at };
        while let Some(character) = self.peek() {
            match character {
                '\\' => {
                    let backslash = self.span_of(character);
                    self.bump(character);
                    let Some(literal) = self.peek() else {
                        self.problems.push(Problem::new(ProblemKind::DanglingEscape, backslash).help(
                            "a backslash takes the meaning from the character behind it; write `\\\\` for itself",
                        ));
                        break;
                    };
                    bare.escaped.push(bare.text.len());
                    bare.text.push(literal);
                    self.bump(literal);
                    continue;
                }
                colon if is_colon(colon) && self.colon(&bare, owner) => return,
                end if ends_word(end) => break,
                other => bare.text.push(other),
            }
            self.bump(character);
        }
        let span = Span::new(bare.start, self.at);
        match self.peek() {
            Some(mark) if closers(mark).is_some() => self.quote_in_word(mark),
            Some('(' | '（') if owner == Owner::Clause => self.missing_colon(&bare, span),
            _ => {}
        }
        let kind = if owner == Owner::Clause && !bare.has_escapes() {
            operator(&bare.text, span, self.problems)
        } else {
            None
        };
        self.tokens.push(Token { kind: kind.unwrap_or(TokenKind::Bare(bare)), span });
    }

    /// Reads the colon that `self.at` stands on as the end of a field name, and the value behind it.
    /// Says no where the colon is part of the value.
    fn colon(&mut self, before: &Bare, owner: Owner) -> bool {
        let Some(colon) = self.peek() else { return false };
        let name = before.place(0, before.text.len());
        match owner {
            Owner::Clause => {}
            Owner::Unknown => return false,
            Owner::Field(outer) => {
                let inner = Field::from_name(&before.text);
                let whole = matches!(outer, Field::Url | Field::Path)
                    || matches!(outer.kind(), FieldType::Keyword | FieldType::Date | FieldType::Number);
                if inner.is_none() && whole {
                    return false;
                }
                let (kind, help) = match inner {
                    Some(_) => (
                        ProblemKind::FieldInField { outer: outer.name(), inner: before.text.clone() },
                        "put a space before the second field".to_owned(),
                    ),
                    None => {
                        (ProblemKind::ColonInValue(outer.name()), format!("quote the value: `{}:\"…\"`", outer.name()))
                    }
                };
                let span = if inner.is_some() { name } else { self.span_of(colon) };
                self.problems.push(Problem::new(kind, span).help(help));
                self.skip_word();
                self.push_nothing(name.start);
                return true;
            }
        }
        let found = if before.text.is_empty() {
            self.problems.push(
                Problem::new(ProblemKind::NoFieldName, self.span_of(colon))
                    .help("write field, colon and value without a space between them: `outlet:TASS`"),
            );
            None
        } else {
            let folded = crate::text::fold(&before.text);
            let found = Field::from_name(&folded).filter(|_| !before.has_escapes());
            if found.is_none() {
                let rest = &self.input[self.at + colon.len_utf8()..];
                self.problems.push(unknown_field(&before.text, name, rest));
            }
            found
        };
        self.bump(colon);
        self.tokens.push(Token { kind: TokenKind::Field(found), span: Span::new(name.start, self.at) });
        let quotes_or_group = self.peek().is_some_and(|next| closers(next).is_some() || is_paren(next));
        if found.is_none() && !quotes_or_group {
            // The value of a field that does not exist has no grammar: `http://x`, `12:30`.
            let start = self.at;
            self.skip_word();
            if self.at > start {
                self.push_nothing(start);
            }
        } else {
            self.value(found.map_or(Owner::Unknown, Owner::Field));
        }
        true
    }

    /// A value that stands for something reported already.
    fn push_nothing(&mut self, start: usize) {
        let bare = Bare { text: "x".to_owned(), escaped: Vec::new(), start };
        let mut before = self.tokens.iter_mut().rev().skip_while(|token| token.kind == TokenKind::Equals);
        if let Some(Token { kind: TokenKind::Field(field), .. }) = before.next() {
            *field = None;
        }
        self.tokens.push(Token { kind: TokenKind::Bare(bare), span: Span::new(start, self.at) });
    }

    fn quoted(&mut self, open: char) {
        let start = self.at;
        let closing = closers(open).unwrap_or_default();
        self.bump(open);
        let mut quoted =
            Quoted { text: String::new(), wildcard: None, slop: None, prefix: false, suffix: Span::new(start, start) };
        let mut previous = ' ';
        loop {
            let Some(character) = self.peek() else {
                let span = Span::new(start, start + open.len_utf8());
                let help = match closing.first() {
                    Some(close) => format!("close it with `{close}`, or write `\\{open}` for the mark itself"),
                    None => {
                        format!("`{open}` closes a phrase that nothing opened; write `\\{open}` for the mark itself")
                    }
                };
                self.problems.push(Problem::new(ProblemKind::UnclosedPhrase, span).help(help));
                return;
            };
            let place = self.span_of(character);
            self.bump(character);
            if closing.contains(&character) {
                break;
            }
            if character == '\\' {
                // At the end of the input the loop reports the open phrase next time round.
                if let Some(literal) = self.peek() {
                    quoted.text.push(literal);
                    self.bump(literal);
                    previous = literal;
                }
                continue;
            }
            let next_is_word = self.peek().is_some_and(char::is_alphanumeric);
            let wild = match character {
                '*' => previous.is_alphanumeric() || next_is_word,
                '?' => previous.is_alphanumeric() && next_is_word,
                _ => false,
            };
            if wild && quoted.wildcard.is_none() {
                quoted.wildcard = Some((character, place));
            }
            quoted.text.push(character);
            previous = character;
        }
        self.phrase_suffix(&mut quoted);
        self.tokens.push(Token { kind: TokenKind::Quoted(quoted), span: Span::new(start, self.at) });
    }

    /// `~n` or `*` behind the closing mark; anything else there is a problem.
    fn phrase_suffix(&mut self, quoted: &mut Quoted) {
        let start = self.at;
        self.skip_word();
        let span = Span::new(start, self.at);
        quoted.suffix = span;
        let suffix = &self.input[start..self.at];
        let kind = match suffix.strip_prefix('~') {
            None if suffix.is_empty() => return,
            None if suffix == "*" => {
                quoted.prefix = true;
                return;
            }
            None => ProblemKind::AfterValue(suffix.to_owned()),
            Some(digits) => {
                if let (true, Ok(slop @ 0..=limits::DISTANCE)) = (is_digits(digits), digits.parse()) {
                    quoted.slop = Some(slop);
                    return;
                }
                ProblemKind::BadSlop(suffix.to_owned())
            }
        };
        let help = match kind {
            ProblemKind::BadSlop(_) => {
                format!("`~n` allows n moves, a number from 0 to {}: `\"fair order\"~3`", limits::DISTANCE)
            }
            _ => {
                "put a space behind the phrase; only `~n` (moves) or `*` (the last word may go on) may touch it".into()
            }
        };
        self.problems.push(Problem::new(kind, span).help(help));
    }

    fn regex(&mut self) {
        let start = self.at;
        self.at += 1;
        let mut source = String::new();
        loop {
            let Some(character) = self.peek() else {
                self.problems.push(
                    Problem::new(ProblemKind::UnclosedRegex, Span::new(start, start + 1))
                        .help("a value that begins with `/` is a regular expression and ends with `/`; quote a path"),
                );
                return;
            };
            self.bump(character);
            match character {
                '/' => break,
                '\\' => {
                    let Some(literal) = self.peek() else { continue };
                    self.bump(literal);
                    if literal != '/' {
                        source.push('\\');
                    }
                    source.push(literal);
                }
                other => source.push(other),
            }
        }
        let end = self.at;
        self.skip_word();
        if self.at > end {
            let rest = self.input[end..self.at].to_owned();
            self.problems.push(
                Problem::new(ProblemKind::AfterValue(rest), Span::new(end, self.at)).help(
                    "a value that begins with `/` is a regular expression and ends at the next `/`; quote a path",
                ),
            );
        }
        self.tokens.push(Token { kind: TokenKind::Regex(source), span: Span::new(start, end) });
    }

    fn interval(&mut self, open: char) {
        let start = self.at;
        let inner_start = start + 1;
        let Some(length) = self.input[inner_start..].find([']', '}']) else {
            self.problems.push(
                Problem::new(ProblemKind::UnclosedRange, Span::new(start, inner_start))
                    .help("close it with `]` (end included) or `}` (end not included)"),
            );
            self.at = self.input.len();
            return;
        };
        let inner = Span::new(inner_start, inner_start + length);
        self.at = inner.end + 1;
        let interval =
            Interval { inner, from_inclusive: open == '[', to_inclusive: self.input[inner.end..].starts_with(']') };
        let span = Span::new(start, self.at);
        self.skip_word();
        if self.at > span.end {
            let rest = self.input[span.end..self.at].to_owned();
            self.problems.push(
                Problem::new(ProblemKind::AfterValue(rest), Span::new(span.end, self.at))
                    .help("put a space behind the range"),
            );
        }
        self.tokens.push(Token { kind: TokenKind::Interval(interval), span });
    }

    /// Reports a mark that means something in other languages and reads on behind it.
    fn refuse_mark(&mut self, kind: ProblemKind, help: &str) {
        let Some(mark) = self.peek() else { return };
        let problem = Problem::new(kind, self.span_of(mark)).help(format!("{help}; `\\{mark}` is the mark itself"));
        self.problems.push(problem);
        self.bump(mark);
    }

    fn quote_in_word(&mut self, mark: char) {
        self.problems.push(
            Problem::new(ProblemKind::QuoteInWord(mark), self.span_of(mark))
                .help(format!("put a space before a phrase, or write `\\{mark}` for the mark itself")),
        );
        while self.peek().is_some_and(|next| !next.is_whitespace() && !is_paren(next)) {
            self.at += self.peek().map_or(0, char::len_utf8);
        }
    }

    /// `outlet(TASS)`.
    fn missing_colon(&mut self, bare: &Bare, span: Span) {
        let known = Field::from_name(&bare.text).filter(|_| !bare.has_escapes());
        if let Some(field) = known {
            self.problems.push(
                Problem::new(ProblemKind::NoColon(field.name().to_owned()), span)
                    .help("put a colon between the field and its group, or a space to search for the word")
                    .suggest(format!("{}:", field.name())),
            );
        }
    }

    fn skip_word(&mut self) {
        let rest = &self.input[self.at..];
        self.at += rest.find(ends_word).unwrap_or(rest.len());
    }

    fn next_is_word(&self, first: char) -> bool {
        let next = self.input[self.at + first.len_utf8()..].chars().next();
        next.is_some_and(|next| !next.is_whitespace() && !is_dash(next))
    }

    fn single(&mut self, kind: TokenKind) {
        let Some(character) = self.peek() else { return };
        let span = self.span_of(character);
        self.bump(character);
        self.tokens.push(Token { kind, span });
    }

    fn span_of(&self, character: char) -> Span {
        Span::new(self.at, self.at + character.len_utf8())
    }

    fn peek(&self) -> Option<char> {
        self.input[self.at..].chars().next()
    }

    fn bump(&mut self, character: char) {
        self.at += character.len_utf8();
    }
}
