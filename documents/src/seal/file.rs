//! The place of a seal in a PDF: appended as a revision, with room for the signature that covers everything else.

use chrono::{DateTime, Utc};
use lopdf::{Dictionary, Document, IncrementalDocument, Object, ObjectId, StringFormat};

use super::{Failure, sha256};

/// Room for the signature, its certificates and a time stamp with its own. What is not used stays zero.
const MESSAGE_BYTES: usize = 16 * 1024;
/// Digits that each number of the byte range has room for.
const RANGE_DIGITS: usize = 10;

const RANGE_KEY: &[u8] = b"/ByteRange";
const CONTENTS_KEY: &[u8] = b"/Contents";

/// A file with room for a signature: its bytes, and where the room is.
pub(super) struct Slot {
    pub(super) bytes: Vec<u8>,
    /// What stands in it, without the zeros behind it.
    pub(super) message: Vec<u8>,
    /// Where the hexadecimal string begins and ends, with its angle brackets.
    begin: usize,
    end: usize,
}

impl Slot {
    /// The digest of everything but the room.
    pub(super) fn digest(&self) -> [u8; 32] {
        sha256(&[&self.bytes[..self.begin], &self.bytes[self.end..]].concat())
    }

    /// Puts a signature into the room.
    pub(super) fn put(&mut self, message: &[u8]) -> Result<(), Failure> {
        let room = self.begin + 1..self.end - 1;
        if message.len() * 2 > room.len() {
            return Err(Failure::Form("the signature is larger than the room for it"));
        }
        let digits = &mut self.bytes[room];
        digits.fill(b'0');
        hex::encode_to_slice(message, &mut digits[..message.len() * 2]).expect("two digits for each byte");
        message.clone_into(&mut self.message);
        Ok(())
    }
}

/// Appends a revision with an empty seal.
///
/// The field is invisible: a rectangle of no size outside of the page needs no picture (ISO 19005-3, 6.3.3) and no place
/// in the structure that readers hear (ISO 14289-1, 7.18.1).
pub(super) fn prepare(pdf: &[u8], name: &str, at: DateTime<Utc>) -> Result<Slot, Failure> {
    let before = Document::load_mem(pdf).map_err(Failure::Pdf)?;
    let catalog_id = before.trailer.get(b"Root").and_then(Object::as_reference).map_err(Failure::Pdf)?;
    let page_id = before.page_iter().next().ok_or(Failure::Form("it has no page"))?;
    if before.get_dictionary(catalog_id).map_err(Failure::Pdf)?.has(b"AcroForm") {
        return Err(Failure::Form("it has a form already"));
    }

    let mut update = IncrementalDocument::create_from(pdf.to_vec(), before);
    for id in [catalog_id, page_id] {
        update.opt_clone_object_to_new_document(id).map_err(Failure::Pdf)?;
    }
    let document = &mut update.new_document;
    let signature_id = document.add_object(dictionary(name, at));
    let field_id = document.add_object(field(signature_id, page_id));

    let mut form = Dictionary::new();
    form.set("Fields", vec![Object::Reference(field_id)]);
    // Signatures exist; append only.
    form.set("SigFlags", 3);
    let mut permissions = Dictionary::new();
    permissions.set("DocMDP", signature_id);
    let catalog = document.get_dictionary_mut(catalog_id).map_err(Failure::Pdf)?;
    catalog.set("AcroForm", form);
    catalog.set("Perms", permissions);
    let page = document.get_dictionary_mut(page_id).map_err(Failure::Pdf)?;
    let mut annotations = match page.get(b"Annots") {
        Ok(Object::Array(annotations)) => annotations.clone(),
        Ok(_) => return Err(Failure::Form("the annotations of its first page stand elsewhere")),
        Err(_) => vec![],
    };
    annotations.push(field_id.into());
    page.set("Annots", annotations);
    page.set("Tabs", Object::Name(b"S".to_vec()));

    let mut bytes = Vec::with_capacity(pdf.len() + 4 * MESSAGE_BYTES);
    update.save_to(&mut bytes).map_err(|error| Failure::Pdf(error.into()))?;
    if bytes.get(..pdf.len()) != Some(pdf) {
        return Err(Failure::Form("it would be changed and not appended to"));
    }

    // The page has contents, too: those of the seal stand behind its range.
    let range = value_of(&bytes, pdf.len(), RANGE_KEY, b'[')?;
    let range_end = range + length_to(&bytes[range..], b']')?;
    let begin = value_of(&bytes, range_end, CONTENTS_KEY, b'<')?;
    let end = begin + length_to(&bytes[begin..], b'>')?;
    let numbers = format!("[0 {begin} {end} {}", bytes.len() - end);
    let room = range_end - range - 1;
    if numbers.len() > room {
        return Err(Failure::Form("it is too large"));
    }
    bytes[range..range_end - 1].copy_from_slice(format!("{numbers:<room$}").as_bytes());
    Ok(Slot { bytes, message: vec![], begin, end })
}

fn dictionary(name: &str, at: DateTime<Utc>) -> Dictionary {
    let filler = Object::Integer(10_i64.pow(u32::try_from(RANGE_DIGITS).expect("a few")) - 1);
    let mut parameters = Dictionary::new();
    parameters.set("Type", Object::Name(b"TransformParams".to_vec()));
    // No change is allowed.
    parameters.set("P", 1);
    parameters.set("V", Object::Name(b"1.2".to_vec()));
    let mut reference = Dictionary::new();
    reference.set("Type", Object::Name(b"SigRef".to_vec()));
    reference.set("TransformMethod", Object::Name(b"DocMDP".to_vec()));
    reference.set("TransformParams", parameters);

    let mut signature = Dictionary::new();
    signature.set("Type", Object::Name(b"Sig".to_vec()));
    signature.set("Filter", Object::Name(b"Adobe.PPKLite".to_vec()));
    signature.set("SubFilter", Object::Name(b"ETSI.CAdES.detached".to_vec()));
    signature.set("ByteRange", vec![Object::Integer(0), filler.clone(), filler.clone(), filler]);
    signature.set("Contents", Object::String(vec![0; MESSAGE_BYTES], StringFormat::Hexadecimal));
    signature.set("Name", text(name));
    signature.set("M", Object::string_literal(at.format("D:%Y%m%d%H%M%SZ").to_string()));
    signature.set("Reference", vec![Object::Dictionary(reference)]);
    signature
}

fn field(signature: ObjectId, page: ObjectId) -> Dictionary {
    let mut field = Dictionary::new();
    field.set("Type", Object::Name(b"Annot".to_vec()));
    field.set("Subtype", Object::Name(b"Widget".to_vec()));
    field.set("FT", Object::Name(b"Sig".to_vec()));
    field.set("T", Object::string_literal("Siegel"));
    field.set("TU", text("Elektronisches Siegel der Behörde"));
    // Printed and locked.
    field.set("F", 132);
    field.set("Rect", [-1; 4].map(Object::Integer).to_vec());
    field.set("P", page);
    field.set("V", signature);
    field
}

/// A text string: UTF-16 with its mark, because other encodings of PDF have no place for every name.
fn text(text: &str) -> Object {
    let units = text.encode_utf16().flat_map(u16::to_be_bytes);
    Object::String([0xFE, 0xFF].into_iter().chain(units).collect(), StringFormat::Hexadecimal)
}

/// Finds the one seal of a file. It covers the whole file, or it is refused.
pub(super) fn find(pdf: &[u8]) -> Result<Slot, Failure> {
    let document = Document::load_mem(pdf).map_err(Failure::Pdf)?;
    let dictionary = only_signature(&document).map_err(Failure::Pdf)?.ok_or(Failure::Seal("there is not one seal"))?;
    let name = |key: &[u8]| dictionary.get(key).and_then(Object::as_name).unwrap_or_default();
    if name(b"SubFilter") != b"ETSI.CAdES.detached" {
        return Err(Failure::Seal("it is of another kind"));
    }
    let range = dictionary.get(b"ByteRange").and_then(Object::as_array).map_err(Failure::Pdf)?;
    let numbers: Vec<_> = range.iter().filter_map(|number| usize::try_from(number.as_i64().ok()?).ok()).collect();
    let &[0, begin, end, rest] = &numbers[..] else { return Err(Failure::Seal("its range is none")) };
    if begin.checked_add(2).is_none_or(|least| least > end) || end > pdf.len() {
        return Err(Failure::Seal("its range is none"));
    }
    if end.checked_add(rest) != Some(pdf.len()) {
        return Err(Failure::Seal("it does not cover the whole file: something was appended or cut off"));
    }
    let gap = &pdf[begin..end];
    let Some(digits) = gap.strip_prefix(b"<").and_then(|gap| gap.strip_suffix(b">")) else {
        return Err(Failure::Seal("its range leaves out more than itself"));
    };
    let room = hex::decode(digits).map_err(|_| Failure::Seal("its range leaves out more than itself"))?;
    // What a reader finds in the dictionary and what the range leaves out are the same place.
    if dictionary.get(b"Contents").and_then(Object::as_str).map_err(Failure::Pdf)? != room {
        return Err(Failure::Seal("its range leaves out another place than its own"));
    }
    let length = length_of_der(&room).ok_or(Failure::Seal("it is cut off"))?;
    let (message, filler) = room.split_at_checked(length).ok_or(Failure::Seal("it is cut off"))?;
    if filler.iter().any(|byte| *byte != 0) {
        return Err(Failure::Seal("something stands behind it"));
    }
    Ok(Slot { message: message.to_vec(), bytes: pdf.to_vec(), begin, end })
}

/// The dictionary of the signature, if the form has exactly one field and it is signed.
fn only_signature(document: &Document) -> lopdf::Result<Option<&Dictionary>> {
    let Ok(form) = document.catalog()?.get(b"AcroForm") else { return Ok(None) };
    let form = document.dereference(form)?.1.as_dict()?;
    let fields = document.dereference(form.get(b"Fields")?)?.1.as_array()?;
    let [field] = &fields[..] else { return Ok(None) };
    let field = document.dereference(field)?.1.as_dict()?;
    if field.get(b"FT").and_then(Object::as_name).unwrap_or_default() != b"Sig" {
        return Ok(None);
    }
    let Ok(value) = field.get(b"V") else { return Ok(None) };
    document.dereference(value)?.1.as_dict().map(Some)
}

/// Where the value of a key begins that starts with a byte; the key is looked for from an offset on.
fn value_of(bytes: &[u8], from: usize, key: &[u8], first: u8) -> Result<usize, Failure> {
    let missing = Failure::Form("the seal was not written as expected");
    let Some(at) = bytes[from..].windows(key.len()).position(|window| window == key) else { return Err(missing) };
    let value = from + at + key.len();
    match bytes[value..].iter().position(|byte| *byte != b' ') {
        Some(spaces) if bytes[value + spaces] == first => Ok(value + spaces),
        _ => Err(missing),
    }
}

/// How far it is to behind a byte.
fn length_to(bytes: &[u8], last: u8) -> Result<usize, Failure> {
    let at = bytes.iter().position(|byte| *byte == last);
    at.map(|at| at + 1).ok_or(Failure::Form("the seal was not written as expected"))
}

/// How long a structure in DER is, by its header.
fn length_of_der(bytes: &[u8]) -> Option<usize> {
    let (&first, rest) = bytes.get(1..)?.split_first()?;
    let digits = usize::from(first & 0x7F);
    if first < 0x80 {
        return Some(2 + digits);
    }
    if digits == 0 || digits > 4 {
        return None;
    }
    let length = rest.get(..digits)?.iter().fold(0_usize, |length, byte| length << 8 | usize::from(*byte));
    Some(2 + digits + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_of_a_structure_is_read_from_its_header() {
        assert_eq!(length_of_der(&[0x30, 3, 1, 2, 3, 0, 0]), Some(5));
        assert_eq!(length_of_der(&[0x30, 0x82, 0x01, 0x00]), Some(260));
        assert_eq!(length_of_der(&[0x30, 0x80]), None);
        assert_eq!(length_of_der(&[0x30, 0x85, 1, 1, 1, 1, 1]), None);
        assert_eq!(length_of_der(&[0x30]), None);
    }
}
