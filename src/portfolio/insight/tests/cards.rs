//! What a card lacks, who knows the system, and which days are to be remembered.

use super::*;
use crate::insight::card::{self, Knowledge, Lack};
use crate::insight::reminders::{Occasion, of_system};
use crate::model::MonitoringLayer;

fn sample(card: &str) -> Sample {
    let head = "[s]\nname = 'S'\nowner = 'payments'\n";
    Sample::new(HEAD, &[("systems.toml", &format!("{head}{card}"))])
}

fn lacks(card: &str) -> Vec<Lack> {
    card::missing(&sample(card).0.systems["s"])
}

#[test]
fn what_is_asked_of_a_card_follows_tier_and_kind() {
    let layers = MonitoringLayer::ALL.iter().map(|layer| Lack::Layer(*layer));
    let all: Vec<_> = [Lack::Uses, Lack::Risks, Lack::Health, Lack::Experts].into_iter().chain(layers).collect();
    for full in ["tier = 'core'", "tier = 'standard'", "kind = 'platform'\ntier = 'core'"] {
        assert_eq!(lacks(full), all, "{full}");
    }
    // As little where nobody has said yet, such as after an import.
    for little in ["", "kind = 'service'", "tier = 'best_effort'"] {
        assert_eq!(lacks(little), [Lack::Uses, Lack::Experts], "{little}");
    }
    for none in ["kind = 'component'", "kind = 'facility'\ntier = 'core'"] {
        assert_eq!(lacks(none), [], "{none}");
    }
    assert_eq!(
        lacks("tier = 'core'\nuses = [' ']\nrisks = ['r']\nhealth = 'good'\nsmes = ['gus']\nmonitoring = ['events']"),
        [Lack::Uses, Lack::Layer(MonitoringLayer::Business), Lack::Layer(MonitoringLayer::Synthetic)]
    );
}

#[test]
fn one_expert_is_enough_only_with_a_runbook() {
    let known = |card: &str| {
        let tier = if card.contains("tier") { "" } else { "tier = 'standard'\n" };
        let sample = sample(&format!("{tier}{card}"));
        match card::too_few_know(&sample.0, &sample.0.systems["s"]) {
            None => "enough".to_owned(),
            Some(Knowledge::Gone) => "gone".to_owned(),
            Some(Knowledge::Alone(person, place)) => format!("{person} {place}"),
        }
    };
    assert_eq!(known("smes = ['lee']"), "lee 0");
    assert_eq!(known("smes = ['gus', 'lee', 'lee']"), "lee 1");
    assert_eq!(known("smes = ['lee', 'ana']"), "enough");
    assert_eq!(known("smes = ['lee']\nrunbook = 'r'"), "enough");
    assert_eq!(known("smes = ['lee']\nrunbook = ' '"), "lee 0");
    assert_eq!(known("smes = ['gus', 'guy']\nrunbook = 'r'"), "gone");
    assert_eq!(known(""), "enough", "that nobody is named is said of the card");
    assert_eq!(known("smes = ['lee']\ntier = 'best_effort'"), "enough");
}

#[test]
fn days_to_remember_come_in_order() {
    let card = "end_of_support = 2028-01-01\nslo = { target = 99.9, renew_on = 2026-06-01 }\n\
                third_party = { vendor = 'V', contract_until = 2027-03-31 }\n\
                continuity = [{ scenario = 'zone', practised_on = 2027-01-01 }, { scenario = 'vendor' }]\n";
    let days = |tier: &str| {
        let sample = sample(&format!("tier = '{tier}'\n{card}"));
        let reminders = of_system(&sample.0.systems["s"], 180);
        reminders.into_iter().map(|it| (it.on.to_string(), it.occasion)).collect::<Vec<_>>()
    };
    let of = |day: &str, occasion| (day.to_owned(), occasion);
    let written = [
        of("2026-06-01", Occasion::PromiseRenewed),
        of("2027-03-31", Occasion::ContractEnds),
        of("2028-01-01", Occasion::SupportEnds),
    ];
    assert_eq!(days("standard"), written);
    assert_eq!(days("core")[2], of("2027-06-30", Occasion::Practice("zone".into())));
    assert_eq!(days("core").len(), 4);
}
