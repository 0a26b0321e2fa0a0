//! What the second pass sees besides: the labels that the first one gave, near and far (stacking, Wolpert 1992;
//! Cohen and Carvalho 2005).

use std::ops::Range;

use super::super::draft::Paragraph;
use super::feature::{Features, bucket};
use super::hash::{hash, mix};
use super::label::{Label, Part};

/// The features that the labels of the first pass give to the tokens of a paragraph.
pub(crate) fn features(paragraph: &Paragraph, labels: &[Label]) -> Features {
    let words: Vec<u64> = paragraph.tokens.iter().map(|token| hash(&token.lower)).collect();
    let view = View { labels, words: &words };
    let mut found = Features::with_capacity(labels.len());
    for range in &paragraph.sentences {
        let shape = view.shape(range);
        let starts = view.runs(range);
        let (before, after) = view.cues_around(range);
        // The last report before the sentence, not too far away.
        let reported = (0..range.start).rev().take(60).find(|&at| view.is_cue(at)).map_or(0, |at| labels[at] as u64);
        let previous = range.start.checked_sub(1).map_or(77, |at| view.part(at));
        for index in range.clone() {
            let place = index - range.start;
            view.near(index, shape, &mut found);
            view.cues(index, before[place], after[place], &mut found);
            view.neighbours(index, range, &starts, &mut found);
            if index < range.start + 2 || paragraph.tokens[index].is_quotation() {
                let here = labels[index] as u64;
                found.push(184, mix(here, previous));
                found.push(185, mix(mix(here, reported), shape));
            }
            found.close_token();
        }
    }
    found
}

struct View<'l> {
    labels: &'l [Label],
    words: &'l [u64],
}

impl View<'_> {
    fn number(&self, index: usize, offset: isize) -> u64 {
        let label = index.checked_add_signed(offset).and_then(|index| self.labels.get(index));
        label.map_or(99, |label| *label as u64)
    }

    fn part(&self, index: usize) -> u64 {
        self.labels[index].part().map_or(0, |part| part as u64 + 1)
    }

    fn is_cue(&self, index: usize) -> bool {
        matches!(self.labels[index], Label::CueBegin | Label::HeldCueBegin)
    }

    /// How many of each part a sentence holds, 2 for more.
    fn shape(&self, range: &Range<usize>) -> u64 {
        let mut counts = [0u64; Part::COUNT];
        for label in &self.labels[range.clone()] {
            if let Some(part) = label.part().filter(|_| label.begins()) {
                counts[part as usize] = (counts[part as usize] + 1).min(2);
            }
        }
        counts.iter().fold(0, |shape, count| shape * 3 + count)
    }

    /// Where each token's run of one part begins and ends.
    fn runs(&self, range: &Range<usize>) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::with_capacity(range.len());
        let mut start = range.start;
        for index in range.clone() {
            if self.part(index) != self.part(start) {
                start = index;
            }
            found.push(start..index + 1);
        }
        for place in (1..found.len()).rev() {
            if found[place - 1].start == found[place].start {
                found[place - 1].end = found[place].end;
            }
        }
        found
    }

    /// The nearest cue before and behind each token of a sentence.
    fn cues_around(&self, range: &Range<usize>) -> (Vec<Option<usize>>, Vec<Option<usize>>) {
        let pass = |indices: &mut dyn Iterator<Item = usize>| {
            let mut last = None;
            indices
                .map(|index| {
                    let here = last;
                    if self.is_cue(index) {
                        last = Some(index);
                    }
                    here
                })
                .collect::<Vec<_>>()
        };
        let before = pass(&mut range.clone());
        let mut after = pass(&mut range.clone().rev());
        after.reverse();
        (before, after)
    }

    fn near(&self, index: usize, shape: u64, found: &mut Features) {
        for (template, offset) in (160..).zip(-3..=3) {
            found.push(template, self.number(index, offset));
        }
        let (before, here, after) = (self.number(index, -1), self.number(index, 0), self.number(index, 1));
        found.push(170, mix(here, before));
        found.push(171, mix(here, after));
        found.push(172, mix(mix(here, before), after));
        found.push(173, mix(here, self.words[index]));
        found.push(174, mix(shape, here));
        found.push(175, mix(shape, self.part(index)));
    }

    fn cues(&self, index: usize, before: Option<usize>, after: Option<usize>, found: &mut Features) {
        let here = self.labels[index] as u64;
        if let Some(cue) = before {
            found.push(176, mix(mix(here, self.words[cue]), u64::from(index - cue < 4)));
            found.push(177, mix(mix(here, self.labels[cue] as u64), bucket(index - cue)));
        }
        if let Some(cue) = after {
            found.push(178, mix(mix(here, self.words[cue]), u64::from(cue - index < 4)));
            found.push(179, mix(mix(here, self.labels[cue] as u64), bucket(cue - index)));
        }
        found.push(180, mix(here, u64::from(before.is_some()) * 2 + u64::from(after.is_some())));
    }

    /// The parts that the token's own one stands between.
    fn neighbours(&self, index: usize, range: &Range<usize>, runs: &[Range<usize>], found: &mut Features) {
        let here = self.labels[index] as u64;
        let run = &runs[index - range.start];
        let before = run.start.checked_sub(1).filter(|at| *at >= range.start);
        let before = before.map_or((0, 0), |at| (self.part(at), bucket(index - at)));
        let after = Some(run.end).filter(|at| *at < range.end);
        let after = after.map_or((0, 0), |at| (self.part(at), bucket(at - index)));
        found.push(181, mix(here, before.0 * 16 + before.1));
        found.push(182, mix(here, after.0 * 16 + after.1));
        found.push(183, mix(mix(self.part(index), before.0), after.0));
    }
}
