//! The article pane: the text of an article in rows, its statements, and which of them is looked at.

use dixit::answer::Hit;
use dixit::present::{self, Holds, LongWords, Pieces, Reading, ReadingStyles, View};
use dixit::statement::Record;

use super::Opened;

/// Cells on the left in which the statements' rows are marked.
pub(crate) const GUTTER: usize = 2;

/// A row of the pane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) pieces: Pieces,
    pub(crate) holds: Holds,
}

/// What tells statements apart: several articles may claim one id.
pub(crate) type Key = (String, String);

pub(crate) fn key(record: &Record) -> Key {
    (record.id.clone(), record.article.path.clone())
}

/// An article and its statements.
#[derive(Debug)]
pub(crate) struct Article {
    /// In the order of the text; never empty.
    statements: Vec<Record>,
    /// The number of the one that is looked at.
    current: usize,
    copies: Vec<String>,
    text: Result<String, String>,
    width: usize,
    pub(crate) rows: Vec<Row>,
    /// The row in which each statement begins.
    places: Vec<usize>,
    pub(crate) top: usize,
}

impl Article {
    pub(crate) fn new(record: &Record, opened: Opened) -> Self {
        let mut statements = opened.others;
        let at = statements.partition_point(|other| (&other.spans, &other.id) < (&record.spans, &record.id));
        statements.insert(at, record.clone());
        Self {
            statements,
            current: at,
            copies: opened.copies,
            text: opened.text,
            width: 0,
            rows: Vec::new(),
            places: Vec::new(),
            top: 0,
        }
    }

    pub(crate) fn path(&self) -> &str {
        &self.current().article.path
    }

    pub(crate) fn current(&self) -> &Record {
        &self.statements[self.current]
    }

    /// The statement that is looked at, as a hit of its own.
    pub(crate) fn hit(&self) -> Hit {
        Hit::of(self.current().clone(), self.copies.clone())
    }

    /// `2 of 5 statements`.
    pub(crate) fn position(&self) -> String {
        match self.statements.len() {
            1 => "1 statement".to_owned(),
            n_statements => format!("{} of {n_statements} statements", self.current + 1),
        }
    }

    /// Looks at that statement, if it is one of this article's.
    pub(crate) fn look_at(&mut self, wanted: &Key, view: &View, height: usize) -> bool {
        let Some(at) =
            self.statements.iter().position(|record| record.id == wanted.0 && record.article.path == wanted.1)
        else {
            return false;
        };
        self.turn_to(at, view, height);
        true
    }

    /// Looks at the statement `by` places further on.
    pub(crate) fn step(&mut self, by: isize, view: &View, height: usize) {
        let last = self.statements.len() - 1;
        self.turn_to(self.current.saturating_add_signed(by).min(last), view, height);
    }

    fn turn_to(&mut self, number: usize, view: &View, height: usize) {
        if number != self.current {
            self.current = number;
            self.lay_out(view);
        }
        self.show_current(height);
    }

    /// Makes the rows for a pane of that width, if they are not there.
    pub(crate) fn fit(&mut self, width: usize, view: &View, height: usize) {
        if self.width != width && width > GUTTER {
            self.width = width;
            self.lay_out(view);
            self.show_current(height);
        }
        self.scroll(0, height);
    }

    /// Moves the text so that the statement that is looked at is seen, with what comes before it.
    pub(crate) fn show_current(&mut self, height: usize) {
        let place = self.places.get(self.current).copied().unwrap_or(0);
        // An article that begins with the statement is shown from its head on.
        self.top = if place < height.saturating_sub(height / 3) { 0 } else { place.saturating_sub(height / 3) };
        self.scroll(0, height);
    }

    pub(crate) fn scroll(&mut self, by: isize, height: usize) {
        self.top = self.top.saturating_add_signed(by).min(self.rows.len().saturating_sub(height));
    }

    fn lay_out(&mut self, view: &View) {
        let columns = self.width.saturating_sub(GUTTER).max(1);
        let palette = view.palette;
        let mut rows = self.head(view, columns);
        let record = self.current();
        let (text, origin) = match &self.text {
            Ok(text) => (text.as_str(), 0),
            Err(_) => (record.context.text.as_str(), record.context.start),
        };
        let statements: Vec<&Record> = self.statements.iter().collect();
        let styles = ReadingStyles { shown: palette.matched, told: palette.cue, other: palette.outlet };
        let reading = Reading { text, origin, statements: &statements, shown: self.current };
        let mut places = vec![rows.len(); self.statements.len()];
        for row in reading.rows(columns, LongWords::Cut, styles) {
            for number in row.begins {
                places[number] = rows.len();
            }
            rows.push(Row { pieces: row.pieces, holds: row.holds });
        }
        (self.rows, self.places) = (rows, places);
    }

    /// Title, who said it, where it stands; why the text is not there.
    fn head(&self, view: &View, columns: usize) -> Vec<Row> {
        let record = self.current();
        let palette = view.palette;
        let mut parts = Vec::new();
        if let Some(title) = &record.article.title {
            parts.push((present::clean(title), palette.heading));
        }
        let headline: String = present::headline(record, view).into_iter().map(|(text, _)| text).collect();
        parts.push((headline, palette.outlet));
        parts.push((present::clean(view.paths.show(&record.article.path)), palette.dim));
        parts.extend(
            self.copies.iter().map(|copy| (format!("copy: {}", present::clean(view.paths.show(copy))), palette.dim)),
        );
        if let Some(url) = &record.article.url {
            parts.push((present::clean(url), palette.dim));
        }
        if let Err(why) = &self.text {
            parts.push((present::clean(why), palette.warning));
        }
        let mut rows = Vec::new();
        for (text, style) in parts {
            let lines = present::rows_of(&text, columns).into_iter();
            rows.extend(lines.map(|line| Row { pieces: vec![(line, style)], holds: Holds::Nothing }));
        }
        rows.push(Row { pieces: Pieces::new(), holds: Holds::Nothing });
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    fn article() -> Article {
        let text: String =
            (0..40).flat_map(|number| ["Paragraph ".to_owned(), number.to_string(), ".\n\n".to_owned()]).collect();
        let said = |words: &str| samples::said(&text, words);
        let opened = Opened {
            others: vec![said("Paragraph 2."), said("Paragraph 39.")],
            copies: Vec::new(),
            text: Ok(text.clone()),
        };
        let mut article = Article::new(&said("Paragraph 30."), opened);
        article.fit(30, &samples::view(), 9);
        article
    }

    fn shown(article: &Article) -> String {
        let rows = article.rows[article.top..].iter().take(9);
        rows.filter(|row| row.holds == Holds::Shown)
            .flat_map(|row| &row.pieces)
            .map(|(text, _)| text.as_str())
            .collect()
    }

    #[test]
    fn the_statement_looked_at_is_on_the_screen() {
        let mut article = article();
        assert_eq!((shown(&article), article.position()), ("Paragraph 30.".to_owned(), "2 of 3 statements".to_owned()));
        article.step(1, &samples::view(), 9);
        assert_eq!(shown(&article), "Paragraph 39.");
        article.step(1, &samples::view(), 9);
        assert_eq!(shown(&article), "Paragraph 39.", "behind the last one there is none");
        article.step(-2, &samples::view(), 9);
        assert_eq!(shown(&article), "Paragraph 2.");
        article.fit(12, &samples::view(), 9);
        article.scroll(1000, 9);
        assert_eq!(article.rows.len() - article.top, 9);
    }

    #[test]
    fn statements_of_other_articles_are_not_looked_at() {
        let mut article = article();
        assert!(!article.look_at(&("x".to_owned(), "y".to_owned()), &samples::view(), 9));
        let other = key(&article.statements[0]);
        assert!(article.look_at(&other, &samples::view(), 9));
        assert_eq!(key(article.current()), other);
    }
}
