//! A client of others sends a file to a server that dies meanwhile.

use std::env;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::{Place, Running, client};

const MIB: usize = 1024 * 1024;

/// Where `./check` puts the client.
fn packages() -> PathBuf {
    let cache = || {
        let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
        cache.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cache"))).map(|it| it.join("vorgang/peers"))
    };
    let peers = env::var_os("VORGANG_PEERS").map(PathBuf::from).or_else(cache).expect("there is a cache folder");
    let packages = peers.join("uploads");
    assert!(
        packages.join("node_modules/tus-js-client").exists(),
        "tus-js-client is missing below {}: run ./check, which installs it from tests/uploads with `npm ci`",
        packages.display()
    );
    packages
}

/// The client, which ends with the test.
struct Sender(Child);

impl Drop for Sender {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// A document of one page with a grey picture of so many bytes.
fn document(bytes: usize) -> Vec<u8> {
    let picture: Vec<u8> = (0..bytes).map(|n| u8::try_from((n / 1024 + n) % 251).expect("it is small")).collect();
    let drawing = b"q 500 0 0 500 40 200 cm /Scan Do Q".to_vec();
    let image = format!(
        "/Type /XObject /Subtype /Image /Width 1024 /Height {} /ColorSpace /DeviceGray /BitsPerComponent 8",
        bytes / 1024
    );
    let objects: [(String, Option<Vec<u8>>); 5] = [
        ("<< /Type /Catalog /Pages 2 0 R >>".to_owned(), None),
        ("<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(), None),
        (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
             /Resources << /XObject << /Scan 5 0 R >> >> >>"
                .to_owned(),
            None,
        ),
        (format!("<< /Length {} >>", drawing.len()), Some(drawing)),
        (format!("<< {image} /Length {bytes} >>"), Some(picture)),
    ];
    let (mut pdf, mut at) = (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec(), vec![]);
    for (n, (dictionary, stream)) in (1..).zip(objects) {
        at.push(pdf.len());
        pdf.extend_from_slice(format!("{n} 0 obj\n{dictionary}\n").as_bytes());
        if let Some(stream) = stream {
            pdf.extend_from_slice(b"stream\n");
            pdf.extend_from_slice(&stream);
            pdf.extend_from_slice(b"\nendstream\n");
        }
        pdf.extend_from_slice(b"endobj\n");
    }
    let table = pdf.len();
    pdf.extend_from_slice(b"xref\n0 6\n0000000000 65535 f \n");
    for at in at {
        pdf.extend_from_slice(format!("{at:010} 00000 n \n").as_bytes());
    }
    pdf.extend_from_slice(format!("trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n").as_bytes());
    pdf
}

async fn ask(server: &Running, token: &str, query: &str, variables: Value) -> Value {
    let body = json!({ "query": query, "variables": variables }).to_string();
    let request = client().post(format!("{}/graphql", server.url)).bearer_auth(token);
    let answer = request.header("content-type", "application/json").body(body).send().await.expect("it is there");
    answer.json().await.expect("JSON")
}

/// Sends it while the server is killed so many times, and gives what the client said.
fn send(place: &Place, serve: &dyn Fn() -> Running, server: &mut Running, upload: &Value, file: &Path) -> Vec<String> {
    let text = |name: &str| upload[name].as_str().expect("it is a text").to_owned();
    let url = format!("{}{}", server.url, text("url"));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/uploads/client.cjs");
    let mut command = Command::new("node");
    command.arg(script).arg(packages()).args([url, text("ticket")]).arg(file).arg(MIB.to_string());
    let started = command.stdout(Stdio::piped()).current_dir(place.0.path()).spawn();
    let mut sender = Sender(started.expect("node is there: run ./check, which installs it"));
    let lines = BufReader::new(sender.0.stdout.take().expect("its output is ours")).lines();
    let (mut said, mut kills) = (vec![], [3 * MIB + MIB / 2, 7 * MIB].into_iter().peekable());
    for line in lines {
        let line = line.expect("its output is UTF-8");
        let sent = line.strip_prefix("sent ").and_then(|sent| sent.parse::<usize>().ok());
        if sent.is_some_and(|sent| kills.next_if(|at| sent >= *at).is_some()) {
            // As a power cut would, in the middle of a part.
            server.child.kill().expect("it is ours");
            server.child.wait().expect("it is ours");
            *server = serve();
        }
        said.push(line);
    }
    assert!(sender.0.wait().expect("it ends").success(), "{said:?}");
    assert!(kills.peek().is_none(), "it was killed twice: {said:?}");
    said
}

#[tokio::test]
async fn a_client_of_others_goes_on_with_a_file_while_the_server_dies_and_comes_back() {
    let place = Place::new();
    let fixture = place.json(&["seed", "--fixture", "conformance", "--json"]);
    let citizen = &fixture["authorities"]["A"]["citizens"][0];
    let token = citizen["token"].as_str().expect("a token");
    let serve = |bind: &str| {
        let mut command = place.command(&["serve"]);
        command.env("VORGANG_BIND", bind);
        Running::start(command)
    };
    let mut server = serve("127.0.0.1:0");
    // It comes back where it was.
    let bind = server.url.strip_prefix("http://").expect("it is one").to_owned();
    let (pdf, file) = (document(10 * MIB), place.0.path().join("scan.pdf"));
    fs::write(&file, &pdf).expect("the folder is writable");
    let announce = "mutation($input: DocumentHandInInput!) \
        { documentHandIn(input: $input) { upload { document url ticket } errors { __typename } } }";
    let input = json!({
        "idempotencyKey": uuid::Uuid::from_u128(1), "case": citizen["case"], "name": "Mietvertrag.pdf",
        "format": "PDF", "bytes": pdf.len(),
    });
    let announced = ask(&server, token, announce, json!({ "input": input })).await;
    let upload = &announced["data"]["documentHandIn"]["upload"];
    assert!(upload["ticket"].is_string(), "{announced:#}");

    let said = send(&place, &|| serve(&bind), &mut server, upload, &file);
    assert!(said.iter().any(|line| line == "answer POST 201"), "{said:?}");
    assert!(said.iter().any(|line| line == "answer HEAD 200"), "it asked how much is there: {said:?}");
    let resumed = said.iter().filter(|line| line.starts_with("answer PATCH 204")).count();
    assert!(resumed >= 10, "{said:?}");
    let document = upload["document"].as_str().expect("an id");
    assert!(said.iter().any(|line| line.starts_with("done ") && line.ends_with(document)), "{said:?}");

    let states = "query($id: UUID!) { case(id: $id) { documents { id state fault } } }";
    let begun = Instant::now();
    loop {
        let found = ask(&server, token, states, json!({ "id": citizen["case"] })).await;
        let state = &found["data"]["case"]["documents"][0];
        if state["state"] == "RELEASED" {
            break;
        }
        assert!(state["fault"].is_null() && begun.elapsed() < Duration::from_mins(3), "{found:#}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let copy = "mutation($input: DocumentCopyInput!) { documentCopy(input: $input) { download { url } } }";
    let input = json!({ "idempotencyKey": uuid::Uuid::from_u128(2), "case": citizen["case"], "document": document });
    let address = ask(&server, token, copy, json!({ "input": input })).await;
    let address = address["data"]["documentCopy"]["download"]["url"].as_str().expect("an address").to_owned();
    let fetched = client().get(format!("{}{address}", server.url)).send().await.expect("it is there");
    assert!(fetched.status().is_success());
    assert!(fetched.bytes().await.expect("all of it") == pdf, "it is what was sent");
    server.stop();
}
