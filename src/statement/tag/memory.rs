//! What single tokens give to the scores of those around them: many features are of one token and its distance alone, and
//! most tokens have stood somewhere before, so what those features give is kept, added up.

use super::atom::{Atom, EDGE};
use super::feature::{Features, REACH, View};
use super::model::{Hot, Model, Scores, Sums, scores};

/// Tokens that are kept, by their hash: the commonest stay for most of the time. 2.6 MB.
const PLACES: usize = 1 << 12;

/// Distances at which a token is seen: from `-REACH` to `REACH`.
const AROUND: usize = 2 * REACH.unsigned_abs() + 1;

/// Sums of a model's weights. To be asked by one model only.
#[derive(Debug)]
pub(super) struct Memory {
    places: Vec<Place>,
    hot: Hot,
    /// Room for the features of a token that is new.
    features: Features,
}

#[derive(Debug, Clone, Default)]
struct Place {
    /// Which token it is; 0 where there is none yet.
    key: u64,
    given: Given,
}

/// What a token gives to those around it.
#[derive(Debug, Clone, Default)]
struct Given {
    /// To the token that has it `-REACH` tokens away, and so on.
    around: [Sums; AROUND],
    /// What it gives besides where the rules make nothing of either: to the tokens that have it -1, 0 and 1 tokens away.
    unmarked: [Sums; 3],
}

impl Default for Memory {
    fn default() -> Self {
        Self { places: vec![Place::default(); PLACES], hot: Hot::default(), features: Features::default() }
    }
}

impl Memory {
    /// The scores of tokens with these features in each pass.
    pub(super) fn scores_of(&mut self, model: &Model, features: &Features) -> [Scores; 2] {
        scores(&model.sums_of(features, &mut self.hot))
    }

    /// The scores of a paragraph's tokens in each pass.
    pub(super) fn scores(&mut self, model: &Model, view: &View<'_>) -> [Scores; 2] {
        let features = view.joint();
        let mut sums = model.sums_of(&features, &mut self.hot);
        for (index, atom) in view.atoms().iter().enumerate() {
            let given = self.given(model, atom);
            for (offset, given) in (-REACH..).zip(&given.around) {
                let sees = index.checked_add_signed(-offset);
                if let Some(sum) = sees.and_then(|sees| sums.get_mut(sees)) {
                    sum.add(given);
                }
            }
            for (offset, given) in (-1..).zip(&given.unmarked) {
                let sees = index.checked_add_signed(-offset);
                if let Some((sees, sum)) = sees.and_then(|sees| Some((sees, sums.get_mut(sees)?)))
                    && view.is_unmarked(sees, offset)
                {
                    sum.add(given);
                }
            }
        }
        self.add_edges(model, &mut sums);
        scores(&sums)
    }

    /// What stands beyond the ends of a paragraph is seen, too.
    fn add_edges(&mut self, model: &Model, sums: &mut [Sums]) {
        let edge = &self.given(model, &EDGE).around;
        let tokens = sums.len();
        for (offset, given) in (-REACH..).zip(edge) {
            let beyond = offset.unsigned_abs().min(tokens);
            let see = if offset < 0 { 0..beyond } else { tokens - beyond..tokens };
            sums[see].iter_mut().for_each(|sum| sum.add(given));
        }
    }

    fn given(&mut self, model: &Model, atom: &Atom) -> &Given {
        let key = atom.key() | 1;
        #[allow(clippy::cast_possible_truncation)]
        let place = &mut self.places[(key >> 1) as usize % PLACES];
        if place.key != key {
            self.features.clear();
            for offset in -REACH..=REACH {
                View::alone(atom, offset, &mut self.features);
            }
            for offset in -1..=1 {
                View::unmarked(atom, offset, &mut self.features);
            }
            let sums = model.sums_of(&self.features, &mut self.hot);
            for (given, sum) in place.given.around.iter_mut().chain(&mut place.given.unmarked).zip(sums) {
                *given = sum;
            }
            place.key = key;
        }
        &place.given
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::draft::Draft;
    use super::super::super::rules::read_paragraphs;
    use super::super::decode::Transitions;
    use super::super::feature::Before;
    use super::super::model::Row;
    use super::*;

    const TEXT: &str = "\"We sail at dawn,\" the harbour master said, and Ada Berg told reporters that she would follow.\n\n\
                        The port is old.\n\nNo.\n\nShe said the port, the old port, \u{201c}is ours\u{201d}; the harbour master said so.";

    /// Every feature of `TEXT` with weights of its own.
    fn model(views: &[View<'_>]) -> Model {
        let mut rows: Vec<(u32, Row)> = Vec::new();
        for view in views {
            let features = view.all();
            for &hash in (0..features.len()).flat_map(|token| features.of(token)) {
                let mut row = Row::default();
                for (label, weight) in row.iter_mut().flatten().enumerate() {
                    *weight = f32::from((hash >> (label % 16) & 31) as u8) / 64.0 - 0.2;
                }
                rows.push((hash, row));
            }
        }
        rows.sort_by_key(|(hash, _)| *hash);
        rows.dedup_by_key(|(hash, _)| *hash);
        let bytes = Model::to_bytes(rows, &[Transitions::default(), Transitions::default()]);
        Model::from_bytes(&bytes).unwrap()
    }

    #[test]
    fn what_is_kept_of_tokens_and_what_they_are_together_is_all_there_is() {
        let paragraphs = read_paragraphs(TEXT);
        let place = |part: &str| {
            let start = TEXT.find(part).unwrap();
            crate::text::Span::new(start, start + part.len())
        };
        let draft = Draft {
            spans: vec![place("she would follow")],
            source: Some(place("Ada Berg")),
            cue: Some(place("told")),
            credit: None,
            sentence: paragraphs[0].span,
            confidence: 0.9,
        };
        let views: Vec<View<'_>> = paragraphs
            .iter()
            .flat_map(|paragraph| {
                [&[][..], &[&draft][..]].map(|rules| View::new(TEXT, paragraph, rules, Before::default()))
            })
            .collect();
        let model = model(&views);
        let mut memory = Memory::default();
        for _ in 0..2 {
            for view in &views {
                let all = model.scores(&view.all());
                assert!(all.iter().flatten().flatten().any(|score| *score != 0.0));
                assert_eq!(memory.scores(&model, view), all);
            }
        }
    }
}
