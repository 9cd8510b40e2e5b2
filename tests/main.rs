//! The one integration binary.

mod rules;
mod schemas;
