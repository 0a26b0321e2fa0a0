//! Speakers in other languages than English: roles, and names without capitals.

use super::super::name::Name;
use super::super::token::is_han;
use super::super::{Speaker, SpeakerKind};
use super::Cast;
use crate::outlet::Outlets;
use crate::speaker::Speakers;
use crate::text::Span;

impl Cast<'_> {
    /// The speaker of a mention in another language, where its form tells.
    pub(super) fn foreign_speaker(&self, span: Span, mention: &str) -> Option<Speaker> {
        let first = mention.chars().find(|letter| letter.is_alphabetic())?;
        if is_han(first) {
            return Some(han_speaker(span, mention));
        }
        if matches!(first, '\u{600}'..='\u{6FF}') {
            return Some(self.arabic_speaker(span, mention));
        }
        self.named(span).or_else(|| self.foreign_description(span, mention))
    }

    /// The last name in a mention, unless something else belongs to it: `le ministre de l’Intérieur français, X`.
    fn named(&self, span: Span) -> Option<Speaker> {
        let name = self.names_in(span).iter().rev().find(|name| !self.is_owner(span, name))?;
        let full = self.fullest(name);
        let known = Speakers::in_use().meant_by(&full.full()).or_else(|| Speakers::in_use().meant_by(&name.full()));
        let body = match known {
            Some(known) => known.organisation,
            None => self.is_body_name(name, full, "") || Outlets::in_use().by_name(&full.full()).is_some(),
        };
        if body {
            return Some(Speaker { mention: Some(span), ..self.as_body(name) });
        }
        // One capital may begin any noun of German, and any sentence.
        let person = full.words.len() > 1 || name.role.is_some() || known.is_some();
        let only = self.text.get(span.start..span.end).is_some_and(|mention| mention == name.full());
        (person || only && !self.begins_sentence(span)).then(|| {
            let lead = self.text.get(span.start..name.span.start).unwrap_or_default().trim().trim_end_matches(',');
            let role = Some(without_article(lead).to_owned()).filter(|role| !role.is_empty());
            let speaker = self.as_speaker(name);
            Speaker { mention: Some(span), role: speaker.role.or(role), ..speaker }
        })
    }

    fn begins_sentence(&self, span: Span) -> bool {
        self.sentences_at(span.start).is_some_and(|sentence| sentence.start == span.start)
    }

    /// Whether something of the name speaks: `ein Sprecher der Bahn`, `la directora del Museo Naval`.
    fn is_owner(&self, span: Span, name: &Name) -> bool {
        let before = self.text.get(span.start..name.span.start).unwrap_or_default().trim_end();
        let word = before.rsplit([' ', '\n']).next().unwrap_or_default().to_lowercase();
        matches!(word.as_str(), "der" | "des" | "de" | "del" | "du" | "von" | "vom" | "della" | "dello" | "d'" | "d’")
            || self.is_genitive(&word, name)
    }

    /// `соратник Навального`: a Russian name in the genitive behind a noun.
    fn is_genitive(&self, before: &str, name: &Name) -> bool {
        let [surname] = name.words.as_slice() else { return false };
        let noun = before.chars().next().is_some_and(|first| first.is_lowercase() && !first.is_ascii());
        let masculine =
            surname.strip_suffix('а').is_some_and(|stem| self.form(stem).is_some() || self.is_surname(stem));
        noun && (surname.ends_with("ого") || surname.ends_with("его") || masculine)
    }

    /// Whether a longer name of the article ends with it.
    fn is_surname(&self, word: &str) -> bool {
        self.longer_names(word).any(|form| self.names[form.first].words.last().is_some_and(|last| last == word))
    }

    /// Who goes by a noun: `la compañía`, `пресс-служба`.
    fn foreign_description(&self, span: Span, mention: &str) -> Option<Speaker> {
        let bare = without_article(mention);
        let first = bare.chars().next()?;
        // Names are read elsewhere; German nouns have capitals like them.
        if first.is_uppercase() && bare.split(' ').count() == 1 && !self.begins_sentence(span) && bare == mention {
            return None;
        }
        let name = Some(bare.to_owned());
        Some(Speaker { name, mention: Some(span), role: None, kind: Some(SpeakerKind::Unnamed) })
    }

    /// Arabic has no capitals: a name is the last two words behind the role, the second mostly with the article.
    fn arabic_speaker(&self, span: Span, mention: &str) -> Speaker {
        let words: Vec<&str> = mention.split_whitespace().collect();
        let known = (0..words.len()).find_map(|start| Speakers::in_use().meant_by(&words[start..].join(" ")));
        if let Some(known) = known {
            let kind = if known.organisation { SpeakerKind::Organisation } else { SpeakerKind::Person };
            return Speaker { name: Some(known.name.clone()), mention: Some(span), role: None, kind: Some(kind) };
        }
        let article = |word: &str| word.starts_with("ال");
        let (role, name) = match words.as_slice() {
            // A surname goes on with whom it belonged to.
            [surname] => {
                let said = self
                    .spoke
                    .iter()
                    .rev()
                    .take(100)
                    .find(|name| name.ends_with(surname) && name.len() > surname.len());
                (Vec::new(), said.cloned().unwrap_or_else(|| (*surname).to_owned()))
            }
            all if all.len() > 2 => {
                // The last pair of a word without the article and one with it, else the last two.
                let pairs = all.windows(2).enumerate();
                let pair =
                    pairs.filter(|(_, pair)| !article(pair[0]) && article(pair[1])).map(|(at, _)| at).next_back();
                let at = pair.filter(|at| *at > 0).unwrap_or(all.len() - 2);
                if article(all[at]) {
                    (Vec::new(), all.join(" "))
                } else {
                    (all[..at].to_vec(), all[at..at + 2].join(" "))
                }
            }
            all => (Vec::new(), all.join(" ")),
        };
        let person =
            !role.is_empty() || words.len() <= 2 && !words.iter().all(|word| article(word)) || name.contains(' ');
        let kind = if person { SpeakerKind::Person } else { SpeakerKind::Unnamed };
        let role = (!role.is_empty()).then(|| role.join(" "));
        Speaker { name: Some(name), mention: Some(span), role, kind: Some(kind) }
    }
}

/// Chinese and Japanese: the name stands behind the office.
fn han_speaker(span: Span, mention: &str) -> Speaker {
    let letters: Vec<(usize, char)> = mention.char_indices().collect();
    // The longest ending that the table knows: 国家主席习近平.
    let known = letters.iter().find_map(|(at, _)| {
        let ending = mention.get(*at..)?;
        (ending.chars().count() > 1).then(|| Speakers::in_use().meant_by(ending)).flatten().map(|known| (*at, known))
    });
    if let Some((at, known)) = known {
        let role = Some(mention[..at].to_owned()).filter(|role| !role.is_empty());
        let kind = if known.organisation { SpeakerKind::Organisation } else { SpeakerKind::Person };
        let mention = Some(Span::new(span.start + at, span.end));
        return Speaker { name: Some(known.name.clone()), mention, role, kind: Some(kind) };
    }
    if let Some((office, name)) = split_office(mention) {
        return Speaker {
            name: Some(name.to_owned()),
            mention: Some(Span::new(span.end - name.len(), span.end)),
            role: Some(office.to_owned()),
            kind: Some(SpeakerKind::Person),
        };
    }
    let count = letters.len();
    let kind = if (2..=4).contains(&count) { SpeakerKind::Person } else { SpeakerKind::Unnamed };
    Speaker { name: Some(mention.to_owned()), mention: Some(span), role: None, kind: Some(kind) }
}

fn without_article(mention: &str) -> &str {
    let mention = mention.trim();
    for article in ["l’", "l'", "L’", "L'"] {
        if let Some(rest) = mention.strip_prefix(article) {
            return rest;
        }
    }
    let (first, rest) = mention.split_once(' ').unwrap_or((mention, ""));
    let article = matches!(
        first.to_lowercase().as_str(),
        "el" | "la"
            | "los"
            | "las"
            | "un"
            | "una"
            | "le"
            | "les"
            | "une"
            | "der"
            | "die"
            | "das"
            | "ein"
            | "eine"
            | "il"
            | "lo"
            | "gli"
            | "i"
            | "o"
            | "os"
            | "as"
            | "um"
            | "uma"
            | "dem"
            | "den"
    );
    if article && !rest.is_empty() { rest.trim_start() } else { mention }
}

/// A Chinese office and the name behind it: `甘肃省冷链物流协会会长` and `韩牧川`.
fn split_office(mention: &str) -> Option<(&str, &str)> {
    const OFFICES: &[&str] = &[
        "会长",
        "主席",
        "总理",
        "部长",
        "发言人",
        "记者",
        "局长",
        "主任",
        "总统",
        "书记",
        "教授",
        "专家",
        "院长",
        "经理",
        "总裁",
        "市长",
        "省长",
        "果农",
        "大使",
        "外长",
        "代表",
        "研究员",
        "负责人",
        "司长",
        "校长",
        "董事长",
        "首相",
        "委员长",
        "秘书长",
        "船长",
        "队长",
        "馆长",
        "站长",
        "議員",
        "大臣",
        "知事",
        "社長",
        "總統",
        "部長",
        "處長",
        "場長",
        "场长",
        "厂长",
        "村民",
        "居民",
        "渔民",
        "工程师",
        "学者",
        "分析师",
        "议员",
        "州长",
        "乘客",
        "设计师",
        "球员",
        "主教练",
        "教练",
        "医生",
        "老师",
        "馆员",
        "作家",
        "导演",
        "演员",
        "司机",
        "店主",
        "老板",
        "游客",
        "市民",
        "志愿者",
        "创始人",
        "董事",
        "副总理",
        "领导人",
        "法官",
        "律师",
    ];
    let at = OFFICES.iter().filter_map(|office| mention.rfind(office).map(|at| at + office.len())).max()?;
    let (office, name) = mention.split_at(at);
    (2..=4).contains(&name.chars().count()).then_some((office, name))
}
