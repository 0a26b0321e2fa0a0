//! How texts are weighed and compared.

/// How much there is to read in `text`: letters and digits, a sign that stands for a syllable or a word counting more.
pub(super) fn weight(text: &str) -> usize {
    const SIGN: usize = 3;
    text.chars()
        .map(|character| match character {
            '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' => {
                SIGN
            }
            _ => usize::from(character.is_alphanumeric()),
        })
        .sum()
}

/// The letters and digits of `text` in lower case: what is equal in these is the same text.
pub(super) fn letters(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Hashes of each four words in a row.
pub(super) fn shingles(text: &str) -> Vec<u64> {
    const WORDS: usize = 4;
    let words = text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_lowercase).collect();
    words.windows(WORDS).map(|words| xxhash_rust::xxh3::xxh3_64(words.join(" ").as_bytes())).collect()
}

/// Whether `text` ends as a sentence does.
pub(super) fn ends_sentence(text: &str) -> bool {
    let is_closing = |last: char| last.is_whitespace() || "\"”“»«'’)]」』".contains(last);
    text.trim_end_matches(is_closing).ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟', '۔', '။'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_for_words_weigh_more_than_letters() {
        for (text, expected) in [("Grain, 5 t", 7), ("粮食", 6), ("곡물", 6), ("— “ ”", 0)] {
            assert_eq!(weight(text), expected, "{text}");
        }
    }

    #[test]
    fn texts_are_the_same_in_their_letters() {
        assert_eq!(letters("“The deal\u{A0}holds”"), letters("THE DEAL — holds."));
    }

    #[test]
    fn shingles_know_words_and_not_marks() {
        assert_eq!(shingles("The deal, he said, holds."), shingles("“the deal” he said: holds"));
        assert_eq!(shingles("The deal, he said, holds.").len(), 2);
        assert!(shingles("The deal holds").is_empty());
    }

    #[test]
    fn sentences_end_with_their_marks() {
        for (text, expected) in
            [("He agreed.”", true), ("他同意。", true), ("Read more", false), ("By Ann Bell, Rome", false)]
        {
            assert_eq!(ends_sentence(text), expected, "{text}");
        }
    }
}
