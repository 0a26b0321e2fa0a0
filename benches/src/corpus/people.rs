//! Who is named in the corpus: a population in which few are named often and most seldom, as in the news.

use std::collections::HashMap;

/// How many people there are. Those of the first ranks have the commonest real names of the sources.
const POPULATION: u64 = 400_000;

/// A name in full and its last part.
#[derive(Debug, Clone)]
pub(super) struct Name {
    pub(super) full: String,
    pub(super) last: String,
}

/// The population.
pub(super) struct People {
    /// Real names, the commonest first.
    real: Vec<Name>,
    given: Vec<String>,
    last: Vec<String>,
}

impl People {
    /// The population that grows out of the full names that occur, with how often each does.
    pub(super) fn new(counted: &HashMap<String, usize>) -> Self {
        let mut names: Vec<(&String, &usize)> = counted.iter().collect();
        names.sort_by(|one, other| other.1.cmp(one.1).then(one.0.cmp(other.0)));
        let real: Vec<Name> = names
            .iter()
            .filter_map(|(name, _)| Some(Name { full: (*name).clone(), last: name.rsplit_once(' ')?.1.to_owned() }))
            .collect();
        let part = |of: fn(&Name) -> &str| {
            let mut parts: Vec<String> = real.iter().map(|name| of(name).to_owned()).collect();
            parts.sort();
            parts.dedup();
            parts
        };
        let given = part(|name| name.full.split(' ').next().unwrap_or_default());
        let last = part(|name| &name.last);
        Self { real, given, last }
    }

    /// Somebody: one of rank `r` is met in inverse proportion to `r`.
    pub(super) fn anybody(&self, random: &mut fastrand::Rng) -> Name {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // A rank of the population.
        let rank = (random.f64() * (POPULATION as f64).ln()).exp() as u64 - 1;
        self.of_rank(rank)
    }

    fn of_rank(&self, rank: u64) -> Name {
        let real = usize::try_from(rank).ok().and_then(|rank| self.real.get(rank));
        if let Some(name) = real {
            return name.clone();
        }
        let mut random = fastrand::Rng::with_seed(rank);
        let pick = |random: &mut fastrand::Rng, of: &[String]| random.choice(of).cloned().unwrap_or_default();
        let given = pick(&mut random, &self.given);
        let last = if random.bool() {
            pick(&mut random, &self.last)
        } else {
            spliced(&pick(&mut random, &self.last), &pick(&mut random, &self.last))
        };
        Name { full: format!("{given} {last}"), last }
    }
}

/// The beginning of one name with the end of another: a name that nobody has and everybody could.
fn spliced(one: &str, other: &str) -> String {
    let half = |text: &str| text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
    format!("{}{}", &one[..half(one)], other[half(other)..].to_lowercase())
}
