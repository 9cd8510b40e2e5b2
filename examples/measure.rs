//! Times what canvass computes of a portfolio, on one thread and without its output: reading the files with all rules
//! over them, as `validate` does, beside readiness and coverage of every initiative once the files are read.
//!
//! Prints seconds: `validate measures`. For `benches/compare`.

#![allow(clippy::print_stdout)] // the result

use canvass::insight::{Index, coverage, readiness};
use canvass::load::{Options, Worktree, load};
use canvass::rules;
use std::hint::black_box;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (folder, as_of) = arguments.next().zip(arguments.next()).ok_or("name a folder and a day")?;
    let as_of = as_of.parse()?;
    rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global()?;

    let began = Instant::now();
    let loaded = load(&Worktree::new(folder), &Options::default());
    black_box(rules::run(&loaded, as_of));
    let validate = began.elapsed();

    let began = Instant::now();
    let index = Index::new(&loaded.portfolio);
    for record in loaded.portfolio.initiatives.values() {
        let Some(coverage) = coverage::measure(&index, record, as_of) else { continue };
        black_box(readiness::assess(&index, record, &coverage, None, as_of));
    }
    println!("{} {}", validate.as_secs_f64(), began.elapsed().as_secs_f64());
    Ok(())
}
