//! What an upload costs: end to end over HTTP, beside the same bytes written to a plain file and awaited; how much memory
//! it takes; and how many files are looked at in a second.

use std::fs::File;
use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use api::office::{Office, OfficeConfig};
use chrono::TimeDelta;
use documents::Documents;
use documents::inspect::inspect;
use documents::render::Renderer as _;
use domain::asked::Authority;
use domain::case::{self, Origin};
use domain::catalogue::{Channel, ServiceCode};
use domain::document::{FileName, Format, HandIn};
use domain::ids::{CaseId, DocumentId};
use domain::limits::Limits;
use domain::streams::Single;
use domain::{Facts, SubjectId, calendar};
use event_store::{Clock, Migrate};
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder as _, RgbImage};
use renderer::Typesetter;
use serde::Serialize;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::papers::sheet;
use super::place::{Beside, Place};
use crate::people::{failed, give, member, named};

const MIB: usize = 1024 * 1024;
/// How large the files are, in mebibytes. The last one is larger than any that an office takes.
const SIZES_MIB: [usize; 4] = [1, 5, 20, 100];
/// How much is sent and written at a time.
const FRAME_BYTES: usize = 64 * 1024;
/// How often each size is sent at least.
const ROUNDS_MIN: u32 = 3;

/// What files of one size cost.
#[derive(Clone, Debug, Serialize)]
pub struct Sent {
    /// How large they are.
    pub mib: usize,
    /// How many were sent.
    pub files: u32,
    /// How many mebibytes a second came in and were kept.
    pub mib_per_s: f64,
    /// How many a second were written to a plain file and awaited.
    pub plain_mib_per_s: f64,
    /// How many times as long an upload takes.
    pub times_as_long: f64,
    /// By how much memory grew at most while one was sent, with both sides in this process, in KiB. Linux alone says it.
    pub memory_kib: Option<u64>,
}

/// What looking at files of one kind costs.
#[derive(Clone, Debug, Serialize)]
pub struct LookedAt {
    /// What they are.
    pub what: &'static str,
    /// How large they are, in bytes.
    pub bytes: usize,
    /// How many in a second, one at a time.
    pub per_s: f64,
}

/// What was measured.
#[derive(Clone, Debug, Serialize)]
pub struct Uploads {
    /// What was done.
    pub workload: &'static str,
    /// Which database kept the log.
    pub log: &'static str,
    /// Uploads, by size.
    pub sent: Vec<Sent>,
    /// Inspections, by kind.
    pub looked_at: Vec<LookedAt>,
}

impl Uploads {
    /// The figures as a table for people.
    pub fn table(&self) -> String {
        let sent = self.sent.iter().map(|one| {
            let Sent { mib, files, mib_per_s, plain_mib_per_s, times_as_long, memory_kib } = one;
            let memory = memory_kib.map(|kib| format!(", memory grew by {kib} KiB")).unwrap_or_default();
            format!(
                "{files:>4} files of {mib:>3} MiB: {mib_per_s:>6.0} MiB/s, a plain file {plain_mib_per_s:>6.0} MiB/s, \
                 {times_as_long:.1} times as long{memory}"
            )
        });
        let looked_at = self.looked_at.iter().map(|one| {
            let LookedAt { what, bytes, per_s } = one;
            format!("{what} ({} KiB): {per_s:.1} a second", bytes / 1024)
        });
        sent.chain(looked_at).collect::<Vec<_>>().join("\n")
    }
}

/// Sends each size, and looks at each kind, for so long.
pub async fn run(beside: &Beside, duration: Duration) -> anyhow::Result<Uploads> {
    let place = Place::new(beside).await?;
    let measured = measure(&place, duration).await;
    place.clear().await?;
    measured
}

async fn measure(place: &Place, duration: Duration) -> anyhow::Result<Uploads> {
    // With a clock of our own nobody looks at what comes, and files may be larger than in any office.
    let clock = Clock::manual(Clock::system().now());
    let limits = Limits {
        upload_bytes_max: u32::MAX,
        uploads_per_case_bytes_max: u32::MAX,
        uploads_per_case_max: u16::MAX,
        ..Limits::default()
    };
    let authority = Authority::default();
    let office = Office::start(OfficeConfig {
        authority,
        name: "Benchmark".to_owned(),
        log: place.log().clone(),
        keys: place.keys(),
        kek: place.kek()?,
        data: place.folder().join("read-models"),
        clock,
        migrate: Migrate::Apply,
        facts: Facts { limits, ..Facts::default() },
        register: std::sync::Arc::<register::Simulator>::default(),
        documents: documents::Storage::at(place.folder().join("documents")),
        mailing: notifications::Mailing::to_nobody(),
        paying: None,
        papers: None,
        turn: None,
    })
    .await?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("no port is free")?;
    let address = listener.local_addr()?;
    let server = tokio::spawn(axum::serve(listener, documents::router([office.documents().clone()])).into_future());
    let mut sent = vec![];
    for mib in SIZES_MIB {
        sent.push(send(&office, address, place.folder(), mib, duration).await?);
    }
    server.abort();
    office.stop().await;
    let looked_at = tokio::task::spawn_blocking(move || look_at(duration)).await.context("looking panicked")??;
    Ok(Uploads { workload: "documents", log: place.kind(), sent, looked_at })
}

/// Sends files of one size, and writes plain ones of the same size in between, so that both meet the same disk.
async fn send(
    office: &Office,
    address: SocketAddr,
    folder: &Path,
    mib: usize,
    duration: Duration,
) -> anyhow::Result<Sent> {
    let (ags, clerk) = (office.authority().ags.clone(), member("clerk_1").acts(&office.authority().ags));
    let case = CaseId(named(&ags, &format!("bench.case.{mib}")));
    let open = case::Command::Open(case::Opening {
        service: ServiceCode::ChangeOfResidence,
        quantity: 1,
        origin: Origin::Clerk { during: None },
        channel: Channel::Counter,
        holder: None,
        on: calendar::local_date(office.clock().now()),
    });
    let open = Single::<case::State> { id: case.0, command: open };
    give(office, clerk, &format!("bench.open.{mib}"), open).await.map_err(failed)?;
    let (mut files, mut sending, mut writing, mut memory) = (0, Duration::ZERO, Duration::ZERO, None);
    let begun = Instant::now();
    while files < ROUNDS_MIN || begun.elapsed() < duration {
        let name = format!("bench.file.{mib}.{files}");
        let document = DocumentId(named(&ags, &name));
        let bytes = (mib * MIB) as u64;
        let file_name = SubjectId(named(&ags, &format!("{name}.name"))).knows(FileName("Datei.pdf".to_owned()));
        let hand_in = HandIn { case, document, format: Format::Pdf, bytes, proves: None, name: file_name };
        give(office, clerk, &name, hand_in).await.map_err(failed)?;
        let ticket =
            office.documents().upload_ticket(case, document, bytes, office.clock().now() + TimeDelta::hours(1));
        let before = forget_memory();
        let asked = Instant::now();
        upload(office.documents(), address, &ticket, document, mib).await?;
        sending += asked.elapsed();
        let grew = before.and_then(|before| Some(memory_kib("VmHWM")?.saturating_sub(before)));
        memory = memory.max(grew);
        let asked = Instant::now();
        let plain = folder.join("plain");
        tokio::task::spawn_blocking(move || write_plainly(&plain, mib)).await.context("writing panicked")??;
        writing += asked.elapsed();
        files += 1;
    }
    #[expect(clippy::cast_precision_loss, reason = "mebibytes of a run are far below 2^52")]
    let per_s = |took: Duration| (mib * files as usize) as f64 / took.as_secs_f64();
    let (mib_per_s, plain_mib_per_s) = (per_s(sending), per_s(writing));
    Ok(Sent { mib, files, mib_per_s, plain_mib_per_s, times_as_long: plain_mib_per_s / mib_per_s, memory_kib: memory })
}

/// Sends one file by tus, from its creation to the answer that everything is kept and known to the log.
async fn upload(
    desk: &Documents,
    address: SocketAddr,
    ticket: &str,
    document: DocumentId,
    mib: usize,
) -> anyhow::Result<()> {
    let mut socket = TcpStream::connect(address).await.context("the server is not there")?;
    socket.set_nodelay(true)?;
    let (path, length) = (desk.upload_path(), mib * MIB);
    let head = |method: &str, path: &str, more: &str| {
        format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\ntus-resumable: 1.0.0\r\nupload-ticket: {ticket}\r\n{more}\r\n"
        )
    };
    let create = head("POST", &path, &format!("upload-length: {length}\r\ncontent-length: 0\r\n"));
    socket.write_all(create.as_bytes()).await?;
    answered(&mut socket, "201").await?;
    let more =
        format!("upload-offset: 0\r\ncontent-type: application/offset+octet-stream\r\ncontent-length: {length}\r\n");
    socket.write_all(head("PATCH", &format!("{path}/{document}"), &more).as_bytes()).await?;
    let frame = vec![7; FRAME_BYTES];
    for _ in 0..length / FRAME_BYTES {
        socket.write_all(&frame).await?;
    }
    answered(&mut socket, "204").await
}

/// Reads an answer without contents.
async fn answered(socket: &mut TcpStream, status: &str) -> anyhow::Result<()> {
    let mut answer = vec![];
    while !answer.ends_with(b"\r\n\r\n") {
        answer.push(socket.read_u8().await.context("the server hung up")?);
    }
    let answer = String::from_utf8_lossy(&answer);
    ensure!(answer.split_whitespace().nth(1) == Some(status), "the server answered {:?}", answer.lines().next());
    Ok(())
}

/// What has to be there after it has to be there: the file, and its name.
fn write_plainly(path: &Path, mib: usize) -> anyhow::Result<()> {
    let frame = vec![7; FRAME_BYTES];
    let mut file = File::create(path)?;
    for _ in 0..mib * MIB / FRAME_BYTES {
        file.write_all(&frame)?;
    }
    file.sync_all()?;
    File::open(path.parent().context("it has a folder")?)?.sync_all()?;
    Ok(std::fs::remove_file(path)?)
}

/// Looks at files of each kind.
fn look_at(duration: Duration) -> anyhow::Result<Vec<LookedAt>> {
    let paper = Typesetter::new(None)?.render(&sheet(Clock::system().now()))?.pdf;
    let kinds = [
        ("a PDF of two pages", Format::Pdf, paper),
        ("a photograph of 12 megapixels", Format::Jpeg, photo(4000, 3000)?),
    ];
    let mut looked_at = vec![];
    for (what, format, bytes) in kinds {
        let (begun, mut count) = (Instant::now(), 0_u32);
        while count == 0 || begun.elapsed() < duration {
            let clean = inspect(&bytes, format);
            ensure!(clean.is_ok(), "{what} was refused: {clean:?}");
            count += 1;
        }
        looked_at.push(LookedAt { what, bytes: bytes.len(), per_s: f64::from(count) / begun.elapsed().as_secs_f64() });
    }
    Ok(looked_at)
}

/// Something of which as much is going on as in a photograph of a letter.
fn photo(width: u32, height: u32) -> anyhow::Result<Vec<u8>> {
    let shade = |n: u32| u8::try_from(n % 256).expect("a remainder is small");
    let pixels = RgbImage::from_fn(width, height, |x, y| {
        let grain = (x * 7 + y * 13) % 9;
        let ink = if (x / 40 + y / 60) % 5 == 0 { 120 } else { 0 };
        image::Rgb([shade(200 - ink + grain), shade(190 - ink + grain + x / 100), shade(180 - ink + grain + y / 100)])
    });
    let mut bytes = vec![];
    let encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    encoder.write_image(&pixels, width, height, ExtendedColorType::Rgb8).context("no photograph was made")?;
    Ok(bytes)
}

/// Lets the system forget how much memory this process had at most, and says how much it has.
fn forget_memory() -> Option<u64> {
    std::fs::write("/proc/self/clear_refs", "5").ok()?;
    memory_kib("VmRSS")
}

fn memory_kib(entry: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(entry))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
