-- Who gets in and how: the accounts of the staff, who is signed in, and how often somebody was wrong.
-- They stand beside the log because they end; what was done by whoever is signed in stands in the log.

CREATE TABLE account (
  name TEXT PRIMARY KEY,                                         -- as it is compared: without capital letters
  shown TEXT NOT NULL,                                           -- as it was given
  actor BLOB NOT NULL,
  roles TEXT NOT NULL CHECK (json_valid(roles)),
  password TEXT NOT NULL,                                        -- a hash that says how it was made (PHC)
  changed_at INTEGER NOT NULL,
  disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1))
) STRICT;

CREATE TABLE session (
  hash BLOB PRIMARY KEY,                                         -- of what the browser presents; that is stored nowhere
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,                                         -- whom or what it lets in, as its kind names it
  began_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  idle_secs INTEGER NOT NULL,                                    -- how long after its last use it is over
  ends_at INTEGER NOT NULL                                       -- when it is over, however much it is used
) STRICT;
CREATE INDEX session_subject ON session (kind, subject);
CREATE INDEX session_ends_at ON session (ends_at);

CREATE TABLE attempt (
  key BLOB PRIMARY KEY,                                          -- a digest of what was tried
  since INTEGER NOT NULL,                                        -- when the tries that count began
  tries INTEGER NOT NULL,                                        -- how many since then
  in_all INTEGER NOT NULL,                                       -- how many ever
  forget_at INTEGER NOT NULL
) STRICT;
CREATE INDEX attempt_forget_at ON attempt (forget_at);
