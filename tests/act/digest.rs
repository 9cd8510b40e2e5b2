//! The digest: posted each week on the issue that the workspace names, and once however often it is run.

use super::project::Project;
use crate::support::github::TOKEN;
use serde_json::json;

#[test]
#[ignore = "needs act: run .ci/act"]
fn a_week_is_posted_once() {
    let project = Project::start(TOKEN, |repository| {
        let text = repository.read("canvass.toml");
        repository.write("canvass.toml", &format!("{text}\n[digest]\nissue = 2\n"));
    });
    project.server.state().file("acme/plans", Some("lena"), "The week in numbers");
    let event = json!({ "schedule": "37 7 * * 1" });
    let acted = project.act("schedule", "canvass-digest.yml", &event);
    assert_eq!((acted.code, project.writes()), (0, 1), "{}", acted.text());
    let comments = project.comments();
    let [comment] = &comments[..] else { panic!("{comments:?}") };
    assert!(comment.contains(" key=digest-2026-w48 ") && comment.contains("On track "), "{comment}");
    assert!(acted.summary().contains("On track "), "{}", acted.text());

    let acted = project.act("schedule", "canvass-digest.yml", &event);
    assert_eq!((acted.code, project.writes()), (0, 0), "{}", acted.text());
    assert_eq!(project.comments(), comments);
}
