-- X3: where a practitioner's own calendar is. The address is a secret: whoever has it reads the calendar.
CREATE TABLE external_calendar (
  practitioner_id TEXT PRIMARY KEY REFERENCES user_account (id),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  address TEXT NOT NULL,
  connected_at INTEGER NOT NULL,
  next_fetch_at INTEGER NOT NULL,
  -- When its times were last known to be right, and when they were last worked out of the file itself.
  fetched_at INTEGER,
  read_at INTEGER,
  failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
  problem TEXT,
  etag TEXT,
  last_modified TEXT,
  CHECK ((problem IS NOT NULL) = (failures > 0))
) STRICT;
--> statement-breakpoint
CREATE INDEX external_calendar_due ON external_calendar (next_fetch_at);
--> statement-breakpoint
-- X3: of what is in it, only when it makes its owner busy. No piece is longer than a day, which bounds how far back an
-- overlap can begin.
CREATE TABLE external_busy (
  practitioner_id TEXT NOT NULL REFERENCES external_calendar (practitioner_id) ON DELETE CASCADE,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL CHECK (ends_at > starts_at AND ends_at - starts_at <= 86400000),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  PRIMARY KEY (practitioner_id, starts_at)
) STRICT, WITHOUT ROWID;
