//! What kind of disk a folder is on, and how much room it has.

use std::path::Path;

/// The room of the disk of a folder, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// What this user may still write.
    pub free: u64,
    /// What there is in all.
    pub total: u64,
}

/// Less is too little to work with.
const ENOUGH: u64 = 1 << 30;

impl Room {
    /// How much room there is. Nothing where the system does not say.
    pub fn of(folder: &Path) -> Option<Self> {
        let disk = rustix::fs::statvfs(folder).ok()?;
        Some(Self { free: disk.f_bavail.checked_mul(disk.f_frsize)?, total: disk.f_blocks.checked_mul(disk.f_frsize)? })
    }

    /// Whether it is less than a GiB, or than one part in twenty.
    pub fn is_short(self) -> bool {
        self.free < ENOUGH || self.free < self.total / 20
    }
}

/// Whether a folder is kept in memory only.
pub fn forgets(folder: &Path) -> bool {
    #[cfg(target_os = "linux")]
    {
        /// What the kernel calls a `tmpfs`.
        const TMPFS: u32 = 0x0102_1994;
        rustix::fs::statfs(folder).is_ok_and(|disk| u32::try_from(disk.f_type) == Ok(TMPFS))
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = folder;
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_room_is_told_from_much() {
        const GIB: u64 = 1 << 30;
        assert!(Room { free: GIB / 2, total: 4 * GIB }.is_short());
        assert!(Room { free: 4 * GIB, total: 100 * GIB }.is_short());
        assert!(!Room { free: 6 * GIB, total: 100 * GIB }.is_short());
        assert!(Room::of(Path::new(".")).is_some());
        assert_eq!(Room::of(Path::new("./there/is/no/such/folder")), None);
    }
}
