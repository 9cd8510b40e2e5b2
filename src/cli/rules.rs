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
        _ => rules::all()
            .map(|rule| format!("{}  {:<32}  {:<18}  {}\n", rule.code, rule.name, levels(rule), rule.summary))
            .collect(),
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
