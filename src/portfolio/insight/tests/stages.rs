//! Which stage a file supports, and what it lacks for the one it declares.

use super::*;
use crate::model::Stage;

/// An initiative that is delivered and lacks nothing; each part is taken away below.
const DELIVERED: &str = "\
title = 'Charge once'
owner = 'dana'
stage = 'delivered'
stage_since = 2026-12-01
category = 'reliability'
kind = 'rollout'
influence = 'influence'
summary = 'Buyers are charged once.'
target_cycle = 'c91'
systems = [{ ref = 's', change = 'schema' }]
alternatives = [{ text = 'Do nothing' }]
open_questions = [{ q = 'Who?', answer = 'They' }]
[roles]
product = 'lee'
delivery = 'ana'
[problem]
who = 'Buyers'
impact = 'Charged twice'
benefit_if_gone = 'Trust'
refs = ['p']
[problem.affected]
count = 200
basis = 'query 7'
[outcome]
goal = 'A buyer is charged once'
business = [{ claim = 'Fewer refunds' }]
[support]
contact = 'dana'
hours = 'daily'
from = 2027-03-01
until = 2027-07-01
[closing]
lesson = 'Ask early'
[[segment]]
who = 'Buyers'
[[metric]]
id = 'm'
name = 'Double charges'
source = 'query 7'
primary = true
baseline = { value = 9 }
target = { value = 0 }
readings = [{ value = 1 }]
[[evidence]]
id = 'e1'
date = 2026-10-01
kind = 'ticket'
claim = 'a'
[[evidence]]
id = 'e2'
date = 2026-10-01
kind = 'ticket'
claim = 'b'
answers = ['n']
[[evidence]]
id = 'e3'
date = 2026-10-01
kind = 'metric'
claim = 'c'
[[pitch]]
audience = 'pm'
text = 'Less noise'
[[pitch]]
audience = 'em'
text = 'Less noise'
[[pitch]]
audience = 'exec'
text = 'Less noise'
[[conversation]]
date = 2026-12-01
with = ['lee']
format = 'one_on_one'
needs = [{ id = 'n' }]
follow_up_by = 2027-08-01
[[conversation]]
date = 2026-12-01
with = ['ana']
format = 'one_on_one'
[[conversation]]
date = 2026-12-01
with = ['kim']
format = 'group'
[[ask]]
id = 'a'
team = 'payments'
kind = 'work'
what = 'Do it'
why_you = 'Yours'
done_when = 'Green'
effort = { min = 1, max = 2 }
need_by = 2027-05-01
status = 'done'
committed_effort = 2
[[step]]
id = 'one'
text = 'One'
[step.release]
schema_change = true
rollback = ['drop the column']
[[step]]
id = 'two'
text = 'Two'
[step.release]
rollback = ['switch off']
[[deliverable]]
id = 'd'
text = 'It'
owner = 'ana'
start = 2027-04-01
end = 2027-05-01
status = 'done'
[[deliverable]]
id = 'extra'
text = 'More'
owner = 'ana'
start = 2027-04-01
end = 2027-05-01
status = 'at_risk'
stretch = true
[[decision]]
date = 2027-03-20
by = 'lee'
what = 'Go'
kind = 'accept'
[[review]]
date = 2026-12-01
by = 'sam'
lens = 'challenge'
[[risk]]
text = 'Late'
response = 'Start early'
[[update]]
date = 2027-05-01
by = 'dana'
text = 'Done'
[[retro]]
findings = 'Fine'
";

const FILES: &[(&str, &str)] = &[
    ("systems.toml", "[s]\nname = 'S'\nowner = 'payments'\nsmes = ['lee']\n"),
    ("problems.toml", "[p]\ntitle = 'Double charges'\n"),
];

fn sample(change: impl Fn(&str) -> String) -> Sample {
    Sample::new(&change(DELIVERED), FILES)
}

/// What is missing once `part` is replaced by `by`; the part must be there.
fn lacking(part: &str, by: &str) -> Vec<String> {
    assert!(DELIVERED.contains(part), "{part}");
    sample(|text| text.replacen(part, by, 1)).missing()
}

/// What is missing at `stage` once `part` is replaced by `by`.
fn lacking_at(stage: &str, part: &str, by: &str) -> Vec<String> {
    let staged = |text: &str| text.replace("stage = 'delivered'", &format!("stage = '{stage}'"));
    sample(|text| staged(text).replacen(part, by, 1)).missing()
}

#[test]
fn a_complete_file_supports_delivered() {
    let support = sample(str::to_owned).support();
    assert_eq!(support.missing, []);
    assert_eq!(support.supported, Some(Stage::Delivered));
}

#[test]
fn every_requirement_is_named_with_its_stage() {
    let expected: &[(Stage, &str, &str, &str)] = &[
        (Stage::Idea, "title = 'Charge once'\n", "", "title"),
        (Stage::Idea, "title = 'Charge once'\n", "title = ' '\n", "title"),
        (Stage::Idea, "owner = 'dana'\n", "", "owner"),
        (Stage::Idea, "stage_since = 2026-12-01\n", "", "stage_since"),
        (Stage::Problem, "who = 'Buyers'\n", "", "problem.who"),
        (Stage::Problem, "impact = 'Charged twice'\n", "", "problem.impact"),
        (Stage::Problem, "benefit_if_gone = 'Trust'\n", "", "problem.benefit_if_gone"),
        (Stage::Problem, "count = 200\n", "", "problem.affected.count"),
        (Stage::Problem, "[[segment]]\nwho = 'Buyers'\n", "", "segment"),
        (Stage::Problem, "summary = 'Buyers are charged once.'\n", "", "summary"),
        (Stage::Problem, "product = 'lee'\n", "", "roles.product"),
        (Stage::Proposal, "basis = 'query 7'\n", "", "problem.affected.basis"),
        (Stage::Proposal, "systems = [{ ref = 's', change = 'schema' }]\n", "", "systems"),
        (Stage::Proposal, "kind = 'rollout'\n", "", "kind"),
        (Stage::Proposal, "influence = 'influence'\n", "", "influence"),
        (Stage::Proposal, "target_cycle = 'c91'\n", "", "target_cycle"),
        (Stage::Proposal, "goal = 'A buyer is charged once'\n", "", "outcome.goal"),
        (Stage::Proposal, "source = 'query 7'\n", "", "metric with baseline, target and source"),
        (Stage::Proposal, "baseline = { value = 9 }\n", "", "metric with baseline, target and source"),
        (Stage::Proposal, "alternatives = [{ text = 'Do nothing' }]\n", "", "alternatives"),
        (Stage::Proposal, "what = 'Do it'\n", "what = ''\n", "ask (or self-serve steps only)"),
        (Stage::Proposal, "delivery = 'ana'\n", "", "roles.delivery"),
        (Stage::Proposal, "refs = ['p']\n", "", "problem.refs"),
        (Stage::Ready, "effort = { min = 1, max = 2 }\n", "", "effort of ask `a`"),
        (Stage::Ready, "done_when = 'Green'\n", "", "done_when of ask `a`"),
        (Stage::Ready, "why_you = 'Yours'\n", "", "why_you of ask `a`"),
        (Stage::Ready, "need_by = 2027-05-01\n", "", "need_by of ask `a`"),
        (Stage::Ready, "business = [{ claim = 'Fewer refunds' }]\n", "", "outcome.business"),
        (Stage::Ready, "kind = 'metric'\n", "kind = 'ticket'\n", "3 items of evidence of 2 kinds (3 of 1)"),
        (Stage::Ready, "[[pitch]]\naudience = 'exec'", "[[pitch]]\naudience = 'sme'", "pitch for exec"),
        (Stage::Ready, "lens = 'challenge'\n", "lens = 'wording'\n", "review with lens `challenge`"),
        (Stage::Ready, ", answer = 'They'", "", "answer of open question 1"),
        (Stage::Ready, "answers = ['n']\n", "", "evidence that answers `n`"),
        (Stage::Ready, "response = 'Start early'\n", "", "risk with response"),
        (Stage::Ready, "hours = 'daily'\n", "", "support.hours"),
        (Stage::Ready, "from = 2027-03-01\n", "", "support.from"),
        (Stage::Ready, "until = 2027-07-01\n", "", "support.until"),
        (Stage::Ready, "rollback = ['drop the column']\n", "", "release.rollback of step `one`"),
        (
            Stage::Committed,
            "status = 'done'\ncommitted_effort",
            "committed_effort",
            "accepted ask with committed_effort",
        ),
        (Stage::Committed, "committed_effort = 2\n", "", "accepted ask with committed_effort"),
        (Stage::Committed, "kind = 'accept'\n", "kind = 'scope'\n", "decision of kind `accept`"),
        (Stage::Committed, "owner = 'ana'\n", "", "owner of deliverable `d`"),
        (Stage::Committed, "start = 2027-04-01\n", "", "start of deliverable `d`"),
        (Stage::Committed, "end = 2027-05-01\n", "", "end of deliverable `d`"),
        (Stage::Committed, "rollback = ['switch off']\n", "", "release.rollback of step `two`"),
        (Stage::Committed, "[[update]]\ndate = 2027-05-01\nby = 'dana'\ntext = 'Done'\n", "", "update"),
        (Stage::Delivered, "readings = [{ value = 1 }]\n", "", "primary metric with target and a reading"),
        (Stage::Delivered, "primary = true\n", "", "primary metric with target and a reading"),
        (
            Stage::Delivered,
            "status = 'done'\n[[deliverable]]",
            "status = 'at_risk'\n[[deliverable]]",
            "deliverable `d` done or wont_do",
        ),
        (Stage::Delivered, "follow_up_by = 2027-08-01\n", "", "conversation.follow_up_by"),
        (Stage::Delivered, "[[retro]]\nfindings = 'Fine'\n", "", "retro"),
        (Stage::Delivered, "lesson = 'Ask early'\n", "", "closing.lesson"),
    ];
    for (stage, part, by, field) in expected {
        assert!(DELIVERED.contains(part), "{part}");
        let support = sample(|text| text.replacen(part, by, 1)).support();
        let found: Vec<_> = support.missing.iter().map(|it| (it.stage, it.field.as_str())).collect();
        assert_eq!(found, [(*stage, *field)], "{part:?} → {by:?}");
        let below = Stage::ALL.iter().rev().find(|below| *below < stage).copied();
        assert_eq!(support.supported, below, "{part:?} → {by:?}");
    }
}

#[test]
fn only_what_the_declared_stage_asks_for_is_missing() {
    assert_eq!(lacking_at("problem", "kind = 'rollout'\n", ""), [""; 0]);
    assert_eq!(lacking_at("proposal", "kind = 'rollout'\n", ""), ["kind"]);
    assert_eq!(lacking_at("committed", "lesson = 'Ask early'\n", ""), [""; 0]);
    let bare = Sample::new("title = 'X'\n", &[]).support();
    assert_eq!(bare.supported, None);
    assert_eq!(bare.missing.len(), 4, "an idea lacks owner, stage, stage_since and category");
    let proposal = Sample::new(&HEAD.replace("problem", "proposal"), &[]).support();
    assert_eq!(proposal.supported, Some(Stage::Idea));
    assert!(proposal.missing.iter().any(|it| it.stage == Stage::Problem));
}

#[test]
fn nothing_is_asked_of_parked_and_dropped() {
    for stage in ["parked", "dropped"] {
        let support = Sample::new(&HEAD.replace("problem", stage), &[]).support();
        assert_eq!((support.supported, support.missing), (None, vec![]));
    }
}

#[test]
fn product_work_needs_no_known_problem() {
    let text = |text: &str| text.replace("refs = ['p']\n", "").replace("'reliability'", "'product'");
    assert_eq!(sample(text).missing(), [""; 0]);
    let ktlo = |text: &str| text.replace("refs = ['p']\n", "").replace("'reliability'", "'ktlo'");
    assert_eq!(sample(ktlo).missing(), ["problem.refs"]);
}

#[test]
fn all_deciders_must_be_met_alone() {
    let lee = "with = ['lee']\nformat = 'one_on_one'\n";
    let group = "with = ['lee']\nformat = 'group'\n";
    assert_eq!(lacking(lee, group), ["one-on-one with lee (decides)", "coverage of 80 (now 62)"]);
    let excluded = "owner = 'dana'\nexcluded = [{ person = 'lee', reason = 'r', by = 'dana', until = 2020-01-01 }]\n";
    let kim = ("with = ['kim']\nformat = 'group'\n", "with = ['kim']\nformat = 'one_on_one'\n");
    let leave_out = |text: &str| text.replacen("owner = 'dana'\n", excluded, 1).replacen(kim.0, kim.1, 1);
    let missing = sample(|text| leave_out(&text.replacen(lee, group, 1))).missing();
    assert_eq!(missing, ["one-on-one with lee (decides)"], "an excluded decider still must be met");
    let decider = |person: &str, text: &str| text.replacen("need_by", &format!("decider = '{person}'\nneed_by"), 1);
    let going_on = |text: &str| decider("gus", text).replace("'delivered'", "'committed'");
    assert_eq!(sample(going_on).missing(), ["coverage of 80 (now 60)"], "an inactive one is a vacant slot alone");
    let missing = sample(|text| decider("gus", text)).missing();
    let delivered = ["one-on-one with gus (decides)", "coverage of 80 (now 60)"];
    assert_eq!(missing, delivered, "what was delivered is judged as if they were there");
    assert_eq!(sample(|text| decider("dana", text)).missing(), [""; 0], "the owner has met themselves");
    let old = |text: &str| text.replace("date = 2026-12-01", "date = 2001-12-01");
    assert_eq!(sample(old).missing(), [""; 0], "age does not matter");
    let ahead = |text: &str| text.replace("date = 2026-12-01", "date = 2199-12-01");
    assert_eq!(sample(ahead).missing().len(), 4, "what is still ahead does not count");
}

#[test]
fn coverage_follows_the_threshold_of_the_workspace() {
    // lee 3 and ana 2 met, lee 1 as expert, kim 2 in a group: 7/8.
    let with = |percent: u32| {
        let settings = format!("thresholds = {{ coverage_ready = {percent} }}\n");
        let files = [("canvass.toml", settings.as_str())];
        Sample::new(DELIVERED, &[FILES, &files].concat()).missing()
    };
    assert_eq!(with(87), [""; 0]);
    assert_eq!(with(88), ["coverage of 88 (now 87)"]);
}

#[test]
fn an_ask_that_changed_after_the_last_contact_lowers_coverage() {
    let changed = lacking("need_by = 2027-05-01\n", "need_by = 2027-05-01\nchanged_on = 2026-12-02\n");
    assert_eq!(changed, ["coverage of 80 (now 50)"]);
}

#[test]
fn an_owner_who_is_everybody_has_nobody_to_meet() {
    let teams = "[payments]\nname = 'P'\npm = 'dana'\nem = 'dana'\nexec = 'dana'\n";
    let files = [FILES, &[("teams.toml", teams)]].concat();
    assert_eq!(Sample::new(DELIVERED, &files).missing(), [""; 0]);
    let unknown =
        DELIVERED.replace("team = 'payments'", "team = 'nobody'").replace("change = 'schema'", "change = 'none'");
    let missing = Sample::new(&unknown, FILES).missing();
    assert_eq!(missing, ["decider of ask `a`", "coverage of 80 (nobody to meet is known)"]);
}

#[test]
fn who_asks_nobody_needs_no_coverage_deciders_or_pitches() {
    let alone = |text: &str| {
        let asks = text.find("[[ask]]").unwrap()..text.find("[[step]]").unwrap();
        let mut text = text.to_owned();
        text.replace_range(asks, "");
        text.replace("text = 'One'\n", "text = 'One'\nself_serve = true\n")
            .replace("text = 'Two'\n", "text = 'Two'\nself_serve = true\n")
            .replace("[[pitch]]\naudience = 'pm'\ntext = 'Less noise'\n", "")
    };
    assert_eq!(sample(alone).missing(), [""; 0]);
    let dependent = |text: &str| alone(text).replacen("self_serve = true\n", "", 1);
    assert_eq!(sample(dependent).support().supported, Some(Stage::Problem));
}

#[test]
fn a_changed_schema_needs_one_way_back_and_other_releases_only_once_committed() {
    let none = |text: &str| {
        text.replace("schema_change = true\nrollback = ['drop the column']\n", "")
            .replace("rollback = ['switch off']\n", "")
    };
    let fields = sample(none).support().missing;
    let fields: Vec<_> = fields.iter().map(|it| (it.stage, it.field.as_str())).collect();
    assert_eq!(
        fields,
        [
            (Stage::Ready, "step.release.rollback"),
            (Stage::Committed, "release.rollback of step `one`"),
            (Stage::Committed, "release.rollback of step `two`"),
        ]
    );
    let config = |text: &str| none(text).replace("'schema'", "'config'");
    assert!(sample(config).support().missing.iter().all(|it| it.stage == Stage::Committed));
}

#[test]
fn what_is_dated_ahead_supports_nothing_before_its_day() {
    let expected = [
        (
            "date = 2026-10-01\nkind = 'metric'",
            "date = 2027-08-30\nkind = 'metric'",
            "3 items of evidence of 2 kinds (2 of 1)",
        ),
        ("date = 2026-12-01\nwith = ['lee']", "date = 2027-08-30\nwith = ['lee']", "one-on-one with lee (decides)"),
        ("date = 2027-03-20\nby = 'lee'", "date = 2027-08-30\nby = 'lee'", "decision of kind `accept`"),
        ("date = 2026-12-01\nby = 'sam'", "date = 2027-08-30\nby = 'sam'", "review with lens `challenge`"),
        ("date = 2027-05-01\nby = 'dana'", "date = 2027-08-30\nby = 'dana'", "update"),
        (
            "readings = [{ value = 1 }]",
            "readings = [{ value = 1, date = 2027-08-30 }]",
            "primary metric with target and a reading",
        ),
        ("findings = 'Fine'", "findings = 'Fine'\ndate = 2027-08-30", "retro"),
    ];
    for (part, by, field) in expected {
        assert!(DELIVERED.contains(part), "{part}");
        let sample = sample(|text| text.replacen(part, by, 1));
        let before = sample.support_on("2027-08-29");
        assert!(before.missing.iter().any(|it| it.field == field), "{by:?}: {:?}", before.missing);
        assert_eq!(sample.support_on("2027-08-30").missing, [], "{by:?}");
    }
    // What is not asked yet needs no answer yet.
    let asked = sample(|text| text.replace("{ q = 'Who?', answer = 'They' }", "{ q = 'Who?', asked_on = 2027-08-30 }"));
    assert_eq!(asked.support_on("2027-08-29").missing, []);
    assert_eq!(asked.support_on("2027-08-30").missing.len(), 1);
}

#[test]
fn nobodys_leaving_takes_away_what_was_delivered() {
    let (_, people) = ORGANISATION.iter().find(|(path, _)| *path == "people.toml").unwrap();
    for gone in [&["lee"][..], &["ana"], &["kim"], &["dana"], &["lee", "ana", "kim", "dana", "sam"]] {
        let left = people.lines().map(|line| match gone.iter().any(|who| line == format!("[{who}]")) {
            true => format!("{line}\nactive = false\n"),
            false => format!("{line}\n"),
        });
        let left = left.collect::<String>();
        let files: Vec<_> = FILES.iter().copied().chain([("people.toml", left.as_str())]).collect();
        assert_eq!(Sample::new(DELIVERED, &files).support().missing, [], "{gone:?} left");
        // As long as it goes on, whoever decides must be there.
        let going_on = Sample::new(&DELIVERED.replace("'delivered'", "'committed'"), &files).support();
        let decides = gone.iter().any(|who| ["lee", "ana", "kim"].contains(who));
        assert_eq!(going_on.missing.is_empty(), !decides, "{gone:?}: {:?}", going_on.missing);
    }
}
