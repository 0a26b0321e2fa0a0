//! The terminal as a command sees it: both streams, colours, width, and whether to speak at all.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use dixit::present::{Bars, Palette, Paths, View};

use super::Colour;

/// Width where no terminal and no `COLUMNS` says another.
const DEFAULT_COLUMNS: usize = 80;

/// What was found out about the terminal, once.
#[derive(Debug)]
pub(crate) struct Ui {
    /// How results are shown.
    pub(crate) view: View,
    /// Colours of messages.
    pub(crate) message_palette: Palette,
    /// Width of messages.
    pub(crate) message_columns: usize,
    /// Whether to say nothing but results and errors.
    pub(crate) quiet: bool,
}

impl Ui {
    pub(crate) fn new(colour: Colour, quiet: bool) -> Self {
        let (stdout, stderr) = (io::stdout(), io::stderr());
        let paths =
            std::env::current_dir().ok().and_then(|folder| folder.to_str().map(Paths::below)).unwrap_or_default();
        let palette = palette(colour, AutoStream::choice(&stdout));
        let mut view = View::new(palette, columns(terminal_size::terminal_size_of(&stdout)), paths);
        view.bars = match (stdout.is_terminal(), speaks_unicode()) {
            (false, _) => Bars::None,
            (true, true) => Bars::Blocks,
            (true, false) => Bars::Ascii,
        };
        Self {
            view,
            message_palette: self::palette(colour, AutoStream::choice(&stderr)),
            message_columns: columns(terminal_size::terminal_size_of(&stderr)),
            quiet,
        }
    }

    /// Tells something that is no result, unless asked to be quiet.
    pub(crate) fn say(&self, message: &str) {
        if !self.quiet {
            // A message that cannot be told must not stop the work it is about.
            // In one piece, for other programs may write there too.
            let _unheard = stderr().write_all(format!("{message}\n").as_bytes());
        }
    }

    /// As [`Ui::say`], with a word before it that tells what sort of message it is.
    pub(crate) fn hint(&self, word: &str, message: &str) {
        let style = self.message_palette.help;
        self.say(&format!("{style}{word}:{style:#} {message}"));
    }

    /// As [`Ui::hint`], for what may be wrong.
    pub(crate) fn warn(&self, message: &str) {
        let style = self.message_palette.warning;
        self.say(&format!("{style}warning:{style:#} {message}"));
    }
}

/// Standard output. Whoever writes flushes what shall be seen at once, and at the end.
pub(crate) fn stdout() -> io::BufWriter<io::StdoutLock<'static>> {
    io::BufWriter::with_capacity(64 * 1024, io::stdout().lock())
}

/// Standard error.
pub(crate) fn stderr() -> io::StderrLock<'static> {
    io::stderr().lock()
}

/// Colours as `--color` says; `auto` leaves it to the terminal, `NO_COLOR`, `CLICOLOR` and `TERM`.
fn palette(colour: Colour, found: ColorChoice) -> Palette {
    let coloured = match colour {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => found != ColorChoice::Never,
    };
    if coloured { Palette::coloured() } else { Palette::plain() }
}

/// Whether the locale is one of UTF-8, as the first variable that is set says; where there are no locales, it is.
fn speaks_unicode() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().filter_map(|name| std::env::var(name).ok());
    let locale = locale.into_iter().find(|value| !value.is_empty());
    locale.map_or(cfg!(windows), |name| name.to_ascii_lowercase().replace('-', "").contains("utf8"))
}

/// The width of the window, else `COLUMNS`, else a usual one.
fn columns(window: Option<(terminal_size::Width, terminal_size::Height)>) -> usize {
    let told = || std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|n| *n > 0);
    window.map(|(width, _)| usize::from(width.0)).filter(|n| *n > 0).or_else(told).unwrap_or(DEFAULT_COLUMNS)
}
