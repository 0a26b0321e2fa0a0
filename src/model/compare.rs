//! An index and the scan over the same records, asked the same.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::dice::Dice;
use super::page::Page;
use super::scan::{Refused, Scan};
use crate::answer::{Answer, AskError, Bucket, Facet, FacetSpec, Hit, Period, Request, Sort, ask, explain};
use crate::article::Date;
use crate::index::{Field, Index, UtteranceId};
use crate::query::Query;
use crate::statement::Record;
use crate::text::{Span, fold};

/// Records that a failure shows.
const SHOWN: usize = 2;

/// Nothing, or what differs.
pub(super) type Outcome = Result<(), String>;

const ORDERS: [Sort; 5] = [Sort::Relevance, Sort::Date, Sort::DateDescending, Sort::Speaker, Sort::Outlet];
const PERIODS: [Period; 4] = [Period::Year, Period::Month, Period::Week, Period::Day];

/// Fails with what `what` says.
pub(super) fn equal<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, expected: &T) -> Outcome {
    if found == expected { Ok(()) } else { Err(format!("{what}: found {found:?}, expected {expected:?}")) }
}

impl Scan {
    /// Learns from `index` which statements are versions of one utterance: the model has no rules of its own for that.
    pub(super) fn told_of_utterances(&mut self, index: &Index) -> Outcome {
        let answer = ask(index, &Request::new(Query::All, None)).map_err(|error| error.to_string())?;
        let told: HashMap<String, Option<UtteranceId>> =
            answer.hits.into_iter().map(|hit| (hit.record.id, hit.utterance)).collect();
        for page in &mut self.pages {
            page.utterance = told.get(&page.record.id).copied().flatten();
        }
        let mut groups: BTreeMap<UtteranceId, Vec<&str>> = BTreeMap::new();
        for page in &self.pages {
            groups.extend(page.utterance.map(|utterance| (utterance, Vec::new())));
        }
        for page in &self.pages {
            if let Some(ids) = page.utterance.and_then(|utterance| groups.get_mut(&utterance)) {
                ids.push(&page.record.id);
            }
        }
        for (utterance, ids) in groups {
            let least = ids.iter().min().map(|id| (*id).to_owned());
            equal("an utterance has the smallest id of its versions", &Some(utterance.to_string()), &least)?;
            if ids.len() < 2 {
                return Err(format!("utterance {utterance} has one version"));
            }
        }
        Ok(())
    }

    /// Asks the scan for `meant` and the index for the same in other words, for all that an answer holds; `dice` choose the
    /// order and the page.
    pub(super) fn agrees(&self, index: &Index, meant: &Query, query: &Query, dice: &mut Dice) -> Outcome {
        let found = self.find(meant);
        let facets = facet_specs(dice);
        let sort = dice.pick(&ORDERS);
        let request = Request { sort, facets, ..Request::new(query.clone(), None) };
        let (answer, pages) = match (ask(index, &request), found) {
            (Err(AskError::Query(error)), Err(refused)) => {
                return equal("the problem", &error.problems[0].kind.code(), &refused);
            }
            (Err(error), _) => return Err(format!("refused: {error:?}")),
            (Ok(_), Err(refused)) => return Err(format!("is answered; expected {refused}")),
            (Ok(answer), Ok(pages)) => (answer, pages),
        };
        same_records(&answer, &pages)?;
        lit(&answer, query)?;
        in_order(&answer, &pages, sort)?;
        for facet in &answer.facets {
            equal("facet", facet, &counted(facet.spec, &pages))?;
        }
        let explained = explain(index, query).map_err(|error| error.to_string())?;
        let mut expected = Vec::new();
        self.count_parts(meant, &mut expected)?;
        equal("counts of parts", &explained.nodes.iter().map(|node| node.hits).collect(), &expected)?;
        let n_utterances = utterances(&pages);
        let unique = Request { unique: true, ..Request::new(query.clone(), Some(0)) };
        let unique = ask(index, &unique).map_err(|error| error.to_string())?;
        equal("count", &(unique.total, unique.utterances), &(pages.len() as u64, Some(n_utterances)))?;
        let (offset, limit) = (dice.below(4), dice.below(9));
        let page = Request { offset, limit: Some(limit), facets: Vec::new(), ..request };
        let page = ask(index, &page).map_err(|error| error.to_string())?;
        let expected: Vec<&str> = ids(&answer).into_iter().skip(offset).take(limit).collect();
        equal("a page", &ids(&page), &expected)?;
        let collapsed = Request { sort, collapse: true, ..Request::new(query.clone(), None) };
        let collapsed = ask(index, &collapsed).map_err(|error| error.to_string())?;
        equal("one hit of each utterance", &ids(&collapsed), &first_versions(&answer))
    }

    /// What a query finds, then what each part of it finds.
    fn count_parts(&self, query: &Query, counts: &mut Vec<u64>) -> Result<(), Refused> {
        counts.push(self.find(query)?.len() as u64);
        match query {
            Query::And(parts) | Query::Or(parts) => parts.iter().try_for_each(|part| self.count_parts(part, counts)),
            Query::Not(inner) => self.count_parts(inner, counts),
            Query::All | Query::Match { .. } | Query::Exists { .. } => Ok(()),
        }
    }
}

fn ids(answer: &Answer) -> Vec<&str> {
    answer.hits.iter().map(|hit| hit.record.id.as_str()).collect()
}

/// The hits without those that say what one before them says.
fn first_versions(answer: &Answer) -> Vec<&str> {
    let mut said = HashSet::new();
    let is_first = |hit: &&Hit| hit.utterance.is_none_or(|utterance| said.insert(utterance));
    answer.hits.iter().filter(is_first).map(|hit| hit.record.id.as_str()).collect()
}

fn facet_specs(dice: &mut Dice) -> Vec<FacetSpec> {
    let period = dice.pick(&PERIODS);
    let limit = if dice.one_in(3) { Some(dice.below(4)) } else { None };
    Field::all().filter(|field| field.is_facet()).map(|field| FacetSpec { field, period, limit }).collect()
}

/// The same records, each as it was extracted.
fn same_records(answer: &Answer, pages: &[&Page]) -> Outcome {
    let mut found: Vec<&Record> = answer.hits.iter().map(|hit| &hit.record).collect();
    let mut expected: Vec<&Record> = pages.iter().map(|page| &page.record).collect();
    for records in [&mut found, &mut expected] {
        records.sort_by(|a, b| (&a.id, &a.article.path).cmp(&(&b.id, &b.article.path)));
    }
    let only_in = |these: &[&Record], those: &[&Record]| -> Vec<String> {
        let these = these.iter().filter(|record| !those.contains(record));
        these.take(SHOWN).map(|record| format!("{record:?}")).collect()
    };
    if found != expected {
        let (more, less) = (only_in(&found, &expected), only_in(&expected, &found));
        return Err(format!(
            "found {}, expected {}\n  too many: {}\n  missing: {}",
            found.len(),
            expected.len(),
            more.join("\n    "),
            less.join("\n    ")
        ));
    }
    equal("total", &answer.total, &(pages.len() as u64))
}

/// What is lit lies in the text, and in what was said where nothing else was asked for; there it is never nothing.
fn lit(answer: &Answer, query: &Query) -> Outcome {
    let is_of_quote = matches!(query, Query::Match { field: Field::Quote, .. });
    for hit in &answer.hits {
        let said: Vec<Span> = hit.record.context_spans().collect();
        let is_in = |span: &Span| {
            span.of(&hit.record.context.text).is_some()
                && (!is_of_quote || said.iter().any(|said| said.covers(Span::new(span.start, span.start))))
        };
        if !hit.highlights.iter().all(is_in) || (is_of_quote && hit.highlights.is_empty()) {
            return Err(format!("lit is {:?} of {:?}", hit.highlights, hit.record));
        }
    }
    Ok(())
}

/// When a page was said, for those that are dated, as it sorts.
fn moment(page: &Page) -> Option<(jiff::civil::Date, u32)> {
    page.record.date.map(|dated| (dated.date.first_day(), dated.date.second_of_day()))
}

/// Ties are broken by date, the newest first, then by id.
fn in_order(answer: &Answer, pages: &[&Page], sort: Sort) -> Outcome {
    if sort == Sort::Relevance {
        let scores: Vec<f32> = answer.hits.iter().filter_map(|hit| hit.score).collect();
        let is_falling = scores.is_sorted_by(|one, next| *next <= *one * 1.000_02);
        let is_complete = scores.len() == answer.hits.len();
        return if is_falling && is_complete { Ok(()) } else { Err(format!("scores do not fall: {scores:?}")) };
    }
    let mut expected = pages.to_vec();
    let newest = |page: &Page| (moment(page).is_none(), Reverse(moment(page)));
    let name = |page: &Page, field| {
        let first = page.values(field).first().map(|value| fold(value).into_owned());
        (first.is_none(), first)
    };
    expected.sort_by(|a, b| {
        let first = match sort {
            Sort::Date => (moment(a).is_none(), moment(a)).cmp(&(moment(b).is_none(), moment(b))),
            Sort::Speaker => name(a, Field::Speaker).cmp(&name(b, Field::Speaker)),
            Sort::Outlet => name(a, Field::Outlet).cmp(&name(b, Field::Outlet)),
            _ => std::cmp::Ordering::Equal,
        };
        first.then_with(|| newest(a).cmp(&newest(b))).then_with(|| a.record.id.cmp(&b.record.id))
    });
    let expected: Vec<&str> = expected.iter().map(|page| page.record.id.as_str()).collect();
    equal(&format!("order by {sort:?}"), &ids(answer), &expected)
}

/// How many different things the pages say.
fn utterances(pages: &[&Page]) -> u64 {
    let mut told: Vec<UtteranceId> = pages.iter().filter_map(|page| page.utterance).collect();
    told.sort_unstable();
    told.dedup();
    (told.len() + pages.iter().filter(|page| page.utterance.is_none()).count()) as u64
}

/// The facet of `spec` over `pages`.
fn counted(spec: FacetSpec, pages: &[&Page]) -> Facet {
    let values = |page: &Page| -> Vec<String> {
        if spec.field == Field::Date {
            page.record.date.map(|dated| bucket(dated.date, spec.period)).into_iter().collect()
        } else {
            page.values(spec.field).into_iter().map(str::to_owned).collect()
        }
    };
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut missing = 0;
    for page in pages {
        let own = values(page);
        missing += u64::from(own.is_empty());
        for value in own {
            *counts.entry(value).or_default() += 1;
        }
    }
    let mut buckets: Vec<Bucket> = counts.into_iter().map(|(value, count)| Bucket { value, count }).collect();
    let n_values = buckets.len();
    let n_shown = spec.limit.unwrap_or(n_values).min(n_values);
    if spec.field == Field::Date {
        // A year comes before its months, a month before its days.
        buckets.sort_by_key(|bucket| first_day(&bucket.value));
        buckets.drain(..n_values - n_shown);
    } else {
        buckets.sort_by_key(|bucket| Reverse(bucket.count));
        buckets.truncate(n_shown);
    }
    Facet { spec, buckets, more_values: (n_values - n_shown) as u64, missing }
}

/// The bucket of a date: what it names itself, where that is longer than the period.
fn bucket(date: Date, period: Period) -> String {
    let day = date.first_day();
    let whole = date.to_string();
    match (period, whole.len()) {
        (Period::Year, _) | (_, 4) => day.strftime("%Y").to_string(),
        (Period::Month, _) | (_, 7) => day.strftime("%Y-%m").to_string(),
        (Period::Week, _) => day.strftime("%G-W%V").to_string(),
        (Period::Day, _) => day.to_string(),
    }
}

/// The first day of a bucket, and how long it is: the longest comes first.
fn first_day(bucket: &str) -> (String, usize) {
    let day = match bucket.split_once("-W") {
        Some((year, week)) => {
            let week = jiff::civil::ISOWeekDate::new(
                year.parse().unwrap(),
                week.parse().unwrap(),
                jiff::civil::Weekday::Monday,
            );
            week.unwrap().date().to_string()
        }
        None => format!("{bucket}{}", &"-01-01"[..10 - bucket.len()]),
    };
    let length = match bucket.len() {
        8 => 9,
        other => other,
    };
    (day, length)
}
