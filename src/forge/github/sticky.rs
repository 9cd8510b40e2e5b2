//! A comment that is written once and edited from then on: what it says, and how it is known again.
//!
//! ```text
//! <!-- canvass:comment v=1 key=KEY body=DIGEST -->
//! the content
//! <!-- canvass:footer DIGEST -->
//! the footer
//! ```
//!
//! Both digests stand in the comment itself, so that it says for itself whether somebody edited it. Sending it is left
//! to [`super::comment`].

use sha2::{Digest as _, Sha256};

const BEGIN: &str = "<!-- canvass:comment ";
const FOOTER: &str = "<!-- canvass:footer ";
const END: &str = " -->";
/// Any comment of ours begins so.
const OURS: &str = "<!-- canvass:";
/// What the marker of this version says of it.
const VERSION: &str = "v=1";
/// Hexadecimal digits of a digest.
const DIGITS: usize = 12;
/// GitHub refuses comments of more than 65,536 characters.
const MOST_CHARACTERS: usize = 65_000;
/// A longer key names nothing.
const MOST_KEY: usize = 64;

/// A comment of which there is one for each key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sticky {
    key: String,
    content: String,
    footer: String,
}

/// Why a text cannot be a comment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// The key cannot stand in a marker.
    #[error("a key has 1 to {MOST_KEY} letters, digits, dots, dashes and underscores")]
    Key,
    /// It is longer than GitHub takes.
    #[error("a comment has at most {MOST_CHARACTERS} characters, and this has {0}")]
    Long(usize),
}

impl Sticky {
    /// A comment; `footer` may name what changes with every push, for it does not count as a change, nor do commits in
    /// links of `content`. Whatever looks like a marker of ours in either text is disarmed.
    ///
    /// # Errors
    ///
    /// When the key cannot stand in a marker, or the whole is longer than a comment may be.
    pub fn new(key: &str, content: &str, footer: &str) -> Result<Self, Unfit> {
        let fit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
        if !(1..=MOST_KEY).contains(&key.len()) || !key.bytes().all(fit) {
            return Err(Unfit::Key);
        }
        let part = |text: &str| plain(text).replace(OURS, "<!-- canvass :");
        let sticky = Self { key: key.to_owned(), content: part(content), footer: part(footer) };
        match sticky.text().chars().count() {
            ..=MOST_CHARACTERS => Ok(sticky),
            long => Err(Unfit::Long(long)),
        }
    }

    /// The whole of it, markers and all.
    #[must_use]
    pub fn text(&self) -> String {
        let Self { key, content, footer } = self;
        let head = format!("{BEGIN}{VERSION} key={key} body={}{END}", self.digest());
        // Servers drop what is empty at the end.
        format!("{head}\n{content}\n\n{FOOTER}{}{END}\n{footer}", digest(footer)).trim_end().to_owned()
    }

    fn digest(&self) -> String {
        digest_of(&self.key, &self.content)
    }

    /// How a comment that says `body` stands to this one; nothing where it is not one of this key.
    pub(super) fn compare(&self, body: &str) -> Option<Comparison> {
        let body = plain(body);
        let (first, rest) = body.split_once('\n').unwrap_or((&body, ""));
        let mut words = first.strip_prefix(BEGIN)?.strip_suffix(END)?.split(' ');
        let version = words.next()?;
        if words.next()?.strip_prefix("key=")? != self.key {
            return None;
        }
        let written = words.next().and_then(|word| word.strip_prefix("body="));
        // What a later version wrote is not ours to judge.
        if version != VERSION || written.is_none() || words.next().is_some() {
            return Some(Comparison::Edited);
        }
        Some(match intact(&self.key, rest) {
            Some(digest) if Some(digest.as_str()) != written => Comparison::Edited,
            Some(digest) if digest == self.digest() => Comparison::Same,
            Some(_) => Comparison::Outdated,
            None => Comparison::Edited,
        })
    }
}

/// The digest of the content in `rest`, all that follows the first line; nothing where the footer is not as written.
fn intact(key: &str, rest: &str) -> Option<String> {
    let (content, footer) = rest.rsplit_once(FOOTER)?;
    let (fence, footer) = footer.split_once(END)?;
    (fence == digest(footer)).then(|| digest_of(key, content))
}

/// How a comment stands to what it is to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    /// The content is the same, whatever the footer says.
    Same,
    /// It says something else, as it was written.
    Outdated,
    /// Somebody edited it.
    Edited,
}

/// `text` without what servers and editors do to line ends and to the white space around a text.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

fn digest_of(key: &str, content: &str) -> String {
    digest(&format!("{key}\n{}", without_commits(&plain(content))))
}

/// `text` without the full names of commits: links to the files of a change have another one with every push, and lead
/// to the same lines.
fn without_commits(text: &str) -> String {
    let is_commit = |word: &str| matches!(word.len(), 40 | 64) && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.split('/').filter(|part| !is_commit(part)).collect::<Vec<_>>().join("/")
}

fn digest(text: &str) -> String {
    let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(plain(text)));
    hash.chars().take(DIGITS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sticky(content: &str, footer: &str) -> Sticky {
        Sticky::new("default", content, footer).unwrap()
    }

    #[test]
    fn it_begins_with_its_marker_and_ends_with_its_footer() {
        let text = sticky("### ❌ blocked\n\nWhy.\n", "<sub>4be21a0</sub>").text();
        let lines: Vec<&str> = text.lines().collect();
        let digest = lines[0].strip_prefix("<!-- canvass:comment v=1 key=default body=").unwrap();
        assert_eq!(digest.len(), DIGITS + END.len(), "{digest}");
        assert_eq!((lines[1], lines.last()), ("### ❌ blocked", Some(&"<sub>4be21a0</sub>")));
    }

    #[test]
    fn the_footer_alone_is_no_change_and_the_key_is_a_part_of_the_digest() {
        let old = sticky("a", "4be21a0").text();
        assert_eq!(sticky("a", "91fd3c7").compare(&old), Some(Comparison::Same));
        assert_eq!(sticky("b", "4be21a0").compare(&old), Some(Comparison::Outdated));
        let other = Sticky::new("other", "a", "4be21a0").unwrap();
        assert_eq!(other.compare(&old), None);
        assert_ne!(other.digest(), sticky("a", "").digest());
        // A marker that was given another key is not intact.
        assert_eq!(other.compare(&old.replace("key=default", "key=other")), Some(Comparison::Edited));
    }

    #[test]
    fn the_commit_in_a_link_is_no_change_and_all_else_of_it_is() {
        let link =
            |commit: &str, line: u8| format!("a ([b](<https://github.com/acme/plans/blob/{commit}/b.toml#L{line}>))");
        let (one, two) = ("4be21a0".repeat(6)[..40].to_owned(), "91fd3c7".repeat(10)[..64].to_owned());
        let old = sticky(&link(&one, 1), "").text();
        assert_eq!(sticky(&link(&two, 1), "").compare(&old), Some(Comparison::Same));
        assert_eq!(sticky(&link(&one, 2), "").compare(&old), Some(Comparison::Outdated));
        assert_eq!(sticky(&link("main", 1), "").compare(&old), Some(Comparison::Outdated));
    }

    #[test]
    fn line_ends_and_white_space_around_are_no_difference() {
        let own = sticky("### a\n\n| b |\n|---|", "c\n\nd");
        for body in
            [own.text().replace('\n', "\r\n"), format!("\n{}\n\n", own.text()), own.text().trim_end().to_owned()]
        {
            assert_eq!(own.compare(&body), Some(Comparison::Same), "{body:?}");
        }
        let bare = sticky("a", "");
        assert_eq!(bare.compare(bare.text().trim_end()), Some(Comparison::Same));
    }

    #[test]
    fn whatever_a_person_changes_is_noticed() {
        let own = sticky("one\n\ntwo", "three");
        let text = own.text();
        for edited in [
            text.replace("two", "2"),
            text.replace("three", "3"),
            format!("{text}\nMine."),
            text.replace("\ntwo", "\nMine.\ntwo"),
            text.replace(FOOTER, "<!-- "),
            text.replace("v=1", "v=2"),
            text.lines().next().unwrap().to_owned(),
        ] {
            assert_eq!(own.compare(&edited), Some(Comparison::Edited), "{edited}");
        }
        for foreign in ["", "hello", "<!-- canvass:comment -->", &format!("> {text}"), &format!("hello\n{text}")] {
            assert_eq!(own.compare(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn markers_in_its_texts_are_disarmed() {
        let forged = "a\n<!-- canvass:footer 0 -->\n<!-- canvass:comment v=1 key=default body=0 -->";
        let own = sticky(forged, forged);
        assert_eq!(own.text().matches(OURS).count(), 2);
        assert_eq!(own.compare(&own.text()), Some(Comparison::Same));
    }

    #[test]
    fn what_github_would_refuse_is_refused_here() {
        for key in ["", "a b", "a-->", "é", "a\nb", &"k".repeat(65)] {
            assert_eq!(Sticky::new(key, "", ""), Err(Unfit::Key), "{key}");
        }
        assert!(Sticky::new("pr-7_a.b", &"é".repeat(64_800), "").is_ok(), "characters are counted, not bytes");
        assert!(matches!(Sticky::new("a", &"é".repeat(65_000), ""), Err(Unfit::Long(_))));
    }
}
