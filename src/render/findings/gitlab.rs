//! Findings as a code-quality report, which GitLab shows in merge requests.

use super::{Validation, fingerprints};
use crate::diagnostic::Level;
use crate::render::{document, escape};
use serde_json::json;

/// Every finding, existing ones too: GitLab compares the reports of both branches itself.
#[must_use]
pub fn gitlab(validation: &Validation<'_>) -> String {
    let prints = fingerprints(validation.all().map(|(finding, _)| finding));
    let issues: Vec<_> = validation
        .all()
        .zip(prints)
        .map(|((finding, _), fingerprint)| {
            let found = finding.diagnostic;
            json!({
                "description": format!("{}: {}", found.code, escape::line(&found.message)),
                "check_name": finding.name,
                "fingerprint": fingerprint,
                "severity": match found.level {
                    Level::Error => "major",
                    Level::Warning => "minor",
                    Level::Hint => "info",
                },
                "location": {
                    "path": validation.repository_path(&finding.at),
                    "lines": { "begin": finding.at.start.line, "end": finding.at.end.line.max(finding.at.start.line) },
                },
            })
        })
        .collect();
    document(&issues)
}
