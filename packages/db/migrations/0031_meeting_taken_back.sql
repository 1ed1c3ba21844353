-- T14: a meeting that was left out or cancelled takes place again. A CHECK can't be changed in place: the table is made anew
-- with one more kind.
CREATE TABLE series_change_next (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  series_id TEXT NOT NULL REFERENCES series (id),
  at INTEGER NOT NULL,
  actor_id TEXT NOT NULL REFERENCES user_account (id),
  kind TEXT NOT NULL
    CHECK (kind IN ('make', 'renew', 'move', 'cancel', 'conveners', 'swap', 'people', 'take-meeting-back')),
  -- The numbers of the meetings that it changed.
  numbers TEXT NOT NULL CHECK (json_valid(numbers)),
  role TEXT NOT NULL CHECK (role IN ('staff', 'specialist')),
  reason TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  -- Accounts, each with what they are from then on: required, optional or out.
  people TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(people))
) STRICT;
--> statement-breakpoint
INSERT INTO series_change_next (id, organisation_id, series_id, at, actor_id, kind, numbers, role, reason, note, people)
SELECT id, organisation_id, series_id, at, actor_id, kind, numbers, role, reason, note, people
FROM series_change ORDER BY rowid;
--> statement-breakpoint
DROP TABLE series_change;
--> statement-breakpoint
ALTER TABLE series_change_next RENAME TO series_change;
--> statement-breakpoint
CREATE INDEX series_change_series ON series_change (series_id, at);
--> statement-breakpoint
CREATE TRIGGER series_change_stays BEFORE UPDATE ON series_change
BEGIN
  SELECT RAISE(ABORT, 'what was done stays');
END;
