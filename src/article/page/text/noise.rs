//! Which elements of a page are no part of its article, by what they are and what they are called.
//!
//! Names of classes and ids are written in English by developers all over the world, so the table serves pages in
//! any language. A name is read word by word: `article__related-links` says `article`, `related`, `links`.

use trafilatura::dom::{Document, NodeId};

/// What an element is to the article around it; of several names, the one further down decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// Part of it, as far as its name tells.
    Text,
    /// A few words of it set large beside it.
    PullQuote,
    /// A picture with its caption, or a card for another article: noise unless it holds more than these do.
    Card,
    /// Something beside it. Pages name their largest wrappers oddly, so what holds most of the text is pardoned.
    Noise,
    /// Something that no page puts its article in.
    Beside,
    /// What readers wrote, which may well be longer than the article.
    Comments,
    /// Never text.
    Gone,
}

/// Elements without prose of their own.
const GONE: [&str; 34] = [
    "applet", "area", "audio", "base", "button", "canvas", "datalist", "dialog", "embed", "frame", "frameset", "head",
    "iframe", "img", "input", "link", "map", "menu", "meta", "nav", "noscript", "object", "option", "picture",
    "progress", "rp", "rt", "script", "select", "style", "svg", "template", "textarea", "video",
];

/// Elements for what stands beside the text.
const BESIDE: [&str; 6] = ["address", "aside", "figcaption", "figure", "footer", "legend"];

/// Elements for input, in which some systems wrap whole pages.
const OFTEN_BESIDE: [&str; 3] = ["fieldset", "form", "label"];

const BESIDE_ROLES: [&str; 16] = [
    "alert",
    "alertdialog",
    "banner",
    "button",
    "complementary",
    "contentinfo",
    "dialog",
    "form",
    "img",
    "menu",
    "menubar",
    "navigation",
    "search",
    "tablist",
    "toolbar",
    "tooltip",
];

/// Facts about the article rather than its text, by their microdata.
const FACTS: [&str; 11] = [
    "author",
    "caption",
    "copyrightholder",
    "copyrightnotice",
    "creator",
    "datemodified",
    "datepublished",
    "image",
    "keywords",
    "publisher",
    "thumbnail",
];

/// Words that name what stands beside an article.
const WORDS: [&str; 103] = [
    "ad",
    "adbox",
    "addthis",
    "addtoany",
    "ads",
    "adsbygoogle",
    "adsense",
    "adslot",
    "adunit",
    "adv",
    "advert",
    "advertisement",
    "advertisements",
    "advertising",
    "advertorial",
    "adverts",
    "adwrapper",
    "apester",
    "breadcrumb",
    "breadcrumbs",
    "byline",
    "bylines",
    "caption",
    "captions",
    "carousel",
    "copyright",
    "credit",
    "credits",
    "crosslinks",
    "dateline",
    "dfp",
    "donate",
    "donation",
    "dropdown",
    "figcaption",
    "follow",
    "gallery",
    "jwplayer",
    "keywords",
    "lightbox",
    "login",
    "masthead",
    "menu",
    "metadata",
    "modal",
    "mostread",
    "nav",
    "navbar",
    "navigation",
    "newsletter",
    "newsletters",
    "noprint",
    "outbrain",
    "overlay",
    "pager",
    "pagination",
    "paging",
    "poll",
    "popular",
    "popup",
    "promo",
    "promos",
    "promoted",
    "promotion",
    "promotions",
    "quiz",
    "readmore",
    "recirc",
    "recirculation",
    "recommend",
    "recommendation",
    "recommendations",
    "recommended",
    "register",
    "registration",
    "related",
    "relatedarticles",
    "relatednews",
    "relatedposts",
    "relateds",
    "share",
    "sharebar",
    "sharedaddy",
    "sharethis",
    "sharing",
    "sidebar",
    "signin",
    "signup",
    "skyscraper",
    "slideshow",
    "social",
    "socialmedia",
    "socials",
    "sponsor",
    "sponsored",
    "sponsors",
    "subscribe",
    "taboola",
    "taglist",
    "tags",
    "teasers",
    "timestamp",
    "toolbar",
];

/// Words that name what pages put around everything.
const PAGE_PARTS: [&str; 8] = ["cmp", "consent", "cookie", "cookiebar", "cookies", "footer", "gdpr", "onetrust"];

/// Words that do so together, one after the other.
const PAIRS: [(&str, &str); 46] = [
    ("about", "author"),
    ("also", "read"),
    ("article", "meta"),
    ("article", "tools"),
    ("author", "bio"),
    ("author", "box"),
    ("author", "card"),
    ("author", "details"),
    ("author", "info"),
    ("author", "name"),
    ("author", "profile"),
    ("entry", "meta"),
    ("further", "reading"),
    ("image", "source"),
    ("in", "brief"),
    ("key", "words"),
    ("link", "list"),
    ("links", "list"),
    ("meta", "data"),
    ("more", "articles"),
    ("more", "from"),
    ("more", "news"),
    ("more", "on"),
    ("more", "stories"),
    ("most", "read"),
    ("most", "viewed"),
    ("photo", "by"),
    ("photo", "source"),
    ("post", "meta"),
    ("print", "only"),
    ("read", "also"),
    ("read", "more"),
    ("read", "next"),
    ("reader", "text"),
    ("see", "also"),
    ("side", "bar"),
    ("sign", "up"),
    ("sr", "only"),
    ("tag", "list"),
    ("top", "stories"),
    ("trending", "now"),
    ("up", "next"),
    ("video", "player"),
    ("visually", "hidden"),
    ("visually", "hide"),
    ("you", "may"),
];

/// Words that name pictures with what is said of them, and cards. German papers call the beginning of an article so.
const CARDS: [&str; 12] = [
    "figure",
    "illustration",
    "image",
    "images",
    "img",
    "photo",
    "photos",
    "picture",
    "pictures",
    "teaser",
    "thumb",
    "thumbnail",
];

/// Words that name what readers wrote.
const COMMENTS: [&str; 7] = ["comment", "commentlist", "comments", "disqus", "livefyre", "respond", "viafoura"];

/// Whole names of what is not shown.
const HIDING: [&str; 4] = ["d-none", "hidden", "invisible", "screen-reader-text"];

/// Words after which a name says how something looks or what it has, not what it is: `with-sidebar`.
const MODIFIERS: [&str; 11] = ["elementor", "has", "hide", "hides", "is", "js", "no", "not", "show", "with", "without"];

/// What `node` is to the article that it stands in.
pub(super) fn standing(document: &Document, node: NodeId) -> Standing {
    let tag = document.tag_name(node);
    if GONE.contains(&tag) {
        return Standing::Gone;
    }
    if matches!(tag, "html" | "body" | "main" | "tbody" | "tr" | "td" | "th") {
        return Standing::Text;
    }
    if tag == "article" {
        let mut around = document.parent(node);
        while let Some(outer) = around {
            if document.tag_name(outer) == "article" {
                return Standing::Card;
            }
            around = document.parent(outer);
        }
        return Standing::Text;
    }
    // Most elements that set off words.
    if !BESIDE.contains(&tag) && !OFTEN_BESIDE.contains(&tag) && document.attribute_names(node).is_empty() {
        return Standing::Text;
    }
    let lists = ["class", "id"].map(|attribute| document.get_attribute(node, attribute).unwrap_or_default());
    let names = lists.iter().flat_map(|names| names.split_ascii_whitespace());
    let said = names.map(by_name).max().unwrap_or(Standing::Text);
    // Pull quotes are asides and figures, too.
    if said == Standing::PullQuote { said } else { said.max(by_markup(document, node)) }
}

/// What the element itself and its attributes say.
fn by_markup(document: &Document, node: NodeId) -> Standing {
    let tag = document.tag_name(node);
    let value =
        |attribute: &str| document.get_attribute(node, attribute).unwrap_or_default().trim().to_ascii_lowercase();
    if BESIDE.contains(&tag) {
        Standing::Beside
    } else if OFTEN_BESIDE.contains(&tag)
        || is_hidden(document, node)
        || BESIDE_ROLES.contains(&value("role").as_str())
        || FACTS.contains(&value("itemprop").as_str())
    {
        Standing::Noise
    } else {
        Standing::Text
    }
}

fn is_hidden(document: &Document, node: NodeId) -> bool {
    let style = document.get_attribute(node, "style").unwrap_or_default().to_ascii_lowercase();
    let style: String = style.split_ascii_whitespace().collect();
    document.get_attribute(node, "hidden").is_some()
        || document.get_attribute(node, "aria-hidden").is_some_and(|value| value.eq_ignore_ascii_case("true"))
        || style.contains("display:none")
        || style.contains("visibility:hidden")
}

/// What one name of a class or an id says.
fn by_name(name: &str) -> Standing {
    const MAX_BYTES: usize = 80;
    if name.len() > MAX_BYTES {
        return Standing::Text;
    }
    if HIDING.iter().any(|hiding| name.eq_ignore_ascii_case(hiding)) {
        return Standing::Noise;
    }
    let mut words = words(name);
    words.truncate(words.iter().position(|word| MODIFIERS.contains(&word.as_str())).unwrap_or(words.len()));
    if words.iter().any(|word| COMMENTS.contains(&word.as_str())) {
        return Standing::Comments;
    }
    if words.iter().any(|word| matches!(word.as_str(), "pullquote" | "pullquotes"))
        || words.windows(2).any(|pair| pair == ["pull", "quote"])
    {
        return Standing::PullQuote;
    }
    if words.iter().any(|word| PAGE_PARTS.contains(&word.as_str())) {
        return Standing::Beside;
    }
    let is_noise = words.iter().any(|word| WORDS.binary_search(&word.as_str()).is_ok())
        || words.windows(2).any(|pair| PAIRS.contains(&(pair[0].as_str(), pair[1].as_str())));
    if is_noise {
        Standing::Noise
    } else if words.iter().any(|word| CARDS.contains(&word.as_str())) {
        Standing::Card
    } else {
        Standing::Text
    }
}

/// The words of a name, in lower case: `relatedLinks_2` is `related`, `links`.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for character in name.chars() {
        if !character.is_ascii_alphabetic() || (was_lower && character.is_ascii_uppercase()) {
            words.push(String::new());
        }
        was_lower = character.is_ascii_lowercase();
        if let (true, Some(word)) = (character.is_ascii_alphabetic(), words.last_mut()) {
            word.push(character.to_ascii_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(element: &str, expected: Standing) {
        let document = Document::parse(&format!("<body>{element}</body>"));
        let node = document.query_selector(document.root(), "body > *");
        assert_eq!(node.map(|node| standing(&document, node)), Some(expected), "{element}");
    }

    #[test]
    fn the_words_are_in_order() {
        assert!(WORDS.is_sorted());
    }

    #[test]
    fn elements_tell_by_what_they_are() {
        check("<nav>", Standing::Gone);
        check("<aside>", Standing::Beside);
        check("<div role=complementary>", Standing::Noise);
        check("<span itemprop=author>", Standing::Noise);
        check("<div hidden>", Standing::Noise);
        check("<p style='DISPLAY: none'>", Standing::Noise);
        check("<p>", Standing::Text);
    }

    #[test]
    fn names_are_read_word_by_word() {
        check("<div class='box relatedLinks_2'>", Standing::Noise);
        check("<div class=cookie-bar>", Standing::Beside);
        check("<div id=read-more>", Standing::Noise);
        check("<div class=article__newsletter>", Standing::Noise);
        check("<div class=commentList>", Standing::Comments);
        check("<div class=main-image>", Standing::Card);
        check("<aside class='box PullQuote'>", Standing::PullQuote);
        check("<div class='header download sharepoint'>", Standing::Text);
    }

    #[test]
    fn what_an_element_has_is_not_what_it_is() {
        check("<div class='has-sidebar with-newsletter no-ads'>", Standing::Text);
        check("<div class=content-with-sidebar>", Standing::Text);
        check("<main class=newsletter>", Standing::Text);
        check("<div class=field-label-hidden>", Standing::Text);
        check("<div class=hidden>", Standing::Noise);
    }
}
