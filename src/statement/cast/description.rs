//! Speakers who are described, not named: `the ministry`, `the governor`, `a senior official`, `his office`.

use super::super::lexicon::{is_determiner, is_preposition};
use super::super::name::Name;
use super::super::place;
use super::super::title::{is_body, is_title};
use super::super::token::without_owner;
use super::super::{Speaker, SpeakerKind};
use super::form::{Form, Sort};
use super::{Cast, acronym, is_possessor};
use crate::outlet::Outlets;
use crate::text::{Span, fold};

/// How far back an office is looked for, in names.
const REACH: usize = 80;

/// A noun phrase in its parts.
#[derive(Debug)]
struct Phrase<'m> {
    /// Its words up to a preposition or relative word, without article, lower-cased.
    words: Vec<String>,
    /// It names something the reader knows: `the`, `this`, an owner.
    definite: bool,
    /// It has an owner.
    owned: bool,
    /// It says more of itself than its noun and a country: "the Inner Mongolia health commission".
    specific: bool,
    /// All of it without its article.
    bare: &'m str,
}

impl<'m> Phrase<'m> {
    fn new(mention: &'m str) -> Self {
        let bare = without_article(mention);
        // `the two leaders` are two who are known, `two drivers` are some.
        let known = mention.len() > bare.len() && mention.starts_with(['t', 'T']);
        let bare = if known { bare } else { without_quantifier(bare) };
        let first = mention.split_whitespace().next().unwrap_or_default().to_lowercase();
        let words: Vec<String> = bare
            .split_whitespace()
            .take_while(|word| {
                let lower = word.to_lowercase();
                !is_preposition(&lower) && !matches!(lower.as_str(), "who" | "that" | "which" | "and" | "or")
            })
            .take(10)
            .map(|word| word.trim_end_matches([',', ';', '.']).to_lowercase().replace('’', "'"))
            .collect();
        let owned = words.first().is_some_and(|word| word.ends_with("'s") || word.ends_with("s'"));
        let definite = matches!(first.as_str(), "the" | "this" | "that" | "these" | "those") || owned;
        let specific = bare
            .split_whitespace()
            .take(words.len())
            .any(|word| word.starts_with(char::is_uppercase) && country_of(word).is_none())
            || words.len() > 2 && words.iter().any(|word| country_of(word).is_some());
        Self { words, definite, owned, specific, bare }
    }

    fn head(&self) -> &str {
        self.words.last().map_or("", String::as_str)
    }

    /// The country that it speaks of: `Russian` in "the Russian leader".
    fn country(&self) -> Option<usize> {
        self.words.iter().rev().skip(1).find_map(|word| place::country(word.trim_end_matches("'s")))
    }
}

/// What sort of body a noun names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Company,
    Agency,
    Group,
    Court,
    Police,
}

fn class_of_noun(noun: &str) -> Option<Class> {
    Some(match noun {
        "company" | "firm" | "automaker" | "carmaker" | "manufacturer" | "maker" | "utility" | "bank" | "retailer"
        | "airline" | "startup" | "start-up" | "corporation" | "giant" | "publisher" | "brand" | "studio" | "label"
        | "developer" | "operator" | "carrier" | "chain" | "planemaker" | "drugmaker" | "chipmaker" | "lender"
        | "business" | "insurer" | "supplier" | "contractor" | "conglomerate" => Class::Company,
        "agency" | "department" | "ministry" | "bureau" | "office" | "administration" | "authority" | "commission"
        | "regulator" | "watchdog" | "committee" | "board" | "council" => Class::Agency,
        "group" | "organization" | "organisation" | "coalition" | "union" | "association" | "charity" | "nonprofit"
        | "network" | "party" | "movement" | "foundation" | "institute" | "team" | "club" | "federation"
        | "alliance" => Class::Group,
        "court" | "tribunal" => Class::Court,
        "police" | "force" => Class::Police,
        _ => return None,
    })
}

fn class_of_name(words: &[String]) -> Option<Class> {
    words.iter().rev().find_map(|word| {
        let word = word.to_lowercase();
        match word.trim_end_matches('.') {
            "inc" | "corp" | "co" | "ltd" | "llc" | "plc" | "ag" | "gmbh" | "sa" | "motors" | "airlines"
            | "airways" | "electric" | "energy" | "technologies" | "pharmaceuticals" | "holdings" | "entertainment"
            | "productions" | "games" | "records" | "pictures" | "studios" | "industries" => Some(Class::Company),
            "service" | "services" | "protection" | "nations" => Some(Class::Agency),
            "center" | "centre" | "society" | "workers" => Some(Class::Group),
            other => class_of_noun(other),
        }
    })
}

/// Whether a noun of `class` may mean something of that sort.
fn may_mean(class: Class, other: Option<Class>) -> bool {
    match (class, other) {
        (_, None) => !matches!(class, Class::Court | Class::Police),
        (Class::Agency, Some(Class::Police)) | (Class::Group, Some(Class::Company)) => true,
        (one, Some(other)) => one == other,
    }
}

impl Cast<'_> {
    /// A speaker who is described, not named.
    pub(super) fn described(&self, span: Span, mention: &str) -> Speaker {
        let phrase = Phrase::new(mention);
        let found = self
            .owned(span, mention)
            .or_else(|| self.author(span, &phrase))
            .or_else(|| phrase.definite.then(|| self.meant(span, &phrase)).flatten())
            .or_else(|| self.police(&phrase));
        if let Some(speaker) = found {
            return Speaker { mention: Some(span), ..speaker };
        }
        let lower = phrase.bare.to_lowercase();
        let body = phrase.words.iter().any(|word| is_body(word));
        let kind = if body && !lower.contains("spokes") && !lower.contains("official") {
            SpeakerKind::Organisation
        } else {
            SpeakerKind::Unnamed
        };
        let name = (!phrase.bare.is_empty()).then(|| self.with_owner(span, phrase.bare));
        Speaker { name, mention: Some(span), role: None, kind: Some(kind) }
    }

    /// Whom a definite phrase means.
    fn meant(&self, span: Span, phrase: &Phrase) -> Option<Speaker> {
        let head = phrase.head();
        if head.is_empty() {
            return None;
        }
        if is_title(head) || is_office(head) {
            return self.holder(span, phrase).or_else(|| self.spoken(span, head));
        }
        if phrase.owned || phrase.specific {
            return None;
        }
        // `the supply ministry` is not just any ministry, `the German carmaker` may be any carmaker.
        let plain = phrase.words.iter().rev().skip(1).all(|word| place::country(word).is_some());
        self.named_alike(span, phrase).or_else(|| plain.then(|| self.spoken(span, head)).flatten()).or_else(|| {
            let class = class_of_noun(head).filter(|_| plain)?;
            self.called(span, head).or_else(|| self.body_of(span, class, head))
        })
    }

    /// `the governor` is the person introduced as one, `the Russian leader` the President of Russia.
    fn holder(&self, span: Span, phrase: &Phrase) -> Option<Speaker> {
        let head = phrase.head();
        let country = phrase.country();
        let before = &self.names[..self.names.partition_point(|name| name.span.end <= span.start)];
        let mut best: Option<((bool, usize), &Name)> = None;
        for name in before.iter().rev().take(REACH) {
            let Some(role) = name.role.as_deref() else { continue };
            let mut words = role.split_whitespace().map(str::to_lowercase);
            let fits = words.any(|word| {
                let word = spelt(word.trim_end_matches(['.', ',']));
                word == head || is_leader(head) && is_leader(word) && is_monarch(head) == is_monarch(word)
            });
            if !fits || !self.may_be_person(name) {
                continue;
            }
            let theirs = role.split_whitespace().find_map(country_of);
            let same_country = match (country, theirs) {
                (Some(one), Some(other)) if one != other => continue,
                (Some(one), Some(other)) => one == other,
                _ => false,
            };
            // Of several it is the one that the article speaks of most.
            let rank = (same_country, self.times_before(name, span.start));
            if best.is_none_or(|(other, _)| rank > other) {
                best = Some((rank, name));
            }
        }
        let later = || {
            // `China's ambassador` says enough to be named later.
            let behind = &self.names[before.len()..];
            behind.iter().take(REACH).find(|name| {
                country.is_some()
                    && name.role.as_deref().is_some_and(|role| {
                        role.to_lowercase().split_whitespace().any(|word| spelt(word.trim_end_matches('.')) == head)
                            && role.split_whitespace().find_map(country_of) == country
                    })
            })
        };
        best.map(|(_, name)| name).or_else(later).map(|name| self.as_speaker(name))
    }

    /// How often somebody is named before `at`, by whatever part of the name.
    fn times_before(&self, name: &Name, at: usize) -> usize {
        let full = self.fullest(name);
        let count = |words: &str| self.form(words).map_or(0, |form| form.places.partition_point(|&place| place < at));
        count(&full.full()) + full.words.last().filter(|_| full.words.len() > 1).map_or(0, |last| count(last))
    }

    /// The name that ends with the noun (`the ministry`, the Foreign Ministry) or begins with it (`the doctors`,
    /// Doctors without Borders).
    fn named_alike(&self, span: Span, phrase: &Phrase) -> Option<Speaker> {
        let head = phrase.head();
        let before = &self.names[..self.names.partition_point(|name| name.span.end <= span.start)];
        let named = before.iter().rev().take(REACH * 4).find(|name| {
            let has = |word: &String| name.words.iter().any(|theirs| theirs.to_lowercase() == *word);
            name.words.len() > 1
                && (name.words.last().is_some_and(|last| last.to_lowercase() == head)
                    || head.ends_with('s') && name.words.len() > 2 && name.words[0].to_lowercase() == head)
                && phrase.words.iter().all(|word| has(word) || place::country(word).is_some())
        })?;
        Some(body(named.full()))
    }

    /// Who spoke before under a description with that head: `a source inside the camp`, then `the source`.
    fn spoken(&self, span: Span, head: &str) -> Option<Speaker> {
        let said = self.descriptions.iter().rev().take(REACH).find(|said| said.head == head && said.at < span.start)?;
        Some(Speaker { mention: None, ..said.speaker.clone() })
    }

    /// Who the article calls by that noun: "PG&E, the utility".
    fn called(&self, span: Span, noun: &str) -> Option<Speaker> {
        let forms = self.recent_forms(span.start).into_iter().filter(|form| form.sort != Sort::Person);
        let called = forms.filter(|form| form.types.iter().any(|one| one == noun));
        let form = called.filter_map(|form| Some((form.latest_before(span.start)?, form))).max_by_key(|(at, _)| *at)?.1;
        Some(body(self.long_name(form)))
    }

    /// The body of that class that the article speaks of: the last one whose name tells its class, else the one
    /// that it names most.
    fn body_of(&self, span: Span, class: Class, noun: &str) -> Option<Speaker> {
        type Rank = (bool, bool, usize, usize);
        let mut best: Option<(Rank, &Form)> = None;
        for form in self.recent_forms(span.start) {
            let words = &self.names[form.first].words;
            let Some(latest) = form.latest_before(span.start) else { continue };
            let long = self.long_name(form);
            if Outlets::in_use().by_name(&long).is_some() && !matches!(noun, "agency" | "network" | "publisher") {
                continue;
            }
            let theirs = class_of_name(&long.split(' ').map(str::to_owned).collect::<Vec<_>>());
            let possible = match form.sort {
                Sort::Body => true,
                Sort::Unknown => {
                    !words.iter().any(|word| place::country(word).is_some())
                        && (theirs.is_some() || form.places.len() > 1 && !self.is_short_for_person(words))
                }
                Sort::Person | Sort::Group | Sort::Place => false,
            };
            if !possible || !may_mean(class, theirs) || is_shouted(words) {
                continue;
            }
            let sure = theirs == Some(class);
            let near = span.start - latest < 1_500;
            let spoke = self.last_body.as_ref().is_some_and(|last| last.name.as_deref() == Some(long.as_str()));
            let rank =
                if sure { (near, true, usize::from(spoke), latest) } else { (near, spoke, form.places.len(), latest) };
            if best.as_ref().is_none_or(|(other, _)| rank > *other) {
                best = Some((rank, form));
            }
        }
        let (_, form) = best?;
        Some(body(self.long_name(form)))
    }

    /// `his office` is "Eric Holcomb's office".
    fn owned(&self, span: Span, mention: &str) -> Option<Speaker> {
        let (owner, rest) = mention.split_once(' ')?;
        let lower = owner.to_lowercase();
        if !matches!(lower.as_str(), "his" | "her" | "its" | "their") {
            return None;
        }
        let pronoun = match lower.as_str() {
            "his" => "he",
            "her" => "she",
            "its" => "it",
            _ => "they",
        };
        let who = self.pronoun(pronoun, Span::new(span.start, span.start + owner.len()));
        let name = who.name.filter(|_| who.kind != Some(SpeakerKind::Unnamed))?;
        let head = rest.split_whitespace().next_back().unwrap_or_default().to_lowercase();
        let ending = if name.ends_with('s') { "'" } else { "'s" };
        let kind = if is_body(&head) { SpeakerKind::Organisation } else { SpeakerKind::Unnamed };
        Some(Speaker { name: Some(format!("{name}{ending} {rest}")), mention: None, role: None, kind: Some(kind) })
    }

    /// `the United Nations and European Union`: several who speak at once go by all of their names.
    pub(super) fn several(&self, span: Span, mention: &str) -> Option<Speaker> {
        let at = mention.find(" and ")?;
        let inside = self.names_in(span);
        let joint = Span::new(span.start + at, span.start + at + " and ".len());
        if inside.is_empty() || inside.iter().any(|name| name.span.overlaps(joint)) {
            return None;
        }
        // A relative clause or a preposition before "and" has a list of its own.
        let left = &mention[..at];
        if left.split_whitespace().any(|word| is_preposition(word) || matches!(word, "who" | "that" | "which")) {
            return None;
        }
        let mut name = String::new();
        let mut from = span.start;
        for inner in inside {
            let full = self.fullest(inner);
            let person = self.may_be_person(inner);
            name.push_str(self.text.get(from..inner.span.start).unwrap_or_default());
            name.push_str(&if person { full.full() } else { inner.full() });
            from = inner.span.end.max(from);
        }
        name.push_str(self.text.get(from..span.end).unwrap_or_default());
        let name = without_quantifier(without_article(&name)).to_owned();
        let persons = inside.iter().filter(|name| self.may_be_person(name)).count();
        let kind = match () {
            () if persons > 1 => SpeakerKind::Person,
            () if persons == 0 && inside.len() > 1 => SpeakerKind::Organisation,
            () => SpeakerKind::Unnamed,
        };
        Some(Speaker { name: Some(name), mention: None, role: None, kind: Some(kind) })
    }

    /// A document speaks for its author: `the report from InfoNation`, `Clinton's letter`.
    fn author(&self, span: Span, phrase: &Phrase) -> Option<Speaker> {
        if !is_document(phrase.head()) {
            return None;
        }
        let inside = self.names_in(span);
        let owner = inside.first().filter(|name| is_possessor(self.text, name.span, span));
        let behind = || {
            let last = inside.last().filter(|name| name.span.end == span.end)?;
            let before = self.text.get(span.start..last.span.start)?.trim_end();
            let before = before.strip_suffix("the").unwrap_or(before).trim_end();
            let word = before.split_whitespace().next_back()?;
            let certain = self.form(&last.full()).is_some_and(|form| form.sort == Sort::Body);
            (matches!(word, "by" | "from") || word == "of" && certain).then_some(last)
        };
        let Some(author) = owner.or_else(behind) else {
            // `the statement read`: of whom there was talk just now.
            let issued = matches!(phrase.head(), "statement" | "release" | "letter" | "tweet" | "post" | "communique");
            let last = self.last.as_ref().filter(|_| issued && phrase.definite && phrase.words.len() < 3)?;
            let near = last.mention.is_some_and(|mention| span.start.abs_diff(mention.end) < 500);
            return near.then(|| last.clone());
        };
        Some(if self.may_be_person(author) { self.as_speaker(author) } else { self.as_body(author) })
    }

    /// `police`, where the article speaks of the police of one place.
    fn police(&self, phrase: &Phrase) -> Option<Speaker> {
        if phrase.head() != "police" || phrase.words.len() > 2 {
            return None;
        }
        let force = self.police.as_ref()?;
        let of_another = phrase.words.len() == 2 && !force.to_lowercase().starts_with(&phrase.words[0]);
        let owned = phrase.words[0].ends_with("'s");
        (!of_another || owned).then(|| body(force.clone()))
    }

    /// The phrase with the owner's full name: `Clinton's campaign` is "Hillary Clinton's campaign".
    fn with_owner(&self, span: Span, bare: &str) -> String {
        let Some(owner) = self.names_in(span).first() else { return bare.to_owned() };
        let short = self.text.get(owner.span.start..owner.span.end).unwrap_or_default();
        if !bare.starts_with(short) || !is_possessor(self.text, owner.span, span) || !self.is_surely_person(owner) {
            return bare.to_owned();
        }
        format!("{}{}", self.fullest(owner).full(), &bare[short.len()..])
    }

    /// A form's name, spelt out when it is an acronym.
    pub(super) fn long_name(&self, form: &Form) -> String {
        let words = &self.names[form.first].words;
        match words.as_slice() {
            [word] if acronym::is_acronym(word) => {
                self.acronyms.get(word).map_or_else(|| word.clone(), |words| words.join(" "))
            }
            words => words.join(" "),
        }
    }

    /// The distinct forms of the names before `at`, as far back as anybody would look.
    fn recent_forms(&self, at: usize) -> Vec<&Form> {
        let before = &self.names[..self.names.partition_point(|name| name.span.end <= at)];
        let mut numbers: Vec<usize> =
            before.iter().rev().take(REACH * 4).filter_map(|name| self.by_words.get(&name.full()).copied()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter().map(|number| &self.forms[number]).collect()
    }

    fn is_short_for_person(&self, words: &[String]) -> bool {
        let [word] = words else { return false };
        let folded = fold(word);
        self.longer_names(word).any(|form| {
            let theirs = &self.names[form.first].words;
            form.sort == Sort::Person && theirs.len() > 1 && theirs.iter().any(|one| fold(one) == folded)
        })
    }
}

/// `READ MORE`, `SUV`: capitals that name nobody.
fn is_shouted(words: &[String]) -> bool {
    let shouted = |word: &String| word.chars().filter(|letter| letter.is_alphabetic()).all(char::is_uppercase);
    match words {
        [word] => acronym::is_thing(word),
        words => words.iter().all(shouted),
    }
}

fn body(name: String) -> Speaker {
    Speaker { name: Some(name), mention: None, role: None, kind: Some(SpeakerKind::Organisation) }
}

/// The head of a description, by which it is found again.
pub(super) fn head(mention: &str) -> String {
    Phrase::new(mention).head().to_owned()
}

fn is_document(noun: &str) -> bool {
    matches!(
        noun,
        "report"
            | "letter"
            | "manual"
            | "statement"
            | "study"
            | "survey"
            | "poll"
            | "memo"
            | "memorandum"
            | "document"
            | "filing"
            | "guidance"
            | "announcement"
            | "release"
            | "tweet"
            | "email"
            | "e-mail"
            | "book"
            | "article"
            | "paper"
            | "lawsuit"
            | "complaint"
            | "website"
            | "analysis"
            | "op-ed"
            | "editorial"
            | "memoir"
            | "note"
            | "communique"
            | "testimony"
            | "speech"
    )
}

fn is_leader(word: &str) -> bool {
    matches!(
        word,
        "leader" | "president" | "premier" | "chancellor" | "king" | "queen" | "emir" | "minister" | "sultan"
    )
}

/// Leaders who are born: no president is the queen.
fn is_monarch(word: &str) -> bool {
    matches!(word, "king" | "queen" | "emir" | "sultan")
}

/// Offices besides the titles that stand before names.
fn is_office(word: &str) -> bool {
    matches!(
        word,
        "actor"
            | "actress"
            | "singer"
            | "author"
            | "attorney"
            | "businessman"
            | "businesswoman"
            | "billionaire"
            | "founder"
            | "executive"
            | "activist"
            | "professor"
            | "economist"
            | "scientist"
            | "researcher"
            | "congressman"
            | "congresswoman"
            | "envoy"
            | "diplomat"
            | "physician"
            | "doctor"
            | "writer"
            | "candidate"
            | "nominee"
            | "ambassador"
            | "spokesman"
            | "spokeswoman"
            | "spokesperson"
    )
}

/// An abbreviated title in full.
fn spelt(title: &str) -> &str {
    match title {
        "gov" => "governor",
        "sen" => "senator",
        "rep" => "representative",
        "gen" => "general",
        "pres" => "president",
        "prof" => "professor",
        "dr" => "doctor",
        "lt" => "lieutenant",
        "sgt" => "sergeant",
        "capt" => "captain",
        "col" => "colonel",
        "rev" => "reverend",
        "cmdr" => "commander",
        "adm" => "admiral",
        "det" => "detective",
        other => other,
    }
}

/// The country that a word of a role names or belongs to.
fn country_of(word: &str) -> Option<usize> {
    place::country(without_owner(word.trim_end_matches(',')))
}

pub(super) fn without_article(mention: &str) -> &str {
    let mention = mention.trim();
    let (first, rest) = mention.split_once([' ', '\n']).unwrap_or((mention, ""));
    let article = matches!(first, "the" | "a" | "an" | "The" | "A" | "An" | "this" | "This" | "these" | "These");
    if article && !rest.is_empty() { rest.trim_start() } else { mention }
}

/// Without words of number: `multiple people` are people.
fn without_quantifier(phrase: &str) -> &str {
    let mut rest = phrase;
    while let Some((first, behind)) = rest.split_once(' ') {
        let lower = first.to_lowercase();
        let counts = matches!(
            lower.as_str(),
            "several"
                | "multiple"
                | "some"
                | "many"
                | "few"
                | "one"
                | "two"
                | "three"
                | "four"
                | "five"
                | "other"
                | "another"
                | "various"
                | "numerous"
                | "most"
                | "all"
                | "dozens"
                | "hundreds"
        );
        let counts = counts || lower == "both" && behind.contains(" and ");
        let partitive = behind.starts_with("of ");
        if !counts || partitive && !matches!(lower.as_str(), "dozens" | "hundreds") {
            break;
        }
        rest = behind.strip_prefix("of ").unwrap_or(behind);
    }
    rest
}

pub(super) fn starts_like_description(before: &str) -> bool {
    before
        .split_whitespace()
        .next()
        .is_some_and(|word| is_determiner(&word.to_lowercase()) || word.chars().next().is_some_and(char::is_lowercase))
}
