//! What the page behind the link in a mail says, in each language in which people are written to.

use crate::http::plain_page::Said;
use crate::identity::Language;

/// The words of a language.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) appointment: &'static str,
    pub(super) number: &'static str,
    /// The title above the question.
    pub(super) confirm: &'static str,
    /// What stands before and after the time by which to confirm.
    pub(super) confirm_by: (&'static str, &'static str),
    pub(super) button: &'static str,
    pub(super) confirmed: Said,
    /// The title above whatever says why not.
    pub(super) not_confirmed: &'static str,
    pub(super) expired: &'static str,
    pub(super) replaced: &'static str,
    pub(super) over: &'static str,
    pub(super) too_many: &'static str,
    pub(super) too_often: &'static str,
    /// Whatever else a rule says that has no words in this language.
    pub(super) otherwise: &'static str,
    pub(super) unknown: Said,
    pub(super) failed: Said,
}

const GERMAN: Words = Words {
    appointment: "Termin",
    number: "Ihre Nummer",
    confirm: "Termin bestätigen",
    confirm_by: ("Bitte bestätigen Sie bis", ". Danach wird die Zeit wieder frei."),
    button: "Termin verbindlich bestätigen",
    confirmed: Said {
        title: "Termin bestätigt",
        text: "Ihr Termin ist bestätigt. Wir haben Ihnen eine E-Mail geschrieben, in der steht, was Sie brauchen.",
    },
    not_confirmed: "Der Termin ist nicht bestätigt",
    expired: "Die Zeit zum Bestätigen ist abgelaufen. Bitte wählen Sie noch einmal.",
    replaced: "Dieser Link gilt nicht mehr. Bitte nehmen Sie den aus der neuesten E-Mail.",
    over: "Der Termin ist vorbei.",
    too_many: "Sie haben schon so viele Termine, wie auf einmal möglich sind.",
    too_often: "Sie haben heute schon so oft vorgemerkt oder gebucht, wie an einem Tag möglich ist.",
    otherwise: "Der Termin ließ sich nicht bestätigen. Bitte wählen Sie noch einmal, oder rufen Sie uns an.",
    unknown: Said {
        title: "Kein Termin gefunden",
        text: "Diese Adresse führt zu keinem Termin. Bitte öffnen Sie den Link aus der E-Mail vollständig.",
    },
    failed: Said {
        title: "Das hat nicht geklappt",
        text: "Bitte versuchen Sie es in einigen Minuten noch einmal. Der Link bleibt so lange gültig, wie es in der E-Mail \
               steht.",
    },
};

/// Short sentences, one thought in each, everyday words.
const PLAIN_GERMAN: Words = Words {
    appointment: "Ihr Termin",
    number: "Ihre Nummer",
    confirm: "Wollen Sie diesen Termin?",
    confirm_by: ("Bitte drücken Sie den Knopf. Sie haben Zeit bis", ". Danach bekommt jemand anderes den Termin."),
    button: "Ja, ich will den Termin",
    confirmed: Said {
        title: "Sie haben den Termin",
        text: "Der Termin ist jetzt fest. Wir haben Ihnen eine E-Mail geschrieben. In der E-Mail steht: Das brauchen Sie für \
               den Termin.",
    },
    not_confirmed: "Sie haben diesen Termin nicht",
    expired: "Die Zeit ist abgelaufen. Bitte suchen Sie einen neuen Termin aus.",
    replaced: "Sie haben eine neuere E-Mail von uns. Bitte nehmen Sie den Link aus der neuesten E-Mail.",
    over: "Der Termin ist schon vorbei.",
    too_many: "Sie haben schon mehrere Termine. Noch einen Termin können Sie nicht haben.",
    too_often: "Sie haben heute schon viele Termine gebucht. Bitte versuchen Sie es morgen wieder.",
    otherwise: "Der Termin geht leider nicht. Bitte suchen Sie einen neuen Termin aus. Oder rufen Sie uns an.",
    unknown: Said {
        title: "Wir finden keinen Termin",
        text: "Zu dieser Seite gibt es keinen Termin. Bitte öffnen Sie den ganzen Link aus der E-Mail.",
    },
    failed: Said {
        title: "Das hat nicht geklappt",
        text: "Bitte warten Sie ein paar Minuten. Dann versuchen Sie es noch einmal. In der E-Mail steht: So lange gilt der \
               Link.",
    },
};

const ENGLISH: Words = Words {
    appointment: "Appointment",
    number: "Your number",
    confirm: "Confirm your appointment",
    confirm_by: ("Please confirm by", ". After that the time becomes free again."),
    button: "Confirm the appointment",
    confirmed: Said {
        title: "Appointment confirmed",
        text: "Your appointment is confirmed. We have written you an e-mail that says what you need.",
    },
    not_confirmed: "The appointment is not confirmed",
    expired: "The time to confirm has run out. Please choose again.",
    replaced: "This link is no longer good. Please use the one in the newest e-mail.",
    over: "The appointment is over.",
    too_many: "You already have as many appointments as are possible at a time.",
    too_often: "You have reserved or booked as often today as is possible on one day.",
    otherwise: "The appointment could not be confirmed. Please choose again, or call us.",
    unknown: Said {
        title: "No appointment found",
        text: "This address leads to no appointment. Please open the whole link from the e-mail.",
    },
    failed: Said {
        title: "That did not work",
        text: "Please try again in a few minutes. The link is good for as long as the e-mail says.",
    },
};

const FRENCH: Words = Words {
    appointment: "Rendez-vous",
    number: "Votre numéro",
    confirm: "Confirmer votre rendez-vous",
    confirm_by: ("Veuillez confirmer avant", ". Passé ce délai, l’horaire redevient libre."),
    button: "Confirmer le rendez-vous",
    confirmed: Said {
        title: "Rendez-vous confirmé",
        text: "Votre rendez-vous est confirmé. Nous vous avons envoyé un e-mail qui indique ce dont vous avez besoin.",
    },
    not_confirmed: "Le rendez-vous n’est pas confirmé",
    expired: "Le délai de confirmation est écoulé. Veuillez choisir à nouveau.",
    replaced: "Ce lien n’est plus valable. Veuillez utiliser celui du dernier e-mail.",
    over: "Le rendez-vous est passé.",
    too_many: "Vous avez déjà autant de rendez-vous qu’il est possible d’avoir en même temps.",
    too_often: "Vous avez déjà réservé aujourd’hui autant de fois qu’il est possible en une journée.",
    otherwise: "Le rendez-vous n’a pas pu être confirmé. Veuillez choisir à nouveau ou nous appeler.",
    unknown: Said {
        title: "Aucun rendez-vous trouvé",
        text: "Cette adresse ne mène à aucun rendez-vous. Veuillez ouvrir le lien complet de l’e-mail.",
    },
    failed: Said {
        title: "Cela n’a pas fonctionné",
        text: "Veuillez réessayer dans quelques minutes. Le lien reste valable aussi longtemps que l’indique l’e-mail.",
    },
};

/// The words of a language.
pub(super) fn of(language: Language) -> &'static Words {
    match language {
        Language::German => &GERMAN,
        Language::PlainGerman => &PLAIN_GERMAN,
        Language::English => &ENGLISH,
        Language::French => &FRENCH,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::plain_page;

    #[test]
    fn each_language_says_it_in_its_own_words_and_plain_german_in_short_sentences() {
        plain_page::hold(|language| {
            let words = of(language);
            let why = [words.expired, words.replaced, words.over, words.too_many, words.too_often, words.otherwise];
            let why = why.map(|text| Said { title: words.not_confirmed, text });
            let (before, after) = words.confirm_by;
            let question = [before, after].map(|text| Said { title: words.confirm, text });
            let button = Said { title: words.confirm, text: words.button };
            [words.confirmed, words.unknown, words.failed, button].into_iter().chain(question).chain(why).collect()
        });
    }

    #[test]
    fn where_the_rules_have_words_the_page_says_the_same() {
        use domain::{Refusal, booking, contact_guard};
        for language in [Language::German, Language::English] {
            let said = |refusal: Refusal| crate::errors::refusals::rule(&refusal).message(language);
            let words = of(language);
            assert_eq!(words.expired, said(booking::Refusal::HoldExpired.into()));
            assert_eq!(words.replaced, said(booking::Refusal::LinkReplaced.into()));
            assert_eq!(words.over, said(booking::Refusal::Over.into()));
            assert_eq!(words.too_many, said(contact_guard::Refusal::TooMany { max: 2 }.into()));
            assert_eq!(words.too_often, said(contact_guard::Refusal::TooOften { max: 2 }.into()));
        }
    }
}
