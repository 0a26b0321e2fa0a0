//! Tokens: what a client shows to be let in. Only their hashes are kept.
//!
//! A token is 256 random bits, so nobody finds it by trying, and a plain SHA-256 of it is as good as a slow hash: those
//! are for passwords, which people choose and which can be guessed.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Random bytes of a token.
const BYTES: usize = 32;

/// Stands before every token, so that one that got lost is recognised.
const MARK: &str = "dixit_";

/// What a token is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// To ask the index.
    Read,
    /// To read `/metrics`.
    Metrics,
}

impl Scope {
    /// All scopes.
    pub const ALL: [Self; 2] = [Self::Read, Self::Metrics];

    /// The word that stands for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Metrics => "metrics",
        }
    }

    /// The scope of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

/// What is kept of a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// Who it was made for.
    pub name: String,
    /// What it is good for.
    pub scopes: Vec<Scope>,
    /// The day it was made.
    pub created: jiff::civil::Date,
    /// SHA-256 of it, in hexadecimal digits.
    sha256: String,
}

impl Token {
    /// A new token, and what is kept of it.
    ///
    /// # Errors
    ///
    /// When the system has no random numbers.
    pub(super) fn make(
        name: String,
        scopes: Vec<Scope>,
        created: jiff::civil::Date,
    ) -> Result<(String, Self), getrandom::Error> {
        let mut random = [0; BYTES];
        getrandom::fill(&mut random)?;
        let secret = format!("{MARK}{}", hexadecimal(&random));
        let sha256 = hash(&secret);
        Ok((secret, Self { name, scopes, created, sha256 }))
    }
}

/// The one of `tokens` that `secret` is, found in a time that tells nothing of how near it came.
pub(super) fn matching<'t>(tokens: &'t [Token], secret: &str) -> Option<&'t Token> {
    let hash = hash(secret);
    let mut found = None;
    for token in tokens {
        if bool::from(token.sha256.as_bytes().ct_eq(hash.as_bytes())) {
            found = Some(token);
        }
    }
    found
}

fn hash(secret: &str) -> String {
    hexadecimal(&Sha256::digest(secret.as_bytes()))
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(name: &str) -> (String, Token) {
        Token::make(name.to_owned(), vec![Scope::Read], jiff::civil::date(2024, 2, 8)).unwrap()
    }

    #[test]
    fn a_token_is_found_by_its_words_and_by_no_others() {
        let ((first, a), (second, b)) = (token("a"), token("b"));
        assert!(first != second && first.len() == MARK.len() + 2 * BYTES, "{first}");
        let tokens = [a, b];
        let name = |secret: &str| matching(&tokens, secret).map(|token| token.name.as_str());
        assert_eq!([name(&first), name(&second), name(&first[1..]), name("")], [Some("a"), Some("b"), None, None]);
    }

    #[test]
    fn what_is_kept_does_not_hold_the_token() {
        let (secret, token) = token("a");
        assert!(!toml::to_string(&token).unwrap().contains(&secret[MARK.len()..]));
        assert_eq!(hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
