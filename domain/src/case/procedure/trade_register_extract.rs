//! Trade register extract (Gewerbezentralregisterauskunft): an application that goes to the Federal Office of Justice,
//! § 150 GewO. It can be about a legal person, for whom somebody speaks whom its register names.

use chrono::NaiveDate;

use super::{Missing, declared, going_on, paid, people, powers, requested};
use crate::case::File;
use crate::catalogue::Service;

pub(super) fn missing(file: &File, service: &Service, today: NaiveDate) -> Vec<Missing> {
    let mut missing = vec![];
    missing.extend(going_on(file));
    missing.extend(people(file, service, today));
    missing.extend(powers(file));
    missing.extend(requested(file));
    missing.extend(declared(file));
    missing.extend(paid(file, service));
    missing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::fixtures::*;
    use crate::case::{
        ActsFor, Answer, Application, Command, Details, Named, Part, Party, Recipient, Refusal, Requested, Variant,
    };
    use crate::catalogue::{EvidenceKind, Power, ServiceCode};
    use crate::person::{Organisation, Who};
    use crate::personal::SubjectId;

    fn asked_for(to_authority: bool, recipient: Option<Recipient>) -> Command {
        let application = Application { recipient, ..Application::default() };
        let details = Some(SubjectId(REGISTRANT.0).knows(Details::Application(application)));
        Command::RecordRequest { requested: Requested { variant: Variant::TradeRegister { to_authority }, details } }
    }

    fn company() -> Party {
        let company = Organisation {
            name: "Muster GmbH".to_owned(),
            legal_form: "GmbH".to_owned(),
            seat: "Saarbrücken".to_owned(),
            register_number: Some("HRB 4711".to_owned()),
        };
        let who = SubjectId(REGISTRANT.0).knows(Who::Organisation(company));
        Party { id: REGISTRANT, who, part: Part::Principal, acts_for: vec![] }
    }

    fn for_the_company(power: Power) -> Visit {
        let mut visit = Visit::begun(ServiceCode::TradeRegisterExtract);
        visit.clara(Command::AddParty { party: company() }).expect("§ 150 (2) GewO");
        assert_eq!(visit.missing()[0], Missing::Representative(REGISTRANT), "it does not speak by itself");
        let mut speaker = party(HUSBAND, Part::Representative, "1988-05-01");
        speaker.acts_for = vec![ActsFor { party: REGISTRANT, power }];
        visit.clara(Command::AddParty { party: speaker }).expect("the service knows the power");
        visit.identify(HUSBAND).expect("the talk goes on");
        visit
    }

    #[test]
    fn a_person_asks_for_themselves() {
        let mut visit = Visit::begun(ServiceCode::TradeRegisterExtract);
        visit.clara(Command::AddParty { party: ada() }).expect("nobody is there");
        visit.identify(REGISTRANT).expect("the talk goes on");
        visit.clara(asked_for(false, None)).expect("nobody else gets it");
        assert_eq!(visit.missing(), [Missing::Declaration, Missing::Fee]);
    }

    #[test]
    fn a_legal_person_is_spoken_for_by_whom_its_register_names() {
        for (power, proof) in [
            (Power::LegalRepresentative, EvidenceKind::RegisterExtract),
            (Power::RegisteredProcuration, EvidenceKind::RegisteredProcuration),
        ] {
            let mut visit = for_the_company(power);
            visit.clara(asked_for(false, None)).expect("nobody else gets it");
            let unproven = Missing::EvidenceFor(proof, REGISTRANT);
            assert_eq!(visit.missing(), [unproven, Missing::Declaration, Missing::Fee]);
            visit.assess_kind(proof, Answer::Accepted, Named::All).expect("it proves the power");
            assert_eq!(visit.missing(), [Missing::Declaration, Missing::Fee]);
        }
    }

    #[test]
    fn a_power_in_writing_is_not_enough() {
        let mut visit = Visit::begun(ServiceCode::TradeRegisterExtract);
        visit.clara(Command::AddParty { party: ada() }).expect("nobody is there");
        let mut proxy = party(HUSBAND, Part::Representative, "1988-05-01");
        proxy.acts_for = vec![ActsFor { party: REGISTRANT, power: Power::Proxy }];
        let refused = Refusal::PowerNotAllowed { power: Power::Proxy };
        assert_eq!(visit.clara(Command::AddParty { party: proxy }), Err(refused.into()), "§ 150 (2) GewO");
    }

    #[test]
    fn an_authority_that_gets_the_extract_is_named() {
        let mut visit = Visit::begun(ServiceCode::TradeRegisterExtract);
        assert_eq!(visit.clara(asked_for(true, None)), Err(Refusal::RecipientNeeded.into()));
    }
}
