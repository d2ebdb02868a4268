//! What is offered from when on, what is proposed, and who has proposed and published it?

use chrono::{DateTime, NaiveDate, Utc};
use domain::catalogue::{self, Catalogue, Edition, Service};
use domain::ids::DraftId;
use domain::{ActorId, Event};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};
use serde::{Deserialize, Serialize};

use crate::column::{Code, Columns as _, Json, Moment};
use crate::{Envelope, Failure, Model, ReadModels};

/// The editions of the catalogue, and how they came to be.
pub enum Catalogues {}

impl Model for Catalogues {
    const NAME: &'static str = "catalogue";
    const VERSION: u32 = 1;
    const SCHEMA: &'static str = "
        CREATE TABLE edition (
            number INTEGER PRIMARY KEY,
            valid_from TEXT NOT NULL,
            services TEXT NOT NULL,
            authors TEXT NOT NULL,
            published_by BLOB NOT NULL,
            published_at INTEGER NOT NULL
        );
        CREATE TABLE draft (
            number INTEGER PRIMARY KEY,
            valid_from TEXT NOT NULL,
            services TEXT NOT NULL,
            proposed_at INTEGER NOT NULL
        );
        CREATE TABLE step (
            version INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            number INTEGER NOT NULL,
            valid_from TEXT NOT NULL,
            actor BLOB NOT NULL,
            at INTEGER NOT NULL
        );";
    const TABLES: &'static [&'static str] = &["edition", "draft", "step"];
    const PERSONAL: &'static [&'static str] = &[];

    fn apply(tx: &Transaction<'_>, envelope: &Envelope) -> rusqlite::Result<()> {
        match &envelope.event {
            Event::Catalogue(event) => changed(tx, envelope, event),
            Event::SubjectKey(_)
            | Event::Capacity(_)
            | Event::Availability(_)
            | Event::ContactGuard(_)
            | Event::Booking(_)
            | Event::Case(_)
            | Event::Signature(_)
            | Event::Payment(_)
            | Event::Consultation(_)
            | Event::NumberSeries(_)
            | Event::LinkGrant(_)
            | Event::Access(_)
            | Event::WaitingList(_)
            | Event::Transmission(_)
            | Event::Document(_)
            | Event::Statement(_)
            | Event::Settlement(_)
            | Event::Paper(_)
            | Event::Shift(_)
            | Event::Mail(_) => Ok(()),
        }
    }
}

fn changed(tx: &Transaction<'_>, envelope: &Envelope, event: &catalogue::Event) -> rusqlite::Result<()> {
    match event {
        catalogue::Event::Proposed { edition, by } => {
            tx.prepare_cached("INSERT INTO draft VALUES (?1, ?2, ?3, ?4)")?.execute(params![
                edition.number,
                edition.valid_from,
                Json(&edition.services),
                Moment(envelope.at)
            ])?;
            step(tx, envelope, StepKind::Proposed, (edition.number, edition.valid_from), *by)
        }
        catalogue::Event::Amended { edition, by } => {
            tx.prepare_cached("UPDATE draft SET valid_from = ?2, services = ?3 WHERE number = ?1")?
                .execute(params![edition.number, edition.valid_from, Json(&edition.services)])?;
            step(tx, envelope, StepKind::Amended, (edition.number, edition.valid_from), *by)
        }
        catalogue::Event::Withdrawn { by } => {
            let of_draft = tx
                .prepare_cached("SELECT number, valid_from FROM draft")?
                .query_row((), |row| Ok((row.get("number")?, row.get("valid_from")?)))
                .optional()?;
            tx.prepare_cached("DELETE FROM draft")?.execute(())?;
            of_draft.map_or(Ok(()), |of_draft| step(tx, envelope, StepKind::Withdrawn, of_draft, *by))
        }
        catalogue::Event::Published { edition, authors, by } => {
            tx.prepare_cached("DELETE FROM draft")?.execute(())?;
            tx.prepare_cached("INSERT INTO edition VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?.execute(params![
                edition.number,
                edition.valid_from,
                Json(&edition.services),
                Json(authors),
                by.0,
                Moment(envelope.at)
            ])?;
            step(tx, envelope, StepKind::Published, (edition.number, edition.valid_from), *by)
        }
    }
}

fn step(
    tx: &Transaction<'_>,
    envelope: &Envelope,
    kind: StepKind,
    (number, valid_from): (u32, NaiveDate),
    by: ActorId,
) -> rusqlite::Result<()> {
    tx.prepare_cached("INSERT INTO step VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![envelope.version, Code(kind), number, valid_from, by.0, Moment(envelope.at)])
        .map(drop)
}

/// What somebody did with the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Proposed the next edition.
    Proposed,
    /// Changed the draft.
    Amended,
    /// Gave the draft up.
    Withdrawn,
    /// Published the draft.
    Published,
}

/// A step of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The how many-th of the catalogue.
    pub version: u32,
    /// What.
    pub kind: StepKind,
    /// Under which number of an edition.
    pub number: u32,
    /// From which day on it was to be in force.
    pub valid_from: NaiveDate,
    /// Who.
    pub by: ActorId,
    /// When.
    pub at: DateTime<Utc>,
}

/// A published edition.
#[derive(Clone, Debug, PartialEq)]
pub struct Published {
    /// What it says.
    pub edition: Edition,
    /// Its last day, if a later one begins.
    pub valid_until: Option<NaiveDate>,
    /// Who has written it. The shipped edition has no authors: it came with the program.
    pub authors: Vec<ActorId>,
    /// Who has published it, and when.
    pub published: Option<(ActorId, DateTime<Utc>)>,
}

/// What is proposed.
#[derive(Clone, Debug, PartialEq)]
pub struct Drafted {
    /// Which, as it stands: another one as soon as somebody changes it.
    pub id: DraftId,
    /// What it says.
    pub edition: Edition,
    /// When it was proposed.
    pub proposed_at: DateTime<Utc>,
    /// Who has written it.
    pub authors: Vec<ActorId>,
    /// What is in force on its first day as long as it is not published.
    pub follows: Option<Edition>,
}

/// How the catalogue stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// How many steps there were.
    pub version: u32,
    /// Every edition, by its first day.
    pub editions: Vec<Published>,
    /// What is proposed, if anything is.
    pub draft: Option<Drafted>,
}

impl ReadModels {
    /// How the catalogue stands.
    pub fn catalogue(&self) -> Result<Standing, Failure> {
        self.ask::<Catalogues, _>(standing)
    }

    /// Every step that was done to the catalogue, the last one first.
    pub fn catalogue_steps(&self) -> Result<Vec<Step>, Failure> {
        self.ask::<Catalogues, _>(|connection| {
            let mut statement = connection.prepare_cached("SELECT * FROM step ORDER BY version DESC")?;
            statement.query_map((), of_row)?.collect()
        })
    }
}

fn standing(connection: &Connection) -> rusqlite::Result<Standing> {
    let version: Option<u32> =
        connection.prepare_cached("SELECT max(version) FROM step")?.query_row((), |row| row.get(0))?;
    let version = version.unwrap_or_default();
    let mut statement = connection.prepare_cached("SELECT * FROM edition")?;
    let stored = statement
        .query_map((), |row| {
            let authors: Vec<ActorId> = row.json("authors")?;
            Ok((edition(row)?, authors, (ActorId(row.get("published_by")?), row.moment("published_at")?)))
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let shipped = Catalogue::default().editions().to_vec();
    let catalogue: Catalogue =
        shipped.into_iter().chain(stored.iter().map(|(edition, ..)| edition.clone())).collect::<Vec<_>>().into();
    let draft = connection
        .prepare_cached("SELECT * FROM draft")?
        .query_row((), |row| Ok((edition(row)?, row.moment("proposed_at")?)))
        .optional()?;
    let draft = match draft {
        Some((edition, proposed_at)) => {
            let authors = authors_of_draft(connection)?;
            let follows = catalogue.in_force(edition.valid_from).cloned();
            Some(Drafted { id: DraftId::of(version), edition, proposed_at, authors, follows })
        }
        None => None,
    };
    let editions = catalogue.editions().iter().map(|edition| {
        let known = stored.iter().find(|(other, ..)| other.number == edition.number);
        Published {
            edition: edition.clone(),
            valid_until: catalogue.valid_until(edition.number),
            authors: known.map(|(_, authors, _)| authors.clone()).unwrap_or_default(),
            published: known.map(|(.., published)| *published),
        }
    });
    Ok(Standing { version, editions: editions.collect(), draft })
}

/// Whoever has proposed or changed it since it was proposed, each once, in that order.
fn authors_of_draft(connection: &Connection) -> rusqlite::Result<Vec<ActorId>> {
    let mut statement = connection.prepare_cached(
        "SELECT actor, min(version) AS first FROM step
         WHERE version >= (SELECT max(version) FROM step WHERE kind = 'proposed')
         GROUP BY actor ORDER BY first",
    )?;
    statement.query_map((), |row| Ok(ActorId(row.get("actor")?)))?.collect()
}

fn edition(row: &Row<'_>) -> rusqlite::Result<Edition> {
    let services: Vec<Service> = row.json("services")?;
    Ok(Edition { number: row.get("number")?, valid_from: row.get("valid_from")?, services })
}

fn of_row(row: &Row<'_>) -> rusqlite::Result<Step> {
    Ok(Step {
        version: row.get("version")?,
        kind: row.code("kind")?,
        number: row.get("number")?,
        valid_from: row.get("valid_from")?,
        by: ActorId(row.get("actor")?),
        at: row.moment("at")?,
    })
}

#[cfg(test)]
mod tests {
    use domain::Role;
    use domain::catalogue::{Command, OnDraft, Proposal, ServiceChange, ServiceCode};
    use domain::testing::{CLARA, DAVID, acting, at, date};

    use super::*;
    use crate::testing::Office;

    fn step(office: &mut Office, minute: u32, who: ActorId, command: Command) {
        let day = at("2026-03-02T09:00:00Z") + chrono::TimeDelta::minutes(minute.into());
        office.run(&OnDraft { seen: None, command }, acting(who, Role::Planner), day).expect("it is possible");
    }

    fn longer(minutes: u16) -> Proposal {
        let change = ServiceChange { minutes: Some(minutes), ..ServiceChange::of(ServiceCode::TaxId) };
        Proposal::Changes { services: vec![change], no_longer: vec![] }
    }

    fn propose(from: &str, minutes: u16) -> Command {
        Command::Propose { valid_from: date(from), follows: 1, proposal: longer(minutes) }
    }

    #[tokio::test]
    async fn a_fresh_office_has_the_shipped_edition_and_nothing_else() {
        let standing = Office::default().read().await.catalogue().expect("an answer");
        assert_eq!((standing.version, standing.draft), (0, None));
        let [only] = &standing.editions[..] else { panic!("{:?}", standing.editions) };
        assert_eq!((only.edition.number, only.valid_until, only.published), (1, None, None));
        assert!(only.authors.is_empty() && only.edition.services.len() == 7);
    }

    #[tokio::test]
    async fn a_draft_is_shown_with_its_authors_and_what_it_would_replace() {
        let mut office = Office::default();
        step(&mut office, 0, CLARA, propose("2026-04-01", 20));
        let amend = |minutes| Command::Amend { valid_from: date("2026-04-02"), proposal: longer(minutes) };
        step(&mut office, 1, DAVID, amend(30));
        step(&mut office, 2, CLARA, amend(40));
        let standing = office.read().await.catalogue().expect("an answer");
        let draft = standing.draft.expect("it is not published");
        assert_eq!((standing.version, draft.edition.number, draft.edition.valid_from), (3, 2, date("2026-04-02")));
        assert_eq!((draft.id, draft.authors), (DraftId::of(3), vec![CLARA, DAVID]));
        assert_eq!(draft.edition.services[6].minutes, 40);
        assert_eq!(draft.follows.map(|edition| edition.number), Some(1));
        assert_eq!(standing.editions.len(), 1, "nothing is in force that nobody has published");
    }

    #[tokio::test]
    async fn the_history_says_who_proposed_and_who_published() {
        let mut office = Office::default();
        step(&mut office, 0, CLARA, propose("2026-04-01", 20));
        step(&mut office, 1, CLARA, Command::Withdraw);
        step(&mut office, 2, DAVID, propose("2026-04-01", 30));
        step(&mut office, 3, CLARA, Command::Publish);
        let models = office.read().await;
        let standing = models.catalogue().expect("an answer");
        let found: Vec<_> = standing
            .editions
            .iter()
            .map(|one| (one.edition.number, one.valid_until, one.authors.clone(), one.published.map(|(by, _)| by)))
            .collect();
        assert_eq!(found, [(1, Some(date("2026-03-31")), vec![], None), (2, None, vec![DAVID], Some(CLARA))]);
        assert_eq!((standing.version, standing.draft), (4, None));
        let steps: Vec<_> = models
            .catalogue_steps()
            .expect("an answer")
            .into_iter()
            .map(|one| (one.version, one.kind, one.number, one.by))
            .collect();
        assert_eq!(
            steps,
            [
                (4, StepKind::Published, 2, CLARA),
                (3, StepKind::Proposed, 2, DAVID),
                (2, StepKind::Withdrawn, 2, CLARA),
                (1, StepKind::Proposed, 2, CLARA)
            ]
        );
    }
}
