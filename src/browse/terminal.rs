//! The terminal: taken for the view and given back as it was, whatever ends the program.

use std::io::{self, BufWriter, Stdout, Write};
use std::panic::PanicHookInfo;
use std::sync::Arc;

use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode, size,
};

use super::draw::draw;
use super::model::Model;

/// The screen while the view has it. Dropping it gives it back.
pub(crate) struct Screen {
    terminal: ratatui::Terminal<CrosstermBackend<BufWriter<Stdout>>>,
}

impl Screen {
    /// Takes the terminal.
    pub(crate) fn take() -> io::Result<Self> {
        // Nothing may be left half done: what was entered is left again when the next step fails.
        let entered = enter().and_then(|()| {
            let backend = CrosstermBackend::new(BufWriter::new(io::stdout()));
            ratatui::Terminal::new(backend)
        });
        match entered {
            Ok(terminal) => Ok(Self { terminal }),
            Err(error) => {
                give_back();
                Err(error)
            }
        }
    }

    pub(crate) fn draw(&mut self, model: &Model) -> io::Result<()> {
        self.terminal.draw(|frame| draw(frame, model))?;
        Ok(())
    }

    /// Forgets what it has drawn, so that everything is drawn anew.
    pub(crate) fn forget(&mut self) -> io::Result<()> {
        self.terminal.clear()
    }

    /// Gives the terminal to others for as long as `others` takes.
    pub(crate) fn lend<T>(&mut self, others: impl FnOnce() -> T) -> io::Result<T> {
        give_back();
        let outcome = others();
        enter()?;
        self.forget()?;
        Ok(outcome)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Columns and rows.
pub(crate) fn extent() -> io::Result<(u16, u16)> {
    size()
}

fn enter() -> io::Result<()> {
    enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste)
}

/// Gives the terminal back. Harmless when it was given back before; a terminal that is gone needs nothing.
pub(crate) fn give_back() {
    let mut out = io::stdout();
    let _gone = execute!(out, DisableBracketedPaste, LeaveAlternateScreen, Show);
    let _gone = out.flush();
    let _gone = disable_raw_mode();
}

type Hook = Box<dyn Fn(&PanicHookInfo<'_>) + Sync + Send + 'static>;

/// While it lives, a panic of this thread is told on the terminal as it was before, and one of another thread, which has
/// its own way of telling, not at all.
pub(crate) struct QuietPanics {
    before: Arc<Hook>,
}

impl QuietPanics {
    pub(crate) fn begin() -> Self {
        let before = Arc::new(std::panic::take_hook());
        let (tell, drawing) = (Arc::clone(&before), std::thread::current().id());
        std::panic::set_hook(Box::new(move |panic| {
            if std::thread::current().id() == drawing {
                give_back();
                tell(panic);
            }
        }));
        Self { before }
    }
}

impl Drop for QuietPanics {
    fn drop(&mut self) {
        // A thread that panics may not change the hook; the program ends anyway.
        if !std::thread::panicking() {
            let before = Arc::clone(&self.before);
            std::panic::set_hook(Box::new(move |panic| before(panic)));
        }
    }
}
