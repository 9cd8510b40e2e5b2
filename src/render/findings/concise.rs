//! Findings one a line, for grep and for editors.

use super::{Finding, Validation};
use crate::render::escape;

/// One line per finding: `initiatives/retries.toml:61:11: error[CV407] dana cannot decide for payments`.
#[must_use]
pub fn concise(validation: &Validation<'_>) -> String {
    let mut out = String::new();
    for (finding, new) in validation.all() {
        out.push_str(&summary(validation, finding));
        if !new {
            out.push_str(&format!(" (already in {})", escape::line(validation.base_name())));
        }
        out.push('\n');
    }
    escape::log(out)
}

/// The line of one finding, without its end.
pub(super) fn summary(validation: &Validation<'_>, finding: &Finding<'_>) -> String {
    let diagnostic = finding.diagnostic;
    let path = escape::line(validation.path(&finding.at));
    let message = escape::line(&diagnostic.message);
    let start = finding.at.start;
    format!("{path}:{}:{}: {}[{}] {message}", start.line, start.column, diagnostic.level, diagnostic.code)
}
