//! What is wrong with a query, where, what was expected instead, and what could help.
//!
//! Facts only: the caret line is drawn by whoever shows the problem, from [`QueryError::line`].

use super::limits;
use crate::text::Span;

/// A query that cannot be run. It holds the query, so that a view can draw a caret under the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// The query as typed.
    pub input: String,
    /// What is wrong, in the order of the text; never empty.
    pub problems: Vec<Problem>,
}

/// One thing that is wrong with a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What sort of problem it is.
    pub kind: ProblemKind,
    /// Place in the query: UTF-8 byte offsets; empty at the end of the input.
    pub span: Span,
    /// What should be there instead, or what to do; empty when nothing helps.
    pub help: String,
    /// A replacement for the text of `span` that would be understood.
    pub suggestion: Option<String>,
}

/// The line of a query on which a problem stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProblemLine<'q> {
    /// Number of the line, from 1.
    pub number: usize,
    /// The whole line, without its line break.
    pub text: &'q str,
    /// The problem's place in `text`, in bytes; it ends with the line.
    pub span: Span,
}

impl Problem {
    pub(super) fn new(kind: ProblemKind, span: Span) -> Self {
        Self { kind, span, help: String::new(), suggestion: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    pub(super) fn suggest(mut self, suggestion: impl Into<String>) -> Self {
        self.suggestion = Some(suggestion.into());
        self
    }
}

impl QueryError {
    /// The line on which `problem` stands, and where on it.
    pub fn line(&self, problem: &Problem) -> ProblemLine<'_> {
        let at = problem.span.start.min(self.input.len());
        let before = self.input.get(..at).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let text = self.input[start..].lines().next().unwrap_or_default();
        let from = (at - start).min(text.len());
        let to = problem.span.end.saturating_sub(start).clamp(from, text.len());
        ProblemLine { number: before.matches('\n').count() + 1, text, span: Span::new(from, to) }
    }
}

/// Sorts of problems. Kinds hold facts; [`Display`](std::fmt::Display) makes the sentence, `code` the fixed name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProblemKind {
    /// Nothing but white space.
    #[error("empty query")]
    Empty,
    /// More bytes than [`limits::QUERY_BYTES`].
    #[error("query of {bytes} bytes, the limit is {} bytes", limits::QUERY_BYTES)]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// Parentheses deeper than [`limits::LEVELS`].
    #[error("parentheses nest deeper than the limit of {} levels", limits::LEVELS)]
    TooDeep,
    /// More clauses than [`limits::CLAUSES`].
    #[error("more clauses than the limit of {}", limits::CLAUSES)]
    TooManyClauses,
    /// More words in a phrase with `~n` than [`limits::LOOSE_WORDS`].
    #[error("{words} words in a phrase with a distance, the limit is {}", limits::LOOSE_WORDS)]
    TooManyLooseWords {
        /// How many it has.
        words: usize,
    },
    /// More letters in a word with `~n` than [`limits::FUZZY_LETTERS`].
    #[error("misspelt word of {letters} letters, the limit is {}", limits::FUZZY_LETTERS)]
    TooLongFuzzy {
        /// How many it has.
        letters: usize,
    },
    /// A parenthesis nobody closes.
    #[error("parenthesis is never closed")]
    UnclosedGroup,
    /// A closing parenthesis nobody opened.
    #[error("closing parenthesis without an opening one")]
    UnopenedGroup,
    /// `()`.
    #[error("nothing between the parentheses")]
    EmptyGroup,
    /// A quotation mark nobody closes.
    #[error("phrase is never closed")]
    UnclosedPhrase,
    /// `""`.
    #[error("nothing between the quotation marks")]
    EmptyPhrase,
    /// A quotation mark that touches a word.
    #[error("quotation mark `{0}` inside a word")]
    QuoteInWord(char),
    /// Text that touches the end of a phrase, an expression or a range.
    #[error("`{0}` touches the value before it")]
    AfterValue(String),
    /// `*` or `?` inside quotation marks.
    #[error("`{0}` is no wildcard inside quotation marks")]
    WildcardInPhrase(char),
    /// `~` behind a phrase without a usable number.
    #[error("`{0}` is no distance for a phrase")]
    BadSlop(String),
    /// `~n` behind a single word in quotation marks.
    #[error("a distance between words needs two words")]
    SlopOfOneWord,
    /// A backslash at the end.
    #[error("backslash at the end of the query")]
    DanglingEscape,
    /// A word without a letter or digit.
    #[error("nothing to search for in `{0}`")]
    NoWord(String),
    /// No field has that name.
    #[error("unknown field `{0}`")]
    UnknownField(String),
    /// A colon with nothing before it.
    #[error("no field name before `:`")]
    NoFieldName,
    /// A field name that touches a parenthesis.
    #[error("field `{0}` without a colon")]
    NoColon(String),
    /// Nothing behind the colon.
    #[error("field `{0}` without a value")]
    NoValue(String),
    /// One field inside the value or group of another.
    #[error("field `{inner}` inside a value of `{outer}`")]
    FieldInField {
        /// The field the value belongs to.
        outer: &'static str,
        /// The one named inside.
        inner: String,
    },
    /// A colon inside a value.
    #[error("colon inside a value of `{0}`")]
    ColonInValue(&'static str),
    /// `outlet:-TASS`.
    #[error("exclusion behind the colon")]
    ExclusionInValue,
    /// `AND`, `OR`, `NEAR/n` with nothing on one side, `NOT` with nothing behind it.
    #[error("`{operator}` has nothing {}", if *.before { "before it" } else { "behind it" })]
    NoOperand {
        /// The operator as typed.
        operator: String,
        /// Whether the missing operand is the one before it.
        before: bool,
    },
    /// `&&`, `||`, `!`, `+`, `XOR`, `w/5`: another engine's operator.
    #[error("`{0}` is no operator here")]
    ForeignOperator(String),
    /// `--word`.
    #[error("`-` stands twice")]
    DoubledMinus,
    /// `-` before white space.
    #[error("`-` excludes nothing")]
    LoneMinus,
    /// A typographic dash where `-` is meant.
    #[error("`{0}` is not the minus sign that excludes")]
    WrongMinus(char),
    /// `NEAR` or `ADJ` without a distance.
    #[error("`{0}` without a distance")]
    NoDistance(String),
    /// `NEAR/x`, `NEAR/0`, `NEAR/1000`.
    #[error("`{0}` is no distance between words")]
    BadDistance(String),
    /// `a NEAR/5 b NEAR/5 c`.
    #[error("`{0}` joins two words, not three")]
    ChainedNear(String),
    /// A side of `NEAR/n` that is no word, prefix or phrase.
    #[error("{found} beside `{operator}`")]
    NearOperand {
        /// The operator as typed.
        operator: String,
        /// What stands beside it.
        found: &'static str,
    },
    /// The sides of `NEAR/n` ask different fields.
    #[error("`{operator}` between `{left}` and `{right}`")]
    NearFields {
        /// The operator as typed.
        operator: String,
        /// Field of the left side.
        left: &'static str,
        /// Field of the right side.
        right: &'static str,
    },
    /// `*tion`.
    #[error("pattern `{0}` begins with a wildcard")]
    LeadingWildcard(String),
    /// A pattern of several words, or a star that touches punctuation.
    #[error("pattern `{0}` is not one word")]
    PatternWords(String),
    /// `\*` in a pattern.
    #[error("escaped wildcard in the pattern `{0}`")]
    EscapeInPattern(String),
    /// `word~3`, `word~x`, `~word`.
    #[error("`{0}` is no number of misspelt letters")]
    BadFuzzy(String),
    /// Punctuation that other engines give a meaning.
    #[error("`{0}` has no meaning here")]
    StrayMark(char),
    /// `/…` without the other slash.
    #[error("regular expression is never closed")]
    UnclosedRegex,
    /// A regular expression the engine refuses.
    #[error("regular expression: {0}")]
    BadRegex(String),
    /// A matcher that the field does not have.
    #[error("field `{field}` takes no {found}")]
    NotForField {
        /// The field.
        field: &'static str,
        /// What was asked of it.
        found: &'static str,
    },
    /// A value that is none of the field's closed set.
    #[error("`{value}` is no value of `{field}`")]
    UnknownValue {
        /// The field.
        field: &'static str,
        /// The value.
        value: String,
    },
    /// No id of a statement.
    #[error("`{0}` is no id of a statement")]
    BadId(String),
    /// An id that no statement of the index has.
    #[error("no statement has the id `{0}`")]
    NoSuchStatement(String),
    /// The first digits of an id, with which the ids of statements begin that are not of one utterance.
    #[error("id `{0}` fits several statements")]
    AmbiguousId(String),
    /// A prefix, wildcard, fuzzy word or expression that stands for too many words of the index.
    #[error("stands for more than {limit} words of the index")]
    TooManyExpansions {
        /// How many it may stand for.
        limit: usize,
        /// How many it stands for at least; counting ends there.
        found_at_least: usize,
    },
    /// What the engine that keeps the statements cannot be asked.
    #[error("{engine} cannot be asked for {what}")]
    NotThere {
        /// The engine.
        engine: &'static str,
        /// What was asked of it.
        what: &'static str,
    },
    /// What an engine finds too much for, when each statement must be read to tell whether it is meant.
    #[error("{statements} statements would have to be read one by one, the limit is {limit}")]
    TooMuchToRead {
        /// How many the engine finds.
        statements: u64,
        /// How many are read.
        limit: u64,
    },
    /// A bracket nobody closes.
    #[error("range is never closed")]
    UnclosedRange,
    /// Brackets that hold no `a TO b`.
    #[error("`{0}` is no range")]
    BadRange(String),
    /// A range whose end lies before its beginning.
    #[error("range ends before it begins")]
    BackwardRange,
    /// No date.
    #[error("`{0}` is no date")]
    BadDate(String),
    /// A date the calendar does not have.
    #[error("`{0}` is not in the calendar")]
    NoSuchDate(String),
    /// No number.
    #[error("`{0}` is no number")]
    BadNumber(String),
    /// A number no value of the field reaches.
    #[error("`{0}` is not between 0 and 1")]
    NumberOutOfRange(String),
}

impl ProblemKind {
    /// A short fixed name for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty-query",
            Self::TooLong { .. } => "too-long",
            Self::TooDeep => "too-deep",
            Self::TooManyClauses => "too-many-clauses",
            Self::TooManyLooseWords { .. } => "too-many-loose-words",
            Self::TooLongFuzzy { .. } => "too-long-fuzzy",
            Self::UnclosedGroup => "unclosed-group",
            Self::UnopenedGroup => "unopened-group",
            Self::EmptyGroup => "empty-group",
            Self::UnclosedPhrase => "unclosed-phrase",
            Self::EmptyPhrase => "empty-phrase",
            Self::QuoteInWord(_) => "quote-in-word",
            Self::AfterValue(_) => "after-value",
            Self::WildcardInPhrase(_) => "wildcard-in-phrase",
            Self::BadSlop(_) => "bad-slop",
            Self::SlopOfOneWord => "slop-of-one-word",
            Self::DanglingEscape => "dangling-escape",
            Self::NoWord(_) => "no-word",
            Self::UnknownField(_) => "unknown-field",
            Self::NoFieldName => "no-field-name",
            Self::NoColon(_) => "no-colon",
            Self::NoValue(_) => "no-value",
            Self::FieldInField { .. } => "field-in-field",
            Self::ColonInValue(_) => "colon-in-value",
            Self::ExclusionInValue => "exclusion-in-value",
            Self::NoOperand { .. } => "no-operand",
            Self::ForeignOperator(_) => "foreign-operator",
            Self::DoubledMinus => "doubled-minus",
            Self::LoneMinus => "lone-minus",
            Self::WrongMinus(_) => "wrong-minus",
            Self::NoDistance(_) => "no-distance",
            Self::BadDistance(_) => "bad-distance",
            Self::ChainedNear(_) => "chained-near",
            Self::NearOperand { .. } => "near-operand",
            Self::NearFields { .. } => "near-fields",
            Self::LeadingWildcard(_) => "leading-wildcard",
            Self::PatternWords(_) => "pattern-words",
            Self::EscapeInPattern(_) => "escape-in-pattern",
            Self::BadFuzzy(_) => "bad-fuzzy",
            Self::StrayMark(_) => "stray-mark",
            Self::UnclosedRegex => "unclosed-regex",
            Self::BadRegex(_) => "bad-regex",
            Self::NotForField { .. } => "not-for-field",
            Self::UnknownValue { .. } => "unknown-value",
            Self::BadId(_) => "bad-id",
            Self::NoSuchStatement(_) => "no-such-statement",
            Self::NotThere { .. } => "not-there",
            Self::TooMuchToRead { .. } => "too-much-to-read",
            Self::AmbiguousId(_) => "ambiguous-id",
            Self::TooManyExpansions { .. } => "too-many-expansions",
            Self::UnclosedRange => "unclosed-range",
            Self::BadRange(_) => "bad-range",
            Self::BackwardRange => "backward-range",
            Self::BadDate(_) => "bad-date",
            Self::NoSuchDate(_) => "no-such-date",
            Self::BadNumber(_) => "bad-number",
            Self::NumberOutOfRange(_) => "number-out-of-range",
        }
    }
}

impl std::fmt::Display for QueryError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.problems.first() {
            Some(problem) => write!(f, "{} at byte {}", problem.kind, problem.span.start),
            None => f.write_str("query cannot be read"),
        }
    }
}

impl std::error::Error for QueryError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, span: (usize, usize), number: usize, text: &str, on_line: (usize, usize)) {
        let problem = Problem::new(ProblemKind::Empty, Span::new(span.0, span.1));
        let error = QueryError { input: input.to_owned(), problems: vec![problem.clone()] };
        let line = ProblemLine { number, text, span: Span::new(on_line.0, on_line.1) };
        assert_eq!(error.line(&problem), line);
    }

    #[test]
    fn a_problem_is_found_on_its_line() {
        check("outlte:TASS", (0, 6), 1, "outlte:TASS", (0, 6));
        check("a\nb outlte:x\nc", (4, 10), 2, "b outlte:x", (2, 8));
        check("a (", (3, 3), 1, "a (", (3, 3));
        check("", (0, 0), 1, "", (0, 0));
        check("\"a\nb", (0, 4), 1, "\"a", (0, 2));
    }
}
