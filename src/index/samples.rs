//! Records and whole indexes for tests, without the readers and the extractor.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::build::{BuildReport, BuildRequest, Pace, Watch, build_with};
use super::check::check_with;
use super::intake::Stations;
use super::manifest::Manifest;
use super::{CheckRequest, Index, IndexError};
use crate::article::{Article, ArticleId, Date, DateSource, Dated};
use crate::read::{Input, Skip, SkipReason, SourceFile, outlast_tick};
use crate::statement::{ArticleRef, Context, Kind, Record, Speaker, SpeakerKind, SpeakerRecord, Statement};
use crate::text::Span;

/// A record whose context is the whole text of its article and whose quote lies at `spans`.
pub(crate) fn sample(article: &str, text: &str, spans: &[(usize, usize)]) -> Record {
    let id = xxhash_rust::xxh3::xxh3_64(format!("{article} {text} {spans:?}").as_bytes());
    Record {
        id: format!("{id:016x}"),
        kind: Kind::Direct,
        spans: spans.iter().map(|&(start, end)| Span::new(start, end)).collect(),
        speaker: SpeakerRecord {
            name: Some("Yury Ushakov".to_owned()),
            mention: Some(("him".to_owned(), Span::new(0, 3))),
            role: Some("Kremlin aide".to_owned()),
            kind: Some(SpeakerKind::Person),
        },
        cue: None,
        outlets: Vec::new(),
        publisher: Some("ANI".to_owned()),
        date: Some(Dated { date: Date::of_day(jiff::civil::date(2024, 2, 8)), source: DateSource::Dateline }),
        article: ArticleRef {
            id: article.to_owned(),
            path: format!("/news/{article}.txt"),
            title: Some("A summit".to_owned()),
            author: None,
            url: None,
            lang: Some("en".to_owned()),
        },
        context: Context { start: 0, text: text.to_owned() },
        confidence: 0.8,
    }
}

/// A folder of articles in a notation for tests, and the index over it.
///
/// A line of a file is an article with one statement:
/// `speaker | outlets | publisher | date | lang | text`, outlets parted by commas. The quote is the
/// whole text, or the parts of it between `«` and `»`. A line `skip` is skipped, `panic` breaks the
/// extractor.
pub(crate) struct Corpus {
    folder: tempfile::TempDir,
    stations: &'static Stations,
}

impl Corpus {
    /// A folder with these files.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let corpus = Self::empty(&NOTATION);
        for (name, text) in files {
            corpus.write(name, text);
        }
        corpus
    }

    /// A folder without files, whose notation these stations read.
    pub(crate) fn empty(stations: &'static Stations) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), stations }
    }

    /// Writes a file.
    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.root().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
    }

    /// Gives a file another path.
    pub(crate) fn rename(&self, from: &str, to: &str) {
        let to = self.root().join(to);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::rename(self.root().join(from), to).unwrap();
    }

    /// Removes a file.
    pub(crate) fn remove(&self, name: &str) {
        std::fs::remove_file(self.root().join(name)).unwrap();
    }

    /// The folder of articles.
    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("articles")
    }

    /// The folder of the index.
    pub(crate) fn index_dir(&self) -> PathBuf {
        self.folder.path().join("index")
    }

    /// Brings the index up to date.
    pub(crate) fn build(&self) -> BuildReport {
        self.try_build(false).unwrap()
    }

    /// Brings the index up to date, or says why not.
    pub(crate) fn try_build(&self, keep_missing: bool) -> Result<BuildReport, IndexError> {
        let request = BuildRequest { roots: vec![self.root()], keep_missing, ..BuildRequest::default() };
        self.build_from(&request, &|_| Pace::GoOn)
    }

    /// Brings the index up to date as fast as `watch` says.
    pub(crate) fn build_watched(&self, watch: &Watch<'_>) -> BuildReport {
        self.build_from(&BuildRequest { roots: vec![self.root()], ..BuildRequest::default() }, watch).unwrap()
    }

    /// Any run over any roots.
    pub(crate) fn build_from(&self, request: &BuildRequest, watch: &Watch<'_>) -> Result<BuildReport, IndexError> {
        self.build_at(&self.index_dir(), request, watch)
    }

    /// Any run into any index.
    pub(crate) fn build_at(
        &self,
        place: &Path,
        request: &BuildRequest,
        watch: &Watch<'_>,
    ) -> Result<BuildReport, IndexError> {
        std::fs::create_dir_all(self.root()).unwrap();
        let report = build_with(place, request, self.stations, watch)?;
        assert_sound(place, self.stations);
        Ok(report)
    }

    /// The index.
    pub(crate) fn open(&self) -> Index {
        Index::open(&self.index_dir()).unwrap()
    }
}

/// Checks all of an index: whatever a test makes, it must hold together.
fn assert_sound(place: &Path, stations: &Stations) {
    let report = check_with(place, &CheckRequest::default(), stations, &|_| {}).unwrap();
    assert!(report.is_sound(), "{:?}", report.faults);
}

/// An index over these lines.
pub(crate) fn index_of(lines: &[&str]) -> (Corpus, Index) {
    let corpus = Corpus::new(&[("all.txt", &lines.join("\n"))]);
    corpus.build();
    let index = corpus.open();
    (corpus, index)
}

/// The files that an index knows, with hashes of what is in them.
pub(crate) fn contents_of(index: &Index) -> BTreeMap<String, u64> {
    let snapshot = index.snapshot();
    let manifest = Manifest::load(&snapshot.searcher, &snapshot.schema).unwrap();
    manifest.files.into_iter().map(|(path, known)| (path, known.content().hash)).collect()
}

/// Reads files in the notation of these samples.
pub(super) const NOTATION: Stations = Stations {
    walk: |roots| {
        let mut files = Vec::new();
        let (there, missing): (Vec<_>, Vec<_>) = roots.iter().partition(|root| root.exists());
        for root in there {
            walk(root, &mut files);
        }
        files.sort_by(|a, b| a.shown.cmp(&b.shown));
        let missing = missing.into_iter().map(|root| unreadable(&root.to_string_lossy(), "not there"));
        let missing: Vec<_> = missing.map(Err).collect();
        Box::new(files.into_iter().map(Ok).chain(missing))
    },
    outlast: outlast_tick,
    open: Input::open,
    read: |shown, input, _, sink| {
        let mut text = String::new();
        input.read_to_string(&mut text).unwrap();
        for (number, line) in (1..).zip(text.lines()) {
            let path = format!("{shown}#{number}");
            sink(if line == "skip" {
                Err(Skip { path, place: Some((number, 1)), reason: SkipReason::NoText })
            } else {
                Ok(article(&path, line))
            });
        }
    },
    extract: statements,
};

fn unreadable(path: &str, why: &str) -> Skip {
    Skip { path: path.to_owned(), place: None, reason: SkipReason::Unreadable(why.to_owned()) }
}

fn walk(folder: &Path, files: &mut Vec<SourceFile>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
            continue;
        }
        let metadata = std::fs::metadata(&path).unwrap();
        let modified = metadata.modified().unwrap().duration_since(std::time::UNIX_EPOCH).unwrap();
        files.push(SourceFile {
            shown: path.to_string_lossy().into_owned(),
            path,
            size: metadata.len(),
            stamp: i64::try_from(modified.as_nanos()).unwrap(),
        });
    }
}

fn article(path: &str, line: &str) -> Article {
    let mut parts = line.split('|').map(|part| Some(part.trim().to_owned()).filter(|part| !part.is_empty()));
    let mut next = || parts.next().flatten();
    let (speaker, outlets, publisher, date, lang) = (next(), next(), next(), next(), next());
    let text = next().unwrap_or_default();
    Article {
        outlets: None,
        id: ArticleId::of_content(Some(path.rsplit('/').next().unwrap()), &text),
        path: path.to_owned(),
        title: None,
        author: speaker,
        url: outlets,
        lang,
        publisher,
        date: date.and_then(|date| Some(Dated { date: Date::from_iso(&date)?, source: DateSource::Metadata })),
        warnings: Vec::new(),
        text,
    }
}

fn statements(article: &Article) -> Vec<Statement> {
    let text = &article.text;
    assert!(text != "panic", "asked to");
    if text.is_empty() {
        return Vec::new();
    }
    let mut spans: Vec<Span> = text
        .match_indices('«')
        .zip(text.match_indices('»'))
        .map(|((open, mark), (close, _))| Span::new(open + mark.len(), close))
        .collect();
    if spans.is_empty() {
        spans.push(Span::new(0, text.len()));
    }
    vec![Statement {
        kind: if text.contains('«') { Kind::Direct } else { Kind::Indirect },
        spans,
        speaker: Speaker {
            name: article.author.clone(),
            mention: None,
            role: None,
            kind: article.author.is_some().then_some(SpeakerKind::Person),
        },
        cue: None,
        outlets: article.url.as_deref().map_or_else(Vec::new, |all| all.split(',').map(str::to_owned).collect()),
        context: Span::new(0, text.len()),
        confidence: 0.8,
    }]
}
