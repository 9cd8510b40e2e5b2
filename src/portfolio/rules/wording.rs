//! Turns counts, lists and free text of files into the words of messages.

use crate::load::limits::excerpt;
use std::fmt;

/// `1 day`, `2 days`.
pub(super) fn count<N: fmt::Display + From<u8> + PartialEq>(number: N, noun: &str) -> String {
    let plural = if number == N::from(1) { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list<T: AsRef<str>>(items: &[T]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// The beginning of a free text, on one line.
pub(super) fn quote(text: &str) -> String {
    const MOST: usize = 60;
    let line = excerpt(text.trim());
    match line.char_indices().nth(MOST) {
        Some((cut, _)) => format!("{}…", line.get(..cut).unwrap_or_default().trim_end()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_lists_read_well() {
        assert_eq!(count(1_i64, "day"), "1 day");
        assert_eq!(count(0_usize, "day"), "0 days");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(list(&["a", "b"]), "a and b");
        assert_eq!(list::<&str>(&[]), "");
    }

    #[test]
    fn quotes_are_short_and_on_one_line() {
        assert_eq!(quote(" why\nnot "), "why not");
        assert_eq!(quote(&"é".repeat(100)), format!("{}…", "é".repeat(60)));
    }
}
