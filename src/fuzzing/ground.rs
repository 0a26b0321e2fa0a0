//! What targets stand on: a small index over invented articles.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::index::{self, BuildRequest, Index, Pace};

/// Articles in two languages, with direct and indirect speech, outlets, a copy, and a date that is a month only.
const ARTICLES: &str = r#"{"id":"1","title":"Ministers agree on grain","date":"2024-02-08","source":"TASS","url":"https://tass.com/1","text":"MOSCOW, February 8. /TASS/. \"This deal will feed millions,\" Kremlin aide Yury Ushakov told reporters. He said that the talks would go on in March.\n\nAccording to Reuters, the minister denied it."}
{"id":"2","title":"A port opens","date":"2024-02","source":"Xinhua","text":"BEIJING -- The port will open in May, Foreign Ministry spokesperson Wang Wenbin said on Monday. “We welcome ships of all countries,” he added, Xinhua reported."}
{"id":"3","title":"Сделка","date":"2023-12-31","lang":"ru","source":"РИА Новости","text":"МОСКВА, 31 дек. «Мы согласны на переговоры», — заявил министр иностранных дел Сергей Лавров. Об этом сообщает РИА Новости."}
{"id":"4","title":"Ministers agree on grain","date":"2024-02-09","source":"Daily Post","text":"\"This deal will feed millions,\" Yury Ushakov told TASS on Thursday. Critics called it \"a multipolar mistake\". Nobody else commented."}
{"id":"5","title":"多极世界","date":"2024-01-15","lang":"zh","source":"新华社","text":"新华社北京1月15日电 外交部发言人毛宁表示,“多极世界对各国有利”。"}
"#;

/// The folder of an index, and the index.
pub struct Ground {
    pub(super) index: Index,
    #[cfg(feature = "serve")]
    pub(super) server: crate::serve::fuzzing::Server,
    #[cfg(feature = "mcp")]
    pub(super) assistant: crate::mcp::fuzzing::Assistant,
}

impl std::fmt::Debug for Ground {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ground").finish_non_exhaustive()
    }
}

impl Ground {
    /// Makes articles and an index in `folder`, which is empty.
    ///
    /// # Errors
    ///
    /// When they cannot be made there.
    pub fn at(folder: &Path) -> Result<Self, Error> {
        let articles = folder.join("articles.jsonl");
        let place: PathBuf = folder.join("index");
        std::fs::write(&articles, ARTICLES).map_err(|error| Error::usage(error.to_string(), "is the folder there?"))?;
        index::build(&place, &BuildRequest { roots: vec![articles], ..BuildRequest::default() }, &|_| Pace::GoOn)?;
        Ok(Self {
            index: Index::open(&place)?,
            #[cfg(feature = "serve")]
            server: crate::serve::fuzzing::Server::over(place.clone())?,
            #[cfg(feature = "mcp")]
            assistant: crate::mcp::fuzzing::Assistant::over(place, || super::TODAY)?,
        })
    }
}
