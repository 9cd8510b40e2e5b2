//! Runs every rule over everything that was loaded, and decides how much each finding matters.
//!
//! What is waived is decided in [`super::waivers`].

use super::context::{Context, Subject};
use super::rule::{Check, Rule};
use super::waivers::Waivers;
use super::{all, find};
use crate::diagnostic::{Code, Diagnostic, Findings, Level};
use crate::insight::Index;
use crate::load::{Loaded, Locator, layout, private};
use crate::model::{Date, Initiative, InitiativeId, Kind, Portfolio, Record, Stage, Strictness};
use crate::source::{FileId, Sources};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashSet};

/// What the rules found.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The findings, in the order of their files, then of their places.
    pub findings: Vec<Diagnostic>,
    /// How many findings are left out because a file waives them.
    pub waived: usize,
}

/// Judges everything that was loaded as of a day; the loader's own findings are among the result.
#[must_use]
pub fn run(loaded: &Loaded, as_of: Date) -> Outcome {
    judge_all(loaded, None, as_of)
}

/// As [`run`], with what only the comparison with the state `before` shows.
#[must_use]
pub fn run_change(loaded: &Loaded, before: &Loaded, as_of: Date) -> Outcome {
    judge_all(loaded, Some(&before.portfolio), as_of)
}

fn judge_all(loaded: &Loaded, before: Option<&Portfolio>, as_of: Date) -> Outcome {
    let portfolio = &loaded.portfolio;
    let index = Index::new(portfolio);
    let context = Context { portfolio, index: &index, sources: &loaded.sources, as_of };
    let settings = Settings::of(portfolio);

    let many = files_of_many(loaded);
    let mut waivers = Waivers::new(&context);
    let mut found = Findings::gathered(&many);
    let mut add = |made: Findings<'static>| found.extend(made.into_iter().filter(|finding| !waivers.take(finding)));

    let wanted = |finding: &mut Diagnostic| settings.apply(finding);
    // What cannot be read comes first: it is in the way of the rest.
    let mut problems = Findings::wanted(&many, &wanted);
    problems.extend(loaded.problems.iter().cloned());
    add(problems.settled());
    let initiatives: Vec<_> = portfolio.initiatives.iter().collect();
    in_parallel(&initiatives, |(id, record)| judge(&context, &settings, &many, id, record), &mut add);
    let per_rule = |rule: &&Rule| {
        let mut found = Findings::wanted(&many, &wanted);
        match (rule.check, before) {
            (Check::Portfolio(check), _) => check(&context, &mut found),
            (Check::Change(check), Some(before)) => check(&context, before, &mut found),
            _ => {}
        }
        found.settled()
    };
    in_parallel(&all().collect::<Vec<_>>(), per_rule, &mut add);
    let (waived, faults) = waivers.finish();
    let mut of_waivers = Findings::wanted(&many, &wanted);
    of_waivers.extend(faults);
    found.extend(of_waivers);

    let mut findings = found.finish();
    one_message_per_fault(&loaded.sources, &mut findings);
    private::seal(&loaded.sources, &mut findings);
    let path = |finding: &Diagnostic| loaded.sources.path(finding.at.file);
    findings.sort_by(|a, b| path(a).cmp(path(b)).then_with(|| order(a).cmp(&order(b))));
    Outcome { findings, waived }
}

/// Of what many findings are made before they are put together: enough for every thread, and few to hold twice.
const AT_A_TIME: usize = 250;

/// Hands what is made of each of `items` on, in their order.
pub(super) fn in_parallel<T: Sync>(
    items: &[T],
    make: impl Fn(&T) -> Findings<'static> + Sync,
    add: impl FnMut(Findings<'static>),
) {
    items.chunks(AT_A_TIME).flat_map(|some| some.par_iter().map(&make).collect::<Vec<_>>()).for_each(add);
}

/// The files that hold many things.
fn files_of_many(loaded: &Loaded) -> Vec<FileId> {
    let names: Vec<_> = Kind::ALL.iter().map(|kind| layout::place(*kind, &loaded.portfolio.workspace)).collect();
    let is_many = |path: &str| path.strip_suffix(".toml").is_some_and(|path| names.iter().any(|name| name == path));
    loaded.sources.iter().filter(|(_, source)| is_many(&source.path)).map(|(file, _)| file).collect()
}

/// Leaves out what the schema says of a name that a rule has more to say about.
fn one_message_per_fault(sources: &Sources, found: &mut Vec<Diagnostic>) {
    let files = |code: Code| -> HashSet<FileId> {
        found.iter().filter(|finding| finding.code == code).map(|finding| finding.at.file).collect()
    };
    let both = &files(Code::SCHEMA) & &files(Code::REFERENCE);
    let locator = Locator::new(sources);
    let place = |finding: &Diagnostic| {
        let spot = locator.locate(&finding.at);
        (spot.file, spot.span)
    };
    let is_said = |finding: &&Diagnostic| finding.code == Code::REFERENCE && both.contains(&finding.at.file);
    let said: HashSet<_> = found.iter().filter(is_said).map(place).collect();
    found.retain(|finding| {
        finding.code != Code::SCHEMA || !both.contains(&finding.at.file) || !said.contains(&place(finding))
    });
}

/// The order of findings within a file: by place, then by what tells them apart there.
fn order(finding: &Diagnostic) -> impl Ord + '_ {
    (&finding.at, finding.code, &finding.about, &finding.message)
}

/// Measures one initiative and runs over it every rule that looks at one.
fn judge(
    context: &Context<'_>,
    settings: &Settings<'_>,
    many: &[FileId],
    id: &InitiativeId,
    record: &Record<Initiative>,
) -> Findings<'static> {
    let subject = Subject::measure(context, id, record);
    let wanted = |finding: &mut Diagnostic| {
        finding.initiative.get_or_insert_with(|| id.clone());
        settings.apply(finding)
    };
    let mut found = Findings::wanted(many, &wanted);
    for rule in all() {
        if let Check::Initiative(check) = rule.check
            && (rule.closed || !record.is_closed())
        {
            check(context, &subject, &mut found);
        }
    }
    found.settled()
}

/// How strictly each rule is taken in this workspace, and the stages that raise some.
struct Settings<'p> {
    portfolio: &'p Portfolio,
    strictness: BTreeMap<Code, Strictness>,
}

impl<'p> Settings<'p> {
    fn of(portfolio: &'p Portfolio) -> Self {
        let known = |(code, strictness): (&String, &Strictness)| Some((code.parse().ok()?, *strictness));
        Self { portfolio, strictness: portfolio.workspace.rules.iter().filter_map(known).collect() }
    }

    /// Sets the level of `finding`; says whether it is to be kept.
    fn apply(&self, finding: &mut Diagnostic) -> bool {
        let Some(rule) = find(finding.code) else {
            // A fault of canvass, and no reason to hide what was found.
            finding.level = Level::Error;
            return true;
        };
        let stage = self.stage(finding);
        if !rule.closed && stage.is_some_and(Stage::is_closed) {
            return false;
        }
        finding.clock |= rule.clock;
        let level = match self.strictness.get(&rule.code) {
            Some(Strictness::Off) => return false,
            Some(Strictness::Hint) => Level::Hint,
            Some(Strictness::Warning) => Level::Warning,
            Some(Strictness::Error) => Level::Error,
            None => rule.level_at(stage).max(finding.at_least),
        };
        // What time alone brings about must never turn a merged file red overnight.
        finding.level = if finding.clock { level.min(Level::Warning) } else { level };
        true
    }

    fn stage(&self, finding: &Diagnostic) -> Option<Stage> {
        let initiative = finding.initiative.as_ref()?;
        self.portfolio.initiatives.get(initiative)?.stage
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::{MemoryTree, Options, load};

    #[test]
    fn a_finding_of_no_rule_is_an_error_and_never_lost() {
        let tree = MemoryTree::new([("people.toml", "[dana]\nname = 'Dana'\n")]);
        let mut loaded = load(&tree, &Options::default());
        let at = crate::diagnostic::At::file(FileId(0));
        loaded.problems.push(Diagnostic::new(Code(999), at, "nobody knows of this"));
        let found = run(&loaded, "2026-11-23".parse().unwrap()).findings;
        assert_eq!(found.iter().map(|it| (it.code, it.level)).collect::<Vec<_>>(), [(Code(999), Level::Error)]);
    }
}
