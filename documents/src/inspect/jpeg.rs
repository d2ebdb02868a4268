//! Photographs as JPEG: decoded, turned upright and written anew, so that place, device and whatever else was in the
//! file do not stay.

use std::io::Cursor;

use domain::document::Fault;
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::{DynamicImage, ImageDecoder as _, Limits};

use super::{PIXELS_MAX, SIDE_MAX, ends_as_zip, is_of_others};

/// How many pixels a picture may have of which all parts come several times over: it is decoded as a whole at once.
const PROGRESSIVE_PIXELS_MAX: u64 = 16_000_000;
/// How many times the parts of a picture may come.
const SCANS_MAX: u32 = 32;
/// How many pixels one byte can hold at most: a block of 64 pixels takes at least two bits for each component.
const PIXELS_PER_BYTE_MAX: u64 = 300;
/// How good the copy is: no eye tells the two apart.
const QUALITY: u8 = 90;

/// The same picture with nothing but its pixels.
pub(super) fn write_anew(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let end = survey(bytes)?;
    let picture = &bytes[..end];
    let mut decoder = JpegDecoder::new(Cursor::new(picture)).map_err(|_| Fault::Damaged)?;
    let (width, height) = decoder.dimensions();
    if width > SIDE_MAX || height > SIDE_MAX || u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(Fault::TooManyPixels);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(4 * PIXELS_MAX);
    decoder.set_limits(limits).map_err(|_| Fault::TooManyPixels)?;
    let upright = decoder.orientation().map_err(|_| Fault::Damaged)?;
    let mut pixels = DynamicImage::from_decoder(decoder).map_err(|_| Fault::Damaged)?;
    pixels.apply_orientation(upright);
    let pixels = match pixels {
        grey @ DynamicImage::ImageLuma8(_) => grey,
        colour @ DynamicImage::ImageRgb8(_) => colour,
        other => DynamicImage::ImageRgb8(other.to_rgb8()),
    };
    let mut anew = Vec::new();
    pixels.write_with_encoder(JpegEncoder::new_with_quality(&mut anew, QUALITY)).map_err(|_| Fault::Damaged)?;
    Ok(anew)
}

/// Walks through a JPEG (ITU-T T.81, annex B) without decoding it, and says where it ends.
fn survey(bytes: &[u8]) -> Result<usize, Fault> {
    let (mut at, mut pixels, mut scans, mut progressive) = (2, 0, 0, false);
    loop {
        // Any number of fill bytes may stand before a marker.
        let fill = bytes[at..].iter().take_while(|byte| **byte == 0xff).count();
        let marker = *bytes.get(at + fill).ok_or(Fault::Damaged)?;
        if fill == 0 {
            return Err(Fault::Damaged);
        }
        at += fill + 1;
        match marker {
            0xd9 => break,
            0x01 | 0xd0..=0xd8 => return Err(Fault::Damaged),
            _ => {}
        }
        let length = bytes.get(at..at + 2).ok_or(Fault::Damaged)?;
        let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
        let contents = bytes.get(at + 2..at + length).ok_or(Fault::Damaged)?;
        at += length;
        match marker {
            // Huffman coding, baseline, extended or progressive; other ways are of no camera.
            0xc0..=0xc2 => {
                let [8, h0, h1, w0, w1, components, ..] = *contents else { return Err(Fault::Damaged) };
                if pixels != 0 || !matches!(components, 1 | 3 | 4) {
                    return Err(Fault::Damaged);
                }
                let (width, height) = (u16::from_be_bytes([w0, w1]), u16::from_be_bytes([h0, h1]));
                pixels = u64::from(width) * u64::from(height);
                progressive = marker == 0xc2;
                if pixels == 0 {
                    return Err(Fault::Damaged);
                }
                let most = if progressive { PROGRESSIVE_PIXELS_MAX } else { PIXELS_MAX };
                if pixels > most || u32::from(width.max(height)) > SIDE_MAX {
                    return Err(Fault::TooManyPixels);
                }
                if pixels / (bytes.len() as u64) > PIXELS_PER_BYTE_MAX {
                    return Err(Fault::TooComplex);
                }
            }
            0xc3 | 0xc5..=0xc7 | 0xc8..=0xcb | 0xcd..=0xcf => return Err(Fault::Damaged),
            0xda => {
                scans += 1;
                if pixels == 0 {
                    return Err(Fault::Damaged);
                }
                if scans > if progressive { SCANS_MAX } else { 4 } {
                    return Err(Fault::TooComplex);
                }
                at += coded(&bytes[at..])?;
            }
            // Remarks and what programs leave.
            0xe0..=0xef | 0xfe if is_of_others(contents) => return Err(Fault::SeveralFormats),
            _ => {}
        }
    }
    if scans == 0 {
        return Err(Fault::Damaged);
    }
    // Phones put a second picture or a short film behind the first; it is left out. Anything else has no business there.
    let tail = &bytes[at..];
    if !tail.is_empty() && (is_of_others(tail) || ends_as_zip(bytes)) {
        return Err(Fault::SeveralFormats);
    }
    Ok(at)
}

/// How long the coded pixels are: up to the next marker that is no restart.
fn coded(bytes: &[u8]) -> Result<usize, Fault> {
    let mut at = 0;
    loop {
        let next = bytes[at..].iter().position(|byte| *byte == 0xff).ok_or(Fault::Damaged)?;
        at += next;
        match bytes.get(at + 1).ok_or(Fault::Damaged)? {
            0x00 | 0xd0..=0xd7 => at += 2,
            0xff => at += 1,
            _ => return Ok(at),
        }
    }
}
