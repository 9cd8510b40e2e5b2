//! Which asks should stand in the asked teams' backlogs today, and what holds the others back.
//!
//! What the files say decides; what stands in the backlogs already is left to [`canvass_backlog::decide`].

use crate::insight::Index;
use crate::insight::asked::Planning;
use crate::insight::stage;
use crate::model::{Ask, AskStatus, Date, Initiative, InitiativeId, Record, Stage, Team};
use canvass_backlog::missed::Missed;
use canvass_backlog::wanted::{Hold, Wanted};
use canvass_backlog::{Draft, Key, RepoName, Source};

#[cfg(test)]
mod tests;

/// An ask of an active initiative, looked at on a day.
#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    /// The initiative.
    pub initiative: &'a InitiativeId,
    /// The initiative's own words.
    pub record: &'a Record<Initiative>,
    /// The ask, by its place in the initiative.
    pub place: usize,
    /// The ask's own words.
    pub ask: &'a Ask,
    /// The asked team, if there is one of that id.
    pub team: Option<&'a Record<Team>>,
    /// When the team plans.
    pub planning: Option<Planning<'a>>,
    /// The team's backlog.
    pub repo: Option<RepoName>,
    /// Why it is not to be filed now.
    pub held_back: Option<Hold>,
    /// The window it has missed, if nothing stands for it.
    pub missed: Option<Missed>,
}

/// Every ask of every active initiative that still counts, in the order of their ids.
#[must_use]
pub fn candidates<'a>(index: &'a Index<'a>, as_of: Date) -> Vec<Candidate<'a>> {
    let active = index.portfolio.initiatives.iter().filter(|(_, record)| !record.is_closed());
    let mut candidates: Vec<Candidate<'a>> = active
        .flat_map(|(id, record)| {
            let supported = stage::support(index, record, as_of).supported;
            let asks = record.value.live_asks();
            asks.map(move |(place, ask)| candidate(index, id, record, place, ask, supported, as_of))
        })
        .collect();
    candidates.sort_by(|a, b| (a.initiative, &a.ask.id).cmp(&(b.initiative, &b.ask.id)));
    candidates
}

fn candidate<'a>(
    index: &'a Index<'a>,
    initiative: &'a InitiativeId,
    record: &'a Record<Initiative>,
    place: usize,
    ask: &'a Ask,
    supported: Option<Stage>,
    as_of: Date,
) -> Candidate<'a> {
    let team = index.portfolio.teams.get(&ask.team);
    let backlog = team.and_then(|team| team.backlog.as_ref());
    let repo = backlog.and_then(|backlog| backlog.repo.as_deref()?.parse().ok());
    let planning = index.planning(&record.value, ask);
    let mut candidate =
        Candidate { initiative, record, place, ask, team, planning, repo, held_back: None, missed: None };
    candidate.held_back = candidate.hold(index, supported, as_of);
    candidate.missed = missed(candidate.planning.as_ref(), candidate.held_back.as_ref(), ask.status(), as_of);
    candidate
}

impl<'a> Candidate<'a> {
    /// The ask as others write it: `initiative/ask`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}/{}", self.initiative, self.ask.id)
    }

    /// The first reason not to file it, those that need the most work first.
    fn hold(&self, index: &Index<'_>, supported: Option<Stage>, as_of: Date) -> Option<Hold> {
        let settings = &index.portfolio.workspace.backlog;
        let team = || self.ask.team.clone();
        let stage = self.record.stage.unwrap_or(Stage::Idea);
        let backlog = self.team.and_then(|team| team.backlog.as_ref());
        if let Some(issue) = &self.ask.issue {
            return Some(Hold::Linked { repo: issue.repo.to_string(), number: issue.number });
        }
        if let Some(key) = self.ask.unread.keys().next() {
            return Some(Hold::Unreadable { key: key.to_string() });
        }
        if matches!(self.ask.status(), AskStatus::Deferred | AskStatus::Declined | AskStatus::Done) {
            return Some(Hold::Status(self.ask.status()));
        }
        if self.team.is_none() {
            return Some(Hold::UnknownTeam(team()));
        }
        if !backlog.is_some_and(|backlog| backlog.accepts) {
            return Some(Hold::NotAccepting(team()));
        }
        if self.repo.is_none() {
            return Some(Hold::NoRepo(team()));
        }
        if stage < settings.file_from_stage {
            return Some(Hold::Early { stage, from: settings.file_from_stage });
        }
        if supported.is_none_or(|supported| supported < settings.file_from_stage) {
            return Some(Hold::Unsupported { stage, supported });
        }
        let Some(planning) = &self.planning else {
            let cycle = self.record.value.cycle_of(self.ask).filter(|cycle| index.portfolio.is_in_disorder(cycle));
            return Some(match cycle {
                Some(cycle) => Hold::DatesOutOfOrder { cycle: cycle.to_string() },
                None => Hold::NoCycle,
            });
        };
        if index.spoken_with(&self.record.value, self.ask, as_of).next().is_none() {
            return Some(Hold::NotSpoken(team()));
        }
        let opens = planning.opens.plus_days(-i64::from(settings.window_days));
        if as_of < opens {
            return Some(Hold::BeforeWindow { opens });
        }
        (as_of > planning.cycle.freeze).then_some(Hold::Frozen { freeze: planning.cycle.freeze })
    }

    /// Every name the ask has or had, as others write them, its own first.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let asks = std::iter::once(self.ask.id.as_str()).chain(self.ask.previously.iter().map(|id| id.as_str()));
        let names = asks.flat_map(|ask| {
            let before = self.record.previously.iter().map(|id| id.as_str());
            std::iter::once(self.initiative.as_str()).chain(before).map(move |initiative| format!("{initiative}/{ask}"))
        });
        names.collect()
    }

    /// Every key the ask may have been filed under, its own first: those of ids it had before follow.
    #[must_use]
    pub fn keys(&self, source: Source) -> (Key, Vec<Key>) {
        let generation = self.ask.generation.unwrap_or(1);
        let own = (self.initiative.as_str(), self.ask.id.as_str());
        let initiatives = || {
            let before = self.record.previously.iter().map(|id| id.as_str());
            std::iter::once(own.0).chain(before)
        };
        let asks = std::iter::once(own.1).chain(self.ask.previously.iter().map(|id| id.as_str()));
        let mut keys =
            asks.flat_map(|ask| initiatives().map(move |initiative| Key::new(source, initiative, ask, generation)));
        let key = keys.next().unwrap_or_else(|| Key::new(source, own.0, own.1, generation));
        let before = keys.filter(|other| *other != key).collect();
        (key, before)
    }

    /// The ask as the backlog is to know it; nothing when there is no backlog that could hold it.
    #[must_use]
    pub fn wanted(&self, source: Source, draft: Draft) -> Option<Wanted> {
        let repo = self.repo.clone()?;
        let (key, before) = self.keys(source);
        let max_open = self.team.and_then(|team| team.backlog.as_ref()?.max_open);
        let due = self.planning.as_ref().map(|planning| planning.opens);
        Some(Wanted {
            key,
            before,
            initiative: self.initiative.to_string(),
            ask: self.ask.id.to_string(),
            team: self.ask.team.clone(),
            repo,
            max_open,
            due,
            held_back: self.held_back.clone(),
            missed: self.missed,
            draft,
        })
    }
}

/// The window that an ask of `status` that `held_back` keeps from being filed has missed its window, if nothing stands for it.
fn missed(planning: Option<&Planning<'_>>, held_back: Option<&Hold>, status: AskStatus, as_of: Date) -> Option<Missed> {
    // Whoever said yes without an issue needs none.
    let planning = planning.filter(|_| !status.is_answered())?;
    match held_back {
        Some(Hold::Frozen { freeze }) => Some(Missed::Closed { freeze: *freeze }),
        Some(_) => None,
        None => (as_of >= planning.opens).then_some(Missed::Late { opened: planning.opens }),
    }
}
