//! CV006: lists that name somebody or something twice.

use super::amounts::tick;
use super::{Check, Context, Rule};
use crate::diagnostic::{At, Code, Diagnostic, Level};
use crate::model::portfolio::Origin;

pub(super) const RULES: &[Rule] = &[Rule {
    code: TWICE,
    name: "named-twice",
    level: Level::Warning,
    raise: None,
    clock: false,
    closed: true,
    since: "0.1.0",
    summary: "a list names somebody or something twice",
    docs: include_str!("docs/CV006.md"),
    check: Check::Portfolio(named_twice),
}];

const TWICE: Code = Code(6);

fn named_twice(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let portfolio = context.portfolio;
    macro_rules! origins {
        ($($kind:ident),*) => { std::iter::empty()$(.chain(portfolio.$kind.values().map(|record| &record.origin)))* };
    }
    let others = origins!(people, teams, cycles, systems, problems, incidents, strategy, themes, arguments);
    for origin in others.chain([&portfolio.workspace_origin]) {
        found.extend(repeated(origin));
    }
    for (id, record) in &portfolio.initiatives {
        found.extend(repeated(&record.origin).map(|finding| finding.of(id)));
    }
}

fn repeated(origin: &Origin) -> impl Iterator<Item = Diagnostic> + '_ {
    origin.references.iter().filter(|reference| reference.again).filter_map(|reference| {
        let file = origin.contributions.get(usize::from(reference.contribution))?.file?;
        let start = reference.start as usize;
        let at = At::bytes(file, start..start + usize::from(reference.length));
        let finding = Diagnostic::new(TWICE, at, format!("{} stands twice in this list", tick(&reference.id)));
        Some(finding.label("named again").help("leave one out; it counts once").about(reference.id.as_str()))
    })
}
