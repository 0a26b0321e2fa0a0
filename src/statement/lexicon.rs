//! The words the rules know: reporting words from `data/cues.toml`, and the closed classes of English.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// What a reporting word takes as its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CueClass {
    /// A clause, with "that" or without.
    Clause,
    /// An addressee, then a clause.
    Tell,
    /// A question or a request.
    Ask,
    /// A noun phrase or a clause.
    Object,
    /// "to" with a verb, maybe an addressee before it.
    Infinitive,
    /// An object and what it is called.
    Label,
    /// Somebody else's words ("quoted him as saying").
    Quoted,
}

#[derive(Deserialize, Default)]
struct Language {
    #[serde(default)]
    clause: Vec<String>,
    #[serde(default)]
    tell: Vec<String>,
    #[serde(default)]
    ask: Vec<String>,
    #[serde(default)]
    object: Vec<String>,
    #[serde(default)]
    infinitive: Vec<String>,
    #[serde(default)]
    label: Vec<String>,
    #[serde(default)]
    quoted: Vec<String>,
}

type Cues = HashMap<String, CueClass>;

static CUES: LazyLock<HashMap<String, Cues>> = LazyLock::new(|| {
    let languages: HashMap<String, Language> = toml::from_str(include_str!("../../data/cues.toml")).unwrap_or_default();
    languages
        .into_iter()
        .map(|(lang, words)| {
            let classes = [
                (words.clause, CueClass::Clause),
                (words.tell, CueClass::Tell),
                (words.ask, CueClass::Ask),
                (words.object, CueClass::Object),
                (words.infinitive, CueClass::Infinitive),
                (words.label, CueClass::Label),
                (words.quoted, CueClass::Quoted),
            ];
            let mut cues = Cues::new();
            for (groups, class) in classes {
                for form in groups.iter().flat_map(|group| group.split(' ')) {
                    // What says how something is called says so first, where a language's verb does both.
                    if class == CueClass::Label && lang != "en" {
                        cues.insert(form.to_owned(), class);
                    }
                    cues.entry(form.to_owned()).or_insert(class);
                }
            }
            (lang, cues)
        })
        .collect()
});

/// The reporting words of a language (ISO 639-1), by lower-cased form.
pub(super) fn cues(lang: &str) -> Option<&'static Cues> {
    CUES.get(lang)
}

/// Verbs that report only with a particle: form → particle → class.
pub(super) fn particle_cue(verb: &str, particle: &str) -> Option<CueClass> {
    use CueClass::{Clause, Infinitive, Object};
    let lemma = match verb {
        "call" | "calls" | "called" | "calling" => "call",
        "point" | "points" | "pointed" | "pointing" => "point",
        "refer" | "refers" | "referred" | "referring" => "refer",
        "rail" | "railed" | "railing" | "rails" => "rail",
        "speak" | "spoke" | "speaking" | "speaks" => "speak",
        "talk" | "talked" | "talking" | "talks" => "talk",
        "warn" | "warns" | "warned" | "warning" => "warn",
        "complain" | "complains" | "complained" | "complaining" => "complain",
        "apologize" | "apologized" | "apologised" | "apologizing" => "apologize",
        "appeal" | "appeals" | "appealed" | "appealing" => "appeal",
        "lash" | "lashed" | "lashing" => "lash",
        _ => return None,
    };
    Some(match (lemma, particle) {
        ("call", "for") | ("refer", "to") | ("rail", "against") | ("warn", "of" | "about" | "against") => Object,
        ("complain" | "talk", "about") | ("speak", "of") | ("apologize", "for") | ("lash", "out") => Object,
        ("point", "to") => Object,
        ("point", "out") => Clause,
        ("call", "on" | "upon") | ("appeal", "to") => Infinitive,
        _ => return None,
    })
}

/// Personal pronouns that can be a speaker.
pub(super) fn is_subject_pronoun(word: &str) -> bool {
    matches!(word, "he" | "she" | "they" | "it" | "i" | "we" | "you")
}

/// Pronouns that stand after a verb or preposition.
pub(super) fn is_object_pronoun(word: &str) -> bool {
    matches!(word, "him" | "her" | "them" | "it" | "me" | "us" | "you")
}

/// Words that can be a speaker by themselves.
pub(super) fn is_indefinite(word: &str) -> bool {
    matches!(
        word,
        "others"
            | "some"
            | "many"
            | "most"
            | "both"
            | "several"
            | "another"
            | "one"
            | "few"
            | "critics"
            | "sources"
            | "everyone"
            | "someone"
            | "nobody"
            | "who"
    )
}

pub(super) fn is_determiner(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "a"
            | "an"
            | "this"
            | "these"
            | "those"
            | "his"
            | "her"
            | "its"
            | "their"
            | "our"
            | "my"
            | "your"
            | "some"
            | "many"
            | "several"
            | "one"
            | "two"
            | "three"
            | "four"
            | "five"
            | "other"
            | "another"
            | "both"
            | "most"
    )
}

/// Auxiliary verbs that stand before a reporting verb.
pub(super) fn is_auxiliary(word: &str) -> bool {
    matches!(
        word,
        "has"
            | "had"
            | "have"
            | "is"
            | "was"
            | "are"
            | "were"
            | "be"
            | "been"
            | "being"
            | "did"
            | "do"
            | "does"
            | "will"
            | "would"
            | "could"
            | "should"
            | "may"
            | "might"
            | "must"
            | "can"
            | "didn't"
            | "doesn't"
            | "don't"
            | "hasn't"
            | "haven't"
            | "hadn't"
            | "won't"
            | "wouldn't"
            | "isn't"
            | "wasn't"
            | "not"
            | "never"
            | "he'd"
            | "he's"
    )
}

/// Modal verbs: what somebody could or would say was not said.
pub(super) fn is_modal(word: &str) -> bool {
    matches!(
        word,
        "would"
            | "could"
            | "should"
            | "may"
            | "might"
            | "must"
            | "can"
            | "wouldn't"
            | "couldn't"
            | "cannot"
            | "can't"
            | "will"
            | "won't"
    )
}

/// Adverbs that stand between a subject and its reporting verb.
pub(super) fn is_adverb(word: &str) -> bool {
    (word.len() > 4
        && word.ends_with("ly")
        && !matches!(
            word,
            "family"
                | "ally"
                | "reply"
                | "italy"
                | "july"
                | "daily"
                | "assembly"
                | "supply"
                | "weekly"
                | "kelly"
                | "molly"
                | "emily"
        ))
        || matches!(
            word,
            "also"
                | "later"
                | "then"
                | "even"
                | "just"
                | "still"
                | "now"
                | "again"
                | "once"
                | "always"
                | "often"
                | "further"
                | "too"
                | "earlier"
                | "already"
                | "since"
                | "soon"
                | "first"
                | "itself"
                | "himself"
                | "herself"
                | "themselves"
                | "ever"
                | "thus"
                | "instead"
                | "meanwhile"
                | "however"
                | "therefore"
                | "yet"
                | "only"
                | "long"
                | "all"
                | "previously"
        )
}

/// Prepositions with which an adjunct of a reporting verb begins ("said on Tuesday", "said in a statement").
pub(super) fn is_preposition(word: &str) -> bool {
    matches!(
        word,
        "on" | "in"
            | "at"
            | "to"
            | "during"
            | "after"
            | "before"
            | "from"
            | "by"
            | "with"
            | "unlike"
            | "of"
            | "via"
            | "for"
            | "about"
            | "through"
            | "over"
            | "under"
            | "following"
            | "outside"
            | "inside"
            | "near"
            | "upon"
            | "within"
            | "against"
            | "into"
            | "amid"
            | "regarding"
            | "concerning"
            | "around"
            | "between"
            | "among"
            | "per"
            | "without"
            | "throughout"
    )
}

/// Words that begin a subordinate clause; a subject does not reach back beyond one.
pub(super) fn is_subordinator(word: &str) -> bool {
    matches!(
        word,
        "that"
            | "as"
            | "when"
            | "while"
            | "because"
            | "if"
            | "whether"
            | "although"
            | "though"
            | "since"
            | "where"
            | "which"
            | "who"
            | "whose"
            | "what"
            | "how"
            | "why"
            | "but"
            | "so"
            | "than"
            | "until"
            | "unless"
            | "once"
            | "whom"
            | "like"
    )
}

/// Days, months and words of time: they stand beside a subject, never in it.
pub(super) fn is_time(word: &str) -> bool {
    matches!(
        word,
        "monday"
            | "tuesday"
            | "wednesday"
            | "thursday"
            | "friday"
            | "saturday"
            | "sunday"
            | "january"
            | "february"
            | "march"
            | "april"
            | "june"
            | "july"
            | "august"
            | "september"
            | "october"
            | "november"
            | "december"
            | "today"
            | "yesterday"
            | "tomorrow"
            | "tonight"
            | "morning"
            | "afternoon"
            | "evening"
            | "night"
            | "week"
            | "month"
            | "year"
            | "ago"
            | "jan."
            | "feb."
            | "aug."
            | "sept."
            | "oct."
            | "nov."
            | "dec."
            | "recently"
            | "mr"
            | "earlier"
            | "late"
            | "last"
            | "early"
    )
}
