//! Senses of English words by `WordNet`'s sense index (`dict/index.sense`): lemma, part of speech, lexicographer file.

use std::collections::HashMap;

/// The parts of speech, as the index numbers them; adjectives have two numbers.
const NOUN: u8 = 1;
const VERB: u8 = 2;

/// First senses of lemmas, and how often they occur tagged.
#[derive(Debug, Default)]
pub(super) struct Senses {
    /// (lemma, part of speech) → (number of the sense, lexicographer file from 1).
    first: HashMap<(String, u8), (u32, u8)>,
    counts: HashMap<(String, u8), u32>,
}

impl Senses {
    /// Reads the sense index: `lemma%part:file:id:head:id offset number count` a line.
    pub(super) fn read(index: &str) -> Self {
        let mut found = Self::default();
        for line in index.lines() {
            let mut cells = line.split(' ');
            let (Some(key), Some(number), Some(count)) = (cells.next(), cells.nth(1), cells.next()) else { continue };
            let Some((lemma, rest)) = key.split_once('%') else { continue };
            let mut parts = rest.split(':');
            let part = parts.next().and_then(|part| part.parse::<u8>().ok());
            let file = parts.next().and_then(|file| file.parse::<u8>().ok());
            let (Some(part), Some(file), Ok(number), Ok(count)) = (part, file, number.parse(), count.parse::<u32>())
            else {
                continue;
            };
            // Satellite adjectives (5) are adjectives (3).
            let key = (lemma.to_owned(), if part == 5 { 3 } else { part });
            *found.counts.entry(key.clone()).or_default() += count;
            let sense = found.first.entry(key).or_insert((number, file + 1));
            if number < sense.0 {
                *sense = (number, file + 1);
            }
        }
        found
    }

    /// The lexicographer files of a word form's first senses as noun and as verb, 0 for none, and the part of speech
    /// that it has most often: 1 noun, 2 verb, 3 adjective, 4 adverb, 0 when none was ever counted.
    pub(super) fn of(&self, form: &str) -> (u8, u8, u8) {
        let find = |part: u8| {
            lemmas(form, part).into_iter().map(|lemma| (lemma, part)).find_map(|key| {
                self.first.get(&key).map(|(_, file)| (*file, self.counts.get(&key).copied().unwrap_or_default()))
            })
        };
        let counted =
            (1..=4).filter_map(|part| find(part).map(|(_, count)| (count, part))).filter(|(count, _)| *count > 0);
        let commonest =
            counted.max_by_key(|(count, part)| (*count, std::cmp::Reverse(*part))).map_or(0, |(_, part)| part);
        let file = |part: u8| find(part).map_or(0, |(file, _)| file);
        (file(NOUN), file(VERB), commonest)
    }
}

/// Verbs whose past is not made by an ending, of those that news use most.
const IRREGULAR: &str = "said:say told:tell wrote:write written:write spoke:speak spoken:speak thought:think knew:know \
known:know felt:feel held:hold found:find gave:give given:give made:make took:take taken:take went:go gone:go saw:see \
seen:see heard:hear swore:swear sworn:swear sent:send put:put laid:lay led:lead kept:keep came:come became:become \
began:begin begun:begin chose:choose chosen:choose drew:draw drawn:draw met:meet meant:mean read:read sought:seek \
brought:bring understood:understand sang:sing got:get had:have has:have did:do done:do does:do was:be were:be is:be \
are:be been:be built:build bought:buy caught:catch fell:fall fought:fight forgot:forget left:leave lost:lose paid:pay \
ran:run sold:sell stood:stand taught:teach won:win threw:throw broke:break broken:break";

/// What a form may be an inflection of, the form itself first.
fn lemmas(form: &str, part: u8) -> Vec<String> {
    const NOUN_ENDINGS: [(&str, &[&str]); 7] = [
        ("ies", &["y"]),
        ("ses", &["s"]),
        ("xes", &["x"]),
        ("ches", &["ch"]),
        ("shes", &["sh"]),
        ("men", &["man"]),
        ("s", &[""]),
    ];
    const VERB_ENDINGS: [(&str, &[&str]); 6] =
        [("ies", &["y"]), ("ied", &["y"]), ("ing", &["", "e"]), ("ed", &["", "e"]), ("es", &["", "e"]), ("s", &[""])];
    let mut found = vec![form.to_owned()];
    let endings: &[(&str, &[&str])] = match part {
        NOUN => &NOUN_ENDINGS,
        VERB => &VERB_ENDINGS,
        _ => &[],
    };
    if part == VERB {
        let irregular = IRREGULAR.split_whitespace().filter_map(|pair| pair.split_once(':'));
        found.extend(irregular.filter(|(past, _)| *past == form).map(|(_, verb)| verb.to_owned()));
    }
    for (ending, bases) in endings {
        let Some(stem) = form.strip_suffix(ending).filter(|stem| stem.len() > 1) else { continue };
        found.extend(bases.iter().map(|base| format!("{stem}{base}")));
        let last = stem.chars().next_back();
        if part == VERB && matches!(*ending, "ing" | "ed") && stem.len() > 2 && stem.chars().rev().nth(1) == last {
            found.push(stem[..stem.len() - last.map_or(0, char::len_utf8)].to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const INDEX: &str = "say%2:32:00:: 01009240 1 2000\nsay%2:32:01:: 01015244 2 10\nsay%1:04:00:: 00168237 1 5\n\
                         plan%2:31:00:: 00704690 1 30\nplan%1:09:00:: 05898568 1 60\nred%5:00:01:: 00381097 1 40\n";

    #[test]
    fn forms_lead_to_the_first_sense_of_their_lemma() {
        let senses = Senses::read(INDEX);
        assert_eq!(senses.of("said"), (0, 33, 2));
        assert_eq!(senses.of("say"), (5, 33, 2));
        assert_eq!(senses.of("planning"), (0, 32, 2));
        assert_eq!(senses.of("plans"), (10, 32, 1));
        assert_eq!(senses.of("red"), (0, 0, 3));
        assert_eq!(senses.of("blue"), (0, 0, 0));
    }
}
