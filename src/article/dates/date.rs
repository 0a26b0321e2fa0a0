//! Dates of articles: how precise they are and where they come from.

/// A publication date with the precision its source gave: a year, a month, a day or a moment.
///
/// The calendar day is the one the source states; a time zone never moves it to another day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Date {
    day: jiff::civil::Date,
    precision: Precision,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Precision {
    Year,
    Month,
    Day,
    /// Time of day, and the offset from UTC in minutes when the source gives one.
    Moment {
        time: jiff::civil::Time,
        offset_minutes: Option<i32>,
    },
}

impl Date {
    /// A whole year.
    pub fn of_year(year: i16) -> Option<Self> {
        Some(Self { day: jiff::civil::Date::new(year, 1, 1).ok()?, precision: Precision::Year })
    }

    /// A whole month.
    pub fn of_month(year: i16, month: i8) -> Option<Self> {
        Some(Self { day: jiff::civil::Date::new(year, month, 1).ok()?, precision: Precision::Month })
    }

    /// A day.
    pub fn of_day(day: jiff::civil::Date) -> Self {
        Self { day, precision: Precision::Day }
    }

    /// A moment of a day; `offset_minutes` is the distance from UTC when it is known.
    pub fn of_moment(day: jiff::civil::Date, time: jiff::civil::Time, offset_minutes: Option<i32>) -> Self {
        Self { day, precision: Precision::Moment { time, offset_minutes } }
    }

    /// The first day of the period it names.
    pub fn first_day(self) -> jiff::civil::Date {
        self.day
    }

    /// The last day of the period it names.
    pub fn last_day(self) -> jiff::civil::Date {
        match self.precision {
            Precision::Year => self.day.last_of_year(),
            Precision::Month => self.day.last_of_month(),
            Precision::Day | Precision::Moment { .. } => self.day,
        }
    }

    /// Seconds into its day; 0 where no time is known.
    pub fn second_of_day(self) -> u32 {
        match self.precision {
            Precision::Moment { time, .. } => {
                let (hour, minute, second) = (time.hour(), time.minute(), time.second());
                u32::from(hour.unsigned_abs()) * 3600
                    + u32::from(minute.unsigned_abs()) * 60
                    + u32::from(second.unsigned_abs())
            }
            _ => 0,
        }
    }

    /// Whether it names a moment, not a whole day or more.
    pub fn has_time(self) -> bool {
        matches!(self.precision, Precision::Moment { .. })
    }

    /// Distance from UTC in minutes, where the source gives it.
    pub fn offset_minutes(self) -> Option<i32> {
        match self.precision {
            Precision::Moment { offset_minutes, .. } => offset_minutes,
            _ => None,
        }
    }

    /// The same moment by the clock of `zone`; a time without an offset is taken to be of that clock. `None` where no
    /// time is known.
    pub(crate) fn in_time_zone(self, zone: &jiff::tz::TimeZone) -> Option<Self> {
        let Precision::Moment { time, offset_minutes } = self.precision else { return None };
        let local = self.day.to_datetime(time);
        let moment = match offset_minutes {
            Some(minutes) => {
                let offset = jiff::tz::Offset::from_seconds(minutes.checked_mul(60)?).ok()?;
                offset.to_timestamp(local).ok()?
            }
            None => zone.to_timestamp(local).ok()?,
        };
        let moved = zone.to_datetime(moment);
        let offset_minutes = zone.to_offset(moment).seconds() / 60;
        Some(Self::of_moment(moved.date(), moved.time(), Some(offset_minutes)))
    }

    /// Reads back what [`Display`](std::fmt::Display) prints: `2024`, `2024-02`, `2024-02-08`,
    /// `2024-02-08T10:30:00`, with `Z` or `+03:00` behind it when the offset is known.
    pub fn from_iso(text: &str) -> Option<Self> {
        match text.len() {
            4 => Self::of_year(text.parse().ok()?),
            7 => {
                let (year, month) = text.split_once('-')?;
                Self::of_month(year.parse().ok()?, month.parse().ok()?)
            }
            10 => Some(Self::of_day(text.parse().ok()?)),
            _ => {
                let pieces = jiff::fmt::temporal::Pieces::parse(text).ok()?;
                let offset_minutes = pieces.to_numeric_offset().map(|offset| offset.seconds() / 60);
                Some(Self::of_moment(pieces.date(), pieces.time()?, offset_minutes))
            }
        }
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.precision {
            Precision::Year => write!(f, "{:04}", self.day.year()),
            Precision::Month => write!(f, "{:04}-{:02}", self.day.year(), self.day.month()),
            Precision::Day => write!(f, "{}", self.day),
            Precision::Moment { time, offset_minutes } => {
                write!(f, "{}T{:02}:{:02}:{:02}", self.day, time.hour(), time.minute(), time.second())?;
                match offset_minutes {
                    None => Ok(()),
                    Some(0) => f.write_str("Z"),
                    Some(minutes) => {
                        let sign = if minutes < 0 { '-' } else { '+' };
                        write!(f, "{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
                    }
                }
            }
        }
    }
}

/// Where a date was found. A file's modification time is never one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateSource {
    /// A field of the record or of the page's metadata.
    Metadata,
    /// A date printed with the article: under its title or by its byline.
    Text,
    /// The dateline that an agency story begins with.
    Dateline,
    /// The article's web address.
    Url,
    /// The name of the file or of a folder above it.
    Path,
}

impl DateSource {
    /// All of them, in the order in which they are trusted.
    pub const ALL: [DateSource; 5] = [Self::Metadata, Self::Text, Self::Dateline, Self::Url, Self::Path];

    /// The word that stands for it in every output format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Metadata => "metadata",
            Self::Text => "text",
            Self::Dateline => "dateline",
            Self::Url => "url",
            Self::Path => "path",
        }
    }
}

/// A date and how it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Dated {
    /// The date.
    pub date: Date,
    /// Where it was found.
    pub source: DateSource,
}
