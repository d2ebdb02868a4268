//! Pictures as PNG: their pixels are read row by row and written anew, so memory does not grow with the picture.

use domain::document::Fault;
use png::chunk;

use super::{PIXELS_MAX, SIDE_MAX, is_of_others};

/// How many bytes the pixels may have.
const RAW_BYTES_MAX: u64 = 160 * 1024 * 1024;
/// How many bytes the pixels of an interlaced picture may have: it cannot be read row by row.
const INTERLACED_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// From this size on, pixels that are packed more densely than [`RATIO_MAX`] are no picture of anything.
const RAW_BYTES_SUSPICIOUS: u64 = 32 * 1024 * 1024;
/// How densely pixels may be packed.
const RATIO_MAX: u64 = 400;

/// The same picture with nothing but its pixels.
pub(super) fn write_anew(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let essential = essential(bytes)?;
    let damaged = |_| Fault::Damaged;
    let mut decoder = png::Decoder::new_with_limits(essential, png::Limits { bytes: 48 * 1024 * 1024 });
    decoder.set_transformations(png::Transformations::IDENTITY);
    let mut reader = decoder.read_info().map_err(damaged)?;
    let info = reader.info();
    let (width, height, interlaced) = (info.width, info.height, info.interlaced);
    let (color, depth) = (info.color_type, info.bit_depth);
    let (palette, transparency) = (info.palette.clone(), info.trns.clone());

    let mut anew = Vec::new();
    let mut encoder = png::Encoder::new(&mut anew, width, height);
    encoder.set_color(color);
    encoder.set_depth(depth);
    encoder.set_compression(png::Compression::Fast);
    if let Some(palette) = palette {
        encoder.set_palette(palette);
    }
    if let Some(transparency) = transparency {
        encoder.set_trns(transparency);
    }
    let cannot_write = |_| Fault::Damaged;
    let mut writer = encoder.write_header().map_err(cannot_write)?;
    if interlaced {
        let mut pixels = vec![0; reader.output_buffer_size().ok_or(Fault::TooManyPixels)?];
        reader.next_frame(&mut pixels).map_err(damaged)?;
        writer.write_image_data(&pixels).map_err(cannot_write)?;
    } else {
        let mut rows = writer.stream_writer().map_err(cannot_write)?;
        let mut count = 0;
        while let Some(row) = reader.next_row().map_err(damaged)? {
            std::io::Write::write_all(&mut rows, row.data()).map_err(|_| Fault::Damaged)?;
            count += 1;
        }
        if count != height {
            return Err(Fault::Damaged);
        }
        rows.finish().map_err(cannot_write)?;
    }
    writer.finish().map_err(cannot_write)?;
    Ok(anew)
}

/// What of a PNG its pixels need. Everything else is looked at for what it should not be, and left out.
fn essential(bytes: &[u8]) -> Result<std::io::Cursor<Vec<u8>>, Fault> {
    let mut kept = bytes[..8].to_vec();
    let (mut rest, mut packed, mut raw, mut first) = (&bytes[8..], 0, 0, true);
    let (mut indexed, mut palette) = (false, false);
    loop {
        let (length, after) = rest.split_first_chunk::<4>().ok_or(Fault::Damaged)?;
        let length = u32::from_be_bytes(*length) as usize;
        let (kind, after) = after.split_first_chunk::<4>().ok_or(Fault::Damaged)?;
        let (contents, after) = after.split_at_checked(length).ok_or(Fault::Damaged)?;
        let (checksum, after) = after.split_at_checked(4).ok_or(Fault::Damaged)?;
        let kind = chunk::ChunkType(*kind);
        if first != (kind == chunk::IHDR) {
            return Err(Fault::Damaged);
        }
        match kind {
            chunk::IHDR => (raw, indexed) = (header(contents)?, contents[9] == 3),
            chunk::PLTE => palette = contents.len() % 3 == 0 && (3..=768).contains(&contents.len()),
            chunk::IDAT if indexed && !palette => return Err(Fault::Damaged),
            chunk::tRNS | chunk::IEND => {}
            chunk::IDAT => packed += length as u64,
            chunk::acTL | chunk::fcTL | chunk::fdAT => return Err(Fault::Animated),
            _ if chunk::is_critical(kind) => return Err(Fault::Damaged),
            _ if is_of_others(contents) => return Err(Fault::SeveralFormats),
            _ => {}
        }
        if matches!(kind, chunk::IHDR | chunk::PLTE | chunk::tRNS | chunk::IDAT | chunk::IEND) {
            kept.extend_from_slice(&rest[..8]);
            kept.extend_from_slice(contents);
            kept.extend_from_slice(checksum);
        }
        (rest, first) = (after, false);
        if kind == chunk::IEND {
            break;
        }
    }
    // Nothing follows the end of a PNG.
    if !rest.is_empty() {
        return Err(Fault::SeveralFormats);
    }
    // What cannot be packed is stored, and stored bytes are hardly longer.
    if packed > raw + raw / 8 + 64 * 1024 {
        return Err(Fault::TooComplex);
    }
    if raw > RAW_BYTES_SUSPICIOUS && raw / packed.max(1) > RATIO_MAX {
        return Err(Fault::TooComplex);
    }
    Ok(std::io::Cursor::new(kept))
}

/// How many bytes the pixels have by the header.
fn header(contents: &[u8]) -> Result<u64, Fault> {
    let [w0, w1, w2, w3, h0, h1, h2, h3, depth, color, 0, 0, interlaced] = *contents else {
        return Err(Fault::Damaged);
    };
    let (width, height) = (u32::from_be_bytes([w0, w1, w2, w3]), u32::from_be_bytes([h0, h1, h2, h3]));
    if width == 0 || height == 0 {
        return Err(Fault::Damaged);
    }
    if width > SIDE_MAX || height > SIDE_MAX || u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(Fault::TooManyPixels);
    }
    let samples: u64 = match color {
        0 | 3 => 1,
        2 => 3,
        4 => 2,
        6 => 4,
        _ => return Err(Fault::Damaged),
    };
    if !matches!(depth, 1 | 2 | 4 | 8 | 16) {
        return Err(Fault::Damaged);
    }
    let raw = (u64::from(width) * samples * u64::from(depth)).div_ceil(8) * u64::from(height);
    if raw > if interlaced == 0 { RAW_BYTES_MAX } else { INTERLACED_BYTES_MAX } {
        return Err(Fault::TooManyPixels);
    }
    Ok(raw)
}
