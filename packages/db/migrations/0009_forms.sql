-- A form that is filled in: what is edited is its draft, what is used is a version of it.
CREATE TABLE form_template (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  kind TEXT NOT NULL CHECK (kind IN ('request', 'instrument', 'parent', 'teacher', 'child', 'answer')),
  draft TEXT NOT NULL CHECK (json_valid(draft)),
  revision INTEGER NOT NULL DEFAULT 1,
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  created_at INTEGER NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX form_template_organisation ON form_template (organisation_id);
--> statement-breakpoint
CREATE TABLE form_version (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  template_id TEXT NOT NULL REFERENCES form_template (id),
  number INTEGER NOT NULL CHECK (number >= 1),
  content TEXT NOT NULL CHECK (json_valid(content)),
  published_at INTEGER NOT NULL,
  published_by TEXT NOT NULL REFERENCES user_account (id),
  UNIQUE (template_id, number)
) STRICT;
--> statement-breakpoint
-- F5: what was written under a version must always be read as it was asked.
CREATE TRIGGER form_version_fixed BEFORE UPDATE ON form_version
BEGIN SELECT RAISE(ABORT, 'a published version never changes'); END;
--> statement-breakpoint
CREATE TRIGGER form_version_kept BEFORE DELETE ON form_version
BEGIN SELECT RAISE(ABORT, 'a published version is never deleted'); END;
--> statement-breakpoint
CREATE TABLE service_form (
  service_id TEXT NOT NULL REFERENCES healthcare_service (id),
  kind TEXT NOT NULL CHECK (kind IN ('request', 'instrument', 'parent', 'teacher', 'child', 'answer')),
  template_id TEXT NOT NULL REFERENCES form_template (id),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  PRIMARY KEY (service_id, kind)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX service_form_template ON service_form (template_id);
--> statement-breakpoint
-- F11: the versions that a booked visit keeps.
CREATE TABLE appointment_form (
  appointment_id TEXT NOT NULL REFERENCES appointment (id),
  kind TEXT NOT NULL CHECK (kind IN ('parent', 'teacher', 'child', 'answer')),
  version_id TEXT NOT NULL REFERENCES form_version (id),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  PRIMARY KEY (appointment_id, kind)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE form_response (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  appointment_id TEXT NOT NULL REFERENCES appointment (id),
  kind TEXT NOT NULL CHECK (kind IN ('request', 'instrument', 'parent', 'teacher', 'child')),
  version_id TEXT NOT NULL REFERENCES form_version (id),
  user_id TEXT REFERENCES user_account (id),
  participant_id TEXT UNIQUE REFERENCES participant (id),
  answers TEXT NOT NULL CHECK (json_valid(answers)),
  status TEXT NOT NULL CHECK (status IN ('draft', 'submitted')),
  saved_at INTEGER NOT NULL,
  submitted_at INTEGER CHECK ((submitted_at IS NOT NULL) = (status = 'submitted')),
  -- Somebody with an account writes it with the request, a guest before the visit.
  CHECK ((user_id IS NULL) <> (participant_id IS NULL)),
  CHECK ((user_id IS NOT NULL) = (kind IN ('request', 'instrument'))),
  CHECK (participant_id IS NOT NULL OR status = 'submitted')
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX form_response_one_a_request ON form_response (appointment_id, kind) WHERE participant_id IS NULL;
--> statement-breakpoint
CREATE INDEX form_response_appointment ON form_response (appointment_id);
--> statement-breakpoint
CREATE TRIGGER form_response_sent BEFORE UPDATE ON form_response WHEN OLD.status = 'submitted'
BEGIN SELECT RAISE(ABORT, 'what was sent never changes'); END;
--> statement-breakpoint
CREATE TRIGGER form_response_kept BEFORE DELETE ON form_response WHEN OLD.status = 'submitted'
BEGIN SELECT RAISE(ABORT, 'what was sent is never deleted'); END;
--> statement-breakpoint
-- Which form before the visit a guest gets.
ALTER TABLE participant ADD COLUMN guest_role TEXT NOT NULL DEFAULT 'parent' CHECK (guest_role IN ('parent', 'teacher', 'child'));
