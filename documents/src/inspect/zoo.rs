//! Files that should never be let in, and files that always should. All are made here, byte by byte.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::LazyLock;

use domain::document::{Fault, Format};
use flate2::write::ZlibEncoder;
use flate2::{Compress, Compression, FlushCompress};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ExtendedColorType, ImageEncoder as _, RgbImage};

use super::{BYTES_MAX, Clean, inspect};

/// A file, as what it is handed in, and what is wrong with it.
pub(crate) struct Animal {
    pub(crate) name: &'static str,
    pub(crate) declared: Format,
    pub(crate) bytes: Vec<u8>,
    pub(crate) fault: Fault,
}

const EICAR: &[u8] = br"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";
/// The end of an empty ZIP archive.
const ZIP_END: &[u8] = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
const PAGE: &str = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>";
const CONTENTS: &str = "<< /Length 44 >>\nstream\nBT /F1 12 Tf 72 720 Td (Mietvertrag) Tj ET      \nendstream";

// ---- PDF ----

/// A PDF of these objects, numbered from one on, with a table of contents that is right.
fn pdf_of(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut at = vec![];
    for (number, object) in (1..).zip(objects) {
        at.push(bytes.len());
        bytes.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        bytes.extend_from_slice(object);
        bytes.extend_from_slice(b"\nendobj\n");
    }
    table(&mut bytes, &at, trailer);
    bytes
}

fn table(bytes: &mut Vec<u8>, at: &[usize], trailer: &str) {
    let start = bytes.len();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", at.len() + 1);
    for at in at {
        writeln!(table, "{at:010} 00000 n ").expect("a string takes everything");
    }
    let size = at.len() + 1;
    write!(table, "trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n")
        .expect("so it does");
    bytes.extend_from_slice(table.as_bytes());
}

/// A page, its catalogue with these entries, and further objects from the fifth on.
fn pdf(catalog: &str, page: &str, further: &[&str]) -> Vec<u8> {
    let catalog = format!("<< /Type /Catalog /Pages 2 0 R {catalog} >>");
    let page = PAGE.replace(">>", &format!("{page} >>"));
    let mut objects = vec![
        catalog.into_bytes(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        page.into_bytes(),
        CONTENTS.as_bytes().to_vec(),
    ];
    objects.extend(further.iter().map(|object| object.as_bytes().to_vec()));
    pdf_of(&objects, "")
}

fn stream(entries: &str, contents: &[u8]) -> Vec<u8> {
    let mut object = format!("<< {entries} /Length {} >>\nstream\n", contents.len()).into_bytes();
    object.extend_from_slice(contents);
    object.extend_from_slice(b"\nendstream");
    object
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(vec![], Compression::best());
    encoder.write_all(bytes).expect("memory takes everything");
    encoder.finish().expect("memory takes everything")
}

/// So many mebibytes of zeros, packed: one block again and again, as nobody would pack it.
fn packed_zeros(mib: usize) -> Vec<u8> {
    static BLOCK: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let (mut packer, mut block) = (Compress::new(Compression::best(), false), Vec::with_capacity(64 * 1024));
        packer.compress_vec(&vec![0; 1024 * 1024], &mut block, FlushCompress::Full).expect("memory takes everything");
        block
    });
    [b"\x78\x9c".to_vec(), BLOCK.repeat(mib), b"\x01\0\0\xff\xff\0\0\0\0".to_vec()].concat()
}

/// A page and one more object.
fn pdf_with(catalog: &str, object: Vec<u8>) -> Vec<u8> {
    let objects = [
        format!("<< /Type /Catalog /Pages 2 0 R {catalog} >>").into_bytes(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        PAGE.as_bytes().to_vec(),
        CONTENTS.as_bytes().to_vec(),
        object,
    ];
    pdf_of(&objects, "")
}

/// A PDF of version 1.5 whose catalogue and pages stand in a stream of objects, named by a stream of offsets.
fn modern_pdf(catalog: &str, filter: &str, pack: fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let within = [
        format!("<< /Type /Catalog /Pages 2 0 R {catalog} >>"),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        PAGE.to_owned(),
    ];
    let (mut index, mut body) = (String::new(), String::new());
    for (number, object) in (1..).zip(&within) {
        write!(index, "{number} {} ", body.len()).expect("a string takes everything");
        body += object;
        body += " ";
    }
    let entries = format!("/Type /ObjStm /N 3 /First {} {filter}", index.len());
    let mut bytes = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut at = [0; 3];
    let contents = CONTENTS.as_bytes().to_vec();
    for (n, (number, object)) in
        [(4, contents), (5, stream(&entries, &pack((index + &body).as_bytes())))].into_iter().enumerate()
    {
        at[n] = bytes.len();
        bytes.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        bytes.extend_from_slice(&object);
        bytes.extend_from_slice(b"\nendobj\n");
    }
    at[2] = bytes.len();
    let place = |at: usize| u16::try_from(at).expect("it is small").to_be_bytes();
    let mut rows = vec![0, 0, 0, 0];
    for n in 0..3 {
        rows.extend_from_slice(&[2, 0, 5, n]);
    }
    for at in at {
        rows.push(1);
        rows.extend_from_slice(&place(at));
        rows.push(0);
    }
    let start = bytes.len();
    bytes.extend_from_slice(b"6 0 obj\n");
    bytes.extend_from_slice(&stream("/Type /XRef /Size 7 /W [1 2 1] /Root 1 0 R /Filter /FlateDecode", &packed(&rows)));
    bytes.extend_from_slice(format!("\nendobj\nstartxref\n{start}\n%%EOF\n").as_bytes());
    bytes
}

/// The file, saved once more with another catalogue.
fn updated(mut bytes: Vec<u8>, catalog: &str) -> Vec<u8> {
    let before = memchr::memmem::rfind(&bytes, b"xref\n0").expect("it has a table");
    let at = bytes.len();
    bytes.extend_from_slice(format!("1 0 obj\n<< /Type /Catalog /Pages 2 0 R {catalog} >>\nendobj\n").as_bytes());
    let start = bytes.len();
    let table = format!(
        "xref\n1 1\n{at:010} 00000 n \ntrailer\n<< /Size 5 /Root 1 0 R /Prev {before} >>\nstartxref\n{start}\n%%EOF\n"
    );
    bytes.extend_from_slice(table.as_bytes());
    bytes
}

// ---- pictures ----

fn pixels(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let shade = |n: u32| u8::try_from((x * n + y * (n + 3) + (x * y) % 13) % 256).expect("it is small");
        image::Rgb([shade(1), shade(2), shade(5)])
    })
}

pub(crate) fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = vec![];
    let encoder = JpegEncoder::new_with_quality(&mut bytes, 80);
    encoder.write_image(&pixels(width, height), width, height, ExtendedColorType::Rgb8).expect("it is written");
    bytes
}

/// A photograph as a camera makes it, of another program: `colours` is how it takes fewer samples of them (0 of all, 2 of
/// every fourth).
fn photo(width: u32, height: u32, held: u8, colours: u8, progressive: bool) -> Vec<u8> {
    const SCRIPT: &str = "
import sys
from PIL import Image
path, width, height, held, colours, progressive = sys.argv[1], *map(int, sys.argv[2:])
light = Image.linear_gradient('L').resize((width, height))
noise = Image.effect_noise((width // 3, height // 3), 60).resize((width, height))
image = Image.merge('RGB', [light, noise, light])
exif = image.getexif()
exif[0x112] = held
image.save(path, 'JPEG', quality=85, subsampling=colours, progressive=bool(progressive), exif=exif)
";
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("photo.jpg");
    let python = crate::seal::peers::environment().join("bin/python");
    let mut command = std::process::Command::new(&python);
    command.args(["-c", SCRIPT]).arg(&path);
    command.args([width, height, held.into(), colours.into(), progressive.into()].map(|n| n.to_string()));
    let made = command.status();
    assert!(made.is_ok_and(|status| status.success()), "{}: run ./check, which installs it", python.display());
    std::fs::read(path).expect("it was written")
}

/// The JPEG with one more segment after its beginning.
fn with_segment(jpeg: &[u8], marker: u8, contents: &[u8]) -> Vec<u8> {
    let length = u16::try_from(contents.len() + 2).expect("a segment is small").to_be_bytes();
    [&jpeg[..2], &[0xff, marker], &length, contents, &jpeg[2..]].concat()
}

/// Where the frame of a JPEG says how large it is.
fn frame(jpeg: &[u8]) -> usize {
    jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).expect("it has a frame")
}

fn with_size(mut jpeg: Vec<u8>, width: u16, height: u16) -> Vec<u8> {
    let at = frame(&jpeg);
    jpeg[at + 5..at + 7].copy_from_slice(&height.to_be_bytes());
    jpeg[at + 7..at + 9].copy_from_slice(&width.to_be_bytes());
    jpeg
}

fn with_frame(mut jpeg: Vec<u8>, marker: u8) -> Vec<u8> {
    let at = frame(&jpeg);
    jpeg[at + 1] = marker;
    jpeg
}

/// Exif data that say only how the camera was held.
fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend_from_slice(&[orientation, 0, 0, 0, 0, 0, 0]);
    exif
}

fn chunk(kind: [u8; 4], contents: &[u8]) -> Vec<u8> {
    let length = u32::try_from(contents.len()).expect("it is small").to_be_bytes();
    let named = [&kind, contents].concat();
    [length.as_slice(), &named, &crc(&named).to_be_bytes()].concat()
}

/// The checksum of PNG (ISO/IEC 15948, annex D).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |mut crc, byte| {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 };
        }
        crc
    })
}

/// What a header says: size, bits a sample, kind of colour, interlaced.
type Header = (u32, u32, u8, u8, u8);

fn png_of(header: Header, extra: &[Vec<u8>], data: &[u8]) -> Vec<u8> {
    let (width, height, depth, color, interlaced) = header;
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[depth, color, 0, 0, interlaced]].concat();
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(*b"IHDR", &head), extra.concat(), chunk(*b"IDAT", data), chunk(*b"IEND", b"")]
        .concat()
}

pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    png_with(width, height, &[])
}

fn png_with(width: u32, height: u32, extra: &[Vec<u8>]) -> Vec<u8> {
    let mut rows = vec![];
    for row in pixels(width, height).rows() {
        rows.push(0);
        row.for_each(|pixel| rows.extend_from_slice(&pixel.0));
    }
    png_of((width, height, 8, 2, 0), extra, &packed(&rows))
}

/// One file that two programs take for two things.
fn joined(first: &[u8], second: &[u8]) -> Vec<u8> {
    [first, second].concat()
}

/// All that is hostile.
pub(crate) fn hostile() -> Vec<Animal> {
    let mut zoo = foreign();
    zoo.extend(active_pdfs());
    zoo.extend(misshapen_pdfs());
    zoo.extend(hostile_pngs());
    zoo.extend(hostile_jpegs());
    zoo
}

fn of(declared: Format, animals: Vec<(&'static str, Vec<u8>, Fault)>) -> Vec<Animal> {
    animals.into_iter().map(|(name, bytes, fault)| Animal { name, declared, bytes, fault }).collect()
}

/// What is no document at all, whatever it is called.
fn foreign() -> Vec<Animal> {
    use Fault::{Empty, Heic, OtherFormat, TooLarge, UnknownFormat};
    let good = pdf("", "", &[]);
    let animals: Vec<(&'static str, Vec<u8>, Fault)> = vec![
        ("nothing", vec![], Empty),
        ("one byte", b"%".to_vec(), UnknownFormat),
        ("text", b"I have moved.".to_vec(), UnknownFormat),
        ("HTML", b"<!doctype html><script>alert(1)</script>".to_vec(), UnknownFormat),
        ("SVG with a script", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(), UnknownFormat),
        (
            "XML with an entity",
            b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>".to_vec(),
            UnknownFormat,
        ),
        ("JavaScript", b"fetch('https://example.org')".to_vec(), UnknownFormat),
        ("a shell script", b"#!/bin/sh\nreboot\n".to_vec(), UnknownFormat),
        ("PHP", b"<?php system($_GET['c']);".to_vec(), UnknownFormat),
        ("ZIP", joined(b"PK\x03\x04", ZIP_END), UnknownFormat),
        ("Office with macros", joined(b"PK\x03\x04word/vbaProject.bin", ZIP_END), UnknownFormat),
        ("an older office document", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".repeat(64), UnknownFormat),
        ("a Windows program", b"MZ\x90\0This program cannot be run in DOS mode".to_vec(), UnknownFormat),
        ("a Linux program", b"\x7fELF\x02\x01\x01".to_vec(), UnknownFormat),
        ("GIF", b"GIF89a\x01\0\x01\0\x80\0\0".to_vec(), UnknownFormat),
        ("GIF with a script", b"GIF89a=1;alert(1)//".to_vec(), UnknownFormat),
        ("BMP", b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0".to_vec(), UnknownFormat),
        ("TIFF", b"II\x2a\0\x08\0\0\0".to_vec(), UnknownFormat),
        ("WebP", b"RIFF\x24\0\0\0WEBPVP8 ".to_vec(), UnknownFormat),
        ("RTF", b"{\\rtf1{\\object\\objocx}}".to_vec(), UnknownFormat),
        ("PostScript", b"%!PS-Adobe-3.0\n(/etc/passwd) run".to_vec(), UnknownFormat),
        ("RAR", b"Rar!\x1a\x07\x01\0".to_vec(), UnknownFormat),
        ("gzip", b"\x1f\x8b\x08\0\0\0\0\0".to_vec(), UnknownFormat),
        ("a film", b"\0\0\0\x18ftypisom\0\0\0\0".to_vec(), UnknownFormat),
        ("HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(), Heic),
        ("AVIF", b"\0\0\0\x18ftypavif\0\0\0\0".to_vec(), Heic),
        ("EICAR", EICAR.to_vec(), UnknownFormat),
        ("spaces before a PDF", joined(b"  \n", &good), UnknownFormat),
        ("a byte order mark before a PDF", joined(b"\xef\xbb\xbf", &good), UnknownFormat),
        ("HTML before a PDF", joined(b"<script>alert(1)</script>", &good), UnknownFormat),
        ("a program before a PDF", joined(b"MZ\x90\0", &good), UnknownFormat),
        ("ZIP before a PDF", joined(b"PK\x03\x04", &good), UnknownFormat),
        ("a JPEG that is called a PDF", jpeg(8, 8), OtherFormat),
        ("a PNG that is called a PDF", png(8, 8), OtherFormat),
        ("more than may be", vec![b'%'; BYTES_MAX + 1], TooLarge),
    ];
    let mut animals = of(Format::Pdf, animals);
    animals.extend(of(Format::Png, vec![("a PDF that is called a PNG", good, OtherFormat)]));
    animals
}

/// PDFs that do something, or bring something along.
fn active_pdfs() -> Vec<Animal> {
    use Fault::{Active, Attachments, Encrypted, SeveralFormats};
    let script = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>";
    let action = |kind: &str| pdf("/OpenAction 5 0 R", "", &[&format!("<< /S /{kind} >>")]);
    let annotation = |kind: &str| pdf("", "/Annots [5 0 R]", &[&format!("<< /Type /Annot /Subtype /{kind} >>")]);
    let encrypted = pdf_of(
        &[
            b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
            PAGE.as_bytes().to_vec(),
            CONTENTS.as_bytes().to_vec(),
        ],
        "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O (x) /U (x) >> /ID [<00> <00>]",
    );
    let mut in_stream = pdf_with("", stream("", b"9 0 obj << /S /JavaScript /JS (1) >> "));
    let at = memchr::memmem::find(&in_stream, b"9 0 obj").expect("it is there");
    let start = memchr::memmem::rfind(&in_stream, b"xref\n0").expect("it has a table");
    let end = memchr::memmem::rfind(&in_stream, b"startxref").expect("it has an end");
    let table = format!(
        "xref\n9 1\n{at:010} 00000 n \ntrailer\n<< /Size 10 /Root 1 0 R /Prev {start} >>\nstartxref\n{end}\n%%EOF\n"
    );
    in_stream.truncate(end);
    in_stream.extend_from_slice(table.as_bytes());

    of(
        Format::Pdf,
        vec![
            ("a script at the opening", pdf(&format!("/OpenAction {script}"), "", &[]), Active),
            ("a script whose name is hidden", pdf("/OpenAction << /S /J#61vaScript /J#53 (1) >>", "", &[]), Active),
            ("a script behind a reference", pdf("/OpenAction 5 0 R", "", &[script]), Active),
            (
                "a script in a packed object",
                modern_pdf(&format!("/OpenAction {script}"), "/Filter /FlateDecode", packed),
                Active,
            ),
            (
                "a script by name",
                pdf(&format!("/Names << /JavaScript << /Names [(a) {script}] >> >>"), "", &[]),
                Active,
            ),
            ("a script in a later version", updated(pdf("", "", &[]), &format!("/OpenAction {script}")), Active),
            ("a script inside of a stream", in_stream, Active),
            (
                "something at the opening of a page",
                pdf("", "/AA << /O 5 0 R >>", &["<< /S /Named /N /Print >>"]),
                Active,
            ),
            (
                "something at the opening, elsewhere",
                pdf("/AA 5 0 R", "", &["<< /WC << /S /URI /URI (x) >> >>"]),
                Active,
            ),
            ("an opening that is no place", action("Named"), Active),
            (
                "an opening with more to follow",
                pdf("/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next << /S /URI >> >>", "", &[]),
                Active,
            ),
            ("a program that is started", action("Launch"), Active),
            ("a form that is sent", action("SubmitForm"), Active),
            ("a form that is filled from elsewhere", action("ImportData"), Active),
            ("another document", action("GoToR"), Active),
            ("a document within", action("GoToE"), Attachments),
            ("a film", annotation("Movie"), Active),
            ("a sound", annotation("Sound"), Active),
            ("a rendition", action("Rendition"), Active),
            ("rich media", annotation("RichMedia"), Active),
            ("a three-dimensional model", annotation("3D"), Active),
            ("a form of Adobe's own kind", pdf("/AcroForm << /XFA 5 0 R /Fields [] >>", "", &["[]"]), Active),
            (
                "a stream from elsewhere",
                pdf_with("", stream("/F (http://example.org/x) /FFilter /FlateDecode", b"")),
                Active,
            ),
            (
                "a file within",
                pdf_with("/Names << /EmbeddedFiles << >> >>", stream("/Type /EmbeddedFile", EICAR)),
                Attachments,
            ),
            ("a file pinned to a page", annotation("FileAttachment"), Attachments),
            (
                "a file within a packed object",
                modern_pdf("/Names << /EmbeddedFiles << /Names [] >> >>", "/Filter /FlateDecode", packed),
                Attachments,
            ),
            ("a password", encrypted, Encrypted),
            ("a ZIP behind a PDF", joined(&pdf("", "", &[]), ZIP_END), SeveralFormats),
            ("a program behind a PDF", joined(&pdf("", "", &[]), b"MZ\x90\0\x03\0\0\0"), SeveralFormats),
            ("HTML behind a PDF", joined(&pdf("", "", &[]), b"<script>alert(1)</script>"), SeveralFormats),
            (
                "HTML in the first remark",
                [b"%PDF-1.7\n%<html><script>\n", &pdf("", "", &[])[15..]].concat(),
                SeveralFormats,
            ),
            ("an object in a text", pdf("", "", &["(\n9 0 obj << /S /JavaScript >> endobj\n)"]), SeveralFormats),
            ("an object in a remark", pdf("", "", &["null % 9 0 obj << /S /JavaScript >> endobj"]), SeveralFormats),
            ("an object in a stream", pdf_with("", stream("", b"9 0 obj << /S /JavaScript >> endobj")), SeveralFormats),
            ("an archive's end in a stream", pdf_with("", stream("", ZIP_END)), SeveralFormats),
        ],
    )
}

/// PDFs that no reader opens without guessing, or that take more than they give.
fn misshapen_pdfs() -> Vec<Animal> {
    use Fault::{Damaged, TooComplex};
    let good = pdf("", "", &[]);
    let nested = |open: &str, close: &str, times| pdf("", "", &[&(open.repeat(times) + &close.repeat(times))]);
    let many = |count: usize| {
        let mut objects: Vec<Vec<u8>> = vec![
            b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
            PAGE.as_bytes().to_vec(),
            CONTENTS.as_bytes().to_vec(),
        ];
        objects.resize(count, b"0".to_vec());
        pdf_of(&objects, "")
    };
    // A table of contents in which ten thousand objects are the same large one.
    let mut same = pdf_with("", stream("", &vec![b'x'; 2 * 1024 * 1024]));
    let large = memchr::memmem::find(&same, b"5 0 obj").expect("it is there");
    let start = same.len();
    let mut again = "xref\n6 9000\n".to_owned();
    for _ in 0..9000 {
        writeln!(again, "{large:010} 00000 n ").expect("a string takes everything");
    }
    let before = memchr::memmem::rfind(&same, b"xref\n0").expect("it has a table");
    write!(again, "trailer\n<< /Size 9006 /Root 1 0 R /Prev {before} >>\nstartxref\n{start}\n%%EOF\n")
        .expect("so it does");
    same.extend_from_slice(again.as_bytes());

    let kids: String = (4..604).fold(String::new(), |mut kids, n| {
        write!(kids, "{n} 0 R ").expect("a string takes everything");
        kids
    });
    let mut many_pages = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Count 600 /Kids [{kids}] >>").into_bytes(),
        b"null".to_vec(),
    ];
    many_pages.resize(603, PAGE.as_bytes().to_vec());

    let text = |from: &str, to: &str| {
        let text = String::from_utf8(good.iter().map(|byte| if byte.is_ascii() { *byte } else { b'x' }).collect());
        text.expect("ASCII").replace(from, to).into_bytes()
    };
    of(
        Format::Pdf,
        vec![
            ("a header and nothing", b"%PDF-1.7\n".to_vec(), Damaged),
            ("a PDF of no version", text("%PDF-1.7", "%PDF-9.9"), Damaged),
            ("a PDF without an end", good[..good.len() - 6].to_vec(), Damaged),
            ("half a PDF", good[..good.len() / 2].to_vec(), Damaged),
            ("a PDF without a table", text("startxref", "startxxxx"), Damaged),
            ("a page tree that bites its tail", text("/Kids [3 0 R]", "/Kids [2 0 R]"), Damaged),
            ("no page", text("/Kids [3 0 R]", "/Kids [     ]"), Damaged),
            ("too many pages", pdf_of(&many_pages, ""), TooComplex),
            ("lists in lists", nested("[", "]", 100_000), TooComplex),
            ("dictionaries in dictionaries", nested("<</A ", ">>", 50_000), TooComplex),
            ("brackets in brackets", nested("(", ")", 100_000), TooComplex),
            ("a bracket that stays open", pdf("", "", &["[ << /A ["]), Damaged),
            ("a text that does not end", pdf("", "", &["(((("]), Damaged),
            ("a name that does not end", pdf("", "", &[&format!("/{}", "A".repeat(100_000))]), Damaged),
            ("a word of no PDF", pdf("", "", &["run"]), Damaged),
            ("very many objects", many(30_000), TooComplex),
            ("very many numbers", pdf("", "", &[&format!("[{}]", "0 ".repeat(2_000_000))]), TooComplex),
            ("a table of two billion objects", text("0 5\n", "0 2147483647\n"), TooComplex),
            ("one object nine thousand times", same, TooComplex),
            (
                "a stream that becomes a gigabyte",
                pdf_with("", stream("/Filter /FlateDecode", &packed_zeros(1024))),
                TooComplex,
            ),
            (
                "a stream that is packed twice",
                pdf_with("", stream("/Filter [/FlateDecode /FlateDecode]", &packed(&packed_zeros(64)))),
                TooComplex,
            ),
            (
                "objects that become a gigabyte",
                pdf_with("", stream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", &packed_zeros(1024))),
                TooComplex,
            ),
            (
                "objects that are packed in an odd way",
                modern_pdf("", "/Filter /ASCIIHexDecode", |bytes| hex::encode(bytes).into_bytes()),
                TooComplex,
            ),
            ("a stream longer than the file", text("endstream", "endsxxxxx"), Damaged),
        ],
    )
}

fn hostile_pngs() -> Vec<Animal> {
    use Fault::{Animated, Damaged, SeveralFormats, TooComplex, TooManyPixels};
    let (good, row) = (png(8, 8), packed(&[0; 25]));
    let mut spoilt = good.clone();
    let at = spoilt.len() - 20;
    spoilt[at] ^= 1;
    of(
        Format::Png,
        vec![
            ("a PNG of a hundred thousand megapixels", png_of((400_000, 250_000, 8, 2, 0), &[], &row), TooManyPixels),
            ("a PNG of the largest size", png_of((u32::MAX >> 1, u32::MAX >> 1, 16, 6, 0), &[], &row), TooManyPixels),
            ("a PNG that is very wide", png_of((39_000_000, 1, 8, 0, 0), &[], &row), TooManyPixels),
            ("an interlaced PNG of 39 megapixels", png_of((6500, 6000, 8, 2, 1), &[], &row), TooManyPixels),
            ("a PNG of 39 megapixels and no contents", png_of((6500, 6000, 8, 2, 0), &[], &row), TooComplex),
            ("a PNG that unpacks to 150 megabytes", png_of((6250, 6000, 8, 6, 0), &[], &packed_zeros(144)), TooComplex),
            ("a PNG that unpacks to four gigabytes", png_of((8, 8, 8, 2, 0), &[], &packed_zeros(4096)), TooComplex),
            ("a PNG without size", png_of((0, 8, 8, 2, 0), &[], &row), Damaged),
            ("a PNG of no colour", png_of((8, 8, 8, 7, 0), &[], &row), Damaged),
            ("a PNG of odd bits", png_of((8, 8, 5, 2, 0), &[], &row), Damaged),
            ("a PNG without its palette", png_of((8, 8, 8, 3, 0), &[], &packed(&[0; 72])), Damaged),
            ("half a PNG", good[..good.len() / 2].to_vec(), Damaged),
            ("a PNG without an end", good[..good.len() - 12].to_vec(), Damaged),
            ("a PNG with too few rows", png_of((8, 8, 8, 2, 0), &[], &row), Damaged),
            ("a PNG whose checksum is wrong", spoilt, Damaged),
            ("a PNG whose header comes late", [&good[..8], &chunk(*b"tEXt", b"a\0b"), &good[8..]].concat(), Damaged),
            ("a PNG with a part that nobody knows", png_with(8, 8, &[chunk(*b"CgBI", b"\0")]), Damaged),
            ("a PNG that moves", png_with(8, 8, &[chunk(*b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0])]), Animated),
            (
                "a PNG with a script",
                png_with(8, 8, &[chunk(*b"tEXt", b"Comment\0<script>alert(1)</script>")]),
                SeveralFormats,
            ),
            ("a PNG with PHP", png_with(8, 8, &[chunk(*b"iTXt", b"a\0\0\0\0\0<?PHP system('id');")]), SeveralFormats),
            ("a PNG with a program", png_with(8, 8, &[chunk(*b"prVt", b"MZ\x90\0")]), SeveralFormats),
            ("a ZIP behind a PNG", joined(&good, ZIP_END), SeveralFormats),
            ("HTML behind a PNG", joined(&good, b"<html>"), SeveralFormats),
            ("a PDF behind a PNG", joined(&good, &pdf("", "", &[])), SeveralFormats),
        ],
    )
}

fn hostile_jpegs() -> Vec<Animal> {
    use Fault::{Damaged, SeveralFormats, TooComplex, TooManyPixels};
    let good = jpeg(64, 64);
    let scan = good.windows(2).position(|pair| pair == [0xff, 0xda]).expect("it has a scan");
    let (head, body) = (&good[..scan], &good[scan..good.len() - 2]);
    let many = [head, &body.repeat(40), &[0xff, 0xd9]].concat();
    let mut twelve_bits = good.clone();
    let at = frame(&twelve_bits);
    twelve_bits[at + 4] = 12;
    of(
        Format::Jpeg,
        vec![
            ("a JPEG of nothing", vec![0xff, 0xd8, 0xff, 0xd9], Damaged),
            ("half a JPEG", good[..good.len() / 2].to_vec(), Damaged),
            ("a JPEG without an end", good[..good.len() - 2].to_vec(), Damaged),
            ("a JPEG of 4,000 megapixels", with_size(good.clone(), 65_535, 65_535), TooManyPixels),
            ("a JPEG of 39 megapixels and no contents", with_size(good.clone(), 6500, 6000), TooComplex),
            ("a JPEG without size", with_size(good.clone(), 0, 64), Damaged),
            (
                "a progressive JPEG of 39 megapixels",
                with_frame(with_size(good.clone(), 6500, 6000), 0xc2),
                TooManyPixels,
            ),
            ("a JPEG with forty scans", with_frame(many, 0xc2), TooComplex),
            ("a lossless JPEG", with_frame(good.clone(), 0xc3), Damaged),
            ("a JPEG in arithmetic coding", with_frame(good.clone(), 0xc9), Damaged),
            ("a JPEG of twelve bits", twelve_bits, Damaged),
            (
                "a JPEG with two frames",
                joined(&with_segment(&good, 0xc0, &good[frame(&good) + 4..frame(&good) + 19]), b""),
                Damaged,
            ),
            ("a JPEG in a JPEG", joined(&good[..2], &good), Damaged),
            ("a JPEG with PHP", with_segment(&good, 0xfe, b"<?php system('id'); __halt_compiler();"), SeveralFormats),
            ("a JPEG with a script", with_segment(&good, 0xe1, b"Exif\0\0*/=alert(1);/*<SCRIPT>"), SeveralFormats),
            ("a JPEG with an archive", with_segment(&good, 0xe5, b"PK\x03\x04evil.jar"), SeveralFormats),
            ("a ZIP behind a JPEG", joined(&good, ZIP_END), SeveralFormats),
            ("a program behind a JPEG", joined(&good, b"MZ\x90\0"), SeveralFormats),
            ("HTML behind a JPEG", joined(&good, b"\n<html><script>"), SeveralFormats),
            ("a PDF behind a JPEG", joined(&good, &pdf("", "", &[])), SeveralFormats),
        ],
    )
}

/// What people hand in.
pub(crate) fn good() -> Vec<(&'static str, Format, Vec<u8>)> {
    use Format::{Jpeg, Pdf, Png};
    let link = "<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://saarbruecken.de) >> >>";
    let metadata = stream("/Type /Metadata /Subtype /XML", b"<?xpacket begin=''?><x:xmpmeta/><?xpacket end='w'?>");
    let text = |from: &str, to: &str| {
        let ascii = pdf("", "", &["38"]).into_iter().map(|byte| if byte.is_ascii() { byte } else { b'x' }).collect();
        String::from_utf8(ascii).expect("ASCII").replace(from, to).into_bytes()
    };
    let (photo, second) = (jpeg(640, 480), jpeg(160, 120));
    let mut grey = vec![];
    let luma = DynamicImage::ImageRgb8(pixels(64, 48)).to_luma8();
    JpegEncoder::new(&mut grey).write_image(&luma, 64, 48, ExtendedColorType::L8).expect("it is written");
    let rows = |bytes: usize, rows: usize| {
        packed(
            &(0..rows)
                .flat_map(|row| [vec![0], vec![u8::try_from(row % 2 * 255).expect("small"); bytes]].concat())
                .collect::<Vec<_>>(),
        )
    };
    let palette = [chunk(*b"PLTE", &[0, 0, 0, 255, 255, 255]), chunk(*b"tRNS", &[0, 255])];
    let palette_rows = packed(&(0..8).flat_map(|_| [0, 0, 1, 0, 1, 0, 1, 0, 1]).collect::<Vec<u8>>());
    vec![
        ("a PDF", Pdf, pdf("", "", &[])),
        ("a PDF with packed objects", Pdf, modern_pdf("", "/Filter /FlateDecode", packed)),
        ("a PDF with objects in a stream that is not packed", Pdf, modern_pdf("", "", <[u8]>::to_vec)),
        ("a PDF that opens at a page", Pdf, pdf("/OpenAction [3 0 R /XYZ null null 0]", "", &[])),
        (
            "a PDF that opens at a page by an action",
            Pdf,
            pdf("/OpenAction 5 0 R", "", &["<< /S /GoTo /D [3 0 R /Fit] >>"]),
        ),
        ("a PDF with a link", Pdf, pdf("", "/Annots [5 0 R]", &[link])),
        ("a PDF that was saved twice", Pdf, updated(pdf("", "", &[]), "/Lang (de-DE)")),
        ("a PDF with a form", Pdf, pdf("/AcroForm << /Fields [5 0 R] >>", "", &["<< /FT /Tx /T (name) /V (Ada) >>"])),
        ("a PDF with metadata", Pdf, pdf_with("/Metadata 5 0 R", metadata)),
        ("a PDF with a picture", Pdf, pdf_with("", stream("/Subtype /Image /Filter /DCTDecode", &second))),
        ("a PDF with packed contents", Pdf, pdf_with("", stream("/Filter /FlateDecode", &packed(&vec![7; 100_000])))),
        ("a PDF that says a length elsewhere", Pdf, text("/Length 44", "/Length 5 0 R")),
        ("a PDF that says a wrong length", Pdf, text("/Length 44", "/Length 40")),
        ("a PDF 2.0", Pdf, text("%PDF-1.7", "%PDF-2.0")),
        ("a photograph", Jpeg, photo.clone()),
        ("a grey photograph", Jpeg, grey),
        ("a photograph that was taken upright", Jpeg, with_segment(&photo, 0xe1, &exif(6))),
        ("a photograph with a remark", Jpeg, with_segment(&photo, 0xfe, "Küche, 2. März".as_bytes())),
        ("a photograph with a second one behind it", Jpeg, joined(&photo, &second)),
        ("a photograph of twelve megapixels", Jpeg, jpeg(4000, 3000)),
        ("a picture", Png, png(300, 200)),
        ("a picture with two colours", Png, png_of((16, 16, 1, 0, 0), &[], &rows(2, 16))),
        ("a picture with transparency", Png, png_of((16, 16, 8, 6, 0), &[], &rows(64, 16))),
        ("a picture of sixteen bits", Png, png_of((16, 16, 16, 2, 0), &[], &rows(96, 16))),
        ("a picture with a palette", Png, png_of((8, 8, 8, 3, 0), &palette, &palette_rows)),
        ("a picture with a text", Png, png_with(30, 20, &[chunk(*b"tEXt", b"Author\0Ada Lovelace")])),
        (
            "a picture with a colour profile that becomes a gigabyte",
            Png,
            png_with(30, 20, &[chunk(*b"iCCP", &[b"a\0\0".as_slice(), &packed_zeros(1024)].concat())]),
        ),
    ]
}

#[test]
fn none_of_the_hostile_files_is_accepted_and_each_is_refused_for_what_it_is() {
    let zoo = hostile();
    assert!(zoo.len() >= 60, "{} of them", zoo.len());
    let wrong: Vec<String> = zoo
        .iter()
        .map(|animal| (animal, inspect(&animal.bytes, animal.declared)))
        .filter(|(animal, answer)| answer.as_ref().err() != Some(&animal.fault))
        .map(|(animal, answer)| {
            let answer = answer.map(|clean| clean.format);
            format!("{}: {answer:?} instead of {:?}", animal.name, animal.fault)
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_people_hand_in_is_accepted() {
    let all = good();
    assert!(all.len() >= 20, "{} of them", all.len());
    for (name, format, bytes) in all {
        let clean = inspect(&bytes, format).unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
        assert_eq!(clean.format, format);
        assert_eq!(clean.anew.is_some(), format != Format::Pdf, "{name}");
    }
}

#[test]
fn of_a_picture_nothing_but_its_pixels_stays() {
    for (name, format, bytes) in good() {
        let Some(anew) = inspect(&bytes, format).ok().and_then(|clean| clean.anew) else { continue };
        for remark in [b"Exif".as_slice(), b"Ada Lovelace", "Küche".as_bytes(), b"iCCP", b"tEXt"] {
            assert!(memchr::memmem::find(&anew, remark).is_none(), "{name}");
        }
        // What was written anew is a good file itself.
        assert!(matches!(inspect(&anew, format), Ok(Clean { .. })), "{name}");
        if name.contains("behind it") {
            assert!(anew.len() < bytes.len() * 2 && anew.ends_with(&[0xff, 0xd9]), "{name}");
        }
    }
    let pixels_of = |bytes: &[u8]| {
        let decoder = image::codecs::jpeg::JpegDecoder::new(std::io::Cursor::new(bytes.to_vec())).expect("a JPEG");
        image::ImageDecoder::dimensions(&decoder)
    };
    let upright = with_segment(&jpeg(640, 480), 0xe1, &exif(6));
    let anew = inspect(&upright, Format::Jpeg).expect("good").anew.expect("a picture");
    assert_eq!((pixels_of(&upright), pixels_of(&anew)), ((640, 480), (480, 640)), "it was turned");
}

#[test]
fn pixels_of_a_png_are_the_same_before_and_after() {
    let frame = |bytes: &[u8]| {
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes.to_vec())).read_info().expect("a PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("small")];
        let info = reader.next_frame(&mut pixels).expect("pixels");
        (info.width, info.height, info.color_type, info.bit_depth, pixels)
    };
    for (name, _, bytes) in good().into_iter().filter(|(_, format, _)| *format == Format::Png) {
        let anew = inspect(&bytes, Format::Png).expect("good").anew.expect("a picture");
        // The profile that becomes a gigabyte is not unpacked here either.
        if !name.contains("profile") {
            assert!(frame(&bytes) == frame(&anew), "{name}");
        }
    }
}

/// How much memory this process has: now, and at most since it was last asked to forget that.
fn memory(entry: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux says");
    let line = status.lines().find(|line| line.starts_with(entry)).expect("it says this, too");
    line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).expect("a number")
}

/// For how long this thread had a processor.
fn busy() -> std::time::Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux says");
    let nanos = told.split_whitespace().next().and_then(|nanos| nanos.parse().ok()).expect("a number");
    std::time::Duration::from_nanos(nanos)
}

// A process of its own: others would be measured with it.
#[test]
fn every_hostile_file_takes_less_than_a_second_and_50_mib() {
    if std::env::var_os("VORGANG_MEASURE").is_none() {
        let test = "inspect::zoo::every_hostile_file_takes_less_than_a_second_and_50_mib";
        let this = std::env::current_exe().expect("it runs");
        let mut measured = std::process::Command::new(this);
        let measured = measured.args(["--exact", test, "--nocapture"]).env("VORGANG_MEASURE", "1");
        let output = measured.output().expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        assert!(String::from_utf8_lossy(&output.stdout).contains("most of all"), "it was measured");
        return;
    }
    let (mut slowest, mut largest) = ((std::time::Duration::ZERO, ""), (0, ""));
    for animal in hostile() {
        std::fs::write("/proc/self/clear_refs", "5").expect("Linux forgets");
        let (before, begun) = (memory("VmRSS"), busy());
        let answer = inspect(&animal.bytes, animal.declared);
        let (took, grew) = (busy().saturating_sub(begun), memory("VmHWM").saturating_sub(before));
        assert!(answer.is_err(), "{}", animal.name);
        slowest = slowest.max((took, animal.name));
        largest = largest.max((grew, animal.name));
    }
    println!("most of all: {slowest:?} and {largest:?} KiB");
    assert!(slowest.0 < std::time::Duration::from_secs(1), "{slowest:?}");
    assert!(largest.0 < 50 * 1024, "{largest:?}");
}

// A process of its own, again.
#[test]
fn a_good_photograph_of_forty_megapixels_takes_no_more_than_50_mib() {
    if std::env::var_os("VORGANG_MEASURE").is_none() {
        let test = "inspect::zoo::a_good_photograph_of_forty_megapixels_takes_no_more_than_50_mib";
        let this = std::env::current_exe().expect("it runs");
        let mut measured = std::process::Command::new(this);
        let measured = measured.args(["--exact", test, "--nocapture"]).env("VORGANG_MEASURE", "1");
        let output = measured.output().expect("it runs");
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        let wrong = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && told.contains("KiB"), "{told}{wrong}");
        print!("{told}");
        return;
    }
    // Held upright and lying: turning it takes no second copy.
    for (width, height, held, colours, progressive, divided) in [
        (4032, 3024, 1, 2, false, 1),
        (4032, 3024, 6, 0, false, 1),
        (5712, 4284, 6, 2, false, 2),
        (7296, 5472, 1, 2, false, 2),
        (7296, 5472, 8, 1, false, 4),
        (2800, 2100, 6, 2, true, 1),
        (3800, 2800, 6, 2, true, 2),
    ] {
        let what = format!("{width} x {height}, held {held}, colours {colours}, progressive {progressive}");
        let photo = photo(width, height, held, colours, progressive);
        std::fs::write("/proc/self/clear_refs", "5").expect("Linux forgets");
        let (before, begun) = (memory("VmRSS"), busy());
        let clean = inspect(&photo, Format::Jpeg);
        let (took, grew) = (busy().saturating_sub(begun), memory("VmHWM").saturating_sub(before));
        let clean = clean.unwrap_or_else(|fault| panic!("{what}: {fault:?}"));
        let anew = clean.anew.expect("it was written anew");
        let (sent, kept) = (photo.len() / 1024, anew.len() / 1024);
        println!("{what}: {took:?}, {grew} KiB, {sent} KiB became {kept} KiB");
        let decoder = image::codecs::jpeg::JpegDecoder::new(std::io::Cursor::new(&anew)).expect("a JPEG");
        let turned = image::ImageDecoder::dimensions(&decoder);
        let lying = (width / divided, height / divided);
        assert_eq!(turned, if held < 5 { lying } else { (lying.1, lying.0) }, "{what}");
        assert!(grew < 50 * 1024, "{what}: {grew} KiB");
        assert!(took < std::time::Duration::from_secs(3), "{what}: {took:?}");
    }
    let too_large = photo(4032, 3024, 1, 0, true);
    assert_eq!(inspect(&too_large, Format::Jpeg), Err(Fault::TooManyPixels));
}
