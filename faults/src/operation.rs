//! What a program asks of the system about files, as far as it can lose or damage something.

use std::fmt;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use nix::libc::{self, user_regs_struct};
use nix::unistd::Pid;

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Verb {
    /// Opens for writing; makes the file where there is none.
    Create,
    /// Opens for reading.
    Open,
    Read,
    Write,
    /// Makes data, or a folder's entries, last.
    Sync,
    Rename,
    Remove,
    MakeFolder,
    Truncate,
    Lock,
}

impl Verb {
    /// Whether the file system is another one afterwards, or is promised to stay as it is.
    pub(crate) fn writes(self) -> bool {
        !matches!(self, Self::Open | Self::Read | Self::Lock)
    }
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Operation {
    pub verb: Verb,
    /// The file or folder that it is about.
    pub path: PathBuf,
    /// The new name, of a rename.
    pub to: Option<PathBuf>,
    /// Whether what has the new name gets the old one, of a rename.
    pub exchanges: bool,
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        write!(f, "{:?} {}", self.verb, name(&self.path))?;
        self.to.as_ref().map_or(Ok(()), |to| write!(f, " to {}", name(to)))
    }
}

/// The operation that `thread` is about to ask for, when it is about something below `roots`.
pub(crate) fn decode(thread: Pid, registers: &user_regs_struct, roots: &[PathBuf]) -> Option<Operation> {
    let call = i64::try_from(registers.orig_rax).ok()?;
    let (first, second, third, fourth) = (registers.rdi, registers.rsi, registers.rdx, registers.r10);
    let at = |folder: u64, name: u64| path_at(thread, folder, name);
    let here = |name: u64| path_at(thread, HERE, name);
    let (verb, path, to) = match call {
        libc::SYS_openat => (opened(third), at(first, second)?, None),
        libc::SYS_open => (opened(second), here(first)?, None),
        libc::SYS_write | libc::SYS_pwrite64 => (Verb::Write, path_of(thread, first)?, None),
        libc::SYS_read | libc::SYS_pread64 => (Verb::Read, path_of(thread, first)?, None),
        libc::SYS_fsync | libc::SYS_fdatasync => (Verb::Sync, path_of(thread, first)?, None),
        libc::SYS_rename => (Verb::Rename, here(first)?, Some(here(second)?)),
        libc::SYS_renameat | libc::SYS_renameat2 => (Verb::Rename, at(first, second)?, Some(at(third, fourth)?)),
        libc::SYS_unlink | libc::SYS_rmdir => (Verb::Remove, here(first)?, None),
        libc::SYS_unlinkat => (Verb::Remove, at(first, second)?, None),
        libc::SYS_mkdir => (Verb::MakeFolder, here(first)?, None),
        libc::SYS_mkdirat => (Verb::MakeFolder, at(first, second)?, None),
        libc::SYS_ftruncate => (Verb::Truncate, path_of(thread, first)?, None),
        libc::SYS_flock => (Verb::Lock, path_of(thread, first)?, None),
        _ => return None,
    };
    let exchanges = call == libc::SYS_renameat2 && registers.r8 & u64::from(libc::RENAME_EXCHANGE) != 0;
    let is_below = |path: &PathBuf| roots.iter().any(|root| path.starts_with(root));
    (is_below(&path) || to.as_ref().is_some_and(is_below)).then_some(Operation { verb, path, to, exchanges })
}

/// `AT_FDCWD` as it stands in a register.
const HERE: u64 = libc::AT_FDCWD as i64 as u64;

fn opened(flags: u64) -> Verb {
    let writing = (libc::O_WRONLY | libc::O_RDWR | libc::O_CREAT | libc::O_TRUNC).unsigned_abs();
    if flags & u64::from(writing) == 0 { Verb::Open } else { Verb::Create }
}

/// The path behind an open file.
fn path_of(thread: Pid, descriptor: u64) -> Option<PathBuf> {
    std::fs::read_link(format!("/proc/{thread}/fd/{}", i32::try_from(descriptor).ok()?)).ok()
}

/// The path whose name stands at `address`, in the folder that is open as `folder`.
fn path_at(thread: Pid, folder: u64, address: u64) -> Option<PathBuf> {
    const MOST_BYTES: usize = 4096;
    let memory = File::open(format!("/proc/{thread}/mem")).ok()?;
    let mut bytes = vec![0; MOST_BYTES];
    // The page behind the name may not be there.
    let until_page = MOST_BYTES - usize::try_from(address).ok()? % MOST_BYTES;
    let mut n = memory.read_at(&mut bytes[..until_page], address).ok()?;
    if !bytes[..n].contains(&0) {
        n += memory.read_at(&mut bytes[n..], address + u64::try_from(n).ok()?).ok()?;
    }
    let end = bytes[..n].iter().position(|byte| *byte == 0)?;
    let name = Path::new(std::str::from_utf8(&bytes[..end]).ok()?);
    if name.is_absolute() {
        return Some(name.to_owned());
    }
    // Registers hold 32 bits of it.
    let is_here = folder as u32 == HERE as u32;
    let base = if is_here { std::fs::read_link(format!("/proc/{thread}/cwd")).ok()? } else { path_of(thread, folder)? };
    Some(base.join(name))
}
