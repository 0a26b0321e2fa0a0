//! Laws that hold for all queries: printing and reading are inverse, reading never panics, and what
//! should mean the same is read as the same.

use jiff::civil::Date;
use proptest::prelude::*;

use super::{NOWHERE, parse, today, unplaced};
use crate::index::{Field, FieldType};
use crate::query::{Matcher, Query, limits};

fn tree(input: &str) -> Result<Query, String> {
    parse(input).map(|parsed| unplaced(parsed.query)).map_err(|error| format!("{input:?}: {error}"))
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zA-Zа-яéß0-9]{1,8}",
        1 => "[多极世界秩序]{1,4}",
        1 => prop::sample::select(vec!["AND", "OR", "NOT", "NEAR", "ADJ", "XOR", "or", "TO", "U.S"]).prop_map(str::to_owned),
    ]
}

fn plain_word() -> impl Strategy<Value = String> {
    "[a-zA-Zа-яéß0-9]{1,8}"
}

/// Text with whatever may stand between quotation marks, and a word in it.
fn text() -> impl Strategy<Value = String> {
    ("[-a-z“”«»()：:*?~\\\\\"/&|!+=<>{} ]{0,6}", word(), "[a-z“”«»()*?~\\\\\"/&|!^{}\\[\\] ]{0,8}")
        .prop_map(|(before, word, after)| format!("{before}{word}{after}").trim().to_owned())
}

fn phrase() -> impl Strategy<Value = Matcher> {
    prop_oneof![
        (text(), any::<bool>()).prop_map(|(text, prefix)| Matcher::Phrase { text, slop: 0, prefix }),
        (word(), text(), 0..=limits::DISTANCE).prop_map(|(word, text, slop)| Matcher::Phrase {
            text: format!("{word} {text}"),
            slop,
            prefix: false
        }),
    ]
}

fn pattern() -> impl Strategy<Value = Matcher> {
    prop_oneof![
        plain_word().prop_map(Matcher::Prefix),
        (plain_word(), "[?*]", plain_word()).prop_map(|(a, wild, b)| Matcher::Wildcard(format!("{a}{wild}{b}"))),
        plain_word().prop_map(|word| Matcher::Wildcard(format!("{word}?"))),
        (plain_word(), 1..=2_u8).prop_map(|(word, distance)| Matcher::Fuzzy { word, distance }),
    ]
}

fn near() -> impl Strategy<Value = Matcher> {
    let side = || {
        prop_oneof![
            word().prop_map(Matcher::Word),
            plain_word().prop_map(Matcher::Prefix),
            text().prop_map(|text| Matcher::Phrase { text, slop: 0, prefix: false }),
        ]
    };
    (side(), side(), 1..=limits::DISTANCE, any::<bool>()).prop_map(|(left, right, distance, ordered)| Matcher::Near {
        left: Box::new(left),
        right: Box::new(right),
        distance,
        ordered,
    })
}

fn regex() -> impl Strategy<Value = Matcher> {
    ("[a-z/ ]{0,4}(\\\\\\.|\\\\\\\\|[a-z]\\+|\\(a\\|b\\)|\\[x/\\]){1,3}").prop_map(Matcher::Regex)
}

fn dates() -> impl Strategy<Value = Matcher> {
    let day =
        || (0..=9999_i16, 1..=12_i8, 1..=28_i8).prop_map(|(year, month, day)| jiff::civil::date(year, month, day));
    (day(), day(), 0..3).prop_map(|(a, b, open): (Date, Date, i32)| Matcher::Dates {
        from: (open != 1).then(|| a.min(b)),
        to: (open != 2).then(|| a.max(b)),
    })
}

fn numbers() -> impl Strategy<Value = Matcher> {
    (0.0..0.5_f64, 0.5..=1.0_f64, any::<bool>(), any::<bool>(), 0..3).prop_map(|(a, b, a_in, b_in, open)| {
        Matcher::Numbers { from: (open != 1).then_some((a, a_in)), to: (open != 2).then_some((b, b_in)) }
    })
}

fn leaf() -> impl Strategy<Value = Query> {
    let fields: Vec<Field> = Field::all().collect();
    let with_values: Vec<Field> = Field::all().filter(|field| field.kind() != FieldType::Statement).collect();
    let matched = prop::sample::select(fields).prop_flat_map(|field| {
        let matcher = match (field, field.kind()) {
            (Field::Kind, _) => {
                prop::sample::select(vec!["direct", "mixed"]).prop_map(|v| Matcher::Word(v.into())).boxed()
            }
            (Field::SpeakerType, _) => Just(Matcher::Word("person".into())).boxed(),
            (Field::Lang, _) => Just(Matcher::Word("en".into())).boxed(),
            (_, FieldType::Text) => prop_oneof![word().prop_map(Matcher::Word), phrase(), pattern(), near()].boxed(),
            (_, FieldType::Name) => {
                let literal = text().prop_map(Matcher::Literal);
                prop_oneof![word().prop_map(Matcher::Word), phrase(), pattern(), near(), regex(), literal].boxed()
            }
            (_, FieldType::Outlet) => {
                let whole = text().prop_map(|text| Matcher::Phrase { text, slop: 0, prefix: false });
                prop_oneof![
                    text().prop_map(Matcher::Word),
                    whole,
                    text().prop_map(Matcher::Literal),
                    text().prop_map(Matcher::Prefix),
                    pattern(),
                    regex()
                ]
                .boxed()
            }
            (_, FieldType::Keyword) => {
                prop_oneof![text().prop_map(Matcher::Word), text().prop_map(Matcher::Prefix)].boxed()
            }
            (_, FieldType::Date) => dates().boxed(),
            (_, FieldType::Number) => numbers().boxed(),
            (_, FieldType::Statement) => "[0-9a-f]{16}".prop_map(Matcher::Word).boxed(),
        };
        matcher.prop_map(move |matcher| Query::Match { field, matcher, span: NOWHERE })
    });
    prop_oneof![
        8 => matched,
        1 => prop::sample::select(with_values).prop_map(|field| Query::Exists { field, span: NOWHERE }),
        1 => Just(Query::All),
    ]
}

/// Trees in the form that reading gives: nothing in its own like, no exclusion of an exclusion.
fn query() -> impl Strategy<Value = Query> {
    leaf().prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| flat(parts, true)),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| flat(parts, false)),
            inner.prop_map(|query| match query {
                Query::Not(inner) => *inner,
                other => Query::Not(Box::new(other)),
            }),
        ]
    })
}

fn flat(parts: Vec<Query>, all: bool) -> Query {
    let mut out = Vec::new();
    for part in parts {
        match (part, all) {
            (Query::And(inner), true) | (Query::Or(inner), false) => out.extend(inner),
            (other, _) => out.push(other),
        }
    }
    if all { Query::And(out) } else { Query::Or(out) }
}

/// Pieces that mean something, in any order.
fn fragments() -> impl Strategy<Value = String> {
    let pieces = vec![
        " ", "(", ")", "\"", "“", "”", "«", "「", "AND", "OR", "NOT", "NEAR/5", "ADJ/", "-", "+", "!", "&&", "||", "*",
        "?", "~", "~2", "\\", "/", "[", "]", "{", "}", " TO ", "..", ">=", "<", "=", ":", "：", "（", "date:",
        "speaker:", "conf:", "kind:", "path:", "outlet:", "2024", "-02", "-30", "7d", "0.8", "word", "多极", "é", "'",
        "…", ",", "$", "\u{0}", "\u{301}", "x",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..24).prop_map(|pieces| pieces.concat())
}

/// What must hold of any answer to any input.
fn check_sane(input: &str) {
    match parse(input) {
        Ok(parsed) => {
            let printed = parsed.query.to_string();
            assert_eq!(tree(&printed), Ok(unplaced(parsed.query)), "{input:?} printed as {printed:?}");
            assert!(parsed.notes.iter().all(|note| note.span.of(input).is_some()), "{input:?}");
        }
        Err(error) => {
            assert!(!error.problems.is_empty());
            for problem in &error.problems {
                assert!(problem.span.of(input).is_some(), "{input:?}: {problem:?}");
                assert!(!problem.kind.to_string().is_empty() && !problem.kind.code().is_empty());
                let _ = error.line(problem);
            }
        }
    }
}

/// What random text has found once.
#[test]
fn what_was_found_before_is_sane() {
    for input in ["Q:=લ:", "q:=é:x", "Q:=ળ<𑌠eJ?"] {
        check_sane(input);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 768, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn printing_then_reading_gives_the_same_tree(query in query()) {
        let printed = query.to_string();
        prop_assert_eq!(tree(&printed), Ok(query), "{}", printed);
    }

    #[test]
    fn reading_never_panics_and_errors_have_a_place(input in "\\PC{0,60}") {
        check_sane(&input);
    }

    #[test]
    fn nor_on_marks_in_any_order(input in fragments()) {
        check_sane(&input);
    }

    #[test]
    fn suggestions_are_understood(input in fragments()) {
        if let Err(error) = parse(&input)
            && let [problem] = error.problems.as_slice()
            && let Some(suggestion) = &problem.suggestion
        {
            let repaired = format!("{}{suggestion}{}", &input[..problem.span.start], &input[problem.span.end..]);
            let again = parse(&repaired).err().map(|error| error.problems[0].clone());
            let is_repaired = again.as_ref().is_none_or(|next| next.kind != problem.kind || next.span.start != problem.span.start);
            prop_assert!(is_repaired, "{:?} became {:?}: {:?}", input, repaired, again);
        }
    }

    #[test]
    fn what_means_the_same_is_read_as_the_same(a in query(), b in query()) {
        let (a, b) = (a.to_string(), b.to_string());
        prop_assert_eq!(tree(&format!("({a}) AND ({b})")), tree(&format!("({a}) ({b})")));
        prop_assert_eq!(tree(&format!("NOT NOT ({a})")), tree(&a));
        prop_assert_eq!(tree(&format!("-({a})")), tree(&format!("NOT ({a})")));
        prop_assert_eq!(tree(&format!("（{a}） OR （{b}）")), tree(&format!("({a}) OR ({b})")));
    }

    #[test]
    fn curled_quotation_marks_are_straight_ones(words in "[a-z]{1,5}( [a-z]{1,5}){0,3}") {
        let straight = tree(&format!("\"{words}\""));
        prop_assert_eq!(&tree(&format!("“{words}”")), &straight);
        prop_assert_eq!(&tree(&format!("„{words}“")), &straight);
        prop_assert_eq!(&tree(&format!("«{words}»")), &straight);
        prop_assert_eq!(&tree(&format!("「{words}」")), &straight);
    }
}

#[test]
fn the_longest_queries_are_read_at_once() {
    for piece in [
        "(",
        ")",
        "\"",
        "-",
        "NOT ",
        "a ",
        "a:",
        "\\",
        "/",
        "*",
        "?",
        "[",
        "speaker:",
        "speaker:(",
        "=",
        "“",
        "~",
        "date:[",
    ] {
        let input = piece.repeat(limits::QUERY_BYTES / piece.len());
        check_sane(&input);
    }
    let levels = |n: usize| format!("{}a{}", "(".repeat(n), ")".repeat(n));
    assert!(parse(&levels(limits::LEVELS)).is_ok());
    assert!(parse(&levels(limits::LEVELS + 1)).is_err());
    assert!(parse(&"a ".repeat(limits::CLAUSES)).is_ok());
    assert!(parse(&"a ".repeat(limits::CLAUSES + 1)).is_err());
    assert!(super::super::parse(&"a".repeat(limits::QUERY_BYTES), today()).is_ok());
}
