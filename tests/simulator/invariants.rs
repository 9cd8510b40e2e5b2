//! What must be true of a world at rest; what must be true of every step is checked where the step is taken.

use super::world::{Ask, Issue, Repo, World};
use canvass_backlog::ledger::State;

impl World {
    fn issues(&self) -> impl Iterator<Item = (&Repo, &Issue)> {
        self.repos.iter().flat_map(|repo| repo.issues.iter().map(move |issue| (repo, issue)))
    }

    /// I1: open issues beyond the first of their key, where nobody but us has touched them.
    pub(crate) fn doubled(&self) -> u32 {
        let doubled = self.asks.iter().map(|ask| {
            let open = self.issues().filter(|(_, issue)| {
                issue.key == ask.key && issue.gone.is_none() && issue.status.is_open() && issue.is_marked()
            });
            let untouched = open.filter(|(_, issue)| !issue.traces.any()).count();
            u32::try_from(untouched.saturating_sub(1)).unwrap()
        });
        doubled.sum()
    }

    /// I2: asks that are wanted, could be filed, and were not.
    pub(crate) fn lost(&self) -> u32 {
        u32::try_from(self.asks.iter().filter(|ask| self.is_lost(ask)).count()).unwrap()
    }

    fn is_lost(&self, ask: &Ask) -> bool {
        let filed = self.issues().any(|(_, issue)| issue.key == ask.key);
        if ask.held_back || filed {
            return false;
        }
        let entry = self.kept.entry(&ask.key);
        let repo = &self.repos[ask.repo];
        // The ledger knows of a repository that has gone, or of an issue there.
        let out_of_reach = entry.is_some_and(|entry| {
            let pinned = self.repos.iter().find(|repo| repo.name == entry.repo).map(|repo| repo.id);
            entry.repo_id.is_some() && entry.repo_id != pinned || entry.number().is_some()
        });
        let open = repo.issues.iter().filter(|issue| {
            issue.status.is_open() && issue.gone.is_none() && canvass_backlog::Marker::read(&issue.body).is_some()
        });
        let full = self.max_open.is_some_and(|most| open.count() >= most as usize);
        !out_of_reach && !full
    }

    /// The ledger says what is, and something stays open of everything that nobody closed.
    pub(crate) fn judge_rest(&mut self) {
        let mut wrong = Vec::new();
        for (key, entry) in self.kept.ledger.iter().flat_map(|ledger| &ledger.entries) {
            let there = self.issues().filter(|(repo, issue)| {
                repo.name == entry.repo && entry.repo_id.is_none_or(|id| id == repo.id) && issue.key == *key
            });
            let mut standing = there.map(|(_, issue)| issue).filter(|issue| issue.gone.is_none());
            match entry.state {
                State::Gone { number } if standing.any(|issue| issue.number == number && issue.is_marked()) => {
                    wrong.push(format!("#{number} has a tombstone, and is there"));
                }
                State::Filed { number, .. } => {
                    let lowest = standing.find(|issue| issue.is_marked()).map(|issue| issue.number);
                    if lowest.is_some_and(|lowest| lowest < number) {
                        wrong.push(format!("#{number} is ours, and lower ones are there"));
                    }
                }
                _ => {}
            }
        }
        for ask in &self.asks {
            let ours: Vec<&Issue> =
                self.issues().map(|(_, issue)| issue).filter(|issue| issue.key == ask.key).collect();
            let answered = ours.iter().any(|issue| issue.traces.any());
            let open = ours.iter().filter(|issue| issue.gone.is_none() && issue.status.is_open()).count();
            if !ours.is_empty() && !answered && open != 1 {
                wrong.push(format!("{open} issues of {} are open, and nobody has touched any", ask.id));
            }
        }
        if let Some(wrong) = wrong.into_iter().next() {
            self.violated(wrong);
        }
    }
}
