//! Where the statements are that a command asks: an index on this machine, or an engine elsewhere.

use std::path::{Path, PathBuf};

use clap::Args;
use dixit::answer::Archive;
use dixit::error::Error;
use dixit::index::Index;

/// Names an engine in place of the index on this machine.
#[derive(Debug, Clone, Args)]
pub(crate) struct AtArgs {
    /// Ask OpenSearch, Elasticsearch or Quickwit at this address: `http://HOST:9200/INDEX` (docs/scale.md)
    #[cfg(feature = "engine")]
    #[arg(long, value_name = "URL", env = "DIXIT_AT", hide_env_values = true)]
    at: Option<String>,
}

#[cfg_attr(
    not(feature = "engine"),
    allow(clippy::unused_self, clippy::unnecessary_wraps, reason = "without engines there is the index alone")
)]
impl AtArgs {
    /// Opens what is to be asked: the engine, where one is named, else the index at `place`.
    pub(crate) fn open(&self, place: &Path) -> Result<Box<dyn Archive>, Error> {
        #[cfg(feature = "engine")]
        if let Some(url) = &self.at {
            return Ok(Box::new(dixit::engine::Engine::open(&dixit::engine::Address::read(url)?, &access())?));
        }
        Ok(Box::new(Index::open(place)?))
    }

    /// The address of the engine; empty where none is named.
    #[cfg(feature = "serve")]
    pub(crate) fn name(&self) -> String {
        #[cfg(feature = "engine")]
        return self.at.clone().unwrap_or_default();
        #[cfg(not(feature = "engine"))]
        String::new()
    }

    /// Whether an engine is named.
    pub(crate) fn is_elsewhere(&self) -> bool {
        #[cfg(feature = "engine")]
        return self.at.is_some();
        #[cfg(not(feature = "engine"))]
        false
    }

    /// The folder beside which saved queries lie: the index at `place`; for an engine one in the user's configuration.
    ///
    /// # Errors
    ///
    /// When nothing says where the configuration lies, or the address cannot be read.
    pub(crate) fn folder(&self, place: &Path) -> Result<PathBuf, Error> {
        #[cfg(feature = "engine")]
        if let Some(url) = &self.at {
            return beside(&dixit::engine::Address::read(url)?);
        }
        Ok(place.to_owned())
    }
}

/// The folder in the user's configuration for what belongs to the index of an engine.
#[cfg(feature = "engine")]
pub(crate) fn beside(address: &dixit::engine::Address) -> Result<PathBuf, Error> {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
    let name: String = address.to_string().chars().map(plain).collect();
    super::tables::configured(&format!("at/{name}")).ok_or_else(|| {
        Error::usage("nowhere to keep what belongs to this engine", "set HOME or XDG_CONFIG_HOME, which say where")
    })
}

/// As whom an engine is asked, as the environment says.
#[cfg(feature = "engine")]
pub(crate) fn access() -> dixit::engine::Access {
    use dixit::engine::Access;

    let told = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    match (told("DIXIT_API_KEY"), told("DIXIT_USER")) {
        (Some(key), _) => Access::Key(key),
        (None, Some(user)) => Access::Password { user, password: told("DIXIT_PASSWORD").unwrap_or_default() },
        (None, None) => Access::Open,
    }
}
