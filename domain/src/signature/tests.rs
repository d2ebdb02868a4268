//! The rules of a signature.

use std::num::NonZeroU16;

use uuid::Uuid;

use super::*;
use crate::asked::Facts;
use crate::ids::{CaseId, PartyId, SignatureId};
use crate::permission::Denied;
use crate::personal::SubjectId;
use crate::testing::{ADA, BEN, CLARA, SHA_256, at, citizen, clerk, drawn, given};

const CASE: CaseId = CaseId(Uuid::from_u128(1));
const PARTY: PartyId = PartyId(Uuid::from_u128(2));
const SIGNER: SubjectId = SubjectId(Uuid::from_u128(3));
const SIGNING: SignatureId = SignatureId(Uuid::from_u128(4));
const DOCUMENT: Hash = Hash([1; 32]);
const OTHER: Hash = Hash([2; 32]);
const NOW: &str = "2026-03-02T09:00:00Z";
const LATER: &str = "2026-03-02T09:05:00Z";

fn requested() -> Event {
    Event::Requested { case: CASE, holder: Some(ADA), hash: DOCUMENT, pages: None }
}

/// The same for a file of two pages.
fn requested_file() -> Event {
    Event::Requested { case: CASE, holder: Some(ADA), hash: DOCUMENT, pages: NonZeroU16::new(2) }
}

fn shown() -> Event {
    Event::Shown { hash: DOCUMENT, shown_at: at(NOW) }
}

fn signed() -> Event {
    signed_by(Method::Drawn)
}

fn signed_by(method: Method) -> Event {
    Event::Signed { case: CASE, party: PARTY, method, hash: DOCUMENT, shown_at: at(NOW), evidence: None }
}

/// The same of a file, with what proves it.
fn proven_by(method: Method, pages: &str, strokes: &str, tan: bool) -> Event {
    let record = format!(
        r#"{{"acknowledged_pages":[{pages}],"authority":"{}","case":"{}","consultation":null,"consultation_round":null,"declaration":1,"document_pages":2,"document_sha256":"{DOCUMENT}","drawing":[{strokes}],"identification":null,"method":"{}","party":"{}","presented_at":"2026-03-02T09:00:00Z","signature":"{}","tan_entered":{tan},"version":1}}"#,
        Facts::default().authority.ags,
        CASE.0,
        serde_json::to_value(method).expect("a name").as_str().expect("a name"),
        PARTY.0,
        SIGNING.0,
    );
    let Sha256(sha256) = SHA_256;
    let proof = Some(Evidence { hash: sha256(record.as_bytes()), record: SIGNER.knows(record) });
    match signed_by(method) {
        Event::Signed { case, party, method, hash, shown_at, .. } => {
            Event::Signed { case, party, method, hash, shown_at, evidence: proof }
        }
        other => other,
    }
}

fn sign(hash: Hash) -> Command {
    sign_by(drawn(), hash)
}

fn sign_by(manner: Manner, hash: Hash) -> Command {
    Command::Sign { party: PARTY, manner, hash, witness: witness() }
}

fn witness() -> Witness {
    Witness { signer: SIGNER, signature: SIGNING, declaration: 1, identified: None, sha256: SHA_256 }
}

fn read(pages: &[u16]) -> Command {
    Command::Acknowledge { hash: DOCUMENT, pages: pages.to_vec() }
}

fn was_read(pages: &[u16]) -> Event {
    Event::Acknowledged { pages: pages.to_vec() }
}

const TAN: Hash = Hash([7; 32]);

fn told() -> Event {
    Event::TanTold { mac: TAN, until: at("2026-03-02T09:15:00Z") }
}

#[test]
fn a_signature_remembers_when_the_document_was_shown() {
    given::<State>([requested()]).when(clerk(CLARA), at(NOW), Command::Show { hash: DOCUMENT }).then([shown()]);
    given::<State>([requested(), shown()])
        .when(clerk(CLARA), at(LATER), Command::Show { hash: DOCUMENT })
        .then_nothing();
    given::<State>([requested(), shown()]).when(citizen(ADA), at(LATER), sign(DOCUMENT)).then([signed()]);
}

#[test]
fn nobody_signs_what_was_not_asked_for_or_not_shown() {
    given::<State>([]).when(citizen(ADA), at(NOW), sign(DOCUMENT)).then_refused(Refusal::NotRequested);
    given::<State>([requested()]).when(citizen(ADA), at(NOW), sign(DOCUMENT)).then_refused(Refusal::NotShown);
}

#[test]
fn another_document_is_neither_shown_nor_signed() {
    given::<State>([requested()])
        .when(clerk(CLARA), at(NOW), Command::Show { hash: OTHER })
        .then_refused(Refusal::OtherDocument);
    given::<State>([requested(), shown()])
        .when(citizen(ADA), at(NOW), sign(OTHER))
        .then_refused(Refusal::OtherDocument);
}

#[test]
fn somebody_elses_document_is_not_signed() {
    given::<State>([requested(), shown()])
        .when(citizen(BEN), at(NOW), sign(DOCUMENT))
        .then_refused(Refusal::Denied(Denied));
}

#[test]
fn a_document_without_a_holder_is_no_citizens_own() {
    given::<State>([Event::Requested { case: CASE, holder: None, hash: DOCUMENT, pages: None }, shown()])
        .when(citizen(BEN), at(NOW), sign(DOCUMENT))
        .then_refused(Refusal::Denied(Denied));
}

#[test]
fn the_same_signature_again_is_already_there_and_another_one_is_refused() {
    let history = [requested(), shown(), signed()];
    given::<State>(history.clone()).when(citizen(ADA), at(LATER), sign(DOCUMENT)).then_nothing();
    let typed = sign_by(Manner::TypedConsent, DOCUMENT);
    given::<State>(history).when(citizen(ADA), at(LATER), typed).then_refused(Refusal::AlreadySigned);
}

#[test]
fn a_correction_takes_the_signature_out_of_force() {
    let voided = Event::Voided { case: CASE };
    given::<State>([requested(), shown(), signed()])
        .when(clerk(CLARA), at(LATER), Command::Void)
        .then([voided.clone()]);
    given::<State>([requested(), shown(), voided])
        .when(citizen(ADA), at(LATER), sign(DOCUMENT))
        .then_refused(Refusal::Voided);
}

#[test]
fn a_file_is_drawn_under_when_every_page_was_read() {
    let history = [requested_file(), shown()];
    given::<State>(history.clone()).when(citizen(ADA), at(LATER), read(&[3])).then_refused(Refusal::NoSuchPage);
    given::<State>(history.clone()).when(citizen(ADA), at(LATER), read(&[0])).then_refused(Refusal::NoSuchPage);
    given::<State>(history.clone()).when(citizen(BEN), at(LATER), read(&[1])).then_refused(Refusal::Denied(Denied));
    given::<State>(history.clone()).when(citizen(ADA), at(LATER), sign(DOCUMENT)).then_refused(Refusal::PagesUnread);
    given::<State>(history.clone()).when(citizen(ADA), at(LATER), read(&[2, 1, 2])).then([was_read(&[1, 2])]);

    let [requested, shown] = history;
    let half = [requested.clone(), shown.clone(), was_read(&[2])];
    given::<State>(half.clone()).when(citizen(ADA), at(LATER), read(&[2])).then_nothing();
    given::<State>(half.clone()).when(citizen(ADA), at(LATER), sign(DOCUMENT)).then_refused(Refusal::PagesUnread);
    given::<State>([half.to_vec(), vec![was_read(&[1])]].concat())
        .when(citizen(ADA), at(LATER), sign(DOCUMENT))
        .then([proven_by(Method::Drawn, "1,2", "[1,2,3,4]", false)]);
}

#[test]
fn typed_consent_says_in_its_words_that_all_was_read() {
    given::<State>([requested_file(), shown()])
        .when(citizen(ADA), at(LATER), sign_by(Manner::TypedConsent, DOCUMENT))
        .then([proven_by(Method::TypedConsent, "", "", false)]);
}

#[test]
fn a_number_is_told_by_the_clerk_entered_by_the_signer_and_signed_with() {
    let tell = Command::TellTan { hash: DOCUMENT, mac: TAN };
    let enter = |mac| Command::EnterTan { mac };
    let mut history = vec![requested_file(), shown(), was_read(&[1, 2])];
    let sign = || sign_by(Manner::SpokenTan, DOCUMENT);
    given::<State>(history.clone()).when(citizen(ADA), at(LATER), tell.clone()).then_refused(Refusal::Denied(Denied));
    given::<State>(history.clone()).when(citizen(ADA), at(LATER), enter(TAN)).then_refused(Refusal::TanNotInForce);
    given::<State>(history.clone()).when(citizen(ADA), at(LATER), sign()).then_refused(Refusal::TanMissing);
    given::<State>(history.clone()).when(clerk(CLARA), at(LATER), tell.clone()).then([told()]);

    history.push(told());
    given::<State>(history.clone()).when(clerk(CLARA), at(LATER), tell).then_nothing();
    given::<State>(history.clone()).when(clerk(CLARA), at(LATER), enter(TAN)).then_refused(Refusal::Denied(Denied));
    given::<State>(history.clone()).when(citizen(ADA), at(LATER), sign()).then_refused(Refusal::TanMissing);
    given::<State>(history.clone())
        .when(citizen(ADA), at(LATER), enter(OTHER))
        .then([Event::TanEntered { right: false }]);
    given::<State>(history.clone()).when(citizen(ADA), at(LATER), enter(TAN)).then([Event::TanEntered { right: true }]);

    history.push(Event::TanEntered { right: true });
    given::<State>(history.clone()).when(citizen(ADA), at(LATER), enter(TAN)).then_nothing();
    given::<State>(history.clone()).when(citizen(ADA), at(LATER), sign()).then([proven_by(
        Method::SpokenTan,
        "1,2",
        "",
        true,
    )]);
    // A wrong one after the right one takes it back.
    history.push(Event::TanEntered { right: false });
    given::<State>(history).when(citizen(ADA), at(LATER), sign()).then_refused(Refusal::TanMissing);
}

#[test]
fn a_number_is_over_after_ten_minutes_or_five_wrong_ones_and_a_new_one_begins_anew() {
    let enter = || Command::EnterTan { mac: TAN };
    let history = vec![requested_file(), shown(), was_read(&[1, 2]), told()];
    let entered = [history.clone(), vec![Event::TanEntered { right: true }]].concat();
    let over = at("2026-03-02T09:15:00Z");
    given::<State>(history.clone()).when(citizen(ADA), over, enter()).then_refused(Refusal::TanNotInForce);
    given::<State>(entered)
        .when(citizen(ADA), over, sign_by(Manner::SpokenTan, DOCUMENT))
        .then_refused(Refusal::TanNotInForce);

    let wrong = |n| [history.clone(), vec![Event::TanEntered { right: false }; n]].concat();
    given::<State>(wrong(4)).when(citizen(ADA), at(LATER), enter()).then([Event::TanEntered { right: true }]);
    given::<State>(wrong(5)).when(citizen(ADA), at(LATER), enter()).then_refused(Refusal::TanNotInForce);
    let again = Command::TellTan { hash: DOCUMENT, mac: OTHER };
    let anew = Event::TanTold { mac: OTHER, until: over };
    given::<State>(wrong(5)).when(clerk(CLARA), at(LATER), again).then([anew.clone()]);
    given::<State>([wrong(5), vec![anew]].concat())
        .when(citizen(ADA), at(LATER), Command::EnterTan { mac: OTHER })
        .then([Event::TanEntered { right: true }]);
}

/// A signature that was good once is good nowhere else, and not again.
#[test]
fn a_signature_is_not_carried_over() {
    let ready = vec![requested_file(), shown(), was_read(&[1, 2])];
    let refused = |history: Vec<Event>, by, when, command, refusal| {
        given::<State>(history).when(by, at(when), command).then_refused(refusal);
    };
    // To another case: its signing is another stream, with a document of its own or none.
    refused(vec![], citizen(ADA), LATER, sign(DOCUMENT), Refusal::NotRequested);
    let elsewhere = Event::Requested {
        case: CaseId(Uuid::from_u128(9)),
        holder: Some(ADA),
        hash: OTHER,
        pages: NonZeroU16::new(2),
    };
    let there = Event::Shown { hash: OTHER, shown_at: at(NOW) };
    refused(vec![elsewhere, there], citizen(ADA), LATER, sign(DOCUMENT), Refusal::OtherDocument);
    // A changed byte is another hash.
    let mut changed = DOCUMENT;
    changed.0[31] ^= 1;
    refused(ready.clone(), citizen(ADA), LATER, sign(changed), Refusal::OtherDocument);
    // Another signer.
    refused(ready.clone(), citizen(BEN), LATER, sign(DOCUMENT), Refusal::Denied(Denied));
    let once = [ready.clone(), vec![signed()]].concat();
    let other_party =
        Command::Sign { party: PartyId(Uuid::from_u128(8)), manner: drawn(), hash: DOCUMENT, witness: witness() };
    refused(once.clone(), citizen(ADA), LATER, other_party, Refusal::AlreadySigned);
    // Twice: in another way it is refused, in the same way it is there already. Neither appends an event.
    refused(once.clone(), citizen(ADA), LATER, sign_by(Manner::TypedConsent, DOCUMENT), Refusal::AlreadySigned);
    given::<State>(once.clone()).when(citizen(ADA), at(LATER), sign(DOCUMENT)).then_nothing();
    // After its time.
    refused(ready.clone(), citizen(ADA), "2026-03-02T11:00:00Z", sign(DOCUMENT), Refusal::ShownLongAgo);
    // After a new version.
    let corrected = [ready, vec![Event::Voided { case: CASE }]].concat();
    refused(corrected, citizen(ADA), LATER, sign(DOCUMENT), Refusal::Voided);
    let corrected = [once, vec![Event::Voided { case: CASE }]].concat();
    refused(corrected, citizen(ADA), LATER, sign(DOCUMENT), Refusal::Voided);
}

#[test]
fn what_was_shown_long_ago_is_shown_and_read_again() {
    let late = "2026-03-02T11:00:00Z";
    let history = [requested_file(), shown(), was_read(&[1, 2])];
    let again = Event::Shown { hash: DOCUMENT, shown_at: at(late) };
    given::<State>(history.clone())
        .when(clerk(CLARA), at(late), Command::Show { hash: DOCUMENT })
        .then([again.clone()]);
    given::<State>([history.to_vec(), vec![again]].concat())
        .when(citizen(ADA), at(late), sign(DOCUMENT))
        .then_refused(Refusal::PagesUnread);
}
