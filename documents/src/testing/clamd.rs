//! A real clamd, which knows one signature.

use std::fs;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Scanner;

/// The file by which scanners are tried. It does nothing.
pub(crate) const EICAR: &[u8] = br"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";
/// The largest file that it takes.
pub(crate) const TAKES_MIB: usize = 2;

/// ClamAV's daemon, which ends with the test.
pub(crate) struct Clamd {
    folder: PathBuf,
    process: Child,
}

impl Clamd {
    /// Starts it in a folder, and waits until it listens.
    pub(crate) fn start(folder: &Path) -> Self {
        let (settings, database) = (folder.join("clamd.conf"), folder.join("signatures"));
        fs::create_dir_all(&database).expect("a folder");
        // A signature of ours: its name, any kind of file, anywhere in it, these bytes.
        fs::write(database.join("eicar.ndb"), format!("Test.EICAR:0:*:{}\n", hex::encode(EICAR))).expect("written");
        let text = format!(
            "Foreground yes\nDatabaseDirectory {}\nLocalSocket {}\nStreamMaxLength {TAKES_MIB}M\n",
            database.display(),
            socket(folder).display(),
        );
        fs::write(&settings, text).expect("written");
        let log = fs::File::create(folder.join("clamd.log")).expect("a file");
        let mut command =
            Command::new(["/usr/sbin/clamd", "clamd"].into_iter().find(|p| Path::new(p).exists()).unwrap_or("clamd"));
        command.arg("--config-file").arg(&settings).stdout(Stdio::from(log)).stderr(Stdio::null());
        let process = command.spawn().unwrap_or_else(|error| {
            panic!("clamd is not there ({error}): run ./check, or apt-get install clamav-daemon")
        });
        let begun = Instant::now();
        while UnixStream::connect(socket(folder)).is_err() {
            let log = || fs::read_to_string(folder.join("clamd.log")).unwrap_or_default();
            assert!(begun.elapsed() < Duration::from_mins(1), "clamd does not listen: {}", log());
            std::thread::sleep(Duration::from_millis(50));
        }
        Self { folder: folder.to_owned(), process }
    }

    /// The way to it.
    pub(crate) fn scanner(&self) -> Scanner {
        Scanner::Unix(socket(&self.folder))
    }
}

impl Drop for Clamd {
    fn drop(&mut self) {
        // As hard as a power cut.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn socket(folder: &Path) -> PathBuf {
    folder.join("clamd.socket")
}
