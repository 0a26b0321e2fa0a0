//! The keys and what they do: one table, which the help and `docs/browse.md` show.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// What a key does where no text is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Down,
    Up,
    PageDown,
    PageUp,
    First,
    Last,
    NextPane,
    PreviousPane,
    Counts,
    Enter,
    Query,
    Clear,
    Exclude,
    TakeBack,
    Sort,
    Collapse,
    NextStatement,
    PreviousStatement,
    Zoom,
    Trace,
    Browser,
    Pager,
    Mark,
    Unmark,
    Copy,
    Export,
    Help,
    Redraw,
    Suspend,
    Back,
    Quit,
    Stop,
}

/// A row of the table.
pub(crate) struct Binding {
    /// The keys as people read them.
    pub(crate) keys: &'static str,
    codes: &'static [(KeyModifiers, KeyCode)],
    action: Action,
    /// What they do.
    pub(crate) help: &'static str,
}

const PLAIN: KeyModifiers = KeyModifiers::NONE;
const CTRL: KeyModifiers = KeyModifiers::CONTROL;
const SHIFT: KeyModifiers = KeyModifiers::SHIFT;

const fn key(character: char) -> (KeyModifiers, KeyCode) {
    (PLAIN, KeyCode::Char(character))
}

const fn ctrl(character: char) -> (KeyModifiers, KeyCode) {
    (CTRL, KeyCode::Char(character))
}

const fn bind(
    keys: &'static str,
    codes: &'static [(KeyModifiers, KeyCode)],
    action: Action,
    help: &'static str,
) -> Binding {
    Binding { keys, codes, action, help }
}

/// In the order in which the help lists them.
pub(crate) const TABLE: &[Binding] = &[
    bind("/", &[key('/'), key('i')], Action::Query, "type the query; Enter or Esc leaves it"),
    bind("Ctrl-U", &[ctrl('u')], Action::Clear, "empty the query"),
    bind("j ↓", &[key('j'), (PLAIN, KeyCode::Down)], Action::Down, "next statement, value or line"),
    bind("k ↑", &[key('k'), (PLAIN, KeyCode::Up)], Action::Up, "the one before"),
    bind(
        "PgDn Ctrl-D",
        &[(PLAIN, KeyCode::PageDown), ctrl('d'), ctrl('f')],
        Action::PageDown,
        "a page down; also Ctrl-F",
    ),
    bind("PgUp Ctrl-B", &[(PLAIN, KeyCode::PageUp), ctrl('b')], Action::PageUp, "a page up"),
    bind("g Home", &[key('g'), (PLAIN, KeyCode::Home)], Action::First, "the first"),
    bind("G End", &[key('G'), (PLAIN, KeyCode::End)], Action::Last, "the last"),
    bind(
        "Tab l →",
        &[(PLAIN, KeyCode::Tab), key('l'), (PLAIN, KeyCode::Right)],
        Action::NextPane,
        "next pane: statements, article, counts",
    ),
    bind(
        "Shift-Tab h ←",
        &[(SHIFT, KeyCode::BackTab), (PLAIN, KeyCode::BackTab), key('h'), (PLAIN, KeyCode::Left)],
        Action::PreviousPane,
        "the pane before",
    ),
    bind("f", &[key('f')], Action::Counts, "the counts, to narrow the search"),
    bind(
        "Enter",
        &[(PLAIN, KeyCode::Enter)],
        Action::Enter,
        "on a statement: read its article; on a value: narrow to it, or no longer",
    ),
    bind("x", &[key('x')], Action::Exclude, "on a value: leave it out, or no longer"),
    bind("Backspace", &[(PLAIN, KeyCode::Backspace)], Action::TakeBack, "take back the last narrowing"),
    bind("s", &[key('s')], Action::Sort, "next order: relevance, newest, oldest, speaker, outlet"),
    bind("c", &[key('c')], Action::Collapse, "one statement for each utterance, or all"),
    bind("n", &[key('n')], Action::NextStatement, "next statement of the article"),
    bind("N", &[key('N')], Action::PreviousStatement, "the one before in the article"),
    bind("z", &[key('z')], Action::Zoom, "this pane alone, or all"),
    bind("t", &[key('t')], Action::Trace, "trace: who carried it, in which words"),
    bind("o", &[key('o')], Action::Browser, "open the article's page, else its file, in a browser"),
    bind("p", &[key('p')], Action::Pager, "open the article in $PAGER"),
    bind("Space", &[key(' ')], Action::Mark, "mark the statement, or no longer"),
    bind("u", &[key('u')], Action::Unmark, "unmark all"),
    bind("y", &[key('y')], Action::Copy, "copy the marked statements, else this one"),
    bind("e", &[key('e')], Action::Export, "write the marked statements, else all found, to a file"),
    bind("?", &[key('?'), (PLAIN, KeyCode::F(1))], Action::Help, "these keys"),
    bind("Ctrl-L", &[ctrl('l')], Action::Redraw, "draw the screen anew"),
    bind("Ctrl-Z", &[ctrl('z')], Action::Suspend, "back to the shell; `fg` comes back here"),
    bind("Esc", &[(PLAIN, KeyCode::Esc)], Action::Back, "one step back; from the statements: quit"),
    bind("q", &[key('q')], Action::Quit, "quit"),
    bind("Ctrl-C", &[ctrl('c')], Action::Stop, "quit at once"),
];

/// What `event` does where no text is typed.
pub(crate) fn action(event: KeyEvent) -> Option<Action> {
    // Whether a capital comes with the shift key beside it differs between terminals.
    let modifiers = match event.code {
        KeyCode::Char(_) => event.modifiers - SHIFT,
        _ => event.modifiers,
    };
    TABLE.iter().find(|binding| binding.codes.contains(&(modifiers, event.code))).map(|binding| binding.action)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_does_two_things() {
        let codes: Vec<_> = TABLE.iter().flat_map(|binding| binding.codes).collect();
        for (number, code) in codes.iter().enumerate() {
            assert!(!codes[..number].contains(code), "{code:?} stands twice");
        }
    }

    #[test]
    fn capitals_are_keys_of_their_own() {
        let press = |character, modifiers| action(KeyEvent::new(KeyCode::Char(character), modifiers));
        assert_eq!(press('n', PLAIN), Some(Action::NextStatement));
        assert_eq!(press('N', SHIFT), Some(Action::PreviousStatement));
        assert_eq!(press('N', PLAIN), Some(Action::PreviousStatement));
        assert_eq!(press('c', CTRL), Some(Action::Stop));
        assert_eq!(press('c', KeyModifiers::ALT), None);
    }

    #[test]
    fn the_page_shows_these_keys() {
        let page = include_str!("../../docs/browse.md");
        let shown: Vec<&str> = page.lines().filter(|line| line.starts_with("| `")).collect();
        let keys = |keys: &str| keys.split(' ').map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" ");
        let expected: Vec<String> =
            TABLE.iter().map(|binding| format!("| {} | {} |", keys(binding.keys), binding.help)).collect();
        assert_eq!(shown, expected, "docs/browse.md should have\n{}", expected.join("\n"));
    }
}
