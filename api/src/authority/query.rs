//! What everybody may know of the authority, and, for those who work there, who else does.

#![expect(clippy::unused_async, reason = "`async-graphql` wants every resolver to be asynchronous")]

use async_graphql::{Context, Object, Result, SimpleObject};
use domain::Roles;
use event_store::Account;
use uuid::Uuid;

use super::profile::{Matter, Profiles, Texts, is_address};
use crate::errors::failed;
use crate::identity::may_read::Reader;
use crate::words::Role;

/// Questions about the authority.
#[derive(Default)]
pub(crate) struct Query;

/// A text in one language, or where it is. A text has paragraphs with an empty line between them; a line that begins with
/// `# ` is a heading, and one that begins with `- ` an item of a list.
#[derive(SimpleObject)]
struct LocalText {
    /// The language, as BCP 47 names it.
    language: String,
    /// The text; null if it is elsewhere.
    text: Option<String>,
    /// Where the text is, over TLS; null if it is here.
    url: Option<String>,
}

/// What the authority tells everybody of itself. Lists are empty and fields null where it has told nothing yet.
#[derive(SimpleObject)]
struct Authority {
    /// Its official key of eight digits (AGS).
    key: String,
    /// What it is called.
    name: String,
    /// The telephone of the service centre.
    phone: Option<String>,
    /// When somebody answers it.
    phone_hours: Vec<LocalText>,
    /// A mailbox that somebody reads.
    mail: Option<String>,
    /// Where it is, as on an envelope.
    address: Option<String>,
    /// In which languages somebody answers, as BCP 47 names them.
    languages: Vec<String>,
    /// Who answers for the pages.
    imprint: Vec<LocalText>,
    /// What becomes of personal data.
    privacy: Vec<LocalText>,
    /// How far the pages are accessible, and where not.
    accessibility: Vec<LocalText>,
    /// To whom barriers are reported, by mail.
    feedback_mail: Option<String>,
    /// To whom barriers are reported, by telephone.
    feedback_phone: Option<String>,
    /// To whom somebody turns whose report came to nothing.
    enforcement_body: Vec<LocalText>,
    /// The essentials in plain language.
    plain_language: Vec<LocalText>,
    /// The essentials in sign language.
    sign_language: Vec<LocalText>,
}

/// Somebody who works in the office.
#[derive(SimpleObject)]
struct Colleague {
    /// As whom they act: the id that stands beside what they do.
    id: Uuid,
    /// What colleagues call them.
    name: String,
    /// What they may do.
    roles: Vec<Role>,
}

fn texts(of: Texts) -> Vec<LocalText> {
    let local = |(language, text): (String, String)| {
        let url = is_address(&text).then(|| text.trim().to_owned());
        LocalText { language, text: url.is_none().then_some(text), url }
    };
    of.into_iter().map(local).collect()
}

#[Object(name = "AuthorityQuery")]
impl Query {
    /// The authority: what it is called, how it is reached, and what the law asks of its pages.
    async fn authority(&self, ctx: &Context<'_>) -> Result<Authority> {
        let office = Reader::of(ctx)?.office;
        let (key, name) = (office.authority().ags.clone(), office.name().to_owned());
        let profiles = ctx.data_opt::<Profiles>();
        let profile = profiles.and_then(|profiles| profiles.get(&key).cloned()).unwrap_or_default();
        let told = |matter| texts(profile.told(matter, &name));
        Ok(Authority {
            imprint: told(Matter::Imprint),
            privacy: told(Matter::Privacy),
            accessibility: told(Matter::Accessibility),
            plain_language: told(Matter::PlainLanguage),
            sign_language: told(Matter::SignLanguage),
            enforcement_body: texts(profile.enforcement_body),
            phone_hours: texts(profile.phone_hours),
            phone: profile.phone,
            mail: profile.mail,
            address: profile.address,
            languages: profile.languages,
            feedback_mail: profile.feedback_mail,
            feedback_phone: profile.feedback_phone,
            key,
            name,
        })
    }

    /// Who works in the office, by name, for those who work there: whoever has an account and gets in with it.
    #[graphql(complexity = "20 + child_complexity")]
    async fn colleagues(&self, ctx: &Context<'_>) -> Result<Vec<Colleague>> {
        let office = Reader::of(ctx)?.office;
        let accounts = office.log().backend().list_accounts().await.map_err(|failure| failed(&failure))?;
        let colleague = |account: Account| {
            let roles: Roles = serde_json::from_str(&account.roles).unwrap_or_default();
            Colleague { id: account.actor, name: account.shown, roles: roles.iter().map(Role::from).collect() }
        };
        Ok(accounts.into_iter().filter(|account| !account.disabled).map(colleague).collect())
    }
}
