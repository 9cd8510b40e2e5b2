//! Windows that were missed: asks that should stand in a backlog by now and do not.
//!
//! What keeps asks back is in [`super::wanted`].

use super::decide::{Standing, Waiting};
use super::wanted::Hold;
use canvass_model::Date;
use std::fmt;

/// How a window was missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missed {
    /// The team plans already: what is filed now comes late.
    Late {
        /// The day on which its planning opened.
        opened: Date,
    },
    /// Nothing more is taken in for the cycle.
    Closed {
        /// The last day on which it was.
        freeze: Date,
    },
}

impl Missed {
    /// The word that scripts know it by.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Late { .. } => "late",
            Self::Closed { .. } => "closed",
        }
    }

    /// The day on which it was missed.
    #[must_use]
    pub fn on(self) -> Date {
        match self {
            Self::Late { opened } => opened,
            Self::Closed { freeze } => freeze,
        }
    }
}

impl fmt::Display for Missed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Late { opened } => write!(f, "late: planning opened on {opened}"),
            Self::Closed { freeze } => {
                write!(f, "planning closed on {freeze}, and it was not filed; name a later `cycle`")
            }
        }
    }
}

impl Standing {
    /// Whether nothing stands for the ask, and nobody but us is to blame.
    pub(super) fn is_unfiled(&self) -> bool {
        matches!(
            self,
            Self::ToFile
                | Self::Unavailable(_)
                | Self::HeldBack(Hold::Frozen { .. })
                | Self::Waiting(Waiting::NoLedger)
        )
    }
}
