//! What somebody may know of what is restricted (§§ 51, 52 BMG).

use domain::{Role, Roles};
use rusqlite::ToSql;
use rusqlite::types::ToSqlOutput;

/// Whether somebody knows of what is restricted. For whom does not, a question finds nothing by the same look into the
/// same index as for what does not exist: neither the answer nor its time tells the two apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clearance {
    /// Knows of nothing restricted.
    #[default]
    Ordinary,
    /// Goes on with what is restricted.
    Restricted,
}

impl Clearance {
    /// What somebody in these roles may know.
    pub fn of(roles: Roles) -> Self {
        if roles.any(&[Role::TeamLead, Role::System]) { Self::Restricted } else { Self::Ordinary }
    }

    /// Whether they may know of what is restricted.
    pub fn is_restricted(self) -> bool {
        self == Self::Restricted
    }
}

/// In a statement it is true for whoever may know.
impl ToSql for Clearance {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.is_restricted().into())
    }
}
