//! Runs a program so that each of its dealings with some folders can be watched, made to fail, or made its last one.
//!
//! By ptrace(2) and not by a library that is loaded before others: what the program asks of the system without libc,
//! as `rustix` does, is seen as well. Linux on x86-64 only.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::ptrace::{self, Options};
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;

use crate::operation::{Operation, Verb, decode};

/// What becomes of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// It is carried out.
    Go,
    /// The program is killed before it.
    Kill,
    /// Half of a write is carried out, then the program is killed.
    Tear,
    /// It is not carried out and gives this error.
    Fail(Errno),
    /// Half of a write is carried out, and the program is told so.
    Shorten,
}

/// Decides what becomes of each operation and sees what came of it.
pub(crate) trait Director {
    /// Before the operation.
    fn enter(&mut self, operation: &Operation) -> Order;
    /// After one that the system has carried out.
    fn left(&mut self, _operation: &Operation) {}
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct End {
    /// Exit code; `None` for a program that was killed.
    pub code: Option<i32>,
    /// What it printed, where that was kept.
    pub output: String,
    /// What it wrote to standard error; that it hung, where it had to be killed for that.
    pub errors: String,
    /// What it passed through, a folder each, where that was kept.
    pub passed: Option<tempfile::TempDir>,
}

/// A run takes well under a second of its own; one that takes longer than this waits for something that does not come.
const PATIENCE: Duration = Duration::from_secs(90);

/// A system call on its way.
struct Pending {
    operation: Operation,
    order: Order,
    /// The third argument before it was changed.
    third: u64,
}

/// Runs `program` with `arguments`, printing to `output`, and asks `director` about each operation below `roots`.
pub(crate) fn run(
    program: &Path,
    arguments: &[String],
    roots: &[PathBuf],
    output: impl Into<Stdio>,
    director: &mut dyn Director,
) -> io::Result<End> {
    let mut errors = tempfile::tempfile()?;
    // The shell waits until it is watched, then becomes the program.
    let mut child = Command::new("/bin/sh")
        .args(["-c", "read -r go && exec \"$@\"", "sh"])
        .arg(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(output)
        .stderr(errors.try_clone()?)
        .spawn()?;
    let first = Pid::from_raw(i32::try_from(child.id()).map_err(io::Error::other)?);
    let options = Options::PTRACE_O_TRACESYSGOOD
        | Options::PTRACE_O_TRACECLONE
        | Options::PTRACE_O_TRACEEXEC
        | Options::PTRACE_O_EXITKILL;
    ptrace::seize(first, options)?;
    ptrace::interrupt(first)?;
    let mut go = child.stdin.take();
    let mut tracing = Tracing { first, roots, director, pending: HashMap::new(), code: None, is_killed: false };
    let (ended, watch) = std::sync::mpsc::channel::<()>();
    let watchdog = std::thread::spawn(move || {
        let is_late = watch.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout);
        is_late && kill(first, Signal::SIGKILL).is_ok()
    });
    while let Some(status) = next()? {
        tracing.stopped(status)?;
        if let Some(mut go) = go.take() {
            go.write_all(b"go\n")?;
        }
    }
    drop(ended);
    let mut errors = text_of(&mut errors)?;
    if watchdog.join().unwrap_or_default() {
        errors.push_str("(it hung)");
    }
    Ok(End { code: tracing.code, output: String::new(), errors, passed: None })
}

fn text_of(file: &mut File) -> io::Result<String> {
    use std::io::{Read, Seek};
    let mut bytes = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// What the threads that this thread watches do next; `None` when all have ended.
fn next() -> io::Result<Option<WaitStatus>> {
    match waitpid(None, Some(WaitPidFlag::__WALL | WaitPidFlag::__WNOTHREAD)) {
        Ok(status) => Ok(Some(status)),
        Err(Errno::ECHILD) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

struct Tracing<'t> {
    first: Pid,
    roots: &'t [PathBuf],
    director: &'t mut dyn Director,
    pending: HashMap<Pid, Pending>,
    code: Option<i32>,
    is_killed: bool,
}

impl Tracing<'_> {
    fn stopped(&mut self, status: WaitStatus) -> io::Result<()> {
        let (thread, signal) = match status {
            WaitStatus::PtraceSyscall(thread) => {
                gone_is_fine(self.at_call(thread))?;
                (thread, None)
            }
            WaitStatus::PtraceEvent(thread, ..) => (thread, None),
            WaitStatus::Stopped(thread, signal) => (thread, Some(signal)),
            WaitStatus::Exited(thread, code) => {
                if thread == self.first && !self.is_killed {
                    self.code = Some(code);
                }
                return Ok(());
            }
            _ => return Ok(()),
        };
        gone_is_fine(ptrace::syscall(thread, signal).map_err(Into::into))
    }

    /// A thread stands before or behind a system call.
    fn at_call(&mut self, thread: Pid) -> io::Result<()> {
        const BEFORE: u8 = 1;
        if ptrace::syscall_info(thread)?.op == BEFORE { self.before(thread) } else { self.behind(thread) }
    }

    fn before(&mut self, thread: Pid) -> io::Result<()> {
        self.pending.remove(&thread);
        let mut registers = ptrace::getregs(thread)?;
        let Some(operation) = decode(thread, &registers, self.roots) else { return Ok(()) };
        // Whatever is still to come of a program that was killed no longer counts.
        let order = if self.is_killed { Order::Go } else { self.director.enter(&operation) };
        let third = registers.rdx;
        match order {
            Order::Go => {}
            Order::Kill => self.kill()?,
            Order::Fail(_) => {
                registers.orig_rax = u64::MAX;
                ptrace::setregs(thread, registers)?;
            }
            Order::Tear | Order::Shorten => {
                registers.rdx = third / 2;
                ptrace::setregs(thread, registers)?;
            }
        }
        self.pending.insert(thread, Pending { operation, order, third });
        Ok(())
    }

    fn behind(&mut self, thread: Pid) -> io::Result<()> {
        let Some(Pending { operation, order, third }) = self.pending.remove(&thread) else { return Ok(()) };
        let mut registers = ptrace::getregs(thread)?;
        match order {
            Order::Go => {}
            Order::Kill => return Ok(()),
            Order::Tear => return self.kill(),
            Order::Shorten => {
                registers.rdx = third;
                ptrace::setregs(thread, registers)?;
            }
            Order::Fail(error) => {
                registers.rax = (-i64::from(error as i32)).cast_unsigned();
                return Ok(ptrace::setregs(thread, registers)?);
            }
        }
        if registers.rax.cast_signed() >= 0 && !self.is_killed {
            self.director.left(&operation);
        }
        Ok(())
    }

    fn kill(&mut self) -> io::Result<()> {
        self.is_killed = true;
        Ok(kill(self.first, Signal::SIGKILL)?)
    }
}

/// A thread that was killed can be gone before it is asked about.
fn gone_is_fine(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.raw_os_error() == Some(Errno::ESRCH as i32) => Ok(()),
        other => other,
    }
}

/// Lets every operation pass and keeps them.
#[derive(Default)]
pub(crate) struct Listing {
    /// All of them, in order.
    pub operations: Vec<Operation>,
}

impl Director for Listing {
    fn enter(&mut self, operation: &Operation) -> Order {
        self.operations.push(operation.clone());
        Order::Go
    }
}

/// Gives an order at the n-th of the operations that it is for.
pub(crate) struct AtNth {
    /// Counted from 1.
    n: usize,
    order: Order,
    is_for: fn(Verb) -> bool,
    /// Whether all that follow get it too.
    goes_on: bool,
    seen: usize,
    /// The operation that was met.
    pub met: Option<Operation>,
}

impl AtNth {
    pub(crate) fn new(n: usize, order: Order, is_for: fn(Verb) -> bool) -> Self {
        Self { n, order, is_for, goes_on: false, seen: 0, met: None }
    }

    /// From the n-th on.
    pub(crate) fn from(n: usize, order: Order, is_for: fn(Verb) -> bool) -> Self {
        Self { goes_on: true, ..Self::new(n, order, is_for) }
    }
}

impl Director for AtNth {
    fn enter(&mut self, operation: &Operation) -> Order {
        if !(self.is_for)(operation.verb) {
            return Order::Go;
        }
        self.seen += 1;
        if self.seen == self.n {
            self.met = Some(operation.clone());
        }
        if self.seen == self.n || (self.goes_on && self.seen > self.n) { self.order } else { Order::Go }
    }
}
