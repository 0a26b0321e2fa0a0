//! The text of a mail as its author wrote it: paragraphs whole, without what others wrote before and what every mail of a
//! list ends with.

/// The text of a plain part. `flowed` and `delsp`: as its header says of its line ends (RFC 3676).
pub(super) fn of_plain(text: &str, flowed: bool, delsp: bool) -> String {
    let own = without_quotes(text);
    let whole = if flowed { unflowed(&own, delsp) } else { unwrapped(&own) };
    cleaned(&whole)
}

/// The text without signature and without the footers of mailing lists.
pub(super) fn cleaned(text: &str) -> String {
    without_footers(without_signature(text)).trim().to_owned()
}

/// Whether lines of `text` are quoted from another mail.
pub(super) fn has_quotes(text: &str) -> bool {
    text.lines().any(|line| line.starts_with('>'))
}

/// Leaves out quoted lines, the line that says whom they quote, and mails that are appended whole.
fn without_quotes(text: &str) -> String {
    const APPENDED: [&str; 4] = [
        "-----Original Message-----",
        "-----Ursprüngliche Nachricht-----",
        "-----Message d'origine-----",
        "-----Исходное сообщение-----",
    ];
    let mut kept: Vec<&str> = Vec::new();
    for line in text.lines() {
        if APPENDED.contains(&line.trim()) {
            break;
        }
        if !line.starts_with('>') {
            kept.push(line);
            continue;
        }
        let introduces =
            |line: &str| line.trim_end().ends_with(':') && line.contains(|c: char| c.is_ascii_digit() || c == '@');
        let last = kept.iter().rposition(|line| !line.trim().is_empty());
        if let Some(last) = last.filter(|last| introduces(kept[*last])) {
            // It may have been wrapped itself.
            let start = kept[..last].iter().rposition(|line| line.trim().is_empty()).map_or(last, |blank| blank + 1);
            kept.truncate(if last - start < 3 { start } else { last });
        }
    }
    kept.join("\n")
}

/// Lines that end with a space go on in the next.
fn unflowed(text: &str, delsp: bool) -> String {
    let mut whole = String::with_capacity(text.len());
    for line in text.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        match line.strip_suffix(' ') {
            Some(soft) if line != "-- " => whole.push_str(if delsp { soft } else { line }),
            _ => {
                whole.push_str(line);
                whole.push('\n');
            }
        }
    }
    whole
}

/// Joins the lines of paragraphs that were broken at a fixed width.
fn unwrapped(text: &str) -> String {
    const WIDTHS: std::ops::RangeInclusive<usize> = 50..=80;
    let mut whole = String::with_capacity(text.len());
    for block in blocks(text) {
        let lines: Vec<&str> = block.lines().map(str::trim_end).collect();
        let (last, wrapped) = lines.split_last().unwrap_or((&"", &[]));
        let width = |line: &str| line.chars().count();
        let is_wrapped = wrapped.iter().all(|line| WIDTHS.contains(&width(line))) && width(last) <= *WIDTHS.end();
        whole.push_str(&lines.join(if is_wrapped { " " } else { "\n" }));
        whole.push_str("\n\n");
    }
    whole
}

/// Paragraphs between blank lines.
fn blocks(text: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut block = String::new();
    for line in text.lines().chain(std::iter::once("")) {
        if !line.trim().is_empty() {
            if !block.is_empty() {
                block.push('\n');
            }
            block.push_str(line);
        } else if !block.is_empty() {
            blocks.push(std::mem::take(&mut block));
        }
    }
    blocks
}

/// A line of two hyphens and a space parts the signature from the text; clients may lose the space.
fn without_signature(text: &str) -> &str {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if matches!(line.trim_end_matches(['\r', '\n']), "-- " | "--") && at > 0 {
            return &text[..at];
        }
        at += line.len();
    }
    text
}

/// Leaves out paragraphs that tell how to leave the list, or where else to read it.
fn without_footers(text: &str) -> String {
    const MAX_CHARACTERS: usize = 400;
    const WORDS: [&str; 16] = [
        "unsubscribe",
        "email preferences",
        "manage your preferences",
        "in your browser",
        "in browser",
        "newsletter abbestellen",
        "newsletter abmelden",
        "im browser",
        "se désabonner",
        "se désinscrire",
        "darse de baja",
        "cancelar suscripción",
        "отписаться",
        "отказаться от рассылки",
        "取消订阅",
        "إلغاء الاشتراك",
    ];
    let is_footer = |block: &str| {
        let folded = block.to_lowercase();
        block.chars().count() <= MAX_CHARACTERS
            && !folded.contains(['"', '“', '«'])
            && WORDS.iter().any(|word| folded.contains(word))
    };
    let blocks: Vec<String> = blocks(text).into_iter().filter(|block| !is_footer(block)).collect();
    blocks.join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(of_plain(text, false, false), expected, "{text}");
    }

    #[test]
    fn wrapped_paragraphs_are_whole_again_and_lists_stay() {
        check(
            "The harbour master said on Monday that no ship would leave before\nthe storm had passed.\n\n- one\n- two\n",
            "The harbour master said on Monday that no ship would leave before the storm had passed.\n\n- one\n- two",
        );
    }

    #[test]
    fn flowed_lines_are_joined() {
        assert_eq!(of_plain("The port \nis open.\n From here.\n", true, false), "The port is open.\nFrom here.");
        assert_eq!(of_plain("港は開 \nいている。\n", true, true), "港は開いている。");
    }

    #[test]
    fn what_others_wrote_is_left_out() {
        check(
            "I agree.\n\nOn Mon, 1 Jan 2024, Ada Voss\n<a@b.example> wrote:\n> The port is open.\n> Really.\n\nBye.",
            "I agree.\n\nBye.",
        );
        check("I agree.\n\n-----Original Message-----\nFrom: Ada\n", "I agree.");
        check("He said this:\n> The port is open.", "He said this:");
    }

    #[test]
    fn signatures_and_footers_are_left_out() {
        check("The port is open.\n-- \nAda Voss\nGazette", "The port is open.");
        check(
            "View this email in your browser\n\nThe port is open.\n\nTo unsubscribe, write to us.\n",
            "The port is open.",
        );
        check("\"I will unsubscribe,\" he said.", "\"I will unsubscribe,\" he said.");
    }
}
