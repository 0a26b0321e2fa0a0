//! Queries and the canonical text of the trees they are read as.

use super::parse;
use crate::index::Field;
use crate::query::{Matcher, Query};

fn check(input: &str, canonical: &str) {
    match parse(input) {
        Ok(parsed) => assert_eq!(parsed.query.to_string(), canonical, "tree of {input:?}"),
        Err(error) => panic!("{input:?} cannot be read: {error}"),
    }
}

#[test]
fn a_mark_in_the_beginning_of_a_whole_value_is_none_of_a_pattern() {
    for field in ["publisher", "outlet"] {
        check(&format!("{field}:\"Daily Po\"*"), &format!("{field}:Daily\\ Po*"));
        for marked in [r#""Daily \*Po"*"#, r#""wh\?o"*"#, r#""a\\b"*"#] {
            let query = format!("{field}:{marked}");
            check(&query, &query);
        }
    }
}

fn check_notes(input: &str, notes: &[(&str, &str)]) {
    let parsed = parse(input).unwrap();
    let found: Vec<(&str, &str)> =
        parsed.notes.iter().map(|note| (note.span.of(input).unwrap(), note.text.as_str())).collect();
    assert_eq!(found, notes, "notes on {input:?}");
}

#[test]
fn white_space_is_and() {
    check("multipolar", "multipolar");
    check("multipolar world", "multipolar AND world");
    check(" multipolar\t\nAND  world ", "multipolar AND world");
    check("multipolar\u{3000}world", "multipolar AND world");
    check("outlet:TASS AND \"multipolar\"", "outlet:TASS AND \"multipolar\"");
    check("outlet:tass multipolar", "outlet:tass AND multipolar");
}

#[test]
fn not_binds_before_and_and_and_before_or() {
    check("a OR b c", "a OR (b AND c)");
    check("(a OR b) c", "(a OR b) AND c");
    check("a b OR c d", "(a AND b) OR (c AND d)");
    check("NOT a b", "NOT a AND b");
    check("NOT (a b)", "NOT (a AND b)");
    check("a NOT b", "a AND NOT b");
    check("a OR NOT b", "a OR NOT b");
    check("a AND NOT b OR c", "(a AND NOT b) OR c");
    check("(a)(b)c", "a AND b AND c");
    check("NOT(a OR b)", "NOT (a OR b)");
}

#[test]
fn parentheses_that_change_nothing_leave_no_trace() {
    check("((a))", "a");
    check("a (b (c d))", "a AND b AND c AND d");
    check("a OR (b OR c)", "a OR b OR c");
    check("NOT NOT a", "a");
    check("NOT -a", "a");
    check("-(-a)", "a");
    check("NOT NOT NOT a", "NOT a");
}

#[test]
fn a_query_may_be_only_exclusions() {
    check("-outlet:TASS", "NOT outlet:TASS");
    check("-outlet:*", "NOT outlet:*");
    check("NOT (outlet:TASS OR outlet:RT) nato", "NOT (outlet:TASS OR outlet:RT) AND nato");
    check("-\"cold war\"", "NOT \"cold war\"");
    check("*", "*");
    check("* -kind:direct", "* AND NOT kind:direct");
}

#[test]
fn operators_are_words_unless_in_capitals() {
    check("a or b", "a AND or AND b");
    check("Not a", "Not AND a");
    check("\\AND \\OR", "\\AND AND \\OR");
    check("outlet:OR", "outlet:\\OR");
    check("NEARBY ADJOURN", "\\NEARBY AND \\ADJOURN");
}

#[test]
fn words_joined_by_punctuation_are_a_phrase() {
    check("world-order", "\"world-order\"");
    check("China’s", "\"China’s\"");
    check("3.5%", "\"3.5\"");
    check("AT&T", "\"AT&T\"");
    check("multipolar,", "multipolar");
    check("(U.S)", "U.S");
    check("'tis", "tis");
    check("C++", "C");
    check("speaker:O'Brien", "speaker:\"O'Brien\"");
    check("speaker:Xi\\ Jinping", "speaker:\"Xi Jinping\"");
    check("path:2024/02/", "path:\"2024/02\"");
    check("12\\:30", "\"12:30\"");
}

#[test]
fn unspaced_scripts_are_one_word() {
    check("多极世界", "多极世界");
    check("多极*", "\"多极\"*");
    check("多极World", "\"多极World\"");
    check("制裁 NEAR/5 石油", "制裁 NEAR/5 石油");
}

#[test]
fn any_double_quotation_marks_make_a_phrase() {
    for input in ["\"fair order\"", "“fair order”", "”fair order”", "„fair order“", "„fair order”", "«fair order»"]
    {
        check(input, "\"fair order\"");
    }
    for input in ["»fair order«", "»fair order»", "「fair order」", "『fair order』", "＂fair order＂", "“fair order\""]
    {
        check(input, "\"fair order\"");
    }
    check("\"he said “no” to it\"", "\"he said “no” to it\"");
    check("\"a \\\"b\\\" c\"", "\"a \\\"b\\\" c\"");
    check("\" padded \"", "\"padded\"");
    check("\"who are you?\"", "\"who are you?\"");
    check("\"f\\*\\*k\"", "\"f\\*\\*k\"");
}

#[test]
fn phrases_take_moves_or_a_last_word_that_goes_on() {
    check("\"fair order\"~3", "\"fair order\"~3");
    check("\"fair order\"~0", "\"fair order\"");
    check("\"strategic auton\"*", "\"strategic auton\"*");
    check("\"strateg\"*", "\"strateg\"*");
    check("world-ord*", "\"world-ord\"*");
    check("speaker:“Xi Jin”*", "speaker:\"Xi Jin\"*");
    check("outlet:\"RIA Nov\"*", "outlet:RIA\\ Nov*");
}

#[test]
fn patterns_and_fuzzy_words() {
    check("sanction*", "sanction*");
    check("sanction**", "sanction*");
    check("s*", "s*");
    check("'sanction*,", "sanction*");
    check("polit?cal", "polit?cal");
    check("s*n", "s*n");
    check("sanctoins~1", "sanctoins~1");
    check("sanctoins~2", "sanctoins~2");
    check("sanctoins~", "sanctoins~2");
    check("putn~", "putn~1");
    check("speaker:Lavr*", "speaker:Lavr*");
    check("outlet:Xin*a", "outlet:Xin*a");
    check("id:9f2c*", "id:9f2c*");
}

#[test]
fn distances_join_words_of_one_field() {
    check("sanctions NEAR/5 oil", "sanctions NEAR/5 oil");
    check("sanctions ADJ/5 oil*", "sanctions ADJ/5 oil*");
    check("\"price cap\" NEAR/5 oil", "\"price cap\" NEAR/5 oil");
    check("a -b NEAR/5 c OR d", "(a AND NOT b NEAR/5 c) OR d");
    check("context:(oil NEAR/5 gas)", "context:(oil NEAR/5 gas)");
    check("context:oil NEAR/5 context:gas", "context:(oil NEAR/5 gas)");
    check("title:(gas (oil NEAR/5 cap))", "title:gas AND title:(oil NEAR/5 cap)");
}

#[test]
fn fields_go_by_any_name_and_case() {
    check("SPEAKER:Putin", "speaker:Putin");
    check("by:Putin", "speaker:Putin");
    check("speaker.type:Person", "speaker.type:person");
    check("ｏｕｔｌｅｔ：TASS", "outlet:TASS");
    check("quote:x text:y", "x AND y");
    check("outlet:ТАСС", "outlet:ТАСС");
    check("outlet:itar-tass", "outlet:itar-tass");
    check("outlet:\"RIA Novosti\"", "outlet:\"RIA Novosti\"");
}

#[test]
fn groups_hand_their_field_down() {
    check("speaker:(Xi OR Putin)", "speaker:Xi OR speaker:Putin");
    check("speaker：（Xi OR Putin）", "speaker:Xi OR speaker:Putin");
    check("outlet:(TASS OR Xinhua) -speaker:Lavrov", "(outlet:TASS OR outlet:Xinhua) AND NOT speaker:Lavrov");
    check(
        "speaker:(\"Xi Jinping\" OR (Putin -Maria))",
        "speaker:\"Xi Jinping\" OR (speaker:Putin AND NOT speaker:Maria)",
    );
    check("speaker:(speaker:Xi)", "speaker:Xi");
    check("date:(2023-05-01 OR 2024-02-08)", "date:2023-05-01 OR date:2024-02-08");
    check("lang:(en OR rus)", "lang:en OR lang:ru");
    check("role:(*)", "role:*");
}

#[test]
fn literal_values() {
    check("speaker:=\"Xi Jinping\"", "speaker:=\"Xi Jinping\"");
    check("outlet:=TASS", "outlet:=\"TASS\"");
    check("speaker:=\"Xi*\"", "speaker:=\"Xi\\*\"");
    check("kind:=direct", "kind:direct");
}

#[test]
fn a_star_asks_for_any_value() {
    check("speaker:*", "speaker:*");
    check("quote:*", "quote:*");
    check("date:* conf:* kind:*", "date:* AND conf:* AND kind:*");
}

#[test]
fn expressions_match_names() {
    check("speaker:/^Serge[iy] Lavrov$/", "speaker:/^Serge[iy] Lavrov$/");
    check("speaker:/^(Sergei|Sergey) Lavrov$/ x", "speaker:/^(Sergei|Sergey) Lavrov$/ AND x");
    check("path:/2024\\/0[12]\\/.*/", "path:/2024\\/0[12]\\/.*/");
    check("role:/a\\\\b\\.c/", "role:/a\\\\b\\.c/");
}

#[test]
fn confidence_is_a_number() {
    check("conf:>=0.8", "conf:>=0.8");
    check("conf:<.5", "conf:<0.5");
    check("conf:0.5..0.9", "conf:0.5..0.9");
    check("conf:0.8", "conf:0.8");
    check("conf:[0.5 TO 0.9}", "conf:[0.5 TO 0.9}");
    check("conf:[0.5 TO *]", "conf:>=0.5");
    check("conf:=1", "conf:1");
}

#[test]
fn values_keep_their_colons_where_that_is_their_form() {
    check("url:https://tass.com/politics", "url:\"https://tass.com/politics\"");
    check("article:urn:x:1", "article:urn\\:x\\:1");
    check("article:\"urn:x 1\"", "article:urn\\:x\\ 1");
}

/// The pieces of `input` that the leaves were read from.
fn walk<'i>(query: &Query, input: &'i str, places: &mut Vec<&'i str>) {
    match query {
        Query::And(parts) | Query::Or(parts) => parts.iter().for_each(|part| walk(part, input, places)),
        Query::Not(inner) => walk(inner, input, places),
        leaf => places.extend(leaf.span().and_then(|span| span.of(input))),
    }
}

#[test]
fn leaves_know_their_place() {
    let input = "a -speaker:“Xi” OR title:(b NEAR/2 c)";
    let mut places = Vec::new();
    walk(&parse(input).unwrap().query, input, &mut places);
    assert_eq!(places, ["a", "speaker:“Xi”", "b NEAR/2 c"]);
}

#[test]
fn words_without_a_field_ask_the_quote() {
    let parsed = parse("multipolar").unwrap();
    let Query::Match { field, matcher, span } = parsed.query else { panic!("{parsed:?}") };
    assert_eq!((field, matcher, span.len()), (Field::Quote, Matcher::Word("multipolar".to_owned()), 10));
}

#[test]
fn remarks_on_what_may_be_a_slip() {
    check_notes("a or b", &[("or", "`or` is searched for as text; the operator is `OR`")]);
    check_notes("speaker:(xi And putin)", &[("And", "`And` is searched for as text; the operator is `AND`")]);
    check_notes("not a", &[("not", "`not` is searched for as text; the operator is `NOT`")]);
    check_notes("a near/5 b", &[("near/5", "`near/5` is searched for as text; the operator is `NEAR/5`")]);
    check_notes("or", &[]);
    check_notes("\\or b c", &[]);
    check_notes("\"now or never\"", &[]);
    check_notes("multipolar?", &[("?", "`?` stands for one more character here")]);
    check_notes(
        "'fair order'",
        &[("'fair order'", "single quotation marks are apostrophes; a phrase takes double ones")],
    );
    check_notes("'tis the season", &[]);
}

#[test]
fn warnings_about_what_can_never_match() {
    check_notes(
        "kind:direct kind:indirect",
        &[(
            "kind:indirect",
            "a statement has one kind, so `kind:direct` and `kind:indirect` never match together; `OR` joins them",
        )],
    );
    check_notes(
        "date:2023 x date:2024",
        &[(
            "date:2024",
            "no value is in `date:2024-01-01..2024-12-31` and in the ranges before it, so nothing can match",
        )],
    );
    check_notes(
        "conf:<0.5 conf:>=0.5",
        &[("conf:>=0.5", "no value is in `conf:>=0.5` and in the ranges before it, so nothing can match")],
    );
    check_notes("a -a", &[("a", "`a` is asked for and excluded, so nothing can match")]);
    check_notes(
        "x OR (lang:en (b lang:ru))",
        &[("lang:ru", "a statement has one lang, so `lang:en` and `lang:ru` never match together; `OR` joins them")],
    );
    check_notes("kind:direct kind:Direct", &[]);
    check_notes("kind:direct OR kind:indirect", &[]);
    check_notes("outlet:TASS outlet:Xinhua", &[]);
    check_notes("date:2024 date:2024-02", &[]);
    check_notes("conf:<=0.5 conf:>=0.5", &[]);
}
