//! A portfolio of initiatives: read from its files, measured and judged as of a day; added to, and compared with the
//! lists of others.
//!
//! Nothing here knows how results are written down, nor where issues are filed.

pub mod candidates;
pub mod edit;
pub mod import;
pub mod insight;
pub mod load;
pub mod rules;

use canvass_model as model;
use canvass_model::{diagnostic, source};
