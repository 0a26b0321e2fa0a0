//! Which news outlets a text credits with carrying a statement.

use std::collections::HashMap;

use super::draft::Paragraph;
use super::token::{Token, without_owner};
use crate::outlet::Outlets;
use crate::text::Span;

/// An outlet named in the text, or somebody who reports for one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mention<'a> {
    pub span: Span,
    /// The outlet's canonical name; one that the table does not know goes by the name that the text gives it.
    pub name: &'a str,
    /// A reporter stands there, not the outlet itself.
    pub reporter: bool,
}

/// The outlets named in each paragraph, in order, not overlapping, with their reporters.
///
/// Weak names (`the Post`, `Time`) count only beside a reporting word. `publisher` and `host` are the article's own: it
/// may name itself ("told TRD").
pub(super) fn mentions<'a>(
    text: &'a str,
    paragraphs: &[Paragraph],
    publisher: Option<&'a str>,
    host: Option<&'a str>,
) -> Vec<Vec<Mention<'a>>> {
    let own = Own::new(publisher, host);
    let mut found: Vec<Vec<Mention<'a>>> = Vec::with_capacity(paragraphs.len());
    for paragraph in paragraphs {
        found.push(outlets_in(text, &paragraph.tokens, &own));
    }
    spell_out(text, &mut found, publisher);
    let reporters = reporters(text, paragraphs, &found);
    if !reporters.is_empty() {
        for (paragraph, mentions) in paragraphs.iter().zip(&mut found) {
            add_reporters(text, &paragraph.tokens, &reporters, mentions);
        }
    }
    found
}

/// The names by which an article's own outlet may go in its text.
struct Own<'a> {
    name: Option<&'a str>,
    acronym: Option<String>,
    host: Option<&'a str>,
}

impl<'a> Own<'a> {
    fn new(publisher: Option<&'a str>, host: Option<&'a str>) -> Self {
        let initials = |name: &str| name.split([' ', '-']).filter_map(|word| word.chars().next()).collect::<String>();
        let acronym = publisher.map(initials).filter(|acronym| {
            (3..=5).contains(&acronym.len()) && acronym.chars().all(|letter| letter.is_ascii_uppercase())
        });
        Own { name: publisher, acronym, host }
    }

    /// The own name that begins at a token, and how many tokens it has.
    fn at(&self, text: &'a str, tokens: &[Token], index: usize) -> Option<(&'a str, usize)> {
        let piece = tokens[index].span.of(text)?;
        let name = self.name.or(self.host);
        if self.acronym.as_deref() == Some(piece) {
            return name.map(|name| (name, 1));
        }
        if is_site(piece) {
            let own = self.host.is_some_and(|host| host.eq_ignore_ascii_case(piece));
            // Many sites are no outlets: another one must be told something.
            let told = || index.checked_sub(1).is_some_and(|before| is_telling(&tokens[before].lower));
            return match self.name.filter(|_| own) {
                Some(name) => Some((name, 1)),
                None => (own || told()).then_some((piece, 1)),
            };
        }
        let name = self.name?;
        if !name.starts_with(piece) || !text[tokens[index].span.start..].starts_with(name) {
            return None;
        }
        let end = tokens[index].span.start + name.len();
        let length = tokens[index..].iter().take_while(|token| token.span.start < end).count();
        let whole = !text[end..].chars().next().is_some_and(char::is_alphanumeric);
        // A name of one word may be any word.
        (whole && (length > 1 || name.len() > 5)).then_some((name, length))
    }
}

/// A site that goes by its address: `Polygraph.info`.
fn is_site(word: &str) -> bool {
    let Some((name, ending)) = word.rsplit_once('.') else { return false };
    name.len() > 2
        && word.starts_with(|first: char| first.is_uppercase())
        && matches!(ending, "com" | "info" | "org" | "net" | "tv" | "news" | "ru" | "eu" | "fm" | "live" | "today")
}

fn outlets_in<'a>(text: &'a str, tokens: &[Token], own: &Own<'a>) -> Vec<Mention<'a>> {
    let outlets = Outlets::in_use();
    let mut found = Vec::new();
    let mut index = 0;
    'tokens: while index < tokens.len() {
        if may_begin(text, &tokens[index]) {
            let reach = reach(outlets, text, tokens, index);
            for len in (1..=reach.min(tokens.len() - index)).rev() {
                let last = &tokens[index + len - 1];
                if !last.is_word() && last.kind != super::token::TokenKind::Number
                    || len > 1
                        && last.capital == tokens[index].capital
                        && last.span.start > tokens[index + len - 2].span.end + 2
                {
                    continue;
                }
                let piece = last.span.of(text).unwrap_or_default();
                let end = last.span.start + if last.possessive { without_owner(piece) } else { piece }.len();
                let span = Span::new(tokens[index].span.start + elision(text, &tokens[index]), end);
                let Some((outlet, weak)) = span.of(text).and_then(|name| outlets.in_text(name)) else { continue };
                if weak && !beside_report(tokens, index, index + len) || is_inside_a_body(tokens, index) {
                    continue;
                }
                found.push(Mention { span, name: &outlet.name, reporter: false });
                index += len;
                continue 'tokens;
            }
            let other = own.at(text, tokens, index).or_else(|| paper_at(text, tokens, index));
            if let Some((name, len)) = other {
                let span = Span::new(tokens[index].span.start, tokens[index + len - 1].span.end);
                found.push(Mention { span, name, reporter: false });
                index += len;
                continue;
            }
        }
        index += 1;
    }
    found
}

/// A paper or a station that the table does not know, where somebody tells it something: `told the Springfield Gazette`.
fn paper_at<'a>(text: &'a str, tokens: &[Token], index: usize) -> Option<(&'a str, usize)> {
    let before = tokens[..index].iter().rev().find(|token| !token.is("the"))?;
    let told = matches!(before.lower.as_str(), "told" | "tells" | "telling");
    if !told || !tokens[index].capital || tokens[index].is("the") {
        return None;
    }
    let len = tokens[index..].iter().take(6).take_while(|token| token.is_word() && token.capital).count();
    let last = tokens.get(index + len.checked_sub(1)?)?;
    let paper = matches!(
        last.lower.as_str(),
        "times"
            | "post"
            | "news"
            | "herald"
            | "tribune"
            | "journal"
            | "gazette"
            | "chronicle"
            | "telegraph"
            | "radio"
            | "tv"
            | "television"
            | "magazine"
            | "courier"
            | "dispatch"
            | "examiner"
            | "sentinel"
            | "inquirer"
            | "observer"
            | "bulletin"
            | "daily"
            | "weekly"
    );
    if len < 2 || !paper || last.possessive {
        return None;
    }
    Some((text.get(tokens[index].span.start..last.span.end)?, len))
}

/// `the Times` is the paper of that name that was named in full before, or the article's own.
fn spell_out<'a>(text: &str, found: &mut [Vec<Mention<'a>>], publisher: Option<&'a str>) {
    let mut named: Vec<&'a str> = publisher.into_iter().collect();
    for mention in found.iter_mut().flatten() {
        let shown = mention.span.of(text).unwrap_or_default();
        let short = shown.strip_prefix("the ").or_else(|| shown.strip_prefix("The ")).unwrap_or(shown);
        let full = named.iter().rev().take(50).find(|name| {
            !short.contains(' ') && name.len() > short.len() + 4 && name.rsplit(' ').next() == Some(short)
        });
        match full {
            Some(name) => mention.name = name,
            None if named.last() != Some(&mention.name) => named.push(mention.name),
            None => {}
        }
    }
}

/// Somebody who reports for an outlet.
struct Reporter<'a> {
    given: Option<&'a str>,
    outlet: &'a str,
}

/// Those whom the article names with their outlet, by surname: `Wee of the New York Times`, `CNN’s chief correspondent Gupta`,
/// `as Feng reports for NPR`.
fn reporters<'a>(
    text: &'a str,
    paragraphs: &[Paragraph],
    mentions: &[Vec<Mention<'a>>],
) -> HashMap<&'a str, Reporter<'a>> {
    let mut found = HashMap::new();
    for (paragraph, mentions) in paragraphs.iter().zip(mentions) {
        let tokens = &paragraph.tokens;
        for mention in mentions {
            let start = tokens.partition_point(|token| token.span.start < mention.span.start);
            let end = tokens.partition_point(|token| token.span.end <= mention.span.end);
            let name = name_before(tokens, start).or_else(|| name_behind(tokens, end.max(start + 1)));
            let Some(range) = name else { continue };
            let word = |index: usize| without_owner(tokens[index].span.of(text).unwrap_or_default());
            let given = (range.len() > 1).then(|| word(range.start));
            found.entry(word(range.end - 1)).or_insert(Reporter { given, outlet: mention.name });
        }
    }
    found
}

/// The name before an outlet that it works for.
fn name_before(tokens: &[Token], outlet: usize) -> Option<std::ops::Range<usize>> {
    let is = |index: usize, words: &[&str]| words.contains(&tokens[index].lower.as_str());
    let mut at = outlet;
    let back = |at: &mut usize| at.checked_sub(1).inspect(|before| *at = *before);
    let mut here = back(&mut at)?;
    if is(here, &["the"]) {
        here = back(&mut at)?;
    }
    if !is(here, &["of", "for", "from", "with"]) {
        return None;
    }
    let linked_by_for = is(here, &["for"]);
    here = back(&mut at)?;
    if linked_by_for && is(here, &["reports", "reported", "reporting", "writes", "wrote", "writing"]) {
        here = back(&mut at)?;
    }
    let capitals =
        tokens[..=here].iter().rev().take(3).take_while(|token| token.is_word() && token.capital && !token.possessive);
    let count = capitals.count();
    let person = count > 1 && !tokens[here + 1 - count..=here].iter().any(|token| super::title::is_body(&token.lower));
    person.then_some(here + 1 - count..here + 1)
}

/// The name behind an outlet that it works for: `CNN’s chief medical correspondent Sanjay Gupta`, `NPR’s Feng`.
fn name_behind(tokens: &[Token], from: usize) -> Option<std::ops::Range<usize>> {
    let owner = tokens.get(from.checked_sub(1)?)?.possessive;
    let desk = |token: &Token| {
        matches!(
            token.lower.as_str(),
            "reporter"
                | "correspondent"
                | "journalist"
                | "anchor"
                | "host"
                | "columnist"
                | "editor"
                | "analyst"
                | "contributor"
                | "producer"
        )
    };
    let work = (from..tokens.len().min(from + 6))
        .take_while(|&index| tokens[index].is_word())
        .find(|&index| desk(&tokens[index]));
    let mut start = match work {
        Some(work) => work + 1,
        None if owner => from,
        None => return None,
    };
    while tokens.get(start).is_some_and(|token| super::title::is_title(&token.lower)) {
        start += 1;
    }
    let count = tokens[start.min(tokens.len())..]
        .iter()
        .take(3)
        .take_while(|token| token.is_word() && token.capital && !super::lexicon::is_time(&token.lower))
        .count();
    // An outlet owns much besides reporters: without a desk only one name counts.
    let possible = if work.is_some() { count > 0 } else { (1..=2).contains(&count) };
    possible.then_some(start..start + count)
}

/// Adds the reporters where they stand by their name alone.
fn add_reporters<'a>(
    text: &'a str,
    tokens: &[Token],
    reporters: &HashMap<&'a str, Reporter<'a>>,
    mentions: &mut Vec<Mention<'a>>,
) {
    for (index, token) in tokens.iter().enumerate().filter(|(_, token)| token.is_word() && token.capital) {
        let bare = without_owner(token.span.of(text).unwrap_or_default());
        let Some(reporter) = reporters.get(bare) else { continue };
        let first =
            index.checked_sub(1).map(|before| &tokens[before]).filter(|before| before.is_word() && before.capital);
        let before = first.and_then(|before| before.span.of(text));
        // Another given name is another person.
        let other = before.is_some_and(|before| {
            reporter.given.is_some_and(|given| given != before) && !super::title::is_title(&before.to_lowercase())
        });
        if other {
            continue;
        }
        let start = first.filter(|_| before == reporter.given).map_or(token.span.start, |first| first.span.start);
        let span = Span::new(start, token.span.start + bare.len());
        if !mentions.iter().any(|mention| mention.span.overlaps(span)) {
            mentions.push(Mention { span, name: reporter.outlet, reporter: true });
        }
    }
    mentions.sort_by_key(|mention| mention.span.start);
}

/// `the Ministry of Foreign Affairs` is not the magazine.
fn is_inside_a_body(tokens: &[Token], index: usize) -> bool {
    index > 1 && tokens[index - 1].is("of") && super::title::is_body(&tokens[index - 2].lower)
}

/// Bytes of an article that stands in one word with its noun: `l’AFP`.
fn elision(text: &str, token: &Token) -> usize {
    let word = token.span.of(text).unwrap_or_default();
    ["l’", "l'", "d’", "d'"].iter().find(|article| word.starts_with(**article)).map_or(0, |article| article.len())
}

/// How many tokens from `index` on an outlet's name may have.
fn reach(outlets: &Outlets, text: &str, tokens: &[Token], index: usize) -> usize {
    let word = tokens[index].span.of(text).unwrap_or_default();
    let word = &word[elision(text, &tokens[index])..];
    if tokens[index].is("the") {
        let next = tokens.get(index + 1).and_then(|next| next.span.of(text)).unwrap_or_default();
        return match outlets.longest_name_from(next) {
            0 => 0,
            length => length + 1,
        };
    }
    outlets.longest_name_from(word)
}

fn may_begin(text: &str, token: &Token) -> bool {
    let foreign = || token.lower.chars().next().is_some_and(|first| !first.is_ascii());
    // `dpa` writes itself small.
    let small = || {
        let word = token.span.of(text).unwrap_or_default();
        word.len() <= 4 && Outlets::in_use().in_text(word).is_some_and(|(outlet, weak)| !weak && outlet.name == word)
    };
    token.is_word() && (token.capital || foreign() || elision(text, token) > 0 || small())
}

/// Whether a reporting word stands right before or behind: `told the Post`, `the Times reported`.
fn beside_report(tokens: &[Token], start: usize, end: usize) -> bool {
    let word = |index: usize| tokens.get(index).map(|token| token.lower.as_str()).unwrap_or_default();
    let mut before = start;
    while before > 0
        && matches!(word(before - 1), "the" | "a" | "newspaper" | "magazine" | "agency" | "daily" | "broadcaster")
    {
        before -= 1;
    }
    let behind = word(end);
    before > 0
        && matches!(
            word(before - 1),
            "au" | "told" | "tells" | "telling" | "with" | "by" | "to" | "citing" | "via" | "in"
        )
        || matches!(
            behind,
            "reported"
                | "reports"
                | "said"
                | "says"
                | "quoted"
                | "cited"
                | "wrote"
                | "first"
                | "has"
                | "that"
                | "editor"
                | "reporter"
                | "interview"
        )
}

/// How a report names the outlet that it came through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// By the verb at that place: `told the paper`.
    By(Span),
    /// Beside the report: `in an interview with the paper`, `according to the paper`.
    Beside,
}

/// How the mention carries what its sentence reports, if it does.
pub(super) fn way(tokens: &[Token], mention: Span) -> Option<Way> {
    let index = tokens.iter().position(|token| token.span.end > mention.start)?;
    let window = &tokens[index.saturating_sub(8)..index];
    let before: Vec<&str> = window.iter().map(|token| token.lower.as_str()).collect();
    let told = before.iter().rposition(|word| is_telling(word));
    if let Some(at) = told.filter(|at| before.len() - at <= 4) {
        return Some(Way::By(window[at].span));
    }
    let near = &before[before.len().saturating_sub(4)..];
    let beside = near.windows(2).any(|pair| match pair[1] {
        "to" => matches!(
            pair[0],
            "interview"
                | "remarks"
                | "statement"
                | "speaking"
                | "emailed"
                | "sent"
                | "provided"
                | "confirmed"
                | "according"
                | "comments"
                | "email"
                | "interviews"
                | "spoke"
                | "released"
        ),
        "with" => matches!(pair[0], "interview" | "speaking" | "shared" | "spoke" | "interviews" | "conversation"),
        "on" => matches!(pair[0], "interview" | "speaking" | "appearing" | "appearance" | "said" | "appeared"),
        "by" => matches!(
            pair[0],
            "interviewed"
                | "obtained"
                | "seen"
                | "reviewed"
                | "reported"
                | "quoted"
                | "cited"
                | "carried"
                | "published"
                | "viewed"
                | "translated"
        ),
        "for" => matches!(pair[0], "reports" | "reported" | "writes" | "wrote"),
        "in" => matches!(pair[0], "wrote" | "writing" | "published" | "interview"),
        _ => false,
    });
    let named = matches!(near.last().copied(), Some("via" | "per" | "citing" | "quoting"))
        || near.len() > 1
            && near.last() == Some(&"the")
            && matches!(near[near.len() - 2], "per" | "citing" | "quoting");
    let foreign = near.last().is_some_and(|word| {
        matches!(
            *word,
            "à" | "au"
                | "a"
                | "dem"
                | "der"
                | "alla"
                | "al"
                | "агентству"
                | "газете"
                | "телеканалу"
                | "изданию"
                | "каналу"
                | "لوكالة"
                | "لقناة"
                | "لصحيفة"
                | "对"
                | "向"
                | "對"
                | "à l"
                | "интервью"
        )
    }) && before.iter().any(|word| is_foreign_cue(word))
        || near.ends_with(&["告", "诉"])
        || matches!(near.last().copied(), Some("对" | "向" | "對"));
    let adverbial = before.last().is_some_and(|word| matches!(*word, "on" | "by"))
        && before
            .iter()
            .any(|word| matches!(*word, "interview" | "quoted" | "said" | "speaking" | "told" | "reported"));
    (beside || named || adverbial || foreign).then_some(Way::Beside)
}

/// The report that the mention is the subject of: `TASS reported`, `writes the Associated Press`.
pub(super) fn reports(tokens: &[Token], mention: Span) -> bool {
    let Some(index) = tokens.iter().position(|token| token.span.end > mention.start) else { return false };
    let end = tokens.partition_point(|token| token.span.start < mention.end);
    let behind = tokens.get(end).map_or("", |token| token.lower.as_str());
    let mut before = index;
    while before > 0 && matches!(tokens[before - 1].lower.as_str(), "the" | "agency" | "newspaper") {
        before -= 1;
    }
    let ahead = before.checked_sub(1).map_or("", |before| tokens[before].lower.as_str());
    matches!(behind, "reported" | "reports" | "quoted" | "cited" | "writes" | "wrote")
        || matches!(
            ahead,
            "reported"
                | "reports"
                | "writes"
                | "wrote"
                | "приводит"
                | "сообщает"
                | "передает"
                | "передаёт"
                | "пишет"
                | "цитирует"
                | "informó"
                | "informa"
                | "rapporte"
                | "berichtet"
                | "berichtete"
        )
}

/// Whether it reports in another language than English, or stands beside such a word.
fn is_foreign_cue(word: &str) -> bool {
    matches!(word, "declaraciones" | "entretien" | "interview" | "entrevista" | "intervista" | "интервью")
        || ["ru", "es", "fr", "de", "it", "pt", "ar"]
            .iter()
            .any(|lang| super::lexicon::cues(lang).is_some_and(|cues| cues.contains_key(word)))
}

fn is_telling(word: &str) -> bool {
    matches!(
        word,
        "told"
            | "tells"
            | "telling"
            | "сообщил"
            | "сообщила"
            | "рассказал"
            | "рассказала"
            | "заявил"
            | "заявила"
            | "пояснил"
            | "пояснила"
            | "уточнил"
            | "уточнила"
            | "сообщили"
            | "рассказали"
            | "добавил"
            | "добавила"
            | "интервью"
            | "告诉"
            | "gegenüber"
            | "sagte"
            | "assured"
            | "informed"
    )
}
