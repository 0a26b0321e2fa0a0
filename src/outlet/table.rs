//! The outlet table: canonical names, aliases in several scripts, web hosts.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use serde::Deserialize;

use crate::text::name_key;

/// One news outlet.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outlet {
    /// Canonical name, as the outlet styles it in English.
    pub name: String,
    /// `agency`, `broadcaster`, `paper`, `magazine` or `site`.
    #[serde(default)]
    pub kind: String,
    /// ISO 3166 alpha-2 code of its country.
    #[serde(default)]
    pub country: String,
    /// Other names it goes by.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Names that are ordinary words too, or those of several outlets: trusted only where the text
    /// speaks of reporting.
    #[serde(default)]
    pub weak: Vec<String>,
    /// Domains of its pages, without `www.`.
    #[serde(default)]
    pub hosts: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    outlet: Vec<Outlet>,
}

/// A set of outlets, looked up by name or host.
#[derive(Debug)]
pub struct Outlets {
    all: Vec<Outlet>,
    /// Key of a name (see [`name_key`]) → outlet and whether the name is a weak one.
    names: HashMap<String, (usize, bool)>,
    hosts: HashMap<String, usize>,
    /// First word of a name's key → how many words the longest name with it has.
    longest: HashMap<String, usize>,
    pub(super) fingerprint: u64,
}

const SHIPPED: &str = include_str!("../../data/outlets.toml");
static IN_USE: OnceLock<Outlets> = OnceLock::new();
static PLAIN: LazyLock<Outlets> = LazyLock::new(|| Outlets::with("").unwrap_or_default());

/// Tables are the same when they were made from the same entries.
impl PartialEq for Outlets {
    fn eq(&self, other: &Self) -> bool {
        self.fingerprint == other.fingerprint && self.all.len() == other.all.len()
    }
}

impl Eq for Outlets {}

impl Default for Outlets {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl Outlets {
    /// The table to work with: the one that this thread is [within](Self::within), else the process's: the one that [`use_in_process`](Self::use_in_process) was called for, else
    /// the one that comes with the program.
    pub fn in_use() -> &'static Outlets {
        super::scope::in_scope().or_else(|| IN_USE.get()).unwrap_or(&PLAIN)
    }

    /// Makes this the table of the process. Once, and before any article is read: tables do not change under way.
    ///
    /// Returns whether it is; `false` when another one was there before.
    pub fn use_in_process(self) -> bool {
        IN_USE.set(self).is_ok()
    }

    /// The shipped table with a user's own entries before it: where both have a name, the user's holds.
    ///
    /// # Errors
    ///
    /// When `own` is not TOML of that form; the error names line and column.
    pub fn with(own: &str) -> Result<Self, toml::de::Error> {
        let mut outlets = toml::from_str::<File>(own)?.outlet;
        outlets.extend(toml::from_str::<File>(SHIPPED)?.outlet);
        let fingerprint = if own.trim().is_empty() { 0 } else { xxhash_rust::xxh3::xxh3_64(own.as_bytes()) };
        Ok(Self { fingerprint, ..Self::new(outlets) })
    }

    /// A table without the shipped one.
    ///
    /// # Errors
    ///
    /// As [`with`](Self::with).
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        Ok(Self::new(toml::from_str::<File>(text)?.outlet))
    }

    /// A number that differs when a user's own entries do; 0 without any.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    pub(super) fn new(outlets: Vec<Outlet>) -> Self {
        let mut names = HashMap::new();
        let mut hosts = HashMap::new();
        for (number, outlet) in outlets.iter().enumerate() {
            // A canonical name that is an ordinary word stands among the weak ones too.
            let strong = std::iter::once(&outlet.name).chain(&outlet.aliases);
            let weak = outlet.weak.iter().map(|name| (name, true));
            for (name, weak) in weak.chain(strong.map(|name| (name, false))) {
                names.entry(name_key(name)).or_insert((number, weak));
            }
            for host in &outlet.hosts {
                hosts.entry(host.clone()).or_insert(number);
            }
        }
        let mut longest: HashMap<String, usize> = HashMap::new();
        for name in names.keys() {
            let first = name.split(' ').next().unwrap_or_default();
            let length = longest.entry(first.to_owned()).or_default();
            *length = (*length).max(name.split(' ').count());
        }
        Self { all: outlets, names, hosts, longest, fingerprint: 0 }
    }

    /// All outlets.
    pub fn iter(&self) -> impl Iterator<Item = &Outlet> {
        self.all.iter()
    }

    /// The outlet that goes by `name` (folded; weak names count).
    pub fn by_name(&self, name: &str) -> Option<&Outlet> {
        self.lookup(name).map(|(outlet, _)| outlet)
    }

    /// The outlet that goes by `name`, and whether that name is a weak one.
    pub fn lookup(&self, name: &str) -> Option<(&Outlet, bool)> {
        let (number, weak) = self.names.get(&name_key(name))?;
        Some((&self.all[*number], *weak))
    }

    /// The outlet that `name` means in running text, and whether that name is a weak one.
    ///
    /// Unlike [`lookup`](Self::lookup) it heeds case where folding would mislead: `Dr` is not DR.
    pub fn in_text(&self, name: &str) -> Option<(&Outlet, bool)> {
        let (outlet, weak) = self.lookup(name)?;
        let short = name.chars().filter(|letter| letter.is_alphanumeric()).count() <= 3;
        let as_written = || {
            let mut forms = std::iter::once(&outlet.name).chain(&outlet.aliases).chain(&outlet.weak);
            forms.any(|form| form == name)
        };
        (!short || as_written()).then_some((outlet, weak))
    }

    /// How many words a name that begins with `word` has at most, 0 when none does (a Han character
    /// counts as a word, and a leading `the` is not counted).
    pub fn longest_name_from(&self, word: &str) -> usize {
        let key = name_key(word);
        self.longest.get(key.split(' ').next().unwrap_or_default()).copied().unwrap_or(0)
    }

    /// The outlet whose pages are at `host`: the host itself or a domain above it.
    pub fn by_host(&self, host: &str) -> Option<&Outlet> {
        let host = host.to_ascii_lowercase();
        let mut rest = host.as_str();
        loop {
            if let Some(number) = self.hosts.get(rest) {
                return Some(&self.all[*number]);
            }
            rest = rest.split_once('.')?.1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Outlets;

    fn check(name: &str, canonical: &str) {
        assert_eq!(Outlets::in_use().by_name(name).map(|outlet| outlet.name.as_str()), Some(canonical), "{name}");
    }

    #[test]
    fn aliases_in_any_script_lead_to_one_outlet() {
        for name in ["TASS", "tass", "ТАСС", "Itar-Tass", "ИТАР-ТАСС"] {
            check(name, "TASS");
        }
        check("新华社", "Xinhua");
        check("新華社", "Xinhua");
        check("РИА «Новости»", "RIA Novosti");
        check("الجزيرة", "Al Jazeera");
        check("the new york times", "The New York Times");
        check("Fox Online News", "Fox News");
    }

    #[test]
    fn hosts_lead_to_their_outlet_from_any_subdomain() {
        let outlets = Outlets::in_use();
        assert_eq!(outlets.by_host("edition.cnn.com").map(|outlet| outlet.name.as_str()), Some("CNN"));
        assert_eq!(outlets.by_host("WWW.TASS.RU").map(|outlet| outlet.name.as_str()), Some("TASS"));
        assert!(outlets.by_host("example.org").is_none());
        assert!(outlets.by_host("").is_none());
    }

    #[test]
    fn the_table_is_large_and_no_name_belongs_to_two_outlets() {
        let outlets = Outlets::in_use();
        assert!(outlets.iter().count() >= 400, "the shipped table was not read");
        for outlet in outlets.iter() {
            for name in std::iter::once(&outlet.name).chain(&outlet.aliases).chain(&outlet.weak) {
                let found = outlets.by_name(name).map(|outlet| outlet.name.as_str());
                assert_eq!(found, Some(outlet.name.as_str()), "{name} leads elsewhere");
            }
        }
    }

    #[test]
    fn a_users_entries_go_before_the_shipped_ones() {
        let own = "[[outlet]]\nname = \"Daily Harbour\"\naliases = [\"Harbour\", \"ТАСС\"]\nhosts = [\"tass.ru\"]";
        let outlets = Outlets::with(own).unwrap();
        assert_eq!(outlets.by_name("harbour").unwrap().name, "Daily Harbour");
        assert_eq!(outlets.by_name("ТАСС").unwrap().name, "Daily Harbour");
        assert_eq!(outlets.by_name("TASS").unwrap().name, "TASS");
        assert_eq!(outlets.by_host("tass.ru").unwrap().name, "Daily Harbour");
        assert_ne!(outlets.fingerprint(), Outlets::in_use().fingerprint());
    }

    #[test]
    fn short_names_heed_case_in_running_text() {
        let outlets = Outlets::in_use();
        assert!(outlets.in_text("Dr").is_none());
        assert!(outlets.in_text("AFP").is_some());
        assert!(outlets.in_text("Time").is_some_and(|(_, weak)| weak));
    }
}
