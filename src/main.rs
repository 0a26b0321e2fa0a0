//! The `dixit` program: arguments in, an exit code out. All else is in `cli`, and in `browse` what one of its commands shows.

#[cfg(feature = "browse")]
mod browse;
mod cli;

/// Articles are read on one thread and freed on another: the allocator of the system would have them wait for each other.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cli::run()
}
