//! No day ends a command: whatever is computed from the files can be computed and written on any day, however far from
//! theirs, and whatever days they name.
//!
//! The commands are run as a library: what they do beyond it does not depend on the day.

use canvass::candidates::candidates;
use canvass::example;
use canvass::insight::capacity::Loads;
use canvass::insight::coverage::Coverage;
use canvass::insight::progress::{Answers, Progress, Standing, State};
use canvass::insight::readiness::Readiness;
use canvass::insight::{Index, coverage, due, impact, month, readiness, reminders, retro, roadmap, stage};
use canvass::load::{Loaded, Locator, MemoryTree, Options, load};
use canvass::model::{CycleId, Date, Initiative, InitiativeId, Month, Record};
use canvass::render::report::{self, Report};
use canvass::render::{Place, Style, coverage as coverage_page, issue, readiness as readiness_page};
use canvass::rules;
use proptest::prelude::*;
use proptest::test_runner::Config;
use std::collections::BTreeSet;
use std::fmt::Write as _;

const WIDE: Style = Style { color: false, width: 100, accessible: false };
/// Days looked at before and after the day of the example: ten years.
const AHEAD: i64 = 3_653;
/// Of so many days one is looked at, unless `CANVASS_DAYS` says `all`.
const STEP: usize = 97;

fn example_day() -> Date {
    example::AS_OF.parse().unwrap()
}

/// An initiative with what is measured of it.
struct Measured<'p> {
    id: &'p InitiativeId,
    record: &'p Record<Initiative>,
    coverage: Coverage,
    readiness: Readiness,
}

impl<'p> Measured<'p> {
    fn of(index: &'p Index<'p>, (id, record): (&'p InitiativeId, &'p Record<Initiative>), as_of: Date) -> Option<Self> {
        let coverage = coverage::measure(index, record, as_of)?;
        let readiness = readiness::assess(index, record, &coverage, None, as_of)?;
        Some(Self { id, record, coverage, readiness })
    }

    fn subject(&self) -> report::status::Subject<'_> {
        let measured = Some((&self.readiness, &self.coverage));
        report::status::Subject { id: self.id, record: self.record, measured }
    }

    fn standing(self, as_of: Date) -> Standing<'p> {
        let Self { id, record, coverage, readiness } = self;
        Standing { id, record, readiness, coverage, asks: Answers::of(record, as_of) }
    }
}

/// The portfolio on a day, and what is written of it.
struct Day<'p> {
    loaded: &'p Loaded,
    as_of: Date,
    written: String,
}

impl<'p> Day<'p> {
    /// What every command that judges writes of `loaded` on the day `as_of`.
    fn written(loaded: &'p Loaded, as_of: Date) -> String {
        let mut day = Day { loaded, as_of, written: String::new() };
        day.findings();
        day.measures();
        day.cycles();
        day.asks();
        day.teams();
        day.systems();
        day.digest();
        day.written
    }

    fn heading(&mut self, name: &str) {
        writeln!(self.written, "\n== {name} on {}", self.as_of).unwrap();
    }

    fn report<R: Report>(&mut self, report: &R) {
        self.heading(R::NAME);
        let markdown = report::template::<R>().fill(report);
        let markdown = markdown.unwrap_or_else(|error| panic!("{} on {}: {error}", R::NAME, self.as_of));
        self.written.push_str(&report::full(&markdown, WIDE));
        assert!(report::json(report).contains("\"version\": 1"));
    }

    fn findings(&mut self) {
        self.heading("validate");
        for finding in rules::run(self.loaded, self.as_of).findings {
            writeln!(self.written, "{}: {}; {}", finding.code, finding.message, finding.help).unwrap();
        }
    }

    fn measures(&mut self) {
        let portfolio = &self.loaded.portfolio;
        let index = Index::new(portfolio);
        let measured: Vec<_> =
            portfolio.initiatives.iter().filter_map(|it| Measured::of(&index, it, self.as_of)).collect();
        let locator = Locator::new(&self.loaded.sources);
        for detail in [false, true] {
            let place = |at: &_| Place::new(&self.loaded.sources, &locator.locate(at));
            let initiatives = measured
                .iter()
                .map(|it| {
                    let (id, supported) = (it.id.as_str(), stage::support(&index, it.record, self.as_of).supported);
                    readiness_page::Initiative::new(id, it.record, &it.readiness, &it.coverage, supported, place)
                })
                .collect();
            let (as_of, cycle) = (self.as_of, None);
            let page = readiness_page::Report { as_of, cycle, initiatives, detail, all: true, since: None };
            self.heading("readiness");
            self.written.push_str(&readiness_page::full(&page, WIDE));
        }
        for focus in [coverage_page::Focus::All, coverage_page::Focus::Matrix] {
            let initiatives = measured
                .iter()
                .map(|it| coverage_page::Initiative { id: it.id.as_str(), record: it.record, measure: &it.coverage })
                .collect();
            let page = coverage_page::Report { as_of: self.as_of, initiatives, focus, show_stance: true };
            self.heading("coverage");
            self.written.push_str(&coverage_page::full(&page, WIDE));
        }
        let subjects: Vec<_> = measured.iter().map(Measured::subject).collect();
        let setting = report::status::Setting { index: &index, as_of: self.as_of };
        self.report(&report::status::Status::<report::status::ForExecutives>::new(setting, &subjects));
        self.report(&report::status::Status::<report::status::ForTeam>::new(setting, &subjects));
        self.report(&report::status::Status::<report::status::ForUsers>::new(setting, &subjects));
    }

    /// Every cycle that something names.
    fn cycle_ids(&self) -> BTreeSet<CycleId> {
        let portfolio = &self.loaded.portfolio;
        let named = portfolio.initiatives.values().filter_map(|record| record.target_cycle.clone());
        portfolio.cycles.keys().cloned().chain(named).chain(portfolio.next_to_plan(self.as_of)).collect()
    }

    fn cycles(&mut self) {
        let portfolio = &self.loaded.portfolio;
        let index = Index::new(portfolio);
        let cycles = self.cycle_ids();
        for id in &cycles {
            let Some(cycle) = portfolio.cycle(id) else { continue };
            let planned = roadmap::Roadmap::of(portfolio, id, &cycle, self.as_of);
            self.report(&report::roadmap::Roadmap::new(portfolio, self.as_of, id, &cycle, &planned));
            let looked_back = retro::look_back(&index, id, self.as_of);
            self.report(&report::retro::Retro::new(portfolio, self.as_of, id, &cycle, &looked_back));
        }
        let month = Month::of(self.as_of);
        let reviewed = month::review(&index, month, self.as_of);
        self.report(&report::mbr::Mbr::new(&index, self.as_of, month, &reviewed));
        let lines = due::lines(&index, self.as_of);
        self.report(&report::agenda::Agenda::new(&index, self.as_of, None, None, &lines));
        let ids: Vec<_> = cycles.into_iter().collect();
        let loads = Loads::of(portfolio, self.as_of);
        self.report(&report::capacity::Capacity::new(portfolio, &loads, self.as_of, &ids, None));
    }

    fn asks(&mut self) {
        let index = Index::new(&self.loaded.portfolio);
        for candidate in candidates(&index, self.as_of) {
            self.heading("plan");
            let said = issue::Issue::new(&index, &candidate, self.as_of, "here".to_owned());
            let draft = said.draft(&issue::template(), Vec::new());
            let draft = draft.unwrap_or_else(|error| panic!("{} on {}: {error}", candidate.name(), self.as_of));
            self.written.push_str(&issue::page::markdown(&draft));
            if let Some(hold) = &candidate.held_back {
                writeln!(self.written, "{hold}").unwrap();
            }
            let (initiative, record) = (candidate.initiative, candidate.record);
            let Some(coverage) = coverage::measure(&index, record, self.as_of) else { continue };
            for person in coverage.slots.iter().filter_map(|slot| slot.person.as_ref()).take(2) {
                let (place, ask) = (candidate.place, candidate.ask);
                let subject = report::brief::Subject { initiative, record, coverage: &coverage, place, ask, person };
                self.report(&report::brief::Brief::new(&index, subject, self.as_of));
            }
        }
    }

    fn teams(&mut self) {
        let index = Index::new(&self.loaded.portfolio);
        for team in self.loaded.portfolio.teams.keys() {
            for cycle in self.cycle_ids() {
                let pack = report::pack::Pack::new(&index, team, &cycle, self.as_of);
                if let Some(pack) = pack.filter(|pack| !pack.is_empty()) {
                    self.report(&pack);
                }
            }
        }
    }

    fn systems(&mut self) {
        let portfolio = &self.loaded.portfolio;
        let index = Index::new(portfolio);
        let practise_every = portfolio.workspace.thresholds.practise_every;
        for system in portfolio.systems.keys() {
            let impact = impact::of(&index, system, None, self.as_of);
            let reminders = impact.record.map(|record| reminders::of_system(record, practise_every));
            let report =
                canvass::render::impact::Report { as_of: self.as_of, reminders: reminders.unwrap_or_default(), impact };
            self.heading("impact");
            self.written.push_str(&canvass::render::impact::full(&report, WIDE));
        }
    }

    /// The week up to the day, in which no file changed.
    fn digest(&mut self) {
        let portfolio = &self.loaded.portfolio;
        let index = Index::new(portfolio);
        let judged = |as_of: Date| {
            let measured = portfolio.initiatives.iter().filter_map(|it| Measured::of(&index, it, as_of));
            let standings = measured.map(|it| it.standing(as_of)).collect();
            State { index: &index, as_of, standings, unread: self.loaded.unread() }
        };
        let on = self.as_of.plus_days(-7);
        let (now, before) = (judged(self.as_of), judged(on));
        let progress = Progress::between(&now, Some(&before), |_| true);
        let since = report::digest::Since { on, commit: "0123456789".repeat(4) };
        let digest = report::digest::Digest::new(portfolio, self.as_of, None, Some(&since), &progress);
        self.report(&digest);
    }
}

/// Fails where `written` holds a number that no reader can make sense of: less than no days, or none at all.
fn assert_sensible(written: &str) {
    for line in written.lines() {
        let words: Vec<&str> = line.split([' ', '(', '|']).collect();
        let is_negative = |word: &str| word.strip_prefix(['-', '−']).is_some_and(|rest| rest.parse::<u32>().is_ok());
        let less_than_none = words.windows(2).any(|pair| is_negative(pair[0]) && pair[1].starts_with("day"));
        let no_number = words.iter().any(|word| ["NaN", "inf", "-inf"].contains(word));
        assert!(!less_than_none && !no_number, "{line}");
    }
}

/// The example with every date replaced by what `change` makes of it.
fn portfolio(mut change: impl FnMut(Date) -> Date) -> Loaded {
    let file = |(path, content): (&'static str, &'static [u8])| {
        let text = std::str::from_utf8(content).unwrap();
        (path, if path.ends_with(".toml") { redated(text, &mut change) } else { text.to_owned() })
    };
    let files: Vec<_> = example::files().map(file).collect();
    let tree = MemoryTree::new(files.iter().map(|(path, text)| (*path, text.as_str())));
    load(&tree, &Options { check_schema: true, overlay: None })
}

/// `text` with every date in it replaced.
fn redated(text: &str, mut change: impl FnMut(Date) -> Date) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let date = rest.get(..10).and_then(|date| date.parse::<Date>().ok());
        let length = match date {
            Some(date) => {
                out.push_str(&change(date).to_string());
                10
            }
            None => {
                out.push(character);
                character.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    out
}

/// Every day of the ten years before and after the example's, or some of them.
fn days() -> Vec<Date> {
    let all = std::env::var("CANVASS_DAYS").is_ok_and(|days| days == "all");
    let step = if all { 1 } else { STEP };
    (-AHEAD..=AHEAD).step_by(step).chain([AHEAD]).map(|days| example_day().plus_days(days)).collect()
}

/// What may become of a date that somebody mistypes, or takes over from elsewhere.
fn odd(date: Date, what: u16) -> Date {
    let day = |text: &str| text.parse().unwrap();
    let days = i64::from(what / 8 % 40);
    match what % 8 {
        0 => date.plus_days(days),
        1 => date.plus_days(-days),
        2 => date.plus_days(365 * (days - 20)),
        3 => date.plus_days(36_525).min(day("2199-12-31")),
        4 => [day("1970-01-01"), day("2199-12-31")][usize::from(what / 8 % 2)],
        _ => date,
    }
}

#[test]
fn every_command_writes_on_every_day() {
    let loaded = portfolio(|date| date);
    assert!(loaded.problems.is_empty());
    let days = days();
    std::thread::scope(|scope| {
        for half in days.chunks(days.len().div_ceil(2)) {
            let loaded = &loaded;
            scope.spawn(move || half.iter().for_each(|day| assert_sensible(&Day::written(loaded, *day))));
        }
    });
}

proptest! {
    #![proptest_config(Config { cases: 24, failure_persistence: None, ..Config::default() })]

    #[test]
    fn whatever_days_the_files_name(
        changes in prop::collection::vec(any::<u16>(), 60..120),
        days in prop::collection::vec(-AHEAD..=AHEAD, 2),
    ) {
        let mut next = changes.iter().cycle();
        let loaded = portfolio(|date| odd(date, *next.next().unwrap()));
        for day in days {
            assert_sensible(&Day::written(&loaded, example_day().plus_days(day)));
        }
    }
}
