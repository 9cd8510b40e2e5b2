//! Whether everybody who must be met is met, alone and by who can decide (CV401 to CV408).
//!
//! Who must be met is computed in [`crate::insight`]; roles that nobody holds are judged in [`super::vacancies`].

use super::amounts::{few, tick};
use super::answerable::{Moment, deciders, moment, place_of, reasons, said_by};
use super::wording::{count, list};
use super::{Check, Context, Rule, Subject, vacancies};
use crate::diagnostic::{Code, Diagnostic, Findings, Level};
use crate::insight::Counted;
use crate::insight::contact::Contacts;
use crate::insight::coverage::{Slot, SlotRole, State};
use crate::insight::{facts, roles};
use crate::model::portfolio::Kind;
use crate::model::{Ask, Conversation, Format, Initiative, PersonId, Role, Stage, TeamId};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: Code(401),
        name: "pitch-missing",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "people of a role must be convinced, and there is no pitch for them",
        docs: include_str!("docs/CV401.md"),
        check: Check::Initiative(pitch_missing),
    },
    Rule {
        code: Code(402),
        name: "stakeholder-missing",
        level: Level::Warning,
        raise: Some((Stage::Ready, Level::Error)),
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "somebody must be met, and the file mentions them nowhere",
        docs: include_str!("docs/CV402.md"),
        check: Check::Initiative(stakeholder_missing),
    },
    Rule {
        code: Code(403),
        name: "role-vacant",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "a role that must be spoken to is held by nobody",
        docs: include_str!("docs/CV403.md"),
        check: Check::Initiative(vacancies::role_vacant),
    },
    Rule {
        code: Code(404),
        name: "group-only",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "somebody who must be met was only ever met in company",
        docs: include_str!("docs/CV404.md"),
        check: Check::Initiative(group_only),
    },
    Rule {
        code: Code(405),
        name: "first-contact-in-group",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "people of several teams first heard of it together",
        docs: include_str!("docs/CV405.md"),
        check: Check::Initiative(first_contact_in_group),
    },
    Rule {
        code: Code(406),
        name: "stakeholder-stale",
        level: Level::Warning,
        raise: None,
        clock: true,
        closed: false,
        since: "0.1.0",
        summary: "the last contact with somebody is too old, or older than the ask as it stands",
        docs: include_str!("docs/CV406.md"),
        check: Check::Initiative(stakeholder_stale),
    },
    Rule {
        code: Code(407),
        name: "decider-cannot-decide",
        level: Level::Warning,
        raise: Some((Stage::Ready, Level::Error)),
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "an ask names a decider who is not pm, em or exec of the asked team",
        docs: include_str!("docs/CV407.md"),
        check: Check::Initiative(decider_cannot_decide),
    },
    Rule {
        code: Code(408),
        name: "exclusion-bare",
        level: Level::Error,
        raise: None,
        clock: false,
        closed: true,
        since: "0.1.0",
        summary: "somebody is left out without reason, author and end date",
        docs: include_str!("docs/CV408.md"),
        check: Check::Initiative(exclusion_bare),
    },
];

/// In a family of its own, for its code comes after that of follow-ups.
pub(super) const ONE_ON_ONE: &[Rule] = &[Rule {
    code: Code(410),
    name: "one-on-one-of-several",
    level: Level::Warning,
    raise: None,
    clock: false,
    closed: false,
    since: "0.1.0",
    summary: "a one-on-one lists several people, and counts as a group",
    docs: include_str!("docs/CV410.md"),
    check: Check::Initiative(one_on_one_of_several),
}];

fn one_on_one_of_several(_: &Context, subject: &Subject, findings: &mut Findings) {
    for (place, conversation) in subject.record.conversations.iter().enumerate() {
        let partners = conversation.partners(subject.record.owner.as_ref());
        if conversation.format != Format::OneOnOne || partners.len() < 2 {
            continue;
        }
        let people: Vec<_> = partners.iter().map(ToString::to_string).collect();
        let message = format!("a one-on-one with {} counts as a group", list(&people));
        findings.push(
            Diagnostic::new(Code(410), subject.at(&format!("/conversation/{place}/with")), message)
                .label(count(people.len(), "person").replace("persons", "people"))
                .related(subject.at(&format!("/conversation/{place}/format")), "called `one_on_one` here")
                .help("write `format = \"group\"`, or a `[[conversation]]` for each if you met them one by one"),
        );
    }
}

fn pitch_missing(context: &Context, subject: &Subject, findings: &mut Findings) {
    let Some(coverage) = &subject.coverage else {
        return;
    };
    let initiative = &subject.record.value;
    for role in facts::needed_audiences(coverage).into_iter().filter(|role| !facts::has_pitch(initiative, *role)) {
        let holds = |slot: &'_ &Slot| slot.reasons.iter().any(|reason| reason.role == SlotRole::Team(role));
        let slots: Vec<_> = coverage.slots.iter().filter(|slot| slot.person.is_some()).filter(holds).collect();
        let people: BTreeSet<_> = slots.iter().filter_map(|slot| slot.person.as_ref()).collect();
        let mut because =
            slots.iter().flat_map(|slot| &slot.reasons).filter(|reason| reason.role == SlotRole::Team(role));
        let Some(reason) = because.next() else {
            continue;
        };
        let names = list(&few(&people, 4));
        let mut finding = Diagnostic::new(
            Code(401),
            place_of(subject, reason),
            format!("{role} must be convinced ({names}) but has no pitch"),
        )
        .label(format!("requires the {}", reason.as_what()))
        .help(format!(
            "add `[[pitch]]` with audience = \"{role}\", a text in their words and benefits such as {}",
            benefits(role)
        ))
        .about(role.as_str());
        if let Some((at, label)) = said_by(context, reason) {
            finding = finding.related(at, label);
        }
        findings.push(finding);
    }
}

/// Benefits that tend to matter to those who hold `role`, as a file spells them.
const fn benefits(role: Role) -> &'static str {
    match role {
        Role::Pm => "`fewer_interruptions` or `happier_customers`",
        Role::Em => "`less_firefighting` or `happier_engineers`",
        Role::Exec => "`risk` or `retention`, with a `figure`",
    }
}

/// The slots that `counts` and that have a person, each person once: an expert who is required in their own name
/// already needs no second finding.
fn people<'s>(subject: &'s Subject, counts: impl Fn(&Slot) -> bool) -> Vec<(&'s PersonId, &'s Slot)> {
    let slots = subject.coverage.iter().flat_map(|coverage| &coverage.slots).filter(|slot| counts(slot));
    let (experts, named): (Vec<_>, Vec<_>) = slots.partition(|slot| !slot.any_of.is_empty());
    let in_person: BTreeSet<_> = named.iter().filter_map(|slot| slot.person.as_ref()).collect();
    let others = experts.into_iter().filter(|slot| !slot.any_of.iter().any(|person| in_person.contains(person)));
    let slots = named.iter().copied().chain(others);
    slots.filter_map(|slot| Some((slot.person.as_ref()?, slot))).collect()
}

fn stakeholder_missing(context: &Context, subject: &Subject, findings: &mut Findings) {
    for (person, slot) in people(subject, |slot| slot.state == State::Missing) {
        // Somebody who is not in the roster is a bad reference before they are anything else.
        let Some(reason) = slot.reasons.first().filter(|_| context.portfolio.knows(Kind::Person, person.as_str()))
        else {
            continue;
        };
        let because = list(&few(reasons(slot), 3));
        let (who, about, whom) = match slot.any_of.as_slice() {
            [] | [_] => (person.to_string(), person.to_string(), "them"),
            experts => {
                let names: Vec<_> = experts.iter().map(PersonId::as_str).collect();
                (format!("one of {}", names.join(", ")), reason.as_what(), "any of them")
            }
        };
        let (by, date) = match moment(context, subject, slot) {
            Moment::By(date) => (format!(" by {date}"), Some(date)),
            Moment::Before(date) => (format!(" before planning opens on {date}"), Some(date)),
            Moment::Soon => (String::new(), None),
        };
        let pitch = match &reason.role {
            SlotRole::Team(role) => Some(role.as_str()),
            SlotRole::Decider => Some(decides_as(slot).as_str()),
            SlotRole::Sme => Some("sme"),
            _ => None,
        };
        let plan = [date.map(|date| format!("by = {date}")), pitch.map(|pitch| format!("pitch = \"{pitch}\""))];
        let plan: Vec<_> = plan.into_iter().flatten().collect();
        let plan = if plan.is_empty() { String::new() } else { format!(" and plan = {{ {} }}", plan.join(", ")) };
        let mut finding = Diagnostic::new(
            Code(402),
            place_of(subject, reason),
            format!("{who} is required ({because}) but nobody plans to speak to {whom}"),
        )
        .label(format!("requires {who}"))
        .help(format!(
            "meet {person} one-on-one{by}: add `[[stakeholder]]` with person = \"{person}\"{plan}, or the \
             `[[conversation]]` if it took place"
        ))
        .about(about);
        if let Some((at, label)) = said_by(context, reason) {
            finding = finding.related(at, label);
        }
        findings.push(finding);
    }
}

/// The role of somebody who decides; the product manager's unless they hold another.
fn decides_as(slot: &Slot) -> Role {
    let roles = slot.reasons.iter().filter_map(|reason| match reason.role {
        SlotRole::Team(role) => Some(role),
        _ => None,
    });
    roles.min().unwrap_or(Role::Pm)
}

fn group_only(context: &Context, subject: &Subject, findings: &mut Findings) {
    for (person, slot) in people(subject, |slot| slot.group_only) {
        let (Some(last), Some(reason)) = (slot.last, slot.reasons.first()) else {
            continue;
        };
        let conversation = subject.record.conversations.get(last.conversation);
        let others = conversation
            .map_or(0, |conversation| conversation.partners(subject.record.owner.as_ref()).len().saturating_sub(1));
        let place = conversation
            .and_then(|conversation| conversation.with.iter().position(|with| with == person))
            .map_or_else(String::new, |place| format!("/{place}"));
        let meet = match moment(context, subject, slot) {
            Moment::By(date) => format!("by {date}"),
            Moment::Before(date) => format!("before planning opens on {date}"),
            Moment::Soon => "soon".to_owned(),
        };
        let label = match others {
            0 => format!("a {} on {}", last.format, last.date),
            1 => format!("with one other on {}", last.date),
            others => format!("with {others} others on {}", last.date),
        };
        findings.push(
            Diagnostic::new(
                Code(404),
                subject.at(&format!("/conversation/{}/with{place}", last.conversation)),
                format!("{person} was reached only in a group; meet one-on-one {meet}"),
            )
            .label(label)
            .related(place_of(subject, reason), format!("{person} is required here ({})", reason.as_what()))
            .help(format!(
                "meet {person} alone and add a `[[conversation]]` with format = \"one_on_one\" and with = [\"{person}\"]"
            ))
            .about(person.as_str()),
        );
    }
}

/// Everybody who must be met with the team they stand for, experts one by one.
fn required_with_teams<'s>(context: &'s Context, subject: &'s Subject) -> BTreeMap<&'s PersonId, Option<&'s TeamId>> {
    let mut required = BTreeMap::new();
    for slot in subject.coverage.iter().flat_map(|coverage| &coverage.slots) {
        let of_slot = slot.reasons.iter().find_map(|reason| reason.team.as_ref());
        for person in slot.any_of.iter().chain(&slot.person) {
            let own = context.portfolio.people.get(person).and_then(|person| person.team.as_ref());
            required.entry(person).or_insert(of_slot.or(own));
        }
    }
    required
}

fn first_contact_in_group(context: &Context, subject: &Subject, findings: &mut Findings) {
    let initiative = &subject.record.value;
    let mut groups: BTreeMap<usize, Vec<(&PersonId, &TeamId)>> = BTreeMap::new();
    let contacts = Contacts::of(initiative, Counted::UpTo(context.as_of));
    for (person, team) in required_with_teams(context, subject) {
        let first = first_contact(context, initiative, person);
        if let (Some((place, conversation)), Some(team)) = (first, team)
            && is_gathering(conversation, initiative.owner.as_ref())
            && !contacts.has_met(person)
        {
            groups.entry(place).or_default().push((person, team));
        }
    }
    for (place, people) in groups {
        let teams: BTreeSet<_> = people.iter().map(|(_, team)| *team).collect();
        let Some(conversation) = initiative.conversations.get(place).filter(|_| teams.len() > 1) else {
            continue;
        };
        let names = list(&few(people.iter().map(|(person, _)| person), 5));
        findings.push(
            Diagnostic::new(
                Code(405),
                subject.at(&format!("/conversation/{place}/with")),
                format!(
                    "first contact with {names} was one group of {} on {}",
                    count(teams.len(), "team"),
                    conversation.date
                ),
            )
            .label(format!("people of {}, none met alone", list(&few(teams.into_iter().map(tick), 4))))
            .help(format!("meet {names} one by one, and record each as a one_on_one; begin with who was silent")),
        );
    }
}

/// The first contact with `person`; on one day, meeting alone comes first.
fn first_contact<'c>(
    context: &Context,
    initiative: &'c Initiative,
    person: &PersonId,
) -> Option<(usize, &'c Conversation)> {
    let held = initiative.conversations.iter().enumerate().filter(|(_, conversation)| {
        conversation.date <= context.as_of
            && conversation.unread.is_empty()
            && conversation.took_place()
            && !conversation.is_unanswered()
            && conversation.with.contains(person)
    });
    held.min_by_key(|(_, conversation)| (conversation.date, !conversation.is_one_on_one(initiative.owner.as_ref())))
}

/// Whether several people sat together.
fn is_gathering(conversation: &Conversation, owner: Option<&PersonId>) -> bool {
    conversation.partners(owner).len() > 1
        && matches!(conversation.format, Format::Group | Format::Presentation | Format::OneOnOne)
}

fn stakeholder_stale(context: &Context, subject: &Subject, findings: &mut Findings) {
    let limit = i64::from(context.thresholds().contact_stale);
    for (person, slot) in people(subject, |slot| slot.stale) {
        let Some(last) = slot.last else {
            continue;
        };
        let age = context.days_since(last.date);
        let since = |index: &usize| {
            let changed = subject.record.asks.get(*index)?.changed_on?;
            (changed > last.date && changed <= context.as_of).then_some(changed)
        };
        let overtaken = slot.reasons.iter().filter_map(|reason| reason.ask).find(|index| since(index).is_some());
        let ask = overtaken.and_then(|index| Some((index, subject.record.asks.get(index)?, since(&index)?)));
        let message = match ask {
            Some((_, ask, changed)) => {
                format!(
                    "last contact with {person} on {}, before ask {} changed on {changed}",
                    last.date,
                    tick(&ask.id)
                )
            }
            None if age > limit => format!("last contact with {person} {} ago (limit {limit})", count(age, "day")),
            None => format!("last contact with {person} on {}, before the ask moved to another cycle", last.date),
        };
        let mut finding = Diagnostic::new(
            Code(406),
            subject.at(&format!("/conversation/{}/date", last.conversation)),
            message,
        )
        .label("the last contact")
        .help(format!(
            "speak to {person} again and add the `[[conversation]]`; an answered message renews a contact as well"
        ))
        .about(person.as_str())
        .clock();
        if let Some((index, ..)) = ask {
            finding = finding.related(subject.at(&format!("/ask/{index}/changed_on")), "the ask changed after it");
        }
        if let Some(reason) = slot.reasons.first() {
            let label = format!("{person} is required here ({})", reason.as_what());
            finding = finding.related(place_of(subject, reason), label);
        }
        findings.push(finding);
    }
}

fn decider_cannot_decide(context: &Context, subject: &Subject, findings: &mut Findings) {
    for (index, ask) in subject.record.live_asks() {
        let Some(decider) = ask.decider.as_ref().filter(|decider| cannot_decide(context, ask, decider)) else {
            continue;
        };
        let team = tick(&ask.team);
        let label = match roles::is_active(context.portfolio, decider) {
            true => "not pm, em or exec of the asked team",
            false => "no longer active",
        };
        let finding = Diagnostic::new(
            Code(407),
            subject.at(&format!("/ask/{index}/decider")),
            format!("{decider} cannot decide for {team}"),
        )
        .label(label)
        .about(ask.id.to_string());
        let (finding, names) = deciders(context, &ask.team, finding);
        let help = match names.split_first() {
            Some((first, [])) => format!("name {first}; or drop the key to take the default"),
            Some((first, others)) => {
                format!("name {first}, or one of {}; or drop the key to take the default", others.join(", "))
            }
            None => format!("nobody decides for {team} yet: name a pm, em or exec in its file"),
        };
        findings.push(finding.help(help));
    }
}

/// Whether `decider` is known, the team is, and holds no role in it; unknown ones are bad references.
fn cannot_decide(context: &Context, ask: &Ask, decider: &PersonId) -> bool {
    context.portfolio.knows(Kind::Person, decider.as_str())
        && context.index.knows_team_of(ask)
        && !context.index.can_decide(decider, &ask.team)
}

fn exclusion_bare(_: &Context, subject: &Subject, findings: &mut Findings) {
    for (index, exclusion) in subject.record.excluded.iter().enumerate() {
        let lacking = [
            (exclusion.person.is_none(), "person", "a person"),
            (!facts::is_stated(exclusion.reason.as_ref()), "reason", "reason"),
            (exclusion.by.is_none(), "by", "author (`by`)"),
            (exclusion.until.is_none(), "until", "end date (`until`)"),
        ];
        let lacking: Vec<_> = lacking.into_iter().filter(|(absent, ..)| *absent).collect();
        if lacking.is_empty() {
            continue;
        }
        let who = exclusion.person.as_ref().map_or_else(|| "somebody".to_owned(), ToString::to_string);
        let words: Vec<_> = lacking.iter().map(|(.., words)| *words).collect();
        let keys: Vec<_> = lacking.iter().map(|(_, key, _)| tick(key)).collect();
        let place = if exclusion.person.is_some() { "/person" } else { "" };
        findings.push(
            Diagnostic::new(
                Code(408),
                subject.at(&format!("/excluded/{index}{place}")),
                format!("{who} excluded without {}", list(&words)),
            )
            .label(format!("left out without {}", list(&keys)))
            .help(format!("add {}, or remove the entry and speak to {who}", list(&keys)))
            .about(who),
        );
    }
}
