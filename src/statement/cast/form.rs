//! The distinct names of an article and what it says of each.

use super::super::name::{Name, PLACES, is_organisation_name};
use super::super::place;
use super::super::role::is_party;
use super::super::title::is_office;
use crate::outlet::Outlets;
use crate::speaker::{Gender, gender};

/// What a name stands for, as far as the article and its words tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Person,
    Body,
    /// People of one party or office: `Senate Republicans`.
    Group,
    Place,
    Unknown,
}

/// A distinct name and what the article says of it.
#[derive(Debug)]
pub(super) struct Form {
    /// First name of that form in the cast's names.
    pub first: usize,
    /// Byte offsets where it stands, ascending.
    pub places: Vec<usize>,
    pub role: Option<String>,
    pub gender: Option<Gender>,
    /// Whether its last word stands alone somewhere, as surnames do.
    pub alone: bool,
    /// Common nouns that the article calls it by: `utility` for "the utility, PG&E" or "PG&E is a utility".
    pub types: Vec<String>,
    pub sort: Sort,
}

impl Form {
    pub(super) fn new(first: usize, name: &Name) -> Self {
        Form {
            first,
            places: vec![name.span.start],
            role: name.role.clone(),
            gender: name.gender,
            alone: false,
            types: Vec::new(),
            sort: Sort::Unknown,
        }
    }

    /// Another name of that form.
    pub(super) fn add(&mut self, name: &Name) {
        self.places.push(name.span.start);
        self.gender = self.gender.or(name.gender);
        if self.role.is_none() {
            self.role.clone_from(&name.role);
        }
    }

    /// Where it stands last before `at`.
    pub(super) fn latest_before(&self, at: usize) -> Option<usize> {
        let before = self.places.partition_point(|&place| place < at);
        before.checked_sub(1).map(|index| self.places[index])
    }

    /// What it stands for, once all that the article says of it is known.
    pub(super) fn sort_of(&self, words: &[String]) -> Sort {
        let full = words.join(" ");
        if place::is_country(&full) {
            return Sort::Place;
        }
        if is_organisation_name(words) || Outlets::in_use().by_name(&full).is_some() {
            return Sort::Body;
        }
        let given = words.first().and_then(|first| gender(first)).is_some();
        if words.last().is_some_and(|last| is_party(&last.to_lowercase()))
            || words.iter().any(|word| are_many(&word.to_lowercase(), given))
        {
            return Sort::Group;
        }
        if self.gender.is_some() || self.role.is_some() {
            return Sort::Person;
        }
        if words.iter().any(|word| PLACES.contains(&word.to_lowercase().as_str())) {
            return Sort::Place;
        }
        match words.len() {
            1 => Sort::Unknown,
            2..=4 if given || self.alone => Sort::Person,
            // People go by their surname once they have been named; what is always called by all of its name is none.
            2..=4 if self.places.len() < 3 => Sort::Unknown,
            _ => Sort::Body,
        }
    }
}

/// Whether a word names several people: `Republicans`, `Dems`, and `Senators` where no given name stands before it.
fn are_many(word: &str, given: bool) -> bool {
    word.strip_suffix('s').is_some_and(|one| is_party(one) || one == "dem" || !given && is_office(one))
}
