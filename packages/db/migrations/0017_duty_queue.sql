-- I: a service's queue for immediate help.
CREATE TABLE duty_queue (
  service_id TEXT PRIMARY KEY REFERENCES healthcare_service (id),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  -- I1: opens the form and nothing else, and is published on purpose: not hashed, so that it can be copied again.
  link TEXT NOT NULL UNIQUE,
  grace_minutes INTEGER NOT NULL CHECK (grace_minutes BETWEEN 1 AND 60),
  alarm_minutes INTEGER NOT NULL CHECK (alarm_minutes BETWEEN 1 AND 240),
  max_waiting INTEGER NOT NULL CHECK (max_waiting BETWEEN 1 AND 2000),
  alone_from TEXT NOT NULL CHECK (alone_from IN ('nobody', '16+', '7-15', '0-6')),
  fallback_service_id TEXT REFERENCES healthcare_service (id),
  has_call_back INTEGER NOT NULL CHECK (has_call_back IN (0, 1)),
  hours TEXT NOT NULL CHECK (json_valid(hours)),
  revision INTEGER NOT NULL DEFAULT 1
) STRICT;
--> statement-breakpoint
-- Who may be on duty besides those who offer the service.
CREATE TABLE duty_person (
  service_id TEXT NOT NULL REFERENCES duty_queue (service_id),
  user_id TEXT NOT NULL REFERENCES user_account (id),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  PRIMARY KEY (service_id, user_id)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX duty_person_user ON duty_person (user_id);
--> statement-breakpoint
-- One person is on duty in one queue at a time.
CREATE TABLE duty_shift (
  user_id TEXT PRIMARY KEY REFERENCES user_account (id),
  service_id TEXT NOT NULL REFERENCES duty_queue (service_id),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  status TEXT NOT NULL CHECK (status IN ('on', 'paused')),
  since INTEGER NOT NULL,
  gone_at INTEGER
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX duty_shift_service ON duty_shift (service_id);
--> statement-breakpoint
CREATE TABLE duty_place (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  service_id TEXT NOT NULL REFERENCES duty_queue (service_id),
  number INTEGER NOT NULL CHECK (number > 0),
  token_hash TEXT NOT NULL UNIQUE,
  -- Who took it, where it was somebody with an account.
  user_id TEXT REFERENCES user_account (id),
  name TEXT NOT NULL,
  phone TEXT,
  language TEXT NOT NULL CHECK (language IN ('fi', 'sv', 'en', 'se')),
  age_group TEXT NOT NULL CHECK (age_group IN ('0-6', '7-15', '16+')),
  company TEXT NOT NULL CHECK (company IN ('adult', 'child-with-adult', 'child-alone')),
  concern TEXT NOT NULL,
  urgency TEXT NOT NULL CHECK (urgency IN ('routine', 'soon', 'urgent')),
  since INTEGER NOT NULL,
  passed INTEGER NOT NULL DEFAULT 0,
  status TEXT NOT NULL CHECK (status IN ('waiting', 'taken', 'serving', 'ended')),
  gone_at INTEGER,
  taken_by TEXT REFERENCES user_account (id) CHECK ((taken_by IS NOT NULL) = (status IN ('taken', 'serving'))),
  appointment_id TEXT REFERENCES appointment (id),
  because TEXT CHECK ((because IS NOT NULL) = (status = 'ended')),
  ended_at INTEGER CHECK ((ended_at IS NOT NULL) = (status = 'ended'))
) STRICT;
--> statement-breakpoint
CREATE INDEX duty_place_living ON duty_place (service_id) WHERE status <> 'ended';
--> statement-breakpoint
-- I7: the last guard against one person serving two, and against two who have the same number.
CREATE UNIQUE INDEX duty_place_one_each ON duty_place (taken_by) WHERE taken_by IS NOT NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX duty_place_number ON duty_place (service_id, number) WHERE status <> 'ended';
--> statement-breakpoint
CREATE INDEX duty_place_visit ON duty_place (appointment_id) WHERE appointment_id IS NOT NULL;
--> statement-breakpoint
-- I5: why somebody else was chosen. Append-only.
CREATE TABLE duty_choice (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  place_id TEXT NOT NULL REFERENCES duty_place (id),
  user_id TEXT NOT NULL REFERENCES user_account (id),
  at INTEGER NOT NULL,
  reason TEXT NOT NULL CHECK (length(reason) > 0)
) STRICT;
--> statement-breakpoint
-- I13: who wants to be called.
CREATE TABLE duty_call_back (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  service_id TEXT NOT NULL REFERENCES duty_queue (service_id),
  name TEXT NOT NULL,
  phone TEXT NOT NULL CHECK (length(phone) > 0),
  language TEXT NOT NULL CHECK (language IN ('fi', 'sv', 'en', 'se')),
  asked_at INTEGER NOT NULL,
  done_at INTEGER,
  done_by TEXT REFERENCES user_account (id)
) STRICT;
--> statement-breakpoint
CREATE INDEX duty_call_back_service ON duty_call_back (service_id, asked_at);
