//! Many worlds of one profile, and what came of them together.

use super::bugs::Bug;
use super::profiles::{PROFILES, Profile};
use super::schedule::{Outcome, live};
use rayon::prelude::*;

/// What came of all worlds of a profile.
#[derive(Debug, Default)]
pub(crate) struct Total {
    /// Issues that arose although there was one.
    pub(crate) surplus: u32,
    /// Issues open at rest beyond the one that stays.
    pub(crate) doubled: u32,
    /// Asks that were not filed.
    pub(crate) lost: u32,
    /// What else must not happen, by seed.
    pub(crate) violations: Vec<(u64, String)>,
}

impl Total {
    fn and(mut self, other: Self) -> Self {
        self.surplus += other.surplus;
        self.doubled += other.doubled;
        self.lost += other.lost;
        self.violations.extend(other.violations);
        self
    }
}

impl From<(u64, Outcome)> for Total {
    fn from((seed, outcome): (u64, Outcome)) -> Self {
        let Outcome { surplus, doubled, lost, violation } = outcome;
        Self { surplus, doubled, lost, violations: violation.map(|what| (seed, what)).into_iter().collect() }
    }
}

/// Lets the worlds of `seeds` live through the faults of `profile`.
#[must_use]
pub(crate) fn total(profile: &Profile, seeds: std::ops::Range<u64>) -> Total {
    let worlds = seeds.into_par_iter().map(|seed| {
        let outcome = live(seed, profile.faults, None, false);
        let surplus = (profile.promised && outcome.surplus > 0).then(|| format!("{} surplus issues", outcome.surplus));
        Total::from((seed, Outcome { violation: outcome.violation.or(surplus), ..outcome }))
    });
    worlds.reduce(Total::default, Total::and)
}

/// What must not happen and does, in the world of `seed` with `bug`.
#[must_use]
pub(crate) fn is_noticed(seed: u64, profile: &Profile, bug: Bug) -> Option<String> {
    let Outcome { surplus, doubled, lost, violation } = live(seed, profile.faults, Some(bug), false);
    let count = format!("{surplus} surplus, {doubled} doubled, {lost} lost");
    violation.or_else(|| (surplus + doubled + lost > 0).then_some(count))
}

/// Prints everything that happens in one world, named as `profile:seed`.
///
/// # Errors
///
/// When there is no such world.
pub(crate) fn replay(world: &str) -> Result<(), String> {
    let (name, seed) = world.rsplit_once(':').ok_or("write `profile:seed`")?;
    let profile = PROFILES.iter().find(|profile| profile.name == name).ok_or("there is no such profile")?;
    let seed = seed.parse().map_err(|_| "the seed is no number")?;
    println!("{:?}", live(seed, profile.faults, None, true));
    Ok(())
}
