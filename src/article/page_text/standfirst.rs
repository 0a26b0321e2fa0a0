//! The sentences between a headline and the article, where pages set them apart from it.

use trafilatura::dom::{Document, NodeId};

use super::blocks::{Block, is_within};
use super::wording::letters;

/// The standfirst of the article in `body`: a block before it that says what the page is said to be about.
pub(super) fn standfirst(document: &Document, blocks: &[Block], body: NodeId) -> Option<String> {
    const MIN_WEIGHT: usize = 40;
    let described = descriptions(document);
    let before = blocks.iter().take_while(|block| !is_within(document, block.node, body));
    let mut likely =
        before.filter(|block| block.weight >= MIN_WEIGHT && !block.is_noise && block.linked * 2 < block.weight);
    let found = likely.find(|block| {
        let text = letters(&block.text);
        described.iter().any(|description| text.starts_with(description) || description.starts_with(&text))
    })?;
    Some(found.text.clone())
}

/// What the page says it is about, in letters.
fn descriptions(document: &Document) -> Vec<String> {
    const MIN_LETTERS: usize = 40;
    let metas = document.query_selector_all(
        document.root(),
        "meta[name='description'], meta[property='og:description'], meta[name='twitter:description']",
    );
    let contents = metas.into_iter().filter_map(|meta| document.get_attribute(meta, "content"));
    contents.map(|content| letters(&content)).filter(|letters| letters.len() >= MIN_LETTERS).collect()
}
