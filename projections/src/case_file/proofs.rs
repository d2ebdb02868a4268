//! How the cases that went out were identified, told, proven and signed: what an auditor asks over many of them.

use chrono::NaiveDate;
use domain::catalogue::{IdentificationMethod, ServiceCode};
use domain::ids::CaseId;
use domain::signature::Method;
use rusqlite::params;
use uuid::Uuid;

use super::{CaseFile, CaseFiles, read};
use crate::column::{Code, Columns as _};
use crate::{Clearance, Failure, ReadModels};

/// Which cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProofFilter {
    /// Filed on this day or later.
    pub from: NaiveDate,
    /// And on this day or before.
    pub to: NaiveDate,
    /// Of this service.
    pub service: Option<ServiceCode>,
    /// In which everybody who was identified was so in this way, and in no other.
    pub identified_only_by: Option<IdentificationMethod>,
    /// In which the declaration that counts was signed in this way.
    pub signed_by: Option<Method>,
}

/// A place in the list: after this case.
pub type ProofKey = (NaiveDate, CaseId);

impl ReadModels {
    /// The cases that went out, by the day on which they count as filed.
    pub fn submitted_cases(
        &self,
        filter: &ProofFilter,
        after: Option<ProofKey>,
        limit: usize,
        clearance: Clearance,
    ) -> Result<Vec<CaseFile>, Failure> {
        let ProofFilter { from, to, service, identified_only_by, signed_by } = *filter;
        let (after_day, after_case) = after.unwrap_or((from, CaseId(Uuid::nil())));
        self.ask::<CaseFiles, _>(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT case_id FROM case_file
                 WHERE filed_on BETWEEN ?1 AND ?2 AND (restricted IS NULL OR ?3) AND (?4 IS NULL OR service = ?4)
                 AND (?5 IS NULL OR (
                     EXISTS (SELECT 1 FROM identification AS one
                             WHERE one.case_id = case_file.case_id AND failed IS NULL AND method = ?5)
                     AND NOT EXISTS (SELECT 1 FROM identification AS one
                                     WHERE one.case_id = case_file.case_id AND failed IS NULL AND method <> ?5)))
                 AND (?6 IS NULL OR EXISTS (
                     SELECT 1 FROM declaration JOIN signing USING (signature)
                     WHERE declaration.case_id = case_file.case_id AND outdated_at IS NULL AND method = ?6))
                 AND (filed_on, case_id) > (?7, ?8)
                 ORDER BY filed_on, case_id LIMIT ?9",
            )?;
            let found = statement.query_map(
                params![
                    from,
                    to,
                    clearance,
                    service.map(Code),
                    identified_only_by.map(Code),
                    signed_by.map(Code),
                    after_day,
                    after_case.0,
                    i64::try_from(limit).unwrap_or(i64::MAX),
                ],
                |row| row.id("case_id"),
            )?;
            let found: Vec<CaseId> = found.collect::<rusqlite::Result<_>>()?;
            let files = found.into_iter().map(|case| read(connection, case, clearance));
            files.filter_map(Result::transpose).collect()
        })
    }
}
