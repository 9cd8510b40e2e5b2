//! What is true of small workspaces, each read from TOML as people write it.

mod availability;
mod brief;
mod capacity;
mod cards;
mod contacts;
mod due;
mod follow_ups;
mod gates;
mod impact;
mod incidents;
mod laws;
mod metrics;
mod progress;
mod required;
mod retro;
mod reviewers;
mod roadmap;
mod roles;
mod similar;
mod stages;
mod vectors;

use super::coverage::{Coverage, Slot, SlotRole, measure, required};
use super::readiness::{GateResult, Readiness, assess};
use super::stage::{Support, support};
use super::{Fraction, Index};
use crate::load::{Loaded, MemoryTree, Options, load};
use crate::model::{Date, Initiative, Portfolio, Record};

/// Forty days before planning opens for the cycle `c91`, which has 91 days.
const TODAY: &str = "2027-01-30";

const ORGANISATION: &[(&str, &str)] = &[
    ("canvass.toml", "name = 'Acme'\n"),
    (
        "cycles.toml",
        "[c91]\nkind = 'quarter'\nstart = 2027-04-01\nend = 2027-06-30\nplanning_start = 2027-03-11\nfreeze = 2027-03-25\n\
         [later]\nkind = 'quarter'\nstart = 2027-07-01\nend = 2027-09-30\nplanning_start = 2027-06-10\nfreeze = 2027-06-24\n",
    ),
    (
        "people.toml",
        "[dana]\nname = 'Dana'\n[lee]\nname = 'Lee'\n[ana]\nname = 'Ana'\n[bo]\nname = 'Bo'\n[eva]\nname = 'Eva'\n\
         [kim]\nname = 'Kim'\n[sam]\nname = 'Sam'\n[sue]\nname = 'Sue'\n[tom]\nname = 'Tom'\n[una]\nname = 'Una'\n\
         [gus]\nname = 'Gus'\nactive = false\n[guy]\nname = 'Guy'\nactive = false\n",
    ),
    (
        "teams.toml",
        "[department]\nname = 'Department'\nexec = 'kim'\n\
         [payments]\nname = 'Payments'\nparent = 'department'\npm = 'lee'\nem = 'ana'\ncapacity = 100\n\
         backlog = { repo = 'acme/payments', accepts = true }\n\
         [ledger]\nname = 'Ledger'\nparent = 'department'\npm = 'bo'\nem = 'eva'\ncapacity = 100\n",
    ),
];

/// A workspace with one initiative, `x`.
struct Sample(Portfolio);

impl Sample {
    /// The organisation above with `initiative`; `files` add to it or stand in place of its files.
    fn new(initiative: &str, files: &[(&str, &str)]) -> Self {
        let loaded = Self::load(initiative, files);
        assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
        Self(loaded.portfolio)
    }

    fn load(initiative: &str, files: &[(&str, &str)]) -> Loaded {
        let initiative = [("initiatives/x.toml", initiative)];
        let all = ORGANISATION.iter().chain(&initiative).chain(files);
        let mut tree = MemoryTree::default();
        for (path, text) in all {
            tree.insert(*path, *text);
        }
        load(&tree, &Options::default())
    }

    fn record(&self) -> &Record<Initiative> {
        &self.0.initiatives["x"]
    }

    fn coverage_on(&self, day: &str) -> Coverage {
        measure(&Index::new(&self.0), self.record(), date(day)).expect("an open initiative")
    }

    fn coverage(&self) -> Coverage {
        self.coverage_on(TODAY)
    }

    fn required(&self) -> Coverage {
        required(&Index::new(&self.0), self.record(), date(TODAY))
    }

    fn readiness_on(&self, day: &str) -> Readiness {
        let index = Index::new(&self.0);
        let coverage = measure(&index, self.record(), date(day)).expect("an open initiative");
        assess(&index, self.record(), &coverage, None, date(day)).expect("an open initiative")
    }

    fn readiness(&self) -> Readiness {
        self.readiness_on(TODAY)
    }

    fn gate(&self, id: &str) -> GateResult {
        self.readiness().gates.into_iter().find(|gate| gate.id == id).expect("a gate")
    }

    /// The score of a gate as text, `n/a` where it does not apply.
    fn score(&self, id: &str) -> String {
        let gate = self.gate(id);
        if gate.applies { gate.score.to_string() } else { "n/a".into() }
    }

    /// What the file supports once all that it tells of has happened.
    fn support(&self) -> Support {
        self.support_on("2027-09-01")
    }

    fn support_on(&self, day: &str) -> Support {
        support(&Index::new(&self.0), self.record(), date(day))
    }

    /// What the declared stage lacks.
    fn missing(&self) -> Vec<String> {
        self.support().missing.into_iter().map(|missing| missing.field).collect()
    }
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn fraction(numerator: i64, denominator: i64) -> Fraction {
    Fraction::new(numerator, denominator)
}

/// A slot in a line: `ana em/payments 2 met`.
fn line(slot: &Slot) -> String {
    let person = slot.person.as_ref().map_or("-", |person| person.as_str());
    let mut roles: Vec<String> = Vec::new();
    for reason in &slot.reasons {
        let of = reason.system.as_ref().map(|system| system.as_str());
        let of = of.or(reason.team.as_ref().map(|team| team.as_str())).unwrap_or_default();
        let role = match &reason.role {
            SlotRole::Decider => format!("decider/{of}"),
            SlotRole::Team(role) => format!("{role}/{of}"),
            SlotRole::Champion => format!("champion/{of}"),
            SlotRole::Sme => format!("sme/{of}"),
            SlotRole::VendorContact => format!("vendor/{of}"),
            SlotRole::Policy => format!("policy/{of}"),
            SlotRole::StrategyOwner => "strategy".into(),
            SlotRole::Listed(text) => format!("listed/{text}"),
        };
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    let state = format!("{:?}", slot.state).to_lowercase();
    let stale = if slot.stale { " stale" } else { "" };
    format!("{person} {} {} {state}{stale}", roles.join("+"), slot.tier)
}

fn lines(coverage: &Coverage) -> Vec<String> {
    coverage.slots.iter().map(line).collect()
}

/// The head of an initiative at stage `problem` that dana owns.
const HEAD: &str = "title = 'X'\nowner = 'dana'\nstage = 'problem'\nstage_since = 2026-12-01\ncategory = 'product'\n";

/// An ask of `team`, with `more` keys.
fn ask(id: &str, team: &str, more: &str) -> String {
    format!("[[ask]]\nid = '{id}'\nteam = '{team}'\nkind = 'work'\nwhat = 'Do it'\n{more}\n")
}

/// A conversation on `day` with `people`, with `more` keys.
fn talk(day: &str, people: &str, format: &str, more: &str) -> String {
    format!("[[conversation]]\ndate = {day}\nwith = [{people}]\nformat = '{format}'\n{more}\n")
}
