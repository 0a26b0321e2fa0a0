//! The view as a whole: keys go in, screens come out, with a real index behind it and no terminal before it.

#![allow(clippy::unicode_not_nfc)] // Combining marks are on the screens as they are in the articles.

use std::time::Duration;

use dixit::answer::Sort;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use unicode_width::UnicodeWidthStr;

use super::draw::draw;
use super::model::{Effect, Exported, Failure, Message, Model};
use super::work::Workers;
use super::{End, samples};

/// The view, with threads that work, and a screen of text.
struct Stage {
    model: Model,
    workers: Workers,
    /// What was to be done that others than the threads do.
    effects: Vec<Effect>,
    /// Counts that are on their way.
    n_counts: i32,
    folder: tempfile::TempDir,
}

impl Stage {
    fn new(width: u16, height: u16, query: &str) -> Self {
        let (folder, setup) = samples::setup();
        let workers = Workers::start(&setup);
        let mut model = Model::new(setup.view.clone(), (width, height), query, Sort::Relevance, false);
        let effects = model.begin();
        let mut stage = Self { model, workers, effects: Vec::new(), n_counts: 0, folder };
        stage.carry_out(effects);
        stage
    }

    /// Lets the threads work until nothing is waited for and the counts are there.
    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Search(search) => {
                    self.n_counts = 1;
                    self.workers.search(search);
                }
                Effect::Count { generation, counted } => {
                    self.n_counts = 1;
                    self.workers.count(generation, counted);
                }
                Effect::Page { generation, page } => self.workers.page(generation, page),
                Effect::Open(record) => self.workers.open(record),
                Effect::Trace { record, columns } => self.workers.trace(record, columns),
                other => self.effects.push(other),
            }
        }
        while self.n_counts > 0 || (self.model.is_waiting() && !self.model.is_unsettled) {
            let message = self.workers.answers.recv_timeout(Duration::from_mins(1)).unwrap();
            let is_counted = matches!(message, Message::Counted { .. } | Message::Failed { .. });
            self.n_counts = (self.n_counts - i32::from(is_counted)).max(0);
            let effects = self.model.update(message);
            self.carry_out(effects);
        }
    }

    fn send(&mut self, message: Message) {
        let effects = self.model.update(message);
        self.carry_out(effects);
    }

    /// Presses keys: each character is one, and names stand in angle brackets.
    fn press(&mut self, keys: &str) -> &mut Self {
        let mut rest = keys;
        while let Some(first) = rest.chars().next() {
            let (code, length) = match rest.strip_prefix('<').and_then(|named| named.split_once('>')) {
                Some((name, _)) => (named(name), name.len() + 2),
                None => (KeyCode::Char(first), first.len_utf8()),
            };
            rest = &rest[length..];
            self.send(Message::Key(KeyEvent::new(code, KeyModifiers::NONE)));
        }
        self
    }

    fn ctrl(&mut self, character: char) {
        self.send(Message::Key(KeyEvent::new(KeyCode::Char(character), KeyModifiers::CONTROL)));
    }

    fn settle(&mut self) -> &mut Self {
        self.send(Message::Settled);
        self
    }

    fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.send(Message::Resize(width, height));
        self
    }

    fn screen(&self) -> String {
        let mut terminal = Terminal::new(TestBackend::new(self.model.width, self.model.height)).unwrap();
        terminal.draw(|frame| draw(frame, &self.model)).unwrap();
        let buffer = terminal.backend().buffer();
        let rows = buffer.content().chunks(usize::from(self.model.width));
        let row = |cells: &[ratatui::buffer::Cell]| {
            let mut text = String::new();
            let mut covered = 0;
            for cell in cells {
                if covered == 0 {
                    text.push_str(cell.symbol());
                    covered = cell.symbol().width().max(1);
                }
                covered -= 1;
            }
            text.trim_end().to_owned()
        };
        rows.map(row).collect::<Vec<_>>().join("\n")
    }

    fn quotes(&self) -> Vec<String> {
        let results = &self.model.results;
        (0..results.len()).filter_map(|number| results.get(number)).map(|hit| hit.record.quote()).collect()
    }
}

fn named(name: &str) -> KeyCode {
    match name {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "tab" => KeyCode::Tab,
        "back" => KeyCode::Backspace,
        "down" => KeyCode::Down,
        "end" => KeyCode::End,
        other => panic!("no key is called {other}"),
    }
}

/// The screen of the page is what is drawn.
#[test]
fn the_page_shows_the_screen() {
    let page = include_str!("../../docs/browse.md");
    let shown = page.split("```text\n").nth(1).and_then(|rest| rest.split("\n```").next()).unwrap_or_default();
    let screen = Stage::new(80, 24, "harbour speaker:(Berg OR Lund)").press(" ").screen();
    assert_eq!(shown, screen, "docs/browse.md shows\n{shown}\nbut the view is\n{screen}");
}

#[test]
fn three_panes_fit_a_wide_screen_and_are_narrowed_by_counts() {
    let mut stage = Stage::new(120, 40, "");
    stage.press("<enter>f<enter>");
    insta::assert_snapshot!(stage.screen(), @r#"
    / everything; / asks for something                                                                          3 statements
    + speaker:="Anna Berg"
    ━ Counts ━━━━━━━━━━━━━━━━━━━━━│─ Statements 1 of 3 · best first ───────────│─ Article 1 statement ──────────────────────
      speaker                     │▌  2024-03-10  Anna Berg  ← Example Gazette │  A promise
    ▌ + Anna Berg               3 │▌  that the harbour would have a new quay   │  2024-03-10  Anna Berg, minister of ports
        Jonas Lund              1 │▌                                           │  ← Example Gazette  (indirect)
        Odd Olsen               1 │   2024-02-08  Anna Berg  ← TASS            │  gazette.md
      outlet                      │   “We will not close the harbour of Kiruna │
        TASS                    2 │   before every family there has found…     │  The minister of ports, Anna Berg, said
        Example Gazette         1 │   2024-02-08  Anna Berg  ← TASS            │▌ that the harbour would have a new quay.
      publisher                   │   “We will not close the old harbour of    │
        ANI                     1 │   Kiruna before every family there has…    │
        Example Gazette         1 │                                            │
        TASS                    1 │                                            │
      month                       │                                            │
        2024-03                 1 │                                            │
        2024-02                 2 │                                            │
      kind                        │                                            │
        direct                  2 │                                            │
        indirect                1 │                                            │
      speaker.type                │                                            │
        person                  3 │                                            │
      lang                        │                                            │
        en                      3 │                                            │
                                  │                                            │
                                  │                                            │
                                  │                                            │
                                  │                                            │
                                  │                                            │
                                  │                                            │
                                  │                                            │
                                  │                                            │
                                  │                                            │
                                  │                                            │
                                  │                                            │
                                  │                                            │
                                  │                                            │
                                  │                                            │
                                  │                                            │
    Enter narrow  x leave out  Backspace take back  Esc back  ? keys
    "#);
}

#[test]
fn a_low_narrow_screen_has_one_pane_and_errors_under_the_query() {
    let mut stage = Stage::new(60, 15, "harbour");
    stage.press("/ speeker:Berg").settle();
    insta::assert_snapshot!(stage.screen(), @r#"
    / harbour speeker:Berg                          5 statements
              ^^^^^^^
      unknown field `speeker`
      did you mean `speaker:`?
    ─ Statements 1 of 5 · best first ───────────────────────────
    ▌  2024-01-05  Odd Olsen  ← Courier
    ▌  “The haŕbour is loud␇, שלום עולם, and the harbour goes
    ▌  on”
       2024-03-10  Anna Berg  ← Example Gazette
       that the harbour would have a new quay

       2024-02-08  Jonas Lund  ← TASS
       “Nobody has asked the ferrymen about the harbour”

    Enter to the statements  ↑↓ select  Ctrl-U empty
    "#);
}

#[test]
fn the_article_fits_the_smallest_screen() {
    let mut stage = Stage::new(40, 10, "speaker:Lund");
    stage.press("<enter>");
    insta::assert_snapshot!(stage.screen(), @r#"
    / speaker:Lund
    ━ Article 2 of 2 statements ━━━━━━━━━━━━
    ┆ found another house. The ferries will
    ┆ sail all winter," Anna Berg, the
      minister of ports, told journalists.

    ▌ "Nobody has asked the ferrymen about
    ▌ the harbour," said Jonas Lund, a
      captain.
    n N statements  j k scroll  z alone
    "#);
}

#[test]
fn text_of_any_script_and_hostile_text_is_drawn_harmlessly() {
    let mut stage = Stage::new(40, 14, "speaker:Olsen OR speaker:王明");
    let results = stage.screen();
    stage.press("<end><enter>");
    insta::assert_snapshot!(format!("{results}\n\n{}", stage.screen()), @r#"
    / speaker:Olsen OR speaker:王明
    ━ Statements 1 of 1 · best first ━━━━━━━
    ▌  2024-01-05  Odd Olsen  ← Courier
    ▌  “The haŕbour is loud␇, שלום עולם, and
    ▌  the harbour goes on”








    ? keys  / query  Tab pane  Enter read

    / speaker:Olsen OR speaker:王明
    ━ Article 1 statement ━━━━━━━━━━━━━━━━━━
      Odd ␛[31mharbour
      2024-01-05  Odd Olsen  ← Courier
      (direct)
      odd.json

    ▌ "The haŕbour is loud␇, שלום עולם, and
    ▌ the harbour goes on," said Odd Olsen,
      a baker.



    n N statements  j k scroll  z alone
    "#);
    let drawn = stage.screen();
    assert!(!drawn.chars().any(|character| character != '\n' && character.is_control()), "{drawn:?}");
}

#[test]
fn what_was_selected_is_still_there_when_the_window_had_no_room_for_it() {
    let mut stage = Stage::new(80, 24, "harbour");
    stage.press("j");
    let before = stage.model.results.selected;
    assert_eq!(stage.resize(29, 7).screen(), format!("too small: 30×8 at least{}", "\n".repeat(6)));
    stage.press("j");
    insta::assert_snapshot!(stage.resize(40, 10).screen(), @r#"
    / harbour
    ━ Statements 2 of 5 · best first ━━━━━━━
       2024-01-05  Odd Olsen  ← Courier
       “The haŕbour is loud␇, שלום עולם, an…
    ▌  2024-03-10  Anna Berg  ← Example Gaz…
    ▌  that the harbour would have a new…
       2024-02-08  Jonas Lund  ← TASS
       …the harbour”
       2024-02-08  Anna Berg  ← TASS
    ? keys  / query  Tab pane  Enter read
    "#);
    assert_eq!(stage.model.results.selected, before, "a key without a screen does nothing");
}

#[test]
fn a_query_is_searched_for_when_it_is_left_alone() {
    let mut stage = Stage::new(80, 24, "");
    assert!(stage.model.is_typing, "without a query the keys go into it");
    let all = stage.model.results.total;
    stage.press("ferrymen");
    assert_eq!(stage.model.results.total, all, "nothing is searched for while keys come");
    assert!(matches!(stage.effects.last(), Some(Effect::Settle)));
    stage.settle();
    assert_eq!(stage.quotes(), ["Nobody has asked the ferrymen about the harbour"]);
    stage.press("<back><enter>");
    assert_eq!((stage.model.results.total, stage.model.is_typing), (0, false), "Enter does not wait");
}

#[test]
fn a_wrong_query_leaves_what_was_found() {
    let mut stage = Stage::new(80, 24, "harbour");
    let before = stage.quotes();
    stage.press("/ (").settle();
    assert!(matches!(stage.model.problem, Some(Failure::Query(_))));
    assert_eq!(stage.quotes(), before);
    stage.press("<back>").settle();
    assert_eq!(stage.model.problem, None);
}

#[test]
fn damage_of_the_index_is_told_with_what_to_do() {
    let mut stage = Stage::new(80, 24, "harbour");
    let before = stage.quotes();
    std::fs::write(stage.folder.path().join("index/meta.json"), "{").unwrap();
    stage.press("/ x").settle();
    // Where a line ends depends on where the index lies.
    let screen = stage.screen().split_whitespace().collect::<Vec<_>>().join(" ");
    for words in ["is damaged: `meta.json`: ", "`dixit check` tells what is wrong", "`dixit index --rebuild"] {
        assert!(screen.contains(words), "{words}: {screen}");
    }
    assert_eq!(stage.quotes(), before);
}

#[test]
fn answers_to_older_searches_are_not_shown() {
    let mut stage = Stage::new(80, 24, "harbour");
    let before = stage.quotes();
    stage.send(Message::Failed { generation: 0, failure: Failure::Other { message: "late".to_owned(), help: None } });
    stage.send(Message::Page { generation: 99, page: 0, hits: Vec::new() });
    stage.send(Message::Counted { generation: 99, facets: Vec::new() });
    assert_eq!((stage.quotes(), stage.model.problem.is_none()), (before, true));
    assert!(!stage.model.counts.rows.is_empty());
}

#[test]
fn narrowing_is_taken_back_in_reverse() {
    let mut stage = Stage::new(80, 24, "harbour");
    let all = stage.model.results.total;
    stage.press("f<enter>");
    let one = stage.model.results.total;
    assert!(one < all);
    stage.press("j<enter>");
    let two = stage.model.results.total;
    assert!(two > one, "values of one field are alternatives: {two} > {one}");
    stage.press("<back>");
    assert_eq!(stage.model.results.total, one);
    stage.press("<back>");
    assert_eq!(stage.model.results.total, all);
    stage.press("x");
    assert!(stage.model.results.total < all && stage.screen().contains("-speaker:="), "{}", stage.screen());
}

#[test]
fn statements_of_the_article_are_gone_through() {
    let mut stage = Stage::new(80, 24, "ferries");
    stage.press("n");
    assert!(stage.screen().contains("2 of 2 statements"), "{}", stage.screen());
    assert_eq!(stage.model.current().unwrap().record.speaker.name.as_deref(), Some("Jonas Lund"));
    stage.press(" N");
    assert_eq!(stage.model.marks.hits()[0].record.speaker.name.as_deref(), Some("Jonas Lund"));
    stage.press("<esc>");
    assert_eq!(stage.model.current().unwrap().record.speaker.name.as_deref(), Some("Anna Berg"));
}

#[test]
fn utterances_are_collapsed_and_traced() {
    let mut stage = Stage::new(80, 24, "close");
    assert_eq!(stage.model.results.len(), 2);
    stage.press("c");
    assert_eq!(stage.model.results.len(), 1);
    assert!(stage.screen().contains("2 versions"), "{}", stage.screen());
    stage.press("t");
    assert!(stage.screen().contains("compared  with version 1"), "{}", stage.screen());
    stage.press("<esc>");
    assert!(stage.model.overlay.is_none());
}

#[test]
fn marked_statements_are_not_lost_by_one_key() {
    let mut stage = Stage::new(80, 24, "harbour");
    stage.press(" q");
    assert!(stage.effects.is_empty() && stage.screen().contains("again to quit"), "{}", stage.screen());
    stage.press("jq");
    assert!(stage.effects.is_empty(), "another key came between");
    stage.press("q");
    assert!(matches!(stage.effects.pop(), Some(Effect::Quit(End::Done))));
    stage.ctrl('c');
    assert!(matches!(stage.effects.pop(), Some(Effect::Quit(End::Stopped))));
}

#[test]
fn an_export_asks_for_a_name_and_asks_again_when_it_is_taken() {
    let mut stage = Stage::new(60, 15, "harbour");
    stage.press("e out.csv");
    insta::assert_snapshot!(stage.screen(), @r#"
    / harbour                                       5 statements
    ─ Statements 1 of 5 · best first ───────────────────────────
    ▌  2024-01-05  Odd Olsen  ← Courier
    ▌  “The haŕbour is loud␇, שלום עולם, and the harbour goes
    ▌  on”
       2024-03-10  Anna Berg  ← Example Gazette
       that the harbour would have a new quay

       2024-02-08  Jonas Lund  ← TASS
       “Nobody has asked the ferrymen about the harbour”
    ━ Write all 5 statements found ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
    to the file  out.csv
    as csv

    Enter write  Esc back
    "#);
    stage.model.overlay = None;
    stage.press(" eout.csv");
    let effects = stage.model.update(Message::Key(KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE)));
    let Some(Effect::Export { file, what: Exported::Marked(hits) }) = effects.first() else { panic!("{effects:?}") };
    assert_eq!((file.as_str(), hits.len()), ("out.csv", 1));
    stage.send(Message::Exported(Err("out.csv is there already".to_owned())));
    assert!(stage.screen().contains("out.csv is there already"));
    stage.press("2");
    assert!(!stage.screen().contains("there already"), "another name is another try");
    stage.send(Message::Exported(Ok("1 statement written".to_owned())));
    assert!(stage.model.overlay.is_none() && !stage.model.marks.is_unsaved);
}

#[test]
fn the_keys_are_shown_and_scrolled_through() {
    let mut stage = Stage::new(40, 10, "harbour");
    stage.press("?G");
    let screen = stage.screen();
    assert!(screen.contains("Ctrl-C") && screen.contains("quit at once"), "{screen}");
    stage.press("g");
    assert!(stage.screen().contains("type the query"), "{}", stage.screen());
    stage.press("q");
    assert!(stage.model.overlay.is_none() && stage.effects.is_empty());
}

#[test]
fn where_nothing_is_found_it_says_what_each_part_finds() {
    let stage = Stage::new(60, 12, "harbour kittens");
    insta::assert_snapshot!(stage.screen(), @r#"
    / harbour kittens                               0 statements
    ━ Statements ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
       Nothing found.
       Each part alone finds:
       hits  clause
          0  AND
          5    harbour  → en:harbour
          0    kittens



    ? keys  / query  Tab pane  Enter read  f narrow
    "#);
}

/// Every size, with every pane: nothing panics, and what is typed fits.
#[test]
fn any_size_can_be_drawn() {
    let mut stage = Stage::new(80, 24, "harbour");
    for keys in ["", "<tab>", "<tab>", "z", "?", "<esc>e", "<esc>/(", ""] {
        stage.press(keys).settle();
        for (width, height) in [(1, 1), (30, 8), (31, 40), (72, 8), (112, 9), (300, 100), (500, 3)] {
            stage.resize(width, height);
            let screen = stage.screen();
            let is_within = |row: &str| row.width() <= usize::from(width);
            assert!(screen.lines().count() <= usize::from(height) && screen.lines().all(is_within), "{screen}");
        }
    }
}
