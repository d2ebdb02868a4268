//! German.

use domain::booking::{CancelReason, Reminder};
use domain::catalogue::EvidenceKind;

use super::{Opening, Words};

pub(super) const WORDS: Words = Words {
    greeting: "Guten Tag,",
    footer: "Freundliche Grüße\n{name}\n\nDiese Nachricht wurde automatisch geschrieben. Antworten liest niemand.",

    link: Opening { subject: "Bitte bestätigen Sie Ihren Termin", first: "Sie haben eine Zeit vorgemerkt:" },
    confirm_by: "Bitte bestätigen Sie den Termin bis {until}. Öffnen Sie dazu diese Seite:",
    unconfirmed: "Ohne Bestätigung wird die Zeit wieder frei, und wir löschen Ihre Angaben am Tag darauf.\n\
                  Haben Sie keinen Termin gewünscht? Dann brauchen Sie nichts zu tun.",

    confirmed: Opening { subject: "Ihr Termin ist bestätigt", first: "Ihr Termin steht fest:" },
    another: "Sie haben für dasselbe Anliegen noch einen anderen Termin. Brauchen Sie nur einen, dann geben Sie bitte den \
              anderen zurück: Andere warten darauf.",

    moved: Opening {
        subject: "Ihr Termin hat eine neue Zeit",
        first: "Ihr Termin ist verschoben. Bisher war er:\n\n  {from}",
    },
    now: "Jetzt ist er:",

    given_back: Opening { subject: "Ihr Termin ist abgesagt", first: "Ihr Termin ist auf Ihren Wunsch abgesagt:" },
    another_one: "Brauchen Sie einen anderen?",
    called_off: Opening { subject: "Ihr Termin ist abgesagt", first: "wir müssen Ihren Termin leider absagen:" },
    why,
    choose_new: "Bitte wählen Sie eine neue Zeit.",

    reminder: "Erinnerung an Ihren Termin",
    soon,

    conflict: Opening {
        subject: "Ihr Termin braucht eine andere Zeit",
        first: "für Ihren Termin haben wir zu dieser Zeit leider keinen Platz mehr:",
    },
    move_it: "Bitte verschieben Sie ihn auf eine andere Zeit. Ihr Termin verfällt nicht: Er bleibt vorgemerkt, bis eine \
              andere Zeit gefunden ist.",

    offer: Opening {
        subject: "Für Sie ist eine Zeit frei geworden",
        first: "Sie stehen auf der Warteliste. Frei geworden ist:",
    },
    kept: "Wir halten die Zeit für Sie frei bis {until}.",
    accept: "Nehmen Sie sie an",
    unsuitable: "Passt sie nicht, dann behalten Sie Ihren Platz auf der Liste, und wir fragen die nächste Person.",

    by_video: "als Videogespräch im Browser",
    at_counter: "am Schalter",
    number: "Ihre Nummer: {number}",
    entry: "Termin",
    entry_file: "termin.ics",

    bring: "Bitte halten Sie bereit:\n\n  – Ihren Personalausweis, Reisepass oder Aufenthaltstitel",
    evidence,
    come_to_counter: "Bitte kommen Sie einige Minuten früher und nennen Sie Ihre Nummer.",
    join_online: "So nehmen Sie teil: Öffnen Sie einige Minuten früher {url} in dem Browser, in dem Sie gebucht haben, und \
                  melden Sie Ihre Ankunft. Sie brauchen eine Kamera und ein Mikrofon.",
    join_by_link: "So nehmen Sie teil: Öffnen Sie einige Minuten früher den Zugang, den wir Ihnen gegeben haben, und melden \
                   Sie Ihre Ankunft. Sie brauchen eine Kamera und ein Mikrofon.",

    new_link: Opening {
        subject: "Ihr neuer Link zum Termin",
        first: "Hier ist ein neuer Link zu Ihrem Termin. Der alte gilt nicht mehr.",
    },
    back: "Ihren Termin und Ihren Vorgang sehen Sie hier:",
    code: "Die Seite fragt nach dem sechsstelligen Code, der Ihnen nach der Buchung angezeigt oder am Telefon gesagt wurde. Er \
           steht aus Sicherheitsgründen in keiner E-Mail.",

    change: "Bis zum Beginn können Sie den Termin verschieben oder absagen",
    online_or_phone: "{what}: unter {url} in dem Browser, in dem Sie gebucht haben, oder telefonisch: {phone}.",
    online: "{what}: unter {url} in dem Browser, in dem Sie gebucht haben.",
    by_phone: "{what}: telefonisch unter {phone}.",
    by_any_phone: "{what}: telefonisch bei unserem Bürgerservice.",
    free_times: "Freie Zeiten finden Sie unter {url}.",
    or_call: "Oder rufen Sie uns an: {phone}.",
};

fn why(reason: CancelReason) -> Option<&'static str> {
    Some(match reason {
        CancelReason::Citizen => return None,
        CancelReason::OfficeClosed => "An diesem Tag bleibt das Amt geschlossen. Bitte entschuldigen Sie das.",
        CancelReason::PlanChanged => "Unsere Öffnungszeiten haben sich geändert. Bitte entschuldigen Sie das.",
        CancelReason::ClerkAbsent => "An diesem Tag fehlt uns Personal. Bitte entschuldigen Sie das.",
        CancelReason::Technical => "Eine technische Störung hindert uns. Bitte entschuldigen Sie das.",
        CancelReason::Refused => "Wir konnten nicht mit Ihnen sprechen. Bitte entschuldigen Sie das.",
    })
}

fn soon(reminder: Reminder) -> &'static str {
    match reminder {
        Reminder::ThreeDays => "in drei Tagen ist Ihr Termin:",
        Reminder::OneDay => "morgen ist Ihr Termin:",
        Reminder::OneHour => "in einer Stunde ist Ihr Termin:",
    }
}

fn evidence(kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::LandlordConfirmation => "die Wohnungsgeberbestätigung (§ 19 BMG)",
        EvidenceKind::ExtendedCertificateRequest => {
            "falls verlangt: die schriftliche Aufforderung der Stelle, für die Sie es brauchen (§ 30a BZRG)"
        }
        EvidenceKind::RegisteredProcuration => "falls Sie als Prokurist kommen: den Registerauszug",
        EvidenceKind::PowerOfAttorney => "falls Sie für jemand anderen kommen: die Vollmacht",
        EvidenceKind::CivilStatusDeed => "falls vorhanden: Geburts- oder Heiratsurkunden",
        EvidenceKind::CustodyConsent => "falls ein Kind ohne den anderen Elternteil umzieht: dessen Einverständnis",
        EvidenceKind::CustodianCard => "falls Sie jemanden betreuen: den Betreuerausweis",
        EvidenceKind::RegisterExtract => "falls Sie für ein Unternehmen kommen: den Registerauszug",
        EvidenceKind::ProofOfVoluntaryWork => "falls Sie ehrenamtlich tätig sind: den Nachweis darüber",
    }
}
