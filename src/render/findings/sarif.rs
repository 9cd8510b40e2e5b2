//! Findings as SARIF 2.1.0, which code-scanning services read.

use super::{Finding, RuleInfo, Validation, fingerprints};
use crate::diagnostic::Level;
use crate::render::{document, escape};
use crate::source::Location;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// One run with every rule and every finding; against a base, existing findings are marked unchanged.
#[must_use]
pub fn sarif(validation: &Validation<'_>, rules: &[RuleInfo<'_>]) -> String {
    document(&Log { schema: SCHEMA, version: "2.1.0", runs: [Run { validation, rules }] })
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

struct Run<'a> {
    validation: &'a Validation<'a>,
    rules: &'a [RuleInfo<'a>],
}

impl Serialize for Run<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut run = serializer.serialize_map(Some(3))?;
        run.serialize_entry(
            "tool",
            &json!({ "driver": {
                "name": "canvass",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": self.rules.iter().map(rule).collect::<Vec<_>>(),
            } }),
        )?;
        run.serialize_entry("columnKind", "unicodeCodePoints")?;
        run.serialize_entry("results", &Results(self))?;
        run.end()
    }
}

/// The findings, each written before the next is made: their trees need ten times what they say.
struct Results<'a>(&'a Run<'a>);

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Run { validation, rules } = self.0;
        let prints = fingerprints(validation.all().map(|(finding, _)| finding));
        let results = validation.all().zip(prints);
        serializer.collect_seq(results.map(|((finding, new), print)| result(validation, rules, finding, new, &print)))
    }
}

fn rule(rule: &RuleInfo<'_>) -> Value {
    json!({
        "id": rule.code,
        "name": rule.name,
        "shortDescription": { "text": text(rule.summary) },
        "help": { "text": text(rule.summary), "markdown": rule.help_markdown },
        "defaultConfiguration": { "level": level(rule.level) },
    })
}

fn result(
    validation: &Validation<'_>,
    rules: &[RuleInfo<'_>],
    finding: &Finding<'_>,
    new: bool,
    fingerprint: &str,
) -> Value {
    let found = finding.diagnostic;
    let message = match found.help.as_str() {
        "" => text(&found.message),
        help => format!("{}\nhelp: {}", text(&found.message), text(help)),
    };
    let mut result = json!({
        "ruleId": found.code,
        "level": level(found.level),
        "message": { "text": message },
        "locations": [{ "physicalLocation": place(validation, &finding.at) }],
        "partialFingerprints": { "canvass/v1": fingerprint },
    });
    if let Some(entry) = result.as_object_mut() {
        if let Some(index) = rules.iter().position(|rule| rule.code == found.code) {
            entry.insert("ruleIndex".into(), index.into());
        }
        if !finding.related.is_empty() {
            let related = finding.places().enumerate().map(|(id, (at, label))| {
                json!({ "id": id, "physicalLocation": place(validation, at), "message": { "text": text(label) } })
            });
            entry.insert("relatedLocations".into(), related.collect());
        }
        if validation.base.is_some() {
            entry.insert("baselineState".into(), if new { "new" } else { "unchanged" }.into());
        }
    }
    result
}

const fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Hint => "note",
    }
}

fn place(validation: &Validation<'_>, at: &Location) -> Value {
    json!({
        "artifactLocation": { "uri": escape::uri(&validation.repository_path(at)) },
        "region": {
            "startLine": at.start.line.max(1),
            "startColumn": at.start.column.max(1),
            "endLine": at.end.line.max(at.start.line).max(1),
            "endColumn": at.end.column.max(1),
        },
    })
}

/// Plain text; a viewer would make a link of `[text](target)`.
fn text(text: &str) -> String {
    escape::terminal(text).replace("](", "] (")
}
