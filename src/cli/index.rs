//! `dixit index`: brings an index up to date with files and folders.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use dixit::error::Error;
use dixit::index::{BuildReport, BuildRequest, Remark};
use dixit::present::{self, Format};
use dixit::read::Skip;

use super::Outcome;
use super::reading::{ReadArgs, existing};
use super::stop::Stop;
use super::ui::{Ui, stdout};
use super::update::update;
use super::watch;

/// How many skipped files are named unless all are asked for.
const NAMED_SKIPS: usize = 20;

const EXAMPLES: &str = "\
Examples:
  dixit index news/                      into ./index
  dixit index --index ~/corpus a.jsonl b/
  dixit index --field text=inhalt --field date=datum blatt.jsonl
  dixit index --watch news/              keep up with a folder until Ctrl-C";

/// Read articles and bring the index up to date with them
///
/// Reads texts, web pages, JSON, tables, feeds, crawls (WARC), agencies' items, mail, PDF and office
/// documents at and below the paths, also compressed and in archives, respecting ignore files. A
/// file dixit.toml says what a folder knows of its articles.
/// Unchanged files cost a look at their size and time, changed ones are replaced, and files that are
/// gone are dropped. Ctrl-C keeps what is done; the same command goes on from there.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, after_long_help = "Exit codes: 0 done, 2 error, 130 stopped by Ctrl-C.")]
pub(crate) struct IndexArgs {
    /// Files and folders to read
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Keep articles whose files are gone
    #[arg(long)]
    keep_missing: bool,
    /// Make the index anew from these paths alone, also one that is damaged or of another dixit
    ///
    /// The old one answers until the new one is complete and takes its place. Saved queries stay.
    #[arg(long, conflicts_with = "keep_missing")]
    rebuild: bool,
    /// Follow the folders: bring in what changes until Ctrl-C
    #[arg(long)]
    watch: bool,
    /// Fail at once when another dixit is writing the index, instead of waiting for it
    #[arg(long)]
    no_wait: bool,
    #[command(flatten)]
    read: ReadArgs,
    /// Name everything that was skipped
    #[arg(long, short)]
    verbose: bool,
    /// Format of the summary
    #[arg(long, value_name = "FORMAT", value_parser = super::summary_format_parser(), default_value = "human")]
    pub(super) format: Format,
}

pub(super) fn run(ui: &Ui, place: &Path, args: &IndexArgs) -> Result<Outcome, Error> {
    if args.paths.is_empty() {
        return Err(Error::usage("no files or folders to read", "name them: `dixit index examples/articles`"));
    }
    let request = BuildRequest {
        roots: existing(&args.paths)?,
        keep_missing: args.keep_missing,
        rebuild: args.rebuild,
        read: args.read.options(),
        note: None,
    };
    let stop = Stop::listen()?;
    let begun = Instant::now();
    let report = update(ui, place, &request, &stop, !args.no_wait)?;
    let took = begun.elapsed();
    tell_skips(ui, &report, args.verbose);
    let mut out = stdout();
    present::report(&mut out, args.format, &ui.view, &report, took)?;
    out.flush()?;
    drop(out);
    if args.watch && !report.stopped {
        watch::follow(ui, place, &request, report, args.format, &stop)?;
        return Ok(Outcome::Found);
    }
    if report.stopped {
        ui.say(if args.rebuild {
            "stopped; the index is as it was"
        } else {
            "stopped; what is counted here is in the index, and the same command goes on from there"
        });
        return Ok(if args.watch { Outcome::Found } else { Outcome::Stopped });
    }
    if args.format == Format::Human {
        ui.say(&format!("done in {:.1} s, index at `{}`", took.as_secs_f64(), place.display()));
    }
    Ok(Outcome::Found)
}

/// Names what was skipped and what cannot be right, the first of them or all.
pub(super) fn tell_skips(ui: &Ui, report: &BuildReport, all: bool) {
    let remarks = if all { report.remarks.len() } else { NAMED_SKIPS };
    for Remark { path, message, .. } in report.remarks.iter().take(remarks) {
        ui.warn(&present::remark_line(path, message, &ui.view.paths));
    }
    if all {
        for skip in &report.skips {
            ui.say(&format!("skipped {}", present::skip_line(skip, &ui.view.paths)));
        }
        return;
    }
    let groups = alike(&report.skips);
    for group in groups.iter().take(NAMED_SKIPS) {
        let [first, others @ ..] = *group else { continue };
        let line = present::skip_line(first, &ui.view.paths);
        match others.len() {
            0 => ui.say(&format!("skipped {line}")),
            n => ui.say(&format!("skipped {line} (and {n} more there)")),
        }
    }
    let left: usize = groups.iter().skip(NAMED_SKIPS).map(|group| group.len()).sum();
    if left > 0 {
        ui.say(&format!("… and {left} more"));
    }
    if left > 0 || groups.len() < report.skips.len() {
        ui.say("`dixit index --verbose` names all that was skipped");
    }
}

/// Skips that follow one another in one file and have one reason: a table without texts is told once, not by its rows.
fn alike(skips: &[Skip]) -> Vec<&[Skip]> {
    skips
        .chunk_by(|one, other| {
            one.reason == other.reason && present::file_of(&one.path) == present::file_of(&other.path)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use dixit::read::SkipReason;

    use super::*;

    #[test]
    fn rows_of_one_file_are_told_together() {
        let skip = |path: &str, reason: SkipReason| Skip { path: path.to_owned(), place: None, reason };
        let skips = [
            skip("a.jsonl#1", SkipReason::NoText),
            skip("a.jsonl#2", SkipReason::NoText),
            skip("a.jsonl#3", SkipReason::Binary),
            skip("b.txt", SkipReason::Binary),
            skip("c.txt", SkipReason::Binary),
        ];
        assert_eq!(alike(&skips).iter().map(|group| group.len()).collect::<Vec<_>>(), [2, 1, 1, 1]);
    }
}
