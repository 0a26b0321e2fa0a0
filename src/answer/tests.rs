//! What each operator finds. That every answer equals a plain scan over the records, `model::operators` shows.

use std::sync::LazyLock;

use jiff::civil::date;

use super::indexed::find_in_pages;
use super::*;
use crate::index::{Corpus, Index, index_of};
use crate::query::{Matcher, ProblemKind};
use crate::statement::Record;

const LINES: [&str; 9] = [
    "Xi Jinping | CCTV | ANI | 2024-02-08 | en | We want a fair multipolar world order",
    "Vladimir Putin | TASS | ANI | 2024-02-09T10:00:00Z | en | The U.S. imposed new sanctions on oil and gas",
    "Vladimir Putin | TASS,Reuters | | 2024-02 | en | he said «a fair» he added «world order» and left",
    "Сергей Лавров | | TASS | 2023 | ru | Многополярные санкции не работают",
    "Sergey Lavrov | Xinhua | RT | | | China’s sanction on naïve cooperation",
    " | | Le Monde | 2024-12-30 | fr | Les sanctions économiques",
    "毛宁 | | | 2025-01-01 | zh | 多极世界秩序",
    "Putin Press Office | | | 2024-02-10 | en | order of the world, order of the oil",
    "Xi | | | 2022-05-05 | en | strategic autonomy and strategic autonomous weapons",
];

static INDEX: LazyLock<(Corpus, Index)> = LazyLock::new(|| index_of(&LINES));

fn leaf(field: Field, matcher: Matcher) -> Query {
    Query::Match { field, matcher, span: Span::new(2, 5) }
}

fn word(field: Field, text: &str) -> Query {
    leaf(field, Matcher::Word(text.to_owned()))
}

fn phrase(field: Field, text: &str) -> Query {
    leaf(field, Matcher::Phrase { text: text.to_owned(), slop: 0, prefix: false })
}

fn exists(field: Field) -> Query {
    Query::Exists { field, span: Span::new(0, 1) }
}

fn not(query: Query) -> Query {
    Query::Not(Box::new(query))
}

fn request(query: Query) -> Request {
    Request::new(query, None)
}

/// Numbers (from 0) of the lines that a query finds.
fn check(query: Query, expected: &[usize]) {
    let shown = format!("{query:?}");
    let answer = ask(&INDEX.1, &request(query)).unwrap();
    let mut found: Vec<usize> = answer.hits.iter().map(|hit| line_of(&hit.record)).collect();
    found.sort_unstable();
    assert_eq!(found, expected, "{shown}");
    assert_eq!(answer.total, found.len() as u64);
}

fn line_of(record: &Record) -> usize {
    record.article.path.rsplit('#').next().unwrap().parse::<usize>().unwrap() - 1
}

fn problem(query: Query) -> ProblemKind {
    match ask(&INDEX.1, &request(query)) {
        Err(AskError::Query(error)) => {
            assert_eq!(error.problems[0].span, Span::new(2, 5));
            error.problems.into_iter().next().unwrap().kind
        }
        other => panic!("expected a problem, found {other:?}"),
    }
}

#[test]
fn words_match_their_inflections_in_every_language() {
    check(word(Field::Quote, "sanction"), &[1, 4, 5]);
    check(word(Field::Quote, "SANCTIONED"), &[1, 4]);
    check(word(Field::Quote, "санкция"), &[3]);
    check(word(Field::Quote, "economiques"), &[5]);
    check(word(Field::Quote, "naive"), &[4]);
    check(word(Field::Quote, "US"), &[1]);
    check(word(Field::Quote, "China"), &[4]);
    check(word(Field::Quote, "world-orders"), &[0, 2, 7]);
}

#[test]
fn phrases_match_exactly_and_not_over_an_interruption() {
    check(phrase(Field::Quote, "world order"), &[0, 2, 7]);
    check(phrase(Field::Quote, "world orders"), &[]);
    check(phrase(Field::Quote, "fair world"), &[]);
    check(phrase(Field::Context, "said a fair he"), &[2]);
    check(phrase(Field::Quote, "said"), &[]);
    check(phrase(Field::Quote, "новые санкции"), &[]);
}

#[test]
fn a_context_is_asked_as_a_whole_wherever_its_quote_begins_and_ends() {
    let (_corpus, index) = index_of(&[
        "Berg | | | 2021 | en | she said «the harbour stays» open",
        "Berg | | | 2022 | en | he said «the» old «harbour stays», and left",
    ]);
    let years = |query: Query| {
        let hits = ask(&index, &request(query)).unwrap().hits.into_iter();
        let mut years: Vec<i16> = hits.map(|hit| hit.record.date.unwrap().date.first_day().year()).collect();
        years.sort_unstable();
        years
    };
    let found = |words| (years(phrase(Field::Context, words)), years(phrase(Field::Quote, words)));
    assert_eq!(found("said the harbour stays open"), (vec![2021], vec![]));
    assert_eq!(found("the harbour"), (vec![2021], vec![2021]));
    assert_eq!(found("old harbour stays and"), (vec![2022], vec![]));
    assert_eq!(years(word(Field::Context, "stay")), [2021, 2022]);
}

#[test]
fn unspaced_scripts_match_without_spaces() {
    check(word(Field::Quote, "世界"), &[6]);
    check(word(Field::Quote, "极秩"), &[]);
    check(leaf(Field::Quote, Matcher::Prefix("多极".to_owned())), &[6]);
    check(word(Field::Speaker, "毛宁"), &[6]);
}

#[test]
fn phrases_with_a_distance_count_moves() {
    let within = |text: &str, slop| leaf(Field::Quote, Matcher::Phrase { text: text.to_owned(), slop, prefix: false });
    check(within("fair order", 1), &[]);
    check(within("fair order", 2), &[0, 2]);
    check(within("order world", 2), &[0, 2, 7]);
    check(within("order world", 1), &[]);
}

#[test]
fn near_and_adjacent_count_words_between_starts() {
    let near = |left: Matcher, right: Matcher, distance, ordered| {
        leaf(Field::Quote, Matcher::Near { left: Box::new(left), right: Box::new(right), distance, ordered })
    };
    let of = |text: &str| Matcher::Word(text.to_owned());
    check(near(of("sanction"), of("oil"), 2, false), &[1]);
    check(near(of("oil"), of("sanctions"), 2, false), &[1]);
    check(near(of("oil"), of("sanctions"), 2, true), &[]);
    check(near(of("sanctions"), of("oil"), 1, true), &[]);
    check(near(of("order"), Matcher::Prefix("wor".to_owned()), 3, true), &[7]);
}

#[test]
fn prefixes_wildcards_and_misspellings_stand_for_all_their_words() {
    check(leaf(Field::Quote, Matcher::Prefix("multipol".to_owned())), &[0]);
    check(leaf(Field::Quote, Matcher::Prefix("SANC".to_owned())), &[1, 4, 5]);
    check(leaf(Field::Quote, Matcher::Wildcard("or?er".to_owned())), &[0, 2, 7]);
    check(leaf(Field::Quote, Matcher::Wildcard("s*s".to_owned())), &[1, 5]);
    check(leaf(Field::Quote, Matcher::Fuzzy { word: "sanctoins".to_owned(), distance: 1 }), &[1, 5]);
    check(leaf(Field::Quote, Matcher::Fuzzy { word: "wrld".to_owned(), distance: 1 }), &[0, 2, 7]);
    let going_on = Matcher::Phrase { text: "strategic auton".to_owned(), slop: 0, prefix: true };
    check(leaf(Field::Quote, going_on), &[8]);
    check(leaf(Field::Quote, Matcher::Regex("^multi.*ar$".to_owned())), &[0]);
}

#[test]
fn speakers_match_by_words_and_by_whole_value() {
    check(word(Field::Speaker, "putin"), &[1, 2, 7]);
    check(phrase(Field::Speaker, "Vladimir Putin"), &[1, 2]);
    check(phrase(Field::Speaker, "Putin Vladimir"), &[]);
    check(leaf(Field::Speaker, Matcher::Literal("XI".to_owned())), &[8]);
    check(leaf(Field::Speaker, Matcher::Literal("xi jinping".to_owned())), &[0]);
    check(leaf(Field::Speaker, Matcher::Regex("^Serge[iy] Lavrov$".to_owned())), &[4]);
    check(leaf(Field::Speaker, Matcher::Prefix("vlad".to_owned())), &[1, 2]);
    check(leaf(Field::Speaker, Matcher::Fuzzy { word: "lavrow".to_owned(), distance: 1 }), &[4]);
}

#[test]
fn outlets_match_by_alias_and_carrier() {
    check(word(Field::Outlet, "tass"), &[1, 2, 3]);
    check(word(Field::Outlet, "ТАСС"), &[1, 2, 3]);
    check(word(Field::Publisher, "tass"), &[3]);
    check(word(Field::Outlet, "Reuters"), &[2]);
    check(phrase(Field::Outlet, "le monde"), &[5]);
    check(word(Field::Outlet, "ANI"), &[]);
    check(leaf(Field::Outlet, Matcher::Literal("ТАСС".to_owned())), &[]);
    let explained = explain(&INDEX.1, &word(Field::Outlet, "ТАСС")).unwrap();
    assert_eq!(explained.nodes[0].resolved, "TASS");
}

#[test]
fn keywords_match_whole_values() {
    check(word(Field::Kind, "direct"), &[2]);
    check(word(Field::Lang, "EN"), &[0, 1, 2, 7, 8]);
    check(leaf(Field::Lang, Matcher::Regex("^(fr|zh)$".to_owned())), &[5, 6]);
    check(word(Field::SpeakerType, "person"), &[0, 1, 2, 3, 4, 6, 7, 8]);
    let id = ask(&INDEX.1, &request(word(Field::Lang, "zh"))).unwrap().hits[0].record.id.clone();
    check(word(Field::Id, &id), &[6]);
    check(leaf(Field::Id, Matcher::Prefix(id[..9].to_owned())), &[6]);
    check(leaf(Field::Path, Matcher::Prefix("articles/all".to_owned())), &[0, 1, 2, 3, 4, 5, 6, 7, 8]);
}

#[test]
fn dates_match_periods_that_lie_inside() {
    let dates = |from, to| leaf(Field::Date, Matcher::Dates { from, to });
    let year = |year| dates(Some(date(year, 1, 1)), Some(date(year, 12, 31)));
    check(year(2024), &[0, 1, 2, 5, 7]);
    check(year(2023), &[3]);
    check(dates(Some(date(2024, 2, 9)), Some(date(2024, 2, 9))), &[1]);
    check(dates(Some(date(2024, 2, 1)), Some(date(2024, 2, 28))), &[0, 1, 7]);
    check(dates(Some(date(2024, 2, 1)), Some(date(2024, 2, 29))), &[0, 1, 2, 7]);
    check(dates(None, Some(date(2023, 6, 1))), &[8]);
    check(dates(Some(date(2024, 12, 30)), None), &[5, 6]);
    check(exists(Field::Date), &[0, 1, 2, 3, 5, 6, 7, 8]);
}

#[test]
fn confidence_compares_as_the_decimal_it_shows() {
    let conf = |from, to| leaf(Field::Conf, Matcher::Numbers { from, to });
    check(conf(Some((0.8, true)), None), &[0, 1, 2, 3, 4, 5, 6, 7, 8]);
    check(conf(None, Some((0.8, true))), &[0, 1, 2, 3, 4, 5, 6, 7, 8]);
    check(conf(Some((0.8, false)), None), &[]);
}

#[test]
fn exclusions_may_stand_alone() {
    check(Query::All, &[0, 1, 2, 3, 4, 5, 6, 7, 8]);
    check(not(word(Field::Lang, "en")), &[3, 4, 5, 6]);
    check(not(exists(Field::Outlet)), &[6, 7, 8]);
    check(not(exists(Field::Speaker)), &[5]);
    check(not(not(word(Field::Lang, "fr"))), &[5]);
    check(Query::And(vec![not(word(Field::Lang, "en")), not(word(Field::Lang, "ru"))]), &[4, 5, 6]);
    check(Query::Or(vec![not(exists(Field::Speaker)), word(Field::Lang, "zh")]), &[5, 6]);
}

#[test]
fn what_a_field_cannot_answer_is_a_problem_with_a_place() {
    assert!(matches!(problem(word(Field::Date, "soon")), ProblemKind::NotForField { field: "date", found: "word" }));
    assert!(matches!(problem(leaf(Field::Quote, Matcher::Regex("(".to_owned()))), ProblemKind::BadRegex(_)));
    assert!(matches!(problem(word(Field::Quote, "…")), ProblemKind::NoWord(_)));
}

#[test]
fn too_many_expansions_fail_and_are_never_cut() {
    let lines: Vec<String> = (0..1_100).map(|n| format!("A | | | | en | w{n:04}")).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let (_corpus, index) = index_of(&lines);
    let all = leaf(Field::Quote, Matcher::Prefix("w".to_owned()));
    assert!(matches!(
        ask(&index, &request(all)),
        Err(AskError::Query(error)) if matches!(error.problems[0].kind, ProblemKind::TooManyExpansions { limit: 1024, .. })
    ));
    let most = leaf(Field::Quote, Matcher::Prefix("w0".to_owned()));
    assert_eq!(ask(&index, &request(most)).unwrap().total, 1_000);
}

#[test]
fn orders_end_with_what_has_no_value_and_break_ties_by_date() {
    let order = |sort| {
        let answer = ask(&INDEX.1, &Request { sort, ..request(Query::All) }).unwrap();
        answer.hits.iter().map(|hit| line_of(&hit.record)).collect::<Vec<_>>()
    };
    assert_eq!(order(Sort::Date), [8, 3, 2, 0, 1, 7, 5, 6, 4]);
    assert_eq!(order(Sort::DateDescending), [6, 5, 7, 1, 0, 2, 3, 8, 4]);
    assert_eq!(order(Sort::Speaker), [7, 4, 1, 2, 8, 0, 3, 6, 5]);
    assert_eq!(order(Sort::Outlet), [0, 5, 1, 2, 3, 4, 6, 7, 8]);
    assert_eq!(order(Sort::Relevance), order(Sort::DateDescending), "nothing is better than another");
}

#[test]
fn pages_are_parts_of_the_whole() {
    let whole = ask(&INDEX.1, &Request { sort: Sort::Speaker, ..request(Query::All) }).unwrap();
    for offset in 0..10 {
        let page = Request { sort: Sort::Speaker, offset, limit: Some(3), ..request(Query::All) };
        let page = ask(&INDEX.1, &page).unwrap();
        let ids: Vec<&str> = page.hits.iter().map(|hit| hit.record.id.as_str()).collect();
        let expected: Vec<&str> = whole.hits.iter().skip(offset).take(3).map(|hit| hit.record.id.as_str()).collect();
        assert_eq!(ids, expected, "page at {offset}");
        assert_eq!(page.total, 9);
    }
}

#[test]
fn hits_selected_in_many_passes_are_those_of_one() {
    let sorts = [Sort::Relevance, recent(7), Sort::Date, Sort::DateDescending, Sort::Speaker, Sort::Outlet];
    let queries = [Query::All, word(Field::Quote, "order"), Query::Or(vec![word(Field::Quote, "fair"), Query::All])];
    for (sort, query) in sorts.into_iter().flat_map(|sort| queries.clone().map(|query| (sort, query))) {
        for (offset, limit) in [(0, None), (2, None), (1, Some(5)), (0, Some(0)), (40, Some(3))] {
            let request = Request { sort, offset, limit, ..request(query.clone()) };
            let ids = |page| -> Vec<String> {
                let found = find_in_pages(INDEX.1.snapshot(), &request, page).unwrap();
                let hits: Vec<String> = found.hits().map(|hit| hit.unwrap().record.id).collect();
                assert_eq!(found.n_hits(), hits.len(), "{request:?}");
                hits
            };
            let whole = ids(1000);
            for page in 1..4 {
                assert_eq!(ids(page), whole, "{page} in a pass: {request:?}");
            }
        }
    }
}

/// Utterances of one to three versions among one another, over several segments.
fn carried() -> (Corpus, Index) {
    let subjects = ["harbour treaty", "mountain railway", "grain reserve", "pension reform", "copper concession"];
    let corpus = Corpus::new(&[]);
    for (number, outlet) in ["TASS", "ANI", "Reuters"].into_iter().enumerate() {
        let lines: Vec<String> = subjects
            .iter()
            .enumerate()
            .filter(|(subject, _)| subject % (number + 1) == 0)
            .map(|(subject, words)| {
                let day = 1 + (subject * 2 + number) % 5;
                format!("Anna Berg | | {outlet} | 2024-02-0{day} | en | we will never again pay for the {words} of the north")
            })
            .collect();
        corpus.write(&format!("{outlet}.txt"), &lines.join("\n"));
        corpus.build();
    }
    let index = corpus.open();
    (corpus, index)
}

#[test]
fn of_each_utterance_the_first_version_in_any_order_is_a_hit_in_one_pass_or_many() {
    let (_corpus, index) = carried();
    for sort in [Sort::Relevance, Sort::Date, Sort::DateDescending, Sort::Speaker, Sort::Outlet] {
        let whole = ask(&index, &Request { sort, ..request(word(Field::Quote, "north")) }).unwrap();
        let mut seen = Vec::new();
        let firsts = whole.hits.iter().filter(|hit| {
            let key = hit.utterance.map_or_else(|| hit.record.id.clone(), |utterance| utterance.to_string());
            let is_new = !seen.contains(&key);
            seen.push(key);
            is_new
        });
        let expected: Vec<&str> = firsts.map(|hit| hit.record.id.as_str()).collect();
        assert!(expected.len() < whole.hits.len(), "some are versions of one another");
        let request = Request { sort, collapse: true, ..request(word(Field::Quote, "north")) };
        for page in [1, 2, 3, 1000] {
            let found = find_in_pages(index.snapshot(), &request, page).unwrap();
            let ids: Vec<String> = found.hits().map(|hit| hit.unwrap().record.id).collect();
            assert_eq!(ids, expected, "{page} in a pass, {sort:?}");
            assert_eq!((found.utterances, found.n_hits()), (Some(ids.len() as u64), ids.len()));
            let page = Request { offset: 1, limit: Some(2), ..request.clone() };
            let ids: Vec<String> = ask(&index, &page).unwrap().hits.into_iter().map(|hit| hit.record.id).collect();
            assert_eq!(ids, expected[1..3]);
        }
    }
}

#[test]
fn an_utterance_counts_once_in_each_value_and_period() {
    let (_corpus, index) = carried();
    let spec = |field, period| FacetSpec { field, period, limit: None };
    let facets = vec![spec(Field::Speaker, Period::Month), spec(Field::Date, Period::Month)];
    let answer = ask(&index, &Request { facets, unique: true, ..request(Query::All) }).unwrap();
    let counts: Vec<u64> = answer.facets.iter().map(|facet| facet.buckets[0].count).collect();
    assert_eq!((answer.total, answer.utterances, counts), (10, Some(5), vec![5, 5]));
}

#[test]
fn the_like_of_a_statement_shares_its_telling_words_and_is_never_itself() {
    let id = |line: usize| {
        let answer = ask(&INDEX.1, &request(Query::All)).unwrap();
        answer.hits.into_iter().find(|hit| line_of(&hit.record) == line).unwrap().record.id
    };
    check(word(Field::Like, &id(0)), &[2, 7]);
    check(not(word(Field::Like, &id(0))), &[0, 1, 3, 4, 5, 6, 8]);
    let answer = ask(&INDEX.1, &request(word(Field::Like, &id(0)))).unwrap();
    assert_eq!(line_of(&answer.hits[0].record), 2, "“a fair … world order” is nearer than “order of the world”");
    let lit: Vec<_> =
        answer.hits[0].highlights.iter().filter_map(|s| s.of(&answer.hits[0].record.context.text)).collect();
    assert_eq!(lit, ["a", "fair", "world", "order"]);
    assert!(matches!(problem(word(Field::Like, "00000000000000ff")), ProblemKind::NoSuchStatement(_)));
}

#[test]
fn of_several_statements_with_one_id_the_first_by_path_has_the_words_whose_like_is_sought() {
    let corpus =
        Corpus::new(&[("b/a.txt", "Berg | | ANI | | en | old harbours"), ("c.txt", "Lund | | | | en | harbours")]);
    corpus.build();
    // The same title and text elsewhere: the same id.
    corpus.write("x/a.txt", "Berg | | TASS | | fr | old harbours");
    corpus.write("y.txt", "Holm | | | | fr | harbours");
    corpus.build();
    let index = corpus.open();
    let berg = ask(&index, &request(word(Field::Speaker, "Berg"))).unwrap().hits;
    assert_eq!(berg[0].record.id, berg[1].record.id);
    let like = ask(&index, &request(word(Field::Like, &berg[0].record.id))).unwrap().hits;
    let found: Vec<_> = like.iter().map(|hit| hit.record.speaker.name.as_deref()).collect();
    assert_eq!(found, [Some("Lund")]);
}

fn recent(half_life: u32) -> Sort {
    Sort::Recent { half_life: half_life.try_into().unwrap(), today: date(2024, 2, 12) }
}

#[test]
fn old_matches_count_less_by_half_lives() {
    let scores = |sort| -> Vec<(usize, f32)> {
        let request = Request { sort, ..request(word(Field::Quote, "order")) };
        let answer = ask(&INDEX.1, &request).unwrap();
        answer.hits.iter().map(|hit| (line_of(&hit.record), hit.score.unwrap())).collect()
    };
    let plain = scores(Sort::Relevance);
    // Lines 0, 2 and 7 are 4, 11 (a month counts from its first day) and 2 days old.
    for (line, score) in scores(recent(2)) {
        let (_, before) = plain.iter().find(|(other, _)| *other == line).unwrap();
        let factor = match line {
            0 => 0.25,
            2 => 0.5_f32.powf(5.5),
            _ => 0.5,
        };
        assert!((score / before - factor).abs() < 1e-4, "line {line}: {score} of {before}");
    }
    assert_eq!(scores(recent(1)).iter().map(|(line, _)| *line).collect::<Vec<_>>(), [7, 0, 2]);
}

#[test]
fn answers_do_not_depend_on_segments() {
    let lines: Vec<String> = (0..40)
        .map(|n| format!("Ada | | ANI | 2024-02-0{} | en | rules need trade and trade needs rules", n % 9 + 1))
        .collect();
    let whole: Vec<&str> = lines.iter().map(String::as_str).collect();
    let one = index_of(&whole);
    let several = Corpus::new(&[]);
    for (number, line) in lines.iter().enumerate() {
        several.write(&format!("{number:02}"), line);
        several.build();
    }
    let found = |index: &Index| -> Vec<(String, String)> {
        let query = Query::And(vec![word(Field::Quote, "rules"), word(Field::Quote, "trade")]);
        let answer = ask(index, &request(query)).unwrap();
        answer.hits.iter().map(|hit| (hit.record.date.unwrap().date.to_string(), hit.record.id.clone())).collect()
    };
    let (one, several) = (found(&one.1), found(&Index::open(&several.index_dir()).unwrap()));
    assert_eq!(one.len(), lines.len());
    let days = |hits: &[(String, String)]| -> Vec<String> { hits.iter().map(|(day, _)| day.clone()).collect() };
    assert_eq!(days(&several), days(&one));
    assert!(days(&one).is_sorted_by(|a, b| a >= b), "equal matches come newest first");
}

#[test]
fn better_matches_come_first() {
    let answer = ask(&INDEX.1, &request(word(Field::Quote, "oil"))).unwrap();
    assert!(answer.hits.iter().all(|hit| hit.score.is_some_and(|score| score > 0.0)));
    let twice = ask(&INDEX.1, &request(word(Field::Quote, "strategic"))).unwrap();
    assert_eq!(twice.hits.len(), 1);
    let order = ask(&INDEX.1, &request(phrase(Field::Quote, "order of the"))).unwrap();
    assert_eq!(order.hits.iter().map(|hit| line_of(&hit.record)).collect::<Vec<_>>(), [7]);
}

#[test]
fn facets_count_what_matches_with_values_as_they_are_displayed() {
    let spec = |field| FacetSpec { field, period: Period::Month, limit: None };
    let facets = vec![spec(Field::Outlet), spec(Field::Speaker), spec(Field::Date)];
    let answer = ask(&INDEX.1, &Request { facets, limit: Some(1), ..request(word(Field::Lang, "en")) }).unwrap();
    let of = |facet: &Facet| facet.buckets.iter().map(|b| (b.value.clone(), b.count)).collect::<Vec<_>>();
    let own = |pairs: &[(&str, u64)]| pairs.iter().map(|(v, n)| ((*v).to_owned(), *n)).collect::<Vec<_>>();
    assert_eq!(of(&answer.facets[0]), own(&[("TASS", 2), ("CCTV", 1), ("Reuters", 1)]));
    assert_eq!(answer.facets[0].missing, 2);
    assert_eq!(
        of(&answer.facets[1]),
        own(&[("Vladimir Putin", 2), ("Putin Press Office", 1), ("Xi", 1), ("Xi Jinping", 1)])
    );
    assert_eq!(of(&answer.facets[2]), own(&[("2022-05", 1), ("2024-02", 4)]));
    assert_eq!((answer.total, answer.hits.len()), (5, 1));
}

#[test]
fn highlights_are_what_matched_inside_the_quote() {
    let query = Query::And(vec![word(Field::Quote, "order"), not(word(Field::Quote, "oil"))]);
    let answer = ask(&INDEX.1, &request(query)).unwrap();
    for hit in answer.hits {
        let lit: Vec<&str> = hit.highlights.iter().filter_map(|span| span.of(&hit.record.context.text)).collect();
        assert_eq!(lit, ["order"]);
    }
}

#[test]
fn an_explanation_counts_each_clause_alone() {
    let query =
        Query::And(vec![word(Field::Outlet, "tass"), not(word(Field::Quote, "oil")), phrase(Field::Quote, "no such")]);
    let explanation = explain(&INDEX.1, &query).unwrap();
    let nodes: Vec<(usize, u64)> = explanation.nodes.iter().map(|node| (node.depth, node.hits)).collect();
    assert_eq!(nodes, [(0, 0), (1, 3), (1, 7), (2, 2), (1, 0)]);
}
