//! Findings as a test report, for build servers that know nothing else.

use super::{Finding, Validation, concise};
use crate::render::escape;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

/// A failed test per finding that fails the run, a skipped one per other finding, so that it is seen and fails
/// nothing, and a passed one when there is none.
#[must_use]
pub fn junit(validation: &Validation<'_>) -> String {
    let mut suite = TestSuite::new("canvass");
    if validation.all().next().is_none() {
        suite.add_test_case(TestCase::new("nothing to report", TestCaseStatus::success()));
    }
    for (finding, new) in validation.all() {
        suite.add_test_case(case(validation, finding, new));
    }
    let mut report = Report::new("canvass validate");
    report.add_test_suite(suite);
    // Fails only where writing fails, and a string takes everything.
    let text = report.to_string().unwrap_or_default();
    // XML holds neither, however they are written.
    escape::log(text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}"))
}

fn case(validation: &Validation<'_>, finding: &Finding<'_>, new: bool) -> TestCase {
    let found = finding.diagnostic;
    let fails = new && found.level >= validation.fail_on;
    let mut status = match fails {
        true => TestCaseStatus::non_success(NonSuccessKind::Failure),
        false => TestCaseStatus::skipped(),
    };
    let mut description = concise::summary(validation, finding);
    if !found.help.is_empty() {
        description.push_str("\nhelp: ");
        description.push_str(&escape::terminal(&found.help));
    }
    if !new {
        description.push_str("\nalready in ");
        description.push_str(&escape::line(validation.base_name()));
    }
    status.set_message(escape::line(&found.message)).set_type(found.level.as_str()).set_description(description);
    let path = escape::line(validation.path(&finding.at)).into_owned();
    let place = match finding.at.pointer.as_str() {
        "" => path.clone(),
        pointer => format!("{path}{}", escape::line(pointer)),
    };
    let mut case = TestCase::new(format!("{} {} {place}", found.code, finding.name), status);
    case.set_classname(path);
    case
}
