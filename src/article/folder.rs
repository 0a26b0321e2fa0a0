//! What a folder knows of the articles below it: its `dixit.toml`, and those of the folders above.
//!
//! Which files apply depends on a path alone, so an article reads the same in every run and when it is shown again.

use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::{Date, DateSource, Dated, RecordField};
use crate::outlet::Outlets;
use crate::read::{FOLDER_FILE, Skip, SkipReason};

/// More is no settings file.
const MAX_FILE_BYTES: u64 = 1 << 20;

/// What is known of the articles in one folder.
#[derive(Debug, Clone, Default)]
pub struct Folder {
    publisher: Option<String>,
    lang: Option<String>,
    time_zone: Option<TimeZone>,
    /// The pattern, and the folder that the path it matches counts from.
    date_in_path: Option<(regex::Regex, PathBuf)>,
    fields: Vec<(RecordField, String)>,
    outlets: Option<&'static Outlets>,
    fingerprint: u64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    publisher: Option<String>,
    lang: Option<String>,
    time_zone: Option<String>,
    date_in_path: Option<String>,
    #[serde(default)]
    fields: Fields,
    #[serde(default)]
    aliases: std::collections::BTreeMap<String, OneOrMore>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    text: Option<OneOrMore>,
    title: Option<OneOrMore>,
    date: Option<OneOrMore>,
    publisher: Option<OneOrMore>,
    author: Option<OneOrMore>,
    url: Option<OneOrMore>,
    id: Option<OneOrMore>,
    lang: Option<OneOrMore>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    fn all(self) -> Vec<String> {
        match self {
            Self::One(one) => vec![one],
            Self::More(more) => more,
        }
    }
}

impl Folder {
    /// The publisher of everything below, whatever the articles say.
    pub(super) fn publisher(&self) -> Option<&str> {
        self.publisher.as_deref()
    }

    /// The language of articles that do not say.
    pub(super) fn lang(&self) -> Option<&str> {
        self.lang.as_deref()
    }

    /// Names of record fields.
    pub(super) fn fields(&self) -> &[(RecordField, String)] {
        &self.fields
    }

    /// The outlets, with the folder's aliases among their names.
    pub(super) fn outlets(&self) -> Option<&'static Outlets> {
        self.outlets
    }

    /// A number that differs when the folder says something else; 0 when it says nothing.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// The date that the path gives by the folder's pattern.
    pub(super) fn date_in_path(&self, path: &str) -> Option<Dated> {
        let (pattern, folder) = self.date_in_path.as_ref()?;
        let path = Path::new(path).strip_prefix(folder).ok()?.to_string_lossy().replace('\\', "/");
        let found = pattern.captures(&path)?;
        let number = |name| found.name(name).and_then(|number| number.as_str().parse::<i16>().ok());
        let year = number("year")?;
        let date = match (number("month"), number("day")) {
            (Some(month), Some(day)) => {
                Date::of_day(civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?)
            }
            (Some(month), None) => Date::of_month(year, i8::try_from(month).ok()?)?,
            (None, _) => Date::of_year(year)?,
        };
        Some(Dated { date, source: DateSource::Path })
    }

    /// `dated` by the clock of the folder's time zone; a date without a time stays as it is.
    pub(super) fn in_time_zone(&self, dated: Dated) -> Dated {
        let moved = self.time_zone.as_ref().and_then(|zone| dated.date.in_time_zone(zone));
        moved.map_or(dated, |date| Dated { date, ..dated })
    }

    /// What `text`, the file of the folder `dir`, says, on top of what the folders above say.
    pub(super) fn extended(&self, dir: &Path, text: &str) -> Result<Self, Wrong> {
        let file: File = toml::from_str(text).map_err(|error| Wrong::of_toml(text, &error))?;
        let wrong = |key: &str, detail: String| Wrong { place: line_of(text, key), detail };
        let mut folder = self.clone();
        if file.publisher.is_some() {
            folder.publisher = file.publisher;
        }
        if file.lang.is_some() {
            folder.lang = file.lang;
        }
        if let Some(name) = file.time_zone {
            let zone = time_zone(&name).ok_or_else(|| wrong("time-zone", format!("unknown time zone `{name}`")))?;
            folder.time_zone = Some(zone);
        }
        if let Some(pattern) = file.date_in_path {
            let regex = path_pattern(&pattern).map_err(|detail| wrong("date-in-path", detail))?;
            folder.date_in_path = Some((regex, dir.to_owned()));
        }
        let mut fields = Vec::new();
        let Fields { text: body, title, date, publisher, author, url, id, lang } = file.fields;
        for (field, names) in [
            (RecordField::Text, body),
            (RecordField::Title, title),
            (RecordField::Date, date),
            (RecordField::Publisher, publisher),
            (RecordField::Author, author),
            (RecordField::Url, url),
            (RecordField::Id, id),
            (RecordField::Lang, lang),
        ] {
            fields.extend(names.into_iter().flat_map(OneOrMore::all).map(|name| (field, name)));
        }
        // What a folder says of a field replaces what those above say of it.
        folder.fields.retain(|(field, _)| !fields.iter().any(|(own, _)| own == field));
        folder.fields.extend(fields);
        if !file.aliases.is_empty() {
            let aliases: Vec<(String, Vec<String>)> =
                file.aliases.into_iter().map(|(name, aliases)| (name, aliases.all())).collect();
            let outlets = folder.outlets.unwrap_or_else(Outlets::in_use).with_aliases(&aliases);
            folder.outlets = Some(outlets.map_err(|error| wrong("[aliases]", error.to_string()))?);
        }
        let mut hasher = xxhash_rust::xxh3::Xxh3::with_seed(self.fingerprint);
        hasher.update(text.as_bytes());
        // A pattern counts from its folder, which may be another after a move.
        if folder.date_in_path.is_some() {
            hasher.update(dir.to_string_lossy().as_bytes());
        }
        folder.fingerprint = hasher.digest().max(1);
        Ok(folder)
    }
}

/// A zone by its name in the IANA database, or a distance from UTC as `+05:30`.
fn time_zone(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok().or_else(|| {
        let moment = format!("2000-01-01T00:00{name}");
        let pieces = jiff::fmt::temporal::Pieces::parse(&moment).ok()?;
        Some(TimeZone::fixed(pieces.to_numeric_offset()?))
    })
}

/// `{year}/{month}/{day}` as a regular expression: `*` is anything within a name, `**` anything.
fn path_pattern(pattern: &str) -> Result<regex::Regex, String> {
    let pattern = pattern.trim_start_matches('/');
    // A number must not be a piece of a longer one.
    let mut regex = String::from(if pattern.starts_with('{') { "(?:^|[^0-9])" } else { "" });
    let mut has_year = false;
    let mut rest = pattern;
    while !rest.is_empty() {
        let parts = [
            ("{year}", r"(?P<year>[0-9]{4})"),
            ("{month}", r"(?P<month>[0-9]{1,2})"),
            ("{day}", r"(?P<day>[0-9]{1,2})"),
        ];
        if let Some((part, number)) = parts.into_iter().find(|(part, _)| rest.starts_with(part)) {
            // Numbers that nothing parts have all their digits.
            let follows = rest[part.len()..].starts_with('{') || regex.ends_with(')');
            regex.push_str(&if follows { number.replace("{1,2}", "{2}") } else { number.to_owned() });
            has_year |= part == "{year}";
            rest = &rest[part.len()..];
        } else if let Some(after) = rest.strip_prefix("**") {
            regex.push_str(".*?");
            rest = after.strip_prefix('/').unwrap_or(after);
        } else if let Some(after) = rest.strip_prefix('*') {
            regex.push_str("[^/]*?");
            rest = after;
        } else if rest.starts_with('{') {
            let name = rest.split_inclusive('}').next().unwrap_or(rest);
            return Err(format!("`{name}` is none of {{year}}, {{month}} and {{day}}"));
        } else {
            let end = rest.find(['{', '*']).unwrap_or(rest.len());
            regex.push_str(&regex::escape(&rest[..end]));
            rest = &rest[end..];
        }
    }
    if !has_year {
        return Err("the pattern needs a {year}".to_owned());
    }
    if pattern.ends_with('}') {
        regex.push_str("(?:[^0-9]|$)");
    }
    regex::Regex::new(&regex).map_err(|error| error.to_string())
}

/// What is wrong in a folder's file, and where.
#[derive(Debug)]
pub(super) struct Wrong {
    place: Option<(usize, usize)>,
    detail: String,
}

impl Wrong {
    fn of_toml(text: &str, error: &toml::de::Error) -> Self {
        let place = error.span().map(|span| {
            let before = &text[..text.floor_char_boundary(span.start)];
            let line = before.rsplit('\n').next().unwrap_or_default();
            (before.matches('\n').count() + 1, line.chars().count() + 1)
        });
        Self { place, detail: error.message().to_owned() }
    }
}

/// The place at which a key stands.
fn line_of(text: &str, key: &str) -> Option<(usize, usize)> {
    let line = text.lines().position(|line| line.trim_start().starts_with(key))?;
    Some((line + 1, 1))
}

/// What all folders of a run know, each read once.
#[derive(Debug, Default)]
pub struct Folders {
    known: Mutex<HashMap<PathBuf, Arc<Folder>>>,
    wrong: Mutex<Vec<Skip>>,
}

impl Folders {
    /// What is known of the file at `path` (absolute).
    pub fn of(&self, path: &Path) -> Arc<Folder> {
        path.parent().map(|dir| self.folder(dir)).unwrap_or_default()
    }

    /// What is wrong in the files of folders that were looked at: they say nothing then. Told once.
    pub fn take_wrong(&self) -> Vec<Skip> {
        std::mem::take(&mut *self.wrong.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn folder(&self, dir: &Path) -> Arc<Folder> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(folder) = known().get(dir) {
            return Arc::clone(folder);
        }
        // From the outermost folder whose knowledge is not there yet inwards: a path may be deeper than a stack.
        let mut folder = Arc::new(Folder::default());
        let mut missing = Vec::new();
        for above in dir.ancestors() {
            if let Some(found) = known().get(above) {
                folder = Arc::clone(found);
                break;
            }
            missing.push(above);
        }
        for dir in missing.into_iter().rev() {
            folder = self.read(dir, folder);
            known().insert(dir.to_owned(), Arc::clone(&folder));
        }
        folder
    }

    fn read(&self, dir: &Path, above: Arc<Folder>) -> Arc<Folder> {
        let path = dir.join(FOLDER_FILE);
        let Ok(file) = std::fs::File::open(&path) else { return above };
        let mut text = String::new();
        let read = file.take(MAX_FILE_BYTES + 1).read_to_string(&mut text);
        let extended = match read {
            Ok(size) if size as u64 > MAX_FILE_BYTES => {
                Err(Wrong { place: None, detail: format!("more than {MAX_FILE_BYTES} bytes") })
            }
            Ok(_) => above.extended(dir, &text),
            Err(error) => Err(Wrong { place: None, detail: error.to_string() }),
        };
        match extended {
            Ok(folder) => Arc::new(folder),
            Err(Wrong { place, detail }) => {
                let reason = SkipReason::Malformed { format: FOLDER_FILE, detail };
                let skip = Skip { path: path.to_string_lossy().into_owned(), place, reason };
                self.wrong.lock().unwrap_or_else(PoisonError::into_inner).push(skip);
                above
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(text: &str) -> Folder {
        Folder::default().extended(Path::new("/news"), text).unwrap()
    }

    fn check_wrong(text: &str, line: usize, words: &str) {
        let wrong = Folder::default().extended(Path::new("/news"), text).unwrap_err();
        assert_eq!(wrong.place.map(|(line, _)| line), Some(line), "{text}");
        assert!(wrong.detail.contains(words), "{}", wrong.detail);
    }

    fn check_date(pattern: &str, path: &str, expected: Option<&str>) {
        let folder = folder(&format!("date-in-path = \"{pattern}\""));
        let found = folder.date_in_path(path).map(|dated| dated.date.to_string());
        assert_eq!(found.as_deref(), expected, "{pattern} {path}");
    }

    #[test]
    fn patterns_find_dates_in_paths() {
        check_date("{year}/{month}/{day}", "/news/2024/2/8/a.txt", Some("2024-02-08"));
        check_date("{day}.{month}.{year}", "/news/x/08.02.2024 call.txt", Some("2024-02-08"));
        check_date("{year}{month}{day}_", "/news/20240208_call.txt", Some("2024-02-08"));
        check_date("vol-{year}-{month}", "/news/vol-2024-02/a.txt", Some("2024-02"));
        check_date("{year}/**/page", "/news/2024/a/b/page1.txt", Some("2024"));
        check_date("{year}/{month}/{day}", "/news/2024/13/8/a.txt", None);
        check_date("{year}", "/other/2024/a.txt", None);
        check_date("{year}", "/news/120241/a.txt", None);
    }

    #[test]
    fn the_nearer_folder_goes_before_the_farther_one() {
        let outer =
            folder("publisher = \"A\"\nlang = \"de\"\n[fields]\ntext = [\"inhalt\", \"text\"]\ndate = \"tag\"\n");
        let inner = outer.extended(Path::new("/news/b"), "publisher = \"B\"\n[fields]\ntext = \"rumpf\"\n").unwrap();
        assert_eq!((inner.publisher(), inner.lang()), (Some("B"), Some("de")));
        let expected = [(RecordField::Date, "tag".to_owned()), (RecordField::Text, "rumpf".to_owned())];
        assert_eq!(inner.fields(), expected);
        assert_ne!(inner.fingerprint(), outer.fingerprint());
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        check_wrong("publisher = \"A\"\npublsher = \"B\"\n", 2, "publsher");
        check_wrong("\ntime-zone = \"Mars/Olympus\"\n", 2, "Mars/Olympus");
        check_wrong("date-in-path = \"{jahr}\"\n", 1, "{jahr}");
        check_wrong("date-in-path = \"{month}\"\n", 1, "{year}");
        check_wrong("publisher = [\n", 1, "");
    }

    #[test]
    fn moments_are_told_by_the_clock_of_the_zone() {
        let dated = |iso: &str| Dated { date: Date::from_iso(iso).unwrap(), source: DateSource::Metadata };
        for (zone, iso, expected) in [
            ("Asia/Kolkata", "2024-02-08T22:30:00Z", "2024-02-09T04:00:00+05:30"),
            ("+03:00", "2024-02-08T10:00:00", "2024-02-08T10:00:00+03:00"),
            ("America/New_York", "2024-02-08", "2024-02-08"),
        ] {
            let folder = folder(&format!("time-zone = \"{zone}\""));
            assert_eq!(folder.in_time_zone(dated(iso)).date.to_string(), expected);
        }
    }

    #[test]
    fn files_of_folders_are_found_above_a_path_and_wrong_ones_are_told_once() {
        let dir = tempfile::tempdir().unwrap();
        let base = dir.path();
        std::fs::create_dir_all(base.join("a/b")).unwrap();
        std::fs::write(base.join(FOLDER_FILE), "publisher = \"A\"").unwrap();
        std::fs::write(base.join("a/b").join(FOLDER_FILE), "publisher = 5").unwrap();
        let folders = Folders::default();
        for path in ["a/b/c.txt", "a/b/d.txt", "a/c.txt"] {
            assert_eq!(folders.of(&base.join(path)).publisher(), Some("A"), "{path}");
        }
        let wrong = folders.take_wrong();
        assert_eq!((wrong.len(), wrong[0].reason.code(), wrong[0].place), (1, "malformed", Some((1, 13))));
        assert!(folders.take_wrong().is_empty());
    }
}
