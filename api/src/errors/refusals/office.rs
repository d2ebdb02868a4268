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

/// An office without a seal issues no papers.
pub(crate) const PAPER_NOT_OFFERED: Rule = Rule {
    code: "PAPER_NOT_OFFERED",
    de: "Dieses Amt hat kein elektronisches Siegel. Bitte lassen Sie sich das Schreiben am Schalter geben.",
    en: "This office has no electronic seal. Please ask for the paper at the counter.",
    law: None,
};

/// A statement is understood as a whole or not at all.
pub(crate) const STATEMENT_UNREADABLE: Rule = Rule {
    code: "STATEMENT_UNREADABLE",
    de: "Diese Datei ist keine Abrechnung und kein Kontoauszug, den das Amt lesen kann. Es wurde nichts eingelesen.",
    en: "This file is no settlement and no statement that the office can read. Nothing was read in.",
    law: None,
};

/// Others have changed what the caller has seen.
pub(crate) const VERSION_CONFLICT: Rule = Rule {
    code: "VERSION_CONFLICT",
    de: "Andere haben dasselbe gerade geändert. Bitte sehen Sie nach und versuchen Sie es noch einmal.",
    en: "Others have just changed the same thing. Please look at it and try again.",
    law: None,
};

/// Read models belong to whoever runs the software.
pub(crate) const PROJECTIONS_DENIED: Rule = Rule {
    code: "PROJECTIONS_DENIED",
    de: "Dazu sind Sie nicht berechtigt.",
    en: "You are not allowed to do this.",
    law: None,
};

/// One file is built at a time.
pub(crate) const PROJECTIONS_BEING_REBUILT: Rule = Rule {
    code: "PROJECTIONS_BEING_REBUILT",
    de: "Das Lesemodell wird gerade schon neu aufgebaut.",
    en: "The read model is being rebuilt already.",
    law: None,
};

pub(super) const RULES: &[Rule] = &[
    QUEUE_EMPTY,
    CASE_NOT_RENDERABLE,
    STATEMENT_UNREADABLE,
    PAPER_NOT_OFFERED,
    VERSION_CONFLICT,
    PROJECTIONS_DENIED,
    PROJECTIONS_BEING_REBUILT,
];
