CREATE TABLE visit_quality (
  participant_id TEXT PRIMARY KEY REFERENCES participant (id),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  appointment_id TEXT NOT NULL REFERENCES appointment (id),
  path TEXT NOT NULL CHECK (path IN ('udp', 'tcp', 'relay', 'none')),
  reports INTEGER NOT NULL CHECK (reports >= 0),
  loss_permille_sum INTEGER NOT NULL CHECK (loss_permille_sum >= 0),
  round_trip_ms_sum INTEGER NOT NULL CHECK (round_trip_ms_sum >= 0),
  freezes INTEGER NOT NULL CHECK (freezes >= 0),
  freeze_ms INTEGER NOT NULL CHECK (freeze_ms >= 0),
  played_ms INTEGER NOT NULL CHECK (played_ms >= 0),
  concealed_ms INTEGER NOT NULL CHECK (concealed_ms >= 0),
  sound_only_s INTEGER NOT NULL CHECK (sound_only_s >= 0),
  reconnects INTEGER NOT NULL CHECK (reconnects >= 0),
  join_ms INTEGER CHECK (join_ms >= 0)
) STRICT;
--> statement-breakpoint
CREATE INDEX visit_quality_appointment ON visit_quality (appointment_id);
