//! PDF: the letters that its pages draw, by `hayro-interpret`, put together to paragraphs.

mod bomb;
mod glyphs;
mod line;
mod mirror;
mod paragraph;
mod running;

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, Rect};
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, interpret_page};

use super::malformed;
use crate::article::ReadOptions;
use crate::article::draft::Draft;
use crate::article::reader::Sink;
use crate::read::{Skip, SkipReason};

use glyphs::{Letters, TooMuch};
use paragraph::Paragraph;

/// Reads a document as one article.
///
/// The day on which the file was made is no day of publication: a page that a browser printed is made when it is saved.
pub(in crate::article) fn read(file: &str, bytes: &[u8], options: &ReadOptions, sink: &mut Sink<'_>) {
    // Documents are hostile input to a large library: a panic in it costs one file, not the run.
    let draft = catch_unwind(AssertUnwindSafe(|| draft(bytes, options))).unwrap_or_else(|fault| {
        Err(broken(if fault.is::<TooMuch>() {
            "its pages draw without end"
        } else {
            "the library failed on this file"
        }))
    });
    sink(match draft {
        Ok(draft) => draft.finish(file, file.to_owned(), options),
        Err(SkipReason::Malformed { detail, .. }) => Err(malformed(file, "PDF", detail)),
        Err(reason) => Err(Skip { path: file.to_owned(), place: None, reason }),
    });
}

fn broken(detail: impl std::fmt::Display) -> SkipReason {
    SkipReason::Malformed { format: "PDF", detail: detail.to_string() }
}

fn draft(bytes: &[u8], options: &ReadOptions) -> Result<Draft, SkipReason> {
    if let Some(size) = bomb::oversized(bytes) {
        return Err(broken(format_args!("a stream unpacks to {size} bytes or more")));
    }
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => broken("locked with a password"),
        LoadPdfError::Invalid => broken("no pages can be found"),
    })?;
    let limit = options.limits.pdf_pages;
    if pdf.pages().len() as u64 > limit.most {
        return Err(broken(format_args!("{} pages, more than the limit of {limit}", pdf.pages().len())));
    }
    let mut letters = Letters::default();
    let cache = InterpreterCache::new();
    let mut pages = Vec::with_capacity(pdf.pages().len());
    for page in pdf.pages().iter() {
        let upright = Affine::new(page.initial_transform(true).as_coeffs());
        // Nothing is drawn, so that the bounds do not matter.
        let bounds = Rect::new(0.0, 0.0, 1.0, 1.0);
        let mut context = Context::new(upright, bounds, &cache, pdf.xref(), InterpreterSettings::default());
        interpret_page(page, &mut context, &mut letters);
        pages.push(letters.take_page());
    }
    if letters.is_unreadable() {
        return Err(broken("its fonts do not tell which letters they draw"));
    }
    mirror::turn_brackets(&mut pages);
    let url = running::remove_running(&mut pages);
    let paragraphs = paragraph::paragraphs(pages);
    let metadata = pdf.metadata();
    let fact = |value: &Option<Box<[u8]>>| {
        let decoded = crate::read::decode(value.as_deref()?, None).ok()?;
        // Libraries that were told nothing say so in brackets.
        let text = decoded.text.trim_matches('\0').trim();
        (!text.is_empty() && !text.starts_with('(')).then(|| text.to_owned())
    };
    let texts: Vec<&str> = paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
    Ok(Draft {
        title: fact(&metadata.title).filter(|title| is_headline(title)).or_else(|| heading(&paragraphs)),
        author: fact(&metadata.author),
        url,
        is_agency_text: true,
        text: texts.join("\n\n"),
        ..Draft::default()
    })
}

/// Whether a document's title is one that a person gave, rather than the name of the file it was made from.
fn is_headline(title: &str) -> bool {
    let is_file_name = title.rsplit_once('.').is_some_and(|(stem, extension)| {
        !stem.is_empty()
            && (2..=5).contains(&extension.len())
            && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    let folded = title.to_lowercase();
    !is_file_name
        && !["untitled", "microsoft word", "microsoft powerpoint", "document", "layout "]
            .iter()
            .any(|start| folded.starts_with(start))
}

/// The first heading on the first page, when its letters are larger than the text's.
fn heading(paragraphs: &[Paragraph]) -> Option<String> {
    const LARGER: f32 = 1.2;
    const MAX_CHARACTERS: usize = 250;
    let mut letters: Vec<(f32, usize)> =
        paragraphs.iter().map(|paragraph| (paragraph.size, paragraph.text.len())).collect();
    letters.sort_by(|one, other| one.0.total_cmp(&other.0));
    let half = letters.iter().map(|(_, count)| count).sum::<usize>() / 2;
    let mut seen = 0;
    let (body, _) = letters.iter().find(|(_, count)| {
        seen += count;
        seen > half
    })?;
    let first_page = || paragraphs.iter().filter(|paragraph| paragraph.page == 0);
    let largest = first_page().map(|paragraph| paragraph.size).reduce(f32::max)?;
    let title = first_page().find(|paragraph| paragraph.size >= largest * 0.98)?;
    let is_title = largest >= body * LARGER && title.text.contains(' ') && title.text.chars().count() <= MAX_CHARACTERS;
    is_title.then(|| title.text.clone())
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::super::super::Article;
    use super::*;

    /// A document in the plainest form: its pages' drawing, and what it says of itself.
    fn pdf(pages: &[&str], info: &str) -> Vec<u8> {
        let kids: Vec<String> = (0..pages.len()).map(|number| format!("{} 0 R", 10 + number * 2)).collect();
        let mut objects = vec![
            (1, "<</Type/Catalog/Pages 2 0 R>>".to_owned()),
            (2, format!("<</Type/Pages/Kids[{}]/Count {}>>", kids.join(" "), pages.len())),
            (3, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned()),
            (4, format!("<<{info}>>")),
        ];
        for (number, drawing) in (10..).step_by(2).zip(pages) {
            objects.push((
                number,
                format!(
                    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {} 0 R/Resources<</Font<</F 3 0 R>>>>>>",
                    number + 1
                ),
            ));
            objects.push((number + 1, format!("<</Length {}>>\nstream\n{drawing}\nendstream", drawing.len())));
        }
        let mut file = "%PDF-1.4\n".to_owned();
        let mut places = String::new();
        for (number, object) in objects {
            write!(places, "{number} 1\n{:010} 00000 n \n", file.len()).unwrap();
            write!(file, "{number} 0 obj\n{object}\nendobj\n").unwrap();
        }
        let xref = file.len();
        let trailer = "<</Size 100/Root 1 0 R/Info 4 0 R>>";
        write!(file, "xref\n{places}trailer\n{trailer}\nstartxref\n{xref}\n%%EOF\n").unwrap();
        file.into_bytes()
    }

    /// Lines at 12 points from one another, the first at `top`.
    fn lines(size: u8, top: u16, lines: &[&str]) -> String {
        let lines: Vec<String> = lines.iter().map(|line| format!("({line}) Tj T*")).collect();
        format!("BT /F {size} Tf 12 TL 50 {top} Td {} ET\n", lines.join(" "))
    }

    fn read_one(bytes: &[u8]) -> Result<Article, Skip> {
        let mut found = Vec::new();
        read("a.pdf", bytes, &ReadOptions::default(), &mut |item| found.push(item));
        found.remove(0)
    }

    #[test]
    fn paragraphs_are_whole_over_lines_and_pages_and_heads_are_gone() {
        let head = |number| lines(8, 780, &[&format!("Harbour Gazette, page {number}")]);
        let first = head(1)
            + &lines(20, 720, &["Ships and tides"])
            + &lines(
                10,
                690,
                &[
                    "\\223The tide is late,\\224 said Ada Voss, the mas-",
                    "ter of the harbour. She had spoken to the captains",
                    "of all ships, and none of them would leave before",
                ],
            );
        let second = head(2) + &lines(10, 720, &["the storm.", "", "The port is shut."]);
        let article = read_one(&pdf(
            &[&first, &second],
            "/Title(\\(anonymous\\))/Author(Mina Torres)/CreationDate(D:20240501100000Z)",
        ))
        .unwrap();
        assert_eq!(
            article.text,
            "Ships and tides\n\n“The tide is late,” said Ada Voss, the master of the harbour. She had spoken to the captains \
             of all ships, and none of them would leave before the storm.\n\nThe port is shut."
        );
        assert_eq!(
            (article.title.as_deref(), article.author.as_deref()),
            (Some("Ships and tides"), Some("Mina Torres"))
        );
        assert_eq!(article.date, None);
    }

    #[test]
    fn a_title_that_is_a_file_name_is_none() {
        for (title, expected) in [
            ("Tides of May", true),
            ("Prices fall by 2.5", true),
            ("Microsoft Word - a.doc", false),
            ("press_release.indd", false),
            ("untitled", false),
        ] {
            assert_eq!(is_headline(title), expected, "{title}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let whole = pdf(&[&lines(10, 700, &["The tide is late."])], "");
        let code = |bytes: &[u8]| read_one(bytes).map_err(|skip| skip.reason.code()).map(|article| article.text);
        assert_eq!(code(&whole), Ok("The tide is late.".to_owned()));
        assert_eq!(code(&whole[..40]), Err("malformed"));
        assert_eq!(code(b"%PDF-1.4\n"), Err("malformed"));
        assert_eq!(code(&pdf(&["0 0 9 9 re f"], "")), Err("no-text"));
    }

    #[test]
    fn hostile_nesting_ends() {
        let deep = format!("{} {}", "[".repeat(200_000), lines(10, 700, &["The tide is late."]));
        assert!(read_one(&pdf(&[&deep], "")).is_err());
        let many = "q ".repeat(100_000) + &lines(10, 700, &["The tide is late."]);
        assert_eq!(read_one(&pdf(&[&many], "")).map(|article| article.text).ok().as_deref(), Some("The tide is late."));
    }

    #[test]
    fn a_drawing_without_end_is_cut_short() {
        use hayro_interpret::Device;

        let mut letters = Letters::default();
        let fault = catch_unwind(AssertUnwindSafe(|| {
            loop {
                letters.begin_marked_content(b"Span", None);
                letters.end_marked_content();
            }
        }));
        assert!(fault.is_err_and(|fault| fault.is::<TooMuch>()));
    }
}
