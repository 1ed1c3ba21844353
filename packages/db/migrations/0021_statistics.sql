-- ST8: when a visit would have ended as it was booked, where it was made longer (L2); null where it was not.
ALTER TABLE appointment ADD COLUMN booked_ends_at INTEGER;
--> statement-breakpoint
-- Whoever is in a visit is asked for all the time, guests too, whom no index led to.
CREATE INDEX participant_visit ON participant (appointment_id);
--> statement-breakpoint
-- ST7: how long whoever waited longest was in the waiting room; a seat forgets it when its person leaves.
ALTER TABLE appointment ADD COLUMN waited_ms INTEGER CHECK (waited_ms >= 0);
--> statement-breakpoint
UPDATE appointment SET waited_ms = (
  SELECT max(p.waited_ms) FROM participant p WHERE p.appointment_id = appointment.id AND p.kind <> 'host'
);
--> statement-breakpoint
-- ST12: how many under-18s live where, as an organisation has counted them.
CREATE TABLE under_eighteen (
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  municipality_id TEXT NOT NULL REFERENCES organisation (id),
  year INTEGER NOT NULL CHECK (year BETWEEN 2000 AND 2199),
  number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 2000000),
  PRIMARY KEY (organisation_id, municipality_id, year)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
-- Figures of a period are read off these in slices, each from where the last one ended.
CREATE INDEX appointment_time ON appointment (starts_at, id);
--> statement-breakpoint
CREATE INDEX appointment_successor ON appointment (successor_id) WHERE successor_id IS NOT NULL;
--> statement-breakpoint
CREATE INDEX service_request_sent ON service_request (submitted_at, id) WHERE submitted_at IS NOT NULL;
--> statement-breakpoint
CREATE INDEX triage_request_sent ON triage_request (submitted_at, id);
--> statement-breakpoint
CREATE INDEX duty_place_since ON duty_place (since, id);
