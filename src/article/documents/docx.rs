//! Word's documents (DOCX): the paragraphs of `word/document.xml`, without what was struck out, notes, heads and feet.

use super::office_xml::{Markup, paragraphs, value_of};
use super::{Flaw, Zipped};
use crate::article::ReadOptions;
use crate::article::draft::Draft;
use crate::article::reader::Sink;

const MARKUP: Markup = Markup {
    paragraphs: &["p"],
    texts: &["t"],
    // A drawing's fallback repeats its text; what was moved stands where it was moved to.
    left_out: &["Fallback", "del", "moveFrom", "rt"],
    characters: &[("tab", "\t"), ("br", "\n"), ("cr", "\n"), ("noBreakHyphen", "\u{2011}")],
    style: "pStyle",
};

/// Reads a document; its title is that of its properties, else its heading of the style `Title`.
///
/// The day on which the file was made is no day of publication: for many documents it is that of their template.
pub(in crate::article) fn read(file: &str, bytes: &[u8], options: &ReadOptions, sink: &mut Sink<'_>) {
    sink(match draft(bytes, options) {
        Ok(draft) => draft.finish(file, file.to_owned(), options),
        Err(flaw) => Err(flaw.at(file, "DOCX")),
    });
}

fn draft(bytes: &[u8], options: &ReadOptions) -> Result<Draft, Flaw> {
    let mut zipped = Zipped::open(bytes, options)?;
    let paragraphs = paragraphs(&zipped.part("word/document.xml")?, &MARKUP)?;
    let core = zipped.part("docProps/core.xml").unwrap_or_default();
    let heading =
        paragraphs.iter().find(|paragraph| paragraph.style == "Title").map(|paragraph| paragraph.text.clone());
    let texts: Vec<&str> = paragraphs.iter().map(|paragraph| paragraph.text.trim()).collect();
    Ok(Draft {
        title: value_of(&core, "title").or(heading),
        author: value_of(&core, "creator"),
        lang: value_of(&core, "language"),
        is_agency_text: true,
        text: texts.join("\n\n"),
        ..Draft::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::article::documents::tests::{article, code, zip};

    const DOCUMENT: &str = r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="w" xmlns:mc="mc"><w:body>
        <w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Ships &amp; tides</w:t></w:r></w:p>
        <w:p><w:r><w:t xml:space="preserve">“The tide </w:t></w:r><w:del><w:r><w:delText>was</w:delText></w:r></w:del>
          <w:ins><w:r><w:t>is</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> late,”</w:t><w:br/><w:t>said Ada&#160;Voss.</w:t><w:instrText>PAGE</w:instrText></w:r></w:p>
        <w:p/><w:p><w:r><mc:AlternateContent><mc:Choice><w:p><w:r><w:t>A box.</w:t></w:r></w:p></mc:Choice>
          <mc:Fallback><w:p><w:r><w:t>A box.</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent><w:t>More.</w:t></w:r></w:p></w:body></w:document>"#;

    #[test]
    fn paragraphs_and_properties_are_read() {
        let core = r"<cp:coreProperties><dc:creator>Mina Torres</dc:creator><dcterms:created>2024-05-01T10:00:00Z</dcterms:created></cp:coreProperties>";
        let parts = [("[Content_Types].xml", "<Types/>"), ("word/document.xml", DOCUMENT), ("docProps/core.xml", core)];
        let article = article("a.docx", &zip(&parts));
        assert_eq!(article.text, "Ships & tides\n\n“The tide is late,”\nsaid Ada\u{A0}Voss.\n\nA box.\n\nMore.");
        assert_eq!((article.title.as_deref(), article.author.as_deref()), (Some("Ships & tides"), Some("Mina Torres")));
        assert_eq!(article.date, None);
    }

    #[test]
    fn broken_documents_are_named() {
        let parts = |document| zip(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", document)]);
        assert_eq!(code("a.docx", &parts("<w:document><w:p></w:document>")), "malformed");
        assert_eq!(code("a.docx", &parts("<w:document/>")), "no-text");
        let cut = parts("<w:document/>");
        assert_eq!(code("a.docx", &cut[..cut.len() - 30]), "malformed");
    }

    #[test]
    fn deep_nesting_is_read() {
        let deep =
            format!("<w:document>{}<w:t>Deep.</w:t>{}</w:document>", "<w:p>".repeat(100_000), "</w:p>".repeat(100_000));
        let parts = [("[Content_Types].xml", "<Types/>"), ("word/document.xml", deep.as_str())];
        assert_eq!(article("a.docx", &zip(&parts)).text, "Deep.");
    }
}
