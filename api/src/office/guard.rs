//! Whose appointments are counted together: the same person, however they write their address.

use aws_lc_rs::hmac;
use domain::ids::GuardId;
use domain::person::{Contact, telephone};
use uuid::Builder;

use super::Office;

impl Office {
    /// The guards of a contact, one for each way to reach them: keyed hashes, so that the log does not say whose they
    /// are, and nobody without the authority's secret can try out addresses.
    pub fn guards_of(&self, contact: &Contact) -> Vec<GuardId> {
        let guard = |way: String| {
            let tag = hmac::sign(&self.0.secrets.contacts, way.as_bytes());
            let half = tag.as_ref()[..16].try_into().expect("SHA-256 has 32 bytes");
            GuardId(Builder::from_custom_bytes(half).into_uuid())
        };
        ways(contact).into_iter().map(guard).collect()
    }
}

/// The one spelling of each way to reach somebody: by mail and by phone; by name where there is neither, which only
/// the service centre accepts.
fn ways(contact: &Contact) -> Vec<String> {
    let mail = contact.mailbox().map(|mailbox| format!("mail:{mailbox}"));
    let phone = contact.phone.as_deref().map(|phone| format!("phone:{}", telephone(phone)));
    let ways: Vec<_> = mail.into_iter().chain(phone).collect();
    if ways.is_empty() { vec![format!("name:{}", contact.name.trim().to_lowercase())] } else { ways }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(mail: Option<&str>, phone: Option<&str>) -> Contact {
        Contact {
            name: "Ada".to_owned(),
            mail: mail.map(str::to_owned),
            phone: phone.map(str::to_owned),
            language: "de".to_owned(),
            needs: None,
        }
    }

    #[test]
    fn one_mailbox_is_one_contact_however_it_is_written() {
        assert_eq!(ways(&contact(Some(" Ada+amt@Example.org"), None)), ["mail:ada@example.org"]);
    }

    #[test]
    fn one_telephone_is_one_contact_however_it_is_written() {
        for phone in ["0681 905-0", "+49 681 9050", "0049 681/9050", "+49 (0)681 9050"] {
            assert_eq!(ways(&contact(None, Some(phone))), ["phone:496819050"], "{phone}");
        }
    }

    #[test]
    fn each_way_to_reach_somebody_counts() {
        let both = contact(Some("ada@example.org"), Some("0681 905"));
        assert_eq!(ways(&both), ["mail:ada@example.org", "phone:49681905"]);
        assert_eq!(ways(&contact(None, None)), ["name:ada"]);
    }
}
