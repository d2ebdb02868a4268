-- The tables of a case's page. Where a column holds personal data, the subject stands beside it.
CREATE TABLE case_file (
    case_id BLOB PRIMARY KEY,
    state TEXT NOT NULL,
    service TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    edition INTEGER NOT NULL,
    origin TEXT NOT NULL,
    channel TEXT NOT NULL,
    holder BLOB,
    clerk BLOB,
    opened_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    entitlement_assured_at INTEGER,
    entitlement_assured_by BLOB,
    move_subject BLOB,
    details TEXT,
    late INTEGER NOT NULL DEFAULT 0,
    variant TEXT,
    request_subject BLOB,
    request_details TEXT,
    form_authority TEXT,
    form_requested_at INTEGER,
    form_subject BLOB,
    form_details TEXT,
    form_late INTEGER NOT NULL DEFAULT 0,
    form_by_hand INTEGER NOT NULL DEFAULT 0,
    form_unavailable INTEGER NOT NULL DEFAULT 0,
    suspended TEXT,
    restricted TEXT,
    due_on TEXT,
    tax_id_disclosed TEXT,
    filed_on TEXT,
    submitted_at INTEGER,
    closed_at INTEGER,
    erase_at INTEGER,
    withdrawn TEXT,
    decline_subject BLOB,
    decline_reason TEXT,
    version INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX case_file_by_filing ON case_file (filed_on, case_id) WHERE filed_on IS NOT NULL;
CREATE INDEX case_file_by_mover ON case_file (move_subject) WHERE move_subject IS NOT NULL;
CREATE INDEX case_file_by_requester ON case_file (request_subject) WHERE request_subject IS NOT NULL;
CREATE INDEX case_file_by_form ON case_file (form_subject) WHERE form_subject IS NOT NULL;
CREATE INDEX case_file_by_declined ON case_file (decline_subject) WHERE decline_subject IS NOT NULL;

-- On whose identity card the address has to be changed.
CREATE TABLE follow_up (
    case_id BLOB NOT NULL,
    party BLOB NOT NULL,
    opened_at INTEGER NOT NULL,
    closed_at INTEGER,
    how TEXT,
    PRIMARY KEY (case_id, party)
) WITHOUT ROWID;

-- That a landlord has not confirmed that somebody moved in, and what came of asking.
CREATE TABLE landlord_inquiry (
    case_id BLOB PRIMARY KEY,
    parties TEXT NOT NULL,
    due_on TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    closed_at INTEGER,
    outcome TEXT
) WITHOUT ROWID;

-- Who has the care of which child.
CREATE TABLE custody (
    case_id BLOB NOT NULL,
    party BLOB NOT NULL,
    basis TEXT NOT NULL,
    required INTEGER NOT NULL,
    PRIMARY KEY (case_id, party)
) WITHOUT ROWID;

CREATE TABLE party (
    case_id BLOB NOT NULL,
    party BLOB NOT NULL,
    position INTEGER NOT NULL,
    part TEXT NOT NULL,
    acts_for TEXT NOT NULL,
    subject BLOB NOT NULL,
    who TEXT,
    PRIMARY KEY (case_id, party)
) WITHOUT ROWID;
CREATE INDEX party_by_subject ON party (subject);

-- The appointments in which a case is worked on, in order.
CREATE TABLE case_booking (
    case_id BLOB NOT NULL,
    position INTEGER NOT NULL,
    booking BLOB NOT NULL,
    PRIMARY KEY (case_id, position)
) WITHOUT ROWID;

-- An attempt that failed names the checks that did not hold.
CREATE TABLE identification (
    case_id BLOB NOT NULL,
    position INTEGER NOT NULL,
    party BLOB NOT NULL,
    at INTEGER NOT NULL,
    method TEXT NOT NULL,
    document TEXT NOT NULL,
    issuing_state TEXT NOT NULL,
    checks TEXT NOT NULL,
    consultation BLOB NOT NULL,
    -- The newest in which it holds: a clerk has seen the same person again after the line had dropped.
    round INTEGER NOT NULL,
    confirmed_at INTEGER,
    failed TEXT,
    PRIMARY KEY (case_id, position)
) WITHOUT ROWID;

CREATE TABLE notice (
    case_id BLOB NOT NULL,
    notice TEXT NOT NULL,
    party BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (case_id, notice)
) WITHOUT ROWID;

CREATE TABLE evidence (
    case_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    answer TEXT NOT NULL,
    source TEXT,
    document BLOB,
    named TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (case_id, kind)
) WITHOUT ROWID;

CREATE TABLE declaration (
    case_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    hash BLOB NOT NULL,
    signature BLOB NOT NULL,
    prepared_at INTEGER NOT NULL,
    shown_at INTEGER,
    signed_at INTEGER,
    outdated_at INTEGER,
    PRIMARY KEY (case_id, version)
) WITHOUT ROWID;

-- What is known of a signing, by its own history: it may be asked for before the declaration names it.
CREATE TABLE signing (
    signature BLOB PRIMARY KEY,
    signed_by BLOB,
    method TEXT
) WITHOUT ROWID;

CREATE TABLE note (
    case_id BLOB NOT NULL,
    position INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor BLOB NOT NULL,
    subject BLOB NOT NULL,
    text TEXT,
    PRIMARY KEY (case_id, position)
) WITHOUT ROWID;
CREATE INDEX note_by_subject ON note (subject);

CREATE TABLE payment (
    payment BLOB PRIMARY KEY,
    case_id BLOB NOT NULL,
    amount_cents INTEGER NOT NULL,
    claim INTEGER NOT NULL DEFAULT 0,
    delivery TEXT,
    items TEXT,
    state TEXT NOT NULL,
    assessed_at INTEGER NOT NULL,
    settled_at INTEGER,
    due_at INTEGER,
    means TEXT,
    online_means TEXT,
    exemption TEXT,
    receipt_year INTEGER,
    receipt_number INTEGER
) WITHOUT ROWID;
CREATE INDEX payment_by_case ON payment (case_id);

CREATE TABLE attempt (
    payment BLOB NOT NULL,
    attempt INTEGER NOT NULL,
    amount_cents INTEGER NOT NULL,
    state TEXT NOT NULL,
    requested_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    -- What the provider calls it, and its last word that nobody understood.
    reference TEXT,
    unclear TEXT,
    ended_at INTEGER,
    took_cents INTEGER,
    unresolved INTEGER NOT NULL DEFAULT 0,
    -- What a person found who has looked for what became of it.
    finding TEXT,
    PRIMARY KEY (payment, attempt)
) WITHOUT ROWID;
CREATE INDEX attempt_to_check ON attempt (state) WHERE unresolved OR unclear IS NOT NULL OR state = 'other_amount';

CREATE TABLE refund (
    payment BLOB NOT NULL,
    refund INTEGER NOT NULL,
    cents INTEGER NOT NULL,
    ground TEXT NOT NULL,
    state TEXT NOT NULL,
    -- By which attempt the money came; at the counter where there is none.
    attempt INTEGER,
    wanted_at INTEGER NOT NULL,
    wanted_by BLOB,
    approved_by BLOB,
    ended_at INTEGER,
    treasury_order TEXT,
    PRIMARY KEY (payment, refund)
) WITHOUT ROWID;
CREATE INDEX refund_by_state ON refund (state);

CREATE TABLE booking (
    booking BLOB PRIMARY KEY,
    state TEXT NOT NULL,
    scope BLOB NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    medium TEXT NOT NULL,
    lines TEXT NOT NULL,
    number INTEGER,
    subject BLOB,
    contact TEXT,
    checked_in_at INTEGER,
    clerk BLOB
) WITHOUT ROWID;
CREATE INDEX booking_by_subject ON booking (subject) WHERE subject IS NOT NULL;

CREATE TABLE consultation (
    consultation BLOB PRIMARY KEY,
    -- The appointment, or the case of somebody who came without one.
    occasion BLOB NOT NULL,
    state TEXT NOT NULL,
    medium TEXT,
    host BLOB,
    begun_at INTEGER,
    ended_at INTEGER,
    outcome TEXT,
    live_secs INTEGER,
    interruptions INTEGER NOT NULL DEFAULT 0,
    -- The how many-th round of the talk goes on, or was the last.
    round INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX consultation_by_occasion ON consultation (occasion);

-- Who else was invited to a talk.
CREATE TABLE guest (
    consultation BLOB NOT NULL,
    position INTEGER NOT NULL,
    guest BLOB NOT NULL,
    part TEXT NOT NULL,
    standing TEXT NOT NULL,
    PRIMARY KEY (consultation, position)
) WITHOUT ROWID;

-- What was handed in. The name of a file tells of people.
CREATE TABLE document (
    document BLOB PRIMARY KEY,
    case_id BLOB NOT NULL,
    position INTEGER NOT NULL,
    subject BLOB NOT NULL,
    file_name TEXT,
    format TEXT NOT NULL,
    kib INTEGER NOT NULL,
    proves TEXT,
    state TEXT NOT NULL,
    fault TEXT,
    until INTEGER NOT NULL,
    announced_by BLOB NOT NULL,
    announced_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    copies INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX document_by_case ON document (case_id, position);
CREATE INDEX document_by_subject ON document (subject);

-- What was written for a case, and is kept.
CREATE TABLE paper (
    paper BLOB PRIMARY KEY,
    case_id BLOB NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    languages TEXT NOT NULL,
    hash BLOB NOT NULL,
    kib INTEGER NOT NULL,
    pages INTEGER NOT NULL,
    seal TEXT,
    kept_at INTEGER NOT NULL,
    stamped_at INTEGER,
    copies INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX paper_by_case ON paper (case_id, position);
