//! Rules that no aggregate knows, because they are about the question rather than the thing.

use super::Rule;

/// Nobody waits to be called.
pub(crate) const QUEUE_EMPTY: Rule =
    Rule { code: "QUEUE_EMPTY", de: "Es wartet gerade niemand.", en: "Nobody is waiting at present.", law: None };

/// A declaration cannot be written while what it states is not recorded.
pub(crate) const CASE_NOT_RENDERABLE: Rule = Rule {
    code: "CASE_NOT_RENDERABLE",
    de: "Für die Erklärung fehlen noch Angaben.",
    en: "Details that the declaration states are still missing.",
    law: Some("§ 24 Abs. 2 BMG"),
};

pub(super) const RULES: &[Rule] = &[QUEUE_EMPTY, CASE_NOT_RENDERABLE];
