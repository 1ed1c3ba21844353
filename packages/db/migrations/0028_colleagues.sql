-- B9: who asked for a visit and its host are told who can't come. A CHECK can't be changed in place: the outbox is made anew with
-- one more kind, and so is what refers to it.
CREATE TABLE outbox_also_kept AS SELECT message_id, participant_id, organisation_id FROM outbox_also;
--> statement-breakpoint
DROP TABLE outbox_also;
--> statement-breakpoint
CREATE TABLE outbox_message_next (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  appointment_id TEXT REFERENCES appointment (id),
  participant_id TEXT REFERENCES participant (id),
  kind TEXT NOT NULL CHECK (kind IN ('invitation', 'new-link', 'cancellation', 'answer-ready', 'reminder', 'account', 'moved', 'proposal', 'request', 'test', 'code', 'people')),
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
FROM outbox_message ORDER BY rowid;
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
--> statement-breakpoint
CREATE INDEX outbox_participant ON outbox_message (participant_id) WHERE participant_id IS NOT NULL;
--> statement-breakpoint
CREATE TABLE outbox_also (
  message_id TEXT NOT NULL REFERENCES outbox_message (id),
  participant_id TEXT NOT NULL REFERENCES participant (id),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  PRIMARY KEY (message_id, participant_id)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX outbox_also_participant ON outbox_also (participant_id);
--> statement-breakpoint
INSERT INTO outbox_also (message_id, participant_id, organisation_id)
SELECT message_id, participant_id, organisation_id FROM outbox_also_kept;
--> statement-breakpoint
DROP TABLE outbox_also_kept;
