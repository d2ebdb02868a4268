//! What people do with a mail that does not go out by itself.

use async_graphql::{Context, InputObject, Object, Result};
use domain::ids::MailId;
use domain::mail::{Command, Tend};
use uuid::Uuid;

use super::query::{Mail, mail_at};
use crate::step::{Answer, Step, payload};

/// What staff do with mails.
#[derive(Default)]
pub(crate) struct Mutation;

/// A mail is to be sent once more.
#[derive(InputObject)]
struct MailSendAgainInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which mail.
    mail: Uuid,
}

/// The reader of a mail was told in another way.
#[derive(InputObject)]
struct MailTellOtherwiseInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which mail.
    mail: Uuid,
}

payload! {
    /// The answer to `mailSendAgain`.
    MailSendAgainPayload {
        /// The mail as it is now, while it has not gone out.
        mail: Mail
    }
}

payload! {
    /// The answer to `mailTellOtherwise`.
    MailTellOtherwisePayload {
        /// Nothing: it needs nobody any more.
        mail: Mail
    }
}

#[Object(name = "MailMutation")]
impl Mutation {
    /// Has a mail sent once more that did not go out, or of which that is not known.
    async fn mail_send_again(&self, ctx: &Context<'_>, input: MailSendAgainInput) -> Result<MailSendAgainPayload> {
        Ok(tell(ctx, input.idempotency_key, input.mail, Command::SendAgain).await?.into())
    }

    /// Records that the reader of a mail was told in another way, such as by telephone. It is not sent any more.
    async fn mail_tell_otherwise(
        &self,
        ctx: &Context<'_>,
        input: MailTellOtherwiseInput,
    ) -> Result<MailTellOtherwisePayload> {
        Ok(tell(ctx, input.idempotency_key, input.mail, Command::TellOtherwise).await?.into())
    }
}

async fn tell(ctx: &Context<'_>, key: Uuid, id: Uuid, command: Command) -> Result<Answer<Mail>> {
    let step = Step::begin(ctx, key)?;
    let mail = MailId(id);
    let outcome = step.run(Ok(Tend { mail, command })).await?;
    outcome.then(async |at| mail_at(ctx, mail, at).await).await
}
