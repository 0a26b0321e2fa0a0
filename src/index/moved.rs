//! Where the content of a file was found before: under its own path, or, when it has moved, under another.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::manifest::Manifest;

/// What a file holds, as far as two numbers tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Content {
    pub hash: u64,
    pub size: u64,
}

/// What the files of the index hold, to find a file again that lies elsewhere now.
pub(super) struct Contents<'r> {
    manifest: &'r Manifest,
    /// How files are read now; what was read otherwise is no help.
    options: u64,
    /// The first path of each content; made when the first new file comes.
    by_content: OnceLock<HashMap<Content, &'r str>>,
}

impl<'r> Contents<'r> {
    pub(super) fn new(manifest: &'r Manifest, options: u64) -> Self {
        Self { manifest, options, by_content: OnceLock::new() }
    }

    /// The path under which the index holds articles that may be those of the file at `path`: the file as it was, or
    /// another with the same content.
    pub(super) fn earlier_path(&self, path: &str, content: Content) -> Option<&'r str> {
        match self.manifest.files.get_key_value(path) {
            Some((path, known)) => (known.options == self.options).then_some(path),
            None => self.by_content.get_or_init(|| self.all()).get(&content).copied(),
        }
    }

    fn all(&self) -> HashMap<Content, &'r str> {
        let mut all: HashMap<Content, &'r str> = HashMap::with_capacity(self.manifest.files.len());
        for (path, known) in &self.manifest.files {
            if known.options == self.options && known.articles > 0 {
                let first = all.entry(known.content()).or_insert(path);
                *first = path.as_str().min(first);
            }
        }
        all
    }
}
