//! What each event leaves in the file of its case.

use domain::booking::{self, Slot};
use domain::calendar::Span;
use domain::case::{self, Check, Identification, Note};
use domain::consultation::{Occasion, Standing};
use domain::ids::{BookingId, GuestId, PartyId};
use domain::money::Cents;
use domain::payment::{AttemptStanding, Ground, RefundStanding, Source};
use domain::{ActorId, By, consultation, document, payment, signature, subject_key};
use rusqlite::types::FromSqlError;
use rusqlite::{ToSql, Transaction, params};
use uuid::Uuid;

use super::{DocumentState, FeeState};
use crate::Envelope;
use crate::column::{Code, Json, Moment};

pub(super) fn case(tx: &Transaction<'_>, envelope: &Envelope, event: &case::Event) -> rusqlite::Result<()> {
    let (id, at) = (envelope.stream.id, Moment(envelope.at));
    let position = i64::try_from(envelope.position.0).expect("no log will have 2^63 events");
    if !matches!(event, case::Event::Opened { .. }) {
        run(
            tx,
            "UPDATE case_file SET version = ?2, changed_at = ?3 WHERE case_id = ?1",
            &[&id, &envelope.version, &at],
        )?;
    }
    match event {
        case::Event::Opened { service, quantity, edition, origin, channel, holder, .. } => {
            run(
                tx,
                "INSERT INTO case_file (case_id, state, service, edition, origin, channel, holder, opened_at,
                                        changed_at, version, quantity)
                 VALUES (?1, 'open', ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, ?9)",
                &[
                    &id,
                    &Code(*service),
                    edition,
                    &Json(origin),
                    &Code(*channel),
                    &holder.map(|holder| holder.0),
                    &at,
                    &envelope.version,
                    quantity,
                ],
            )?;
            origin.booking().map_or(Ok(()), |booking| worked_on_in(tx, id, position, booking))
        }
        case::Event::Reopened { .. } => run(
            tx,
            "UPDATE case_file SET state = 'open', closed_at = NULL, withdrawn = NULL, erase_at = NULL WHERE case_id = ?1",
            &[&id],
        ),
        case::Event::Attached { booking } => worked_on_in(tx, id, position, *booking),
        case::Event::Bound { edition } => {
            run(tx, "UPDATE case_file SET edition = ?2 WHERE case_id = ?1", &[&id, edition])
        }
        case::Event::Assigned { clerk } => {
            run(tx, "UPDATE case_file SET clerk = ?2 WHERE case_id = ?1", &[&id, &clerk.0])
        }
        case::Event::PartyAdded { party: case::Party { id: party, who, part, acts_for } } => {
            run(
                tx,
                "INSERT OR REPLACE INTO party VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                &[&id, &party.0, &position, &Code(*part), &Json(acts_for), &who.subject().0, &who.value().map(Json)],
            )?;
            outdate(tx, id, at)
        }
        case::Event::PartyRemoved { party } => {
            run(tx, "DELETE FROM party WHERE case_id = ?1 AND party = ?2", &[&id, &party.0])?;
            // What was told to them, and what they assured, goes with them.
            run(tx, "DELETE FROM notice WHERE case_id = ?1 AND party = ?2", &[&id, &party.0])?;
            run(tx, "DELETE FROM custody WHERE case_id = ?1 AND party = ?2", &[&id, &party.0])?;
            run(
                tx,
                "UPDATE case_file SET entitlement_assured_at = NULL, entitlement_assured_by = NULL
                 WHERE case_id = ?1 AND entitlement_assured_by = ?2",
                &[&id, &party.0],
            )?;
            outdate(tx, id, at)
        }
        case::Event::Identified { party, identification, round } => {
            tried(tx, envelope, position, (*party, identification, *round), None)
        }
        case::Event::IdentificationConfirmed { party, consultation, round } => run(
            tx,
            "UPDATE identification SET round = ?4, confirmed_at = ?5
             WHERE case_id = ?1 AND position =
               (SELECT max(position) FROM identification
                WHERE case_id = ?1 AND party = ?2 AND consultation = ?3 AND failed IS NULL)",
            &[&id, &party.0, &consultation.0, round, &at],
        ),
        case::Event::IdentificationRefused { party, identification, failed, round } => {
            tried(tx, envelope, position, (*party, identification, *round), Some(failed))
        }
        case::Event::NoticeGiven { notice, to } => {
            run(tx, "INSERT OR REPLACE INTO notice VALUES (?1, ?2, ?3, ?4)", &[&id, &Code(*notice), &to.0, &at])
        }
        case::Event::EntitlementAssured { by } => run(
            tx,
            "UPDATE case_file SET entitlement_assured_at = ?2, entitlement_assured_by = ?3 WHERE case_id = ?1",
            &[&id, &at, &by.0],
        ),
        case::Event::MoveRecorded { details, late, outdated } => {
            run(
                tx,
                "UPDATE case_file SET move_subject = ?2, details = ?3, late = ?4 WHERE case_id = ?1",
                &[&id, &details.subject().0, &details.value().map(Json), late],
            )?;
            for kind in outdated {
                run(tx, "DELETE FROM evidence WHERE case_id = ?1 AND kind = ?2", &[&id, &Code(*kind)])?;
            }
            outdate(tx, id, at)
        }
        case::Event::RequestRecorded { variant, details } => {
            let details = details.as_ref();
            run(
                tx,
                "UPDATE case_file SET variant = ?2, request_subject = ?3, request_details = ?4 WHERE case_id = ?1",
                &[
                    &id,
                    &Json(variant),
                    &details.map(|details| details.subject().0),
                    &details.and_then(|details| details.value()).map(Json),
                ],
            )?;
            outdate(tx, id, at)
        }
        case::Event::FormRequested { authority, requested_at } => run(
            tx,
            "UPDATE case_file SET form_authority = ?2, form_requested_at = ?3, form_subject = NULL, form_details = NULL,
             form_late = 0, form_by_hand = 0, form_unavailable = 0 WHERE case_id = ?1",
            &[&id, authority, &Moment(*requested_at)],
        ),
        case::Event::FormReceived { form, late } => run(
            tx,
            "UPDATE case_file SET form_subject = ?2, form_details = ?3, form_late = ?4 WHERE case_id = ?1",
            &[&id, &form.subject().0, &form.value().map(Json), late],
        ),
        case::Event::FormUnavailable => {
            run(tx, "UPDATE case_file SET form_unavailable = 1 WHERE case_id = ?1", &[&id])
        }
        case::Event::CustodyRecorded { child, basis, required } => run(
            tx,
            "INSERT OR REPLACE INTO custody VALUES (?1, ?2, ?3, ?4)",
            &[&id, &child.0, &Code(*basis), required],
        ),
        case::Event::AccessRestricted { ground, by: _ } => {
            run(tx, "UPDATE case_file SET restricted = ?2, clerk = NULL WHERE case_id = ?1", &[&id, &Code(*ground)])
        }
        case::Event::FormWrittenByHand => {
            run(tx, "UPDATE case_file SET form_by_hand = 1 WHERE case_id = ?1", &[&id])
        }
        case::Event::Suspended { ground } => {
            run(tx, "UPDATE case_file SET suspended = ?2 WHERE case_id = ?1", &[&id, &Code(*ground)])
        }
        case::Event::Resumed => run(tx, "UPDATE case_file SET suspended = NULL WHERE case_id = ?1", &[&id]),
        case::Event::TaxIdDisclosed { how } => {
            run(tx, "UPDATE case_file SET tax_id_disclosed = ?2 WHERE case_id = ?1", &[&id, &Code(*how)])
        }
        case::Event::FollowUpOpened { parties } => parties.iter().try_for_each(|party| {
            let open = "INSERT OR REPLACE INTO follow_up (case_id, party, opened_at) VALUES (?1, ?2, ?3)";
            run(tx, open, &[&id, &party.0, &at])
        }),
        case::Event::FollowUpClosed { party, how } => run(
            tx,
            "UPDATE follow_up SET closed_at = ?3, how = ?4 WHERE case_id = ?1 AND party = ?2",
            &[&id, &party.0, &at, &Code(*how)],
        ),
        case::Event::LandlordInquiryOpened { parties, due_on } => run(
            tx,
            "INSERT OR REPLACE INTO landlord_inquiry VALUES (?1, ?2, ?3, ?4, NULL, NULL)",
            &[&id, &Json(parties), due_on, &at],
        ),
        case::Event::LandlordInquiryClosed { outcome } => run(
            tx,
            "UPDATE landlord_inquiry SET closed_at = ?2, outcome = ?3 WHERE case_id = ?1",
            &[&id, &at, &Code(*outcome)],
        ),
        case::Event::EvidenceAssessed { kind, answer, source, document, named } => run(
            tx,
            "INSERT OR REPLACE INTO evidence VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            &[&id, &Code(*kind), &Code(*answer), &source.map(Code), &document.map(|one| one.0), &Json(named), &at],
        ),
        case::Event::DeclarationPrepared { version, hash, signature, text: _ } => {
            outdate(tx, id, at)?;
            run(
                tx,
                "INSERT INTO declaration (case_id, version, hash, signature, prepared_at) VALUES (?1, ?2, ?3, ?4, ?5)",
                &[&id, version, &hash.0, &signature.0, &at],
            )
        }
        case::Event::DeclarationShown { version } => {
            run(tx, "UPDATE declaration SET shown_at = ?3 WHERE case_id = ?1 AND version = ?2", &[&id, version, &at])
        }
        case::Event::DeclarationSigned { version, hash: _ } => {
            run(tx, "UPDATE declaration SET signed_at = ?3 WHERE case_id = ?1 AND version = ?2", &[&id, version, &at])
        }
        // The claim may speak before the case or after it, so both write what they know.
        case::Event::FeeAssessed { amount, delivery, claim, payment, due_at } => run(
            tx,
            "INSERT INTO payment (payment, case_id, amount_cents, state, assessed_at, claim, delivery, due_at)
             VALUES (?1, ?2, ?3, 'due', ?4, ?5, ?6, ?7)
             ON CONFLICT (payment) DO UPDATE SET claim = ?5, delivery = ?6, due_at = ?7",
            &[&payment.0, &id, &amount.0, &at, claim, &Code(*delivery), &due_at.map(Moment)],
        ),
        case::Event::FeeSettled { payment, how: _ } => {
            run(tx, "UPDATE payment SET settled_at = ?2 WHERE payment = ?1", &[&payment.0, &at])
        }
        // The claim itself says how it stands, and who is forgotten their keys.
        // The day on which a landlord is to be asked stands in the file from the beginning.
        case::Event::FeeDeferred { .. }
        | case::Event::FeeOverdue { .. }
        | case::Event::LetOut
        | case::Event::RetentionEnded
        | case::Event::LandlordInquiryDue => Ok(()),
        case::Event::FeeReinstated { payment, due_at } => {
            run(tx, "UPDATE payment SET due_at = ?2 WHERE payment = ?1", &[&payment.0, &due_at.map(Moment)])
        }
        case::Event::Noted { note } => run(
            tx,
            "INSERT INTO note VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            &[&id, &position, &at, &by(envelope)?.actor.0, &note.subject().0, &note.value().map(|Note(text)| text)],
        ),
        case::Event::Submitted { filed_on, late, due_on, .. } => run(
            tx,
            "UPDATE case_file SET state = 'submitted', filed_on = ?2, late = ?3, submitted_at = ?4, due_on = ?5
             WHERE case_id = ?1",
            &[&id, filed_on, late, &at, due_on],
        ),
        case::Event::Completed { erase_at, .. } => run(
            tx,
            "UPDATE case_file SET state = 'completed', closed_at = ?2, erase_at = ?3 WHERE case_id = ?1",
            &[&id, &at, &erase_at.map(Moment)],
        ),
        case::Event::Withdrawn { reason, erase_at, .. } => run(
            tx,
            "UPDATE case_file SET state = 'withdrawn', closed_at = ?2, withdrawn = ?3, erase_at = ?4
             WHERE case_id = ?1",
            &[&id, &at, &Code(*reason), &erase_at.map(Moment)],
        ),
        case::Event::Declined { reason, erase_at, .. } => run(
            tx,
            "UPDATE case_file SET state = 'declined', closed_at = ?2, decline_subject = ?3, decline_reason = ?4,
             erase_at = ?5 WHERE case_id = ?1",
            &[&id, &at, &reason.subject().0, &reason.value().map(|Note(text)| text), &erase_at.map(Moment)],
        ),
    }
}

pub(super) fn signature(tx: &Transaction<'_>, envelope: &Envelope, event: &signature::Event) -> rusqlite::Result<()> {
    let id = envelope.stream.id;
    match event {
        signature::Event::Signed { party, method, .. } => {
            run(tx, "INSERT OR REPLACE INTO signing VALUES (?1, ?2, ?3)", &[&id, &party.0, &Code(*method)])
        }
        signature::Event::Requested { .. }
        | signature::Event::Shown { .. }
        | signature::Event::Acknowledged { .. }
        | signature::Event::TanTold { .. }
        | signature::Event::TanEntered { .. }
        | signature::Event::Voided { .. } => Ok(()),
    }
}

pub(super) fn payment(tx: &Transaction<'_>, envelope: &Envelope, event: &payment::Event) -> rusqlite::Result<()> {
    let (id, at) = (envelope.stream.id, Moment(envelope.at));
    let state = |state: FeeState| run(tx, "UPDATE payment SET state = ?2 WHERE payment = ?1", &[&id, &Code(state)]);
    match event {
        payment::Event::Assessed { case, items, amount } => run(
            tx,
            "INSERT INTO payment (payment, case_id, amount_cents, items, assessed_at, state)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (payment) DO UPDATE SET items = ?4, state = ?6",
            &[
                &id,
                &case.0,
                &amount.0,
                &Json(items),
                &at,
                &Code(if *amount == Cents::ZERO { FeeState::Free } else { FeeState::Due }),
            ],
        ),
        payment::Event::Paid { means, .. } => {
            run(tx, "UPDATE payment SET means = ?2 WHERE payment = ?1", &[&id, &Code(*means)])?;
            state(FeeState::Paid)
        }
        payment::Event::Exempted { exemption, .. } => {
            run(tx, "UPDATE payment SET exemption = ?2 WHERE payment = ?1", &[&id, &Code(*exemption)])?;
            state(FeeState::Exempt)
        }
        payment::Event::WaiverRequested { .. } => state(FeeState::WaiverPending),
        payment::Event::Waived { .. } => state(FeeState::Waived),
        payment::Event::WaiverRefused { .. } => state(FeeState::Due),
        payment::Event::Cancelled { .. } => state(FeeState::Cancelled),
        payment::Event::PaidOnline { attempt, means, .. } => {
            run(tx, "UPDATE payment SET online_means = ?2 WHERE payment = ?1", &[&id, &Code(*means)])?;
            attempt_ends(tx, envelope, *attempt, AttemptStanding::Paid)?;
            state(FeeState::Paid)
        }
        payment::Event::ChargedBack { attempt, .. } => {
            attempt_ends(tx, envelope, *attempt, AttemptStanding::ChargedBack)?;
            run(tx, "UPDATE payment SET online_means = NULL, settled_at = NULL WHERE payment = ?1", &[&id])?;
            state(FeeState::Due)
        }
        payment::Event::ReceiptNumbered { year, number, .. } => run(
            tx,
            "UPDATE payment SET receipt_year = ?2, receipt_number = ?3 WHERE payment = ?1",
            &[&id, year, number],
        ),
        payment::Event::AttemptRequested { attempt, amount, expires_at, .. } => run(
            tx,
            "INSERT INTO attempt (payment, attempt, amount_cents, state, requested_at, expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            &[&id, attempt, &amount.0, &Code(AttemptStanding::Open), &at, &Moment(*expires_at)],
        ),
        payment::Event::AttemptStarted { attempt, reference, .. } => {
            run(tx, "UPDATE attempt SET reference = ?3 WHERE payment = ?1 AND attempt = ?2", &[&id, attempt, reference])
        }
        payment::Event::AttemptUnanswered { .. } => Ok(()),
        payment::Event::AttemptUnclear { attempt, word, .. } => {
            run(tx, "UPDATE attempt SET unclear = ?3 WHERE payment = ?1 AND attempt = ?2", &[&id, attempt, word])
        }
        payment::Event::AttemptFailed { attempt, .. } => attempt_ends(tx, envelope, *attempt, AttemptStanding::Failed),
        payment::Event::AttemptCancelled { attempt } => {
            attempt_ends(tx, envelope, *attempt, AttemptStanding::Cancelled)
        }
        payment::Event::AttemptExpired { attempt, unresolved, .. } => {
            run(
                tx,
                "UPDATE attempt SET unresolved = ?3 WHERE payment = ?1 AND attempt = ?2",
                &[&id, attempt, unresolved],
            )?;
            attempt_ends(tx, envelope, *attempt, AttemptStanding::Expired)
        }
        payment::Event::AttemptClosed { attempt, finding, .. } => run(
            tx,
            "UPDATE attempt SET unresolved = 0, finding = ?3 WHERE payment = ?1 AND attempt = ?2",
            &[&id, attempt, &Code(*finding)],
        ),
        payment::Event::OtherAmountPaid { attempt, amount, .. } => {
            run(
                tx,
                "UPDATE attempt SET took_cents = ?3 WHERE payment = ?1 AND attempt = ?2",
                &[&id, attempt, &amount.0],
            )?;
            attempt_ends(tx, envelope, *attempt, AttemptStanding::OtherAmount)
        }
        payment::Event::Overpaid { attempt, amount, .. } => {
            attempt_ends(tx, envelope, *attempt, AttemptStanding::Overpaid)?;
            goes_back(tx, envelope, Some(*attempt), *amount, Ground::NotOwed, None)
        }
        payment::Event::RefundDue { amount, by, .. } => {
            let paid_by = tx
                .prepare_cached("SELECT max(attempt) FROM attempt WHERE payment = ?1 AND state = ?2")?
                .query_row(params![id, Code(AttemptStanding::Paid)], |row| row.get(0))?;
            goes_back(tx, envelope, paid_by, *amount, Ground::CaseEnded, *by)?;
            state(FeeState::RefundDue)
        }
        payment::Event::CaseEnded { .. } => {
            state(FeeState::RefundDue)?;
            is_refunded(tx, id)
        }
        payment::Event::RefundRequested { source, amount, ground, by, .. } => {
            let attempt = match source {
                Source::Counter => None,
                Source::Attempt(attempt) => Some(*attempt),
            };
            goes_back(tx, envelope, attempt, *amount, *ground, Some(*by))
        }
        payment::Event::RefundApproved { refund, by, .. } => {
            run(tx, "UPDATE refund SET approved_by = ?3 WHERE payment = ?1 AND refund = ?2", &[&id, refund, &by.0])?;
            refund_is(tx, envelope, *refund, RefundStanding::Approved)
        }
        payment::Event::RefundOrdered { refund } => refund_is(tx, envelope, *refund, RefundStanding::Ordered),
        payment::Event::RefundByHand { refund, .. } => refund_is(tx, envelope, *refund, RefundStanding::ByHand),
        payment::Event::RefundDeclined { refund, .. } => {
            run(tx, "UPDATE refund SET ended_at = ?3 WHERE payment = ?1 AND refund = ?2", &[&id, refund, &at])?;
            refund_is(tx, envelope, *refund, RefundStanding::Declined)
        }
        payment::Event::Refunded { refund, order, .. } => {
            run(
                tx,
                "UPDATE refund SET ended_at = ?3, treasury_order = ?4 WHERE payment = ?1 AND refund = ?2",
                &[&id, refund, &at, order],
            )?;
            refund_is(tx, envelope, *refund, RefundStanding::Done)?;
            is_refunded(tx, id)
        }
    }
}

/// A fee whose case has ended went back when nothing of it is on its way any more.
fn is_refunded(tx: &Transaction<'_>, payment: Uuid) -> rusqlite::Result<()> {
    run(
        tx,
        "UPDATE payment SET state = ?2 WHERE payment = ?1 AND state = ?3
         AND EXISTS (SELECT 1 FROM refund WHERE payment = ?1 AND state = ?4)
         AND NOT EXISTS (SELECT 1 FROM refund WHERE payment = ?1 AND state NOT IN (?4, ?5))",
        &[
            &payment,
            &Code(FeeState::Refunded),
            &Code(FeeState::RefundDue),
            &Code(RefundStanding::Done),
            &Code(RefundStanding::Declined),
        ],
    )
}

fn attempt_ends(
    tx: &Transaction<'_>,
    envelope: &Envelope,
    attempt: u16,
    state: AttemptStanding,
) -> rusqlite::Result<()> {
    let (id, at) = (envelope.stream.id, Moment(envelope.at));
    let values: [&dyn ToSql; 4] = [&id, &attempt, &Code(state), &at];
    run(tx, "UPDATE attempt SET state = ?3, ended_at = ?4 WHERE payment = ?1 AND attempt = ?2", &values)
}

/// Refunds are numbered by the order in which they become known.
fn goes_back(
    tx: &Transaction<'_>,
    envelope: &Envelope,
    attempt: Option<u16>,
    amount: Cents,
    ground: Ground,
    wanted_by: Option<ActorId>,
) -> rusqlite::Result<()> {
    let (id, at, by) = (envelope.stream.id, Moment(envelope.at), wanted_by.map(|by| by.0));
    run(
        tx,
        "INSERT INTO refund (payment, refund, cents, ground, state, attempt, wanted_at, wanted_by)
         SELECT ?1, count(*) + 1, ?2, ?3, ?4, ?5, ?6, ?7 FROM refund WHERE payment = ?1",
        &[&id, &amount.0, &Code(ground), &Code(RefundStanding::Requested), &attempt, &at, &by],
    )
}

fn refund_is(tx: &Transaction<'_>, envelope: &Envelope, refund: u16, state: RefundStanding) -> rusqlite::Result<()> {
    let id = envelope.stream.id;
    run(tx, "UPDATE refund SET state = ?3 WHERE payment = ?1 AND refund = ?2", &[&id, &refund, &Code(state)])
}

pub(super) fn booking(tx: &Transaction<'_>, envelope: &Envelope, event: &booking::Event) -> rusqlite::Result<()> {
    let (id, at) = (envelope.stream.id, Moment(envelope.at));
    let state = |state: &str| run(tx, "UPDATE booking SET state = ?2 WHERE booking = ?1", &[&id, &state]);
    match event {
        booking::Event::Held { arranged, expires_at: _, edition: _ } => {
            let Slot { scope, span: Span { starts_at, ends_at }, day: _, hold: _ } = arranged.slot;
            run(
                tx,
                "INSERT INTO booking (booking, state, scope, starts_at, ends_at, medium, lines)
                 VALUES (?1, 'held', ?2, ?3, ?4, ?5, ?6)",
                &[&id, &scope.0, &Moment(starts_at), &Moment(ends_at), &Code(arranged.medium), &Json(&arranged.lines)],
            )
        }
        booking::Event::Extended { .. } | booking::Event::Reminded { .. } | booking::Event::AccessRestricted => Ok(()),
        booking::Event::ConfirmationRequested { .. } => state("preconfirmed"),
        booking::Event::Confirmed { number, contact, .. } => run(
            tx,
            "UPDATE booking SET state = 'confirmed', number = ?2, subject = ?3, contact = ?4 WHERE booking = ?1",
            &[&id, &number.0, &contact.subject().0, &contact.value().map(Json)],
        ),
        booking::Event::Rescheduled { to, number, .. } => run(
            tx,
            "UPDATE booking SET scope = ?2, starts_at = ?3, ends_at = ?4, number = ?5 WHERE booking = ?1",
            &[&id, &to.scope.0, &Moment(to.span.starts_at), &Moment(to.span.ends_at), &number.0],
        ),
        booking::Event::Cancelled { .. } => state("cancelled"),
        booking::Event::Expired { .. } => state("expired"),
        booking::Event::CheckedIn { .. } => run(
            tx,
            "UPDATE booking SET state = 'waiting', checked_in_at = ?2, clerk = NULL WHERE booking = ?1",
            &[&id, &at],
        ),
        booking::Event::Called { clerk, count: _ } => {
            run(tx, "UPDATE booking SET state = 'called', clerk = ?2 WHERE booking = ?1", &[&id, &clerk.0])
        }
        booking::Event::Started { clerk } | booking::Event::Resumed { clerk, .. } => {
            run(tx, "UPDATE booking SET state = 'in_service', clerk = ?2 WHERE booking = ?1", &[&id, &clerk.0])
        }
        booking::Event::Parked { .. } => state("parked"),
        booking::Event::Returned => {
            run(tx, "UPDATE booking SET state = 'waiting', clerk = NULL WHERE booking = ?1", &[&id])
        }
        booking::Event::Redirected { to, .. } => {
            run(tx, "UPDATE booking SET state = 'waiting', clerk = NULL, scope = ?2 WHERE booking = ?1", &[&id, &to.0])
        }
        booking::Event::Finished { .. } => state("finished"),
        booking::Event::Unserved { .. } => state("unserved"),
        booking::Event::Missed { .. } => state("missed"),
    }
}

pub(super) fn consultation(
    tx: &Transaction<'_>,
    envelope: &Envelope,
    event: &consultation::Event,
) -> rusqlite::Result<()> {
    let (id, at) = (envelope.stream.id, Moment(envelope.at));
    let stands = |guest: GuestId, standing: Standing| {
        run(
            tx,
            "UPDATE guest SET standing = ?3 WHERE consultation = ?1 AND guest = ?2",
            &[&id, &guest.0, &Code(standing)],
        )
    };
    match event {
        consultation::Event::Scheduled { of, holder: _ } => {
            run(tx, "DELETE FROM guest WHERE consultation = ?1", &[&id])?;
            run(
                tx,
                "INSERT INTO consultation (consultation, occasion, state) VALUES (?1, ?2, 'scheduled')
                 ON CONFLICT (consultation) DO UPDATE SET state = 'scheduled', ended_at = NULL",
                &[&id, &occasion(*of)],
            )
        }
        consultation::Event::Begun { of, medium, host, round, .. } => run(
            tx,
            "INSERT INTO consultation (consultation, occasion, state, medium, host, begun_at, round)
             VALUES (?1, ?2, 'live', ?3, ?4, ?5, ?6)
             ON CONFLICT (consultation) DO UPDATE SET
               state = 'live', medium = ?3, host = ?4, begun_at = ?5, ended_at = NULL, outcome = NULL, round = ?6",
            &[&id, &occasion(*of), &Code(*medium), &host.0, &at, round],
        ),
        consultation::Event::Interrupted { .. } => run(
            tx,
            "UPDATE consultation SET state = 'interrupted', interruptions = interruptions + 1 WHERE consultation = ?1",
            &[&id],
        ),
        consultation::Event::Resumed { round, .. } => {
            run(tx, "UPDATE consultation SET state = 'live', round = ?2 WHERE consultation = ?1", &[&id, round])
        }
        consultation::Event::Ended { of: _, outcome, live_secs } => {
            // Whoever comes to the next talk is let in anew.
            run(tx, "UPDATE guest SET standing = 'invited' WHERE consultation = ?1 AND standing <> 'removed'", &[&id])?;
            run(
                tx,
                "UPDATE consultation SET state = 'ended', ended_at = ?2, outcome = ?3, live_secs = ?4
                 WHERE consultation = ?1",
                &[&id, &at, &Code(*outcome), live_secs],
            )
        }
        consultation::Event::Cancelled => {
            run(tx, "UPDATE consultation SET state = 'cancelled', ended_at = ?2 WHERE consultation = ?1", &[&id, &at])
        }
        consultation::Event::GuestInvited { guest, part } => {
            let position = i64::try_from(envelope.position.0).expect("no log will have 2^63 events");
            run(
                tx,
                "INSERT INTO guest VALUES (?1, ?2, ?3, ?4, ?5)",
                &[&id, &position, &guest.0, &Code(*part), &Code(Standing::Invited)],
            )
        }
        consultation::Event::GuestAdmitted { guest } | consultation::Event::GuestLeft { guest } => {
            stands(*guest, Standing::Admitted)
        }
        consultation::Event::GuestArrived { guest } => stands(*guest, Standing::Present),
        consultation::Event::GuestRemoved { guest } => stands(*guest, Standing::Removed),
    }
}

pub(super) fn document(tx: &Transaction<'_>, envelope: &Envelope, event: &document::Event) -> rusqlite::Result<()> {
    let (id, at) = (event.document().0, Moment(envelope.at));
    let becomes = |state: DocumentState, fault: Option<document::Fault>, kib: Option<u32>| {
        run(
            tx,
            "UPDATE document SET state = ?2, changed_at = ?3, fault = ?4, kib = coalesce(?5, kib) WHERE document = ?1",
            &[&id, &Code(state), &at, &fault.map(Code), &kib],
        )
    };
    match event {
        document::Event::Announced { case, holder: _, format, kib, proves, name, until, .. } => {
            let position = i64::try_from(envelope.position.0).expect("no log will have 2^63 events");
            run(
                tx,
                "INSERT INTO document VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, NULL, ?10, ?11, ?12, ?12, 0)",
                &[
                    &id,
                    &case.0,
                    &position,
                    &name.subject().0,
                    &name.value().map(|name| name.0.as_str()),
                    &Code(*format),
                    kib,
                    &proves.map(Code),
                    &Code(DocumentState::Announced),
                    &Moment(*until),
                    &by(envelope)?.actor.0,
                    &at,
                ],
            )
        }
        document::Event::Received { kib, .. } => becomes(DocumentState::Received, None, Some(*kib)),
        document::Event::Deferred { .. } => becomes(DocumentState::Deferred, None, None),
        document::Event::Released { kib, .. } => becomes(DocumentState::Released, None, Some(*kib)),
        document::Event::Refused { fault, .. } => becomes(DocumentState::Refused, Some(*fault), None),
        document::Event::TakenBack { .. } => becomes(DocumentState::TakenBack, None, None),
        document::Event::HandedOut { .. } => {
            run(tx, "UPDATE document SET copies = copies + 1 WHERE document = ?1", &[&id])
        }
    }
}

/// Blanks what was known of a person. The subject stays: it says that there was somebody.
pub(super) fn forget(tx: &Transaction<'_>, subject: Uuid, event: &subject_key::Event) -> rusqlite::Result<()> {
    match event {
        subject_key::Event::ErasureOrdered { .. }
        | subject_key::Event::Held { .. }
        | subject_key::Event::ErasureDeferred { .. }
        | subject_key::Event::Released => Ok(()),
        subject_key::Event::Destroyed => [
            "UPDATE party SET who = NULL WHERE subject = ?1",
            "UPDATE note SET text = NULL WHERE subject = ?1",
            "UPDATE document SET file_name = NULL WHERE subject = ?1",
            "UPDATE booking SET contact = NULL WHERE subject = ?1",
            "UPDATE case_file SET details = NULL WHERE move_subject = ?1",
            "UPDATE case_file SET request_details = NULL WHERE request_subject = ?1",
            "UPDATE case_file SET form_details = NULL WHERE form_subject = ?1",
            "UPDATE case_file SET decline_reason = NULL WHERE decline_subject = ?1",
        ]
        .into_iter()
        .try_for_each(|blank| run(tx, blank, &[&subject])),
    }
}

/// An attempt to identify somebody, with what did not hold if it failed.
fn tried(
    tx: &Transaction<'_>,
    envelope: &Envelope,
    position: i64,
    (party, identification, round): (PartyId, &Identification, u32),
    failed: Option<&Vec<Check>>,
) -> rusqlite::Result<()> {
    let Identification { method, document, issuing_state, checks, consultation } = identification;
    run(
        tx,
        "INSERT INTO identification VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, NULL, ?11)",
        &[
            &envelope.stream.id,
            &position,
            &party.0,
            &Moment(envelope.at),
            &Code(*method),
            &Code(*document),
            issuing_state,
            &Json(checks),
            &consultation.0,
            &round,
            &failed.map(Json),
        ],
    )
}

fn worked_on_in(tx: &Transaction<'_>, case: Uuid, position: i64, booking: BookingId) -> rusqlite::Result<()> {
    run(tx, "INSERT INTO case_booking VALUES (?1, ?2, ?3)", &[&case, &position, &booking.0])
}

/// The thing that brings two people together.
fn occasion(of: Occasion) -> Uuid {
    match of {
        Occasion::Booking(booking) => booking.0,
        Occasion::Case(case) => case.0,
    }
}

/// What the declaration states has changed, or a newer one is written: the versions so far no longer count.
fn outdate(tx: &Transaction<'_>, case: Uuid, at: Moment) -> rusqlite::Result<()> {
    run(tx, "UPDATE declaration SET outdated_at = ?2 WHERE case_id = ?1 AND outdated_at IS NULL", &[&case, &at])
}

/// Who asked, as the log keeps it beside the event.
pub(crate) fn by(envelope: &Envelope) -> rusqlite::Result<By> {
    serde_json::from_str(&envelope.meta).map_err(|error| rusqlite::Error::from(FromSqlError::Other(Box::new(error))))
}

pub(super) fn run(tx: &Transaction<'_>, statement: &str, values: &[&dyn ToSql]) -> rusqlite::Result<()> {
    tx.prepare_cached(statement)?.execute(values).map(drop)
}
