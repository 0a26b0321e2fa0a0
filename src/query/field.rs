//! What a mistyped field name most likely meant.

use super::lex::{closers, is_paren};
use super::problem::{Problem, ProblemKind};
use crate::index::Field;
use crate::text::Span;

/// Names that other tools and people's habits use, and the field they mean here.
const HABITS: &[(&str, Field)] = &[
    ("who", Field::Speaker),
    ("person", Field::Speaker),
    ("name", Field::Speaker),
    ("said", Field::Speaker),
    ("from", Field::Speaker),
    ("media", Field::Outlet),
    ("agency", Field::Outlet),
    ("newspaper", Field::Outlet),
    ("paper", Field::Outlet),
    ("site", Field::Outlet),
    ("year", Field::Date),
    ("month", Field::Date),
    ("published", Field::Date),
    ("body", Field::Quote),
    ("content", Field::Quote),
    ("statement", Field::Quote),
    ("subject", Field::Title),
    ("folder", Field::Path),
    ("dir", Field::Path),
    ("position", Field::Role),
];

/// The problem of a `name` at `span` that is no field; `rest` is the query behind its colon.
pub(super) fn unknown_field(name: &str, span: Span, rest: &str) -> Problem {
    let problem = Problem::new(ProblemKind::UnknownField(name.to_owned()), span);
    let folded = crate::text::fold(name);
    let name = folded.as_ref();
    let value: String = rest.chars().take_while(|next| !next.is_whitespace() && *next != ')').take(40).collect();
    match name {
        "after" | "since" => return problem.help(format!("write `date:>={value}`")),
        "before" | "until" => return problem.help(format!("write `date:<{value}`")),
        "*" => return problem.help("`*` alone finds every statement, `speaker:*` those with a speaker"),
        _ => {}
    }
    if let Some(field) = nearest_field(name) {
        return problem.help(format!("did you mean `{}:`?", field.name())).suggest(field.name());
    }
    let link = matches!(name, "http" | "https") && value.starts_with("//");
    if link {
        return problem.help(format!("to search for an address, write `url:\"{name}:{value}\"`"));
    }
    let known = Field::all().map(Field::name).collect::<Vec<_>>().join(", ");
    if value.is_empty() || value.contains(|mark| is_paren(mark) || closers(mark).is_some()) {
        return problem.help(format!("the fields are {known}"));
    }
    problem.help(format!("quote text that holds a colon: `\"{name}:{value}\"`; the fields are {known}"))
}

fn nearest_field(name: &str) -> Option<Field> {
    if let Some((_, field)) = HABITS.iter().find(|(habit, _)| *habit == name) {
        return Some(*field);
    }
    let names = Field::all().flat_map(|field| {
        std::iter::once(field.name()).chain(field.aliases().iter().copied()).map(move |name| (name, field))
    });
    nearest(name, names)
}

/// The candidate whose name is near enough to `word` to be a slip of it: one edit in three letters,
/// never more than three.
pub(super) fn nearest<'c, T>(word: &str, candidates: impl IntoIterator<Item = (&'c str, T)>) -> Option<T> {
    let length = word.chars().count();
    if length > 40 {
        return None;
    }
    candidates
        .into_iter()
        .filter(|(name, _)| name.len() > 2)
        .map(|(name, found)| (strsim::damerau_levenshtein(word, name), found))
        .filter(|(distance, _)| *distance <= (length / 3).clamp(1, 3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, found)| found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, meant: Option<Field>) {
        assert_eq!(nearest_field(name), meant, "field meant by {name:?}");
    }

    #[test]
    fn slips_and_habits_lead_to_a_field() {
        check("outlte", Some(Field::Outlet));
        check("spaeker", Some(Field::Speaker));
        check("langauge", Some(Field::Lang));
        check("dat", Some(Field::Date));
        check("who", Some(Field::Speaker));
        check("agency", Some(Field::Outlet));
    }

    #[test]
    fn other_words_lead_nowhere() {
        check("http", None);
        check("12", None);
        check("moscow", None);
        check("q1", None);
    }
}
