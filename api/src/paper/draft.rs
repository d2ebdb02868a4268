//! What stands on each paper of a case, before it is set.

use std::collections::BTreeSet;
use std::num::NonZeroU16;

use async_graphql::Result;
use documents::render::Languages;
use domain::case::{self, File};
use domain::ids::{CaseId, PaperId};
use domain::paper::{Kept, Kind, may_issue};
use domain::signature::Hash;
use domain::{Personal, SubjectId, payment};
use projections::Clearance;
use uuid::Uuid;

use super::chronicle::Told;
use super::mutation::of_the_moment;
use super::{certificate, chronicle, confirmation, receipt};
use crate::errors::failed;
use crate::fresh;
use crate::office::{Draft, Office};

/// A paper that somebody wants.
#[derive(Clone, Copy)]
pub(crate) struct Wanted {
    pub(crate) kind: Kind,
    pub(crate) languages: Languages,
    /// How a history is called that is written now.
    pub(crate) history: Uuid,
    /// Which part of it.
    pub(crate) part: NonZeroU16,
}

/// Whom a paper about the case is about: everybody who takes part, and whose details are recorded.
pub(crate) fn about(file: &File) -> Vec<SubjectId> {
    unique(concerned(file).map(|(subject, _)| subject))
}

/// Whom the case concerns, and whether they are known still.
fn concerned(file: &File) -> impl Iterator<Item = (SubjectId, bool)> {
    fn of<T>(data: &Personal<T>) -> (SubjectId, bool) {
        (data.subject(), data.value().is_some())
    }
    let parties = file.parties.iter().map(|party| of(&party.who));
    let moving = file.moving.iter().map(|moving| of(&moving.details));
    let request = file.request.iter().filter_map(|request| request.details.as_ref()).map(of);
    parties.chain(moving).chain(request)
}

fn unique(subjects: impl IntoIterator<Item = SubjectId>) -> Vec<SubjectId> {
    subjects.into_iter().collect::<BTreeSet<_>>().into_iter().collect()
}

/// That somebody whom the paper is about was forgotten.
pub(super) fn erased(file: &File) -> domain::paper::Refusal {
    let erased = file.parties.iter().find_map(|party| party.who.known().err());
    let subject = file.parties.first().map_or(SubjectId(Uuid::nil()), |party| party.who.subject());
    erased.unwrap_or(domain::Erased { subject }).into()
}

/// Something of this kind, for the rules that ask for no more.
pub(super) fn sample(wanted: Wanted) -> Kept {
    let (hash, paper) = (Hash([0; 32]), PaperId(wanted.history));
    let Wanted { kind, languages, .. } = wanted;
    Kept { paper, kind, languages, about: vec![], hash, blob: hash, bytes: 0, pages: NonZeroU16::MIN, seal: None }
}

/// How the paper is called, if the case can have one.
pub(super) fn id(case: CaseId, file: &File, wanted: Wanted) -> Option<PaperId> {
    if of_the_moment(wanted.kind) {
        return Some(PaperId(wanted.history));
    }
    match wanted.kind {
        Kind::Receipt => file.fee.map(|fee| PaperId::of(fee.payment.0, wanted.kind, wanted.languages)),
        Kind::Declaration => None,
        Kind::Confirmation | Kind::Certificate | Kind::History | Kind::AuditHistory => {
            Some(PaperId::of(case.0, wanted.kind, wanted.languages))
        }
    }
}

/// What stands on it. Nothing as long as the case has no such paper.
pub(super) async fn of(
    office: &Office,
    (case, state): (CaseId, &case::State),
    paper: PaperId,
    wanted: Wanted,
) -> Result<Option<Draft>> {
    let Wanted { kind, languages, .. } = wanted;
    let Some(file) = state.file() else { return Ok(None) };
    let fee = match file.fee {
        Some(fee) => {
            let fee = office.log().load::<domain::Payment>(fee.payment.0).await.map_err(|failure| failed(&failure))?;
            fee.state.0
        }
        None => payment::State::Unknown,
    };
    if !may_issue(kind, state, &fee) {
        return Ok(None);
    }
    let about = match kind {
        Kind::History | Kind::AuditHistory => {
            let known: Vec<SubjectId> =
                concerned(file).filter(|(_, known)| *known).map(|(subject, _)| subject).collect();
            // It names nobody, so it is there also when nobody takes part, or is known any more.
            if known.is_empty() { vec![SubjectId::of_file(case)] } else { unique(known) }
        }
        Kind::Declaration | Kind::Confirmation | Kind::Certificate | Kind::Receipt => about(file),
    };
    if about.is_empty() {
        return Ok(None);
    }
    let now = office.clock().now();
    let made = match kind {
        Kind::Declaration => None,
        Kind::Confirmation => {
            let known = known(office, case).await?;
            let dates = known.as_ref().and_then(|known| Some((known.filed_on?, known.closed_at?)));
            dates.and_then(|(filed_on, closed_at)| Some((confirmation::of(file, filed_on)?, closed_at)))
        }
        Kind::Certificate => certificate::of(file).map(|paper| (paper, now)),
        Kind::Receipt => {
            let fee = known(office, case).await?.and_then(|known| known.fee);
            let facts = office.facts().await.map_err(|failure| failed(&failure))?;
            fee.and_then(|fee| receipt::of(&fee, file.edition, &facts.catalogue, languages)).map(|paper| (paper, now))
        }
        Kind::History | Kind::AuditHistory => {
            let facts = office.facts().await.map_err(|failure| failed(&failure))?;
            let told = Told { for_auditors: kind == Kind::AuditHistory, languages, part: wanted.part };
            chronicle::of(office, case, file, &facts, told).await?.map(|written| (written, now))
        }
    };
    Ok(made.map(|(made, issued)| Draft { paper, kind, about, sheet: office.sheet(case, languages, issued, made) }))
}

/// The certificate that is the result of a case, where the register was looked into.
pub(crate) fn certificate(office: &Office, case: CaseId, file: &File) -> Option<Draft> {
    let (kind, languages) = (Kind::Certificate, Languages::German);
    let sheet = office.sheet(case, languages, office.clock().now(), certificate::of(file)?);
    Some(Draft { paper: PaperId::of(case.0, kind, languages), kind, about: about(file), sheet })
}

/// The case as its page has it, with everything that this node knows to have happened. Whether whoever asks may see it
/// was decided before.
async fn known(office: &Office, case: CaseId) -> Result<Option<projections::case_file::CaseFile>> {
    let head = *office.log().position().borrow();
    fresh::reach(office, &["case_file"], Some(head)).await?;
    office.read_models().case_file(case, Clearance::Restricted).map_err(fresh::failed)
}
