//! The token, which appears in one header and nowhere else.

use crate::model::address::without_credentials;
use std::fmt;

/// Longer excerpts of what a host said help nobody.
const EXCERPT: usize = 200;

/// What proves to GitHub who we are; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    text: String,
    /// Another one, which must not be shown either.
    other: Option<String>,
}

impl Token {
    /// The token as it was issued.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), other: None }
    }

    /// The same token, which hides `other` as well wherever it hides itself.
    pub(super) fn hiding(self, other: &Self) -> Self {
        Self { other: Some(other.text.clone()), ..self }
    }

    /// The token itself, for the header.
    pub(super) fn expose(&self) -> &str {
        &self.text
    }

    /// Whether it can stand in a header.
    pub(super) fn is_sound(&self) -> bool {
        !self.text.is_empty() && self.text.bytes().all(|byte| byte.is_ascii_graphic())
    }

    /// `text` on one line and not longer than an excerpt, without the token.
    pub(super) fn scrub(&self, text: &str) -> String {
        let text = without_credentials(text).replace(&self.text, "***");
        let text = self.other.iter().fold(text, |text, other| text.replace(other, "***"));
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let clean: String = line.chars().filter(|sign| !sign.is_control()).collect();
        match clean.char_indices().nth(EXCERPT) {
            None => clean,
            Some(_) => clean.chars().take(EXCERPT - 1).chain(['…']).collect(),
        }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_never_shown() {
        let token = Token::new("ghs_secret");
        assert_eq!(format!("{token:?}"), "Token(***)");
        assert_eq!(token.scrub("bad\n credentials: ghs_secret\u{1b}[0m"), "bad credentials: ***[0m");
        assert_eq!(token.scrub(&"é".repeat(300)).chars().count(), EXCERPT);
        let token = token.hiding(&Token::new("ghs_other"));
        assert_eq!(token.scrub("ghs_other ghs_secret"), "*** ***");
        // Cut only when both are gone.
        assert!(!token.scrub(&format!("{}ghs_other", "x".repeat(EXCERPT - 5))).contains("ghs"));
    }

    #[test]
    fn what_no_header_can_hold_is_no_token() {
        assert!(Token::new("ghp_x").is_sound());
        for bad in ["", "a b", "a\r\nHost: elsewhere", "é"] {
            assert!(!Token::new(bad).is_sound(), "{bad}");
        }
    }
}
