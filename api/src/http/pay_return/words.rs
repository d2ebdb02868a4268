//! What the page says to which somebody comes back, in each language in which people are written to.

use crate::http::plain_page::Said;
use crate::identity::Language;

/// The words of a language.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) amount: &'static str,
    pub(super) receipt: &'static str,
    pub(super) paid: Said,
    pub(super) overpaid: Said,
    pub(super) other_amount: Said,
    pub(super) nothing: Said,
    pub(super) checking: Said,
    pub(super) again: &'static str,
    pub(super) on: &'static str,
    pub(super) unknown: Said,
}

const GERMAN: Words = Words {
    amount: "Betrag",
    receipt: "Quittung Nr.",
    paid: Said { title: "Ihre Zahlung ist da", text: "Die Gebühr ist bezahlt. Sie können diese Seite schließen." },
    overpaid: Said {
        title: "Sie bekommen Geld zurück",
        text: "Diese Zahlung war nicht mehr nötig. Wir geben Ihnen das Geld zurück. Sie müssen nichts tun.",
    },
    other_amount: Said {
        title: "Wir sehen uns Ihre Zahlung an",
        text: "Es ist ein anderer Betrag eingegangen als die Gebühr. Wir kümmern uns darum. Bitte zahlen Sie nicht noch \
               einmal.",
    },
    nothing: Said {
        title: "Es wurde nichts bezahlt",
        text: "Sie können es in Ihrem Vorgang noch einmal versuchen oder im Bürgeramt bezahlen.",
    },
    checking: Said {
        title: "Wir prüfen Ihre Zahlung",
        text: "Der Zahlungsdienst hat uns noch nicht gesagt, ob Sie bezahlt haben. Das kann einige Minuten dauern. Wir \
               fragen weiter nach, auch wenn Sie diese Seite schließen. Bitte zahlen Sie nicht noch einmal.",
    },
    again: "Noch einmal nachsehen",
    on: "Zurück zu Ihrem Vorgang",
    unknown: Said {
        title: "Keine Zahlung gefunden",
        text: "Diese Adresse führt zu keiner Zahlung. Wie Ihre Zahlung steht, sehen Sie in Ihrem Vorgang.",
    },
};

/// Short sentences, one thought in each, everyday words.
const PLAIN_GERMAN: Words = Words {
    amount: "So viel haben Sie bezahlt",
    receipt: "Nummer der Quittung",
    paid: Said {
        title: "Sie haben bezahlt",
        text: "Ihr Geld ist da. Alles ist gut. Sie können diese Seite jetzt schließen.",
    },
    overpaid: Said {
        title: "Sie bekommen Geld zurück",
        text: "Sie haben Geld bezahlt. Aber Sie mussten nicht mehr bezahlen. Wir geben Ihnen das Geld zurück. Sie müssen \
               nichts tun.",
    },
    other_amount: Said {
        title: "Wir prüfen Ihr Geld",
        text: "Es ist Geld gekommen. Aber es ist mehr oder weniger als die Gebühr. Wir kümmern uns darum. Bitte zahlen Sie \
               nicht noch einmal.",
    },
    nothing: Said {
        title: "Sie haben nicht bezahlt",
        text: "Es ist kein Geld gekommen. Sie können es noch einmal versuchen. Das geht in Ihrem Vorgang. Oder Sie bezahlen \
               im Bürgeramt.",
    },
    checking: Said {
        title: "Wir warten auf eine Antwort",
        text: "Wir wissen noch nicht: Haben Sie bezahlt? Wir haben gefragt. Die Antwort dauert vielleicht ein paar Minuten. \
               Sie können diese Seite schließen. Wir fragen weiter. Bitte zahlen Sie nicht noch einmal.",
    },
    again: "Noch einmal fragen",
    on: "Zurück zu Ihrem Vorgang",
    unknown: Said {
        title: "Wir finden keine Zahlung",
        text: "Zu dieser Seite gibt es keine Zahlung. Haben Sie bezahlt? Das sehen Sie in Ihrem Vorgang.",
    },
};

const ENGLISH: Words = Words {
    amount: "Amount",
    receipt: "Receipt no.",
    paid: Said { title: "Your payment has arrived", text: "The fee is paid. You can close this page." },
    overpaid: Said {
        title: "You get money back",
        text: "This payment was not needed any more. We give you the money back. You do not have to do anything.",
    },
    other_amount: Said {
        title: "We are looking at your payment",
        text: "Another amount has arrived than the fee. We take care of it. Please do not pay once more.",
    },
    nothing: Said { title: "Nothing was paid", text: "You can try again in your case, or pay at the office." },
    checking: Said {
        title: "We are checking your payment",
        text: "The payment provider has not told us yet whether you have paid. This may take some minutes. We keep asking, \
               also when you close this page. Please do not pay once more.",
    },
    again: "Look again",
    on: "Back to your case",
    unknown: Said {
        title: "No payment found",
        text: "This address leads to no payment. You see in your case how your payment stands.",
    },
};

const FRENCH: Words = Words {
    amount: "Montant",
    receipt: "Reçu n°",
    paid: Said { title: "Votre paiement est arrivé", text: "La redevance est payée. Vous pouvez fermer cette page." },
    overpaid: Said {
        title: "Nous vous remboursons",
        text: "Ce paiement n’était plus nécessaire. Nous vous rendons l’argent. Vous n’avez rien à faire.",
    },
    other_amount: Said {
        title: "Nous vérifions votre paiement",
        text: "Le montant reçu n’est pas celui de la redevance. Nous nous en occupons. Veuillez ne pas payer une deuxième \
               fois.",
    },
    nothing: Said {
        title: "Rien n’a été payé",
        text: "Vous pouvez réessayer dans votre dossier, ou payer au guichet.",
    },
    checking: Said {
        title: "Nous vérifions votre paiement",
        text: "Le service de paiement ne nous a pas encore dit si vous avez payé. Cela peut prendre quelques minutes. Nous \
               continuons à le lui demander, même si vous fermez cette page. Veuillez ne pas payer une deuxième fois.",
    },
    again: "Regarder à nouveau",
    on: "Revenir à votre dossier",
    unknown: Said {
        title: "Aucun paiement trouvé",
        text: "Cette adresse ne mène à aucun paiement. Vous voyez dans votre dossier où en est votre paiement.",
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
            vec![words.paid, words.overpaid, words.other_amount, words.nothing, words.checking, words.unknown]
        });
    }
}
