//! How users are asked, and what becomes of it (CV601 to CV605); which words lead is left to
//! [`crate::insight::questions`].
//!
//! Whoever was interviewed is never named in a message: places lead there, and those who may read the file see them.

use super::amounts::tick;
use super::wording::{count, list, quote};
use super::{Check, Context, Rule, Subject};
use crate::diagnostic::{At, Code, Diagnostic, Findings, Level};
use crate::insight::facts::is_stated;
use crate::insight::questions;
use crate::model::{Interview, Question, Rank, Segment, Stage};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: Code(601),
        name: "interview-size",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "an interview with too many people, or one that took too long",
        docs: include_str!("docs/CV601.md"),
        check: Check::Initiative(interview_size),
    },
    Rule {
        code: Code(602),
        name: "interview-mixes-ranks",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "somebody was interviewed beside one who leads, manages or directs",
        docs: include_str!("docs/CV602.md"),
        check: Check::Initiative(interview_mixes_ranks),
    },
    Rule {
        code: Code(603),
        name: "leading-question",
        level: Level::Warning,
        raise: None,
        clock: false,
        closed: false,
        since: "0.1.0",
        summary: "a question puts the answer into somebody's mouth",
        docs: include_str!("docs/CV603.md"),
        check: Check::Initiative(leading_question),
    },
    Rule {
        code: Code(604),
        name: "findings-unshared",
        level: Level::Hint,
        raise: None,
        clock: true,
        closed: true,
        since: "0.1.0",
        summary: "findings of an interview were passed on to nobody",
        docs: include_str!("docs/CV604.md"),
        check: Check::Initiative(findings_unshared),
    },
    Rule {
        code: Code(605),
        name: "core-users-uninterviewed",
        level: Level::Warning,
        raise: None,
        clock: true,
        closed: false,
        since: "0.1.0",
        summary: "nobody has asked the users that it stands or falls with, or not for long",
        docs: include_str!("docs/CV605.md"),
        check: Check::Initiative(core_users_uninterviewed),
    },
];

/// People on either side of an interview, at most.
const MOST_PEOPLE: usize = 2;
/// Minutes from which on an interview is no longer about half an hour.
const MOST_MINUTES: u32 = 45;

/// Interviews that have been held, with their places.
fn held<'a>(context: &Context, subject: &Subject<'a>) -> impl Iterator<Item = (usize, &'a Interview)> {
    let as_of = context.as_of;
    let interviews: &'a [Interview] = &subject.record.value.interviews;
    interviews.iter().enumerate().filter(move |(_, interview)| interview.date <= as_of)
}

fn interview_size(_: &Context, subject: &Subject, findings: &mut Findings) {
    for (index, interview) in subject.record.interviews.iter().enumerate() {
        let (asked, asking) = (interview.participants.len(), interview.interviewers.len());
        let minutes = interview.minutes.unwrap_or_default();
        let parts = [
            (asked > MOST_PEOPLE, "participants", format!("{asked} interviewees (max {MOST_PEOPLE})")),
            (asking > MOST_PEOPLE, "interviewers", format!("{asking} interviewers (max {MOST_PEOPLE})")),
            (minutes > MOST_MINUTES, "minutes", format!("{minutes} min (about 30)")),
        ];
        let over: Vec<_> = parts.into_iter().filter(|(over, ..)| *over).collect();
        let Some((_, key, _)) = over.first() else { continue };
        let words: Vec<_> = over.iter().map(|(_, _, words)| words).collect();
        findings.push(
            Diagnostic::new(Code(601), subject.at(&format!("/interview/{index}/{key}")), list(&words))
                .label(if *key == "minutes" { "too long to listen" } else { "too many to be heard" })
                .help("next time ask one or two people, with one who asks and one who writes, for half an hour"),
        );
    }
}

fn interview_mixes_ranks(context: &Context, subject: &Subject, findings: &mut Findings) {
    for (index, interview) in subject.record.interviews.iter().enumerate() {
        let ranks = || {
            interview.participants.iter().enumerate().filter_map(|(place, participant)| {
                let of_roster = || context.portfolio.people.get(participant.person.as_ref()?)?.rank;
                Some((place, participant.rank.or_else(of_roster)?))
            })
        };
        let above = |rank| matches!(rank, Rank::Lead | Rank::Manager | Rank::Exec);
        // The highest of them is the one before whom the others are silent.
        let highest = ranks().filter(|(_, rank)| above(*rank)).max_by_key(|(_, rank)| *rank);
        let (Some((high, rank)), Some((low, _))) = (highest, ranks().find(|(_, rank)| *rank == Rank::Ic)) else {
            continue;
        };
        let at = |place| subject.at(&format!("/interview/{index}/participants/{place}"));
        let article = if rank == Rank::Exec { "an" } else { "a" };
        findings.push(
            Diagnostic::new(Code(602), at(low), format!("an ic and {article} {rank} interviewed together"))
                .label("says less beside the other")
                .related(at(high), format!("the {rank}"))
                .help(format!("ask again without the {rank}, in an interview of its own")),
        );
    }
}

fn leading_question(_: &Context, subject: &Subject, findings: &mut Findings) {
    for (index, interview) in subject.record.interviews.iter().enumerate() {
        for (place, question) in interview.questions.iter().enumerate() {
            let (key, justified) = match question {
                Question::Plain(_) => ("", false),
                Question::Justified(question) => ("/q", is_stated(Some(&question.ok))),
            };
            if justified {
                continue;
            }
            let at = subject.at(&format!("/interview/{index}/questions/{place}{key}"));
            let finding = leads(question.text(), at);
            let keep = "or write it as `{ q = \"…\", ok = \"why it may lead\" }`";
            findings.extend(finding.map(|finding| {
                let help = format!("{}, {keep}", finding.help);
                finding.help(help).about(quote(question.text()))
            }));
        }
    }
}

/// The finding about a question at `at`, if it leads.
#[must_use]
pub fn leads(question: &str, at: At) -> Option<Diagnostic> {
    let all = questions::all(question);
    let first = all.first()?;
    let mut patterns: Vec<&str> = all.iter().map(|leading| leading.pattern).collect();
    patterns.dedup();
    let words: Vec<String> = all.iter().map(|leading| format!("\"{}\"", quote(&leading.words))).collect();
    let (patterns, rewrite) = (list(&patterns), &first.rewrite);
    let message = format!("\"{}\" leads ({patterns}); try \"{rewrite}\"", quote(question));
    let help = "ask for what happened and let them judge it";
    Some(Diagnostic::new(Code(603), at, message).label(format!("by {}", list(&words))).help(help))
}

fn findings_unshared(context: &Context, subject: &Subject, findings: &mut Findings) {
    let within = context.thresholds().share_within;
    for (index, interview) in held(context, subject) {
        let found = interview.findings.iter().any(|finding| is_stated(Some(finding)));
        let shared = interview.shared.iter().any(|shared| shared.date <= context.as_of);
        if !found || shared || context.days_since(interview.date) <= i64::from(within) {
            continue;
        }
        findings.push(
            Diagnostic::new(
                Code(604),
                subject.at(&format!("/interview/{index}/findings")),
                format!("findings of {} not shared within {}", interview.date, count(within, "day")),
            )
            .label("known to you alone")
            .help(format!(
                "send or show them to the teams they concern and add `shared = [{{ date = {}, how = \"…\" }}]`",
                context.as_of
            ))
            .clock(),
        );
    }
}

fn core_users_uninterviewed(context: &Context, subject: &Subject, findings: &mut Findings) {
    // A thought is left in peace.
    if !subject.reached(Stage::Problem) {
        return;
    }
    let limit = context.thresholds().interview_age;
    let known = |interview: &Interview| {
        let named = |of| subject.record.segments.iter().any(|it| it.id.as_ref().is_some_and(|id| of == id));
        interview.segment.as_ref().is_none_or(named)
    };
    // Whom an interview was with that names a segment nobody wrote down is what has to be mended first.
    if !subject.record.interviews.iter().all(known) {
        return;
    }
    for (index, segment) in subject.record.segments.iter().enumerate().filter(|(_, segment)| segment.core) {
        let of = |interview: &Interview| {
            segment
                .id
                .as_ref()
                .is_some_and(|id| interview.segment.as_ref().is_some_and(|of| of.as_str() == id.as_str()))
        };
        let last = held(context, subject).filter(|(_, interview)| of(interview)).max_by_key(|(_, it)| it.date);
        if last.is_some_and(|(_, interview)| context.days_since(interview.date) <= i64::from(limit)) {
            continue;
        }
        let who = segment_name(segment);
        let key = if segment.id.is_some() { "/id" } else { "" };
        let mut finding = Diagnostic::new(
            Code(605),
            subject.at(&format!("/segment/{index}{key}")),
            format!("core segment {who} has no interview within {}", count(limit, "day")),
        )
        .label("it stands or falls with them")
        .about(who);
        let add = segment.id.as_ref().map_or_else(
            || "give the segment an `id` that interviews can name, and ask one or two of them".to_owned(),
            |id| {
                format!("ask one or two of them for half an hour and add an `[[interview]]` with `segment = \"{id}\"`")
            },
        );
        finding = finding.help(add);
        if let Some((last, _)) = last {
            finding = finding.related(subject.at(&format!("/interview/{last}/date")), "the last one");
        }
        findings.push(finding.clock());
    }
}

fn segment_name(segment: &Segment) -> String {
    match (&segment.id, &segment.who) {
        (Some(id), _) => tick(id),
        (None, Some(who)) => format!("\"{}\"", quote(who)),
        (None, None) => "without a name".to_owned(),
    }
}
