//! Why nothing was found, for people.

use std::io::{self, Write};

use super::terminal::{clean, paint};
use super::{Palette, explanation};
use crate::answer::WhyEmpty;

/// Writes why nothing was found for `query`.
///
/// # Errors
///
/// When the output cannot be written.
pub fn emptiness(out: &mut dyn Write, palette: &Palette, query: &str, why: &WhyEmpty) -> io::Result<()> {
    writeln!(out, "nothing found for `{}`", clean(query))?;
    if !why.nodes().is_empty() {
        writeln!(out, "each part alone:")?;
        explanation(out, palette, why.nodes())?;
    }
    let hint = match why {
        WhyEmpty::EmptyIndex => "the index holds no statement yet: `dixit index PATH…` reads articles".to_owned(),
        WhyEmpty::Nowhere { held } => {
            format!("none of the {held} statements matches; fewer letters and a `*` find more")
        }
        WhyEmpty::Barren { .. } => {
            let barren = why.barren().map(|node| clean(&node.label)).unwrap_or_default();
            format!("`{barren}` finds nothing by itself")
        }
        WhyEmpty::NeverTogether { .. } => {
            "each part is found, but never all of them in one statement: try `OR`, or fewer parts".to_owned()
        }
    };
    writeln!(out, "{} {hint}", paint(palette.help, "hint:"))
}
