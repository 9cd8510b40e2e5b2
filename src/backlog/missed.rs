//! Windows that were missed: asks that should stand in a backlog by now and do not.
//!
//! That nothing keeps such an ask back is what makes it missed; what does is left to [`super::wanted`].

use super::decide::{Standing, Waiting};
use super::wanted::Hold;
use crate::insight::asked::Planning;
use crate::model::{AskStatus, Date};
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
    /// Whether an ask of `status` that `held_back` keeps from being filed has missed its window, if nothing stands for it.
    pub(super) fn of(
        planning: Option<&Planning<'_>>,
        held_back: Option<&Hold>,
        status: AskStatus,
        as_of: Date,
    ) -> Option<Self> {
        // Whoever said yes without an issue needs none.
        let planning = planning.filter(|_| !status.is_answered())?;
        match held_back {
            Some(Hold::Frozen { freeze }) => Some(Self::Closed { freeze: *freeze }),
            Some(_) => None,
            None => (as_of >= planning.opens).then_some(Self::Late { opened: planning.opens }),
        }
    }

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
