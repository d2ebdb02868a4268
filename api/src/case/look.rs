//! Every look of the office into a case stands in its history before the answer leaves.
//!
//! Who has a case of their own looks at it as often as they like, and nobody writes it down. A case that is restricted
//! (§§ 51, 52 BMG) is read by the team lead who takes care of it; any other has to open it with a reason first.

use async_graphql::{ErrorExtensions as _, Result};
use domain::access::{Command, State, What};
use domain::ids::{AccessId, CaseId};
use domain::streams::Single;
use domain::{By, Refusal};
use event_store::{Request, Stop};
use projections::Clearance;
use uuid::Uuid;

use crate::errors::{Code, failed};
use crate::identity::is_outsider;
use crate::office::Office;

/// Writes down that whoever asks looks at a part of a case, unless the case is their own.
///
/// Called after it is known that they may see the case, and before anything of it is answered. What cannot be written
/// down is not shown.
pub(crate) async fn look(office: &Office, by: By, case: CaseId, what: What) -> Result<()> {
    if may_be_shown(office, by, case, what).await? { Ok(()) } else { Err(kept()) }
}

/// The same for what a command answers: whether it may be shown. A command does something to a case also for those from
/// whom it is kept.
pub(crate) async fn may_be_shown(office: &Office, by: By, case: CaseId, what: What) -> Result<bool> {
    if is_outsider(by.roles) {
        return Ok(true);
    }
    let now = office.clock().now();
    let id = AccessId::of(case);
    let access = office.log().known::<domain::Access>(id.0).await.map_err(|failure| failed(&failure))?;
    let access = &access.state.0;
    if Clearance::of(by.roles).is_restricted() && !access.is_open_to(by.actor, now) {
        let known = office.log().known::<domain::Case>(case.0).await.map_err(|failure| failed(&failure))?;
        if known.state.0.file().is_some_and(|file| file.restricted.is_some() && file.clerk != Some(by.actor)) {
            return Ok(false);
        }
    }
    if access.tells(by.actor, what, now) {
        return Ok(true);
    }
    let look = Command::Look { case, what };
    let name = format!("look.{}.{}", domain::names::of(&what), now.timestamp_micros());
    let request = Request {
        id: Request::command_id(&office.authority().ags, by.actor.0, Uuid::new_v5(&case.0, name.as_bytes())),
        digest: Request::digest_of(name.as_bytes()),
        meta: String::new(),
    };
    match office.run(request, by, Single::<State> { id: id.0, command: look }).await {
        Ok(_) => Ok(true),
        Err(Stop::Refused(Refusal::Access(_))) => Err(Code::Forbidden.error()),
        Err(Stop::Refused(_)) => Err(Code::Internal.error()),
        Err(Stop::Failed(failure)) => Err(failed(&failure)),
    }
}

/// The case is there, and kept from whoever asks.
fn kept() -> async_graphql::Error {
    let message = "this case is restricted and somebody else's; `caseBreakGlass` opens it, with a reason";
    async_graphql::Error::new(message).extend_with(|_, values| values.set("code", Code::Forbidden.name()))
}
