//! The progress bar of an indexing run, on a terminal and nowhere else.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use dixit::index::{CheckPart, CheckProgress, Progress};
use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::ui::Ui;

/// A bar on standard error that shows how far a run is; nothing when nobody looks.
pub(crate) struct Bar {
    bar: ProgressBar,
    begun: Instant,
}

impl Bar {
    pub(crate) fn new(ui: &Ui) -> Self {
        let seen = !ui.quiet && std::io::stderr().is_terminal() && std::env::var_os("TERM").is_none_or(|t| t != "dumb");
        let target = if seen { ProgressDrawTarget::stderr_with_hz(10) } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        bar.set_style(Self::style("  {spinner} {msg}"));
        if seen {
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        Self { bar, begun: Instant::now() }
    }

    fn style(template: &str) -> ProgressStyle {
        // The templates are constants; the default style is a fair second.
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
    }

    /// Shows `progress`. The bar counts bytes: files are of very different sizes.
    pub(crate) fn update(&self, progress: Progress) {
        if self.bar.is_hidden() {
            return;
        }
        if progress.walked && self.bar.length() != Some(progress.bytes_found) {
            self.bar.set_length(progress.bytes_found);
            self.bar.set_style(Self::style("  [{bar:24}] {msg}"));
        }
        self.bar.set_position(progress.bytes);
        self.bar.set_message(message(progress, self.begun.elapsed()));
    }

    /// As [`Bar::update`], of a check.
    pub(crate) fn update_check(&self, progress: CheckProgress) {
        if self.bar.is_hidden() {
            return;
        }
        let CheckProgress { part, done, all } = progress;
        if self.bar.length() != Some(all) {
            self.bar.set_length(all);
            self.bar.set_style(Self::style("  [{bar:24}] {msg}"));
        }
        self.bar.set_position(done);
        self.bar.set_message(check_message(part, done, all));
    }

    /// Tells how many statements have arrived, and how fast.
    #[cfg(feature = "engine")]
    pub(crate) fn update_push(&self, done: u64) {
        if !self.bar.is_hidden() {
            self.bar.set_message(push_message(done, self.begun.elapsed()));
        }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// Files, speed and statements so far, and once all files are found how long the rest of their bytes takes at this speed.
#[allow(clippy::cast_precision_loss)] // One decimal is shown.
fn message(progress: Progress, took: Duration) -> String {
    let bytes_a_second = progress.bytes as f64 / took.as_secs_f64().max(1e-3);
    let of_all = if progress.walked { format!("/{}", progress.found) } else { String::new() };
    let left = if progress.walked && progress.bytes > 0 {
        let seconds = progress.bytes_found.saturating_sub(progress.bytes) as f64 / bytes_a_second;
        format!(", {} left", HumanDuration(Duration::from_secs_f64(seconds.min(1e9))))
    } else {
        String::new()
    };
    format!(
        "{}{of_all} files, {:.1} MB/s, {} statements{left}",
        progress.done,
        bytes_a_second / 1e6,
        progress.statements
    )
}

#[cfg(feature = "engine")]
#[allow(clippy::cast_precision_loss)] // No decimal is shown.
fn push_message(done: u64, took: Duration) -> String {
    format!("{done} statements, {:.0}/s", done as f64 / took.as_secs_f64().max(1e-3))
}

/// What a check is at, and how far.
#[allow(clippy::cast_precision_loss)] // One decimal is shown.
fn check_message(part: CheckPart, done: u64, all: u64) -> String {
    match part {
        CheckPart::Files => format!("files, {:.1}/{:.1} MB", done as f64 / 1e6, all as f64 / 1e6),
        CheckPart::Documents => format!("content, {done}/{all} documents"),
        CheckPart::Sources => format!("articles, {done}/{all} files"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_tells_what_it_is_at() {
        assert_eq!(check_message(CheckPart::Files, 1_500_000, 3_000_000), "files, 1.5/3.0 MB");
        assert_eq!(check_message(CheckPart::Sources, 2, 9), "articles, 2/9 files");
    }

    #[test]
    fn the_time_left_is_told_once_all_files_are_found() {
        let mut progress =
            Progress { found: 900, done: 20, bytes_found: 9_000_000, bytes: 3_000_000, statements: 7, walked: false };
        let took = Duration::from_secs(2);
        assert_eq!(message(progress, took), "20 files, 1.5 MB/s, 7 statements");
        progress.walked = true;
        assert_eq!(message(progress, took), "20/900 files, 1.5 MB/s, 7 statements, 4 seconds left");
        progress.bytes = 0;
        assert_eq!(message(progress, took), "20/900 files, 0.0 MB/s, 7 statements");
    }
}
