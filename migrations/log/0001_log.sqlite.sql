-- Sets up the log of one authority: its head, its streams, its ledger of commands, its events, and the small tables
-- that are kept beside it. One file holds one log.
-- The program inserts the log's name and its kinds. Instants are whole microseconds since 1970, in UTC.

CREATE TABLE schema_version (
  version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000000 AS INTEGER))
) STRICT;

CREATE TABLE log (
  one     INTEGER PRIMARY KEY CHECK (one = 1),                   -- exactly one row
  name    TEXT NOT NULL,
  head    INTEGER NOT NULL DEFAULT 0,
  last_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE stream (
  kind INTEGER NOT NULL, id BLOB NOT NULL,
  version INTEGER NOT NULL, first_pos INTEGER NOT NULL, last_pos INTEGER NOT NULL,
  closed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE command (
  command_id BLOB PRIMARY KEY, first_pos INTEGER NOT NULL, last_pos INTEGER NOT NULL,   -- no events: last_pos = first_pos - 1
  digest BLOB NOT NULL, at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE event (
  position INTEGER PRIMARY KEY, stream BLOB NOT NULL, at INTEGER NOT NULL, command_id BLOB NOT NULL,
  version INTEGER NOT NULL, kind INTEGER NOT NULL, type TEXT NOT NULL, type_version TEXT NOT NULL,
  payload TEXT NOT NULL CHECK (json_valid(payload)), meta TEXT NOT NULL CHECK (json_valid(meta)), sealed BLOB
) STRICT;
CREATE UNIQUE INDEX event_stream ON event (kind, stream, version);

-- The names of the kinds, and the view through which sqlite-es reads this log. It writes ids as text, so it needs an
-- index on the same expression.
CREATE TABLE kind (kind INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL) STRICT;
CREATE VIEW es_events AS SELECT k.name AS aggregate_type,
  lower(substr(hex(e.stream), 1, 8) || '-' || substr(hex(e.stream), 9, 4) || '-' || substr(hex(e.stream), 13, 4) || '-' ||
        substr(hex(e.stream), 17, 4) || '-' || substr(hex(e.stream), 21)) AS aggregate_id,
  e.version AS sequence, e.type AS event_type, e.type_version AS event_version, e.payload AS payload, e.meta AS metadata
  FROM event e JOIN kind k USING (kind);
CREATE INDEX event_compat ON event (kind,
  lower(substr(hex(stream), 1, 8) || '-' || substr(hex(stream), 9, 4) || '-' || substr(hex(stream), 13, 4) || '-' ||
        substr(hex(stream), 17, 4) || '-' || substr(hex(stream), 21)), version);

-- Nobody changes what happened.
CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'event log is append-only'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'event log is append-only'); END;

-- Nor does anybody leave a gap, or put something in an event's place by INSERT OR REPLACE, which fires no delete trigger.
CREATE TRIGGER event_in_order BEFORE INSERT ON event
  WHEN NEW.position <> (SELECT COALESCE(max(position), 0) + 1 FROM event)
  BEGIN SELECT RAISE(ABORT, 'event log has no such place'); END;

-- How far followers came that keep their place beside the log, and who may move them. The token fences: each new holder
-- of a lease gets a higher one, and a lower one moves nothing.
CREATE TABLE checkpoint (
  name TEXT PRIMARY KEY, position INTEGER NOT NULL, token INTEGER NOT NULL
) STRICT;
CREATE TABLE lease (
  name TEXT PRIMARY KEY, holder BLOB NOT NULL, token INTEGER NOT NULL, expires_at INTEGER NOT NULL
) STRICT;

-- Tokens of the staff. Only their hashes are stored.
CREATE TABLE credential (
  hash BLOB PRIMARY KEY, actor BLOB NOT NULL, roles TEXT NOT NULL CHECK (json_valid(roles)),
  expires_at INTEGER NOT NULL, label TEXT NOT NULL
) STRICT;
