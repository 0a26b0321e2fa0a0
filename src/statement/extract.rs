//! The extractor: paragraphs → drafts by rules and by the sequence model → speakers → outlets → statements.

use super::agent::Agent;
use super::cast::Cast;
use super::credit::{self, Mention};
use super::draft::{Draft, Paragraph};
use super::lexicon;
use super::rules::{Placed, drafts, read_paragraphs};
use super::tag::{Tagger, link};
use super::token::Token;
use super::{Kind, Speaker, SpeakerKind, Statement};
use crate::article::{Article, host_of};
use crate::outlet::Outlets;
use crate::text::Span;

/// Who is credited with carrying a draft by the report around it.
#[derive(Debug, Clone, Default)]
struct Credit {
    outlets: Vec<String>,
    /// Somebody is, though maybe nobody with a name ("state media said").
    by_somebody: bool,
}

pub(super) fn extract(article: &Article) -> Vec<Statement> {
    let text = article.text.as_str();
    let paragraphs = read_paragraphs(text);
    let lang = article.lang.as_deref().unwrap_or_else(|| by_script(text));
    let mut cast = Cast::new(text, &paragraphs, lang);
    let mut placed = drafts(text, &paragraphs, lang);
    if lang == "en"
        && let Some(tagger) = Tagger::shipped()
    {
        placed = tagged(text, &paragraphs, &placed, tagger);
    }
    statements(article, &paragraphs, &mut cast, placed, lang)
}

/// The language to read a text in that is too short to be recognised: the commonest one of its script.
fn by_script(text: &str) -> &'static str {
    const LOOKED_AT: usize = 400;
    let (mut latin, mut cyrillic, mut han, mut arabic) = (0, 0, 0, 0);
    for letter in text.chars().take(LOOKED_AT).filter(|letter| letter.is_alphabetic()) {
        match letter {
            '\u{400}'..='\u{4FF}' => cyrillic += 1,
            '\u{600}'..='\u{6FF}' => arabic += 1,
            _ if super::token::is_han(letter) => han += 1,
            _ => latin += 1,
        }
    }
    let most = latin.max(cyrillic).max(han).max(arabic);
    match () {
        () if latin == most => "en",
        () if cyrillic == most => "ru",
        () if han == most => "zh",
        () => "ar",
    }
}

/// The drafts as the sequence model sees them, with what only the rules know: credits, and sources that it missed.
fn tagged(text: &str, paragraphs: &[Paragraph], rules: &[Placed], tagger: &Tagger) -> Vec<Placed> {
    let mut placed = Vec::new();
    let mut rest = rules;
    let mut reader = tagger.reader();
    for (number, paragraph) in paragraphs.iter().enumerate() {
        let (here, behind) = rest.split_at(rest.partition_point(|placed| placed.paragraph <= number));
        rest = behind;
        let rules: Vec<&Draft> = here.iter().map(|placed| &placed.draft).collect();
        if rules.is_empty() && !may_report(paragraph) {
            continue;
        }
        let before = number.checked_sub(1).and_then(|before| paragraphs.get(before));
        let reading = reader.read(text, paragraph, before, &rules);
        let mut found: Vec<Draft> = Vec::new();
        for (mut draft, _) in link::drafts(text, paragraph, &reading) {
            if is_silence(text, &draft) || is_title_of_a_work(text, &draft) {
                continue;
            }
            let same = rules.iter().max_by_key(|rule| (common(&rule.spans, &draft.spans), rule.credit.is_some()));
            let same = same.filter(|rule| common(&rule.spans, &draft.spans) > 0);
            if !without_wishes(text, &mut draft) {
                continue;
            }
            if let Some(rule) = same {
                complete(&mut draft, rule);
            }
            found.push(draft);
        }
        // What only the rules know how to read is theirs: `TASS quoted him as saying`.
        let missed = rules.iter().filter(|rule| {
            let overlap = found.iter().find(|draft| common(&draft.spans, &rule.spans) > 0);
            match overlap {
                None => rule.credit.is_some() || is_anonymous(text, rule) || begins_with_its_source(text, rule),
                // `“…,” Lu said, according to Xinhua`: the outlet carried what somebody else said.
                Some(outer) => is_framed(text, outer, rule),
            }
        });
        found.extend(missed.map(|rule| (*rule).clone()).collect::<Vec<_>>());
        found.sort_by_key(|draft| draft.spans.first().map(|span| span.start));
        placed.extend(found.into_iter().map(|draft| Placed { draft, paragraph: number }));
    }
    placed
}

/// Whether a paragraph holds a sign of a report: a quotation, a colon, a word that may report. One word in four of the news
/// stands in a paragraph without any, and of 33,000 statements the model finds three there.
fn may_report(paragraph: &Paragraph) -> bool {
    /// Words that report together with others: `according to`, `made it clear`, `point out`, `a point of`.
    const WITH_OTHERS: [&str; 5] = ["according", "clear", "point", "pointed", "points"];
    let Some(cues) = lexicon::cues("en") else { return true };
    let is_sign = |token: &Token| {
        token.is_mark(':') || cues.contains_key(&token.lower) || WITH_OTHERS.contains(&token.lower.as_str())
    };
    !paragraph.quotations.is_empty() || paragraph.tokens.iter().any(is_sign)
}

/// What the rules know of a draft and the sequence model can't: who is credited, whom another paragraph introduced, who
/// signed.
fn complete(draft: &mut Draft, rule: &Draft) {
    draft.credit = rule.credit;
    if rule.credit.is_some() {
        (draft.source, draft.cue) = (rule.source, rule.cue);
        draft.spans.clone_from(&rule.spans);
    } else if draft.source.is_none() && (rule.cue.is_some() || rule.confidence >= 0.8) {
        draft.source = rule.source;
        draft.cue = draft.cue.or(rule.cue);
    }
}

/// `declined to comment`, `did not respond to a request`: nobody says anything.
fn is_silence(text: &str, draft: &Draft) -> bool {
    let words: usize =
        draft.spans.iter().filter_map(|span| span.of(text)).map(|said| said.split_whitespace().count()).sum();
    let cue = draft.cue.and_then(|cue| cue.of(text)).unwrap_or_default().to_lowercase();
    // `citing the ministry` says whom an outlet has it from.
    let names_source = matches!(cue.as_str(), "citing" | "quoting") && words < 7;
    names_source
        || [
            "declined to comment",
            "refused to comment",
            "did not respond",
            "did not answer",
            "did not return",
            "didn't respond",
        ]
        .iter()
        .any(|silence| cue.starts_with(silence))
}

/// `has read “War and Peace”`: who reads a book says nothing.
fn is_title_of_a_work(text: &str, draft: &Draft) -> bool {
    let cue = draft.cue.and_then(|cue| cue.of(text)).unwrap_or_default().to_lowercase();
    let verb = cue.rsplit(' ').next().unwrap_or_default();
    let said = draft.spans.first().and_then(|span| span.of(text)).unwrap_or_default();
    let longer = || said.split_whitespace().take(3).filter(|word| word.chars().count() > 3);
    let titled = said.starts_with(char::is_uppercase) && longer().all(|word| word.starts_with(char::is_uppercase));
    matches!(verb, "read" | "reads" | "reading")
        && cue.contains("read")
        && !cue.starts_with("reads")
        && titled
        && said.len() < 80
        && draft.source.and_then(|source| source.of(text)).is_some_and(is_reader)
}

/// Whether a source is somebody who can read: what is written reads too ("the sign read").
fn is_reader(source: &str) -> bool {
    lexicon::is_subject_pronoun(&source.to_lowercase())
        || source.starts_with(char::is_uppercase) && !source.starts_with("The ")
}

/// Takes out of a draft that its speaker wished not to be named: that is no statement, however much it looks like one.
/// Returns whether something is left.
fn without_wishes(text: &str, draft: &mut Draft) -> bool {
    draft.spans.retain(|span| {
        let said = span.of(text).unwrap_or_default();
        let rest = said.strip_prefix("not to be ").or_else(|| said.strip_prefix("to be "));
        let wish = rest.is_some_and(|rest| ["named", "identified", "quoted"].iter().any(|word| rest.starts_with(word)))
            || ["to remain anonymous", "anonymity"].iter().any(|wish| said.starts_with(wish));
        !wish
    });
    !draft.spans.is_empty()
}

/// Whether a source is an outlet, whatever it is called besides: `Russia’s state agency TASS`.
fn is_outlet(source: &str) -> bool {
    let starts = source.match_indices(' ').map(|(at, _)| at + 1).chain([0]);
    let mut endings = starts.filter_map(|at| source.get(at..));
    endings
        .any(|ending| Outlets::in_use().in_text(ending).is_some_and(|(_, weak)| !weak || ending.len() == source.len()))
}

/// Whether the outer draft is only that an outlet carried what `rule` holds: its content holds the rule's cue.
fn is_framed(text: &str, outer: &Draft, rule: &Draft) -> bool {
    let source = outer.source.and_then(|source| source.of(text)).unwrap_or_default();
    is_outlet(source)
        && rule.source.is_some()
        && rule.cue.is_some_and(|cue| outer.spans.iter().any(|span| span.covers(cue)))
}

/// Whether it is said by somebody who wished not to be named.
fn is_anonymous(text: &str, rule: &Draft) -> bool {
    let sentence = rule.sentence.of(text).unwrap_or_default();
    let wished = [" not to be named", " not to be identified", " not want to be ", " not to be quoted"];
    rule.cue.is_some() && wished.iter().any(|wish| sentence.contains(wish))
}

/// `According to the port, nobody was hurt.`: nothing else is said that way.
fn begins_with_its_source(text: &str, rule: &Draft) -> bool {
    rule.cue.is_some_and(|cue| cue.of(text) == Some("According to"))
}

/// Whom an outlet cites for what it reports: `…, Kyodo reported, citing the science ministry`.
fn cited(text: &str, paragraph: &Paragraph, draft: &Draft, cue: Span) -> Option<Span> {
    let source = draft.source.and_then(|source| source.of(text))?;
    Outlets::in_use().in_text(source.trim_start_matches("The ").trim_start_matches("the "))?;
    let tokens = &paragraph.tokens;
    let from = tokens.partition_point(|token| token.span.start < cue.end);
    let citing =
        (from..tokens.len().min(from + 4)).find(|&at| matches!(tokens[at].lower.as_str(), "citing" | "quoting"))?;
    let inside = tokens[citing + 1..]
        .iter()
        .take(8)
        .take_while(|token| token.is_word() && !matches!(token.lower.as_str(), "that" | "who" | "as"));
    let range = citing + 1..citing + 1 + inside.count();
    draft.sentence.covers(tokens[citing].span).then(|| paragraph.place(&range)).flatten()
}

/// How many bytes two lists of spans share.
fn common(one: &[Span], other: &[Span]) -> usize {
    let mut sum = 0;
    for one in one {
        for other in other {
            sum += one.end.min(other.end).saturating_sub(one.start.max(other.start));
        }
    }
    sum
}

/// Speakers and outlets for the drafts, in the order of the text.
fn statements(
    article: &Article,
    paragraphs: &[Paragraph],
    cast: &mut Cast<'_>,
    placed: Vec<Placed>,
    lang: &str,
) -> Vec<Statement> {
    let text = article.text.as_str();
    let host = article.url.as_deref().and_then(host_of).map(|host| host.strip_prefix("www.").unwrap_or(host));
    let mentions = credit::mentions(text, paragraphs, article.publisher.as_deref(), host);
    let claims: Vec<(usize, Option<Span>, Option<Span>)> =
        placed.iter().map(|placed| (placed.paragraph, placed.draft.cue, placed.draft.source)).collect();
    let mut found: Vec<(Statement, usize)> = Vec::new();
    // How many of the last ones the same speaker has said without a word of who carried them.
    let mut uncredited = 0;
    for (Placed { mut draft, paragraph }, credit) in credit_reports(text, placed, &mentions) {
        let agent = if lang == "en" { Agent::of(&paragraphs[paragraph], &draft) } else { Agent::Free };
        match agent {
            Agent::Free => {}
            Agent::By(source) => draft.source = Some(source),
            Agent::Nobody => draft.source = None,
        }
        let source = draft.source.or_else(|| {
            let first = *draft.spans.first()?;
            cast.subject(draft.sentence, first)
        });
        let cited = draft.cue.and_then(|cue| cited(text, &paragraphs[paragraph], &draft, cue));
        let source = cited.or(source);
        let speaker = if agent == Agent::Nobody {
            Speaker::default()
        } else {
            cleaned(text, cast.resolve(source, draft.spans.first().map_or(0, |span| span.start)))
        };
        let mut outlets = credit.outlets;
        // Of two reports in a paragraph each has its own cue and source.
        let from = claims.partition_point(|claim| claim.0 < paragraph);
        let to = claims.partition_point(|claim| claim.0 <= paragraph);
        let others = claims[from..to].iter().filter(|claim| claim.1 != draft.cue || claim.2 != draft.source);
        let claimed = |span: Span, by_source: bool| {
            others.clone().any(|(_, cue, source)| {
                let place = if by_source { source } else { cue };
                place.is_some_and(|place| place.overlaps(span))
            })
        };
        for mention in &mentions[paragraph] {
            let in_credit = draft.credit.is_some_and(|credit| credit.overlaps(mention.span));
            let outside = !draft.spans.iter().any(|span| span.covers(mention.span));
            let is_source = draft.source.is_some_and(|source| source.covers(mention.span))
                && (mention.reporter || is_all_of(text, draft.source, mention.span));
            let near = draft.sentence.covers(mention.span)
                || draft
                    .cue
                    .is_some_and(|cue| cue.start < mention.span.start + 120 && mention.span.start < cue.end + 120);
            let tokens = &paragraphs[paragraph].tokens;
            let carries = near
                && outside
                && !draft.source.is_some_and(|source| source.overlaps(mention.span))
                && match credit::way(tokens, mention.span) {
                    Some(credit::Way::By(verb)) => !claimed(verb, false),
                    Some(credit::Way::Beside) => !claimed(mention.span, true),
                    None => credit::reports(tokens, mention.span) && !claimed(mention.span, true),
                };
            if in_credit || is_source || carries {
                push_unique(&mut outlets, mention.name);
            }
        }
        // An outlet that reports by itself is speaker and outlet.
        if let Some(outlet) = speaker.name.as_deref().and_then(|name| outlet_named(name)) {
            push_unique(&mut outlets, outlet);
        }
        // The report goes on: the next statement of the same speaker came the same way, and so did those right before.
        let continues = found.last().is_some_and(|(before, at)| {
            before.speaker.name.is_some() && before.speaker.name == speaker.name && paragraph <= at + 1
        });
        if !continues {
            uncredited = 0;
        }
        if outlets.is_empty() && !credit.by_somebody && !is_by_the_press(text, &draft) {
            if let Some((before, _)) = found.last().filter(|_| continues) {
                outlets.clone_from(&before.outlets);
            }
            if outlets.is_empty() {
                uncredited += 1;
            }
        } else {
            let run = found.len().saturating_sub(uncredited);
            for (before, _) in found[run..].iter_mut().filter(|(_, at)| *at == paragraph) {
                before.outlets.clone_from(&outlets);
            }
            uncredited = 0;
        }
        let kind = kind_of(text, &paragraphs[paragraph], &draft.spans);
        let mut spans = draft.spans;
        spans.sort_unstable();
        spans.dedup();
        let context = context_of(text, &paragraphs[paragraph], &spans);
        let statement =
            Statement { kind, spans, speaker, cue: draft.cue, outlets, context, confidence: draft.confidence };
        found.push((statement, paragraph));
    }
    found.into_iter().map(|(statement, ..)| statement).collect()
}

/// A report that only frames another statement ("Xi said …, CCTV reported") is no statement of its own:
/// its outlet carried the framed one. When it frames more than that, it stays and the inner one gets the outlet too.
fn credit_reports(text: &str, placed: Vec<Placed>, mentions: &[Vec<Mention<'_>>]) -> Vec<(Placed, Credit)> {
    let mut outlets: Vec<Credit> = vec![Credit::default(); placed.len()];
    let mut dropped = vec![false; placed.len()];
    for (number, outer) in placed.iter().enumerate() {
        let Some(source) = outer.draft.source else { continue };
        let reporter = mentions[outer.paragraph]
            .iter()
            .find(|mention| {
                source.covers(mention.span) && (mention.reporter || source.len() <= mention.span.len() + 40)
            })
            .map(|mention| mention.name);
        if reporter.is_none() && !is_press(source.of(text).unwrap_or_default()) {
            continue;
        }
        let begins = outer.draft.spans.first().map_or(0, |span| span.start);
        // Drafts stand in the order of their paragraphs.
        let from = placed.partition_point(|other| other.paragraph < outer.paragraph);
        let to = placed.partition_point(|other| other.paragraph <= outer.paragraph);
        for (other, inner) in placed.iter().enumerate().take(to).skip(from) {
            let framed = other != number
                && inner.paragraph == outer.paragraph
                && inner.draft.sentence == outer.draft.sentence
                && inner.draft.cue.is_some_and(|cue| outer.draft.spans.iter().any(|span| span.covers(cue)));
            if !framed {
                continue;
            }
            outlets[other].by_somebody = true;
            if let Some(reporter) = reporter {
                push_unique(&mut outlets[other].outlets, reporter);
            }
            dropped[number] |= says_all(text, begins, &inner.draft);
        }
    }
    placed.into_iter().zip(outlets).zip(dropped).filter(|(_, dropped)| !dropped).map(|(kept, _)| kept).collect()
}

/// Whether what begins at `begins` is the inner statement and no more: its source and cue stand at the beginning, together.
fn says_all(text: &str, begins: usize, inner: &Draft) -> bool {
    let (Some(source), Some(cue)) = (inner.source, inner.cue) else { return false };
    let few_words = |from: usize, to: usize, most: usize| {
        text.get(from..to).is_none_or(|between| between.split_whitespace().count() <= most)
    };
    few_words(begins, source.start, 4) && few_words(source.end, cue.start, 3)
}

/// Whether a source is the outlet named in it and no more: `the newspaper Izvestia`, `the Post’s Fact Checker`.
fn is_all_of(text: &str, source: Option<Span>, mention: Span) -> bool {
    let Some(source) = source else { return false };
    let behind = text.get(mention.end..source.end).unwrap_or_default();
    let desk = behind.strip_prefix("’s ").or_else(|| behind.strip_prefix("'s ")).is_some_and(|rest| {
        rest.split_whitespace().count() <= 3
            && rest.split_whitespace().all(|word| {
                word.starts_with(char::is_uppercase)
                    || matches!(
                        word,
                        "editorial" | "board" | "report" | "reporter" | "correspondent" | "podcast" | "news"
                    )
            })
    });
    desk || source.len() <= mention.len() + 14
}

/// Whether its sentence ends with somebody who carried it and goes by no name: `…, state media said.`
fn is_by_the_press(text: &str, draft: &Draft) -> bool {
    let last = draft.spans.iter().map(|span| span.end).max().unwrap_or(0);
    let tail = text.get(last..draft.sentence.end.max(last)).unwrap_or_default();
    is_press(tail) && ["said", "says", "report"].iter().any(|verb| tail.contains(verb))
}

/// Reporters that go by no name: "state media", "local newspapers".
fn is_press(source: &str) -> bool {
    let lower = source.to_lowercase();
    ["media", "news agency", "news agencies", "newspaper"].iter().any(|word| lower.contains(word))
}

fn push_unique(outlets: &mut Vec<String>, name: &str) {
    if !outlets.iter().any(|outlet| outlet == name) {
        outlets.push(name.to_owned());
    }
}

/// The outlet whose canonical name a speaker goes by.
fn outlet_named(name: &str) -> Option<&'static str> {
    let outlet = Outlets::in_use().by_name(name)?;
    (outlet.name == name).then_some(outlet.name.as_str())
}

/// An outlet that speaks for itself goes by its canonical name.
fn cleaned(text: &str, speaker: Speaker) -> Speaker {
    let outlet =
        speaker.mention.and_then(|mention| mention.of(text)).and_then(|mention| Outlets::in_use().in_text(mention));
    match outlet {
        Some((outlet, _)) => {
            Speaker { name: Some(outlet.name.clone()), kind: Some(SpeakerKind::Organisation), role: None, ..speaker }
        }
        None => speaker,
    }
}

/// Direct when every letter and figure stands inside quotation marks, indirect when none does.
fn kind_of(text: &str, paragraph: &Paragraph, spans: &[Span]) -> Kind {
    let (mut inside, mut outside) = (false, false);
    for span in spans {
        for (at, character) in span.of(text).unwrap_or_default().char_indices() {
            if !character.is_alphanumeric() {
                continue;
            }
            let at = span.start + at;
            if paragraph.quotations.iter().any(|quotation| quotation.inner.start <= at && at < quotation.inner.end) {
                inside = true;
            } else {
                outside = true;
            }
        }
    }
    match (inside, outside) {
        (true, false) => Kind::Direct,
        (true, true) => Kind::Mixed,
        _ => Kind::Indirect,
    }
}

/// Paragraphs up to this many bytes are a statement's context as a whole.
const WHOLE_PARAGRAPH_BYTES: usize = 900;

/// The paragraph around the spans; of a long one the sentences they touch with one more on both sides.
fn context_of(text: &str, paragraph: &Paragraph, spans: &[Span]) -> Span {
    let first = spans.first().map_or(paragraph.span.start, |span| span.start);
    let last = spans.iter().map(|span| span.end).max().unwrap_or(paragraph.span.end);
    if paragraph.span.len() <= WHOLE_PARAGRAPH_BYTES {
        return Span::new(paragraph.span.start.min(first), paragraph.span.end.max(last));
    }
    let sentences: Vec<Span> = crate::text::sentences(text, paragraph.span);
    let from = sentences.iter().rposition(|sentence| sentence.start <= first).unwrap_or(0).saturating_sub(1);
    let to = sentences
        .iter()
        .position(|sentence| sentence.end >= last)
        .map_or(sentences.len(), |at| at + 2)
        .min(sentences.len());
    let start = sentences.get(from).map_or(paragraph.span.start, |sentence| sentence.start).min(first);
    let end = sentences.get(to.max(1) - 1).map_or(paragraph.span.end, |sentence| sentence.end).max(last);
    Span::new(start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_may_report_when_it_holds_a_sign_of_a_report() {
        for (text, expected) in [
            ("The port opened in 1930 and has two docks.", false),
            ("The master of the port: two docks.", true),
            ("“We sail at dawn.”", true),
            ("The port is old, she said.", true),
            ("According to the port, it is closed.", true),
            ("The master made it clear.", true),
        ] {
            assert_eq!(may_report(&read_paragraphs(text)[0]), expected, "{text}");
        }
    }
}
