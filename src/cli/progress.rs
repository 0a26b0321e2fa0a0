//! The progress bar of an indexing run, on a terminal and nowhere else.

use std::io::IsTerminal;
use std::time::Duration;

use dixit::index::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::ui::Ui;

/// A bar on standard error that shows how far a run is; nothing when nobody looks.
pub(crate) struct Bar {
    bar: ProgressBar,
}

impl Bar {
    pub(crate) fn new(ui: &Ui) -> Self {
        let seen = !ui.quiet && std::io::stderr().is_terminal() && std::env::var_os("TERM").is_none_or(|t| t != "dumb");
        let target = if seen { ProgressDrawTarget::stderr_with_hz(10) } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        bar.set_style(Self::style("  {spinner} {pos} files, {msg}"));
        if seen {
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        Self { bar }
    }

    fn style(template: &str) -> ProgressStyle {
        // The templates are constants; the default style is a fair second.
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
    }

    /// Shows `progress`.
    #[allow(clippy::cast_precision_loss)] // One decimal is shown.
    pub(crate) fn update(&self, progress: Progress) {
        if self.bar.is_hidden() {
            return;
        }
        if progress.walked && self.bar.length() != Some(progress.found) {
            self.bar.set_length(progress.found);
            self.bar.set_style(Self::style("  [{bar:24}] {pos}/{len} files, {msg}  {eta} left"));
        }
        self.bar.set_position(progress.done);
        self.bar.set_message(format!("{} statements, {:.1} MB", progress.statements, progress.bytes as f64 / 1e6));
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
