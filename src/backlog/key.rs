//! Who an ask is in every backlog: its key, and the marker that carries the key in an issue.
//!
//! A title can be edited and a number is known only once an issue exists; a key is known before anything is sent and
//! never changes, so it alone decides whether an ask was filed.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// What the first line of an issue begins with.
pub const MARKER: &str = "<!-- canvass:1 ";
const MARKER_END: &str = " -->";
/// Bytes of the hash that make a key: 160 bits, 32 letters.
const KEY_BYTES: usize = 20;
const KEY_LETTERS: usize = 32;

/// The lasting name of an ask, the same in every run: 32 letters of base 32.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Key(String);

impl Key {
    /// The key of `ask` of `initiative` as filed from the repository `source` for the `generation`th time.
    #[must_use]
    pub fn new(source: Source, initiative: &str, ask: &str, generation: u32) -> Self {
        // Ids hold no slash, so that no two of these are written the same.
        let identity = format!("{source}/{initiative}/{ask}/{generation}");
        let hash = Sha256::digest(identity);
        Self(data_encoding::BASE32_NOPAD.encode(hash.get(..KEY_BYTES).unwrap_or_default()))
    }

    /// The key as issues carry it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Key {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let is_letter = |byte: u8| matches!(byte, b'A'..=b'Z' | b'2'..=b'7');
        if text.len() == KEY_LETTERS && text.bytes().all(is_letter) {
            Ok(Self(text))
        } else {
            Err(format!("`{text}` is not a key: {KEY_LETTERS} of A–Z and 2–7"))
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The repository that initiatives are kept in, by the number its host gave it; 0 where no host did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Source(pub u64);

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The first line of an issue of ours, invisible where Markdown is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// Which ask it stands for.
    pub key: Key,
    /// Whose ask it is.
    pub source: Source,
}

impl Marker {
    /// Reads the marker on the first line of `body`; a marker anywhere else is somebody's text.
    #[must_use]
    pub fn read(body: &str) -> Option<Self> {
        let line = body.lines().next()?.trim_end();
        let (key, source) = line.strip_prefix(MARKER)?.strip_suffix(MARKER_END)?.split_once(' ')?;
        let digits = !source.is_empty() && source.bytes().all(|byte| byte.is_ascii_digit());
        let source = digits.then(|| source.parse().ok())??;
        Some(Self { key: key.to_owned().try_into().ok()?, source: Source(source) })
    }
}

impl fmt::Display for Marker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{MARKER}{} {}{MARKER_END}", self.key, self.source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_are_known_for_ever() {
        // An issue filed by the first version carries this key; a change here files everything again.
        assert_eq!(
            Key::new(Source(42), "checkout-retries", "idempotency", 1).as_str(),
            "RXAL3ZRJTOPKMN4LX3R6BX27Z4KGAEXT"
        );
    }

    #[test]
    fn only_a_whole_marker_on_the_first_line_counts() {
        let marker = Marker { key: Key::new(Source(7), "a", "b", 1), source: Source(7) };
        assert_eq!(Marker::read(&format!("{marker}\r\ntext")), Some(marker.clone()));
        assert_eq!(Marker::read(&format!("text\n{marker}")), None);
        assert_eq!(Marker::read(&format!(" {marker}")), None);
        assert_eq!(Marker::read("<!-- canvass:1 short 7 -->"), None);
        assert_eq!(Marker::read(&format!("<!-- canvass:1 {} +7 -->", marker.key)), None);
        assert_eq!(Marker::read(&format!("<!-- canvass:2 {} 7 -->", marker.key)), None);
        assert_eq!(Marker::read(""), None);
    }

    proptest! {
        #[test]
        fn different_asks_have_different_keys(
            a in ("[a-z0-9-]{1,4}", "[a-z0-9-]{1,4}", 0_u32..3, 0_u64..3),
            b in ("[a-z0-9-]{1,4}", "[a-z0-9-]{1,4}", 0_u32..3, 0_u64..3),
        ) {
            let key = |(initiative, ask, generation, source): &(String, String, u32, u64)| {
                Key::new(Source(*source), initiative, ask, *generation)
            };
            prop_assert_eq!(key(&a) == key(&b), a == b);
        }
    }
}
