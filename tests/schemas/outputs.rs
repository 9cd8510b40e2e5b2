//! The schemas under `schemas/output/` are those of what the program prints, and what it prints fits them.

use super::keys;
use crate::support::command::run;
use crate::support::generated::Generated;
use canvass::example;
use canvass::model::Kind;
use canvass::render::report::status::{ForExecutives, ForTeam, ForUsers, Status};
use canvass::render::report::{
    self, agenda::Agenda, brief::Brief, capacity::Capacity, digest::Digest, mbr::Mbr, pack::Pack, retro::Retro,
    roadmap::Roadmap,
};
use canvass::render::{coverage, findings, impact, import, issue, plan, readiness, review};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Every command whose JSON is frozen, with its schema.
fn outputs() -> Vec<(&'static str, Value)> {
    vec![
        ("validate", findings::schema().to_value()),
        ("readiness", readiness::schema().to_value()),
        ("coverage", coverage::schema().to_value()),
        ("impact", impact::schema().to_value()),
        ("digest", report::schema::<Digest<'_>>().to_value()),
        ("agenda", report::schema::<Agenda<'_>>().to_value()),
        ("mbr", report::schema::<Mbr<'_>>().to_value()),
        ("retro", report::schema::<Retro<'_>>().to_value()),
        ("roadmap", report::schema::<Roadmap<'_>>().to_value()),
        ("brief", report::schema::<Brief>().to_value()),
        ("pack", report::schema::<Pack>().to_value()),
        ("status-exec", report::schema::<Status<ForExecutives>>().to_value()),
        ("status-team", report::schema::<Status<ForTeam>>().to_value()),
        ("status-user", report::schema::<Status<ForUsers>>().to_value()),
        ("capacity", report::schema::<Capacity<'_>>().to_value()),
        ("plan", plan::schema().to_value()),
        ("plan-show", issue::page::schema().to_value()),
        ("apply", plan::Results::schema().to_value()),
        ("review", review::schema().to_value()),
        ("systems-import", import::schema(Kind::System).to_value()),
        ("incidents-import", import::schema(Kind::Incident).to_value()),
    ]
}

fn print(dir: &Path, args: &[&str]) -> Value {
    let ran = run(dir, &[args, &["--output-format", "json"]].concat());
    assert!(ran.code <= 1, "{args:?}: {}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn checked_in_schemas_of_outputs_are_current() {
    let mut generated = Generated::by("schemas");
    for (command, schema) in outputs() {
        generated.file(&format!("schemas/output/{command}.schema.json"), &format!("{schema:#}\n"));
    }
    let names = outputs().iter().map(|(command, _)| format!("{command}.schema.json")).collect();
    generated.no_others("schemas/output", ".json", &names);
    generated.check();
}

#[test]
fn every_key_of_an_output_is_described() {
    for (command, schema) in outputs() {
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
        assert!(
            schema["title"].as_str().is_some_and(|title| title.replace(" --", " ").replace(' ', "-").contains(command)),
            "{command}: {}",
            schema["title"]
        );
        let mut count = 0;
        keys(&schema, command, &mut |path, key| {
            count += 1;
            assert!(key["description"].as_str().is_some_and(|text| text.len() > 6), "{path} is not described");
            assert!(key.get("$ref").is_none(), "{path} stands elsewhere");
        });
        assert!(count > 10, "{command} has {count} keys");
    }
}

#[test]
fn what_is_printed_fits_its_schema() {
    let dir = tempfile::tempdir().unwrap();
    example::unpack_with_history(dir.path()).unwrap();
    let listed = "kind: Component\nmetadata: {name: search}\nspec: {owner: payments, dependsOn: [resource:none]}\n";
    fs::write(dir.path().join("catalog-info.yaml"), format!("{listed}---\n{}", listed.replace("search", "new")))
        .unwrap();
    let rows: String = (1..10).map(|number| format!("{number},search,2026-11-0{number} 09:00\n")).collect();
    fs::write(dir.path().join("export.csv"), format!("number,service,created_at\n{rows}")).unwrap();
    let runs: &[&[&str]] = &[
        &["validate"],
        &["validate", "--base", "HEAD~1"],
        &["readiness"],
        &["readiness", "--cycle", "2027-q1", "--base", "HEAD~1"],
        &["readiness", "wedding-lists"],
        &["coverage"],
        &["coverage", "checkout-retries"],
        &["coverage", "--team", "platform"],
        &["coverage", "--person", "marta"],
        &["impact", "checkout"],
        &["impact", "acquirer-northway"],
        &["impact", "ledger-db", "--if", "acquirer-vela=0"],
        &["report", "digest"],
        &["report", "digest", "--cycle", "2027-q1", "--base", "HEAD~3"],
        &["report", "agenda"],
        &["report", "mbr"],
        &["report", "mbr", "--month", "2026-10"],
        &["report", "retro", "2026-q4"],
        &["report", "roadmap"],
        &["report", "roadmap", "--cycle", "2026-q4"],
        &["report", "brief", "--for", "lee", "--ask", "checkout-retries/idempotent-retries"],
        &["report", "pack", "--team", "payments"],
        &["report", "pack", "--team", "sre"],
        &["report", "status", "--audience", "exec"],
        &["report", "status", "--audience", "team"],
        &["report", "status", "--audience", "user"],
        &["report", "status", "--audience", "exec", "quiet-pages"],
        &["report", "capacity"],
        &["plan"],
        &["plan", "--show", "refund-status/refund-events"],
        &["apply", "--yes"],
        &["review", "--base", "HEAD~1"],
        &["systems", "import", "catalog-info.yaml"],
        &["incidents", "import", "export.csv"],
    ];
    for (command, schema) in outputs() {
        let validator = jsonschema::draft7::new(&schema).unwrap();
        let mut seen = 0;
        // `status-exec` is the form of `status` for `exec`.
        let shows = command == "plan-show";
        let words: Vec<&str> = if shows { vec!["plan"] } else { command.split('-').collect() };
        let asks_for =
            |args: &&&[&str]| words.iter().all(|word| args.contains(word)) && args.contains(&"--show") == shows;
        for args in runs.iter().filter(asks_for) {
            let printed = print(dir.path(), args);
            let errors: Vec<_> =
                validator.iter_errors(&printed).map(|error| format!("{} {error}", error.instance_path())).collect();
            assert!(errors.is_empty(), "{args:?}:\n{}", errors.join("\n"));
            assert_eq!((&printed["version"], &printed["as_of"]), (&1.into(), &example::AS_OF.into()));
            seen += printed.as_object().unwrap().values().filter_map(Value::as_array).map(Vec::len).sum::<usize>();

            // A schema that takes anything proves nothing.
            for key in schema["required"].as_array().unwrap() {
                let mut broken = printed.clone();
                broken.as_object_mut().unwrap().remove(key.as_str().unwrap());
                assert!(!validator.is_valid(&broken), "{command} without {key}");
            }
        }
        let least = match command {
            "apply" => 1,
            "retro" | "roadmap" => 5,
            // Most of what these tell stands deeper.
            "brief" | "plan-show" => 0,
            "capacity" | "pack" => 1,
            "status-exec" | "status-team" | "status-user" => 2,
            _ => 8,
        };
        assert!(seen > least, "{command}: {seen} things printed");
    }
}
