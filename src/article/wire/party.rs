//! Who sent an item: one of the names, codes and addresses by which it is called.

use crate::article::host_of;
use crate::outlet::Outlets;

/// The first of `names` that the outlet table knows as a name or as a site, else simply the first.
pub(super) fn known_or_first<S: AsRef<str>>(names: impl IntoIterator<Item = Option<S>>) -> Option<String> {
    let outlets = Outlets::in_use();
    let mut first = None;
    for name in names.into_iter().flatten() {
        let name = name.as_ref().trim();
        if name.is_empty() {
            continue;
        }
        let known = outlets.by_name(name).or_else(|| outlets.by_host(host_of(name).unwrap_or(name)));
        if let Some(outlet) = known {
            return Some(outlet.name.clone());
        }
        first.get_or_insert_with(|| name.to_owned());
    }
    first
}

/// What a code says without the scheme it belongs to: `dpa` of `nprov:dpa`.
pub(super) fn unqualified(code: &str) -> &str {
    code.rsplit_once(':').map_or(code, |(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_name_goes_before_an_unknown_one() {
        for (names, expected) in [
            (vec![Some("Desk 4"), Some("reuters.com")], Some("Reuters")),
            (vec![Some("Desk 4"), Some("https://www.dpa.com/about")], Some("dpa")),
            (vec![None, Some(" "), Some("Desk 4"), Some("Desk 5")], Some("Desk 4")),
            (vec![None], None),
        ] {
            assert_eq!(known_or_first(names.clone()).as_deref(), expected, "{names:?}");
        }
    }
}
