//! Pages that browsers saved to one file (MHTML): a mail, by its form, whose first HTML part is the page.

use mail_parser::{HeaderName, Message, MimeHeaders, PartType};

use crate::article::draft::Draft;
use crate::article::page::html;
use crate::read::SkipReason;

/// Whether the message is a saved page: nobody sent it, and it says where the page was.
pub(super) fn is_page(message: &Message<'_>) -> bool {
    let sent = [HeaderName::To, HeaderName::Cc, HeaderName::Received, HeaderName::MessageId, HeaderName::DeliveredTo];
    let is_located = snapshot(message).is_some() || message.parts.iter().any(|part| part.content_location().is_some());
    is_located && !sent.into_iter().any(|name| message.header(name).is_some())
}

/// The article on the page.
pub(super) fn read(message: &Message<'_>) -> Result<Draft, SkipReason> {
    let snapshot = snapshot(message);
    let pages = || message.parts.iter().filter(|part| part.is_text_html());
    // Frames and advertisements are parts of their own.
    let page = pages()
        .find(|part| snapshot.is_some() && part.content_location() == snapshot)
        .or_else(|| pages().next())
        .ok_or(SkipReason::NoText)?;
    let PartType::Html(text) = &page.body else { return Err(SkipReason::NoText) };
    let mut draft = html::read(text)?;
    let located = page.content_location().or(snapshot).filter(|url| url.starts_with("http"));
    draft.url = draft.url.or_else(|| located.map(str::to_owned));
    draft.title = draft.title.or_else(|| message.subject().map(str::to_owned));
    Ok(draft)
}

/// Where Chromium found the page.
fn snapshot<'m>(message: &'m Message<'_>) -> Option<&'m str> {
    message.header("Snapshot-Content-Location").and_then(|value| value.as_text()).map(str::trim)
}
