-- H8: that a person began to hold a time, remembered after it was given back or ran out.
CREATE TABLE past_hold (
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  held_by TEXT NOT NULL REFERENCES user_account (id),
  practitioner_id TEXT NOT NULL REFERENCES user_account (id),
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
  began_at INTEGER NOT NULL,
  PRIMARY KEY (held_by, practitioner_id, starts_at, ends_at)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX past_hold_began ON past_hold (began_at);
--> statement-breakpoint
-- In whose log an event stands: the actor's organisation's, and those of the visit that it is about.
CREATE TABLE audit_reader (
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  event_id INTEGER NOT NULL REFERENCES audit_event (id),
  PRIMARY KEY (organisation_id, event_id)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO audit_reader (organisation_id, event_id)
SELECT organisation_id, id FROM audit_event
UNION SELECT a.organisation_id, e.id FROM audit_event e JOIN appointment a ON e.entity = 'appointment' AND a.id = e.entity_id
UNION SELECT a.requester_organisation_id, e.id
  FROM audit_event e JOIN appointment a ON e.entity = 'appointment' AND a.id = e.entity_id
UNION SELECT a.requester_organisation_id, e.id
  FROM audit_event e
  JOIN participant p ON e.entity = 'participant' AND p.id = e.entity_id
  JOIN appointment a ON a.id = p.appointment_id;
--> statement-breakpoint
DROP INDEX audit_event_organisation;
--> statement-breakpoint
-- Whether the same person has done the same to the same thing a moment ago.
CREATE INDEX audit_event_again ON audit_event (entity_id, actor_id, action, at);
--> statement-breakpoint
CREATE TRIGGER audit_reader_is_kept BEFORE DELETE ON audit_reader
BEGIN
  SELECT RAISE(ABORT, 'the log is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER audit_reader_is_fixed BEFORE UPDATE ON audit_reader
BEGIN
  SELECT RAISE(ABORT, 'the log is append-only');
END;
--> statement-breakpoint
-- The list of outgoing messages: failed first, then waiting, then sent, each newest first.
CREATE INDEX outbox_list ON outbox_message (
  organisation_id,
  CASE status WHEN 'failed' THEN 0 WHEN 'waiting' THEN 1 ELSE 2 END,
  created_at DESC,
  id DESC
);
