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
    /// The first path of each content and way of reading it; made when the first new file comes.
    by_content: OnceLock<HashMap<(Content, u64), &'r str>>,
}

impl<'r> Contents<'r> {
    pub(super) fn new(manifest: &'r Manifest) -> Self {
        Self { manifest, by_content: OnceLock::new() }
    }

    /// The path under which the index holds articles that may be those of the file at `path`: the file as it was, or
    /// another with the same content. What was read in another way than by `options` is no help.
    pub(super) fn earlier_path(&self, path: &str, content: Content, options: u64) -> Option<&'r str> {
        match self.manifest.files.get_key_value(path) {
            Some((path, known)) => (known.options == options).then_some(path),
            None => self.by_content.get_or_init(|| self.all()).get(&(content, options)).copied(),
        }
    }

    fn all(&self) -> HashMap<(Content, u64), &'r str> {
        let mut all: HashMap<(Content, u64), &'r str> = HashMap::with_capacity(self.manifest.files.len());
        for (path, known) in self.manifest.files.iter().filter(|(_, known)| known.articles > 0) {
            let first = all.entry((known.content(), known.options)).or_insert(path);
            *first = path.as_str().min(first);
        }
        all
    }
}
