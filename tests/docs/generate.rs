//! Pages and parts of pages that are made from what the program itself says: rules, gates, settings, commands.

use super::markdown::cell;
use super::replay::words;
use crate::support::command::transcript;
use crate::support::generated::read;
use canvass::diagnostic::{Code, Level};
use canvass::insight::gates::{Blocks, GATES};
use canvass::insight::metrics::PRESETS;
use canvass::load::schema::{SchemaName, schema};
use canvass::model::{Direction, Kind};
use canvass::rules::{self, Rule};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

const NOTE: &str = "<!-- Written by `UPDATE_GENERATED=1 cargo test docs`; changes made here are lost. -->";

/// What the hundreds of the codes are about.
const FAMILIES: &[(u16, &str)] = &[
    (0, "Files and stages"),
    (1, "Upkeep"),
    (2, "Problem and evidence"),
    (3, "Outcome"),
    (4, "People"),
    (5, "Asks"),
    (6, "Interviews"),
    (7, "Systems"),
    (8, "Delivery"),
    (9, "Privacy"),
];

/// Every page under `rules/` by its name: the index and a page for each rule.
pub(super) fn rule_pages() -> BTreeMap<String, String> {
    let mut pages: BTreeMap<_, _> = rules::all().map(|rule| (format!("{}.md", rule.code), rule_page(rule))).collect();
    pages.insert("README.md".to_owned(), rule_index());
    pages
}

fn rule_page(rule: &Rule) -> String {
    let mut facts = format!("**{}** · since {}", levels(rule), rule.since);
    if rule.clock {
        facts.push_str(" · only time brings it about, so it never is an error");
    }
    if rule.closed {
        facts.push_str(" · closed initiatives are judged, too");
    }
    if [Code::SCHEMA, Code::REFERENCE, Code::WAIVER].contains(&rule.code) {
        facts.push_str(" · cannot be waived");
    }
    let summary = sentence(rule.summary);
    format!(
        "{NOTE}\n\n# {} {}\n\n{summary}\n\n{facts}\n\n{}\n\n---\n\n[All rules](README.md) · in a terminal: `canvass explain {}`\n",
        rule.code,
        rule.name,
        rule.docs.trim(),
        rule.code
    )
}

fn levels(rule: &Rule) -> String {
    match rule.raise {
        Some((stage, level)) => format!("{}, {level} from stage `{stage}` on", rule.level),
        None => rule.level.to_string(),
    }
}

fn sentence(summary: &str) -> String {
    let mut letters = summary.chars();
    letters.next().map(|first| format!("{}{}.", first.to_uppercase(), letters.as_str())).unwrap_or_default()
}

fn rule_index() -> String {
    let mut page = format!(
        "{NOTE}\n\n# Rules\n\nEvery finding of [`canvass validate`](../validate.md) comes from one of {} rules. \
         `canvass rules` lists them, `canvass explain CODE` prints a page. How to change a level or waive a finding: \
         [levels](../validate.md#levels), [waivers](../validate.md#waivers).\n",
        rules::all().count()
    );
    for (family, about) in FAMILIES {
        let _ = write!(page, "\n## {about}\n\n| Rule | Level | Finds |\n| --- | --- | --- |\n");
        for rule in rules::all().filter(|rule| rule.code.0 / 100 == *family) {
            let (code, name) = (rule.code, rule.name);
            let level = levels(rule);
            let _ = writeln!(page, "| [{code} {name}]({code}.md) | {level} | {} |", cell(&sentence(rule.summary)));
        }
    }
    for rule in rules::all() {
        assert!(page.contains(&format!("({}.md)", rule.code)), "{}: its hundred has no name", rule.code);
    }
    assert!(rules::all().any(|rule| rule.level == Level::Hint));
    page
}

/// The summary with an entry for each rule below that of the index.
pub(super) fn summary(found: &str) -> String {
    let mut text = String::new();
    for line in found.lines().filter(|line| !line.trim_start().starts_with("- [CV")) {
        let _ = writeln!(text, "{line}");
        if line.ends_with("](rules/README.md)") {
            for rule in rules::all() {
                let _ = writeln!(text, "  - [{} {}](rules/{}.md)", rule.code, rule.name, rule.code);
            }
        }
    }
    text
}

/// What parts of pages can be made of.
pub(super) const PARTS: &[&str] = &["floors", "gates", "inputs", "kinds", "outputs", "presets", "thresholds"];

/// The part of a page called `name`.
pub(super) fn part(name: &str) -> Option<String> {
    Some(match name {
        "floors" => floors(),
        "gates" => gates(),
        "inputs" => inputs(),
        "kinds" => kinds(),
        "outputs" => outputs(),
        "presets" => presets(),
        "thresholds" => thresholds(),
        _ => return None,
    })
}

/// The table of floors in the documentation of the library, its links taken out.
fn floors() -> String {
    let library = read("src/lib.rs");
    let rows = library.lines().filter_map(|line| line.strip_prefix("//! |"));
    rows.map(|row| format!("|{}\n", row.replace("[`", "`").replace("`]", "`"))).collect()
}

fn gates() -> String {
    let mut table = "| Gate | Due | Weight | Blocks | Score |\n| --- | --- | --- | --- | --- |\n".to_owned();
    for gate in GATES {
        let blocks = match gate.blocks {
            Blocks::Yes => "yes",
            Blocks::No => "no",
            Blocks::WithSchema => "when stored data changes its form",
        };
        let _ = writeln!(
            table,
            "| {} {} | {} days before | {} | {blocks} | {} |",
            gate.id,
            gate.name,
            gate.lead,
            gate.weight,
            cell(&sentence(gate.summary))
        );
    }
    table
}

/// Every well-known metric.
fn presets() -> String {
    let mut table =
        "| `preset` | Unit | Better | Computed from incidents | How |\n| --- | --- | --- | --- | --- |\n".to_owned();
    for preset in PRESETS {
        let computed = if preset.is_told_by_incidents() { "yes" } else { "no" };
        let better = match preset.direction {
            Direction::Up => "more",
            Direction::Down => "less",
        };
        let _ =
            writeln!(table, "| `{}` | {} | {better} | {computed} | {} |", preset.word, preset.unit, cell(preset.how));
    }
    table
}

/// What the action takes.
fn inputs() -> String {
    let mut table = "| Input | Default | What it is |\n| --- | --- | --- |\n".to_owned();
    for (name, about) in action("inputs") {
        let default = about["default"].replace("${{ github.token }}", "the token of the job");
        let default = if default.contains(' ') || default.is_empty() { default } else { format!("`{default}`") };
        let _ = writeln!(table, "| `{name}` | {default} | {} |", cell(&about["description"]));
    }
    table
}

/// What the action gives.
fn outputs() -> String {
    let mut table = "| Output | What it is |\n| --- | --- |\n".to_owned();
    for (name, about) in action("outputs") {
        let _ = writeln!(table, "| `{name}` | {} |", cell(&about["description"]));
    }
    table
}

/// The entries of a section of `action.yml`, which has one line for each key.
fn action(section: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let text = read("action/action.yml");
    let (_, rest) = text.split_once(&format!("\n{section}:\n")).unwrap();
    let mut entries: Vec<(String, BTreeMap<String, String>)> = Vec::new();
    for line in rest.lines().take_while(|line| line.starts_with("  ")) {
        let (key, value) = line.split_once(':').unwrap();
        match key.strip_prefix("    ") {
            None => entries.push((key.trim().to_owned(), BTreeMap::new())),
            Some(key) => {
                let value = value.trim().trim_matches('"').to_owned();
                entries.last_mut().unwrap().1.insert(key.to_owned(), value);
            }
        }
    }
    assert!(entries.len() >= 6, "{section}: {entries:?}");
    entries
}

fn kinds() -> String {
    let mut table = "| Kind | File of many | File of one | What it is |\n| --- | --- | --- | --- |\n".to_owned();
    for kind in Kind::ALL {
        let (plural, one) = (kind.plural(), SchemaName::One(*kind));
        let about = schema(one)["description"].as_str().unwrap_or_default().to_owned();
        let _ = writeln!(
            table,
            "| [{}](keys.md#{one}) | `{plural}.toml` | `{plural}/ID.toml` | {} |",
            kind.singular(),
            cell(&about)
        );
    }
    table
}

fn thresholds() -> String {
    let workspace = schema(SchemaName::Workspace);
    let of = &workspace["properties"]["thresholds"];
    let defaults: Value = of["default"].clone();
    let mut table = "| Key | Default | What it is |\n| --- | --- | --- |\n".to_owned();
    for (key, about) in of["properties"].as_object().unwrap() {
        let default = if about["default"].is_null() { &defaults[key] } else { &about["default"] };
        assert!(default.is_number(), "{key} has no default");
        let _ = writeln!(table, "| `{key}` | {default} | {} |", cell(about["description"].as_str().unwrap()));
    }
    table
}

/// What `canvass` prints for `args` at the width of the pages.
pub(super) fn run(args: &[&str]) -> String {
    let args: Vec<_> = args.iter().map(|arg| (*arg).to_owned()).collect();
    let printed = transcript(Path::new("."), 80, &args).0;
    // Help has spaces on its empty lines.
    printed.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// The page of all commands, from their own help.
pub(super) fn commands() -> String {
    let top = run(&["--help"]);
    let shared: Vec<String> = options(&top).collect();
    let mut page = format!(
        "{NOTE}\n\n# Commands\n\nWhat `canvass COMMAND --help` prints. Every command also takes the options of \
         [`canvass`](#canvass) itself; they are shown only there.\n\nExit codes: \
         [validate](validate.md#exit-codes). Formats: [outputs](outputs.md).\n\n## canvass\n\n```text\n{}\n```\n",
        top.trim_end()
    );
    for path in paths(&top, &[]) {
        let help = help(&path);
        let ends = ["\nOptions:\n", "\nGlobal options:\n"].iter().filter_map(|title| help.find(title)).min();
        let (before, _) = help.split_at(ends.unwrap_or(help.len()));
        let own: Vec<String> = options(&help).filter(|option| !shared.contains(option)).collect();
        let _ = write!(page, "\n## canvass {}\n\n```text\n{}\n", path.join(" "), before.trim_end());
        if !own.is_empty() {
            let _ = write!(page, "\nOptions:\n{}\n", own.join("\n\n"));
        }
        page.push_str("```\n");
    }
    page
}

fn help(path: &[String]) -> String {
    let args: Vec<&str> = path.iter().map(String::as_str).chain(["--help"]).collect();
    run(&args)
}

/// The commands below `path`, whose help is `text`, each followed by those below it.
fn paths(text: &str, path: &[String]) -> Vec<Vec<String>> {
    let listed = text.split_once("\nCommands:\n").map_or("", |(_, rest)| rest.split("\n\n").next().unwrap_or_default());
    // What is said of one goes on further in.
    let begun = listed.lines().filter_map(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with(' '));
    let names = begun.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help");
    let below = names.map(|name| [path, &[name.to_owned()]].concat());
    below.flat_map(|path| [vec![path.clone()], paths(&help(&path), &path)].concat()).collect()
}

/// The options of a help text, each with what is said of it.
fn options(help: &str) -> impl Iterator<Item = String> {
    let mut options: Vec<Vec<&str>> = Vec::new();
    // The command's own, and those of every command under their own title.
    let is_no_title = |line: &&str| !["Options:", "Global options:"].contains(line);
    for line in help.lines().skip_while(is_no_title).filter(is_no_title) {
        let indent = line.len() - line.trim_start().len();
        if indent < 8 && line.trim_start().starts_with('-') {
            options.push(Vec::new());
        }
        if let Some(option) = options.last_mut() {
            option.push(line.trim_end());
        }
    }
    options.into_iter().map(|option| option.join("\n").trim_end().to_owned())
}

/// The words of a `canvass` command in a line of a script or a workflow, if there is one.
pub(super) fn command_in(line: &str) -> Option<Vec<String>> {
    let (before, typed) = line.split_at(line.find("canvass ")?);
    let begins = ["", "$", "run:", "script:", "-", "&&", "entry:"];
    let begins = begins.contains(&before.split_whitespace().last().unwrap_or_default());
    let end = typed.find(['|', '>', ';', '&', '#']).unwrap_or(typed.len());
    begins.then(|| words(typed.get(..end).unwrap_or(typed)))
}

/// Every command, as the words it is typed with.
pub(crate) fn every_command() -> Vec<Vec<String>> {
    paths(&run(&["--help"]), &[])
}

/// Fails unless the command of `typed` and all its options exist.
pub(super) fn assert_known(page: &str, typed: &[String]) {
    let known = every_command();
    let of = |path: &&Vec<String>| typed.get(1..=path.len()) == Some(path.as_slice());
    let path = known.iter().filter(of).max_by_key(|path| path.len());
    let path = path.unwrap_or_else(|| panic!("{page}: no such command: {typed:?}"));
    let help = help(path);
    for option in typed.iter().filter(|word| word.starts_with("--")) {
        let name = option.split('=').next().unwrap_or_default();
        assert!(help.contains(&format!("{name} ")) || help.contains(&format!("{name}\n")), "{page}: {typed:?}: {name}");
    }
}
