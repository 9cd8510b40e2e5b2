//! A page that shows Markdown from standard input as GitHub would, for looking at comments in a browser.
//!
//! `canvass review --output-format markdown | cargo run --example preview > page.html`; `--open` unfolds what is folded.

#![allow(clippy::print_stdout)]

use comrak::{Options, markdown_to_html};
use std::io::Read;

const STYLE: &str = "
    body { font: 14px/1.5 -apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif; color: #1f2328; margin: 24px; }
    article { max-width: 860px; border: 1px solid #d1d9e0; border-radius: 6px; padding: 16px; }
    h3 { font-size: 1.25em; margin: 0 0 16px; }
    p, table, details, ul { margin: 0 0 16px; }
    table { border-collapse: collapse; display: block; overflow: auto; }
    th, td { border: 1px solid #d1d9e0; padding: 6px 13px; text-align: left; }
    tr:nth-child(2n) { background: #f6f8fa; }
    code { background: #818b981f; border-radius: 6px; padding: .2em .4em; font: 85% ui-monospace, Menlo, monospace; }
    a { color: #0969da; }
    sub { font-size: 75%; }
";

fn main() -> std::io::Result<()> {
    let mut markdown = String::new();
    std::io::stdin().read_to_string(&mut markdown)?;
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    // GitHub shows some HTML, such as what folds.
    options.render.r#unsafe = true;
    let mut html = markdown_to_html(&markdown, &options);
    if std::env::args().any(|argument| argument == "--open") {
        html = html.replace("<details>", "<details open>");
    }
    println!(
        "<!doctype html><meta charset=\"utf-8\"><title>Preview</title><style>{STYLE}</style><article>{html}</article>"
    );
    Ok(())
}
