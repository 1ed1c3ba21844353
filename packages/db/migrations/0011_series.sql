-- T1–T9: meetings that repeat. Each is a visit of its own; the series says how it was chosen and who convenes in turn.
CREATE TABLE series (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  requester_organisation_id TEXT NOT NULL REFERENCES organisation (id),
  service_id TEXT NOT NULL REFERENCES healthcare_service (id),
  creator_id TEXT NOT NULL REFERENCES user_account (id),
  practitioner_id TEXT NOT NULL REFERENCES user_account (id),
  name TEXT NOT NULL CHECK (length(trim(name)) > 0),
  -- How it was chosen last: by making or renewing it, or by other days for what follows.
  rule TEXT NOT NULL CHECK (json_valid(rule)),
  from_date TEXT NOT NULL,
  -- T4: read off the Finnish clock.
  time TEXT NOT NULL,
  length_minutes INTEGER NOT NULL CHECK (length_minutes BETWEEN 5 AND 480),
  -- The people, guests and subject that every meeting is asked for with.
  content TEXT NOT NULL CHECK (json_valid(content)),
  revision INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX series_creator ON series (creator_id);
--> statement-breakpoint
CREATE INDEX series_organisation ON series (organisation_id);
--> statement-breakpoint
CREATE INDEX series_requester_organisation ON series (requester_organisation_id);
--> statement-breakpoint
-- T5: a number is never used again. Without an appointment it was left out, with a reason.
CREATE TABLE series_meeting (
  series_id TEXT NOT NULL REFERENCES series (id),
  n INTEGER NOT NULL CHECK (n >= 1),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  appointment_id TEXT REFERENCES appointment (id),
  skip_reason TEXT,
  -- When the series' rule has it; the appointment says when it is.
  planned_starts_at INTEGER NOT NULL,
  planned_ends_at INTEGER NOT NULL CHECK (planned_ends_at > planned_starts_at),
  by_hand INTEGER NOT NULL DEFAULT 0 CHECK (by_hand IN (0, 1)),
  -- T9: who convenes it whatever the list says: swapped by hand, or in the past when the list was changed.
  convener_id TEXT REFERENCES user_account (id),
  PRIMARY KEY (series_id, n),
  CHECK ((appointment_id IS NULL) = (skip_reason IS NOT NULL))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX series_meeting_appointment ON series_meeting (appointment_id) WHERE appointment_id IS NOT NULL;
--> statement-breakpoint
-- T9: in whose order the meetings are convened.
CREATE TABLE series_convener (
  series_id TEXT NOT NULL REFERENCES series (id),
  position INTEGER NOT NULL CHECK (position >= 1),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  user_id TEXT NOT NULL REFERENCES user_account (id),
  PRIMARY KEY (series_id, position),
  UNIQUE (series_id, user_id)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
-- What was done to a series, by whom and why. Append-only.
CREATE TABLE series_change (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  series_id TEXT NOT NULL REFERENCES series (id),
  at INTEGER NOT NULL,
  actor_id TEXT NOT NULL REFERENCES user_account (id),
  kind TEXT NOT NULL CHECK (kind IN ('make', 'renew', 'move', 'cancel', 'conveners', 'swap')),
  -- The numbers of the meetings that it changed.
  numbers TEXT NOT NULL CHECK (json_valid(numbers)),
  role TEXT NOT NULL CHECK (role IN ('staff', 'specialist')),
  reason TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT ''
) STRICT;
--> statement-breakpoint
CREATE INDEX series_change_series ON series_change (series_id, at);
--> statement-breakpoint
CREATE TRIGGER series_change_stays BEFORE UPDATE ON series_change
BEGIN
  SELECT RAISE(ABORT, 'what was done stays');
END;
