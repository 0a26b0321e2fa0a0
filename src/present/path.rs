//! How the path of an article is shown: from the current folder when it lies below it, else whole.

/// The folder that shown paths are counted from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paths {
    /// The folder with a separator behind it; empty shows every path whole.
    base: String,
}

impl Paths {
    /// Paths below `folder` (absolute) lose it; all others stay whole.
    pub fn below(folder: &str) -> Self {
        let mut base = folder.to_owned();
        if !base.is_empty() && !base.ends_with(std::path::MAIN_SEPARATOR) {
            base.push(std::path::MAIN_SEPARATOR);
        }
        Self { base }
    }

    /// `path` as it is shown, in every format the same.
    pub fn show<'p>(&self, path: &'p str) -> &'p str {
        match path.strip_prefix(&self.base) {
            Some(rest) if !rest.is_empty() => rest,
            _ => path,
        }
    }
}

/// The file that an article was read from: its path without the `#n` that counts articles inside a file and without the
/// `!member` of an archive. Told by the path alone, so what looks like a place in a file is taken for one.
pub fn file_of(path: &str) -> &str {
    let archive = path.match_indices('!').map(|(at, _)| &path[..at]).find(|archive| has_extension(archive));
    let file = archive.unwrap_or(path);
    match file.rsplit_once('#') {
        // A name without an extension may end in a number of its own.
        Some((rest, number)) if is_number(number) && has_extension(rest) => rest,
        _ => file,
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn has_extension(path: &str) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.rsplit_once('.').is_some_and(|(stem, extension)| {
        !stem.is_empty()
            && (1..=8).contains(&extension.len())
            && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_below_the_folder_are_relative_and_others_whole() {
        let paths = Paths::below("/home/ada");
        assert_eq!(paths.show("/home/ada/news/a.txt"), "news/a.txt");
        assert_eq!(paths.show("/home/adam/a.txt"), "/home/adam/a.txt");
        assert_eq!(paths.show("/home/ada/all.jsonl#3"), "all.jsonl#3");
        assert_eq!(Paths::default().show("/home/ada/a.txt"), "/home/ada/a.txt");
        assert_eq!(Paths::below("/").show("/a.txt"), "a.txt");
        assert_eq!(paths.show("-#2"), "-#2");
    }

    #[test]
    fn the_file_of_a_record_has_no_number() {
        assert_eq!(file_of("/a/all.jsonl#31"), "/a/all.jsonl");
        assert_eq!(file_of("/a/feed.xml#2"), "/a/feed.xml");
        assert_eq!(file_of("/a/issue#31"), "/a/issue#31");
        assert_eq!(file_of("/a/St. Petersburg today#31"), "/a/St. Petersburg today#31");
        assert_eq!(file_of("/a/b.txt"), "/a/b.txt");
        assert_eq!(file_of("/a/b.tar.gz!c/d.jsonl#7"), "/a/b.tar.gz");
        assert_eq!(file_of("/wow!/b.txt"), "/wow!/b.txt");
        assert_eq!(file_of("/Yahoo!.html"), "/Yahoo!.html");
    }
}
