use super::*;
use crate::asked::{ActorId, By};
use crate::catalogue::{
    Basis, Channel, EvidenceKind, Fault, Fee, Flaw, IdentificationMethod, Notice, OnDraft, Power, Proposal, Service,
    ServiceChange, ServiceCode, differences,
};
use crate::ids::{CatalogueId, DraftId};
use crate::money::{Cents, Share};
use crate::permission::Denied;
use crate::streams::Stale;
use crate::testing::{ADA, CLARA, DAVID, Desk, acting, at, date, given};

const NOW: &str = "2026-03-02T09:00:00Z";

fn planner() -> By {
    acting(CLARA, Role::Planner)
}

fn lead() -> By {
    acting(DAVID, Role::TeamLead)
}

/// A change of residence takes so long.
fn longer(minutes: u16) -> Proposal {
    changes(ServiceChange { minutes: Some(minutes), ..ServiceChange::of(ServiceCode::ChangeOfResidence) })
}

fn changes(change: ServiceChange) -> Proposal {
    Proposal::Changes { services: vec![change], no_longer: vec![] }
}

fn propose(from: &str, proposal: Proposal) -> Command {
    Command::Propose { valid_from: date(from), follows: 1, proposal }
}

/// The second edition: a change of residence takes so long.
fn second(from: &str, minutes: u16) -> Edition {
    let mut edition = Edition { number: 2, valid_from: date(from), ..Catalogue::default().editions()[0].clone() };
    edition.services[0].minutes = minutes;
    edition
}

fn proposed(by: ActorId) -> Event {
    Event::Proposed { edition: second("2026-04-01", 30), by }
}

fn flaws_of(change: impl FnOnce(&mut Vec<Service>)) -> Vec<(Option<ServiceCode>, Fault)> {
    let mut services = Catalogue::default().editions()[0].services.clone();
    // A harmless difference, so that only the flaw is in the way.
    services[6].minutes = 15;
    change(&mut services);
    let command = propose("2026-04-01", Proposal::Whole(services));
    match given::<State>([]).when(planner(), at(NOW), command).answer() {
        Err(Refusal::NotPossible { flaws }) => {
            flaws.into_iter().map(|Flaw { service, fault }| (service, fault)).collect()
        }
        Ok(_) => vec![],
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn what_changes_is_proposed_as_a_whole_edition() {
    given::<State>([]).when(planner(), at(NOW), propose("2026-04-01", longer(30))).then([proposed(CLARA)]);
    let whole = Proposal::Whole(second("2026-04-01", 30).services);
    given::<State>([]).when(planner(), at(NOW), propose("2026-04-01", whole)).then([proposed(CLARA)]);
}

#[test]
fn only_whoever_plans_leads_or_administers_has_a_say() {
    for role in Role::ALL {
        let may = matches!(role, Role::Planner | Role::TeamLead | Role::Admin);
        for command in [
            propose("2026-04-01", longer(30)),
            Command::Amend { valid_from: date("2026-04-01"), proposal: longer(40) },
            Command::Withdraw,
            Command::Publish,
        ] {
            let answer = given::<State>([proposed(CLARA)]).when(acting(ADA, role), at(NOW), command).answer();
            assert_eq!(answer == Err(Refusal::Denied(Denied)), !may, "{role:?}: {answer:?}");
        }
    }
}

#[test]
fn nobody_publishes_what_they_have_written() {
    let amended = Event::Amended { edition: second("2026-04-01", 40), by: DAVID };
    let publish = |history: Vec<Event>, by| given::<State>(history).when(by, at(NOW), Command::Publish);
    publish(vec![proposed(CLARA)], planner()).then_refused(Refusal::OwnDraft);
    // Another role does not make another person.
    publish(vec![proposed(CLARA)], acting(CLARA, Role::Admin)).then_refused(Refusal::OwnDraft);
    publish(vec![proposed(CLARA), amended.clone()], lead()).then_refused(Refusal::OwnDraft);
    let edition = second("2026-04-01", 40);
    let (authors, by) = ([CLARA, DAVID].into_iter().collect::<BTreeSet<_>>().into_iter().collect(), ADA);
    publish(vec![proposed(CLARA), amended], acting(ADA, Role::Admin)).then([Event::Published { edition, authors, by }]);
}

#[test]
fn one_draft_follows_the_other() {
    given::<State>([proposed(CLARA)])
        .when(lead(), at(NOW), propose("2026-05-01", longer(40)))
        .then_refused(Refusal::DraftExists);
    for command in
        [Command::Amend { valid_from: date("2026-04-01"), proposal: longer(40) }, Command::Withdraw, Command::Publish]
    {
        given::<State>([]).when(lead(), at(NOW), command.clone()).then_refused(Refusal::NoDraft);
        let withdrawn = [proposed(CLARA), Event::Withdrawn { by: CLARA }];
        given::<State>(withdrawn).when(lead(), at(NOW), command).then_refused(Refusal::NoDraft);
    }
    given::<State>([proposed(CLARA)]).when(lead(), at(NOW), Command::Withdraw).then([Event::Withdrawn { by: DAVID }]);
}

#[test]
fn a_draft_is_amended_as_it_stands() {
    let amend = |proposal| Command::Amend { valid_from: date("2026-04-02"), proposal };
    let tax = ServiceChange { minutes: Some(15), ..ServiceChange::of(ServiceCode::TaxId) };
    let mut edition = second("2026-04-02", 30);
    edition.services[6].minutes = 15;
    given::<State>([proposed(CLARA)])
        .when(lead(), at(NOW), amend(changes(tax)))
        .then([Event::Amended { edition, by: DAVID }]);
    let same = Command::Amend { valid_from: date("2026-04-01"), proposal: longer(30) };
    given::<State>([proposed(CLARA)]).when(lead(), at(NOW), same).then_nothing();
    // Back to what is in force: then there is nothing to publish.
    given::<State>([proposed(CLARA)]).when(lead(), at(NOW), amend(longer(20))).then_refused(Refusal::NothingNew);
}

#[test]
fn nothing_is_in_force_before_it_is_published() {
    let today = date("2026-03-02");
    given::<State>([])
        .when(planner(), at(NOW), propose("2026-03-01", longer(30)))
        .then_refused(Refusal::InThePast { today });
    let answer = given::<State>([]).when(planner(), at(NOW), propose("2026-03-02", longer(30))).answer();
    assert!(answer.is_ok(), "from today on: {answer:?}");
    // The draft lay for too long. The day is that of the office's calendar: it is 00:30 there.
    given::<State>([proposed(CLARA)])
        .when(lead(), at("2026-04-01T22:30:00Z"), Command::Publish)
        .then_refused(Refusal::InThePast { today: date("2026-04-02") });
}

#[test]
fn what_changes_has_to_be_there_and_to_change_something() {
    given::<State>([]).when(planner(), at(NOW), propose("2026-04-01", longer(20))).then_refused(Refusal::NothingNew);
    let mut without = second("2026-03-10", 20);
    without.services.retain(|service| service.code != ServiceCode::TaxId);
    let published = Event::Published { edition: without, authors: vec![CLARA], by: DAVID };
    let history = [proposed(CLARA), published];
    for proposal in [
        changes(ServiceChange::of(ServiceCode::TaxId)),
        Proposal::Changes { services: vec![], no_longer: vec![ServiceCode::TaxId] },
    ] {
        given::<State>(history.clone())
            .when(planner(), at(NOW), Command::Propose { valid_from: date("2026-04-01"), follows: 2, proposal })
            .then_refused(Refusal::NotInEdition { service: ServiceCode::TaxId });
    }
}

#[test]
fn the_shipped_edition_keeps_to_the_law_and_to_the_limits() {
    assert_eq!(flaws_of(|_| {}), []);
    for service in &Catalogue::default().editions()[0].services {
        assert!(!service.about_de.is_empty() && !service.about_en.is_empty(), "{:?} is explained", service.code);
    }
}

/// Cases of the first edition lie in the logs of offices. What it says never changes.
#[test]
fn the_shipped_edition_is_what_it_was() {
    let text = serde_json::to_string_pretty(&Catalogue::default().editions()[0]).expect("JSON");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/catalogue/shipped.json");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() && !std::path::Path::new(path).exists() {
        std::fs::write(path, format!("{text}\n")).expect("the crate's folder is writable");
    }
    let promised = std::fs::read_to_string(path).expect("it is committed");
    assert_eq!(text, promised.trim_end(), "a correction is the next edition");
}

#[test]
fn what_is_free_by_federal_law_stays_free() {
    use ServiceCode::{ChangeOfResidence, RegistrationCertificate, TaxId};
    let paper = Fee { amount: Cents(700), city_share: Share::WHOLE, basis: Basis::MunicipalTariff };
    // § 18 (3) BMG: the electronic certificate.
    assert_eq!(flaws_of(|s| s[5].fee.amount = Cents(700)), [(Some(RegistrationCertificate), Fault::FreeByLaw)]);
    assert_eq!(flaws_of(|s| s[5].paper_fee = Some(Fee { amount: Cents(900), ..paper })), []);
    assert_eq!(flaws_of(|s| s[0].fee.amount = Cents(1)), [(Some(ChangeOfResidence), Fault::FreeByLaw)]);
    assert_eq!(flaws_of(|s| s[0].paper_fee = Some(paper)), [(Some(ChangeOfResidence), Fault::FreeByLaw)]);
    assert_eq!(flaws_of(|s| s[6].paper_fee = Some(paper)), [], "a printed number may cost something");
    assert_eq!(flaws_of(|s| s[6].fee.amount = Cents(100)), [(Some(TaxId), Fault::FreeByLaw)]);
    let law = Flaw { service: Some(RegistrationCertificate), fault: Fault::FreeByLaw }.law();
    assert_eq!(law, Some("§ 18 (3) BMG"));
}

#[test]
fn the_fee_of_the_federation_is_the_federations() {
    let conduct = Some(ServiceCode::CertificateOfConduct);
    assert_eq!(flaws_of(|s| s[3].fee.amount = Cents(1500)), [], "the federation may change the amount");
    assert_eq!(flaws_of(|s| s[3].fee.amount = Cents::ZERO), [(conduct, Fault::FederalFee)]);
    assert_eq!(flaws_of(|s| s[3].paper_fee = Some(s[3].fee)), [(conduct, Fault::FederalFee)]);
    assert_eq!(flaws_of(|s| s[3].fee.city_share = Share::WHOLE), [(conduct, Fault::CityShare)]);
    assert_eq!(flaws_of(|s| s[3].fee.basis = Basis::MunicipalTariff), [(conduct, Fault::Basis)]);
}

#[test]
fn fees_are_neither_negative_nor_absurd() {
    let certificate = Some(ServiceCode::RegistrationCertificate);
    let paper = |services: &mut Vec<Service>, amount| {
        services[5].paper_fee =
            Some(Fee { amount: Cents(amount), city_share: Share::WHOLE, basis: Basis::MunicipalTariff });
    };
    assert_eq!(flaws_of(|s| paper(s, -1)), [(certificate, Fault::NegativeFee)]);
    assert_eq!(flaws_of(|s| paper(s, 50_000)), []);
    assert_eq!(flaws_of(|s| paper(s, 50_001)), [(certificate, Fault::FeeTooHigh)]);
}

#[test]
fn required_notices_and_evidence_cannot_be_removed() {
    let first = Catalogue::default().editions()[0].clone();
    for (n, service) in first.services.iter().enumerate() {
        for notice in service.notices.clone() {
            let flaws = flaws_of(|s| s[n].notices.retain(|other| *other != notice));
            assert_eq!(flaws, [(Some(service.code), Fault::NoticeMissing(notice))]);
        }
    }
    let landlord = EvidenceKind::LandlordConfirmation;
    let in_the_way = |n: usize, fault| vec![(Some(ServiceCode::ALL[n]), fault)];
    assert_eq!(flaws_of(|s| s[0].evidence.clear()), in_the_way(0, Fault::EvidenceMissing(landlord)));
    assert_eq!(flaws_of(|s| s[2].evidence.push(landlord)), in_the_way(2, Fault::EvidenceNotAllowed(landlord)));
    assert_eq!(flaws_of(|s| s[0].evidence.push(EvidenceKind::CivilStatusDeed)), []);
    assert_eq!(flaws_of(|s| s[1].evidence.retain(|kind| *kind == landlord)), [], "deeds are the office's choice");
    assert_eq!(
        Flaw { service: None, fault: Fault::NoticeMissing(Notice::InspectionAtCourt) }.law(),
        None,
        "a law is that of a service"
    );
}

#[test]
fn channels_identification_and_powers_keep_to_the_law() {
    use IdentificationMethod::{CounterDocument, EidHigh, RegisteredDocumentSerial, VideoDocumentCheck};
    let of = |n: usize, fault| vec![(Some(ServiceCode::ALL[n]), fault)];
    assert_eq!(flaws_of(|s| s[3].channels = vec![Channel::Counter]), [], "which channels is the office's choice");
    assert_eq!(flaws_of(|s| s[3].channels.clear()), of(3, Fault::NoChannel));
    assert_eq!(
        flaws_of(|s| s[3].identification = vec![CounterDocument]),
        of(3, Fault::NobodyIdentified(Channel::Video))
    );
    assert_eq!(
        flaws_of(|s| s[0].identification.push(RegisteredDocumentSerial)),
        of(0, Fault::Identification(RegisteredDocumentSerial))
    );
    assert_eq!(flaws_of(|s| s[2].identification = vec![VideoDocumentCheck, CounterDocument]), []);
    assert_eq!(flaws_of(|s| s[0].identification.push(EidHigh)), of(0, Fault::Identification(EidHigh)));
    assert_eq!(flaws_of(|s| s[3].powers.push(Power::Proxy)), of(3, Fault::PowerNotAllowed(Power::Proxy)));
    assert_eq!(
        flaws_of(|s| s[4].powers.retain(|power| *power != Power::Custodian)),
        of(4, Fault::PowerMissing(Power::Custodian))
    );
    assert_eq!(flaws_of(|s| s[0].powers.retain(|power| *power != Power::Proxy)), [], "a proxy may be too little");
    assert_eq!(flaws_of(|s| s[0].signatures.clear()), of(0, Fault::NoSignature));
    assert_eq!(flaws_of(|s| s[5].signatures.clear()), [], "nothing is signed there");
}

#[test]
fn texts_durations_and_what_the_law_fixes_are_checked() {
    let of = |fault| vec![(Some(ServiceCode::ChangeOfResidence), fault)];
    assert_eq!(flaws_of(|s| s[0].name_en = " ".to_owned()), of(Fault::Name));
    assert_eq!(flaws_of(|s| s[0].about_en.clear()), of(Fault::Text));
    assert_eq!(flaws_of(|s| s[0].minutes = 0), of(Fault::Minutes));
    assert_eq!(flaws_of(|s| s[0].minutes = 241), of(Fault::Minutes));
    assert_eq!(flaws_of(|s| s[0].quantity_max = 0), of(Fault::Quantity));
    assert_eq!(flaws_of(|s| s[0].acts_from_years = 18), of(Fault::FixedByLaw));
    assert_eq!(flaws_of(|s| s[0].declaration = false), of(Fault::FixedByLaw));
    assert_eq!(flaws_of(|s| s[0].channels = vec![Channel::Video; 2]), of(Fault::Repeated));
    assert_eq!(flaws_of(|s| s.push(s[0].clone())), of(Fault::Twice));
    assert_eq!(flaws_of(Vec::clear), [(None, Fault::NothingOffered)]);
    let both = flaws_of(|s| (s[0].minutes, s[1].minutes) = (0, 0));
    assert_eq!(both.len(), 2, "everything that is wrong is said at once");
}

#[test]
fn a_step_stands_only_on_the_draft_as_it_was_seen() {
    let mut desk = Desk::new();
    let step = |version: Option<u32>, command| OnDraft { seen: version.map(DraftId::of), command };
    let stranger = acting(ADA, Role::Clerk);
    assert_eq!(desk.run(&step(Some(7), Command::Publish), stranger, at(NOW)), Err(Refusal::Denied(Denied).into()));
    assert_eq!(desk.run(&step(Some(7), Command::Publish), lead(), at(NOW)), Err(Refusal::NoDraft.into()));
    desk.run(&step(None, propose("2026-04-01", longer(30))), planner(), at(NOW)).expect("nothing has happened");
    let amend = Command::Amend { valid_from: date("2026-04-01"), proposal: longer(40) };
    desk.run(&step(Some(1), amend.clone()), planner(), at(NOW)).expect("it is hers");
    // Whoever has read 30 minutes does not publish 40, nor makes 40 of 30 again.
    for command in [Command::Publish, Command::Withdraw, amend] {
        assert_eq!(desk.run(&step(Some(1), command), lead(), at(NOW)), Err(Stale { current: 2 }.into()));
    }
    desk.run(&step(Some(2), Command::Publish), lead(), at(NOW)).expect("he has read it");
    let state = desk.state::<State>(CatalogueId::of_office().0);
    let number = |on| state.published().in_force(date(on)).map(|edition| edition.number);
    assert_eq!((number("2026-03-31"), number("2026-04-01")), (Some(1), Some(2)));
    assert_eq!(state.published().valid_until(1), Some(date("2026-03-31")));
    assert_eq!(state.published().valid_until(2), None);
}

#[test]
fn a_proposal_does_not_overtake_the_edition_that_was_published_meanwhile() {
    let published = Event::Published { edition: second("2026-04-01", 30), authors: vec![CLARA], by: DAVID };
    let history = || [proposed(CLARA), published.clone()];
    given::<State>(history())
        .when(planner(), at(NOW), propose("2026-04-01", longer(40)))
        .then_refused(Refusal::Overtaken { follows: 2 });
    let answer = given::<State>(history()).when(planner(), at(NOW), propose("2026-03-31", longer(40))).answer();
    assert!(answer.is_ok(), "until then the first edition is the one that it follows: {answer:?}");
}

#[test]
fn an_urgent_edition_holds_until_the_one_that_was_published_for_later() {
    let publish = |state: State, edition: Edition| {
        let proposed = Event::Proposed { edition: edition.clone(), by: CLARA };
        state.apply(proposed).apply(Event::Published { edition, authors: vec![CLARA], by: DAVID })
    };
    let state = publish(State::default(), second("2027-01-01", 30));
    let state = publish(state, Edition { number: 3, ..second("2026-12-01", 40) });
    // And one that replaces the later one before it is ever in force.
    let state = publish(state, Edition { number: 4, ..second("2027-01-01", 50) });
    let number = |on| state.published().in_force(date(on)).map(|edition| edition.number);
    let on = ["2026-11-30", "2026-12-01", "2026-12-31", "2027-01-01"];
    assert_eq!(on.map(number), [Some(1), Some(3), Some(3), Some(4)]);
    assert_eq!(state.published().next_number(), 5);
    assert!(state.published().edition(2).is_some(), "what was published stays readable");
}

#[test]
fn differences_name_the_field_and_both_values() {
    let (before, mut after) = (second("2026-04-01", 20).services, second("2026-04-01", 30).services);
    after.retain(|service| service.code != ServiceCode::TaxId);
    let found = differences(&before, &after);
    let told: Vec<_> = found.iter().map(|one| (one.service, one.field.as_str(), one.before.to_string())).collect();
    assert_eq!(
        told,
        [
            (ServiceCode::ChangeOfResidence, "minutes", "20".to_owned()),
            (ServiceCode::TaxId, "offered", "true".to_owned())
        ]
    );
    assert_eq!(found[0].after, serde_json::json!(30));
}
