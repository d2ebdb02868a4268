//! The words of papers.

use async_graphql::Enum;

use crate::words::mirrors;

mirrors! {
    /// What a paper is that the office writes.
    PaperKind of "domain::paper::Kind" {
        /// What somebody declares and signs (Erklärung). It is prepared, not issued.
        Declaration,
        /// That somebody is registered or deregistered (amtliche Meldebestätigung, § 24 (2) BMG).
        Confirmation,
        /// What the register says of somebody (Meldebescheinigung, § 18 BMG).
        Certificate,
        /// That a fee was paid (Quittung).
        Receipt,
        /// What has happened in the case, for whose case it is (Verlauf, Art. 15 GDPR).
        History,
        /// The same for those who audit it: with the places in the history and with who did what.
        AuditHistory,
    }

    /// In which languages the labels of a paper are. The official language is German, so it is always there.
    PaperLanguages of "domain::paper::Languages" {
        /// German.
        German,
        /// German, with English below it.
        GermanAndEnglish,
    }

    /// How far a seal goes (ETSI EN 319 142-1).
    SealLevel of "domain::paper::Level" {
        /// It says who and what (B-B).
        Basic,
        /// It proves besides that it existed at a time (B-T).
        Timed,
    }
}
