//! A command line as the shell has it, up to the cursor: its words, and how the last one is quoted.
//!
//! Only what every shell has in common: quotation marks and the backslash. Variables and the like are words as they
//! stand, and then no value goes on from them.

/// How the last word is quoted where the cursor stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoting {
    None,
    Single,
    Double,
}

/// The words of an unfinished command line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line<'l> {
    /// The words before the last one, quotation undone.
    pub(super) before: Vec<String>,
    /// The last word, quotation undone; empty behind a space.
    pub(super) word: String,
    /// The last word as it stands.
    pub(super) raw: &'l str,
    pub(super) quoting: Quoting,
    /// Where each byte of `word` stands in `raw`, and its end.
    places: Vec<usize>,
}

impl<'l> Line<'l> {
    pub(super) fn read(line: &'l str) -> Self {
        let mut read =
            Self { before: Vec::new(), word: String::new(), raw: "", quoting: Quoting::None, places: Vec::new() };
        let mut begin = None;
        let mut characters = line.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            let is_literal = match (read.quoting, character) {
                (Quoting::None, space) if space.is_whitespace() => {
                    if begin.take().is_some() {
                        read.before.push(std::mem::take(&mut read.word));
                        read.places.clear();
                    }
                    continue;
                }
                (Quoting::None, '\'') => {
                    read.quoting = Quoting::Single;
                    false
                }
                (Quoting::None, '"') => {
                    read.quoting = Quoting::Double;
                    false
                }
                (Quoting::Single, '\'') | (Quoting::Double, '"') => {
                    read.quoting = Quoting::None;
                    false
                }
                (Quoting::None, '\\') => false,
                (Quoting::Double, '\\') => {
                    !characters.peek().is_some_and(|(_, next)| matches!(next, '"' | '\\' | '$' | '`'))
                }
                _ => true,
            };
            let start = *begin.get_or_insert(at);
            if is_literal {
                read.push(character, at - start);
            } else if character == '\\'
                && let Some((at, literal)) = characters.next()
            {
                read.push(literal, at - 1 - start);
            }
        }
        read.raw = begin.map_or("", |begin| &line[begin..]);
        read.places.push(read.raw.len());
        read
    }

    fn push(&mut self, character: char, at: usize) {
        self.word.push(character);
        self.places.extend(std::iter::repeat_n(at, character.len_utf8()));
    }

    /// Where the byte `at` of the last word stands in it as it stands in the line.
    pub(super) fn place(&self, at: usize) -> usize {
        self.places.get(at).copied().unwrap_or(self.raw.len())
    }

    /// `text` as it goes on behind the quotation of the last word.
    pub(super) fn quoted(&self, text: &str) -> String {
        let mut quoted = String::with_capacity(text.len());
        for character in text.chars() {
            match self.quoting {
                Quoting::Single if character == '\'' => quoted.push_str("'\\''"),
                Quoting::Double if matches!(character, '"' | '\\' | '$' | '`') => quoted.extend(['\\', character]),
                Quoting::None
                    if !character.is_alphanumeric() && !matches!(character, '.' | '-' | '_' | ':' | '/' | ',') =>
                {
                    quoted.extend(['\\', character]);
                }
                _ => quoted.push(character),
            }
        }
        quoted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, before: &[&str], word: &str, raw: &str, quoting: Quoting) {
        let read = Line::read(line);
        assert_eq!(
            (read.before.as_slice(), read.word.as_str(), read.raw, read.quoting),
            (before.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>().as_slice(), word, raw, quoting)
        );
    }

    #[test]
    fn words_lose_their_quotation() {
        check("dixit search sp", &["dixit", "search"], "sp", "sp", Quoting::None);
        check("dixit search ", &["dixit", "search"], "", "", Quoting::None);
        check("dixit search 'oil spe", &["dixit", "search"], "oil spe", "'oil spe", Quoting::Single);
        check("a \"b c\" \"d\\\"e", &["a", "b c"], "d\"e", "\"d\\\"e", Quoting::Double);
        check("a b\\ c'd'", &["a"], "b cd", "b\\ c'd'", Quoting::None);
        check("a '' 'é", &["a", ""], "é", "'é", Quoting::Single);
    }

    #[test]
    fn places_lead_back_to_the_line() {
        let line = Line::read("x speaker:\\\"é'a");
        assert_eq!((line.word.as_str(), line.raw), ("speaker:\"éa", "speaker:\\\"é'a"));
        assert_eq!([8, 9, 11, 12].map(|at| line.place(at)), [8, 10, 13, 14]);
    }

    #[test]
    fn text_is_quoted_as_the_word_is() {
        let quoted = |line, text| Line::read(line).quoted(text);
        assert_eq!(quoted("x ", "\"Xi Jinping\""), "\\\"Xi\\ Jinping\\\"");
        assert_eq!(quoted("x '", "\"O'Neill\""), "\"O'\\''Neill\"");
        assert_eq!(quoted("x \"", "\"Xi\""), "\\\"Xi\\\"");
    }
}
