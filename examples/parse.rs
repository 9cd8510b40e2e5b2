//! Parses every TOML file of a folder on one thread and does nothing else: the floor that `benches/compare` measures
//! canvass against.

use std::{env, fs};
use toml::de::DeTable;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = env::args_os().nth(1).ok_or("name a folder")?;
    for entry in fs::read_dir(folder)? {
        let text = fs::read_to_string(entry?.path())?;
        std::hint::black_box(DeTable::parse(&text)?);
    }
    Ok(())
}
