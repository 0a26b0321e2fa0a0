//! The analysis that all engines share, so that all answer alike: dixit's own words and stems.

use dixit::index::bench::Stems;
use dixit::text::words;

/// Stands between the pieces of a quote that is interrupted; it takes the place of one word.
pub const GAP: char = '\u{2}';

/// Ends each position of a text that is handed to dixit's own chain of words.
const END: char = '\u{1}';

/// Makes words and stems.
#[derive(Default)]
pub struct Chains {
    stems: Stems,
    word: String,
}

impl Chains {
    /// Folded words with their positions.
    pub fn words(&mut self, text: &str, each: &mut dyn FnMut(usize, &str)) {
        let mut begin = 0;
        for piece in text.split(GAP) {
            for word in words(piece) {
                self.word.clear();
                word.fold_into(piece, &mut self.word);
                each(begin, &self.word);
                begin += 1;
            }
            begin += 1;
        }
    }

    /// Tagged stems with their positions.
    pub fn stems(&mut self, lang: Option<&str>, text: &str, each: &mut dyn FnMut(usize, &str)) {
        let mut begin = 0;
        for piece in text.split(GAP) {
            begin += 1 + self.stems.each(piece, lang, &mut |position, stem| each(begin + position, stem));
        }
    }

    /// Words as dixit's chain reads them.
    pub fn spelled_words(&mut self, text: &str) -> String {
        spelled(|each| self.words(text, each))
    }

    /// Stems as dixit's chain reads them.
    pub fn spelled_stems(&mut self, lang: Option<&str>, text: &str) -> String {
        spelled(|each| self.stems(lang, text, each))
    }

    /// The stems of a word in each of `languages`.
    pub fn stems_of(&mut self, word: &str, languages: &[String]) -> Vec<String> {
        let mut stems = Vec::new();
        for lang in languages {
            self.stems(Some(lang), word, &mut |_, stem| stems.push(stem.to_owned()));
        }
        stems.sort();
        stems.dedup();
        stems
    }
}

fn spelled(tokens: impl FnOnce(&mut dyn FnMut(usize, &str))) -> String {
    let mut text = String::new();
    let mut next = 0;
    tokens(&mut |position, token| {
        text.extend((next..position).map(|_| END));
        text.push_str(token);
        text.push(END);
        next = position + 1;
    });
    text
}
