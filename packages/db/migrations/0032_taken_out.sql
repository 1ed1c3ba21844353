-- T11: who was taken out of a visit is told nothing more of it, who was removed from a call that began early is.
ALTER TABLE participant ADD COLUMN taken_out_at INTEGER;
--> statement-breakpoint
-- So far the planned start told the two apart.
UPDATE participant SET taken_out_at = seat_at
WHERE kind IN ('colleague', 'guest') AND seat = 'removed'
  AND seat_at < (SELECT starts_at FROM appointment WHERE appointment.id = participant.appointment_id);
