//! Who answers for a team.

use super::*;
use crate::model::{Role, TeamId};

fn holders(teams: &str, team: &str) -> [Vec<String>; 3] {
    let sample = Sample::new(HEAD, &[("teams.toml", teams)]);
    let index = Index::new(&sample.0);
    [Role::Pm, Role::Em, Role::Exec]
        .map(|role| index.holders(&TeamId::from(team), role).iter().map(ToString::to_string).collect())
}

fn decider(teams: &str, team: &str) -> Option<String> {
    let sample = Sample::new(HEAD, &[("teams.toml", teams)]);
    Index::new(&sample.0).default_decider(&team.into()).map(ToString::to_string)
}

#[test]
fn only_an_exec_is_inherited_and_from_the_nearest_ancestor() {
    let teams = "[top]\nname = 'T'\npm = 'bo'\nem = 'eva'\nexec = 'kim'\n[mid]\nname = 'M'\nparent = 'top'\nexec = 'una'\n\
                 [low]\nname = 'L'\nparent = 'mid'\n";
    assert_eq!(holders(teams, "low"), [vec![], vec![], vec!["una"]]);
    assert_eq!(holders(teams, "top"), [vec!["bo"], vec!["eva"], vec!["kim"]]);
}

#[test]
fn an_inactive_exec_is_replaced_by_acting_and_not_by_climbing() {
    let teams = "[top]\nname = 'T'\nexec = 'kim'\n[mid]\nname = 'M'\nparent = 'top'\nexec = 'gus'\n[low]\nname = 'L'\nparent = 'mid'\n";
    assert_eq!(holders(teams, "low")[2], [""; 0]);
    let acting = teams.replace("exec = 'gus'", "exec = 'gus'\nacting = { exec = 'una' }");
    assert_eq!(holders(&acting, "low")[2], ["una"]);
    assert_eq!(holders(&acting, "mid")[2], ["una"]);
}

#[test]
fn acting_stands_in_for_vacant_roles_alone() {
    let teams = "[a]\nname = 'A'\nem = ['gus', 'eva']\nacting = { pm = 'bo', em = 'una' }\n";
    assert_eq!(holders(teams, "a"), [vec!["bo"], vec!["eva"], vec![]]);
    let inactive = "[a]\nname = 'A'\nem = ['gus', 'guy']\nacting = { pm = 'gus', em = 'una' }\n";
    assert_eq!(holders(inactive, "a"), [vec![], vec!["una"], vec![]]);
}

#[test]
fn the_first_active_decides_by_default() {
    let team = |keys: &str| format!("[a]\nname = 'A'\n{keys}\n");
    assert_eq!(decider(&team("pm = ['gus', 'bo', 'lee']\nem = 'eva'\nexec = 'kim'"), "a").unwrap(), "bo");
    assert_eq!(decider(&team("pm = 'gus'\nacting = { pm = 'una' }\nem = 'eva'"), "a").unwrap(), "una");
    assert_eq!(decider(&team("pm = 'gus'\nem = 'eva'"), "a").unwrap(), "eva");
    assert_eq!(decider(&team("pm = 'gus'\nexec = 'kim'"), "a").unwrap(), "kim");
    assert_eq!(decider(&team("pm = 'gus'"), "a"), None);
    assert_eq!(decider(&team("pm = 'bo'"), "nobody-knows"), None);
}

#[test]
fn ancestors_in_a_circle_end() {
    let teams = "[a]\nname = 'A'\nparent = 'b'\n[b]\nname = 'B'\nparent = 'c'\n[c]\nname = 'C'\nparent = 'b'\nexec = 'kim'\n\
                 [d]\nname = 'D'\nparent = 'd'\n";
    assert_eq!(holders(teams, "a")[2], ["kim"]);
    assert_eq!(holders(teams, "b")[2], ["kim"]);
    assert_eq!(holders(teams, "d")[2], [""; 0]);
}

#[test]
fn who_can_decide() {
    let sample = Sample::new(HEAD, &[]);
    let index = Index::new(&sample.0);
    let can = |person: &str| index.can_decide(&person.into(), &"payments".into());
    assert_eq!(["lee", "ana", "kim", "bo", "dana"].map(can), [true, true, true, false, false]);
}
