//! A log that was restored: nothing leaves the office until somebody has looked.

use std::path::{Path, PathBuf};

use notifications::testing::Postbox;

use super::crashes::{TWO, phone, plan, run};
use super::*;

async fn open(house: &House, postbox: &Postbox) -> Office {
    let config = house.config();
    let mailing = Mailing { outbox: Some(Arc::new(postbox.clone())), ..config.mailing.clone() };
    Office::start(OfficeConfig { mailing, ..config }).await.expect("the office opens")
}

/// Copies a database that nobody has open: what it has not yet put into its file lies beside it.
fn copy(from: &Path, to: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        let [from, to] = [from, to].map(|path| PathBuf::from(format!("{}{suffix}", path.display())));
        if from.exists() {
            std::fs::copy(&from, &to).expect("the folder is writable");
        } else if to.exists() {
            std::fs::remove_file(&to).expect("the folder is writable");
        }
    }
}

#[test]
fn nothing_leaves_while_the_log_is_fenced_and_everything_goes_on_when_it_is_not() {
    let (house, postbox) = (House::new(), Postbox::default());
    run(async {
        let office = open(&house, &postbox).await;
        plan(&office, TWO).await;
        let since = office.log().backend().fence().await.expect("the log answers");
        phone(&office, 1, "2026-03-03T08:00:00Z", &[ServiceCode::TaxId]).await;
        office.settle().await;
        assert_eq!(postbox.names(), [""; 0], "people are served, and nobody is written to");
        assert_eq!(office.fenced().await.expect("the log answers"), Some(since));
        office.stop().await;

        // It is the log that is fenced, and not the process.
        let office = open(&house, &postbox).await;
        office.settle().await;
        assert_eq!(postbox.names(), [""; 0]);
        assert_eq!(office.log().backend().fence().await.expect("the log answers"), since, "it is fenced already");
        assert!(office.log().backend().unfence().await.expect("the log answers"));
        assert!(!office.log().backend().unfence().await.expect("the log answers"), "it is not fenced any more");
        office.settle().await;
        assert_eq!(postbox.names().len(), 1, "what had waited goes out");
        office.stop().await;
    });
}

#[test]
fn a_log_that_ends_before_what_was_known_of_it_is_fenced_by_itself_and_read_again() {
    let (house, postbox) = (House::new(), Postbox::default());
    let (log, backup) = (house.folder.path().join("log.sqlite"), house.folder.path().join("backup.sqlite"));
    run(async {
        let office = open(&house, &postbox).await;
        plan(&office, TWO).await;
        office.settle().await;
        office.stop().await;
        copy(&log, &backup);

        let office = open(&house, &postbox).await;
        phone(&office, 1, "2026-03-03T08:00:00Z", &[ServiceCode::TaxId]).await;
        office.settle().await;
        assert_eq!(postbox.names().len(), 1);
        office.stop().await;
        copy(&backup, &log);

        let office = open(&house, &postbox).await;
        office.settle().await;
        assert!(office.fenced().await.expect("the log answers").is_some());
        assert_eq!(office.halted(), Vec::<String>::new());
        let (head, _) = office.log().head().await.expect("the log answers");
        for model in office.read_models().status() {
            assert_eq!(model.position, head, "{} shows what is in the log, and nothing more", model.name);
        }
        phone(&office, 2, "2026-03-03T08:00:00Z", &[ServiceCode::TaxId]).await;
        office.settle().await;
        assert_eq!(postbox.names().len(), 1, "nobody is written to");
        office.stop().await;
    });
}

#[test]
fn a_restored_log_that_has_grown_since_is_noticed_by_whoever_knew_the_other_one() {
    let (house, postbox) = (House::new(), Postbox::default());
    let path = |name: &str| house.folder.path().join(name);
    run(async {
        let office = open(&house, &postbox).await;
        plan(&office, TWO).await;
        office.settle().await;
        office.stop().await;
        copy(&path("log.sqlite"), &path("backup.sqlite"));

        let office = open(&house, &postbox).await;
        phone(&office, 1, "2026-03-03T08:00:00Z", &[ServiceCode::TaxId]).await;
        office.settle().await;
        office.stop().await;
        // The read models of a node that is switched off from now on.
        std::fs::rename(path("read-models"), path("asleep")).expect("the folder is writable");

        copy(&path("backup.sqlite"), &path("log.sqlite"));
        let office = open(&house, &postbox).await;
        assert_eq!(office.fenced().await.expect("the log answers"), None, "this node has known nothing");
        house.clock.set(at("2026-03-02T07:05:00Z"));
        for (person, starts_at) in [(2, "2026-03-03T08:00:00Z"), (3, "2026-03-03T09:00:00Z")] {
            phone(&office, person, starts_at, &[ServiceCode::TaxId]).await;
        }
        office.settle().await;
        office.stop().await;

        std::fs::remove_dir_all(path("read-models")).expect("the folder is writable");
        std::fs::rename(path("asleep"), path("read-models")).expect("the folder is writable");
        let office = open(&house, &postbox).await;
        assert!(office.fenced().await.expect("the log answers").is_some());
        office.settle().await;
        let (head, _) = office.log().head().await.expect("the log answers");
        assert!(office.read_models().status().iter().all(|model| model.position == head));
        office.stop().await;
    });
}
