//! A world in which everything goes wrong that can, and in which every promise of filing is checked all the time: two
//! thousand worlds for each profile, or as many as `CANVASS_WORLDS` says; ten mistakes that must be noticed; and a
//! million worlds on request.
//!
//! A seed decides what happens, so that whatever is found can be looked at again. [`world`] is the host, [`keeper`] the
//! ledger, [`people`] what people do, [`profiles`] what goes wrong and how often, [`schedule`] who runs when.
//! [`invariants`] says what must be true at rest, and [`bugs`] are mistakes that must be noticed. What must be true of
//! every step is checked where the step is taken.

// A test that panics has done its work; clippy knows only functions marked as tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)]

mod bugs;
mod chance;
mod invariants;
mod keeper;
mod people;
mod profiles;
mod schedule;
mod totals;
mod world;

use bugs::Bug;
use profiles::{PROFILES, Profile};
use totals::{Total, is_noticed, total};

/// Enough for each of the ten mistakes to be noticed; a scheduled job looks at five times as many.
const WORLDS: u64 = 2_000;

fn worlds() -> u64 {
    let wanted = std::env::var("CANVASS_WORLDS").ok();
    wanted.map_or(WORLDS, |number| number.parse().expect("CANVASS_WORLDS is a number"))
}

fn profile(name: &str) -> &'static Profile {
    PROFILES.iter().find(|profile| profile.name == name).unwrap()
}

/// The worlds of a profile as a row of the page, once nothing is wrong with them.
fn judged(profile: &Profile, seeds: u64) -> String {
    let Total { surplus, doubled, lost, violations } = total(profile, 0..seeds);
    let shown: Vec<_> = violations.iter().take(5).collect();
    assert!(shown.is_empty(), "{}: {} worlds: {shown:#?}", profile.name, violations.len());
    assert_eq!((doubled, lost), (0, 0), "{}", profile.name);
    format!("| {} | {seeds} | {surplus} | {doubled} | {lost} |", profile.name)
}

/// A test for one profile.
macro_rules! each {
    ($test:ident, $name:literal) => {
        #[test]
        fn $test() {
            println!("{}", judged(profile($name), worlds()));
        }
    };
}

each!(nothing, "nothing goes wrong");
each!(crash, "runs crash, at any step");
each!(lost_request, "requests are lost");
each!(lost_answer, "answers are lost");
each!(late, "issues arrive late, within Q");
each!(empty_list, "lists are empty");
each!(partial_list, "lists lack issues");
each!(failing_read, "lists and issues cannot be read");
each!(lagging, "new issues are listed minutes later");
each!(ledger_unread, "the ledger cannot be read");
each!(save_rejected, "changes of the ledger are rejected");
each!(save_unknown, "changes of the ledger are not answered");
each!(save_refused, "the ledger may not be changed");
each!(ledger_deleted, "the ledger is deleted");
each!(halt, "the host wants silence");
each!(refused, "the host refuses");
each!(repo_down, "repositories are archived for a while");
each!(repo_moved, "repositories are renamed and replaced");
each!(second_run, "two runs at once");
each!(dropped, "runs do not take place");
each!(people, "people do what they like");
each!(sleep, "runs sleep for hours, another takes over");
each!(host, "crashes, lost answers, lying lists");
each!(runners, "two runs, crashes, an unsteady ledger");
each!(logins, "two runs of two people, answers lost");
each!(restart, "the ledger is deleted, lists lie, answers are lost");
each!(team, "people, two runs, crashes, changing files");
each!(everything, "everything");
each!(too_late, "issues arrive later than Q (no promise)");
each!(lie_on, "lists lie longer than K (no promise)");
each!(everything_and_more, "everything, beyond Q and K (no promise)");

#[test]
#[ignore = "takes minutes: the table of the page"]
fn a_million_worlds() {
    let seeds = 1_000_000_u64.div_ceil(PROFILES.len() as u64);
    println!("| What goes wrong | Worlds | Surplus issues ever | Open duplicates at rest | Asks lost |");
    println!("| --- | --- | --- | --- | --- |");
    PROFILES.iter().for_each(|profile| println!("{}", judged(profile, seeds)));
}

#[test]
fn every_profile_has_a_test_and_a_row_on_the_page() {
    let page = include_str!("../../docs/src/exactly-once.md");
    for Profile { name, .. } in PROFILES {
        assert!(page.contains(&format!("| {name} |")), "{name} is missing in docs/src/filing.md");
        assert!(include_str!("main.rs").contains(&format!("\"{name}\");")), "{name} has no test");
    }
}

/// Looks for the first world of the profile called `name` in which `bug` is noticed.
fn notice(bug: Bug, name: &str) -> String {
    let noticed = (0..WORLDS).find_map(|seed| Some((seed, is_noticed(seed, profile(name), bug)?)));
    let (seed, what) = noticed.unwrap_or_else(|| panic!("{bug:?} goes unnoticed in {WORLDS} worlds of {name}"));
    println!("{bug:?}: world {seed}: {what}");
    what
}

#[test]
fn sending_again_at_once_is_noticed() {
    assert!(notice(Bug::RetryPost, "answers are lost").starts_with("I4"));
}

#[test]
fn sending_without_a_claim_is_noticed() {
    assert!(notice(Bug::NoClaim, "answers are lost").starts_with("I3"));
}

#[test]
fn trusting_a_list_that_lacks_known_numbers_is_noticed() {
    notice(Bug::NoGuard, "lists are empty");
}

#[test]
fn counting_one_look_is_noticed() {
    notice(Bug::NoConfirmation, "crashes, lost answers, lying lists");
}

#[test]
fn taking_errors_for_absences_is_noticed() {
    notice(Bug::ErrorAsEmpty, "crashes, lost answers, lying lists");
}

#[test]
fn closing_the_lowest_is_noticed() {
    assert!(notice(Bug::CloseLowest, "issues arrive later than Q (no promise)").starts_with("I5"));
}

#[test]
fn comparing_keys_by_their_beginnings_is_noticed() {
    notice(Bug::PrefixKeys, "nothing goes wrong");
}

#[test]
fn knowing_issues_by_their_titles_is_noticed() {
    notice(Bug::TitleAsKey, "people do what they like");
}

#[test]
fn counting_absences_at_once_is_noticed() {
    notice(Bug::NoQuarantine, "issues arrive late, within Q");
}

#[test]
fn filing_again_what_was_declined_is_noticed() {
    notice(Bug::RefileDeclined, "people do what they like");
}

/// Tells everything that happens in one world: `CANVASS_WORLD="two runs at once:17"`.
#[test]
#[ignore = "for looking at one world"]
fn replay() {
    totals::replay(&std::env::var("CANVASS_WORLD").unwrap()).unwrap();
}
