//! A plan that was kept to be applied later, and what has moved since. Anybody may have written the file.

use crate::load::limits::excerpt;
use serde_json::Value;

/// What a plan rests on, by where it says so.
const NAMED: [(&str, &str); 6] = [
    ("/bound_to/commit", "the current commit"),
    ("/bound_to/ledger", "the ledger"),
    ("/bound_to/config", "the settings"),
    ("/bound_to/tool", "the version of canvass"),
    ("/bound_to/seen", "what stands in the backlogs"),
    ("/as_of", "the day"),
];

/// A plan as `canvass plan --out` keeps it.
#[derive(Clone, Debug)]
pub struct Kept(Value);

impl Kept {
    /// Reads a plan; nothing where it is none of this version.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let plan: Value = serde_json::from_str(text).ok()?;
        (plan.get("version") == Some(&1.into()) && plan.get("bound_to").is_some()).then_some(Self(plan))
    }

    /// What differs from the plan that would be made now, which is given as JSON; nothing where it is the same.
    #[must_use]
    pub fn moved(&self, now: &str) -> Vec<String> {
        let now: Value = serde_json::from_str(now).unwrap_or_default();
        let of = |plan: &Value, pointer: &str| plan.pointer(pointer).cloned().unwrap_or_default();
        let differing = NAMED.into_iter().filter(|(pointer, _)| of(&self.0, pointer) != of(&now, pointer));
        let mut moved: Vec<String> = differing
            .map(|(pointer, what)| {
                let shown = |value: Value| match value {
                    Value::String(text) => text.chars().take(12).collect(),
                    Value::Null => "nothing".to_owned(),
                    other => excerpt(&other.to_string()),
                };
                format!("{what} was {} and is {}", shown(of(&self.0, pointer)), shown(of(&now, pointer)))
            })
            .collect();
        if moved.is_empty() && self.0 != now {
            moved.push("what it would write is not what it says".to_owned());
        }
        moved
    }
}
