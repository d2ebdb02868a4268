-- Who gets in and how: the accounts of the staff, who is signed in, and how often somebody was wrong.
-- They stand beside the log because they end; what was done by whoever is signed in stands in the log.

CREATE TABLE account (
  name text PRIMARY KEY,                                         -- as it is compared: without capital letters
  shown text NOT NULL,                                           -- as it was given
  actor uuid NOT NULL,
  roles json NOT NULL,
  password text NOT NULL,                                        -- a hash that says how it was made (PHC)
  changed_at timestamptz NOT NULL,
  disabled boolean NOT NULL DEFAULT false
);

CREATE TABLE session (
  hash bytea PRIMARY KEY,                                        -- of what the browser presents; that is stored nowhere
  kind text NOT NULL,
  subject text NOT NULL,                                         -- whom or what it lets in, as its kind names it
  began_at timestamptz NOT NULL,
  used_at timestamptz NOT NULL,
  idle_secs bigint NOT NULL,                                     -- how long after its last use it is over
  ends_at timestamptz NOT NULL                                   -- when it is over, however much it is used
);
CREATE INDEX session_subject ON session (kind, subject);
CREATE INDEX session_ends_at ON session (ends_at);

CREATE TABLE attempt (
  key bytea PRIMARY KEY,                                         -- a digest of what was tried
  since timestamptz NOT NULL,                                    -- when the tries that count began
  tries bigint NOT NULL,                                         -- how many since then
  in_all bigint NOT NULL,                                        -- how many ever
  forget_at timestamptz NOT NULL
);
CREATE INDEX attempt_forget_at ON attempt (forget_at);
