//! The one integration binary.

mod floors;
mod rules;
mod schemas;
