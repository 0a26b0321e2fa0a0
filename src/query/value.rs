//! What a value means to its field: word, phrase, pattern, range, or an error that says what the
//! field takes.

use jiff::civil::Date;

use super::operator::is_digits;
use super::problem::{Problem, ProblemKind};
use super::range::{Range, RangeText};
use super::token::{Bare, Interval, Quoted};
use super::{Matcher, Note, Query, closed, date, limits, number, range};
use crate::index::{Field, FieldType};
use crate::text::{Span, WordKind, words};

/// Digits of the id of a statement, and how many of them are enough where one statement is looked up.
const ID_DIGITS: usize = 16;
const LEAST_ID_DIGITS: usize = 4;

/// The field asked, the place of the whole clause, and what reading a value needs to know.
pub(super) struct Clause<'n> {
    pub(super) field: Field,
    pub(super) span: Span,
    /// Whether `=` stands before the value.
    pub(super) literal: bool,
    pub(super) today: Date,
    pub(super) notes: &'n mut Vec<Note>,
}

impl Clause<'_> {
    /// Reads a value without quotation marks.
    pub(super) fn bare(&mut self, bare: &Bare) -> Result<Query, Problem> {
        let whole = bare.place(0, bare.text.len());
        if bare.text == "*" && !bare.has_escapes() && !self.literal && self.field.kind() != FieldType::Statement {
            return Ok(Query::Exists { field: self.field, span: self.span });
        }
        match self.field.kind() {
            FieldType::Statement => return self.statement(&bare.text, whole),
            FieldType::Date | FieldType::Number => {
                if self.literal && bare.text.starts_with(['<', '>']) {
                    return Err(Problem::new(ProblemKind::BadRange(format!("={}", bare.text)), whole)
                        .help("a comparison is `>=`, `>`, `<=` or `<`"));
                }
                return self.range(range::of_text(&RangeText::of_bare(bare))?);
            }
            _ => {}
        }
        self.refuse_marks(bare)?;
        let wild = bare.plain().any(|(_, character)| matches!(character, '*' | '?'));
        let tilde = bare.plain().find(|&(_, character)| character == '~').map(|(at, _)| at);
        let matcher = match tilde {
            _ if closed::is_closed(self.field) => Matcher::Word(closed::value(self.field, &bare.text, whole)?),
            _ if self.literal && (wild || tilde.is_some()) => {
                return Err(Problem::new(self.not("wildcard behind `=`"), whole)
                    .help("`=` asks for one value as it stands; leave it out, or put the value in quotation marks"));
            }
            Some(at) => self.fuzzy(bare, at, wild)?,
            None if wild => self.pattern(bare)?,
            None => {
                if !has_word(&bare.text) {
                    return Err(no_word(&bare.text, whole));
                }
                self.plain(&bare.text, whole)?
            }
        };
        Ok(self.of(matcher))
    }

    /// Reads a value in quotation marks.
    pub(super) fn quoted(&mut self, quoted: &Quoted, span: Span) -> Result<Query, Problem> {
        let text = quoted.text.trim();
        if text.is_empty() {
            let help = "put words between the marks, or leave them out";
            return Err(Problem::new(ProblemKind::EmptyPhrase, span).help(help));
        }
        if matches!(self.field.kind(), FieldType::Date | FieldType::Number) {
            self.refuse_suffix(quoted, "distance or `*` behind its value")?;
            return self.range(range::of_text(&RangeText::of_quoted(text, span))?);
        }
        if self.field.kind() == FieldType::Statement {
            self.refuse_suffix(quoted, "distance or `*` behind its value")?;
            return self.statement(text, span);
        }
        if closed::is_closed(self.field) {
            self.refuse_suffix(quoted, "distance or `*` behind its value")?;
            return Ok(self.of(Matcher::Word(closed::value(self.field, text, span)?)));
        }
        if !has_word(text) {
            return Err(no_word(text, span));
        }
        if self.literal {
            self.refuse_suffix(quoted, "distance or `*` behind a literal value")?;
            let matcher = self.literal(text, span)?;
            return Ok(self.of(matcher));
        }
        if let Some((wildcard, place)) = quoted.wildcard {
            return Err(wildcard_in_phrase(quoted, wildcard, place, span));
        }
        let whole_values = matches!(self.field.kind(), FieldType::Outlet | FieldType::Keyword);
        let matcher = match (whole_values, quoted.slop) {
            (true, Some(_)) => {
                return Err(Problem::new(self.not("distance between words"), quoted.suffix)
                    .help("its values are matched whole or by their beginning"));
            }
            (true, None) if quoted.prefix => Matcher::Prefix(text.to_owned()),
            (true, None) if self.field.kind() == FieldType::Keyword => Matcher::Word(text.to_owned()),
            (false, Some(1..)) if words(text).nth(1).is_none() => {
                return Err(Problem::new(ProblemKind::SlopOfOneWord, quoted.suffix)
                    .help("for other spellings of one word leave the quotation marks out: `sanctoins~1`"));
            }
            (false, Some(1..)) if words(text).count() > limits::LOOSE_WORDS => {
                let words = words(text).count();
                return Err(Problem::new(ProblemKind::TooManyLooseWords { words }, span)
                    .help("leave the distance out, or join fewer words by `NEAR/n`"));
            }
            _ => Matcher::Phrase { text: text.to_owned(), slop: quoted.slop.unwrap_or(0), prefix: quoted.prefix },
        };
        Ok(self.of(matcher))
    }

    /// Reads the id of a statement.
    fn statement(&self, text: &str, span: Span) -> Result<Query, Problem> {
        let id = text.to_ascii_lowercase();
        let least = if self.field == Field::Utterance { LEAST_ID_DIGITS } else { ID_DIGITS };
        if !(least..=ID_DIGITS).contains(&id.len()) || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let help = match self.field {
                Field::Utterance => {
                    "the id of a statement has 16 digits 0-9 a-f, of which at least the first four are needed"
                }
                _ => "the id of a statement has 16 digits 0-9 a-f; every statement shows its own",
            };
            return Err(Problem::new(ProblemKind::BadId(text.to_owned()), span).help(help));
        }
        Ok(self.of(Matcher::Word(id)))
    }

    /// Reads `/…/`; `span` is its place with the slashes.
    pub(super) fn regex(&mut self, source: &str, span: Span) -> Result<Query, Problem> {
        if !matches!(self.field.kind(), FieldType::Name | FieldType::Outlet) || self.literal {
            let help = match self.field.kind() {
                FieldType::Text => {
                    "expressions are for names, such as `speaker:/…/`; for words use `sanction*`, `polit?cal` \
                     or `sanctoins~1`, and quote text that begins with `/`"
                }
                _ => "expressions are for names, such as `speaker:/^Serge[iy] Lavrov$/`",
            };
            return Err(Problem::new(self.not("regular expression"), span).help(help));
        }
        match regex_syntax::Parser::new().parse(source) {
            Ok(_) if source.is_empty() => Err(Problem::new(ProblemKind::BadRegex("nothing in it".to_owned()), span)
                .help(format!("`{}:*` asks for any value", self.field.name()))),
            Ok(_) => Ok(self.of(Matcher::Regex(source.to_owned()))),
            Err(error) => Err(bad_regex(source, &error, span)),
        }
    }

    /// Reads `[a TO b}`.
    pub(super) fn interval(&mut self, interval: &Interval, input: &str, span: Span) -> Result<Query, Problem> {
        if !matches!(self.field.kind(), FieldType::Date | FieldType::Number) {
            return Err(self.no_range(span));
        }
        let range = range::of_interval(interval, input, span)?;
        self.range(range)
    }

    fn range(&self, range: Range<'_>) -> Result<Query, Problem> {
        if matches!(range, Range::Between { from: None, to: None, .. }) {
            return Ok(Query::Exists { field: self.field, span: self.span });
        }
        let matcher = match self.field.kind() {
            FieldType::Number => number::numbers(range, self.field)?,
            _ => date::dates(range, self.today)?,
        };
        Ok(self.of(matcher))
    }

    fn of(&self, matcher: Matcher) -> Query {
        Query::Match { field: self.field, matcher, span: self.span }
    }

    fn not(&self, found: &'static str) -> ProblemKind {
        ProblemKind::NotForField { field: self.field.name(), found }
    }

    fn no_range(&self, span: Span) -> Problem {
        Problem::new(self.not("range"), span)
            .help("ranges are for `date:` and `conf:`; quote the text to search for it")
    }

    /// Marks that have a meaning in other query languages: they would change what is asked if they
    /// were taken for punctuation.
    fn refuse_marks(&self, bare: &Bare) -> Result<(), Problem> {
        let whole = bare.place(0, bare.text.len());
        let mut previous = ' ';
        for (at, mark) in bare.plain() {
            let span = bare.place(at, at + mark.len_utf8());
            let help = match mark {
                '<' | '>' if at == 0 => return Err(self.no_range(whole)),
                '-' if at == 0 => {
                    let problem = Problem::new(ProblemKind::ExclusionInValue, span)
                        .help(format!("put the `-` before the field: `-{}:…`", self.field.name()));
                    return Err(if self.literal || self.span.start == whole.start {
                        problem
                    } else {
                        // Moves the sign: the suggestion replaces field, colon and sign.
                        let span = Span::new(self.span.start, span.end);
                        Problem { span, ..problem }.suggest(format!("-{}:", self.field.name()))
                    });
                }
                '^' => "clauses cannot be weighted; escape it (`\\^`) to search for the text",
                '|' => "write `OR` between clauses",
                '&' if previous == '&' => "write `AND` between clauses",
                '[' | ']' | '{' | '}' => "brackets hold ranges of dates and numbers; escape them or quote the text",
                _ => {
                    previous = mark;
                    continue;
                }
            };
            return Err(Problem::new(ProblemKind::StrayMark(mark), span).help(help));
        }
        Ok(())
    }

    fn refuse_suffix(&self, quoted: &Quoted, found: &'static str) -> Result<(), Problem> {
        if quoted.prefix || quoted.slop.is_some() {
            return Err(Problem::new(self.not(found), quoted.suffix).help("leave it out"));
        }
        Ok(())
    }

    /// A word or several without wildcards: one word, a phrase, a whole value.
    fn plain(&self, text: &str, span: Span) -> Result<Matcher, Problem> {
        if self.literal {
            return self.literal(text, span);
        }
        if matches!(self.field.kind(), FieldType::Outlet | FieldType::Keyword) {
            return Ok(Matcher::Word(text.to_owned()));
        }
        let (count, inner) = word_range(text);
        let inner = inner.of(text).unwrap_or(text).to_owned();
        Ok(if count == 1 || is_unspaced_run(&inner) {
            Matcher::Word(inner)
        } else {
            Matcher::Phrase { text: inner, slop: 0, prefix: false }
        })
    }

    fn literal(&self, text: &str, span: Span) -> Result<Matcher, Problem> {
        match self.field.kind() {
            FieldType::Text => Err(Problem::new(self.not("literal value"), span)
                .help("for exactly these words, leave the `=` out and keep the quotation marks")
                .suggest(format!("\"{}\"", super::print::in_quotes(text)))),
            FieldType::Keyword => Ok(Matcher::Word(text.to_owned())),
            _ => Ok(Matcher::Literal(text.to_owned())),
        }
    }

    /// `word~`, `word~1`, `word~2`; `at` is the offset of the tilde.
    fn fuzzy(&mut self, bare: &Bare, at: usize, wild: bool) -> Result<Matcher, Problem> {
        let whole = bare.place(0, bare.text.len());
        let (word, suffix) = (&bare.text[..at], &bare.text[at + 1..]);
        if self.field.kind() == FieldType::Keyword {
            return Err(Problem::new(self.not("fuzzy word"), whole).help("its values are matched as they stand"));
        }
        let distance = match suffix {
            // One slip in a short word leaves little of it; two in a long one are common.
            "" if word.chars().count() <= 5 => 1,
            "" | "2" => 2,
            "1" => 1,
            _ => {
                let tail = &bare.text[at..];
                let problem = Problem::new(ProblemKind::BadFuzzy(tail.to_owned()), bare.place(at, bare.text.len()));
                return Err(if is_digits(suffix) {
                    problem.help("one or two letters may differ").suggest("~2")
                } else {
                    problem.help("`~1` or `~2` behind a word allows that many letters to differ")
                });
            }
        };
        if wild {
            return Err(Problem::new(
                ProblemKind::BadFuzzy(bare.text[at..].to_owned()),
                bare.place(at, bare.text.len()),
            )
            .help("a word is fuzzy or a pattern, not both"));
        }
        if !has_word(word) {
            let problem = no_word(&bare.text, whole);
            // `"fair trade" ~2`
            return Err(if word.is_empty() {
                problem.help("`~` stands right behind its word or phrase: `word~1`, `\"a phrase\"~3`")
            } else {
                problem
            });
        }
        let word = if self.field.kind() == FieldType::Outlet { word } else { one_word(word, word, whole)? };
        let letters = word.chars().count();
        if letters > limits::FUZZY_LETTERS {
            return Err(Problem::new(ProblemKind::TooLongFuzzy { letters }, whole)
                .help("ask for the beginning of the word with `*`"));
        }
        Ok(Matcher::Fuzzy { word: word.to_owned(), distance })
    }

    /// A word with `*` or `?` in it.
    fn pattern(&mut self, bare: &Bare) -> Result<Matcher, Problem> {
        let whole = bare.place(0, bare.text.len());
        let shown = bare.text.as_str();
        if bare.text.char_indices().any(|(at, mark)| bare.is_escaped(at) && matches!(mark, '*' | '?' | '\\')) {
            return Err(Problem::new(ProblemKind::EscapeInPattern(shown.to_owned()), whole)
                .help("in a pattern every `*` and `?` is a wildcard; for the marks themselves quote the text"));
        }
        let mut pattern = without_repeated_stars(shown);
        if !has_word(&pattern) {
            return Err(no_word(shown, whole));
        }
        let is_whole_value = matches!(self.field.kind(), FieldType::Outlet | FieldType::Keyword);
        let letters: String = pattern.chars().map(|mark| if matches!(mark, '*' | '?') { 'x' } else { mark }).collect();
        if !is_whole_value {
            // Punctuation around it is not part of it: `sanction*,`.
            let (_, inner) = word_range(&letters);
            pattern.truncate(inner.end);
            pattern.drain(..inner.start);
        }
        if pattern.starts_with(['*', '?']) {
            return Err(self.leading_wildcard(&pattern, shown, whole));
        }
        if shown.ends_with('?') {
            let last = bare.place(shown.len() - 1, shown.len());
            self.notes.push(Note { span: last, text: "`?` stands for one more character here".to_owned() });
        }
        let Some(head) = pattern.strip_suffix('*').filter(|head| !head.contains(['*', '?'])) else {
            if !is_whole_value {
                one_word(&letters, shown, whole)?;
            }
            return Ok(Matcher::Wildcard(pattern));
        };
        if is_whole_value {
            return Ok(Matcher::Prefix(head.to_owned()));
        }
        let (count, inner) = word_range(head);
        if inner.end < head.len() {
            return Err(Problem::new(ProblemKind::PatternWords(shown.to_owned()), whole)
                .help("the `*` must touch the word it continues"));
        }
        Ok(match count {
            1 if !is_unspaced_run(head) => Matcher::Prefix(head.to_owned()),
            _ => Matcher::Phrase { text: head.to_owned(), slop: 0, prefix: true },
        })
    }

    fn leading_wildcard(&self, pattern: &str, shown: &str, span: Span) -> Problem {
        let problem = Problem::new(ProblemKind::LeadingWildcard(shown.to_owned()), span);
        match self.field.kind() {
            FieldType::Name | FieldType::Outlet => {
                let regex = anchored(pattern);
                problem
                    .help(format!("a regular expression can begin with anything: `{}:{regex}`", self.field.name()))
                    .suggest(regex)
            }
            _ => problem
                .help("every word of the index would have to be read: say how the word begins, or list words with OR"),
        }
    }
}

fn wildcard_in_phrase(quoted: &Quoted, wildcard: char, place: Span, span: Span) -> Problem {
    let problem = Problem::new(ProblemKind::WildcardInPhrase(wildcard), place);
    let text = quoted.text.trim();
    match text.strip_suffix('*') {
        Some(head) if !head.contains(['*', '?']) && quoted.suffix.is_empty() => {
            let suggestion = format!("\"{}\"*", super::print::in_quotes(head));
            let help = format!("to let the last word go on, put it behind the closing mark: `{suggestion}`");
            Problem { span, ..problem }.help(help).suggest(suggestion)
        }
        _ => problem.help(format!("write `\\{wildcard}` for the mark itself, or `NEAR/n` between patterns")),
    }
}

/// The expression, with its slashes, that a pattern stands for. Expressions match anywhere in a value, so
/// a star at an end is an anchor less.
fn anchored(pattern: &str) -> String {
    let (open, inner) = pattern.strip_prefix('*').map_or(("/^", pattern), |rest| ("/", rest));
    let (inner, close) = inner.strip_suffix('*').map_or((inner, "$/"), |rest| (rest, "/"));
    let mut regex = open.to_owned();
    for mark in inner.chars() {
        match mark {
            '*' => regex.push_str(".*"),
            '?' => regex.push('.'),
            '/' => regex.push_str("\\/"),
            other => regex.push_str(&regex_syntax::escape(other.encode_utf8(&mut [0; 4]))),
        }
    }
    regex + close
}

/// Where the words of `text` begin and end, and how many there are.
fn word_range(text: &str) -> (usize, Span) {
    let mut count = 0;
    let mut range = Span::new(0, 0);
    for word in words(text) {
        range = Span::new(if count == 0 { word.span.start } else { range.start }, word.span.end);
        count += 1;
    }
    (count, range)
}

/// The single word of `text`, without punctuation around it.
fn one_word<'t>(text: &'t str, shown: &str, span: Span) -> Result<&'t str, Problem> {
    let (count, inner) = word_range(text);
    if count > 1 {
        return Err(Problem::new(ProblemKind::PatternWords(shown.to_owned()), span)
            .help("join the words by `NEAR/n` or `ADJ/n`, each with its own pattern"));
    }
    Ok(&text[inner.start..inner.end])
}

fn has_word(text: &str) -> bool {
    words(text).next().is_some()
}

fn no_word(text: &str, span: Span) -> Problem {
    Problem::new(ProblemKind::NoWord(text.to_owned()), span).help("words are made of letters and digits")
}

/// Whether all of `text` is of scripts without spaces, so that it reads as one word.
fn is_unspaced_run(text: &str) -> bool {
    let mut end = 0;
    words(text).all(|word| {
        let joined = word.kind == WordKind::Unspaced && word.span.start == end;
        end = word.span.end;
        joined
    })
}

fn without_repeated_stars(pattern: &str) -> String {
    let mut kept = String::with_capacity(pattern.len());
    for character in pattern.chars() {
        if character != '*' || !kept.ends_with('*') {
            kept.push(character);
        }
    }
    kept
}

fn bad_regex(source: &str, error: &regex_syntax::Error, span: Span) -> Problem {
    let (reason, at) = match error {
        regex_syntax::Error::Parse(error) => (error.kind().to_string(), error.span()),
        regex_syntax::Error::Translate(error) => (error.kind().to_string(), error.span()),
        _ => return Problem::new(ProblemKind::BadRegex("it cannot be read".to_owned()), span),
    };
    // `\/` in the query is `/` in the expression: each slash before a place moves it by one byte.
    let in_query = |offset: usize| span.start + 1 + offset + source[..offset].matches('/').count();
    let (from, to) = (in_query(at.start.offset), in_query(at.end.offset));
    let reason = reason.split(", ").next().unwrap_or(&reason).trim_end_matches('.').to_lowercase();
    Problem::new(ProblemKind::BadRegex(reason), Span::new(from, to))
        .help("the syntax is that of Rust's `regex`: no look-around, no back-references")
}
