//! The token, which appears in one header and nowhere else.

use std::fmt;

/// Longer excerpts of what a host said help nobody.
const EXCERPT: usize = 200;

/// What proves to GitHub who we are; never printed.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// The token as it was issued.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The token itself, for the header.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }

    /// Whether it can stand in a header.
    pub(super) fn is_sound(&self) -> bool {
        !self.0.is_empty() && self.0.bytes().all(|byte| byte.is_ascii_graphic())
    }

    /// `text` on one line and not longer than an excerpt, without the token.
    pub(super) fn scrub(&self, text: &str) -> String {
        let text = text.replace(&self.0, "***");
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
    }

    #[test]
    fn what_no_header_can_hold_is_no_token() {
        assert!(Token::new("ghp_x").is_sound());
        for bad in ["", "a b", "a\r\nHost: elsewhere", "é"] {
            assert!(!Token::new(bad).is_sound(), "{bad}");
        }
    }
}
