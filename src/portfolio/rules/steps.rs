//! The plan of an initiative, step by step (CV503): small, tried before it is rolled out, and easy to stop.
//!
//! What is asked of teams for it is left to [`super::asks`].

use super::amounts::{days, percent, tick};
use super::wording::{count, list};
use super::{Context, Subject};
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::insight::facts;
use crate::model::{Date, Days, Stage, Step, StepKind, Text};

/// Days of work up to which a single step is small.
const SMALL: Days = 10.0;
/// Days that a prototype sprint may take.
const SPRINT: i64 = 7;
/// Days that a step may go on before somebody looks whether to stop.
const INTERVAL: i64 = 42;

pub(super) fn not_incremental(context: &Context, subject: &Subject, findings: &mut Findings) {
    let initiative = &subject.record.value;
    findings.extend(big_first_step(context, subject));
    for (index, step) in initiative.steps.iter().enumerate() {
        findings.extend(loose_sprint(subject, index, step));
        findings.extend(without_checkpoint(subject, index, step));
    }
    findings.extend(undecided_phase(context, subject));
    let Some((index, rollout)) =
        facts::rollout_without_pilot(initiative).and_then(|index| Some((index, initiative.steps.get(index)?)))
    else {
        return;
    };
    let mut finding = Diagnostic::new(
        Code(503),
        subject.at(&format!("/step/{index}/kind")),
        format!("step {} rolls out before any pilot", tick(&rollout.id)),
    )
    .label("nobody has tried it first")
    .help("put a step with `kind = \"pilot\"` and one willing team before it")
    .about(format!("{} pilot", rollout.id));
    if let Some(later) = initiative.steps.iter().position(|step| step.kind == Some(StepKind::Pilot)) {
        finding = finding.related(subject.at(&format!("/step/{later}/kind")), "the pilot comes after it");
    }
    findings.push(finding);
}

/// One big step, or a first one that is most of the work and worth nothing alone; nothing while an effort is unknown.
fn big_first_step(context: &Context, subject: &Subject) -> Option<Diagnostic> {
    let initiative = &subject.record.value;
    let first = initiative.steps.first()?;
    let (effort, all) = (first.effort?, facts::effort_of_steps(initiative)?);
    let share = facts::first_step_share(initiative)?;
    let limit = f64::from(context.thresholds().first_step);
    let id = tick(&first.id);
    let at = subject.at("/step/0/effort");
    let finding = if initiative.steps.len() == 1 && effort > SMALL {
        Diagnostic::new(Code(503), at, format!("one big step: {id} takes {} and is all there is", days(effort)))
            .label(format!("more than {}", days(SMALL)))
            .help("split off the smallest part that is worth having on its own and make it the first step")
    } else if initiative.steps.len() > 1 && share > limit && !first.usable_alone {
        let part = percent(share);
        let message = format!("the first step {id} is {part} of all effort (limit {limit} %) and not usable alone");
        Diagnostic::new(Code(503), at, message)
            .label(format!("{effort} of {}", days(all)))
            .help("make it smaller, or shape it so that it is worth having alone and write `usable_alone = true`")
    } else {
        return None;
    };
    Some(finding.about(format!("{} first", first.id)))
}

/// A prototype sprint that is no sprint: longer than a week, or for nobody in particular.
fn loose_sprint(subject: &Subject, index: usize, step: &Step) -> Option<Diagnostic> {
    if step.kind != Some(StepKind::PrototypeSprint) {
        return None;
    }
    let id = tick(&step.id);
    let length = length(step).filter(|length| *length > SPRINT);
    // A thought names no users yet.
    let core = !subject.reached(Stage::Problem) || subject.record.segments.iter().any(|segment| segment.core);
    let mut reasons = Vec::new();
    reasons.extend(length.map(|length| format!("takes {} (max {SPRINT})", count(length, "day"))));
    reasons.extend((!core).then(|| "is for no core segment".to_owned()));
    if reasons.is_empty() {
        return None;
    }
    let key = if length.is_some() { "end" } else { "kind" };
    let message = format!("prototype sprint {id} {}", list(&reasons));
    let finding = Diagnostic::new(Code(503), subject.at(&format!("/step/{index}/{key}")), message)
        .label("one week, one focus, core users")
        .help("cut it to a week and one question, and say whose answer counts: `core = true` at their `[[segment]]`");
    Some(finding.about(format!("{} sprint", step.id)))
}

/// A long step that nobody looks at before its end.
fn without_checkpoint(subject: &Subject, index: usize, step: &Step) -> Option<Diagnostic> {
    let length = length(step).filter(|length| *length > INTERVAL)?;
    let latest = step.start?.plus_days(INTERVAL);
    let checkpoint = step.checkpoint.as_ref();
    if checkpoint.is_some_and(|it| facts::is_stated(it.stop_if.as_ref()) && it.date <= latest) {
        return None;
    }
    let lacks = match checkpoint {
        None => "has no checkpoint",
        Some(checkpoint) if !facts::is_stated(checkpoint.stop_if.as_ref()) => "has a checkpoint without `stop_if`",
        Some(_) => "has its checkpoint too late",
    };
    let key = if checkpoint.is_some() { "checkpoint" } else { "end" };
    let message =
        format!("step {} takes {} and {lacks} (want one within {INTERVAL})", tick(&step.id), count(length, "day"));
    let finding = Diagnostic::new(Code(503), subject.at(&format!("/step/{index}/{key}")), message)
        .label("nothing would stop it")
        .help(format!(
            "say when you look and what would end it: `checkpoint = {{ date = {latest}, stop_if = \"…\" }}`"
        ));
    Some(finding.about(format!("{} checkpoint", step.id)))
}

/// How many days a step takes, first and last included.
fn length(step: &Step) -> Option<i64> {
    Some(step.end?.days_since(step.start?) + 1)
}

/// The phase that is under way, or comes first, and is not decided yet; later ones may be.
fn undecided_phase(context: &Context, subject: &Subject) -> Option<Diagnostic> {
    let steps = &subject.record.value.steps;
    let over = |end: Option<Date>| end.is_some_and(|end| end < context.as_of);
    let current = steps.iter().position(|step| !over(step.end))?;
    let phase = steps.get(current)?.phase.as_ref();
    let same = |(index, step): &(usize, &Step)| *index == current || (phase.is_some() && step.phase.as_ref() == phase);
    let undecided = |step: &Step| match step.phase.as_ref().is_some_and(is_undecided) {
        true => Some("phase"),
        false => is_undecided(&step.text).then_some("text"),
    };
    let (index, step, key) = steps
        .iter()
        .enumerate()
        .skip(current)
        .filter(same)
        .find_map(|(index, step)| Some((index, step, undecided(step)?)))?;
    let message = format!("step {} belongs to the current phase and is not decided yet", tick(&step.id));
    let finding = Diagnostic::new(Code(503), subject.at(&format!("/step/{index}/{key}")), message)
        .label("only later phases may be open")
        .help("say what is done in it, or move it to a later phase")
        .about(format!("{} undecided", step.id));
    // What comes first is so from the beginning; what has become the current step has become it by time.
    Some(if current > 0 { finding.clock() } else { finding })
}

/// Whether a text only stands for one that is still to come.
fn is_undecided(text: &Text) -> bool {
    let plain = text.trim().trim_end_matches(['.', '?', '!', '…']).trim().to_lowercase();
    let words = ["", "tbd", "tba", "tbc", "todo", "to be decided", "to be defined", "to be determined"];
    words.contains(&plain.as_str())
}

#[cfg(test)]
mod tests {
    use super::is_undecided;

    #[test]
    fn what_stands_for_a_text_is_told_from_one() {
        for text in ["TBD", " tbd. ", "To be decided…", "?", "…", ""] {
            assert!(is_undecided(&text.into()), "{text}");
        }
        for text in ["pilot", "decide what is to be decided", "tbd after the pilot: two teams"] {
            assert!(!is_undecided(&text.into()), "{text}");
        }
    }
}
