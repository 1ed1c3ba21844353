-- Z1: what an organisation says to families in its own words; what is not here is said as Neuvo says it.
CREATE TABLE letter_text (
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  kind TEXT NOT NULL CHECK (kind IN ('invitation', 'new-link', 'moved', 'cancellation', 'reminder')),
  channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
  language TEXT NOT NULL CHECK (language IN ('fi', 'sv', 'en', 'se')),
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  written_by TEXT NOT NULL REFERENCES user_account (id),
  written_at INTEGER NOT NULL,
  PRIMARY KEY (organisation_id, kind, channel, language)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
-- X11: the secret address under which somebody's calendar elsewhere reads their visits; only its hash is kept.
CREATE TABLE calendar_feed (
  user_id TEXT PRIMARY KEY REFERENCES user_account (id),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  token_hash TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  read_at INTEGER
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
-- A CHECK can't be changed in place: the table is made anew with one more kind (Z4).
CREATE TABLE outbox_message_next (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  appointment_id TEXT REFERENCES appointment (id),
  participant_id TEXT REFERENCES participant (id),
  kind TEXT NOT NULL CHECK (kind IN ('invitation', 'new-link', 'cancellation', 'answer-ready', 'reminder', 'account', 'moved', 'proposal', 'request', 'test')),
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
  CHECK ((kind IN ('account', 'proposal', 'request', 'test')) = (appointment_id IS NULL)),
  CHECK ((kind IN ('account', 'proposal', 'request', 'test')) = (participant_id IS NULL))
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
