-- The keys to personal data, apart from the log: destroying a key erases what it closed, in every copy of the log.
CREATE TABLE key_store (
  one       boolean PRIMARY KEY DEFAULT true CHECK (one),
  authority text NOT NULL,
  version   int NOT NULL
);

-- One key for each subject, encrypted with the authority's key. A destroyed one leaves a tombstone.
CREATE TABLE subject_key (
  subject      uuid PRIMARY KEY,
  wrapped      bytea,
  created_at   timestamptz NOT NULL,
  destroyed_at timestamptz,
  CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);

-- Destructions in their order, so that every node learns which keys to drop from memory.
CREATE TABLE destruction (
  no      bigint PRIMARY KEY,
  subject uuid NOT NULL UNIQUE
);

-- The authority's other secrets, by name.
CREATE TABLE secret (
  name    text PRIMARY KEY,
  wrapped bytea NOT NULL
);
