//! How far contact has come, what makes it stale, and where people stand.

use super::*;

/// The slot of lee, who decides for payments, after `talks`; the ask has `keys`.
fn lee(keys: &str, talks: &[String]) -> String {
    let text = [HEAD, "target_cycle = 'c91'\n", &ask("a", "payments", keys), &talks.concat()].concat();
    let coverage = Sample::new(&text, &[]).coverage();
    let slot = coverage.slots.iter().find(|slot| slot.person == Some("lee".into())).unwrap();
    let stale = if slot.stale { " stale" } else { "" };
    let group = if slot.group_only { " group" } else { "" };
    format!("{:?}{stale}{group}", slot.state).to_lowercase()
}

fn on(day: &str, format: &str, more: &str) -> String {
    talk(day, "'lee'", format, more)
}

const RECENT: &str = "2027-01-20";

#[test]
fn the_best_contact_decides_the_state() {
    assert_eq!(lee("", &[]), "missing");
    assert_eq!(lee("decider = 'lee'", &[]), "missing", "being named is no outreach");
    assert_eq!(lee("", &["[[stakeholder]]\nperson = 'lee'\n".into()]), "identified");
    for format in ["group", "presentation"] {
        assert_eq!(lee("", &[on(RECENT, format, "")]), "contacted group");
    }
    assert_eq!(lee("", &[on(RECENT, "document", "")]), "contacted");
    assert_eq!(lee("", &[on(RECENT, "async", "answered = true")]), "contacted");
    assert_eq!(lee("", &[on(RECENT, "async", "")]), "identified", "from us without an answer");
    assert_eq!(lee("", &[on(RECENT, "async", "initiated_by = 'us'")]), "identified");
    assert_eq!(lee("", &[on(RECENT, "async", "initiated_by = 'them'")]), "contacted", "they wrote to us");
    assert_eq!(lee("", &[on(RECENT, "one_on_one", "")]), "met");
    assert_eq!(lee("", &[on(RECENT, "one_on_one", ""), on("2027-01-22", "group", "")]), "met");
    assert_eq!(lee("", &[on(RECENT, "one_on_one", "outcome = 'no_show'")]), "missing", "a no-show is nothing");
    assert_eq!(lee("", &[on(RECENT, "one_on_one", "outcome = 'opposed'")]), "met");
}

#[test]
fn a_one_on_one_with_several_is_a_group() {
    let talk = talk(RECENT, "'lee', 'ana'", "one_on_one", "");
    assert_eq!(lee("", std::slice::from_ref(&talk)), "contacted group");
    let sample = Sample::new(&[HEAD, &ask("a", "payments", ""), &talk].concat(), &[]);
    assert_eq!(sample.coverage().slots[0].last.unwrap().format, crate::model::Format::Group);
}

#[test]
fn records_of_the_future_do_not_count() {
    let text = [HEAD, &ask("a", "payments", ""), &on("2027-02-01", "one_on_one", "")].concat();
    let sample = Sample::new(&text, &[]);
    assert_eq!(line(&sample.coverage().slots[0]), "lee decider/payments+pm/payments 3 missing");
    assert_eq!(line(&sample.coverage_on("2027-02-01").slots[0]), "lee decider/payments+pm/payments 3 met");
    assert_eq!(line(&sample.required().slots[0]), "lee decider/payments+pm/payments 3 missing", "nor for a stage");
    assert_eq!(sample.coverage_on("1970-01-01").coverage, Some(0));
}

#[test]
fn contact_is_stale_after_sixty_days_but_not_for_stages() {
    assert_eq!(lee("", &[on("2026-12-01", "one_on_one", "")]), "met", "60 days ago");
    assert_eq!(lee("", &[on("2026-11-30", "one_on_one", "")]), "met stale", "61 days ago");
    assert_eq!(lee("", &[on("2026-11-30", "group", "")]), "contacted stale group");
    assert_eq!(lee("", &[on("2026-11-30", "one_on_one", ""), on(RECENT, "group", "")]), "met", "the last one counts");
    assert_eq!(lee("", &[on("2026-11-30", "one_on_one", ""), on(RECENT, "async", "")]), "met stale", "no contact");
    let text = [HEAD, &ask("a", "payments", ""), &on("2020-01-01", "one_on_one", "")].concat();
    assert!(!Sample::new(&text, &[]).required().slots[0].stale);
    let limit = [("canvass.toml", "thresholds = { contact_stale = 5 }\n")];
    let text = [HEAD, &ask("a", "payments", ""), &on(RECENT, "one_on_one", "")].concat();
    assert!(Sample::new(&text, &limit).coverage().slots[0].stale);
}

#[test]
fn contact_from_before_a_change_is_stale_for_stages_too() {
    let met = [on(RECENT, "one_on_one", "")];
    assert_eq!(lee("changed_on = 2027-01-20", &met), "met", "on the same day");
    assert_eq!(lee("changed_on = 2027-01-21", &met), "met stale");
    assert_eq!(lee("changed_on = 2027-01-31", &met), "met", "not changed yet");
    let both = [HEAD, &ask("a", "payments", ""), &ask("b", "payments", "changed_on = 2027-01-25"), &met[0]].concat();
    let sample = Sample::new(&both, &[]);
    assert!(sample.coverage().slots[0].stale, "of several asks any makes stale");
    assert!(sample.required().slots[0].stale);
    assert!(!sample.coverage().slots.iter().find(|slot| slot.person == Some("ana".into())).unwrap().stale);
}

#[test]
fn contact_from_before_a_deferred_ask_rolled_over_is_stale() {
    let text = |keys: &str| {
        let talk = on("2027-03-20", "one_on_one", "");
        [HEAD, "target_cycle = 'c91'\n", &ask("a", "payments", keys), &talk].concat()
    };
    let stale = |keys: &str, day: &str| Sample::new(&text(keys), &[]).coverage_on(day).slots[0].stale;
    assert!(!stale("status = 'deferred'\ncycle = 'later'", "2027-03-24"), "the cycle it leaves is not closed yet");
    assert!(stale("status = 'deferred'\ncycle = 'later'", "2027-03-25"));
    assert!(!stale("status = 'presented'\ncycle = 'later'", "2027-03-25"), "planned for later from the start");
    assert!(!stale("status = 'deferred'", "2027-03-25"));
    assert!(!stale("status = 'deferred'\ncycle = 'c91'", "2027-03-25"), "it goes nowhere");
}

#[test]
fn stances_weigh_by_tier_and_the_latest_counts() {
    let text = [
        HEAD,
        &ask("a", "payments", ""),
        &on("2027-01-10", "one_on_one", "stance = { lee = 'opposed' }"),
        &on("2027-01-12", "one_on_one", "stance = { lee = 'supportive', ana = 'concerned' }"),
        &on("2027-01-11", "one_on_one", "stance = { lee = 'opposed' }"),
        &on("2027-02-11", "one_on_one", "stance = { lee = 'opposed' }"),
        &on("2027-01-13", "one_on_one", "stance = { lee = 'opposed' }\noutcome = 'no_show'"),
    ]
    .concat();
    let coverage = Sample::new(&text, &[]).coverage();
    // lee 3·1, ana 2·¼ of 5.
    assert_eq!((coverage.support, coverage.unknown_stances), (Some(70), 1));
    let none = Sample::new(&[HEAD, &ask("a", "payments", "")].concat(), &[]).coverage();
    assert_eq!((none.support, none.unknown_stances), (None, 3));
}

#[test]
fn an_opposed_person_met_alone_is_fully_covered() {
    let met = |person: &str| {
        talk(RECENT, &format!("'{person}'"), "one_on_one", &format!("stance = {{ {person} = 'opposed' }}"))
    };
    let text = [HEAD, &ask("a", "payments", ""), &met("lee"), &met("ana"), &met("kim")].concat();
    let coverage = Sample::new(&text, &[]).coverage();
    assert_eq!((coverage.coverage, coverage.support, coverage.asks_covered), (Some(100), Some(0), 1));
}
