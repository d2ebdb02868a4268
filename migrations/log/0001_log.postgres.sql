-- Sets up the log of one authority: its head, its streams, its ledger of commands, its events, and the small tables
-- that are kept beside it. One schema or one database holds one log.
-- The program inserts the log's name and its kinds, and asks `extend_event` for the first partition.

CREATE TABLE schema_version (
  version int PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE log (
  one     boolean PRIMARY KEY DEFAULT true CHECK (one),          -- exactly one row: one schema per authority
  name    text NOT NULL,
  head    bigint NOT NULL DEFAULT 0,
  last_at timestamptz NOT NULL DEFAULT 'epoch'                   -- not '-infinity': Rust time types have no such value
) WITH (fillfactor = 10);
CREATE TABLE stream (
  kind smallint NOT NULL, id uuid NOT NULL,
  version int NOT NULL, first_pos bigint NOT NULL, last_pos bigint NOT NULL,
  closed boolean NOT NULL DEFAULT false,
  PRIMARY KEY (kind, id)
) WITH (fillfactor = 80);
CREATE TABLE command (
  command_id uuid PRIMARY KEY, first_pos bigint NOT NULL, last_pos bigint NOT NULL,   -- no events: last_pos = first_pos - 1
  digest bytea NOT NULL, at timestamptz NOT NULL
);
CREATE TABLE event (
  position bigint NOT NULL, stream uuid NOT NULL, at timestamptz NOT NULL, command_id uuid NOT NULL,
  version int NOT NULL, kind smallint NOT NULL, type text NOT NULL, type_version text NOT NULL,
  payload json NOT NULL, meta json NOT NULL, sealed bytea,
  PRIMARY KEY (position)
) PARTITION BY RANGE (position);
-- The events lie in partitions by position. `extend_event` creates them ahead of the head and answers where the last one ends.
CREATE TABLE event_partition (
  number int PRIMARY KEY, first_pos bigint NOT NULL, end_pos bigint NOT NULL      -- end_pos is the first position of the next
);
CREATE FUNCTION deny() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'event log is append-only'; END $$;
-- Attaching a table that is complete takes a lock that lets appends go on; CREATE TABLE … PARTITION OF would stop them.
CREATE FUNCTION extend_event(p_size bigint, p_ahead bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE v_number int; v_first bigint; v_end bigint; v_name text;
BEGIN
  LOCK TABLE event_partition IN SHARE ROW EXCLUSIVE MODE;            -- one node at a time
  SELECT COALESCE(max(number), 0), COALESCE(max(end_pos), 1) INTO v_number, v_end FROM event_partition;
  WHILE v_end <= (SELECT head FROM log) + p_ahead LOOP
    v_number := v_number + 1; v_first := v_end; v_end := v_first + p_size; v_name := 'event_' || v_number;
    EXECUTE format('CREATE TABLE %I (LIKE event INCLUDING ALL)', v_name);
    -- A unique index is legal on the partition, where it need not contain the position.
    EXECUTE format('CREATE UNIQUE INDEX %I ON %I (kind, stream, version)', v_name || '_stream', v_name);
    EXECUTE format('ALTER TABLE event ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)', v_name, v_first, v_end);
    -- Triggers for rows come with the attachment, triggers for statements do not.
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION deny()', v_name || '_nt', v_name);
    INSERT INTO event_partition (number, first_pos, end_pos) VALUES (v_number, v_first, v_end);
  END LOOP;
  RETURN v_end;
END $$;

-- commands: c_id, c_digest, c_units (number of its units). units in command order: u_kind, u_id, u_exp, u_n (number of
-- its events, 0 = guard). events in unit order: e_*. The three lists are nested by counts, so nothing can point astray.
CREATE FUNCTION append_batch(
  p_at timestamptz,
  c_id uuid[], c_digest bytea[], c_units int[],
  u_kind smallint[], u_id uuid[], u_exp int[], u_n int[],
  e_type text[], e_ver text[], e_payload text[], e_meta text[], e_sealed bytea[]
) RETURNS TABLE (ord int, status "char", first_pos bigint, last_pos bigint, at timestamptz)
LANGUAGE plpgsql SET jit = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  nc int := cardinality(c_id); nu int := cardinality(u_id); ne int := cardinality(e_type);
  v_head bigint; v_last timestamptz; v_old bigint; v_rows bigint;
  l_rep int[]; l_first bigint[]; l_last bigint[]; l_dig bytea[]; l_at timestamptz[];    -- per command: first place of its id in the batch; ledger (-1: none)
  s_rep int[]; s_ver int[]; s_closed boolean[];                      -- per unit: first unit on the same stream; running version
  s_ghost int[]; s_first bigint[]; s_last bigint[];
  r_st "char"[]; r_first bigint[]; r_last bigint[]; r_at timestamptz[];                -- verdicts
  x_pos bigint[]; x_ver int[]; x_unit int[]; x_cmd int[];            -- per event (0: not appended)
  c int; i int; k int; s int; r int; n int; u0 int := 0; u1 int; e int := 0; v "char";
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'append needs READ COMMITTED' USING ERRCODE = 'object_not_in_prerequisite_state'; END IF;
  IF cardinality(c_digest) <> nc OR cardinality(c_units) <> nc OR cardinality(u_kind) <> nu OR cardinality(u_exp) <> nu
     OR cardinality(u_n) <> nu OR cardinality(e_ver) <> ne OR cardinality(e_payload) <> ne OR cardinality(e_meta) <> ne
     OR cardinality(e_sealed) <> ne OR 0 > ANY (c_units) OR 0 > ANY (u_n)
     OR (SELECT COALESCE(sum(t), 0) FROM unnest(c_units) t) <> nu
     OR (SELECT COALESCE(sum(t), 0) FROM unnest(u_n) t) <> ne THEN
    RAISE EXCEPTION 'append: counts disagree' USING ERRCODE = 'data_exception'; END IF;
  -- 1. the only lock, held to commit
  SELECT l.head, l.last_at INTO STRICT v_head, v_last FROM log l FOR NO KEY UPDATE;
  IF p_at < v_last THEN                                             -- one row, ord 0: nothing was looked at, nothing written
    RETURN QUERY SELECT 0, 'T'::"char", NULL::bigint, NULL::bigint, v_last; RETURN; END IF;
  v_old := v_head;
  -- 2. new statements, new snapshots, taken after the lock was won
  SELECT array_agg(q.rep ORDER BY q.o), array_agg(COALESCE(d.first_pos, -1) ORDER BY q.o),
         array_agg(COALESCE(d.last_pos, -1) ORDER BY q.o), array_agg(COALESCE(d.digest, '') ORDER BY q.o),
         array_agg(d.at ORDER BY q.o)
    INTO l_rep, l_first, l_last, l_dig, l_at
    FROM (SELECT t.id, t.o::int AS o, (min(t.o) OVER (PARTITION BY t.id))::int AS rep
            FROM unnest(c_id) WITH ORDINALITY AS t(id, o)) q
    LEFT JOIN LATERAL (SELECT first_pos, last_pos, digest, at FROM command WHERE command_id = q.id LIMIT 1) d ON true;
  SELECT array_agg(q.rep ORDER BY q.o), array_agg(COALESCE(d.version, 0) ORDER BY q.o),
         array_agg(COALESCE(d.closed, false) ORDER BY q.o)
    INTO s_rep, s_ver, s_closed
    FROM (SELECT t.kind, t.id, t.o::int AS o, (min(t.o) OVER (PARTITION BY t.kind, t.id))::int AS rep
            FROM unnest(u_kind, u_id) WITH ORDINALITY AS t(kind, id, o)) q
    LEFT JOIN LATERAL (SELECT version, closed FROM stream WHERE kind = q.kind AND id = q.id LIMIT 1) d ON true;
  s_ghost := array_fill(2147483647, ARRAY[nu]); s_first := array_fill(0::bigint, ARRAY[nu]); s_last := s_first;
  r_st := array_fill('?'::"char", ARRAY[nc]); r_first := array_fill(NULL::bigint, ARRAY[nc]); r_last := r_first;
  r_at := array_fill(NULL::timestamptz, ARRAY[nc]);
  x_pos := array_fill(0::bigint, ARRAY[ne]); x_ver := array_fill(0, ARRAY[ne]); x_unit := x_ver; x_cmd := x_ver;
  -- 3. verdicts, one command after another
  FOR c IN 1 .. nc LOOP
    u1 := u0 + c_units[c]; r := l_rep[c]; v := 'A';
    IF l_last[r] >= 0 THEN
      IF l_dig[r] = c_digest[c] THEN v := 'D'; r_first[c] := l_first[r]; r_last[c] := l_last[r]; r_at[c] := l_at[r];
      ELSE v := 'K'; END IF;
    ELSE
      FOR i IN u0 + 1 .. u1 LOOP
        s := s_rep[i]; n := u_n[i];
        IF s_closed[s] AND n > 0 THEN v := 'X';
        ELSIF u_exp[i] <> s_ver[s] OR u_exp[i] > s_ghost[s] THEN v := 'C'; END IF;    -- 2nd half: ghost rule
        IF v <> 'A' THEN
          FOR k IN u0 + 1 .. i - 1 LOOP s_ver[s_rep[k]] := s_ver[s_rep[k]] - u_n[k]; END LOOP;
          EXIT;
        END IF;
        IF n > 0 THEN s_ver[s] := s_ver[s] + n; END IF;
      END LOOP;
    END IF;
    r_st[c] := v;
    IF v = 'A' THEN
      r_first[c] := v_head + 1;
      FOR i IN u0 + 1 .. u1 LOOP
        n := u_n[i];
        IF n > 0 THEN
          s := s_rep[i];
          IF s_first[s] = 0 THEN s_first[s] := v_head + 1; END IF;
          FOR k IN 1 .. n LOOP
            e := e + 1; v_head := v_head + 1;
            x_pos[e] := v_head; x_ver[e] := u_exp[i] + k; x_unit[e] := i; x_cmd[e] := c;
          END LOOP;
          s_last[s] := v_head;
        END IF;
      END LOOP;
      r_last[c] := v_head; r_at[c] := p_at;
      l_first[r] := r_first[c]; l_last[r] := v_head; l_dig[r] := c_digest[c]; l_at[r] := p_at;
    ELSE
      FOR i IN u0 + 1 .. u1 LOOP
        e := e + u_n[i];
        IF u_n[i] > 0 AND u_exp[i] < s_ghost[s_rep[i]] THEN s_ghost[s_rep[i]] := u_exp[i]; END IF;    -- ghost rule
      END LOOP;
    END IF;
    u0 := u1;
  END LOOP;
  -- 4. writes
  INSERT INTO command (command_id, first_pos, last_pos, digest, at)
  SELECT t.id, t.f, t.l, t.g, p_at FROM unnest(c_id, c_digest, r_st, r_first, r_last) AS t(id, g, st, f, l) WHERE t.st = 'A';
  IF v_head > v_old THEN
    INSERT INTO event (position, stream, at, command_id, version, kind, type, type_version, payload, meta, sealed)
    SELECT x.pos, u_id[x.unit], p_at, c_id[x.cmd], x.ver, u_kind[x.unit], x.type, x.tv, x.payload::json, x.meta::json, x.sealed
      FROM unnest(x_pos, x_ver, x_unit, x_cmd, e_type, e_ver, e_payload, e_meta, e_sealed)
           AS x(pos, ver, unit, cmd, type, tv, payload, meta, sealed) WHERE x.pos > 0;
    GET DIAGNOSTICS v_rows = ROW_COUNT;
    IF v_rows <> v_head - v_old THEN RAISE EXCEPTION 'append: % events for % positions', v_rows, v_head - v_old; END IF;
    INSERT INTO stream AS d (kind, id, version, first_pos, last_pos)
    SELECT t.kind, t.id, t.ver, t.f, t.l FROM unnest(u_kind, u_id, s_ver, s_first, s_last) AS t(kind, id, ver, f, l) WHERE t.l > 0
    ON CONFLICT (kind, id) DO UPDATE SET version = EXCLUDED.version, last_pos = EXCLUDED.last_pos;
    UPDATE log SET head = v_head, last_at = p_at;
  END IF;
  RETURN QUERY SELECT t.o::int, t.st, t.f, t.l, t.a
    FROM unnest(r_st, r_first, r_last, r_at) WITH ORDINALITY AS t(st, f, l, a, o);
END $$;

-- The names of the kinds, and the view through which postgres-es reads this log.
CREATE TABLE kind (kind smallint PRIMARY KEY, name text UNIQUE NOT NULL);
CREATE VIEW es_events AS SELECT k.name AS aggregate_type, e.stream::text AS aggregate_id, e.version::bigint AS sequence,
  e.type AS event_type, e.type_version AS event_version, e.payload, e.meta AS metadata FROM event e JOIN kind k USING (kind);
CREATE INDEX event_compat ON event (kind, (stream::text), version);

-- Nobody changes what happened.
CREATE TRIGGER event_ro BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION deny();
CREATE TRIGGER event_nt BEFORE TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION deny();

-- How far followers came that keep their place beside the log, and who may move them. The token fences: each new holder
-- of a lease gets a higher one, and a lower one moves nothing.
CREATE TABLE checkpoint (
  name text PRIMARY KEY, position bigint NOT NULL, token bigint NOT NULL
);
CREATE TABLE lease (
  name text PRIMARY KEY, holder uuid NOT NULL, token bigint NOT NULL, expires_at timestamptz NOT NULL
);

-- Tokens of the staff. Only their hashes are stored.
CREATE TABLE credential (
  hash bytea PRIMARY KEY, actor uuid NOT NULL, roles json NOT NULL, expires_at timestamptz NOT NULL, label text NOT NULL
);
