//! Short forms that a reader from another department may not know, because nothing spells them out.

use std::collections::BTreeSet;

/// Letters of a short form at most; longer words in capitals are shouted.
const MOST_LETTERS: usize = 5;
/// What everybody who reads a report knows: money, places, numbers in Roman letters, and a few words.
const KNOWN: &[&str] = &[
    "EUR", "USD", "GBP", "CHF", "JPY", "SEK", "PLN", "EU", "UK", "US", "UN", "II", "III", "IV", "VI", "VII", "OK",
    "TV", "PC", "IT", "AM", "PM", "CEO", "CFO", "CTO", "FAQ", "PDF",
];

/// The short forms in `texts` that none of them spells out, as in `ACH (Automated Clearing House)` or the other way round;
/// in the order of the alphabet.
#[must_use]
pub fn undefined<'t>(texts: impl IntoIterator<Item = &'t str> + Clone) -> Vec<&'t str> {
    let used = texts.clone().into_iter().flat_map(words).filter_map(short_form);
    let used: BTreeSet<_> = used.filter(|form| !KNOWN.contains(form)).collect();
    let spelled: BTreeSet<_> = texts.into_iter().flat_map(spelled_out).collect();
    used.difference(&spelled).copied().collect()
}

/// The words of `text`.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The short form that `word` is, without the ending of a plural.
fn short_form(word: &str) -> Option<&str> {
    let form = word.strip_suffix('s').unwrap_or(word);
    let letters = form.chars().count();
    ((2..=MOST_LETTERS).contains(&letters) && form.chars().all(char::is_uppercase)).then_some(form)
}

/// The short forms that `text` spells out beside them.
fn spelled_out(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut before = String::new();
    while let Some((ahead, behind)) = rest.split_once('(') {
        let inner = behind.split(')').next().unwrap_or_default();
        before.push_str(ahead);
        match short_form(inner.trim()) {
            // Automated Clearing House (ACH)
            Some(form) if spells(&words(&before).collect::<Vec<_>>(), form) => found.push(form),
            // ACH (Automated Clearing House)
            _ => {
                let beside = ahead.trim_end().rsplit(|c: char| !c.is_alphanumeric()).next().and_then(short_form);
                found.extend(beside.filter(|form| spells(&words(inner).collect::<Vec<_>>(), form)));
            }
        }
        rest = behind;
    }
    found
}

/// Whether the last of `words` say what `form` is short for: its letters follow each other in them, the first at the
/// beginning of a word. Small words between them need no letter.
fn spells(words: &[&str], form: &str) -> bool {
    let letters = form.chars().count();
    // A word such as `backend` may give more than one letter, and small ones give none.
    let most = (letters * 2).min(words.len());
    (2..=most).any(|count| {
        let tail = words.get(words.len() - count..).unwrap_or_default();
        let mut wanted = form.chars().flat_map(char::to_lowercase).peekable();
        let first = tail
            .first()
            .and_then(|word| word.chars().next())
            .map(|c| c.to_lowercase().next() == wanted.peek().copied());
        for c in tail.iter().flat_map(|word| word.chars()).flat_map(char::to_lowercase) {
            wanted.next_if_eq(&c);
        }
        first == Some(true) && wanted.peek().is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: &[&'static str]) -> Vec<&'static str> {
        undefined(texts.iter().copied())
    }

    #[test]
    fn short_forms_are_told_from_words() {
        assert_eq!(of(&["The SLA of ACH, of both SLAs, and MTTR"]), ["ACH", "MTTR", "SLA"]);
        assert_eq!(of(&["A plan. I agree, in Q1 of EUR 5, OK, by II and H1"]), [""; 0], "letters, quarters, money");
        assert_eq!(of(&["GDPR-safe, the API's, x86, TLS1, SHOUTED loudly, IDs"]), ["API", "GDPR", "ID"]);
        assert_eq!(of(&["ÄÖ", "Straße"]), ["ÄÖ"]);
        assert_eq!(of(&["", "(", ")", "()", "A (", "SLO ("]), ["SLO"]);
    }

    #[test]
    fn what_is_spelled_out_once_is_known() {
        let none: [&str; 0] = [];
        assert_eq!(of(&["Pay by ACH (Automated Clearing House) today"]), none);
        assert_eq!(of(&["Pay by Automated Clearing House (ACH) today", "ACH is slow"]), none);
        assert_eq!(of(&["ACH is slow", "automated clearing house (ACH)"]), none, "wherever it stands");
        assert_eq!(of(&["the mean time to restore (MTTR) fell, both service level agreements (SLAs) hold"]), none);
        assert_eq!(of(&["SLA (service level agreement), RTO (in hours)"]), ["RTO"]);
        assert_eq!(of(&["our rate (SLO) and ACH (see below)"]), ["ACH", "SLO"], "brackets alone say nothing");
        assert_eq!(of(&["in this place (ACE)"]), ["ACE"], "its letters are there, and no word begins with them");
        assert_eq!(of(&["ACH, as agreed (Automated Clearing House)"]), ["ACH"], "something stands between them");
        assert_eq!(of(&["a (b) service level objective (SLO)"]), none, "after another bracket");
    }
}
