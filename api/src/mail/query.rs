//! Which mails need somebody.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::ids::MailId;
use domain::mail::Trouble;
use event_store::Position;
use projections::undelivered;
use uuid::Uuid;

use crate::fresh;
use crate::identity::may_read::Reader;
use crate::identity::{Asker, office};
use crate::scalars::EventPosition;
use crate::words::{MailKind, MailState};

/// The read models of these questions.
const MODELS: &[&str] = &["undelivered"];

/// Questions about mails.
#[derive(Default)]
pub(crate) struct Query;

/// A mail about an appointment that has not gone out. To whom it goes stands in the appointment.
#[derive(SimpleObject)]
pub(crate) struct Mail {
    /// Its id.
    id: Uuid,
    /// About which appointment.
    booking: Uuid,
    /// What about it.
    kind: MailKind,
    /// How far it has come.
    state: MailState,
    /// How many attempts there were.
    attempts: i32,
    /// The mail server's last reply, in three digits (RFC 5321): it begins with 4 while the office tries again by
    /// itself, and with 5 where it does not.
    reply: Option<i32>,
    /// What the report says with which it came back, such as `5.1.1` for a mailbox that does not exist (RFC 3463).
    status: Option<String>,
    /// Whether it is not known if it went out: the office was interrupted while it handed the mail over.
    unclear: bool,
    /// When the office tries again by itself.
    retry_at: Option<DateTime<Utc>>,
    /// Since when it is to be sent.
    queued_at: DateTime<Utc>,
    /// When something happened to it last.
    changed_at: DateTime<Utc>,
}

impl From<undelivered::Mail> for Mail {
    fn from(one: undelivered::Mail) -> Self {
        let (refused, status) = match one.trouble {
            Some(Trouble::Refused { code }) => (Some(code), None),
            Some(Trouble::Returned { status: (class, subject, detail) }) => {
                (None, Some(format!("{class}.{subject}.{detail}")))
            }
            Some(Trouble::GaveUp | Trouble::Unclear) | None => (None, None),
        };
        Self {
            id: one.id.0,
            booking: one.booking.0,
            kind: one.kind.into(),
            state: one.state.into(),
            attempts: one.attempts.into(),
            reply: refused.or(one.code).map(i32::from),
            status,
            unclear: matches!(one.trouble, Some(Trouble::Unclear)),
            retry_at: one.retry_at,
            queued_at: one.queued_at,
            changed_at: one.changed_at,
        }
    }
}

#[Object(name = "MailQuery")]
impl Query {
    /// The mails that need somebody: the mail server refused them, they came back, the office tried long enough, or it
    /// does not know whether they went out. The oldest come first; 500 at most.
    #[graphql(complexity = "50 * child_complexity")]
    async fn mails_in_trouble(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<Mail>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, MODELS, at_least).await?;
        let models = reader.office.read_models();
        let found = models.mails_in_trouble(reader.asker.clearance()).map_err(fresh::failed)?;
        Ok(found.into_iter().map(Mail::from).collect())
    }
}

/// A mail as it is at a position, while it has not gone out.
pub(super) async fn mail_at(ctx: &Context<'_>, id: MailId, position: Position) -> Result<Option<Mail>> {
    let office = office(ctx)?;
    fresh::reach(office, MODELS, Some(position)).await?;
    let found = office.read_models().undelivered_mail(id, Asker::of(ctx).clearance()).map_err(fresh::failed)?;
    Ok(found.map(Mail::from))
}
