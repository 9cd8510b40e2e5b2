//! CV002 for ids in braces: texts that misspell the metric they quote.
//!
//! What looks like a quote is left to [`crate::insight::prose`], what takes its place to [`crate::insight::metrics`].

use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::insight::metrics::{PRESETS, quoted};
use crate::insight::prose::{Piece, pieces};
use crate::load::suggest::misspelt;
use crate::model::{Initiative, Record};
use std::collections::BTreeSet;

/// Finds ids in braces, in the texts of `record` that quote metrics, that are nearly those of metrics. An id that is like
/// none may be anything, such as a part of a template.
pub(super) fn check(record: &Record<Initiative>, found: &mut Findings) {
    let pitches = record.pitches.iter().enumerate().flat_map(|(index, pitch)| {
        let figure = pitch.figure.as_deref().map(|figure| (format!("/pitch/{index}/figure"), figure));
        std::iter::once((format!("/pitch/{index}/text"), &*pitch.text)).chain(figure)
    });
    let texts = [("summary", &record.summary), ("cost_of_inaction", &record.cost_of_inaction)];
    let texts = texts.into_iter().filter_map(|(key, text)| Some((format!("/{key}"), text.as_deref()?)));
    for (pointer, text) in pitches.chain(texts) {
        let names: BTreeSet<_> = pieces(text).into_iter().filter_map(name).collect();
        for name in names.into_iter().filter(|name| quoted(record, name).is_none()) {
            let Some(help) = help(record, name) else { continue };
            found.push(
                Diagnostic::new(Code::REFERENCE, record.at(&pointer), format!("`{{{name}}}` names no metric"))
                    .label("quotes a metric")
                    .help(help)
                    .about(name),
            );
        }
    }
}

fn name<'t>(piece: Piece<'t>) -> Option<&'t str> {
    match piece {
        Piece::Name(name) => Some(name),
        Piece::Text(_) => None,
    }
}

/// The metric that `name` may have meant, if it is like one.
fn help(record: &Initiative, name: &str) -> Option<String> {
    let own = record.metrics.iter().map(|metric| metric.id.as_str());
    let near = misspelt(name, own.chain(PRESETS.iter().map(|preset| preset.word.as_str())))
        // Short words are like many others: `{tag}` is no slip for `{lag}`.
        .filter(|near| name.len() > 4 || near.starts_with(name) || name.starts_with(near))?;
    Some(match quoted(record, near) {
        Some(_) => format!("did you mean `{{{near}}}`? For a text in braces write `{{{{{name}}}}}`"),
        None => format!("incidents do not tell it; add a `[[metric]]` with `preset = \"{near}\"` and quote its id"),
    })
}
