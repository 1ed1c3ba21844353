-- H9, D1: whatever can be claimed has one id here: a person (the account's own id), a room or a device.
CREATE TABLE resource (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  kind TEXT NOT NULL CHECK (kind IN ('person', 'room', 'device')),
  person_id TEXT UNIQUE REFERENCES user_account (id),
  name TEXT NOT NULL DEFAULT '{"fi":"","sv":"","en":""}' CHECK (json_valid(name)),
  -- Where it is; a device can be without.
  address TEXT NOT NULL DEFAULT '',
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  revision INTEGER NOT NULL DEFAULT 1,
  CHECK ((kind = 'person') = (person_id IS NOT NULL)),
  CHECK (person_id IS NULL OR person_id = id)
) STRICT;
--> statement-breakpoint
CREATE INDEX resource_organisation ON resource (organisation_id) WHERE kind <> 'person';
--> statement-breakpoint
INSERT INTO resource (id, organisation_id, kind, person_id) SELECT id, organisation_id, 'person', id FROM user_account;
--> statement-breakpoint
CREATE TRIGGER user_account_is_a_resource AFTER INSERT ON user_account
BEGIN
  INSERT INTO resource (id, organisation_id, kind, person_id) VALUES (NEW.id, NEW.organisation_id, 'person', NEW.id);
END;
--> statement-breakpoint
CREATE TRIGGER user_account_moves_its_resource AFTER UPDATE OF organisation_id ON user_account
BEGIN
  UPDATE resource SET organisation_id = NEW.organisation_id WHERE id = NEW.id;
END;
--> statement-breakpoint
-- A reference can't be changed in place: the table is made anew, with every guard that it had.
CREATE TABLE claim_next (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  resource_id TEXT NOT NULL REFERENCES resource (id),
  service_id TEXT NOT NULL REFERENCES healthcare_service (id),
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
  kind TEXT NOT NULL CHECK (kind IN ('hold', 'booking')),
  held_by TEXT REFERENCES user_account (id),
  expires_at INTEGER,
  appointment_id TEXT REFERENCES appointment (id),
  -- How much of the time is rest: what is left is the visit itself.
  buffer_before_minutes INTEGER NOT NULL DEFAULT 0 CHECK (buffer_before_minutes BETWEEN 0 AND 120),
  buffer_after_minutes INTEGER NOT NULL DEFAULT 0 CHECK (buffer_after_minutes BETWEEN 0 AND 120),
  CHECK ((kind = 'hold') = (held_by IS NOT NULL)),
  CHECK ((kind = 'hold') = (expires_at IS NOT NULL)),
  CHECK ((kind = 'booking') = (appointment_id IS NOT NULL)),
  CHECK (ends_at - starts_at > 60000 * (buffer_before_minutes + buffer_after_minutes))
) STRICT;
--> statement-breakpoint
-- In the order in which they were written: the practitioner's part of a set comes first.
INSERT INTO claim_next
SELECT id, organisation_id, resource_id, service_id, starts_at, ends_at, kind, held_by, expires_at, appointment_id,
  buffer_before_minutes, buffer_after_minutes
FROM claim ORDER BY rowid;
--> statement-breakpoint
DROP TABLE claim;
--> statement-breakpoint
ALTER TABLE claim_next RENAME TO claim;
--> statement-breakpoint
CREATE INDEX claim_time ON claim (resource_id, starts_at);
--> statement-breakpoint
CREATE UNIQUE INDEX claim_once_a_visit ON claim (appointment_id, resource_id) WHERE kind = 'booking';
--> statement-breakpoint
CREATE UNIQUE INDEX claim_one_hold_a_service ON claim (held_by, service_id, resource_id) WHERE kind = 'hold';
--> statement-breakpoint
CREATE INDEX claim_expiry ON claim (expires_at) WHERE kind = 'hold';
--> statement-breakpoint
-- The last guard against double booking. No visit is longer than eight hours and no rest longer than two, which bounds the search.
CREATE TRIGGER claim_no_overlap BEFORE INSERT ON claim
WHEN EXISTS (
  SELECT 1 FROM claim c
  WHERE c.resource_id = NEW.resource_id
    AND c.starts_at < NEW.ends_at AND c.starts_at > NEW.starts_at - 43200000 AND c.ends_at > NEW.starts_at
)
BEGIN
  SELECT RAISE(ABORT, 'claim overlaps');
END;
--> statement-breakpoint
CREATE TRIGGER claim_time_is_fixed BEFORE UPDATE OF resource_id, starts_at, ends_at ON claim
BEGIN
  SELECT RAISE(ABORT, 'a claim keeps its time; delete it and insert another');
END;
--> statement-breakpoint
CREATE TABLE past_hold_next (
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  held_by TEXT NOT NULL REFERENCES user_account (id),
  resource_id TEXT NOT NULL REFERENCES resource (id),
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
  began_at INTEGER NOT NULL,
  PRIMARY KEY (held_by, resource_id, starts_at, ends_at)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO past_hold_next SELECT organisation_id, held_by, resource_id, starts_at, ends_at, began_at FROM past_hold;
--> statement-breakpoint
DROP TABLE past_hold;
--> statement-breakpoint
ALTER TABLE past_hold_next RENAME TO past_hold;
--> statement-breakpoint
CREATE INDEX past_hold_began ON past_hold (began_at);
--> statement-breakpoint
-- D2: what visits of a service need besides their people: of each need one resource, tried in the order of `position`.
CREATE TABLE service_need (
  service_id TEXT NOT NULL REFERENCES healthcare_service (id),
  resource_id TEXT NOT NULL REFERENCES resource (id),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  need INTEGER NOT NULL CHECK (need BETWEEN 0 AND 4),
  position INTEGER NOT NULL CHECK (position >= 0),
  PRIMARY KEY (service_id, resource_id)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX service_need_resource ON service_need (resource_id);
--> statement-breakpoint
-- S13: the languages that somebody works in.
ALTER TABLE user_account ADD COLUMN languages TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(languages));
--> statement-breakpoint
-- B7: who booked a visit in the name of its requester; null for who booked their own.
ALTER TABLE appointment ADD COLUMN booked_by TEXT REFERENCES user_account (id);
--> statement-breakpoint
CREATE INDEX appointment_booked_by ON appointment (booked_by) WHERE booked_by IS NOT NULL;
