//! `dixit browse` on the screen: a query, what it finds, counts to narrow it by, and the article beside.
//!
//! The view is a state machine: `model.rs` is the state, `update.rs` changes it by one message and says what is to be
//! done, `draw/` shows it. This file and those that it calls do what is to be done: `work.rs` searches and reads in
//! threads of its own, `terminal.rs` has the screen, `signal.rs` hears the system, `outside.rs` runs other programs,
//! `export.rs` writes files.

mod counts;
mod draw;
mod export;
mod key;
mod layout;
mod line;
mod marks;
mod model;
mod narrowing;
mod outside;
mod overlay;
mod problem;
mod reader;
mod results;
#[cfg(test)]
mod samples;
mod signal;
mod terminal;
#[cfg(test)]
mod tests;
mod theme;
mod update;
mod work;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use dixit::answer::{Hit, Sort};
use dixit::error::{EXIT_STOPPED, Error};
use dixit::index::Index;
use dixit::present::{self, Format, Palette, Spelling, View};
use dixit::query::{Parsed, QueryError};
use dixit::statement::Record;
use ratatui::crossterm::event::{self, Event};

use export::Export;
use model::{Effect, Message, Model};
use outside::Opening;
use signal::{Input, Signals};
use terminal::{QuietPanics, Screen};
use update::numbered;
use work::Workers;

/// What the view has the program around it do.
pub(crate) trait Program: Send + Sync {
    /// Reads a query, with all that narrows every query.
    fn parse(&self, query: &str) -> Result<Parsed, QueryError>;
    /// Reads the article of a statement again.
    fn open(&self, record: &Record) -> Result<Opened, Error>;
    /// A statement in its article, as `dixit show` prints it.
    fn show(&self, record: &Record) -> Result<Vec<u8>, Error>;
    /// An error as people read it, on one line.
    fn told(&self, error: &Error) -> String;
}

/// What the view needs to begin with.
pub(crate) struct Setup {
    pub(crate) index: Arc<Index>,
    /// Its folder.
    pub(crate) place: PathBuf,
    /// Colours, and how paths are shown.
    pub(crate) view: View,
    /// Whether there are colours.
    pub(crate) is_coloured: bool,
    /// Where `~` leads.
    pub(crate) home: Option<PathBuf>,
    pub(crate) program: Box<dyn Program>,
}

/// The article of a statement.
#[derive(Debug)]
pub(crate) struct Opened {
    /// Its other statements, in the order of its text.
    pub(crate) others: Vec<Record>,
    /// The paths of its copies.
    pub(crate) copies: Vec<String>,
    /// Its text, else why that is not there.
    pub(crate) text: Result<String, String>,
}

/// With what the view begins.
#[derive(Debug, Clone)]
pub(crate) struct Start {
    pub(crate) query: String,
    pub(crate) sort: Sort,
    pub(crate) collapse: bool,
}

/// How the view ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The user had enough.
    Done,
    /// Ctrl-C, or the system wanted an end.
    Stopped,
}

/// How long a query is left alone before it is searched for.
const SETTLED: Duration = Duration::from_millis(120);

/// How long keys are waited for while answers are on their way, and while none are: what else happens is seen then.
const BUSY: Duration = Duration::from_millis(10);
const IDLE: Duration = Duration::from_millis(200);

/// Shows the view until it ends. The terminal is then as it was.
///
/// # Errors
///
/// When the terminal cannot be read or written.
pub(crate) fn run(setup: Setup, start: &Start) -> Result<End, Error> {
    ratatui::crossterm::style::force_color_output(setup.is_coloured);
    let setup = Arc::new(setup);
    let _panics = QuietPanics::begin();
    let signals = Arc::new(Signals::listen()?);
    let screen = Screen::take()?;
    #[allow(clippy::exit)] // There is nobody left to come back to.
    signals.insist(|| {
        terminal::give_back();
        std::process::exit(i32::from(EXIT_STOPPED));
    });
    let workers = Workers::start(&setup);
    let view = theme::on_screen(setup.view.clone(), setup.is_coloured);
    let model = Model::new(view, terminal::extent()?, &start.query, start.sort, start.collapse);
    App { setup, screen, signals, workers, model, settled_at: None, export: None }.run()
}

struct App {
    setup: Arc<Setup>,
    screen: Screen,
    signals: Arc<Signals>,
    workers: Workers,
    model: Model,
    /// When the query will have been left alone for long enough.
    settled_at: Option<Instant>,
    export: Option<Export>,
}

impl App {
    fn run(mut self) -> Result<End, Error> {
        let mut effects = self.model.begin();
        loop {
            for effect in effects {
                if let Some(end) = self.carry_out(effect)? {
                    return Ok(end);
                }
            }
            self.screen.draw(&self.model)?;
            let Some(messages) = self.wait()? else { return Ok(End::Stopped) };
            effects = messages.into_iter().flat_map(|message| self.model.update(message)).collect();
        }
    }

    /// Waits until something has happened; `None` when the system wants an end.
    fn wait(&mut self) -> Result<Option<Vec<Message>>, Error> {
        loop {
            if self.signals.is_end() {
                return Ok(None);
            }
            if self.signals.is_suspend() {
                self.suspend()?;
                return Ok(Some(Vec::new()));
            }
            if self.signals.is_resumed() {
                // It was stopped without being asked; the shell has used the terminal since.
                self.lend(|| None)?;
                return Ok(Some(Vec::new()));
            }
            let mut messages: Vec<Message> = self.workers.answers.try_iter().collect();
            let now = Instant::now();
            if self.settled_at.is_some_and(|at| at <= now) {
                self.settled_at = None;
                messages.push(Message::Settled);
            }
            let patience = if !messages.is_empty() {
                Duration::ZERO
            } else if self.model.is_waiting() {
                BUSY
            } else {
                IDLE
            };
            // Not by the event reader: it never comes back from a terminal that is gone.
            let input = signal::await_input(patience)?;
            if input == Input::Gone {
                return Ok(None);
            }
            let mut is_any = false;
            // Asked even when there are no keys, for a resize is none.
            while event::poll(Duration::ZERO)? {
                is_any = true;
                messages.extend(message_of(event::read()?));
            }
            if input == Input::Something && !is_any {
                // Part of a key: the rest is under way.
                std::thread::sleep(BUSY);
            }
            if !messages.is_empty() {
                return Ok(Some(messages));
            }
        }
    }

    /// Gives the terminal to `others`, then takes in what they say.
    fn lend(&mut self, others: impl FnOnce() -> Option<String>) -> Result<(), Error> {
        let told = self.screen.lend(others)?;
        self.signals.forget_interrupt();
        let (width, height) = terminal::extent()?;
        // A larger view may want pages that it lacks.
        let messages = std::iter::once(Message::Resize(width, height)).chain(told.map(Message::Told));
        let effects: Vec<Effect> = messages.flat_map(|message| self.model.update(message)).collect();
        for effect in effects {
            self.carry_out(effect)?;
        }
        Ok(())
    }

    /// Stops until the shell says that it goes on.
    fn suspend(&mut self) -> Result<(), Error> {
        let signals = Arc::clone(&self.signals);
        self.lend(|| signals.stop_here().err().map(|error| format!("cannot stop: {error}")))
    }

    /// Does what the model wants done; gives how the view ends when it is to.
    fn carry_out(&mut self, effect: Effect) -> Result<Option<End>, Error> {
        match effect {
            Effect::Settle => self.settled_at = Some(Instant::now() + SETTLED),
            Effect::Search(search) => {
                self.settled_at = None;
                self.workers.search(search);
            }
            Effect::Count { generation, counted } => self.workers.count(generation, counted),
            Effect::Page { generation, page } => self.workers.page(generation, page),
            Effect::Open(record) => self.workers.open(record),
            Effect::Trace { record, columns } => self.workers.trace(record, columns),
            Effect::Browser(record) => self.browse(&record)?,
            Effect::Pager(record) => match self.setup.program.show(&record) {
                Ok(text) => self.lend(|| outside::page(&text).err())?,
                Err(error) => self.tell(self.setup.program.told(&error)),
            },
            Effect::Copy(hits) => {
                let n_copied = numbered(hits.len());
                let copied = self.plain(&hits).map_err(|error| self.setup.program.told(&error));
                self.tell(match copied.and_then(|text| outside::copy(&text)) {
                    Ok(()) => format!("{n_copied} copied to the clipboard of the terminal"),
                    Err(why) => why,
                });
            }
            Effect::Export { file, what } => {
                // The one before has told what became of it.
                self.export = None;
                let teller = self.workers.teller.clone();
                self.export = Some(Export::start(Arc::clone(&self.setup), &file, what, teller));
            }
            Effect::StopExport => {
                if let Some(export) = &self.export {
                    export.stop();
                }
            }
            Effect::Redraw => self.screen.forget()?,
            Effect::Suspend => self.suspend()?,
            Effect::Quit(end) => return Ok(Some(end)),
        }
        Ok(None)
    }

    fn tell(&mut self, text: String) {
        // A remark changes nothing that would have to be done.
        let _no_effects = self.model.update(Message::Told(text));
    }

    fn browse(&mut self, record: &Record) -> Result<(), Error> {
        let opening = Opening::of(record, outside::browser().as_deref());
        if opening.is_in_terminal {
            return self.lend(|| Some(opening.run_here()));
        }
        let told = opening.run_beside(self.workers.teller.clone());
        self.tell(told);
        Ok(())
    }

    /// The statements as people read them, without colours.
    fn plain(&self, hits: &[Hit]) -> Result<String, Error> {
        let view = View::new(Palette::plain(), export::COLUMNS, self.setup.view.paths.clone());
        let mut printer = present::printer(Format::Human, &view, &Spelling::default());
        let mut text = Vec::new();
        for hit in hits {
            printer.statement(&mut text, hit)?;
        }
        Ok(String::from_utf8_lossy(&text).into_owned())
    }
}

fn message_of(event: Event) -> Option<Message> {
    match event {
        Event::Key(key) => Some(Message::Key(key)),
        Event::Paste(text) => Some(Message::Paste(text)),
        Event::Resize(width, height) => Some(Message::Resize(width, height)),
        Event::FocusGained | Event::FocusLost | Event::Mouse(_) => None,
    }
}
