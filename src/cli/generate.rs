//! `dixit completions` and `dixit man`: made from the same definitions as the help.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Command};
use dixit::error::Error;
use dixit::query::CHEAT_SHEET;

use super::ui::stdout;
use super::{Outcome, complete};

/// A topic of the help that is no command: `dixit help query`.
#[derive(Debug, Args)]
#[command(hide = true, override_help = CHEAT_SHEET)]
pub(crate) struct QueryTopic {}

/// Prints the query language on one page, also to those who leave out the `help`.
pub(super) fn cheat_sheet(_: &QueryTopic) -> Result<Outcome, Error> {
    let mut out = stdout();
    out.write_all(CHEAT_SHEET.as_bytes())?;
    out.flush()?;
    Ok(Outcome::Found)
}

/// Print completions for a shell
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  dixit completions bash > ~/.local/share/bash-completion/completions/dixit\n  dixit completions fish > ~/.config/fish/completions/dixit.fish"
)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: clap_complete::Shell,
}

pub(super) fn completions(args: &CompletionsArgs, mut command: Command) -> Result<Outcome, Error> {
    // By way of memory: the generator panics on a closed pipe.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "dixit", &mut script);
    let script = complete::asking(args.shell, String::from_utf8_lossy(&script).into_owned());
    let mut out = stdout();
    out.write_all(script.as_bytes())?;
    out.flush()?;
    Ok(Outcome::Found)
}

/// Print the manual page, or write one page a command into a folder
#[derive(Debug, Args)]
#[command(before_help = "Examples:\n  dixit man | man -l -\n  dixit man --dir ~/.local/share/man/man1")]
pub(crate) struct ManArgs {
    /// Write dixit.1, dixit-search.1 … into this folder
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

pub(super) fn man(args: &ManArgs, mut command: Command) -> Result<Outcome, Error> {
    command.build();
    let Some(folder) = &args.dir else {
        let mut out = stdout();
        out.write_all(&page(command)?)?;
        out.flush()?;
        return Ok(Outcome::Found);
    };
    std::fs::create_dir_all(folder)?;
    write_pages(folder, "dixit", &command)?;
    Ok(Outcome::Found)
}

/// The page of `command`, called `name`, and those of its own commands.
fn write_pages(folder: &Path, name: &str, command: &Command) -> Result<(), Error> {
    std::fs::write(folder.join(format!("{name}.1")), page(command.clone().name(name.to_owned()))?)?;
    for part in command.get_subcommands().filter(|part| part.get_name() != "help" && !part.is_hide_set()) {
        write_pages(folder, &format!("{name}-{}", part.get_name()), part)?;
    }
    Ok(())
}

/// The manual page of `command`, with the examples that its help begins with behind the options.
fn page(command: Command) -> std::io::Result<Vec<u8>> {
    let examples = command.get_before_help().map(ToString::to_string).unwrap_or_default();
    let is_search = command.get_name() == "dixit-search";
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    if let Some(lines) = examples.strip_prefix("Examples:\n") {
        section(&mut page, "EXAMPLES", &lines.lines().map(str::trim_start).collect::<Vec<_>>().join("\n"))?;
    }
    if is_search {
        section(&mut page, "QUERIES", CHEAT_SHEET)?;
    }
    Ok(page)
}

/// A section of lines that stay as they are.
fn section(page: &mut Vec<u8>, title: &str, text: &str) -> std::io::Result<()> {
    writeln!(page, ".SH {title}\n.nf")?;
    for line in text.lines() {
        // A line that begins with a dot or an apostrophe would be a request, a backslash an escape.
        writeln!(page, "\\&{}", line.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq"))?;
    }
    writeln!(page, ".fi")
}
