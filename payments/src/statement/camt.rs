//! Reads the statement of a bank: CAMT.053, the `BankToCustomerStatement` of ISO 20022, in the versions from 2 on.
//!
//! Only booked entries count (`Sts` is `BOOK`). An entry that bundles several transactions becomes one entry for each, if
//! their amounts add up to it. Names and accounts of payers are not read, but what they wrote is.

use chrono::{DateTime, NaiveDate};
use domain::money::Cents;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::{Direction, Entry, Kind, LONGEST, LONGEST_TEXT, MOST_ENTRIES, Unreadable, plain, tidy};
use crate::xbezahldienste::decimal::cents;

/// How deep a statement goes. Those of banks reach about fifteen.
const DEEPEST: usize = 32;

/// The currency of the office.
const CURRENCY: &str = "EUR";

/// The booked entries of a statement, in its order.
pub fn read(file: &[u8]) -> Result<Vec<Entry>, Unreadable> {
    if file.len() > LONGEST {
        return Err(Unreadable::TooLarge);
    }
    let text = std::str::from_utf8(file).map_err(|_| Unreadable::NotUtf8)?;
    let mut reader = Reader::from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
    let mut walk = Walk::default();
    loop {
        let at = reader.buffer_position();
        let not_xml = Unreadable::NotXml { at };
        match reader.read_event().map_err(|_| not_xml.clone())? {
            Event::Start(element) => walk.open(&element)?,
            Event::Empty(element) => {
                walk.open(&element)?;
                walk.close()?;
            }
            Event::End(_) => walk.close()?,
            Event::Text(text) => walk.say(&text.xml_content(XmlVersion::Implicit1_0))?,
            Event::CData(text) => walk.say(&text.xml_content(XmlVersion::Implicit1_0))?,
            // Entities that a file would define itself cannot be, because it has no document type.
            Event::GeneralRef(reference) => {
                let sign = match &*reference {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => reference.resolve_char_ref().ok().flatten(),
                };
                walk.say(sign.ok_or(not_xml)?.encode_utf8(&mut [0; 4]))?;
            }
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof if walk.path.is_empty() => return walk.end(),
            // A statement has no document type.
            Event::Eof | Event::DocType(_) => return Err(not_xml),
        }
    }
}

/// How far a file has been read.
#[derive(Default)]
struct Walk {
    /// The elements that are open.
    path: Vec<String>,
    /// The text of the innermost.
    text: String,
    has_statement: bool,
    entries: Vec<Entry>,
    /// How many entries there were, also those that do not count.
    seen: usize,
    entry: Option<Booking>,
    /// Whether the amount that is open is one in euros.
    is_euro: bool,
}

/// An entry (`Ntry`).
#[derive(Default)]
struct Booking {
    amount: Option<Cents>,
    direction: Option<Direction>,
    status: String,
    /// Whether it takes an earlier one back.
    is_return: bool,
    /// Whether it is what the bank keeps.
    is_charge: bool,
    booked_on: Option<NaiveDate>,
    id: Option<String>,
    note: Option<String>,
    details: Vec<Detail>,
}

/// A transaction of an entry (`TxDtls`).
#[derive(Default)]
struct Detail {
    amount: Option<Cents>,
    direction: Option<Direction>,
    is_return: bool,
    is_charge: bool,
    id: Option<String>,
    texts: Vec<String>,
}

impl Walk {
    fn open(&mut self, element: &BytesStart<'_>) -> Result<(), Unreadable> {
        if self.path.len() >= DEEPEST {
            return Err(Unreadable::TooLarge);
        }
        self.path.push(element.local_name().as_ref().to_owned());
        self.text.clear();
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["Document", "BkToCstmrStmt", "Stmt"] => self.has_statement = true,
            ["Document", "BkToCstmrStmt", "Stmt", "Ntry"] => {
                self.seen += 1;
                if self.seen > MOST_ENTRIES {
                    return Err(Unreadable::TooLarge);
                }
                self.entry = Some(Booking::default());
            }
            ["Document", "BkToCstmrStmt", "Stmt", "Ntry", rest @ ..] => {
                self.is_euro = rest.last() == Some(&"Amt") && currency(element).as_deref() == Some(CURRENCY);
                if *rest == ["NtryDtls", "TxDtls"] {
                    let number = self.seen;
                    let entry = self.entry.as_mut().ok_or(Unreadable::Entry { entry: number, what: "place" })?;
                    if entry.details.len() >= MOST_ENTRIES {
                        return Err(Unreadable::TooLarge);
                    }
                    entry.details.push(Detail::default());
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn say(&mut self, text: &str) -> Result<(), Unreadable> {
        if self.text.len() + text.len() > LONGEST_TEXT {
            return Err(Unreadable::TooLarge);
        }
        // Between elements there is nothing but room.
        self.text.push_str(text);
        Ok(())
    }

    fn close(&mut self) -> Result<(), Unreadable> {
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        let wrong = |what| Unreadable::Entry { entry: self.seen, what };
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["Document", "BkToCstmrStmt", "Stmt", "Ntry"] => {
                let entry = self.entry.take().ok_or_else(|| wrong("beginning"))?;
                // What is only announced (`PDNG`, `INFO`) has not come.
                if entry.status == "BOOK" {
                    let entries = entry.entries().map_err(wrong)?;
                    if self.entries.len() + entries.len() > MOST_ENTRIES {
                        return Err(Unreadable::TooLarge);
                    }
                    self.entries.extend(entries);
                }
            }
            ["Document", "BkToCstmrStmt", "Stmt", "Ntry", rest @ ..] => {
                if let Some(entry) = &mut self.entry {
                    entry
                        .note(rest, text, self.is_euro)
                        .map_err(|what| Unreadable::Entry { entry: self.seen, what })?;
                }
            }
            _ => {}
        }
        self.path.pop();
        Ok(())
    }

    fn end(self) -> Result<Vec<Entry>, Unreadable> {
        if self.has_statement { Ok(self.entries) } else { Err(Unreadable::Empty) }
    }
}

impl Booking {
    /// Takes what an element says.
    fn note(&mut self, path: &[&str], text: &str, is_euro: bool) -> Result<(), &'static str> {
        let words = || Some(tidy(text)).filter(|text| !text.is_empty());
        match path {
            ["Amt"] if !is_euro => return Err("currency"),
            ["Amt"] => self.amount = Some(amount(text).ok_or("amount")?),
            ["CdtDbtInd"] => self.direction = Some(direction(text)?),
            ["Sts"] if !text.is_empty() => text.clone_into(&mut self.status),
            ["Sts", "Cd"] => text.clone_into(&mut self.status),
            ["BookgDt", "Dt"] => self.booked_on = Some(text.parse().map_err(|_| "day")?),
            ["BookgDt", "DtTm"] => {
                // The day as the bank writes it, wherever it is.
                let at = DateTime::parse_from_rfc3339(text).map(|at| at.date_naive());
                let at = at.or_else(|_| text.parse::<chrono::NaiveDateTime>().map(|at| at.date()));
                self.booked_on = Some(at.map_err(|_| "day")?);
            }
            ["AcctSvcrRef"] if !is_placeholder(text) => self.id = words(),
            ["RvslInd"] => self.is_return = text == "true" || text == "1",
            ["BkTxCd", "Domn", "Fmly", "SubFmlyCd"] => self.is_charge = is_charge(text),
            ["AddtlNtryInf"] => self.note = words(),
            ["NtryDtls", "TxDtls", rest @ ..] => {
                let detail = self.details.last_mut().ok_or("transaction")?;
                match rest {
                    // What somebody has paid in another currency is in the entry as the bank has changed it.
                    ["Amt"] | ["AmtDtls", "TxAmt", "Amt"] if is_euro => {
                        detail.amount = Some(amount(text).ok_or("amount")?);
                    }
                    ["CdtDbtInd"] => detail.direction = Some(direction(text)?),
                    ["Refs", "AcctSvcrRef"] if !is_placeholder(text) => detail.id = words(),
                    ["RtrInf"] => detail.is_return = true,
                    ["BkTxCd", "Domn", "Fmly", "SubFmlyCd"] => detail.is_charge = is_charge(text),
                    ["Refs", "EndToEndId"] if !is_placeholder(text) => detail.texts.extend(words()),
                    ["RmtInf", "Ustrd"] | ["RmtInf", "Strd", "CdtrRefInf", "Ref"] => detail.texts.extend(words()),
                    _ => {}
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn entries(self) -> Result<Vec<Entry>, &'static str> {
        let whole = self.amount.ok_or("amount")?;
        let direction = self.direction.ok_or("direction")?;
        let booked_on = self.booked_on.ok_or("day")?;
        let signed =
            |amount: Cents, way: Direction| if way == direction { i128::from(amount.0) } else { -i128::from(amount.0) };
        let sum: Option<i128> =
            self.details.iter().map(|detail| Some(signed(detail.amount?, detail.direction.unwrap_or(direction)))).sum();
        if self.details.len() > 1 && sum == Some(i128::from(whole.0)) {
            let entries = self.details.into_iter().enumerate().map(|(number, detail)| {
                let direction = detail.direction.unwrap_or(direction);
                Entry {
                    booked_on,
                    amount: detail.amount.unwrap_or_default(),
                    direction,
                    kind: kind(direction, self.is_return || detail.is_return, self.is_charge || detail.is_charge),
                    id: detail.id.or_else(|| self.id.as_ref().map(|id| format!("{id}-{}", number + 1))),
                    reference: detail.texts.join(" "),
                }
            });
            return Ok(entries.collect());
        }
        let is_return = self.is_return || self.details.iter().any(|detail| detail.is_return);
        // What is a charge in part is a sum of which somebody has to say what it is.
        let is_charge =
            self.is_charge || !self.details.is_empty() && self.details.iter().all(|detail| detail.is_charge);
        let mut texts: Vec<_> = self.details.into_iter().flat_map(|detail| detail.texts).collect();
        if texts.is_empty() {
            texts.extend(self.note);
        }
        let mut reference = texts.join(" ");
        reference.truncate(reference.floor_char_boundary(LONGEST_TEXT));
        let kind = kind(direction, is_return, is_charge);
        Ok(vec![Entry { booked_on, amount: whole, direction, kind, id: self.id, reference }])
    }
}

/// What banks write where a name has to stand and there is none.
fn is_placeholder(text: &str) -> bool {
    ["NONREF", "NOTPROVIDED"].contains(&text)
}

/// Charges of the bank, by the codes of ISO 20022 for what a transaction is (external bank transaction sub-family).
fn is_charge(code: &str) -> bool {
    ["CHRG", "COMM", "FEES"].contains(&code)
}

/// What an entry is. What the bank takes back is a return; that a return is taken back is one, too.
fn kind(direction: Direction, is_return: bool, is_charge: bool) -> Kind {
    match (is_charge, is_return) {
        (true, _) => Kind::Fee,
        (false, true) => Kind::Chargeback,
        (false, false) => plain(direction),
    }
}

fn currency(element: &BytesStart<'_>) -> Option<String> {
    let attribute = element.try_get_attribute("Ccy").ok().flatten()?;
    attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// A statement says by another field which way money went, so an amount has no sign.
fn amount(text: &str) -> Option<Cents> {
    if text.contains(['e', 'E']) { None } else { cents(text).filter(|amount| *amount >= Cents::ZERO) }
}

fn direction(text: &str) -> Result<Direction, &'static str> {
    match text {
        "CRDT" => Ok(Direction::Credit),
        "DBIT" => Ok(Direction::Debit),
        _ => Err("direction"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STATEMENT: &str = include_str!("camt.053.xml");

    fn entry(day: u32, cents: i64, direction: Direction, id: &str, reference: &str) -> Entry {
        let booked_on = NaiveDate::from_ymd_opt(2026, 11, day).expect("a day");
        let (kind, id, reference) = (plain(direction), Some(id.to_owned()), reference.to_owned());
        Entry { booked_on, amount: Cents(cents), direction, kind, id, reference }
    }

    #[test]
    fn returns_and_charges_are_known_by_their_marks() {
        let mark = |from: &str, to: &str| {
            let file = STATEMENT.replace(from, to);
            assert_ne!(file, STATEMENT, "{from}");
            read(file.as_bytes()).expect("it is read").iter().map(|entry| entry.kind).collect::<Vec<_>>()
        };
        let (refund, fee, back) = (Kind::Refund, Kind::Fee, Kind::Chargeback);
        let debits = |kinds: Vec<Kind>| kinds.into_iter().skip(3).collect::<Vec<_>>();
        let debit = "<CdtDbtInd>DBIT</CdtDbtInd>";
        assert_eq!(debits(mark(debit, &format!("{debit}<RvslInd>true</RvslInd>"))), [back, back]);
        assert_eq!(debits(mark(debit, &format!("{debit}<RvslInd>false</RvslInd>"))), [refund, refund]);
        let charge = "<BkTxCd><Domn><Cd>ACMT</Cd><Fmly><Cd>MDOP</Cd><SubFmlyCd>CHRG</SubFmlyCd></Fmly></Domn></BkTxCd>";
        assert_eq!(debits(mark(debit, &format!("{debit}{charge}"))), [fee, fee]);
    }

    #[test]
    fn what_banks_write_instead_of_a_name_is_none() {
        for placeholder in ["NONREF", "NOTPROVIDED"] {
            let file = STATEMENT.replace("2026110200001", placeholder).replace("B-19", placeholder);
            let ids: Vec<_> = read(file.as_bytes()).expect("it is read").into_iter().map(|entry| entry.id).collect();
            assert_eq!(ids[0], None, "two payments of {placeholder} would be one");
            assert_eq!(ids[2].as_deref(), Some("2026110200002-2"), "the name of the bundle is there");
        }
    }

    #[test]
    fn booked_entries_are_read_and_bundles_come_apart() {
        use Direction::{Credit, Debit};
        let entries = read(STATEMENT.as_bytes()).expect("it is read");
        assert_eq!(
            entries,
            [
                entry(2, 1_300, Credit, "2026110200001", "VS-6F9619FF8B86 R-2026-17 Führungszeugnis & Kosten"),
                entry(2, 1_300, Credit, "2026110200002-1", "E2E-18 R-2026-18"),
                entry(2, 1_700, Credit, "B-19", "R-2026-19"),
                entry(3, 1_300, Debit, "2026110300001", "Erstattung R-2026-11"),
                entry(3, 190, Debit, "2026110300002", "ENTGELT BEZAHLDIENST"),
            ]
        );
        let shown = format!("{entries:?}");
        assert!(
            !shown.contains("Führungszeugnis") && !shown.contains("R-2026"),
            "what payers wrote is not shown: {shown}"
        );
    }

    #[test]
    fn a_bundle_whose_parts_do_not_add_up_stays_one_entry() {
        let entries = read(STATEMENT.replace(">17.00<", ">16.00<").as_bytes()).expect("it is read");
        assert_eq!(entries[1], entry(2, 3_000, Direction::Credit, "2026110200002", "E2E-18 R-2026-18 R-2026-19"));
        assert_eq!(entries.len(), 4);
    }

    #[test]
    fn a_part_in_another_currency_leaves_the_entry_whole() {
        let entries = read(STATEMENT.replace("\"EUR\">17.00<", "\"USD\">17.00<").as_bytes()).expect("it is read");
        assert_eq!(entries[1].amount, Cents(3_000));
    }

    #[test]
    fn what_is_not_understood_is_refused_as_a_whole() {
        let wrong = |entry, what| Err(Unreadable::Entry { entry, what });
        for (from, to, answer) in [
            ("Ccy=\"EUR\">13.00</Amt>", "Ccy=\"USD\">13.00</Amt>", wrong(1, "currency")),
            ("Ccy=\"EUR\">13.00</Amt>", ">13.00</Amt>", wrong(1, "currency")),
            (">13.00</Amt>", ">13,00</Amt>", wrong(1, "amount")),
            (">13.00</Amt>", ">-13.00</Amt>", wrong(1, "amount")),
            (">13.00</Amt>", ">13.005</Amt>", wrong(1, "amount")),
            (">13.00</Amt>", ">1e3</Amt>", wrong(1, "amount")),
            (">13.00</Amt>", "></Amt>", wrong(1, "amount")),
            ("<CdtDbtInd>CRDT</CdtDbtInd>", "<CdtDbtInd>CREDIT</CdtDbtInd>", wrong(1, "direction")),
            ("<BookgDt><Dt>2026-11-02</Dt></BookgDt>", "", wrong(1, "day")),
            ("<Dt>2026-11-02</Dt>", "<Dt>2026-11-32</Dt>", wrong(1, "day")),
            ("BkToCstmrStmt", "BkToCstmrAcctRpt", Err(Unreadable::Empty)),
        ] {
            assert_eq!(read(STATEMENT.replace(from, to).as_bytes()), answer, "{from} -> {to}");
        }
        assert_eq!(read(&[0xff]), Err(Unreadable::NotUtf8));
        assert_eq!(read(b""), Err(Unreadable::Empty));
        assert_eq!(read(&vec![b' '; LONGEST + 1]), Err(Unreadable::TooLarge));
    }

    #[test]
    fn hostile_files_are_refused() {
        let not_xml = |text: &str| assert!(matches!(read(text.as_bytes()), Err(Unreadable::NotXml { .. })), "{text}");
        not_xml("<!DOCTYPE a [<!ENTITY b \"c\">]><Document><BkToCstmrStmt/></Document>");
        not_xml("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><Document/>");
        not_xml(&STATEMENT.replace("Erstattung", "&lol;"));
        not_xml(&STATEMENT.replace("Erstattung", "&#0;"));
        not_xml(&STATEMENT.replace("</Document>", ""));
        not_xml(&STATEMENT.replace("</Stmt>", "</Stnt>"));
        let deep = "<a>".repeat(1_000_000);
        assert_eq!(read(deep.as_bytes()), Err(Unreadable::TooLarge));
        let long = STATEMENT.replace("Erstattung", &"x".repeat(1_000_000));
        assert_eq!(read(long.as_bytes()), Err(Unreadable::TooLarge));
        let many = "<Ntry/>".repeat(MOST_ENTRIES + 1);
        let many = format!("<Document><BkToCstmrStmt><Stmt>{many}</Stmt></BkToCstmrStmt></Document>");
        assert_eq!(read(many.as_bytes()), Err(Unreadable::TooLarge));
    }

    proptest! {
        #[test]
        fn no_broken_file_makes_it_fall(at in 0..STATEMENT.len(), with in "[<>&/a-z0-9\"!\\[]{0,6}") {
            if STATEMENT.is_char_boundary(at) {
                let mut broken = STATEMENT.to_owned();
                broken.insert_str(at, &with);
                let _ = read(broken.as_bytes());
                let _ = read(&STATEMENT.as_bytes()[..at]);
            }
        }
    }
}
