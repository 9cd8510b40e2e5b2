//! canvass keeps cross-team initiatives as TOML files in a Git repository and makes sure that, when each team's
//! planning opens, everybody who must agree has been spoken to alone and the asks stand in the asked teams' backlogs.
//!
//! The modules are floors; each uses only those below it (`tests/floors.rs` checks):
//!
//! | Floor | Module | Question it answers |
//! | --- | --- | --- |
//! | 5 | [`cli`] | what was typed, and what comes out |
//! | 4 | [`render`] | how is it written down |
//! | 4 | [`forge`] | where do issues stand |
//! | 3 | [`candidates`] | what is to be filed |
//! | 3 | [`rules`] | what is wrong |
//! | 3 | [`import`] | what do others list |
//! | 2 | [`insight`] | what is true |
//! | 2 | [`edit`] | how is something added |
//! | 1 | [`load`] | what do the files say |
//! | 1 | [`backlog`] | what stands in backlogs, and what is to be done about it |
//! | 1 | [`example`] | what does a portfolio look like |
//! | 0 | [`model`], [`diagnostic`], [`source`] | what is there to say |

pub mod cli;
pub mod example;
pub mod forge;
pub mod render;

pub use canvass_backlog as backlog;
pub use canvass_model as model;
pub use canvass_model::{diagnostic, source};
pub use canvass_portfolio::{candidates, edit, import, insight, load, rules};
