//! How one wording of an utterance differs from another: its words aligned with the other's.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::text::{Span, sentences, words};

/// Words that are aligned at most; what is behind them counts as one piece, since aligning takes time that grows with the
/// length times the difference.
const ALIGNED_WORDS: usize = 2_000;

/// Words between two changes that are taken for one with them: `the` in both says nothing.
const LEAST_SAME: usize = 3;

/// What became of some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// They stand in both.
    Same,
    /// Others stand in their place.
    Changed,
    /// They stand only in the new wording.
    Added,
    /// They stand only in the old one.
    Cut,
}

impl Change {
    /// Its name in formats.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Cut => "cut",
        }
    }
}

/// Some words, in either wording: byte offsets, from the first word's begin to the last one's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// What became of them.
    pub change: Change,
    /// Where they stand in the old wording.
    pub old: Option<Span>,
    /// Where they stand in the new one.
    pub new: Option<Span>,
    /// How many words of the old wording they are; of the new one where they are added.
    pub words: usize,
}

/// A text and its words as they are compared.
#[derive(Debug, Clone)]
pub(super) struct Wording {
    pub text: String,
    words: Vec<Span>,
    folded: Vec<String>,
    /// The number of each word's sentence.
    sentence_of: Vec<usize>,
}

/// Words of both, `is_same` when they are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stretch {
    is_same: bool,
    old: Range<usize>,
    new: Range<usize>,
}

impl Wording {
    pub(super) fn new(text: String) -> Self {
        let found: Vec<_> = words(&text).collect();
        let folded = found.iter().map(|word| word.folded(&text)).collect();
        let ends: Vec<usize> =
            sentences(&text, Span::new(0, text.len())).into_iter().map(|sentence| sentence.end).collect();
        let sentence_of = found.iter().map(|word| ends.partition_point(|end| *end <= word.span.start)).collect();
        Self { words: found.into_iter().map(|word| word.span).collect(), folded, sentence_of, text }
    }

    /// How many words it has.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// What became of the words of `old` here, in their order.
    pub(super) fn pieces(&self, old: &Wording) -> Vec<Piece> {
        let stretches = self.stretches(old).into_iter().flat_map(|stretch| self.without_sentences(stretch, old));
        let pieces = stretches.map(|stretch| {
            let (before, after) = (place(&old.words, &stretch.old), place(&self.words, &stretch.new));
            let change = match (stretch.is_same, before, after) {
                (true, ..) => Change::Same,
                (false, Some(_), Some(_)) => Change::Changed,
                (false, _, None) => Change::Cut,
                (false, None, _) => Change::Added,
            };
            let counted = if before.is_some() { stretch.old.len() } else { stretch.new.len() };
            Piece { change, old: before, new: after, words: counted }
        });
        pieces.collect()
    }

    /// Which of the sentences of `long` are kept here: at least half of their words, in their order.
    pub(super) fn kept(&self, long: &Wording, sentences: &[Span]) -> Vec<bool> {
        let mut is_kept = vec![false; long.len()];
        for op in aligned(&long.folded, &self.folded) {
            if let DiffOp::Equal { old_index, len, .. } = op {
                is_kept[old_index..old_index + len].fill(true);
            }
        }
        let kept = |sentence: &Span| {
            let own = || long.words.iter().zip(&is_kept).filter(|(word, _)| sentence.covers(**word));
            let n_kept = own().filter(|(_, is_kept)| **is_kept).count();
            n_kept > 0 && 2 * n_kept >= own().count()
        };
        sentences.iter().map(kept).collect()
    }

    /// Its sentences that have words.
    pub(super) fn sentences(&self) -> Vec<Span> {
        let all = sentences(&self.text, Span::new(0, self.text.len()));
        all.into_iter().filter(|sentence| self.words.iter().any(|word| sentence.covers(*word))).collect()
    }

    /// A change of which the old words reach into another sentence, as the change within the sentence and the cut of the
    /// rest.
    fn without_sentences(&self, stretch: Stretch, old: &Wording) -> Vec<Stretch> {
        let (from, to) = (stretch.old.start, stretch.old.end);
        if stretch.is_same || stretch.new.is_empty() || from == to {
            return vec![stretch];
        }
        let is_end = |own: &Wording, at: usize| at == own.len() || own.sentence_of[at] != own.sentence_of[at - 1];
        let is_begin = |own: &Wording, at: usize| at == 0 || is_end(own, at);
        let new_sentences = self.sentence_of[stretch.new.end - 1] - self.sentence_of[stretch.new.start];
        if new_sentences > 0 || old.sentence_of[from] == old.sentence_of[to - 1] {
            return vec![stretch];
        }
        let part = |old: Range<usize>, new: Range<usize>| Stretch { is_same: false, old, new };
        if !is_begin(old, from) && is_end(self, stretch.new.end) {
            // The end of a sentence was put in other words, what follows left out.
            let cut = (from + 1..to).find(|at| is_end(old, *at)).unwrap_or(to);
            let end = stretch.new.end;
            return vec![part(from..cut, stretch.new), part(cut..to, end..end)];
        }
        if !is_end(old, to) && is_begin(self, stretch.new.start) {
            let cut = (from + 1..to).rev().find(|at| is_begin(old, *at)).unwrap_or(from);
            let begin = stretch.new.start;
            return vec![part(from..cut, begin..begin), part(cut..to, stretch.new)];
        }
        vec![stretch]
    }

    fn stretches(&self, old: &Wording) -> Vec<Stretch> {
        let mut stretches: Vec<Stretch> = Vec::new();
        for op in aligned(&old.folded, &self.folded) {
            join(
                &mut stretches,
                Stretch { is_same: matches!(op, DiffOp::Equal { .. }), old: op.old_range(), new: op.new_range() },
            );
        }
        let end = |words: usize| words.min(ALIGNED_WORDS)..words;
        let behind = Stretch { is_same: false, old: end(old.len()), new: end(self.len()) };
        if !behind.old.is_empty() || !behind.new.is_empty() {
            join(&mut stretches, behind);
        }
        without_chance(stretches)
    }
}

fn aligned(old: &[String], new: &[String]) -> Vec<DiffOp> {
    let first = |words: &[String]| words.len().min(ALIGNED_WORDS);
    capture_diff_slices(Algorithm::Myers, &old[..first(old)], &new[..first(new)])
}

/// Appends a stretch, as part of the last one when both are of one sort.
fn join(stretches: &mut Vec<Stretch>, next: Stretch) {
    match stretches.last_mut().filter(|last| last.is_same == next.is_same) {
        Some(last) => {
            last.old.end = next.old.end;
            last.new.end = next.new.end;
        }
        None => stretches.push(next),
    }
}

/// Takes a few same words between larger changes for a part of the change, as diff-match-patch does (Fraser, "Diff
/// strategies"), unless they are all that is left between two cuts.
fn without_chance(stretches: Vec<Stretch>) -> Vec<Stretch> {
    let mut joined: Vec<Stretch> = Vec::with_capacity(stretches.len());
    let mut rest = stretches.into_iter().peekable();
    while let Some(mut stretch) = rest.next() {
        let (before, behind) = (joined.last(), rest.peek());
        if let (true, Some(before), Some(behind)) = (stretch.is_same, before, behind) {
            let size = |change: &Stretch| change.old.len().max(change.new.len());
            let length = stretch.old.len();
            let is_small = length <= LEAST_SAME && length < size(before) && length < size(behind);
            if is_small && before.new.len() + behind.new.len() >= 2 * length {
                stretch.is_same = false;
            }
        }
        join(&mut joined, stretch);
    }
    joined
}

/// Where the words of `range` stand.
fn place(words: &[Span], range: &Range<usize>) -> Option<Span> {
    let words = words.get(range.clone())?;
    Some(Span::new(words.first()?.start, words.last()?.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `[-old-]`, `{+new+}`, `…n` for cuts; what is the same as it stands.
    fn shown(old: &str, new: &str) -> String {
        let (old, new) = (Wording::new(old.to_owned()), Wording::new(new.to_owned()));
        let text = |wording: &Wording, span: Option<Span>| span.unwrap().of(&wording.text).unwrap().to_owned();
        let pieces = new.pieces(&old).into_iter().map(|piece| match piece.change {
            Change::Same => text(&new, piece.new),
            Change::Changed => format!("[-{}-]{{+{}+}}", text(&old, piece.old), text(&new, piece.new)),
            Change::Added => format!("{{+{}+}}", text(&new, piece.new)),
            Change::Cut => format!("…{}", piece.words),
        });
        pieces.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_are_aligned_and_shown_as_they_stand() {
        let said = "We will not close the harbour before every family has found another house, not one day earlier.";
        let cases = [
            (said, "We will not close the harbour before every family has found another house, not one day earlier"),
            ("“we WILL not close the harbour”", "“we WILL not close the harbour …11"),
            ("We will not shut the harbour", "We will not [-close-]{+shut+} the harbour …11"),
            ("We will never ever close the harbour", "We will [-not-]{+never ever+} close the harbour …11"),
            ("not close the harbour … not one day earlier", "…2 not close the harbour …7 not one day earlier"),
            ("Today we will not close", "{+Today+} we will not close …13"),
        ];
        for (new, expected) in cases {
            let expected = expected.trim_start_matches('“').trim_end_matches('”');
            assert_eq!(shown(said, new).trim_end_matches('.'), expected, "{new}");
        }
    }

    #[test]
    fn a_word_between_large_changes_is_part_of_them() {
        assert_eq!(
            shown("they sold the boats of their fathers and nets", "they kept every one of the old ships and nets"),
            "they [-sold the boats of their fathers-]{+kept every one of the old ships+} and nets"
        );
        assert_eq!(shown("one two three", "four five six"), "[-one two three-]{+four five six+}");
    }

    #[test]
    fn sentences_that_are_left_out_are_no_part_of_a_change() {
        let said = "They sold the boat. It was old and leaked. Nobody wanted it any more.";
        assert_eq!(
            shown(said, "They sold every ship. Nobody wanted it any more."),
            "They sold [-the boat-]{+every ship+} …5 Nobody wanted it any more"
        );
        assert_eq!(shown(said, "Few wanted it any more."), "…9 [-Nobody-]{+Few+} wanted it any more");
    }

    #[test]
    fn nothing_is_aligned_with_nothing() {
        assert_eq!(shown("", ""), "");
        assert_eq!(shown("one two", ""), "…2");
        assert_eq!(shown("", "one two"), "{+one two+}");
    }

    #[test]
    fn long_wordings_are_aligned_up_to_a_limit() {
        let long = |last: &str| format!("{} {last}", vec!["word"; ALIGNED_WORDS].join(" "));
        let (old, new) = (Wording::new(long("one")), Wording::new(long("two")));
        let changes: Vec<Change> = new.pieces(&old).iter().map(|piece| piece.change).collect();
        assert_eq!(changes, [Change::Same, Change::Changed]);
    }

    #[test]
    fn a_sentence_is_kept_when_half_of_its_words_are() {
        let long = Wording::new("We won. They lost the match in Kiruna. Nobody was hurt at all.".to_owned());
        let sentences = long.sentences();
        let kept = |text: &str| Wording::new(text.to_owned()).kept(&long, &sentences);
        assert_eq!(kept("We won … nobody was hurt"), [true, false, true]);
        assert_eq!(kept("they lost a match"), [false, true, false]);
        assert_eq!(kept("in Kiruna"), [false, false, false]);
    }
}
