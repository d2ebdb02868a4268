//! A private PostgreSQL cluster, fast scratch folders and faults of the database for tests.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use tempfile::TempDir;

use crate::backend::Backend;
use crate::record::{Appended, Batch, Failure};

/// Creates and starts a cluster, says so, and waits until its standard input closes. That happens when the test process
/// ends, however it ends; then the cluster and its folder go too. It listens on a socket in that folder only.
/// The settings are those of production, so no check has to be waived: it is fast because the folder is in memory.
const WATCH: &str = r#"
    folder=$1 bin=$2
    # The process may end while the cluster starts. Then nobody hears that it is ready, and it still has to go.
    trap '' PIPE
    fail() { cat "$folder/log" >&2; rm -rf "$folder"; exit 1; }
    "$bin/initdb" -D "$folder/data" -U vorgang -A trust -E UTF8 --locale=C --data-checksums --no-sync \
        --wal-segsize=16 > "$folder/log" 2>&1 || fail
    "$bin/pg_ctl" -D "$folder/data" -w -t 60 -l "$folder/log" -o "-c listen_addresses= -k $folder -c max_connections=200 \
        -c shared_buffers=64MB -c max_wal_size=256MB -c autovacuum_naptime=5s" start > /dev/null || fail
    echo ready 2> /dev/null
    cat > /dev/null
    "$bin/pg_ctl" -D "$folder/data" -m immediate stop > /dev/null 2>&1
    rm -rf "$folder"
"#;

/// What a test does around each append of a committer, whose number counts from 1.
#[derive(Clone)]
pub struct Faults(Arc<Inner>);

struct Inner {
    appends: AtomicU32,
    before: Box<dyn Fn(u32, Batch) -> BoxFuture<'static, ()> + Send + Sync>,
    after: Box<dyn Fn(u32) -> bool + Send + Sync>,
}

impl Faults {
    /// Does something before each append.
    pub fn before<F>(before: impl Fn(u32, Batch) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let before = Box::new(move |number, batch| before(number, batch).boxed());
        Self(Arc::new(Inner { appends: AtomicU32::new(0), before, after: Box::new(|_| false) }))
    }

    /// Loses the answers to some appends.
    pub fn losing(after: impl Fn(u32) -> bool + Send + Sync + 'static) -> Self {
        let before = Box::new(|_, _| std::future::ready(()).boxed());
        Self(Arc::new(Inner { appends: AtomicU32::new(0), before, after: Box::new(after) }))
    }

    /// How often something was appended, or tried.
    pub fn appends(&self) -> u32 {
        self.0.appends.load(Ordering::SeqCst)
    }

    pub(crate) async fn append(&self, backend: &Backend, batch: &Batch) -> Result<Appended, Failure> {
        let number = self.0.appends.fetch_add(1, Ordering::SeqCst) + 1;
        (self.0.before)(number, batch.clone()).await;
        let answer = backend.append(batch).await;
        if (self.0.after)(number) { Err(Failure::Unavailable("the reply was lost".into())) } else { answer }
    }
}

/// A PostgreSQL server of our own, which lives as long as the process.
#[derive(Debug)]
pub struct PrivateCluster {
    folder: PathBuf,
    bin: PathBuf,
    databases: AtomicU32,
    /// Its standard input is our sign of life.
    _watcher: Child,
}

impl PrivateCluster {
    /// The cluster of this process. It is started when it is first asked for.
    pub fn shared() -> &'static Self {
        static SHARED: LazyLock<PrivateCluster> = LazyLock::new(PrivateCluster::start);
        &SHARED
    }

    /// Creates an empty database and answers its URL.
    pub fn create_database(&self) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let created = Command::new(self.bin.join("createdb"))
            .args(["-U", "vorgang", "-h"])
            .arg(&self.folder)
            .arg(&name)
            .status()
            .expect("createdb is beside initdb");
        assert!(created.success(), "the private cluster creates a database");
        format!("postgres://vorgang@localhost/{name}?host={}&sslmode=disable", self.folder.display())
    }

    fn start() -> Self {
        let bin = binaries();
        let folder = TempDir::with_prefix_in("vorgang-pg-", fast_folder()).expect("a scratch folder").keep();
        // PostgreSQL refuses to run as root, as it is in a container.
        let mut command = if is_root() {
            let user = ["postgres", "nobody"].into_iter().find_map(user_and_group).expect("a user other than root");
            chown(&folder, Some(user.0), Some(user.1)).expect("root gives a folder away");
            let mut command = Command::new("setpriv");
            command.arg(format!("--reuid={}", user.0)).arg(format!("--regid={}", user.1));
            command.args(["--clear-groups", "sh"]);
            command
        } else {
            Command::new("sh")
        };
        // A group of its own: Ctrl-C ends the tests, and their end ends the cluster in good order.
        let mut watcher = command
            .args(["-c", WATCH, "watch"])
            .args([&folder, &bin])
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .process_group(0)
            .spawn()
            .expect("a shell starts");
        let mut said = String::new();
        let out = watcher.stdout.take().expect("it is piped");
        BufReader::new(out).read_line(&mut said).expect("the shell's output is readable");
        assert_eq!(said, "ready\n", "the private PostgreSQL cluster started");
        Self { folder, bin, databases: AtomicU32::new(0), _watcher: watcher }
    }
}

/// A scratch folder, in memory where there is enough of it. It goes when the value is dropped.
pub fn scratch() -> TempDir {
    TempDir::with_prefix_in("vorgang-", fast_folder()).expect("a scratch folder")
}

/// `/dev/shm` if it has a gigabyte to spare (a container may have 64 megabytes), else the usual folder.
fn fast_folder() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let free = Command::new("df").args(["-Pk"]).arg(memory).output().ok().and_then(|out| {
        let out = String::from_utf8(out.stdout).ok()?;
        out.lines().nth(1)?.split_whitespace().nth(3)?.parse::<u64>().ok()
    });
    if free.is_some_and(|free_kib| free_kib >= 1 << 20) { memory.to_owned() } else { std::env::temp_dir() }
}

/// The newest installation.
fn binaries() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin"))))
        .filter(|(_, bin)| bin.join("initdb").exists())
        .max();
    newest.expect("PostgreSQL's binaries are in /usr/lib/postgresql").1
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

fn user_and_group(name: &str) -> Option<(u32, u32)> {
    let users = std::fs::read_to_string("/etc/passwd").ok()?;
    let fields = users.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|fields| fields[0] == name)?;
    Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?))
}
