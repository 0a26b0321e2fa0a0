//! Who published an article: what its source says, under the name the outlet table knows.

use std::collections::BTreeSet;

use crate::outlet::{Outlet, Outlets};
use crate::text::words;

/// The publisher that a record or page gives: a name, or the address of a site.
///
/// A name that the table does not know stays as it stands, unless it is an elaborate or a coded form of the
/// name of the outlet that owns the address (`Fox News (Online)`, `nyt`).
pub(super) fn publisher(given: Option<&str>, url: Option<&str>, outlets: &Outlets) -> Option<String> {
    let owner = url.and_then(host_of).and_then(|host| outlets.by_host(host));
    let Some(given) = given.map(str::trim).filter(|given| !given.is_empty()) else {
        return owner.map(|outlet| outlet.name.clone());
    };
    if let Some(outlet) = outlets.by_name(given) {
        return Some(outlet.name.clone());
    }
    if let Some(host) = site_of(given) {
        return Some(outlets.by_host(host).or(owner).map_or_else(|| host.to_owned(), |outlet| outlet.name.clone()));
    }
    let name = given.split([',', '(']).next().and_then(|name| name.split(" - ").next()).unwrap_or(given);
    let known = outlets.by_name(name).or_else(|| owner.filter(|owner| is_form_of(given, owner)));
    Some(known.map_or_else(|| given.to_owned(), |outlet| outlet.name.clone()))
}

/// The agency that a plain text names as its own: in its dateline or in the mark at its end.
pub(super) fn agency(text: &str, outlets: &Outlets) -> Option<String> {
    /// A title and a date line may stand above the dateline.
    const TOP_LINES: usize = 4;
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let known = |name: &str| outlets.by_name(name).filter(|outlet| outlet.kind == "agency");
    let named = lines().take(TOP_LINES).flat_map(dateline_names).find_map(known);
    named.or_else(|| known(closing_name(lines().next_back()?)?)).map(|outlet| outlet.name.clone())
}

/// The names that stand where a dateline has its agency: `/ТАСС/`, `/Корр. ТАСС …/`, `ТАСС, 8 февраля.`, `(Reuters) -`,
/// `— РИА Новости.`
fn dateline_names(line: &str) -> impl Iterator<Item = &str> {
    const DATELINE_BYTES: usize = 160;
    let head = &line[..line.floor_char_boundary(DATELINE_BYTES)];
    let between_slashes = || head.split('/').skip(1).step_by(2);
    let brackets = between(head, '(', ')').filter(|(_, after)| begins_with_dash(after)).map(|(name, _)| name);
    // Only a place and a date may stand before the dash, so the name has to come early.
    let dash = head.find(['—', '–']).or_else(|| head.find(" - ").map(|at| at + 1));
    let dashed = dash.filter(|_| head.contains(',')).and_then(|at| {
        let after = head[at..].trim_start_matches(['—', '–', '-']).trim_start();
        after.find(['.', ',', ':']).map(|end| &after[..end])
    });
    // Without a place the agency stands in its place.
    let opening =
        head.split_once(',').filter(|(_, after)| after.trim_start().starts_with(|first: char| first.is_numeric()));
    let opening = opening.map(|(name, _)| name);
    // An own correspondent is named with the agency.
    let correspondent = between_slashes().find_map(|piece| piece.strip_prefix("Корр.")?.split_whitespace().next());
    [between_slashes().next(), brackets, dashed, opening, correspondent].into_iter().flatten()
}

/// The name in `(ANI)` or after `— AFP` at the very end.
fn closing_name(line: &str) -> Option<&str> {
    const NAME_BYTES: usize = 60;
    let line = line.trim_end_matches(['.', ' ']);
    let name = match line.strip_suffix([')', '）']) {
        Some(rest) => &rest[rest.rfind(['(', '（'])?..],
        None => &line[line.rfind(['—', '–']).or_else(|| line.rfind(" -"))?..],
    };
    let name = name.trim_start_matches(['(', '（', '—', '–', '-', ' ']);
    (name.len() <= NAME_BYTES).then_some(name)
}

/// What stands between the first `open` and the next `close`, and what follows.
fn between(text: &str, open: char, close: char) -> Option<(&str, &str)> {
    let (_, rest) = text.split_once(open)?;
    rest.split_once(close)
}

fn begins_with_dash(text: &str) -> bool {
    text.trim_start().starts_with(['-', '—', '–', ':'])
}

/// The host of a web address, without user and port.
pub(crate) fn host_of(url: &str) -> Option<&str> {
    let (scheme, rest) = url.trim().split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    (!host.is_empty()).then_some(host)
}

/// The host in the name of a file that was named after an address: `https__tass.ru_v-strane_6100454.txt`.
pub(super) fn host_of_file_name(file: &str) -> Option<&str> {
    let name = file.rsplit(['/', '\\']).next()?;
    let rest = name.strip_prefix("https__").or_else(|| name.strip_prefix("http__"))?;
    rest.split('_').next().filter(|host| host.contains('.'))
}

/// The host, where a publisher is given as a site: `http://example.org`, `www.example.org`, `NYTimes.com`.
fn site_of(given: &str) -> Option<&str> {
    let host = host_of(given).or_else(|| {
        let (_, top) = given.rsplit_once('.')?;
        let looks_like_host =
            given.chars().all(|character| character.is_ascii_alphanumeric() || "-.".contains(character));
        (looks_like_host && top.len() >= 2 && top.bytes().all(|byte| byte.is_ascii_alphabetic())).then_some(given)
    })?;
    Some(host.strip_prefix("www.").unwrap_or(host))
}

/// Whether `given` is a longer form of a name of `outlet`, or a code for some outlet.
fn is_form_of(given: &str, outlet: &Outlet) -> bool {
    const CODE_BYTES: usize = 4;
    if given.len() <= CODE_BYTES && given.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return true;
    }
    let all = |name: &str| words(name).map(|word| word.folded(name)).collect::<BTreeSet<_>>();
    let given = all(given);
    std::iter::once(&outlet.name).chain(&outlet.aliases).any(|name| {
        let mut name = all(name);
        name.remove("the");
        !name.is_empty() && name.is_subset(&given)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Outlets {
        let table = r#"
            [[outlet]]
            name = "TASS"
            kind = "agency"
            country = "RU"
            aliases = ["ТАСС"]
            hosts = ["tass.ru"]
            [[outlet]]
            name = "Fox News"
            kind = "broadcaster"
            country = "US"
            hosts = ["foxnews.com"]
            [[outlet]]
            name = "RIA Novosti"
            kind = "agency"
            country = "RU"
            aliases = ["РИА Новости"]
        "#;
        Outlets::from_toml(table).unwrap()
    }

    fn check(given: Option<&str>, url: Option<&str>, expected: Option<&str>) {
        assert_eq!(publisher(given, url, &table()).as_deref(), expected, "{given:?} {url:?}");
    }

    fn check_agency(text: &str, expected: Option<&str>) {
        assert_eq!(agency(text, &table()).as_deref(), expected, "{text}");
    }

    #[test]
    fn known_names_become_canonical_and_unknown_ones_stay() {
        check(Some("ТАСС"), None, Some("TASS"));
        check(Some(" The Weekly Herald "), None, Some("The Weekly Herald"));
        check(Some("Guest Writer - Left"), Some("https://www.foxnews.com/a"), Some("Guest Writer - Left"));
        check(Some("  "), None, None);
    }

    #[test]
    fn elaborate_and_coded_names_are_those_of_the_address() {
        let url = Some("https://www.foxnews.com/politics/a");
        check(Some("Fox News (Online)"), None, Some("Fox News"));
        check(Some("Fox Online News"), url, Some("Fox News"));
        check(Some("fox"), url, Some("Fox News"));
        check(None, url, Some("Fox News"));
    }

    #[test]
    fn sites_are_known_by_their_host() {
        check(Some("http://tass.ru"), None, Some("TASS"));
        check(Some("FoxNews.com"), None, Some("Fox News"));
        check(Some("http://www.eagle.example"), None, Some("eagle.example"));
    }

    #[test]
    fn datelines_and_closing_marks_name_the_agency() {
        check_agency("МОСКВА, 8 февраля. /ТАСС/. Глава ведомства", Some("TASS"));
        check_agency("ТАСС, 8 февраля. Глава ведомства", Some("TASS"));
        check_agency("КАЗАНЬ, /Татарстан/, 20 февраля. /Корр. ТАСС Иван Иванов/. Население", Some("TASS"));
        check_agency("Title here\n\nMOSCOW, Feb 8 (TASS) -- The ministry", Some("TASS"));
        check_agency("МОСКВА, 8 фев — РИА Новости. Глава ведомства", Some("RIA Novosti"));
        check_agency("The ministry said so.\nMore. (TASS)", Some("TASS"));
    }

    #[test]
    fn a_mention_is_no_dateline() {
        check_agency("The ministry told TASS (a news agency) that it would.", None);
        check_agency("He told Fox News (TASS said) nothing.", None);
        check_agency("WASHINGTON (Fox News) - The ministry", None);
        check_agency("", None);
    }

    #[test]
    fn a_file_may_be_named_after_its_address() {
        assert_eq!(host_of_file_name("/a/https__tass.ru_v-strane_1.txt"), Some("tass.ru"));
        assert_eq!(host_of_file_name("/a/story.txt"), None);
    }
}
