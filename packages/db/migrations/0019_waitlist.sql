-- Y15, Y16: whether free times are offered to a service's waitlist by themselves, and for how many hours each is held. Services
-- that there are keep to what they did: nothing is offered before an administrator says so.
ALTER TABLE healthcare_service ADD COLUMN offers_times INTEGER NOT NULL DEFAULT 0 CHECK (offers_times IN (0, 1));
--> statement-breakpoint
ALTER TABLE healthcare_service ADD COLUMN offer_hours INTEGER NOT NULL DEFAULT 24 CHECK (offer_hours BETWEEN 1 AND 336);
--> statement-breakpoint
-- Y20: passed over when times are offered by themselves.
ALTER TABLE triage_request ADD COLUMN offers_paused INTEGER NOT NULL DEFAULT 0 CHECK (offers_paused IN (0, 1));
--> statement-breakpoint
-- Asked every few seconds: who waits, however many requests were ever sent.
CREATE INDEX triage_waitlist ON triage_request (service_id, status_at) WHERE status = 'waitlisted';
--> statement-breakpoint
-- Y16–Y18: a time that was offered to a request on the waitlist, and what became of it.
CREATE TABLE waitlist_offer (
  id TEXT PRIMARY KEY,
  -- The provider's.
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  request_id TEXT NOT NULL REFERENCES triage_request (id),
  service_id TEXT NOT NULL REFERENCES healthcare_service (id),
  practitioner_id TEXT NOT NULL REFERENCES user_account (id),
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
  made_at INTEGER NOT NULL,
  -- Null when it made itself.
  made_by TEXT REFERENCES user_account (id),
  held_until INTEGER NOT NULL CHECK (held_until <= starts_at),
  status TEXT NOT NULL CHECK (status IN ('open', 'taken', 'declined', 'lapsed', 'withdrawn', 'gone')),
  status_at INTEGER NOT NULL,
  -- Who answered in the app or took it back; null for the link and for what time alone brings about.
  ended_by TEXT REFERENCES user_account (id) CHECK (ended_by IS NULL OR status <> 'open'),
  appointment_id TEXT REFERENCES appointment (id) CHECK ((appointment_id IS NOT NULL) = (status = 'taken')),
  -- Like a guest's link: only the secret's hash.
  token_hash TEXT NOT NULL UNIQUE
) STRICT;
--> statement-breakpoint
-- Y17: the last guards: one open offer a request, and one a time.
CREATE UNIQUE INDEX waitlist_offer_one_a_request ON waitlist_offer (request_id) WHERE status = 'open';
--> statement-breakpoint
CREATE UNIQUE INDEX waitlist_offer_one_a_time ON waitlist_offer (practitioner_id, starts_at) WHERE status = 'open';
--> statement-breakpoint
CREATE INDEX waitlist_offer_request ON waitlist_offer (request_id, made_at);
--> statement-breakpoint
CREATE INDEX waitlist_offer_due ON waitlist_offer (held_until) WHERE status = 'open';
--> statement-breakpoint
-- Y17: what was answered or has lapsed never opens again.
CREATE TRIGGER waitlist_offer_stays BEFORE UPDATE ON waitlist_offer WHEN OLD.status <> 'open'
BEGIN
  SELECT RAISE(ABORT, 'an offer that is over stays so');
END;
--> statement-breakpoint
-- A hold is now also an offer's, under its id: the reference to an account goes, and the table is made anew with every guard.
CREATE TABLE claim_next (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  resource_id TEXT NOT NULL REFERENCES resource (id),
  service_id TEXT NOT NULL REFERENCES healthcare_service (id),
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
  kind TEXT NOT NULL CHECK (kind IN ('hold', 'booking')),
  -- A person's account, or an offer of the waitlist.
  held_by TEXT,
  expires_at INTEGER,
  appointment_id TEXT REFERENCES appointment (id),
  -- How much of the time is rest: what is left is the visit itself.
  buffer_before_minutes INTEGER NOT NULL DEFAULT 0 CHECK (buffer_before_minutes BETWEEN 0 AND 120),
  buffer_after_minutes INTEGER NOT NULL DEFAULT 0 CHECK (buffer_after_minutes BETWEEN 0 AND 120),
  CHECK ((kind = 'hold') = (held_by IS NOT NULL)),
  CHECK ((kind = 'hold') = (expires_at IS NOT NULL)),
  CHECK ((kind = 'booking') = (appointment_id IS NOT NULL)),
  CHECK (ends_at - starts_at > 60000 * (buffer_before_minutes + buffer_after_minutes))
) STRICT;
--> statement-breakpoint
-- In the order in which they were written: the practitioner's part of a set comes first.
INSERT INTO claim_next
SELECT id, organisation_id, resource_id, service_id, starts_at, ends_at, kind, held_by, expires_at, appointment_id,
  buffer_before_minutes, buffer_after_minutes
FROM claim ORDER BY rowid;
--> statement-breakpoint
DROP TABLE claim;
--> statement-breakpoint
ALTER TABLE claim_next RENAME TO claim;
--> statement-breakpoint
CREATE INDEX claim_time ON claim (resource_id, starts_at);
--> statement-breakpoint
CREATE UNIQUE INDEX claim_once_a_visit ON claim (appointment_id, resource_id) WHERE kind = 'booking';
--> statement-breakpoint
CREATE UNIQUE INDEX claim_one_hold_a_service ON claim (held_by, service_id, resource_id) WHERE kind = 'hold';
--> statement-breakpoint
CREATE INDEX claim_expiry ON claim (expires_at) WHERE kind = 'hold';
--> statement-breakpoint
CREATE TRIGGER claim_holder_exists BEFORE INSERT ON claim
WHEN NEW.held_by IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM user_account u WHERE u.id = NEW.held_by)
  AND NOT EXISTS (SELECT 1 FROM waitlist_offer o WHERE o.id = NEW.held_by)
BEGIN
  SELECT RAISE(ABORT, 'a hold is a person''s or an offer''s');
END;
--> statement-breakpoint
-- The last guard against double booking. No visit is longer than eight hours and no rest longer than two, which bounds the search.
CREATE TRIGGER claim_no_overlap BEFORE INSERT ON claim
WHEN EXISTS (
  SELECT 1 FROM claim c
  WHERE c.resource_id = NEW.resource_id
    AND c.starts_at < NEW.ends_at AND c.starts_at > NEW.starts_at - 43200000 AND c.ends_at > NEW.starts_at
)
BEGIN
  SELECT RAISE(ABORT, 'claim overlaps');
END;
--> statement-breakpoint
CREATE TRIGGER claim_time_is_fixed BEFORE UPDATE OF resource_id, starts_at, ends_at ON claim
BEGIN
  SELECT RAISE(ABORT, 'a claim keeps its time; delete it and insert another');
END;
--> statement-breakpoint
-- A CHECK can't be changed in place: the table is made anew with one more kind.
CREATE TABLE triage_step_next (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  request_id TEXT NOT NULL REFERENCES triage_request (id),
  at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('send', 'ask', 'answer', 'redirect', 'waitlist', 'accept', 'decline', 'withdraw', 'escalate', 'take-offer')),
  -- Null for what time alone brings about.
  actor_id TEXT REFERENCES user_account (id),
  -- The service that it was redirected to, or the person who is told next.
  to_service_id TEXT REFERENCES healthcare_service (id),
  to_user_id TEXT REFERENCES user_account (id),
  text TEXT NOT NULL DEFAULT ''
) STRICT;
--> statement-breakpoint
INSERT INTO triage_step_next
SELECT id, organisation_id, request_id, at, kind, actor_id, to_service_id, to_user_id, text FROM triage_step ORDER BY rowid;
--> statement-breakpoint
DROP TABLE triage_step;
--> statement-breakpoint
ALTER TABLE triage_step_next RENAME TO triage_step;
--> statement-breakpoint
CREATE INDEX triage_step_request ON triage_step (request_id, at);
