//! What all targets share: inputs to begin with, the ground that they stand on, and which panics count.

mod seeds;

use std::panic::PanicHookInfo;
use std::sync::{LazyLock, OnceLock};

use dixit::fuzzing::{Ground, Target};

/// Binds the binary to the target of that name.
#[macro_export]
macro_rules! target {
    ($name:literal) => {
        libfuzzer_sys::fuzz_target!(
            init: $crate::begin($name),
            |bytes: &[u8]| $crate::run(bytes)
        );
    };
}

/// The target of this process.
static TARGET: OnceLock<&Target> = OnceLock::new();

struct Stage {
    ground: Ground,
    /// Goes with the process.
    _folder: tempfile::TempDir,
}

static STAGE: LazyLock<Stage> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    Stage { ground: Ground::at(folder.path()).expect("an index"), _folder: folder }
});

/// Makes the target of that name that of this process.
pub fn begin(name: &str) {
    let target = TARGET.get_or_init(|| Target::named(name).expect("a target of that name"));
    seeds::write(target).expect("inputs to begin with");
    heed_own_panics();
    // Not in the time of the first input.
    LazyLock::force(&STAGE);
}

/// Throws `bytes` at the target.
pub fn run(bytes: &[u8]) {
    let target = TARGET.get().expect("a target, from the beginning");
    (target.run)(&STAGE.ground, bytes);
}

/// A panic in dixit is a crash, also where it is contained. One in what it depends on is a crash only where nothing
/// contains it: libFuzzer sees it then.
fn heed_own_panics() {
    std::panic::set_hook(Box::new(|panic: &PanicHookInfo<'_>| {
        let is_own = panic.location().is_none_or(|place| !place.file().contains("/registry/src/"));
        if is_own {
            eprintln!("{panic}\n{}", std::backtrace::Backtrace::force_capture());
            std::process::abort();
        }
    }));
}
