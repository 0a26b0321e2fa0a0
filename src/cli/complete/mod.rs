//! `dixit complete`: what goes on from an unfinished query in a shell's line: names of fields, and values that the index
//! holds. The scripts of `dixit completions` call it; all else they complete by themselves.

mod line;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Command, ValueEnum};
use dixit::answer;
use dixit::error::Error;
use dixit::index::{Field, Index, SavedQueries};
use dixit::present::clean;

use super::ui::stdout;
use super::{Outcome, shield};
use line::{Line, Quoting};

/// More than this nobody looks through.
const MOST_VALUES: usize = 200;

/// The command whose arguments may be names of saved queries.
const SAVED: &str = "saved";

/// The scripts that ask `dixit complete`, behind those that clap makes.
const BASH: &str = include_str!("bash.sh");
const ZSH: &str = include_str!("zsh.sh");
const FISH: &str = include_str!("fish.fish");

/// A shell that can ask while a line is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Asking {
    Bash,
    Zsh,
    Fish,
}

/// Tell a shell how a query may go on
#[derive(Debug, Args)]
#[command(hide = true)]
pub(crate) struct CompleteArgs {
    #[arg(value_enum)]
    shell: Asking,
    /// The command line up to the cursor
    line: String,
    /// The characters at which the shell breaks words, beside white space
    #[arg(default_value = "")]
    breaks: String,
}

/// Commands whose first arguments are names, how many, and of what.
const NAMED: [(&str, usize, &[Field]); 2] =
    [("who", 1, &[Field::Speaker]), ("compare", 2, &[Field::Speaker, Field::Outlet])];

/// The script that clap made for `shell`, and behind it what asks for values.
pub(super) fn asking(shell: clap_complete::Shell, mut script: String) -> String {
    use clap_complete::Shell;
    match shell {
        Shell::Bash => script.push_str(BASH),
        Shell::Zsh => {
            // The last lines call the function; ours takes its name before.
            script.truncate(script.rfind("\nif [ \"$funcstack[1]\"").unwrap_or(script.len()));
            script.push_str(ZSH);
        }
        Shell::Fish => script.push_str(FISH),
        _ => {}
    }
    script
}

pub(super) fn run(place: &Path, args: &CompleteArgs, command: &Command) -> Result<Outcome, Error> {
    let line = Line::read(&args.line);
    let replies = replies(&line, place, args, command).unwrap_or_default();
    let mut out = stdout();
    for reply in &replies {
        writeln!(out, "{reply}")?;
    }
    out.flush()?;
    Ok(Outcome::of(replies.len() as u64))
}

/// What may stand in place of the last word; `None` where that is no part of a query.
fn replies(line: &Line<'_>, place: &Path, args: &CompleteArgs, command: &Command) -> Option<Vec<String>> {
    let mut words = line.before.iter().skip(1).skip_while(|word| !shield::QUERYING.contains(&word.as_str()));
    let called = words.next()?;
    let querying = command.find_subcommand(called)?;
    let index = || named_index(&line.before).unwrap_or_else(|| place.to_owned());
    if called == SAVED && !line.word.starts_with('-') {
        match words.find(|word| querying.find_subcommand(word).is_some())?.as_str() {
            "add" => {}
            "run" | "reset" | "remove" => return Some(saved_names(&index(), &line.word)),
            _ => return None,
        }
    }
    if line.word.starts_with("--") || takes_value(line.before.last()?, [command, querying]) {
        return None;
    }
    if let Some((_, n_names, fields)) = NAMED.iter().find(|(name, ..)| name == called)
        && n_arguments(&line.before, called, [command, querying]) < *n_names
        && !line.word.starts_with('-')
    {
        let mut names = Vec::new();
        for field in *fields {
            names.extend(held(*field, &index(), &line.word)?);
        }
        names.sort();
        names.dedup();
        return Some(spelled(line, 0, &names, args));
    }
    // Where the index cannot be read, this is no place to say why.
    let found =
        answer::continuations(&line.word, |field, begun, most| Index::open(&index())?.values(field, begun, most))
            .ok()??;
    let texts: Vec<String> = found.texts.iter().map(|text| clean(text)).collect();
    Some(spelled(line, found.start, &texts, args))
}

/// The texts as the shell wants them: fish the whole word and no quotation, the others what they will put in place of
/// what they take for the word, quoted.
fn spelled(line: &Line<'_>, start: usize, texts: &[String], args: &CompleteArgs) -> Vec<String> {
    if args.shell == Asking::Fish {
        return texts.iter().map(|text| format!("{}{text}", &line.word[..start])).collect();
    }
    let from = line.place(start);
    // Inside quotation marks the shell takes everything behind the mark for the word.
    let broken = match line.quoting {
        Quoting::None if args.shell == Asking::Bash => last_break(&line.raw[..from], &args.breaks),
        Quoting::None => 0,
        Quoting::Single => line.raw.rfind('\'').map_or(0, |mark| mark + 1),
        Quoting::Double => line.raw.find('"').map_or(0, |mark| mark + 1),
    };
    let kept = line.raw.get(broken..from).unwrap_or_default();
    let mut replies: Vec<String> = texts.iter().map(|text| format!("{kept}{}", line.quoted(text))).collect();
    // bash puts what all replies begin with in place of the word, even if that is less than was typed.
    if args.shell == Asking::Bash && replies.len() > 1 && !common(&replies).starts_with(&line.raw[broken..]) {
        replies.push("…".to_owned());
    }
    replies
}

/// Where the word that bash will replace begins: behind the last character that parts words and is not escaped.
fn last_break(raw: &str, breaks: &str) -> usize {
    let mut escaped = false;
    let mut from = 0;
    for (at, character) in raw.char_indices() {
        if !escaped && breaks.contains(character) {
            from = at + character.len_utf8();
        }
        escaped = character == '\\' && !escaped;
    }
    from
}

/// What all of `texts` begin with.
fn common(texts: &[String]) -> &str {
    let Some((first, others)) = texts.split_first() else { return "" };
    let shared = |other: &String| first.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let length = others.iter().map(shared).min().unwrap_or(first.len());
    &first[..first.floor_char_boundary(length)]
}

/// Whether `word` is an option whose value comes next.
fn takes_value(word: &str, commands: [&Command; 2]) -> bool {
    let Some(name) = word.strip_prefix('-').filter(|name| !name.is_empty()) else { return false };
    commands.iter().flat_map(|command| command.get_arguments()).any(|argument| {
        let is_named = match name.strip_prefix('-') {
            Some(long) => argument.get_long() == Some(long),
            None => argument.get_short().is_some_and(|short| name == short.to_string()),
        };
        is_named && argument.get_action().takes_values()
    })
}

/// The folder that `--index` names in the line.
fn named_index(words: &[String]) -> Option<PathBuf> {
    let behind =
        words.iter().zip(words.iter().skip(1)).find(|(option, _)| *option == "--index").map(|(_, folder)| folder);
    let joined = || words.iter().find_map(|word| word.strip_prefix("--index="));
    behind.map(String::as_str).or_else(joined).map(PathBuf::from)
}

/// Saved queries whose names go on from `begun`. Their letters need no quotation in any shell.
fn saved_names(index: &Path, begun: &str) -> Vec<String> {
    let names = SavedQueries::of(index).names().unwrap_or_default();
    names.into_iter().filter(|name| name.starts_with(begun)).collect()
}

/// How many arguments that are no options stand behind the name of the command.
fn n_arguments(words: &[String], called: &str, commands: [&Command; 2]) -> usize {
    let mut behind = words.iter().skip_while(|word| *word != called).skip(1);
    let mut n_arguments = 0;
    while let Some(word) = behind.next() {
        if takes_value(word, commands) {
            behind.next();
        } else if !word.starts_with('-') {
            n_arguments += 1;
        }
    }
    n_arguments
}

/// The values of `field` that go on from `begun`; `None` when the index cannot be read: this is no place to say why.
fn held(field: Field, index: &Path, begun: &str) -> Option<Vec<String>> {
    let values = Index::open(index).and_then(|index| index.values(field, begun, MOST_VALUES)).ok()?;
    Some(values.iter().map(|value| clean(value)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spell(shell: Asking, line: &str, start: usize, texts: &[&str]) -> Vec<String> {
        let args = CompleteArgs { shell, line: String::new(), breaks: "\"'><=;|&(:".to_owned() };
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        spelled(&Line::read(line), start, &texts, &args)
    }

    #[test]
    fn each_shell_gets_what_it_puts_in_place_of_the_word() {
        let xi = ["\"Xi Jinping\""];
        assert_eq!(spell(Asking::Bash, "d speaker:Xi", 8, &xi), [r#"\"Xi\ Jinping\""#]);
        assert_eq!(spell(Asking::Bash, "d 'oil speaker:Xi", 12, &xi), [r#"oil speaker:"Xi Jinping""#]);
        assert_eq!(spell(Asking::Bash, "d -out", 1, &["outlet:"]), ["-outlet:"]);
        assert_eq!(spell(Asking::Zsh, "d speaker:Xi", 8, &xi), [r#"speaker:\"Xi\ Jinping\""#]);
        assert_eq!(spell(Asking::Fish, "d 'oil speaker:Xi", 12, &xi), [r#"oil speaker:"Xi Jinping""#]);
    }

    #[test]
    fn bash_is_kept_from_taking_back_what_was_typed() {
        assert_eq!(spell(Asking::Bash, "d outlet:t", 7, &["TASS", "Tanjug"]), ["TASS", "Tanjug", "…"]);
        assert_eq!(spell(Asking::Bash, "d outlet:T", 7, &["TASS", "Tanjug"]), ["TASS", "Tanjug"]);
    }

    #[test]
    fn values_of_options_are_left_to_the_shell() {
        let command = <crate::cli::Cli as clap::CommandFactory>::command();
        let search = command.find_subcommand("search").unwrap();
        assert!(takes_value("--articles", [&command, search]) && takes_value("-n", [&command, search]));
        assert!(!takes_value("--count", [&command, search]) && !takes_value("-outlet:TASS", [&command, search]));
    }
}
