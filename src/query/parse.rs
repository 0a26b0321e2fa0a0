//! Tokens to a tree.
//!
//! ```text
//! query   = any ;
//! any     = all { "OR" all } ;
//! all     = one { [ "AND" ] one } ;
//! one     = { "NOT" | "-" } near ;
//! near    = atom [ ( "NEAR/" | "ADJ/" ) number atom ] ;
//! atom    = "(" any ")" | field ":" "(" any ")" | [ field ":" [ "=" ] ] value ;
//! value   = word | phrase | regex | interval ;      (* what each may be: value.rs *)
//! ```
//!
//! Depth grows with parentheses alone, and is counted before each descent. `None` for a part means that
//! what is wrong with it has been reported.

use jiff::civil::Date;

use super::problem::{Problem, ProblemKind};
use super::token::{Token, TokenKind};
use super::value::Clause;
use super::{Matcher, Note, Query, limits};
use crate::index::{Field, FieldType};
use crate::text::Span;

/// The tree of `tokens`; what is wrong is added to `problems`, remarks to `notes`.
pub(super) fn tree(
    input: &str,
    tokens: Vec<Token>,
    today: Date,
    problems: &mut Vec<Problem>,
    notes: &mut Vec<Note>,
) -> Option<Query> {
    let is_cut = problems.iter().any(|problem| {
        matches!(
            problem.kind,
            ProblemKind::UnclosedPhrase
                | ProblemKind::UnclosedRegex
                | ProblemKind::UnclosedRange
                | ProblemKind::DanglingEscape
        )
    });
    let mut parser =
        Parser { input, tokens, next: 0, today, problems, notes, level: 0, clauses: 0, is_cut, is_stopped: false };
    let mut query = parser.any(Scope::Any);
    while let Some(token) = parser.take() {
        // Only a closing parenthesis ends `any` before the end.
        let help = "leave it out, or open the group before it";
        parser.report(Problem::new(ProblemKind::UnopenedGroup, token.span).help(help));
        query = parser.any(Scope::Any);
    }
    query
}

/// Whom values without a field name belong to.
#[derive(Clone, Copy, PartialEq)]
enum Scope {
    /// The quote.
    Any,
    /// The field before the group.
    In(Field),
    /// A field that has been reported: values are read over.
    Nothing,
}

struct Parser<'q, 'p> {
    input: &'q str,
    tokens: Vec<Token>,
    next: usize,
    today: Date,
    problems: &'p mut Vec<Problem>,
    notes: &'p mut Vec<Note>,
    level: usize,
    clauses: usize,
    /// Whether the lexer gave up before the end, so that what is missing there is no news.
    is_cut: bool,
    /// Whether a limit was reached: nothing more is read or reported.
    is_stopped: bool,
}

impl Parser<'_, '_> {
    fn any(&mut self, scope: Scope) -> Option<Query> {
        let mut branches = vec![self.all(scope, None)];
        while let Some(TokenKind::Or) = self.peek() {
            let or = self.take();
            branches.push(self.all(scope, or.map(|token| token.span)));
        }
        join(branches, Query::Or, |query| match query {
            Query::Or(branches) => Ok(branches),
            other => Err(other),
        })
    }

    /// One branch; `or` is the place of the `OR` before it.
    fn all(&mut self, scope: Scope, or: Option<Span>) -> Option<Query> {
        let mut parts = Vec::new();
        let mut and = None;
        loop {
            match self.peek() {
                None | Some(TokenKind::Close | TokenKind::Or) => break,
                Some(TokenKind::And) => {
                    let Some(token) = self.take() else { break };
                    if parts.is_empty() || and.is_some() {
                        self.no_operand(token.span, true);
                        // What follows is an operand already missed.
                        parts.push(None);
                    }
                    and = Some(token.span);
                }
                Some(_) => {
                    and = None;
                    parts.push(self.one(scope));
                }
            }
        }
        if let Some(and) = and {
            self.no_operand(and, false);
        } else if parts.is_empty() {
            match (self.tokens.get(self.next), or) {
                (Some(Token { kind: TokenKind::Or, span }), _) => {
                    let span = *span;
                    self.no_operand(span, true);
                }
                (_, Some(or)) => self.no_operand(or, false),
                _ => {}
            }
            return None;
        }
        join(parts, Query::And, |query| match query {
            Query::And(parts) => Ok(parts),
            other => Err(other),
        })
    }

    fn one(&mut self, scope: Scope) -> Option<Query> {
        let mut is_excluded = false;
        let mut last = None;
        while let Some(TokenKind::Not | TokenKind::Minus) = self.peek() {
            is_excluded = !is_excluded;
            last = self.take();
        }
        if let (Some(last), None | Some(TokenKind::Close | TokenKind::And | TokenKind::Or)) = (last, self.peek()) {
            self.no_operand(last.span, false);
            return None;
        }
        match self.near(scope)? {
            Query::Not(inner) if is_excluded => Some(*inner),
            query if is_excluded => Some(Query::Not(Box::new(query))),
            query => Some(query),
        }
    }

    fn near(&mut self, scope: Scope) -> Option<Query> {
        if let Some(TokenKind::Near { .. }) = self.peek() {
            let token = self.take()?;
            self.no_operand(token.span, true);
            return None;
        }
        let left = self.atom(scope);
        let Some(&TokenKind::Near { distance, ordered }) = self.peek() else { return left };
        let operator = self.take()?;
        if !self.at_atom(operator.span) {
            return None;
        }
        let right = self.atom(scope);
        let joined = match (left, right) {
            (Some(left), Some(right)) => self.join_near(left, right, distance, ordered, operator.span),
            _ => None,
        };
        let mut is_chained = false;
        while let Some(TokenKind::Near { .. }) = self.peek() {
            let again = self.take()?;
            if !is_chained {
                let help = "ask for each pair: `a NEAR/5 b AND b NEAR/5 c`";
                let kind = ProblemKind::ChainedNear(self.shown(again.span));
                self.report(Problem::new(kind, again.span).help(help));
            }
            is_chained = true;
            if !self.at_atom(again.span) {
                return None;
            }
            self.atom(scope);
        }
        joined.filter(|_| !is_chained)
    }

    /// Whether a value follows the operator at `span`; reports what follows instead.
    fn at_atom(&mut self, span: Span) -> bool {
        match self.peek() {
            None | Some(TokenKind::Close | TokenKind::And | TokenKind::Or | TokenKind::Near { .. }) => {
                self.no_operand(span, false);
                false
            }
            Some(TokenKind::Not | TokenKind::Minus) => {
                let minus = self.tokens[self.next].span;
                self.near_operand(span, "exclusion", minus);
                false
            }
            Some(_) => true,
        }
    }

    fn join_near(&mut self, left: Query, right: Query, distance: u32, ordered: bool, operator: Span) -> Option<Query> {
        let whole = match (left.span(), right.span()) {
            (Some(left), Some(right)) => Span::new(left.start, right.end),
            _ => operator,
        };
        let (left_field, left) = self.near_side(left, operator)?;
        let (right_field, right) = self.near_side(right, operator)?;
        let (left, right) = (Box::new(left), Box::new(right));
        let matcher = Matcher::Near { left, right, distance, ordered };
        let query = Query::Match { field: left_field, matcher, span: whole };
        if left_field != right_field {
            let kind = ProblemKind::NearFields {
                operator: self.shown(operator),
                left: left_field.name(),
                right: right_field.name(),
            };
            let problem = Problem::new(kind, whole).help("both words must stand in one field");
            self.report(if right_field == Field::Quote { problem.suggest(query.to_string()) } else { problem });
            return None;
        }
        if !matches!(left_field.kind(), FieldType::Text | FieldType::Name) {
            let kind = ProblemKind::NotForField { field: left_field.name(), found: "distance between words" };
            self.report(Problem::new(kind, whole).help("its values are matched whole"));
            return None;
        }
        Some(query)
    }

    /// Field and matcher of one side of `NEAR`, which is a word, a prefix or a plain phrase.
    fn near_side(&mut self, side: Query, operator: Span) -> Option<(Field, Matcher)> {
        let span = side.span().unwrap_or(operator);
        let found = match side {
            Query::Match { field, matcher, .. } => match matcher {
                Matcher::Word(_) | Matcher::Prefix(_) | Matcher::Phrase { slop: 0, prefix: false, .. } => {
                    return Some((field, matcher));
                }
                Matcher::Phrase { .. } => "phrase with `~` or `*`",
                Matcher::Wildcard(_) => "wildcard",
                Matcher::Fuzzy { .. } => "fuzzy word",
                Matcher::Regex(_) => "regular expression",
                Matcher::Literal(_) => "literal value",
                Matcher::Near { .. } => "another distance",
                Matcher::Dates { .. } | Matcher::Numbers { .. } => "range",
            },
            Query::All | Query::Exists { .. } => "lone `*`",
            Query::And(_) | Query::Or(_) => "group",
            Query::Not(_) => "exclusion",
        };
        self.near_operand(operator, found, span);
        None
    }

    fn near_operand(&mut self, operator: Span, found: &'static str, span: Span) {
        let help = match found {
            "group" => "spell the pairs out: `(a NEAR/5 c) OR (b NEAR/5 c)`",
            "exclusion" => "exclude the pair: `-(a NEAR/5 b)`",
            _ => "each side is a word, a prefix such as `sanction*`, or a phrase",
        };
        let kind = ProblemKind::NearOperand { operator: self.shown(operator), found };
        self.report(Problem::new(kind, span).help(help));
    }

    fn atom(&mut self, scope: Scope) -> Option<Query> {
        let token = self.take()?;
        match token.kind {
            TokenKind::Open => self.group(scope, token.span),
            TokenKind::Field(field) => self.field(field, token.span, scope),
            _ => self.value(&token, scope, None, false),
        }
    }

    fn group(&mut self, scope: Scope, open: Span) -> Option<Query> {
        if self.level == limits::LEVELS {
            self.report(
                Problem::new(ProblemKind::TooDeep, open)
                    .help("most parentheses can go: `AND` and `OR` need none among their like"),
            );
            self.is_stopped = true;
            return None;
        }
        if let Some(TokenKind::Close) = self.peek() {
            let close = self.take()?;
            let span = Span::new(open.start, close.span.end);
            self.report(
                Problem::new(ProblemKind::EmptyGroup, span).help("put clauses between them, or leave them out"),
            );
            return None;
        }
        self.level += 1;
        let inner = self.any(scope);
        self.level -= 1;
        if self.take().is_none() && !self.is_cut {
            let help = "close it with `)`, or write `\\(` for the mark itself";
            self.report(Problem::new(ProblemKind::UnclosedGroup, open).help(help));
        }
        inner
    }

    /// What follows a field name; `name` is its place with the colon.
    fn field(&mut self, field: Option<Field>, name: Span, scope: Scope) -> Option<Query> {
        let inner = match (scope, field) {
            (Scope::Nothing, _) | (_, None) => Scope::Nothing,
            (Scope::In(outer), Some(inner)) if outer != inner => {
                let kind = ProblemKind::FieldInField { outer: outer.name(), inner: inner.name().to_owned() };
                let help = format!("a group behind `{}:` holds its values alone", outer.name());
                self.report(Problem::new(kind, name).help(help));
                Scope::Nothing
            }
            (_, Some(field)) => Scope::In(field),
        };
        let mut end = name.end;
        let mut literal = None;
        if self.peek_at(end) == Some(&TokenKind::Equals) {
            literal = self.take().map(|token| token.span);
            end += 1;
        }
        match self.peek_at(end) {
            None | Some(TokenKind::Close) => {
                let is_reported = self.problems.iter().any(|problem| problem.span.start == end);
                if let (false, Some(field)) = (is_reported, field) {
                    self.no_value(field, name, end);
                }
                None
            }
            Some(TokenKind::Open) => {
                let open = self.take()?;
                if let Some(equals) = literal {
                    let help =
                        "`=` takes one value: `speaker:(=\"…\" OR …)` is written `speaker:=\"…\" OR speaker:=\"…\"`";
                    self.report(Problem::new(ProblemKind::StrayMark('='), equals).help(help));
                }
                self.group(inner, open.span)
            }
            Some(_) => {
                let token = self.take()?;
                self.value(&token, inner, Some(name), literal.is_some())
            }
        }
    }

    fn no_value(&mut self, field: Field, name: Span, end: usize) {
        let rest = self.input[end..].trim_start();
        let kind = ProblemKind::NoValue(field.name().to_owned());
        let space = self.input[end..].len() - rest.len();
        self.report(if space > 0 && !rest.is_empty() {
            let whole = self.shown(Span::new(name.start, end));
            Problem::new(kind, Span::new(name.start, end + space))
                .help("put the value right behind the colon, without a space")
                .suggest(whole)
        } else {
            Problem::new(kind, Span::new(name.start, end))
                .help(format!("`{0}:*` asks for any value, `-{0}:*` for none", field.name()))
        });
    }

    /// Reads the value `token`; `name` is the place of the field name right before it.
    fn value(&mut self, token: &Token, scope: Scope, name: Option<Span>, literal: bool) -> Option<Query> {
        self.clauses += 1;
        if self.clauses > limits::CLAUSES {
            self.report(Problem::new(ProblemKind::TooManyClauses, token.span).help("ask in several queries"));
            self.is_stopped = true;
            return None;
        }
        let field = match scope {
            Scope::Nothing => return None,
            Scope::In(field) => field,
            Scope::Any => Field::Quote,
        };
        let span = Span::new(name.map_or(token.span.start, |name| name.start), token.span.end);
        if let (Scope::Any, TokenKind::Bare(bare)) = (scope, &token.kind)
            && bare.text == "*"
            && !bare.has_escapes()
        {
            return Some(Query::All);
        }
        let mut clause = Clause { field, span, literal, today: self.today, notes: self.notes };
        let read = match &token.kind {
            TokenKind::Bare(bare) => clause.bare(bare),
            TokenKind::Quoted(quoted) => clause.quoted(quoted, token.span),
            TokenKind::Regex(source) => clause.regex(source, token.span),
            TokenKind::Interval(interval) => clause.interval(interval, self.input, token.span),
            // The lexer puts no other token in the place of a value.
            _ => return None,
        };
        match read {
            Ok(query) => Some(query),
            Err(problem) => {
                self.report(problem);
                None
            }
        }
    }

    fn no_operand(&mut self, span: Span, before: bool) {
        if !before && self.is_cut {
            return;
        }
        let operator = self.shown(span);
        let help = if operator == "-" {
            "put a clause behind it".to_owned()
        } else {
            format!("put a clause there, or write `\\{operator}` to search for the word")
        };
        self.report(Problem::new(ProblemKind::NoOperand { operator, before }, span).help(help));
    }

    fn report(&mut self, problem: Problem) {
        if !self.is_stopped {
            self.problems.push(problem);
        }
    }

    fn shown(&self, span: Span) -> String {
        span.of(self.input).unwrap_or_default().to_owned()
    }

    fn peek(&self) -> Option<&TokenKind> {
        self.tokens.get(self.next).filter(|_| !self.is_stopped).map(|token| &token.kind)
    }

    /// The next token, if it begins at `at`.
    fn peek_at(&self, at: usize) -> Option<&TokenKind> {
        self.peek().filter(|_| self.tokens[self.next].span.start == at)
    }

    fn take(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.next).filter(|_| !self.is_stopped)?.clone();
        self.next += 1;
        Some(token)
    }
}

/// The parts that were read as one query, parts of the same sort taken apart.
fn join(
    parts: Vec<Option<Query>>,
    several: fn(Vec<Query>) -> Query,
    apart: fn(Query) -> Result<Vec<Query>, Query>,
) -> Option<Query> {
    let mut flat = Vec::new();
    for part in parts {
        match apart(part?) {
            Ok(inner) => flat.extend(inner),
            Err(other) => flat.push(other),
        }
    }
    if flat.len() > 1 { Some(several(flat)) } else { flat.pop() }
}
