//! Sets papers in a process of its own, which may take so much time and memory and no more.
//!
//! A template that never ends, or that fills the memory, takes nothing with it but its own process.

use std::ffi::OsString;
use std::io::{self, Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Condvar, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use documents::render::{Failure, Rendered, Renderer, Sheet};
use rustix::process::{Resource, Rlimit, setrlimit};

use crate::Typesetter;

/// What a process that sets one paper may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long, from its start.
    pub time: Duration,
    /// How much address space, in bytes.
    pub memory_bytes: u64,
    /// How many run at the same time. Others wait.
    pub at_once: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { time: Duration::from_secs(15), memory_bytes: 1 << 30, at_once: 2 }
    }
}

/// Starts a program for each paper: it gets the sheet on its standard input and answers with the PDF.
pub struct Isolated {
    program: PathBuf,
    arguments: Vec<OsString>,
    limits: Limits,
    running: Mutex<usize>,
    ended: Condvar,
}

/// A failure, as the process tells it.
const TEMPLATE: i32 = 3;
const TOO_MUCH: i32 = 4;

/// Larger than any paper of 60 pages.
const PDF_BYTES_MAX: u64 = 64 * 1024 * 1024;

impl Isolated {
    /// With a program that calls [`answer`].
    pub fn new(program: PathBuf, arguments: Vec<OsString>, limits: Limits) -> Self {
        Self { program, arguments, limits, running: Mutex::new(0), ended: Condvar::new() }
    }

    fn talk(&self, child: &mut Child, question: &[u8]) -> Result<Vec<u8>, Failure> {
        let mut input = child.stdin.take().expect("the input is a pipe");
        let output = child.stdout.take().expect("the output is a pipe");
        let (tell, told) = mpsc::channel();
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let read = output.take(PDF_BYTES_MAX).read_to_end(&mut bytes);
            // Nobody listens any more when the time was over.
            let _ = tell.send(read.map(|_| bytes));
        });
        // A process that died before it had read says so by its end.
        let _ = input.write_all(question);
        drop(input);
        match told.recv_timeout(self.limits.time) {
            Ok(answer) => answer.map_err(Failure::Process),
            Err(_) => {
                child.kill().map_err(Failure::Process)?;
                Err(Failure::TooSlow(self.limits.time.as_secs()))
            }
        }
    }

    fn run(&self, sheet: &Sheet) -> Result<Rendered, Failure> {
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(Failure::Process)?;
        let memory = self.limits.memory_bytes.to_be_bytes();
        let seconds = self.limits.time.as_secs().max(1).to_be_bytes();
        let sheet = serde_json::to_vec(sheet).expect("a sheet is texts, numbers and dates");
        let answer = self.talk(&mut child, &[&memory[..], &seconds[..], &sheet[..]].concat());
        let mut said = String::new();
        if let Some(stderr) = &mut child.stderr
            && answer.is_ok()
        {
            stderr.take(64 * 1024).read_to_string(&mut said).map_err(Failure::Process)?;
        }
        let status = child.wait().map_err(Failure::Process)?;
        let answer = answer?;
        match (status.code(), answer.split_first_chunk::<2>()) {
            (Some(0), Some((pages, pdf))) => Ok(Rendered { pdf: pdf.to_vec(), pages: u16::from_be_bytes(*pages) }),
            (Some(TEMPLATE), _) => Err(Failure::Template(said)),
            (Some(TOO_MUCH), _) => {
                let (most, what) = said.split_once(' ').unwrap_or(("0", &said));
                Err(Failure::TooMuch { what: what.to_owned(), most: most.parse().unwrap_or_default() })
            }
            // What it printed while dying may hold what it was setting.
            _ => Err(Failure::Died(status.to_string())),
        }
    }
}

impl Renderer for Isolated {
    fn render(&self, sheet: &Sheet) -> Result<Rendered, Failure> {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        *self
            .ended
            .wait_while(running, |running| *running >= self.limits.at_once)
            .unwrap_or_else(PoisonError::into_inner) += 1;
        let rendered = self.run(sheet);
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.ended.notify_one();
        rendered
    }
}

/// Sets the one paper that stands on the standard input; what the process for [`Isolated`] does. Returns its exit code.
pub fn answer(templates: Option<&std::path::Path>) -> io::Result<i32> {
    let mut memory = [0; 8];
    let mut seconds = [0; 8];
    let mut sheet = Vec::new();
    let mut input = io::stdin().lock();
    input.read_exact(&mut memory)?;
    input.read_exact(&mut seconds)?;
    input.read_to_end(&mut sheet)?;
    for (what, most) in [(Resource::As, memory), (Resource::Cpu, seconds)] {
        let most = Some(u64::from_be_bytes(most));
        setrlimit(what, Rlimit { current: most, maximum: most })?;
    }
    let sheet: Sheet = serde_json::from_slice(&sheet)?;
    let (code, said) = match Typesetter::new(templates).and_then(|typesetter| typesetter.render(&sheet)) {
        Ok(Rendered { pdf, pages }) => {
            let mut output = io::stdout().lock();
            output.write_all(&pages.to_be_bytes())?;
            output.write_all(&pdf)?;
            output.flush()?;
            return Ok(0);
        }
        Err(Failure::TooMuch { what, most }) => (TOO_MUCH, format!("{most} {what}")),
        Err(Failure::Template(said)) => (TEMPLATE, said),
        Err(failure) => (TEMPLATE, failure.to_string()),
    };
    io::stderr().lock().write_all(said.as_bytes())?;
    Ok(code)
}
