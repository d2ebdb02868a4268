//! Where a log lies, as an operator writes it.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Where a log lies.
#[derive(Clone, PartialEq, Eq)]
pub enum Target {
    /// A file.
    Sqlite(PathBuf),
    /// The URL of a PostgreSQL database. The schema is the first of its search path.
    Postgres(String),
}

/// The text names no kind of database that we know.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a log is sqlite:PATH or postgres://…")]
pub struct UnknownTarget;

impl FromStr for Target {
    type Err = UnknownTarget;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(path) = text.strip_prefix("sqlite:")
            && !path.is_empty()
        {
            Ok(Self::Sqlite(PathBuf::from(path)))
        } else if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Ok(Self::Postgres(text.to_owned()))
        } else {
            Err(UnknownTarget)
        }
    }
}

impl fmt::Display for Target {
    /// Without the password, which may stand before the host or among the parameters.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => {
                let address = url.split_once('?').map_or(url.as_str(), |(address, _)| address);
                let (scheme, rest) = address.split_once("://").unwrap_or(("postgres", address));
                match rest.rsplit_once('@') {
                    Some((account, place)) => {
                        let user = account.split_once(':').map_or(account, |(user, _)| user);
                        write!(f, "{scheme}://{user}@{place}")
                    }
                    None => write!(f, "{scheme}://{rest}"),
                }
            }
        }
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Target({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_shown_without_its_password() {
        for (written, shown) in [
            ("sqlite:/var/lib/log.db", "sqlite:/var/lib/log.db"),
            ("postgres://ada:se@cret@db:5432/log", "postgres://ada@db:5432/log"),
            ("postgresql://db/log?user=ada&password=secret", "postgresql://db/log"),
        ] {
            let target: Target = written.parse().expect("a target");
            assert_eq!(target.to_string(), shown);
            assert_eq!(format!("{target:?}"), format!("Target({shown})"));
        }
    }

    #[test]
    fn a_target_of_an_unknown_kind_is_refused() {
        for written in ["", "sqlite:", "mysql://db/log", "/var/lib/log.db"] {
            assert_eq!(written.parse::<Target>(), Err(UnknownTarget), "{written}");
        }
    }
}
