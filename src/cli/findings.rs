//! Findings with their places resolved, for the commands that print them.

use crate::diagnostic::{At, Diagnostic};
use crate::load::{Loaded, Locator, OpenFile};
use crate::render::findings::Finding;
use crate::rules::{self, baseline};
use crate::source::FileId;
use rayon::prelude::*;

/// Findings with their places, in the order a reader goes through the files. Files are gone through in parallel.
///
/// Only those below one of the paths in `only` are kept; all of them when there is none.
pub(super) fn resolve<'f>(loaded: &'f Loaded, found: &'f [Diagnostic], only: &[String]) -> Vec<Finding<'f>> {
    let path = |finding: &Diagnostic| loaded.sources.path(finding.at.file);
    let wanted = |finding: &Diagnostic| {
        let path = path(finding);
        let inside = |only: &String| {
            only.is_empty()
                || path.strip_prefix(only.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        only.is_empty() || only.iter().any(inside)
    };
    let wanted: Vec<&Diagnostic> = found.iter().filter(|finding| wanted(finding)).collect();
    let by_file: Vec<&[&Diagnostic]> = wanted.chunk_by(|a, b| a.at.file == b.at.file).collect();
    let locator = Locator::new(&loaded.sources);
    let identifier = baseline::Identifier::new(loaded);
    let resolve_file = |found: &[&'f Diagnostic]| {
        let file = found.first().map_or(FileId(u32::MAX), |finding| finding.at.file);
        // Seldom does another file's finding point here, so neither text nor tree is kept.
        let text = loaded.sources.glance(file);
        let here = OpenFile::new(file, &text);
        let locate = |at: &At| if at.file == file { here.locate(&at.spot) } else { locator.locate(at) };
        let resolved = |finding: &&'f Diagnostic| {
            let name = rules::find(finding.code).map_or("", |rule| rule.name);
            Finding::new(finding, name, identifier.identify(finding, &here), locate)
        };
        let mut findings: Vec<Finding<'f>> = found.iter().map(resolved).collect();
        findings.sort_by(|a, b| {
            let order = |finding: &Finding<'f>| (finding.at.start, finding.diagnostic.code);
            order(a).cmp(&order(b)).then_with(|| a.diagnostic.message.cmp(&b.diagnostic.message))
        });
        findings
    };
    by_file.into_par_iter().map(resolve_file).flatten_iter().collect()
}
