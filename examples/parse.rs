//! Parses every TOML file under a folder on one thread and does nothing else: the floor that `benches/compare` measures
//! canvass against.

use std::path::Path;
use std::{env, fs};
use toml::de::DeTable;

/// The one canvass has, so that the comparison is of work and not of allocators.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = env::args_os().nth(1).ok_or("name a folder")?;
    parse(Path::new(&folder))
}

fn parse(folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            parse(&path)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            let text = fs::read_to_string(path)?;
            std::hint::black_box(DeTable::parse(&text)?);
        }
    }
    Ok(())
}
