//! The words of a mail: plain text, in short sentences, that say what to do next.

use domain::booking::{CancelReason, Medium, Reminder};
use domain::catalogue::{Channel, EvidenceKind};

use crate::language::{Language, day_and_time, time};
use crate::letter::{Letter, Subject, Visit};
use crate::mail::Head;

/// The subject and the text of a mail. They follow from the facts alone.
pub fn render(letter: &Letter, head: &Head) -> (String, String) {
    let Letter { language, visit, subject } = letter;
    let words = Words { language: *language, visit, head };
    let (line, paragraphs) = match subject {
        Subject::ConfirmationLink { url, until } => words.confirmation_link(url, &time(*until, *language)),
        Subject::Confirmed => words.confirmed(),
        Subject::Rescheduled { from } => words.rescheduled(&day_and_time(*from, *language)),
        Subject::Cancelled { reason } => words.cancelled(*reason),
        Subject::Reminder(reminder) => words.reminder(*reminder),
        Subject::Conflict => words.conflict(),
        Subject::Offer { until } => words.offer(&day_and_time(*until, *language)),
    };
    let greeting = language.of("Guten Tag,", "Hello,").to_owned();
    let text: Vec<_> = [greeting].into_iter().chain(paragraphs).chain([words.footer()]).collect();
    (line.to_owned(), text.join("\n\n") + "\n")
}

/// A subject that tells nothing about the person, and the paragraphs.
type Said = (&'static str, Vec<String>);

struct Words<'a> {
    language: Language,
    visit: &'a Visit,
    head: &'a Head,
}

impl Words<'_> {
    fn say(&self, german: &str, english: &str) -> String {
        self.language.of(german, english).to_owned()
    }

    fn confirmation_link(&self, url: &str, until: &str) -> Said {
        let subject = self.language.of("Bitte bestätigen Sie Ihren Termin", "Please confirm your appointment");
        let paragraphs = vec![
            self.say("Sie haben eine Zeit vorgemerkt:", "You have chosen a time:"),
            self.when(),
            self.language.of(
                format!("Bitte bestätigen Sie den Termin bis {until}. Öffnen Sie dazu diese Seite:"),
                format!("Please confirm the appointment by {until}. To do so, open this page:"),
            ),
            format!("  {url}"),
            self.say(
                "Ohne Bestätigung wird die Zeit wieder frei, und wir löschen Ihre Angaben am Tag darauf.\n\
                 Haben Sie keinen Termin gewünscht? Dann brauchen Sie nichts zu tun.",
                "If you do not confirm, the time becomes free again, and we delete your details on the next day.\n\
                 You did not ask for an appointment? Then there is nothing to do.",
            ),
        ];
        (subject, paragraphs)
    }

    fn confirmed(&self) -> Said {
        let subject = self.language.of("Ihr Termin ist bestätigt", "Your appointment is confirmed");
        let mut paragraphs = vec![self.say("Ihr Termin steht fest:", "Your appointment stands:"), self.when()];
        if self.visit.has_another {
            paragraphs.push(self.say(
                "Sie haben für dasselbe Anliegen noch einen anderen Termin. Brauchen Sie nur einen, dann geben Sie bitte \
                 den anderen zurück: Andere warten darauf.",
                "You have another appointment for the same matter. If you need only one, please give the other one \
                 back: others are waiting for it.",
            ));
        }
        paragraphs.extend([self.bring(), self.how_to_come(), self.how_to_cancel()]);
        (subject, paragraphs)
    }

    fn rescheduled(&self, from: &str) -> Said {
        let subject = self.language.of("Ihr Termin hat eine neue Zeit", "Your appointment has a new time");
        let paragraphs = vec![
            self.language.of(format!("Ihr Termin ist verschoben. Bisher war er:\n\n  {from}"), {
                format!("Your appointment has moved. It was:\n\n  {from}")
            }),
            self.say("Jetzt ist er:", "It is now:"),
            self.when(),
            self.bring(),
            self.how_to_come(),
            self.how_to_cancel(),
        ];
        (subject, paragraphs)
    }

    fn cancelled(&self, reason: CancelReason) -> Said {
        let subject = self.language.of("Ihr Termin ist abgesagt", "Your appointment is cancelled");
        let why = match reason {
            CancelReason::Citizen => {
                let paragraphs = vec![
                    self.say(
                        "Ihr Termin ist auf Ihren Wunsch abgesagt:",
                        "Your appointment is cancelled as you wished:",
                    ),
                    self.when(),
                    self.choose_again("Brauchen Sie einen anderen?", "Do you need another one?"),
                ];
                return (subject, paragraphs);
            }
            CancelReason::OfficeClosed => {
                self.say("An diesem Tag bleibt das Amt geschlossen.", "The office stays closed on that day.")
            }
            CancelReason::PlanChanged => {
                self.say("Unsere Öffnungszeiten haben sich geändert.", "Our opening hours have changed.")
            }
            CancelReason::ClerkAbsent => {
                self.say("An diesem Tag fehlt uns Personal.", "We do not have enough staff on that day.")
            }
            CancelReason::Technical => {
                self.say("Eine technische Störung hindert uns.", "A technical fault prevents us.")
            }
        };
        let paragraphs = vec![
            self.say(
                "wir müssen Ihren Termin leider absagen:",
                "We are sorry that we have to cancel your appointment:",
            ),
            self.when(),
            why + " " + self.language.of("Bitte entschuldigen Sie das.", "Please accept our apologies."),
            self.choose_again("Bitte wählen Sie eine neue Zeit.", "Please choose a new time."),
        ];
        (subject, paragraphs)
    }

    fn reminder(&self, reminder: Reminder) -> Said {
        let subject = self.language.of("Erinnerung an Ihren Termin", "A reminder of your appointment");
        let soon = match reminder {
            Reminder::ThreeDays => self.say("In drei Tagen ist Ihr Termin:", "Your appointment is in three days:"),
            Reminder::OneDay => self.say("Morgen ist Ihr Termin:", "Your appointment is tomorrow:"),
            Reminder::OneHour => self.say("In einer Stunde ist Ihr Termin:", "Your appointment is in an hour:"),
        };
        (subject, vec![soon, self.when(), self.bring(), self.how_to_come(), self.how_to_cancel()])
    }

    fn conflict(&self) -> Said {
        let subject = self.language.of("Ihr Termin braucht eine andere Zeit", "Your appointment needs another time");
        let paragraphs = vec![
            self.say(
                "für Ihren Termin haben wir zu dieser Zeit leider keinen Platz mehr:",
                "We are sorry: we have no place for your appointment at this time any more:",
            ),
            self.when(),
            self.choose_again(
                "Bitte verschieben Sie ihn auf eine andere Zeit. Ihr Termin verfällt nicht: Er bleibt vorgemerkt, bis eine \
                 andere Zeit gefunden ist.",
                "Please move it to another time. Your appointment is not lost: we keep it until another time is found.",
            ),
        ];
        (subject, paragraphs)
    }

    fn offer(&self, until: &str) -> Said {
        let subject = self.language.of("Für Sie ist eine Zeit frei geworden", "A time has become free for you");
        let paragraphs = vec![
            self.say("Sie stehen auf der Warteliste. Frei geworden ist:", "You are on the waiting list. This is free:"),
            self.when(),
            self.language.of(
                format!("Wir halten die Zeit für Sie frei bis {until}. {}", self.where_to("Nehmen Sie sie an", "")),
                format!("We keep the time for you until {until}. {}", self.where_to("", "Accept it")),
            ),
            self.say(
                "Passt sie nicht, dann behalten Sie Ihren Platz auf der Liste, und wir fragen die nächste Person.",
                "If it does not suit you, you keep your place on the list, and we ask the next person.",
            ),
        ];
        (subject, paragraphs)
    }

    /// The time, the way and the number, one a line.
    fn when(&self) -> String {
        let mut lines = vec![format!("  {}", day_and_time(self.visit.starts_at, self.language))];
        lines.push(match self.visit.channel {
            Channel::Video => self.say("  als Videogespräch im Browser", "  as a video call in the browser"),
            Channel::Counter => self.say("  am Schalter", "  at the counter"),
        });
        if let Some(number) = self.visit.number {
            lines.push(self.language.of(format!("  Ihre Nummer: {number}"), format!("  Your number: {number}")));
        }
        lines.join("\n")
    }

    fn bring(&self) -> String {
        let title = self.say(
            "Bitte halten Sie bereit:\n\n  – Ihren Personalausweis, Reisepass oder Aufenthaltstitel",
            "Please have ready:\n\n  – your identity card, passport or residence permit",
        );
        let more = self.visit.bring.iter().map(|kind| format!("\n  – {}", evidence(*kind, self.language)));
        title + &more.collect::<String>()
    }

    fn how_to_come(&self) -> String {
        match (self.visit.channel, self.visit.medium) {
            (Channel::Counter, _) => self.say(
                "Bitte kommen Sie einige Minuten früher und nennen Sie Ihre Nummer.",
                "Please come a few minutes early and say your number.",
            ),
            (Channel::Video, Medium::Online) => self.language.of(
                format!(
                    "So nehmen Sie teil: Öffnen Sie einige Minuten früher {} in dem Browser, in dem Sie gebucht haben, und \
                     melden Sie Ihre Ankunft. Sie brauchen eine Kamera und ein Mikrofon.",
                    self.head.url
                ),
                format!(
                    "How to take part: a few minutes early, open {} in the browser in which you booked, and check in. \
                     You need a camera and a microphone.",
                    self.head.url
                ),
            ),
            (Channel::Video, Medium::Phone | Medium::Counter) => self.say(
                "So nehmen Sie teil: Öffnen Sie einige Minuten früher den Zugang, den wir Ihnen gegeben haben, und melden \
                 Sie Ihre Ankunft. Sie brauchen eine Kamera und ein Mikrofon.",
                "How to take part: a few minutes early, open the link that we gave you, and check in. You need a camera \
                 and a microphone.",
            ),
        }
    }

    fn how_to_cancel(&self) -> String {
        self.where_to(
            "Bis zum Beginn können Sie den Termin verschieben oder absagen",
            "Until it begins you can move or cancel the appointment",
        )
    }

    fn choose_again(&self, german: &str, english: &str) -> String {
        let (head, language) = (self.head, self.language);
        let by_phone = head
            .phone
            .as_ref()
            .map(|phone| language.of(format!(" Oder rufen Sie uns an: {phone}."), format!(" Or call us: {phone}.")));
        let free = language.of(
            format!("{german} Freie Zeiten finden Sie unter {}.", head.url),
            format!("{english} Free times are at {}.", head.url),
        );
        free + &by_phone.unwrap_or_default()
    }

    /// What somebody does where they booked, or on the telephone.
    fn where_to(&self, german: &str, english: &str) -> String {
        let (head, language) = (self.head, self.language);
        let (url, phone) = (&head.url, head.phone.as_deref());
        match (self.visit.medium, phone) {
            (Medium::Online, Some(phone)) => language.of(
                format!("{german}: unter {url} in dem Browser, in dem Sie gebucht haben, oder telefonisch: {phone}."),
                format!("{english}: at {url} in the browser in which you booked, or by telephone: {phone}."),
            ),
            (Medium::Online, None) => language.of(
                format!("{german}: unter {url} in dem Browser, in dem Sie gebucht haben."),
                format!("{english}: at {url} in the browser in which you booked."),
            ),
            (Medium::Phone | Medium::Counter, Some(phone)) => language
                .of(format!("{german}: telefonisch unter {phone}."), format!("{english}: by telephone: {phone}.")),
            (Medium::Phone | Medium::Counter, None) => language.of(
                format!("{german}: telefonisch bei unserem Bürgerservice."),
                format!("{english}: by telephone, through our service centre."),
            ),
        }
    }

    fn footer(&self) -> String {
        let Head { name, .. } = self.head;
        self.language.of(
            format!(
                "Freundliche Grüße\n{name}\n\nDiese Nachricht wurde automatisch geschrieben. Antworten liest niemand."
            ),
            format!("Kind regards\n{name}\n\nThis message was written automatically. Nobody reads replies."),
        )
    }
}

fn evidence(kind: EvidenceKind, language: Language) -> &'static str {
    match kind {
        EvidenceKind::LandlordConfirmation => language.of(
            "die Wohnungsgeberbestätigung (§ 19 BMG)",
            "the landlord's confirmation (Wohnungsgeberbestätigung, § 19 BMG)",
        ),
        EvidenceKind::ExtendedCertificateRequest => language.of(
            "falls verlangt: die schriftliche Aufforderung der Stelle, für die Sie es brauchen (§ 30a BZRG)",
            "if asked for: the written request of whoever needs it (§ 30a BZRG)",
        ),
        EvidenceKind::RegisteredProcuration => language.of(
            "falls Sie als Prokurist kommen: den Registerauszug",
            "if you act by a procuration: its register extract",
        ),
        EvidenceKind::PowerOfAttorney => language.of(
            "falls Sie für jemand anderen kommen: die Vollmacht",
            "if you come for somebody else: the power of attorney",
        ),
        EvidenceKind::CivilStatusDeed => language
            .of("falls vorhanden: Geburts- oder Heiratsurkunden", "if there are any: deeds of birth or marriage"),
        EvidenceKind::CustodyConsent => language.of(
            "falls ein Kind ohne den anderen Elternteil umzieht: dessen Einverständnis",
            "if a child moves without the other parent: the consent of that parent",
        ),
        EvidenceKind::CustodianCard => {
            language.of("falls Sie jemanden betreuen: den Betreuerausweis", "if you are a custodian: your card")
        }
        EvidenceKind::RegisterExtract => language.of(
            "falls Sie für ein Unternehmen kommen: den Registerauszug",
            "if you come for a company: its register extract",
        ),
        EvidenceKind::ProofOfVoluntaryWork => language
            .of("falls Sie ehrenamtlich tätig sind: den Nachweis darüber", "if you work as a volunteer: a proof of it"),
    }
}

#[cfg(test)]
mod tests {
    use domain::booking::Number;
    use domain::testing::at;

    use super::*;

    const OTHERS: [CancelReason; 4] =
        [CancelReason::OfficeClosed, CancelReason::PlanChanged, CancelReason::ClerkAbsent, CancelReason::Technical];

    fn head(phone: Option<&str>) -> Head {
        Head {
            name: "Bürgeramt".to_owned(),
            from: "amt@example.org".to_owned(),
            phone: phone.map(str::to_owned),
            url: "https://amt.example.org".to_owned(),
        }
    }

    fn letter(language: Language, subject: Subject) -> Letter {
        let visit = Visit {
            starts_at: at("2026-03-02T10:00:00Z"),
            channel: Channel::Video,
            medium: Medium::Online,
            number: Some(Number(12)),
            bring: vec![EvidenceKind::LandlordConfirmation],
            has_another: false,
            invitation: None,
        };
        Letter { language, visit, subject }
    }

    fn every_subject() -> Vec<Subject> {
        let until = at("2026-03-02T08:05:00Z");
        let mut all = vec![
            Subject::ConfirmationLink { url: "https://amt.example.org/confirm/vm1.x".to_owned(), until },
            Subject::Confirmed,
            Subject::Rescheduled { from: until },
            Subject::Cancelled { reason: CancelReason::Citizen },
            Subject::Conflict,
            Subject::Offer { until },
        ];
        all.extend(OTHERS.map(|reason| Subject::Cancelled { reason }));
        all.extend(Reminder::ALL.map(Subject::Reminder));
        all
    }

    #[test]
    fn no_mail_names_a_person_or_a_service_and_no_subject_says_when() {
        let services = domain::Facts::default();
        let edition = services.catalogue.in_force(domain::testing::date("2026-03-02")).expect("one is in force");
        for language in [Language::German, Language::English] {
            for subject in every_subject() {
                let (line, text) = render(&letter(language, subject.clone()), &head(None));
                assert!(line.len() < 60 && !line.contains(|c: char| c.is_ascii_digit()), "{line}");
                for service in &edition.services {
                    for name in [&service.name_de, &service.name_en] {
                        assert!(
                            !line.contains(name.as_str()) && !text.contains(name.as_str()),
                            "{name} in {subject:?}"
                        );
                    }
                }
                assert!(text.contains(language.of("11:00 Uhr", "11:00 (German time)")), "{subject:?}: {text}");
            }
        }
    }

    #[test]
    fn a_confirmation_says_what_to_bring_how_to_come_and_how_to_cancel() {
        let (line, text) = render(&letter(Language::German, Subject::Confirmed), &head(Some("0681 9050")));
        assert_eq!(line, "Ihr Termin ist bestätigt");
        for part in ["V-012", "Personalausweis", "Wohnungsgeberbestätigung", "Kamera", "absagen", "0681 9050"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("noch einen anderen Termin"));
        let mut twice = letter(Language::English, Subject::Confirmed);
        twice.visit.has_another = true;
        assert!(render(&twice, &head(None)).1.contains("another appointment for the same matter"));
    }

    #[test]
    fn a_link_stands_alone_in_its_line_and_says_how_long_it_is_good() {
        let link = every_subject().remove(0);
        let (_, text) = render(&letter(Language::English, link), &head(None));
        assert!(text.lines().any(|line| line.trim() == "https://amt.example.org/confirm/vm1.x"), "{text}");
        assert!(text.contains("by 09:05 (German time)"), "{text}");
    }

    #[test]
    fn whoever_is_cancelled_by_the_office_is_told_why_and_offered_another_time() {
        for reason in OTHERS {
            let (_, text) = render(&letter(Language::German, Subject::Cancelled { reason }), &head(None));
            assert!(text.contains("wir müssen Ihren Termin leider absagen"), "{text}");
            assert!(text.contains("Freie Zeiten finden Sie unter https://amt.example.org."), "{text}");
        }
    }

    #[test]
    fn whoever_telephoned_is_not_sent_to_a_browser_that_does_not_know_them() {
        let mut by_phone = letter(Language::German, Subject::Confirmed);
        by_phone.visit.medium = Medium::Phone;
        let (_, text) = render(&by_phone, &head(Some("0681 9050")));
        assert!(!text.contains("in dem Sie gebucht haben"), "{text}");
        assert!(text.contains("telefonisch unter 0681 9050"), "{text}");
    }
}
