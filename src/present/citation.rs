//! A statement as others cite it: who said it, where it stands, and who carried it.

use std::fmt::Write;

use super::terminal::clean;
use crate::statement::{Kind, Record};

/// A form of citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Citation {
    /// One sentence.
    Plain,
    /// A quotation with its source below.
    Markdown,
    /// An entry of `BibLaTeX` of the type `online`.
    BibTex,
}

impl Citation {
    /// All of them.
    pub const ALL: [Citation; 3] = [Self::Plain, Self::Markdown, Self::BibTex];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "Plain text",
            Self::Markdown => "Markdown",
            Self::BibTex => "BibTeX",
        }
    }
}

/// `record` as it is cited.
pub fn citation(record: &Record, form: Citation) -> String {
    match form {
        Citation::Plain => plain(record),
        Citation::Markdown => markdown(record),
        Citation::BibTex => bibtex(record),
    }
}

/// `Yury Ushakov, Kremlin aide: “…”, in “Leaders speak by phone”, ANI (via TASS), 2024-02-08, https://example.org/call`
fn plain(record: &Record) -> String {
    let mut text = format!("{}: {}, in ", speaker(record), quoted(record));
    match title(record) {
        Some(title) => text.extend(["“", &title, "”"]),
        None => text.push_str(&clean(&record.article.path)),
    }
    for part in [source(record), date(record), url(record)].into_iter().flatten() {
        text.push_str(", ");
        text.push_str(&part);
    }
    text
}

/// A quotation of Markdown, whose last line names speaker and source.
fn markdown(record: &Record) -> String {
    let title = escaped_markdown(&title(record).unwrap_or_else(|| clean(&record.article.path)));
    let title = match url(record) {
        Some(url) => format!("[{title}](<{url}>)"),
        None => format!("*{title}*"),
    };
    let mut text =
        format!("> {}\n>\n> — {}, {title}", escaped_markdown(&quoted(record)), escaped_markdown(&speaker(record)));
    for part in [source(record), date(record)].into_iter().flatten() {
        text.push_str(", ");
        text.push_str(&escaped_markdown(&part));
    }
    text
}

fn bibtex(record: &Record) -> String {
    let fields = [
        ("title", title(record)),
        ("author", record.article.author.as_deref().map(|author| format!("{{{}}}", escaped_tex(&clean(author))))),
        ("organization", record.publisher.as_deref().map(clean)),
        ("date", record.date.map(|dated| first_part(&dated.date.to_string()))),
        ("url", url(record)),
        ("language", record.article.lang.clone()),
        ("note", Some(format!("{}: {}{}", speaker(record), quoted(record), carried(record)))),
    ];
    let mut text = format!("@online{{dixit-{},\n", record.id);
    for (name, value) in fields {
        let Some(value) = value else { continue };
        let value = match name {
            "author" | "url" => value,
            _ => escaped_tex(&value),
        };
        // Writing to a string cannot fail.
        let _infallible = writeln!(text, "  {name} = {{{value}}},");
    }
    text.push('}');
    text
}

fn speaker(record: &Record) -> String {
    let name = clean(record.speaker.name.as_deref().unwrap_or("(nobody named)"));
    match &record.speaker.role {
        Some(role) => format!("{name}, {}", clean(role)),
        None => name,
    }
}

fn quoted(record: &Record) -> String {
    let quote = clean(&record.quote());
    if record.kind == Kind::Direct { format!("“{quote}”") } else { quote }
}

fn title(record: &Record) -> Option<String> {
    record.article.title.as_deref().map(clean).filter(|title| !title.is_empty())
}

/// `ANI (via TASS)`, or whoever is known.
fn source(record: &Record) -> Option<String> {
    let publisher = record.publisher.as_deref().map(clean);
    match (publisher, carried(record)) {
        (Some(publisher), via) => Some(format!("{publisher}{via}")),
        (None, via) if via.is_empty() => None,
        (None, via) => Some(via.trim_start().to_owned()),
    }
}

/// ` (via TASS)` where an outlet is credited that is not the publisher.
fn carried(record: &Record) -> String {
    let others: Vec<String> = record
        .outlets
        .iter()
        .filter(|outlet| Some(*outlet) != record.publisher.as_ref())
        .map(|outlet| clean(outlet))
        .collect();
    if others.is_empty() { String::new() } else { format!(" (via {})", others.join(", ")) }
}

fn date(record: &Record) -> Option<String> {
    record.date.map(|dated| first_part(&dated.date.to_string()))
}

/// The day of a moment.
fn first_part(date: &str) -> String {
    date.split('T').next().unwrap_or(date).to_owned()
}

fn url(record: &Record) -> Option<String> {
    record.article.url.as_deref().and_then(web_address)
}

/// `url` if it is one of the web, and nothing that runs, with what would end it percent-encoded.
pub fn web_address(url: &str) -> Option<String> {
    let begins = |scheme: &str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    if !begins("https://") && !begins("http://") {
        return None;
    }
    let mut safe = String::with_capacity(url.len());
    for character in url.chars() {
        if character.is_control() || character.is_whitespace() || "<>{}\\\"".contains(character) {
            for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                // Writing to a string cannot fail.
                let _infallible = write!(safe, "%{byte:02X}");
            }
        } else {
            safe.push(character);
        }
    }
    Some(safe)
}

fn escaped_markdown(text: &str) -> String {
    escaped_by(text, |mark| "\\`*_[]<>#&|~!".contains(mark).then(|| format!("\\{mark}")))
}

fn escaped_tex(text: &str) -> String {
    escaped_by(text, |mark| match mark {
        '{' | '}' | '%' | '&' | '#' | '_' | '$' => Some(format!("\\{mark}")),
        '\\' => Some("\\textbackslash{}".to_owned()),
        '~' => Some("\\textasciitilde{}".to_owned()),
        '^' => Some("\\textasciicircum{}".to_owned()),
        _ => None,
    })
}

fn escaped_by(text: &str, escape: impl Fn(char) -> Option<String>) -> String {
    let mut escaped = String::with_capacity(text.len());
    for mark in text.chars() {
        match escape(mark) {
            Some(instead) => escaped.push_str(&instead),
            None => escaped.push(mark),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn a_statement_is_cited_with_its_whole_chain() {
        let record = samples::wire().record;
        insta::assert_snapshot!(citation(&record, Citation::Plain), @"Yury Ushakov, Kremlin aide: “The leaders confirmed the common course towards a multipolar world order,”, in “Leaders speak by phone”, ANI (via TASS), 2024-02-08, https://example.org/call");
        insta::assert_snapshot!(citation(&record, Citation::Markdown), @r"
        > “The leaders confirmed the common course towards a multipolar world order,”
        >
        > — Yury Ushakov, Kremlin aide, [Leaders speak by phone](<https://example.org/call>), ANI (via TASS), 2024-02-08
        ");
        insta::assert_snapshot!(citation(&record, Citation::BibTex), @r"
        @online{dixit-9f2c41d07ab3e815,
          title = {Leaders speak by phone},
          organization = {ANI},
          date = {2024-02-08},
          url = {https://example.org/call},
          language = {en},
          note = {Yury Ushakov, Kremlin aide: “The leaders confirmed the common course towards a multipolar world order,” (via TASS)},
        }
        ");
    }

    #[test]
    fn nothing_in_a_statement_ends_the_citation() {
        let mut record = samples::wire().record;
        record.article.title = Some("100% [new](javascript:x) {\\bf}".to_owned());
        record.article.url = Some("https://example.org/a b>}\n".to_owned());
        assert!(
            citation(&record, Citation::Markdown)
                .contains(r"[100% \[new\](javascript:x) {\\bf}](<https://example.org/a%20b%3E%7D%0A>)")
        );
        assert!(
            citation(&record, Citation::BibTex)
                .contains(r"title = {100\% [new](javascript:x) \{\textbackslash{}bf\}},")
        );
        record.article.url = Some("javascript:alert(1)".to_owned());
        assert!(Citation::ALL.iter().all(|form| !citation(&record, *form).contains("alert")));
    }

    #[test]
    fn only_addresses_of_the_web_are_followed() {
        for url in ["https://example.org/?a=b&c=ж", "HTTP://example.org"] {
            assert_eq!(web_address(url).as_deref(), Some(url));
        }
        for url in ["javascript:alert(1)", " https://x", "data:text/html,x", "//example.org", "/a", "", "http:x"] {
            assert_eq!(web_address(url), None, "{url}");
        }
    }
}
