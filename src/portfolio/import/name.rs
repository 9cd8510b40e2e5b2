//! Makes ids of the names that other tools use; which of two that come out alike keeps its id is left to the callers.

use crate::model::id;
pub(super) use crate::model::id::fold;
use sha2::{Digest, Sha256};

/// Letters an id may have.
const MOST_LETTERS: usize = 40;
/// Letters of a digest that tells two names apart.
const MARK_LETTERS: usize = 6;

/// The id of what is called `folded`, and `whole` in full: where it cannot be an id as it is, it is marked by a digest
/// of the whole, which stays the same whatever else is in the list.
pub(super) fn id(folded: &str, whole: &str) -> String {
    if folded.len() <= MOST_LETTERS && !id::is_reserved(folded) { folded.to_owned() } else { marked(folded, whole) }
}

/// `folded`, cut so that a mark of `whole` fits behind it.
pub(super) fn marked(folded: &str, whole: &str) -> String {
    let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(whole));
    let mark = digest.get(..MARK_LETTERS).unwrap_or_default();
    let kept = folded.get(..folded.len().min(MOST_LETTERS - MARK_LETTERS - 1)).unwrap_or_default();
    format!("{}-{mark}", kept.trim_end_matches('-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_become_ids() {
        for (name, folded) in [
            ("payments-api", "payments-api"),
            ("Payments_API.v2", "payments-api-v2"),
            ("  Zahlungen (neu) ", "zahlungen-neu"),
            ("--x--", "x"),
            ("日本", ""),
        ] {
            assert_eq!(fold(name), folded);
        }
        assert_eq!(id("aux", "component:default/aux"), id("aux", "component:default/aux"));
        assert_ne!(id("aux", "component:default/aux"), "aux");
        let long = "a-very-long-name-of-a-service-nobody-types";
        assert_eq!(id(long, "x"), "a-very-long-name-of-a-service-nob-2d7116");
        assert_ne!(id(long, "x"), id(long, "y"));
    }

    proptest! {
        #[test]
        fn whatever_is_left_is_an_id(name in "\\PC{0,60}") {
            let folded = fold(&name);
            if !folded.is_empty() {
                prop_assert!(id::is_valid(&id(&folded, &name)) && id::is_valid(&marked(&folded, &name)));
                prop_assert_eq!(fold(&folded), folded);
            }
        }
    }
}
