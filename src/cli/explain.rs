//! `canvass explain`: the manual page of a rule or a gate, offline.

use super::rules::levels;
use super::{Exit, Globals, error::Error, output::Output};
use crate::diagnostic::Code;
use crate::insight::gates::{Blocks, GATES, Gate};
use crate::load::suggest::nearest;
use crate::rules;
use clap::Args;

/// Arguments of `explain`.
#[derive(Args, Debug)]
pub(super) struct ExplainArgs {
    /// A rule, such as CV407 or decider-cannot-decide, or a gate, such as G09
    #[arg(value_name = "CODE|GATE")]
    subject: String,
}

/// Where the manual stands, from the root of canvass's own repository.
const MANUAL: &str = "docs/src";

pub(super) fn run(args: &ExplainArgs, _: &Globals, output: &Output) -> Result<Exit, Error> {
    let word = args.subject.to_lowercase();
    let code: Option<Code> = word.parse().ok();
    let rule = rules::all().find(|rule| Some(rule.code) == code || rule.name == word);
    let gate = GATES.iter().find(|gate| gate.id.eq_ignore_ascii_case(&word));
    let page = match (rule, gate) {
        (Some(rule), _) => rule_page(rule),
        (None, Some(gate)) => gate_page(gate),
        (None, None) => return Err(unknown(&args.subject)),
    };
    output.print(&page)?;
    Ok(Exit::Ok)
}

fn rule_page(rule: &rules::Rule) -> String {
    let clock = if rule.clock { "\nOnly time brings it about, so it never is an error.\n" } else { "" };
    let docs = rule.docs.trim();
    format!(
        "# {} {}\n\n{}.\n\nLevel: {} · since {}\n{clock}\n{docs}\n\nPage: {MANUAL}/rules/{}.md\n",
        rule.code,
        rule.name,
        rule.summary,
        levels(rule),
        rule.since,
        rule.code
    )
}

fn gate_page(gate: &Gate) -> String {
    let blocks = match gate.blocks {
        Blocks::Yes => "blocks: failing it for more than a week makes an initiative late",
        Blocks::No => "does not block",
        Blocks::WithSchema => "blocks when stored data changes its form",
    };
    format!(
        "# {} {}\n\nDue {} days before planning opens (in a cycle of 91 days; others in proportion).\nWeight {}; {blocks}.\n\nScore: {}.\n\nPage: {MANUAL}/gates.md\n",
        gate.id, gate.name, gate.lead, gate.weight, gate.summary
    )
}

fn unknown(subject: &str) -> Error {
    let codes: Vec<String> = rules::all().map(|rule| rule.code.to_string()).collect();
    let codes = codes.iter().map(String::as_str).chain(GATES.iter().map(|gate| gate.id));
    let near = nearest(subject, codes.chain(rules::all().map(|rule| rule.name)));
    let help = match near {
        Some(word) => format!("did you mean `{word}`? `canvass rules` lists every rule"),
        None => "`canvass rules` lists every rule; gates are G01 to G15".to_owned(),
    };
    Error::usage(format!("no rule or gate is called `{}`", crate::load::limits::excerpt(subject)), help)
}
