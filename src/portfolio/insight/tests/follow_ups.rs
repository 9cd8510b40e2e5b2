//! Whom an initiative owes an answer, by when, and what settles it.

use super::{Sample, date};
use crate::insight::follow_ups::{What, of};

/// What is owed on a day, each in a line.
fn owed(initiative: &str, day: &str) -> Vec<String> {
    let people = ("people.toml", "gone = { name = 'Gone', active = false }\n");
    let sample = Sample::new(&format!("title = 'X'\nowner = 'dana'\n{initiative}"), &[people]);
    let line = |owed: crate::insight::follow_ups::FollowUp| {
        let who: Vec<&str> = owed.who.iter().map(|person| person.as_str()).collect();
        format!("{:?} {} {} {}", owed.what, who.join("+"), owed.due, owed.at)
    };
    of(&sample.0, sample.record(), date(day)).into_iter().map(line).collect()
}

const PROMISE: &str =
    "[[conversation]]\ndate = 2027-01-05\nwith = ['lee', 'ana']\nformat = 'group'\nfollow_up_by = 2027-01-20\n";

fn talk(day: &str, with: &str, more: &str) -> String {
    format!("[[conversation]]\ndate = {day}\nwith = ['{with}']\nformat = 'async'\n{more}")
}

#[test]
fn a_promise_stands_until_each_was_spoken_or_written_to() {
    assert_eq!(owed(PROMISE, "2027-01-10"), ["Promised lee+ana 2027-01-20 /conversation/0/follow_up_by"]);
    assert_eq!(owed(PROMISE, "2027-01-04"), Vec::<String>::new(), "not given yet");
    let one = format!("{PROMISE}{}", talk("2027-01-06", "lee", ""));
    assert_eq!(owed(&one, "2027-01-30"), ["Promised ana 2027-01-20 /conversation/0/follow_up_by"]);
    assert_eq!(owed(&one, "2027-01-05"), ["Promised lee+ana 2027-01-20 /conversation/0/follow_up_by"]);
    let both = format!("{one}{}", talk("2027-01-05", "ana", ""));
    assert_eq!(owed(&both, "2027-01-30"), Vec::<String>::new(), "later on the same day");
    let missed = format!("{one}{}", talk("2027-01-07", "ana", "outcome = 'no_show'\n"));
    assert_eq!(owed(&missed, "2027-01-30").len(), 1);
    let again = format!("{one}{}", talk("2027-01-07", "ana", "follow_up_by = 2027-02-01\n"));
    assert_eq!(owed(&again, "2027-01-30"), ["Promised ana 2027-02-01 /conversation/2/follow_up_by"]);
}

#[test]
fn whoever_has_left_waits_no_longer() {
    let left = PROMISE.replace("'lee'", "'gone'");
    assert_eq!(owed(&left, "2027-01-30"), ["Promised ana 2027-01-20 /conversation/0/follow_up_by"]);
    assert_eq!(owed(&left.replace("'ana'", "'gone'"), "2027-01-30"), Vec::<String>::new());
}

const PILOT: &str = "[[step]]\nid = 'p'\ntext = 'P'\nkind = 'pilot'\nend = 2027-01-10\n";

#[test]
fn users_hear_of_a_milestone_within_two_weeks() {
    assert_eq!(owed(PILOT, "2027-01-09"), Vec::<String>::new());
    assert_eq!(owed(PILOT, "2027-01-10"), ["Milestone  2027-01-24 /step/0/end"]);
    assert_eq!(owed(&PILOT.replace("pilot", "build"), "2027-01-30"), Vec::<String>::new(), "users saw nothing");
    let asked = |day: &str| format!("{PILOT}[[interview]]\ndate = {day}\nquestions = ['What then?']\n");
    assert_eq!(owed(&asked("2027-01-11"), "2027-01-30"), Vec::<String>::new());
    assert_eq!(owed(&asked("2027-01-10"), "2027-01-30").len(), 1, "asked before it came");
    let word = |kind: &str| format!("{PILOT}[[evidence]]\nid = 'e'\ndate = 2027-01-12\nkind = '{kind}'\nclaim = 'C'\n");
    assert_eq!(owed(&word("customer"), "2027-01-30"), Vec::<String>::new());
    assert_eq!(owed(&word("metric"), "2027-01-30").len(), 1);
    let spoken = format!("{PILOT}{}", talk("2027-01-12", "lee", ""));
    assert_eq!(owed(&spoken, "2027-01-30").len(), 1, "lee is no user");
    let colleagues = format!("{spoken}[[segment]]\nid = 's'\nteams = ['payments']\n");
    assert_eq!(owed(&colleagues, "2027-01-30"), Vec::<String>::new());
}

#[test]
fn a_step_ends_when_its_deliverables_do() {
    let with = |status: &str| {
        format!("{PILOT}[[deliverable]]\nid = 'd'\nstep = 'p'\ntext = 'D'\nend = 2027-01-15\nstatus = '{status}'\n")
    };
    assert_eq!(owed(&with("in_progress"), "2027-01-30"), Vec::<String>::new());
    assert_eq!(owed(&with("done"), "2027-01-30"), ["Milestone  2027-01-24 /step/0/end"]);
    let undated = with("done").replacen("end = 2027-01-10\n", "", 1);
    assert_eq!(owed(&undated, "2027-01-30"), ["Milestone  2027-01-29 /deliverable/0/end"]);
}

#[test]
fn a_delivery_waits_for_its_users_and_is_forgotten_after_a_year() {
    let delivered = "stage = 'delivered'\nstage_since = 2027-01-02\n[closing]\ndate = 2027-01-01\n";
    assert_eq!(owed(delivered, "2027-01-30"), ["Delivery  2027-01-31 /closing/date"]);
    assert_eq!(owed(delivered, "2028-01-31").len(), 1);
    assert_eq!(owed(delivered, "2028-02-01"), Vec::<String>::new());
    let since = delivered.replace("date = 2027-01-01", "reason = 'R'");
    assert_eq!(owed(&since, "2027-01-30"), ["Delivery  2027-02-01 /stage_since"]);
    let promised = format!("{delivered}{PROMISE}");
    assert_eq!(owed(&promised, "2027-01-30").len(), 1, "the promise stands for it");
    assert!(owed(&promised, "2027-01-30")[0].starts_with(&format!("{:?}", What::Promised)));
    assert_eq!(owed(&format!("stage = 'dropped'\n{PILOT}"), "2027-01-30"), Vec::<String>::new());
}
