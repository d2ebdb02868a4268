//! Folders from which programs of others take files.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// A folder whose files another program takes away. Each is there whole or not at all, also after a power cut.
#[derive(Clone, Debug)]
pub struct PickupFolder(PathBuf);

impl PickupFolder {
    /// Uses a folder, and makes it if need be. Others than the server's group have no business in it.
    pub fn open(path: PathBuf) -> io::Result<Self> {
        if !path.exists() {
            std::fs::create_dir_all(&path)?;
            #[cfg(unix)]
            std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o770))?;
        }
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Puts a file into the folder, instead of one that has its name. It waits for the disk.
    pub fn put(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.prepare(name, bytes)?;
        self.publish(name)
    }

    /// Writes a file beside its place, where no program of others looks for it. It waits for the disk.
    pub fn prepare(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let temporary = self.beside(name);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o660);
        let mut file = options.open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    /// Whether a file lies beside its place.
    pub fn is_prepared(&self, name: &str) -> bool {
        self.beside(name).exists()
    }

    /// Moves a file that was prepared to its place, instead of one that has its name. It waits for the disk.
    pub fn publish(&self, name: &str) -> io::Result<()> {
        std::fs::rename(self.beside(name), self.0.join(name))?;
        self.sync()
    }

    fn beside(&self, name: &str) -> PathBuf {
        self.0.join(format!("{name}.part"))
    }

    /// Waits until the disk has what was renamed in the folder.
    pub fn sync(&self) -> io::Result<()> {
        File::open(&self.0)?.sync_all()
    }
}
