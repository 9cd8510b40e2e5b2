//! How every report gets out: by the workspace's own template or the one canvass brings, in three forms.

use crate::cli::workspace::Workspace;
use crate::cli::{Format, Globals, error::Error, measures, output::Output};
use crate::load::limits::MOST_BYTES;
use crate::load::revision::History;
use crate::load::{Tree, Worktree};
use crate::render::report::{self, Report, TEMPLATES};
use crate::render::{Template, TemplateError};
use std::io::ErrorKind;

/// Where a workspace's own templates are read from.
pub(super) enum Templates<'a> {
    /// The files on disk.
    Disk(Worktree),
    /// The current commit, where everything else is read from it, too.
    Commit(&'a History),
}

impl Templates<'_> {
    /// Those that stand in `workspace`.
    pub(super) fn disk(workspace: &Workspace) -> Self {
        Self::Disk(Worktree::new(&workspace.root))
    }

    /// The template for `R`: the workspace's own, else the one that canvass brings.
    fn find<R: Report>(&self) -> Result<Template, Error> {
        let path = format!("{TEMPLATES}/{}.md", R::NAME);
        let own = match self {
            Self::Commit(history) => history.text_at("HEAD", &path)?,
            Self::Disk(tree) => match tree.read(&path, MOST_BYTES) {
                Ok(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
                Err(error) if error.kind() == ErrorKind::NotFound => None,
                Err(error) => return Err(Error::file("cannot read", path.as_ref())(error)),
            },
        };
        own.map_or_else(|| Ok(report::template::<R>()), |text| Template::parse(&path, &text).map_err(bad_template))
    }

    /// `report` as Markdown.
    pub(super) fn markdown<R: Report>(&self, report: &R) -> Result<String, Error> {
        self.find::<R>()?.fill(report).map_err(bad_template)
    }
}

fn bad_template(error: TemplateError) -> Error {
    Error::template(&error, "correct the template, or move it away to use the one that canvass brings")
}

/// Prints `report` in the form that is wanted, and adds it to the summary.
pub(super) fn publish<R: Report>(
    report: &R,
    templates: &Templates<'_>,
    globals: &Globals,
    output: &Output,
) -> Result<(), Error> {
    let text = match globals.output_format {
        Format::Full => report::full(&templates.markdown(report)?, output.style()),
        Format::Json => report::json(report),
        Format::Markdown => templates.markdown(report)?,
        other => return Err(measures::no_such_format(other)),
    };
    output.print(&text)?;
    summarise(report, templates, globals, output)
}

/// Adds `report` to the summary, if one is wanted.
pub(super) fn summarise<R: Report>(
    report: &R,
    templates: &Templates<'_>,
    globals: &Globals,
    output: &Output,
) -> Result<(), Error> {
    if globals.summary.is_none() {
        return Ok(());
    }
    let markdown = templates.markdown(report)?;
    output.summarise(|| markdown)
}
