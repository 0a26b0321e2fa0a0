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

fn drop_title(blocks: &[Block], all_letters: &[String], title: Option<&str>, keep: &mut [bool]) {
    let title = title.map(letters).unwrap_or_default();
    for (place, block) in blocks.iter().enumerate() {
        if block.kind == Kind::Heading(1) || (!title.is_empty() && all_letters[place] == title) {
            keep[place] = false;
        }
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

/// Headings and labels that nothing of the article follows: what they announce was left out.
fn drop_labels(blocks: &[Block], keep: &mut [bool]) {
    const LABEL_WEIGHT: usize = 40;
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
                links_follow
                    && block.weight < LABEL_WEIGHT
                    && !ends_sentence(&block.text)
                    && leads_elsewhere(&blocks[place + 1])
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
            keep[place] = own.is_empty() || repeated * 10 < own.len() * 9;
        }
    }
}

fn may_be_pull_quote(block: &Block) -> bool {
    block.is_quote || matches!(block.kind, Kind::Heading(_))
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
    fn a_paragraph_that_stands_there_twice_is_kept_once() {
        let long = format!("{FIRST} {LAST}");
        check(
            &format!("<p>{long}<p>Yes.<p>{long}<p>Yes.<p>{LAST} So it was."),
            &[&long, "Yes.", "Yes.", &format!("{LAST} So it was.")],
        );
    }
}
