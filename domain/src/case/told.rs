//! Which other registration authorities hear of a registration (Rückmeldung, § 33 (1) BMG).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::File;
use crate::person::PreviousDwelling;
use crate::transmission::Recipient;

/// A registration authority elsewhere that hears of a registration, by the official key of its municipality.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// That of the former dwelling; or that of the last one in Germany, which counts as such where somebody comes from
    /// abroad (§ 33 (1) S. 2 BMG).
    Departure {
        /// Which; unknown of what was submitted before it was written down.
        authority: Option<String>,
    },
    /// That of a further dwelling (§ 33 (1) S. 1 BMG).
    Further {
        /// Which.
        authority: String,
    },
}

impl Told {
    /// As whom it hears of it.
    pub fn recipient(&self) -> Recipient {
        match self {
            Self::Departure { .. } => Recipient::DepartureAuthority,
            Self::Further { .. } => Recipient::FurtherDwellingAuthority,
        }
    }

    /// Which authority it is.
    pub fn authority(&self) -> Option<&str> {
        match self {
            Self::Departure { authority } => authority.as_deref(),
            Self::Further { authority } => Some(authority),
        }
    }
}

/// Each authority hears once, whatever it is competent for; this one has heard already.
///
/// Within the municipality nobody departs, and a further dwelling elsewhere has an authority all the same: in law it is
/// the registration of a new dwelling.
pub(super) fn authorities(file: &File, here: &str) -> Vec<Told> {
    let Some(details) = file.moving.as_ref().and_then(|moving| moving.details.value()) else { return vec![] };
    let former = match &details.from {
        PreviousDwelling::Elsewhere { address } => Some(address),
        PreviousDwelling::Abroad { last_domestic, .. } => last_domestic.as_deref(),
        PreviousDwelling::Here { .. } => None,
    };
    let departure = former.map(|address| Told::Departure { authority: Some(address.municipality.clone()) });
    let further = details.others.iter().map(|other| Told::Further { authority: other.address.municipality.clone() });
    let mut heard = BTreeSet::from([Some(here.to_owned())]);
    departure.into_iter().chain(further).filter(|told| heard.insert(told.authority().map(str::to_owned))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::fixtures::*;
    use crate::case::{Answer, Command, Event, Named, State};
    use crate::catalogue::{EvidenceKind, Notice, ServiceCode};
    use crate::person::{Address, DwellingStatus, Move, OtherDwelling};
    use crate::personal::SubjectId;
    use crate::reactions;
    use crate::testing::{ADA, acting, at, citizen, date, system};
    use crate::transmission;
    use chrono::{DateTime, NaiveDate, Utc};

    const COLOGNE: &str = "05315000";
    const TRIER: &str = "07211000";

    fn departure(authority: &str) -> Told {
        Told::Departure { authority: Some(authority.to_owned()) }
    }

    fn further(authority: &str) -> Told {
        Told::Further { authority: authority.to_owned() }
    }

    fn abroad(last_domestic: Option<Address>) -> PreviousDwelling {
        let last_domestic = last_domestic.map(Box::new);
        PreviousDwelling::Abroad { state: "FR".to_owned(), address: None, last_domestic }
    }

    /// A registration of a move into a dwelling here, up to its signature, with further dwellings in these towns.
    fn signed(service: ServiceCode, from: PreviousDwelling, others: &[&str]) -> Visit {
        let mut visit = Visit::begun(service);
        visit.clara(Command::AddParty { party: ada() }).expect("nobody is there");
        visit.identify(REGISTRANT).expect("the talk goes on");
        for notice in [Notice::DutyToCooperate, Notice::TransferBlocks] {
            visit.clara(Command::GiveNotice { notice }).expect("it belongs to the service");
        }
        let asks = matches!(from, PreviousDwelling::Elsewhere { .. });
        let deeds = matches!(from, PreviousDwelling::Abroad { .. });
        let status = DwellingStatus::Secondary;
        let others = others.iter().map(|town| OtherDwelling { address: address("Am Dom", town), status }).collect();
        let (moved_in, to, status) = (date("2026-02-20"), address("Bahnhofstraße", HERE), DwellingStatus::Main);
        let details = SubjectId(REGISTRANT.0).knows(Move { moved_in, from, to, status, others, landlord: None });
        visit.clara(Command::RecordMove { details }).expect("the dwelling is here");
        visit.assess(Answer::Accepted, Named::All).expect("it belongs to the service");
        if deeds {
            visit.assess_kind(EvidenceKind::CivilStatusDeed, Answer::Accepted, Named::All).expect("from abroad");
        }
        if asks {
            visit.clara(Command::RequestForm).expect("there is an authority to ask");
            visit.ask(system(), Command::RecordNoForm).expect("the authority says so");
            visit.clara(Command::WriteForm).expect("nobody waits for what does not come");
        }
        visit.prepare(DECLARED).expect("the service has a declaration");
        visit.show(DECLARED).expect("it is prepared");
        visit.sign(citizen(ADA), DECLARED).expect("it is shown");
        visit
    }

    /// Who hears of it when it goes out on Monday, 2 March 2026, and until when.
    fn told(service: ServiceCode, from: PreviousDwelling, others: &[&str]) -> (Vec<Told>, Option<NaiveDate>) {
        let mut visit = signed(service, from, others);
        visit.clara(Command::Submit).expect("nothing is missing");
        submitted(&visit)
    }

    fn submitted(visit: &Visit) -> (Vec<Told>, Option<NaiveDate>) {
        let told = visit.desk.history::<State>(case().0).iter().find_map(|event| match event {
            Event::Submitted { told, due_on, .. } => Some((told.clone(), *due_on)),
            _ => None,
        });
        told.expect("it was submitted")
    }

    fn thursday() -> NaiveDate {
        date("2026-03-05")
    }

    #[test]
    fn who_has_lived_nowhere_else_in_germany_is_reported_to_no_other_authority() {
        let here = PreviousDwelling::Here { address: address("Dudweilerstraße", HERE) };
        assert_eq!(told(ServiceCode::ChangeOfResidence, here.clone(), &[]), (vec![], None));
        assert_eq!(told(ServiceCode::ChangeOfResidence, here, &[HERE]), (vec![], None), "this authority knows");
        assert_eq!(told(ServiceCode::MoveIn, abroad(None), &[]), (vec![], None));
        let back = abroad(Some(address("Dudweilerstraße", HERE)));
        assert_eq!(told(ServiceCode::MoveIn, back, &[]), (vec![], None), "who comes back was registered here");
    }

    #[test]
    fn the_authorities_of_further_dwellings_hear_within_three_working_days_and_each_hears_once() {
        let cologne = || PreviousDwelling::Elsewhere { address: address("Domplatz", COLOGNE) };
        assert_eq!(told(ServiceCode::MoveIn, cologne(), &[]), (vec![departure(COLOGNE)], Some(thursday())));
        assert_eq!(
            told(ServiceCode::MoveIn, cologne(), &[TRIER, COLOGNE, HERE, TRIER]),
            (vec![departure(COLOGNE), further(TRIER)], Some(thursday())),
            "Cologne hears as the authority of departure"
        );
        let here = PreviousDwelling::Here { address: address("Dudweilerstraße", HERE) };
        assert_eq!(
            told(ServiceCode::ChangeOfResidence, here, &[TRIER, COLOGNE]),
            (vec![further(TRIER), further(COLOGNE)], Some(thursday())),
            "also within the municipality"
        );
    }

    #[test]
    fn who_comes_from_abroad_is_reported_to_the_authority_of_the_last_dwelling_in_germany() {
        let back = || abroad(Some(address("Domplatz", COLOGNE)));
        assert_eq!(
            told(ServiceCode::MoveIn, back(), &[]),
            (vec![departure(COLOGNE)], Some(thursday())),
            "§ 33 (1) S. 2 BMG"
        );
        assert_eq!(
            told(ServiceCode::MoveIn, back(), &[COLOGNE, TRIER]),
            (vec![departure(COLOGNE), further(TRIER)], Some(thursday()))
        );
    }

    #[test]
    fn nobody_hears_of_a_restricted_case_before_the_team_lead_lets_it_go() {
        let here = PreviousDwelling::Here { address: address("Dudweilerstraße", HERE) };
        let mut visit = signed(ServiceCode::ChangeOfResidence, here, &[TRIER]);
        visit.book(BOOKING, ADA);
        let ground = crate::case::RestrictionGround::Told;
        let restrict = crate::case::Restrict { case: case(), ground, others: Vec::new() };
        visit.run(crate::testing::clerk(crate::testing::CLARA), &restrict).expect("whoever sees it does it");
        assert!(visit.clara(Command::Submit).is_err());
        let lead = acting(crate::testing::DAVID, crate::Role::TeamLead);
        visit.ask(lead, Command::Submit).expect("he sees it for the first time");
        assert_eq!(submitted(&visit).0, [further(TRIER)], "§ 33 (4) BMG: with what protects them");
    }

    /// What a reaction queues, told as many times as a crash repeats it.
    #[test]
    fn each_authority_has_one_message_of_its_own_however_often_the_office_dies_on_the_way() {
        let from = PreviousDwelling::Elsewhere { address: address("Domplatz", COLOGNE) };
        let mut visit = signed(ServiceCode::MoveIn, from, &[TRIER, "06411000"]);
        visit.clara(Command::Submit).expect("nothing is missing");
        let history = visit.desk.history::<State>(case().0).to_vec();
        let out = history.into_iter().find(|event| matches!(event, Event::Submitted { .. })).expect("it went out");
        let follows = reactions::of(&crate::Event::Case(out), case().0);
        for reaction in follows.iter().chain(&follows) {
            visit.run(system(), reaction).expect("the office may");
        }
        let due_at: Option<DateTime<Utc>> = Some(at("2026-03-05T23:00:00Z"));
        for (recipient, authority, due_at) in [
            (Recipient::Register, None, None),
            (Recipient::DepartureAuthority, Some(COLOGNE), due_at),
            (Recipient::FurtherDwellingAuthority, Some(TRIER), due_at),
            (Recipient::FurtherDwellingAuthority, Some("06411000"), due_at),
        ] {
            let id = crate::ids::TransmissionId::to(case(), recipient, authority);
            let history = visit.desk.history::<transmission::State>(id.0);
            let [transmission::Event::Queued { recipient: to, authority: which, due_at: due, .. }] = history else {
                panic!("{recipient:?} {authority:?}: {history:?}");
            };
            assert_eq!((*to, which.as_deref(), *due), (recipient, authority, due_at));
        }
        assert_eq!(follows.len(), 4);
    }
}
