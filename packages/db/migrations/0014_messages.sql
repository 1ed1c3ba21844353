-- J6: whoever has lost a link is found by the address that it was sent to.
CREATE INDEX participant_guest_address ON participant (address COLLATE NOCASE) WHERE kind = 'guest';
--> statement-breakpoint
-- What a message is written in: a reader, also one that reads aloud, is told.
ALTER TABLE outbox_message ADD COLUMN language TEXT NOT NULL DEFAULT 'fi' CHECK (language IN ('fi', 'sv', 'en', 'se'));
