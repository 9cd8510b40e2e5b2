//! What others would read that was said in confidence (CV901); what is printed is left to `render`.

use super::amounts::tick;
use super::wording::count;
use super::{Check, Context, Rule, Subject};
use crate::diagnostic::{At, Code, Diagnostic, Findings, Level};
use crate::load::OVERLAY;
use crate::model::{StancePrivacy, Visibility};

pub(super) const RULES: &[Rule] = &[Rule {
    code: Code(901),
    name: "private-data-exposed",
    level: Level::Error,
    raise: None,
    clock: false,
    closed: true,
    since: "0.1.0",
    summary: "somebody's position, private notes or words without consent stand where others will read them",
    docs: include_str!("docs/CV901.md"),
    check: Check::Initiative(private_data_exposed),
}];

/// What a workspace gives away by keeping it in its repository.
struct Exposed {
    visibility: Visibility,
    stances: bool,
    words: bool,
}

impl Exposed {
    /// Reads the settings: a public repository gives away everything, an internal one what is printed from it or
    /// was promised to lie outside, a private one nothing.
    fn of(context: &Context) -> Self {
        let workspace = &context.portfolio.workspace;
        let visibility = workspace.visibility.unwrap_or(Visibility::Public);
        let hidden = workspace.privacy.stance == StancePrivacy::Hide;
        Self {
            visibility,
            stances: visibility == Visibility::Public || (visibility == Visibility::Internal && !hidden),
            words: visibility == Visibility::Public,
        }
    }

    fn finding(&self, context: &Context, at: At, field: &str, about: String, mend: &str) -> Diagnostic {
        let visibility = self.visibility;
        let set = context.portfolio.workspace_origin.at("/visibility");
        let finding = Diagnostic::new(
            Code(901),
            at,
            format!("{field} would be published in {} {visibility} repository", article(visibility)),
        )
        .label(format!("readable by {}", readers(visibility)))
        .help(format!(
            "{mend}, or set `visibility = \"private\"` in canvass.toml if only its members can read this repository"
        ))
        .about(about);
        match context.portfolio.workspace.visibility {
            Some(_) => finding.related(set, "says who may read it"),
            None => finding,
        }
    }
}

const fn article(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Internal => "an",
        Visibility::Public | Visibility::Private => "a",
    }
}

const fn readers(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Public => "anybody",
        Visibility::Internal => "everybody in the company",
        Visibility::Private => "its members",
    }
}

fn private_data_exposed(context: &Context, subject: &Subject, findings: &mut Findings) {
    let exposed = Exposed::of(context);
    if !exposed.stances && !exposed.words {
        return;
    }
    let in_repository = |at: &At| !lies_in_overlay(context, at);
    let outside = "move it to an overlay outside the repository (`--overlay DIR`)";
    for (index, conversation) in subject.record.conversations.iter().enumerate() {
        let with = conversation.with.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let name = |field: &str| match &conversation.id {
            Some(id) => format!("{field} of {id}"),
            None => format!("{field} of {} with {with}", conversation.date),
        };
        let stance = subject.at(&format!("/conversation/{index}/stance"));
        if exposed.stances && !conversation.stance.is_empty() && in_repository(&stance) {
            let field =
                format!("the stance of {}", count(conversation.stance.len(), "person").replace("persons", "people"));
            findings.push(exposed.finding(context, stance.key(), &field, name("stance"), outside));
        }
        let notes = subject.at(&format!("/conversation/{index}/private"));
        let has_notes = conversation.private.as_ref().is_some_and(|text| !text.trim().is_empty());
        if exposed.words && has_notes && in_repository(&notes) {
            findings.push(exposed.finding(context, notes.key(), "a private note", name("private"), outside));
        }
    }
    if exposed.words {
        quotes(context, subject, &exposed, findings);
    }
}

fn quotes(context: &Context, subject: &Subject, exposed: &Exposed, findings: &mut Findings) {
    for (index, interview) in subject.record.interviews.iter().enumerate() {
        let withheld: Vec<_> = (0..).zip(&interview.quotes).filter(|(_, quote)| !quote.consent).collect();
        let Some((first, _)) = withheld.first() else {
            continue;
        };
        let at = subject.at(&format!("/interview/{index}/quotes/{first}"));
        if lies_in_overlay(context, &at) {
            continue;
        }
        let field = match withheld.len() {
            1 => "a quote without consent".to_owned(),
            number => format!("{} without consent", count(number, "quote")),
        };
        let name = interview.id.as_ref().map_or_else(|| interview.date.to_string(), ToString::to_string);
        let mend = "ask them and write `consent = true`, take the words out, or move them to an overlay";
        findings.push(exposed.finding(context, at, &field, format!("quotes of {}", tick(name)), mend));
    }
}

/// Whether `at` stands in a file of the overlay, outside of the repository.
fn lies_in_overlay(context: &Context, at: &At) -> bool {
    context.sources.path(at.file).starts_with(OVERLAY)
}
