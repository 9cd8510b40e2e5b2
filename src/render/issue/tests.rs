//! Issues as the asked team reads them.

#[path = "../../../tests/support/markdown.rs"]
mod markdown;

use super::*;
use crate::backlog::key::{Key, Marker, Source};
use crate::candidates::candidates;
use crate::example;
use crate::load::{MemoryTree, Options, load};
use markdown::live;
use proptest::prelude::*;

/// The issue of one ask of the example, whose files are changed by `change` first.
fn issue(ask: &str, change: impl Fn(&str, String) -> String) -> Issue {
    let mut tree = MemoryTree::default();
    for (path, content) in example::files() {
        let text = String::from_utf8(content.to_vec()).unwrap();
        tree.insert(path.to_owned(), change(path, text).into_bytes());
    }
    let loaded = load(&tree, &Options::default());
    let (index, as_of) = (Index::new(&loaded.portfolio), example::AS_OF.parse().unwrap());
    let all = candidates(&index, as_of);
    let candidate = all.iter().find(|candidate| candidate.name() == ask).unwrap();
    Issue::new(&index, candidate, as_of, "initiatives/x.toml".into())
}

fn plain(ask: &str) -> Issue {
    issue(ask, |_, text| text)
}

fn render(template: &str) -> Result<String, String> {
    let template = Template::parse("templates/own.md", template).map_err(|error| error.to_string())?;
    let draft = plain("refund-status/refund-events").draft(&template, Vec::new());
    draft.map(|draft| draft.block().to_owned()).map_err(|error| error.to_string())
}

#[test]
fn an_ask_reads_as_the_team_would_want_it() {
    let draft = plain("refund-status/refund-events").draft(&template(), vec!["x".into()]).unwrap();
    insta::assert_snapshot!("full", format!("{}\n\n{}", draft.title(), draft.block()));
    assert_eq!(draft.labels(), ["x"]);
}

#[test]
fn what_is_not_known_leaves_no_gap() {
    let bare = Issue {
        by: None,
        done_when: None,
        why_you: None,
        problem: None,
        evidence: Vec::new(),
        worth: Vec::new(),
        business: Vec::new(),
        builds_on: None,
        effort: None,
        first: None,
        then: Vec::new(),
        support: None,
        ..plain("refund-status/refund-events")
    };
    insta::assert_snapshot!("bare", bare.draft(&template(), Vec::new()).unwrap().block());
}

/// The issue of an ask whose initiative has `more` above its title, as Markdown.
fn with(more: &str) -> String {
    let changed = issue("refund-status/refund-events", |path, text| match path {
        "initiatives/refund-status.toml" => text.replacen("title = ", &format!("{more}title = "), 1),
        _ => text,
    });
    changed.draft(&template(), Vec::new()).unwrap().block().to_owned()
}

#[test]
fn what_the_work_before_it_has_brought_is_one_line() {
    let line = "- Builds on *Night pages only for what customers would notice*: Needless pages a week, 22:00 to 07:00, \
                from 24 to 6 pages (2026-11-13)\n";
    let block = with("follows = \"quiet-pages\"\n");
    assert!(block.contains(line), "{block}");
    assert_eq!(block.replace(line, ""), with(""), "and nothing else");
    // Only what is delivered and has numbers has brought something.
    for other in ["chat-checkout", "search-reindex", "nobody"] {
        assert_eq!(with(&format!("follows = \"{other}\"\n")), with(""), "{other}");
    }
}

#[test]
fn values_stand_in_the_place_of_their_ids() {
    let changed = issue("refund-status/refund-events", |path, text| match path {
        "initiatives/refund-status.toml" => text.replace("Care forwards 30 of these", "{pages} of {refund-messages}"),
        _ => text,
    });
    let text = &changed.worth.iter().find(|worth| worth.audience == "engineering").unwrap().text;
    let filled = "5 pages a month (2026-11-07) of 1,341 messages a week (2026-11-15) a week to your people";
    assert!(text.starts_with(filled), "{text}");
}

#[test]
fn nothing_private_is_in_the_view() {
    // Whatever a template prints, it can print only this.
    const PRIVATE: &str = "
[[conversation]]
date = 2026-11-12
with = [\"lee\"]
format = \"one_on_one\"
outcome = \"opposed\"
stance = { lee = \"opposed\" }
needs = [{ id = \"canary\", text = \"CANARY need\" }]
private = true

[[review]]
date = 2026-11-12
by = \"lee\"
lens = \"challenge\"
verdict = \"rejects\"

[[update]]
date = 2026-11-12
by = \"dana\"
health = \"off_track\"
text = \"CANARY update\"
";
    let canary = |path: &str, text: String| match path {
        "initiatives/checkout-retries.toml" => {
            assert!(text.contains("\nanswer = \""), "other teams have answered");
            text.replace("\nanswer = \"", "\nanswer = \"CANARY ") + PRIVATE
        }
        _ => text,
    };
    for ask in ["idempotent-retries", "double-charge-alert", "retry-keys"] {
        let seen = format!("{:?}", issue(&format!("checkout-retries/{ask}"), canary));
        for private in ["CANARY", "opposed", "rejects", "off_track", "one_on_one"] {
            assert!(!seen.contains(private), "{private} in {seen}");
        }
    }
}

#[test]
fn a_template_says_what_is_wrong_with_it() {
    let said = [
        "fine {{ what }}",
        "line one\n{{ nobody }}",
        "{{ initiative.secret }}",
        "{% for x in evidence %}",
        "{{ what | safe }}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{% set c = b %}{% endfor %}{% endfor %}",
        "{% for a in range(9000) %}{{ 'x' * 1000 }}{% endfor %}",
        "{% include 'other.md' %}",
    ]
    .map(|template| match render(template) {
        Ok(text) => format!("{template}\n  {text}"),
        Err(error) => format!("{template}\n  error: {error}"),
    })
    .join("\n");
    insta::assert_snapshot!(said);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn no_text_comes_alive(any in "\\PC{0,40}|(@|#|1|<|>|!|\\[|\\]|\\(|\\)|`|:|/|\n|-|a|canvass|fixes |www\\.|<!--){0,30}") {
        let template = Template::parse("t", "{{ what }}|{{ what | text }}|{{ what | link }}|{% autoescape false %}{{ what }}{% endautoescape %}").unwrap();
        let hostile = Issue { what: any.clone(), ..plain_cached() };
        let draft = hostile.draft(&template, Vec::new()).unwrap();
        let body = draft.body(&Marker { key: Key::new(Source(1), "a", "b", 1), source: Source(1) });
        let block = draft.block();
        for (at, _) in block.match_indices('@') {
            prop_assert!(block[at + 1..].starts_with("&#8203;"), "{block}");
        }
        for (at, _) in block.match_indices('#') {
            let rest = &block[at + 1..];
            prop_assert!(!rest.starts_with(|c: char| c.is_ascii_digit()) || block[..at].ends_with('&'), "{block}");
        }
        // Only the link filter makes angle brackets, around a plain address.
        prop_assert!(!block.replace("](<https://", "").replace(">)", "").contains('<'), "{block}");
        prop_assert_eq!(body.matches("<!--").count(), 3, "{}", body);
        for (at, _) in draft.title().match_indices(['@', '#']) {
            let live = !draft.title()[at + 1..].starts_with('\u{200b}');
            prop_assert!(!live, "{}", draft.title());
        }
    }
}

/// The same issue for every case: only one of its texts is hostile.
fn plain_cached() -> Issue {
    static ISSUE: std::sync::OnceLock<Issue> = std::sync::OnceLock::new();
    ISSUE.get_or_init(|| plain("refund-status/refund-events")).clone()
}

/// Ways to take out what makes a text harmless, or to put it together so that nothing is left of it. `{{ what }}` is
/// the text.
const UNDOING: [&str; 26] = [
    "{{ what | replace('&#8203;', '') }}",
    "{{ what | text | replace('&#8203;', '') }}",
    "{{ what | link | replace('&#8203;', '') | replace('\\\\', '') }}",
    "{{ what | code('') | replace('`', '') }}",
    "{{ what | code('x`y\n') }}",
    "> {{ what | code('toml') }}",
    "- {{ what | code('toml') }} more",
    "{% set x %}{{ what }}{% endset %}{{ x | replace('&#8203;', '') }}",
    "{% set x %}**{{ what }}**{% endset %}{{ x }}{{ x | replace('\\ufdd0', '') }}{{ x[1:] }}{{ x | reverse }}",
    "{% filter replace('&#8203;', '') %}{{ what }}{% endfilter %}",
    "{% filter replace('&', '') | replace('#8203;', '') | upper %}{{ what | text }}{% endfilter %}",
    "{% autoescape false %}{% set x %}{{ what }}{% endset %}{{ x | replace('&#8203;', '') }}{% endautoescape %}",
    "{% for c in what %}{{ c }}{% endfor %}",
    "{% for c in what | list %}{% set x %}{{ c }}{% endset %}{{ x }}{% endfor %}",
    "{{ what[:1] }}{{ what[1:] }}",
    "{{ what[:3] }}{{ what[3:5] }}{{ what[5:] }}",
    "{{ what | split('') | join('') }}",
    "{% set x %}%s{% endset %}{{ x | format(what) }}{{ '%s' | format(what) }}",
    "{% set x %}.{% endset %}{{ [what, x] | join(x) }}{{ what ~ x }}{{ x ~ what }}",
    "{% set x %}y{% endset %}{{ x | replace('y', what) }}",
    "@{{ what[1:] }}",
    "![x]({{ what }})",
    "!{{ what | link }}",
    "<{{ what }}>",
    "https://{{ what }} www.{{ what }} &{{ what }}",
    "{{ [what] }} {{ {'a': what} }} {{ what | pprint }}",
];

/// Texts that a host would do something about.
const LIVE: [&str; 14] = [
    "@acme/team",
    "acme/web#1",
    "#1",
    "GH-12",
    "https://evil.example",
    "www.evil.example",
    "![x](https://evil.example/p)",
    "<img src=//evil.example/p>",
    "<!-- canvass:1 X 1 -->",
    "[x](https://evil.example)",
    "4be21a04be21a04be21a04be21a04be21a04be21",
    "```\n\n@acme\n```",
    "commat;acme",
    "evil\n\n- [ ] @acme",
];

#[test]
fn no_template_brings_a_text_to_life() {
    for template in UNDOING {
        let own = Template::parse("t", template).unwrap();
        for what in LIVE {
            let draft = Issue { what: what.to_owned(), ..plain_cached() }.draft(&own, Vec::new());
            let block = draft.unwrap_or_else(|error| panic!("{template}: {error}")).block().to_owned();
            let mut live = live(&block);
            // Nothing in code does anything, and an address that begins so leads nowhere else.
            let nowhere = ["code ", "image \u{200b}", "link \u{200b}"];
            live.retain(|found| !nowhere.iter().any(|start| found.starts_with(start)));
            // What the filter for links makes of a web address is meant.
            let meant = template.contains("what | link") && what == "https://evil.example";
            assert!(
                live.is_empty() || meant && live.iter().all(|it| it == "link https://evil.example"),
                "{template:?} {what:?}: {live:?}\n{block}"
            );
        }
    }
}

#[test]
fn what_a_block_printed_is_markdown() {
    let bold = render("{% set x %}**{{ what }}**{% endset %}{{ x }}").unwrap();
    assert_eq!(bold, "**Publish the four states of a refund, each with its date, for the order page to read**");
}
