-- The keys to personal data, apart from the log: destroying a key erases what it closed, in every copy of the log.
CREATE TABLE key_store (
  one       INTEGER PRIMARY KEY CHECK (one = 1),
  authority TEXT NOT NULL,
  version   INTEGER NOT NULL
) STRICT;

-- One key for each subject, encrypted with the authority's key. A destroyed one leaves a tombstone.
CREATE TABLE subject_key (
  subject      BLOB PRIMARY KEY,
  wrapped      BLOB,
  created_at   INTEGER NOT NULL,
  destroyed_at INTEGER,
  CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- Destructions in their order, so that every node learns which keys to drop from memory.
CREATE TABLE destruction (
  no      INTEGER PRIMARY KEY,
  subject BLOB NOT NULL UNIQUE
) STRICT;

-- The authority's other secrets, by name.
CREATE TABLE secret (
  name    TEXT PRIMARY KEY,
  wrapped BLOB NOT NULL
) STRICT;
