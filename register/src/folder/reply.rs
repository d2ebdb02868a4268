//! Reads what the recipient replied.

use domain::transmission::is_word;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::gateway::{Confirmation, Failure};

/// What a reply says: `<acknowledged reference="…"/>` or `<rejected code="…"/>`, inside any root.
///
/// The first of them counts. Everything else, and everything that is no XML, is an answer that cannot be understood.
pub(super) fn read(text: &str) -> Result<Confirmation, Failure> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => match element.local_name().as_ref() {
                "acknowledged" => {
                    return Ok(Confirmation::Acknowledged { reference: word(&element, "reference")? });
                }
                "rejected" => return Err(Failure::Rejected { code: word(&element, "code")? }),
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => return Err(Failure::BadAnswer),
            Ok(_) => {}
        }
    }
}

fn word(element: &BytesStart<'_>, name: &str) -> Result<String, Failure> {
    let attribute = element.try_get_attribute(name).ok().flatten().ok_or(Failure::BadAnswer)?;
    let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| Failure::BadAnswer)?;
    if is_word(&value) { Ok(value.into_owned()) } else { Err(Failure::BadAnswer) }
}
