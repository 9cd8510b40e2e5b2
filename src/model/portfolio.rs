//! Everything that was loaded, by kind and id, with where each thing came from.

use super::{
    Argument, ArgumentId, Cycle, CycleId, Date, Incident, IncidentId, Initiative, InitiativeId, Person, PersonId,
    Problem, ProblemId, StrategyId, StrategyItem, System, SystemId, Team, TeamId, Theme, ThemeId, Workspace,
};
use crate::diagnostic::{At, Spot};
use crate::source::FileId;
use ecow::EcoString;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Deref;

/// A kind of thing that has files of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// People.
    Person,
    /// Teams.
    Team,
    /// Planning cycles.
    Cycle,
    /// Systems.
    System,
    /// Known problems.
    Problem,
    /// Incidents.
    Incident,
    /// Items of the strategy.
    Strategy,
    /// Themes.
    Theme,
    /// Reusable arguments.
    Argument,
    /// Initiatives.
    Initiative,
}

impl Kind {
    /// Every kind, those that others refer to first.
    pub const ALL: &[Self] = &[
        Self::Person,
        Self::Team,
        Self::Cycle,
        Self::System,
        Self::Problem,
        Self::Incident,
        Self::Strategy,
        Self::Theme,
        Self::Argument,
        Self::Initiative,
    ];

    /// What one of them is called in messages.
    #[must_use]
    pub const fn singular(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Team => "team",
            Self::Cycle => "cycle",
            Self::System => "system",
            Self::Problem => "problem",
            Self::Incident => "incident",
            Self::Strategy => "strategy item",
            Self::Theme => "theme",
            Self::Argument => "argument",
            Self::Initiative => "initiative",
        }
    }

    /// The name of its file (with `.toml`) or folder.
    #[must_use]
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Person => "people",
            Self::Team => "teams",
            Self::Cycle => "cycles",
            Self::System => "systems",
            Self::Problem => "problems",
            Self::Incident => "incidents",
            Self::Strategy => "strategy",
            Self::Theme => "themes",
            Self::Argument => "arguments",
            Self::Initiative => "initiatives",
        }
    }
}

/// A stretch of a file that contributes to a record.
#[derive(Clone, Debug, Default)]
pub struct Contribution {
    /// The file, if it is still known.
    pub file: Option<FileId>,
    /// Pointer of the record inside the file: empty, or `/id` in a file of many.
    pub base: Box<str>,
    /// Top-level keys written here, and how many elements each array among them has; empty when the record has a
    /// single contribution.
    pub keys: Vec<(Box<str>, usize)>,
}

/// A use of an id: where it stands, and what it should name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Place in [`super::id::REFERENCES`].
    pub names: u8,
    /// The contribution it stands in, as an index.
    pub contribution: u8,
    /// First byte of the string, quotes included.
    pub start: u32,
    /// How many bytes it has.
    pub length: u16,
    /// The id as written.
    pub id: EcoString,
    /// Whether it stands in its list already.
    pub again: bool,
}

/// Where a record came from, so that every statement about it can name file and line.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The files it was read from, the main one first.
    pub contributions: Vec<Contribution>,
    /// Array elements that could not be read, as pointers in file order; they are missing from the record.
    pub skipped: Vec<Box<str>>,
    /// Where something stands that could not be read, or belongs that stands elsewhere.
    pub unread: Vec<At>,
    /// Every id used in it.
    pub references: Box<[Reference]>,
}

impl Origin {
    /// The file and place of `pointer`, which counts as the record's own fields do.
    #[must_use]
    pub fn at(&self, pointer: &str) -> At {
        if let ([Contribution { file: Some(file), base, .. }], []) = (&*self.contributions, &*self.skipped) {
            let mut path = EcoString::from(&**base);
            path.push_str(pointer);
            return At::value(*file, path);
        }
        let pointer = self.with_skipped(pointer);
        let mut segments = pointer.splitn(4, '/').skip(1);
        let key = segments.next().unwrap_or_default();
        let mut index: Option<usize> = segments.next().and_then(|segment| segment.parse().ok());
        let rest = segments.next();
        let mut chosen = self.contributions.first();
        for contribution in &self.contributions {
            let Some((_, count)) = contribution.keys.iter().find(|(name, _)| **name == *key) else {
                continue;
            };
            chosen = Some(contribution);
            match index {
                Some(position) if position >= *count => index = Some(position - count),
                _ => break,
            }
        }
        let Some(contribution) = chosen else {
            return At::file(FileId(u32::MAX));
        };
        let mut path = EcoString::from(&*contribution.base);
        match index {
            Some(index) => {
                let _ = write!(path, "/{key}/{index}");
                if let Some(rest) = rest {
                    path.push('/');
                    path.push_str(rest);
                }
            }
            None => path.push_str(&pointer),
        }
        At::value(contribution.file.unwrap_or(FileId(u32::MAX)), path)
    }

    /// Whether what belongs at `at`, something in it or what it is in could not be read, and has a finding of its own.
    #[must_use]
    pub fn is_unread(&self, at: &At) -> bool {
        let Spot::Entry(pointer, _) = &at.spot else { return false };
        let is_inside = |inner: &str, outer: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.unread.iter().filter(|unread| unread.file == at.file).any(|unread| match &unread.spot {
            Spot::Entry(unread, _) => is_inside(unread, pointer) || is_inside(pointer, unread),
            _ => false,
        })
    }

    /// Shifts array indices past elements that are in the file but not in the record.
    fn with_skipped<'a>(&self, pointer: &'a str) -> Cow<'a, str> {
        if self.skipped.is_empty() {
            return pointer.into();
        }
        let mut path = String::new();
        for segment in pointer.split('/').skip(1) {
            let Ok(mut index) = segment.parse::<usize>() else {
                path.push('/');
                path.push_str(segment);
                continue;
            };
            path.push('/');
            for skipped in &self.skipped {
                let position = skipped.strip_prefix(path.as_str()).and_then(|rest| rest.parse::<usize>().ok());
                if position.is_some_and(|position| position <= index) {
                    index += 1;
                }
            }
            let _ = write!(path, "{index}");
        }
        path.into()
    }
}

/// A thing with where it came from.
#[derive(Clone, Debug)]
pub struct Record<T> {
    /// The thing; boxed, for maps of large values waste what their nodes leave empty.
    pub value: Box<T>,
    /// Where it came from.
    pub origin: Origin,
}

impl<T> Record<T> {
    /// The file and place of `pointer` in this record, such as `/ask/0/decider`; the empty pointer is all of it.
    #[must_use]
    pub fn at(&self, pointer: &str) -> At {
        self.origin.at(pointer)
    }

    /// Whether what belongs at `pointer`, something in it or what it is in could not be read.
    #[must_use]
    pub fn is_unread(&self, pointer: &str) -> bool {
        !self.origin.unread.is_empty() && self.origin.is_unread(&self.at(pointer))
    }
}

impl Record<Initiative> {
    /// How many asks the files have of which not even id and team can be read, so that they are not among
    /// [`Initiative::asks`]; one where nobody knows how many.
    #[must_use]
    pub fn lost_asks(&self) -> usize {
        let is_ask = |pointer: &str| pointer.strip_prefix("/ask/").is_some_and(|index| !index.contains('/'));
        let lost = self.origin.skipped.iter().filter(|pointer| is_ask(pointer)).count();
        let all_read = self.asks.iter().all(|ask| ask.unread.is_empty());
        lost.max(usize::from(self.unread.has("ask") && all_read))
    }
}

impl<T> Deref for Record<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Records of one kind by their ids, in the order of the ids.
pub type Records<I, T> = BTreeMap<I, Record<T>>;

/// Everything that was loaded.
#[derive(Clone, Debug, Default)]
pub struct Portfolio {
    /// The settings.
    pub workspace: Workspace,
    /// Where the settings stand.
    pub workspace_origin: Origin,
    /// People.
    pub people: Records<PersonId, Person>,
    /// Teams.
    pub teams: Records<TeamId, Team>,
    /// Planning cycles written in files.
    pub cycles: Records<CycleId, Cycle>,
    /// Systems.
    pub systems: Records<SystemId, System>,
    /// Known problems.
    pub problems: Records<ProblemId, Problem>,
    /// Incidents.
    pub incidents: Records<IncidentId, Incident>,
    /// Items of the strategy.
    pub strategy: Records<StrategyId, StrategyItem>,
    /// Themes.
    pub themes: Records<ThemeId, Theme>,
    /// Reusable arguments.
    pub arguments: Records<ArgumentId, Argument>,
    /// Initiatives.
    pub initiatives: Records<InitiativeId, Initiative>,
    /// Things that have a file but could not be read: they exist, and nothing more is known of them.
    pub unreadable: BTreeSet<(Kind, Box<str>)>,
    /// Kinds of which a file of many could not be read, at all or, for initiatives, in part: anything of them may exist.
    pub unread_kinds: BTreeSet<Kind>,
    /// Whether a `cycles` kind exists; if not, cycles come from the cadence.
    pub has_cycle_files: bool,
}

impl Portfolio {
    /// The cycle called `id`, from its file or from the cadence. One whose dates are out of order is as good as none.
    #[must_use]
    pub fn cycle(&self, id: &CycleId) -> Option<Cow<'_, Cycle>> {
        self.described_cycle(id).filter(|cycle| cycle.is_in_order())
    }

    /// Whether `id` names a cycle from which nothing can be counted, because its dates are out of order.
    #[must_use]
    pub fn is_in_disorder(&self, id: &CycleId) -> bool {
        self.described_cycle(id).is_some_and(|cycle| !cycle.is_in_order())
    }

    fn described_cycle(&self, id: &CycleId) -> Option<Cow<'_, Cycle>> {
        if self.has_cycle_files {
            self.cycles.get(id).map(|record| Cow::Borrowed(&*record.value))
        } else {
            Cycle::from_cadence(id, &self.workspace.cadence).map(Cow::Owned)
        }
    }

    /// The cycle to plan for on a day: the first one that is not frozen yet.
    #[must_use]
    pub fn next_to_plan(&self, as_of: Date) -> Option<CycleId> {
        if self.has_cycle_files {
            let open = self.cycles.iter().filter(|(_, cycle)| cycle.is_in_order() && cycle.freeze >= as_of);
            return open.min_by_key(|(_, cycle)| cycle.planning_start).map(|(id, _)| id.clone());
        }
        let cadence = &self.workspace.cadence;
        let mut after = as_of.plus_days(-1);
        // No freeze lies more than a year before its cycle, and no cycle is shorter than six weeks.
        for _ in 0..12 {
            let id = Cycle::next_in_cadence(after, cadence)?;
            let cycle = self.cycle(&id)?;
            if cycle.freeze >= as_of {
                return Some(id);
            }
            after = cycle.start;
        }
        None
    }

    /// Whether something of `kind` is called `id`, readable or not.
    #[must_use]
    pub fn knows(&self, kind: Kind, id: &str) -> bool {
        let found = match kind {
            Kind::Person => self.people.contains_key(id),
            Kind::Team => self.teams.contains_key(id),
            Kind::Cycle => self.described_cycle(&id.into()).is_some(),
            Kind::System => self.systems.contains_key(id),
            Kind::Problem => self.problems.contains_key(id),
            Kind::Incident => self.incidents.contains_key(id),
            Kind::Strategy => self.strategy.contains_key(id),
            Kind::Theme => self.themes.contains_key(id),
            Kind::Argument => self.arguments.contains_key(id),
            Kind::Initiative => self.initiatives.contains_key(id),
        };
        found || self.unreadable.contains(&(kind, id.into()))
    }

    /// The ids of `kind`, in order.
    #[must_use]
    pub fn ids(&self, kind: Kind) -> Vec<&str> {
        match kind {
            Kind::Person => self.people.keys().map(PersonId::as_str).collect(),
            Kind::Team => self.teams.keys().map(TeamId::as_str).collect(),
            Kind::Cycle => self.cycles.keys().map(CycleId::as_str).collect(),
            Kind::System => self.systems.keys().map(SystemId::as_str).collect(),
            Kind::Problem => self.problems.keys().map(ProblemId::as_str).collect(),
            Kind::Incident => self.incidents.keys().map(IncidentId::as_str).collect(),
            Kind::Strategy => self.strategy.keys().map(StrategyId::as_str).collect(),
            Kind::Theme => self.themes.keys().map(ThemeId::as_str).collect(),
            Kind::Argument => self.arguments.keys().map(ArgumentId::as_str).collect(),
            Kind::Initiative => self.initiatives.keys().map(InitiativeId::as_str).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Part;

    fn entry(at: &At) -> (u32, &str) {
        match &at.spot {
            Spot::Entry(pointer, Part::Value) => (at.file.0, pointer),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn places_follow_arrays_over_several_files() {
        let contribution = |file, keys: &[(&str, usize)]| Contribution {
            file: Some(FileId(file)),
            base: "".into(),
            keys: keys.iter().map(|(key, count)| ((*key).into(), *count)).collect(),
        };
        let origin = Origin {
            contributions: vec![
                contribution(7, &[("title", 0), ("conversation", 2)]),
                contribution(8, &[("conversation", 3), ("update", 1)]),
            ],
            ..Origin::default()
        };
        assert_eq!(entry(&origin.at("/conversation/1/with")), (7, "/conversation/1/with"));
        assert_eq!(entry(&origin.at("/conversation/2")), (8, "/conversation/0"));
        assert_eq!(entry(&origin.at("/conversation/4/needs/1/id")), (8, "/conversation/2/needs/1/id"));
        assert_eq!(entry(&origin.at("/update/0")), (8, "/update/0"));
        assert_eq!(entry(&origin.at("/missing")), (7, "/missing"));
        assert_eq!(entry(&origin.at("")), (7, ""));
    }

    #[test]
    fn places_skip_what_could_not_be_read() {
        let origin = Origin {
            contributions: vec![Contribution { file: Some(FileId(1)), base: "/x".into(), keys: vec![] }],
            skipped: vec!["/ask/1".into(), "/ask/2".into(), "/ask/3/steps/0".into()],
            ..Origin::default()
        };
        assert_eq!(entry(&origin.at("/ask/0")), (1, "/x/ask/0"));
        assert_eq!(entry(&origin.at("/ask/1/steps/0")), (1, "/x/ask/3/steps/1"));
    }
}
