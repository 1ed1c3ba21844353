-- Y2: within how many working days a request without a time is answered, and an urgent one.
ALTER TABLE healthcare_service ADD COLUMN answer_days INTEGER NOT NULL DEFAULT 5 CHECK (answer_days BETWEEN 1 AND 60);
--> statement-breakpoint
ALTER TABLE healthcare_service ADD COLUMN urgent_answer_days INTEGER NOT NULL DEFAULT 1 CHECK (urgent_answer_days BETWEEN 1 AND 60);
--> statement-breakpoint
-- Y1, Y8: who handles the requests of a service, in order.
CREATE TABLE service_handler (
  service_id TEXT NOT NULL REFERENCES healthcare_service (id),
  user_id TEXT NOT NULL REFERENCES user_account (id),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  position INTEGER NOT NULL CHECK (position >= 0),
  PRIMARY KEY (service_id, user_id)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX service_handler_user ON service_handler (user_id);
--> statement-breakpoint
-- A request without a time, from when it was sent. It becomes a service_request of the same id when it gets a time.
CREATE TABLE triage_request (
  id TEXT PRIMARY KEY,
  -- The provider's, which changes when it is redirected.
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  requester_organisation_id TEXT NOT NULL REFERENCES organisation (id),
  service_id TEXT NOT NULL REFERENCES healthcare_service (id),
  requester_id TEXT NOT NULL REFERENCES user_account (id),
  -- B7: who sent it in the requester's name.
  sent_by TEXT REFERENCES user_account (id),
  case_id TEXT REFERENCES child_case (id),
  -- Y13: initials and year of birth, by which requests about the same child are found.
  child_key TEXT,
  content TEXT NOT NULL CHECK (json_valid(content)),
  fills TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(fills)),
  urgency TEXT NOT NULL CHECK (urgency IN ('routine', 'soon', 'urgent')),
  score_points INTEGER,
  score_most INTEGER CHECK ((score_most IS NULL) = (score_points IS NULL)),
  weight INTEGER NOT NULL,
  submitted_at INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('submitted', 'needs-info', 'waitlisted', 'accepted', 'declined', 'revoked')),
  status_at INTEGER NOT NULL,
  promised_at INTEGER NOT NULL,
  escalated INTEGER NOT NULL DEFAULT 0 CHECK (escalated >= 0),
  escalate_at INTEGER CHECK (escalate_at IS NULL OR status IN ('submitted', 'needs-info')),
  taken_by TEXT REFERENCES user_account (id),
  taken_until INTEGER CHECK ((taken_until IS NULL) = (taken_by IS NULL)),
  wishes TEXT CHECK ((wishes IS NOT NULL) = (status = 'waitlisted')),
  appointment_id TEXT REFERENCES appointment (id) CHECK ((appointment_id IS NOT NULL) = (status = 'accepted')),
  reason TEXT CHECK ((reason IS NOT NULL) = (status = 'declined')),
  note TEXT NOT NULL DEFAULT '',
  -- Y4: nobody works on what is settled.
  CHECK (taken_by IS NULL OR status IN ('submitted', 'needs-info', 'waitlisted'))
) STRICT;
--> statement-breakpoint
-- Y3: the queue in its order, with all that counting and the filters look at, so that a page of ten thousand is read off it.
CREATE INDEX triage_queue ON triage_request (service_id, status, promised_at, weight DESC, submitted_at, id, taken_by, taken_until);
--> statement-breakpoint
CREATE INDEX triage_settled ON triage_request (service_id, status_at DESC) WHERE status IN ('accepted', 'declined', 'revoked');
--> statement-breakpoint
CREATE INDEX triage_requester ON triage_request (requester_id, submitted_at);
--> statement-breakpoint
CREATE INDEX triage_requester_organisation ON triage_request (requester_organisation_id, submitted_at);
--> statement-breakpoint
CREATE INDEX triage_child ON triage_request (organisation_id, child_key) WHERE child_key IS NOT NULL;
--> statement-breakpoint
CREATE INDEX triage_escalation ON triage_request (escalate_at) WHERE escalate_at IS NOT NULL AND status = 'submitted';
--> statement-breakpoint
-- What became of a request, step by step; questions and answers among it.
CREATE TABLE triage_step (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  request_id TEXT NOT NULL REFERENCES triage_request (id),
  at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('send', 'ask', 'answer', 'redirect', 'waitlist', 'accept', 'decline', 'withdraw', 'escalate')),
  -- Null for what time alone brings about.
  actor_id TEXT REFERENCES user_account (id),
  -- The service that it was redirected to, or the person who is told next.
  to_service_id TEXT REFERENCES healthcare_service (id),
  to_user_id TEXT REFERENCES user_account (id),
  text TEXT NOT NULL DEFAULT ''
) STRICT;
--> statement-breakpoint
CREATE INDEX triage_step_request ON triage_step (request_id, at);
--> statement-breakpoint
-- A CHECK can't be changed in place: the table is made anew with two more kinds: of requests (Y), and tests of a text (Z4).
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
