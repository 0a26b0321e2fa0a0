//! Mails: newsletters, press releases and what correspondents file, by the crate `mail-parser`.

use mail_parser::{Address, HeaderName, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::{mail_text, malformed, mhtml};
use crate::article::draft::Draft;
use crate::article::page::nesting::danger;
use crate::article::page::{html, html_text};
use crate::article::reader::Sink;
use crate::article::{ReadOptions, plain};
use crate::outlet::Outlets;
use crate::read::{Input, Skip, SkipReason};

/// Mails may be attached to mails, and archives with mails to those.
const MAX_ATTACHED: usize = 8;

/// Reads a mail or a saved page: its text as `file`, what is attached as `file!name`.
pub(in crate::article) fn read(file: &str, bytes: &[u8], options: &ReadOptions, sink: &mut Sink<'_>) {
    read_message(file, file.to_owned(), bytes, options, sink);
}

/// Reads one message of `file`, whose place is `path`.
pub(super) fn read_message(file: &str, path: String, bytes: &[u8], options: &ReadOptions, sink: &mut Sink<'_>) {
    // Programs that export mails put blank lines before the header.
    let bytes = bytes.trim_ascii_start();
    let Some(message) = MessageParser::default().parse(bytes) else {
        return sink(Err(malformed(&path, "mail", "no header")));
    };
    // The library does not decode a part whose end is missing.
    let mended = message.parts.iter().any(|part| part.is_encoding_problem).then(|| with_ends(&message, bytes));
    let mended = mended.as_deref().and_then(|bytes| MessageParser::default().parse(bytes));
    deliver(mended.as_ref().unwrap_or(&message), file, path, options, sink);
}

/// The bytes of a mail that was cut, with the ends of all its parts.
fn with_ends(message: &Message<'_>, bytes: &[u8]) -> Vec<u8> {
    let mut whole = bytes.to_vec();
    let boundaries = message.parts.iter().rev().filter_map(|part| part.content_type()?.attribute("boundary"));
    for boundary in boundaries {
        whole.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    }
    whole
}

fn deliver(message: &Message<'_>, file: &str, path: String, options: &ReadOptions, sink: &mut Sink<'_>) {
    if mhtml::is_page(message) {
        return sink(match mhtml::read(message) {
            Ok(draft) => draft.finish(file, path, options),
            Err(reason) => Err(Skip { path, place: None, reason }),
        });
    }
    let draft = draft(message);
    let has_text = !draft.text.trim().is_empty();
    if has_text {
        sink(draft.finish(file, path.clone(), options));
    }
    let mut attached = 0;
    for part in message.attachments().filter(|part| !is_decoration(part)) {
        attached += 1;
        deliver_attached(part, attached, file, &path, options, sink);
    }
    if !has_text && attached == 0 {
        sink(Err(Skip { path, place: None, reason: SkipReason::NoText }));
    }
}

fn deliver_attached(
    part: &MessagePart<'_>,
    number: usize,
    file: &str,
    path: &str,
    options: &ReadOptions,
    sink: &mut Sink<'_>,
) {
    let name = part.attachment_name().map_or_else(|| number.to_string(), |name| name.replace(['/', '\\'], "_"));
    let path = format!("{path}!{name}");
    if path.matches('!').count() > MAX_ATTACHED {
        return sink(Err(malformed(&path, "mail", format_args!("attached more than {MAX_ATTACHED} times"))));
    }
    match &part.body {
        PartType::Message(message) => deliver(message, file, path, options, sink),
        PartType::Multipart(_) => {}
        PartType::Text(_) | PartType::Html(_) | PartType::Binary(_) | PartType::InlineBinary(_) => {
            // The format that the user named is that of the mail.
            let options = ReadOptions { format: None, ..options.clone() };
            super::super::read(&path, &mut Input::of(part.contents()), &options, sink);
        }
    }
}

/// Parts that are no text and are attached to mails as a matter of course: pictures, signatures, invitations.
fn is_decoration(part: &MessagePart<'_>) -> bool {
    let Some(kind) = part.content_type() else { return false };
    let subtype = kind.subtype().unwrap_or_default().to_ascii_lowercase();
    match kind.ctype().to_ascii_lowercase().as_str() {
        "image" | "audio" | "video" | "font" => true,
        "text" => matches!(subtype.as_str(), "calendar" | "css" | "vcard" | "x-vcard" | "x-amp-html" | "watch-html"),
        "application" => {
            matches!(subtype.as_str(), "pkcs7-signature" | "x-pkcs7-signature" | "pgp-signature" | "ics" | "ms-tnef")
        }
        "message" => subtype.ends_with("delivery-status"),
        _ => false,
    }
}

fn draft(message: &Message<'_>) -> Draft {
    let sender = message.from().and_then(Address::first);
    let name = sender.and_then(|sender| sender.name()).map(str::to_owned);
    let host = sender.and_then(|sender| sender.address()?.rsplit_once('@')).map(|(_, host)| host);
    let outlets = Outlets::in_use();
    let outlet = host.and_then(|host| outlets.by_host(host)).or_else(|| outlets.by_name(name.as_deref()?));
    let has = |name: HeaderName<'static>| message.header(name).is_some();
    let is_list = has(HeaderName::ListId) || has(HeaderName::ListUnsubscribe) || has(HeaderName::ListPost);
    // Lists are called as their publisher is; who writes a mail of his own is its author.
    let is_outlets_name = name.as_deref().is_some_and(|name| outlets.by_name(name).is_some());
    let (author, list) = if is_list || is_outlets_name { (None, name) } else { (name, None) };
    let lang = message.root_part().content_language().as_text().map(str::to_owned);
    Draft {
        id: message.message_id().map(str::to_owned),
        title: message.subject().map(str::to_owned),
        author,
        url: url(message),
        lang,
        publisher: outlet.map(|outlet| outlet.name.clone()).or(list),
        dates: message.date().map(mail_parser::DateTime::to_rfc3339).into_iter().collect(),
        text: text(message),
        ..Draft::default()
    }
}

/// Where the mail says that its text stands on the web.
fn url(message: &Message<'_>) -> Option<String> {
    ["X-Original-URL", "Archived-At", "Content-Location"].into_iter().find_map(|name| {
        let raw = message.header_raw(name)?;
        let url = raw.trim().trim_start_matches('<').trim_end_matches('>').trim();
        url.starts_with("http").then(|| url.to_owned())
    })
}

/// The text of the part that tells it best: the page of a newsletter, the plain part of a mail that quotes others.
fn text(message: &Message<'_>) -> String {
    let plain_parts: Vec<(&MessagePart<'_>, String)> = message
        .text_bodies()
        .filter_map(|part| match &part.body {
            PartType::Text(text) => Some((part, plain::with_plain_line_ends(&declared(message, part, text)))),
            _ => None,
        })
        .collect();
    let pages: Vec<String> = message
        .html_bodies()
        .filter_map(|part| match &part.body {
            PartType::Html(html) => Some(of_page(&declared(message, part, html))),
            _ => None,
        })
        .filter(|text| !text.trim().is_empty())
        .collect();
    let quotes = plain_parts.iter().any(|(_, text)| mail_text::has_quotes(text));
    if !pages.is_empty() && !quotes {
        return pages.join("\n\n");
    }
    let plain = plain_parts.iter().map(|(part, text)| {
        let is = |name: &str, value: &str| {
            let given = part.content_type().and_then(|kind| kind.attribute(name));
            given.is_some_and(|given| given.eq_ignore_ascii_case(value))
        };
        mail_text::of_plain(text, is("format", "flowed"), is("delsp", "yes"))
    });
    plain.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// The text of a part; of one whose header does not say its encoding, by its bytes.
fn declared(message: &Message<'_>, part: &MessagePart<'_>, text: &str) -> String {
    let says = part.content_type().is_some_and(|kind| kind.attribute("charset").is_some());
    let start = usize::try_from(part.offset_body).unwrap_or_default();
    let end = usize::try_from(part.offset_end).unwrap_or_default();
    if says || !text.contains('\u{FFFD}') || part.encoding != mail_parser::Encoding::None {
        return text.to_owned();
    }
    let raw = message.raw_message().get(start..end).and_then(|bytes| crate::read::decode(bytes, None).ok());
    raw.map_or_else(|| text.to_owned(), |decoded| decoded.text.into_owned())
}

/// The text of a mail's page. Newsletters are laid out in tables, of which an extractor of articles keeps too little, or
/// the words without the paragraphs.
fn of_page(page: &str) -> String {
    if danger(page).is_some() {
        return String::new();
    }
    let whole = mail_text::cleaned(&html_text::of_html(page));
    let main = html::read(page).map(|draft| mail_text::cleaned(&draft.text)).unwrap_or_default();
    let paragraphs = |text: &str| text.matches("\n\n").count() + 1;
    let is_most = main.len() * 10 >= whole.len() * 6 && paragraphs(&main) * 10 >= paragraphs(&whole) * 6;
    if is_most && main.len() <= whole.len() { main } else { whole }
}

#[cfg(test)]
mod tests {
    use super::super::super::Article;
    use super::*;

    fn found(mail: &str) -> Vec<Result<Article, Skip>> {
        let mut found = Vec::new();
        read("m.eml", mail.replace('\n', "\r\n").as_bytes(), &ReadOptions::default(), &mut |item| found.push(item));
        found
    }

    const NEWSLETTER: &str = r#"
Received: by mx.example
From: =?utf-8?Q?Harbour=20Gazette?= <news@gazette.example>
To: reader@b.example
Subject: Ships and =?utf-8?B?dGlkZXM=?=
Date: Wed, 1 May 2024 10:00:00 +0200
Message-ID: <1@gazette.example>
List-Unsubscribe: <https://gazette.example/leave>
Archived-At: <https://gazette.example/ships>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain; charset=utf-8

Read this in your browser.
--b
Content-Type: text/html; charset=windows-1252
Content-Transfer-Encoding: quoted-printable

<html><body><table><tr><td><p>View in browser</p><p>=93The tide is late,=94 said Ada Voss.</p></td></tr>
<tr><td><p>The port stays closed until Friday.</p><p><a href=3D"x">Unsubscribe</a></p></td></tr></table></body></html>
--b--
"#;

    #[test]
    fn a_newsletter_is_its_page_and_its_header() {
        let found = found(NEWSLETTER);
        let [Ok(article)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(article.text, "“The tide is late,” said Ada Voss.\n\nThe port stays closed until Friday.");
        assert_eq!(article.title.as_deref(), Some("Ships and tides"));
        assert_eq!((article.publisher.as_deref(), article.author.as_deref()), (Some("Harbour Gazette"), None));
        assert_eq!(article.url.as_deref(), Some("https://gazette.example/ships"));
        assert_eq!((article.id.as_str(), article.path.as_str()), ("1@gazette.example", "m.eml"));
        let date = article.date.map(|dated| dated.date.to_string()[..10].to_owned());
        assert_eq!(date.as_deref(), Some("2024-05-01"));
    }

    #[test]
    fn a_correspondents_mail_has_an_author_and_no_quotes() {
        let mail = "From: Mina Torres <mina@a.example>\nTo: b@b.example\nSubject: Tides\nDate: Wed, 1 May 2024 10:00:00 +0000\n\
            Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nThe tide is late.\n\n\
            On 1 May b@b.example wrote:\n> When?\n--b\nContent-Type: text/html\n\n<p>The tide is late.</p><p>When?</p>\n--b--\n";
        let found = found(mail);
        let [Ok(article)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((article.text.as_str(), article.author.as_deref()), ("The tide is late.", Some("Mina Torres")));
        assert_eq!(article.publisher, None);
    }

    #[test]
    fn attachments_are_members_and_pictures_are_passed_over() {
        let mail = "From: a@a.example\nTo: b@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\
            Content-Type: text/plain\n\nSee below.\n--b\nContent-Type: text/plain; name=tide.txt\nContent-Disposition: attachment; filename=tide.txt\n\n\
            The tide is late.\n--b\nContent-Type: image/png; name=p.png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--b\n\
            Content-Type: message/rfc822\n\nFrom: c@c.example\nSubject: Inner\n\nThe port is open.\n--b\n\
            Content-Type: application/x-odd; name=a.odd\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\nAAEC\n--b--\n";
        let found: Vec<String> = found(mail)
            .into_iter()
            .map(|item| match item {
                Ok(article) => format!("{}={}", article.path, article.text.trim()),
                Err(skip) => format!("{} {}", skip.path, skip.reason.code()),
            })
            .collect();
        assert_eq!(
            found,
            [
                "m.eml=See below.",
                "m.eml!tide.txt=The tide is late.",
                "m.eml!2=The port is open.",
                "m.eml!a.odd unknown-format"
            ]
        );
    }

    #[test]
    fn a_saved_page_is_the_page_at_its_address() {
        let words =
            "The harbour master said on Monday that no ship would leave before the storm had passed over the bay. ";
        let mhtml = format!(
            "From: <Saved by Blink>\nSnapshot-Content-Location: https://gazette.example/a\nSubject: Ships\n\
            Date: Wed, 1 May 2024 10:00:00 +0000\nMIME-Version: 1.0\n\
            Content-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\n\n--b\nContent-Type: text/html\n\
            Content-Location: https://ads.example/frame\n\n<html><body><p>Buy boats.</p></body></html>\n--b\n\
            Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\nContent-Location: https://gazette.example/a\n\n\
            <html><head><title>Ships wait</title></head><body><article><p>{words}</p><p>{words}</p><p>{words}=E2=80=9CWe wait.=E2=80=9D</p></article></body></html>\n--b--\n"
        );
        let found = found(&mhtml);
        let [Ok(article)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(
            (article.url.as_deref(), article.title.as_deref()),
            (Some("https://gazette.example/a"), Some("Ships wait"))
        );
        assert!(article.text.ends_with("“We wait.”"), "{}", article.text);
        assert_eq!(article.date, None, "the day of saving is no day of publication");
    }

    #[test]
    fn mails_without_text_and_cut_ones_are_named_or_read_as_far_as_they_go() {
        assert_eq!(
            found("From: a@a.example\nMIME-Version: 1.0\n\n\n")[0].as_ref().unwrap_err().reason.code(),
            "no-text"
        );
        let cut = NEWSLETTER.split("<tr><td><p>The port").next().unwrap();
        assert_eq!(found(cut)[0].as_ref().unwrap().text, "“The tide is late,” said Ada Voss.");
    }

    #[test]
    fn mails_in_mails_without_end_are_refused() {
        let mut mail = "From: a@a.example\n\nThe port is open.\n".to_owned();
        for _ in 0..40 {
            mail = format!("From: a@a.example\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n{mail}");
        }
        assert_eq!(found(&mail).len(), 1);
    }
}
