//! A query as the list of clauses that must all hold, for those who add one or take one away: whatever stays is written
//! as it was typed.

use jiff::civil::Date;

use super::token::TokenKind;
use super::{Matcher, Query, QueryError, lex, parse};
use crate::index::{Field, FieldType};
use crate::text::{Span, fold};

/// The clauses of a query, all of which must hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Clauses {
    parts: Vec<Clause>,
    /// What stands between two of them.
    joint: &'static str,
}

/// One of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// As typed.
    pub text: String,
    /// As understood.
    pub query: Query,
}

impl Clauses {
    /// The clauses of `input`. A query that is a choice is one clause, and everything (`*`) is none.
    ///
    /// # Errors
    ///
    /// What is wrong with the query.
    pub fn read(input: &str, today: Date) -> Result<Self, QueryError> {
        let whole = parse(input, today)?;
        let (spans, joint) = operands(input);
        // A clause that could not stand alone would be a slip of `operands`: then the whole is one clause.
        let read = |span: &Span| {
            let text = span.of(input)?;
            Some(Clause { text: text.to_owned(), query: parse(text, today).ok()?.query })
        };
        let parts: Option<Vec<Clause>> = spans.iter().map(read).collect();
        let parts = parts.unwrap_or_else(|| vec![Clause { text: input.trim().to_owned(), query: whole.query }]);
        let parts = parts.into_iter().filter(|part| part.query != Query::All).collect();
        Ok(Self { parts, joint })
    }

    /// The clauses in the order in which they were typed.
    pub fn parts(&self) -> &[Clause] {
        &self.parts
    }

    /// The query with `clause` behind the others.
    pub fn with(&self, clause: &str) -> String {
        self.joined(|_| true, Some(clause))
    }

    /// The query without the clause of that number.
    pub fn without(&self, number: usize) -> String {
        self.joined(|other| other != number, None)
    }

    /// The query with dates from `from` to `to`, either of them open when it is empty, in place of all others. The two are
    /// as a query has them: `2024`, `2024-02`, `2024-02-08`.
    pub fn with_dates(&self, from: &str, to: &str) -> String {
        let clause = match (from, to) {
            ("", "") => None,
            (from, to) if from == to => Some(format!("{}:{from}", Field::Date.name())),
            (from, to) => Some(format!("{}:{from}..{to}", Field::Date.name())),
        };
        let is_date = |number: usize| self.parts[number].is_of(Field::Date);
        self.joined(|number| !is_date(number), clause.as_deref())
    }

    /// The number of the clause that asks for `value` of `field`.
    pub fn of_value(&self, field: Field, value: &str) -> Option<usize> {
        let wanted = fold(value);
        self.parts
            .iter()
            .position(|part| part.value().is_some_and(|(own, value)| own == field && fold(value) == wanted))
    }

    fn joined(&self, keep: impl Fn(usize) -> bool, more: Option<&str>) -> String {
        let kept: Vec<&Clause> =
            self.parts.iter().enumerate().filter(|(number, _)| keep(*number)).map(|(_, part)| part).collect();
        let is_alone = kept.len() + usize::from(more.is_some()) == 1;
        let text = |part: &&Clause| match part.query {
            Query::Or(_) if !is_alone && !part.text.starts_with(['(', '（']) => format!("({})", part.text),
            _ => part.text.clone(),
        };
        let texts: Vec<String> = kept.iter().map(text).chain(more.map(str::to_owned)).collect();
        if texts.is_empty() { Query::All.to_string() } else { texts.join(self.joint) }
    }
}

impl Clause {
    /// Whether it asks for values of `field`, in whatever way.
    pub fn is_of(&self, field: Field) -> bool {
        match &self.query {
            Query::Match { field: own, .. } | Query::Exists { field: own, .. } => *own == field,
            _ => false,
        }
    }

    /// The field and the one value that it asks for.
    fn value(&self) -> Option<(Field, &str)> {
        let Query::Match { field, matcher, .. } = &self.query else { return None };
        match matcher {
            Matcher::Word(value) | Matcher::Literal(value) => Some((*field, value)),
            Matcher::Phrase { text, slop: 0, prefix: false } => Some((*field, text)),
            _ => None,
        }
    }
}

/// The clause that asks for exactly `value` of `field`.
pub fn value_clause(field: Field, value: &str) -> String {
    let matcher = match field.kind() {
        FieldType::Keyword => Matcher::Word(value.to_owned()),
        _ => Matcher::Literal(value.to_owned()),
    };
    Query::Match { field, matcher, span: Span::new(0, 0) }.to_string()
}

/// The places of the operands that must all hold, and how they are joined. Of a choice, the place of all of it.
fn operands(input: &str) -> (Vec<Span>, &'static str) {
    let mut spans: Vec<Span> = Vec::new();
    let (mut level, mut is_whole, mut joint) = (0_usize, true, " ");
    for token in lex::lex(input, &mut Vec::new()) {
        match token.kind {
            TokenKind::Or if level == 0 => {
                return (vec![Span::new(0, input.len())], " AND ");
            }
            TokenKind::And if level == 0 => {
                joint = " AND ";
                continue;
            }
            _ => {}
        }
        let is_near = matches!(token.kind, TokenKind::Near { .. });
        match spans.last_mut() {
            Some(last) if level > 0 || !is_whole || is_near => last.end = token.span.end,
            _ => spans.push(token.span),
        }
        match token.kind {
            TokenKind::Open => level += 1,
            TokenKind::Close => level = level.saturating_sub(1),
            _ => {}
        }
        is_whole = level == 0
            && matches!(
                token.kind,
                TokenKind::Close
                    | TokenKind::Bare(_)
                    | TokenKind::Quoted(_)
                    | TokenKind::Regex(_)
                    | TokenKind::Interval(_)
            );
    }
    (spans, joint)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = jiff::civil::date(2024, 2, 8);

    fn read(query: &str) -> Clauses {
        Clauses::read(query, TODAY).unwrap()
    }

    #[test]
    fn clauses_are_told_apart() {
        let cases: [(&str, &[&str]); 10] = [
            ("outlet:TASS AND \"multipolar\"", &["outlet:TASS", "\"multipolar\""]),
            ("oil -outlet:TASS date:7d..", &["oil", "-outlet:TASS", "date:7d.."]),
            ("speaker:=\"Xi Jinping\" NOT kind:direct", &["speaker:=\"Xi Jinping\"", "NOT kind:direct"]),
            ("(oil OR gas) prices", &["(oil OR gas)", "prices"]),
            ("speaker:(Xi OR Putin) oil", &["speaker:(Xi OR Putin)", "oil"]),
            ("-(oil gas) a NEAR/5 b c", &["-(oil gas)", "a NEAR/5 b", "c"]),
            (
                "role:/a b/ \"x y\"~2 date:[2024-01 TO 2024-02]",
                &["role:/a b/", "\"x y\"~2", "date:[2024-01 TO 2024-02]"],
            ),
            ("oil OR gas prices", &["oil OR gas prices"]),
            ("*", &[]),
            ("* lang:en", &["lang:en"]),
        ];
        for (query, expected) in cases {
            let texts: Vec<String> = read(query).parts().iter().map(|part| part.text.clone()).collect();
            assert_eq!(texts, expected, "{query}");
        }
    }

    #[test]
    fn a_clause_comes_and_goes() {
        let tass = value_clause(Field::Outlet, "TASS");
        for (before, after) in [
            ("oil gas", "oil gas outlet:=\"TASS\""),
            ("oil AND gas", "oil AND gas AND outlet:=\"TASS\""),
            ("oil OR gas", "(oil OR gas) AND outlet:=\"TASS\""),
            ("(oil OR gas)", "(oil OR gas) outlet:=\"TASS\""),
            ("*", "outlet:=\"TASS\""),
        ] {
            let narrowed = read(before).with(&tass);
            assert_eq!(narrowed, after);
            let clauses = read(&narrowed);
            let widened = clauses.without(clauses.of_value(Field::Outlet, "tass").unwrap());
            assert_eq!(
                parse(&widened, TODAY).unwrap().query.to_string(),
                parse(before, TODAY).unwrap().query.to_string()
            );
        }
    }

    #[test]
    fn the_last_clause_gone_leaves_everything() {
        assert_eq!(read("kind:direct").without(0), "*");
    }

    #[test]
    fn one_range_of_dates_takes_the_place_of_another() {
        let dated = |query, from, to| read(query).with_dates(from, to);
        assert_eq!(dated("oil date:2023 gas", "2024-01", "2024-03"), "oil gas date:2024-01..2024-03");
        assert_eq!(dated("oil", "2024", "2024"), "oil date:2024");
        assert_eq!(dated("oil date:7d..", "", "2024"), "oil date:..2024");
        assert_eq!(dated("oil date:*", "", ""), "oil");
        assert_eq!(dated("date:2023", "", ""), "*");
    }

    #[test]
    fn values_are_found_however_they_are_written() {
        let clauses = read("outlet:TASS speaker:\"Xi Jinping\" kind:direct -lang:en");
        assert_eq!(clauses.of_value(Field::Outlet, "TASS"), Some(0));
        assert_eq!(clauses.of_value(Field::Speaker, "Xi Jinping"), Some(1));
        assert_eq!(clauses.of_value(Field::Kind, "direct"), Some(2));
        assert_eq!(clauses.of_value(Field::Lang, "en"), None);
    }

    #[test]
    fn any_value_makes_a_clause_that_reads_back() {
        for value in ["Xi Jinping", "a \"b\" \\ *?", "AND", "(x)", "外交部", "a\u{202e}b"] {
            let Query::Match { field, matcher, .. } = parse(&value_clause(Field::Speaker, value), TODAY).unwrap().query
            else {
                panic!("{value}")
            };
            assert_eq!((field, matcher), (Field::Speaker, Matcher::Literal(value.to_owned())));
        }
    }
}
