//! What the two sides hand each other: kept encrypted, checked before anybody opens it, rendered, and sealed.

pub mod render;
pub mod seal;
