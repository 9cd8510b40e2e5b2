//! CV002 for ids in braces: texts that quote a metric of which there is none.
//!
//! What takes their place is left to [`crate::insight::metrics`].

use crate::diagnostic::{Code, Diagnostic};
use crate::insight::metrics::{PRESETS, Piece, pieces, quotable, quoted};
use crate::load::suggest::nearest;
use crate::model::{Initiative, Record};
use std::collections::BTreeSet;

/// Finds every id in braces in the texts of `record` that quote metrics.
pub(super) fn check(record: &Record<Initiative>, found: &mut Vec<Diagnostic>) {
    let pitches = record.pitches.iter().enumerate().flat_map(|(index, pitch)| {
        let figure = pitch.figure.as_deref().map(|figure| (format!("/pitch/{index}/figure"), figure));
        std::iter::once((format!("/pitch/{index}/text"), &*pitch.text)).chain(figure)
    });
    let texts = [("summary", &record.summary), ("cost_of_inaction", &record.cost_of_inaction)];
    let texts = texts.into_iter().filter_map(|(key, text)| Some((format!("/{key}"), text.as_deref()?)));
    for (pointer, text) in pitches.chain(texts) {
        let names: BTreeSet<_> = pieces(text).into_iter().filter_map(name).collect();
        for name in names.into_iter().filter(|name| quoted(record, name).is_none()) {
            found.push(
                Diagnostic::new(Code::REFERENCE, record.at(&pointer), format!("`{{{name}}}` names no metric"))
                    .label("quotes a metric")
                    .help(help(record, name))
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

fn help(record: &Initiative, name: &str) -> String {
    let own = || record.metrics.iter().map(|metric| metric.id.as_str());
    let known = own().chain(quotable().map(|preset| preset.word.as_str()));
    if let Some(near) = nearest(name, known) {
        return format!("did you mean `{{{near}}}`?");
    }
    if PRESETS.iter().any(|preset| preset.word.as_str() == name) {
        return format!("incidents do not tell it; add a `[[metric]]` with `preset = \"{name}\"` and quote its id");
    }
    format!("name a `[[metric]]` of this initiative, or write `{{{{{name}}}}}` for a text in braces")
}
