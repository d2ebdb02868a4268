//! A mail in words: plain text, in short sentences, that say what to do next.

use domain::booking::{CancelReason, Medium, Reminder};
use domain::catalogue::Channel;

use crate::language::{Language, day_and_time, time};
use crate::letter::{Letter, Subject, Visit};
use crate::mail::Head;
use crate::words::{self, Opening, Words};

/// The subject and the text of a mail. They follow from the facts alone.
pub fn render(letter: &Letter, head: &Head) -> (String, String) {
    let Letter { language, visit, subject } = letter;
    let writer = Writer { language: *language, words: words::of(*language), visit, head };
    let (line, paragraphs) = match subject {
        Subject::ConfirmationLink { url, until } => writer.confirmation_link(url, &time(*until, *language)),
        Subject::Confirmed => writer.confirmed(),
        Subject::Rescheduled { from } => writer.rescheduled(&day_and_time(*from, *language)),
        Subject::Cancelled { reason } => writer.cancelled(*reason),
        Subject::Reminder(reminder) => writer.reminder(*reminder),
        Subject::Conflict => writer.conflict(),
        Subject::Offer { until } => writer.offer(&day_and_time(*until, *language)),
        Subject::NewLink => writer.new_link(),
    };
    let (greeting, footer) = (writer.words.greeting.to_owned(), writer.words.footer.replace("{name}", &head.name));
    let text: Vec<_> = [greeting].into_iter().chain(paragraphs).chain([footer]).collect();
    (line.to_owned(), text.join("\n\n") + "\n")
}

/// A subject that tells nothing about the person, and the paragraphs.
type Said = (&'static str, Vec<String>);

struct Writer<'a> {
    language: Language,
    words: &'static Words,
    visit: &'a Visit,
    head: &'a Head,
}

impl Writer<'_> {
    fn confirmation_link(&self, url: &str, until: &str) -> Said {
        let confirm = self.words.confirm_by.replace("{until}", until);
        self.open(&self.words.link, [confirm, format!("  {url}"), self.words.unconfirmed.to_owned()])
    }

    fn confirmed(&self) -> Said {
        let another = self.visit.has_another.then(|| self.words.another.to_owned());
        let rest = another.into_iter().chain([self.bring(), self.how_to_come(), self.how_to_change()]);
        self.open(&self.words.confirmed, rest)
    }

    fn rescheduled(&self, from: &str) -> Said {
        let was = self.words.moved.first.replace("{from}", from);
        let now = self.words.now.to_owned();
        let paragraphs = vec![was, now, self.when(), self.bring(), self.how_to_come(), self.how_to_change()];
        (self.words.moved.subject, paragraphs)
    }

    fn cancelled(&self, reason: CancelReason) -> Said {
        match (self.words.why)(reason) {
            None => self.open(&self.words.given_back, [self.choose_again(self.words.another_one)]),
            Some(why) => self.open(&self.words.called_off, [why.to_owned(), self.choose_again(self.words.choose_new)]),
        }
    }

    fn reminder(&self, reminder: Reminder) -> Said {
        let opening = Opening { subject: self.words.reminder, first: (self.words.soon)(reminder) };
        self.open(&opening, [self.bring(), self.how_to_come(), self.how_to_change()])
    }

    fn conflict(&self) -> Said {
        self.open(&self.words.conflict, [self.choose_again(self.words.move_it)])
    }

    fn offer(&self, until: &str) -> Said {
        let kept = self.words.kept.replace("{until}", until) + " " + &self.where_to(self.words.accept);
        self.open(&self.words.offer, [kept, self.words.unsuitable.to_owned()])
    }

    /// What has happened, the time, and the rest.
    fn open(&self, opening: &Opening, rest: impl IntoIterator<Item = String>) -> Said {
        let paragraphs = [opening.first.to_owned(), self.when()].into_iter().chain(rest).collect();
        (opening.subject, paragraphs)
    }

    /// The time, the way and the number, one a line.
    fn when(&self) -> String {
        let way = match self.visit.channel {
            Channel::Video => self.words.by_video,
            Channel::Counter => self.words.at_counter,
        };
        let number = self.visit.number.map(|number| self.words.number.replace("{number}", &number.to_string()));
        let lines = [day_and_time(self.visit.starts_at, self.language), way.to_owned()].into_iter().chain(number);
        lines.map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
    }

    fn bring(&self) -> String {
        let more = self.visit.bring.iter().map(|kind| format!("\n  – {}", (self.words.evidence)(*kind)));
        self.words.bring.to_owned() + &more.collect::<String>()
    }

    fn how_to_come(&self) -> String {
        match (self.visit.channel, self.visit.medium) {
            (Channel::Counter, _) => self.words.come_to_counter.to_owned(),
            (Channel::Video, Medium::Online) => self.words.join_online.replace("{url}", &self.head.url),
            (Channel::Video, Medium::Phone | Medium::Counter) => self.words.join_by_link.to_owned(),
        }
    }

    fn how_to_change(&self) -> String {
        match self.way_back() {
            Some(back) => format!("{}\n\n{back}", self.where_to(self.words.change)),
            None => self.where_to(self.words.change),
        }
    }

    /// The link stands on a line of its own, so that no sign behind it is taken for a part of it.
    fn way_back(&self) -> Option<String> {
        self.visit.manage.as_ref().map(|url| format!("{}\n\n  {url}\n\n{}", self.words.back, self.words.code))
    }

    fn new_link(&self) -> Said {
        self.open(&self.words.new_link, self.way_back())
    }

    fn choose_again(&self, sentence: &str) -> String {
        let free = self.words.free_times.replace("{url}", &self.head.url);
        let call = self.head.phone.as_ref().map(|phone| self.words.or_call.replace("{phone}", phone));
        [sentence.to_owned(), free].into_iter().chain(call).collect::<Vec<_>>().join(" ")
    }

    /// What somebody does where they booked, or on the telephone.
    fn where_to(&self, what: &str) -> String {
        let phone = self.head.phone.as_deref();
        let way = match (self.visit.medium, phone) {
            (Medium::Online, Some(_)) => self.words.online_or_phone,
            (Medium::Online, None) => self.words.online,
            (Medium::Phone | Medium::Counter, Some(_)) => self.words.by_phone,
            (Medium::Phone | Medium::Counter, None) => self.words.by_any_phone,
        };
        let way = way.replace("{what}", what).replace("{url}", &self.head.url);
        way.replace("{phone}", phone.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use domain::booking::Number;
    use domain::catalogue::EvidenceKind;
    use domain::testing::at;

    use super::*;

    const OTHERS: [CancelReason; 5] = [
        CancelReason::OfficeClosed,
        CancelReason::PlanChanged,
        CancelReason::ClerkAbsent,
        CancelReason::Technical,
        CancelReason::Refused,
    ];

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
            manage: None,
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
            Subject::NewLink,
        ];
        all.extend(OTHERS.map(|reason| Subject::Cancelled { reason }));
        all.extend(Reminder::ALL.map(Subject::Reminder));
        all
    }

    #[test]
    fn no_mail_names_a_person_or_a_service_and_no_subject_says_when() {
        let services = domain::Facts::default();
        let edition = services.catalogue.in_force(domain::testing::date("2026-03-02")).expect("one is in force");
        for language in Language::ALL {
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
                assert!(text.contains(&time(at("2026-03-02T10:00:00Z"), language)), "{subject:?}: {text}");
                assert!(!text.contains(['{', '}']) && !line.contains(['{', '}']), "{language:?}: {text}");
            }
        }
    }

    #[test]
    fn the_way_back_stands_alone_on_its_line_and_the_code_nowhere() {
        for language in Language::ALL {
            for subject in
                [Subject::Confirmed, Subject::NewLink, Subject::Rescheduled { from: at("2026-03-01T10:00:00Z") }]
            {
                let mut written = letter(language, subject);
                written.visit.manage = Some("https://amt.example.org/termin#va1.x".to_owned());
                let (_, text) = render(&written, &head(None));
                assert!(text.lines().any(|line| line == "  https://amt.example.org/termin#va1.x"), "{text}");
                assert!(text.contains(words::of(language).code), "{text}");
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

    /// Each fact stands in each language: nobody misses the link, the number or the telephone by their language.
    #[test]
    fn every_language_says_the_same_facts() {
        let phone = head(Some("0681 9050"));
        let facts =
            ["V-012", "0681 9050", "https://amt.example.org", "https://amt.example.org/confirm/vm1.x", "§ 19 BMG"];
        for medium in [Medium::Online, Medium::Phone] {
            for head in [&head(None), &phone] {
                for subject in every_subject() {
                    let said = Language::ALL.map(|language| {
                        let mut letter = letter(language, subject.clone());
                        letter.visit.medium = medium;
                        let (_, text) = render(&letter, head);
                        let paragraphs = text.matches("\n\n").count();
                        (facts.map(|fact| text.contains(fact)), paragraphs, text.contains("Bürgeramt"))
                    });
                    for other in &said[1..] {
                        assert_eq!(*other, said[0], "{subject:?}");
                    }
                }
            }
        }
    }
}
