//! One fault at each operation of a run, in turn: kills, torn writes, errors.

use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use nix::errno::Errno;

use crate::operation::Verb;
use crate::program::Program;
use crate::stage::Stage;
use crate::tally::Tally;
use crate::tracer::{AtNth, Listing, Order};

/// A sort of fault.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fault {
    pub name: &'static str,
    order: Order,
    is_for: fn(Verb) -> bool,
    goes_on: bool,
}

const fn once(name: &'static str, order: Order, is_for: fn(Verb) -> bool) -> Fault {
    Fault { name, order, is_for, goes_on: false }
}

const fn from_then_on(name: &'static str, order: Order, is_for: fn(Verb) -> bool) -> Fault {
    Fault { name, order, is_for, goes_on: true }
}

fn is_write(verb: Verb) -> bool {
    verb == Verb::Write
}

fn needs_room(verb: Verb) -> bool {
    matches!(verb, Verb::Write | Verb::Create | Verb::MakeFolder)
}

fn is_lock(verb: Verb) -> bool {
    verb == Verb::Lock
}

/// Ends of the process.
pub(crate) const KILLS: [Fault; 2] =
    [once("killed", Order::Kill, Verb::writes), once("killed within a write", Order::Tear, is_write)];

/// What the system may answer.
pub(crate) const ERRORS: [Fault; 7] = [
    once("input/output error", Order::Fail(Errno::EIO), Verb::writes),
    from_then_on("input/output errors from then on", Order::Fail(Errno::EIO), Verb::writes),
    from_then_on("no space from then on", Order::Fail(Errno::ENOSPC), needs_room),
    from_then_on("quota used up from then on", Order::Fail(Errno::EDQUOT), needs_room),
    from_then_on("read-only from then on", Order::Fail(Errno::EROFS), Verb::writes),
    once("half a write is taken", Order::Shorten, is_write),
    from_then_on("locks are not supported", Order::Fail(Errno::ENOLCK), is_lock),
];

/// Puts each of `faults` at each operation of `stage` that it is for, every `stride`-th of them, with two at once.
pub(crate) fn sweep(
    program: &Program,
    stage: &dyn Stage,
    faults: &[Fault],
    stride: usize,
    tally: &Tally,
) -> io::Result<()> {
    /// Threads do not run in the same order each time: a few operations more may come.
    const MORE: usize = 12;
    let place = tempfile::tempdir()?;
    let mut listing = Listing::default();
    stage.run(program, &stage.lay(place.path())?, &mut listing)?;
    let cases: Vec<(Fault, usize)> = faults
        .iter()
        .flat_map(|fault| {
            let n = listing.operations.iter().filter(|operation| (fault.is_for)(operation.verb)).count();
            (1..=n + MORE).step_by(stride).map(move |at| (*fault, at))
        })
        .collect();
    in_parallel(&cases, &|(fault, at)| {
        let mut director = if fault.goes_on {
            AtNth::from(*at, fault.order, fault.is_for)
        } else {
            AtNth::new(*at, fault.order, fault.is_for)
        };
        let outcome = one(program, stage, *fault, &mut director)?;
        if let Some(met) = director.met {
            let what = format!("{}, {} at operation {at} ({met})", stage.name(), fault.name);
            tally.count(stage.name(), fault.name, &what, outcome);
        }
        Ok(())
    })
}

/// One run with one fault. The inner error is what is wrong with the program.
fn one(program: &Program, stage: &dyn Stage, fault: Fault, director: &mut AtNth) -> io::Result<Result<(), String>> {
    let place = tempfile::tempdir()?;
    let dir = stage.lay(place.path())?;
    let end = stage.run(program, &dir, director)?;
    Ok((|| {
        if !matches!(fault.order, Order::Kill | Order::Tear) {
            is_told(end.code, &end.errors)?;
        }
        let is_done = stage.judge(program, &dir, &end)?;
        if end.code == Some(0) && !is_done {
            return Err("it said that it was done, and was not".to_owned());
        }
        Ok(())
    })())
}

/// Whether a run ended well or told what went wrong.
pub(crate) fn is_told(code: Option<i32>, errors: &str) -> Result<(), String> {
    let is_told = errors.contains("error: ") || errors.contains("\"error\":{");
    let is_clear = is_told && !errors.contains("fault at");
    match code {
        Some(0) => Ok(()),
        Some(2) if is_clear => Ok(()),
        _ => Err(format!("it ended with {code:?} and said: {errors}")),
    }
}

/// Calls `each` for all `cases`, on as many threads as there are cores.
pub(crate) fn in_parallel<C: Sync>(cases: &[C], each: &(dyn Fn(&C) -> io::Result<()> + Sync)) -> io::Result<()> {
    let next = AtomicUsize::new(0);
    let failure = Mutex::new(None);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(error) = each(case) {
                        failure.lock().unwrap_or_else(std::sync::PoisonError::into_inner).get_or_insert(error);
                        return;
                    }
                }
            });
        }
    });
    failure.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).map_or(Ok(()), Err)
}
