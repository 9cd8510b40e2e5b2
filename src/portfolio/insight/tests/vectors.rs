//! The three worked examples of the model, from files to numbers.

use super::*;
use crate::insight::gates::GATES;
use crate::insight::readiness::{Verdict, add_up, verdict};

/// Two complete paths through the organisation: lee and bo decide, kim is exec of both teams, sam knows the system.
#[test]
fn coverage_of_two_teams() {
    let initiative = [
        HEAD,
        "systems = [{ ref = 'checkout', change = 'config' }]\n",
        &ask("retry", "payments", ""),
        &ask("log", "ledger", ""),
        "[[stakeholder]]\nperson = 'kim'\n",
        &talk("2027-01-20", "'lee'", "one_on_one", ""),
        &talk("2027-01-21", "'ana'", "one_on_one", ""),
        &talk("2027-01-22", "'bo', 'una'", "group", ""),
        &talk("2026-11-30", "'sam'", "one_on_one", ""),
    ]
    .concat();
    let systems = "[checkout]\nname = 'Checkout'\nowner = 'payments'\nsmes = ['sam']\n";
    let sample = Sample::new(&initiative, &[("systems.toml", systems)]);
    let coverage = sample.coverage();
    let expected = [
        "bo decider/ledger+pm/ledger 3 contacted",
        "eva em/ledger 2 missing",
        "lee decider/payments+pm/payments+pm/checkout 3 met",
        "ana em/payments+em/checkout 2 met",
        "sam sme/checkout 1 met stale",
    ];
    let mut shown = lines(&coverage);
    // kim stands with the first asked team by name.
    assert_eq!(shown.remove(2), "kim exec/payments+exec/ledger+listed/stakeholder 2 identified");
    assert_eq!(shown, expected);
    assert_eq!(coverage.coverage, Some(57));
    assert_eq!((coverage.asks_covered, coverage.asks), (0, 2));
    let teams: Vec<_> = coverage.teams.iter().map(|team| (team.team.as_str(), team.coverage)).collect();
    assert_eq!(teams, [("ledger", Some(28)), ("payments", Some(78))]);
    assert_eq!(coverage.weakest().unwrap().team.as_str(), "ledger");
    assert!(coverage.slots[0].group_only);
}

/// The readiness vector: forty days left, half of the asks complete, one of four deciders met.
fn late() -> String {
    let complete = "effort = { min = 3, max = 5 }\nneed_by = 2027-05-01\nwhy_you = 'Yours'\ndone_when = 'Green'";
    let listed = ["sam", "sue", "tom", "una"].map(|person| format!("[[stakeholder]]\nperson = '{person}'\n")).concat();
    [
        HEAD,
        "target_cycle = 'c91'\n\
         [problem]\nwho = 'Buyers'\nimpact = 'Charged twice'\nbenefit_if_gone = 'Trust'\n\
         affected = { count = 200, basis = 'query 7' }\n\
         [outcome]\ngoal = 'A buyer is charged once'\nbusiness = [{ claim = 'Fewer refunds' }]\n\
         [support]\ncontact = 'dana'\nhours = 'daily'\nfrom = 2027-03-01\nuntil = 2027-07-01\n\
         [[metric]]\nid = 'm'\nname = 'Double charges'\nbaseline = { value = 9 }\ntarget = { value = 0 }\n\
         [[evidence]]\nid = 'a'\ndate = 2026-10-01\nkind = 'ticket'\nclaim = 'a'\n\
         [[evidence]]\nid = 'b'\ndate = 2026-10-01\nkind = 'ticket'\nclaim = 'b'\n\
         [[evidence]]\nid = 'c'\ndate = 2026-10-01\nkind = 'metric'\nclaim = 'c'\n\
         [[pitch]]\naudience = 'pm'\ntext = 'Less noise'\n[[pitch]]\naudience = 'em'\ntext = 'Less noise'\n\
         [[step]]\nid = 'one'\ntext = 'One'\neffort = 2\n[[step]]\nid = 'two'\ntext = 'Two'\neffort = 4\n",
        &ask("retry", "payments", complete),
        &ask("log", "ledger", "effort = { min = 1, max = 2 }"),
        &listed,
        &talk("2027-01-20", "'lee'", "one_on_one", ""),
        &talk("2027-01-21", "'sam', 'sue', 'tom', 'una'", "group", ""),
    ]
    .concat()
}

const ONE_MANAGER: &str = "[department]\nname = 'Department'\nexec = 'kim'\n\
    [payments]\nname = 'Payments'\nparent = 'department'\npm = 'lee'\nem = 'ana'\ncapacity = 100\n\
    [ledger]\nname = 'Ledger'\nparent = 'department'\npm = 'bo'\nem = 'bo'\ncapacity = 100\n";

#[test]
fn readiness_forty_days_before_planning() {
    let sample = Sample::new(&late(), &[("teams.toml", ONE_MANAGER)]);
    let readiness = sample.readiness();
    let scores: Vec<_> =
        readiness.gates.iter().map(|gate| if gate.applies { gate.score.to_string() } else { "n/a".into() }).collect();
    let expected = ["1", "2/3", "1", "1/2", "2/3", "5/8", "1", "0", "1/4", "1", "n/a", "1", "0", "1", "0"];
    assert_eq!(scores, expected);
    assert_eq!(readiness.days, Some(40));
    assert_eq!(readiness.planning_on, Some(date("2027-03-11")));
    assert_eq!((readiness.readiness, readiness.expected, readiness.due), (65, Some(52), Some(75)));
    assert_eq!(readiness.verdict, Verdict::Late);
    let failing: Vec<_> = readiness
        .next()
        .into_iter()
        .filter(|gate| gate.blocks && gate.slack <= Some(0))
        .map(|gate| (gate.id, gate.slack.unwrap()))
        .collect();
    assert_eq!(failing, [("G02", -23), ("G04", -16), ("G06", -2)]);
    let largest = readiness.gates.iter().max_by_key(|gate| gate.gain).unwrap();
    assert_eq!((largest.id, largest.gain), ("G09", fraction(75, 8)), "9.375 is shown as 9.4");
    let next: Vec<_> = readiness.next().iter().take(3).map(|gate| (gate.id, gate.action.as_str())).collect();
    assert_eq!(
        next,
        [
            ("G02", "add evidence from the last 90 days"),
            ("G04", "complete ask `log`: done_when, why_you, need_by"),
            ("G05", "write a pitch for audience `exec`"),
        ]
    );
    let deciders = &readiness.gates[8];
    assert_eq!(
        deciders.reason,
        "1 of 4 met one-on-one and not too long ago; not yet bo (decides for ledger), kim (exec of payments), ana (em of payments)"
    );
    assert_eq!(deciders.action, "meet bo (decides for ledger) one-on-one");
    assert_eq!(deciders.at, sample.record().at("/ask/1"));
}

#[test]
fn the_sums_alone_give_the_same_numbers() {
    let scores = [
        (1, 1),
        (2, 3),
        (1, 1),
        (1, 2),
        (2, 3),
        (5, 8),
        (1, 1),
        (0, 1),
        (1, 4),
        (1, 1),
        (0, 1),
        (1, 1),
        (0, 1),
        (1, 1),
        (0, 1),
    ];
    let mut gates = Sample::new(HEAD, &[]).readiness().gates;
    for ((result, gate), (numerator, denominator)) in gates.iter_mut().zip(GATES).zip(scores) {
        (result.lead, result.applies) = (gate.lead.into(), gate.id != "G11");
        result.score = fraction(numerator, denominator);
    }
    let sums = add_up(&mut gates, Some(40));
    assert_eq!((sums.readiness, sums.expected, sums.due), (65, Some(52), Some(75)));
    assert_eq!(verdict(&gates, sums, false), Verdict::Late);
    assert_eq!(verdict(&gates, sums, true), Verdict::Missed);
    let sums = add_up(&mut gates, None);
    assert_eq!((sums.readiness, sums.expected, sums.due), (65, None, None));
    assert!(gates.iter().all(|gate| gate.slack.is_none()));
}

#[test]
fn verdicts_follow_their_order() {
    let mut gates = Sample::new(HEAD, &[]).readiness().gates;
    let mut judge = |scores: fn(&str) -> i64, days| {
        for (result, gate) in gates.iter_mut().zip(GATES) {
            (result.lead, result.applies) = (gate.lead.into(), true);
            result.score = fraction(scores(gate.id), 4);
        }
        let sums = add_up(&mut gates, Some(days));
        verdict(&gates, sums, false)
    };
    assert_eq!(judge(|_| 4, 40), Verdict::Complete);
    assert_eq!(judge(|id| if id == "G01" { 3 } else { 4 }, 71), Verdict::OnTrack, "not due");
    assert_eq!(judge(|id| if id == "G01" { 3 } else { 4 }, 70), Verdict::Behind, "due today");
    assert_eq!(judge(|id| if id == "G01" { 3 } else { 4 }, 63), Verdict::Behind, "seven days late");
    assert_eq!(judge(|id| if id == "G01" { 3 } else { 4 }, 62), Verdict::Late, "eight days late");
    assert_eq!(judge(|id| if id == "G05" { 0 } else { 4 }, 0), Verdict::Complete, "does not block, 94");
    assert_eq!(judge(|id| if id == "G05" || id == "G11" || id == "G08" { 0 } else { 4 }, 0), Verdict::OnTrack, "86");
    assert_eq!(
        judge(|id| if ["G05", "G08", "G10", "G14", "G15"].contains(&id) { 0 } else { 4 }, 28),
        Verdict::OnTrack,
        "68 of 82: D is 82"
    );
    assert_eq!(
        judge(|id| if ["G05", "G08", "G10", "G11", "G14"].contains(&id) { 0 } else { 4 }, 14),
        Verdict::Behind,
        "77 of 97: D is 79"
    );
}
