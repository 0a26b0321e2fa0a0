//! Questions to an index: any query that is read is answered, or refused with a place in it; nothing else happens.

use super::{Ground, TODAY, Target, query};
use crate::answer::{self, AskError, Asked, FacetSpec, Narrowing, Request};
use crate::query::Synonyms;

pub(super) const TARGET: Target = Target {
    name: "ask",
    run: |ground, bytes| check(ground, &String::from_utf8_lossy(bytes)),
    seeds: || query::QUERIES.iter().map(|query| query.as_bytes().to_vec()).collect(),
    files: &[],
};

fn check(ground: &Ground, input: &str) {
    let Ok(asked) = Asked::read(input.to_owned(), TODAY, &Synonyms::default(), Narrowing::default()) else { return };
    let request = Request {
        facets: ["speaker", "date:day"].iter().filter_map(|facet| FacetSpec::read(facet, None).ok()).collect(),
        ..Request::new(asked.query.clone(), Some(3))
    };
    match answer::ask(&ground.index, &request) {
        Ok(answer) => {
            assert!(answer.hits.len() as u64 <= answer.total, "more hits than there are");
            for hit in &answer.hits {
                let fits = |span: &crate::text::Span| span.of(&hit.record.context.text).is_some();
                assert!(hit.highlights.iter().all(fits), "a mark lies elsewhere");
            }
        }
        Err(error) => match asked.failed(error) {
            AskError::Query(error) => query::check_error(&error, input),
            other => panic!("{other}"),
        },
    }
}
