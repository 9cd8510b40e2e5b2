//! Puts what a change brings together: both states judged and measured on the same day, and what differs.

use super::settings;
use crate::backlog::{Ledger, Source as BacklogSource};
use crate::candidates::{Candidate, candidates};
use crate::cli::findings::resolve;
use crate::cli::measures::{Measured, Measures};
use crate::diagnostic::{Diagnostic, Level};
use crate::forge::branch::Branch;
use crate::insight::Index;
use crate::insight::change::{self, What};
use crate::insight::coverage::{Slot, Source};
use crate::insight::identity::Identities;
use crate::insight::progress::on_average;
use crate::insight::readiness::{self, Readiness};
use crate::load::Loaded;
use crate::load::diff::ChangedLines;
use crate::load::limits::excerpt;
use crate::model::{Date, InitiativeId};
use crate::render::findings;
use crate::render::review::{
    Asked, Change, ChangeKind, Counts, Delta, Filing, Finding, HeldBack, Initiative, Required, Review, Step,
};
use crate::rules::{self, baseline};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The actions named at most.
const MOST_STEPS: usize = 3;

/// A change: both states, and what is to be known of them.
pub(super) struct Both {
    pub(super) head: &'static Loaded,
    pub(super) before: &'static Loaded,
    pub(super) as_of: Date,
    pub(super) touched: ChangedLines,
    pub(super) ledger: Option<Ledger>,
    pub(super) source: Option<BacklogSource>,
    pub(super) fail_on: Level,
}

type Measure<'p> = Measured<'p, Readiness>;

/// The ledger of what was filed, where this clone has it.
pub(super) fn ledger(root: &Path) -> Option<Ledger> {
    Branch::of(root).ok()?.glance()
}

impl Both {
    /// What it brings; the rest of the report is known already.
    pub(super) fn review(&self, head: String, base: String, prefix: String) -> Review {
        let (head_portfolio, before_portfolio) = (&self.head.portfolio, &self.before.portfolio);
        let measures = [Measures::new(head_portfolio, self.as_of), Measures::new(before_portfolio, self.as_of)];
        let [now, then] = &measures;
        let ((outcome, earlier), (measured, measured_before)) = rayon::join(
            || {
                rayon::join(
                    || rules::run_change(self.head, self.before, self.as_of),
                    || rules::run(self.before, self.as_of),
                )
            },
            || rayon::join(|| assess(now, self.as_of), || assess(then, self.as_of)),
        );
        let split = baseline::split(self.head, outcome.findings, self.before, &earlier.findings);
        let level = |found: &[Diagnostic]| Counts::of(found.iter().map(|finding| (finding.level, finding.weight())));

        let (unread, unread_before) = (self.head.unread(), self.before.unread());
        let (mut measured, mut measured_before) = (measured, measured_before);
        measured.retain(|it| !unread.contains(it.id));
        let identities = Identities::between(before_portfolio, head_portfolio);
        let mut changes = change::compare(before_portfolio, head_portfolio);
        // What is missing where a file cannot be read was not taken out by anybody.
        changes.retain(|change| {
            let read = !unread.contains(&change.initiative) && !unread_before.contains(&change.initiative);
            read || matches!(change.what, What::Added | What::Removed | What::Renamed { .. })
        });
        measured_before.retain(|it| !unread_before.contains(it.id));
        // Averages before and after are of what could be read both times.
        let now_on_average = averaged(&measured, |id| !unread_before.contains(identities.before(id)));
        let before_on_average = averaged(&measured_before, |id| !unread.contains(identities.after(id)));
        let by_id: BTreeMap<&InitiativeId, &Measure<'_>> = measured_before.iter().map(|it| (it.id, it)).collect();
        let before_of = |id: &InitiativeId| by_id.get(identities.before(id)).copied();
        let mut initiatives: Vec<Initiative> =
            measured.iter().map(|it| self.initiative(it, before_of(it.id), &changes)).collect();
        // What the change moves first, and of that the worst.
        initiatives.sort_by_key(|it| (!it.moved, it.verdict));
        let moved: BTreeSet<&str> = initiatives.iter().filter(|it| it.moved).map(|it| it.id.as_str()).collect();
        let mut review = Review {
            version: 1,
            as_of: self.as_of,
            head,
            base,
            prefix,
            fail_on: self.fail_on,
            touches: self.touches(),
            files: self.head.sources.len(),
            new: level(&split.new),
            existing: level(&split.existing),
            findings: self.findings(&split.new),
            readiness: Delta { now: now_on_average.0, before: before_on_average.0 },
            coverage: Delta { now: now_on_average.1, before: before_on_average.1 },
            changes: changes.into_iter().map(told).collect(),
            unreadable: unread.iter().map(ToString::to_string).collect(),
            // Of what could not be read before, nobody knows who was required.
            required: measured
                .iter()
                .filter(|it| !unread_before.contains(identities.before(it.id)))
                .flat_map(|it| required(it, before_of(it.id)))
                .collect(),
            next: next(&measured, &moved),
            filing: self.filing(&now.index, &then.index, &moved),
            settings: settings::compare(self.before, self.head),
            initiatives,
            left_out: 0,
        };
        review.bound();
        review
    }

    /// Whether the change touches a file that is read, or was.
    fn touches(&self) -> bool {
        let read = |loaded: &Loaded| loaded.sources.iter().any(|(_, source)| self.touched.has(&source.path));
        read(self.head) || read(self.before)
    }

    fn initiative(&self, now: &Measure<'_>, then: Option<&Measure<'_>>, changes: &[change::Change]) -> Initiative {
        let readiness = Delta { now: Some(now.value.readiness), before: then.map(|it| it.value.readiness) };
        let coverage = Delta { now: now.coverage.coverage, before: then.and_then(|it| it.coverage.coverage) };
        let verdict_before = then.map(|it| it.value.verdict);
        let verdict = now.value.verdict;
        let touched = now.record.origin.contributions.iter().filter_map(|it| it.file).any(|file| {
            let path = self.head.sources.path(file);
            // A file of many is touched by what is done to any of them.
            let of_one = path.split(['/', '.']).any(|part| part == now.id.as_str());
            of_one && self.touched.has(path)
        });
        let changed = changes.iter().any(|change| change.initiative == *now.id);
        let moved = touched || changed || readiness.now != readiness.before || coverage.now != coverage.before;
        Initiative {
            id: now.id.to_string(),
            owner: now.record.owner.as_ref().map(ToString::to_string),
            cycle: now.value.cycle.as_ref().map(ToString::to_string),
            planning_on: now.value.planning_on,
            days: now.value.days,
            moved: moved || verdict_before != Some(verdict),
            verdict,
            verdict_before,
            readiness,
            expected: now.value.expected,
            coverage,
        }
    }

    fn findings(&self, new: &[Diagnostic]) -> Vec<Finding> {
        let resolved = resolve(self.head, new, &[]);
        let mut findings: Vec<Finding> = resolved.iter().map(|it| self.finding(it)).collect();
        findings.sort_by_key(|it| (Reverse(it.level), !it.in_diff));
        findings
    }

    fn finding(&self, finding: &findings::Finding<'_>) -> Finding {
        let (found, at) = (finding.diagnostic, &finding.at);
        let file = self.head.sources.path(at.file);
        let (first, last) = (at.start.line, at.end.line.max(at.start.line));
        let columns = (first == last && at.start < at.end).then_some((at.start.column, at.end.column));
        let initiatives = &self.head.portfolio.initiatives;
        // What is wrong with a file itself is said of no initiative, but somebody's it is.
        let by_file = || {
            let mut of_file = initiatives
                .iter()
                .filter(|(_, record)| record.origin.contributions.iter().any(|it| it.file == Some(at.file)));
            let only = of_file.next().map(|(id, _)| id);
            only.filter(|_| of_file.next().is_none())
        };
        let initiative = found.initiative.as_ref().or_else(by_file);
        let record = initiative.and_then(|id| initiatives.get(id));
        Finding {
            code: found.code.to_string(),
            name: finding.name.to_owned(),
            level: found.level,
            message: excerpt(&found.message),
            help: excerpt(&found.help),
            file: file.to_owned(),
            line: first,
            end_line: last,
            column: columns.map(|(start, _)| start),
            end_column: columns.map(|(_, end)| end),
            in_diff: self.touched.touches(file, first, last),
            initiative: initiative.map(ToString::to_string),
            owner: record.and_then(|record| record.owner.as_ref()).map(ToString::to_string),
        }
    }

    /// What the next run files by what the files say, before and after.
    fn filing(&self, now: &Index<'_>, then: &Index<'_>, moved: &BTreeSet<&str>) -> Filing {
        let [now, then] = [now, then].map(|index| candidates(index, self.as_of));
        let due = |candidates: &[Candidate<'_>]| -> BTreeSet<Asked> {
            candidates.iter().filter(|it| it.held_back.is_none() && !self.is_filed(it)).filter_map(asked).collect()
        };
        let (after, before) = (due(&now), due(&then));
        // Only what is another reason than before is news.
        let known: BTreeSet<_> = then
            .iter()
            .filter_map(|it| Some((it.initiative, &it.ask.id, it.held_back.as_ref()?.to_string())))
            .collect();
        let held_back = now.iter().filter(|it| moved.contains(it.initiative.as_str())).filter_map(|it| {
            let reason = it.held_back.as_ref()?.to_string();
            let news = !known.contains(&(it.initiative, &it.ask.id, reason.clone()));
            news.then(|| HeldBack { initiative: it.initiative.to_string(), ask: it.ask.id.to_string(), reason })
        });
        Filing {
            now: after.len(),
            before: before.len(),
            more: after.difference(&before).cloned().collect(),
            fewer: before.difference(&after).cloned().collect(),
            held_back: held_back.collect(),
        }
    }

    /// Whether the ledger knows an issue of the ask, or of what it was called before. Where nobody knows under which number
    /// the repository of the initiatives is known, names have to do.
    fn is_filed(&self, candidate: &Candidate<'_>) -> bool {
        let Some(ledger) = &self.ledger else { return false };
        if let Some(source) = self.source {
            let (key, before) = candidate.keys(source);
            return std::iter::once(&key).chain(&before).any(|key| ledger.entries.contains_key(key));
        }
        let names = candidate.names();
        candidate.ask.generation.unwrap_or(1) == 1 && ledger.entries.values().any(|entry| names.contains(&entry.ask))
    }
}

fn assess<'m>(measures: &'m Measures<'m>, as_of: Date) -> Vec<Measure<'m>> {
    measures.each(None, |record, coverage| readiness::assess(&measures.index, record, coverage, None, as_of))
}

/// Mean readiness, and coverage over everybody whom any initiative requires, of those that count.
fn averaged(measured: &[Measure<'_>], counts: impl Fn(&InitiativeId) -> bool) -> (Option<i64>, Option<i64>) {
    let read: Vec<_> = measured.iter().filter(|it| counts(it.id)).collect();
    on_average(read.iter().map(|it| (&it.value, &it.coverage)))
}

fn asked(candidate: &Candidate<'_>) -> Option<Asked> {
    Some(Asked {
        initiative: candidate.initiative.to_string(),
        ask: candidate.ask.id.to_string(),
        repo: candidate.repo.as_ref()?.to_string(),
    })
}

fn told(change: change::Change) -> Change {
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let (kind, from, to, count) = match change.what {
        What::Added => (ChangeKind::Added, None, None, None),
        What::Removed => (ChangeKind::Removed, None, None, None),
        What::Renamed { from, declared: true } => (ChangeKind::Renamed, some(from), None, None),
        What::Renamed { from, declared: false } => (ChangeKind::RenamedUndeclared, some(from), None, None),
        What::Stage(from, to) => (ChangeKind::Stage, some(from), some(to), None),
        What::Owner(from, to) => (ChangeKind::Owner, some(from), some(to), None),
        What::Cycle(from, to) => (ChangeKind::Cycle, some(from), some(to), None),
        What::AskAdded { ask, team } => (ChangeKind::AskAdded, some(ask), some(team), None),
        What::AskRemoved { ask, team } => (ChangeKind::AskRemoved, some(ask), some(team), None),
        What::Entries(list, count) => (ChangeKind::Entries, some(list.to_owned()), None, Some(count)),
    };
    Change { initiative: change.initiative.to_string(), kind, from, to, count }
}

/// Who must be met now for an initiative and did not have to be before.
fn required(now: &Measure<'_>, then: Option<&Measure<'_>>) -> Vec<Required> {
    // A vacancy is a place and no person; who fills it is new.
    let who = |slot: &Slot| (slot.person.clone().filter(|_| slot.any_of.len() < 2), slot.any_of.clone());
    let people = |slots: &[Slot]| -> BTreeSet<_> { slots.iter().map(who).collect() };
    let before = then.map(|it| people(&it.coverage.slots)).unwrap_or_default();
    let asks_before: BTreeSet<_> = then.iter().flat_map(|it| it.record.asks.iter().map(|ask| ask.id.clone())).collect();
    let new = now.coverage.slots.iter().filter(|slot| slot.person.is_some() && !before.contains(&who(slot)));
    new.map(|slot| {
        let by_asks = slot.reasons.iter().filter(|it| matches!(it.source, Source::Ask | Source::AskPolicy(_)));
        let places: BTreeSet<usize> = by_asks.filter_map(|reason| reason.ask).collect();
        let mut asks = places.iter().filter_map(|place| now.record.asks.get(*place));
        let ask = asks.find(|ask| !asks_before.contains(&ask.id));
        Required { initiative: now.id.to_string(), who: slot.who(), ask: ask.map(|ask| ask.id.to_string()) }
    })
    .collect()
}

/// The most urgent things to do about the initiatives that are moved.
fn next(measured: &[Measure<'_>], moved: &BTreeSet<&str>) -> Vec<Step> {
    let of_moved = measured.iter().filter(|it| moved.contains(it.id.as_str()));
    let mut gates: Vec<_> = of_moved
        .flat_map(|it| it.value.next().into_iter().map(move |gate| (it.id, gate)))
        .filter(|(_, gate)| !gate.action.is_empty())
        .collect();
    // What has no day comes last.
    let urgency = |gate: &readiness::GateResult| (gate.slack.is_none(), gate.slack, Reverse(gate.gain));
    gates.sort_by_key(|(_, gate)| urgency(gate));
    let step = |(id, gate): &(&InitiativeId, &readiness::GateResult)| Step {
        initiative: id.to_string(),
        action: excerpt(&gate.action),
        gain: crate::render::hundredths(gate.gain),
    };
    gates.iter().take(MOST_STEPS).map(step).collect()
}
