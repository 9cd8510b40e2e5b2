//! The required set: everybody an initiative must meet, all roles of one person merged, vacancies included.
//!
//! How far contact has come is left to [`super::coverage`].

use super::{Counted, Index};
use crate::diagnostic::At;
use crate::model::system::SystemChange;
use crate::model::{
    Ask, AskKind, Change, Initiative, Kind, PersonId, Record, Role, Size, StrategyId, System, SystemId, TeamId, Text,
};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// As what somebody is required.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SlotRole {
    /// Decides on an ask.
    Decider,
    /// Answers for a team.
    Team(Role),
    /// Argues for an ask inside the team.
    Champion,
    /// Knows a system.
    Sme,
    /// Speaks with a supplier.
    VendorContact,
    /// Named by the workspace's policy.
    Policy,
    /// Owns a strategy item.
    StrategyOwner,
    /// Added by hand, in the file's own words.
    Listed(String),
}

/// Which rule of the required set asks for somebody (numbered as in the documentation).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// 1: a live ask of a team.
    Ask,
    /// 2: a system that changes.
    System,
    /// 3: a system it depends on, or that depends on it, or its supplier.
    Dependency,
    /// 4: the workspace's policy, by ask kind.
    AskPolicy(AskKind),
    /// 4: the workspace's policy, by category, or an aligned strategy item.
    Policy,
    /// 5: the stakeholder list of the file.
    List,
}

/// One reason why somebody is required.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Which rule asks for them.
    pub source: Source,
    /// As what.
    pub role: SlotRole,
    /// 3 decides, 2 answers for a team, 1 otherwise.
    pub tier: u8,
    /// The ask, as an index into the initiative's asks.
    pub ask: Option<usize>,
    /// The team whose role it is.
    pub team: Option<TeamId>,
    /// The system it is about.
    pub system: Option<SystemId>,
    /// The place that brings the requirement about.
    pub at: At,
}

/// Somebody who must be met, or a role that nobody holds.
#[derive(Clone, Debug)]
pub(super) struct Required<'a> {
    /// Who; nothing for a vacancy and for experts.
    pub(super) person: Option<&'a PersonId>,
    /// Experts of whom any one counts.
    pub(super) any_of: Vec<&'a PersonId>,
    /// Why, strongest reason first.
    pub(super) reasons: Vec<Reason>,
}

/// What makes two requirements the same slot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Person(&'a PersonId),
    Experts(&'a SystemId),
    /// Somebody inactive: one vacancy, however many roles they had.
    Former(&'a PersonId),
    Vacancy(&'a TeamId, Role),
    Champion(usize),
    /// Who is to decide cannot be read.
    UnreadDecider(usize),
    Supplier(&'a SystemId),
    /// Whom the file lists cannot be read.
    UnreadList,
    Strategy(&'a StrategyId),
}

/// Everybody `record` must meet by its asks, systems, policy and list, without the owner and those excluded.
pub(super) fn required<'a>(
    index: &'a Index<'a>,
    record: &'a Record<Initiative>,
    counted: Counted,
) -> Vec<Required<'a>> {
    let left_out = exclusions(record, counted).chain(&record.owner).collect();
    let mut collector = Collector { index, record, left_out, slots: BTreeMap::new() };
    for (place, ask) in record.live_asks() {
        collector.ask(place, ask);
    }
    for (place, touched) in record.systems.iter().flatten().enumerate() {
        if touched.change != Change::None {
            collector.system(place, touched);
        }
    }
    collector.policy();
    for (place, listed) in record.stakeholders.iter().enumerate() {
        collector.listed(place, &listed.person, &listed.roles, listed.tier.unwrap_or(1).clamp(1, 3));
    }
    collector.unread_list();
    let mut slots: Vec<_> = collector.slots.into_values().collect();
    for slot in &mut slots {
        slot.reasons.sort_by(|a, b| strength(a).cmp(&strength(b)));
    }
    slots
}

/// Whether something that says whom `record` must meet cannot be read, so that others may have to be met as well.
pub(super) fn are_incomplete(index: &Index<'_>, record: &Record<Initiative>) -> bool {
    let portfolio = index.portfolio;
    let is_lost = |team: &TeamId| portfolio.unreadable.contains(&(Kind::Team, team.as_str().into()));
    let lacks_category = || {
        let mut roles = portfolio.workspace.required_roles.iter();
        record.unread.has("category") && roles.any(|role| role.when.category.is_some())
    };
    record.lost_asks() > 0
        || ["systems", "aligns_with"].iter().any(|key| record.unread.has(key))
        || portfolio.workspace.unread.has("required_roles")
        || lacks_category()
        || record.live_asks().any(|(_, ask)| is_lost(&ask.team))
        || record.systems.iter().flatten().any(|it| it.change != Change::None && !is_known(index, &it.system))
}

/// Whether the cards of `id` and of what it needs or is needed by say who answers for them, as far as there are any.
fn is_known(index: &Index<'_>, id: &SystemId) -> bool {
    let portfolio = index.portfolio;
    let is_lost = |id: &SystemId| portfolio.unreadable.contains(&(Kind::System, id.as_str().into()));
    let owns = |system: Option<&System>| system.is_none_or(|system| !system.unread.has("owner"));
    let mut near = index.graph.needs(id).chain(index.graph.needed_by(id));
    // Which system the others need, where that cannot be read, nobody knows: it may be this one.
    let all_linked = portfolio.systems.values().all(|system| !system.unread.has("depends_on"));
    let own = portfolio.systems.get(id).map(|record| &*record.value);
    all_linked && !is_lost(id) && owns(own) && near.all(|node| !is_lost(node.id) && owns(node.system))
}

/// The people left out on the day counted up to; an exclusion past its end no longer leaves anybody out, nor does one
/// of which something cannot be read.
pub(super) fn exclusions(initiative: &Initiative, counted: Counted) -> impl Iterator<Item = &PersonId> {
    let holds = move |until| match counted {
        Counted::UpTo(day) => until >= day,
        Counted::OfAnyAge(_) => true,
    };
    let readable = initiative.excluded.iter().filter(|exclusion| exclusion.unread.is_empty());
    let in_force = readable.filter(move |exclusion| exclusion.until.is_none_or(holds));
    in_force.filter_map(|exclusion| exclusion.person.as_ref())
}

type Strength<'r> = (Reverse<u8>, Source, Option<usize>, Option<&'r TeamId>, Option<&'r SystemId>, &'r SlotRole);

fn strength(reason: &Reason) -> Strength<'_> {
    (Reverse(reason.tier), reason.source, reason.ask, reason.team.as_ref(), reason.system.as_ref(), &reason.role)
}

struct Collector<'a> {
    index: &'a Index<'a>,
    record: &'a Record<Initiative>,
    left_out: BTreeSet<&'a PersonId>,
    slots: BTreeMap<Key<'a>, Required<'a>>,
}

impl<'a> Collector<'a> {
    /// Rule 1: who decides, who answers for the team, who argues for the ask.
    fn ask(&mut self, place: usize, ask: &'a Ask) {
        let Some((team, _)) = self.index.portfolio.teams.get_key_value(&ask.team) else {
            return;
        };
        let at = format!("/ask/{place}");
        let reason = |source, role, tier, at: &str| Reason {
            source,
            role,
            tier,
            ask: Some(place),
            team: Some(team.clone()),
            system: None,
            at: self.record.at(at),
        };
        let mut wanted = Vec::new();
        let decides = |at: &str| reason(Source::Ask, SlotRole::Decider, 3, at);
        match (&ask.decider, self.index.default_decider(team)) {
            (Some(named), _) => wanted.push((self.key(named), decides(&format!("{at}/decider")))),
            (None, Some(default)) => wanted.push((self.key(default), decides(&at))),
            (None, None) => wanted.extend(self.vacancy(team, Role::Pm).map(|key| (key, decides(&at)))),
        }
        if ask.unread.has("decider") {
            wanted.push((Key::UnreadDecider(place), decides(&at)));
        }
        for role in Role::ALL {
            let answers = reason(Source::Ask, SlotRole::Team(*role), 2, &at);
            wanted.extend(self.holders(team, *role).into_iter().map(|key| (key, answers.clone())));
        }
        if matches!(ask.size, Some(Size::Medium | Size::Large)) || ask.unread.has("size") || ask.unread.has("champion")
        {
            let argues = reason(Source::Ask, SlotRole::Champion, 2, &format!("{at}/champion"));
            let key = ask.champion.as_ref().map_or(Key::Champion(place), |champion| self.key(champion));
            wanted.push((key, argues));
        }
        // An ask of a kind that cannot be read may be of any.
        let kinds = AskKind::ALL.iter().filter(|kind| **kind == ask.kind || ask.unread.has("kind"));
        for kind in kinds {
            for person in self.policy_for(Some(*kind)) {
                let source = Source::AskPolicy(*kind);
                wanted.push((self.key(person), reason(source, SlotRole::Policy, 2, &format!("{at}/kind"))));
            }
        }
        self.add_all(wanted);
    }

    /// Rules 2 and 3: who answers for a changed system and its neighbours, and who knows it.
    fn system(&mut self, place: usize, touched: &'a SystemChange) {
        let index = self.index;
        let Some(record) = index.portfolio.systems.get(&touched.system) else {
            return;
        };
        let at = self.record.at(&format!("/systems/{place}/ref"));
        let reason = |source, role, tier, team: Option<&TeamId>, system: &SystemId| Reason {
            source,
            role,
            tier,
            ask: None,
            team: team.cloned(),
            system: Some(system.clone()),
            at: at.clone(),
        };
        let id = &touched.system;
        let mut wanted = Vec::new();
        for role in [Role::Pm, Role::Em] {
            let answers = reason(Source::System, SlotRole::Team(role), 2, Some(&record.owner), id);
            wanted.extend(self.holders(&record.owner, role).into_iter().map(|key| (key, answers.clone())));
        }
        wanted.extend(self.supplier(id, record).map(|key| {
            let source = Source::Dependency;
            (key, reason(source, SlotRole::VendorContact, 1, None, id))
        }));
        let breaking = if touched.change.is_breaking() { 2 } else { 1 };
        let needs = index.graph.needs(id).map(|node| (node, 1));
        for (node, tier) in needs.chain(index.graph.needed_by(id).map(|node| (node, breaking))) {
            let Some(system) = node.system else { continue };
            let answers = reason(Source::Dependency, SlotRole::Team(Role::Em), tier, Some(&system.owner), node.id);
            wanted.extend(self.holders(&system.owner, Role::Em).into_iter().map(|key| (key, answers.clone())));
        }
        for node in index.graph.needs(id) {
            let key = node.system.and_then(|system| self.supplier(node.id, system));
            wanted.extend(key.map(|key| {
                let source = Source::Dependency;
                (key, reason(source, SlotRole::VendorContact, 1, None, node.id))
            }));
        }
        self.add_all(wanted);
        self.experts(id, record, reason(Source::System, SlotRole::Sme, 1, Some(&record.owner), id));
    }

    /// The experts of a system: one slot that any of them fills; none when only the owner or somebody excluded
    /// knows it, vacant when nobody does.
    fn experts(&mut self, id: &'a SystemId, system: &'a System, reason: Reason) {
        let active: BTreeSet<_> = system.smes.iter().filter(|person| self.index.is_active(person)).collect();
        let others: Vec<_> = active.iter().copied().filter(|person| !self.left_out.contains(person)).collect();
        if active.is_empty() || !others.is_empty() {
            let empty = Required { person: None, any_of: others, reasons: Vec::new() };
            self.slots.entry(Key::Experts(id)).or_insert(empty).reasons.push(reason);
        }
    }

    fn supplier(&self, id: &'a SystemId, system: &'a System) -> Option<Key<'a>> {
        let Some(party) = &system.third_party else {
            return system.unread.has("third_party").then_some(Key::Supplier(id));
        };
        Some(party.contact.as_ref().map_or(Key::Supplier(id), |person| self.key(person)))
    }

    /// Rule 4, but for ask kinds: who is required by category, and who owns the strategy.
    fn policy(&mut self) {
        let reason = |role, tier, at: &str| Reason {
            source: Source::Policy,
            role,
            tier,
            ask: None,
            team: None,
            system: None,
            at: self.record.at(at),
        };
        let mut wanted = Vec::new();
        for person in self.policy_for(None) {
            wanted.push((self.key(person), reason(SlotRole::Policy, 2, "/category")));
        }
        for (place, id) in self.record.aligns_with.iter().enumerate() {
            if let Some(item) = self.index.portfolio.strategy.get(id) {
                let key = item.owner.as_ref().map_or(Key::Strategy(id), |owner| self.key(owner));
                wanted.push((key, reason(SlotRole::StrategyOwner, 1, &format!("/aligns_with/{place}"))));
            }
        }
        self.add_all(wanted);
    }

    /// The people that the workspace requires for asks of `kind`, or, without a kind, for this category.
    fn policy_for(&self, kind: Option<AskKind>) -> Vec<&'a PersonId> {
        let category = self.record.category;
        let roles = self.index.portfolio.workspace.required_roles.iter();
        let of_category = roles.filter(|role| role.when.category.is_none() || role.when.category == category);
        of_category.filter(|role| role.when.ask_kind == kind).map(|role| &role.person).collect()
    }

    /// Rule 5: whom the file lists.
    fn listed(&mut self, place: usize, person: &'a PersonId, roles: &[Text], tier: u8) {
        let at = self.record.at(&format!("/stakeholder/{place}/person"));
        let roles = if roles.is_empty() { vec!["stakeholder".into()] } else { roles.to_vec() };
        let reason = |role: Text| Reason {
            source: Source::List,
            role: SlotRole::Listed(role.into()),
            tier,
            ask: None,
            team: None,
            system: None,
            at: at.clone(),
        };
        let key = self.key(person);
        self.add_all(roles.into_iter().map(|role| (key.clone(), reason(role))).collect());
    }

    /// One vacancy for what the list says and cannot be read; it may be of any tier.
    fn unread_list(&mut self) {
        if self.record.unread.has("stakeholder") {
            let role = SlotRole::Listed("stakeholder".to_owned());
            let at = self.record.at("/stakeholder");
            let reason = Reason { source: Source::List, role, tier: 3, ask: None, team: None, system: None, at };
            self.add_all(vec![(Key::UnreadList, reason)]);
        }
    }

    fn key(&self, person: &'a PersonId) -> Key<'a> {
        if self.index.is_active(person) { Key::Person(person) } else { Key::Former(person) }
    }

    /// One slot for each holder, or one for the vacancy; none when the team is unknown.
    fn holders(&self, team: &'a TeamId, role: Role) -> Vec<Key<'a>> {
        match self.index.holders(team, role) {
            [] => self.vacancy(team, role).into_iter().collect(),
            active => active.iter().map(|person| Key::Person(person)).collect(),
        }
    }

    fn vacancy(&self, team: &'a TeamId, role: Role) -> Option<Key<'a>> {
        let holding = self.index.holding(team, role)?;
        Some(holding.former.map_or(Key::Vacancy(team, role), Key::Former))
    }

    fn add_all(&mut self, wanted: Vec<(Key<'a>, Reason)>) {
        for (key, reason) in wanted {
            let person = match key {
                Key::Person(person) | Key::Former(person) if self.left_out.contains(person) => continue,
                Key::Person(person) => Some(person),
                _ => None,
            };
            let empty = Required { person, any_of: Vec::new(), reasons: Vec::new() };
            self.slots.entry(key).or_insert(empty).reasons.push(reason);
        }
    }
}
