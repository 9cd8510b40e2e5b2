//! Which thing is meant by a text that is its name or title, or nearly so, where its id should stand.

use crate::load::suggest::misspelt;
use crate::model::{Kind, Portfolio};

/// The id of the `kind` that `word` is but for its form, or the name or title of: in full, or else one word of it that
/// no other has, or all but for a slip.
pub(super) fn meant<'p>(portfolio: &'p Portfolio, kind: Kind, word: &str) -> Option<&'p str> {
    let word = joined(word);
    let titles = titles(portfolio, kind);
    if word.is_empty() {
        return None;
    }
    if let Some(id) = portfolio.ids(kind).into_iter().find(|id| *id == word) {
        return Some(id);
    }
    let only = |fits: &dyn Fn(&str) -> bool| {
        let mut found = titles.iter().filter(|(_, title)| fits(title));
        found.next().filter(|_| found.next().is_none()).map(|(id, _)| *id)
    };
    // A name that several have leaves open who is meant.
    only(&|title| title == word)
        .or_else(|| only(&|title| title.split('-').any(|part| part == word)))
        .or_else(|| only(&|title| misspelt(&word, [title]).is_some()))
}

fn titles(portfolio: &Portfolio, kind: Kind) -> Vec<(&str, String)> {
    macro_rules! of {
        ($records:ident, $record:ident => $title:expr) => {{
            let titled = portfolio.$records.iter().filter_map(|(id, $record)| Some((id.as_str(), $title?)));
            titled.map(|(id, title)| (id, joined(title))).collect()
        }};
    }
    match kind {
        Kind::Person => of!(people, person => Some(&*person.name)),
        Kind::Team => of!(teams, team => Some(&*team.name)),
        Kind::System => of!(systems, system => Some(&*system.name)),
        Kind::Problem => of!(problems, problem => Some(&*problem.title)),
        Kind::Strategy => of!(strategy, item => item.title.as_deref()),
        Kind::Theme => of!(themes, theme => theme.title.as_deref()),
        Kind::Initiative => of!(initiatives, initiative => initiative.title.as_deref()),
        Kind::Cycle | Kind::Incident | Kind::Argument => Vec::new(),
    }
}

/// The words of `title` in lower case, joined as in an id.
fn joined(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}
