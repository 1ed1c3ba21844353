-- Z7: what a letter about several visits says of the others than the first, which the outbox names itself.
CREATE TABLE outbox_also (
  message_id TEXT NOT NULL REFERENCES outbox_message (id),
  participant_id TEXT NOT NULL REFERENCES participant (id),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  PRIMARY KEY (message_id, participant_id)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX outbox_also_participant ON outbox_also (participant_id);
--> statement-breakpoint
-- Z7, F15: what was written to somebody of a visit.
CREATE INDEX outbox_participant ON outbox_message (participant_id) WHERE participant_id IS NOT NULL;
