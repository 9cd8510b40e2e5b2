//! CV510: ranges of which the lower end is above the upper one.

use super::amounts::{days, tick};
use super::{Check, Context, Rule, Subject};
use crate::diagnostic::{Code, Diagnostic, Findings, Level};

pub(super) const RULES: &[Rule] = &[Rule {
    code: Code(510),
    name: "range-backwards",
    level: Level::Error,
    raise: None,
    clock: false,
    closed: true,
    since: "0.1.0",
    summary: "an effort or a value is at least more than it is at most",
    docs: include_str!("docs/CV510.md"),
    check: Check::Initiative(range_backwards),
}];

/// A range whose ends are in the wrong order.
struct Backwards {
    of: String,
    at: String,
    low: (&'static str, String),
    high: (&'static str, String),
}

fn range_backwards(_: &Context, subject: &Subject, findings: &mut Findings) {
    let initiative = &subject.record.value;
    let efforts = initiative.live_asks().filter_map(|(index, ask)| {
        let effort = ask.effort.filter(|effort| effort.min > effort.max)?;
        Some(Backwards {
            of: format!("the effort of ask {}", tick(&ask.id)),
            at: format!("/ask/{index}/effort"),
            low: ("min", days(effort.min)),
            high: ("max", days(effort.max)),
        })
    });
    let value = initiative.value.as_ref().and_then(|value| {
        let (low, high) = value.low.zip(value.high).filter(|(low, high)| low > high)?;
        let (of, at) = ("the value".to_owned(), "/value".to_owned());
        Some(Backwards { of, at, low: ("low", low.to_string()), high: ("high", high.to_string()) })
    });
    findings.extend(efforts.chain(value).map(|Backwards { of, at, low: (low, least), high: (high, most) }| {
        let message = format!("{of}: {} {least} is more than {} {most}", tick(low), tick(high));
        Diagnostic::new(Code(510), subject.at(&at), message)
            .label("at least more than at most")
            .help(format!("put the smaller number in {}", tick(low)))
    }));
}
