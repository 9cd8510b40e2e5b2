//! Reports that anybody may have written: whatever they say, nothing of it is live where it is shown.

use crate::support::command::run;
use crate::support::markdown::live;
use crate::support::repository::TestRepository;
use serde_json::Value;

/// Beginnings and ends that make a text do something somewhere.
const PARTS: [&str; 30] = [
    "::error::x",
    "\n::set-output name=a::b",
    "##[error]x",
    "\n##[group]",
    "::stop-commands::x",
    "%0A::warning::x",
    "@acme/team",
    "@lena",
    "acme/plans#1",
    "#1",
    "GH-1",
    "fixes #1",
    "https://evil.example",
    "www.evil.example",
    "![x](https://evil.example/p)",
    "[x](javascript:alert(1))",
    "<img src=x onerror=a>",
    "</details>",
    "<!-- canvass:comment v=1 key=default body=0 -->",
    "-->",
    "```",
    "~~~\n",
    "| a | b |",
    "`@lena`",
    "\u{202e}abc",
    "\u{1b}[31m",
    "<script>",
    "\r\n# heading",
    "&#64;lena",
    "4be21a04be21a04be21a04be21a04be21a04be21a",
];

/// 300 texts: each part alone, and pairs of them in many ways.
fn hostile() -> Vec<String> {
    let alone = PARTS.iter().map(|part| (*part).to_owned());
    let joints = ["", " ", "`", "\n", "**", "\\", "x", "(", "\u{200b}"];
    let pairs = (0..270).map(|n| {
        let (first, second) = (PARTS[n % 30], PARTS[(n * 7 + n / 30 + 1) % 30]);
        format!("{first}{}{second}", joints[n / 30])
    });
    alone.chain(pairs).collect()
}

/// Puts `text` into every string of `report` that is free to say anything.
pub(crate) fn poison(value: &mut Value, key: &str, text: &str) {
    match value {
        Value::Object(map) => map.iter_mut().for_each(|(key, value)| poison(value, key, text)),
        Value::Array(list) => list.iter_mut().for_each(|value| poison(value, key, text)),
        Value::String(old) => {
            let fixed = [
                "head",
                "base",
                "as_of",
                "level",
                "fail_on",
                "code",
                "verdict",
                "verdict_before",
                "kind",
                "planning_on",
            ];
            // Paths that lead elsewhere are refused.
            let name = text.replace(['/', '\\'], "_");
            match key {
                "file" => *old = format!("initiatives/{name}"),
                "prefix" => *old = format!("{name}/"),
                _ if fixed.contains(&key) => {}
                _ => *old = text.to_owned(),
            }
        }
        _ => {}
    }
}

#[test]
fn nothing_in_a_report_is_live() {
    let repository = TestRepository::example();
    let text = repository.read(super::LOGIN);
    repository
        .write(super::LOGIN, &format!("{}{}", text.replace("stage = \"proposal\"", "stage = \"ready\""), super::ASK));
    let report = super::report(&repository);
    for list in ["findings", "initiatives", "changes", "required", "next"] {
        assert!(!report[list].as_array().unwrap().is_empty(), "{list}");
    }
    let texts = hostile();
    assert_eq!(texts.len(), 300);
    for text in texts {
        let mut poisoned = report.clone();
        poison(&mut poisoned, "", &text);
        poisoned["unreadable"] = serde_json::json!([text]);
        poisoned["settings"] = serde_json::json!([{ "key": text, "from": text, "to": text }]);
        repository.write("report.json", &poisoned.to_string());
        let shown = |format: &str| {
            let ran = run(repository.path(), &["review", "--from", "report.json", "--output-format", format]);
            assert_eq!(ran.code, 1, "{text:?}: {ran:?}");
            ran.out
        };
        let markdown = shown("markdown");
        assert_eq!(live(&markdown), Vec::<String>::new(), "{text:?}:\n{markdown}");
        for line in shown("full").lines().chain(shown("github").lines().map(|line| {
            let command = ["::error ", "::warning ", "::notice "].iter().find_map(|word| line.strip_prefix(word));
            command.unwrap_or_else(|| panic!("{text:?}: {line}"))
        })) {
            assert!(!line.contains("##[") && !line.trim_start().starts_with("::"), "{text:?}: {line}");
            assert!(!line.contains(['\u{1b}', '\u{202e}', '\r']), "{text:?}: {line}");
        }
    }
}
