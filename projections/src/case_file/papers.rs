//! What the office wrote for a case, and keeps.

use chrono::{DateTime, Utc};
use domain::ids::PaperId;
use domain::paper::{self, Kind, Languages, Level};
use domain::signature::Hash;
use rusqlite::{Row, Transaction};

use super::record::run;
use crate::Envelope;
use crate::column::{Code, Columns as _, Moment};

/// A paper that was written for a case, and is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaperRecord {
    /// Which.
    pub id: PaperId,
    /// What it is.
    pub kind: Kind,
    /// In which languages.
    pub languages: Languages,
    /// The SHA-256 of its bytes.
    pub hash: Hash,
    /// How large it is.
    pub kib: u32,
    /// How many pages it has.
    pub pages: u16,
    /// How far its seal goes, if it has one.
    pub seal: Option<Level>,
    /// When it was written.
    pub kept_at: DateTime<Utc>,
    /// When its seal got a time stamp later.
    pub stamped_at: Option<DateTime<Utc>>,
    /// How often it was handed out.
    pub copies: u32,
}

pub(super) fn record(row: &Row<'_>) -> rusqlite::Result<PaperRecord> {
    Ok(PaperRecord {
        id: row.id("paper")?,
        kind: row.code("kind")?,
        languages: row.code("languages")?,
        hash: Hash(row.get("hash")?),
        kib: row.get("kib")?,
        pages: row.get("pages")?,
        seal: row.code_or_none("seal")?,
        kept_at: row.moment("kept_at")?,
        stamped_at: row.moment_or_none("stamped_at")?,
        copies: row.get("copies")?,
    })
}

pub(super) fn paper(tx: &Transaction<'_>, envelope: &Envelope, event: &paper::Event) -> rusqlite::Result<()> {
    let (id, at) = (event.paper().0, Moment(envelope.at));
    match event {
        paper::Event::Kept { case, kind, languages, hash, kib, pages, seal, .. } => {
            let position = i64::try_from(envelope.position.0).expect("no log will have 2^63 events");
            run(
                tx,
                "INSERT INTO paper VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, NULL, 0)",
                &[
                    &id,
                    &case.0,
                    &position,
                    &Code(*kind),
                    &Code(*languages),
                    &hash.0,
                    kib,
                    &pages.get(),
                    &seal.map(Code),
                    &at,
                ],
            )
        }
        paper::Event::Stamped { hash, kib, .. } => run(
            tx,
            "UPDATE paper SET hash = ?2, kib = ?3, seal = ?4, stamped_at = ?5 WHERE paper = ?1",
            &[&id, &hash.0, kib, &Code(Level::Timed), &at],
        ),
        paper::Event::HandedOut { .. } => run(tx, "UPDATE paper SET copies = copies + 1 WHERE paper = ?1", &[&id]),
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;

    use domain::SubjectId;
    use domain::ids::FolderId;
    use domain::paper::{Command, Kept};
    use domain::testing::{CLARA, at, citizen, clerk, system};
    use uuid::Uuid;

    use super::*;
    use crate::Clearance;
    use crate::testing::visits::{case, visitor, wish};
    use crate::testing::{Office, SCOPE, later};

    const STARTS_AT: &str = "2026-03-02T08:00:00Z";

    #[tokio::test]
    async fn a_file_lists_what_was_written_and_how_its_seal_stands() {
        let mut office = Office::default();
        office.offer(SCOPE, STARTS_AT, 18, (3, 3));
        office.change_of_residence(&wish(1, STARTS_AT), ("Lovelace", "Ada"));
        let minute = |n| later(at(STARTS_AT), n);
        let (confirmation, history) = (PaperId(Uuid::from_u128(1)), PaperId(Uuid::from_u128(2)));
        let keep = |paper, kind| {
            let (hash, blob, pages) = (Hash([1; 32]), Hash([2; 32]), NonZeroU16::MIN);
            let about = vec![SubjectId(Uuid::from_u128(3))];
            let (languages, bytes, seal) = (Languages::German, 5000, Some(Level::Basic));
            let kept = Kept { paper, kind, languages, about, hash, blob, bytes, pages, seal };
            Command::Keep { case: case(1), holder: Some(visitor(1)), kept }
        };
        let (of, hash, blob) = (Hash([2; 32]), Hash([3; 32]), Hash([4; 32]));
        let steps = [
            (citizen(visitor(1)), keep(confirmation, Kind::Confirmation)),
            (clerk(CLARA), keep(history, Kind::History)),
            (citizen(visitor(1)), Command::HandOut { paper: confirmation, ticket: Uuid::from_u128(9) }),
            (system(), Command::Stamp { paper: confirmation, of, hash, blob, bytes: 6000 }),
        ];
        for (n, (by, command)) in (20..).zip(steps) {
            office.ask::<paper::State>(FolderId::of(case(1)).0, by, minute(n), command).expect("step by step");
        }
        let file =
            office.read().await.case_file(case(1), Clearance::Ordinary).expect("an answer").expect("it is there");
        let first = PaperRecord {
            id: confirmation,
            kind: Kind::Confirmation,
            languages: Languages::German,
            hash,
            kib: 6,
            pages: 1,
            seal: Some(Level::Timed),
            kept_at: minute(20),
            stamped_at: Some(minute(23)),
            copies: 1,
        };
        let second = PaperRecord {
            id: history,
            kind: Kind::History,
            hash: Hash([1; 32]),
            kib: 5,
            seal: Some(Level::Basic),
            kept_at: minute(21),
            stamped_at: None,
            copies: 0,
            ..first
        };
        assert_eq!(file.papers, [first, second]);
    }
}
