-- N6–N12: times that people without an account vote on, on the way to an appointment.
CREATE TABLE proposal (
  id TEXT PRIMARY KEY,
  -- The convener's.
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  service_id TEXT NOT NULL REFERENCES healthcare_service (id),
  practitioner_id TEXT NOT NULL REFERENCES user_account (id),
  convener_id TEXT NOT NULL REFERENCES user_account (id),
  -- The id that its request gets when a time is agreed, so that a repetition finds the visit (B6).
  request_id TEXT NOT NULL UNIQUE,
  content TEXT NOT NULL CHECK (json_valid(content)),
  saved_at INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('proposed', 'voted', 'agreed', 'reopened', 'ended')),
  status_at INTEGER NOT NULL,
  because TEXT CHECK ((because IS NOT NULL) = (status IN ('reopened', 'ended'))),
  created_at INTEGER NOT NULL,
  -- N11: until when its links work.
  kept_until INTEGER NOT NULL,
  -- How often its convener was told that it is their turn: whoever changes their mind all day must not fill a mailbox.
  told INTEGER NOT NULL DEFAULT 0
) STRICT;
--> statement-breakpoint
CREATE INDEX proposal_convener ON proposal (convener_id, created_at);
--> statement-breakpoint
CREATE TABLE proposed_time (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  proposal_id TEXT NOT NULL REFERENCES proposal (id),
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
  UNIQUE (proposal_id, starts_at)
) STRICT;
--> statement-breakpoint
CREATE TABLE voter (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  proposal_id TEXT NOT NULL REFERENCES proposal (id),
  name TEXT NOT NULL CHECK (length(name) > 0),
  channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
  address TEXT NOT NULL,
  language TEXT NOT NULL CHECK (language IN ('fi', 'sv', 'en', 'se')),
  guest_role TEXT NOT NULL CHECK (guest_role IN ('parent', 'teacher', 'child')),
  is_key INTEGER NOT NULL CHECK (is_key IN (0, 1)),
  -- N12: when they were last sent a message about it.
  asked_at INTEGER NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX voter_proposal ON voter (proposal_id);
--> statement-breakpoint
CREATE TABLE vote (
  voter_id TEXT NOT NULL REFERENCES voter (id),
  time_id TEXT NOT NULL REFERENCES proposed_time (id),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  answer TEXT NOT NULL CHECK (answer IN ('yes', 'if-need-be', 'no')),
  at INTEGER NOT NULL,
  PRIMARY KEY (voter_id, time_id)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
-- Like a guest's link: only the secret's hash; a reminder brings one more, and the earlier ones go on working.
CREATE TABLE vote_link (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  voter_id TEXT NOT NULL REFERENCES voter (id),
  token_hash TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX vote_link_voter ON vote_link (voter_id);
--> statement-breakpoint
-- N8, N10: the visits that came of a proposal; at most one of them stands.
CREATE TABLE proposal_visit (
  appointment_id TEXT PRIMARY KEY REFERENCES appointment (id),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  proposal_id TEXT NOT NULL REFERENCES proposal (id),
  time_id TEXT NOT NULL REFERENCES proposed_time (id),
  agreed_at INTEGER NOT NULL,
  reopened_at INTEGER
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX proposal_visit_one_stands ON proposal_visit (proposal_id) WHERE reopened_at IS NULL;
--> statement-breakpoint
-- T10: a meeting cut into equal parts, each for one case or for none.
CREATE TABLE case_slot (
  appointment_id TEXT NOT NULL REFERENCES appointment (id),
  number INTEGER NOT NULL CHECK (number >= 0),
  organisation_id TEXT NOT NULL REFERENCES organisation (id),
  -- Counted from the start of the meeting, so that a meeting that moves takes its slots along.
  length_minutes INTEGER NOT NULL CHECK (length_minutes > 0),
  case_id TEXT REFERENCES child_case (id),
  PRIMARY KEY (appointment_id, number)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX case_slot_once_a_meeting ON case_slot (appointment_id, case_id) WHERE case_id IS NOT NULL;
