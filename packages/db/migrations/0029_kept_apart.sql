-- M16: two people of a visit who get nothing of each other.
CREATE TABLE kept_apart (
  one_id TEXT NOT NULL REFERENCES participant (id),
  other_id TEXT NOT NULL REFERENCES participant (id),
  appointment_id TEXT NOT NULL REFERENCES appointment (id),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  PRIMARY KEY (one_id, other_id),
  CHECK (one_id < other_id)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX kept_apart_appointment ON kept_apart (appointment_id);
--> statement-breakpoint
CREATE INDEX kept_apart_other ON kept_apart (other_id);
