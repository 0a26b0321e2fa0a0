//! Where an engine is reached, and as whom.

use super::EngineError;

/// The name of the index where an address names none.
const DEFAULT_INDEX: &str = "dixit";

/// The nodes of an engine and the index on it: `http://one:9200,http://two:9200/statements`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// `http://host:port`, one of which is enough to be reached.
    pub(super) nodes: Vec<String>,
    /// The index.
    pub(super) index: String,
}

/// As whom an engine is asked.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Access {
    /// As nobody.
    #[default]
    Open,
    /// With a key of the engine's: `ApiKey` in Elasticsearch and OpenSearch.
    Key(String),
    /// With a name and a password.
    Password {
        /// The name.
        user: String,
        /// The password.
        password: String,
    },
}

impl std::fmt::Debug for Access {
    /// Without what must not be seen.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Open => "Open",
            Self::Key(_) => "Key(…)",
            Self::Password { .. } => "Password(…)",
        })
    }
}

impl Access {
    /// The value of the header `Authorization`.
    pub(super) fn header(&self) -> Option<String> {
        use base64::Engine as _;

        match self {
            Self::Open => None,
            Self::Key(key) => Some(format!("ApiKey {key}")),
            Self::Password { user, password } => {
                let both = base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}"));
                Some(format!("Basic {both}"))
            }
        }
    }
}

impl Address {
    /// Reads an address: one or several nodes, parted by commas, and behind the last one the name of an index.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn read(text: &str) -> Result<Self, EngineError> {
        let wrong = |why| EngineError::Address { address: shielded(text), why };
        let mut nodes = Vec::new();
        let mut index = None;
        for part in text.split(',').map(str::trim) {
            let Some((scheme @ ("http" | "https"), rest)) = part.split_once("://") else {
                return Err(wrong("it begins with neither http:// nor https://"));
            };
            let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
            if host.contains('@') {
                return Err(wrong("a password in it would be kept in histories and lists of processes"));
            }
            if host.is_empty() || host.contains(char::is_whitespace) {
                return Err(wrong("it names no host"));
            }
            nodes.push(format!("{scheme}://{host}"));
            let path = path.trim_end_matches('/');
            if !path.is_empty() && index.replace(path).is_some_and(|other| other != path) {
                return Err(wrong("it names two indexes"));
            }
        }
        let index = index.unwrap_or(DEFAULT_INDEX);
        if !is_index_name(index) {
            return Err(wrong("an index is named in small letters, digits, `-` and `_`, and begins with a letter"));
        }
        Ok(Self { nodes, index: index.to_owned() })
    }

    /// The name of the index.
    pub fn index(&self) -> &str {
        &self.index
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.nodes.join(","), self.index)
    }
}

/// An address without what may be a password in it.
fn shielded(text: &str) -> String {
    match (text.find("://"), text.rfind('@')) {
        (Some(begin), Some(end)) if begin + 3 < end => format!("{}…{}", &text[..begin + 3], &text[end..]),
        _ => text.to_owned(),
    }
}

/// A name that all engines take.
fn is_index_name(name: &str) -> bool {
    const MOST: usize = 200;

    let is_of_name =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '-' | '_');
    name.len() <= MOST && name.starts_with(|letter: char| letter.is_ascii_lowercase()) && name.chars().all(is_of_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_nodes_and_an_index() {
        for (text, nodes, index) in [
            ("http://localhost:9200", &["http://localhost:9200"][..], "dixit"),
            ("https://a.example/news-2024/", &["https://a.example"], "news-2024"),
            ("http://a:9200, http://b:9200/news", &["http://a:9200", "http://b:9200"], "news"),
            ("http://[::1]:9200/news,http://b:9200/news", &["http://[::1]:9200", "http://b:9200"], "news"),
        ] {
            let address = Address::read(text).unwrap();
            assert_eq!(
                (address.nodes.as_slice(), address.index()),
                (&nodes.iter().map(|node| (*node).to_owned()).collect::<Vec<_>>()[..], index),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_address_is_told_without_its_password() {
        for text in [
            "localhost:9200",
            "http:///news",
            "http://a/News",
            "http://a/news/_search",
            "http://a/x,http://b/y",
            "ftp://a",
        ] {
            assert!(Address::read(text).is_err(), "{text}");
        }
        let told = Address::read("https://me:secret@a.example/news").unwrap_err().to_string();
        assert!(!told.contains("secret") && told.contains("a.example"), "{told}");
        assert!(!format!("{:?}", Access::Key("secret".to_owned())).contains("secret"));
    }
}
