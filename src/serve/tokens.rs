//! The file of tokens: made, listed and revoked by `dixit serve token`, read by a running server whenever it changes.

use std::fs::{self, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::clock;
use super::token::{Scope, Token, matching};

/// Stands at the head of the file.
const HEAD: &str = "# Who may ask `dixit serve`. Hashes only: a token that is lost is revoked and made anew.\n\n";

/// Longest name of a token, in characters.
const NAME_CHARACTERS: usize = 64;

/// What went wrong with the file.
#[derive(Debug, thiserror::Error)]
pub enum TokensError {
    /// It cannot be read or written.
    #[error("`{}`: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is no file of tokens.
    #[error("`{}`: {}", path.display(), source.message())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: Box<toml::de::Error>,
    },
    /// Others may write it.
    #[error("`{}` may be written by others than its owner", path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
    },
    /// A name that cannot be one.
    #[error("`{0}` is no name for a token: it has letters, digits, `-`, `_` and `.`")]
    Name(String),
    /// There is one of that name.
    #[error("there is a token `{0}`")]
    Exists(String),
    /// There is none of that name.
    #[error("there is no token `{0}`")]
    Unknown(String),
    /// The system has no random numbers.
    #[error("no random numbers: {0}")]
    Random(getrandom::Error),
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default, rename = "token")]
    tokens: Vec<Token>,
}

/// The tokens in the file at `path`; none where there is no file.
///
/// # Errors
///
/// When the file cannot be read, is none of tokens, or may be written by others.
pub fn list(path: &Path) -> Result<Vec<Token>, TokensError> {
    let failed = |source| TokensError::File { path: path.to_owned(), source };
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    if is_exposed(&metadata) {
        return Err(TokensError::Exposed { path: path.to_owned() });
    }
    let text = fs::read_to_string(path).map_err(failed)?;
    let document: Document = toml::from_str(&text)
        .map_err(|source| TokensError::Malformed { path: path.to_owned(), source: Box::new(source) })?;
    Ok(document.tokens)
}

/// Adds a token to the file at `path`, and gives its words, which nobody can find out later.
///
/// # Errors
///
/// As [`list`]; that the name is taken or is none.
pub fn add(path: &Path, name: &str, scopes: &[Scope]) -> Result<String, TokensError> {
    let is_plain = |character: char| character.is_alphanumeric() || "-_.".contains(character);
    if name.is_empty() || name.chars().count() > NAME_CHARACTERS || !name.chars().all(is_plain) {
        return Err(TokensError::Name(name.to_owned()));
    }
    let mut tokens = list(path)?;
    if tokens.iter().any(|token| token.name == name) {
        return Err(TokensError::Exists(name.to_owned()));
    }
    let (secret, token) = Token::make(name.to_owned(), scopes.to_vec(), clock::today()).map_err(TokensError::Random)?;
    tokens.push(token);
    write(path, tokens)?;
    Ok(secret)
}

/// Takes a token out of the file at `path`.
///
/// # Errors
///
/// As [`list`]; that there is none of that name.
pub fn revoke(path: &Path, name: &str) -> Result<(), TokensError> {
    let mut tokens = list(path)?;
    let before = tokens.len();
    tokens.retain(|token| token.name != name);
    if tokens.len() == before {
        return Err(TokensError::Unknown(name.to_owned()));
    }
    write(path, tokens)
}

/// In one go, so that a server that reads it meanwhile sees all or nothing of it.
fn write(path: &Path, tokens: Vec<Token>) -> Result<(), TokensError> {
    let write = || -> io::Result<()> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let text = toml::to_string(&Document { tokens }).map_err(io::Error::other)?;
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".new");
        let new = path.with_file_name(name);
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&new)?;
        file.write_all(format!("{HEAD}{text}").as_bytes())?;
        file.sync_all()?;
        fs::rename(new, path)
    };
    write().map_err(|source| TokensError::File { path: path.to_owned(), source })
}

#[cfg(unix)]
fn is_exposed(metadata: &Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o022 != 0
}

#[cfg(not(unix))]
fn is_exposed(_: &Metadata) -> bool {
    false
}

/// The file as a running server sees it.
pub(super) struct TokenFile {
    path: PathBuf,
    read: Mutex<Read>,
}

#[derive(Default)]
struct Read {
    version: Option<(SystemTime, u64)>,
    tokens: Vec<Token>,
}

impl TokenFile {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, read: Mutex::default() }
    }

    /// Who has this token, and what it is good for. A file that cannot be read lets nobody in.
    pub(super) fn holder(&self, secret: &str) -> Option<(String, Vec<Scope>)> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let metadata = fs::metadata(&self.path).ok();
        let version = metadata.and_then(|metadata| Some((metadata.modified().ok()?, metadata.len())));
        if version.is_none() || version != read.version {
            let tokens = list(&self.path).unwrap_or_else(|error| {
                tracing::error!(error = error.to_string(), "tokens");
                Vec::new()
            });
            *read = Read { version, tokens };
        }
        matching(&read.tokens, secret).map(|token| (token.name.clone(), token.scopes.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_made_listed_and_revoked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/tokens.toml");
        assert_eq!(list(&path).unwrap(), []);
        let secret = add(&path, "ada", &[Scope::Read]).unwrap();
        let server = TokenFile::new(path.clone());
        assert_eq!(server.holder(&secret), Some(("ada".to_owned(), vec![Scope::Read])));
        assert!(matches!(add(&path, "ada", &[Scope::Read]), Err(TokensError::Exists(_))));
        let other = add(&path, "berg", &[Scope::Metrics]).unwrap();
        assert_eq!(server.holder(&other), Some(("berg".to_owned(), vec![Scope::Metrics])));
        revoke(&path, "ada").unwrap();
        assert_eq!(server.holder(&secret), None);
        assert!(matches!(revoke(&path, "ada"), Err(TokensError::Unknown(_))));
        assert_eq!(list(&path).unwrap().len(), 1);
    }

    #[test]
    fn names_are_plain() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens.toml");
        for name in ["", "a b", "a\n", &"x".repeat(65)] {
            assert!(matches!(add(&path, name, &[Scope::Read]), Err(TokensError::Name(_))), "{name:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_the_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens.toml");
        let secret = add(&path, "ada", &[Scope::Read]).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let server = TokenFile::new(path.clone());
        fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
        assert!(matches!(list(&path), Err(TokensError::Exposed { .. })));
        assert_eq!(server.holder(&secret), None);
    }
}
