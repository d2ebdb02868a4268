//! Plain German: short sentences, one thought in each, everyday words. It is not *Leichte Sprache*, which readers with
//! learning difficulties have to check.

use domain::booking::{CancelReason, Reminder};
use domain::catalogue::EvidenceKind;

use super::{Opening, Words};

pub(super) const WORDS: Words = Words {
    greeting: "Guten Tag,",
    footer: "Freundliche Grüße\n{name}\n\nEin Computer hat diese Nachricht geschrieben. Bitte antworten Sie nicht darauf.",

    link: Opening { subject: "Bitte bestätigen Sie Ihren Termin", first: "Sie haben eine Zeit ausgesucht:" },
    confirm_by: "Wollen Sie den Termin? Dann öffnen Sie diese Seite. Drücken Sie dort den Knopf. Sie haben Zeit bis {until}:",
    unconfirmed: "Sie drücken den Knopf nicht? Dann bekommt jemand anderes die Zeit. Einen Tag später löschen wir Ihre \
                  Angaben.\n\
                  Sie wollen keinen Termin? Dann müssen Sie nichts tun.",

    confirmed: Opening { subject: "Ihr Termin ist bestätigt", first: "Sie haben einen Termin:" },
    another: "Sie haben noch einen Termin für die gleiche Sache. Brauchen Sie nur einen? Dann sagen Sie bitte einen ab. \
              Andere Menschen warten auf einen Termin.",

    moved: Opening {
        subject: "Ihr Termin hat eine neue Zeit",
        first: "Ihr Termin hat eine neue Zeit. Die alte Zeit war:\n\n  {from}",
    },
    now: "Die neue Zeit ist:",

    given_back: Opening { subject: "Ihr Termin ist abgesagt", first: "Sie haben diesen Termin abgesagt:" },
    another_one: "Brauchen Sie einen neuen Termin?",
    called_off: Opening { subject: "Ihr Termin ist abgesagt", first: "Ihr Termin fällt leider aus:" },
    why,
    choose_new: "Bitte suchen Sie eine neue Zeit aus.",

    reminder: "Erinnerung an Ihren Termin",
    soon,

    conflict: Opening {
        subject: "Ihr Termin braucht eine andere Zeit",
        first: "zu dieser Zeit haben wir leider keinen Platz mehr für Sie:",
    },
    move_it: "Bitte suchen Sie eine andere Zeit aus. Sie verlieren Ihren Termin nicht. Wir warten, bis Sie eine andere \
              Zeit haben.",

    offer: Opening {
        subject: "Für Sie ist eine Zeit frei geworden",
        first: "Sie warten auf einen Termin. Diese Zeit ist frei geworden:",
    },
    kept: "Diese Zeit gehört Ihnen bis {until}.",
    accept: "So nehmen Sie die Zeit an",
    unsuitable: "Die Zeit passt nicht? Dann bleiben Sie auf der Liste. Wir fragen die nächste Person.",

    by_video: "als Video-Gespräch im Internet",
    at_counter: "am Schalter",
    number: "Ihre Nummer: {number}",
    entry: "Termin",
    entry_file: "termin.ics",

    bring: "Das brauchen Sie:\n\n  – Ihren Ausweis, Ihren Reisepass oder Ihren Aufenthaltstitel",
    evidence,
    come_to_counter: "Bitte kommen Sie ein paar Minuten früher. Sagen Sie am Schalter Ihre Nummer.",
    join_online: "So machen Sie mit: Öffnen Sie ein paar Minuten vorher {url}. Nehmen Sie das gleiche Gerät und das gleiche \
                  Programm wie beim Buchen. Melden Sie dort, dass Sie da sind. Sie brauchen eine Kamera und ein Mikrofon.",
    join_by_link: "So machen Sie mit: Öffnen Sie ein paar Minuten vorher den Link, den Sie von uns haben. Melden Sie dort, \
                   dass Sie da sind. Sie brauchen eine Kamera und ein Mikrofon.",

    new_link: Opening {
        subject: "Ihr neuer Link zum Termin",
        first: "Hier ist ein neuer Link. Der alte Link geht nicht mehr. Das ist Ihr Termin:",
    },
    back: "Hier sehen Sie Ihren Termin:",
    code: "Die Seite fragt nach Ihrem Code. Der Code hat 6 Zahlen. Sie haben ihn nach der Buchung gesehen. Oder wir haben ihn \
           am Telefon gesagt. Der Code steht in keiner E-Mail. So ist er sicher.",

    change: "Sie können den Termin ändern oder absagen, bis er anfängt",
    online_or_phone: "{what}: Öffnen Sie {url} auf dem gleichen Gerät wie beim Buchen. Oder rufen Sie an: {phone}.",
    online: "{what}: Öffnen Sie {url} auf dem gleichen Gerät wie beim Buchen.",
    by_phone: "{what}: Rufen Sie an: {phone}.",
    by_any_phone: "{what}: Rufen Sie beim Bürgerservice an.",
    free_times: "Freie Zeiten stehen hier: {url}.",
    or_call: "Oder rufen Sie uns an: {phone}.",
};

fn why(reason: CancelReason) -> Option<&'static str> {
    Some(match reason {
        CancelReason::Citizen => return None,
        CancelReason::OfficeClosed => "Das Amt ist an diesem Tag zu. Das tut uns leid.",
        CancelReason::PlanChanged => "Wir haben jetzt andere Öffnungszeiten. Das tut uns leid.",
        CancelReason::ClerkAbsent => "Bei uns fehlen an diesem Tag Mitarbeiter. Das tut uns leid.",
        CancelReason::Technical => "Bei uns ist die Technik kaputt. Das tut uns leid.",
        CancelReason::Refused => "Wir konnten nicht mit Ihnen sprechen. Das tut uns leid.",
    })
}

fn soon(reminder: Reminder) -> &'static str {
    match reminder {
        Reminder::ThreeDays => "in drei Tagen haben Sie einen Termin:",
        Reminder::OneDay => "morgen haben Sie einen Termin:",
        Reminder::OneHour => "in einer Stunde haben Sie einen Termin:",
    }
}

fn evidence(kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::LandlordConfirmation => {
            "einen Zettel von Ihrem Vermieter: die Wohnungsgeberbestätigung (§ 19 BMG)"
        }
        EvidenceKind::ExtendedCertificateRequest => {
            "wenn Sie es für die Arbeit mit Kindern brauchen: den Brief von dort (§ 30a BZRG)"
        }
        EvidenceKind::RegisteredProcuration => "wenn Sie Prokura haben: den Auszug aus dem Register",
        EvidenceKind::PowerOfAttorney => "wenn Sie für jemand anderen kommen: die Vollmacht",
        EvidenceKind::CivilStatusDeed => "wenn Sie welche haben: Geburtsurkunden und Heiratsurkunden",
        EvidenceKind::CustodyConsent => {
            "wenn ein Kind ohne die Mutter oder den Vater umzieht: das Ja von ihr oder von ihm"
        }
        EvidenceKind::CustodianCard => "wenn Sie Betreuer sind: den Betreuerausweis",
        EvidenceKind::RegisterExtract => "wenn Sie für eine Firma kommen: den Auszug aus dem Register",
        EvidenceKind::ProofOfVoluntaryWork => "wenn Sie ein Ehrenamt haben: den Nachweis",
    }
}
