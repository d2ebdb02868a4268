//! Photographs as JPEG: decoded, turned upright and written anew, so that place, device and whatever else was in the
//! file do not stay.
//!
//! A photograph of which all pixels fit into the memory for one file keeps them. A larger one is reduced to half or a
//! quarter of its width while it is decoded, which still has more pixels than a scanner gives a sheet of paper.

use std::marker::PhantomData;

use domain::document::Fault;
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{ExtendedColorType, GenericImageView, Luma, Pixel, PixelWithColorType, Rgb};
use jpeg_decoder::PixelFormat;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::{PIXELS_MAX, SIDE_MAX, ends_as_zip, is_of_others};

/// How much memory the pixels of a picture may take while it is decoded.
const MEMORY_MAX: u64 = 46 * 1024 * 1024;
/// How many pixels a reduced picture has at least: a sheet of paper with 120 dots an inch.
const REDUCED_PIXELS_MIN: u64 = 1_400_000;
/// How many times the parts of a picture may come.
const SCANS_MAX: u32 = 32;
/// How many pixels one byte can hold at most: a block of 64 pixels takes at least two bits for each component.
const PIXELS_PER_BYTE_MAX: u64 = 300;
/// How good the copy is: no eye tells the two apart.
const QUALITY: u8 = 90;

/// What a picture is by its header.
#[derive(Clone, Copy)]
struct Shape {
    width: u16,
    height: u16,
    components: u8,
    /// Whether its parts come several times over: then all of them are in memory at once.
    progressive: bool,
    /// How many samples there are for each hundred pixels: colours often have fewer than brightness.
    samples_percent: u64,
    /// How it was held.
    upright: Orientation,
}

/// A picture of which the pixels are there.
struct Decoded {
    width: u32,
    height: u32,
    grey: bool,
    pixels: Vec<u8>,
}

impl Shape {
    fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// How much memory it takes to decode it with a width divided by so much.
    fn memory(&self, divided: u64, file: usize) -> u64 {
        let pixels = self.pixels();
        let coefficients = if self.progressive { 2 * pixels * self.samples_percent / 100 } else { 0 };
        let shown = pixels / (divided * divided);
        let colours = shown * u64::from(self.components);
        // As it is, each row is there at once in its colours, and then the copy grows beside them. Reduced, first its
        // samples are there, and then its colours beside them.
        coefficients + colours + if divided == 1 { file as u64 } else { shown * self.samples_percent / 100 }
    }

    /// By how much its width is divided so that it fits.
    fn division(&self, file: usize) -> Option<u16> {
        let legible = |divided: u16| {
            divided == 1 || self.pixels() / (u64::from(divided) * u64::from(divided)) >= REDUCED_PIXELS_MIN
        };
        [1, 2, 4]
            .into_iter()
            .find(|divided| self.memory((*divided).into(), file) <= MEMORY_MAX)
            .filter(|it| legible(*it))
    }
}

/// The same picture with nothing but its pixels.
pub(super) fn write_anew(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let (shape, end) = survey(bytes)?;
    let picture = &bytes[..end];
    let decoded = match shape.division(picture.len()).ok_or(Fault::TooManyPixels)? {
        1 => whole(picture, shape)?,
        divided => reduced(picture, shape, divided)?,
    };
    // What grows is copied for a moment; room that nobody uses costs nothing.
    let mut anew = Vec::with_capacity(2 * picture.len());
    let encoder = JpegEncoder::new_with_quality(&mut anew, QUALITY);
    if decoded.grey {
        Upright::<Luma<u8>>::of(&decoded, shape.upright).write(encoder)?;
    } else {
        Upright::<Rgb<u8>>::of(&decoded, shape.upright).write(encoder)?;
    }
    Ok(anew)
}

/// All of its pixels.
fn whole(picture: &[u8], shape: Shape) -> Result<Decoded, Fault> {
    let (grey, space) = if shape.components == 1 { (true, ColorSpace::Luma) } else { (false, ColorSpace::RGB) };
    let longest = SIDE_MAX as usize;
    let options = DecoderOptions::default().set_strict_mode(false).set_max_width(longest).set_max_height(longest);
    let options = options.jpeg_set_out_colorspace(space);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(picture), options);
    decoder.decode_headers().map_err(|_| Fault::Damaged)?;
    let (width, height) = (u32::from(shape.width), u32::from(shape.height));
    let size = usize::try_from(shape.pixels() * if grey { 1 } else { 3 }).map_err(|_| Fault::TooManyPixels)?;
    if decoder.output_buffer_size() != Some(size) {
        return Err(Fault::Damaged);
    }
    let mut pixels = vec![0; size];
    decoder.decode_into(&mut pixels).map_err(|_| Fault::Damaged)?;
    Ok(Decoded { width, height, grey, pixels })
}

/// Its pixels with a width divided by so much.
fn reduced(picture: &[u8], shape: Shape, divided: u16) -> Result<Decoded, Fault> {
    let mut decoder = jpeg_decoder::Decoder::new(picture);
    decoder.set_max_decoding_buffer_size(usize::try_from(MEMORY_MAX).map_err(|_| Fault::TooManyPixels)?);
    let wanted = |side: u16| (side / divided).max(1);
    let scaled = decoder.scale(wanted(shape.width), wanted(shape.height)).map_err(|_| Fault::Damaged)?;
    let pixels = decoder.decode().map_err(|_| Fault::Damaged)?;
    let grey = match decoder.info().ok_or(Fault::Damaged)?.pixel_format {
        PixelFormat::L8 => true,
        PixelFormat::RGB24 => false,
        // Colours of printers come from no camera.
        PixelFormat::CMYK32 | PixelFormat::L16 => return Err(Fault::TooManyPixels),
    };
    let (width, height) = (u32::from(scaled.0), u32::from(scaled.1));
    let size = u64::from(width) * u64::from(height) * if grey { 1 } else { 3 };
    if pixels.len() as u64 != size {
        return Err(Fault::Damaged);
    }
    Ok(Decoded { width, height, grey, pixels })
}

/// A picture as it was meant to be seen, without a second copy of its pixels.
struct Upright<'a, P> {
    picture: &'a Decoded,
    held: Orientation,
    kind: PhantomData<P>,
}

impl<'a, P: PixelWithColorType<Subpixel = u8> + 'static> Upright<'a, P> {
    fn of(picture: &'a Decoded, held: Orientation) -> Self {
        Self { picture, held, kind: PhantomData }
    }

    fn write(&self, mut encoder: JpegEncoder<&mut Vec<u8>>) -> Result<(), Fault> {
        debug_assert!(matches!(P::COLOR_TYPE, ExtendedColorType::L8 | ExtendedColorType::Rgb8), "as it was decoded");
        encoder.encode_image(self).map_err(|_| Fault::Damaged)
    }
}

impl<P: Pixel<Subpixel = u8>> GenericImageView for Upright<'_, P> {
    type Pixel = P;

    fn dimensions(&self) -> (u32, u32) {
        let Decoded { width, height, .. } = *self.picture;
        match self.held {
            Orientation::NoTransforms
            | Orientation::Rotate180
            | Orientation::FlipHorizontal
            | Orientation::FlipVertical => (width, height),
            Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH => (height, width),
        }
    }

    fn get_pixel(&self, x: u32, y: u32) -> P {
        let Decoded { width, height, ref pixels, .. } = *self.picture;
        let (x, y) = match self.held {
            Orientation::NoTransforms => (x, y),
            Orientation::Rotate90 => (y, height - 1 - x),
            Orientation::Rotate180 => (width - 1 - x, height - 1 - y),
            Orientation::Rotate270 => (width - 1 - y, x),
            Orientation::FlipHorizontal => (width - 1 - x, y),
            Orientation::FlipVertical => (x, height - 1 - y),
            Orientation::Rotate90FlipH => (y, x),
            Orientation::Rotate270FlipH => (width - 1 - y, height - 1 - x),
        };
        let channels = usize::from(P::CHANNEL_COUNT);
        let at = (y as usize * width as usize + x as usize) * channels;
        *P::from_slice(&pixels[at..at + channels])
    }
}

/// Walks through a JPEG (ITU-T T.81, annex B) without decoding it, and says what it is and where it ends.
fn survey(bytes: &[u8]) -> Result<(Shape, usize), Fault> {
    let (mut at, mut shape, mut scans, mut upright) = (2, None::<Shape>, 0, None);
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
                if shape.is_some() {
                    return Err(Fault::Damaged);
                }
                let found = frame(contents, marker == 0xc2)?;
                let too_long = u32::from(found.width.max(found.height)) > SIDE_MAX;
                if too_long || found.pixels() > PIXELS_MAX || found.division(bytes.len()).is_none() {
                    return Err(Fault::TooManyPixels);
                }
                if found.pixels() / (bytes.len() as u64) > PIXELS_PER_BYTE_MAX {
                    return Err(Fault::TooComplex);
                }
                shape = Some(found);
            }
            0xc3 | 0xc5..=0xc7 | 0xc8..=0xcb | 0xcd..=0xcf => return Err(Fault::Damaged),
            0xda => {
                scans += 1;
                let Some(shape) = shape else { return Err(Fault::Damaged) };
                if scans > if shape.progressive { SCANS_MAX } else { 4 } {
                    return Err(Fault::TooComplex);
                }
                at += coded(&bytes[at..])?;
            }
            // Remarks and what programs leave.
            0xe0..=0xef | 0xfe if is_of_others(contents) => return Err(Fault::SeveralFormats),
            0xe1 if upright.is_none() => {
                upright = contents.strip_prefix(b"Exif\0\0").map(Orientation::from_exif_chunk);
            }
            _ => {}
        }
    }
    let Some(shape) = shape.filter(|_| scans > 0) else { return Err(Fault::Damaged) };
    // Phones put a second picture or a short film behind the first; it is left out. Anything else has no business there.
    let tail = &bytes[at..];
    if !tail.is_empty() && (is_of_others(tail) || ends_as_zip(bytes)) {
        return Err(Fault::SeveralFormats);
    }
    Ok((Shape { upright: upright.flatten().unwrap_or(Orientation::NoTransforms), ..shape }, at))
}

/// Reads the header of a frame (B.2.2).
fn frame(contents: &[u8], progressive: bool) -> Result<Shape, Fault> {
    let [8, h0, h1, w0, w1, components, ref parts @ ..] = *contents else { return Err(Fault::Damaged) };
    let (width, height) = (u16::from_be_bytes([w0, w1]), u16::from_be_bytes([h0, h1]));
    if width == 0 || height == 0 || !matches!(components, 1 | 3 | 4) || parts.len() != 3 * usize::from(components) {
        return Err(Fault::Damaged);
    }
    let sampling = parts.chunks_exact(3).map(|part| (u64::from(part[1] >> 4), u64::from(part[1] & 15)));
    let (mut across, mut down, mut samples) = (1, 1, 0);
    for (h, v) in sampling {
        if !(1..=4).contains(&h) || !(1..=4).contains(&v) {
            return Err(Fault::Damaged);
        }
        (across, down, samples) = (across.max(h), down.max(v), samples + h * v);
    }
    // A single component has as many samples as pixels, whatever it says.
    let samples_percent = if components == 1 { 100 } else { (samples * 100).div_ceil(across * down) };
    let upright = Orientation::NoTransforms;
    Ok(Shape { width, height, components, progressive, samples_percent, upright })
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

#[cfg(test)]
mod tests {
    use image::DynamicImage;

    use super::*;
    use crate::inspect::zoo::jpeg;

    #[test]
    fn a_picture_is_turned_as_others_turn_it() {
        let (width, height) = (37, 23);
        let file = jpeg(width, height);
        let (shape, _) = survey(&file).expect("a good one");
        let picture = whole(&file, shape).expect("a good one");
        let same = || image::RgbImage::from_raw(width, height, picture.pixels.clone()).expect("as many pixels");
        for held in (1..=8).filter_map(Orientation::from_exif) {
            let mut expected = DynamicImage::ImageRgb8(same());
            expected.apply_orientation(held);
            let expected = expected.to_rgb8();
            let view = Upright::<Rgb<u8>>::of(&picture, held);
            assert_eq!(view.dimensions(), expected.dimensions(), "{held:?}");
            assert!(expected.enumerate_pixels().all(|(x, y, pixel)| view.get_pixel(x, y) == *pixel), "{held:?}");
        }
    }

    #[test]
    fn what_fits_stays_as_it_is_and_what_is_larger_is_reduced_as_little_as_it_can_be() {
        let shape = |width, height, samples_percent, progressive| Shape {
            width,
            height,
            components: 3,
            progressive,
            samples_percent,
            upright: Orientation::NoTransforms,
        };
        let mib = 1024 * 1024;
        for (what, shape, file, division) in [
            ("a phone's", shape(4032, 3024, 150, false), 5 * mib, Some(1)),
            ("the same in full colours", shape(4032, 3024, 300, false), 9 * mib, Some(1)),
            ("a phone's with 24 megapixels", shape(5712, 4284, 150, false), 9 * mib, Some(2)),
            ("a camera's", shape(7296, 5472, 150, false), 15 * mib, Some(2)),
            ("a camera's in full colours", shape(7296, 5472, 300, false), 19 * mib, Some(4)),
            ("as sites send it", shape(3000, 2000, 150, true), mib, Some(1)),
            ("a large one of that kind", shape(4000, 2700, 150, true), 2 * mib, Some(2)),
            ("too large a one of that kind", shape(4032, 3024, 300, true), 2 * mib, None),
        ] {
            assert_eq!(shape.division(file), division, "{what}");
        }
    }
}
