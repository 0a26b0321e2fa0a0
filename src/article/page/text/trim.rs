//! Which blocks inside an article's element are its text.

use std::collections::HashSet;

use trafilatura::dom::{Document, NodeId};

use super::blocks::{Block, CARD_WEIGHT, Kind, is_within, sums};
use super::wording::{ends_sentence, letters, shingles};

/// The blocks of the article that `body` holds, without what stands around and between them.
pub(super) fn trimmed(document: &Document, blocks: Vec<Block>, body: NodeId, title: Option<&str>) -> Vec<Block> {
    let mut inside: Vec<Block> = blocks.into_iter().filter(|block| is_within(document, block.node, body)).collect();
    let mut keep = kept(&inside);
    drop_cards(document, &inside, body, &mut keep);
    let keep = refined(&inside, title, keep);
    let mut flags = keep.into_iter();
    inside.retain(|_| flags.next().unwrap_or(false));
    inside
}

fn kept(blocks: &[Block]) -> Vec<bool> {
    blocks.iter().map(|block| !block.is_noise && !is_only_links(block)).collect()
}

fn refined(blocks: &[Block], title: Option<&str>, mut keep: Vec<bool>) -> Vec<bool> {
    let all_letters: Vec<String> = blocks.iter().map(|block| letters(&block.text)).collect();
    drop_title(blocks, &all_letters, title, &mut keep);
    drop_edges(blocks, &mut keep);
    drop_labels(blocks, &mut keep);
    drop_repeated(blocks, &all_letters, &mut keep);
    keep
}

/// Teasers of other articles: a linked headline, with a picture and a few words in an element of its own.
fn drop_cards(document: &Document, blocks: &[Block], body: NodeId, keep: &mut [bool]) {
    const LINKED: usize = 80;
    let heads = || blocks.iter().filter(|block| matches!(block.kind, Kind::Heading(_)) && block.is_linked(LINKED));
    if heads().next().is_none() {
        return;
    }
    let weights = sums(document, blocks, |block| block.weight - block.linked);
    let mut cards = HashSet::new();
    for head in heads() {
        let mut card = head.node;
        while let Some(outer) = document.parent(card) {
            if outer == body || weights.get(&outer).copied().unwrap_or(0) > CARD_WEIGHT {
                break;
            }
            card = outer;
        }
        cards.insert(card);
    }
    for (place, block) in blocks.iter().enumerate() {
        let mut around = Some(block.node);
        while let Some(node) = around.filter(|node| *node != body) {
            keep[place] &= !cards.contains(&node);
            around = document.parent(node);
        }
    }
}

/// A line that leads elsewhere.
fn is_only_links(block: &Block) -> bool {
    const SHORT: usize = 100;
    let most = if block.weight < SHORT { 60 } else { 80 };
    !matches!(block.kind, Kind::Heading(_)) && block.is_linked(most)
}

/// A line or a headline that leads elsewhere.
fn leads_elsewhere(block: &Block) -> bool {
    block.is_linked(60)
}

/// Notices of rights.
fn is_notice(block: &Block) -> bool {
    const MAX_WEIGHT: usize = 250;
    block.weight < MAX_WEIGHT
        && (block.text.contains('©') || block.text.starts_with("Copyright ") || block.text.contains("(c) 20"))
}

/// The headline: the article has its title beside its text.
fn drop_title(blocks: &[Block], all_letters: &[String], title: Option<&str>, keep: &mut [bool]) {
    /// Where there are so many headlines, they part the text.
    const PARTS: usize = 3;
    let title = title.map(letters).unwrap_or_default();
    let is_headline = |block: &Block| block.kind == Kind::Heading(1);
    let headlines = blocks.iter().zip(&*keep).filter(|(block, keep)| **keep && is_headline(block)).count();
    let mut is_first = true;
    for (place, block) in blocks.iter().enumerate() {
        let is_told_again = !title.is_empty() && all_letters[place] == title;
        if is_told_again || (is_headline(block) && (is_first || headlines < PARTS)) {
            keep[place] = false;
        }
        is_first &= !is_headline(block);
    }
}

/// Bylines, dates and labels before the first paragraph, tags and notices after the last one.
fn drop_edges(blocks: &[Block], keep: &mut [bool]) {
    // Recipes and tables of results go on in short lines.
    const LARGE_TAIL: usize = 5;
    let is_text =
        |block: &Block| block.is_prose() && !is_notice(block) && (is_sentence(&block.text) || block.weight > 80);
    let places =
        || blocks.iter().enumerate().filter(|(place, block)| keep[*place] && is_text(block)).map(|(place, _)| place);
    let (Some(first), Some(last)) = (places().next(), places().next_back()) else { return };
    let second = places().nth(1).unwrap_or(first);
    let is_short_sentence = |block: &Block| {
        matches!(block.kind, Kind::Paragraph | Kind::Item)
            && is_sentence(&block.text)
            && !block.is_linked(50)
            && !is_notice(block)
    };
    let goes_on = |block: &Block| block.is_quote || (!matches!(block.kind, Kind::Paragraph) && !block.is_linked(15));
    for place in 0..first {
        let heads_text = place + 1 == first && matches!(blocks[place].kind, Kind::Heading(_));
        keep[place] &= heads_text || is_short_sentence(&blocks[place]);
    }
    // A standfirst goes before the byline.
    for place in first..second {
        keep[place] &= !is_line_of_facts(&blocks[place]);
    }
    let weigh = |places: std::ops::Range<usize>| -> usize {
        places.filter(|place| keep[*place]).map(|place| blocks[place].weight - blocks[place].linked).sum()
    };
    if weigh(last + 1..blocks.len()) * LARGE_TAIL > weigh(first..last + 1) {
        return;
    }
    for place in last + 1..blocks.len() {
        keep[place] &= is_short_sentence(&blocks[place]) || goes_on(&blocks[place]);
    }
}

/// Names, dates and sources by their shortness: lines of the text are sentences.
fn is_line_of_facts(block: &Block) -> bool {
    const MAX_WEIGHT: usize = 60;
    const NAME_WEIGHT: usize = 30;
    const MANY_DIGITS: usize = 25;
    let digits = block.text.chars().filter(|character| character.is_numeric()).count();
    block.kind == Kind::Paragraph
        && !block.is_quote
        && !block.is_pull_quote
        && block.weight < MAX_WEIGHT
        && (!is_sentence(&block.text) && block.weight < NAME_WEIGHT || digits * 100 > block.weight * MANY_DIGITS)
}

/// Headings and labels that nothing of the article follows: what they announce was left out.
fn drop_labels(blocks: &[Block], keep: &mut [bool]) {
    const LABEL_WEIGHT: usize = 40;
    const SENTENCE_WEIGHT: usize = 150;
    let mut next: Option<Kind> = None;
    let mut links_follow = false;
    for place in (0..blocks.len()).rev() {
        let block = &blocks[place];
        if !keep[place] {
            links_follow |= leads_elsewhere(block);
            continue;
        }
        let announces_nothing = match (block.kind, next) {
            (Kind::Heading(_), None) => true,
            (Kind::Heading(level), Some(Kind::Heading(other))) => other <= level,
            (Kind::Heading(_), Some(_)) => links_follow,
            (Kind::Paragraph, _) => {
                let most = if block.text.ends_with(':') { SENTENCE_WEIGHT } else { LABEL_WEIGHT };
                let is_label = block.weight < most && !ends_sentence(&block.text);
                is_label && links_follow && leads_elsewhere(&blocks[place + 1])
            }
            _ => false,
        };
        if announces_nothing {
            keep[place] = false;
        } else {
            next = Some(block.kind);
            links_follow = false;
        }
    }
}

/// Paragraphs that stand on the page twice, and pull quotes, which repeat what the text says.
fn drop_repeated(blocks: &[Block], all_letters: &[String], keep: &mut [bool]) {
    const MIN_LETTERS: usize = 80;
    /// In percent. Pull quotes are cut and mended.
    const MOST: usize = 90;
    const MOST_OF_PULL_QUOTE: usize = 35;
    let mut seen: HashSet<&str> = HashSet::new();
    for place in 0..blocks.len() {
        if keep[place] && all_letters[place].len() >= MIN_LETTERS && !seen.insert(&all_letters[place]) {
            keep[place] = false;
        }
    }
    let mut said = HashSet::new();
    for place in 0..blocks.len() {
        if keep[place] && !may_be_pull_quote(&blocks[place]) {
            said.extend(shingles(&blocks[place].text));
        }
    }
    for place in 0..blocks.len() {
        if keep[place] && may_be_pull_quote(&blocks[place]) {
            let own = shingles(&blocks[place].text);
            let repeated = own.iter().filter(|words| said.contains(words)).count();
            let most = if blocks[place].is_pull_quote { MOST_OF_PULL_QUOTE } else { MOST };
            // Under a pull quote stands whose it is.
            let is_name = own.is_empty() && blocks[place].is_pull_quote;
            keep[place] = !is_name && (own.is_empty() || repeated * 100 < own.len() * most);
        }
    }
}

fn may_be_pull_quote(block: &Block) -> bool {
    block.is_quote || block.is_pull_quote || matches!(block.kind, Kind::Heading(_))
}

/// Whether `text` ends as a sentence does, or as what announces one.
fn is_sentence(text: &str) -> bool {
    text.trim_end().ends_with(':') || ends_sentence(text)
}

#[cfg(test)]
mod tests {
    use super::super::blocks::blocks;
    use super::*;

    const FIRST: &str = "The ministers agreed on Thursday to let grain pass, after talks that took all night.";
    const QUOTE: &str = "This deal will feed millions of people before the winter";
    const LAST: &str = "Exports will begin next week, according to the statement that they signed.";

    fn check(html: &str, expected: &[&str]) {
        let document = Document::parse(&format!("<body><div>{html}</div></body>"));
        let Some(body) = document.query_selector(document.root(), "body > div") else { panic!("{html}") };
        let kept = trimmed(&document, blocks(&document), body, Some("Grain passes"));
        assert_eq!(kept.iter().map(|block| block.text.as_str()).collect::<Vec<_>>(), expected, "{html}");
    }

    #[test]
    fn the_title_and_what_stands_under_it_go() {
        check(
            &format!("<h2>Grain passes</h2><p>By Ann Bell<p>8 February 2024<p>Paris<p>{FIRST}<p>{LAST}"),
            &[FIRST, LAST],
        );
        check(&format!("<h1>Other words</h1><p>{FIRST}"), &[FIRST]);
    }

    #[test]
    fn tags_and_notices_at_the_end_go_and_short_sentences_stay() {
        let tags = "<p>Grain, ports, trade<p>© 2024 Weekly.";
        check(
            &format!("<p>{FIRST}<p>{LAST} {FIRST}<p>They left.{tags}"),
            &[FIRST, &format!("{LAST} {FIRST}"), "They left."],
        );
        check(
            &format!("<p>{FIRST}<p>{LAST}<p>What they signed:<ul><li>ports<li>grain</ul>"),
            &[FIRST, LAST, "What they signed:", "ports", "grain"],
        );
    }

    #[test]
    fn sub_headings_stay_and_those_of_nothing_go() {
        check(
            &format!("<h2>Talks</h2><p>{FIRST}<h2>Exports</h2><p>{LAST}<h3>Related</h3><p><a href=a>Ports open</a>"),
            &["Talks", FIRST, "Exports", LAST],
        );
        check(&format!("<p>{FIRST}<p>Read also:<p><a href=a>Ports open for grain</a><p>{LAST}"), &[FIRST, LAST]);
    }

    #[test]
    fn cards_go_with_all_that_they_say() {
        let card = "<div><div><h3><a href=a>Ports open for the grain</a></h3></div><p>They were closed for a year, and are now open.</p></div>";
        check(&format!("<p>{FIRST}</p>{card}<p>{LAST}"), &[FIRST, LAST]);
    }

    #[test]
    fn links_within_sentences_stay() {
        let linked = "The <a href=a>ministers of all five countries</a> agreed on Thursday to let it pass.";
        check(
            &format!("<p>{linked}<p>{LAST}"),
            &["The ministers of all five countries agreed on Thursday to let it pass.", LAST],
        );
    }

    #[test]
    fn a_pull_quote_is_not_told_twice_and_a_quotation_stays() {
        let said = format!("“{QUOTE},” the chair told reporters in the morning.");
        check(&format!("<p>{FIRST}<blockquote>{QUOTE}</blockquote><p>{said}<p>{LAST}"), &[FIRST, &said, LAST]);
        check(&format!("<p>{FIRST}<blockquote>{QUOTE}.</blockquote><p>{LAST}"), &[FIRST, &format!("{QUOTE}."), LAST]);
    }

    #[test]
    fn a_pull_quote_of_other_words_stays_without_its_name() {
        let pulled = format!("<aside class=pullquote><p>{QUOTE}.</p><p>Ann Bell</p></aside>");
        check(
            &format!("<p>{FIRST} {FIRST}{pulled}<p>{LAST}"),
            &[&format!("{FIRST} {FIRST}"), &format!("{QUOTE}."), LAST],
        );
        let said = format!("“{QUOTE},” the chair told reporters in the morning.");
        check(&format!("<p>{FIRST} {FIRST}{pulled}<p>{said}"), &[&format!("{FIRST} {FIRST}"), &said]);
    }

    #[test]
    fn the_byline_under_a_standfirst_goes_and_a_sub_heading_stays() {
        check(&format!("<p>{FIRST}<p>Ann Bell<p>8.2.2024, 10:30<p>{LAST}"), &[FIRST, LAST]);
        check(
            &format!("<p>{FIRST}<p>{LAST}<p>What comes now<p>{FIRST} So."),
            &[FIRST, LAST, "What comes now", &format!("{FIRST} So.")],
        );
    }

    #[test]
    fn headlines_of_the_first_rank_may_part_a_text() {
        let parts = format!("<h1>Talks</h1><p>{FIRST}<h1>Exports</h1><p>{LAST}<h1>Ports</h1><p>{LAST} Soon.");
        check(&parts, &[FIRST, "Exports", LAST, "Ports", &format!("{LAST} Soon.")]);
    }

    #[test]
    fn a_paragraph_that_stands_there_twice_is_kept_once() {
        let long = format!("{FIRST} {LAST}");
        check(
            &format!("<p>{long}<p>Yes.<p>{long}<p>Yes.<p>{LAST} So it was."),
            &[&long, "Yes.", "Yes.", &format!("{LAST} So it was.")],
        );
    }
}
