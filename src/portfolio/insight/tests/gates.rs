//! Each gate's score, and what was decided about it.

use super::*;
use crate::insight::readiness::Verdict;

/// The score of gate `id` for an initiative with `more` after its head.
fn score(id: &str, more: &str) -> String {
    score_with(id, more, &[])
}

fn score_with(id: &str, more: &str, files: &[(&str, &str)]) -> String {
    Sample::new(&[HEAD, more].concat(), files).score(id)
}

fn fact(id: &str, day: &str, kind: &str, more: &str) -> String {
    format!("[[evidence]]\nid = '{id}'\ndate = {day}\nkind = '{kind}'\nclaim = 'c'\n{more}\n")
}

fn step(id: &str, more: &str) -> String {
    format!("[[step]]\nid = '{id}'\ntext = 'Do'\n{more}\n")
}

/// A file that asks nobody.
fn alone() -> String {
    step("one", "self_serve = true\neffort = 2")
}

#[test]
fn g01_counts_the_parts_of_the_problem() {
    assert_eq!(score("G01", ""), "0");
    assert_eq!(score("G01", "[problem]\nwho = 'a'\n"), "1/4");
    assert_eq!(score("G01", "[problem]\nwho = ' '\nimpact = 'b'\naffected = { count = 1 }\n"), "1/4");
    assert_eq!(
        score(
            "G01",
            "[problem]\nwho = 'a'\nimpact = 'b'\nbenefit_if_gone = 'c'\naffected = { count = 0, basis = 'd' }\n"
        ),
        "1"
    );
}

#[test]
fn g02_is_a_mean_of_number_kinds_and_age() {
    assert_eq!(score("G02", ""), "0");
    assert_eq!(score("G02", &fact("a", "2027-01-30", "ticket", "")), "11/18", "(1/3 + 1/2 + 1) / 3");
    assert_eq!(score("G02", &fact("a", "2026-11-01", "ticket", "")), "11/18", "90 days old");
    assert_eq!(score("G02", &fact("a", "2026-10-31", "ticket", "")), "5/18", "91 days old");
    assert_eq!(score("G02", &fact("a", "2027-01-31", "ticket", "")), "0", "tomorrow's does not count yet");
    let three = [
        fact("a", "2027-01-01", "ticket", ""),
        fact("b", "2020-01-01", "metric", ""),
        fact("c", "2020-01-01", "cost", "supports = false"),
    ];
    assert_eq!(score("G02", &three.concat()), "1");
    let strict = [("canvass.toml", "thresholds = { evidence_age = 10 }\n")];
    assert_eq!(score_with("G02", &three.concat(), &strict), "2/3");
}

#[test]
fn g03_takes_any_metric() {
    let metric = |id: &str, part: &str| format!("[[metric]]\nid = '{id}'\nname = 'm'\n{part}\n");
    assert_eq!(score("G03", ""), "0");
    let halves =
        [metric("a", "baseline = { value = 1 }"), metric("b", "target = { value = 2, date = 2027-09-01 }")].concat();
    assert_eq!(score("G03", &halves), "1/2");
    let outcome = "[outcome]\ngoal = 'g'\nbusiness = [{ claim = 'c' }]\n";
    assert_eq!(score("G03", &[outcome, &halves].concat()), "1");
    assert_eq!(score("G03", &metric("a", "baseline = { value = 1, date = 2027-02-01 }")), "0", "not measured yet");
    assert_eq!(score("G03", "[outcome]\nbusiness = [{ kind = 'cost' }]\n"), "0", "nothing is claimed");
}

#[test]
fn g04_needs_every_part_and_a_decider() {
    let complete = "effort = { min = 1, max = 2 }\nneed_by = 2027-05-01\nwhy_you = 'w'\ndone_when = 'd'";
    assert_eq!(score("G04", ""), "0");
    assert_eq!(score("G04", &ask("a", "payments", complete)), "1");
    for part in complete.lines() {
        assert_eq!(score("G04", &ask("a", "payments", &complete.replace(part, ""))), "0", "{part}");
    }
    let two = [ask("a", "payments", complete), ask("b", "payments", "")].concat();
    assert_eq!(score("G04", &two), "1/2");
    let gate = Sample::new(&[HEAD, &two].concat(), &[]).gate("G04");
    assert_eq!(gate.reason, "1 of 2 asks complete; `b` lacks effort, done_when, why_you, need_by");
    let vacant = [("teams.toml", "[payments]\nname = 'P'\n")];
    assert_eq!(score_with("G04", &ask("a", "payments", complete), &vacant), "0", "nobody decides");
    let named = [complete, "\ndecider = 'gus'"].concat();
    assert_eq!(score_with("G04", &ask("a", "payments", &named), &vacant), "1", "given is given");
    assert_eq!(score("G04", &alone()), "n/a");
    let asking = [alone(), ask("a", "payments", "")].concat();
    assert_eq!(score("G04", &asking), "0", "a live ask counts though all steps are self-serve");
    let withdrawn = [alone(), ask("a", "payments", "status = 'withdrawn'")].concat();
    assert_eq!(score("G04", &withdrawn), "n/a");
}

#[test]
fn g05_asks_for_a_pitch_by_role_and_not_by_rank() {
    let pitch = |audience: &str| format!("[[pitch]]\naudience = '{audience}'\ntext = 't'\n");
    assert_eq!(score("G05", &ask("a", "payments", "")), "0");
    assert_eq!(score("G05", &[ask("a", "payments", ""), pitch("pm"), pitch("hr")].concat()), "1/3");
    assert_eq!(score("G05", &pitch("pm")), "0", "nobody needs one yet");
    let few = [
        ("teams.toml", "[payments]\nname = 'P'\nem = 'ana'\n"),
        ("people.toml", "[dana]\nname = 'D'\n[ana]\nname = 'A'\nrank = 'exec'\n"),
    ];
    assert_eq!(score_with("G05", &[ask("a", "payments", ""), pitch("em")].concat(), &few), "1", "filled slots alone");
    assert_eq!(score("G05", &alone()), "1", "who asks nobody needs none");
    let systems = [(
        "systems.toml",
        "[s]\nname = 'S'\nowner = 'payments'\n[t]\nname = 'T'\nowner = 'ledger'\ndepends_on = [{ system = 's', coupling = 'hard' }]\n",
    )];
    let below = "systems = [{ ref = 't', change = 'config' }]\n";
    assert_eq!(score_with("G05", &[below, &pitch("em")].concat(), &systems), "1/2", "slots of any tier");
}

#[test]
fn g06_counts_slots_that_were_reached() {
    let text =
        [ask("a", "payments", ""), talk("2026-01-01", "'lee'", "group", ""), talk("2027-01-20", "'ana'", "async", "")]
            .concat();
    assert_eq!(score("G06", &text), "1/3", "stale or not");
    assert_eq!(score("G06", ""), "0");
    assert_eq!(score("G06", &alone()), "n/a");
    assert_eq!(score("G06", &[&alone(), "[[stakeholder]]\nperson = 'sam'\n"].concat()), "0");
}

#[test]
fn g07_wants_small_steps() {
    assert_eq!(score("G07", ""), "0", "without a step");
    assert_eq!(score("G07", &[step("a", "effort = 4"), step("b", "effort = 6")].concat()), "1", "40 %");
    assert_eq!(score("G07", &[step("a", "effort = 5"), step("b", "effort = 6")].concat()), "3/4");
    assert_eq!(score("G07", &[step("a", "effort = 5\nusable_alone = true"), step("b", "effort = 6")].concat()), "1");
    assert_eq!(score("G07", &step("a", "effort = 10")), "3/4", "ten days in one step, which is all of it");
    assert_eq!(score("G07", &step("a", "effort = 11\nusable_alone = true")), "3/4");
    assert_eq!(score("G07", &step("a", "usable_alone = true")), "3/4", "unknown effort is not ten days");
    assert_eq!(score("G07", &[step("a", ""), step("b", "effort = 6")].concat()), "3/4", "unknown effort does not fit");
    assert_eq!(score("G07", &[step("a", "effort = 1"), step("b", "")].concat()), "3/4", "all that is known");
    let limit = [("canvass.toml", "thresholds = { first_step = 30 }\n")];
    assert_eq!(score_with("G07", &[step("a", "effort = 4"), step("b", "effort = 6")].concat(), &limit), "3/4");
}

#[test]
fn g07_wants_asks_within_the_teams_cycle_and_a_pilot_first() {
    let steps = [step("a", "effort = 4"), step("b", "effort = 6")].concat();
    let with = |max: u32| {
        score("G07", &[ask("a", "payments", &format!("effort = {{ min = 1, max = {max} }}")), steps.clone()].concat())
    };
    assert_eq!((with(40), with(41)), ("1".into(), "3/4".into()));
    let two = |one: &str| ask(one, "payments", "effort = { min = 1, max = 30 }");
    assert_eq!(score("G07", &[two("a"), two("b"), steps.clone()].concat()), "1", "each ask alone");
    assert_eq!(score("G07", &[ask("a", "payments", ""), steps.clone()].concat()), "1", "not known to be too large");
    let unknown = [("teams.toml", "[payments]\nname = 'P'\n")];
    let large = ask("a", "payments", "effort = { min = 1, max = 900 }");
    assert_eq!(score_with("G07", &[large.clone(), steps.clone()].concat(), &unknown), "1", "capacity is not known");
    let limit = [("canvass.toml", "thresholds = { ask_share = 900 }\n")];
    assert_eq!(score_with("G07", &[large, steps].concat(), &limit), "1");
    let plan = |kinds: [&str; 2]| {
        score(
            "G07",
            &kinds.map(|kind| step(kind, &format!("kind = '{kind}'\neffort = 1\nusable_alone = true"))).concat(),
        )
    };
    assert_eq!(plan(["pilot", "rollout"]), "1");
    assert_eq!(plan(["rollout", "pilot"]), "3/4");
    assert_eq!(plan(["build", "rollout"]), "3/4");
}

#[test]
fn g08_takes_a_challenge_or_contrary_evidence() {
    let review = |lens: &str, day: &str| format!("[[review]]\ndate = {day}\nby = 'sam'\nlens = '{lens}'\n");
    assert_eq!(score("G08", ""), "0");
    assert_eq!(score("G08", &review("challenge", "2027-01-30")), "1");
    assert_eq!(score("G08", &review("challenge", "2027-01-31")), "0");
    assert_eq!(score("G08", &review("feasibility", "2027-01-30")), "0");
    assert_eq!(score("G08", &fact("a", "2027-01-30", "ticket", "supports = false")), "1");
}

#[test]
fn g09_counts_managers_and_deciders_met_and_fresh() {
    let met = |day: &str| talk(day, "'lee'", "one_on_one", "");
    let base = ask("a", "payments", "size = 'large'\nchampion = 'sam'");
    assert_eq!(score("G09", &[base.clone(), met("2027-01-20")].concat()), "1/3", "a champion is neither");
    assert_eq!(score("G09", &[base.clone(), met("2026-11-01")].concat()), "0", "stale does not count");
    assert_eq!(score("G09", &[base.clone(), talk("2027-01-20", "'lee'", "group", "")].concat()), "0");
    let listed = "[[stakeholder]]\nperson = 'tom'\ntier = 3\n";
    assert_eq!(score("G09", &[&base, listed, met("2027-01-20").as_str()].concat()), "1/3", "nor are those listed");
    let vacant = [("teams.toml", "[payments]\nname = 'P'\npm = 'lee'\nexec = 'kim'\n")];
    assert_eq!(score_with("G09", &[base, met("2027-01-20")].concat(), &vacant), "1/3", "a vacant role counts");
    assert_eq!(score("G09", ""), "0");
    assert_eq!(score("G09", &alone()), "n/a");
}

#[test]
fn g10_wants_effort_and_capacity() {
    let effort = "effort = { min = 1, max = 2 }";
    assert_eq!(score("G10", &[ask("a", "payments", effort), ask("b", "ledger", "")].concat()), "1/2");
    assert_eq!(score("G10", &ask("a", "department", effort)), "0");
    assert_eq!((score("G10", "").as_str(), score("G10", &alone()).as_str()), ("0", "n/a"));
}

#[test]
fn g11_always_has_three_parts() {
    let cards = "[s]\nname = 'S'\nowner = 'payments'\nslo = { target = 99.9 }\n\
                 depends_on = [{ system = 'weak', coupling = 'hard' }]\n\
                 [weak]\nname = 'W'\nowner = 'payments'\nown_availability = 99\n\
                 [t]\nname = 'T'\nowner = 'payments'\n[u]\nname = 'U'\nowner = 'payments'\n";
    let files = [("systems.toml", cards)];
    let found = |more: &str| score_with("G11", more, &files);
    let listed = |refs: &str| format!("systems = [{refs}]\n");
    assert_eq!(found(""), "n/a");
    assert_eq!(found(&listed("")), "n/a");
    assert_eq!(found(&listed("{ ref = 't' }")), "1", "what does not arise holds");
    assert_eq!(found(&listed("{ ref = 's', change = 'config' }")), "2/3", "promises more than it can");
    assert_eq!(found(&listed("{ ref = 's' }")), "1", "not changed");
    let four = listed("{ ref = 's' }, { ref = 't' }, { ref = 'u' }, { ref = 'weak' }");
    assert_eq!(found(&four), "2/3", "all listed systems count");
    let decision = |kind: &str| format!("[[decision]]\ndate = 2027-01-01\nby = 'lee'\nwhat = 'w'\nkind = '{kind}'\n");
    assert_eq!(found(&[&four, decision("architecture").as_str()].concat()), "1");
    assert_eq!(found(&[&four, decision("scope").as_str()].concat()), "2/3");
    let schema = listed("{ ref = 't', change = 'schema' }");
    let release = |keys: &str| step("a", &format!("release = {{ {keys} }}"));
    assert_eq!(found(&schema), "2/3", "no step has a way back");
    assert_eq!(found(&[&schema, release("rollback = ['r']").as_str()].concat()), "1");
    let plain = listed("{ ref = 't', change = 'config' }");
    assert_eq!(found(&[&plain, release("schema_change = true").as_str()].concat()), "2/3");
    assert_eq!(found(&[&plain, release("executor = 'sam'").as_str()].concat()), "1", "not stored data");
}

#[test]
fn g11_blocks_only_when_stored_data_changes() {
    let files = [("systems.toml", "[t]\nname = 'T'\nowner = 'payments'\n")];
    let blocks = |more: &str| Sample::new(&[HEAD, more].concat(), &files).gate("G11").blocks;
    assert!(blocks("systems = [{ ref = 't', change = 'schema' }]\n"));
    assert!(!blocks("systems = [{ ref = 't', change = 'replace' }]\n"));
    let release = step("a", "release = { schema_change = true, rollback = ['r'] }");
    assert!(blocks(&["systems = [{ ref = 't' }]\n", release.as_str()].concat()));
}

#[test]
fn g12_counts_answered_needs_or_one_decider_met() {
    let needs = |names: &str, more: &str| talk("2027-01-20", "'una'", "group", &format!("needs = [{names}]\n{more}"));
    let asked = ask("a", "payments", "");
    assert_eq!(score("G12", &asked), "0", "nobody could object yet");
    assert_eq!(
        score("G12", &[asked.clone(), talk("2020-01-20", "'lee'", "one_on_one", "")].concat()),
        "1",
        "stale counts"
    );
    assert_eq!(score("G12", &[asked.clone(), talk("2027-01-20", "'lee'", "group", "")].concat()), "0");
    assert_eq!(
        score("G12", &[asked.clone(), talk("2027-01-20", "'ana'", "one_on_one", "")].concat()),
        "0",
        "no decider"
    );
    assert_eq!(score("G12", &ask("a", "payments", "decider = 'dana'")), "1", "the owner decides");
    let open = needs("{ id = 'n' }, { id = 'm' }", "");
    assert_eq!(score("G12", &[&asked, open.as_str()].concat()), "0", "with needs nobody need be met");
    let answered = |day: &str| fact("e", day, "ticket", "answers = ['n']");
    assert_eq!(score("G12", &[&asked, open.as_str(), &answered("2027-01-25")].concat()), "1/2");
    assert_eq!(score("G12", &[&asked, open.as_str(), &answered("2027-02-25")].concat()), "0", "not answered yet");
    assert_eq!(score("G12", &[&asked, needs("{ id = 'n' }", "outcome = 'no_show'").as_str()].concat()), "0");
    assert_eq!(score("G12", &alone()), "n/a");
}

#[test]
fn g13_wants_an_issue_where_the_team_takes_them() {
    let issue = "issue = { repo = 'acme/payments', number = 7 }";
    assert_eq!(score("G13", &ask("a", "payments", issue)), "1");
    assert_eq!(score("G13", &ask("a", "payments", "presented_on = 2027-01-10")), "0", "payments takes issues");
    assert_eq!(score("G13", &ask("a", "ledger", "presented_on = 2027-01-10")), "1");
    assert_eq!(score("G13", &ask("a", "ledger", "presented_on = 2027-02-10")), "0", "not presented yet");
    assert_eq!(score("G13", &ask("a", "ledger", issue)), "1");
    assert_eq!(score("G13", &ask("a", "nobody", issue)), "0", "an unknown team");
    assert_eq!(score("G13", &alone()), "n/a");
}

#[test]
fn g14_must_cover_the_cycle() {
    let support = |keys: &str| format!("target_cycle = 'c91'\n[support]\ncontact = 'dana'\n{keys}\n");
    let full = "hours = 'daily'\nfrom = 2027-04-01\nuntil = 2027-06-30";
    assert_eq!(score("G14", &support(full)), "1");
    for (from, to) in [("04-01", "04-02"), ("06-30", "06-29"), ("hours = 'daily'", "")] {
        assert_eq!(score("G14", &support(&full.replace(from, to))), "0", "{to}");
    }
    assert_eq!(score("G14", &support(full).replace("target_cycle = 'c91'", "")), "0", "which cycle?");
}

#[test]
fn g15_counts_answers_given_so_far() {
    for (status, expected) in [
        ("accepted", "1"),
        ("done", "1"),
        ("deferred", "1"),
        ("declined", "1"),
        ("presented", "0"),
        ("lacks_data", "0"),
    ] {
        assert_eq!(score("G15", &ask("a", "payments", &format!("status = '{status}'"))), expected, "{status}");
    }
    assert_eq!(score("G15", &ask("a", "payments", "status = 'accepted'\nanswered_on = 2027-01-31")), "0", "tomorrow");
    assert_eq!(score("G15", &alone()), "n/a");
}

#[test]
fn who_asks_nobody_plans_with_the_cycle() {
    let readiness = Sample::new(&[HEAD, "target_cycle = 'c91'\n", &alone()].concat(), &[]).readiness_on("2027-03-26");
    assert_eq!(readiness.planning_on, Some(date("2027-03-11")));
    assert_ne!(readiness.verdict, Verdict::Missed, "no yes is needed");
    let applying: Vec<_> = readiness.gates.iter().filter(|gate| gate.applies).map(|gate| gate.id).collect();
    assert_eq!(applying, ["G01", "G02", "G03", "G05", "G07", "G08", "G14"]);
}

#[test]
fn planning_opens_with_the_earliest_asked_team() {
    let teams = "[payments]\nname = 'P'\nplanning = { c91 = 2027-03-05, later = 2027-01-01 }\n\
                 [ledger]\nname = 'L'\nplanning = { c91 = 2027-03-20 }\n[other]\nname = 'O'\nplanning = { c91 = 2027-02-01 }\n";
    let plan = |asks: &[&str]| {
        let asks: String = asks.iter().map(|team| ask(team, team, "cycle = 'later'")).collect();
        let sample = Sample::new(&[HEAD, "target_cycle = 'c91'\n", &asks].concat(), &[("teams.toml", teams)]);
        sample.readiness().planning_on.unwrap()
    };
    assert_eq!(plan(&["payments", "ledger"]), date("2027-03-05"), "by the target cycle");
    assert_eq!(plan(&["ledger"]), date("2027-03-20"), "the team's own day, though later");
    assert_eq!(plan(&["ledger", "unknown"]), date("2027-03-11"));
    assert_eq!(plan(&[]), date("2027-03-11"));
}

#[test]
fn without_a_known_cycle_only_readiness_is_known() {
    let problem = "[problem]\nwho = 'a'\nimpact = 'b'\nbenefit_if_gone = 'c'\naffected = { count = 1, basis = 'd' }\n";
    for cycle in ["", "target_cycle = 'nowhen'\n"] {
        let readiness = Sample::new(&[HEAD, cycle, problem].concat(), &[]).readiness();
        assert_eq!(readiness.verdict, Verdict::Unplanned);
        assert_eq!((readiness.readiness, readiness.expected, readiness.due, readiness.days), (10, None, None, None));
    }
}

#[test]
fn a_cycle_whose_dates_are_out_of_order_is_as_good_as_none() {
    let days = |start, end, planning, freeze| {
        format!(
            "['c91']\nkind = 'quarter'\nstart = {start}\nend = {end}\nplanning_start = {planning}\nfreeze = {freeze}\n"
        )
    };
    let [sooner, start, end] = ["2027-02-20", "2027-04-01", "2027-06-30"];
    for cycle in [
        days(start, "2026-06-30", sooner, "2027-03-01"),
        days(start, end, "2027-03-02", "2027-03-01"),
        days(start, end, sooner, "2027-07-01"),
        days(start, end, "2027-07-01", "2027-07-02"),
    ] {
        let sample = Sample::new(&[HEAD, "target_cycle = 'c91'\n"].concat(), &[("cycles.toml", &cycle)]);
        let readiness = sample.readiness();
        assert_eq!((readiness.verdict, readiness.expected, readiness.due), (Verdict::Unplanned, None, None), "{cycle}");
        assert_eq!((readiness.days, readiness.cycle), (None, Some("c91".into())), "{cycle}");
    }
    let whole = days(start, end, sooner, "2027-03-01");
    let sample = Sample::new(&[HEAD, "target_cycle = 'c91'\n"].concat(), &[("cycles.toml", &whole)]);
    assert_ne!(sample.readiness().verdict, Verdict::Unplanned);
}

#[test]
fn another_cycle_can_be_asked_about() {
    let sample = Sample::new(&[HEAD, "target_cycle = 'c91'\n"].concat(), &[]);
    let index = Index::new(&sample.0);
    let coverage = sample.coverage();
    let later = "later".into();
    let readiness = assess(&index, sample.record(), &coverage, Some(&later), date(TODAY)).unwrap();
    assert_eq!((readiness.planning_on, readiness.cycle), (Some(date("2027-06-10")), Some(later.clone())));
    assert_eq!(readiness.gates[0].lead, 71, "the other cycle has 92 days");
}

#[test]
fn past_the_freeze_without_a_yes_it_is_missed() {
    let verdict = |keys: &str, day: &str| {
        let asks = [ask("a", "payments", keys), ask("b", "ledger", "status = 'declined'")].concat();
        Sample::new(&[HEAD, "target_cycle = 'c91'\n", &asks].concat(), &[]).readiness_on(day).verdict
    };
    assert_ne!(verdict("", "2027-03-25"), Verdict::Missed, "the day of the freeze");
    assert_eq!(verdict("", "2027-03-26"), Verdict::Missed);
    assert_eq!(verdict("status = 'deferred'", "2027-03-26"), Verdict::Missed);
    assert_eq!(verdict("status = 'accepted'", "2027-03-26"), Verdict::Late);
    assert_eq!(verdict("status = 'done'", "2027-03-26"), Verdict::Late);
}

#[test]
fn a_workspace_may_change_its_gates() {
    let settings = "[gates]\nG01 = { weight = 0 }\nG05 = { lead = 7, weight = 12, blocks = true }\n";
    let sample = Sample::new(&[HEAD, "target_cycle = 'c91'\n"].concat(), &[("canvass.toml", settings)]);
    assert_eq!(sample.score("G01"), "n/a", "a weight of 0 takes it out");
    let gate = sample.gate("G05");
    assert_eq!((gate.lead, gate.weight, gate.blocks, gate.slack), (7, 12, true, Some(33)));
    let none: String = (1..=15).map(|n| format!("G{n:02} = {{ weight = 0 }}\n")).collect();
    let sample =
        Sample::new(&[HEAD, "target_cycle = 'c91'\n"].concat(), &[("canvass.toml", &format!("[gates]\n{none}"))]);
    let readiness = sample.readiness();
    assert_eq!((readiness.readiness, readiness.expected, readiness.due), (0, Some(0), Some(100)));
}

#[test]
fn every_failing_gate_says_why_and_what_to_do() {
    let files = [("systems.toml", "[t]\nname = 'T'\nowner = 'payments'\n")];
    let schema = "systems = [{ ref = 't', change = 'schema' }]\n";
    for text in [
        HEAD.to_owned(),
        [HEAD, schema, &ask("a", "payments", "size = 'large'")].concat(),
        [HEAD, &alone()].concat(),
        [HEAD, &ask("a", "nobody", "")].concat(),
    ] {
        for gate in Sample::new(&text, &files).readiness().gates {
            assert!(!gate.reason.is_empty(), "{}", gate.id);
            assert_eq!(gate.action.is_empty(), !gate.fails(), "{}: {}", gate.id, gate.action);
        }
    }
}
