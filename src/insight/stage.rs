//! Stage support: the highest stage whose requirements a file meets, and what is missing for the declared one.

use crate::diagnostic::At;
use crate::model::Stage;

/// One requirement that a file does not meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The stage that asks for it.
    pub stage: Stage,
    /// What is missing, as the file would spell it, such as `problem.affected.count`.
    pub field: String,
    /// Where it belongs.
    pub at: At,
}

/// What a file supports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Support {
    /// The highest stage whose requirements all hold; nothing when not even `idea` does, or when parked or dropped.
    pub supported: Option<Stage>,
    /// Everything missing up to the declared stage, in the order of the stages.
    pub missing: Vec<Missing>,
}
