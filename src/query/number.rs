//! What a number or a range of numbers means: bounds between 0 and 1.

use super::Matcher;
use super::problem::{Problem, ProblemKind};
use super::range::{End, Range};
use crate::index::Field;

/// The numbers that `range` names, for the number `field`.
pub(super) fn numbers(range: Range<'_>, field: Field) -> Result<Matcher, Problem> {
    let (from, to, span) = match range {
        Range::One(end) => (Some(end), Some(end), end.span),
        Range::Between { from, to, span } => (from, to, span),
    };
    let read = |end: Option<End<'_>>| end.map(|end| Ok((number(end, field)?, end.inclusive))).transpose();
    let (lower, upper) = (read(from)?, read(to)?);
    if let (Some((low, low_in)), Some((high, high_in))) = (lower, upper) {
        // Written so that equal ends count as empty when one of them is left out.
        if low > high || !(low < high || (low_in && high_in)) {
            let problem = Problem::new(ProblemKind::BackwardRange, span).help("no number lies in it");
            return Err(if low > high { problem.suggest(format!("{high}..{low}")) } else { problem });
        }
    }
    Ok(Matcher::Numbers { from: lower, to: upper })
}

fn number(end: End<'_>, field: Field) -> Result<f64, Problem> {
    let text = end.text;
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && text.bytes().filter(|&byte| byte == b'.').count() <= 1
        && text.bytes().any(|byte| byte.is_ascii_digit());
    let shape = format!("write `{0}:0.8`, `{0}:>=0.8` or `{0}:0.5..0.9`", field.name());
    if !plain {
        let problem = Problem::new(ProblemKind::BadNumber(text.to_owned()), end.span).help(shape);
        let point = text.replacen(',', ".", 1);
        let percent = text.strip_suffix('%').and_then(|digits| digits.parse::<f64>().ok());
        return Err(match (percent, point.parse::<f64>()) {
            (Some(percent), _) if (0.0..=100.0).contains(&percent) => problem.suggest((percent / 100.0).to_string()),
            (None, Ok(number)) if (0.0..=1.0).contains(&number) => problem.suggest(point),
            _ => problem,
        });
    }
    match text.parse::<f64>() {
        Ok(number) if (0.0..=1.0).contains(&number) => Ok(number),
        Ok(number) => {
            let problem = Problem::new(ProblemKind::NumberOutOfRange(text.to_owned()), end.span).help(shape);
            Err(if number <= 100.0 { problem.suggest((number / 100.0).to_string()) } else { problem })
        }
        Err(_) => Err(Problem::new(ProblemKind::BadNumber(text.to_owned()), end.span).help(shape)),
    }
}
