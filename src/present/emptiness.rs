//! Why nothing was found, for people.

use std::io::{self, Write};

use super::terminal::{clean, paint};
use super::{Palette, explanation};
use crate::answer::{Like, WhyEmpty};

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
        WhyEmpty::Nowhere { held, like } if like.is_empty() => {
            format!("none of the {held} statements matches; fewer letters and a `*` find more")
        }
        WhyEmpty::Nowhere { like, .. } => did_you_mean(like),
        WhyEmpty::Barren { like, .. } => {
            let barren = why.barren().map(|node| clean(&node.label)).unwrap_or_default();
            let meant = if like.is_empty() { String::new() } else { format!("; {}", did_you_mean(like)) };
            format!("`{barren}` finds nothing by itself{meant}")
        }
        WhyEmpty::NeverTogether { .. } => {
            "each part is found, but never all of them in one statement: try `OR`, or fewer parts".to_owned()
        }
    };
    writeln!(out, "{} {hint}", paint(palette.help, "hint:"))
}

fn did_you_mean(names: &[Like]) -> String {
    let names: Vec<String> = names.iter().map(|like| format!("`{}`", clean(&like.name))).collect();
    format!("did you mean {}?", names.join(" or "))
}
