//! Hostile lists: shown as they are written, and live in no output and no file.

use super::{assert_in_order, company, incidents, systems};
use crate::support::command::Ran;
use crate::support::markdown::live;
use crate::support::workspace::Workspace;

/// Escapes for a terminal, commands for a build server, HTML, Markdown, mentions, and what nobody can see.
const EVIL: &str = "\u{1b}[31mred\u{7}\n::error file=x::boom\n##[error]boom @org/team #1 GH-2 </details><img src=x> ![i](https://x.example/i) [l](javascript:alert(1)) `c` | cell \u{202e}txt\u{200b} %0A::warning::x";

/// Runs an import in every format and fails when anything in one is live.
fn assert_harmless(run: impl Fn(&[&str]) -> Ran) {
    for format in ["full", "json", "markdown"] {
        let ran = run(&["--output-format", format]);
        let text = format!("{}{}", ran.out, ran.err);
        assert!(text.contains("boom"), "{format}: {text}");
        let hidden = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{200b}' | '\u{202e}');
        assert!(!text.contains(hidden) && !text.contains("##["), "{format}: {text:?}");
        assert!(text.lines().all(|line| !line.trim_start().starts_with("::")), "{format}: {text}");
        match format {
            "json" => drop(ran.json()),
            "markdown" => assert_eq!(live(&ran.out), Vec::<String>::new(), "{}", ran.out),
            _ => {}
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

#[test]
fn catalogues_do_nothing_but_show() {
    let workspace = company();
    let evil = quoted(EVIL);
    let entity = |kind: &str, name: &str, owner: &str| {
        format!(
            "kind: {kind}\nmetadata:\n  name: {name}\n  title: {evil}\n  description: {evil}\n  links: [{{title: runbook, url: {evil}}}]\n\
             spec:\n  owner: {owner}\n  type: {evil}\n  system: {evil}\n  dependsOn: [{evil}, component:one]\n---\n"
        )
    };
    workspace.write(
        "a.yaml",
        [entity("Component", "one", "web"), entity("Component", "two", &evil), entity("Component", &evil, "web")]
            .concat()
            + &entity(&evil, "three", "web")
            + &format!("apiVersion: {evil}\nkind: {evil}\n"),
    );
    assert_harmless(|args| systems(&workspace, &[&["a.yaml"], args].concat()));
    systems(&workspace, &["a.yaml", "--write"]);
    assert_in_order(&workspace);
    assert!(workspace.join("systems/one.toml").exists() && !workspace.join("systems/three.toml").exists());
    assert_harmless(|args| systems(&workspace, &[&["a.yaml"], args].concat()));
    workspace.write("b.yaml", format!("{evil}: 1\n{evil}: 2\n"));
    assert_harmless(|args| systems(&workspace, &[&["b.yaml"], args].concat()));
}

/// A cell that holds `text`.
fn cell(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

#[test]
fn tables_do_nothing_but_show() {
    let workspace = company();
    let evil = cell(EVIL);
    workspace.write("a.csv", format!("id,name,owner,kind,depends_on,{evil}\na,{evil},web,{evil},x:{evil},\nb,{evil},web,{evil},,\nc,x,{evil},,,\n"));
    assert_harmless(|args| systems(&workspace, &[&["a.csv"], args].concat()));
    systems(&workspace, &["a.csv", "--write"]);
    assert_in_order(&workspace);
    workspace.write("i.csv", format!("id,systems,started,ended,severity,detected_by,pages,url\n1,{evil},{evil},{evil},{evil},{evil},{evil},{evil}\n2,b,2026-11-01,,{evil},,,{evil}\n"));
    assert_harmless(|args| incidents(&workspace, &[&["i.csv"], args].concat()));
    incidents(&workspace, &["i.csv", "--write"]);
    assert_in_order(&workspace);
}

#[test]
fn lists_never_lead_out_of_the_workspace() {
    let workspace: Workspace = company();
    for name in ["../x", "/etc/x", "..", "a/../../b", "C:\\x", ".git/config"] {
        workspace.write("a.csv", format!("id,owner\n{},web\n", cell(name)));
        let ran = systems(&workspace, &["a.csv", "--write"]);
        assert!(matches!(ran.code, 0 | 2), "{name}: {}", ran.err);
    }
    let outside: Vec<_> = workspace.files().into_keys().filter(|path| path.ends_with(".toml")).collect();
    assert!(outside.iter().all(|path| !path.contains('/') || path.starts_with("systems/")), "{outside:?}");
}
