//! The one integration binary.

mod example;
mod rules;
