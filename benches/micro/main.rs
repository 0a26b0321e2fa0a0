//! The pieces of [`dixit_bench::micro`], timed.

use divan::Bencher;
use dixit_bench::folder::Fresh;
use dixit_bench::micro::{Micro, PIECES, examples};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

#[divan::bench(args = PIECES)]
fn piece(bencher: Bencher<'_, '_>, piece: &str) {
    let place = Fresh::new(&std::env::temp_dir(), &format!("dixit-micro-{}", std::process::id()));
    let Ok(place) = place else { return };
    let indexed = Micro::index(&examples(), place.path());
    let micro = match indexed.and_then(|()| Micro::open(&examples(), place.path())) {
        Ok(micro) => micro,
        Err(error) => return eprintln!("error: {error}"),
    };
    bencher.bench_local(|| micro.run(divan::black_box(piece)).map_err(|error| eprintln!("error: {error}")));
}
