//! Brackets in what is read from right to left: some programs name them as they look, and not as they are meant.

use super::line::Line;

const PAIRS: [(char, char); 6] = [('(', ')'), ('[', ']'), ('{', '}'), ('«', '»'), ('‹', '›'), ('<', '>')];

/// Turns the brackets around where most of them open what they should close.
pub(super) fn turn_brackets(pages: &mut [Vec<Line>]) {
    let (mut right, mut wrong) = (0, 0);
    let lines = || pages.iter().flatten().filter(|line| line.is_rtl);
    for line in lines() {
        let mut before = ' ';
        let mut rest = line.text.chars().peekable();
        while let Some(character) = rest.next() {
            let after = rest.peek().copied().unwrap_or(' ');
            let opens = before.is_whitespace() && after.is_alphanumeric();
            let closes = before.is_alphanumeric() && !after.is_alphanumeric();
            if opens || closes {
                let expected = PAIRS.iter().find_map(|(open, close)| match character {
                    _ if character == *open => Some(opens),
                    _ if character == *close => Some(closes),
                    _ => None,
                });
                match expected {
                    Some(true) => right += 1,
                    Some(false) => wrong += 1,
                    None => {}
                }
            }
            before = character;
        }
    }
    if wrong <= right {
        return;
    }
    for line in pages.iter_mut().flatten().filter(|line| line.is_rtl) {
        line.text = line.text.chars().map(turned).collect();
    }
}

fn turned(character: char) -> char {
    PAIRS
        .iter()
        .find_map(|(open, close)| match character {
            _ if character == *open => Some(*close),
            _ if character == *close => Some(*open),
            _ => None,
        })
        .unwrap_or(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, is_rtl: bool, expected: &str) {
        let line = Line { left: 0.0, right: 1.0, baseline: 1.0, size: 1.0, is_rtl, text: text.to_owned() };
        let mut pages = [vec![line]];
        turn_brackets(&mut pages);
        assert_eq!(pages[0][0].text, expected);
    }

    #[test]
    fn only_brackets_that_stand_the_wrong_way_are_turned() {
        check("قال )أمس( إن «المرفأ» مفتوح )غدا(", true, "قال (أمس) إن »المرفأ« مفتوح (غدا)");
        check("قال (أمس) إن «المرفأ» مفتوح", true, "قال (أمس) إن «المرفأ» مفتوح");
        check("a )b( c", false, "a )b( c");
    }
}
