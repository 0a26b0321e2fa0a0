//! Which news outlets a text credits with carrying a statement.

use super::draft::Paragraph;
use super::token::Token;
use crate::outlet::Outlets;
use crate::text::Span;

/// An outlet named in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mention {
    pub span: Span,
    pub name: &'static str,
}

/// The outlets named in a paragraph, longest names first, not overlapping, in order.
///
/// Weak names (`the Post`, `Time`) count only beside a reporting word.
pub(super) fn mentions(text: &str, paragraph: &Paragraph) -> Vec<Mention> {
    let outlets = Outlets::shipped();
    let tokens = &paragraph.tokens;
    let mut found = Vec::new();
    let mut index = 0;
    'tokens: while index < tokens.len() {
        if may_begin(&tokens[index]) {
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
                let end = last.span.end - if last.possessive { possessive_len(text, last.span) } else { 0 };
                let span = Span::new(tokens[index].span.start, end);
                let Some((outlet, weak)) = span.of(text).and_then(|name| outlets.in_text(name)) else { continue };
                if weak && !beside_report(tokens, index, index + len) {
                    continue;
                }
                found.push(Mention { span, name: &outlet.name });
                index += len;
                continue 'tokens;
            }
        }
        index += 1;
    }
    found
}

/// How many tokens from `index` on an outlet's name may have.
fn reach(outlets: &Outlets, text: &str, tokens: &[Token], index: usize) -> usize {
    let word = tokens[index].span.of(text).unwrap_or_default();
    if tokens[index].is("the") {
        let next = tokens.get(index + 1).and_then(|next| next.span.of(text)).unwrap_or_default();
        return match outlets.longest_name_from(next) {
            0 => 0,
            length => length + 1,
        };
    }
    outlets.longest_name_from(word)
}

fn may_begin(token: &Token) -> bool {
    token.is_word()
        && (token.capital
            || !token.span.is_empty() && token.lower.chars().next().is_some_and(|first| !first.is_ascii()))
}

fn possessive_len(text: &str, span: Span) -> usize {
    span.of(text).map_or(0, |piece| if piece.ends_with("’s") { "’s".len() } else { 2 })
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
        && matches!(word(before - 1), "told" | "tells" | "telling" | "with" | "by" | "to" | "citing" | "via" | "in")
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

/// How a mention stands to its sentence.
pub(super) fn is_addressed(tokens: &[Token], mention: Span) -> bool {
    let Some(index) = tokens.iter().position(|token| token.span.start >= mention.start) else { return false };
    let before: Vec<&str> = tokens[index.saturating_sub(7)..index].iter().map(|token| token.lower.as_str()).collect();
    let told = before.iter().rposition(|word| {
        matches!(
            *word,
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
    });
    let interview = before.windows(2).any(|pair| {
        pair[0] == "interview" && matches!(pair[1], "with" | "to" | "on")
            || pair[0] == "interviewed" && pair[1] == "by"
            || pair[0] == "remarks" && pair[1] == "to"
            || pair[0] == "statement" && pair[1] == "to"
            || pair[0] == "speaking" && matches!(pair[1], "to" | "with")
    });
    let close = before.last().is_some_and(|word| matches!(*word, "via" | "on" | "by" | "per" | "citing"))
        && before.iter().any(|word| {
            matches!(
                *word,
                "interview" | "quoted" | "said" | "speaking" | "told" | "reported" | "via" | "citing" | "cited"
            )
        });
    told.is_some_and(|at| before.len() - at <= 4) || interview || close
}
