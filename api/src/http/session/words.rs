//! Why somebody does not get in, in each language in which people are answered.

use crate::identity::Language;

/// What is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// The name or the password is wrong.
    WrongPassword,
    /// Nobody gets in with this name for a while.
    NameLocked,
    /// The link or the code is wrong.
    WrongCode,
    /// The link opens nothing until the office makes a new one.
    LinkLocked,
    /// The link was good for one time.
    LinkUsed,
    /// Too many sign-ins from one address.
    TooOften,
    /// A page of another site has sent it.
    OtherSite,
    /// It is no JSON.
    NoJson,
    /// It lacks something.
    NotValid,
    /// No such authority.
    NoOffice,
    /// Something does not work at present.
    Unavailable,
}

impl Said {
    #[cfg(test)]
    const ALL: [Self; 11] = [
        Self::WrongPassword,
        Self::NameLocked,
        Self::WrongCode,
        Self::LinkLocked,
        Self::LinkUsed,
        Self::TooOften,
        Self::OtherSite,
        Self::NoJson,
        Self::NotValid,
        Self::NoOffice,
        Self::Unavailable,
    ];

    /// As pages branch on it.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::WrongPassword => "SIGN_IN_WRONG",
            Self::NameLocked => "SIGN_IN_LOCKED",
            Self::WrongCode => "LINK_WRONG",
            Self::LinkLocked => "LINK_LOCKED",
            Self::LinkUsed => "LINK_USED",
            Self::TooOften => "RATE_LIMITED",
            Self::OtherSite => "FORBIDDEN",
            Self::NoJson | Self::NotValid => "BAD_USER_INPUT",
            Self::NoOffice => "NOT_FOUND",
            Self::Unavailable => "UNAVAILABLE",
        }
    }

    /// As people read it.
    pub(super) fn in_words(self, language: Language) -> &'static str {
        let [german, plain, english, french] = self.words();
        match language {
            Language::German => german,
            Language::PlainGerman => plain,
            Language::English => english,
            Language::French => french,
        }
    }

    /// German, plain German, English, French.
    fn words(self) -> [&'static str; 4] {
        match self {
            Self::WrongPassword => [
                "Name oder Passwort stimmen nicht.",
                "Der Name oder das Passwort ist falsch.",
                "The name or the password is not right.",
                "Le nom ou le mot de passe n’est pas correct.",
            ],
            Self::NameLocked => [
                "Das Passwort war fünfmal falsch. Bitte versuchen Sie es in einer Viertelstunde noch einmal.",
                "Das Passwort war fünf Mal falsch. Bitte warten Sie 15 Minuten. Dann versuchen Sie es noch einmal.",
                "The password was wrong five times. Please try again in a quarter of an hour.",
                "Le mot de passe était faux cinq fois. Veuillez réessayer dans un quart d’heure.",
            ],
            Self::WrongCode => [
                "Link und Code passen nicht zusammen. Bitte prüfen Sie den Code, und nehmen Sie den neuesten Link.",
                "Der Code ist falsch. Oder der Link ist alt. Bitte nehmen Sie den neuesten Link.",
                "The link and the code do not go together. Please check the code, and take the newest link.",
                "Le lien et le code ne vont pas ensemble. Veuillez vérifier le code et prendre le lien le plus récent.",
            ],
            Self::LinkLocked => [
                "Der Code war zu oft falsch, deshalb ist der Link gesperrt. Bitte rufen Sie das Service-Center an: Es \
                 schickt Ihnen einen neuen.",
                "Der Code war zu oft falsch. Der Link geht nicht mehr. Bitte rufen Sie uns an. Wir schicken Ihnen einen \
                 neuen Link.",
                "The code was wrong too often, so the link is locked. Please call the service centre: they send you a new \
                 one.",
                "Le code était faux trop souvent, le lien est donc bloqué. Veuillez appeler le centre de service : il vous \
                 en enverra un nouveau.",
            ],
            Self::LinkUsed => [
                "Dieser Link wurde schon benutzt. Er öffnet den Termin nur einmal, in dem Browser von damals. Bitte rufen \
                 Sie das Service-Center an, wenn Sie einen neuen brauchen oder das nicht waren.",
                "Der Link ist schon benutzt. Er geht nur ein Mal. Brauchen Sie einen neuen Link? Bitte rufen Sie uns an. \
                 Waren Sie es nicht? Dann rufen Sie uns bitte auch an.",
                "This link was used already. It opens the appointment once only, in the browser of that time. Please call \
                 the service centre if you need a new one, or if it was not you.",
                "Ce lien a déjà été utilisé. Il n’ouvre le rendez-vous qu’une seule fois, dans le navigateur d’alors. \
                 Veuillez appeler le centre de service s’il vous en faut un nouveau, ou si ce n’était pas vous.",
            ],
            Self::TooOften => [
                "Zu viele Anmeldungen auf einmal. Bitte versuchen Sie es gleich noch einmal.",
                "Zu viele Menschen melden sich gerade an. Bitte warten Sie kurz. Dann versuchen Sie es noch einmal.",
                "Too many sign-ins at once. Please try again in a moment.",
                "Trop de connexions à la fois. Veuillez réessayer dans un instant.",
            ],
            Self::OtherSite => [
                "Die Anmeldung kam von einer anderen Internetseite und wurde abgelehnt.",
                "Die Anmeldung kam von einer fremden Seite. Das geht nicht.",
                "The sign-in came from another site and was refused.",
                "La connexion venait d’un autre site et a été refusée.",
            ],
            Self::NoJson => [
                "Die Anfrage ist kein JSON.",
                "Die Anfrage hat die falsche Form.",
                "The request is not JSON.",
                "La demande n’est pas du JSON.",
            ],
            Self::NotValid => [
                "In der Anfrage fehlt etwas, oder sie ist zu lang.",
                "In der Anfrage fehlt etwas. Oder sie ist zu lang.",
                "Something is missing in the request, or it is too long.",
                "Il manque quelque chose dans la demande, ou elle est trop longue.",
            ],
            Self::NoOffice => [
                "Diese Behörde gibt es hier nicht.",
                "Dieses Amt gibt es hier nicht.",
                "There is no such authority here.",
                "Cette administration n’existe pas ici.",
            ],
            Self::Unavailable => [
                "Das geht im Moment nicht. Bitte versuchen Sie es gleich noch einmal.",
                "Das geht gerade nicht. Bitte versuchen Sie es später noch einmal.",
                "This does not work at present. Please try again in a moment.",
                "Cela ne fonctionne pas pour le moment. Veuillez réessayer dans un instant.",
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_says_it_in_its_own_words() {
        for said in Said::ALL {
            let words = said.words();
            for (n, one) in words.iter().enumerate() {
                assert!(!words[n + 1..].contains(one), "{said:?}: {one}");
            }
            for sentence in said.in_words(Language::PlainGerman).split_inclusive('.') {
                assert!(sentence.split_whitespace().count() <= 12, "{sentence}");
            }
        }
    }
}
