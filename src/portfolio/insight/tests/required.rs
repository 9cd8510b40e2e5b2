//! Whom an initiative must meet: the five rules of the required set and what was decided about them.

use super::*;

/// The slots of an initiative with `more` after its head, in the organisation changed by `files`.
fn slots(more: &str, files: &[(&str, &str)]) -> Vec<String> {
    lines(&Sample::new(&[HEAD, more].concat(), files).coverage())
}

fn teams(text: &str) -> [(&str, &str); 1] {
    [("teams.toml", text)]
}

#[test]
fn an_ask_requires_decider_managers_and_exec() {
    let expected =
        ["lee decider/payments+pm/payments 3 missing", "ana em/payments 2 missing", "kim exec/payments 2 missing"];
    assert_eq!(slots(&ask("a", "payments", ""), &[]), expected);
    let other = slots(&ask("a", "payments", "decider = 'kim'"), &[]);
    assert_eq!(
        other,
        ["kim decider/payments+exec/payments 3 missing", "ana em/payments 2 missing", "lee pm/payments 2 missing"]
    );
}

#[test]
fn a_withdrawn_ask_counts_nowhere() {
    let sample = Sample::new(&[HEAD, &ask("a", "payments", "status = 'withdrawn'")].concat(), &[]);
    let coverage = sample.coverage();
    assert_eq!((coverage.slots.len(), coverage.asks, coverage.teams.len(), coverage.coverage), (0, 0, 0, None));
}

#[test]
fn an_ask_to_an_unknown_team_has_no_slots_and_is_not_covered() {
    let policy = [("canvass.toml", "[[required_roles]]\nwhen = { ask_kind = 'work' }\nperson = 'sue'\n")];
    let text = [HEAD, &ask("a", "nobody", "size = 'large'\nchampion = 'sam'\ndecider = 'lee'")].concat();
    let coverage = Sample::new(&text, &policy).coverage();
    assert_eq!((coverage.slots.len(), coverage.asks_covered, coverage.asks), (0, 0, 1));
    assert_eq!(coverage.teams[0].coverage, None);
}

#[test]
fn medium_and_large_asks_need_a_champion() {
    let champion = |more: &str| {
        slots(&ask("a", "payments", more), &[]).into_iter().filter(|it| it.contains("champion")).collect::<Vec<_>>()
    };
    assert_eq!(champion("champion = 'sam'"), [""; 0]);
    assert_eq!(champion("size = 'small'\nchampion = 'sam'"), [""; 0]);
    assert_eq!(champion("size = 'medium'\nchampion = 'sam'"), ["sam champion/payments 2 missing"]);
    assert_eq!(champion("size = 'large'"), ["- champion/payments 2 vacant"]);
    assert_eq!(champion("size = 'large'\nchampion = 'gus'"), ["- champion/payments 2 vacant"]);
    let two = [ask("a", "payments", "size = 'large'"), ask("b", "payments", "size = 'large'")].concat();
    assert_eq!(slots(&two, &[]).iter().filter(|it| it.contains("champion")).count(), 2, "each ask lacks its own");
}

#[test]
fn there_is_one_slot_for_each_active_person_of_a_list() {
    let listed = teams("[payments]\nname = 'P'\npm = ['lee', 'gus', 'bo']\nem = 'ana'\nexec = 'kim'\n");
    let found = slots(&ask("a", "payments", ""), &listed);
    let expected = [
        "lee decider/payments+pm/payments 3 missing",
        "ana em/payments 2 missing",
        "bo pm/payments 2 missing",
        "kim exec/payments 2 missing",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_vacant_decider_and_a_vacant_pm_are_one_slot() {
    let found = slots(&ask("a", "payments", ""), &teams("[payments]\nname = 'P'\n"));
    assert_eq!(
        found,
        ["- decider/payments+pm/payments 3 vacant", "- em/payments 2 vacant", "- exec/payments 2 vacant"]
    );
    let inactive = slots(&ask("a", "payments", ""), &teams("[payments]\nname = 'P'\npm = 'gus'\nem = 'ana'\n"));
    let expected = ["ana decider/payments+em/payments 3 missing", "- pm/payments 2 vacant", "- exec/payments 2 vacant"];
    let sorted = |mut lines: Vec<String>| {
        lines.sort();
        lines
    };
    assert_eq!(sorted(inactive), sorted(expected.map(String::from).to_vec()));
}

#[test]
fn an_inactive_person_with_several_roles_is_one_vacant_slot() {
    let both = teams(
        "[payments]\nname = 'P'\npm = 'gus'\nem = 'gus'\nexec = 'kim'\n[ledger]\nname = 'L'\npm = 'bo'\nem = 'gus'\nexec = 'kim'\n",
    );
    let found = slots(&[ask("a", "payments", "decider = 'gus'"), ask("b", "ledger", "")].concat(), &both);
    let vacant: Vec<_> = found.iter().filter(|it| it.starts_with('-')).collect();
    assert_eq!(vacant, ["- decider/payments+pm/payments+em/payments+em/ledger 3 vacant"]);
}

#[test]
fn a_changed_system_requires_its_team_and_any_expert() {
    let change = |change: &str| format!("systems = [{{ ref = 's', change = '{change}' }}]\n");
    let card = |smes: &str| format!("[s]\nname = 'S'\nowner = 'payments'\nsmes = [{smes}]\n");
    let found = |smes: &str, more: &str| {
        let text = [&change("config"), more].concat();
        slots(&text, &[("systems.toml", &card(smes))])
    };
    let managers = ["ana em/s 2 missing", "lee pm/s 2 missing"];
    assert_eq!(found("'sam', 'sue'", ""), [managers[0], managers[1], "sam sme/s 1 missing"]);
    assert_eq!(found("'sam', 'sue'", &talk("2027-01-20", "'sue'", "one_on_one", ""))[2], "sue sme/s 1 met");
    assert_eq!(found("'gus', 'sam'", "")[2], "sam sme/s 1 missing", "the active among them");
    assert_eq!(found("'ana'", ""), [managers[0], managers[1], "ana sme/s 1 missing"], "not merged");
    assert_eq!(found("", "")[2], "- sme/s 1 vacant");
    assert_eq!(found("'gus'", "")[2], "- sme/s 1 vacant");
    assert_eq!(found("'dana', 'sam'", "")[2], "sam sme/s 1 missing", "the owner is taken out");
    assert_eq!(found("'dana'", ""), managers, "the owner alone knows it: nobody else to meet");
    let untouched = slots(&change("none"), &[("systems.toml", &card("'sam'"))]);
    assert_eq!(untouched, [""; 0], "change none makes no slot");
    let sample = Sample::new(&[HEAD, &change("config")].concat(), &[("systems.toml", &card("'sue', 'sam'"))]);
    let people = |slot: &Slot| slot.any_of.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(people(&sample.coverage().slots[2]), ["sam", "sue"]);
}

#[test]
fn neighbours_one_hop_away_are_required() {
    let systems = "[s]\nname = 'S'\nowner = 'department'\nsmes = ['dana']\n\
                   depends_on = [{ system = 'below', coupling = 'hard' }, { system = 'soft', coupling = 'soft' }]\n\
                   [below]\nname = 'B'\nowner = 'payments'\ndepends_on = [{ system = 'deep', coupling = 'hard' }]\n\
                   third_party = { vendor = 'V', contact = 'sue' }\n\
                   [deep]\nname = 'D'\nowner = 'ledger'\n[soft]\nname = 'D'\nowner = 'ledger'\n\
                   [above]\nname = 'A'\nowner = 'ledger'\ndepends_on = [{ system = 's', coupling = 'hard' }]\n\
                   [top]\nname = 'T'\nowner = 'far'\ndepends_on = [{ system = 'above', coupling = 'hard' }]\n";
    let organisation = "[department]\nname = 'D'\npm = 'dana'\nem = 'dana'\n[payments]\nname = 'P'\nem = 'ana'\n\
                        [ledger]\nname = 'L'\nem = 'eva'\n[far]\nname = 'F'\nem = 'una'\n";
    let files = [("systems.toml", systems), ("teams.toml", organisation)];
    let found = |change: &str| slots(&format!("systems = [{{ ref = 's', change = '{change}' }}]\n"), &files);
    assert_eq!(found("config"), ["ana em/below 1 missing", "eva em/above 1 missing", "sue vendor/below 1 missing"]);
    for change in ["interface", "schema", "replace"] {
        assert_eq!(found(change), ["eva em/above 2 missing", "ana em/below 1 missing", "sue vendor/below 1 missing"]);
    }
    let unnamed = systems.replace(", contact = 'sue'", "");
    let found = slots("systems = [{ ref = 's', change = 'config' }]\n", &[("systems.toml", &unnamed), files[1]]);
    assert_eq!(found[2], "- vendor/below 1 vacant");
}

#[test]
fn policy_requires_people_by_ask_kind_and_category() {
    let policy = "[[required_roles]]\nwhen = { ask_kind = 'staffing' }\nperson = 'sue'\n\
                  [[required_roles]]\nwhen = { category = 'security' }\nperson = 'tom'\n\
                  [[required_roles]]\nwhen = { ask_kind = 'work', category = 'security' }\nperson = 'una'\n\
                  [[required_roles]]\nwhen = { ask_kind = 'staffing', category = 'cost' }\nperson = 'sam'\n";
    let alone = "[payments]\nname = 'P'\npm = 'lee'\nem = 'lee'\nexec = 'lee'\n";
    let found = |category: &str, asks: &str| {
        let head = HEAD.replace("'product'", &format!("'{category}'"));
        let sample = Sample::new(&[&head, asks].concat(), &[("canvass.toml", policy), ("teams.toml", alone)]);
        let found = lines(&sample.coverage());
        found.into_iter().filter(|it| it.contains("policy")).collect::<Vec<_>>()
    };
    let staffing = ask("a", "payments", "").replace("'work'", "'staffing'");
    assert_eq!(found("product", &staffing), ["sue policy/payments 2 missing"]);
    assert_eq!(found("security", &staffing), ["sue policy/payments 2 missing", "tom policy/ 2 missing"]);
    assert_eq!(
        found("security", &ask("a", "payments", "")),
        ["una policy/payments 2 missing", "tom policy/ 2 missing"]
    );
    assert_eq!(found("cost", &staffing), ["sam policy/payments 2 missing", "sue policy/payments 2 missing"]);
    assert_eq!(found("product", ""), [""; 0]);
}

#[test]
fn the_owner_of_an_aligned_strategy_item_is_required() {
    let strategy = [("strategy.toml", "[grow]\ntitle = 'Grow'\nowner = 'kim'\n[loose]\ntitle = 'Loose'\n")];
    assert_eq!(slots("aligns_with = ['grow']\n", &strategy), ["kim strategy 1 missing"]);
    assert_eq!(slots("aligns_with = ['loose']\n", &strategy), ["- strategy 1 vacant"]);
}

#[test]
fn the_list_adds_and_never_removes() {
    let listed = "[[stakeholder]]\nperson = 'sam'\nroles = ['voice of support']\ntier = 2\n\
                  [[stakeholder]]\nperson = 'sue'\n[[stakeholder]]\nperson = 'gus'\n";
    let expected = [
        "sam listed/voice of support 2 identified",
        "sue listed/stakeholder 1 identified",
        "- listed/stakeholder 1 vacant",
    ];
    assert_eq!(slots(listed, &[]), expected);
    let lower = [&ask("a", "payments", ""), "[[stakeholder]]\nperson = 'lee'\ntier = 1\n"].concat();
    assert_eq!(slots(&lower, &[])[0], "lee decider/payments+pm/payments+listed/stakeholder 3 identified");
}

#[test]
fn the_owner_has_no_slot() {
    let own = teams("[payments]\nname = 'P'\npm = 'dana'\nem = 'ana'\nexec = 'kim'\n");
    assert_eq!(slots(&ask("a", "payments", ""), &own), ["ana em/payments 2 missing", "kim exec/payments 2 missing"]);
    let all = teams("[payments]\nname = 'P'\npm = 'dana'\nem = 'dana'\nexec = 'dana'\n");
    let coverage = Sample::new(&[HEAD, &ask("a", "payments", "")].concat(), &all).coverage();
    assert_eq!((coverage.slots.len(), coverage.coverage, coverage.asks_covered), (0, None, 1));
}

#[test]
fn only_an_exclusion_removes_and_only_until_its_end() {
    let text = |until: &str| {
        let excluded = format!("excluded = [{{ person = 'kim', reason = 'away', by = 'dana', until = {until} }}]\n");
        [HEAD, &excluded, &ask("a", "payments", "")].concat()
    };
    let count = |until: &str| {
        let coverage = Sample::new(&text(until), &[]).coverage();
        (coverage.slots.len(), coverage.excluded)
    };
    assert_eq!(count("2027-01-30"), (2, 1), "its last day");
    assert_eq!(count("2027-01-29"), (3, 0), "past its end");
    assert_eq!(Sample::new(&text("2020-01-01"), &[]).required().slots.len(), 2, "a stage does not look at the end");
}

#[test]
fn a_team_and_its_asks_count_slots_with_their_merged_tier() {
    // ana is em of payments (2) and decides for ledger (3); the policy for work counts for the team that is asked.
    let policy = [("canvass.toml", "[[required_roles]]\nwhen = { ask_kind = 'work' }\nperson = 'sue'\n")];
    let text = [
        HEAD,
        &ask("a", "payments", ""),
        &ask("b", "ledger", "decider = 'ana'").replace("'work'", "'review'"),
        &talk("2027-01-20", "'ana'", "one_on_one", ""),
        &talk("2027-01-20", "'lee'", "one_on_one", ""),
        &talk("2027-01-20", "'kim'", "one_on_one", ""),
    ]
    .concat();
    let coverage = Sample::new(&text, &policy).coverage();
    let teams: Vec<_> = coverage.teams.iter().map(|team| (team.team.as_str(), team.coverage)).collect();
    // payments: lee 3, ana 3, kim 2 met; sue 2 missing → 8/10. ledger: ana 3, kim 2 met; bo, eva 2 missing → 5/9.
    assert_eq!(teams, [("ledger", Some(55)), ("payments", Some(80))]);
    assert_eq!(coverage.asks_covered, 0, "sue is of tier 2 by an ask's kind");
    let met = [&text, talk("2027-01-20", "'sue'", "one_on_one", "").as_str()].concat();
    assert_eq!(Sample::new(&met, &policy).coverage().asks_covered, 1);
    let category = [("canvass.toml", "[[required_roles]]\nwhen = { category = 'product' }\nperson = 'sue'\n")];
    assert_eq!(Sample::new(&text, &category).coverage().asks_covered, 1, "a policy by category is of no ask");
}

#[test]
fn slots_stand_by_team_then_tier_then_name() {
    let text =
        [HEAD, &ask("a", "payments", ""), &ask("b", "ledger", ""), "[[stakeholder]]\nperson = 'sam'\ntier = 3\n"]
            .concat();
    let coverage = Sample::new(&text, &[]).coverage();
    let people: Vec<_> = coverage.slots.iter().map(|slot| slot.person.as_ref().unwrap().as_str()).collect();
    assert_eq!(people, ["bo", "eva", "kim", "lee", "ana", "sam"]);
}

#[test]
fn closed_stages_have_no_coverage_but_a_delivered_one_has_slots_for_its_stage() {
    for stage in ["delivered", "parked", "dropped"] {
        let text = [&HEAD.replace("problem", stage), ask("a", "payments", "").as_str()].concat();
        let sample = Sample::new(&text, &[]);
        let index = Index::new(&sample.0);
        assert!(measure(&index, sample.record(), date(TODAY)).is_none());
        assert!(assess(&index, sample.record(), &Coverage::default(), None, date(TODAY)).is_none());
        assert_eq!(sample.required().slots.len(), 3);
    }
}
