//! English.

use domain::booking::{CancelReason, Reminder};
use domain::catalogue::EvidenceKind;

use super::{Opening, Words};

pub(super) const WORDS: Words = Words {
    greeting: "Hello,",
    footer: "Kind regards\n{name}\n\nThis message was written automatically. Nobody reads replies.",

    link: Opening { subject: "Please confirm your appointment", first: "You have chosen a time:" },
    confirm_by: "Please confirm the appointment by {until}. To do so, open this page:",
    unconfirmed: "If you do not confirm, the time becomes free again, and we delete your details on the next day.\n\
                  You did not ask for an appointment? Then there is nothing to do.",

    confirmed: Opening { subject: "Your appointment is confirmed", first: "Your appointment stands:" },
    another: "You have another appointment for the same matter. If you need only one, please give the other one back: \
              others are waiting for it.",

    moved: Opening {
        subject: "Your appointment has a new time",
        first: "Your appointment has moved. It was:\n\n  {from}",
    },
    now: "It is now:",

    given_back: Opening {
        subject: "Your appointment is cancelled",
        first: "Your appointment is cancelled as you wished:",
    },
    another_one: "Do you need another one?",
    called_off: Opening {
        subject: "Your appointment is cancelled",
        first: "We are sorry that we have to cancel your appointment:",
    },
    why,
    choose_new: "Please choose a new time.",

    reminder: "A reminder of your appointment",
    soon,

    conflict: Opening {
        subject: "Your appointment needs another time",
        first: "We are sorry: we have no place for your appointment at this time any more:",
    },
    move_it: "Please move it to another time. Your appointment is not lost: we keep it until another time is found.",

    offer: Opening { subject: "A time has become free for you", first: "You are on the waiting list. This is free:" },
    kept: "We keep the time for you until {until}.",
    accept: "Accept it",
    unsuitable: "If it does not suit you, you keep your place on the list, and we ask the next person.",

    by_video: "as a video call in the browser",
    at_counter: "at the counter",
    number: "Your number: {number}",
    entry: "Appointment",
    entry_file: "appointment.ics",

    bring: "Please have ready:\n\n  – your identity card, passport or residence permit",
    evidence,
    come_to_counter: "Please come a few minutes early and say your number.",
    join_online: "How to take part: a few minutes early, open {url} in the browser in which you booked, and check in. You \
                  need a camera and a microphone.",
    join_by_link: "How to take part: a few minutes early, open the link that we gave you, and check in. You need a camera \
                   and a microphone.",

    new_link: Opening {
        subject: "Your new link to the appointment",
        first: "Here is a new link to your appointment. The old one is not good any more.",
    },
    back: "You see your appointment and your case here:",
    code: "The page asks for the code of six digits that was shown to you after booking, or told on the telephone. For your \
           safety it stands in no e-mail.",

    change: "Until it begins you can move or cancel the appointment",
    online_or_phone: "{what}: at {url} in the browser in which you booked, or by telephone: {phone}.",
    online: "{what}: at {url} in the browser in which you booked.",
    by_phone: "{what}: by telephone: {phone}.",
    by_any_phone: "{what}: by telephone, through our service centre.",
    free_times: "Free times are at {url}.",
    or_call: "Or call us: {phone}.",
};

fn why(reason: CancelReason) -> Option<&'static str> {
    Some(match reason {
        CancelReason::Citizen => return None,
        CancelReason::OfficeClosed => "The office stays closed on that day. Please accept our apologies.",
        CancelReason::PlanChanged => "Our opening hours have changed. Please accept our apologies.",
        CancelReason::ClerkAbsent => "We do not have enough staff on that day. Please accept our apologies.",
        CancelReason::Technical => "A technical fault prevents us. Please accept our apologies.",
        CancelReason::Refused => "We could not talk to you. Please accept our apologies.",
    })
}

fn soon(reminder: Reminder) -> &'static str {
    match reminder {
        Reminder::ThreeDays => "Your appointment is in three days:",
        Reminder::OneDay => "Your appointment is tomorrow:",
        Reminder::OneHour => "Your appointment is in an hour:",
    }
}

fn evidence(kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::LandlordConfirmation => "the landlord's confirmation (Wohnungsgeberbestätigung, § 19 BMG)",
        EvidenceKind::ExtendedCertificateRequest => {
            "if asked for: the written request of whoever needs it (§ 30a BZRG)"
        }
        EvidenceKind::RegisteredProcuration => "if you act by a procuration: its register extract",
        EvidenceKind::PowerOfAttorney => "if you come for somebody else: the power of attorney",
        EvidenceKind::CivilStatusDeed => "if there are any: certificates of birth or marriage",
        EvidenceKind::CustodyConsent => "if a child moves without the other parent: the consent of that parent",
        EvidenceKind::CustodianCard => "if you are a custodian: your card",
        EvidenceKind::RegisterExtract => "if you come for a company: its register extract",
        EvidenceKind::ProofOfVoluntaryWork => "if you work as a volunteer: a proof of it",
    }
}
