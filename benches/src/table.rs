//! The one table: what was compared, the median, the spread, the bar, and whether it is met.

use std::fmt::Write as _;

use serde::Serialize;

use crate::pairs::Rounds;

/// What a figure has to reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bar {
    /// As much or more.
    AtLeast(f64),
    /// As much or less.
    AtMost(f64),
    /// It is told, and nothing is asked of it.
    None,
}

impl Bar {
    /// Whether a figure reaches it, with `slack` times as much allowed.
    fn is_met(self, figure: f64, slack: f64) -> bool {
        match self {
            Self::AtLeast(bar) => figure >= bar / slack,
            Self::AtMost(bar) => figure <= bar * slack,
            Self::None => true,
        }
    }

    /// The same at another place.
    fn moved_to(self, figure: f64) -> Self {
        match self {
            Self::AtLeast(_) => Self::AtLeast(figure),
            Self::AtMost(_) => Self::AtMost(figure),
            Self::None => Self::None,
        }
    }

    fn told(self) -> String {
        match self {
            Self::AtLeast(bar) => format!("≥ {bar}"),
            Self::AtMost(bar) => format!("≤ {bar}"),
            Self::None => String::new(),
        }
    }
}

/// A row of the table.
#[derive(Debug, Clone)]
pub struct Row {
    /// Articles of the corpus.
    pub articles: u64,
    /// A short fixed name.
    pub id: &'static str,
    /// What is compared, in words.
    pub what: String,
    /// What the figures are: `×` for a ratio.
    pub unit: &'static str,
    /// One figure a round; none when it could not be measured here.
    pub figures: Option<Rounds>,
    /// What it has to reach.
    pub bar: Bar,
    /// What else is to be known: single times, what was checked, why it was left out.
    pub note: String,
}

/// The rows of a run.
#[derive(Debug, Default)]
pub struct Table(Vec<Row>);

/// A figure worse than this many times its bar fails a gate: machines of a check are small and shared.
const GATE_SLACK: f64 = 2.0;

/// A row that is known to miss its bar by more than a gate allows, and what it is held to instead.
#[derive(Debug, Clone)]
pub struct Known {
    /// Its id.
    pub row: String,
    /// The worst figure that passes.
    pub figure: f64,
}

#[derive(Serialize)]
struct RowJson<'r> {
    articles: u64,
    id: &'r str,
    what: &'r str,
    unit: &'r str,
    median: Option<f64>,
    min: Option<f64>,
    max: Option<f64>,
    at_least: Option<f64>,
    at_most: Option<f64>,
    is_met: Option<bool>,
    note: &'r str,
}

impl Table {
    /// Adds a row, and tells it at once: runs are long.
    pub fn add(&mut self, row: Row) {
        let median = row.figures.as_ref().map_or("SKIPPED".to_owned(), |figures| shown(figures.median()));
        eprintln!("{} articles, {}: {median} {} ({})", row.articles, row.what, row.unit, row.note);
        self.0.push(row);
    }

    /// The table as Markdown.
    pub fn text(&self) -> String {
        let mut text =
            String::from("| articles | what | median | spread | bar | met | note |\n|--:|---|--:|---|---|---|---|\n");
        for row in &self.0 {
            let (median, spread, met) = match &row.figures {
                None => ("skipped".to_owned(), String::new(), "–"),
                Some(figures) => (
                    format!("{} {}", shown(figures.median()), row.unit),
                    format!("{}–{}", shown(figures.min()), shown(figures.max())),
                    match row.bar {
                        Bar::None => "",
                        bar if bar.is_met(figures.median(), 1.0) => "yes",
                        _ => "NO",
                    },
                ),
            };
            let (articles, what, bar, note) = (row.articles, &row.what, row.bar.told(), &row.note);
            // Writing to a string does not fail.
            let _ = writeln!(text, "| {articles} | {what} | {median} | {spread} | {bar} | {met} | {note} |");
        }
        text
    }

    /// The table as JSON, one row a line.
    pub fn json(&self) -> crate::Outcome<String> {
        let mut text = String::new();
        for row in &self.0 {
            let of = |figure: fn(&Rounds) -> f64| row.figures.as_ref().map(figure);
            let (at_least, at_most) = match row.bar {
                Bar::AtLeast(bar) => (Some(bar), None),
                Bar::AtMost(bar) => (None, Some(bar)),
                Bar::None => (None, None),
            };
            let is_met = of(Rounds::median).filter(|_| row.bar != Bar::None).map(|median| row.bar.is_met(median, 1.0));
            let line = RowJson {
                articles: row.articles,
                id: row.id,
                what: &row.what,
                unit: row.unit,
                median: of(Rounds::median),
                min: of(Rounds::min),
                max: of(Rounds::max),
                at_least,
                at_most,
                is_met,
                note: &row.note,
            };
            text.push_str(&serde_json::to_string(&line)?);
            text.push('\n');
        }
        Ok(text)
    }

    /// The rows that are worse than half their bar, or, where they are known to miss it, than what is known. Seconds tell of
    /// the machine, so none of them is among these.
    pub fn far_off(&self, known: &[Known]) -> Vec<&str> {
        let is_far = |row: &&Row| {
            let figures = row.figures.as_ref().filter(|_| row.unit != "ms" && row.unit != "MB/s");
            let known = known.iter().find(|known| known.row == row.id).map(|known| known.figure);
            figures.is_some_and(|figures| match known {
                Some(figure) => !row.bar.moved_to(figure).is_met(figures.median(), 1.0),
                None => !row.bar.is_met(figures.median(), GATE_SLACK),
            })
        };
        self.0.iter().filter(is_far).map(|row| row.id).collect()
    }
}

/// Three digits that tell something.
pub fn shown(figure: f64) -> String {
    match figure.abs() {
        size if size >= 100.0 => format!("{figure:.0}"),
        size if size >= 10.0 => format!("{figure:.1}"),
        size if size >= 0.1 => format!("{figure:.2}"),
        _ => format!("{figure:.4}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &'static str, figure: f64, bar: Bar) -> Row {
        let figures = Some(Rounds::new(vec![figure]));
        Row { articles: 1, id, what: String::new(), unit: "×", figures, bar, note: String::new() }
    }

    #[test]
    fn a_gate_lets_pass_what_is_better_than_half_its_bar() {
        let mut table = Table::default();
        for (id, figure, bar) in [
            ("slow", 2.8, Bar::AtMost(1.35)),
            ("late", 2.6, Bar::AtMost(1.35)),
            ("few", 100.0, Bar::AtLeast(300.0)),
            ("many", 151.0, Bar::AtLeast(300.0)),
            ("any", f64::MAX, Bar::None),
        ] {
            table.add(row(id, figure, bar));
        }
        table.add(Row { unit: "ms", ..row("seconds", 100.0, Bar::AtMost(30.0)) });
        assert_eq!(table.far_off(&[]), ["slow", "few"]);
        let known = |row: &str, figure| Known { row: row.to_owned(), figure };
        assert_eq!(table.far_off(&[known("slow", 3.0), known("few", 101.0)]), ["few"]);
    }
}
