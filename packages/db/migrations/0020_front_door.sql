-- G2: under which name an organisation's tray is found.
ALTER TABLE organisation ADD COLUMN slug TEXT CHECK (slug IS NULL OR (length(slug) BETWEEN 2 AND 40 AND slug NOT GLOB '*[^a-z0-9-]*'));
--> statement-breakpoint
CREATE UNIQUE INDEX organisation_slug ON organisation (slug) WHERE slug IS NOT NULL;
--> statement-breakpoint
-- G1: what families read of a service, and how they reach it.
CREATE TABLE service_door (
  service_id TEXT PRIMARY KEY REFERENCES healthcare_service (id),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  shown INTEGER NOT NULL CHECK (shown IN (0, 1)),
  title TEXT NOT NULL CHECK (json_valid(title)),
  text TEXT NOT NULL CHECK (json_valid(text)),
  topics TEXT NOT NULL CHECK (json_valid(topics)),
  municipality_ids TEXT NOT NULL CHECK (json_valid(municipality_ids)),
  booking TEXT NOT NULL CHECK (booking IN ('nobody', 'guardian', 'young')),
  alone_from_age INTEGER NOT NULL CHECK (alone_from_age BETWEEN 0 AND 99),
  phone TEXT NOT NULL,
  email TEXT NOT NULL,
  address TEXT NOT NULL,
  has_number INTEGER NOT NULL CHECK (has_number IN (0, 1)),
  revision INTEGER NOT NULL DEFAULT 1
) STRICT;
--> statement-breakpoint
CREATE INDEX service_door_organisation ON service_door (organisation_id) WHERE shown = 1;
--> statement-breakpoint
-- G6: a booking that a family has begun, until its code was given; what came of it, without what was written, afterwards.
CREATE TABLE family_booking (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  service_id TEXT NOT NULL REFERENCES healthcare_service (id),
  token_hash TEXT NOT NULL UNIQUE,
  -- Of the address that the code goes to: under it the time is held (G6).
  holder TEXT NOT NULL,
  practitioner_id TEXT NOT NULL REFERENCES user_account (id),
  starts_at INTEGER NOT NULL,
  -- NULL once the visit is there, which has it.
  form TEXT CHECK (form IS NULL OR json_valid(form)),
  code_hash TEXT NOT NULL,
  code_sent_at INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0 CHECK (tries BETWEEN 0 AND 5),
  appointment_id TEXT UNIQUE REFERENCES appointment (id),
  CHECK ((form IS NULL) = (appointment_id IS NOT NULL))
) STRICT;
--> statement-breakpoint
CREATE INDEX family_booking_open ON family_booking (code_sent_at) WHERE appointment_id IS NULL;
--> statement-breakpoint
CREATE INDEX family_booking_holder ON family_booking (holder);
--> statement-breakpoint
-- A family holds a time too (G6), and has no account: under what its address comes to.
DROP TRIGGER claim_holder_exists;
--> statement-breakpoint
CREATE TRIGGER claim_holder_exists BEFORE INSERT ON claim
WHEN NEW.held_by IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM user_account u WHERE u.id = NEW.held_by)
  AND NOT EXISTS (SELECT 1 FROM waitlist_offer o WHERE o.id = NEW.held_by)
  AND NOT EXISTS (SELECT 1 FROM family_booking f WHERE f.holder = NEW.held_by)
BEGIN
  SELECT RAISE(ABORT, 'a hold is a person''s, an offer''s or a family''s');
END;
--> statement-breakpoint
-- A reference can't be changed in place: the table is made anew.
CREATE TABLE past_hold_next (
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  held_by TEXT NOT NULL,
  resource_id TEXT NOT NULL REFERENCES resource (id),
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
  began_at INTEGER NOT NULL,
  PRIMARY KEY (held_by, resource_id, starts_at, ends_at)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO past_hold_next SELECT organisation_id, held_by, resource_id, starts_at, ends_at, began_at FROM past_hold;
--> statement-breakpoint
DROP TABLE past_hold;
--> statement-breakpoint
ALTER TABLE past_hold_next RENAME TO past_hold;
--> statement-breakpoint
CREATE INDEX past_hold_began ON past_hold (began_at);
--> statement-breakpoint
-- A CHECK can't be changed in place: the outbox is made anew with one more kind, the code of a family's booking (G7).
CREATE TABLE outbox_message_next (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  appointment_id TEXT REFERENCES appointment (id),
  participant_id TEXT REFERENCES participant (id),
  kind TEXT NOT NULL CHECK (kind IN ('invitation', 'new-link', 'cancellation', 'answer-ready', 'reminder', 'account', 'moved', 'proposal', 'request', 'test', 'code')),
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
  last_error TEXT,
  language TEXT NOT NULL DEFAULT 'fi' CHECK (language IN ('fi', 'sv', 'en', 'se')),
  CHECK ((kind IN ('account', 'proposal', 'request', 'test', 'code')) = (appointment_id IS NULL)),
  CHECK ((kind IN ('account', 'proposal', 'request', 'test', 'code')) = (participant_id IS NULL))
) STRICT;
--> statement-breakpoint
INSERT INTO outbox_message_next
SELECT id, organisation_id, appointment_id, participant_id, kind, channel, recipient, subject, body, calendar, status,
  attempts, next_attempt_at, created_at, sent_at, last_error, language
FROM outbox_message;
--> statement-breakpoint
DROP TABLE outbox_message;
--> statement-breakpoint
ALTER TABLE outbox_message_next RENAME TO outbox_message;
--> statement-breakpoint
CREATE INDEX outbox_due ON outbox_message (next_attempt_at) WHERE status = 'waiting';
--> statement-breakpoint
CREATE INDEX outbox_failed ON outbox_message (organisation_id) WHERE status = 'failed';
--> statement-breakpoint
CREATE INDEX outbox_list ON outbox_message (
  organisation_id,
  CASE status WHEN 'failed' THEN 0 WHEN 'waiting' THEN 1 ELSE 2 END,
  created_at DESC,
  id DESC
);
