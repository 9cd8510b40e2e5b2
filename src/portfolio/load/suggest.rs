//! "Did you mean": the known word nearest to an unknown one.

use std::borrow::Cow;

/// The word of `known` most like `word`, if a slip of the pen explains the difference or `word` is how it begins.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    like(word, known, true)
}

/// The word of `known` most like `word`, if a slip of the pen explains the difference.
#[must_use]
pub fn misspelt<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    like(word, known, false)
}

fn like<'a>(word: &str, known: impl IntoIterator<Item = &'a str>, or_begun: bool) -> Option<&'a str> {
    // One slip in four letters, and at least one in short words.
    let most = (word.chars().count() / 4).max(1);
    let lower = word.to_lowercase();
    let wanted = letters(&lower);
    known
        .into_iter()
        .filter_map(|candidate| {
            let begun = or_begun && word.len() > 2 && candidate.starts_with(word);
            let folded = folded(candidate);
            // A slip takes one letter away and puts one in, at most; this spares comparing thousands of strangers.
            let slips = (wanted ^ letters(&folded)).count_ones().div_ceil(2) as usize;
            let near = begun || slips <= most;
            let distance = near.then(|| strsim::osa_distance(&lower, &folded))?;
            (begun || distance <= most).then_some((distance, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// `word` in lower case; nearly all are already.
fn folded(word: &str) -> Cow<'_, str> {
    if word.bytes().any(|byte| byte.is_ascii_uppercase()) { word.to_lowercase().into() } else { word.into() }
}

/// The letters of `word` as a set, by their last bits.
fn letters(word: &str) -> u64 {
    word.chars().fold(0, |set, letter| set | 1 << (u32::from(letter) % u64::BITS))
}

#[cfg(test)]
mod tests {
    use super::{misspelt, nearest};

    #[test]
    fn slips_are_seen_and_strangers_are_not() {
        assert_eq!(nearest("sumary", ["stage", "summary"]), Some("summary"));
        assert_eq!(nearest("Owner", ["owner"]), Some("owner"));
        assert_eq!(nearest("plan", ["planning", "pitch"]), Some("planning"));
        assert_eq!(misspelt("plan", ["planning", "plans"]), Some("plans"));
        assert_eq!(misspelt("plan", ["planning"]), None);
        assert_eq!(nearest("colour", ["owner", "team"]), None);
        assert_eq!(nearest("cv4077", ["CV101", "CV407"]), Some("CV407"));
        assert_eq!(nearest("pn", ["pm", "em"]), Some("pm"));
    }
}
