//! Texts of `LibreOffice` and its kin (ODT): the paragraphs of `content.xml`, without notes, remarks and what was struck out.

use super::office_xml::{Markup, paragraphs, value_of};
use super::{Flaw, Zipped};
use crate::article::ReadOptions;
use crate::article::draft::Draft;
use crate::article::reader::Sink;

const MARKUP: Markup = Markup {
    paragraphs: &["p", "h"],
    texts: &[],
    left_out: &["annotation", "tracked-changes", "note", "ruby-text", "table-of-content", "page-number", "page-count"],
    characters: &[("tab", "\t"), ("line-break", "\n"), ("s", " ")],
    style: "style-name",
};

/// Reads a document. The day on which the file was made is no day of publication.
pub(in crate::article) fn read(file: &str, bytes: &[u8], options: &ReadOptions, sink: &mut Sink<'_>) {
    sink(match draft(bytes, options) {
        Ok(draft) => draft.finish(file, file.to_owned(), options),
        Err(flaw) => Err(flaw.at(file, "ODT")),
    });
}

fn draft(bytes: &[u8], options: &ReadOptions) -> Result<Draft, Flaw> {
    let mut zipped = Zipped::open(bytes, options)?;
    let paragraphs = paragraphs(&zipped.part("content.xml")?, &MARKUP)?;
    let meta = zipped.part("meta.xml").unwrap_or_default();
    let heading =
        paragraphs.iter().find(|paragraph| paragraph.style == "Title").map(|paragraph| paragraph.text.clone());
    // Its paragraphs are laid out for reading: line ends and runs of spaces in them mean one space.
    let one_space = |text: &str| {
        let lines: Vec<String> = text
            .split('\n')
            .map(|line| line.split([' ', '\r']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "))
            .collect();
        lines.join("\n")
    };
    let texts: Vec<String> = paragraphs.iter().map(|paragraph| one_space(&paragraph.text)).collect();
    Ok(Draft {
        title: value_of(&meta, "title").or(heading),
        author: value_of(&meta, "initial-creator").or_else(|| value_of(&meta, "creator")),
        lang: value_of(&meta, "language"),
        is_agency_text: true,
        text: texts.join("\n\n"),
        ..Draft::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::article::documents::tests::{article, code, zip};

    #[test]
    fn paragraphs_and_properties_are_read() {
        let content = r#"<office:document-content><office:body><office:text><text:tracked-changes><text:p>Old.</text:p></text:tracked-changes>
            <text:h text:style-name="Heading">Ships</text:h><text:p>“The <text:span>tide</text:span><text:s/>is late,”<text:line-break/>said Ada Voss.<text:note><text:p>1</text:p></text:note></text:p>
            </office:text></office:body></office:document-content>"#;
        let meta = "<m><dc:title>Tides</dc:title><meta:initial-creator>Mina Torres</meta:initial-creator></m>";
        let parts =
            [("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", content), ("meta.xml", meta)];
        let article = article("a.odt", &zip(&parts));
        assert_eq!(article.text, "Ships\n\n“The tide is late,”\nsaid Ada Voss.");
        assert_eq!((article.title.as_deref(), article.author.as_deref()), (Some("Tides"), Some("Mina Torres")));
    }

    #[test]
    fn tables_and_slides_are_no_articles() {
        let parts = [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<a/>")];
        assert_eq!(code("a.ods", &zip(&parts)), "unknown-format");
    }
}
