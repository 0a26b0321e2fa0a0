//! PDF: the letters that its pages draw, by `hayro-interpret`, put together to paragraphs.

mod bomb;
mod glyphs;
mod line;
mod paragraph;
mod running;

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, Rect};
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, interpret_page};

use super::super::draft::Draft;
use super::super::{Article, ReadOptions};
use super::malformed;
use crate::read::{Skip, SkipReason};

use glyphs::{Letters, TooMuch};
use paragraph::Paragraph;

/// Documents with more pages are no articles.
const MAX_PAGES: usize = 2000;

/// Reads a document as one article.
///
/// The day on which the file was made is no day of publication: a page that a browser printed is made when it is saved.
pub(super) fn read(file: &str, bytes: &[u8], options: &ReadOptions, sink: &mut dyn FnMut(Result<Article, Skip>)) {
    // Documents are hostile input to a large library: a panic in it costs one file, not the run.
    let draft = catch_unwind(AssertUnwindSafe(|| draft(bytes))).unwrap_or_else(|fault| {
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

fn draft(bytes: &[u8]) -> Result<Draft, SkipReason> {
    if let Some(size) = bomb::oversized(bytes) {
        return Err(broken(format_args!("a stream of more than {size} bytes")));
    }
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => broken("locked with a password"),
        LoadPdfError::Invalid => broken("no pages can be found"),
    })?;
    if pdf.pages().len() > MAX_PAGES {
        return Err(broken(format_args!("more than {MAX_PAGES} pages")));
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
    let url = running::remove_running(&mut pages);
    let paragraphs = paragraph::paragraphs(pages);
    let metadata = pdf.metadata();
    let fact = |value: &Option<Box<[u8]>>| {
        let decoded = crate::read::decode(value.as_deref()?, None).ok()?;
        Some(decoded.text.trim_matches('\0').trim().to_owned()).filter(|text| !text.is_empty())
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
