//! `canvass report digest`: the week in numbers, printed, and posted under an issue where one is chosen.

use super::publish::{Templates, publish, summarise};
use crate::cli::host::HostArgs;
use crate::cli::measures::{self, Measures};
use crate::cli::posting::{Posted, put};
use crate::cli::workspace::{self, State, Workspace};
use crate::cli::{Exit, Format, Globals, error::Error, output::Output};
use crate::diagnostic::Level;
use crate::forge::github::{Place, Sticky};
use crate::insight::progress::{Answers, Progress, Standing, State as Judged};
use crate::insight::readiness;
use crate::load::Loaded;
use crate::load::revision::{GitError, History};
use crate::model::{Date, DigestComment, Initiative};
use crate::render::report::digest::{Digest, Since};
use crate::render::report::headline;
use crate::render::{MOST_COMMENT, fit, message};
use clap::Args;
use jiff::{Timestamp, civil, tz::TimeZone};

/// What --post says where it has nothing to do.
const NOWHERE: &str =
    "posted nowhere: set `issue` under `[digest]` in canvass.toml to the number of an issue of this repository";

/// Arguments of `report digest`.
#[derive(Args, Debug)]
pub(in crate::cli) struct DigestArgs {
    /// Compare with the commit where the current one left this revision, on the day it was made
    #[arg(long, value_name = "REV", conflicts_with = "days")]
    base: Option<String>,
    /// Compare with the last commit before so many days ago, on that day
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(i64).range(1..=3650))]
    days: i64,
    /// Tell only of what is planned for this cycle
    #[arg(long, value_name = "CYCLE")]
    cycle: Option<String>,
    /// Post it as a comment under the issue that `[digest]` in canvass.toml names
    #[arg(long)]
    post: bool,
    #[command(flatten)]
    host: HostArgs,
}

pub(super) fn run(args: &DigestArgs, globals: &Globals, output: &Output) -> Result<Exit, Error> {
    if args.post && globals.overlay.is_some() {
        return Err(Error::usage(
            "an overlay holds what is not for others, and --post tells others",
            "leave --overlay out, or leave out --post to look at it yourself",
        ));
    }
    let workspace = Workspace::find(globals)?;
    let history = match workspace.history().and_then(|history| Ok(history.name_of("HEAD").map(|_| history)?)) {
        Ok(history) => Some(history),
        Err(Error::Git(GitError::NoRepository(_) | GitError::NoCommits)) if args.base.is_none() => None,
        Err(error) => return Err(error),
    };
    if history.is_none() {
        if args.post {
            return Err(Error::usage("only what is committed is posted, and there is no commit", "commit first"));
        }
        output.note("note: there is no commit to read, so this tells of the files on disk");
    }
    let loaded = workspace.load(if history.is_some() { State::At("HEAD") } else { State::Worktree }, false)?;
    if history.as_ref().is_some_and(History::has_changes) {
        output.note("note: files that are not committed are not part of this; `git commit` them first");
    }
    measures::note_unreadable(loaded, output);
    let portfolio = &loaded.portfolio;
    let as_of = workspace.as_of(loaded);
    let cycle = measures::named_cycle(portfolio, args.cycle.as_deref())?.map(|(id, _)| id);
    let wanted = |initiative: &Initiative| cycle.is_none() || initiative.target_cycle == cycle;

    let since = match &history {
        Some(history) => since(args, &workspace, history, &workspace::zone(loaded), as_of)?,
        None => None,
    };
    let earlier = match (&since, &history) {
        (Some(since), Some(history)) => Some((workspace.load_git(&history.at(&since.commit)?, false)?, since.on)),
        _ => None,
    };
    let measures = Measures::new(portfolio, as_of);
    let measures_before = earlier.map(|(earlier, on)| (Measures::new(&earlier.portfolio, on), earlier, on));
    let now = judged(&measures, loaded, as_of, wanted);
    let before = measures_before.as_ref().map(|(measures, earlier, on)| judged(measures, earlier, *on, wanted));
    let progress = Progress::between(&now, before.as_ref(), wanted);
    if now.standings.is_empty() && progress.unread.is_empty() && !progress.moved() {
        output.note(&measures::nothing_active(portfolio));
        return Ok(Exit::Nothing);
    }
    let digest = Digest::new(portfolio, as_of, cycle.as_ref(), since.as_ref(), &progress);
    let templates = match &history {
        Some(history) => Templates::Commit(history),
        None => Templates::disk(&workspace),
    };
    let nowhere = if args.post && portfolio.workspace.digest.issue.is_none() { NOWHERE } else { "" };
    if globals.output_format == Format::Github {
        output.print(&annotations(&digest, &templates.markdown(&digest)?, nowhere))?;
        summarise(&digest, &templates, globals, output)?;
    } else {
        publish(&digest, &templates, globals, output)?;
    }
    if !nowhere.is_empty() {
        output.summarise(|| format!("\n**Warning:** {nowhere}.\n"))?;
        output.note(&format!("note: {nowhere}"));
    } else if args.post {
        return post(args, &templates.markdown(&digest)?, as_of, loaded, history.as_ref(), output);
    }
    Ok(Exit::Ok)
}

/// For the log of a workflow on GitHub: the numbers in a notice, and what they lack in warnings, which come first.
fn annotations(digest: &Digest<'_>, numbers: &str, nowhere: &str) -> String {
    let lacking = digest.lacking.iter().map(String::as_str).chain([nowhere]).filter(|text| !text.is_empty());
    let warnings = lacking.map(|text| message(Level::Warning, "canvass", text));
    warnings.chain([message(Level::Hint, "canvass", &headline(numbers))]).collect()
}

/// What to compare with: the state of a revision on the day it was made, or the last one before the day so many days
/// ago began. Then two digests, so many days apart, leave nothing out between them at whatever hour they are sent.
fn since(
    args: &DigestArgs,
    workspace: &Workspace,
    history: &History,
    zone: &TimeZone,
    as_of: Date,
) -> Result<Option<Since>, Error> {
    if let Some(base) = &args.base {
        let commit = history.name_of(&workspace.base(base)?.1)?;
        let made = Timestamp::from_second(history.time_of(&commit)?).unwrap_or(Timestamp::UNIX_EPOCH);
        let on = Date::from(zone.to_datetime(made).date()).min(as_of);
        return Ok(Some(Since { on, commit }));
    }
    let on = as_of.plus_days(-args.days);
    let began = zone.to_timestamp(civil::Date::from(on).at(0, 0, 0, 0)).map_or(0, Timestamp::as_second);
    Ok(history.last_before(began)?.map(|commit| Since { on, commit }))
}

/// Everything active that is wanted and could be read, as it stands on a day.
fn judged<'a>(
    measures: &'a Measures<'a>,
    loaded: &Loaded,
    as_of: Date,
    wanted: impl Fn(&Initiative) -> bool + Sync,
) -> Judged<'a> {
    let unread = loaded.unread();
    let mut measured = measures.each(None, |record, coverage| {
        wanted(record).then(|| readiness::assess(&measures.index, record, coverage, None, as_of)).flatten()
    });
    measured.retain(|item| !unread.contains(item.id));
    let standing = |item: measures::Measured<'a, readiness::Readiness>| Standing {
        id: item.id,
        record: item.record,
        readiness: item.value,
        coverage: item.coverage,
        asks: Answers::of(item.record, as_of),
    };
    Judged { index: &measures.index, as_of, standings: measured.into_iter().map(standing).collect(), unread }
}

/// Under which name the comment is found again: one for each week, or one for all.
fn key(comment: DigestComment, as_of: Date) -> String {
    match comment {
        DigestComment::Weekly => {
            let week = civil::Date::from(as_of).iso_week_date();
            format!("digest-{}-w{:02}", week.year(), week.week())
        }
        DigestComment::One => "digest".to_owned(),
    }
}

fn post(
    args: &DigestArgs,
    numbers: &str,
    as_of: Date,
    loaded: &Loaded,
    history: Option<&History>,
    output: &Output,
) -> Result<Exit, Error> {
    let settings = &loaded.portfolio.workspace.digest;
    let Some(issue) = settings.issue else { return Ok(Exit::Ok) };
    let version = env!("CARGO_PKG_VERSION");
    let footer = match history.map(|history| history.name_of("HEAD")).transpose()? {
        Some(commit) => format!("<sub>{} · canvass {version}</sub>", workspace::short(&commit)),
        None => format!("<sub>canvass {version}</sub>"),
    };
    let sticky = Sticky::new(&key(settings.comment, as_of), &fit(numbers, MOST_COMMENT), &footer)
        .map_err(|error| Error::usage(error.to_string(), "tell of one cycle with --cycle"))?;
    let place = Place { repo: args.host.home(history)?, number: issue, authors: args.host.authors(), create: true };
    match put(&mut args.host.connect(history)?, &place, &sticky)? {
        Posted::Done(text) => output.note(&text),
        Posted::Forbidden(text) => {
            return Err(Error::usage(text, "give it the permission to write issues, in a workflow `issues: write`"));
        }
        Posted::Failed(text) => return Err(Error::host(text)),
    }
    Ok(Exit::Ok)
}
