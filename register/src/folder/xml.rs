//! Writes a message as XML: elements with text, in the words of the domain. The numbers of the DSMeld stand in
//! `domain::person`, so that whoever maps the file finds them.

use chrono::NaiveDate;
use domain::case::{Application, Court, Departure, Details, Recipient, Variant};
use domain::person::{Address, Landlord, Move, Organisation, PartialDate, Person, PreviousDwelling, Who};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use serde::Serialize;

use crate::message::{Message, Participant, Request};

/// Stands at the top of every file.
const NOTE: &str =
    " A hand-over file of Vorgang. It is no XMeld message and claims no conformity with an XÖV standard. ";

/// The text of a message, or none if it holds a character that XML cannot hold.
pub(super) fn write(message: &Message) -> Option<Vec<u8>> {
    let mut page = Page { writer: Writer::new_with_indent(Vec::new(), b' ', 2), is_plain: true };
    page.put(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    page.put(Event::Comment(BytesText::from_escaped(NOTE)));
    page.within("message", Some(("xmlns", "urn:vorgang:hand-over:1")), |page| page.message(message));
    let Page { writer, is_plain } = page;
    let mut text = writer.into_inner();
    text.push(b'\n');
    is_plain.then_some(text)
}

struct Page {
    writer: Writer<Vec<u8>>,
    is_plain: bool,
}

impl Page {
    fn message(&mut self, message: &Message) {
        self.leaf("id", &message.key.to_string());
        self.leaf("authority", &message.authority);
        self.leaf("recipient", message.recipient.name());
        self.maybe("municipality", message.municipality.as_deref());
        self.leaf("case", &message.case.to_string());
        self.leaf("service", &name(&message.service));
        self.date("filedOn", message.filed_on);
        self.maybe("declarationSha256", message.declaration.map(|hash| name(&hash)).as_deref());
        for participant in &message.participants {
            self.participant(participant);
        }
        if let Some(moving) = &message.moving {
            self.within("move", None, |page| page.moving(moving));
        }
        if let Some(request) = &message.request {
            self.within("request", None, |page| page.request(request));
        }
    }

    fn request(&mut self, Request { variant, details }: &Request) {
        match variant {
            Variant::Departure => {}
            Variant::Conduct { purpose, extended } => {
                self.leaf("purpose", &name(purpose));
                self.leaf("extended", &extended.to_string());
            }
            Variant::TradeRegister { to_authority } => self.leaf("toAuthority", &to_authority.to_string()),
            Variant::Certificate { extended, delivery } => {
                self.leaf("extended", &extended.to_string());
                self.leaf("delivery", &name(delivery));
            }
            Variant::TaxId { ground, handover } => {
                self.leaf("ground", &name(ground));
                self.leaf("handover", &name(handover));
            }
        }
        match details {
            Some(Details::Departure(departure)) => self.departure(departure),
            Some(Details::Application(application)) => self.application(application),
            // What the register says comes from there.
            Some(Details::Certificate(_)) | None => {}
        }
    }

    fn departure(&mut self, Departure { moved_out, from, state, address, keeps }: &Departure) {
        self.date("movedOut", *moved_out);
        self.within("from", None, |page| page.address(from));
        self.leaf("state", state);
        self.maybe("foreignAddress", address.as_deref());
        for kept in keeps {
            self.within("otherDwelling", Some(("status", &name(&kept.status))), |page| page.address(&kept.address));
        }
    }

    fn application(&mut self, application: &Application) {
        let Application { birth_place, nationalities, recipient, court } = application;
        self.maybe("birthPlace", birth_place.as_deref());
        for state in nationalities {
            self.leaf("nationality", state);
        }
        // § 30b (1) BZRG: it follows from the nationality, and is no choice.
        self.leaf("european", &application.is_european().to_string());
        if let Some(Recipient { name, address, purpose }) = recipient {
            self.within("forAuthority", None, |page| {
                page.leaf("name", name);
                page.leaf("address", address);
                page.leaf("purpose", purpose);
            });
        }
        // § 30 (5) S. 3 BZRG: what has entries goes there first.
        if let Some(Court { name, place }) = court {
            self.within("inspectionAtCourt", None, |page| {
                page.leaf("name", name);
                page.leaf("place", place);
            });
        }
    }

    fn participant(&mut self, Participant { part, who }: &Participant) {
        self.within("participant", Some(("part", &name(part))), |page| match who {
            Who::Person(person) => page.person(person),
            Who::Organisation(organisation) => page.organisation(organisation),
        });
    }

    fn person(&mut self, person: &Person) {
        let Person { family_name, given_names, usual_given_name, doctoral_degree, birth_name, former_names, born } =
            person;
        self.within("person", None, |page| {
            page.leaf("familyName", family_name);
            page.leaf("givenNames", given_names);
            page.maybe("usualGivenName", usual_given_name.as_deref());
            page.maybe("doctoralDegree", doctoral_degree.as_deref());
            page.maybe("birthName", birth_name.as_deref());
            page.maybe("formerNames", former_names.as_deref());
            page.leaf("born", &partial(*born));
        });
    }

    fn organisation(&mut self, organisation: &Organisation) {
        let Organisation { name, legal_form, seat, register_number } = organisation;
        self.within("organisation", None, |page| {
            page.leaf("name", name);
            page.leaf("legalForm", legal_form);
            page.leaf("seat", seat);
            page.maybe("registerNumber", register_number.as_deref());
        });
    }

    fn moving(&mut self, moving: &Move) {
        let Move { moved_in, from, to, status, others, landlord } = moving;
        self.date("movedIn", *moved_in);
        self.within("from", None, |page| match from {
            PreviousDwelling::Here { address } | PreviousDwelling::Elsewhere { address } => page.address(address),
            PreviousDwelling::Abroad { state, address, last_domestic } => {
                page.leaf("state", state);
                page.maybe("foreignAddress", address.as_deref());
                if let Some(last) = last_domestic {
                    page.within("lastInGermany", None, |page| page.address(last));
                }
            }
        });
        self.within("to", None, |page| page.address(to));
        self.leaf("status", &name(status));
        for other in others {
            self.within("otherDwelling", Some(("status", &name(&other.status))), |page| page.address(&other.address));
        }
        if let Some(Landlord { name, address, owner }) = landlord {
            self.within("landlord", None, |page| {
                page.leaf("name", name);
                page.leaf("address", address);
                page.maybe("owner", owner.as_deref());
            });
        }
    }

    fn address(&mut self, address: &Address) {
        let Address { street, house_number, addition, postal_code, town, municipality } = address;
        self.within("address", None, |page| {
            page.leaf("street", street);
            page.leaf("houseNumber", house_number);
            page.maybe("addition", addition.as_deref());
            page.leaf("postalCode", postal_code);
            page.leaf("town", town);
            page.leaf("municipality", municipality);
        });
    }

    fn within(&mut self, name: &str, attribute: Option<(&str, &str)>, inside: impl FnOnce(&mut Self)) {
        self.put(Event::Start(BytesStart::new(name).with_attributes(attribute)));
        inside(self);
        self.put(Event::End(BytesEnd::new(name)));
    }

    fn leaf(&mut self, name: &str, text: &str) {
        self.is_plain &= text.chars().all(is_xml);
        self.put(Event::Start(BytesStart::new(name)));
        self.put(Event::Text(BytesText::new(text)));
        self.put(Event::End(BytesEnd::new(name)));
    }

    fn maybe(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.leaf(name, text);
        }
    }

    fn date(&mut self, name: &str, date: NaiveDate) {
        self.leaf(name, &date.to_string());
    }

    fn put(&mut self, event: Event<'_>) {
        self.writer.write_event(event).expect("memory takes every byte");
    }
}

/// A date of birth as far as it is known: `1985`, `1985-05` or `1985-05-17`.
fn partial(PartialDate { year, month, day }: PartialDate) -> String {
    match (month, day) {
        (Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
        (Some(month), None) => format!("{year:04}-{month:02}"),
        (None, _) => format!("{year:04}"),
    }
}

/// The stored name of a value that is one word.
fn name<T: Serialize>(value: &T) -> String {
    let value = serde_json::to_value(value).expect("a word is JSON");
    value.as_str().expect("it is one word").to_owned()
}

/// Whether XML 1.0 has the character (production 2 of its specification).
fn is_xml(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use domain::case::Purpose;

    use super::*;
    use crate::testing::message;

    #[test]
    fn a_message_is_written_with_everything_escaped() {
        let text = String::from_utf8(write(&message()).expect("it can be written")).expect("UTF-8");
        let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<!-- A hand-over file of Vorgang. It is no XMeld message and claims no conformity with an XÖV standard. -->
<message xmlns="urn:vorgang:hand-over:1">
  <id>ID</id>
  <authority>10041100</authority>
  <recipient>departure_authority</recipient>
  <municipality>05315000</municipality>
  <case>00000000-0000-0000-0000-000000000005</case>
  <service>move_in</service>
  <filedOn>2026-03-02</filedOn>
  <participant part="principal">
    <person>
      <familyName>O&apos;Neill &amp; Söhne</familyName>
      <givenNames>Ada &quot;Ą&quot;</givenNames>
      <doctoralDegree>Dr.</doctoralDegree>
      <born>1985</born>
    </person>
  </participant>
  <move>
    <movedIn>2026-03-01</movedIn>
    <from>
      <address>
        <street>Domplatz</street>
        <houseNumber>7a</houseNumber>
        <addition>2. OG &lt;links&gt;</addition>
        <postalCode>01069</postalCode>
        <town>Köln</town>
        <municipality>05315000</municipality>
      </address>
    </from>
    <to>
      <address>
        <street>Am Markt</street>
        <houseNumber>7a</houseNumber>
        <addition>2. OG &lt;links&gt;</addition>
        <postalCode>01069</postalCode>
        <town>Köln</town>
        <municipality>10041100</municipality>
      </address>
    </to>
    <status>sole</status>
  </move>
</message>
"#;
        assert_eq!(text.replace(&message().key.to_string(), "ID"), expected);
    }

    #[test]
    fn an_application_says_which_kind_it_is_who_gets_the_certificate_and_which_court_sees_it_first() {
        let variant = Variant::Conduct { purpose: Purpose::AuthorityAfterInspection, extended: true };
        let recipient = Recipient {
            name: "Jugendamt".to_owned(),
            address: "Am Markt 1, 66111 Saarbrücken".to_owned(),
            purpose: "51/17 & 3".to_owned(),
        };
        let nationalities = vec!["FR".to_owned()];
        let court = Court { name: "Amtsgericht Saarbrücken".to_owned(), place: "66119 Saarbrücken".to_owned() };
        let (birth_place, recipient, court) = (Some("Metz".to_owned()), Some(recipient), Some(court));
        let application = Application { birth_place, nationalities, recipient, court };
        let details = Some(Details::Application(application));
        let message = Message { request: Some(Request { variant, details }), moving: None, ..message() };
        let text = String::from_utf8(write(&message).expect("it can be written")).expect("UTF-8");
        let expected = r"  <request>
    <purpose>authority_after_inspection</purpose>
    <extended>true</extended>
    <birthPlace>Metz</birthPlace>
    <nationality>FR</nationality>
    <european>true</european>
    <forAuthority>
      <name>Jugendamt</name>
      <address>Am Markt 1, 66111 Saarbrücken</address>
      <purpose>51/17 &amp; 3</purpose>
    </forAuthority>
    <inspectionAtCourt>
      <name>Amtsgericht Saarbrücken</name>
      <place>66119 Saarbrücken</place>
    </inspectionAtCourt>
  </request>
</message>
";
        assert!(text.ends_with(expected), "{text}");
    }
}
