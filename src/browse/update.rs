//! What a message does to the model, and what is to be done then.

use dixit::answer::{Hit, Sort};
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyEventKind};

use super::End;
use super::counts::Row;
use super::key::{Action, action};
use super::layout::{Pane, body};
use super::line::Edit;
use super::model::{Answered, Effect, ExportPrompt, Exported, Message, Model, Overlay, Search};
use super::narrowing::Pick;
use super::reader::{Article, key};
use super::results::Results;

/// Statements that are copied at once: more are for a file.
const MOST_COPIED: usize = 256;

impl Model {
    /// What the view wants done at its beginning.
    pub(crate) fn begin(&mut self) -> Vec<Effect> {
        let search = self.search();
        vec![Effect::Search(search)]
    }

    /// Takes in what has happened.
    pub(crate) fn update(&mut self, message: Message) -> Vec<Effect> {
        let mut effects = Vec::new();
        match message {
            Message::Key(event) if event.kind == KeyEventKind::Release => {}
            Message::Key(event) => self.key(event, &mut effects),
            Message::Paste(text) => self.paste(&text, &mut effects),
            Message::Resize(width, height) => (self.width, self.height) = (width, height),
            Message::Settled => self.settle(&mut effects),
            Message::Answered(answered) => self.answered(*answered),
            Message::Failed { generation, failure } if generation == self.generation => {
                self.is_searching = false;
                self.problem = Some(failure);
            }
            Message::Counted { generation, facets } if generation == self.results.generation => {
                let shown = self.counts_shown();
                self.counts.put(facets, &self.narrowing, shown);
            }
            Message::Page { generation, page, hits } if generation == self.results.generation => {
                self.results.put(page, hits);
            }
            // Answers to what nobody asks any more.
            Message::Failed { .. } | Message::Counted { .. } | Message::Page { .. } => {}
            Message::Opened { of, opened } => {
                if self.opening.as_ref() == Some(&of) {
                    self.opening = None;
                    self.article = self
                        .results
                        .selected()
                        .filter(|hit| key(&hit.record) == of)
                        .map(|hit| Article::new(&hit.record, *opened));
                }
            }
            Message::Traced { of: found, text: told } => {
                if let Some(Overlay::Trace { of, text, .. }) = &mut self.overlay
                    && *of == found
                {
                    *text = Some(told);
                }
            }
            Message::Exported(outcome) => self.exported(outcome),
            Message::Told(text) => self.message = Some(text),
        }
        self.fit(&mut effects);
        effects
    }

    /// Brings what depends on the size and the selection in line with them.
    fn fit(&mut self, effects: &mut Vec<Effect>) {
        let Some(layout) = self.layout() else { return };
        let shown = layout.hits_shown();
        self.results.show_selected(shown);
        let generation = self.results.generation;
        effects.extend(self.results.missing(shown).into_iter().map(|page| Effect::Page { generation, page }));
        self.counts.go(0, body(layout.counts));
        let Some(pane) = layout.article else { return };
        let height = body(layout.article);
        let Some(hit) = self.results.selected() else {
            if self.results.len() == 0 {
                (self.article, self.opening) = (None, None);
            }
            return;
        };
        let wanted = key(&hit.record);
        if let Some(article) = &mut self.article {
            article.fit(usize::from(pane.width), &self.view, height);
        }
        // Where the article has the focus, its statements are gone through without the results.
        let is_free = self.focus == Pane::Article && self.followed.as_ref() == Some(&wanted);
        let is_there = match &mut self.article {
            Some(article) if is_free && article.path() == hit.record.article.path => true,
            Some(article) if key(article.current()) == wanted => true,
            Some(article) => article.look_at(&wanted, &self.view, height),
            None => false,
        };
        if is_there {
            self.opening = None;
            self.followed = Some(wanted);
        } else if self.opening.as_ref() != Some(&wanted) {
            self.opening = Some(wanted);
            effects.push(Effect::Open(Box::new(hit.record.clone())));
        }
    }

    fn search(&mut self) -> Search {
        self.generation += 1;
        self.is_unsettled = false;
        self.is_searching = true;
        Search {
            generation: self.generation,
            query: self.query.text().to_owned(),
            narrowing: self.narrowing.clone(),
            sort: self.sort,
            collapse: self.collapse,
            counted: self.counts.specs(),
        }
    }

    fn settle(&mut self, effects: &mut Vec<Effect>) {
        if self.is_unsettled {
            effects.push(Effect::Search(self.search()));
        }
    }

    fn changed(&mut self, effects: &mut Vec<Effect>) {
        self.is_unsettled = true;
        effects.push(Effect::Settle);
    }

    fn answered(&mut self, answered: Answered) {
        let Answered { search, total, utterances, first_page, notes, why_empty } = answered;
        if search.generation != self.generation {
            return;
        }
        self.is_searching = false;
        self.problem = None;
        self.results = Results::new(search.generation, total, utterances, first_page);
        self.why_empty = why_empty;
        self.answered = Some(search);
        if let Some(note) = notes.first() {
            self.message = Some(format!("hint: {note}"));
        }
    }

    fn exported(&mut self, outcome: Result<String, String>) {
        match (&mut self.overlay, outcome) {
            (Some(Overlay::Export(prompt)), Err(failure)) => {
                prompt.is_writing = false;
                prompt.failure = Some(failure);
            }
            (_, Err(failure)) => self.message = Some(failure),
            (overlay, Ok(told)) => {
                if matches!(overlay, Some(Overlay::Export(_))) {
                    *overlay = None;
                }
                self.marks.is_unsaved = false;
                self.message = Some(told);
            }
        }
    }

    fn paste(&mut self, text: &str, effects: &mut Vec<Effect>) {
        match &mut self.overlay {
            Some(Overlay::Export(prompt)) if !prompt.is_writing => prompt.file.insert(text),
            Some(_) => {}
            None => {
                self.is_typing = true;
                self.query.insert(text);
                self.changed(effects);
            }
        }
    }

    fn key(&mut self, event: KeyEvent, effects: &mut Vec<Effect>) {
        self.message = None;
        let action = action(event);
        let was_warned = std::mem::take(&mut self.is_warned);
        match action {
            Some(Action::Stop) => return effects.push(Effect::Quit(End::Stopped)),
            Some(Action::Suspend) => return effects.push(Effect::Suspend),
            Some(Action::Redraw) => return effects.push(Effect::Redraw),
            _ => {}
        }
        if self.overlay.is_some() {
            self.overlay_key(event, action, effects);
        } else if self.is_typing {
            self.typing_key(event, effects);
        } else if let Some(action) = action {
            self.act(action, was_warned, effects);
        }
    }

    fn typing_key(&mut self, event: KeyEvent, effects: &mut Vec<Effect>) {
        let shown = self.hits_shown();
        match event.code {
            KeyCode::Enter | KeyCode::Esc | KeyCode::Tab | KeyCode::BackTab => {
                self.is_typing = false;
                self.settle(effects);
            }
            KeyCode::Down => self.results.go(1, shown),
            KeyCode::Up => self.results.go(-1, shown),
            KeyCode::PageDown => self.results.go(places(shown), shown),
            KeyCode::PageUp => self.results.go(-places(shown), shown),
            _ => {
                if self.query.press(event) == Edit::Changed {
                    self.changed(effects);
                }
            }
        }
    }

    fn overlay_key(&mut self, event: KeyEvent, action: Option<Action>, effects: &mut Vec<Effect>) {
        let page = self.overlay_height();
        let top = match &mut self.overlay {
            Some(Overlay::Export(_)) => return self.prompt_key(event, effects),
            Some(Overlay::Help { top } | Overlay::Trace { top, .. }) => top,
            None => return,
        };
        match action {
            Some(Action::Down) => *top += 1,
            Some(Action::Up) => *top = top.saturating_sub(1),
            Some(Action::PageDown) => *top += page,
            Some(Action::PageUp) => *top = top.saturating_sub(page),
            Some(Action::First) => *top = 0,
            Some(Action::Last) => *top = usize::MAX,
            Some(Action::Back | Action::Quit | Action::Enter | Action::Help | Action::Trace) => self.overlay = None,
            _ => {}
        }
        let rows = self.overlay_rows().len();
        if let Some(Overlay::Help { top } | Overlay::Trace { top, .. }) = &mut self.overlay {
            *top = (*top).min(rows.saturating_sub(page));
        }
    }

    fn prompt_key(&mut self, event: KeyEvent, effects: &mut Vec<Effect>) {
        let what = self.exported_now();
        let Some(Overlay::Export(prompt)) = &mut self.overlay else { return };
        match event.code {
            KeyCode::Esc if prompt.is_writing => effects.push(Effect::StopExport),
            KeyCode::Esc => self.overlay = None,
            _ if prompt.is_writing => {}
            KeyCode::Enter if !prompt.file.text().trim().is_empty() => {
                if let Some(what) = what {
                    prompt.failure = None;
                    prompt.is_writing = true;
                    effects.push(Effect::Export { file: prompt.file.text().trim().to_owned(), what });
                }
            }
            _ => {
                if prompt.file.press(event) == Edit::Changed {
                    prompt.failure = None;
                }
            }
        }
    }

    /// What an export would write now.
    fn exported_now(&self) -> Option<Exported> {
        if self.marks.is_empty() {
            self.answered.clone().map(|search| Exported::Found(Box::new(search)))
        } else {
            Some(Exported::Marked(self.marks.hits().to_vec()))
        }
    }

    fn act(&mut self, action: Action, was_warned: bool, effects: &mut Vec<Effect>) {
        let shown = self.hits_shown();
        match action {
            Action::Down => self.go(1),
            Action::Up => self.go(-1),
            Action::PageDown => self.go(self.page()),
            Action::PageUp => self.go(-self.page()),
            Action::First => self.go(isize::MIN),
            Action::Last => self.go(isize::MAX),
            Action::NextPane => self.focus = self.focus.next(),
            Action::PreviousPane => self.focus = self.focus.previous(),
            Action::Counts => self.focus = if self.focus == Pane::Counts { Pane::Results } else { Pane::Counts },
            Action::Enter => self.enter(false, effects),
            Action::Exclude => self.enter(true, effects),
            Action::Query => self.is_typing = true,
            Action::Clear => {
                self.query.clear();
                self.is_typing = true;
                self.changed(effects);
            }
            Action::TakeBack => match self.narrowing.take_back() {
                Some(_) => self.narrowed(effects),
                None => self.message = Some("nothing narrows the search".to_owned()),
            },
            Action::Sort => {
                self.sort = next_sort(self.sort);
                effects.push(Effect::Search(self.search()));
            }
            Action::Collapse => {
                self.collapse = !self.collapse;
                effects.push(Effect::Search(self.search()));
            }
            Action::NextStatement => self.step(1),
            Action::PreviousStatement => self.step(-1),
            Action::Zoom => self.is_alone = !self.is_alone,
            Action::Trace => self.with_current(|model, hit| {
                model.overlay = Some(Overlay::Trace { of: key(&hit.record), text: None, top: 0 });
                effects.push(Effect::Trace { record: Box::new(hit.record), columns: usize::from(model.width) });
            }),
            Action::Browser => self.with_current(|_, hit| effects.push(Effect::Browser(Box::new(hit.record)))),
            Action::Pager => self.with_current(|_, hit| effects.push(Effect::Pager(Box::new(hit.record)))),
            Action::Mark => self.with_current(|model, hit| {
                model.marks.toggle(&hit);
                if model.focus == Pane::Results {
                    model.results.go(1, shown);
                }
            }),
            Action::Unmark => {
                let before = self.marks.len();
                self.marks.clear();
                self.message = Some(format!("{} unmarked", numbered(before)));
            }
            Action::Copy => self.copy(effects),
            Action::Export if self.marks.is_empty() && self.results.total == 0 => {
                self.message = Some("there is nothing to write".to_owned());
            }
            Action::Export => self.overlay = Some(Overlay::Export(ExportPrompt::default())),
            Action::Help => self.overlay = Some(Overlay::Help { top: 0 }),
            Action::Back if self.is_alone => self.is_alone = false,
            Action::Back if self.focus != Pane::Results => self.focus = Pane::Results,
            Action::Back | Action::Quit => self.quit(was_warned, effects),
            Action::Redraw | Action::Suspend | Action::Stop => {}
        }
    }

    fn quit(&mut self, was_warned: bool, effects: &mut Vec<Effect>) {
        if self.marks.is_unsaved && !was_warned {
            self.is_warned = true;
            let marked = numbered(self.marks.len());
            self.message = Some(format!("{marked} marked, neither copied nor written: again to quit"));
        } else {
            effects.push(Effect::Quit(End::Done));
        }
    }

    fn go(&mut self, by: isize) {
        let Some(layout) = self.layout() else { return };
        match self.focus {
            Pane::Results => self.results.go(by, layout.hits_shown()),
            Pane::Counts => self.counts.go(by, body(layout.counts)),
            Pane::Article => {
                if let Some(article) = &mut self.article {
                    article.scroll(by, body(layout.article));
                }
            }
        }
    }

    /// How far a page is, in the pane that has the focus.
    fn page(&self) -> isize {
        let Some(layout) = self.layout() else { return 1 };
        places(match self.focus {
            Pane::Results => layout.hits_shown(),
            Pane::Counts => body(layout.counts),
            Pane::Article => body(layout.article).saturating_sub(1),
        })
    }

    fn step(&mut self, by: isize) {
        let height = self.layout().map_or(0, |layout| body(layout.article));
        match &mut self.article {
            Some(article) => {
                // The statement that is looked at now is the article's, no longer the selected one.
                self.focus = Pane::Article;
                article.step(by, &self.view, height);
            }
            None => self.message = Some("no article is open: Enter opens it".to_owned()),
        }
    }

    /// Enter, or leaving a value out.
    fn enter(&mut self, is_out: bool, effects: &mut Vec<Effect>) {
        if self.focus != Pane::Counts {
            if !is_out {
                self.focus = Pane::Article;
            }
            return;
        }
        match self.counts.selected().cloned() {
            Some(Row::Value { field, value, .. }) => {
                self.narrowing.toggle(Pick { field, value, is_out });
                self.narrowed(effects);
            }
            Some(Row::More { field, .. }) if !is_out => {
                self.counts.open(field);
                let generation = self.results.generation;
                effects.push(Effect::Count { generation, counted: self.counts.specs() });
            }
            _ => {}
        }
    }

    fn narrowed(&mut self, effects: &mut Vec<Effect>) {
        let shown = self.counts_shown();
        self.counts.lay_out(&self.narrowing, shown);
        effects.push(Effect::Search(self.search()));
    }

    fn copy(&mut self, effects: &mut Vec<Effect>) {
        let hits =
            if self.marks.is_empty() { self.current().into_iter().collect() } else { self.marks.hits().to_vec() };
        match hits.len() {
            0 => self.message = Some("there is nothing to copy".to_owned()),
            1..=MOST_COPIED => {
                self.marks.is_unsaved = false;
                effects.push(Effect::Copy(hits));
            }
            _ => self.message = Some("too many for the clipboard: `e` writes them to a file".to_owned()),
        }
    }

    fn with_current(&mut self, act: impl FnOnce(&mut Self, Hit)) {
        match self.current() {
            Some(hit) => act(self, hit),
            None => self.message = Some("no statement is selected".to_owned()),
        }
    }

    fn hits_shown(&self) -> usize {
        self.layout().map_or(1, |layout| layout.hits_shown())
    }

    fn counts_shown(&self) -> usize {
        self.layout().map_or(1, |layout| body(layout.counts))
    }
}

/// `1 statement`, `2 statements`.
pub(crate) fn numbered(number: usize) -> String {
    if number == 1 { "1 statement".to_owned() } else { format!("{number} statements") }
}

fn places(number: usize) -> isize {
    isize::try_from(number.max(1)).unwrap_or(isize::MAX)
}

fn next_sort(sort: Sort) -> Sort {
    match sort {
        Sort::Relevance | Sort::Recent { .. } => Sort::DateDescending,
        Sort::DateDescending => Sort::Date,
        Sort::Date => Sort::Speaker,
        Sort::Speaker => Sort::Outlet,
        Sort::Outlet => Sort::Relevance,
    }
}
