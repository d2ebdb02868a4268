//! French.

use domain::booking::{CancelReason, Reminder};
use domain::catalogue::EvidenceKind;

use super::{Opening, Words};

pub(super) const WORDS: Words = Words {
    greeting: "Bonjour,",
    footer: "Cordialement\n{name}\n\nCe message a été écrit automatiquement. Personne ne lit les réponses.",

    link: Opening { subject: "Veuillez confirmer votre rendez-vous", first: "Vous avez choisi un horaire :" },
    confirm_by: "Veuillez confirmer le rendez-vous avant {until}. Pour cela, ouvrez cette page :",
    unconfirmed: "Sans confirmation, l'horaire est de nouveau libre, et nous effaçons vos données le lendemain.\n\
                  Vous n'avez pas demandé de rendez-vous ? Alors vous n'avez rien à faire.",

    confirmed: Opening { subject: "Votre rendez-vous est confirmé", first: "Votre rendez-vous est fixé :" },
    another: "Vous avez un autre rendez-vous pour la même démarche. Si un seul vous suffit, merci d'annuler l'autre : \
              d'autres personnes attendent.",

    moved: Opening {
        subject: "Votre rendez-vous a un nouvel horaire",
        first: "Votre rendez-vous a été déplacé. Il était prévu :\n\n  {from}",
    },
    now: "Il est désormais prévu :",

    given_back: Opening {
        subject: "Votre rendez-vous est annulé",
        first: "Votre rendez-vous est annulé comme vous l'avez souhaité :",
    },
    another_one: "Vous en voulez un autre ?",
    called_off: Opening {
        subject: "Votre rendez-vous est annulé",
        first: "Nous devons malheureusement annuler votre rendez-vous :",
    },
    why,
    choose_new: "Veuillez choisir un nouvel horaire.",

    reminder: "Rappel de votre rendez-vous",
    soon,

    conflict: Opening {
        subject: "Votre rendez-vous doit changer d'horaire",
        first: "Nous n'avons malheureusement plus de place pour votre rendez-vous à cet horaire :",
    },
    move_it: "Veuillez le déplacer à un autre horaire. Votre rendez-vous n'est pas perdu : nous le gardons jusqu'à ce \
              qu'un autre horaire soit trouvé.",

    offer: Opening {
        subject: "Un horaire s'est libéré pour vous",
        first: "Vous êtes sur la liste d'attente. Cet horaire est libre :",
    },
    kept: "Nous vous gardons cet horaire jusqu'au {until}.",
    accept: "Acceptez-le",
    unsuitable: "S'il ne vous convient pas, vous gardez votre place sur la liste, et nous demandons à la personne suivante.",

    by_video: "par appel vidéo dans le navigateur",
    at_counter: "au guichet",
    number: "Votre numéro : {number}",
    entry: "Rendez-vous",
    entry_file: "rendez-vous.ics",

    bring: "Veuillez préparer :\n\n  – votre carte d'identité, votre passeport ou votre titre de séjour",
    evidence,
    come_to_counter: "Veuillez venir quelques minutes en avance et donner votre numéro.",
    join_online: "Pour participer : quelques minutes en avance, ouvrez {url} dans le navigateur avec lequel vous avez \
                  réservé, et signalez votre arrivée. Il vous faut une caméra et un microphone.",
    join_by_link: "Pour participer : quelques minutes en avance, ouvrez l'accès que nous vous avons donné, et signalez \
                   votre arrivée. Il vous faut une caméra et un microphone.",

    new_link: Opening {
        subject: "Votre nouveau lien vers le rendez-vous",
        first: "Voici un nouveau lien vers votre rendez-vous. L'ancien n'est plus valable.",
    },
    back: "Vous voyez votre rendez-vous et votre dossier ici :",
    code: "La page demande le code à six chiffres qui vous a été montré après la réservation ou donné au téléphone. Pour votre \
           sécurité, il ne figure dans aucun e-mail.",

    change: "Jusqu'à son début, vous pouvez déplacer ou annuler le rendez-vous",
    online_or_phone: "{what} : sur {url} dans le navigateur avec lequel vous avez réservé, ou par téléphone : {phone}.",
    online: "{what} : sur {url} dans le navigateur avec lequel vous avez réservé.",
    by_phone: "{what} : par téléphone au {phone}.",
    by_any_phone: "{what} : par téléphone auprès de notre service aux citoyens.",
    free_times: "Les horaires libres se trouvent sur {url}.",
    or_call: "Ou appelez-nous : {phone}.",
};

fn why(reason: CancelReason) -> Option<&'static str> {
    Some(match reason {
        CancelReason::Citizen => return None,
        CancelReason::OfficeClosed => "Ce jour-là, nos bureaux restent fermés. Veuillez nous en excuser.",
        CancelReason::PlanChanged => "Nos horaires d'ouverture ont changé. Veuillez nous en excuser.",
        CancelReason::ClerkAbsent => "Ce jour-là, nous manquons de personnel. Veuillez nous en excuser.",
        CancelReason::Technical => "Un problème technique nous en empêche. Veuillez nous en excuser.",
        CancelReason::Refused => "Nous n'avons pas pu vous parler. Veuillez nous en excuser.",
    })
}

fn soon(reminder: Reminder) -> &'static str {
    match reminder {
        Reminder::ThreeDays => "Votre rendez-vous a lieu dans trois jours :",
        Reminder::OneDay => "Votre rendez-vous a lieu demain :",
        Reminder::OneHour => "Votre rendez-vous a lieu dans une heure :",
    }
}

fn evidence(kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::LandlordConfirmation => "l'attestation du logeur (Wohnungsgeberbestätigung, § 19 BMG)",
        EvidenceKind::ExtendedCertificateRequest => {
            "si elle est exigée : la demande écrite de l'organisme qui en a besoin (§ 30a BZRG)"
        }
        EvidenceKind::RegisteredProcuration => {
            "si vous agissez par procuration commerciale (Prokura) : l'extrait du registre"
        }
        EvidenceKind::PowerOfAttorney => "si vous venez pour quelqu'un d'autre : la procuration",
        EvidenceKind::CivilStatusDeed => "s'il y en a : les actes de naissance ou de mariage",
        EvidenceKind::CustodyConsent => "si un enfant déménage sans l'autre parent : l'accord de celui-ci",
        EvidenceKind::CustodianCard => {
            "si vous êtes chargé d'une mesure de protection (Betreuung) : votre carte (Betreuerausweis)"
        }
        EvidenceKind::RegisterExtract => "si vous venez pour une entreprise : son extrait du registre",
        EvidenceKind::ProofOfVoluntaryWork => "si vous êtes bénévole : le justificatif",
    }
}
