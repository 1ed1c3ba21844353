-- Z1: a CHECK can't be changed in place: the table is made anew with more kinds of letters.
CREATE TABLE letter_text_next (
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  kind TEXT NOT NULL CHECK (kind IN ('invitation', 'new-link', 'moved', 'cancellation', 'reminder', 'form-reminder', 'code', 'offer', 'offer-lapsed', 'offer-gone')),
  channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
  language TEXT NOT NULL CHECK (language IN ('fi', 'sv', 'en', 'se')),
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  written_by TEXT NOT NULL REFERENCES user_account (id),
  written_at INTEGER NOT NULL,
  PRIMARY KEY (organisation_id, kind, channel, language)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO letter_text_next
SELECT organisation_id, kind, channel, language, subject, body, written_by, written_at FROM letter_text;
--> statement-breakpoint
DROP TABLE letter_text;
--> statement-breakpoint
ALTER TABLE letter_text_next RENAME TO letter_text;
