//! Running heads, page numbers and footers: what stands at the edge of page after page is no text of the article.

use std::collections::HashMap;

use super::line::Line;

/// So many lines from the top and from the bottom of a page may be its head and foot.
const EDGE_LINES: usize = 3;

/// Removes heads and feet from the pages; gives the web address among them, which browsers print.
pub(super) fn remove_running(pages: &mut [Vec<Line>]) -> Option<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for page in pages.iter() {
        for at in edges(page) {
            *seen.entry(pattern(&page[at].text)).or_default() += 1;
        }
    }
    // Left and right pages have heads of their own, and so have chapters.
    let often = (pages.len() / 4).max(2);
    let mut url = None;
    for page in pages {
        let mut running = edges(page);
        running.retain(|at| {
            let text = &page[*at].text;
            let pattern = pattern(text);
            is_page_number(text) || is_address(text) || seen.get(&pattern).is_some_and(|count| *count >= often)
        });
        for at in &running {
            let words = page[*at].text.split_whitespace();
            url = url.or_else(|| words.clone().find(|word| is_address(word)).map(str::to_owned));
        }
        let mut at = 0;
        page.retain(|_| {
            at += 1;
            !running.contains(&(at - 1))
        });
    }
    url
}

/// The lines at the top and at the bottom of a page.
fn edges(page: &[Line]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..page.len()).collect();
    order.sort_by(|one, other| page[*one].baseline.total_cmp(&page[*other].baseline));
    if order.len() > 2 * EDGE_LINES {
        order.drain(EDGE_LINES..order.len() - EDGE_LINES);
    }
    order
}

/// The text with every number alike.
fn pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for character in text.chars() {
        if !character.is_numeric() {
            pattern.push(character);
        } else if !pattern.ends_with('#') {
            pattern.push('#');
        }
    }
    pattern
}

/// `7`, `– 7 –`, `7/12`: numbers and no letter.
fn is_page_number(text: &str) -> bool {
    const MAX_CHARACTERS: usize = 9;
    text.chars().count() <= MAX_CHARACTERS
        && text.chars().any(char::is_numeric)
        && !text.chars().any(|c| c.is_alphabetic() || matches!(c, '%' | '$' | '€' | '£'))
}

/// A web address and nothing else.
fn is_address(text: &str) -> bool {
    (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(lines: &[&str]) -> Vec<Line> {
        let line = |(number, text): (u8, &&str)| Line {
            left: 0.0,
            right: 100.0,
            baseline: f32::from(number) * 12.0,
            size: 10.0,
            is_rtl: false,
            text: (*text).to_owned(),
        };
        (0..).zip(lines).map(line).collect()
    }

    fn check(pages: &[&[&str]], expected: &[&[&str]], url: Option<&str>) {
        let mut pages: Vec<Vec<Line>> = pages.iter().map(|lines| page(lines)).collect();
        assert_eq!(remove_running(&mut pages).as_deref(), url);
        let left: Vec<Vec<&str>> =
            pages.iter().map(|page| page.iter().map(|line| line.text.as_str()).collect()).collect();
        assert_eq!(left, expected);
    }

    #[test]
    fn what_every_page_repeats_is_removed() {
        check(
            &[&["Gazette 1", "One.", "Two.", "Page 1 of 2"], &["Gazette 2", "Three.", "Page 2 of 2"]],
            &[&["One.", "Two."], &["Three."]],
            None,
        );
    }

    #[test]
    fn what_stands_on_one_page_stays() {
        check(&[&["Gazette 1", "One."], &["Two.", "Three."]], &[&["Gazette 1", "One."], &["Two.", "Three."]], None);
    }

    #[test]
    fn repeated_lines_inside_of_pages_stay() {
        let lines = ["a", "b", "c", "Yes.", "d", "e", "f"];
        let others = ["g", "h", "i", "Yes.", "j", "k", "l"];
        check(&[&lines, &others], &[&lines, &others], None);
    }

    #[test]
    fn numbers_and_addresses_of_a_single_page_are_removed() {
        check(
            &[&["One.", "30 %", "https://a.example/b?c", "1/1"]],
            &[&["One.", "30 %"]],
            Some("https://a.example/b?c"),
        );
    }
}
