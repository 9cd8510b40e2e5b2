//! The manual says what is true: its generated parts are current, its commands print what it shows, its links lead
//! somewhere.

mod generate;
mod links;
mod markdown;
mod practices;
mod reference;
mod replay;
mod threats;

pub(crate) use generate::every_command;

use crate::support::generated::{Generated, path, read};
use std::collections::BTreeSet;
use std::fs;
use std::sync::{Mutex, PoisonError};

/// Where the pages are.
const PAGES: &str = "docs/src";

/// Two tests write parts of the same pages when asked to; they take turns.
static WRITING: Mutex<()> = Mutex::new(());

/// Every page, as paths from the root of the repository, the front page of the repository among them.
fn pages() -> Vec<String> {
    let mut pages = vec!["README.md".to_owned()];
    for folder in [PAGES.to_owned(), format!("{PAGES}/rules")] {
        let entries = fs::read_dir(path(&folder)).into_iter().flatten();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        pages.extend(names.filter(|name| name.ends_with(".md")).map(|name| format!("{folder}/{name}")));
    }
    pages.sort();
    pages
}

#[test]
fn generated_pages_are_current() {
    let _turn = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    let mut generated = Generated::by("docs");
    let rules = generate::rule_pages();
    for (name, text) in &rules {
        generated.file(&format!("{PAGES}/rules/{name}"), text);
    }
    generated.no_others(&format!("{PAGES}/rules"), ".md", &rules.into_keys().collect());
    generated.file(&format!("{PAGES}/commands.md"), &generate::commands());
    generated.file(&format!("{PAGES}/keys.md"), &reference::keys());
    generated.file(&format!("{PAGES}/SUMMARY.md"), &generate::summary(&read(&format!("{PAGES}/SUMMARY.md"))));
    generated.check();
}

#[test]
fn generated_parts_of_pages_are_current() {
    let _turn = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    let mut generated = Generated::by("docs");
    let mut parts = BTreeSet::new();
    for page in pages() {
        let text = markdown::fill(&read(&page), |name| {
            parts.insert(name.to_owned());
            generate::part(name).unwrap_or_else(|| panic!("{page}: nothing makes the part `{name}`"))
        });
        generated.file(&page, &text);
    }
    assert_eq!(parts, generate::PARTS.iter().map(|name| (*name).to_owned()).collect());
    generated.check();
}

#[test]
fn commands_print_what_the_pages_show() {
    let _turn = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    let mut generated = Generated::by("docs");
    let mut run = 0;
    for page in pages() {
        let (text, count) = replay::replay(&page, &read(&page));
        assert!(page != "README.md" || count > 0, "{page} shows no command that is run");
        run += count;
        generated.file(&page, &text);
    }
    assert!(run >= 20, "only {run} commands were found: the pages are written in another way than this test reads");
    generated.check();
}

#[test]
fn commands_that_are_not_run_exist() {
    let mut seen = 0;
    for page in pages() {
        for item in markdown::items(&read(&page)) {
            let markdown::Item::Block { language, lines, .. } = item else { continue };
            assert!(!language.is_empty(), "{page}: a block without a language: {lines:?}");
            assert!(
                ["console", "sh"].contains(&language) || !lines.iter().any(|line| line.starts_with("$ canvass")),
                "{page}: a block of `{language}` shows a command; make it `console`, which is run, or `sh`"
            );
            if ["sh", "yaml"].contains(&language) {
                seen += lines.iter().filter_map(|line| generate::command_in(line)).fold(0, |seen, words| {
                    generate::assert_known(&page, &words);
                    seen + 1
                });
            }
        }
    }
    assert!(seen > 0);
}

#[test]
fn blocks_of_toml_are_toml() {
    for page in pages() {
        // Pages of rules show what is wrong with a file.
        if page.contains("/rules/") {
            continue;
        }
        for item in markdown::items(&read(&page)) {
            if let markdown::Item::Block { language: "toml", lines, .. } = item {
                let text = lines.join("\n");
                assert!(text.parse::<toml::Table>().is_ok(), "{page}: {text}");
            }
        }
    }
}

#[test]
fn explain_names_the_page_of_every_rule() {
    for rule in canvass::rules::all() {
        let text = generate::run(&["explain", &rule.code.to_string()]);
        let page = text.lines().find_map(|line| line.strip_prefix("Page: ")).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(page, format!("{PAGES}/rules/{}.md", rule.code));
        assert!(path(page).is_file(), "{page}");
    }
    let text = generate::run(&["explain", "G09"]);
    let page = text.lines().find_map(|line| line.strip_prefix("Page: ")).unwrap_or_else(|| panic!("{text}"));
    assert!(read(page).contains("G09"), "{page}");
}

#[test]
fn links_lead_somewhere() {
    let mut count = 0;
    let mut complaints = Vec::new();
    for page in pages() {
        for link in links::links(&read(&page)) {
            count += 1;
            complaints.extend(links::complaint(&page, &link));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    assert!(count > 100, "only {count} links were found");
}

#[test]
fn every_page_is_in_the_summary_once() {
    let summary = links::links(&read(&format!("{PAGES}/SUMMARY.md")));
    let unique: BTreeSet<_> = summary.iter().map(|link| format!("{PAGES}/{link}")).collect();
    assert_eq!(unique.len(), summary.len(), "a page stands in the summary twice");
    let pages: BTreeSet<_> =
        pages().into_iter().filter(|page| page != "README.md" && !page.ends_with("/SUMMARY.md")).collect();
    assert_eq!(unique, pages);
}

#[test]
fn every_practice_is_carried_by_something_that_exists() {
    let commands = every_command();
    let complaints = practices::complaints(&read(&format!("{PAGES}/practices.md")), &commands);
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    // A check that cannot fail proves nothing.
    for name in ["CV999", "G99", "canvass", "canvass fly", "canvass report", "canvass-fly.yml", "ask", "initiative"] {
        let known = ["canvass report"].contains(&name);
        assert_eq!(practices::exists(name, &commands), known, "{name}");
    }
    for name in ["initiative.ask.colour", "initiative.ask.kind = gift", "nobody.name", "initiative.ask.what = x"] {
        assert!(!practices::exists(name, &commands), "{name}");
    }
    for name in ["initiative.ask.kind = work", "workspace.caps", "workspace.backlog.caps.team", "strategy-item.owner"] {
        assert_eq!(practices::exists(name, &commands), name != "workspace.caps", "{name}");
    }
}

#[test]
fn every_test_that_the_threat_model_names_exists() {
    let page = read(&format!("{PAGES}/threats.md"));
    assert_eq!(threats::complaints(&page), Vec::<String>::new());
    // A check that cannot fail proves nothing.
    for name in [
        "hook::nothing",
        "nowhere::links_lead_somewhere",
        "links_lead_somewhere",
        ".ci/action: nothing of the kind",
        ".ci/none: x",
    ] {
        assert!(!threats::exists(name), "{name}");
    }
    let without = page.replace("`.ci/action: a binary of the checkout`", "none");
    assert_eq!(threats::complaints(&without).len(), 1);
    assert!(threats::complaints(&page.replace("lead_out", "stay_in")).len() == 1);
}
