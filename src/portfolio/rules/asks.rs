//! What teams are asked for (CV501 to CV509): complete, small enough, early enough, and answered.
//!
//! What the plan is made of is left to [`super::steps`], what a change does to an ask to [`super::changes`].

use super::amounts::tick;
use super::wording::{count, list};
use super::{Check, Context, Rule, Subject, changes, load, steps};
use crate::diagnostic::{At, Code, Diagnostic, Findings, Level};
use crate::insight::facts;
use crate::model::{Ask, AskStatus, Conversation, Cycle, CycleId, Date, Initiative, Portfolio, Stage, TeamId};
use std::collections::BTreeSet;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: Code(501),
        name: "ask-incomplete",
        level: Level::Warning,
        raise: Some((Stage::Ready, Level::Error)),
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "an ask lacks what the team needs to plan it",
        docs: include_str!("docs/CV501.md"),
        check: Check::Initiative(ask_incomplete),
    },
    Rule {
        code: Code(502),
        name: "ask-too-large",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "one ask, or all asks together, would take too much of a team's cycle",
        docs: include_str!("docs/CV502.md"),
        check: Check::Portfolio(load::ask_too_large),
    },
    Rule {
        code: Code(503),
        name: "not-incremental",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "the plan is one big step, begins with one, rolls out without a pilot, or nobody can stop it",
        docs: include_str!("docs/CV503.md"),
        check: Check::Initiative(steps::not_incremental),
    },
    Rule {
        code: Code(504),
        name: "presented-late",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "a team first heard of an ask too shortly before it plans, or after planning opened",
        docs: include_str!("docs/CV504.md"),
        check: Check::Initiative(presented_late),
    },
    Rule {
        code: Code(505),
        name: "issue-before-conversation",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "an issue stands in a backlog of a team nobody has spoken to",
        docs: include_str!("docs/CV505.md"),
        check: Check::Initiative(issue_before_conversation),
    },
    Rule {
        code: Code(506),
        name: "ask-changed-silently",
        level: Level::Error,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "an ask says something else than when it was presented, and does not say so",
        docs: include_str!("docs/CV506.md"),
        check: Check::Change(changes::ask_changed_silently),
    },
    Rule {
        code: Code(507),
        name: "declined-without-risk-owner",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "an ask was declined and nobody accepted what follows",
        docs: include_str!("docs/CV507.md"),
        check: Check::Initiative(declined_without_risk_owner),
    },
    Rule {
        code: Code(508),
        name: "no-support-window",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "teams are asked for something but not told where to find you through the cycle",
        docs: include_str!("docs/CV508.md"),
        check: Check::Initiative(no_support_window),
    },
    Rule {
        code: Code(509),
        name: "ask-unanswered",
        level: Level::Warning,
        raise: None,
        clock: true,
        closed: false,
        since: "0.1.0",
        summary: "an ask was presented and nobody has answered",
        docs: include_str!("docs/CV509.md"),
        check: Check::Initiative(ask_unanswered),
    },
];

fn ask_incomplete(context: &Context, subject: &Subject, findings: &mut Findings) {
    for (index, ask) in subject.record.live_asks() {
        let mut missing = facts::missing_of_ask(context.index, ask);
        // CV001 speaks of what cannot be read.
        missing.retain(|key| !ask.unread.has(key));
        // Nobody decides for a team that does not exist; that reference is the thing to mend.
        missing.retain(|key| *key != "decider" || context.index.knows_team_of(ask));
        if missing.is_empty() {
            continue;
        }
        let (id, team) = (&ask.id, &ask.team);
        let fields = list(&missing.iter().map(tick).collect::<Vec<_>>());
        let lines = list(&missing.iter().map(|key| what_to_write(key)).collect::<Vec<_>>());
        findings.push(
            Diagnostic::new(
                Code(501),
                subject.at(&format!("/ask/{index}/id")),
                format!("ask {} of {} lacks {fields}", tick(id), tick(team)),
            )
            .label(format!("without {fields}"))
            .help(format!("add {lines}"))
            .about(id.to_string()),
        );
    }
}

/// What to write for a key that an ask lacks.
fn what_to_write(key: &str) -> &'static str {
    match key {
        "effort" => "a rough range (`effort = { min = 3, max = 8 }`)",
        "done_when" => "what both sides will see once it is done (`done_when`)",
        "why_you" => "why it must be this team (`why_you`)",
        "need_by" => "the day you need it (`need_by`)",
        _ => "who decides (`decider`, or a pm, em or exec in the team's file)",
    }
}

/// When a team first heard of an ask, and the place that says so.
fn first_heard(context: &Context, subject: &Subject, index: usize, ask: &Ask) -> Option<(Date, At)> {
    let presented = ask.presented_on.filter(|date| *date <= context.as_of);
    let presented = presented.map(|date| (date, subject.at(&format!("/ask/{index}/presented_on"))));
    let spoken = |about: &dyn Fn(&Conversation) -> bool| {
        let held = context
            .index
            .spoken_with(&subject.record.value, ask, context.as_of)
            .filter(|(_, conversation)| about(conversation));
        held.min_by_key(|(_, conversation)| conversation.date)
            .map(|(place, conversation)| (conversation.date, subject.at(&format!("/conversation/{place}/date"))))
    };
    let named = spoken(&|conversation| conversation.asks.iter().any(|named| *named == ask.id));
    let heard = [presented, named].into_iter().flatten().min_by_key(|(date, _)| *date);
    heard.or_else(|| spoken(&|conversation| conversation.asks.is_empty()))
}

fn presented_late(context: &Context, subject: &Subject, findings: &mut Findings) {
    let want = i64::from(context.thresholds().present_by);
    for (index, ask) in subject.record.live_asks().filter(|(_, ask)| !ask.status().is_answered()) {
        let (Some(planning), Some((heard, at))) =
            (context.index.planning(&subject.record.value, ask), first_heard(context, subject, index, ask))
        else {
            continue;
        };
        let ahead = planning.opens.days_since(heard);
        if ahead >= want {
            continue;
        }
        let (team, id) = (tick(&ask.team), tick(&ask.id));
        let when = match ahead {
            0 => "on the day planning opens".to_owned(),
            1.. => format!("{} before planning", count(ahead, "day")),
            _ => format!("{} after planning opened", count(-ahead, "day")),
        };
        let later = next_cycle(context.portfolio, planning.id, &planning.cycle);
        let later = later.map_or_else(|| "a later cycle".to_owned(), |id| format!("`cycle = \"{id}\"`"));
        let mut finding = Diagnostic::new(
            Code(504),
            at,
            format!("{team} first hears of {id} {when} (want at least {want} before)"),
        )
        .label(format!("{} is planned on {}", planning.id, planning.opens))
        .help(format!(
            "ask whether {team} can still take it in, or move it: {later}; record an earlier talk if there was one"
        ))
        .about(ask.id.to_string());
        if let Some(line) = planning_line(context.portfolio, &ask.team, planning.id) {
            finding = finding.related(line, format!("the day on which {team} plans"));
        }
        findings.push(finding);
    }
}

/// Where the day is written on which `team` plans `cycle`: in its own file, else in the cycle's.
fn planning_line(portfolio: &Portfolio, team: &TeamId, cycle: &CycleId) -> Option<At> {
    let own = portfolio.teams.get(team).filter(|team| team.planning.contains_key(cycle));
    own.map(|team| team.at(&format!("/planning/{cycle}")))
        .or_else(|| portfolio.cycles.get(cycle).map(|cycle| cycle.at("/planning_start")))
}

/// The cycle that follows `cycle`, from the files or from the cadence.
fn next_cycle(portfolio: &Portfolio, id: &CycleId, cycle: &Cycle) -> Option<CycleId> {
    if !portfolio.has_cycle_files {
        return Cycle::next_in_cadence(cycle.start, &portfolio.workspace.cadence);
    }
    let later = portfolio.cycles.iter().filter(|(other, record)| *other != id && record.start > cycle.start);
    later.min_by_key(|(_, record)| record.start).map(|(id, _)| id.clone())
}

fn issue_before_conversation(context: &Context, subject: &Subject, findings: &mut Findings) {
    for (index, ask) in subject.record.live_asks() {
        let Some(issue) = ask.issue.as_ref().filter(|_| context.index.knows_team_of(ask)) else {
            continue;
        };
        if context.index.spoken_with(&subject.record.value, ask, context.as_of).next().is_some() {
            continue;
        }
        let team = tick(&ask.team);
        let whom = context.index.decider(ask).map_or_else(|| format!("somebody of {team}"), tick);
        findings.push(
            Diagnostic::new(
                Code(505),
                subject.at(&format!("/ask/{index}/issue")),
                format!("filing in {} though nobody of {team} was spoken to", tick(&issue.repo)),
            )
            .label(format!("no conversation with {team} before it"))
            .help(format!("speak with {whom} and add the `[[conversation]]` with `asks = [\"{}\"]`", ask.id))
            .about(ask.id.to_string()),
        );
    }
}

fn declined_without_risk_owner(context: &Context, subject: &Subject, findings: &mut Findings) {
    for (index, ask) in subject.record.live_asks().filter(|(_, ask)| ask.status() == AskStatus::Declined) {
        let answered = ask.answered_on.is_none_or(|date| date <= context.as_of);
        if ask.risk_accepted_by.is_some() || !answered {
            continue;
        }
        let initiative: &Initiative = &subject.record.value;
        let stated = facts::is_stated(initiative.cost_of_inaction.as_ref());
        let (risk, first) = match stated {
            true => ("the risk stated in cost_of_inaction", ""),
            false => ("the risk, which cost_of_inaction does not state", "state `cost_of_inaction`, "),
        };
        let whom = context.index.decider(ask).map_or_else(|| "the decider".to_owned(), tick);
        let mut finding = Diagnostic::new(
            Code(507),
            subject.at(&format!("/ask/{index}/status")),
            format!("{} declined by {}; nobody accepted {risk}", tick(&ask.id), tick(&ask.team)),
        )
        .label("and who bears what follows?")
        .help(format!("{first}ask {whom} who accepts it and add `risk_accepted_by`, or withdraw the ask"))
        .about(ask.id.to_string());
        if stated {
            finding = finding.related(subject.at("/cost_of_inaction"), "what happens if nothing is done");
        }
        findings.push(finding);
    }
}

fn no_support_window(context: &Context, subject: &Subject, findings: &mut Findings) {
    let initiative = &subject.record.value;
    let wanted = |ask: &Ask| !matches!(ask.status(), AskStatus::Declined | AskStatus::Deferred);
    let asked: Vec<_> = initiative.live_asks().filter(|(_, ask)| wanted(ask)).collect();
    let teams: BTreeSet<_> = asked.iter().map(|(_, ask)| &ask.team).collect();
    let Some((first, _)) = asked.first() else {
        return;
    };
    let cycle = initiative.target_cycle.as_ref();
    let known = cycle.and_then(|id| context.portfolio.cycle(id));
    let through = cycle.map_or_else(|| "the cycle".to_owned(), ToString::to_string);
    let Some((key, lacks)) = support_gap(initiative, known.as_deref()) else {
        return;
    };
    let (at, label) = match &initiative.support {
        None => (subject.at(&format!("/ask/{first}/team")), "asked here"),
        Some(_) => (subject.at(&format!("/support{key}")), "the support window"),
    };
    let contact = initiative.owner.as_ref().map_or_else(|| "…".to_owned(), ToString::to_string);
    let window = known.map_or_else(String::new, |cycle| format!(", from = {}, until = {}", cycle.start, cycle.end));
    findings.push(
        Diagnostic::new(
            Code(508),
            at,
            format!("you ask {} but offer no contact hours through {through}: {lacks}", count(teams.len(), "team")),
        )
        .label(label)
        .help(format!("`[support]` with contact = \"{contact}\", hours = \"Tue and Thu 10:00-12:00\"{window}"))
        .about("support"),
    );
}

/// What keeps the support window from covering the cycle, with the key it is about.
fn support_gap(initiative: &Initiative, cycle: Option<&Cycle>) -> Option<(&'static str, String)> {
    let Some(support) = &initiative.support else {
        return Some(("", "there is no `[support]`".to_owned()));
    };
    let blank = !facts::is_stated(support.hours.as_ref());
    let lacking = [(blank, "hours"), (support.from.is_none(), "from"), (support.until.is_none(), "until")];
    let lacking: Vec<_> = lacking.iter().filter(|(absent, _)| *absent).map(|(_, key)| tick(key)).collect();
    if !lacking.is_empty() {
        return Some(("", format!("it lacks {}", list(&lacking))));
    }
    let (cycle, from, until) = (cycle?, support.from?, support.until?);
    if from > until {
        // Which of the two is wrong has to be known first; that is reported with the dates.
        return None;
    }
    if from > cycle.start {
        let late = count(from.days_since(cycle.start), "day");
        return Some(("/from", format!("it opens {late} after the cycle begins")));
    }
    let early = count(cycle.end.days_since(until), "day");
    (until < cycle.end).then(|| ("/until", format!("it closes {early} before the cycle ends")))
}

fn ask_unanswered(context: &Context, subject: &Subject, findings: &mut Findings) {
    let limit = i64::from(context.thresholds().unanswered);
    for (index, ask) in subject.record.live_asks() {
        let open = matches!(ask.status(), AskStatus::Draft | AskStatus::Presented);
        let answered = ask.answered_on.is_some_and(|date| date <= context.as_of);
        let Some(presented) = ask.presented_on.filter(|_| open && !answered) else {
            continue;
        };
        let ago = context.days_since(presented);
        if ago <= limit {
            continue;
        }
        let whom = context.index.decider(ask).map_or_else(|| tick(&ask.team), tick);
        let mut help = format!("ask {whom} in person what is missing, then set `status` and `answered_on`");
        if let Some(planning) =
            context.index.planning(&subject.record.value, ask).filter(|planning| planning.opens >= context.as_of)
        {
            help.push_str(&format!("; {} plans on {}", tick(&ask.team), planning.opens));
        }
        findings.push(
            Diagnostic::new(
                Code(509),
                subject.at(&format!("/ask/{index}/presented_on")),
                format!("{} presented {} ago, no answer from {whom}", tick(&ask.id), count(ago, "day")),
            )
            .label("and still open")
            .help(help)
            .about(ask.id.to_string())
            .clock(),
        );
    }
}
