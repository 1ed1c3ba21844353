-- L4: how long after the start a service waits before somebody counts as late.
ALTER TABLE healthcare_service ADD COLUMN grace_minutes INTEGER NOT NULL DEFAULT 10 CHECK (grace_minutes BETWEEN 0 AND 60);
--> statement-breakpoint
-- Q11: what was said to those who wait for a visit; the newest is shown.
CREATE TABLE waiting_note (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  appointment_id TEXT NOT NULL REFERENCES appointment (id),
  at INTEGER NOT NULL,
  sent_by TEXT NOT NULL REFERENCES user_account (id),
  kind TEXT NOT NULL CHECK (kind IN ('late-10', 'late-20', 'soon', 'not-forgotten', 'own')),
  text TEXT NOT NULL,
  CHECK ((kind = 'own') = (text <> ''))
) STRICT;
--> statement-breakpoint
CREATE INDEX waiting_note_visit ON waiting_note (appointment_id, at);
--> statement-breakpoint
-- Q9: a team's visits of a day; Q10: those of one specialist.
CREATE INDEX appointment_service_day ON appointment (service_id, starts_at);
