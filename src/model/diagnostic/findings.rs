//! Findings as they are made: of each kind no more in a file than somebody would read, the rest counted.

use super::{Code, Diagnostic, Level};
use crate::source::FileId;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, RandomState};

/// Findings of one kind and level that are kept of a file.
const IN_FILE: usize = 100;
/// The same of a file of many tables, which holds as much as a folder of files does.
const IN_FILE_OF_MANY: usize = 1_000;
/// Findings that are kept in all.
const IN_ALL: usize = 100_000;
/// Places that explain one finding.
const RELATED: usize = 100;

/// Completes a finding; says whether it is wanted.
type Keep<'f> = &'f (dyn Fn(&mut Diagnostic) -> bool + Sync);

/// Findings, those beyond what is kept counted by one that stands for them.
#[derive(Default)]
pub struct Findings<'f> {
    kept: Vec<Diagnostic>,
    counts: BTreeMap<(FileId, Code, Level), Count>,
    many: Vec<FileId>,
    keep: Option<Keep<'f>>,
    /// Where those kept stand, by the hash of what they say and where; nothing where none can be the same as another.
    same: Option<(RandomState, HashMap<u64, usize>)>,
}

#[derive(Default)]
struct Count {
    kept: usize,
    /// The place of the one that stands for the rest.
    rest: Option<usize>,
}

impl<'f> Findings<'f> {
    /// None yet; `many` are the files of many tables.
    #[must_use]
    pub fn of(many: &[FileId]) -> Self {
        Self { many: many.to_vec(), ..Self::default() }
    }

    /// As [`Self::of`]; only what `keep` wants is kept.
    #[must_use]
    pub fn wanted(many: &[FileId], keep: Keep<'f>) -> Self {
        Self { keep: Some(keep), ..Self::of(many) }
    }

    /// As [`Self::of`]; one that is made several times, such as a vacant role that several wait for, is one, and explained
    /// by all of their other places.
    #[must_use]
    pub fn gathered(many: &[FileId]) -> Self {
        Self { same: Some(Default::default()), ..Self::of(many) }
    }

    /// Adds one.
    pub fn push(&mut self, mut finding: Diagnostic) {
        if self.keep.is_some_and(|keep| !keep(&mut finding)) {
            return;
        }
        let hash = self.hash(&finding);
        if let Some(kept) = hash.and_then(|hash| self.same_as(&finding, hash)) {
            for related in finding.related {
                if kept.related.len() < RELATED && !kept.related.contains(&related) {
                    kept.related.push(related);
                }
            }
            return;
        }
        let most = if self.many.contains(&finding.at.file) { IN_FILE_OF_MANY } else { IN_FILE };
        let count = self.counts.entry((finding.at.file, finding.code, finding.level)).or_default();
        if let Some(rest) = count.rest.and_then(|place| self.kept.get_mut(place)) {
            rest.rest += finding.weight();
            return;
        }
        if finding.rest > 0 || count.kept >= most || self.kept.len() >= IN_ALL {
            finding.rest = finding.weight();
            count.rest = Some(self.kept.len());
        }
        count.kept += 1;
        if let (Some(hash), Some((_, places))) = (hash, &mut self.same) {
            places.insert(hash, self.kept.len());
        }
        self.kept.push(finding);
    }

    /// The hash of what `finding` says and where, if it may be the same as another.
    fn hash(&self, finding: &Diagnostic) -> Option<u64> {
        let (state, _) = self.same.as_ref().filter(|_| finding.rest == 0)?;
        Some(state.hash_one((&finding.at, finding.code, &finding.about, &finding.message)))
    }

    /// The one that is kept already and says the same of the same place as `finding`.
    fn same_as(&mut self, finding: &Diagnostic, hash: u64) -> Option<&mut Diagnostic> {
        let place = *self.same.as_ref()?.1.get(&hash)?;
        self.kept.get_mut(place).filter(|kept| {
            (&kept.at, kept.code) == (&finding.at, finding.code)
                && (&kept.about, &kept.message) == (&finding.about, &finding.message)
        })
    }
}

impl Findings<'_> {
    /// Those that are kept; each that stands for others says so.
    #[must_use]
    pub fn finish(mut self) -> Vec<Diagnostic> {
        for finding in self.kept.iter_mut().filter(|finding| finding.rest > 0) {
            let (code, rest) = (finding.code, finding.rest);
            // Listed as shortly as counted.
            if rest == 1 {
                finding.rest = 0;
                continue;
            }
            finding.message = format!("{rest} more findings of {code} in this file are not listed");
            finding.label = "the first of them".to_owned();
            finding.help = "correct those that are listed first".to_owned();
            finding.about = "not listed".to_owned();
            finding.extent = rest;
            finding.related.clear();
        }
        self.kept
    }

    /// The same, to be handed on once all is in it that is wanted.
    #[must_use]
    pub fn settled(self) -> Findings<'static> {
        Findings { keep: None, kept: self.kept, counts: self.counts, many: self.many, same: self.same }
    }

    /// Whether another one of `code` in `file` would only be counted, so that nobody would read what it says.
    #[must_use]
    pub fn is_full(&self, file: FileId, code: Code) -> bool {
        let levels = (file, code, Level::Hint)..=(file, code, Level::Error);
        self.counts.range(levels).any(|(_, count)| count.rest.is_some())
    }

    /// Those that are kept so far.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.kept.iter()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }
}

impl Extend<Diagnostic> for Findings<'_> {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, findings: I) {
        findings.into_iter().for_each(|finding| self.push(finding));
    }
}

/// Those that are kept, to be added to others: what stands for several goes on doing so.
impl IntoIterator for Findings<'_> {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.kept.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::At;

    fn finding(file: u32, code: u16, place: usize) -> Diagnostic {
        Diagnostic::new(Code(code), At::value(FileId(file), format!("/ask/{place}")), "odd")
    }

    #[test]
    fn beyond_what_is_kept_one_stands_for_the_rest() {
        let mut findings = Findings::of(&[FileId(1)]);
        for place in 0..2_500 {
            findings.extend([finding(0, 301, place), finding(0, 302, place % 7), finding(1, 301, place)]);
        }
        findings.push(finding(2, 301, 0));
        let of = |found: &[Diagnostic], file, code| -> Vec<usize> {
            let of = found.iter().filter(|it| (it.at.file, it.code) == (FileId(file), Code(code)));
            of.map(Diagnostic::weight).collect()
        };
        let found = findings.finish();
        for (file, code, kept) in [(0, 301, IN_FILE), (0, 302, IN_FILE), (1, 301, IN_FILE_OF_MANY)] {
            let weights = of(&found, file, code);
            assert_eq!((weights.len(), weights.iter().sum::<usize>()), (kept + 1, 2_500), "{file} {code}");
        }
        assert_eq!(of(&found, 2, 301), [1]);
        let rest = found.iter().find(|it| it.rest > 0).unwrap();
        assert_eq!(rest.message, "2400 more findings of CV301 in this file are not listed");
        assert_eq!(rest.at, At::value(FileId(0), "/ask/100"), "where the first of them is");
    }

    #[test]
    fn what_stands_for_others_goes_on_doing_so() {
        let some = |places: std::ops::Range<usize>| {
            let mut some = Findings::of(&[]);
            some.extend(places.map(|place| finding(0, 301, place)));
            some
        };
        let mut all = Findings::gathered(&[]);
        all.extend(some(0..250));
        all.extend(some(250..500));
        let found = all.finish();
        assert_eq!(found.len(), IN_FILE + 1);
        assert_eq!(found.iter().map(Diagnostic::weight).sum::<usize>(), 500);
    }

    #[test]
    fn the_same_is_gathered_with_all_that_explains_it() {
        let mut all = Findings::gathered(&[]);
        for place in [4, 5, 4] {
            all.push(finding(0, 301, 1).related(At::value(FileId(9), format!("/ask/{place}")), "waits for it"));
        }
        all.push(finding(0, 301, 2));
        let found = all.finish();
        assert_eq!(found.iter().map(|it| it.related.len()).collect::<Vec<_>>(), [2, 0]);
    }

    #[test]
    fn only_what_is_wanted_counts() {
        let wanted = |finding: &mut Diagnostic| finding.code != Code(301);
        let mut some = Findings::wanted(&[], &wanted);
        some.extend((0..200).flat_map(|place| [finding(0, 301, place), finding(0, 302, 0)]));
        let found = some.settled().finish();
        assert!(found.iter().all(|it| it.code == Code(302)));
        assert_eq!(found.iter().map(Diagnostic::weight).sum::<usize>(), 200);
    }
}
