//! What every file of this crate needs from SQLite before its first transaction.

use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode};

/// Another process may hold the file for one append or one checkpoint of the write-ahead log. Longer is a fault.
const BUSY_MAX: Duration = Duration::from_secs(5);

/// Lets the connection wait for its turn.
pub(crate) fn wait_for_turn(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_MAX)
}

/// Turns the write-ahead log on and gives the mode in which the file is now: some file systems allow no such log.
///
/// The change needs the file alone. Where two openers meet, SQLite tells one of them "busy" at once, without the wait
/// that was asked for, since both would wait for each other; so the wait is here.
pub(crate) fn write_ahead(connection: &Connection) -> rusqlite::Result<String> {
    let begun = Instant::now();
    loop {
        match connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)) {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && begun.elapsed() < BUSY_MAX => {
                thread::sleep(Duration::from_millis(5));
            }
            answer => return answer,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    #[test]
    fn openers_of_a_new_file_wait_for_each_other() {
        for _ in 0..30 {
            let folder = crate::testing::scratch();
            let together = Barrier::new(8);
            thread::scope(|scope| {
                for _ in 0..8 {
                    scope.spawn(|| {
                        let connection = Connection::open(folder.path().join("file")).expect("it opens");
                        wait_for_turn(&connection).expect("it may wait");
                        together.wait();
                        assert_eq!(write_ahead(&connection).expect("its turn comes"), "wal");
                        connection.execute_batch("CREATE TABLE IF NOT EXISTS t (n)").expect("it writes");
                    });
                }
            });
        }
    }
}
