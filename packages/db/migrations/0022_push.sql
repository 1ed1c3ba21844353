-- Z6: browsers that told their person's account where to notify them. The address is the browser maker's; what is sent is
-- encrypted for the browser.
CREATE TABLE push_device (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES user_account (id),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  endpoint TEXT NOT NULL UNIQUE,
  p256dh TEXT NOT NULL,
  auth TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX push_device_user ON push_device (user_id, created_at);
--> statement-breakpoint
-- The installation's own key (VAPID): browsers tie their consent to it, so it is made once and kept.
CREATE TABLE push_key (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  public_key TEXT NOT NULL,
  private_key TEXT NOT NULL
) STRICT;
