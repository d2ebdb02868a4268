//! A made-up message for the tests of the gateways.

use domain::case::Part;
use domain::catalogue::ServiceCode;
use domain::ids::{CaseId, TransmissionId};
use domain::person::{Address, DwellingStatus, Move, PartialDate, Person, PreviousDwelling, Who};
use domain::testing::date;
use domain::transmission::Recipient;
use uuid::Uuid;

use crate::message::{Message, Participant};

/// A registration of somebody who came from elsewhere, with everything in it that XML has to escape.
pub(crate) fn message() -> Message {
    let case = CaseId(Uuid::from_u128(5));
    let address = |street: &str, municipality: &str| Address {
        street: street.to_owned(),
        house_number: "7a".to_owned(),
        addition: Some("2. OG <links>".to_owned()),
        postal_code: "01069".to_owned(),
        town: "Köln".to_owned(),
        municipality: municipality.to_owned(),
    };
    Message {
        key: TransmissionId::of(case, Recipient::DepartureAuthority),
        authority: "10041100".to_owned(),
        recipient: Recipient::DepartureAuthority,
        municipality: Some("05315000".to_owned()),
        case,
        service: ServiceCode::MoveIn,
        filed_on: date("2026-03-02"),
        declaration: None,
        participants: vec![Participant {
            part: Part::Principal,
            who: Who::Person(Person {
                family_name: "O'Neill & Söhne".to_owned(),
                given_names: "Ada \"Ą\"".to_owned(),
                usual_given_name: None,
                doctoral_degree: Some("Dr.".to_owned()),
                birth_name: None,
                former_names: None,
                born: PartialDate { year: 1985, month: None, day: None },
            }),
        }],
        moving: Some(Move {
            moved_in: date("2026-03-01"),
            from: PreviousDwelling::Elsewhere { address: address("Domplatz", "05315000") },
            to: address("Am Markt", "10041100"),
            status: DwellingStatus::Sole,
            others: vec![],
            landlord: None,
        }),
        request: None,
    }
}
