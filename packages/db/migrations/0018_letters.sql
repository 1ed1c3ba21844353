-- Z1: what an organisation says to families in its own words; what is not here is said as Neuvo says it.
CREATE TABLE letter_text (
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  kind TEXT NOT NULL CHECK (kind IN ('invitation', 'new-link', 'moved', 'cancellation', 'reminder')),
  channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
  language TEXT NOT NULL CHECK (language IN ('fi', 'sv', 'en', 'se')),
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  written_by TEXT NOT NULL REFERENCES user_account (id),
  written_at INTEGER NOT NULL,
  PRIMARY KEY (organisation_id, kind, channel, language)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
-- X11: the secret address under which somebody's calendar elsewhere reads their visits; only its hash is kept.
CREATE TABLE calendar_feed (
  user_id TEXT PRIMARY KEY REFERENCES user_account (id),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  token_hash TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  read_at INTEGER
) STRICT, WITHOUT ROWID;
