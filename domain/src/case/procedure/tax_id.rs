//! Tax identification number (Steuer-ID), §§ 139a and 139b AO, §§ 10 and 18 (2) BMG. It is handed over in the talk or
//! by post, and never stands in a history.

use chrono::NaiveDate;

use super::{Missing, going_on, has_reached, people, powers, requested};
use crate::case::{Event, File, TaxIdGround, Variant};
use crate::catalogue::{Power, Service};
use crate::person::Who;

pub(super) fn missing(file: &File, service: &Service, today: NaiveDate) -> Vec<Missing> {
    let mut missing = vec![];
    missing.extend(going_on(file));
    missing.extend(people(file, service, today));
    missing.extend(powers(file));
    missing.extend(requested(file));
    let parent = parent(file, service, today).filter(|parent| !missing.contains(parent));
    missing.extend(parent);
    missing
}

/// The number of a child is told to nobody but whom the law makes speak for it (§ 1629 BGB), on whatever ground.
fn parent(file: &File, service: &Service, today: NaiveDate) -> Option<Missing> {
    match file.request.as_ref()?.variant {
        Variant::TaxId { ground, .. } => {
            let child = file.principal()?;
            let born = child.who.value().and_then(Who::person).map(|person| person.born);
            let is_minor = born.is_some_and(|born| !has_reached(born, service.acts_from_years, today));
            let by_law = file.representative_of(child.id).is_some_and(|(_, power)| power == Power::LegalRepresentative);
            let needs_parent = is_minor || ground == TaxIdGround::OwnChild;
            (needs_parent && !by_law).then_some(Missing::Representative(child.id))
        }
        Variant::Departure | Variant::Conduct { .. } | Variant::TradeRegister { .. } | Variant::Certificate { .. } => {
            None
        }
    }
}

/// Who was told the number hears of it in the history. One that was never assigned the federal office sends itself.
pub(in crate::case) fn told(file: &File) -> Option<Event> {
    match file.request.as_ref()?.variant {
        Variant::TaxId { ground: TaxIdGround::Lost | TaxIdGround::OwnChild, handover: how } => {
            Some(Event::TaxIdDisclosed { how })
        }
        Variant::TaxId { ground: TaxIdGround::NeverAssigned, .. }
        | Variant::Departure
        | Variant::Conduct { .. }
        | Variant::TradeRegister { .. }
        | Variant::Certificate { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::fixtures::*;
    use crate::case::{ActsFor, Command, Complete, Handover, Part, Refusal, Requested, State};
    use crate::catalogue::ServiceCode;
    use crate::testing::{CLARA, clerk, system};
    use crate::timers::Timer;

    fn asked_for(ground: TaxIdGround, handover: Handover) -> Command {
        let variant = Variant::TaxId { ground, handover };
        Command::RecordRequest { requested: Requested { variant, details: None } }
    }

    fn begun(born: &str) -> Visit {
        let mut visit = Visit::begun(ServiceCode::TaxId);
        visit.clara(Command::AddParty { party: party(REGISTRANT, Part::Principal, born) }).expect("nobody is there");
        visit
    }

    #[test]
    fn a_lost_number_is_handed_over_in_the_talk_and_the_history_says_how_and_not_which() {
        let mut visit = begun("1990-12-10");
        visit.identify(REGISTRANT).expect("the talk goes on");
        visit.clara(asked_for(TaxIdGround::Lost, Handover::InSession)).expect("it fits");
        visit.clara(Command::Submit).expect("nothing is missing");
        visit.run(clerk(CLARA), &Complete { case: case() }).expect("it is submitted");
        let history = visit.desk.history::<State>(case().0);
        assert!(history.contains(&Event::TaxIdDisclosed { how: Handover::InSession }));
    }

    #[test]
    fn nobody_hears_the_number_of_a_child_by_a_power_in_writing() {
        let mut visit = begun("2015-12-10");
        let mut neighbour = party(HUSBAND, Part::Representative, "1988-05-01");
        neighbour.acts_for = vec![ActsFor { party: REGISTRANT, power: Power::Proxy }];
        visit.clara(Command::AddParty { party: neighbour }).expect("a proxy may come for adults");
        visit.clara(asked_for(TaxIdGround::Lost, Handover::InSession)).expect("it fits");
        assert!(visit.missing().contains(&Missing::Representative(REGISTRANT)), "{:?}", visit.missing());
    }

    #[test]
    fn a_number_that_was_never_assigned_comes_by_post() {
        let mut visit = begun("1990-12-10");
        let at_once = asked_for(TaxIdGround::NeverAssigned, Handover::InSession);
        assert_eq!(visit.clara(at_once), Err(Refusal::NothingToHandOver.into()));
        visit.clara(asked_for(TaxIdGround::NeverAssigned, Handover::ByPost)).expect("the federal office writes");
        visit.identify(REGISTRANT).expect("the talk goes on");
        visit.clara(Command::Submit).expect("nothing is missing");
        visit.run(system(), &Timer::Completion(case())).expect("the federal office has it");
        assert!(matches!(visit.state(), State::Completed(_)), "nobody here has to do anything");
        let history = visit.desk.history::<State>(case().0);
        let told = history.iter().any(|event| matches!(event, Event::TaxIdDisclosed { .. }));
        assert!(!told, "nobody here has told the number");
    }

    #[test]
    fn the_number_of_a_child_is_told_to_a_parent_and_to_no_proxy() {
        for (power, lacks) in
            [(Power::LegalRepresentative, vec![]), (Power::Proxy, vec![Missing::Representative(REGISTRANT)])]
        {
            let mut visit = begun("2017-01-20");
            let mut parent = party(HUSBAND, Part::Representative, "1988-05-01");
            parent.acts_for = vec![ActsFor { party: REGISTRANT, power }];
            visit.clara(Command::AddParty { party: parent }).expect("the service knows the power");
            visit.identify(HUSBAND).expect("the talk goes on");
            visit.clara(asked_for(TaxIdGround::OwnChild, Handover::InSession)).expect("it fits");
            let missing: Vec<_> =
                visit.missing().into_iter().filter(|one| matches!(one, Missing::Representative(_))).collect();
            assert_eq!(missing, lacks);
        }
    }
}
