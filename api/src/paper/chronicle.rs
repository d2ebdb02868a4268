//! The history of a case as a paper (Verlauf): for whose case it is, in words (Art. 15, 12 (1) GDPR), and for those who audit
//! it, with the place of each event, its stored name and who did it.
//!
//! What only the office's machinery needs (its books of free times, its numbers, its attempts to send) is left out of the
//! paper for people: each of it is a shadow of something that stands there. Auditors' papers leave nothing out.

use std::num::NonZeroU16;

use async_graphql::Result;
use documents::render::{End, Happened, History, Languages, Paper};
use domain::calendar::{local_date, wall_time};
use domain::case::{File, Part};
use domain::ids::CaseId;
use domain::{ActorId, Facts, Role, Roles};
use event_store::Position;
use projections::timeline::{Entry, Of};

use super::called::{self, said};
use crate::fresh;
use crate::office::Office;

/// So many entries have room on a paper, in both languages and with what auditors are told. A longer history has parts.
const ENTRIES_MAX: usize = 500;
/// How many events are read at a time.
const PAGE: usize = 1000;

/// For whom a history is, and which part of it is wanted.
#[derive(Clone, Copy)]
pub(super) struct Told {
    pub(super) for_auditors: bool,
    pub(super) languages: Languages,
    /// From 1 on.
    pub(super) part: NonZeroU16,
}

/// The history of a case up to now. Nothing where it has no such part.
pub(super) async fn of(
    office: &Office,
    case: CaseId,
    file: &File,
    facts: &Facts,
    wanted: Told,
) -> Result<Option<Paper>> {
    let head = *office.log().position().borrow();
    fresh::reach(office, &["timeline"], Some(head)).await?;
    let read = |after| office.read_models().timeline(Of::Case(case), after, PAGE).map_err(fresh::failed);
    let (entries, ends) = told(read, wanted)?;
    if entries.is_empty() && wanted.part > NonZeroU16::MIN {
        return Ok(None);
    }
    let languages = wanted.languages;
    let subject = called::service(&facts.catalogue, file.edition, file.service, languages);
    let erased = file.parties.iter().filter(|party| party.who.value().is_none());
    let forgotten = erased.map(|party| said(role(party.part), languages)).collect();
    let part = wanted.part.get();
    Ok(Some(Paper::History(History { subject, entries, forgotten, part, ends })))
}

/// What stands on a part, of all that happened: what is not told takes no room, and where the room ends the paper says so.
fn told<E>(
    mut read: impl FnMut(Position) -> Result<Vec<Entry>, E>,
    Told { for_auditors, languages, part }: Told,
) -> Result<(Vec<Happened>, Option<End>), E> {
    let (mut entries, mut after, mut last): (Vec<Happened>, _, _) = (vec![], Position::START, Position::START);
    let mut before = ENTRIES_MAX * usize::from(part.get() - 1);
    loop {
        let page = read(after)?;
        let Some(read_to) = page.last().map(|entry| entry.position) else { return Ok((entries, None)) };
        for entry in &page {
            let Some(happened) = happened(entry, for_auditors, languages) else { continue };
            if before > 0 {
                before -= 1;
                continue;
            }
            if entries.len() == ENTRIES_MAX {
                let at = entries.last().map_or_else(String::new, |entry| entry.at.clone());
                return Ok((entries, Some(End { at, position: for_auditors.then_some(last.0) })));
            }
            entries.push(happened);
            last = entry.position;
        }
        after = read_to;
    }
}

/// What somebody is in the case.
fn role(part: Part) -> (&'static str, &'static str) {
    match part {
        Part::Principal => ("Betroffene Person", "the person concerned"),
        Part::MovesAlong => ("Mit umziehende Person", "somebody who moves along"),
        Part::Representative => ("Vertretung", "a representative"),
    }
}

fn happened(entry: &Entry, for_auditors: bool, languages: Languages) -> Option<Happened> {
    let words = words(entry.kind, &entry.name).map(|words| said(words, languages));
    let (day, time) = (local_date(entry.at), wall_time(entry.at));
    let at = format!("{} {}", day.format("%d.%m.%Y"), time.format("%H:%M"));
    let by = said(part(entry.actor, entry.roles), languages);
    if !for_auditors {
        return Some(Happened { at, what: words?, by });
    }
    let name = format!("{} · {}.{}", entry.position, entry.kind, entry.name);
    let what = words.map_or_else(|| name.clone(), |words| format!("{words} ({name})"));
    Some(Happened { at, what, by: format!("{by} {}", entry.actor.0) })
}

/// In which part somebody did something. Names of clerks do not stand on papers.
fn part(actor: ActorId, roles: Roles) -> (&'static str, &'static str) {
    if actor == ActorId::SYSTEM {
        return ("Büro", "the office itself");
    }
    match roles.iter().last() {
        Some(Role::Citizen) | None => ("Bürgerin oder Bürger", "the citizen"),
        Some(Role::Companion) => ("Begleitung", "a companion"),
        Some(Role::Interpreter) => ("Dolmetschen", "an interpreter"),
        Some(Role::ServiceCentre) => ("Servicecenter", "the service centre"),
        Some(Role::Clerk) => ("Sachbearbeitung", "a clerk"),
        Some(Role::TeamLead) => ("Teamleitung", "a team lead"),
        Some(Role::Planner) => ("Planung", "a planner"),
        Some(Role::Cashier) => ("Kasse", "a cashier"),
        Some(Role::Auditor) => ("Prüfung", "an auditor"),
        Some(Role::Analyst) => ("Auswertung", "an analyst"),
        Some(Role::DataProtection) => ("Datenschutz", "data protection"),
        Some(Role::Admin) => ("Betrieb", "operations"),
        Some(Role::System) => ("Büro", "the office itself"),
    }
}

/// What people are told of an event, in German and in English. Nothing of what only the machinery needs.
fn words(kind: &str, name: &str) -> Option<(&'static str, &'static str)> {
    WORDS.iter().find(|(of, called, ..)| *of == kind && *called == name).map(|(_, _, de, en)| (*de, *en))
}

/// By kind and stored name.
const WORDS: &[(&str, &str, &str, &str)] = &[
    ("booking", "held", "Ein Termin wurde vorgemerkt", "A time was held"),
    ("booking", "extended", "Die Vormerkung wurde verlängert", "The hold was extended"),
    (
        "booking",
        "confirmation_requested",
        "Um die Bestätigung des Termins wurde gebeten",
        "The confirmation of the appointment was asked for",
    ),
    ("booking", "confirmed", "Der Termin wurde bestätigt", "The appointment was confirmed"),
    ("booking", "rescheduled", "Der Termin wurde verlegt", "The appointment was moved"),
    ("booking", "reminded", "An den Termin wurde erinnert", "A reminder of the appointment was due"),
    ("booking", "cancelled", "Der Termin wurde abgesagt", "The appointment was cancelled"),
    ("booking", "expired", "Die Vormerkung lief ab", "The hold ran out"),
    ("booking", "checked_in", "Zum Termin angemeldet", "Checked in for the appointment"),
    ("booking", "called", "Aufgerufen", "Called"),
    ("booking", "started", "Der Besuch begann", "The visit began"),
    ("booking", "parked", "Der Besuch wurde zurückgestellt", "The visit was parked"),
    ("booking", "resumed", "Der Besuch ging weiter", "The visit went on"),
    ("booking", "returned", "Zurück in die Warteschlange gestellt", "Put back into the queue"),
    ("booking", "redirected", "An eine andere Stelle weitergeleitet", "Passed on to another place"),
    ("booking", "finished", "Der Besuch endete", "The visit ended"),
    ("booking", "unserved", "Am Ende des Tages noch nicht aufgerufen", "Not called by the end of the day"),
    ("booking", "missed", "Der Termin wurde nicht wahrgenommen", "The appointment was missed"),
    (
        "booking",
        "access_restricted",
        "Der Zugang zum Termin wurde beschränkt",
        "Access to the appointment was restricted",
    ),
    ("case", "opened", "Der Vorgang wurde eröffnet", "The case was opened"),
    ("case", "reopened", "Der Vorgang wurde wieder eröffnet", "The case was opened again"),
    ("case", "attached", "Mit einem weiteren Termin verbunden", "Connected with another appointment"),
    (
        "case",
        "bound",
        "Die Bearbeitung begann nach der geltenden Fassung des Leistungskatalogs",
        "Work began by the edition of the catalogue in force",
    ),
    ("case", "assigned", "Die Zuständigkeit wurde festgelegt", "Somebody was put in charge"),
    ("case", "party_added", "Eine Person wurde aufgenommen", "A person was added"),
    ("case", "party_removed", "Eine Person wurde herausgenommen", "A person was removed"),
    ("case", "identified", "Die Identität wurde festgestellt", "Identity was established"),
    (
        "case",
        "identification_confirmed",
        "Nach einer Unterbrechung wurde dieselbe Person wiedererkannt",
        "After an interruption the same person was recognised",
    ),
    (
        "case",
        "identification_refused",
        "Die Identität ließ sich nicht feststellen",
        "Identity could not be established",
    ),
    ("case", "notice_given", "Ein Hinweis wurde gegeben", "A notice was given"),
    (
        "case",
        "entitlement_assured",
        "Die Berechtigung zum Empfang der Daten wurde versichert",
        "The right to receive the data was assured",
    ),
    ("case", "move_recorded", "Die Angaben zum Umzug wurden aufgenommen", "The details of the move were recorded"),
    ("case", "request_recorded", "Der Antrag wurde aufgenommen", "The request was recorded"),
    ("case", "form_requested", "Der vorausgefüllte Meldeschein wurde angefordert", "The prefilled form was asked for"),
    ("case", "form_received", "Der vorausgefüllte Meldeschein ging ein", "The prefilled form came in"),
    (
        "case",
        "form_unavailable",
        "Der vorausgefüllte Meldeschein war nicht zu erhalten",
        "The prefilled form was not to be had",
    ),
    ("case", "form_written_by_hand", "Der Meldeschein wurde von Hand ausgefüllt", "The form was written by hand"),
    ("case", "custody_recorded", "Das Sorgerecht wurde aufgenommen", "The custody was recorded"),
    ("case", "evidence_assessed", "Ein Nachweis wurde geprüft", "Evidence was assessed"),
    ("case", "declaration_prepared", "Die Erklärung wurde aufgesetzt", "The declaration was prepared"),
    ("case", "declaration_shown", "Die Erklärung wurde gezeigt", "The declaration was shown"),
    ("case", "declaration_signed", "Die Erklärung wurde unterschrieben", "The declaration was signed"),
    ("case", "fee_assessed", "Die Gebühr wurde festgesetzt", "The fee was assessed"),
    ("case", "fee_overdue", "Die Zahlungsfrist lief ab", "The time for payment ran out"),
    ("case", "fee_settled", "Die Gebühr ist beglichen", "The fee is settled"),
    ("case", "fee_deferred", "Die Gebühr wurde aufgeschoben", "The fee was deferred"),
    ("case", "fee_reinstated", "Die Gebühr ist wieder fällig", "The fee is due again"),
    ("case", "suspended", "Die Bearbeitung ruht", "The case is suspended"),
    ("case", "resumed", "Die Bearbeitung geht weiter", "The case goes on"),
    ("case", "access_restricted", "Der Zugang zum Vorgang wurde beschränkt", "Access to the case was restricted"),
    ("case", "noted", "Ein Vermerk wurde geschrieben", "A note was written"),
    ("case", "submitted", "Der Vorgang wurde abgegeben", "The case was submitted"),
    (
        "case",
        "tax_id_disclosed",
        "Die Steuer-Identifikationsnummer wurde mitgeteilt",
        "The tax identification number was told",
    ),
    ("case", "completed", "Der Vorgang wurde abgeschlossen", "The case was completed"),
    ("case", "let_out", "Die Übermittlung wurde freigegeben", "What goes out was released"),
    ("case", "retention_ended", "Die Aufbewahrungsfrist endete", "The retention period ended"),
    (
        "case",
        "follow_up_opened",
        "Auf einem Ausweis ist die Anschrift zu ändern",
        "The address on an identity card has to be changed",
    ),
    (
        "case",
        "follow_up_closed",
        "Die Anschrift auf dem Ausweis ist erledigt",
        "The address on the identity card is settled",
    ),
    (
        "case",
        "landlord_inquiry_opened",
        "Eine Nachfrage beim Wohnungsgeber wurde vorgemerkt",
        "An inquiry with the landlord was noted",
    ),
    (
        "case",
        "landlord_inquiry_due",
        "Die Nachfrage beim Wohnungsgeber steht an",
        "The inquiry with the landlord is due",
    ),
    (
        "case",
        "landlord_inquiry_closed",
        "Die Nachfrage beim Wohnungsgeber ist erledigt",
        "The inquiry with the landlord is closed",
    ),
    ("case", "withdrawn", "Der Vorgang endete ohne Ergebnis", "The case ended without a result"),
    ("case", "declined", "Der Antrag wurde abgelehnt", "The request was declined"),
    ("signature", "requested", "Um eine Unterschrift wurde gebeten", "A signature was asked for"),
    ("signature", "shown", "Das Dokument wurde zur Unterschrift gezeigt", "The document was shown for signature"),
    ("signature", "acknowledged", "Seiten wurden als gelesen bestätigt", "Pages were acknowledged as read"),
    ("signature", "tan_told", "Eine Nummer zum Unterschreiben wurde genannt", "A number to sign with was told"),
    (
        "signature",
        "tan_entered",
        "Eine Nummer zum Unterschreiben wurde eingegeben",
        "A number to sign with was entered",
    ),
    ("signature", "signed", "Unterschrieben", "Signed"),
    ("signature", "voided", "Die Unterschrift gilt nicht mehr", "The signature no longer counts"),
    ("payment", "assessed", "Eine Gebührenforderung entstand", "A fee became due"),
    ("payment", "paid", "An der Kasse bezahlt", "Paid at the counter"),
    ("payment", "exempted", "Von der Gebühr befreit", "Exempted from the fee"),
    ("payment", "waiver_requested", "Um Erlass der Gebühr wurde gebeten", "A waiver of the fee was asked for"),
    ("payment", "waived", "Die Gebühr wurde erlassen", "The fee was waived"),
    ("payment", "waiver_refused", "Die Gebühr wurde nicht erlassen", "The fee was not waived"),
    ("payment", "cancelled", "Die Gebühr wird nicht mehr verlangt", "The fee is no longer asked for"),
    ("payment", "charged_back", "Die Zahlung wurde zurückgebucht", "The payment was taken back"),
    ("payment", "refund_due", "Die Gebühr ist zu erstatten", "The fee has to be given back"),
    ("payment", "attempt_requested", "Eine Online-Zahlung wurde begonnen", "A payment online was begun"),
    ("payment", "attempt_started", "Die Zahlungsseite steht bereit", "The payment page is there"),
    ("payment", "attempt_unanswered", "Der Zahlungsdienst antwortete nicht", "The payment provider did not answer"),
    (
        "payment",
        "attempt_unclear",
        "Die Antwort des Zahlungsdienstes war unklar",
        "The payment provider's answer was unclear",
    ),
    ("payment", "attempt_failed", "Die Online-Zahlung misslang", "The payment online failed"),
    ("payment", "attempt_cancelled", "Die Online-Zahlung wurde abgebrochen", "The payment online was cancelled"),
    (
        "payment",
        "attempt_expired",
        "Die Zeit für die Online-Zahlung lief ab",
        "The time for the payment online ran out",
    ),
    ("payment", "attempt_closed", "Die Online-Zahlung wurde geschlossen", "The payment online was closed"),
    ("payment", "case_ended", "Der Vorgang der Gebühr endete", "The case of the fee ended"),
    ("payment", "paid_online", "Online bezahlt", "Paid online"),
    ("payment", "overpaid", "Es wurde zu viel bezahlt", "Too much was paid"),
    ("payment", "other_amount_paid", "Es wurde ein anderer Betrag bezahlt", "Another amount was paid"),
    ("payment", "receipt_numbered", "Die Quittung erhielt ihre Nummer", "The receipt got its number"),
    ("payment", "refund_requested", "Eine Erstattung wurde verlangt", "A refund was asked for"),
    ("payment", "refund_approved", "Die Erstattung wurde freigegeben", "The refund was released"),
    ("payment", "refund_declined", "Die Erstattung wurde abgelehnt", "The refund was declined"),
    ("payment", "refund_ordered", "Die Erstattung wurde veranlasst", "The refund was ordered"),
    ("payment", "refund_by_hand", "Die Erstattung wurde von Hand veranlasst", "The refund was made by hand"),
    ("payment", "refunded", "Die Erstattung wurde ausgeführt", "The refund was made"),
    ("consultation", "scheduled", "Ein Gespräch wurde vorgesehen", "A talk was planned"),
    ("consultation", "begun", "Das Gespräch begann", "The talk began"),
    ("consultation", "interrupted", "Das Gespräch brach ab", "The talk was interrupted"),
    ("consultation", "resumed", "Das Gespräch ging weiter", "The talk went on"),
    ("consultation", "ended", "Das Gespräch endete", "The talk ended"),
    ("consultation", "cancelled", "Das Gespräch entfiel", "The talk was cancelled"),
    ("consultation", "guest_invited", "Jemand wurde zum Gespräch eingeladen", "Somebody was invited to the talk"),
    ("consultation", "guest_admitted", "Der Gast wurde hereingelassen", "The guest was let in"),
    (
        "consultation",
        "guest_removed",
        "Der Gast wurde nicht hereingelassen oder hinausgebeten",
        "The guest was not let in, or was asked to leave",
    ),
    ("consultation", "guest_arrived", "Der Gast kam dazu", "The guest joined"),
    ("consultation", "guest_left", "Der Gast ging", "The guest left"),
    (
        "subject_key",
        "erasure_ordered",
        "Die Löschung der Daten wurde angeordnet",
        "The erasure of the data was ordered",
    ),
    ("subject_key", "held", "Die Löschung der Daten wurde ausgesetzt", "The erasure of the data was put on hold"),
    (
        "subject_key",
        "erasure_deferred",
        "Die Löschung der Daten wurde aufgeschoben",
        "The erasure of the data was deferred",
    ),
    ("subject_key", "released", "Die Aussetzung der Löschung endete", "The hold on the erasure ended"),
    ("subject_key", "destroyed", "Die Daten wurden gelöscht", "The data was erased"),
    ("link_grant", "granted", "Ein persönlicher Zugang wurde vergeben", "Personal access was granted"),
    ("link_grant", "revoked", "Ein persönlicher Zugang wurde zurückgenommen", "Personal access was revoked"),
    ("link_grant", "renewed", "Ein neuer Link wurde verschickt", "A new link was sent"),
    ("link_grant", "used", "Anmeldung mit Link und Code", "Sign-in with link and code"),
    (
        "link_grant",
        "locked",
        "Der Link wurde gesperrt: zu viele falsche Codes",
        "The link was locked: too many wrong codes",
    ),
    (
        "access",
        "looked",
        "Jemand aus dem Amt hat in den Vorgang gesehen",
        "Somebody of the office looked into the case",
    ),
    (
        "access",
        "glass_broken",
        "Der geschützte Vorgang wurde mit einem Grund geöffnet",
        "The protected case was opened with a reason",
    ),
    ("transmission", "queued", "Eine Übermittlung wurde vorbereitet", "A transmission was prepared"),
    ("transmission", "failed", "Eine Übermittlung kam nicht an", "A transmission did not get through"),
    ("transmission", "sent", "Übermittelt", "Transmitted"),
    ("transmission", "acknowledged", "Die Übermittlung wurde bestätigt", "The transmission was acknowledged"),
    ("transmission", "rejected", "Die Übermittlung wurde zurückgewiesen", "The transmission was rejected"),
    ("transmission", "overdue", "Die Übermittlung ist überfällig", "The transmission is overdue"),
    ("transmission", "requeued", "Die Übermittlung wird wiederholt", "The transmission is tried again"),
    ("transmission", "done_by_hand", "Die Übermittlung wurde von Hand erledigt", "The transmission was done by hand"),
    ("waiting_list", "offered", "Eine frei gewordene Zeit wurde angeboten", "A time that became free was offered"),
    ("waiting_list", "accepted", "Die angebotene Zeit wurde angenommen", "The offered time was accepted"),
    ("waiting_list", "declined", "Die angebotene Zeit wurde abgelehnt", "The offered time was declined"),
    ("waiting_list", "lapsed", "Das Angebot lief ab", "The offer lapsed"),
    ("mail", "queued", "Eine E-Mail wurde geschrieben", "A mail was written"),
    ("mail", "sent", "Die E-Mail wurde gesendet", "The mail was sent"),
    ("mail", "deferred", "Die E-Mail wird später noch einmal gesendet", "The mail is sent again later"),
    ("mail", "undelivered", "Die E-Mail kam nicht an", "The mail did not get through"),
    ("mail", "dropped", "Die E-Mail wurde nicht mehr gebraucht", "The mail was no longer needed"),
    ("mail", "requeued", "Die E-Mail wird noch einmal gesendet", "The mail is sent once more"),
    ("mail", "told_otherwise", "Auf anderem Weg benachrichtigt", "Told in another way"),
    ("document", "announced", "Eine Unterlage wurde angekündigt", "A document was announced"),
    ("document", "received", "Eine Unterlage ging ein", "A document came in"),
    ("document", "deferred", "Die Prüfung der Unterlage wurde aufgeschoben", "The look at the document was deferred"),
    ("document", "released", "Eine Unterlage wurde freigegeben", "A document was released"),
    ("document", "refused", "Eine Unterlage wurde zurückgewiesen", "A document was refused"),
    ("document", "taken_back", "Eine Unterlage wurde zurückgenommen", "A document was taken back"),
    ("document", "handed_out", "Eine Kopie einer Unterlage wurde abgerufen", "A copy of a document was fetched"),
    ("paper", "kept", "Ein Schreiben wurde erstellt", "A paper was written"),
    (
        "paper",
        "stamped",
        "Das Siegel eines Schreibens erhielt einen Zeitstempel",
        "The seal of a paper got a time stamp",
    ),
    ("paper", "handed_out", "Eine Kopie eines Schreibens wurde abgerufen", "A copy of a paper was fetched"),
];

#[cfg(test)]
mod tests {
    use domain::KINDS;

    use super::*;

    fn entry(position: u64, kind: &'static str, name: &str) -> Entry {
        Entry {
            position: Position(position),
            at: "2026-03-02T09:00:00Z".parse().expect("a time"),
            actor: ActorId::SYSTEM,
            roles: Roles::default(),
            kind,
            name: name.to_owned(),
            stream: event_store::StreamId { kind: 5, id: uuid::Uuid::nil() },
            version: 1,
            fact: std::collections::BTreeMap::new(),
        }
    }

    /// Reads a history of so many events page by page, of which every fourth is told.
    fn paged(events: u64) -> impl FnMut(Position) -> Result<Vec<Entry>, std::convert::Infallible> {
        move |after| {
            let told = |n| if n % 4 == 0 { entry(n, "case", "noted") } else { entry(n, "shift", "begun") };
            Ok((after.0 + 1..=events).take(PAGE).map(told).collect())
        }
    }

    fn wanted(for_auditors: bool, part: u16) -> Told {
        Told { for_auditors, languages: Languages::German, part: NonZeroU16::new(part).expect("from 1 on") }
    }

    #[test]
    fn what_is_not_told_takes_no_room_and_the_paper_says_where_it_ends() {
        let most = 4 * ENTRIES_MAX as u64;
        for (events, told_of) in [(0, 0), (3, 0), (1404, 351), (most, ENTRIES_MAX), (most + 3, ENTRIES_MAX)] {
            let (entries, ends) = told(paged(events), wanted(false, 1)).expect("it is read");
            assert_eq!((entries.len(), ends.is_none()), (told_of, true), "{events} events");
        }
        let (entries, ends) = told(paged(most + 4), wanted(false, 1)).expect("it is read");
        let ends = ends.expect("one more than has room");
        assert_eq!((entries.len(), ends.position), (ENTRIES_MAX, None));
        assert_eq!(ends.at, "02.03.2026 10:00", "that of its last entry");
        let (entries, ends) = told(paged(most), wanted(true, 1)).expect("it is read");
        assert_eq!(entries.len(), ENTRIES_MAX, "auditors are told everything");
        assert_eq!(ends.and_then(|ends| ends.position), Some(ENTRIES_MAX as u64));
    }

    #[test]
    fn all_parts_together_tell_everything_once_and_there_is_none_behind_the_last() {
        let events = 2 * ENTRIES_MAX as u64 + 7;
        let (mut all, mut part) = (vec![], 1);
        loop {
            let (mut entries, ends) = told(paged(events), wanted(true, part)).expect("it is read");
            all.append(&mut entries);
            part += 1;
            if ends.is_none() {
                break;
            }
        }
        assert_eq!((all.len() as u64, part), (events, 4), "in three parts");
        let numbers = all.iter().map(|one| one.what.split(['(', ' ']).find_map(|word| word.parse::<u64>().ok()));
        assert!(numbers.eq((1..=events).map(Some)), "in order");
        assert!(told(paged(events), wanted(true, 4)).expect("it is read").0.is_empty());
    }

    /// What is told of nowhere else, or to nobody.
    const MACHINERY: &[&str] = &["capacity", "availability", "contact_guard", "number_series", "shift", "catalogue"];

    #[test]
    fn everything_that_happens_in_a_case_has_words_in_both_languages() {
        let mut told = 0;
        for kind in KINDS.iter().filter(|kind| !MACHINERY.contains(&kind.name)) {
            for name in (kind.event_names)() {
                // A letter is claimed before it is sent, a place in the list is nobody's case yet, and what concerns the
                // books of the whole office is no single case's.
                if let ("mail", "claimed") | ("waiting_list", "joined" | "left") | ("statement" | "settlement", _) =
                    (kind.name, *name)
                {
                    continue;
                }
                let (de, en) = words(kind.name, name).unwrap_or_else(|| panic!("{}.{name} has no words", kind.name));
                assert!(!de.is_empty() && !en.is_empty() && de != en, "{}.{name}", kind.name);
                told += 1;
            }
        }
        assert_eq!(told, WORDS.len(), "and nothing has words that cannot happen");
    }
}
