-- Not every report has a round trip, so a mean needs to know how many did. Of what was kept before, nobody knows any more:
-- it counts as all of a person's reports where any had one.
ALTER TABLE visit_quality ADD COLUMN round_trip_reports INTEGER NOT NULL DEFAULT 0
  CHECK (round_trip_reports BETWEEN 0 AND reports);
--> statement-breakpoint
UPDATE visit_quality SET round_trip_reports = reports WHERE round_trip_ms_sum > 0;
