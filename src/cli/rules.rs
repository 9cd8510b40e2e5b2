//! `canvass rules`: every rule in one line.

use super::{Exit, Format, Globals, error::Error, output::Output};
use crate::rules;
use serde_json::json;

pub(super) fn run(globals: &Globals, output: &Output) -> Result<Exit, Error> {
    let text = match globals.output_format {
        Format::Json => {
            let rule = |rule: &rules::Rule| {
                let raised = rule.raise.map(|(stage, level)| json!({ "stage": stage, "level": level }));
                json!({ "code": rule.code, "name": rule.name, "level": rule.level, "raised": raised,
                    "clock": rule.clock, "since": rule.since, "summary": rule.summary })
            };
            format!("{:#}\n", json!({ "version": 1, "rules": rules::all().map(rule).collect::<Vec<_>>() }))
        }
        _ => {
            let width = |of: fn(&rules::Rule) -> usize| rules::all().map(of).max().unwrap_or_default();
            let (names, raised) = (width(|rule| rule.name.len()), width(|rule| levels(rule).len()));
            let line = |rule: &rules::Rule| {
                format!("{}  {:names$}  {:raised$}  {}\n", rule.code, rule.name, levels(rule), rule.summary)
            };
            rules::all().map(line).collect()
        }
    };
    output.print(&text)?;
    Ok(Exit::Ok)
}

/// The level of a rule, and the stage that raises it.
pub(super) fn levels(rule: &rules::Rule) -> String {
    match rule.raise {
        Some((stage, level)) => format!("{}, {level}@{stage}", rule.level),
        None => rule.level.to_string(),
    }
}
