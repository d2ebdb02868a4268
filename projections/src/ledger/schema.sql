-- One for each event that moves money, under its position in the log, and what it happened to.
CREATE TABLE journal (
    journal INTEGER PRIMARY KEY,
    date TEXT NOT NULL,
    kind TEXT NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    debit INTEGER NOT NULL,
    credit INTEGER NOT NULL,
    CHECK (debit = credit)
);
CREATE INDEX journal_by_date ON journal (date);
-- A line takes from one account what it gives to another. What an account is divided by stands beside it, such as the
-- position of the tariff.
CREATE TABLE posting (
    journal INTEGER NOT NULL,
    n INTEGER NOT NULL,
    account TEXT NOT NULL,
    part TEXT NOT NULL,
    debit INTEGER NOT NULL,
    credit INTEGER NOT NULL,
    PRIMARY KEY (journal, n),
    CHECK (debit >= 0 AND credit >= 0 AND (debit = 0) <> (credit = 0))
) WITHOUT ROWID;
-- What moved on a day.
CREATE TABLE movement (
    date TEXT NOT NULL,
    account TEXT NOT NULL,
    part TEXT NOT NULL,
    debit INTEGER NOT NULL,
    credit INTEGER NOT NULL,
    PRIMARY KEY (date, account, part)
) WITHOUT ROWID;
-- What a claim is made of.
CREATE TABLE item (
    payment BLOB NOT NULL,
    n INTEGER NOT NULL,
    part TEXT NOT NULL,
    cents INTEGER NOT NULL,
    PRIMARY KEY (payment, n)
) WITHOUT ROWID;
-- Money that somebody has asked for: it is owed when somebody else has agreed. All else that goes back is owed as soon as
-- it is known.
CREATE TABLE wanted (
    payment BLOB NOT NULL,
    refund INTEGER NOT NULL,
    PRIMARY KEY (payment, refund)
) WITHOUT ROWID;
-- Money that settles nothing, by the attempt with which it came.
CREATE TABLE other_amount (
    payment BLOB NOT NULL,
    attempt INTEGER NOT NULL,
    PRIMARY KEY (payment, attempt)
) WITHOUT ROWID;

-- By which words a payment is known outside: the office's own, the provider's and the treasury's. A word that two fees
-- have names neither.
CREATE TABLE reference (
    word TEXT PRIMARY KEY,
    payment BLOB,
    attempt INTEGER
) WITHOUT ROWID;
-- What came in by an attempt to pay online.
CREATE TABLE attempt (
    payment BLOB NOT NULL,
    attempt INTEGER NOT NULL,
    took INTEGER NOT NULL DEFAULT 0,
    paid_on TEXT,
    -- What a person found who looked for its money, because no statement shows it.
    closed TEXT,
    PRIMARY KEY (payment, attempt)
) WITHOUT ROWID;
CREATE INDEX attempt_by_day ON attempt (paid_on) WHERE took > 0;
-- What went back, and whether the treasury has paid it out.
CREATE TABLE returned (
    payment BLOB NOT NULL,
    refund INTEGER NOT NULL,
    attempt INTEGER,
    cents INTEGER NOT NULL,
    by_hand INTEGER NOT NULL,
    PRIMARY KEY (payment, refund)
) WITHOUT ROWID;
-- A file of a provider or a bank.
CREATE TABLE statement (
    statement BLOB PRIMARY KEY,
    source TEXT NOT NULL,
    entries INTEGER NOT NULL,
    read INTEGER NOT NULL DEFAULT 0,
    begun_at INTEGER NOT NULL,
    begun_by BLOB NOT NULL,
    -- From when to when it has entries, and how it shows payments: each one, in sums, or it does not say.
    first_day TEXT,
    last_day TEXT,
    shows TEXT
) WITHOUT ROWID;
CREATE INDEX statement_by_age ON statement (begun_at);
-- An entry of such a file, what it turned out to be, and how a person has closed it. Against which account its money
-- stands says `counter`; `expected` is the part of it that is what the office knows, where it is another amount.
CREATE TABLE entry (
    statement BLOB NOT NULL,
    entry INTEGER NOT NULL,
    position INTEGER NOT NULL,
    source TEXT NOT NULL,
    kind TEXT NOT NULL,
    booked_on TEXT NOT NULL,
    cents INTEGER NOT NULL,
    id BLOB,
    payment BLOB,
    named INTEGER,
    word TEXT,
    finding TEXT NOT NULL,
    counter TEXT NOT NULL,
    expected INTEGER NOT NULL,
    attempt INTEGER,
    refund INTEGER,
    resolution TEXT,
    resolved_at INTEGER,
    resolved_by BLOB,
    PRIMARY KEY (statement, entry)
) WITHOUT ROWID;
CREATE INDEX entry_of_payment ON entry (payment) WHERE payment IS NOT NULL;
CREATE INDEX entry_by_id ON entry (source, id, booked_on, cents) WHERE id IS NOT NULL;
CREATE INDEX entry_to_check ON entry (booked_on)
    WHERE resolution IS NULL AND finding NOT IN ('matched', 'repeated', 'charge')
        OR resolution = 'given_back' AND finding = 'paid_after_all';
CREATE INDEX entry_by_day ON entry (source, booked_on);
-- By what words that the office was told later a payment is known, as the authority marks them. A mark of two fees names
-- neither.
CREATE TABLE mark (
    mark BLOB PRIMARY KEY,
    payment BLOB,
    attempt INTEGER
) WITHOUT ROWID;
-- The marks of entries that named no payment when they were read.
CREATE TABLE entry_mark (
    mark BLOB NOT NULL,
    statement BLOB NOT NULL,
    entry INTEGER NOT NULL,
    PRIMARY KEY (mark, statement, entry)
) WITHOUT ROWID;
CREATE INDEX mark_of_entry ON entry_mark (statement, entry);
-- What is settled with the Federation.
CREATE TABLE settlement (
    settlement BLOB PRIMARY KEY,
    first_day TEXT NOT NULL UNIQUE,
    lines TEXT NOT NULL,
    recorded_at INTEGER NOT NULL
) WITHOUT ROWID;
