//! What is tried with bytes that anybody may have written. Each target is a law that holds whatever they are; one that does
//! not hold panics.

mod edit;
mod filed;
mod findings;
mod lists;
mod markdown;
mod parcel;

pub(crate) use edit::edit;
pub(crate) use filed::{ledger, plan, report};
pub(crate) use findings::findings;
pub(crate) use lists::{backstage, incidents};
pub(crate) use markdown::markdown;

use canvass::model::Date;

/// What is tried with an input.
pub(crate) type Target = fn(&[u8]);

/// Every target, by the name of its folder in the corpus.
pub(crate) const ALL: [(&str, Target); 8] = [
    ("backstage", backstage),
    ("edit", edit),
    ("findings", findings),
    ("incidents", incidents),
    ("ledger", ledger),
    ("markdown", markdown),
    ("plan", plan),
    ("report", report),
];

/// The day of the example, on which everything is judged.
fn today() -> Date {
    canvass::example::AS_OF.parse().unwrap()
}

/// What of `markdown` does something, but for what canvass's own templates hold.
fn alive(markdown: &str) -> Vec<String> {
    let mut found = super::markdown::live(markdown);
    let ours = ["heading", "rule", "code ", "link https://wiki.kettleby.example/"];
    found.retain(|it| !ours.iter().any(|ours| it.starts_with(ours)));
    found
}

/// Fails if something in `markdown` is live.
fn assert_inert(markdown: &str) {
    assert_eq!(alive(markdown), Vec::<String>::new(), "{markdown}");
}
