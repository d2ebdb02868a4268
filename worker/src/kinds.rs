//! The kinds of streams, as the log knows them.

use std::sync::LazyLock;

use domain::KINDS;
use event_store::Kind;

/// Every kind of aggregate, as the log names them.
pub fn kinds() -> &'static [Kind] {
    static ALL: LazyLock<Vec<Kind>> = LazyLock::new(|| {
        KINDS.iter().map(|kind| Kind { number: kind.number, name: kind.name, lift: kind.lift }).collect()
    });
    &ALL
}
