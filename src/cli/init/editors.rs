//! The settings by which tombi and taplo know which schema checks which file.

use crate::edit::choose::SCHEMAS;
use crate::load::schema::SchemaName;
use crate::load::{WORKSPACE_FILE, layout};
use crate::model::{Kind, workspace::Workspace as Settings};
use std::fmt::Write as _;

/// Each schema with the files it checks, as patterns.
fn files(settings: &Settings) -> Vec<(SchemaName, Vec<String>)> {
    let mut files = vec![(SchemaName::Workspace, vec![WORKSPACE_FILE.to_owned()])];
    for kind in Kind::ALL {
        let place = layout::place(*kind, settings);
        files.push((SchemaName::Many(*kind), vec![format!("{place}.toml")]));
        let mut one = vec![format!("{place}/*.toml")];
        if *kind == Kind::Initiative {
            one.push(format!("{place}/*/*.toml"));
        }
        files.push((SchemaName::One(*kind), one));
    }
    files
}

fn list(patterns: &[String]) -> String {
    patterns.iter().map(String::as_str).collect::<toml_edit::Array>().to_string()
}

/// `tombi.toml`
pub(super) fn tombi(settings: &Settings) -> String {
    let mut text = "# Tells tombi, in editors and as `tombi lint`, how files of canvass are checked.\n\n\
                    # What newer TOML allows is refused by most tools.\ntoml-version = \"v1.0.0\"\n"
        .to_owned();
    for (name, patterns) in files(settings) {
        let _ =
            write!(text, "\n[[schemas]]\npath = \"{SCHEMAS}/{}\"\ninclude = {}\n", name.file_name(), list(&patterns));
    }
    text
}

/// `.taplo.toml`
pub(super) fn taplo(settings: &Settings) -> String {
    let mut text = "# Tells taplo, in editors and as `taplo lint`, how files of canvass are checked.\n\n\
                    include = [\"**/*.toml\"]\nexclude = [\".taplo.toml\", \"tombi.toml\"]\n"
        .to_owned();
    for (name, patterns) in files(settings) {
        let _ = write!(
            text,
            "\n[[rule]]\ninclude = {}\n[rule.schema]\npath = \"./{SCHEMAS}/{}\"\n",
            list(&patterns),
            name.file_name()
        );
    }
    text
}
