//! The text canvass keeps up to date inside of an issue, and how it stays apart from what people write around it.
//!
//! ```text
//! <!-- canvass:1 KEY SOURCE -->
//! <!-- canvass:begin DIGEST -->
//! the managed block
//! <!-- canvass:end -->
//! whatever people add
//! ```
//!
//! The digest of the block as it was written stands in the block's own fence. So an issue says for itself whether
//! somebody edited the block, even when every record of it is lost.

use super::key::Marker;
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::ops::Range;

const BEGIN: &str = "<!-- canvass:begin ";
const BEGIN_END: &str = " -->";
const END: &str = "<!-- canvass:end -->";
/// Any comment of ours begins so.
const OURS: &str = "<!-- canvass:";

/// GitHub refuses bodies of more than 65,536 characters; the rest is left to people.
pub const MOST_BYTES: usize = 60_000;
/// GitHub refuses titles of more than 256 characters.
pub const MOST_TITLE: usize = 200;
const CUT: &str = "\n\n… cut: the whole text stands where the initiative is kept.";

/// What a text says, whatever a server did to its line ends.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Digest(String);

impl Digest {
    /// The digest of `text`; line ends and white space at the ends make no difference.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let text = text.trim().replace("\r\n", "\n");
        let hash = Sha256::digest(text);
        Self(data_encoding::BASE32_NOPAD.encode(hash.get(..10).unwrap_or_default()))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What an issue is to say: its title, the managed block and the labels it is filed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    title: String,
    block: String,
    labels: Vec<String>,
}

impl Draft {
    /// A draft; what is longer than an issue may be is cut, with a notice, and comments that look like ours are
    /// disarmed.
    #[must_use]
    pub fn new(title: &str, block: &str, labels: Vec<String>) -> Self {
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        let title = match title.char_indices().nth(MOST_TITLE) {
            None => title,
            Some(_) => title.chars().take(MOST_TITLE - 1).chain(['…']).collect(),
        };
        let mut block = block.trim().replace("\r\n", "\n").replace(OURS, "<!-- canvass :");
        if block.len() > MOST_BYTES {
            let mut end = MOST_BYTES - CUT.len();
            while !block.is_char_boundary(end) {
                end -= 1;
            }
            block.truncate(end);
            block.push_str(CUT);
        }
        Self { title, block, labels }
    }

    /// The title, one line of at most 200 characters.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The managed block.
    #[must_use]
    pub fn block(&self) -> &str {
        &self.block
    }

    /// Labels to file it with.
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// The body of a new issue.
    #[must_use]
    pub fn body(&self, marker: &Marker) -> String {
        format!("{marker}\n{}", self.fenced())
    }

    fn fenced(&self) -> String {
        format!("{BEGIN}{}{BEGIN_END}\n{}\n{END}", Digest::of(&self.block), self.block)
    }

    /// `body` with this block in the place of the one it has; nothing where that was edited, or is gone.
    #[must_use]
    pub fn renew(&self, body: &str) -> Option<String> {
        let Managed { fenced, state } = Managed::find(body)?;
        if state == BlockState::Edited {
            return None;
        }
        let (before, after) = (body.get(..fenced.start)?, body.get(fenced.end..)?);
        Some(format!("{before}{}{after}", self.fenced()))
    }

    /// What is to be done about an issue whose body is `body`.
    #[must_use]
    pub fn compare(&self, body: &str) -> Comparison {
        match Managed::find(body) {
            Some(Managed { state: BlockState::Ours(digest), .. }) if digest == Digest::of(&self.block) => {
                Comparison::Current
            }
            Some(Managed { state: BlockState::Ours(_), .. }) => Comparison::Outdated,
            _ => Comparison::TakenOver,
        }
    }
}

/// How an issue stands to its draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// It says what it should.
    Current,
    /// It says what it once should.
    Outdated,
    /// Somebody edited the block or took it out, so that it is theirs.
    TakenOver,
}

/// Whether anybody wrote into `body` besides us: into the block, or around it.
#[must_use]
pub fn is_untouched(body: &str) -> bool {
    Managed::find(body).is_some_and(|Managed { fenced, state }| {
        let (before, after) = (body.get(..fenced.start), body.get(fenced.end..));
        let alone = before.is_some_and(|before| before.trim_end().lines().count() == 1);
        state != BlockState::Edited && alone && after.is_some_and(|after| after.trim().is_empty())
    })
}

#[derive(PartialEq, Eq)]
enum BlockState {
    /// As we wrote it.
    Ours(Digest),
    Edited,
}

/// A managed block in a body, fences included.
struct Managed {
    fenced: Range<usize>,
    state: BlockState,
}

impl Managed {
    /// Finds the one block below the marker; nothing where a fence is missing, doubled or out of place.
    fn find(body: &str) -> Option<Self> {
        Marker::read(body)?;
        let below = body.find('\n')? + 1;
        let rest = body.get(below..)?;
        let once = |what: &str| {
            let at = rest.find(what)?;
            rest.get(at + what.len()..)?.find(what).is_none().then_some(at)
        };
        let (begin, end) = (once(BEGIN)?, once(END)?);
        let inside = rest.get(begin + BEGIN.len()..end)?;
        let (digest, block) = inside.split_once(BEGIN_END)?;
        let written = Digest(digest.to_owned());
        let state = if Digest::of(block) == written { BlockState::Ours(written) } else { BlockState::Edited };
        Some(Self { fenced: below + begin..below + end + END.len(), state })
    }
}

#[cfg(test)]
mod tests {
    use super::super::key::{Key, Source};
    use super::*;
    use proptest::prelude::*;

    fn marker() -> Marker {
        Marker { key: Key::new(Source(1), "a", "b", 1), source: Source(1) }
    }

    fn draft(block: &str) -> Draft {
        Draft::new("title", block, Vec::new())
    }

    #[test]
    fn a_new_body_is_current_and_untouched() {
        let body = draft("What we need\n\nmore").body(&marker());
        assert_eq!(draft("What we need\n\nmore").compare(&body), Comparison::Current);
        assert_eq!(draft("Something else").compare(&body), Comparison::Outdated);
        assert!(is_untouched(&body));
        // What a server may do to a text is no edit.
        let stored = format!("{}\r\n", body.replace('\n', "\r\n"));
        assert_eq!(draft("What we need\n\nmore").compare(&stored), Comparison::Current);
        assert!(is_untouched(&stored));
    }

    #[test]
    fn edits_inside_the_block_take_it_over() {
        let body = draft("old").body(&marker());
        for edited in [
            body.replace("old", "old, but better"),
            body.replace(END, ""),
            body.replace("<!-- canvass:begin", "<!-- begin"),
            format!("{body}\n{END}"),
            body.replacen("<!-- canvass:1", "<!--", 1),
            String::new(),
        ] {
            assert_eq!(draft("new").compare(&edited), Comparison::TakenOver, "{edited}");
            assert_eq!(draft("new").renew(&edited), None, "{edited}");
            assert!(!is_untouched(&edited), "{edited}");
        }
        assert!(!is_untouched(&format!("{body}\nwe plan this for March")));
    }

    #[test]
    fn long_and_hostile_texts_are_cut_and_disarmed() {
        let long = draft(&"é".repeat(40_000));
        assert!(long.block().len() <= MOST_BYTES && long.block().ends_with(CUT));
        let title = Draft::new(&format!("a\n{}", "b".repeat(300)), "", Vec::new());
        assert_eq!((title.title().chars().count(), title.title().ends_with('…')), (MOST_TITLE, true));
        let hostile = draft("<!-- canvass:end -->\n<!-- canvass:begin X -->");
        let body = hostile.body(&marker());
        assert_eq!(hostile.compare(&body), Comparison::Current);
        assert_eq!(body.matches(END).count(), 1);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]
        #[test]
        fn what_people_write_around_the_block_stays_byte_for_byte(
            above in "([a-z\\r\\n é]{0,40}\n)?", below in "[a-z\\r\\n é<!-]{0,80}", old in "[a-z\n]{0,40}", new in "\\PC{0,60}",
        ) {
            let block = draft(&old).fenced();
            let body = format!("{}\n{above}{block}{below}", marker());
            let renewed = draft(&new).renew(&body).unwrap();
            let start = format!("{}\n{above}", marker());
            prop_assert!(renewed.starts_with(&start));
            prop_assert!(renewed.ends_with(&below));
            prop_assert_eq!(renewed.len(), start.len() + draft(&new).fenced().len() + below.len());
            prop_assert_eq!(draft(&new).compare(&renewed), Comparison::Current);
            prop_assert_eq!(draft(&old).renew(&renewed).unwrap(), body);
        }
    }
}
