//! The one integration binary.

mod example;
mod floors;
mod revisions;
mod rules;
mod schemas;
mod support;
