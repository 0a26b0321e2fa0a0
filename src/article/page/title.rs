//! The title of the article on a page: what its metadata, its heading and the window's title agree on.

use crate::text::{fold, one_line};

/// What a page gives for a title, as it stands there.
#[derive(Debug, Default)]
pub(super) struct Titles<'p> {
    /// The headline of the JSON-LD or the microdata.
    pub(super) headline: Option<&'p str>,
    /// Titles for other sites that show a link: `og:title`, `twitter:title`.
    pub(super) shared: Vec<&'p str>,
    /// The heading above the text.
    pub(super) heading: Option<&'p str>,
    /// The title of the window.
    pub(super) window: Option<&'p str>,
    /// The page's address, whose last part was made from the title that the article first had.
    pub(super) address: Option<&'p str>,
    /// Names of the site, which stand at the end of titles.
    pub(super) sites: Vec<&'p str>,
}

/// Marks that part a title from a site's name or a section; a hyphen only with space around it.
const PARTING: [char; 15] = ['|', '-', '–', '—', '·', '•', '«', '»', '｜', 'ㅣ', '*', '/', ':', '‹', '›'];

/// Longer texts are no titles.
const MAX_BYTES: usize = 1000;

/// The article's title.
pub(super) fn title(titles: &Titles<'_>) -> Option<String> {
    let own = |text: &str| {
        if text.len() > MAX_BYTES {
            return None;
        }
        let text = without_site(text, &titles.sites);
        (!text.is_empty() && !is_site(&text, &titles.sites)).then_some(text)
    };
    let heading = titles.heading.and_then(own);
    let headline = titles.headline.and_then(own);
    // A heading that begins a longer title is the title; the rest is the site's name or a section.
    let cut = |text: String| match &heading {
        Some(heading) if continues(&text, heading) => heading.clone(),
        _ => text,
    };
    let shared = titles.shared.iter().find_map(|text| own(text));
    // A shared title that the address spells was there before its variant in the headline. A headline that has little of
    // the address is a new one.
    let spelling = |text: &str| titles.address.map_or(Spelling::Other, |address| spelling(address, text));
    let is_first = shared.as_deref().is_some_and(|shared| spelling(shared) == Spelling::Whole);
    let headline = headline.filter(|headline| !is_first || spelling(headline) != Spelling::Variant);
    let window = titles.window.and_then(own).map(without_last_part);
    headline
        .or(shared)
        .or_else(|| heading.clone().filter(|heading| agrees(heading, titles.window)))
        .or(window)
        .map(cut)
        .or(heading)
}

/// Whether `text` is `heading`, a parting mark and more.
fn continues(text: &str, heading: &str) -> bool {
    text.strip_prefix(heading).is_some_and(|rest| rest.trim_start().starts_with(PARTING))
}

/// Whether the window's title has the heading's words.
fn agrees(heading: &str, window: Option<&str>) -> bool {
    let letters = |text: &str| fold(text).chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
    window.is_some_and(|window| letters(window).contains(&letters(heading)))
}

/// How much of a title its address has: `/news/grain-deal-is-near-17.html`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spelling {
    /// All words.
    Whole,
    /// Half of the words or more.
    Variant,
    /// Less, or too few words to tell.
    Other,
}

fn spelling(address: &str, title: &str) -> Spelling {
    const ENOUGH: usize = 5;
    // Addresses spell umlauts with an `e` or without.
    let plain = |text: &str| fold(&text.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue")).into_owned();
    let words_of = |text: &str| -> Vec<String> {
        text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(plain).collect()
    };
    let (path, words) = (words_of(address), words_of(title));
    let known = words.iter().filter(|word| path.contains(word)).count();
    match words.len() {
        all if all < ENOUGH || path.len() > MAX_BYTES => Spelling::Other,
        all if known == all => Spelling::Whole,
        all if 2 * known >= all => Spelling::Variant,
        _ => Spelling::Other,
    }
}

/// `text` without the names of its site behind the last parting marks or before the first.
fn without_site(text: &str, sites: &[&str]) -> String {
    let mut rest = one_line(text);
    loop {
        let parted = partings(&rest);
        let end = parted
            .last()
            .filter(|(_, after)| is_site(&rest[*after..], sites))
            .map(|(before, _)| rest[..*before].trim());
        let start = parted
            .first()
            .filter(|(before, _)| is_site(&rest[..*before], sites))
            .map(|(_, after)| rest[*after..].trim());
        let Some(shorter) = end.or(start).filter(|shorter| !shorter.is_empty()) else { return rest };
        rest = String::from(shorter);
    }
}

/// A window's title without its last part, where that is as short as names of sites are and the rest is longer.
fn without_last_part(window: String) -> String {
    const SITE_WORDS: usize = 3;
    let words = |text: &str| text.split_whitespace().count();
    match partings(&window).last() {
        Some((before, after))
            if words(&window[*after..]) <= SITE_WORDS && words(&window[..*before]) > words(&window[*after..]) =>
        {
            window[..*before].trim().to_owned()
        }
        _ => window,
    }
}

/// Where the parting marks of a title begin and end.
fn partings(title: &str) -> Vec<(usize, usize)> {
    let marks = title.char_indices().filter(|(_, letter)| PARTING.contains(letter));
    let parts = |at: usize, mark: char| {
        let spaced = title[..at].ends_with(' ') && title[at + mark.len_utf8()..].starts_with(' ');
        match mark {
            '|' | '｜' | 'ㅣ' | '«' | '»' => true,
            // `Seznam: headline` is parted by what follows the mark.
            ':' => title[at + 1..].starts_with(' '),
            _ => spaced,
        }
    };
    marks.filter(|(at, mark)| parts(*at, *mark)).map(|(at, mark)| (at, at + mark.len_utf8())).collect()
}

/// Whether `text` is a name of the site: letters and digits are the same, or it is the site's name with its domain or section.
fn is_site(text: &str, sites: &[&str]) -> bool {
    let key = |text: &str| {
        let key: String = fold(text).chars().filter(|letter| letter.is_alphanumeric()).collect();
        key.strip_prefix("the").map(str::to_owned).unwrap_or(key)
    };
    let text = key(text);
    !text.is_empty() && sites.iter().any(|site| key(site) == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(titles: &Titles<'_>, expected: Option<&str>) {
        assert_eq!(title(titles).as_deref(), expected, "{titles:?}");
    }

    #[test]
    fn the_sites_name_is_no_part_of_the_title() {
        let sites = vec!["The Weekly", "weekly.example"];
        for window in [
            "Grain deal | The Weekly",
            "Grain deal - Weekly",
            "Grain deal – The Weekly | weekly.example",
            "Weekly: Grain deal",
            "Grain deal｜The Weekly",
        ] {
            check(&Titles { window: Some(window), sites: sites.clone(), ..Titles::default() }, Some("Grain deal"));
        }
        for window in ["Grain-Weekly deal", "Grain - what will now come?", "The Weekly's own grain"] {
            check(&Titles { window: Some(window), sites: sites.clone(), ..Titles::default() }, Some(window));
        }
    }

    #[test]
    fn the_headline_goes_first_and_a_site_is_none() {
        let titles =
            Titles { headline: Some("A  headline"), shared: vec!["Shared"], heading: Some("B"), ..Titles::default() };
        check(&titles, Some("A headline"));
        let titles = Titles {
            headline: Some("Weekly"),
            heading: Some("Grain deal"),
            sites: vec!["Weekly"],
            ..Titles::default()
        };
        check(&titles, Some("Grain deal"));
    }

    #[test]
    fn the_title_that_the_address_spells_goes_first() {
        let titles = Titles {
            headline: Some("Live: grain deal is near"),
            shared: vec!["Grain deal is very near"],
            address: Some("https://weekly.example/world/grain-deal-is-very-near-17.html"),
            ..Titles::default()
        };
        check(&titles, Some("Grain deal is very near"));
        let address = Some("https://weekly.example/live-grain-deal-is-near-very");
        check(&Titles { address, ..titles }, Some("Live: grain deal is near"));
    }

    #[test]
    fn a_heading_that_begins_the_title_is_the_title() {
        let titles =
            Titles { shared: vec!["Grain deal - World | Daily"], heading: Some("Grain deal"), ..Titles::default() };
        check(&titles, Some("Grain deal"));
        let titles = Titles { shared: vec!["Grain deal is near"], heading: Some("Grain deal"), ..Titles::default() };
        check(&titles, Some("Grain deal is near"));
    }

    #[test]
    fn without_metadata_the_heading_that_the_window_agrees_with_counts() {
        let titles =
            Titles { heading: Some("Grain deal"), window: Some("World news: grain deal. Daily"), ..Titles::default() };
        check(&titles, Some("Grain deal"));
        let titles = Titles { heading: Some("Menu"), window: Some("Grain deal"), ..Titles::default() };
        check(&titles, Some("Grain deal"));
        check(
            &Titles { window: Some("Grain deal is near – My site"), ..Titles::default() },
            Some("Grain deal is near"),
        );
        check(&Titles { heading: Some("Menu"), ..Titles::default() }, Some("Menu"));
        let endless = "Grain deal | Weekly | ".repeat(100);
        check(&Titles { window: Some(&endless), sites: vec!["Weekly"], ..Titles::default() }, None);
        check(&Titles::default(), None);
    }
}
