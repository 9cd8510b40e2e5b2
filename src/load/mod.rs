//! load

pub mod schema;
