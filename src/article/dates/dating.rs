//! When an article was published: the most trusted of the dates that it, its address and its name give.

use jiff::ToSpan;
use jiff::civil;

use super::parse::{self, DayOrder};
use crate::article::{Date, DateFault, DateSource, Dated, Warning};

/// Dates that a page shows, as texts that begin with the date, the most likely first.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct ShownDates {
    /// Those that look like the date of publication.
    pub(crate) likely: Vec<String>,
    /// Those that may be it where nothing else is known: dates of the last change first.
    pub(crate) possible: Vec<String>,
}

/// Dates of a page outside the fields for the date of publication, each list with the most likely first.
#[derive(Debug, Default, PartialEq, Clone)]
pub(crate) struct PageDates {
    /// Those that readers see.
    pub(crate) shown: ShownDates,
    /// Those that the page's programs know.
    pub(crate) in_scripts: Vec<String>,
    /// Those in fields for machines that may be dates of anything.
    pub(crate) in_meta: Vec<String>,
    /// Those of the last change, in fields for machines.
    pub(crate) changed: Vec<String>,
    /// Addresses of the article's pictures.
    pub(crate) in_images: Vec<String>,
}

/// What may tell a date.
#[derive(Debug, Default)]
pub(crate) struct Clues<'a> {
    /// Values of metadata fields, the most trusted first.
    pub(crate) fields: &'a [String],
    /// Dates on a page.
    pub(crate) page: PageDates,
    /// The article's text.
    pub(crate) text: &'a str,
    /// Its address.
    pub(crate) url: Option<&'a str>,
    /// The file it was read from.
    pub(crate) file: &'a str,
    /// Which number is the month.
    pub(crate) order: DayOrder,
    /// The day of the run: later dates are not believed.
    pub(crate) today: Option<civil::Date>,
}

/// No article is older.
const FIRST_YEAR: i16 = 1800;

/// How many lines from the top may be a date line or a dateline.
const TOP_LINES: usize = 4;

/// A line with a date and more than that many other words is no date line.
const DATE_LINE_WORDS: usize = 5;

/// The same in letters, for scripts that put no space between words.
const DATE_LINE_LETTERS: usize = 40;

/// How many bytes a date line has at most.
const DATE_LINE_BYTES: usize = 160;

/// A dateline's date begins within so many bytes.
const DATELINE_BYTES: usize = 80;

/// The date of the article and where it was found, and the dates in its fields that can't be right.
pub(crate) fn date(clues: &Clues<'_>) -> (Option<Dated>, Vec<Warning>) {
    let mut warnings = Vec::new();
    let mut fields = Vec::new();
    for field in clues.fields {
        let Some(date) = parse::parse(field, clues.order) else { continue };
        match fault(date, clues.today) {
            None => fields.push(date),
            Some(reason) => {
                let warning = Warning::DroppedDate { given: field.trim().to_owned(), reason };
                if !warnings.contains(&warning) {
                    warnings.push(warning);
                }
            }
        }
    }
    (most_trusted(&fields, clues), warnings)
}

/// `fields` are the believable dates of the fields.
fn most_trusted(fields: &[Date], clues: &Clues<'_>) -> Option<Dated> {
    let believed = |date: &Date| fault(*date, clues.today).is_none();
    let dated = |date: Option<Date>, source| date.filter(believed).map(|date| Dated { date, source });
    let is_day = |date: &Date| date.first_day() == date.last_day();
    let top = || clues.text.lines().filter(|line| !line.trim().is_empty()).take(TOP_LINES);
    let first_day = |texts: &[String]| {
        texts.iter().filter_map(|text| parse::parse(text, clues.order)).find(|date| believed(date) && is_day(date))
    };
    let field = fields.iter().copied().find(is_day);
    let url = clues.url.and_then(in_url);
    let shown = first_day(&clues.page.shown.likely);
    dated(field.and_then(|field| local_day(field, clues.url)), DateSource::Url)
        .or_else(|| dated(field, DateSource::Metadata))
        // The day in an address is that of the first publication; a page may show that of a change.
        .or_else(|| dated(url.filter(|day| shown.is_some() && is_day(day)), DateSource::Url))
        .or_else(|| dated(shown, DateSource::Text))
        .or_else(|| dated(first_day(&clues.page.in_meta), DateSource::Metadata))
        .or_else(|| dated(fields.first().copied(), DateSource::Metadata))
        .or_else(|| dated(top().find_map(|line| date_line(line, clues.order)), DateSource::Text))
        .or_else(|| dated(top().find_map(|line| dateline(line, clues.order)), DateSource::Dateline))
        .or_else(|| dated(first_day(&clues.page.in_scripts), DateSource::Metadata))
        .or_else(|| {
            let path = in_path(clues.file);
            // A day beats a month, but a day that an address leaves open the dateline may fill in.
            dated(url.filter(is_day), DateSource::Url)
                .or_else(|| dated(path.filter(is_day), DateSource::Path))
                .or_else(|| {
                    let (month, day) = top().find_map(dateline_without_year)?;
                    let frame = url.or(path).or_else(|| in_folder(clues.file))?;
                    let date = civil::Date::new(frame.first_day().year(), month, day).ok()?;
                    let fits = frame.first_day() <= date && date <= frame.last_day();
                    dated(fits.then(|| Date::of_day(date)), DateSource::Dateline)
                })
                .or_else(|| dated(first_day(&clues.page.changed), DateSource::Metadata))
                .or_else(|| dated(first_day(&clues.page.shown.possible), DateSource::Text))
                .or_else(|| {
                    let pictures = clues.page.in_images.iter().filter_map(|image| in_url(image));
                    dated(pictures.filter(is_day).find(believed), DateSource::Metadata)
                })
                .or_else(|| dated(url, DateSource::Url))
                .or_else(|| dated(path, DateSource::Path))
        })
}

/// The day in the address, where a field gives the moment in UTC and the newsroom's own day is the one before
/// or after.
fn local_day(field: Date, url: Option<&str>) -> Option<Date> {
    // A time without a zone is in UTC as often as not.
    let may_be_utc = field.offset_minutes().map_or(field.second_of_day() > 0, |offset| offset == 0);
    if !may_be_utc {
        return None;
    }
    let day = in_url(url?).filter(|date| date.first_day() == date.last_day())?;
    let apart = field.first_day().since(day.first_day()).ok()?.get_days();
    (apart.abs() == 1).then_some(day)
}

/// The date in a page's address, by day or by month.
pub(crate) fn in_url(url: &str) -> Option<Date> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.split(['?', '#']).next()?.split_once('/')?.1;
    if let Some((date, _)) = parse::find(path, DayOrder::Unknown) {
        return Some(Date::of_day(date.first_day()));
    }
    let segments: Vec<&str> = path.split('/').collect();
    day_around_section(&segments).or_else(|| segments.windows(2).find_map(|pair| month_folder(pair[0], pair[1])))
}

/// The day of `2010/politics/08/13`.
fn day_around_section(segments: &[&str]) -> Option<Date> {
    segments.windows(4).find_map(|part| {
        let [year, section, month, day] = *part else { return None };
        let number = |text: &str| text.parse::<i8>().ok().filter(|_| text.len() <= 2);
        let is_section = section.chars().all(|letter| letter.is_alphabetic() || matches!(letter, '-' | '_'));
        let month = Date::of_month(year_folder(year)?, number(month)?)?;
        let day = month.first_day().with().day(number(day)?).build().ok()?;
        is_section.then(|| Date::of_day(day))
    })
}

/// The year that is all of a folder's name.
fn year_folder(name: &str) -> Option<i16> {
    let is_year = name.len() == 4 && (name.starts_with("19") || name.starts_with("20"));
    name.parse().ok().filter(|_| is_year)
}

fn month_folder(year: &str, month: &str) -> Option<Date> {
    let is_number = |text: &str, digits| text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(year, 4) || !is_number(month, 2) || !(year.starts_with("19") || year.starts_with("20")) {
        return None;
    }
    Date::of_month(year.parse().ok()?, month.parse().ok()?)
}

/// The date in a file's name, else the one that the folders right above it make up
/// (`2024/02/08`, `2024-02`).
fn in_path(file: &str) -> Option<Date> {
    let mut parts: Vec<&str> = file.split(['/', '\\']).collect();
    let name = parts.pop()?;
    if let Some(date) = parse::find_last(name, DayOrder::Unknown) {
        return Some(date);
    }
    let folders = |n: usize| parts.get(parts.len().checked_sub(n)?..).map(|folders| folders.join("/"));
    [3, 1].into_iter().filter_map(folders).find_map(|folders| whole_day(&folders)).or_else(|| {
        let [.., year, month] = *parts.as_slice() else { return None };
        month_folder(year, month).or_else(|| month.split_once('-').and_then(|(year, month)| month_folder(year, month)))
    })
}

/// The year that the innermost folder with nothing else in its name gives: too little to date an article by, enough
/// for a dateline that leaves it out.
fn in_folder(file: &str) -> Option<Date> {
    let mut folders = file.rsplit(['/', '\\']).skip(1);
    let year = folders.find(|name| name.len() == 4 && name.bytes().all(|byte| byte.is_ascii_digit()))?;
    Date::of_year(year.parse().ok()?)
}

/// The day that is all of `text`.
fn whole_day(text: &str) -> Option<Date> {
    let (date, place) = parse::find(text, DayOrder::Unknown)?;
    (place == (0..text.len())).then_some(date)
}

/// The date of a line that holds hardly anything else: `Feb 08, 2024`, `Published: 8 February 2024, 10:30`.
fn date_line(line: &str, order: DayOrder) -> Option<Date> {
    if line.len() > DATE_LINE_BYTES {
        return None;
    }
    let (date, place) = parse::find(line, order)?;
    // Two dates are a period: what the article is about.
    if parse::find(&line[place.end..], order).is_some() {
        return None;
    }
    let others = format!("{} {}", &line[..place.start], &line[place.end..]);
    let words = others.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
    let letters = others.chars().filter(|character| character.is_alphabetic()).count();
    // A sentence that names a date is no date line.
    let is_sentence = line.trim_end().ends_with(['.', '!', '?', '。']) && words > 1;
    let is_short = words <= DATE_LINE_WORDS && letters <= DATE_LINE_LETTERS;
    (is_short && !is_sentence && dateline(line, order).is_none()).then_some(date)
}

/// The date in `LONDON, Feb. 8, 2024 (Reuters) -`, `МОСКВА, 8 февраля 2024. /ТАСС/`, `新华社北京2024年2月8日电`.
fn dateline(line: &str, order: DayOrder) -> Option<Date> {
    let line = line.trim_start();
    let (date, place) = parse::find(head_of(line), order)?;
    let is_dateline = follows_a_place(&line[..place.start]) && ends_a_dateline(&line[place.end..]);
    is_dateline.then(|| Date::of_day(date.first_day()))
}

/// Month and day of a dateline that leaves the year to its reader.
fn dateline_without_year(line: &str) -> Option<(i8, i8)> {
    let head = head_of(line.trim_start());
    let (comma, mark) = head.char_indices().find(|(_, mark)| matches!(mark, ',' | '，'))?;
    let has_mark = head.contains(['/', ':', '—', '–']) || head.contains(" - ") || head.contains("--");
    (has_mark && follows_a_place(&head[..comma + mark.len_utf8()]))
        .then(|| parse::find_without_year(&head[comma..]))
        .flatten()
}

/// The part of a line, which is trimmed, that a dateline may fill.
fn head_of(line: &str) -> &str {
    &line[..line.floor_char_boundary(DATELINE_BYTES * 2)]
}

/// Whether what stands before a date is a place as datelines give it: followed by a comma, in capitals,
/// in brackets, or a Chinese agency and its place.
fn follows_a_place(before: &str) -> bool {
    let before = before.trim();
    if before.len() > DATELINE_BYTES || before.split_whitespace().count() > 6 {
        return false;
    }
    let Some(first) = before.chars().next() else { return false };
    let is_capitals = before.chars().all(|character| !character.is_lowercase());
    (first.is_uppercase() || matches!(first, '(' | '[') || is_capitals)
        && (before.ends_with([',', '，', ']', ')', '(']) || is_capitals)
}

/// Whether the mark that ends datelines stands close behind a date.
fn ends_a_dateline(after: &str) -> bool {
    const WITHIN_BYTES: usize = 40;
    let after = after.trim_start();
    let near = &after[..after.floor_char_boundary(WITHIN_BYTES)];
    near.starts_with(['电', '電', '讯', '訊', ':', ')'])
        || near.contains([':', '—', '–', '/'])
        || near.contains(" - ")
        || near.contains("--")
}

/// Why nothing can have been published on `date`.
fn fault(date: Date, today: Option<civil::Date>) -> Option<DateFault> {
    // A page may be a day ahead of the reader's clock: the earth is round.
    let tomorrow = today.and_then(|today| today.checked_add(1.day()).ok());
    if date.first_day().year() < FIRST_YEAR {
        Some(DateFault::TooEarly)
    } else if tomorrow.is_some_and(|tomorrow| date.first_day() > tomorrow) {
        Some(DateFault::Future)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(clues: &Clues<'_>, expected: Option<(&str, DateSource)>) {
        let today = Some(civil::date(2026, 1, 1));
        let clues = Clues { today, page: clues.page.clone(), ..*clues };
        let found = date(&clues).0.map(|dated| (dated.date.to_string(), dated.source));
        assert_eq!(found, expected.map(|(date, source)| (date.to_owned(), source)), "{clues:?}");
    }

    fn check_text(text: &str, expected: Option<(&str, DateSource)>) {
        check(&Clues { text, ..Clues::default() }, expected);
    }

    #[test]
    fn metadata_is_trusted_most() {
        let fields = ["NA".to_owned(), "7/23/17".to_owned()];
        let url = Some("https://example.org/2016/01/02/story");
        check(&Clues { fields: &fields, url, ..Clues::default() }, Some(("2017-07-23", DateSource::Metadata)));
    }

    #[test]
    fn a_moment_in_utc_is_of_the_day_that_the_address_gives() {
        let fields = ["2023-11-09T05:30:59Z".to_owned()];
        let url = Some("https://example.org/2023/11/08/mayor");
        check(&Clues { fields: &fields, url, ..Clues::default() }, Some(("2023-11-08", DateSource::Url)));
        let fields = ["2023-11-09T05:30:59".to_owned()];
        check(&Clues { fields: &fields, url, ..Clues::default() }, Some(("2023-11-08", DateSource::Url)));
        let fields = ["2023-11-09T05:30:59Z".to_owned()];
        let url = Some("https://example.org/2023/11/02/mayor");
        check(
            &Clues { fields: &fields, url, ..Clues::default() },
            Some(("2023-11-09T05:30:59Z", DateSource::Metadata)),
        );
    }

    #[test]
    fn absurd_years_are_not_believed() {
        for field in ["0001-01-01", "2050-05-05", "1700-01-01", "2026-01-03"] {
            check(&Clues { fields: &[field.to_owned()], ..Clues::default() }, None);
        }
        check(
            &Clues { fields: &["2026-01-02".to_owned()], ..Clues::default() },
            Some(("2026-01-02", DateSource::Metadata)),
        );
    }

    #[test]
    fn dates_that_are_not_believed_are_told() {
        let fields =
            ["2050-05-05".to_owned(), "2024-02-08".to_owned(), "0001-01-01".to_owned(), "2050-05-05".to_owned()];
        let today = Some(civil::date(2026, 1, 1));
        let (found, warnings) = date(&Clues { fields: &fields, today, ..Clues::default() });
        assert_eq!(found.map(|dated| dated.date.to_string()).as_deref(), Some("2024-02-08"));
        let dropped = |given: &str, reason| Warning::DroppedDate { given: given.to_owned(), reason };
        assert_eq!(warnings, [dropped("2050-05-05", DateFault::Future), dropped("0001-01-01", DateFault::TooEarly)]);
    }

    #[test]
    fn of_a_pages_dates_the_published_one_goes_before_that_of_a_change() {
        let list = |date: &str| vec![date.to_owned()];
        let shown = ShownDates { likely: list("8 February 2024"), possible: list("9 February 2024") };
        let page = PageDates {
            shown,
            in_meta: list("2024-02-12"),
            in_scripts: list("2024-02-10"),
            changed: list("2024-02-11"),
            in_images: list("https://example.org/2024/02/13/a.jpg"),
        };
        let url = Some("https://example.org/2024/02/07/story");
        check(&Clues { page: page.clone(), ..Clues::default() }, Some(("2024-02-08", DateSource::Text)));
        check(&Clues { page: page.clone(), url, ..Clues::default() }, Some(("2024-02-07", DateSource::Url)));
        let fields = list("2024-02-06");
        check(
            &Clues { page: page.clone(), fields: &fields, ..Clues::default() },
            Some(("2024-02-06", DateSource::Metadata)),
        );
        let shown = ShownDates { likely: Vec::new(), ..page.shown };
        let page = PageDates { shown, ..page };
        check(&Clues { page: page.clone(), ..Clues::default() }, Some(("2024-02-12", DateSource::Metadata)));
        let page = PageDates { in_meta: Vec::new(), ..page };
        check(&Clues { page: page.clone(), ..Clues::default() }, Some(("2024-02-10", DateSource::Metadata)));
        let page = PageDates { in_scripts: Vec::new(), ..page };
        check(&Clues { page: page.clone(), ..Clues::default() }, Some(("2024-02-11", DateSource::Metadata)));
        let page = PageDates { changed: Vec::new(), ..page };
        check(&Clues { page: page.clone(), ..Clues::default() }, Some(("2024-02-09", DateSource::Text)));
        let page = PageDates { shown: ShownDates::default(), ..page };
        check(&Clues { page, ..Clues::default() }, Some(("2024-02-13", DateSource::Metadata)));
    }

    #[test]
    fn a_date_line_counts_and_a_sentence_with_a_date_does_not() {
        check_text("Leaders met\nFeb 08, 2024\nText.", Some(("2024-02-08", DateSource::Text)));
        check_text("Leaders met\n\nPublished on 8 February 2024\n\nText.", Some(("2024-02-08", DateSource::Text)));
        check_text("From 30 December 2018 to 8 January 2019\nText.", None);
        check_text("He died on 8 February 2024.", None);
        check_text("The rule that took effect on 8 February 2024 and was dropped later\nText.", None);
    }

    #[test]
    fn datelines_with_a_year_count() {
        for line in [
            "LONDON, Feb. 8, 2024 (Reuters) - The bank said",
            "Beijing [China], February 8, 2024 : The president said",
            "МОСКВА, 8 февраля 2024. /ТАСС/. Глава ведомства сообщил",
            "新华社北京2024年2月8日电 国家主席",
        ] {
            check_text(line, Some(("2024-02-08", DateSource::Dateline)));
            check_text(&format!(" \t\u{2003} {line}"), Some(("2024-02-08", DateSource::Dateline)));
        }
        // Where a date stands in a line does not fit the line with its indentation.
        check_text("   LONDON ÿÿÿÿ, 8 February 2024", Some(("2024-02-08", DateSource::Text)));
        check_text("On February 8, 2024 - a Thursday - the bank said it would raise its rates", None);
    }

    #[test]
    fn a_dateline_without_year_needs_one_from_elsewhere() {
        let text = "МОСКВА, 15 марта. /ТАСС/. Глава ведомства сообщил";
        check_text(text, None);
        let url = Some("https://example.org/2019/03/story");
        check(&Clues { text, url, ..Clues::default() }, Some(("2019-03-15", DateSource::Dateline)));
        let file = "/1999/news/2019/tass/story.txt";
        check(&Clues { text, file, ..Clues::default() }, Some(("2019-03-15", DateSource::Dateline)));
        let url = Some("https://example.org/2019/04/story");
        check(&Clues { text, url, ..Clues::default() }, Some(("2019-04", DateSource::Url)));
        // The comma of Chinese is three bytes long.
        let text = "BEIJING，15 March - The ministry said";
        let url = Some("https://example.org/2019/03/story");
        check(&Clues { text, url, ..Clues::default() }, Some(("2019-03-15", DateSource::Dateline)));
    }

    #[test]
    fn addresses_and_names_of_files_tell_dates() {
        for (url, expected) in [
            ("https://example.org/news/2017/10/08/storm/743961001/", "2017-10-08"),
            ("https://example.org/world/2019/jan/24/storm", "2019-01-24"),
            ("https://example.org/a/202311/17/WS65571297a310d5ac.html", "2023-11-17"),
            ("https://example.org/2010/politics/8/13/storm.html", "2010-08-13"),
            ("https://example.org/story/2014/05/primaries-106330.html?d=2020-01-01", "2014-05"),
        ] {
            check(&Clues { url: Some(url), ..Clues::default() }, Some((expected, DateSource::Url)));
        }
        for (file, expected) in [
            ("/a/Комиссия_вылетела_2019-01-22.txt", "2019-01-22"),
            ("/a/Россия_и_Китай_25_октября_2018.txt", "2018-10-25"),
            ("/a/2024/02/08/story.txt", "2024-02-08"),
            ("/a/20240208/story.txt", "2024-02-08"),
            ("/a/2024/02/story.txt", "2024-02"),
        ] {
            check(&Clues { file, ..Clues::default() }, Some((expected, DateSource::Path)));
        }
        for file in ["/a/2010/story_1.txt", "/backup-2023-05-01/a/story.txt", "/a/1808011241.html", "/a/b-12.txt"] {
            check(&Clues { file, ..Clues::default() }, None);
        }
    }
}
