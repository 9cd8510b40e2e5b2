//! The rule CV409: whether people wait to hear what became of something; who does is left to
//! [`crate::insight::follow_ups`].

use super::amounts::few;
use super::wording::{count, list};
use super::{Check, Context, Rule, Subject};
use crate::diagnostic::{Code, Diagnostic, Findings, Level};
use crate::insight::follow_ups::{self, FollowUp, What};

pub(super) const RULES: &[Rule] = &[Rule {
    code: Code(409),
    name: "follow-up-overdue",
    level: Level::Warning,
    raise: None,
    clock: true,
    closed: true,
    since: "0.1.0",
    summary: "somebody was promised an answer, or users saw something finished and were not asked",
    docs: include_str!("docs/CV409.md"),
    check: Check::Initiative(follow_up_overdue),
}];

fn follow_up_overdue(context: &Context, subject: &Subject, findings: &mut Findings) {
    for owed in follow_ups::of(context.portfolio, subject.record, context.as_of)
        .into_iter()
        .filter(|owed| owed.due < context.as_of)
    {
        let FollowUp { who, due, what, since, at } = owed;
        let people = list(&few(who, 3));
        let (with, why, label, help) = match what {
            What::Promised => (
                people.clone(),
                format!("promised on {since}"),
                format!("{} ago", count(context.days_since(due), "day")),
                format!("tell {people} what came of it, even if it is nothing, and add the `[[conversation]]`"),
            ),
            What::Milestone => (
                "its users".to_owned(),
                format!("milestone of {since}"),
                "nobody was asked since".to_owned(),
                "show one or two users what is finished and add the `[[interview]]`".to_owned(),
            ),
            What::Delivery => (
                "its users".to_owned(),
                format!("delivered on {since}"),
                "nobody was asked since".to_owned(),
                "ask one or two users whether it helps and add the `[[interview]]`".to_owned(),
            ),
        };
        findings.push(
            Diagnostic::new(Code(409), subject.at(&at), format!("follow-up with {with} due {due}: {why}"))
                .label(label)
                .help(help)
                .about(format!("{what:?} {since}"))
                .clock(),
        );
    }
}
