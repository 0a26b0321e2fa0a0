//! The threads that work while keys are read. One searches, one reads articles, and of several jobs that wait only the
//! newest of a kind is done: nobody waits for an answer that nobody wants any more.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crossbeam_channel::{Receiver, Sender, unbounded};
use dixit::answer::{self, Against, Facet, Found, Hit, Request};
use dixit::error::Error;
use dixit::index::{Field, guarded};
use dixit::present::{self, Format, Palette, TraceClosing, TracePrinter, View};
use dixit::query::{Matcher, Query, QueryError};
use dixit::statement::Record;
use dixit::text::Span;

use super::model::{Answered, Message, Search};
use super::reader::key;
use super::results::PAGE;
use super::{Opened, Setup};

/// What the searching thread does.
#[derive(Debug)]
enum SearchJob {
    Search(Search),
    Page { generation: u64, page: usize },
    Count { generation: u64, counted: Vec<answer::FacetSpec> },
}

/// What the reading thread does.
#[derive(Debug)]
enum ReadJob {
    Open(Box<Record>),
    Trace { record: Box<Record>, columns: usize },
}

/// Both threads, and where their answers come out.
pub(crate) struct Workers {
    searching: Sender<SearchJob>,
    reading: Sender<ReadJob>,
    newest: Arc<AtomicU64>,
    pub(crate) answers: Receiver<Message>,
    pub(crate) teller: Sender<Message>,
}

impl Workers {
    /// Starts the threads. They end when this is dropped and what they do is done.
    pub(crate) fn start(setup: &Arc<Setup>) -> Self {
        let (searching, search_jobs) = unbounded();
        let (reading, read_jobs) = unbounded();
        let (teller, answers) = unbounded();
        let newest = Arc::new(AtomicU64::new(0));
        let searcher = Searcher::new(setup, &newest, &teller);
        std::thread::spawn(move || searcher.work(&search_jobs));
        let reader = Reader { setup: Arc::clone(setup), teller: teller.clone() };
        std::thread::spawn(move || reader.work(&read_jobs));
        Self { searching, reading, newest, answers, teller }
    }

    pub(crate) fn search(&self, search: Search) {
        self.newest.store(search.generation, Ordering::Relaxed);
        // A thread that is gone has told why.
        let _gone = self.searching.send(SearchJob::Search(search));
    }

    pub(crate) fn page(&self, generation: u64, page: usize) {
        let _gone = self.searching.send(SearchJob::Page { generation, page });
    }

    pub(crate) fn count(&self, generation: u64, counted: Vec<answer::FacetSpec>) {
        let _gone = self.searching.send(SearchJob::Count { generation, counted });
    }

    pub(crate) fn open(&self, record: Box<Record>) {
        let _gone = self.reading.send(ReadJob::Open(record));
    }

    pub(crate) fn trace(&self, record: Box<Record>, columns: usize) {
        let _gone = self.reading.send(ReadJob::Trace { record, columns });
    }
}

struct Searcher {
    setup: Arc<Setup>,
    /// The last search that was asked for.
    newest: Arc<AtomicU64>,
    teller: Sender<Message>,
    /// The last search that was answered.
    last: Option<Search>,
}

impl Searcher {
    fn new(setup: &Arc<Setup>, newest: &Arc<AtomicU64>, teller: &Sender<Message>) -> Self {
        Self { setup: Arc::clone(setup), newest: Arc::clone(newest), teller: teller.clone(), last: None }
    }

    fn work(mut self, jobs: &Receiver<SearchJob>) {
        while let Ok(job) = jobs.recv() {
            let waiting: Vec<SearchJob> = std::iter::once(job).chain(jobs.try_iter()).collect();
            let newest = waiting.iter().rposition(|job| matches!(job, SearchJob::Search(_))).unwrap_or(0);
            for job in waiting.into_iter().skip(newest) {
                let generation = match &job {
                    SearchJob::Search(search) => search.generation,
                    SearchJob::Page { generation, .. } | SearchJob::Count { generation, .. } => *generation,
                };
                let setup = Arc::clone(&self.setup);
                if let Err(error) = contained(&setup.place, || self.job(job)) {
                    self.tell(Message::Failed { generation, failure: error.into() });
                }
            }
        }
    }

    fn tell(&self, message: Message) {
        let _nobody_listens = self.teller.send(message);
    }

    fn job(&mut self, job: SearchJob) -> Result<(), Error> {
        match job {
            SearchJob::Search(search) => {
                self.setup.index.refresh()?;
                let answered = answered(&self.setup, search.clone())?;
                self.tell(Message::Answered(Box::new(answered)));
                self.last = Some(search);
                self.count()
            }
            SearchJob::Page { generation, page } => {
                let Some(search) = self.last.as_ref().filter(|last| last.generation == generation) else {
                    return Ok(());
                };
                let request = Request { offset: page * PAGE, limit: Some(PAGE), ..request(&self.setup, search)? };
                let hits = found(&self.setup, search, &request)?.hits().collect::<Result<Vec<Hit>, _>>()?;
                self.tell(Message::Page { generation, page, hits });
                Ok(())
            }
            SearchJob::Count { generation, counted } => {
                let Some(last) = self.last.as_mut().filter(|last| last.generation == generation) else { return Ok(()) };
                last.counted = counted;
                self.count()
            }
        }
    }

    /// Counts what the last search found. Values that one of several picked ones narrows are counted without those.
    fn count(&self) -> Result<(), Error> {
        let Some(search) = &self.last else { return Ok(()) };
        let is_over = || self.newest.load(Ordering::Relaxed) > search.generation;
        let asked = search.narrowing.asked_fields();
        let whole = search.counted.iter().copied().filter(|spec| !asked.contains(&spec.field)).collect();
        let mut facets = Vec::new();
        for (except, specs) in std::iter::once((None, whole)).chain(asked.iter().map(|field| {
            let own = search.counted.iter().copied().filter(|spec| spec.field == *field).collect::<Vec<_>>();
            (Some(*field), own)
        })) {
            if is_over() {
                return Ok(());
            }
            let query = narrowed(&self.setup, search, except)?;
            let request = Request { facets: specs, unique: search.collapse, ..Request::new(query, Some(0)) };
            facets.extend(found(&self.setup, search, &request)?.facets);
        }
        let place = |facet: &Facet| search.counted.iter().position(|spec| *spec == facet.spec);
        facets.sort_by_key(place);
        self.tell(Message::Counted { generation: search.generation, facets });
        Ok(())
    }
}

/// What the user is told of a fault in a thread.
pub(crate) const FAULT: &str = "a fault of this program, please report it";

/// Does `work` on the index at `place`; a panic is an error that says whether the index is damaged.
fn contained<T>(place: &Path, work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    let worked = catch_unwind(AssertUnwindSafe(|| guarded(place, work)));
    worked.unwrap_or_else(|_| Err(Error::Usage { message: FAULT.to_owned(), help: None }))
}

/// The query of `search` as a tree, narrowed by all that was picked but values of `except`.
fn narrowed(setup: &Setup, search: &Search, except: Option<Field>) -> Result<Query, QueryError> {
    let parsed = setup.program.parse(text_of(search))?;
    search.narrowing.narrow(parsed.query, except, &|clause| Ok(setup.program.parse(clause)?.query))
}

/// Nothing typed asks for everything.
fn text_of(search: &Search) -> &str {
    if search.query.trim().is_empty() { "*" } else { &search.query }
}

/// All that `search` finds, in its order.
pub(crate) fn request(setup: &Setup, search: &Search) -> Result<Request, QueryError> {
    let query = narrowed(setup, search, None)?;
    Ok(Request { sort: search.sort, collapse: search.collapse, ..Request::new(query, None) })
}

/// What `request` finds; an error shows its place in the query of `search`.
pub(crate) fn found(setup: &Setup, search: &Search, request: &Request) -> Result<Found, Error> {
    Ok(answer::find(&*setup.index, request).map_err(|error| error.in_query(text_of(search)))?)
}

fn answered(setup: &Setup, search: Search) -> Result<Answered, Error> {
    let notes =
        setup.program.parse(text_of(&search))?.notes.into_iter().map(|note| present::clean(&note.text)).collect();
    let request = Request { limit: Some(PAGE), ..request(setup, &search)? };
    let found = found(setup, &search, &request)?;
    let first_page = found.hits().collect::<Result<Vec<Hit>, _>>()?;
    let why_empty = if found.total == 0 { why_empty(setup, &request.query)? } else { Vec::new() };
    let utterances = found.utterances.filter(|_| search.collapse);
    Ok(Answered { total: found.total, utterances, first_page, notes, why_empty, search })
}

fn why_empty(setup: &Setup, query: &Query) -> Result<Vec<String>, Error> {
    let nodes = answer::explain(&*setup.index, query)?.nodes;
    let mut table = Vec::new();
    present::explanation(&mut table, &Palette::plain(), &nodes)?;
    Ok(String::from_utf8_lossy(&table).lines().map(str::to_owned).collect())
}

struct Reader {
    setup: Arc<Setup>,
    teller: Sender<Message>,
}

impl Reader {
    fn work(self, jobs: &Receiver<ReadJob>) {
        while let Ok(job) = jobs.recv() {
            let (mut open, mut trace) = (None, None);
            for job in std::iter::once(job).chain(jobs.try_iter()) {
                match job {
                    ReadJob::Open(_) => open = Some(job),
                    ReadJob::Trace { .. } => trace = Some(job),
                }
            }
            for job in [trace, open].into_iter().flatten() {
                let _nobody_listens = self.teller.send(self.job(job));
            }
        }
    }

    fn job(&self, job: ReadJob) -> Message {
        match job {
            ReadJob::Open(record) => {
                let opened = contained(&self.setup.place, || self.setup.program.open(&record));
                let opened = opened.unwrap_or_else(|error| {
                    let why = self.setup.program.told(&error);
                    Opened { others: Vec::new(), copies: Vec::new(), text: Err(why) }
                });
                Message::Opened { of: key(&record), opened: Box::new(opened) }
            }
            ReadJob::Trace { record, columns } => {
                let text = contained(&self.setup.place, || trace(&self.setup, &record, columns))
                    .unwrap_or_else(|error| self.setup.program.told(&error));
                Message::Traced { of: key(&record), text }
            }
        }
    }
}

/// The versions of the utterance that `record` is one of, as `dixit trace` prints them.
fn trace(setup: &Setup, record: &Record, columns: usize) -> Result<String, Error> {
    let matcher = Matcher::Word(record.id.clone());
    let query = Query::Match { field: Field::Utterance, matcher, span: Span::new(0, 0) };
    let traces = answer::traces(&*setup.index, &query)?;
    let mut text = Vec::new();
    let view = View::new(Palette::plain(), columns, setup.view.paths.clone());
    let mut printer = TracePrinter::new(Format::Human, view, "");
    for candidate in traces.candidates.iter().take(1) {
        printer.utterance(&mut text, &traces.read(candidate, Against::First, true)?)?;
    }
    printer.close(&mut text, &TraceClosing { total: traces.total, ..TraceClosing::default() })?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn a_panic_is_told_as_damage_where_the_index_is_damaged_and_as_a_fault_elsewhere() {
        let (_folder, setup) = samples::setup();
        let told = |work: fn() -> Result<(), Error>| contained(&setup.place, work).map_err(|error| error.told());
        let fails = || -> Result<(), Error> { panic!("as a reader of damaged files") };
        assert_eq!(told(|| Ok(())), Ok(()));
        assert_eq!(told(fails), Err(FAULT.to_owned()));
        let file = samples::damage(&setup.place, ".store");
        let why = told(fails).unwrap_err();
        assert!(why.contains("is damaged") && why.contains(&file), "{why}");
    }
}
