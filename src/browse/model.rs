//! The state of the view as one value, what can happen to it, and what it wants done. `update.rs` changes it, `draw/`
//! shows it; nothing here reads a terminal, a clock or an index.

use dixit::answer::{Facet, FacetSpec, Hit, Sort};
use dixit::error::Error;
use dixit::present::{View, clean};
use dixit::query::QueryError;
use dixit::statement::Record;
use ratatui::crossterm::event::KeyEvent;

use super::counts::Counts;
use super::layout::{Layout, Pane, Wants};
use super::line::Line;
use super::marks::Marks;
use super::narrowing::Narrowing;
use super::reader::{Article, Key};
use super::results::Results;
use super::{End, Opened, problem};

/// Everything that is shown, and what was asked for and has not come yet.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) view: View,
    pub(crate) width: u16,
    pub(crate) height: u16,
    pub(crate) focus: Pane,
    /// Whether the keys go into the query.
    pub(crate) is_typing: bool,
    /// Whether the pane that has the focus is wanted alone.
    pub(crate) is_alone: bool,
    pub(crate) query: Line,
    pub(crate) sort: Sort,
    pub(crate) collapse: bool,
    pub(crate) narrowing: Narrowing,
    /// Number of the last search that was asked for.
    pub(crate) generation: u64,
    /// Whether the query was changed and is not searched for yet.
    pub(crate) is_unsettled: bool,
    pub(crate) is_searching: bool,
    /// What the last search failed by.
    pub(crate) problem: Option<Failure>,
    /// The last search that was answered.
    pub(crate) answered: Option<Search>,
    pub(crate) results: Results,
    /// Why nothing was found.
    pub(crate) why_empty: Vec<String>,
    pub(crate) counts: Counts,
    pub(crate) article: Option<Article>,
    /// The statement whose article is being read.
    pub(crate) opening: Option<Key>,
    /// The selected statement that the article was turned to.
    pub(crate) followed: Option<Key>,
    pub(crate) marks: Marks,
    pub(crate) overlay: Option<Overlay>,
    /// What became of the last key, until the next one.
    pub(crate) message: Option<String>,
    /// Whether the user was told what quitting loses.
    pub(crate) is_warned: bool,
}

/// What lies over the panes.
#[derive(Debug)]
pub(crate) enum Overlay {
    /// The keys.
    Help { top: usize },
    /// The versions of an utterance; without text while they are looked up.
    Trace { of: Key, text: Option<String>, top: usize },
    /// The question for the name of a file.
    Export(ExportPrompt),
}

/// The question for the name of a file to write statements to.
#[derive(Debug, Default)]
pub(crate) struct ExportPrompt {
    pub(crate) file: Line,
    pub(crate) is_writing: bool,
    pub(crate) failure: Option<String>,
}

/// A search, with everything that makes its answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Search {
    pub(crate) generation: u64,
    /// The query as typed.
    pub(crate) query: String,
    pub(crate) narrowing: Narrowing,
    pub(crate) sort: Sort,
    pub(crate) collapse: bool,
    /// What to count.
    pub(crate) counted: Vec<FacetSpec>,
}

/// Why a search was not answered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Failure {
    /// The query is wrong in some place.
    Query(QueryError),
    /// Anything else, for people, and what to do about it.
    Other { message: String, help: Option<String> },
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Query(query) => Self::Query(query),
            other => Self::Other { message: clean(&other.told()), help: other.help().map(|help| clean(&help)) },
        }
    }
}

/// The answer to a search.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) search: Search,
    pub(crate) total: u64,
    pub(crate) utterances: Option<u64>,
    pub(crate) first_page: Vec<Hit>,
    /// Remarks on the query.
    pub(crate) notes: Vec<String>,
    /// What each part of the query finds, where all of it finds nothing.
    pub(crate) why_empty: Vec<String>,
}

/// What can happen.
#[derive(Debug)]
pub(crate) enum Message {
    Key(KeyEvent),
    Paste(String),
    Resize(u16, u16),
    /// The query was left alone for a moment.
    Settled,
    Answered(Box<Answered>),
    Failed {
        generation: u64,
        failure: Failure,
    },
    Counted {
        generation: u64,
        facets: Vec<Facet>,
    },
    Page {
        generation: u64,
        page: usize,
        hits: Vec<Hit>,
    },
    Opened {
        of: Key,
        opened: Box<Opened>,
    },
    Traced {
        of: Key,
        text: String,
    },
    Exported(Result<String, String>),
    /// What is to be told.
    Told(String),
}

/// What is to be done.
#[derive(Debug)]
pub(crate) enum Effect {
    /// Say so when the query was left alone for a moment.
    Settle,
    Search(Search),
    /// Count anew what the last search found.
    Count {
        generation: u64,
        counted: Vec<FacetSpec>,
    },
    Page {
        generation: u64,
        page: usize,
    },
    Open(Box<Record>),
    Trace {
        record: Box<Record>,
        columns: usize,
    },
    Browser(Box<Record>),
    Pager(Box<Record>),
    Copy(Vec<Hit>),
    Export {
        file: String,
        what: Exported,
    },
    StopExport,
    Redraw,
    Suspend,
    Quit(End),
}

/// What is written to a file.
#[derive(Debug)]
pub(crate) enum Exported {
    /// These.
    Marked(Vec<Hit>),
    /// All that it finds.
    Found(Box<Search>),
}

impl Model {
    /// The view before anything was found. With a query the results have the keys, without one the query has.
    pub(crate) fn new(view: View, (width, height): (u16, u16), query: &str, sort: Sort, collapse: bool) -> Self {
        Self {
            view,
            width,
            height,
            focus: Pane::Results,
            is_typing: query.is_empty(),
            is_alone: false,
            query: Line::new(query),
            sort,
            collapse,
            narrowing: Narrowing::default(),
            generation: 0,
            is_unsettled: false,
            is_searching: false,
            problem: None,
            answered: None,
            results: Results::default(),
            why_empty: Vec::new(),
            counts: Counts::default(),
            article: None,
            opening: None,
            followed: None,
            marks: Marks::default(),
            overlay: None,
            message: None,
            is_warned: false,
        }
    }

    /// Where everything is; `None` where the screen is too small.
    pub(crate) fn layout(&self) -> Option<Layout> {
        let problem_rows = self.problem.as_ref().map_or(0, |failure| problem::rows(failure, self.width).len());
        let wants = Wants {
            focus: self.focus,
            is_alone: self.is_alone,
            is_narrowed: !self.narrowing.is_empty(),
            problem_rows: u16::try_from(problem_rows).unwrap_or(u16::MAX),
        };
        Layout::of(self.width, self.height, wants)
    }

    /// Whether something was asked for that has not come yet.
    pub(crate) fn is_waiting(&self) -> bool {
        self.is_unsettled
            || self.is_searching
            || self.opening.is_some()
            || self.results.is_waiting()
            || match &self.overlay {
                Some(Overlay::Trace { text, .. }) => text.is_none(),
                Some(Overlay::Export(prompt)) => prompt.is_writing,
                _ => false,
            }
    }

    /// The statement that keys are about: that of the article where the article has the focus, else the selected one.
    pub(crate) fn current(&self) -> Option<Hit> {
        match &self.article {
            Some(article) if self.focus == Pane::Article => Some(article.hit()),
            _ => self.results.selected().cloned(),
        }
    }
}

/// What an order is called.
pub(crate) fn sort_name(sort: Sort) -> &'static str {
    match sort {
        Sort::Relevance => "best first",
        Sort::Recent { .. } => "best and newest first",
        Sort::Date => "oldest first",
        Sort::DateDescending => "newest first",
        Sort::Speaker => "by speaker",
        Sort::Outlet => "by outlet",
    }
}
