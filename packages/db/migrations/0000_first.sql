CREATE TABLE organisation (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('county', 'municipality', 'hospital', 'ngo')),
  parent_id TEXT REFERENCES organisation (id),
  phone TEXT
) STRICT;
--> statement-breakpoint
CREATE TABLE user_account (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  email TEXT NOT NULL UNIQUE COLLATE NOCASE,
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  phone TEXT,
  role TEXT NOT NULL CHECK (role IN ('staff', 'coordinator', 'specialist', 'admin')),
  language TEXT NOT NULL CHECK (language IN ('fi', 'sv', 'en')),
  password_hash TEXT NOT NULL,
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  created_at INTEGER NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX user_account_organisation ON user_account (organisation_id);
--> statement-breakpoint
CREATE TABLE user_session (
  token_hash TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  user_id TEXT NOT NULL REFERENCES user_account (id),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE sign_in_throttle (
  key_hash TEXT PRIMARY KEY,
  failures INTEGER NOT NULL,
  blocked_until INTEGER NOT NULL,
  last_at INTEGER NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE healthcare_service (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  name TEXT NOT NULL CHECK (json_valid(name)),
  purpose TEXT NOT NULL CHECK (json_valid(purpose)),
  age_min INTEGER NOT NULL CHECK (age_min >= 0),
  age_max INTEGER NOT NULL CHECK (age_max >= age_min),
  tier INTEGER NOT NULL CHECK (tier BETWEEN 1 AND 4),
  length_minutes INTEGER NOT NULL CHECK (length_minutes BETWEEN 5 AND 480),
  anonymous_only INTEGER NOT NULL DEFAULT 0 CHECK (anonymous_only IN (0, 1)),
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1))
) STRICT;
--> statement-breakpoint
CREATE TABLE service_requester (
  service_id TEXT NOT NULL REFERENCES healthcare_service (id),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  PRIMARY KEY (service_id, organisation_id)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX service_requester_organisation ON service_requester (organisation_id);
--> statement-breakpoint
CREATE TABLE weekly_rule (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  service_id TEXT NOT NULL REFERENCES healthcare_service (id),
  practitioner_id TEXT NOT NULL REFERENCES user_account (id),
  weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  from_time TEXT NOT NULL CHECK (from_time GLOB '[0-2][0-9]:[0-5][0-9]'),
  to_time TEXT NOT NULL CHECK (to_time GLOB '[0-2][0-9]:[0-5][0-9]' AND to_time > from_time AND to_time <= '24:00'),
  valid_from TEXT NOT NULL,
  valid_to TEXT NOT NULL CHECK (valid_to >= valid_from)
) STRICT;
--> statement-breakpoint
CREATE INDEX weekly_rule_service ON weekly_rule (service_id);
--> statement-breakpoint
CREATE INDEX weekly_rule_practitioner ON weekly_rule (practitioner_id);
--> statement-breakpoint
CREATE TABLE schedule_exception (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  service_id TEXT REFERENCES healthcare_service (id),
  practitioner_id TEXT NOT NULL REFERENCES user_account (id),
  date TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('off', 'extra')),
  from_time TEXT NOT NULL CHECK (from_time GLOB '[0-2][0-9]:[0-5][0-9]'),
  to_time TEXT NOT NULL CHECK (to_time GLOB '[0-2][0-9]:[0-5][0-9]' AND to_time > from_time AND to_time <= '24:00'),
  -- Extra hours are offered for one service; hours off are off for all.
  CHECK ((kind = 'extra') = (service_id IS NOT NULL))
) STRICT;
--> statement-breakpoint
CREATE INDEX schedule_exception_practitioner ON schedule_exception (practitioner_id, date);
--> statement-breakpoint
CREATE TABLE child_case (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  initials TEXT NOT NULL,
  birth_year INTEGER NOT NULL,
  responsible_worker_id TEXT NOT NULL REFERENCES user_account (id),
  created_at INTEGER NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX child_case_organisation ON child_case (organisation_id);
--> statement-breakpoint
CREATE TABLE service_request (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  service_id TEXT NOT NULL REFERENCES healthcare_service (id),
  requester_id TEXT NOT NULL REFERENCES user_account (id),
  case_id TEXT REFERENCES child_case (id),
  status TEXT NOT NULL CHECK (status IN ('draft', 'accepted', 'completed', 'revoked')),
  content TEXT NOT NULL CHECK (json_valid(content)),
  saved_at INTEGER NOT NULL,
  submitted_at INTEGER CHECK ((submitted_at IS NULL) = (status = 'draft'))
) STRICT;
--> statement-breakpoint
-- A person writes one request a service at a time, so that a reload finds it again.
CREATE UNIQUE INDEX service_request_one_draft ON service_request (requester_id, service_id) WHERE status = 'draft';
--> statement-breakpoint
CREATE TABLE appointment (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  requester_organisation_id TEXT NOT NULL REFERENCES organisation (id),
  service_id TEXT NOT NULL REFERENCES healthcare_service (id),
  request_id TEXT NOT NULL UNIQUE REFERENCES service_request (id),
  practitioner_id TEXT NOT NULL REFERENCES user_account (id),
  requester_id TEXT NOT NULL REFERENCES user_account (id),
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
  status TEXT NOT NULL CHECK (status IN ('booked', 'arrived', 'fulfilled', 'cancelled', 'noshow')),
  status_at INTEGER NOT NULL,
  cancel_reason TEXT CHECK ((cancel_reason IS NOT NULL) = (status = 'cancelled')),
  calendar_sequence INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX appointment_practitioner ON appointment (practitioner_id, starts_at);
--> statement-breakpoint
CREATE INDEX appointment_requester_organisation ON appointment (requester_organisation_id, starts_at);
--> statement-breakpoint
CREATE INDEX appointment_organisation ON appointment (organisation_id, starts_at);
--> statement-breakpoint
-- A practitioner's time that is taken. The last guard against double booking stands here.
CREATE TABLE claim (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  practitioner_id TEXT NOT NULL REFERENCES user_account (id),
  service_id TEXT NOT NULL REFERENCES healthcare_service (id),
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
  kind TEXT NOT NULL CHECK (kind IN ('hold', 'booking')),
  held_by TEXT REFERENCES user_account (id),
  expires_at INTEGER,
  appointment_id TEXT UNIQUE REFERENCES appointment (id),
  CHECK ((kind = 'hold') = (held_by IS NOT NULL)),
  CHECK ((kind = 'hold') = (expires_at IS NOT NULL)),
  CHECK ((kind = 'booking') = (appointment_id IS NOT NULL))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX claim_one_a_start ON claim (practitioner_id, starts_at);
--> statement-breakpoint
CREATE UNIQUE INDEX claim_one_hold_a_service ON claim (held_by, service_id) WHERE kind = 'hold';
--> statement-breakpoint
CREATE INDEX claim_expiry ON claim (expires_at) WHERE kind = 'hold';
--> statement-breakpoint
-- A unique index sees equal starts only; visits of different lengths can overlap with different starts. No visit is
-- longer than eight hours (healthcare_service), which bounds the search.
CREATE TRIGGER claim_no_overlap BEFORE INSERT ON claim
WHEN EXISTS (
  SELECT 1 FROM claim c
  WHERE c.practitioner_id = NEW.practitioner_id
    AND c.starts_at < NEW.ends_at AND c.starts_at > NEW.starts_at - 28800000 AND c.ends_at > NEW.starts_at
)
BEGIN
  SELECT RAISE(ABORT, 'claim overlaps');
END;
--> statement-breakpoint
CREATE TRIGGER claim_time_is_fixed BEFORE UPDATE OF practitioner_id, starts_at, ends_at ON claim
BEGIN
  SELECT RAISE(ABORT, 'a claim keeps its time; delete it and insert another');
END;
--> statement-breakpoint
CREATE TABLE participant (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  appointment_id TEXT NOT NULL REFERENCES appointment (id),
  kind TEXT NOT NULL CHECK (kind IN ('host', 'requester', 'colleague', 'guest')),
  user_id TEXT REFERENCES user_account (id),
  name TEXT NOT NULL,
  channel TEXT CHECK (channel IN ('email', 'sms')),
  address TEXT,
  language TEXT NOT NULL CHECK (language IN ('fi', 'sv', 'en', 'se')),
  seat TEXT NOT NULL DEFAULT 'invited' CHECK (seat IN ('invited', 'waiting', 'admitted', 'left', 'removed')),
  -- When the seat became what it is; NULL while invited.
  seat_at INTEGER CHECK ((seat_at IS NULL) = (seat = 'invited')),
  waited_ms INTEGER,
  CHECK ((kind = 'guest') = (user_id IS NULL)),
  CHECK ((kind = 'guest') = (channel IS NOT NULL AND address IS NOT NULL))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX participant_account_once ON participant (appointment_id, user_id) WHERE user_id IS NOT NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX participant_one_host ON participant (appointment_id) WHERE kind = 'host';
--> statement-breakpoint
CREATE INDEX participant_user ON participant (user_id) WHERE user_id IS NOT NULL;
--> statement-breakpoint
CREATE INDEX participant_waiting ON participant (seat) WHERE seat = 'waiting';
--> statement-breakpoint
CREATE TABLE guest_link (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  participant_id TEXT NOT NULL REFERENCES participant (id),
  token_hash TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  valid_until INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX guest_link_one_living ON guest_link (participant_id) WHERE revoked_at IS NULL;
--> statement-breakpoint
CREATE TABLE encounter (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  appointment_id TEXT NOT NULL UNIQUE REFERENCES appointment (id),
  status TEXT NOT NULL CHECK (status IN ('planned', 'in-progress', 'finished')),
  started_at INTEGER,
  finished_at INTEGER CHECK ((finished_at IS NOT NULL) = (status = 'finished')),
  CHECK (status <> 'planned' OR started_at IS NULL),
  CHECK (status <> 'in-progress' OR started_at IS NOT NULL)
) STRICT;
--> statement-breakpoint
CREATE INDEX encounter_open ON encounter (status) WHERE status <> 'finished';
--> statement-breakpoint
CREATE TABLE answer (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  appointment_id TEXT NOT NULL UNIQUE REFERENCES appointment (id),
  status TEXT NOT NULL CHECK (status IN ('draft', 'signed')),
  content TEXT NOT NULL CHECK (json_valid(content)),
  saved_at INTEGER NOT NULL,
  signed_at INTEGER CHECK ((signed_at IS NOT NULL) = (status = 'signed')),
  signed_by TEXT REFERENCES user_account (id) CHECK ((signed_by IS NOT NULL) = (status = 'signed'))
) STRICT;
--> statement-breakpoint
CREATE TRIGGER answer_signed_is_final BEFORE UPDATE ON answer WHEN OLD.status = 'signed'
BEGIN
  SELECT RAISE(ABORT, 'a signed answer is final');
END;
--> statement-breakpoint
CREATE TABLE chat_line (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  appointment_id TEXT NOT NULL REFERENCES appointment (id),
  participant_id TEXT NOT NULL REFERENCES participant (id),
  at INTEGER NOT NULL,
  text TEXT NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX chat_line_appointment ON chat_line (appointment_id, at);
--> statement-breakpoint
CREATE TABLE outbox_message (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  appointment_id TEXT NOT NULL REFERENCES appointment (id),
  participant_id TEXT NOT NULL REFERENCES participant (id),
  kind TEXT NOT NULL CHECK (kind IN ('invitation', 'new-link', 'cancellation', 'answer-ready')),
  channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  calendar TEXT,
  status TEXT NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'sent', 'failed')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  sent_at INTEGER CHECK ((sent_at IS NOT NULL) = (status = 'sent')),
  last_error TEXT
) STRICT;
--> statement-breakpoint
CREATE INDEX outbox_due ON outbox_message (next_attempt_at) WHERE status = 'waiting';
--> statement-breakpoint
CREATE INDEX outbox_failed ON outbox_message (organisation_id) WHERE status = 'failed';
--> statement-breakpoint
CREATE TABLE audit_event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  at INTEGER NOT NULL,
  actor_kind TEXT NOT NULL CHECK (actor_kind IN ('user', 'guest', 'participant', 'system')),
  actor_id TEXT NOT NULL,
  action TEXT NOT NULL,
  entity TEXT NOT NULL,
  entity_id TEXT NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX audit_event_organisation ON audit_event (organisation_id, id);
--> statement-breakpoint
CREATE TRIGGER audit_event_is_kept BEFORE DELETE ON audit_event
BEGIN
  SELECT RAISE(ABORT, 'the log is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER audit_event_is_fixed BEFORE UPDATE ON audit_event
BEGIN
  SELECT RAISE(ABORT, 'the log is append-only');
END;
