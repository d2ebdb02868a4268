//! The way to registers and federal offices.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, bail, ensure};
use register::Gateway;

use super::{Config, PLACEHOLDER};

/// The way to registers and federal offices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Register {
    /// One that takes everything and keeps nothing.
    Simulator,
    /// A folder in which messages are handed over.
    Folder(PathBuf),
}

impl Register {
    /// The gateway to it.
    pub(super) fn open(self) -> anyhow::Result<Arc<dyn Gateway>> {
        Ok(match self {
            Self::Simulator => Arc::new(register::Simulator::default()),
            Self::Folder(path) => {
                let folder = register::Folder::open(path.clone());
                Arc::new(folder.with_context(|| {
                    format!(
                        "the hand-over folder {} cannot be made; choose another with VORGANG_REGISTER",
                        path.display()
                    )
                })?)
            }
        })
    }
}

impl Config {
    /// The authority's way to registers and federal offices. Unless somebody chose one, it is a folder of its own.
    pub fn register_of(&self, ags: &str) -> anyhow::Result<Register> {
        let own = self.authorities.get(ags).and_then(|authority| authority.register.as_ref());
        let Some(chosen) = own.or(self.register.as_ref()) else {
            return Ok(Register::Folder(self.folder_of(ags).join("register")));
        };
        match chosen.split_once(':') {
            None if chosen == "simulator" => Ok(Register::Simulator),
            Some(("folder", path)) if !path.is_empty() => {
                // Two authorities in one folder would hand over each other's cases.
                ensure!(
                    self.authorities.len() == 1 || path.contains(PLACEHOLDER) || own.is_some(),
                    "several authorities would share one register; write {PLACEHOLDER} into its folder"
                );
                Ok(Register::Folder(PathBuf::from(path.replace(PLACEHOLDER, ags))))
            }
            None | Some(_) => bail!("the register is {chosen:?}; write `folder:PATH` or `simulator`"),
        }
    }
}
