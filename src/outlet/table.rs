//! The outlet table: canonical names, aliases in several scripts, web hosts.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::text::{fold, words};

/// One news outlet.
#[derive(Debug, Clone, Deserialize)]
pub struct Outlet {
    /// Canonical name, as the outlet styles it in English.
    pub name: String,
    /// `agency`, `broadcaster`, `paper`, `magazine` or `site`.
    pub kind: String,
    /// ISO 3166 alpha-2 code of its country.
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
struct File {
    outlet: Vec<Outlet>,
}

/// A set of outlets, looked up by name or host.
#[derive(Debug)]
pub struct Outlets {
    outlets: Vec<Outlet>,
    /// Key of a name (see [`key`]) → outlet and whether the name is a weak one.
    names: HashMap<String, (usize, bool)>,
    hosts: HashMap<String, usize>,
    longest_name: usize,
}

static SHIPPED: LazyLock<Outlets> =
    LazyLock::new(|| Outlets::from_toml(include_str!("../../data/outlets.toml")).unwrap_or_default());

impl Default for Outlets {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl Outlets {
    /// The table that comes with the program, read on first use.
    pub fn shipped() -> &'static Outlets {
        &SHIPPED
    }

    /// A table from its text form.
    ///
    /// # Errors
    ///
    /// When the text is not TOML or an outlet lacks a required key; the error names line and column.
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        Ok(Self::new(toml::from_str::<File>(text)?.outlet))
    }

    fn new(outlets: Vec<Outlet>) -> Self {
        let mut names = HashMap::new();
        let mut hosts = HashMap::new();
        for (number, outlet) in outlets.iter().enumerate() {
            let strong = std::iter::once(&outlet.name).chain(&outlet.aliases);
            for (name, weak) in strong.map(|name| (name, false)).chain(outlet.weak.iter().map(|name| (name, true))) {
                names.entry(key(name)).or_insert((number, weak));
            }
            for host in &outlet.hosts {
                hosts.entry(host.clone()).or_insert(number);
            }
        }
        let longest_name = names.keys().map(|name| name.split(' ').count()).max().unwrap_or(0);
        Self { outlets, names, hosts, longest_name }
    }

    /// All outlets.
    pub fn iter(&self) -> impl Iterator<Item = &Outlet> {
        self.outlets.iter()
    }

    /// The outlet that goes by `name` (folded; weak names count).
    pub fn by_name(&self, name: &str) -> Option<&Outlet> {
        self.lookup(name).map(|(outlet, _)| outlet)
    }

    /// The outlet that goes by `name`, and whether that name is a weak one.
    pub fn lookup(&self, name: &str) -> Option<(&Outlet, bool)> {
        let (number, weak) = self.names.get(&key(name))?;
        Some((&self.outlets[*number], *weak))
    }

    /// How many words the longest name has (a Han character counts as a word).
    pub fn longest_name(&self) -> usize {
        self.longest_name
    }

    /// The outlet whose pages are at `host`: the host itself or a domain above it.
    pub fn by_host(&self, host: &str) -> Option<&Outlet> {
        let host = host.to_ascii_lowercase();
        let mut rest = host.as_str();
        loop {
            if let Some(number) = self.hosts.get(rest) {
                return Some(&self.outlets[*number]);
            }
            rest = rest.split_once('.')?.1;
        }
    }
}

/// The form under which a name is looked up: its folded words, one space between them, no leading `the`.
fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for word in words(name) {
        if !key.is_empty() {
            key.push(' ');
        }
        word.fold_into(name, &mut key);
    }
    match key.strip_prefix("the ") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ if key.is_empty() => fold(name).into_owned(),
        _ => key,
    }
}
