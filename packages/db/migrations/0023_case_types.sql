-- CT1: a kind of matter with templates of its own. It belongs to an organisation and serves those below it, as templates do.
CREATE TABLE case_type (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  name TEXT NOT NULL CHECK (json_valid(name)),
  description TEXT NOT NULL CHECK (json_valid(description)),
  -- CT6: which organisations have a restricted view, and the parts that they see.
  restricted_ids TEXT NOT NULL CHECK (json_valid(restricted_ids)),
  shared TEXT NOT NULL CHECK (json_valid(shared)),
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  revision INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX case_type_organisation ON case_type (organisation_id);
--> statement-breakpoint
-- CT2: which template it brings for what.
CREATE TABLE case_type_form (
  case_type_id TEXT NOT NULL REFERENCES case_type (id),
  kind TEXT NOT NULL CHECK (kind IN ('request', 'instrument', 'parent', 'teacher', 'child', 'answer')),
  template_id TEXT NOT NULL REFERENCES form_template (id),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  PRIMARY KEY (case_type_id, kind)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX case_type_form_template ON case_type_form (template_id);
--> statement-breakpoint
-- CT3: which case types a service takes, in order; and whether one must be chosen.
CREATE TABLE service_case_type (
  service_id TEXT NOT NULL REFERENCES healthcare_service (id),
  case_type_id TEXT NOT NULL REFERENCES case_type (id),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  position INTEGER NOT NULL CHECK (position >= 0),
  PRIMARY KEY (service_id, case_type_id)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX service_case_type_type ON service_case_type (case_type_id);
--> statement-breakpoint
ALTER TABLE healthcare_service ADD COLUMN needs_case_type INTEGER NOT NULL DEFAULT 0 CHECK (needs_case_type IN (0, 1));
--> statement-breakpoint
-- CT5: what a request keeps of its type. The request's id is that of a service_request, of a triage_request before that, or of both.
CREATE TABLE request_case_type (
  request_id TEXT PRIMARY KEY,
  case_type_id TEXT NOT NULL REFERENCES case_type (id),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  name TEXT NOT NULL CHECK (json_valid(name)),
  restricted_ids TEXT NOT NULL CHECK (json_valid(restricted_ids)),
  shared TEXT NOT NULL CHECK (json_valid(shared)),
  -- The versions that its visit gets, by kind.
  forms TEXT NOT NULL CHECK (json_valid(forms))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX request_case_type_type ON request_case_type (case_type_id);
--> statement-breakpoint
CREATE TRIGGER request_case_type_fixed BEFORE UPDATE ON request_case_type
BEGIN SELECT RAISE(ABORT, 'what a request keeps of its type never changes'); END;
--> statement-breakpoint
CREATE TRIGGER request_case_type_kept BEFORE DELETE ON request_case_type
BEGIN SELECT RAISE(ABORT, 'what a request keeps of its type is never deleted'); END;
--> statement-breakpoint
-- A CHECK can't be changed in place: the column is made anew with one more kind, an authority such as the police.
ALTER TABLE organisation ADD COLUMN kind_next TEXT NOT NULL DEFAULT 'county' CHECK (kind_next IN ('county', 'municipality', 'hospital', 'ngo', 'authority'));
--> statement-breakpoint
UPDATE organisation SET kind_next = kind;
--> statement-breakpoint
ALTER TABLE organisation DROP COLUMN kind;
--> statement-breakpoint
ALTER TABLE organisation RENAME COLUMN kind_next TO kind;
