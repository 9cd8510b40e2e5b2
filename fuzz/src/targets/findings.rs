//! A workspace to its findings, in every format.

use super::super::shown::{assert_no_command, assert_visible};
use super::{assert_inert, parcel, today};
use canvass::diagnostic::Level;
use canvass::load::{Loaded, Locator, OpenFile, Options, load};
use canvass::render::Style;
use canvass::render::findings::{self, Finding, Validation};
use canvass::rules::{self, baseline::Identifier};
use serde_json::Value;

/// Whatever the files hold: they are judged, each finding stands somewhere in its file, two runs agree, and no format lets a
/// text of theirs do anything.
pub(crate) fn findings(input: &[u8]) {
    let loaded = load(&parcel::tree(input), &Options::default());
    let outcome = rules::run(&loaded, today());
    check(&loaded, &outcome.findings);
}

/// Checks how `found` is shown.
pub(super) fn check(loaded: &Loaded, found: &[canvass::diagnostic::Diagnostic]) {
    let (locator, identifier) = (Locator::new(&loaded.sources), Identifier::new(loaded));
    let resolved = found.iter().map(|finding| {
        let text = loaded.sources.glance(finding.at.file);
        let identity = identifier.identify(finding, &OpenFile::new(finding.at.file, &text));
        Finding::new(finding, "", identity, |at| {
            let place = locator.locate(at);
            let text = loaded.sources.text(place.file);
            assert!(text.get(place.span.clone()).is_some(), "{finding:?} stands at {place:?}");
            place
        })
    });
    let validation = Validation {
        as_of: today(),
        findings: resolved.collect(),
        existing: Vec::new(),
        base: None,
        touched: None,
        files: loaded.sources.len(),
        elapsed: None,
        fail_on: Level::Error,
        prefix: "",
        sources: &loaded.sources,
    };
    for text in [findings::full(&validation, Style::PLAIN), findings::concise(&validation)] {
        assert_visible(&text);
        assert_no_command(&text, &[]);
    }
    assert_no_command(&findings::github(&validation), &["::error ", "::warning ", "::notice "]);
    assert_inert(&findings::markdown(&validation));
    for text in [findings::json(&validation), findings::gitlab(&validation), findings::sarif(&validation, &[])] {
        serde_json::from_str::<Value>(&text).unwrap();
        assert_no_command(&text, &[]);
    }
    assert_no_command(&findings::junit(&validation), &[]);
}
