//! Tells excluding query parts (`-outlet:TASS`) from options (`-n5`) before clap reads the arguments.
//!
//! clap can take values that begin with a hyphen, but takes every option behind the first such value
//! for a value too. A space in front of the part keeps the two apart; [`part`] takes it off again.

use std::ffi::OsString;

use clap::Command;

/// Commands whose arguments hold a query.
pub(super) const QUERYING: [&str; 7] = ["search", "facets", "trace", "who", "compare", "saved", "browse"];

/// `arguments` (the program's name first) with a space before each query part that begins with `-`.
pub(super) fn shield(command: &Command, arguments: Vec<OsString>) -> Vec<OsString> {
    let Some(name) = arguments.iter().skip(1).find(|argument| QUERYING.iter().any(|name| *argument == *name)).cloned()
    else {
        return arguments;
    };
    let known: Vec<char> = command
        .get_subcommands()
        .filter(|part| name == part.get_name())
        .flat_map(|part| part.get_subcommands().chain([part]))
        .chain([command])
        .flat_map(Command::get_arguments)
        .filter_map(clap::Arg::get_short)
        .chain(['h', 'V'])
        .collect();
    let mut is_behind = false;
    arguments
        .into_iter()
        .map(|argument| {
            is_behind |= argument == name;
            match argument.to_str() {
                Some(text) if is_behind && is_query_part(text, &known) => format!(" {text}").into(),
                _ => argument,
            }
        })
        .collect()
}

/// A hyphen and something else than short options and their numbers.
fn is_query_part(text: &str, known: &[char]) -> bool {
    let Some(rest) = text.strip_prefix('-') else { return false };
    if rest.is_empty() || rest.starts_with('-') {
        return false;
    }
    let options = rest.trim_end_matches(|character: char| character.is_ascii_digit() || character == '=');
    !options.chars().all(|character| known.contains(&character))
}

/// The argument as typed.
#[allow(clippy::unnecessary_wraps)] // clap's value parsers return a result.
pub(super) fn part(argument: &str) -> Result<String, String> {
    Ok(argument.strip_prefix(' ').filter(|part| part.starts_with('-')).unwrap_or(argument).to_owned())
}
