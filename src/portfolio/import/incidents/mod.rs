//! Incidents that a pager tool exports as a table, compared with those that are written down here.
//!
//! An export is of some weeks and some services, so that what is only here is nothing to tell of. Times are left to
//! `moment`.

mod moment;

use super::name::{self, fold};
use super::table::{Field, Row, Table};
use super::{Addition, Fault, List, Mapping, Notes, Ours, Report, address, meant, one_line};
use crate::load::Loaded;
use crate::load::limits::excerpt;
use crate::model::{Detector, Incident, Kind, Moment, MonitoringLayer, Portfolio, ProblemId, SystemId};
use crate::source::Place;
use jiff::tz::TimeZone;
use moment::Doubt;
use std::collections::BTreeMap;
use std::str::FromStr;
use toml_edit::{Array, Datetime, value};

/// The columns, each with what other programs call it.
const FIELDS: &[Field] = &[
    Field { name: "id", synonyms: &["incident_id", "incident_key", "key", "reference", "ticket"] },
    Field { name: "number", synonyms: &["incident_number", "incident_no"] },
    Field {
        name: "systems",
        synonyms: &[
            "system",
            "services",
            "service",
            "service_name",
            "affected_services",
            "affected_service",
            "component",
        ],
    },
    Field {
        name: "started",
        synonyms: &[
            "started_at",
            "start",
            "start_time",
            "created_at",
            "created_on",
            "created",
            "opened_at",
            "triggered_at",
        ],
    },
    Field {
        name: "ended",
        synonyms: &["ended_at", "end", "end_time", "resolved_at", "resolved_on", "resolved", "closed_at"],
    },
    Field { name: "severity", synonyms: &["urgency", "priority", "sev"] },
    Field { name: "detected_by", synonyms: &["detection", "detected"] },
    Field { name: "should_have_been_caught_by", synonyms: &[] },
    Field { name: "pages", synonyms: &["page_count", "pages_sent"] },
    Field { name: "customers_affected", synonyms: &["affected_customers", "customers", "users_affected"] },
    Field { name: "problem", synonyms: &["problem_id"] },
    Field { name: "url", synonyms: &["html_url", "link", "permalink", "postmortem_url"] },
];

/// What a list tells of one incident.
struct Given {
    place: Place,
    id: String,
    systems: Vec<SystemId>,
    started: Moment,
    ended: Option<Moment>,
    severity: Option<String>,
    detected_by: Option<Detector>,
    should_have_been_caught_by: Option<MonitoringLayer>,
    pages: Option<i64>,
    customers_affected: Option<i64>,
    problem: Option<ProblemId>,
    url: Option<String>,
}

/// Compares the incidents of `list` with those in `loaded`; `mappings` say what columns mean, `zone` what a time without
/// an offset means.
#[must_use]
pub fn compare(list: &List, mappings: &[Mapping], loaded: &Loaded, zone: &TimeZone) -> Report {
    let mut notes = Notes::default();
    let table = match Table::read(list, FIELDS, mappings, &mut notes) {
        Ok(table) => table,
        Err(faults) => return Report::unreadable(faults),
    };
    let faults = lacking(list, &table);
    if !faults.is_empty() {
        return Report::unreadable(faults);
    }
    let ours = Ours::new(loaded);
    let mut reader = Reader::new(&loaded.portfolio, zone, notes);
    let mut report = Report::default();
    let mut seen: BTreeMap<String, Place> = BTreeMap::new();
    for row in table.rows() {
        let given = match row.map(|row| reader.incident(&row)) {
            Ok(Ok(given)) => given,
            Ok(Err(faults)) => {
                report.left_out.extend(faults);
                continue;
            }
            Err(fault) => {
                report.left_out.push(fault);
                continue;
            }
        };
        if let Some(first) = seen.get(&given.id) {
            let message = format!("`{}` stands twice, first at {first}", given.id);
            report.left_out.push(Fault::new(given.place, message, "take one of the two out"));
            continue;
        }
        seen.insert(given.id.clone(), given.place.clone());
        match loaded.portfolio.incidents.get_key_value(&*given.id) {
            Some((id, record)) => {
                let mut comparison = ours.compare(id.as_str(), record, &given.place);
                given.compare(&mut comparison, zone);
                report.equal += usize::from(comparison.found.is_empty());
                report.different.append(&mut comparison.found);
            }
            None if loaded.portfolio.knows(Kind::Incident, &given.id) => {
                reader.notes.add(&given.place, "cannot be read here: not compared", given.id);
            }
            None => report.added.push(given.addition()),
        }
    }
    report.finish(reader.notes)
}

/// Columns without which no row is an incident.
fn lacking(list: &List, table: &Table<'_>) -> Vec<Fault> {
    let needed = [
        (&["id", "number"][..], "what an incident is called", "id"),
        (&["systems"], "which systems were hit", "systems"),
        (&["started"], "when an incident began", "started"),
    ];
    let missing = needed.iter().filter(|(fields, ..)| !fields.iter().any(|field| table.has(field)));
    let fault = |(_, what, field): &(_, &str, &str)| {
        list.fault(
            1,
            format!("no column tells {what}"),
            format!("give --map {field}=COLUMN, with its name in the first row"),
        )
    };
    missing.map(fault).collect()
}

/// Understands rows.
struct Reader<'p> {
    portfolio: &'p Portfolio,
    zone: &'p TimeZone,
    /// Systems by their names; nothing where two have the same.
    by_name: BTreeMap<String, Option<&'p SystemId>>,
    notes: Notes,
}

impl<'p> Reader<'p> {
    fn new(portfolio: &'p Portfolio, zone: &'p TimeZone, notes: Notes) -> Self {
        let mut by_name = BTreeMap::new();
        for (id, system) in &portfolio.systems {
            by_name.entry(fold(&system.name)).and_modify(|found| *found = None).or_insert(Some(id));
        }
        Self { portfolio, zone, by_name, notes }
    }

    /// The incident of `row`, or everything that is wrong with it.
    fn incident(&mut self, row: &Row<'_>) -> Result<Given, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut fault = |message: String, help: String| faults.push(Fault::new(row.place.clone(), message, help));
        let id = self.id(row);
        if id.is_none() {
            fault(
                "the row has no id".to_owned(),
                "fill in its id or its number, with letters from a to z or digits".to_owned(),
            );
        }
        let systems = self.systems(row, &mut fault);
        let started = row.cell("started").map(|text| self.moment(row, text, None, &mut fault));
        if started.is_none() {
            fault("the row does not say when it began".to_owned(), "fill it in".to_owned());
        }
        let started = started.flatten();
        let began = started.as_ref().and_then(|started| moment::instant(started, self.zone));
        let ended = row.cell("ended").and_then(|text| self.moment(row, text, began, &mut fault));
        if let (Some(started), Some(ended)) = (&started, &ended) {
            let over = moment::instant(ended, self.zone);
            if ended.date < started.date || began.zip(over).is_some_and(|(began, over)| over < began) {
                let (started, ended) = (moment::written(started), moment::written(ended));
                fault(format!("it ended, {ended}, before it began, {started}"), "look at the two columns".to_owned());
            }
        }
        let detected_by = word(row, "detected_by", &mut fault);
        let should_have_been_caught_by = word(row, "should_have_been_caught_by", &mut fault);
        let pages = number(row, "pages", i64::from(u32::MAX), &mut fault);
        let customers_affected = number(row, "customers_affected", i64::MAX, &mut fault);
        let problem = row.cell("problem").and_then(|text| {
            let id = fold(text);
            if self.portfolio.knows(Kind::Problem, &id) {
                return Some(ProblemId::from(&*id));
            }
            let known = self.portfolio.problems.keys().map(ProblemId::as_str);
            let help = meant(&id, known, "write the problem down first, or leave the cell empty");
            fault(format!("`{}` names no problem", excerpt(text)), help);
            None
        });
        match (id, started) {
            (Some(id), Some(started)) if faults.is_empty() => Ok(Given {
                place: row.place.clone(),
                id,
                systems,
                started,
                ended,
                severity: row.cell("severity").map(one_line),
                detected_by,
                should_have_been_caught_by,
                pages,
                customers_affected,
                problem,
                url: row.cell("url").and_then(address),
            }),
            _ => Err(faults),
        }
    }

    fn id(&mut self, row: &Row<'_>) -> Option<String> {
        let by_number = || row.cell("number").map(|number| format!("inc-{}", number.trim_start_matches('#')));
        let called = row.cell("id").map(str::to_owned).or_else(by_number)?;
        let folded = Some(fold(&called)).filter(|folded| !folded.is_empty())?;
        let id = name::id(&folded, &called);
        if id != called.to_lowercase() {
            let text = "called otherwise here, since ids are short and plain";
            self.notes.add(row.place, text, format!("{called} is {id}"));
        }
        Some(id)
    }

    /// The systems that a cell names by their ids or names.
    fn systems(&self, row: &Row<'_>, fault: &mut impl FnMut(String, String)) -> Vec<SystemId> {
        let mut systems: Vec<SystemId> = Vec::new();
        let mut unknown = Vec::new();
        let cell = row.cell("systems").unwrap_or_default();
        for part in cell.split([';', ',']).map(str::trim).filter(|part| !part.is_empty()) {
            // A name may hold blanks; where it is none, they part names.
            let whole = self.system(part).map(|system| vec![system]);
            let parts = || part.split_whitespace().map(|word| self.system(word)).collect();
            match whole.or_else(parts) {
                Some(found) => systems
                    .extend(found.into_iter().filter(|system| !systems.contains(system)).cloned().collect::<Vec<_>>()),
                None => unknown.push(part),
            }
        }
        for part in &unknown {
            let known = self.portfolio.systems.iter().flat_map(|(id, system)| [id.as_str(), &*system.name]);
            let help = "write its card first, such as by `canvass systems import`, or name another";
            fault(format!("`{}` names no system", excerpt(part)), meant(part, known, help));
        }
        if systems.is_empty() && unknown.is_empty() {
            fault("the row names no system".to_owned(), "say which systems were hit".to_owned());
        }
        systems
    }

    fn system(&self, name: &str) -> Option<&'p SystemId> {
        let folded = fold(name);
        let by_id = self.portfolio.systems.get_key_value(&*folded).map(|(id, _)| id);
        by_id.or_else(|| self.by_name.get(&folded).copied().flatten())
    }

    fn moment(
        &mut self,
        row: &Row<'_>,
        text: &str,
        earliest: Option<jiff::Timestamp>,
        fault: &mut impl FnMut(String, String),
    ) -> Option<Moment> {
        let Some((moment, doubt)) = moment::read(text, self.zone, earliest) else {
            fault(format!("`{}` is no time", excerpt(text)), moment::FORM.to_owned());
            return None;
        };
        let about = || format!("line {}: {}", row.place.line, moment::written(&moment));
        match doubt {
            Doubt::No => {}
            Doubt::Zone => {
                let text = match self.portfolio.workspace.timezone.as_deref() {
                    Some(zone) => format!("times without an offset are taken as those of {}", excerpt(zone)),
                    None => "times without an offset are taken as UTC: canvass.toml names no `timezone`".to_owned(),
                };
                self.notes.add(row.place, text, "");
            }
            Doubt::Skipped => {
                let text = "clocks were set forward over these times: taken as if they had not been";
                self.notes.add(row.place, text, about());
            }
            Doubt::Twice => {
                let text = "clocks showed these times twice: taken as the first, unless it would end before it began";
                self.notes.add(row.place, text, about());
            }
        }
        Some(moment)
    }
}

/// A word of a closed set.
fn word<T: FromStr<Err = String>>(row: &Row<'_>, field: &str, fault: &mut impl FnMut(String, String)) -> Option<T> {
    let cell = row.cell(field)?;
    match cell.to_lowercase().parse() {
        Ok(word) => Some(word),
        Err(expected) => {
            fault(
                format!("`{}` is no word for {field}", excerpt(cell)),
                format!("{expected}, or leave the cell empty"),
            );
            None
        }
    }
}

/// A whole number, at most `most`.
fn number(row: &Row<'_>, field: &str, most: i64, fault: &mut impl FnMut(String, String)) -> Option<i64> {
    let cell = row.cell(field)?;
    let digits = cell.bytes().all(|byte| byte.is_ascii_digit());
    let number = cell.parse().ok().filter(|number| digits && *number <= most);
    if number.is_none() {
        let help = "write a whole number in digits only, or leave the cell empty";
        fault(format!("`{}` is no number of {field}", excerpt(cell)), help.to_owned());
    }
    number
}

impl Given {
    /// What is to be written.
    fn addition(self) -> Addition {
        let mut table = toml_edit::Table::new();
        let mut put = |key: &str, entry: Option<toml_edit::Value>| {
            if let Some(entry) = entry {
                table.insert(key, value(entry));
            }
        };
        let time = |moment: &Moment| moment::written(moment).parse::<Datetime>().ok().map(Into::into);
        let systems: Vec<&str> = self.systems.iter().map(SystemId::as_str).collect();
        put("systems", Some(systems.iter().copied().collect::<Array>().into()));
        put("started", time(&self.started));
        put("ended", self.ended.as_ref().and_then(time));
        put("severity", self.severity.map(Into::into));
        put("detected_by", self.detected_by.map(|word| word.as_str().into()));
        put("should_have_been_caught_by", self.should_have_been_caught_by.map(|word| word.as_str().into()));
        put("pages", self.pages.map(Into::into));
        put("customers_affected", self.customers_affected.map(Into::into));
        put("problem", self.problem.as_ref().map(|problem| problem.as_str().into()));
        put("url", self.url.map(Into::into));
        let about = format!("{}, {}", systems.join(", "), moment::written(&self.started));
        Addition { id: self.id, place: self.place, about, owner: None, table }
    }

    fn compare(&self, comparison: &mut super::Comparison<'_, '_, Incident>, zone: &TimeZone) {
        let here = comparison.record;
        comparison.key("systems", Some(sorted(&here.systems)), Some(sorted(&self.systems)));
        // The same moment may be written with another offset.
        let same = |a: &Moment, b: &Moment| match (moment::instant(a, zone), moment::instant(b, zone)) {
            (None, None) => a.date == b.date,
            (a, b) => a == b,
        };
        if !same(&here.started, &self.started) {
            let (here, there) = (moment::written(&here.started), moment::written(&self.started));
            comparison.key("started", Some(here), Some(there));
        }
        if let Some(there) =
            self.ended.as_ref().filter(|there| !here.ended.as_ref().is_some_and(|here| same(here, there)))
        {
            comparison.key("ended", here.ended.as_ref().map(moment::written), Some(moment::written(there)));
        }
        let text = |text: &Option<Box<str>>| text.as_deref().map(str::to_owned);
        comparison.said("severity", text(&here.severity), self.severity.clone());
        comparison.said("detected_by", word_of(here.detected_by), word_of(self.detected_by));
        let (ours, theirs) = (here.should_have_been_caught_by, self.should_have_been_caught_by);
        comparison.said("should_have_been_caught_by", word_of(ours), word_of(theirs));
        comparison.said("pages", word_of(here.pages), word_of(self.pages));
        comparison.said("customers_affected", word_of(here.customers_affected), word_of(self.customers_affected));
        comparison.said("problem", word_of(here.problem.as_ref()), word_of(self.problem.as_ref()));
        comparison.said("url", text(&here.url), self.url.clone());
    }
}

fn word_of(word: Option<impl ToString>) -> Option<String> {
    word.map(|word| word.to_string())
}

fn sorted(systems: &[SystemId]) -> String {
    let mut systems: Vec<&str> = systems.iter().map(SystemId::as_str).collect();
    systems.sort_unstable();
    systems.join(", ")
}
