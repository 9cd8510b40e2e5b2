//! How messages write person-days, shares, ids and long lists of names; plainer words come from [`super::wording`].

use crate::model::Days;
use std::fmt::Display;

/// Person-days with at most one decimal: `3 days`, `2.5 days`.
pub(super) fn days(days: Days) -> String {
    let rounded = (days * 10.0).round() / 10.0;
    format!("{rounded} day{}", if rounded == 1.0 { "" } else { "s" })
}

/// Per cent, rounded up to a tenth, so that what lies over a limit never looks as if it did not.
pub(super) fn percent(share: f64) -> String {
    // A share of nothing has no number.
    if share.is_finite() { format!("{} %", (share * 10.0 - 1e-9).ceil() / 10.0) } else { "more than all".to_owned() }
}

/// An id as messages show what stands in a file.
pub(super) fn tick(id: impl Display) -> String {
    format!("`{id}`")
}

/// The first `most` of `names`, the rest as a number.
pub(super) fn few<T: Display>(names: impl IntoIterator<Item = T>, most: usize) -> Vec<String> {
    let mut names: Vec<_> = names.into_iter().map(|name| name.to_string()).collect();
    if let Some(left) = names.len().checked_sub(most).filter(|left| *left > 0) {
        names.truncate(most);
        names.push(format!("{left} more"));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_as_one_says_them() {
        assert_eq!(days(1.0), "1 day");
        assert_eq!(days(2.25), "2.3 days");
        assert_eq!(days(30.0), "30 days");
        assert_eq!(percent(40.001), "40.1 %");
        assert_eq!(percent(50.0), "50 %");
        assert_eq!(percent(110.0 / 3.0 * 3.0), "110 %");
        assert_eq!(percent(f64::INFINITY), "more than all");
    }

    #[test]
    fn long_lists_end_in_a_number() {
        assert_eq!(few(["a", "b"], 2), ["a", "b"]);
        assert_eq!(few(["a", "b", "c", "d"], 2), ["a", "b", "2 more"]);
    }
}
