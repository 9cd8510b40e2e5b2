//! Writes a portfolio of realistic initiatives to measure with: same arguments, same bytes.
//!
//! What the files say is left to the modules; how long a tool takes on them, to `benches/compare`.

mod initiative;
mod organisation;
mod random;
mod words;

use canvass::model::Date;
use clap::Parser;
use organisation::Organisation;
use std::fs;
use std::path::{Path, PathBuf};

/// Writes a portfolio of realistic initiatives to measure with; same arguments, same bytes
#[derive(Parser)]
struct Arguments {
    /// How many initiatives to write
    #[arg(long, default_value_t = 1_000)]
    initiatives: usize,
    /// How many teams there are; 100 when absent
    #[arg(long, default_value_t = 100)]
    teams: usize,
    /// How many people there are; at least five for each team
    #[arg(long, default_value_t = 1_000)]
    people: usize,
    /// What decides everything that looks random
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The folder to write into; created when missing
    #[arg(long)]
    out: PathBuf,
}

/// The day the portfolio is looked at; give it to canvass as `--as-of`.
fn as_of() -> Date {
    Date::from(jiff::civil::date(2026, 11, 23))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Arguments { initiatives, teams, people, seed, out } = Arguments::parse();
    if teams == 0 || people < 5 * teams {
        return Err("give at least one team, and five people for each team".into());
    }
    let mut organisation = Organisation { seed, teams, people, owner_max: 0 };
    organisation.owner_max = initiatives.div_ceil(organisation.members()).max(3);
    for (path, text) in organisation.files() {
        write(&out.join(path), &text)?;
    }
    for number in 0..initiatives {
        let (id, text) = initiative::file(&organisation, number);
        write(&out.join("initiatives").join(format!("{id}.toml")), &text)?;
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}
