//! What a case can lack before it goes out: each with its law and its words, as the refusal tells it.

use domain::case::Missing;
use domain::catalogue::{EvidenceKind, Notice, ServiceCode};

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
    Missing::Identification(_) => "IDENTIFICATION" ("§ 25 BMG, § 10 BMG, § 30 Abs. 2 BZRG, § 150 Abs. 2 GewO"): "Die Identität einer Person ist in diesem Gespräch noch nicht festgestellt.", "The identity of somebody is not established in this talk yet.";
    Missing::Notice(Notice::DutyToCooperate) => "NOTICE_DUTY_TO_COOPERATE" ("§ 25 BMG"): "Der Hinweis auf die Pflicht zu wahren Angaben wurde noch nicht gegeben.", "It was not told yet that what is stated has to be true.";
    Missing::Notice(Notice::TransferBlocks) => "NOTICE_TRANSFER_BLOCKS" ("§ 42 Abs. 3, § 50 Abs. 5 BMG"): "Der Hinweis auf die Widersprüche gegen Datenübermittlungen wurde noch nicht gegeben.", "It was not told yet that one may object to transfers of data.";
    Missing::Notice(Notice::DataOfOthers) => "NOTICE_DATA_OF_OTHERS" ("§ 23 Abs. 4 BMG, § 202a StGB"): "Der Hinweis auf die Daten der anderen wurde noch nicht gegeben: Sie ohne Recht zu erhalten ist strafbar.", "It was not told yet that receiving the data of others without a right is punishable.";
    Missing::Notice(Notice::InspectionAtCourt) => "NOTICE_INSPECTION_AT_COURT" ("§ 30 Abs. 5 BZRG"): "Der Hinweis auf die Einsicht beim Amtsgericht wurde noch nicht gegeben.", "It was not told yet that the certificate can be looked into at a court first.";
    Missing::EntitlementAssurance => "ENTITLEMENT_ASSURANCE" ("§ 23 Abs. 4 BMG"): "Die Versicherung fehlt, dass die Daten der anderen empfangen werden dürfen.", "The assurance is missing that the data of the others may be received.";
    Missing::MoveDetails => "MOVE_DETAILS" ("§ 24 Abs. 1, § 3 BMG"): "Die Angaben zum Umzug fehlen.", "The facts of the move are missing.";
    Missing::MovedIn { .. } => "MOVED_IN" ("§ 17 Abs. 1 BMG"): "Der Einzug liegt noch in der Zukunft.", "The move still lies in the future.";
    Missing::MovingOut { .. } => "MOVING_OUT" ("§ 17 Abs. 2 BMG"): "Der Auszug liegt noch mehr als eine Woche in der Zukunft.", "The move abroad still lies more than a week ahead.";
    Missing::Request => "REQUEST" ("§ 22 VwVfG"): "Es ist noch nicht erfasst, was genau beantragt wird.", "It is not recorded yet what exactly is asked for.";
    Missing::RegisterEntry => "REGISTER_ENTRY" ("§ 18 Abs. 1 BMG"): "Es ist noch nicht erfasst, was im Melderegister steht und bescheinigt wird.", "It is not recorded yet what the register says, which is what is certified.";
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
    Missing::EvidenceFor(EvidenceKind::PowerOfAttorney, _) => "EVIDENCE_FOR_POWER_OF_ATTORNEY" ("§ 14 Abs. 1 VwVfG"): "Für eine Person fehlt die schriftliche Vollmacht.", "The power of attorney of somebody is missing.";
    Missing::EvidenceFor(EvidenceKind::CustodianCard, _) => "EVIDENCE_FOR_CUSTODIAN_CARD" ("§ 290 FamFG"): "Der Betreuerausweis nennt eine Person nicht, oder er fehlt.", "The card of the custodian leaves somebody out, or is missing.";
    Missing::EvidenceFor(EvidenceKind::RegisterExtract | EvidenceKind::RegisteredProcuration, _) => "EVIDENCE_FOR_REGISTER" ("§ 150 Abs. 2 GewO"): "Das Register weist nicht nach, dass jemand für eine andere Person handeln darf.", "The register does not prove that somebody may act for another.";
    Missing::EvidenceFor(_, _) => "EVIDENCE_FOR" ("§ 26 Abs. 2 VwVfG"): "Für eine Person fehlt ein Nachweis.", "Evidence is missing for somebody.";
    Missing::Declaration => "DECLARATION" ("§ 3a Abs. 5 VwVfG"): "Die Erklärung ist nicht vorbereitet, oder danach wurde etwas geändert.", "The declaration is not prepared, or something was changed since.";
    Missing::DeclarationShown => "DECLARATION_SHOWN" ("§ 3a Abs. 5 VwVfG"): "Die Erklärung wurde noch nicht gezeigt.", "The declaration was not shown yet.";
    Missing::Signature => "SIGNATURE" ("§ 23 BMG, § 30 Abs. 2 BZRG, § 150 Abs. 2 GewO"): "Die Erklärung ist noch nicht unterschrieben.", "The declaration is not signed yet.";
    Missing::Fee => "FEE" ("JVKostG, Gebührenrecht des Landes"): "Die Gebühr ist weder beglichen noch erlassen noch zum Erlass beantragt.", "The fee is neither paid nor waived, and no waiver is asked for.";
    Missing::ProcedureNotAvailable => "PROCEDURE_NOT_AVAILABLE": "Der Katalog beschreibt diese Leistung nicht.", "The catalogue does not describe this service.";
}

/// The law that asks for something in a service: of what several laws ask for, that of the service alone.
pub(crate) fn law(missing: Missing, service: ServiceCode) -> Option<&'static str> {
    use ServiceCode::{
        CertificateOfConduct, ChangeOfResidence, DeregistrationAbroad, MoveIn, RegistrationCertificate, TaxId,
        TradeRegisterExtract,
    };
    let own = match (missing, service) {
        (Missing::Identification(_), ChangeOfResidence | MoveIn) => "§ 25 BMG",
        (Missing::Identification(_) | Missing::Signature, DeregistrationAbroad) => "§ 23 Abs. 6 BMG",
        (Missing::Identification(_), RegistrationCertificate | TaxId) => "§ 10 BMG",
        (Missing::Signature, ChangeOfResidence) => "§ 23 Abs. 1 BMG",
        (Missing::Signature, MoveIn) => "§ 23 Abs. 2 BMG",
        (Missing::Identification(_) | Missing::Signature, CertificateOfConduct) => "§ 30 Abs. 2 BZRG",
        (Missing::Identification(_) | Missing::Signature, TradeRegisterExtract) => "§ 150 Abs. 2 GewO",
        (Missing::Fee, CertificateOfConduct) => "Nr. 1130 KV JVKostG",
        (Missing::Fee, TradeRegisterExtract) => "Nr. 1132 KV JVKostG",
        (Missing::Fee, RegistrationCertificate) => "Gebührenrecht des Landes",
        (missing, _) => return rule(missing).law,
    };
    Some(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_missing_by_law_names_the_law() {
        let without: Vec<_> = RULES.iter().filter(|rule| rule.law.is_none()).map(|rule| rule.code).collect();
        assert_eq!(without, ["CASE_MISSING_PROCEDURE_NOT_AVAILABLE"], "only that is a fault of the office itself");
    }

    #[test]
    fn nobody_is_told_the_law_of_another_service() {
        for service in [ServiceCode::ChangeOfResidence, ServiceCode::MoveIn, ServiceCode::RegistrationCertificate] {
            for missing in [Missing::Signature, Missing::Identification(domain::ids::PartyId(uuid::Uuid::nil()))] {
                let law = law(missing, service).expect("there is one");
                let own = service == ServiceCode::RegistrationCertificate && missing == Missing::Signature;
                assert!(own || (!law.contains("BZRG") && !law.contains("GewO")), "{service:?}: {law}");
            }
        }
        assert_eq!(law(Missing::Signature, ServiceCode::CertificateOfConduct), Some("§ 30 Abs. 2 BZRG"));
        assert_eq!(law(Missing::Declaration, ServiceCode::MoveIn), rule(Missing::Declaration).law);
    }
}
