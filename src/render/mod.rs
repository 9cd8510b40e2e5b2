//! Puts what was found and measured into words: pure functions from views to text, one file per format.
//!
//! What a terminal can show, where text goes and what is private are arguments; texts from files are made harmless
//! for each sink by one module. What is wrong is left to [`crate::rules`], what is true to [`crate::insight`].

pub mod coverage;
pub mod findings;
pub mod impact;
pub mod import;
pub mod issue;
pub mod plan;
pub mod readiness;
pub mod report;
pub mod review;

mod annotations;
mod ask;
pub(crate) mod escape;
mod names;
mod page;
mod plain;
#[cfg(test)]
mod sample;
mod style;
mod template;

pub use crate::source::Place;
pub use style::Style;
pub use template::{Template, TemplateError};

use crate::diagnostic::Level;
use crate::insight::Fraction;
use crate::insight::metrics::{counted, thousands};
use schemars::{JsonSchema, Schema, generate::SchemaSettings};
use serde::Serialize;
use std::borrow::Cow;

/// Version of every JSON output; changes when a script that reads one could break.
const VERSION: u8 = 1;

/// Bytes of a comment; GitHub takes 65,536 characters, and mail programs less.
pub const MOST_COMMENT: usize = 60_000;

/// `18 days ago`, `today`, `in 1 day`.
fn relative_days(days: i64) -> String {
    let unit = |days: u64| if days == 1 { "day" } else { "days" };
    match (days, days.unsigned_abs()) {
        (0, _) => "today".into(),
        (..0, ago) => format!("{ago} {} ago", unit(ago)),
        (_, ahead) => format!("in {ahead} {}", unit(ahead)),
    }
}

/// `+4`, `−4`: with a sign, and a minus as wide as a plus.
fn signed(number: i64) -> String {
    if number < 0 { format!("−{}", number.unsigned_abs()) } else { format!("+{number}") }
}

/// `1 file`, `2 files`.
pub(crate) fn plural(n: usize, what: &str) -> String {
    let ending = if n == 1 { "" } else { "s" };
    format!("{n} {what}{ending}")
}

/// Rounded to two decimals; points of readiness lie between 0 and 100, where a float holds that exactly enough.
#[expect(clippy::cast_precision_loss, reason = "at most 10,000")]
pub(crate) fn hundredths(points: Fraction) -> f64 {
    (points * 100).round().to_integer() as f64 / 100.0
}

/// `markdown` in at most `most` bytes, cut behind a whole line and closed, with a word about it.
#[must_use]
pub fn fit(markdown: &str, most: usize) -> Cow<'_, str> {
    const CLOSING: &str = "\n</details>\n";
    const NOTICE: &str = "\n… the rest is too long to be shown here.\n";
    if markdown.len() <= most {
        return markdown.into();
    }
    let mut out = String::new();
    for line in markdown.split_inclusive('\n') {
        if out.len() + line.len() + CLOSING.len() + NOTICE.len() > most {
            break;
        }
        out.push_str(line);
    }
    if out.matches("<details>").count() > out.matches("</details>").count() {
        out.push_str(CLOSING);
    }
    out.push_str(NOTICE);
    out.into()
}

/// `text` as a workflow command of GitHub Actions, below the log and above the summary.
#[must_use]
pub fn message(level: Level, title: &str, text: &str) -> String {
    let (title, message) = (title.to_owned(), text.to_owned());
    annotations::commands(vec![annotations::Annotation { level, place: None, in_diff: false, title, message }])
}

/// `value` as an indented JSON document.
fn document(value: &impl Serialize) -> String {
    // Views hold strings, numbers and lists of them, which always serialise.
    let mut out = escape::json(serde_json::to_string_pretty(value).unwrap_or_default());
    out.push('\n');
    out
}

/// The JSON Schema of an output, draft-07 and self-contained like those of the files.
fn schema_of<T: JsonSchema>() -> Schema {
    let settings = SchemaSettings::draft07().for_serialize().with(|settings| settings.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    // What a reader looks for first stands first.
    let mut rest = std::mem::take(schema.ensure_object());
    for key in ["$schema", "title", "description"] {
        if let Some(value) = rest.shift_remove(key) {
            schema.insert(key.to_owned(), value);
        }
    }
    schema.ensure_object().extend(rest);
    schema
}

#[cfg(test)]
mod tests {
    use super::{fit, thousands};

    #[test]
    fn thousands_stand_apart() {
        let shown = [0.0, 999.0, 1_300.5, -160.0, -1_234_567.0].map(thousands);
        assert_eq!(shown, ["0", "999", "1,300.5", "−160", "−1,234,567"]);
    }

    #[test]
    fn what_is_too_long_is_cut_behind_a_line_and_closed() {
        let long = format!("### a\n<details><summary>b</summary>\n\n{}</details>\n", "| cell |\n".repeat(100));
        let cut = fit(&long, 300);
        assert!(cut.len() <= 300 && cut.contains("| cell |\n\n</details>\n\n… the rest"), "{cut}");
        assert_eq!(fit(&long, long.len()), long);
    }
}
