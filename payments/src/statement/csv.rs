//! Reads the settlement file of a provider: a line for each payment, the names of the columns in the first.
//!
//! Needed are `booked_on` (or `buchungstag`), `amount` (or `betrag`) and one or more of `reference`, `kassenzeichen`,
//! `purpose`, `verwendungszweck`, `transaction_id`; `id`, `currency` (or `waehrung`) and `kind` (or `art`) may be there. Fields are parted by
//! semicolons or commas and may stand in quotation marks (RFC 4180); amounts have a point or, with semicolons, a comma.

use chrono::NaiveDate;
use domain::money::Cents;

use super::{Direction, Entry, Kind, LONGEST, LONGEST_TEXT, MOST_ENTRIES, Unreadable, plain, tidy};
use crate::xbezahldienste::decimal::cents;

/// How many columns a file can have.
const MOST_COLUMNS: usize = 64;

/// The entries of a settlement file, in its order.
pub fn read(file: &[u8]) -> Result<Vec<Entry>, Unreadable> {
    if file.len() > LONGEST {
        return Err(Unreadable::TooLarge);
    }
    let text = std::str::from_utf8(file).map_err(|_| Unreadable::NotUtf8)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let separator = if text.lines().next().is_some_and(|head| head.contains(';')) { ';' } else { ',' };
    let mut rows = Rows { rest: text, separator };
    let head = rows.next_row(0)?.ok_or(Unreadable::Empty)?;
    let columns = Columns::of(&head)?;
    let mut entries = vec![];
    while let Some(row) = rows.next_row(entries.len() + 1)? {
        if row.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        if entries.len() == MOST_ENTRIES {
            return Err(Unreadable::TooLarge);
        }
        let number = entries.len() + 1;
        if row.len() != head.len() {
            return Err(Unreadable::Entry { entry: number, what: "number of fields" });
        }
        entries.push(columns.entry(&row, number, separator)?);
    }
    Ok(entries)
}

/// In which columns things stand.
struct Columns {
    booked_on: usize,
    amount: usize,
    currency: Option<usize>,
    id: Option<usize>,
    kind: Option<usize>,
    texts: Vec<usize>,
}

impl Columns {
    fn of(head: &[String]) -> Result<Self, Unreadable> {
        let names: Vec<_> = head.iter().map(|name| name.trim().to_lowercase()).collect();
        let find = |known: &[&str]| names.iter().position(|name| known.contains(&name.as_str()));
        let known = ["reference", "kassenzeichen", "purpose", "verwendungszweck", "transaction_id"];
        let texts: Vec<_> =
            names.iter().enumerate().filter(|(_, name)| known.contains(&name.as_str())).map(|(at, _)| at).collect();
        if texts.is_empty() {
            return Err(Unreadable::Column { column: "reference" });
        }
        Ok(Self {
            booked_on: find(&["booked_on", "buchungstag"]).ok_or(Unreadable::Column { column: "booked_on" })?,
            amount: find(&["amount", "betrag"]).ok_or(Unreadable::Column { column: "amount" })?,
            currency: find(&["currency", "waehrung", "währung"]),
            id: find(&["id"]),
            kind: find(&["kind", "art"]),
            texts,
        })
    }

    fn entry(&self, row: &[String], number: usize, separator: char) -> Result<Entry, Unreadable> {
        let wrong = |what| Unreadable::Entry { entry: number, what };
        if self.currency.is_some_and(|at| row[at].trim() != "EUR") {
            return Err(wrong("currency"));
        }
        let amount = amount(row[self.amount].trim(), separator).ok_or_else(|| wrong("amount"))?;
        let texts = self.texts.iter().map(|at| row[*at].trim()).filter(|text| !text.is_empty());
        let reference = tidy(&texts.collect::<Vec<_>>().join(" "));
        let id = self.id.map(|at| row[at].trim()).filter(|id| !id.is_empty());
        let direction = if amount < Cents::ZERO { Direction::Debit } else { Direction::Credit };
        let kind = match self.kind.map(|at| row[at].trim()).filter(|word| !word.is_empty()) {
            None => plain(direction),
            Some(word) => kind(word).ok_or_else(|| wrong("kind"))?,
        };
        // A payment that goes, or a refund or charge that comes, would be believed to be something else.
        if (kind == Kind::Payment && direction == Direction::Debit)
            || (matches!(kind, Kind::Refund | Kind::Fee) && direction == Direction::Credit && amount != Cents::ZERO)
        {
            return Err(wrong("sign for its kind"));
        }
        Ok(Entry {
            booked_on: day(row[self.booked_on].trim()).ok_or_else(|| wrong("day"))?,
            amount: Cents(amount.0.checked_abs().ok_or_else(|| wrong("amount"))?),
            direction,
            kind,
            id: id.map(str::to_owned),
            reference,
        })
    }
}

/// What providers call what an entry is.
fn kind(word: &str) -> Option<Kind> {
    match word.to_lowercase().as_str() {
        "payment" | "zahlung" => Some(Kind::Payment),
        "refund" | "erstattung" => Some(Kind::Refund),
        "chargeback" | "rückbuchung" | "rueckbuchung" | "rücklastschrift" | "ruecklastschrift" => {
            Some(Kind::Chargeback)
        }
        "fee" | "entgelt" => Some(Kind::Fee),
        _ => None,
    }
}

/// `13.00`, and with semicolons also `1.013,00`: a point parts thousands only where a comma follows.
fn amount(text: &str, separator: char) -> Option<Cents> {
    match text.split_once(',') {
        Some((whole, fraction)) if separator == ';' => {
            let digits = whole.trim_start_matches('-');
            let groups: Vec<_> = digits.split('.').collect();
            let (first, others) = groups.split_first()?;
            let are_thousands =
                others.is_empty() || ((1..=3).contains(&first.len()) && others.iter().all(|group| group.len() == 3));
            are_thousands.then(|| cents(&format!("{}.{fraction}", whole.replace('.', ""))))?
        }
        Some(_) => None,
        None if text.contains(['e', 'E']) => None,
        None => cents(text),
    }
}

/// `2026-11-02` or `02.11.2026`.
fn day(text: &str) -> Option<NaiveDate> {
    let parse = |form: &str| NaiveDate::parse_from_str(text, form).ok();
    let is_of = |lengths: [usize; 3], sign| text.split(sign).map(str::len).eq(lengths);
    if is_of([4, 2, 2], '-') {
        parse("%Y-%m-%d")
    } else if is_of([2, 2, 4], '.') {
        parse("%d.%m.%Y")
    } else {
        None
    }
}

/// The rows of a file that are still to be read.
struct Rows<'a> {
    rest: &'a str,
    separator: char,
}

impl Rows<'_> {
    /// The fields of the next row. A quotation mark within quotation marks is doubled.
    fn next_row(&mut self, number: usize) -> Result<Option<Vec<String>>, Unreadable> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let wrong = |what| Unreadable::Entry { entry: number, what };
        let (mut fields, mut field, mut quoted, mut was_quoted) = (vec![], String::new(), false, false);
        let mut signs = self.rest.char_indices().peekable();
        let mut end = self.rest.len();
        while let Some((at, sign)) = signs.next() {
            if field.len() > LONGEST_TEXT || fields.len() >= MOST_COLUMNS {
                return Err(Unreadable::TooLarge);
            }
            match sign {
                '"' if quoted && signs.peek().is_some_and(|(_, next)| *next == '"') => {
                    signs.next();
                    field.push('"');
                }
                '"' if quoted => quoted = false,
                sign if quoted => field.push(sign),
                '"' if field.is_empty() && !was_quoted => (quoted, was_quoted) = (true, true),
                '"' => return Err(wrong("quotation marks")),
                sign if sign == self.separator => {
                    fields.push(std::mem::take(&mut field));
                    was_quoted = false;
                }
                '\n' => {
                    end = at + 1;
                    break;
                }
                '\r' => {}
                _ if was_quoted => return Err(wrong("quotation marks")),
                sign => field.push(sign),
            }
        }
        if quoted {
            return Err(wrong("quotation marks"));
        }
        fields.push(field);
        self.rest = &self.rest[end..];
        Ok(Some(fields))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn credit(day: (i32, u32, u32), cents: i64, id: Option<&str>, reference: &str) -> Entry {
        let booked_on = NaiveDate::from_ymd_opt(day.0, day.1, day.2).expect("a day");
        let (id, reference) = (id.map(str::to_owned), reference.to_owned());
        let (direction, kind) = (Direction::Credit, Kind::Payment);
        Entry { booked_on, amount: Cents(cents), direction, kind, id, reference }
    }

    #[test]
    fn a_settlement_is_read_line_by_line() {
        let file = "booked_on;id;transaction_id;reference;purpose;method;amount;currency\n\
                    2026-11-02;VS-1-1;6f96;VS-1;R-2026-17;CREDITCARD;13.00;EUR\n\
                    2026-11-02;VS-2-1;7a11;VS-2;R-2026-18;PAYPAL;0.29;EUR\n";
        let entries = read(file.as_bytes()).expect("it is read");
        assert_eq!(
            entries,
            [
                credit((2026, 11, 2), 1_300, Some("VS-1-1"), "6f96 VS-1 R-2026-17"),
                credit((2026, 11, 2), 29, Some("VS-2-1"), "7a11 VS-2 R-2026-18"),
            ]
        );
    }

    #[test]
    fn german_days_and_amounts_quotes_and_a_mark_at_the_beginning() {
        let file = "\u{feff}Buchungstag;Betrag;Verwendungszweck\r\n\
                    02.11.2026;1.013,00;\"Gebühr; \"\"R-2026-17\"\"\nzweite Zeile\"\r\n\
                    03.11.2026;-13,00;Rückbuchung\r\n\r\n";
        let entries = read(file.as_bytes()).expect("it is read");
        let back = credit((2026, 11, 3), 1_300, None, "Rückbuchung");
        // A text is no word for what it is.
        let back = Entry { direction: Direction::Debit, kind: Kind::Refund, ..back };
        assert_eq!(entries, [credit((2026, 11, 2), 101_300, None, "Gebühr; \"R-2026-17\" zweite Zeile"), back]);
    }

    #[test]
    fn a_provider_may_say_what_an_entry_is() {
        let file = "booked_on,kind,amount,reference\n\
                    2026-11-02,payment,13.00,VG-1\n2026-11-02,fee,-0.35,\n2026-11-02,Rückbuchung,-13.00,VG-1\n\
                    2026-11-02,refund,-5.00,VG-1\n2026-11-02,,13.00,VG-2\n";
        let entries = read(file.as_bytes()).expect("it is read");
        let found: Vec<_> = entries.iter().map(|entry| (entry.kind, entry.signed().0)).collect();
        let expected = [
            (Kind::Payment, 1300),
            (Kind::Fee, -35),
            (Kind::Chargeback, -1300),
            (Kind::Refund, -500),
            (Kind::Payment, 1300),
        ];
        assert_eq!(found, expected);
        for (wrong, what) in [
            ("refund,13.00", "sign for its kind"),
            ("payment,-13.00", "sign for its kind"),
            ("fee,0.35", "sign for its kind"),
            ("gift,13.00", "kind"),
        ] {
            let file = format!("booked_on,kind,amount,reference\n2026-11-02,{wrong},VG-1\n");
            assert_eq!(read(file.as_bytes()), Err(Unreadable::Entry { entry: 1, what }), "{wrong}");
        }
    }

    #[test]
    fn the_words_of_a_text_are_looked_at_and_not_the_text() {
        let entry = credit((2026, 11, 2), 1_300, None, "Ada Lovelace, Fee VG-ABCDE-FGHIJ/vg-zzzzz-00000 T9f");
        let words = entry.words();
        for word in ["VG-ABCDE-FGHIJ", "VG-ZZZZZ-00000", "Lovelace"] {
            assert!(words.iter().any(|one| one == word), "{words:?}");
        }
        assert!(!words.iter().any(|word| word.contains(' ') || word == "T9f"), "{words:?}");
        assert!(words[0].len() >= words[words.len() - 1].len());
    }

    #[test]
    fn what_is_not_understood_is_refused_as_a_whole() {
        let entry = |entry, what| Err(Unreadable::Entry { entry, what });
        let column = |column| Err(Unreadable::Column { column });
        let good = "booked_on;amount;reference\n2026-11-02;13.00;A\n";
        for (file, answer) in [
            (String::new(), Err(Unreadable::Empty)),
            ("booked_on;amount\n".to_owned(), column("reference")),
            ("amount;reference\n".to_owned(), column("booked_on")),
            ("booked_on;reference\n".to_owned(), column("amount")),
            (format!("{good}2026-11-02;13.00\n"), entry(2, "number of fields")),
            (format!("{good}2026-13-02;13.00;A\n"), entry(2, "day")),
            (format!("{good}2.11.26;13.00;A\n"), entry(2, "day")),
            (format!("{good}2026-11-02;13.001;A\n"), entry(2, "amount")),
            (format!("{good}2026-11-02;1.3.00,00;A\n"), entry(2, "amount")),
            (format!("{good}2026-11-02;1e2;A\n"), entry(2, "amount")),
            (format!("{good}2026-11-02;=1+1;A\n"), entry(2, "amount")),
            (format!("{good}2026-11-02;13.00;\"A\n"), entry(2, "quotation marks")),
            (format!("{good}2026-11-02;13.00;A\"B\n"), entry(2, "quotation marks")),
            (format!("{good}2026-11-02;13.00;\"A\"B\n"), entry(2, "quotation marks")),
            ("booked_on,amount,reference,currency\n2026-11-02,13.00,A,USD\n".to_owned(), entry(1, "currency")),
            (format!("{good}2026-11-02;13.00;{}\n", "A".repeat(3_000)), Err(Unreadable::TooLarge)),
            (";".repeat(100), Err(Unreadable::TooLarge)),
        ] {
            let shown: String = file.chars().take(80).collect();
            assert_eq!(read(file.as_bytes()), answer, "{shown}");
        }
        assert_eq!(read(&[0xff, 0xfe]), Err(Unreadable::NotUtf8));
        assert_eq!(read(&vec![b'a'; LONGEST + 1]), Err(Unreadable::TooLarge));
    }

    proptest! {
        #[test]
        fn no_file_makes_it_fall(file in "(booked_on;amount;reference\n)?[0-9a-z.,;\"\r\n-]{0,200}") {
            let _ = read(file.as_bytes());
        }
    }
}
