//! Links of a page, and whether they lead anywhere in this repository.

use super::markdown::{Item, items};
use crate::support::generated::{path, read};
use std::path::{Component, Path};

/// The targets of all links outside of blocks and code.
pub(super) fn links(text: &str) -> Vec<String> {
    let mut links = Vec::new();
    for item in items(text) {
        let Item::Prose(line) = item else { continue };
        let line = without_code(line);
        for (at, _) in line.match_indices("](") {
            let target = line[at + 2..].split(')').next().unwrap_or_default();
            links.push(target.to_owned());
        }
    }
    links
}

fn without_code(line: &str) -> String {
    line.split('`').enumerate().map(|(place, part)| if place % 2 == 0 { part } else { "" }).collect()
}

/// What is wrong with a link on `page`.
pub(super) fn complaint(page: &str, link: &str) -> Option<String> {
    if link.starts_with("https://") {
        return None;
    }
    let (file, anchor) = link.split_once('#').map_or((link, None), |(file, anchor)| (file, Some(anchor)));
    let target = if file.is_empty() { page.to_owned() } else { resolve(page, file) };
    if !path(&target).exists() {
        return Some(format!("{page}: `{link}` leads to {target}, which is not there"));
    }
    let anchor = anchor?;
    let found = items(&read(&target)).iter().any(|item| match item {
        Item::Prose(line) => line.starts_with('#') && slug(line.trim_start_matches('#').trim()) == anchor,
        _ => false,
    });
    (!found).then(|| format!("{page}: `{link}`: no heading of {target} makes `#{anchor}`"))
}

fn resolve(page: &str, file: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    for part in Path::new(page).parent().unwrap().join(file).components() {
        match part {
            Component::ParentDir => drop(parts.pop()),
            Component::Normal(part) => parts.push(part.to_str().unwrap().to_owned()),
            _ => {}
        }
    }
    parts.join("/")
}

/// The anchor that mdBook and GitHub make of a heading.
fn slug(heading: &str) -> String {
    let kept = heading.chars().filter(|sign| sign.is_alphanumeric() || [' ', '-', '_'].contains(sign));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}
