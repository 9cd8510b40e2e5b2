//! What people do meanwhile: to issues, to repositories and to the files.

use super::world::{Ask, MINUTE, World};
use canvass_backlog::ledger::Seconds;
use canvass_backlog::view::{Fetched, IssueStatus, Unavailable};

/// What people did to an issue, and since when it must be left alone for it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Traces {
    /// Closed, deleted or moved away.
    pub(crate) answered: Option<Seconds>,
    /// Closed, and not in favour of another one that stays.
    pub(crate) closed: bool,
    /// Edited inside of the block.
    edited: Option<Seconds>,
    /// Commented, assigned or written around the block.
    touched: Option<Seconds>,
}

impl Traces {
    /// Whether people did anything to it.
    pub(crate) fn any(&self) -> bool {
        [self.answered, self.edited, self.touched].iter().any(Option::is_some)
    }

    /// Why whoever looked at `observed` must not write to the issue: I7, and for closing, any touch of people.
    pub(crate) fn forbid(&self, is_close: bool, observed: Seconds) -> Option<String> {
        let before = |at: Option<Seconds>| at.is_some_and(|at| at < observed);
        if before(self.answered) {
            return Some("I7: an issue was written to that people had closed or moved".into());
        }
        if before(self.edited) {
            return Some("I6: an issue was written to whose block people had edited".into());
        }
        (is_close && before(self.touched)).then(|| "an issue was closed that people had touched".into())
    }
}

impl World {
    /// Somebody does something to some issue.
    pub(crate) fn somebody_acts(&mut self) {
        let repo = self.chance.below(self.repos.len());
        let there = self.repos[repo].issues.iter().filter(|issue| issue.gone.is_none()).count();
        if there == 0 {
            return;
        }
        let nth = self.chance.below(there);
        let what = self.chance.below(14);
        let now = self.now;
        self.tell(|_| format!("people do {what} to the {nth}th issue of repository {repo}"));
        let copies = !self.names_logins;
        let other = self.repos[repo].issues.first().map(|issue| (issue.key.clone(), issue.body.clone()));
        let recorded: Vec<u64> = {
            let issues = self.repos[repo].issues.iter().filter(|issue| self.is_recorded(issue));
            issues.map(|issue| issue.number).collect()
        };
        let issue = self.repos[repo].issues.iter_mut().filter(|issue| issue.gone.is_none()).nth(nth).unwrap();
        let mut close = |status| {
            issue.status = status;
            issue.traces.answered.get_or_insert(now);
            issue.traces.closed = true;
        };
        match what {
            0 => close(IssueStatus::Completed),
            1 => close(IssueStatus::NotPlanned),
            2 => close(IssueStatus::Closed),
            3 => {
                issue.status = IssueStatus::Open;
                issue.traces.answered = None;
                issue.traces.closed = false;
                issue.traces.touched.get_or_insert(now);
            }
            4 => {
                issue.gone = Some(Fetched::Gone);
                issue.traces.answered.get_or_insert(now);
            }
            5 => {
                // Moved where we cannot look.
                issue.gone = Some(Fetched::NotFound);
                issue.traces.answered.get_or_insert(now);
            }
            6 => issue.assigned = true,
            7 => issue.comments += 1,
            8 => issue.body.push_str("\n\nWe plan this for March — Zoë\r\n"),
            9 => issue.body = issue.body.replacen("<!-- canvass:begin", "Note: see #12\n\n<!-- canvass:begin", 1),
            10 => {
                issue.body = issue.body.replace("What we need", "What they need");
                issue.traces.edited.get_or_insert(now);
            }
            11 => {
                issue.body = "We rewrote this.".into();
                issue.traces.edited.get_or_insert(now);
            }
            12 => issue.title = "A better title".into(),
            // Copied from the first issue, mark and all. Without a record of its number, nobody could tell the two apart.
            _ if copies
                && recorded.contains(&issue.number)
                && other.as_ref().is_some_and(|(key, _)| *key != issue.key) =>
            {
                issue.body = other.unwrap().1;
                issue.traces.edited.get_or_insert(now);
            }
            _ => {}
        }
        if matches!(what, 6..=9) {
            issue.traces.touched.get_or_insert(now);
        }
    }

    /// Somebody changes the files.
    pub(crate) fn files_change(&mut self) {
        let nth = self.chance.below(self.asks.len());
        let moves = self.faults.backlog_moves && self.chance.of(300);
        let holds = self.chance.of(300);
        self.tell(|_| format!("the files change: {nth}, {moves}, {holds}"));
        let Ask { edition, held_back, repo, .. } = &mut self.asks[nth];
        if moves {
            *repo = 1 - *repo;
        } else if holds {
            *held_back = !*held_back;
        } else {
            *edition += 1;
        }
    }

    /// A repository becomes unusable, or usable again.
    pub(crate) fn repo_goes_down(&mut self) {
        let nth = self.chance.below(self.repos.len());
        let why = self.chance.below(4);
        let down = &mut self.repos[nth].down;
        *down = match (down.is_some(), why) {
            (true, _) => None,
            (false, 0) => Some(Unavailable::Archived),
            (false, 1) => Some(Unavailable::NotFound),
            (false, 2) => Some(Unavailable::IssuesOff),
            (false, _) => Some(Unavailable::ReadOnly),
        };
    }

    /// A repository is renamed, or its name given to another one.
    pub(crate) fn repo_moves(&mut self) {
        let nth = self.chance.below(self.repos.len());
        let (replaced, now) = (self.chance.of(300), self.now);
        let repo = &mut self.repos[nth];
        if replaced {
            repo.id += 1000;
            repo.replaced = now;
            repo.issues.clear();
            repo.called = repo.name.clone();
        } else {
            repo.called = format!("{}-{}", repo.name, self.chance.below(100)).parse().unwrap();
        }
    }

    /// Everything that was only for a while is over.
    pub(crate) fn mend(&mut self) {
        self.faults = super::profiles::Faults { lists_lie_on: false, ..super::profiles::Faults::NONE };
        for repo in &mut self.repos {
            repo.down = None;
        }
        while !self.is_settled() {
            self.pass(10 * MINUTE);
        }
        self.pass(60 * MINUTE);
    }
}
