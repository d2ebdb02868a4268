//! Institutions that arrange appointments for many.

use async_graphql::{Context, InputObject, Object, Result};
use domain::contact_guard::Allow;
use domain::person;
use uuid::Uuid;

use crate::checked::{self, Checked};
use crate::errors::Invalid;
use crate::step::{Step, payload};

/// What a planner or a team lead says about contacts.
#[derive(Default)]
pub(crate) struct Mutation;

/// An institution is to have more appointments than others.
#[derive(InputObject)]
struct ContactAllowInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Its e-mail address. The history keeps a keyed hash of it only.
    mail: Option<String>,
    /// Its telephone number. The history keeps a keyed hash of it only.
    phone: Option<String>,
    /// How many appointments it may have at a time, and twice as many on one day; null takes it back.
    appointments: Option<i32>,
}

payload! {
    /// The answer to `contactAllow`.
    ContactAllowPayload {
        /// How many appointments the contact may have at a time; null if as many as everybody else.
        appointments: u16
    }
}

impl ContactAllowInput {
    fn allow(&self, step: &Step<'_>) -> Checked<Allow> {
        let (mail, phone) =
            (checked::mail("mail", self.mail.as_deref())?, checked::phone("phone", self.phone.as_deref())?);
        if mail.is_none() && phone.is_none() {
            return Err(Invalid {
                field: "mail",
                de: "Bitte geben Sie eine E-Mail-Adresse oder Telefonnummer an.",
                en: "Please give an e-mail address or a telephone number.",
            });
        }
        let most = self.appointments.map(|most| checked::number("appointments", most, u16::MAX)).transpose()?;
        let contact = person::Contact { name: String::new(), mail, phone, language: String::new(), needs: None };
        Ok(Allow { guards: step.office.guards_of(&contact), most })
    }
}

#[Object(name = "ContactMutation")]
impl Mutation {
    /// Lets an institution that arranges appointments for many, such as a dormitory or a carers' office, have more of
    /// them at a time than everybody else may.
    async fn contact_allow(&self, ctx: &Context<'_>, input: ContactAllowInput) -> Result<ContactAllowPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let allow = input.allow(&step);
        let most = allow.as_ref().ok().and_then(|allow| allow.most);
        let outcome = step.run(allow).await?;
        Ok(outcome.then(async |_| Ok(most)).await?.into())
    }
}
