//! A page as the list of its blocks: runs of text between the borders of paragraphs, in the order in which they stand.

use std::collections::HashMap;

use trafilatura::dom::{Document, NodeId};

use super::noise::{Standing, standing};
use super::wording::weight;
use crate::article::page::html_text::{Text, is_block};

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Paragraph,
    Heading(u8),
    Item,
    Row,
}

/// A run of text.
#[derive(Debug)]
pub(super) struct Block {
    /// The innermost block element around it.
    pub(super) node: NodeId,
    pub(super) kind: Kind,
    pub(super) text: String,
    /// How much there is to read: letters, those of scripts with a sign a syllable or word counting more.
    pub(super) weight: usize,
    /// The part of it that is linked.
    pub(super) linked: usize,
    /// Whether it stands in something beside the article.
    pub(super) is_noise: bool,
    /// Whether it is set off as a quotation.
    pub(super) is_quote: bool,
    /// Whether it is set off as a pull quote, which mostly repeats words of the text.
    pub(super) is_pull_quote: bool,
    noise: Option<usize>,
}

impl Block {
    /// Whether at least `share` percent of it is linked.
    pub(super) fn is_linked(&self, share: usize) -> bool {
        self.linked * 100 >= self.weight * share && self.linked > 0
    }

    /// Whether it reads like a paragraph of an article.
    pub(super) fn is_prose(&self) -> bool {
        const MIN_WEIGHT: usize = 25;
        !matches!(self.kind, Kind::Heading(_) | Kind::Row) && self.weight >= MIN_WEIGHT && !self.is_linked(50)
    }
}

/// Cards and pictures with captions hold less prose than this.
pub(super) const CARD_WEIGHT: usize = 250;

/// A page with less prose than this outside of noise has its article in what looked like noise.
const MIN_CLEAN: usize = 150;
const MOST_PARDONS: usize = 6;

/// An element beside the article, the one around it, and how much prose is in it.
struct Beside {
    outer: Option<usize>,
    standing: Standing,
    name: String,
    prose: usize,
    is_pardoned: bool,
}

/// The blocks of `document`, scripts and menus left out.
pub(super) fn blocks(document: &Document) -> Vec<Block> {
    let mut reader = Reader {
        document,
        found: Vec::new(),
        beside: Vec::new(),
        state: State::new(document),
        text: Text::default(),
        counts: Counts::default(),
    };
    let mut open = vec![Step::Enter(document.body().unwrap_or_else(|| document.root()))];
    while let Some(step) = open.pop() {
        match step {
            Step::Enter(node) if document.is_text(node) => reader.text(&document.text_content(node)),
            Step::Enter(node) if document.is_element(node) => reader.enter(node, &mut open),
            Step::Enter(node) => open.extend(document.child_nodes(node).into_iter().rev().map(Step::Enter)),
            Step::Leave(outer, ends) => {
                match ends {
                    Ends::Block => reader.end_block(),
                    Ends::Cell => reader.end_cell(),
                    Ends::Nothing => {}
                }
                reader.state = outer;
            }
        }
    }
    reader.end_block();
    reader.finish()
}

enum Step {
    Enter(NodeId),
    Leave(State, Ends),
}

enum Ends {
    Block,
    Cell,
    Nothing,
}

/// Where in the page the reader is.
#[derive(Clone, Copy)]
struct State {
    node: NodeId,
    kind: Kind,
    noise: Option<usize>,
    /// What surrounds the figure that the reader is in.
    around_figure: Option<usize>,
    is_in_figure: bool,
    is_linked: bool,
    is_quote: bool,
    is_pull_quote: bool,
}

impl State {
    fn new(document: &Document) -> Self {
        Self {
            node: document.root(),
            kind: Kind::Paragraph,
            noise: None,
            around_figure: None,
            is_in_figure: false,
            is_linked: false,
            is_quote: false,
            is_pull_quote: false,
        }
    }
}

#[derive(Default)]
struct Counts {
    weight: usize,
    linked: usize,
    /// Line breaks since the last letter.
    breaks: usize,
}

struct Reader<'d> {
    document: &'d Document,
    found: Vec<Block>,
    beside: Vec<Beside>,
    state: State,
    text: Text,
    counts: Counts,
}

impl Reader<'_> {
    fn enter(&mut self, node: NodeId, open: &mut Vec<Step>) {
        let tag = self.document.tag_name(node);
        let standing = standing(self.document, node);
        if standing == Standing::Gone {
            return;
        }
        let outer = self.state;
        let ends = match tag {
            "br" => return self.line_break(),
            "td" | "th" => Ends::Cell,
            _ if is_block(tag) => Ends::Block,
            _ => Ends::Nothing,
        };
        if matches!(ends, Ends::Block) {
            self.end_block();
        }
        if tag == "figure" {
            self.state.around_figure = self.state.noise;
            self.state.is_in_figure = true;
        }
        if standing == Standing::PullQuote {
            self.state.is_pull_quote = true;
        } else if standing == Standing::Text {
            // Quotations and tables are set as figures, too.
            if self.state.is_in_figure && matches!(tag, "blockquote" | "table" | "pre" | "ul" | "ol") {
                self.state.noise = self.state.around_figure;
            }
        } else if !(tag == "footer" && self.state.is_quote) {
            let name = format!("{tag} {}", self.document.class_name(node));
            self.beside.push(Beside { outer: self.state.noise, standing, name, prose: 0, is_pardoned: false });
            self.state.noise = Some(self.beside.len() - 1);
        }
        match tag {
            "a" => self.state.is_linked = true,
            "blockquote" => self.state.is_quote = true,
            _ => {}
        }
        self.state.kind = match tag {
            "h1" => Kind::Heading(1),
            "h2" => Kind::Heading(2),
            "h3" => Kind::Heading(3),
            "h4" => Kind::Heading(4),
            "h5" => Kind::Heading(5),
            "h6" => Kind::Heading(6),
            "li" | "dd" | "dt" => Kind::Item,
            "tr" => Kind::Row,
            "td" | "th" => self.state.kind,
            "p" if self.state.kind == Kind::Item => Kind::Item,
            _ if matches!(ends, Ends::Block) && !matches!(self.state.kind, Kind::Heading(_)) => Kind::Paragraph,
            _ => self.state.kind,
        };
        if matches!(ends, Ends::Block) {
            self.state.node = node;
        }
        open.push(Step::Leave(outer, ends));
        open.extend(self.document.child_nodes(node).into_iter().rev().map(Step::Enter));
    }

    fn text(&mut self, piece: &str) {
        let weight = weight(piece);
        if weight > 0 {
            self.counts.breaks = 0;
        }
        self.counts.weight += weight;
        self.counts.linked += if self.state.is_linked { weight } else { 0 };
        self.text.push(piece);
    }

    /// Two line breaks in a row end a paragraph.
    fn line_break(&mut self) {
        self.counts.breaks += 1;
        if self.counts.breaks > 1 {
            self.end_block();
        } else {
            self.text.line_break();
        }
    }

    /// Small cells are parted by tabs; large ones lay out a page.
    fn end_cell(&mut self) {
        const LAYOUT_WEIGHT: usize = 200;
        if self.counts.weight > LAYOUT_WEIGHT {
            self.end_block();
        } else {
            self.text.gap("\t");
        }
    }

    fn end_block(&mut self) {
        let text = std::mem::take(&mut self.text).finish().trim().to_owned();
        let counts = std::mem::take(&mut self.counts);
        if text.is_empty() {
            return;
        }
        let State { node, kind, noise, is_quote, is_pull_quote, .. } = self.state;
        let Counts { weight, linked, .. } = counts;
        self.found.push(Block { node, kind, text, weight, linked, is_noise: false, is_quote, is_pull_quote, noise });
    }

    /// Decides what is noise, now that it is known where the prose is.
    fn finish(mut self) -> Vec<Block> {
        let prose = |block: &Block| if block.is_prose() { block.weight } else { 0 };
        let total: usize = self.found.iter().map(prose).sum();
        for block in &self.found {
            if let Some(noise) = block.noise {
                self.beside[noise].prose += prose(block);
            }
        }
        // Outer elements come before inner ones.
        for inner in (0..self.beside.len()).rev() {
            if let Some(outer) = self.beside[inner].outer {
                self.beside[outer].prose += self.beside[inner].prose;
            }
        }
        for beside in &mut self.beside {
            beside.is_pardoned = match beside.standing {
                Standing::Card => beside.prose > CARD_WEIGHT || beside.prose * 2 > total,
                Standing::Beside => false,
                Standing::Comments => beside.prose * 20 > total * 19,
                _ => beside.prose * 2 > total,
            };
        }
        self.mark_noise();
        for _ in 0..MOST_PARDONS {
            let clean: usize = self.found.iter().filter(|block| !block.is_noise).map(prose).sum();
            // The outermost one comes first. What is called the same is the same.
            let guilty = self.beside.iter().rev();
            let guilty = guilty.filter(|beside| !beside.is_pardoned && beside.standing != Standing::Comments);
            let Some(most) = guilty.max_by_key(|beside| beside.prose) else { break };
            if clean >= MIN_CLEAN || most.prose <= clean {
                break;
            }
            let name = most.name.clone();
            for beside in self.beside.iter_mut().filter(|beside| beside.name == name) {
                beside.is_pardoned = true;
            }
            self.mark_noise();
        }
        self.found
    }

    fn mark_noise(&mut self) {
        let mut is_noise: Vec<bool> = Vec::with_capacity(self.beside.len());
        for beside in &self.beside {
            is_noise.push(!beside.is_pardoned || beside.outer.is_some_and(|outer| is_noise[outer]));
        }
        for block in &mut self.found {
            block.is_noise = block.noise.is_some_and(|noise| is_noise[noise]);
        }
    }
}

/// The sum of what `measure` gives for the blocks in each element.
pub(super) fn sums(document: &Document, blocks: &[Block], measure: impl Fn(&Block) -> usize) -> HashMap<NodeId, usize> {
    let mut sums = HashMap::new();
    for block in blocks {
        let measured = measure(block);
        let mut node = (measured > 0).then_some(block.node);
        while let Some(element) = node {
            *sums.entry(element).or_default() += measured;
            node = document.parent(element);
        }
    }
    sums
}

/// Whether `node` is `outer` or lies in it.
pub(super) fn is_within(document: &Document, node: NodeId, outer: NodeId) -> bool {
    let mut around = Some(node);
    while let Some(element) = around {
        if element == outer {
            return true;
        }
        around = document.parent(element);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROSE: &str = "The ministers agreed to let grain pass, after talks that took all night and half a day.";

    fn found(html: &str) -> Vec<(String, bool)> {
        blocks(&Document::parse(html)).into_iter().map(|block| (block.text, block.is_noise)).collect()
    }

    fn check(html: &str, text: &[&str], noise: &[&str]) {
        let found = found(html);
        let of = |is_noise: bool| found.iter().filter(move |block| block.1 == is_noise).map(|block| block.0.as_str());
        assert_eq!(of(false).collect::<Vec<_>>(), text, "{html}");
        assert_eq!(of(true).collect::<Vec<_>>(), noise, "{html}");
    }

    #[test]
    fn paragraphs_breaks_items_and_rows_are_blocks() {
        check("<p>A <b>b</b><p>C<br>d<br>&nbsp;<br>E<ul><li>f<li>g</ul>", &["A b", "C\nd", "E", "f", "g"], &[]);
        check("<table><tr><td>a<td>b<tr><th>c</table>", &["a\tb", "c"], &[]);
        let layout = format!("<table><tr><td>{PROSE}{PROSE}{PROSE}<td>b</table>");
        check(&layout, &[&PROSE.repeat(3), "b"], &[]);
    }

    #[test]
    fn captions_and_boxes_are_noise_and_scripts_are_nothing() {
        let page = format!(
            "<p>{PROSE}</p><figure><img alt=a><figcaption>A port</figcaption></figure><aside>Box</aside>\
             <div class=related>Others</div><nav>Home</nav><script>var a;</script><button>Go</button>"
        );
        check(&page, &[PROSE], &["A port", "Box", "Others"]);
    }

    #[test]
    fn quotations_set_as_figures_are_text() {
        let page =
            format!("<p>{PROSE}</p><figure><blockquote><p>It holds.</p><footer>Ann</footer></blockquote></figure>");
        check(&page, &[PROSE, "It holds.", "Ann"], &[]);
    }

    #[test]
    fn the_name_of_a_wrapper_does_not_cost_the_article() {
        check(
            &format!("<div class='newsletter page'><p>{PROSE}</p><p>{PROSE}</p></div><p>Small</p>"),
            &[PROSE, PROSE, "Small"],
            &[],
        );
        let parts = format!(
            "<div class=sidebar-grid><p>{PROSE}</p></div><div class=sidebar-grid><p>{PROSE} {PROSE}</p></div><div class=related><p>{PROSE} {PROSE}</p></div>"
        );
        assert_eq!(found(&parts).iter().filter(|block| !block.1).count(), 2);
    }

    #[test]
    fn comments_are_noise_even_where_they_are_longer_than_the_article() {
        let comments = "<div id=comments><p>What a bad deal this is, I would never have signed it.</p></div>".repeat(5);
        let found = found(&format!("<p>{PROSE} {PROSE}</p>{comments}"));
        assert_eq!(found.iter().filter(|block| !block.1).count(), 1);
    }

    #[test]
    fn a_card_is_noise_and_a_wrapper_for_pictures_and_text_is_not() {
        let page = format!(
            "<article><p>{PROSE}</p><article><h4>Other</h4></article><div class=image-text>{}</div></article>",
            PROSE.repeat(5)
        );
        check(&page, &[PROSE, &PROSE.repeat(5)], &["Other"]);
    }
}
