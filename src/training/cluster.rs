//! Word classes by exchange (Kneser and Ney 1993; Martin, Liermann and Ney 1998): words move between classes as long as
//! that makes the text likelier under a bigram model of classes.

use std::collections::HashMap;

/// Rounds over all words; fewer when hardly any moves.
const ROUNDS: usize = 20;

/// The classes, from 0, of the words numbered below `words`. Numbers from there on in `sentences` are rarer words, all
/// of one class of their own.
pub(super) fn classes(sentences: &[Vec<u32>], words: usize, classes: usize, report: &dyn Fn(&str)) -> Vec<usize> {
    let mut model = Bigrams::new(sentences, words, classes);
    for round in 1..=ROUNDS {
        let moved = (0..words).filter(|&word| model.improve(word)).count();
        report(&format!("{classes} classes, round {round}: {moved} words moved"));
        if moved * 1_000 < words {
            break;
        }
    }
    model.class.truncate(words);
    model.class
}

/// Counts of words that follow one another, and of their classes.
struct Bigrams {
    classes: usize,
    /// Number of classes with those of rare words and of the text's edges.
    size: usize,
    class: Vec<usize>,
    next: Vec<Vec<(usize, f64)>>,
    previous: Vec<Vec<(usize, f64)>>,
    pairs: Vec<f64>,
    left: Vec<f64>,
    right: Vec<f64>,
}

/// A word's neighbours by class.
struct Around {
    next: Vec<f64>,
    previous: Vec<f64>,
    /// How often it follows itself.
    own: f64,
    out: f64,
    into: f64,
}

impl Bigrams {
    fn new(sentences: &[Vec<u32>], words: usize, classes: usize) -> Self {
        let (rare, edge) = (words, words + 1);
        let mut counts: Vec<HashMap<usize, f64>> = vec![HashMap::new(); words + 2];
        for sentence in sentences {
            let mut before = edge;
            for word in sentence.iter().map(|&word| (word as usize).min(rare)).chain([edge]) {
                *counts[before].entry(word).or_default() += 1.0;
                before = word;
            }
        }
        let mut previous: Vec<Vec<(usize, f64)>> = vec![Vec::new(); words + 2];
        let mut next: Vec<Vec<(usize, f64)>> = Vec::with_capacity(words + 2);
        for (word, counts) in counts.into_iter().enumerate() {
            let mut list: Vec<(usize, f64)> = counts.into_iter().collect();
            list.sort_by_key(|(other, _)| *other);
            for &(other, count) in &list {
                previous[other].push((word, count));
            }
            next.push(list);
        }
        let size = classes + 2;
        let class: Vec<usize> = (0..words).map(|word| word % classes).chain([classes, classes + 1]).collect();
        let mut model = Self {
            classes,
            size,
            class,
            next,
            previous,
            pairs: vec![0.0; size * size],
            left: vec![0.0; size],
            right: vec![0.0; size],
        };
        for (word, list) in model.next.iter().enumerate() {
            for &(other, count) in list {
                let (one, other) = (model.class[word], model.class[other]);
                model.pairs[one * size + other] += count;
                model.left[one] += count;
                model.right[other] += count;
            }
        }
        model
    }

    fn around(&self, word: usize) -> Around {
        let mut found =
            Around { next: vec![0.0; self.size], previous: vec![0.0; self.size], own: 0.0, out: 0.0, into: 0.0 };
        for &(other, count) in &self.next[word] {
            found.out += count;
            if other == word {
                found.own += count;
            } else {
                found.next[self.class[other]] += count;
            }
        }
        for &(other, count) in &self.previous[word] {
            found.into += count;
            if other != word {
                found.previous[self.class[other]] += count;
            }
        }
        found
    }

    /// Puts a word into a class (`sign` 1) or takes it out (-1).
    fn shift(&mut self, around: &Around, class: usize, sign: f64) {
        for other in 0..self.size {
            self.pairs[class * self.size + other] += sign * around.next[other];
            self.pairs[other * self.size + class] += sign * around.previous[other];
        }
        self.pairs[class * self.size + class] += sign * around.own;
        self.left[class] += sign * around.out;
        self.right[class] += sign * around.into;
    }

    /// How much likelier the text becomes with a word, which is in no class now, in `class`.
    fn gain(&self, around: &Around, class: usize, next: &[usize], previous: &[usize]) -> f64 {
        let pair = |one: usize, other: usize, more: f64| {
            let now = self.pairs[one * self.size + other];
            entropy(now + more) - entropy(now)
        };
        let mut sum = pair(class, class, around.own + around.next[class] + around.previous[class]);
        sum += next
            .iter()
            .filter(|&&other| other != class)
            .map(|&other| pair(class, other, around.next[other]))
            .sum::<f64>();
        sum += previous
            .iter()
            .filter(|&&other| other != class)
            .map(|&other| pair(other, class, around.previous[other]))
            .sum::<f64>();
        sum - (entropy(self.left[class] + around.out) - entropy(self.left[class]))
            - (entropy(self.right[class] + around.into) - entropy(self.right[class]))
    }

    /// Moves a word to its best class; whether that is another one.
    fn improve(&mut self, word: usize) -> bool {
        let around = self.around(word);
        let present = |counts: &[f64]| (0..counts.len()).filter(|&class| counts[class] > 0.0).collect::<Vec<_>>();
        let (next, previous) = (present(&around.next), present(&around.previous));
        let old = self.class[word];
        self.shift(&around, old, -1.0);
        let mut best = old;
        // A word stays where it is as good.
        let mut most = self.gain(&around, old, &next, &previous) + 1e-9;
        for class in 0..self.classes {
            let gain = self.gain(&around, class, &next, &previous);
            if gain > most {
                (best, most) = (class, gain);
            }
        }
        self.class[word] = best;
        self.shift(&around, best, 1.0);
        best != old
    }
}

fn entropy(count: f64) -> f64 {
    if count > 0.5 { count * count.ln() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_stand_between_the_same_words_come_together() {
        // Names 0 and 1, verbs 2 and 3, things 4 and 5: name verb thing.
        let sentences: Vec<Vec<u32>> =
            (0..64u32).map(|number| vec![number % 2, 2 + number / 2 % 2, 4 + number / 4 % 2]).collect();
        let found = classes(&sentences, 6, 3, &|_| {});
        assert_eq!(found[0], found[1]);
        assert_eq!(found[2], found[3]);
        assert_eq!(found[4], found[5]);
        assert_ne!(found[0], found[2]);
        assert_ne!(found[2], found[4]);
    }
}
