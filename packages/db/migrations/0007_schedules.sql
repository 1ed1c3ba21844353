-- S7: when a practitioner is open, for which services, for how long, and in which weeks.
CREATE TABLE schedule (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  practitioner_id TEXT NOT NULL REFERENCES user_account (id),
  valid_from TEXT NOT NULL,
  valid_to TEXT NOT NULL CHECK (valid_to >= valid_from),
  cycle_weeks INTEGER NOT NULL DEFAULT 1 CHECK (cycle_weeks BETWEEN 1 AND 8),
  cycle_from TEXT NOT NULL,
  rests_on_holidays INTEGER NOT NULL DEFAULT 1 CHECK (rests_on_holidays IN (0, 1)),
  -- S15: grows with every change, so that a change of what somebody else has changed meanwhile is seen.
  revision INTEGER NOT NULL DEFAULT 1
) STRICT;
--> statement-breakpoint
CREATE INDEX schedule_practitioner ON schedule (practitioner_id, valid_to);
--> statement-breakpoint
CREATE TABLE schedule_service (
  schedule_id TEXT NOT NULL REFERENCES schedule (id) ON DELETE CASCADE,
  service_id TEXT NOT NULL REFERENCES healthcare_service (id),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  PRIMARY KEY (schedule_id, service_id)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX schedule_service_service ON schedule_service (service_id);
--> statement-breakpoint
-- S6: hours that end at or before they begin end on the next day.
CREATE TABLE schedule_hours (
  schedule_id TEXT NOT NULL REFERENCES schedule (id) ON DELETE CASCADE,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  week INTEGER NOT NULL CHECK (week BETWEEN 1 AND 8),
  weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  from_time TEXT NOT NULL CHECK (from_time GLOB '[0-2][0-9]:[0-5][0-9]' AND from_time < '24:00'),
  to_time TEXT NOT NULL CHECK (to_time GLOB '[0-2][0-9]:[0-5][0-9]' AND to_time <= '24:00' AND to_time <> from_time),
  PRIMARY KEY (schedule_id, week, weekday, from_time)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
-- S10: a day that differs. Hours off can last for several days; moved ones lie between the two days, whichever is first.
CREATE TABLE day_exception (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  practitioner_id TEXT NOT NULL REFERENCES user_account (id),
  kind TEXT NOT NULL CHECK (kind IN ('off', 'extra', 'moved')),
  date TEXT NOT NULL,
  last_date TEXT NOT NULL CHECK (last_date >= date AND (kind <> 'extra' OR last_date = date)),
  from_time TEXT NOT NULL CHECK (from_time GLOB '[0-2][0-9]:[0-5][0-9]' AND from_time < '24:00'),
  to_time TEXT NOT NULL CHECK (to_time GLOB '[0-2][0-9]:[0-5][0-9]' AND to_time <= '24:00' AND to_time <> from_time),
  schedule_id TEXT REFERENCES schedule (id) ON DELETE CASCADE,
  to_date TEXT,
  CHECK ((kind = 'moved') = (schedule_id IS NOT NULL)),
  CHECK ((kind = 'moved') = (to_date IS NOT NULL)),
  CHECK (kind <> 'moved' OR last_date = max(date, to_date))
) STRICT;
--> statement-breakpoint
CREATE INDEX day_exception_practitioner ON day_exception (practitioner_id, last_date);
--> statement-breakpoint
CREATE INDEX day_exception_schedule ON day_exception (schedule_id) WHERE schedule_id IS NOT NULL;
--> statement-breakpoint
-- What extra hours are for.
CREATE TABLE exception_service (
  exception_id TEXT NOT NULL REFERENCES day_exception (id) ON DELETE CASCADE,
  service_id TEXT NOT NULL REFERENCES healthcare_service (id),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  PRIMARY KEY (exception_id, service_id)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX exception_service_service ON exception_service (service_id);
--> statement-breakpoint
-- Weekly rules of one person, service and validity become one schedule. They did not rest on holidays.
INSERT INTO schedule (id, organisation_id, practitioner_id, valid_from, valid_to, cycle_from, rests_on_holidays)
SELECT min(id), organisation_id, practitioner_id, valid_from, valid_to, valid_from, 0
FROM weekly_rule GROUP BY organisation_id, practitioner_id, service_id, valid_from, valid_to;
--> statement-breakpoint
INSERT INTO schedule_service (schedule_id, service_id, organisation_id)
SELECT min(id), service_id, organisation_id
FROM weekly_rule GROUP BY organisation_id, practitioner_id, service_id, valid_from, valid_to;
--> statement-breakpoint
-- Of two rules that begin together the longer one says it all.
INSERT INTO schedule_hours (schedule_id, organisation_id, week, weekday, from_time, to_time)
SELECT
  (
    SELECT min(o.id) FROM weekly_rule o
    WHERE o.organisation_id = r.organisation_id AND o.practitioner_id = r.practitioner_id AND o.service_id = r.service_id
      AND o.valid_from = r.valid_from AND o.valid_to = r.valid_to
  ) AS schedule_id,
  organisation_id, 1, weekday, from_time, max(to_time)
FROM weekly_rule r GROUP BY schedule_id, weekday, from_time;
--> statement-breakpoint
INSERT INTO day_exception (id, organisation_id, practitioner_id, kind, date, last_date, from_time, to_time)
SELECT id, organisation_id, practitioner_id, kind, date, date, from_time, to_time FROM schedule_exception;
--> statement-breakpoint
INSERT INTO exception_service (exception_id, service_id, organisation_id)
SELECT id, service_id, organisation_id FROM schedule_exception WHERE kind = 'extra';
--> statement-breakpoint
DROP TABLE weekly_rule;
--> statement-breakpoint
DROP TABLE schedule_exception;
