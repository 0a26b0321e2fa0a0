//! What tells that a file may have been written since it was read, without reading it again.

use std::fs::Metadata;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// The longest tick by which systems keep the times of files: 10 ms on Linux, and some room.
const TICK: Duration = Duration::from_millis(15);

/// In place of the stamp of a file whose next change may not show.
pub const NO_STAMP: i64 = 0;

/// A number that differs when the file may have been written meanwhile. Whoever writes a file can set its time back to
/// what it was, as `rsync -t` and `touch -r` do, but not, where the system keeps one, the time of its last change.
#[cfg(unix)]
pub(super) fn stamp(metadata: &Metadata) -> i64 {
    use std::os::unix::fs::MetadataExt;
    let times = [metadata.mtime(), metadata.mtime_nsec(), metadata.ctime(), metadata.ctime_nsec()];
    let bytes: Vec<u8> = times.iter().flat_map(|time| time.to_le_bytes()).collect();
    xxhash_rust::xxh3::xxh3_64(&bytes).cast_signed()
}

/// The same where only the time of writing is kept.
#[cfg(not(unix))]
pub(super) fn stamp(metadata: &Metadata) -> i64 {
    let written = metadata.modified().ok().and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
    written.and_then(|time| i64::try_from(time.as_nanos()).ok()).unwrap_or(NO_STAMP)
}

/// When the file was last changed, by a time that changes whenever its content does.
#[cfg(unix)]
fn changed(metadata: &Metadata) -> Option<SystemTime> {
    use std::os::unix::fs::MetadataExt;
    let seconds = u64::try_from(metadata.ctime()).ok()?;
    let nanoseconds = u32::try_from(metadata.ctime_nsec()).ok()?;
    SystemTime::UNIX_EPOCH.checked_add(Duration::new(seconds, nanoseconds))
}

/// The same where only the time of writing is kept.
#[cfg(not(unix))]
fn changed(metadata: &Metadata) -> Option<SystemTime> {
    metadata.modified().ok()
}

/// Waits until whatever is written to the file at `path` from now on gives it another stamp, and says whether it does.
///
/// Times of files are as coarse as the ticks of the system's clock; a file that is read in the tick in which it was written
/// could be written once more in the same tick, and nobody would see. A file that was changed at a time that is still to
/// come (the clock was set back, or the disk is another machine's) may get that time once more when it has come.
pub fn outlast_tick(path: &Path) -> bool {
    std::fs::metadata(path).ok().and_then(|metadata| changed(&metadata)).is_some_and(outlast)
}

/// Waits for the end of the tick of `changed`; `false` where that is still to come.
fn outlast(changed: SystemTime) -> bool {
    let Ok(age) = changed.elapsed() else { return false };
    std::thread::sleep(TICK.saturating_sub(age));
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp_of(path: &Path) -> i64 {
        stamp(&std::fs::metadata(path).unwrap())
    }

    /// Writes a file and sets the time of its writing.
    fn write(path: &Path, text: &str, time: SystemTime) {
        std::fs::write(path, text).unwrap();
        std::fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
        assert_eq!(std::fs::metadata(path).unwrap().modified().unwrap(), time);
    }

    #[test]
    fn a_tick_is_outlasted_and_one_that_is_to_come_is_not() {
        for milliseconds in [0, 5, 14, 15, 3_600_000] {
            let changed = SystemTime::now() - Duration::from_millis(milliseconds);
            assert!(outlast(changed) && changed.elapsed().unwrap() >= TICK, "{milliseconds} ms ago");
        }
        for hours in [1, 100_000] {
            assert!(!outlast(SystemTime::now() + Duration::from_hours(hours)), "{hours} hours ahead");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_whose_time_is_set_has_another_stamp_when_it_is_written_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.txt");
        let (past, future) = (SystemTime::UNIX_EPOCH, SystemTime::now() + Duration::from_hours(100_000));
        for (first, second) in [(past, past), (past, future), (future, past), (future, future)] {
            write(&path, "one", first);
            let before = stamp_of(&path);
            assert!(outlast_tick(&path), "{first:?} is no time of a change");
            write(&path, "two", second);
            assert_ne!(stamp_of(&path), before, "{first:?} {second:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_tick_is_that_of_the_last_change_and_not_of_the_time_that_was_set() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.txt");
        for time in [SystemTime::UNIX_EPOCH, SystemTime::now() + Duration::from_hours(1)] {
            write(&path, "one", time);
            let last = changed(&std::fs::metadata(&path).unwrap()).unwrap();
            assert!(outlast_tick(&path));
            assert!(last.elapsed().unwrap() >= TICK, "{time:?}");
        }
    }

    #[test]
    fn what_is_written_after_the_tick_gives_another_stamp() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.txt");
        for round in 0..10 {
            std::fs::write(&path, "one").unwrap();
            let before = stamp_of(&path);
            assert!(outlast_tick(&path));
            std::fs::write(&path, "two").unwrap();
            assert_ne!(stamp_of(&path), before, "round {round}");
        }
        assert!(!outlast_tick(&dir.path().join("is not there")));
    }
}
