//! "Did you mean": the known word nearest to an unknown one.

/// The word of `known` most like `word`, if any is so like it that a slip of the pen explains the difference.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // One slip in four letters, and at least one in short words.
    let most = (word.chars().count() / 4).max(1);
    let lower = word.to_lowercase();
    known
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| {
            *distance <= most || candidate.strip_prefix(word).is_some_and(|_| word.len() > 2)
        })
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_are_seen_and_strangers_are_not() {
        assert_eq!(nearest("sumary", ["stage", "summary"]), Some("summary"));
        assert_eq!(nearest("Owner", ["owner"]), Some("owner"));
        assert_eq!(nearest("plan", ["planning", "pitch"]), Some("planning"));
        assert_eq!(nearest("colour", ["owner", "team"]), None);
        assert_eq!(nearest("cv4077", ["CV101", "CV407"]), Some("CV407"));
        assert_eq!(nearest("pn", ["pm", "em"]), Some("pm"));
    }
}
