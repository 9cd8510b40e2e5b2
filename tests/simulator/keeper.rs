//! The ledger as it is kept, with what its history must never show.

use super::profiles::Faults;
use super::world::World;
use canvass_backlog::ledger::{Entry, Ledger, Seconds, State};
use canvass_backlog::run::{ReadError, Save, Saved, Version};
use canvass_backlog::{Key, key};
use std::collections::{BTreeMap, BTreeSet};

/// A claim that stood in the ledger.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    pub(crate) key: Key,
    pub(crate) run: String,
    pub(crate) at: Seconds,
    /// Requests sent under it.
    pub(crate) posts: u32,
    /// Whether one of them may have arrived, or may still.
    pub(crate) uncertain: bool,
    /// Runs that counted a look in vain.
    counted_by: BTreeSet<String>,
}

/// The ledger, its versions and its past.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    pub(crate) ledger: Option<Ledger>,
    version: u64,
    pub(crate) claims: Vec<Claim>,
    /// Changes that were made.
    pub(crate) commits: u32,
    /// By key and run: runs that counted an issue as missing.
    missing_by: BTreeMap<(Key, String), u32>,
    /// Changes that are made later, if they still fit.
    pub(crate) late: Vec<(Seconds, Save, String)>,
}

impl Kept {
    pub(crate) fn starting() -> Self {
        Self { ledger: Some(Ledger::default()), ..Self::default() }
    }

    fn is(&self, expected: Option<&Version>) -> bool {
        match (&self.ledger, expected) {
            (None, None) => true,
            (Some(_), Some(version)) => version.0 == self.version.to_string(),
            _ => false,
        }
    }

    /// The claim of `run` on `key` that was made last.
    pub(crate) fn claim_of(&mut self, key: &Key, run: &str) -> Option<&mut Claim> {
        self.claims.iter_mut().rev().find(|claim| claim.key == *key && claim.run == run)
    }

    pub(crate) fn entry(&self, key: &Key) -> Option<&Entry> {
        self.ledger.as_ref()?.entries.get(key)
    }

    pub(crate) fn read(&self) -> Option<(Ledger, Version)> {
        self.ledger.clone().map(|ledger| (ledger, Version(self.version.to_string())))
    }

    /// Changes it if it is still the one expected; says what is wrong with the change.
    fn change(&mut self, save: &Save, run: &str) -> Result<Option<Version>, String> {
        if !self.is(save.expected.as_ref()) {
            return Ok(None);
        }
        let before = self.ledger.replace(save.ledger.clone()).unwrap_or_default();
        self.version += 1;
        self.commits += 1;
        let keys: BTreeSet<&Key> = before.entries.keys().chain(save.ledger.entries.keys()).collect();
        for key in keys {
            let (old, new) = (before.entries.get(key), save.ledger.entries.get(key));
            if old != new {
                self.judge(key, old.map(|entry| &entry.state), new.map(|entry| &entry.state), run)?;
            }
        }
        self.judge_budget()?;
        Ok(Some(Version(self.version.to_string())))
    }

    fn judge(&mut self, key: &Key, old: Option<&State>, new: Option<&State>, by: &str) -> Result<(), String> {
        match (old, new) {
            (Some(State::Filed { number: old, .. }), Some(State::Filed { number: new, .. })) if new > old => {
                Err(format!("I5: the number of {key} rose from {old} to {new}"))
            }
            (
                Some(State::Filed { missing: old, number, .. }),
                Some(State::Filed { missing: new, number: still, .. }),
            ) if new > old && number == still => self.count_missing(key, by),
            (Some(State::Filed { missing: 1.., number, .. }), Some(State::Gone { number: gone })) if number == gone => {
                self.count_missing(key, by)
            }
            (Some(State::Filed { .. }), None | Some(State::Claimed { .. })) => {
                Err(format!("what was filed under {key} was forgotten"))
            }
            (Some(State::Gone { .. }), None | Some(State::Claimed { .. })) => {
                Err(format!("I7: the tombstone of {key} was taken away"))
            }
            (Some(State::Gone { number: old }), Some(State::Filed { number: new, .. })) if new > old => {
                Err(format!("I5: the number of {key} rose from {old} to {new}"))
            }
            (Some(State::Claimed { run, .. }), None) => {
                let released = self.claim_of(key, run).is_some_and(|claim| !claim.uncertain && claim.run == by);
                if released { Ok(()) } else { Err(format!("the claim of {key} was taken back, and may have arrived")) }
            }
            (
                Some(State::Claimed { run: old_run, at: old_at, empties: old }),
                Some(State::Claimed { run, at, empties }),
            ) if (old_run, old_at) == (run, at) => {
                let counted = *empties == old + 1
                    && self.claim_of(key, run).is_none_or(|claim| claim.counted_by.insert(by.to_owned()));
                if counted { Ok(()) } else { Err(format!("{by} counted more than one look for {key}")) }
            }
            (_, Some(State::Claimed { run, at, .. })) => {
                self.claims.push(Claim {
                    key: key.clone(),
                    run: run.clone(),
                    at: *at,
                    posts: 0,
                    uncertain: false,
                    counted_by: BTreeSet::new(),
                });
                if run == by { Ok(()) } else { Err(format!("{by} claimed {key} for {run}")) }
            }
            _ => Ok(()),
        }
    }

    fn count_missing(&mut self, key: &Key, by: &str) -> Result<(), String> {
        let counted = self.missing_by.entry((key.clone(), by.to_owned())).or_default();
        *counted += 1;
        if *counted > 1 { Err(format!("{by} counted {key} as missing more than once")) } else { Ok(()) }
    }

    /// I9, as far as the ledger tells: how many claims there are in any minute and hour.
    fn judge_budget(&self) -> Result<(), String> {
        let Some(last) = self.claims.last().map(|claim| claim.at) else { return Ok(()) };
        for (span, most) in [(60, 60), (3600, 400)] {
            let count = self.claims.iter().rev().take_while(|claim| claim.at > last - span).count();
            if count > most {
                return Err(format!("I9: {count} claims in {span} seconds"));
            }
        }
        Ok(())
    }
}

impl World {
    pub(crate) fn read_ledger(&mut self) -> Result<Option<(Ledger, Version)>, ReadError> {
        if self.chance.of(self.faults.ledger_unread) {
            return Err(ReadError::Failed("timeout".into()));
        }
        Ok(self.kept.read())
    }

    pub(crate) fn save(&mut self, save: &Save, run: &str) -> Saved {
        let Faults { save_rejected, save_unknown, save_refused, .. } = self.faults;
        if self.chance.of(save_refused) {
            return Saved::Refused("protected".into());
        }
        if self.chance.of(save_rejected) {
            return Saved::Lost;
        }
        if self.chance.of(save_unknown) {
            match self.chance.below(3) {
                0 => {}
                1 => drop(self.commit(save, run)),
                _ => {
                    let at = self.now + self.chance.seconds(120);
                    self.kept.late.push((at, save.clone(), run.to_owned()));
                }
            }
            return Saved::Unknown("timeout".into());
        }
        self.commit(save, run).map_or(Saved::Lost, Saved::Done)
    }

    pub(crate) fn commit(&mut self, save: &Save, run: &str) -> Option<Version> {
        match self.kept.change(save, run) {
            Ok(version) => {
                self.tell(|_| {
                    format!("{run} saves ({}), done: {}: {}", save.message, version.is_some(), save.ledger.text())
                });
                version
            }
            Err(what) => {
                self.violated(what);
                None
            }
        }
    }

    /// Somebody deletes the ledger's branch.
    pub(crate) fn delete_ledger(&mut self) {
        self.kept.ledger = None;
        self.tell(|_| "the ledger is deleted".into());
    }
}

/// The repository that initiatives are kept in.
pub(crate) const SOURCE: key::Source = key::Source(7);
