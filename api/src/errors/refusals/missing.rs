//! What a case can lack before it goes out: each with its law and its words, as the refusal tells it.

use domain::case::Missing;
use domain::catalogue::{EvidenceKind, Notice};

use super::Rule;

/// Lists what can be missing: makes the table, and the `match` that finds one in it.
macro_rules! missing {
    ($($pattern:pat => $code:literal $(($law:literal))? : $de:literal, $en:literal;)*) => {
        pub(super) const RULES: &[Rule] = &[$(missing!(@rule $code $(($law))? $de, $en),)*];

        /// The rule behind something that is missing.
        pub(crate) fn rule(missing: Missing) -> &'static Rule {
            match missing {
                $($pattern => {
                    const RULE: Rule = missing!(@rule $code $(($law))? $de, $en);
                    &RULE
                })*
            }
        }
    };
    (@rule $code:literal $(($law:literal))? $de:literal, $en:literal) => {
        Rule { code: concat!("CASE_MISSING_", $code), de: $de, en: $en, law: missing!(@law $($law)?) }
    };
    (@law $law:literal) => { Some($law) };
    (@law) => { None };
}

missing! {
    Missing::GoingOn => "GOING_ON" ("§ 25 Nr. 3 BMG"): "Der Vorgang ist angehalten.", "The case is suspended.";
    Missing::Principal => "PRINCIPAL" ("§ 13 VwVfG"): "Es ist noch niemand erfasst, den der Vorgang betrifft.", "Nobody is recorded yet whose matter the case is.";
    Missing::Representative(_) => "REPRESENTATIVE" ("§ 12 VwVfG, § 17 Abs. 3 BMG"): "Jemand kann nicht selbst handeln, und niemand handelt für diese Person.", "Somebody cannot act for themselves, and nobody acts for them.";
    Missing::OldEnough { .. } => "OLD_ENOUGH" ("§ 30 Abs. 1 BZRG"): "Ein Führungszeugnis gibt es erst ab 14 Jahren.", "There is a certificate of conduct from the age of 14 on.";
    Missing::Identification(_) => "IDENTIFICATION" ("§ 10 Abs. 2 BMG, § 25 Nr. 3 BMG, § 30 Abs. 2 BZRG, § 150 Abs. 2 GewO"): "Die Identität einer Person ist in diesem Gespräch noch nicht festgestellt.", "The identity of somebody is not established in this talk yet.";
    Missing::Notice(Notice::DutyToCooperate) => "NOTICE_DUTY_TO_COOPERATE" ("§ 25 BMG"): "Der Hinweis auf die Pflicht zu wahren Angaben wurde noch nicht gegeben.", "It was not told yet that what is stated has to be true.";
    Missing::Notice(Notice::TransferBlocks) => "NOTICE_TRANSFER_BLOCKS" ("§ 42 Abs. 3, § 50 Abs. 5 BMG"): "Der Hinweis auf die Widersprüche gegen Datenübermittlungen wurde noch nicht gegeben.", "It was not told yet that one may object to transfers of data.";
    Missing::Notice(Notice::DataOfOthers) => "NOTICE_DATA_OF_OTHERS" ("§ 23 Abs. 4 BMG, § 202a StGB"): "Der Hinweis auf die Daten der anderen wurde noch nicht gegeben: Sie ohne Recht zu erhalten ist strafbar.", "It was not told yet that receiving the data of others without a right is punishable.";
    Missing::Notice(Notice::InspectionAtCourt) => "NOTICE_INSPECTION_AT_COURT" ("§ 30 Abs. 5 BZRG"): "Der Hinweis auf die Einsicht beim Amtsgericht wurde noch nicht gegeben.", "It was not told yet that the certificate can be looked into at a court first.";
    Missing::EntitlementAssurance => "ENTITLEMENT_ASSURANCE" ("§ 23 Abs. 4 BMG"): "Die Versicherung fehlt, dass die Daten der anderen empfangen werden dürfen.", "The assurance is missing that the data of the others may be received.";
    Missing::MoveDetails => "MOVE_DETAILS" ("§ 24 Abs. 1, § 3 BMG"): "Die Angaben zum Umzug fehlen.", "The facts of the move are missing.";
    Missing::MovedIn { .. } => "MOVED_IN" ("§ 17 Abs. 1 BMG"): "Der Einzug liegt noch in der Zukunft.", "The move still lies in the future.";
    Missing::MovingOut { .. } => "MOVING_OUT" ("§ 17 Abs. 2 BMG"): "Der Auszug liegt noch mehr als eine Woche in der Zukunft.", "The move abroad still lies more than a week ahead.";
    Missing::Request => "REQUEST" ("§ 22 VwVfG"): "Es ist noch nicht erfasst, was genau beantragt wird.", "It is not recorded yet what exactly is asked for.";
    Missing::InspectionCourt => "INSPECTION_COURT" ("§ 30 Abs. 5 BZRG"): "Das Amtsgericht fehlt, bei dem in das Führungszeugnis eingesehen werden soll.", "The court is missing at which the certificate is to be looked into.";
    Missing::RegistrationForm => "REGISTRATION_FORM" ("§ 23 Abs. 2 BMG"): "Der vorausgefüllte Meldeschein ist noch nicht da und nicht von Hand geschrieben.", "The prefilled form has not come, and was not written by hand.";
    Missing::CustodyConsent(_) => "CUSTODY_CONSENT" ("§ 22 Abs. 2 BMG, § 1627 BGB"): "Das Einverständnis des anderen Elternteils fehlt. Als Nebenwohnung ginge es ohne.", "The consent of the other parent is missing. As a secondary dwelling it can be registered without.";
    Missing::Evidence(EvidenceKind::LandlordConfirmation) => "EVIDENCE_LANDLORD_CONFIRMATION" ("§ 19 BMG"): "Die Wohnungsgeberbestätigung fehlt, und es ist nicht erfasst, dass sie verweigert wurde.", "The landlord's confirmation is missing, and it is not recorded that it was refused.";
    Missing::Evidence(EvidenceKind::ExtendedCertificateRequest) => "EVIDENCE_EXTENDED_CERTIFICATE_REQUEST" ("§ 30a Abs. 2 BZRG"): "Die schriftliche Aufforderung für das erweiterte Führungszeugnis fehlt.", "The written request for the extended certificate of conduct is missing.";
    Missing::Evidence(EvidenceKind::RegisteredProcuration) => "EVIDENCE_REGISTERED_PROCURATION" ("§ 150 Abs. 2 GewO"): "Der Nachweis der eingetragenen Prokura fehlt.", "The proof of the registered procuration is missing.";
    Missing::Evidence(EvidenceKind::PowerOfAttorney) => "EVIDENCE_POWER_OF_ATTORNEY" ("§ 14 Abs. 1 VwVfG"): "Die schriftliche Vollmacht fehlt.", "The power of attorney in writing is missing.";
    Missing::Evidence(EvidenceKind::CivilStatusDeed) => "EVIDENCE_CIVIL_STATUS_DEED" ("§ 25 Nr. 2 BMG"): "Eine Personenstandsurkunde fehlt.", "A deed of civil status is missing.";
    Missing::Evidence(EvidenceKind::CustodianCard) => "EVIDENCE_CUSTODIAN_CARD" ("§ 290 FamFG"): "Der Betreuerausweis fehlt.", "The card of the custodian is missing.";
    Missing::Evidence(EvidenceKind::RegisterExtract) => "EVIDENCE_REGISTER_EXTRACT" ("§ 150 Abs. 2 GewO"): "Der Registerauszug des Unternehmens fehlt.", "The register extract of the company is missing.";
    Missing::Evidence(EvidenceKind::ProofOfVoluntaryWork) => "EVIDENCE_PROOF_OF_VOLUNTARY_WORK" ("Vorbemerkung 1.1.3 KV JVKostG"): "Der Nachweis der ehrenamtlichen Tätigkeit fehlt.", "The proof of voluntary work is missing.";
    Missing::Evidence(EvidenceKind::CustodyConsent) => "EVIDENCE_CUSTODY_CONSENT" ("§ 22 Abs. 2 BMG, § 1627 BGB"): "Der Nachweis des Einverständnisses des anderen Elternteils fehlt.", "The proof that the other parent agrees is missing.";
    Missing::EvidenceFor(EvidenceKind::LandlordConfirmation, _) => "EVIDENCE_FOR_LANDLORD_CONFIRMATION" ("§ 19 Abs. 3 BMG"): "Die Wohnungsgeberbestätigung nennt eine Person nicht.", "The landlord's confirmation leaves somebody out.";
    Missing::EvidenceFor(_, _) => "EVIDENCE_FOR" ("§ 14 Abs. 1 VwVfG"): "Für eine Person fehlt der Nachweis, dass jemand für sie handeln darf.", "It is not proven for somebody that another may act for them.";
    Missing::Declaration => "DECLARATION" ("§ 3a Abs. 5 VwVfG"): "Die Erklärung ist nicht vorbereitet, oder danach wurde etwas geändert.", "The declaration is not prepared, or something was changed since.";
    Missing::DeclarationShown => "DECLARATION_SHOWN" ("§ 3a Abs. 5 VwVfG"): "Die Erklärung wurde noch nicht gezeigt.", "The declaration was not shown yet.";
    Missing::Signature => "SIGNATURE" ("§ 23 Abs. 1 BMG, § 30 Abs. 2 BZRG, § 150 Abs. 2 GewO"): "Die Erklärung ist noch nicht unterschrieben.", "The declaration is not signed yet.";
    Missing::Fee => "FEE" ("§ 4 JVKostG, § 18 Abs. 3 BMG"): "Die Gebühr ist weder beglichen noch erlassen noch zum Erlass beantragt.", "The fee is neither paid nor waived, and no waiver is asked for.";
    Missing::ProcedureNotAvailable => "PROCEDURE_NOT_AVAILABLE": "Der Katalog beschreibt diese Leistung nicht.", "The catalogue does not describe this service.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_missing_by_law_names_the_law() {
        let without: Vec<_> = RULES.iter().filter(|rule| rule.law.is_none()).map(|rule| rule.code).collect();
        assert_eq!(without, ["CASE_MISSING_PROCEDURE_NOT_AVAILABLE"], "only that is a fault of the office itself");
    }
}
