//! Who is named as a reviewer, why, and who never is.

use super::Sample;
use crate::insight::Index;
use crate::insight::reviewers::suggest;

/// The reviewers of `x`, each with the reason.
fn of(initiative: &str, files: &[(&str, &str)]) -> Vec<String> {
    let sample = Sample::new(initiative, files);
    let index = Index::new(&sample.0);
    suggest(&index, sample.record()).into_iter().map(|it| format!("{}: {}", it.person, it.why)).collect()
}

const PEOPLE: &str = "[dana]\nname = 'Dana'\nmanager = 'kim'\n[kim]\nname = 'Kim'\n[tom]\nname = 'Tom'\n\
    [una]\nname = 'Una'\nexpertise = ['Billing', 'chess']\n[gus]\nname = 'Gus'\nactive = false\nexpertise = ['billing']\n";
const SYSTEM: (&str, &str) =
    ("systems.toml", "[s]\nname = 'Billing'\nowner = 'payments'\nsmes = ['tom', 'gus', 'dana']\n");
const OWN: &str = "title = 'X'\nowner = 'dana'\nsystems = [{ ref = 's', change = 'config' }]\n";

#[test]
fn experts_and_those_who_reviewed_something_like_it_are_named() {
    let other = "title = 'Y'\nsystems = [{ ref = 's', change = 'schema' }]\n\
                 [[review]]\ndate = 2027-01-01\nby = 'tom'\nlens = 'challenge'\n[[review]]\ndate = 2027-01-01\nby = 'eva'\nlens = 'wording'\n";
    let files = [("people.toml", PEOPLE), SYSTEM, ("initiatives/y.toml", other)];
    // Tom is twice the man for it; whoever left or is the owner is not named.
    assert_eq!(of(OWN, &files), ["tom: expert of s", "eva: reviewed y", "una: knows billing"]);
    let reviewed = format!("{OWN}[[review]]\ndate = 2027-01-02\nby = 'tom'\nlens = 'wording'\n");
    assert_eq!(of(&reviewed, &files), ["eva: reviewed y", "una: knows billing"]);
    let answering = format!("roles = {{ product = 'una', delivery = 'eva' }}\n{OWN}");
    assert_eq!(of(&answering, &files), ["tom: expert of s"]);
}

#[test]
fn where_nobody_is_known_the_manager_may_know_somebody() {
    let alone = "title = 'X'\nowner = 'dana'\n";
    assert_eq!(of(alone, &[("people.toml", PEOPLE)]), ["kim: manages dana, may know somebody"]);
    assert_eq!(of(alone, &[]), Vec::<String>::new());
    assert_eq!(of("title = 'Better chess'\nowner = 'dana'\n", &[("people.toml", PEOPLE)]), ["una: knows chess"]);
}

#[test]
fn where_people_stand_is_never_a_reason() {
    let said =
        "[[conversation]]\ndate = 2027-01-01\nwith = ['sue']\nformat = 'one_on_one'\nstance = { sue = 'opposed' }\n";
    assert_eq!(of(&format!("title = 'X'\nowner = 'dana'\n{said}"), &[]), Vec::<String>::new());
}
