-- H9, S8: a claim is on a resource and includes the time that is kept free around the visit; a visit can need several (H10).
CREATE TABLE claim_next (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  resource_id TEXT NOT NULL REFERENCES user_account (id),
  service_id TEXT NOT NULL REFERENCES healthcare_service (id),
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
  kind TEXT NOT NULL CHECK (kind IN ('hold', 'booking')),
  held_by TEXT REFERENCES user_account (id),
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
-- Rests that were the longer of two become both; where two visits stand too close for that, they stay as they are.
INSERT INTO claim_next
SELECT id, organisation_id, practitioner_id, service_id,
  starts_at - 60000 * buffer_before_minutes, ends_at + 60000 * buffer_after_minutes,
  kind, held_by, expires_at, appointment_id, buffer_before_minutes, buffer_after_minutes
FROM claim;
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
ALTER TABLE past_hold RENAME COLUMN practitioner_id TO resource_id;
--> statement-breakpoint
-- C2, H14: what was done to a visit's time after it was booked, and why. Append-only.
CREATE TABLE appointment_change (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  appointment_id TEXT NOT NULL REFERENCES appointment (id),
  at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('move', 'cancel', 'override')),
  role TEXT NOT NULL CHECK (role IN ('staff', 'specialist', 'family')),
  -- The account of staff, the participant of a family.
  actor_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  from_starts_at INTEGER,
  from_practitioner_id TEXT REFERENCES user_account (id),
  CHECK ((kind = 'move') = (from_starts_at IS NOT NULL)),
  CHECK ((kind = 'move') = (from_practitioner_id IS NOT NULL))
) STRICT;
--> statement-breakpoint
CREATE INDEX appointment_change_visit ON appointment_change (appointment_id, at);
--> statement-breakpoint
CREATE TRIGGER appointment_change_stays BEFORE UPDATE ON appointment_change
BEGIN
  SELECT RAISE(ABORT, 'what was done stays');
END;
--> statement-breakpoint
-- A cancelled visit that was taken up again by another one, which its links then lead to.
ALTER TABLE appointment ADD COLUMN successor_id TEXT REFERENCES appointment (id);
--> statement-breakpoint
-- A CHECK can't be changed in place: the table is made anew with two more kinds.
CREATE TABLE outbox_message_next (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  appointment_id TEXT REFERENCES appointment (id),
  participant_id TEXT REFERENCES participant (id),
  kind TEXT NOT NULL CHECK (kind IN ('invitation', 'new-link', 'cancellation', 'answer-ready', 'reminder', 'account', 'moved', 'proposal')),
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
  CHECK ((kind IN ('account', 'proposal')) = (appointment_id IS NULL)),
  CHECK ((kind IN ('account', 'proposal')) = (participant_id IS NULL))
) STRICT;
--> statement-breakpoint
INSERT INTO outbox_message_next
SELECT id, organisation_id, appointment_id, participant_id, kind, channel, recipient, subject, body, calendar, status,
  attempts, next_attempt_at, created_at, sent_at, last_error
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
-- The list of outgoing messages: failed first, then waiting, then sent, each newest first.
CREATE INDEX outbox_list ON outbox_message (
  organisation_id,
  CASE status WHEN 'failed' THEN 0 WHEN 'waiting' THEN 1 ELSE 2 END,
  created_at DESC,
  id DESC
);
--> statement-breakpoint
-- V9: the reminders that a visit was booked with, so that a moved one is reminded of at its new hours.
ALTER TABLE appointment ADD COLUMN reminder_hours TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(reminder_hours));
--> statement-breakpoint
UPDATE appointment SET reminder_hours = (SELECT s.reminder_hours FROM healthcare_service s WHERE s.id = appointment.service_id);
--> statement-breakpoint
-- J5: what tells a guest of a moved visit carries a link again, while the first goes on working.
DROP INDEX guest_link_one_living;
--> statement-breakpoint
CREATE INDEX guest_link_living ON guest_link (participant_id) WHERE revoked_at IS NULL;
