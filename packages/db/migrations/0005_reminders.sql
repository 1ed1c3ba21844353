-- A service's reminder plan: how many hours before a visit people are reminded of it.
ALTER TABLE healthcare_service ADD COLUMN reminder_hours TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(reminder_hours));
--> statement-breakpoint
-- V15: what a booked visit keeps of the plan; a row goes when its reminder has gone out.
CREATE TABLE reminder (
  appointment_id TEXT NOT NULL REFERENCES appointment (id),
  due_at INTEGER NOT NULL,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  PRIMARY KEY (appointment_id, due_at)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX reminder_due ON reminder (due_at);
--> statement-breakpoint
-- A CHECK can't be changed in place: the table is made anew with two more kinds. A message about an account is about no visit.
CREATE TABLE outbox_message_next (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  appointment_id TEXT REFERENCES appointment (id),
  participant_id TEXT REFERENCES participant (id),
  kind TEXT NOT NULL CHECK (kind IN ('invitation', 'new-link', 'cancellation', 'answer-ready', 'reminder', 'account')),
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
  CHECK ((kind = 'account') = (appointment_id IS NULL)),
  CHECK ((kind = 'account') = (participant_id IS NULL))
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
