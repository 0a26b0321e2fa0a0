//! What the system wants of the program: to end, to stop, to go on after a stop; and whether the terminal is still there.

use std::io;
use std::time::Duration;

/// Signals that have come. Handlers set flags alone; the loop looks at them several times a second.
#[cfg(unix)]
pub(crate) struct Signals {
    end: Flag,
    interrupt: Flag,
    suspend: Flag,
    resume: Flag,
}

#[cfg(unix)]
type Flag = std::sync::Arc<std::sync::atomic::AtomicBool>;

#[cfg(unix)]
impl Signals {
    /// Begins to listen.
    pub(crate) fn listen() -> io::Result<Self> {
        use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};
        let flag = |signals: &[i32]| {
            let flag = Flag::default();
            for signal in signals {
                signal_hook::flag::register(*signal, Flag::clone(&flag))?;
            }
            Ok::<_, io::Error>(flag)
        };
        Ok(Self {
            end: flag(&[SIGTERM, SIGHUP])?,
            interrupt: flag(&[SIGINT])?,
            suspend: flag(&[SIGTSTP])?,
            resume: flag(&[SIGCONT])?,
        })
    }

    /// Whether the program is to end.
    pub(crate) fn is_end(&self) -> bool {
        is_set(&self.end) || is_set(&self.interrupt)
    }

    /// Calls `end` when the program was to end and is still there a while later: whatever it waits for will not come.
    pub(crate) fn insist(&self, end: impl FnOnce() + Send + 'static) {
        let told = std::sync::Arc::clone(&self.end);
        std::thread::spawn(move || {
            while !is_set(&told) {
                std::thread::sleep(PATIENCE);
            }
            std::thread::sleep(PATIENCE);
            end();
        });
    }

    /// Whether the program is to stop; tells it once.
    pub(crate) fn is_suspend(&self) -> bool {
        take(&self.suspend)
    }

    /// Whether the program goes on after it was stopped; tells it once.
    pub(crate) fn is_resumed(&self) -> bool {
        take(&self.resume)
    }

    /// Ctrl-C in another program that had the terminal was meant for that.
    pub(crate) fn forget_interrupt(&self) {
        take(&self.interrupt);
    }

    /// Stops the program and what was started with it, as Ctrl-Z does; comes back when it goes on.
    pub(crate) fn stop_here(&self) -> io::Result<()> {
        // SIGTSTP has our handler, and the system does not pass it on to a group that nobody could wake.
        rustix::process::kill_current_process_group(rustix::process::Signal::STOP)?;
        take(&self.resume);
        Ok(())
    }
}

/// How long the program may take to end.
#[cfg(unix)]
const PATIENCE: Duration = Duration::from_secs(2);

/// What the terminal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Input {
    Something,
    Nothing,
    /// It is gone. Whoever read from it would be told again and again that there is nothing.
    Gone,
}

/// Waits for keys, `patience` at most; signals end it.
#[cfg(unix)]
pub(crate) fn await_input(patience: Duration) -> io::Result<Input> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let stdin = io::stdin();
    let mut terminal = [PollFd::new(&stdin, PollFlags::IN)];
    let patience = Timespec::try_from(patience).map_err(io::Error::other)?;
    match poll(&mut terminal, Some(&patience)) {
        Ok(_) => {}
        Err(rustix::io::Errno::INTR) => return Ok(Input::Nothing),
        Err(error) => return Err(error.into()),
    }
    let has = terminal[0].revents();
    Ok(if has.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
        Input::Gone
    } else if has.contains(PollFlags::IN) {
        Input::Something
    } else {
        Input::Nothing
    })
}

#[cfg(unix)]
fn is_set(flag: &Flag) -> bool {
    flag.load(std::sync::atomic::Ordering::Relaxed)
}

#[cfg(unix)]
fn take(flag: &Flag) -> bool {
    flag.swap(false, std::sync::atomic::Ordering::Relaxed)
}

/// Where there are no such signals.
#[cfg(not(unix))]
pub(crate) struct Signals;

#[cfg(not(unix))]
#[allow(clippy::unused_self, clippy::unnecessary_wraps)] // The same shape as where there are signals.
impl Signals {
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self)
    }

    pub(crate) fn is_end(&self) -> bool {
        false
    }

    pub(crate) fn insist(&self, _end: impl FnOnce() + Send + 'static) {}

    pub(crate) fn is_suspend(&self) -> bool {
        false
    }

    pub(crate) fn is_resumed(&self) -> bool {
        false
    }

    pub(crate) fn forget_interrupt(&self) {}

    pub(crate) fn stop_here(&self) -> io::Result<()> {
        Ok(())
    }
}

/// There the terminal itself is waited for.
#[cfg(not(unix))]
pub(crate) fn await_input(patience: Duration) -> io::Result<Input> {
    Ok(if ratatui::crossterm::event::poll(patience)? { Input::Something } else { Input::Nothing })
}
