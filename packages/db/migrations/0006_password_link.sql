-- U3: the link with which a person chooses a password, once. Only its hash is kept.
CREATE TABLE password_link (
  user_id TEXT PRIMARY KEY REFERENCES user_account (id),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  token_hash TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  valid_until INTEGER NOT NULL CHECK (valid_until > created_at)
) STRICT;
