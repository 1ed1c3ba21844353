// Every table in one place, however long: what is related is seen at one look, and each is a list of columns and nothing else.
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type {
  AgeGroup,
  AloneFrom,
  AnswerContent,
  AuditEntity,
  Booker,
  CancelRole,
  Company,
  DoorText,
  DoorTopic,
  DutyConcern,
  EndedBecause,
  EndReason,
  ExternalProblem,
  FormAnswers,
  FormContent,
  FormKind,
  GuestRole,
  Language,
  LetterChannel,
  Modality,
  NoteKind,
  OrganisationKind,
  OutgoingKind,
  OwnLetterKind,
  ProposalStatus,
  ReopenReason,
  RequestContent,
  ResourceKind,
  Role,
  SelfBooking,
  SpokenLanguage,
  ServiceRoute,
  ServiceText,
  triage,
  waitlist,
  Urgency,
  VoteAnswer,
} from '#domain';
import type { SeriesRule } from '#domain/series';

/**
 * The tables as drizzle sees them. Constraints (STRICT, CHECK, partial indexes, triggers) live in the migrations only;
 * a test compares the columns of both. All tables in one list, however long: whoever adds one sees what is there.
 */
const noText: ServiceText = { fi: '', sv: '', en: '' };

export const organisation = sqliteTable('organisation', {
  id: text().primaryKey(),
  name: text().notNull(),
  parentId: text('parent_id'),
  phone: text(),
  slug: text(),
  kind: text().$type<OrganisationKind>().notNull(),
});

export const userAccount = sqliteTable('user_account', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  email: text().notNull(),
  name: text().notNull(),
  title: text().notNull(),
  phone: text(),
  role: text().$type<Role>().notNull(),
  language: text().$type<'fi' | 'sv' | 'en'>().notNull(),
  passwordHash: text('password_hash').notNull(),
  active: integer({ mode: 'boolean' }).notNull().default(true),
  createdAt: integer('created_at').notNull(),
  languages: text({ mode: 'json' }).$type<SpokenLanguage[]>().notNull().default([]),
});

export const userSession = sqliteTable('user_session', {
  tokenHash: text('token_hash').primaryKey(),
  organisationId: text('organisation_id').notNull(),
  userId: text('user_id').notNull(),
  createdAt: integer('created_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
});

export const signInThrottle = sqliteTable('sign_in_throttle', {
  keyHash: text('key_hash').primaryKey(),
  failures: integer().notNull(),
  blockedUntil: integer('blocked_until').notNull(),
  lastAt: integer('last_at').notNull(),
});

export const passwordLink = sqliteTable('password_link', {
  userId: text('user_id').primaryKey(),
  organisationId: text('organisation_id').notNull(),
  tokenHash: text('token_hash').notNull(),
  createdAt: integer('created_at').notNull(),
  validUntil: integer('valid_until').notNull(),
});

export const healthcareService = sqliteTable('healthcare_service', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  name: text({ mode: 'json' }).$type<ServiceText>().notNull(),
  purpose: text({ mode: 'json' }).$type<ServiceText>().notNull(),
  ageMin: integer('age_min').notNull(),
  ageMax: integer('age_max').notNull(),
  tier: integer().notNull(),
  lengthMinutes: integer('length_minutes').notNull(),
  anonymousOnly: integer('anonymous_only', { mode: 'boolean' }).notNull().default(false),
  active: integer({ mode: 'boolean' }).notNull().default(true),
  description: text({ mode: 'json' }).$type<ServiceText>().notNull().default(noText),
  audience: text({ mode: 'json' }).$type<ServiceText>().notNull().default(noText),
  bufferBeforeMinutes: integer('buffer_before_minutes').notNull().default(0),
  bufferAfterMinutes: integer('buffer_after_minutes').notNull().default(0),
  noticeHours: integer('notice_hours').notNull().default(0),
  horizonDays: integer('horizon_days').notNull().default(84),
  modality: text().$type<Modality>().notNull().default('video'),
  address: text().notNull().default(''),
  route: text().$type<ServiceRoute>().notNull().default('direct'),
  monthlyQuota: integer('monthly_quota'),
  cancelHours: integer('cancel_hours').notNull().default(0),
  joinEarlyMinutes: integer('join_early_minutes').notNull().default(15),
  graceMinutes: integer('grace_minutes').notNull().default(10),
  revision: integer().notNull().default(1),
  reminderHours: text('reminder_hours', { mode: 'json' }).$type<number[]>().notNull().default([]),
  answerDays: integer('answer_days').notNull().default(5),
  urgentAnswerDays: integer('urgent_answer_days').notNull().default(1),
  offersTimes: integer('offers_times', { mode: 'boolean' }).notNull().default(false),
  offerHours: integer('offer_hours').notNull().default(24),
  needsCaseType: integer('needs_case_type', { mode: 'boolean' }).notNull().default(false),
});

export const servicePractitioner = sqliteTable(
  'service_practitioner',
  {
    serviceId: text('service_id').notNull(),
    practitionerId: text('practitioner_id').notNull(),
    organisationId: text('organisation_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.serviceId, table.practitionerId] })],
);

/** What can be claimed: a person under the account's own id, by a trigger, or a room or device that is kept here. */
export const resource = sqliteTable('resource', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  kind: text().$type<'person' | ResourceKind>().notNull(),
  personId: text('person_id'),
  name: text({ mode: 'json' }).$type<ServiceText>().notNull().default(noText),
  address: text().notNull().default(''),
  active: integer({ mode: 'boolean' }).notNull().default(true),
  revision: integer().notNull().default(1),
});

/** Of each `need` of a service one resource is taken, tried in the order of `position`. */
export const serviceNeed = sqliteTable(
  'service_need',
  {
    serviceId: text('service_id').notNull(),
    resourceId: text('resource_id').notNull(),
    organisationId: text('organisation_id').notNull(),
    need: integer().notNull(),
    position: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.serviceId, table.resourceId] })],
);

export const serviceRequester = sqliteTable('service_requester', {
  serviceId: text('service_id').notNull(),
  organisationId: text('organisation_id').notNull(),
});

export const schedule = sqliteTable('schedule', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  practitionerId: text('practitioner_id').notNull(),
  validFrom: text('valid_from').notNull(),
  validTo: text('valid_to').notNull(),
  cycleWeeks: integer('cycle_weeks').notNull().default(1),
  cycleFrom: text('cycle_from').notNull(),
  restsOnHolidays: integer('rests_on_holidays', { mode: 'boolean' }).notNull().default(true),
  revision: integer().notNull().default(1),
});

export const scheduleService = sqliteTable(
  'schedule_service',
  {
    scheduleId: text('schedule_id').notNull(),
    serviceId: text('service_id').notNull(),
    organisationId: text('organisation_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.scheduleId, table.serviceId] })],
);

export const scheduleHours = sqliteTable(
  'schedule_hours',
  {
    scheduleId: text('schedule_id').notNull(),
    organisationId: text('organisation_id').notNull(),
    week: integer().notNull(),
    weekday: integer().notNull(),
    from: text('from_time').notNull(),
    to: text('to_time').notNull(),
  },
  (table) => [primaryKey({ columns: [table.scheduleId, table.week, table.weekday, table.from] })],
);

/** A day that differs; hours off can last for several days. Moved: what began on `date` is on `toDate`. */
export const dayException = sqliteTable('day_exception', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  practitionerId: text('practitioner_id').notNull(),
  kind: text().$type<'off' | 'extra' | 'moved'>().notNull(),
  date: text().notNull(),
  /** The last day that it is about, whichever way it was moved. */
  lastDate: text('last_date').notNull(),
  from: text('from_time').notNull(),
  to: text('to_time').notNull(),
  scheduleId: text('schedule_id'),
  toDate: text('to_date'),
});

export const exceptionService = sqliteTable(
  'exception_service',
  {
    exceptionId: text('exception_id').notNull(),
    serviceId: text('service_id').notNull(),
    organisationId: text('organisation_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.exceptionId, table.serviceId] })],
);

export const childCase = sqliteTable('child_case', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  initials: text().notNull(),
  birthYear: integer('birth_year').notNull(),
  responsibleWorkerId: text('responsible_worker_id').notNull(),
  createdAt: integer('created_at').notNull(),
});

export const serviceRequest = sqliteTable('service_request', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  serviceId: text('service_id').notNull(),
  requesterId: text('requester_id').notNull(),
  caseId: text('case_id'),
  status: text().$type<'draft' | 'accepted' | 'completed' | 'revoked'>().notNull(),
  content: text({ mode: 'json' }).$type<RequestContent>().notNull(),
  savedAt: integer('saved_at').notNull(),
  submittedAt: integer('submitted_at'),
});

export const appointment = sqliteTable('appointment', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  requesterOrganisationId: text('requester_organisation_id').notNull(),
  serviceId: text('service_id').notNull(),
  requestId: text('request_id').notNull(),
  practitionerId: text('practitioner_id').notNull(),
  requesterId: text('requester_id').notNull(),
  startsAt: integer('starts_at').notNull(),
  endsAt: integer('ends_at').notNull(),
  status: text().$type<'booked' | 'arrived' | 'fulfilled' | 'cancelled' | 'noshow'>().notNull(),
  statusAt: integer('status_at').notNull(),
  cancelReason: text('cancel_reason'),
  calendarSequence: integer('calendar_sequence').notNull().default(0),
  createdAt: integer('created_at').notNull(),
  modality: text().$type<Modality>().notNull().default('video'),
  address: text().notNull().default(''),
  joinEarlyMinutes: integer('join_early_minutes').notNull().default(15),
  cancelHours: integer('cancel_hours').notNull().default(0),
  anonymousOnly: integer('anonymous_only', { mode: 'boolean' }).notNull().default(false),
  successorId: text('successor_id'),
  bookedBy: text('booked_by'),
  reminderHours: text('reminder_hours', { mode: 'json' }).$type<number[]>().notNull().default([]),
  bookedEndsAt: integer('booked_ends_at'),
  waitedMs: integer('waited_ms'),
});

export const appointmentChange = sqliteTable('appointment_change', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  appointmentId: text('appointment_id').notNull(),
  at: integer().notNull(),
  kind: text().$type<'move' | 'cancel' | 'override'>().notNull(),
  role: text().$type<CancelRole>().notNull(),
  actorId: text('actor_id').notNull(),
  reason: text().notNull(),
  note: text().notNull().default(''),
  fromStartsAt: integer('from_starts_at'),
  fromPractitionerId: text('from_practitioner_id'),
});

export const reminder = sqliteTable(
  'reminder',
  {
    appointmentId: text('appointment_id').notNull(),
    dueAt: integer('due_at').notNull(),
    organisationId: text('organisation_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.appointmentId, table.dueAt] })],
);

export const claim = sqliteTable('claim', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  resourceId: text('resource_id').notNull(),
  serviceId: text('service_id').notNull(),
  startsAt: integer('starts_at').notNull(),
  endsAt: integer('ends_at').notNull(),
  kind: text().$type<'hold' | 'booking'>().notNull(),
  heldBy: text('held_by'),
  expiresAt: integer('expires_at'),
  appointmentId: text('appointment_id'),
  bufferBeforeMinutes: integer('buffer_before_minutes').notNull().default(0),
  bufferAfterMinutes: integer('buffer_after_minutes').notNull().default(0),
});

export const pastHold = sqliteTable(
  'past_hold',
  {
    organisationId: text('organisation_id').notNull(),
    heldBy: text('held_by').notNull(),
    resourceId: text('resource_id').notNull(),
    startsAt: integer('starts_at').notNull(),
    endsAt: integer('ends_at').notNull(),
    beganAt: integer('began_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.heldBy, table.resourceId, table.startsAt, table.endsAt] })],
);

export const participant = sqliteTable('participant', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  appointmentId: text('appointment_id').notNull(),
  kind: text().$type<'host' | 'requester' | 'colleague' | 'guest'>().notNull(),
  userId: text('user_id'),
  name: text().notNull(),
  channel: text().$type<'email' | 'sms'>(),
  address: text(),
  language: text().$type<'fi' | 'sv' | 'en' | 'se'>().notNull(),
  seat: text().$type<'invited' | 'waiting' | 'admitted' | 'left' | 'removed'>().notNull().default('invited'),
  seatAt: integer('seat_at'),
  waitedMs: integer('waited_ms'),
  takenOutAt: integer('taken_out_at'),
  guestRole: text('guest_role').$type<GuestRole>().notNull().default('parent'),
  interprets: text({ mode: 'json' }).$type<SpokenLanguage[]>(),
});

/** M16: `oneId` is the smaller of the two. */
export const keptApart = sqliteTable('kept_apart', {
  oneId: text('one_id').notNull(),
  otherId: text('other_id').notNull(),
  appointmentId: text('appointment_id').notNull(),
  organisationId: text('organisation_id').notNull(),
});

export const guestLink = sqliteTable('guest_link', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  participantId: text('participant_id').notNull(),
  tokenHash: text('token_hash').notNull(),
  createdAt: integer('created_at').notNull(),
  validUntil: integer('valid_until').notNull(),
  revokedAt: integer('revoked_at'),
});

export const encounter = sqliteTable('encounter', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  appointmentId: text('appointment_id').notNull(),
  status: text().$type<'planned' | 'in-progress' | 'finished'>().notNull(),
  startedAt: integer('started_at'),
  finishedAt: integer('finished_at'),
});

export const answer = sqliteTable('answer', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  appointmentId: text('appointment_id').notNull(),
  status: text().$type<'draft' | 'signed'>().notNull(),
  content: text({ mode: 'json' }).$type<AnswerContent>().notNull(),
  savedAt: integer('saved_at').notNull(),
  signedAt: integer('signed_at'),
  signedBy: text('signed_by'),
});

export const chatLine = sqliteTable('chat_line', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  appointmentId: text('appointment_id').notNull(),
  participantId: text('participant_id').notNull(),
  at: integer().notNull(),
  text: text().notNull(),
});

/** What was said to those who wait for a visit (Q11). */
export const waitingNote = sqliteTable('waiting_note', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  appointmentId: text('appointment_id').notNull(),
  at: integer().notNull(),
  sentBy: text('sent_by').notNull(),
  kind: text().$type<NoteKind>().notNull(),
  text: text().notNull(),
});

export const outboxMessage = sqliteTable('outbox_message', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  appointmentId: text('appointment_id'),
  participantId: text('participant_id'),
  kind: text().$type<OutgoingKind>().notNull(),
  channel: text().$type<'email' | 'sms'>().notNull(),
  language: text().$type<Language>().notNull().default('fi'),
  recipient: text().notNull(),
  subject: text().notNull(),
  body: text().notNull(),
  calendar: text(),
  status: text().$type<'waiting' | 'sent' | 'failed'>().notNull().default('waiting'),
  attempts: integer().notNull().default(0),
  nextAttemptAt: integer('next_attempt_at').notNull(),
  createdAt: integer('created_at').notNull(),
  sentAt: integer('sent_at'),
  lastError: text('last_error'),
});

/** Z7: whom of which other visits a letter about several tells too. */
export const outboxAlso = sqliteTable(
  'outbox_also',
  {
    messageId: text('message_id').notNull(),
    participantId: text('participant_id').notNull(),
    organisationId: text('organisation_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.messageId, table.participantId] })],
);

/** Z1: an organisation's own words to families. */
export const letterText = sqliteTable(
  'letter_text',
  {
    organisationId: text('organisation_id').notNull(),
    kind: text().$type<OwnLetterKind>().notNull(),
    channel: text().$type<LetterChannel>().notNull(),
    language: text().$type<Language>().notNull(),
    subject: text().notNull(),
    body: text().notNull(),
    writtenBy: text('written_by').notNull(),
    writtenAt: integer('written_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.organisationId, table.kind, table.channel, table.language] })],
);

/** X11: where somebody's calendar elsewhere reads their visits. */
export const calendarFeed = sqliteTable('calendar_feed', {
  userId: text('user_id').primaryKey(),
  organisationId: text('organisation_id').notNull(),
  tokenHash: text('token_hash').notNull(),
  createdAt: integer('created_at').notNull(),
  readAt: integer('read_at'),
});

export const pushDevice = sqliteTable('push_device', {
  id: text().primaryKey(),
  userId: text('user_id').notNull(),
  organisationId: text('organisation_id').notNull(),
  endpoint: text().notNull(),
  p256dh: text().notNull(),
  auth: text().notNull(),
  createdAt: integer('created_at').notNull(),
});

export const pushKey = sqliteTable('push_key', {
  id: integer().primaryKey(),
  publicKey: text('public_key').notNull(),
  privateKey: text('private_key').notNull(),
});

export const auditEvent = sqliteTable('audit_event', {
  id: integer().primaryKey({ autoIncrement: true }),
  organisationId: text('organisation_id').notNull(),
  at: integer().notNull(),
  actorKind: text('actor_kind').$type<'user' | 'guest' | 'participant' | 'system'>().notNull(),
  actorId: text('actor_id').notNull(),
  action: text().notNull(),
  entity: text().$type<AuditEntity>().notNull(),
  entityId: text('entity_id').notNull(),
});

/** How a participant's connection was during a visit: sums over the reports, no content. */
export const visitQuality = sqliteTable('visit_quality', {
  participantId: text('participant_id').primaryKey(),
  organisationId: text('organisation_id').notNull(),
  appointmentId: text('appointment_id').notNull(),
  path: text().$type<'udp' | 'tcp' | 'relay' | 'none'>().notNull(),
  reports: integer().notNull(),
  lossPermilleSum: integer('loss_permille_sum').notNull(),
  roundTripMsSum: integer('round_trip_ms_sum').notNull(),
  /** Of how many reports the sum above is; the others had no round trip to tell. */
  roundTripReports: integer('round_trip_reports').notNull(),
  freezes: integer().notNull(),
  freezeMs: integer('freeze_ms').notNull(),
  playedMs: integer('played_ms').notNull(),
  concealedMs: integer('concealed_ms').notNull(),
  soundOnlyS: integer('sound_only_s').notNull(),
  reconnects: integer().notNull(),
  joinMs: integer('join_ms'),
});

/** In whose log an event stands. */
export const auditReader = sqliteTable(
  'audit_reader',
  {
    organisationId: text('organisation_id').notNull(),
    eventId: integer('event_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.organisationId, table.eventId] })],
);

/** X3: a practitioner's own calendar elsewhere. `address` is a secret. */
export const externalCalendar = sqliteTable('external_calendar', {
  practitionerId: text('practitioner_id').primaryKey(),
  organisationId: text('organisation_id').notNull(),
  address: text().notNull(),
  connectedAt: integer('connected_at').notNull(),
  nextFetchAt: integer('next_fetch_at').notNull(),
  fetchedAt: integer('fetched_at'),
  readAt: integer('read_at'),
  failures: integer().notNull().default(0),
  problem: text().$type<ExternalProblem>(),
  etag: text(),
  lastModified: text('last_modified'),
});

export const externalBusy = sqliteTable(
  'external_busy',
  {
    practitionerId: text('practitioner_id').notNull(),
    startsAt: integer('starts_at').notNull(),
    endsAt: integer('ends_at').notNull(),
    organisationId: text('organisation_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.practitionerId, table.startsAt] })],
);
export const formTemplate = sqliteTable('form_template', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  kind: text().$type<FormKind>().notNull(),
  draft: text({ mode: 'json' }).$type<FormContent>().notNull(),
  revision: integer().notNull().default(1),
  active: integer({ mode: 'boolean' }).notNull().default(true),
  createdAt: integer('created_at').notNull(),
});

export const formVersion = sqliteTable('form_version', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  templateId: text('template_id').notNull(),
  number: integer().notNull(),
  content: text({ mode: 'json' }).$type<FormContent>().notNull(),
  publishedAt: integer('published_at').notNull(),
  publishedBy: text('published_by').notNull(),
});

/** Which template a service uses for what. */
export const serviceForm = sqliteTable(
  'service_form',
  {
    serviceId: text('service_id').notNull(),
    kind: text().$type<FormKind>().notNull(),
    templateId: text('template_id').notNull(),
    organisationId: text('organisation_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.serviceId, table.kind] })],
);

/** Which versions a visit keeps for what is filled in after it was booked. */
export const appointmentForm = sqliteTable(
  'appointment_form',
  {
    appointmentId: text('appointment_id').notNull(),
    kind: text().$type<FormKind>().notNull(),
    versionId: text('version_id').notNull(),
    organisationId: text('organisation_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.appointmentId, table.kind] })],
);

/** What was written in a form: with the request by its requester, or before the visit by a guest. */
export const formResponse = sqliteTable('form_response', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  appointmentId: text('appointment_id').notNull(),
  kind: text().$type<FormKind>().notNull(),
  versionId: text('version_id').notNull(),
  userId: text('user_id'),
  participantId: text('participant_id'),
  answers: text({ mode: 'json' }).$type<FormAnswers>().notNull(),
  status: text().$type<'draft' | 'submitted'>().notNull(),
  savedAt: integer('saved_at').notNull(),
  submittedAt: integer('submitted_at'),
});

/** N6–N12: proposed times; `content` is the request that is written meanwhile. */
export const proposal = sqliteTable('proposal', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  serviceId: text('service_id').notNull(),
  practitionerId: text('practitioner_id').notNull(),
  convenerId: text('convener_id').notNull(),
  requestId: text('request_id').notNull(),
  content: text({ mode: 'json' }).$type<RequestContent>().notNull(),
  savedAt: integer('saved_at').notNull(),
  status: text().$type<ProposalStatus>().notNull(),
  statusAt: integer('status_at').notNull(),
  because: text().$type<ReopenReason | EndReason>(),
  createdAt: integer('created_at').notNull(),
  keptUntil: integer('kept_until').notNull(),
  told: integer().notNull().default(0),
});

export const proposedTime = sqliteTable('proposed_time', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  proposalId: text('proposal_id').notNull(),
  startsAt: integer('starts_at').notNull(),
  endsAt: integer('ends_at').notNull(),
});

export const voter = sqliteTable('voter', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  proposalId: text('proposal_id').notNull(),
  name: text().notNull(),
  channel: text().$type<'email' | 'sms'>().notNull(),
  address: text().notNull(),
  language: text().$type<Language>().notNull(),
  guestRole: text('guest_role').$type<GuestRole>().notNull(),
  isKey: integer('is_key', { mode: 'boolean' }).notNull(),
  askedAt: integer('asked_at').notNull(),
});

export const vote = sqliteTable(
  'vote',
  {
    voterId: text('voter_id').notNull(),
    timeId: text('time_id').notNull(),
    organisationId: text('organisation_id').notNull(),
    answer: text().$type<VoteAnswer>().notNull(),
    at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.voterId, table.timeId] })],
);

export const voteLink = sqliteTable('vote_link', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  voterId: text('voter_id').notNull(),
  tokenHash: text('token_hash').notNull(),
  createdAt: integer('created_at').notNull(),
});

/** The visits that came of a proposal; at most one of them stands. */
export const proposalVisit = sqliteTable('proposal_visit', {
  appointmentId: text('appointment_id').primaryKey(),
  organisationId: text('organisation_id').notNull(),
  proposalId: text('proposal_id').notNull(),
  timeId: text('time_id').notNull(),
  agreedAt: integer('agreed_at').notNull(),
  reopenedAt: integer('reopened_at'),
});

/** T10: a part of a meeting for one case. */
export const caseSlot = sqliteTable(
  'case_slot',
  {
    appointmentId: text('appointment_id').notNull(),
    number: integer().notNull(),
    organisationId: text('organisation_id').notNull(),
    lengthMinutes: integer('length_minutes').notNull(),
    caseId: text('case_id'),
  },
  (table) => [primaryKey({ columns: [table.appointmentId, table.number] })],
);
/** Meetings that repeat (T1–T9): how they were chosen, and with whom every one is asked for. */
export const series = sqliteTable('series', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  requesterOrganisationId: text('requester_organisation_id').notNull(),
  serviceId: text('service_id').notNull(),
  creatorId: text('creator_id').notNull(),
  practitionerId: text('practitioner_id').notNull(),
  name: text().notNull(),
  rule: text({ mode: 'json' }).$type<SeriesRule>().notNull(),
  fromDate: text('from_date').notNull(),
  time: text().notNull(),
  lengthMinutes: integer('length_minutes').notNull(),
  content: text({ mode: 'json' }).$type<RequestContent>().notNull(),
  revision: integer().notNull().default(1),
  createdAt: integer('created_at').notNull(),
});

/** One meeting of a series by its number: a visit, or left out with a reason. */
export const seriesMeeting = sqliteTable(
  'series_meeting',
  {
    seriesId: text('series_id').notNull(),
    n: integer().notNull(),
    organisationId: text('organisation_id').notNull(),
    appointmentId: text('appointment_id'),
    skipReason: text('skip_reason'),
    plannedStartsAt: integer('planned_starts_at').notNull(),
    plannedEndsAt: integer('planned_ends_at').notNull(),
    byHand: integer('by_hand', { mode: 'boolean' }).notNull().default(false),
    convenerId: text('convener_id'),
  },
  (table) => [primaryKey({ columns: [table.seriesId, table.n] })],
);

export const seriesConvener = sqliteTable(
  'series_convener',
  {
    seriesId: text('series_id').notNull(),
    position: integer().notNull(),
    organisationId: text('organisation_id').notNull(),
    userId: text('user_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.seriesId, table.position] })],
);

export const seriesChange = sqliteTable('series_change', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  seriesId: text('series_id').notNull(),
  at: integer().notNull(),
  actorId: text('actor_id').notNull(),
  kind: text()
    .$type<'make' | 'renew' | 'move' | 'cancel' | 'conveners' | 'swap' | 'people' | 'take-meeting-back'>()
    .notNull(),
  numbers: text({ mode: 'json' }).$type<number[]>().notNull(),
  role: text().$type<'staff' | 'specialist'>().notNull(),
  reason: text().notNull().default(''),
  note: text().notNull().default(''),
  people: text({ mode: 'json' })
    // Accounts; of guests, the seat of theirs that was first invited or taken out; of conveners, who was and who is.
    .$type<
      {
        id: string;
        need: 'required' | 'optional' | 'out' | 'guest' | 'guest-out' | 'convener-before' | 'convener-now';
      }[]
    >()
    .notNull()
    .default([]),
});

/** Y1, Y8: who handles the requests of a service, in order. */
export const serviceHandler = sqliteTable(
  'service_handler',
  {
    serviceId: text('service_id').notNull(),
    userId: text('user_id').notNull(),
    organisationId: text('organisation_id').notNull(),
    position: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.serviceId, table.userId] })],
);

/** A request without a time, from when it was sent (Y). `organisationId` is the provider's. */
export const triageRequest = sqliteTable('triage_request', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  requesterOrganisationId: text('requester_organisation_id').notNull(),
  serviceId: text('service_id').notNull(),
  requesterId: text('requester_id').notNull(),
  sentBy: text('sent_by'),
  caseId: text('case_id'),
  childKey: text('child_key'),
  content: text({ mode: 'json' }).$type<RequestContent>().notNull(),
  fills: text({ mode: 'json' }).$type<TriageFill[]>().notNull().default([]),
  urgency: text().$type<Urgency>().notNull(),
  scorePoints: integer('score_points'),
  scoreMost: integer('score_most'),
  weight: integer().notNull(),
  submittedAt: integer('submitted_at').notNull(),
  status: text().$type<triage.Status>().notNull(),
  statusAt: integer('status_at').notNull(),
  promisedAt: integer('promised_at').notNull(),
  escalated: integer().notNull().default(0),
  escalateAt: integer('escalate_at'),
  takenBy: text('taken_by'),
  takenUntil: integer('taken_until'),
  wishes: text({ mode: 'json' }).$type<triage.Wishes>(),
  appointmentId: text('appointment_id'),
  reason: text().$type<triage.DeclineReason>(),
  note: text().notNull().default(''),
  offersPaused: integer('offers_paused', { mode: 'boolean' }).notNull().default(false),
});
/** What was written in the service's own forms with a request, and under which version. */
export type TriageFill = { use: 'request' | 'instrument'; versionId: string; answers: FormAnswers };

export const triageStepKinds = [
  ...(['send', 'ask', 'answer', 'redirect', 'waitlist'] as const),
  ...(['accept', 'decline', 'withdraw', 'escalate', 'take-offer'] as const),
] as const;
export const triageStep = sqliteTable('triage_step', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  requestId: text('request_id').notNull(),
  at: integer().notNull(),
  kind: text().$type<(typeof triageStepKinds)[number]>().notNull(),
  actorId: text('actor_id'),
  toServiceId: text('to_service_id'),
  toUserId: text('to_user_id'),
  text: text().notNull().default(''),
});

/** Y16–Y18: a time that was offered to a request on the waitlist; what it holds is claimed under its own id. */
export const waitlistOffer = sqliteTable('waitlist_offer', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  requestId: text('request_id').notNull(),
  serviceId: text('service_id').notNull(),
  practitionerId: text('practitioner_id').notNull(),
  startsAt: integer('starts_at').notNull(),
  endsAt: integer('ends_at').notNull(),
  madeAt: integer('made_at').notNull(),
  madeBy: text('made_by'),
  heldUntil: integer('held_until').notNull(),
  status: text().$type<waitlist.OfferStatus>().notNull(),
  statusAt: integer('status_at').notNull(),
  endedBy: text('ended_by'),
  appointmentId: text('appointment_id'),
  tokenHash: text('token_hash').notNull(),
});

/** I1: a service's queue for immediate help. `link` opens its public form; it is no secret of a person's. */
export const dutyQueue = sqliteTable('duty_queue', {
  serviceId: text('service_id').primaryKey(),
  organisationId: text('organisation_id').notNull(),
  active: integer({ mode: 'boolean' }).notNull(),
  link: text().notNull(),
  graceMinutes: integer('grace_minutes').notNull(),
  alarmMinutes: integer('alarm_minutes').notNull(),
  maxWaiting: integer('max_waiting').notNull(),
  aloneFrom: text('alone_from').$type<AloneFrom>().notNull(),
  fallbackServiceId: text('fallback_service_id'),
  hasCallBack: integer('has_call_back', { mode: 'boolean' }).notNull(),
  hours: text({ mode: 'json' }).$type<DoorText>().notNull(),
  revision: integer().notNull().default(1),
});

export const dutyPerson = sqliteTable(
  'duty_person',
  {
    serviceId: text('service_id').notNull(),
    userId: text('user_id').notNull(),
    organisationId: text('organisation_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.serviceId, table.userId] })],
);

export const dutyShift = sqliteTable('duty_shift', {
  userId: text('user_id').primaryKey(),
  serviceId: text('service_id').notNull(),
  organisationId: text('organisation_id').notNull(),
  status: text().$type<'on' | 'paused'>().notNull(),
  since: integer().notNull(),
  goneAt: integer('gone_at'),
});

export const dutyPlace = sqliteTable('duty_place', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  serviceId: text('service_id').notNull(),
  number: integer().notNull(),
  tokenHash: text('token_hash').notNull(),
  userId: text('user_id'),
  name: text().notNull(),
  phone: text(),
  language: text().$type<Language>().notNull(),
  ageGroup: text('age_group').$type<AgeGroup>().notNull(),
  company: text().$type<Company>().notNull(),
  concern: text().$type<DutyConcern>().notNull(),
  urgency: text().$type<Urgency>().notNull(),
  since: integer().notNull(),
  passed: integer().notNull().default(0),
  status: text().$type<'waiting' | 'taken' | 'serving' | 'ended'>().notNull(),
  goneAt: integer('gone_at'),
  takenBy: text('taken_by'),
  appointmentId: text('appointment_id'),
  because: text().$type<EndedBecause>(),
  endedAt: integer('ended_at'),
});

export const dutyChoice = sqliteTable('duty_choice', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  placeId: text('place_id').notNull(),
  userId: text('user_id').notNull(),
  at: integer().notNull(),
  reason: text().notNull(),
});

export const dutyCallBack = sqliteTable('duty_call_back', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  serviceId: text('service_id').notNull(),
  name: text().notNull(),
  phone: text().notNull(),
  language: text().$type<Language>().notNull(),
  askedAt: integer('asked_at').notNull(),
  doneAt: integer('done_at'),
  doneBy: text('done_by'),
});

/** G1: what families read of a service, and how they reach it. */
export const serviceDoor = sqliteTable('service_door', {
  serviceId: text('service_id').primaryKey(),
  organisationId: text('organisation_id').notNull(),
  shown: integer({ mode: 'boolean' }).notNull(),
  title: text({ mode: 'json' }).$type<DoorText>().notNull(),
  text: text({ mode: 'json' }).$type<DoorText>().notNull(),
  topics: text({ mode: 'json' }).$type<DoorTopic[]>().notNull(),
  municipalityIds: text('municipality_ids', { mode: 'json' }).$type<string[]>().notNull(),
  booking: text().$type<SelfBooking>().notNull(),
  aloneFromAge: integer('alone_from_age').notNull(),
  phone: text().notNull(),
  email: text().notNull(),
  address: text().notNull(),
  hasNumber: integer('has_number', { mode: 'boolean' }).notNull(),
  revision: integer().notNull().default(1),
});

/** What a family writes to book a time (G4). */
export type FamilyForm = {
  booker: Booker;
  childName: string;
  birthYear: number;
  guardianName: string;
  channel: LetterChannel;
  address: string;
  about: string;
  language: Language;
};
/** G6: a booking that a family has begun; what was written is gone once the visit has it. */
export const familyBooking = sqliteTable('family_booking', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  serviceId: text('service_id').notNull(),
  tokenHash: text('token_hash').notNull(),
  holder: text().notNull(),
  practitionerId: text('practitioner_id').notNull(),
  startsAt: integer('starts_at').notNull(),
  form: text({ mode: 'json' }).$type<FamilyForm>(),
  codeHash: text('code_hash').notNull(),
  codeSentAt: integer('code_sent_at').notNull(),
  tries: integer().notNull().default(0),
  appointmentId: text('appointment_id'),
});
/** ST12: how many under-18s live where, as an organisation has counted them. */
export const underEighteen = sqliteTable(
  'under_eighteen',
  {
    organisationId: text('organisation_id').notNull(),
    municipalityId: text('municipality_id').notNull(),
    year: integer().notNull(),
    number: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.organisationId, table.municipalityId, table.year] })],
);

/** CT1: a kind of matter with templates of its own. */
export const caseType = sqliteTable('case_type', {
  id: text().primaryKey(),
  organisationId: text('organisation_id').notNull(),
  name: text({ mode: 'json' }).$type<ServiceText>().notNull(),
  description: text({ mode: 'json' }).$type<ServiceText>().notNull(),
  restrictedIds: text('restricted_ids', { mode: 'json' }).$type<string[]>().notNull(),
  shared: text({ mode: 'json' }).$type<string[]>().notNull(),
  active: integer({ mode: 'boolean' }).notNull().default(true),
  revision: integer().notNull().default(1),
  createdAt: integer('created_at').notNull(),
});

export const caseTypeForm = sqliteTable(
  'case_type_form',
  {
    caseTypeId: text('case_type_id').notNull(),
    kind: text().$type<FormKind>().notNull(),
    templateId: text('template_id').notNull(),
    organisationId: text('organisation_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.caseTypeId, table.kind] })],
);

export const serviceCaseType = sqliteTable(
  'service_case_type',
  {
    serviceId: text('service_id').notNull(),
    caseTypeId: text('case_type_id').notNull(),
    organisationId: text('organisation_id').notNull(),
    position: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.serviceId, table.caseTypeId] })],
);

/** CT5: what a request keeps of its type; `forms` are ids of versions. */
export const requestCaseType = sqliteTable('request_case_type', {
  requestId: text('request_id').primaryKey(),
  caseTypeId: text('case_type_id').notNull(),
  organisationId: text('organisation_id').notNull(),
  name: text({ mode: 'json' }).$type<ServiceText>().notNull(),
  restrictedIds: text('restricted_ids', { mode: 'json' }).$type<string[]>().notNull(),
  shared: text({ mode: 'json' }).$type<string[]>().notNull(),
  forms: text({ mode: 'json' }).$type<Partial<Record<FormKind, string>>>().notNull(),
});
