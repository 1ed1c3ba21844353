// One list on purpose, however long (docs/decisions/0003): whoever adds a route sees all of them.
import { Type, type Static, type TSchema } from 'typebox';
import {
  ageGroups,
  auditEntities,
  auditTopics,
  cancelRoles,
  filterKeys,
  firstSteps,
  formKinds,
  letterChannels,
  modalities,
  noteKinds,
  organisationKinds,
  outgoingKinds,
  serviceRoutes,
  spokenLanguages,
  undeliveredKinds,
  type Permission,
} from '#domain';
import { Absence, AbsenceDecision } from './absence-schemas.ts';
import { Arrivals, ExtensionMinutes, WhatFollows } from './arrival-schemas.ts';
import {
  Decisions,
  ExceptionFields,
  HoursException,
  HoursSchedule,
  HoursVisit,
  PractitionerRow,
  ScheduleFields,
} from './hours-schemas.ts';
import {
  FormAnswers,
  FormContent,
  FormInUse,
  FormKind,
  ManagedForm,
  ManagedFormRow,
  ServiceForms,
  VisitForm,
} from './form-schemas.ts';
import {
  AnswerContent,
  At,
  AtText,
  Day,
  Holidays,
  Id,
  Language,
  LocalText,
  LongText,
  ManagedServiceRow,
  OrganisationFields,
  PersonFields,
  PersonRow,
  InvitedGuest,
  RequestContent,
  RoleName,
  ResourceFields,
  ServiceSettings,
  ShortText,
  SpokenLanguages,
  Thing,
  appointmentStatuses,
  nullable,
  oneOf,
  participantKinds,
  seatStatuses,
  staffLanguages,
  strict,
  textOf,
} from './schemas.ts';
import { ResourceDecisions, ResourceRow } from './resource-schemas.ts';
import { LetterPlace, LetterTexts, LetterWords } from './letter-schemas.ts';
import {
  CalendarFeedReply,
  PushSubscription,
  CalendarQuery,
  CalendarReply,
  ExternalCalendarReply,
} from './calendar-schemas.ts';
import { CaseSlots } from './case-slot-schemas.ts';
import { StatisticsQuery, StatisticsReply, UnderEighteens } from './statistics-schemas.ts';
import {
  DeclineReason,
  PublicOffer,
  Quota,
  QueueRow,
  SentDetail,
  SentRow,
  TriageDetail,
  Wishes,
  queueViews,
} from './triage-schemas.ts';
import {
  CallBackForm,
  DutyDesk,
  DutySettings,
  ManagedDuty,
  NumberForm,
  PublicQueue,
} from './duty-schemas.ts';
import {
  BookingToken,
  DoorPage,
  DoorSettings,
  DoorTray,
  FamilyForm,
  ManagedDoor,
  Slug,
} from './door-schemas.ts';
import {
  CaseTypeChoice,
  CaseTypeChoices,
  CaseTypeName,
  CaseTypeSettings,
  ManagedCaseType,
  ManagedCaseTypeRow,
  caseTypeStates,
} from './case-type-schemas.ts';
import {
  Ballot,
  BallotAnswers,
  NamedResources,
  ProposalDetail,
  ProposalSummary,
  ProposedStarts,
  Proposing,
} from './proposal-schemas.ts';
import {
  PartOfSeries,
  SeriesChangeFields,
  SeriesDetail,
  SeriesFields,
  SeriesFills,
  SeriesForms,
  SeriesPeopleFields,
  SeriesPreview,
  SeriesRenewal,
  SeriesRow,
  SeriesSolutions,
} from './series-schemas.ts';

/**
 * `public`: anybody. `guest`: whoever presents a living link; `voter`: one that asks for times; `queue`: the public link of a
 * duty queue; `number`: the secret of a number in one; `offer`: the link of a time that is offered. `demo`: anybody, and only in demo mode. `metrics`: whoever presents
 * the metrics token; without one, this machine. `mail-server`: whoever presents the secret for mail that bounces; without one
 * there is no such route.
 */
export type Access =
  | Permission
  | 'public'
  | 'guest'
  | 'voter'
  | 'queue'
  | 'number'
  | 'offer'
  | 'demo'
  | 'metrics'
  | 'mail-server';

export type Endpoint = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  access: Access;
  params?: TSchema;
  query?: TSchema;
  body?: TSchema;
  /** The one type of a body that is no JSON; its bytes are handed on as they came. */
  accepts?: string;
  /** Absent for files. */
  reply?: TSchema;
  status?: number;
};

const byId = strict({ id: Id });

/** What a person looks for among times (S13). */
const SlotsNarrowed = {
  practitioner: Type.Optional(Id),
  language: Type.Optional(oneOf(spokenLanguages)),
  ages: Type.Optional(oneOf(ageGroups)),
  modality: Type.Optional(oneOf(modalities)),
  municipality: Type.Optional(Id),
  /** One room or device of a need that leaves a choice (D6). */
  resource: Type.Optional(Id),
};
const Nothing = strict({});
/** Where a long list goes on, as the reply before it said. */
const Place = Type.String({ maxLength: 100, pattern: '^[A-Za-z0-9_.-]+$' });
/** `basedOn`: when the server had saved the draft that was written over, null for none (A5). */
/** A list that is sorted by one of its columns, and shown a page at a time. */
const Sorted = <const Keys extends readonly string[]>(keys: Keys) => ({
  sort: Type.Optional(oneOf(keys)),
  order: Type.Optional(oneOf(['up', 'down'])),
  page: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,3}$' })),
});

const AnswerWriting = strict({ content: AnswerContent, basedOn: nullable(At) });

export const User = strict({
  id: Id,
  name: ShortText,
  email: ShortText,
  title: ShortText,
  role: RoleName,
  language: oneOf(staffLanguages),
  organisationName: ShortText,
  /** Whether somebody has named them to handle requests of a service (Y1). */
  handlesRequests: Type.Boolean(),
  /** Whether they may be on duty in some queue (I9). */
  servesQueue: Type.Boolean(),
  /** Whether this installation can send text messages (Z11). */
  textMessages: Type.Boolean(),
});

export const ServiceSummary = strict({
  id: Id,
  name: LocalText,
  purpose: LocalText,
  providerName: ShortText,
  ageMin: Type.Integer(),
  ageMax: Type.Integer(),
  tier: Type.Integer(),
  lengthMinutes: Type.Integer(),
  anonymousOnly: Type.Boolean(),
  description: LocalText,
  audience: LocalText,
  modality: oneOf(modalities),
  address: ShortText,
  route: oneOf(serviceRoutes),
  noticeHours: Type.Integer(),
  cancelHours: Type.Integer(),
  monthlyQuota: nullable(Type.Integer()),
  /** Whether the signed-in person's organisation may request it. */
  mayRequest: Type.Boolean(),
  nextFreeAt: nullable(At),
  /** Whether help at once is had from it by a number (I1). */
  hasQueue: Type.Boolean(),
});

/** What stands against a time that is taken in spite of it (H14). */
const StandsAgainst = strict({
  practitionerName: ShortText,
  endsAt: At,
  isOffered: Type.Boolean(),
  hasBegun: Type.Boolean(),
  /** Whose time is taken, and nothing of by what; what is booked here can't be overridden. */
  busy: Type.Array(strict({ name: ShortText, canBeOverridden: Type.Boolean() })),
  serverNow: At,
});

export const SlotView = strict({
  practitionerId: Id,
  practitionerName: ShortText,
  practitionerTitle: ShortText,
  startsAt: At,
  endsAt: At,
  state: oneOf(['free', 'held-by-you', 'taken', 'past']),
});

export const HoldView = strict({
  id: Id,
  serviceId: Id,
  practitionerId: Id,
  practitionerName: ShortText,
  startsAt: At,
  endsAt: At,
  expiresAt: At,
  /** Whose time is held as well, oneself left out (H10). */
  also: Type.Array(strict({ id: Id, name: ShortText })),
  /** Rooms and devices that are held with it. */
  resources: Type.Array(Thing),
});

const Draft = strict({
  draftId: Id,
  content: RequestContent,
  hold: nullable(HoldView),
  savedAt: nullable(At),
  /** What is written on top of this names it (B11); there before anything was saved too. */
  revision: At,
  /** What is filled in with the request, in whose versions the content's `forms` stand (F8), and before the visit. */
  forms: Type.Array(FormInUse),
  /** What the service takes (CT3), and whether one of them must be chosen. */
  caseTypes: Type.Array(CaseTypeChoice),
  needsCaseType: Type.Boolean(),
  serverNow: At,
});
/** The revision of the draft that was read or saved last (B11). Left out by a page from before, which is told of nothing. */
const DraftBase = { basedOn: Type.Optional(At) };
const DraftWriting = strict({ draftId: Id, content: RequestContent, ...DraftBase });

export const ParticipantView = strict({
  id: Id,
  kind: oneOf(participantKinds),
  /** Whose account it is; null for a guest. */
  userId: nullable(Id),
  name: ShortText,
  title: ShortText,
  /** Set for guests only: how their link went out. */
  channel: nullable(oneOf(['email', 'sms'])),
  address: nullable(ShortText),
  seat: oneOf(seatStatuses),
  waitingSince: nullable(At),
  /** What did not arrive (Z7); null for everybody but those who may change the visit. */
  undelivered: nullable(oneOf(undeliveredKinds)),
  /** M16: told to those who may change the visit. */
  apartFrom: Type.Array(Id),
  /** M18: between which languages they interpret; empty for everybody else. */
  interprets: Type.Array(oneOf(spokenLanguages)),
});

export const AnswerView = strict({
  status: oneOf(['draft', 'signed']),
  content: AnswerContent,
  /** When the server last got it, so that a copy kept on the device knows whether it is newer. */
  savedAt: At,
  signedAt: nullable(At),
  signedByName: nullable(ShortText),
});

export const AppointmentSummary = strict({
  id: Id,
  status: oneOf(appointmentStatuses),
  encounterStatus: oneOf(['planned', 'in-progress', 'finished']),
  startsAt: At,
  endsAt: At,
  serviceName: LocalText,
  practitionerName: ShortText,
  requesterName: ShortText,
  requesterOrganisation: ShortText,
  /** Initials and birth year, or null when anonymous. */
  subject: nullable(ShortText),
  urgency: nullable(ShortText),
  answerStatus: oneOf(['none', 'draft', 'signed']),
  /** Whether the signed-in person is the host of the visit. */
  youAreHost: Type.Boolean(),
  modality: oneOf(modalities),
  address: ShortText,
  /** When the signed-in person may enter: from … until. */
  opensAt: At,
  closesAt: At,
  /** How many guests a letter did not reach (Z7), for those who may change the visit. */
  undelivered: Type.Integer(),
  /** Of the series that it is a meeting of. */
  seriesName: nullable(ShortText),
});

/** What was done to the visit's time after it was booked, and why. */
export const AppointmentChange = strict({
  at: At,
  kind: oneOf(['move', 'cancel', 'override']),
  role: oneOf(cancelRoles),
  /** Null for a family. */
  actorName: nullable(ShortText),
  reason: ShortText,
  note: LongText,
  fromStartsAt: nullable(At),
  formerPractitioner: nullable(ShortText),
});

/** B8, B9: somebody who was invited after the visit was booked, was taken out of it, or said that they can't come. */
export const PeopleChange = strict({
  at: At,
  kind: oneOf(['invite', 'take-out', 'decline']),
  name: ShortText,
  actorName: ShortText,
});

export const AppointmentDetail = strict({
  ...AppointmentSummary.properties,
  question: LongText,
  background: LongText,
  consentNoted: Type.Boolean(),
  cancelReason: nullable(LongText),
  practitionerId: Id,
  series: nullable(PartOfSeries),
  /** Who booked it in the requester's name (B7); null for the requester. */
  bookedByName: nullable(ShortText),
  /** Whether the family booked it itself at the front door (G). */
  bookedByFamily: Type.Boolean(),
  /** The rooms and devices that it has. */
  resources: Type.Array(Thing),
  /** Set where it is beyond the month's quota of the organisation that asked (V8). */
  quota: nullable(Quota),
  changes: Type.Array(AppointmentChange),
  /** B8, B9: who was invited later, and who is out; told to who may change the visit. */
  peopleChanges: Type.Array(PeopleChange),
  /** Whose reasons and whose window hold for the signed-in person (C1). */
  yourRole: oneOf(cancelRoles),
  changeableUntil: At,
  participants: Type.Array(ParticipantView),
  /** Z7: guests who were taken out and not reached by the letter that says so; told to who may change the visit. */
  unreachedOut: Type.Array(strict({ id: Id, name: ShortText, address: ShortText })),
  answer: nullable(AnswerView),
  /** What was filled in with the request, and what guests fill in before the visit (F12, F13). */
  forms: Type.Array(VisitForm),
  /** The form that belongs to the answer of this visit (F11). */
  answerForm: nullable(FormInUse),
  /** Guests are asked for a form before the visit, so it matters who they are. */
  asksGuests: Type.Boolean(),
  caseType: nullable(CaseTypeName),
  /** Whether a part is not shown to the reader's organisation (CT7). */
  isRestricted: Type.Boolean(),
  /** From when on the answer can be signed (A4). */
  signableFrom: At,
  youMay: strict({
    cancel: Type.Boolean(),
    move: Type.Boolean(),
    override: Type.Boolean(),
    markNoShow: Type.Boolean(),
    rebook: Type.Boolean(),
    answer: Type.Boolean(),
    renewLinks: Type.Boolean(),
    /** M16. */
    keepApart: Type.Boolean(),
    /** M18. */
    setInterpreter: Type.Boolean(),
    /** B8. */
    inviteGuests: Type.Boolean(),
    /** B8, B9. */
    takeOutPeople: Type.Boolean(),
    /** B9: say that one can't come. */
    decline: Type.Boolean(),
    /** Whether anybody is still asked for a form (F15). */
    remindForms: Type.Boolean(),
    enter: Type.Boolean(),
  }),
});

/** C2: a code that the role knows; with `other` a text. `from`: the time that whoever decides has seen (C9). */
const ChangeReason = strict({ reason: ShortText, note: LongText, from: Type.Optional(At) });

/** Free times only, by day, Monday to Sunday in Finland. */
const FreeWeek = strict({
  monday: Day,
  days: Type.Array(
    strict({
      date: Day,
      times: Type.Array(
        strict({ practitionerId: Id, practitionerName: ShortText, startsAt: At, endsAt: At }),
      ),
    }),
  ),
  /** The first Monday that has anything, and the next one after this week that does; null when none is near. */
  nextFreeWeek: nullable(Day),
  serverNow: At,
});

export const MyDayItem = strict({
  ...AppointmentSummary.properties,
  waiting: Type.Array(strict({ participantId: Id, name: ShortText, since: At, online: Type.Boolean() })),
});

/** Y23: what waits for one's own answer. `since` when it began to; `dueAt` by when it is asked for. */
const waiting = { id: Id, serviceName: LocalText, since: At };
export const WaitsForMe = Type.Union([
  strict({
    kind: Type.Literal('triage'),
    ...waiting,
    requesterName: ShortText,
    requesterOrganisation: ShortText,
    dueAt: At,
  }),
  /** A question about a request that one made or sent. */
  strict({ kind: Type.Literal('question'), ...waiting }),
  /** A time that is offered to such a request. */
  strict({ kind: Type.Literal('offer'), ...waiting, startsAt: At, dueAt: At }),
  /** A visit that was held, whose answer is not signed. */
  strict({
    kind: Type.Literal('answer'),
    ...waiting,
    requesterName: ShortText,
    requesterOrganisation: ShortText,
    startsAt: At,
  }),
  strict({ kind: Type.Literal('proposal'), ...waiting, proposal: ProposalSummary, dueAt: nullable(At) }),
]);

export const GuestVisit = strict({
  participantId: Id,
  yourName: ShortText,
  language: Language,
  serviceName: LocalText,
  hostName: ShortText,
  hostTitle: ShortText,
  inviterName: ShortText,
  inviterOrganisation: ShortText,
  inviterPhone: nullable(ShortText),
  /** Nobody invited them: they took the time themselves at the front door. */
  bookedByFamily: Type.Boolean(),
  modality: oneOf(modalities),
  address: ShortText,
  startsAt: At,
  endsAt: At,
  opensAt: At,
  phase: oneOf(['early', 'open', 'over', 'cancelled', 'missed', 'removed']),
  /** The form to fill in before the visit, if there is one. */
  form: nullable(oneOf(['asked', 'begun', 'sent'])),
  seat: oneOf(seatStatuses),
  youMay: strict({ cancel: Type.Boolean(), move: Type.Boolean(), rebook: Type.Boolean() }),
  /** Until when the family can cancel or move it (C1). */
  changeableUntil: At,
  /** By whom a cancelled visit was cancelled and why, and whether that was this guest or one of the family that they are of; null for one that was not. */
  cancelled: nullable(strict({ role: oneOf(cancelRoles), reason: ShortText, onYourSide: Type.Boolean() })),
  /** When the visit begins that has come in place of this one. */
  successorStartsAt: nullable(At),
  serverNow: At,
});

/** When all who are required can; when there is no such time, who blocks. */
const PanelTimes = strict({
  /** The last day on which the service can be booked, where the span reaches beyond it; what is beyond is not looked at. */
  lastDate: nullable(Day),
  /** `missing`: the optional people who can't. */
  times: Type.Array(strict({ startsAt: At, endsAt: At, missing: Type.Array(ShortText) })),
  /** Whether there are more than these within the span. */
  hasMore: Type.Boolean(),
  blockers: Type.Array(
    strict({
      personId: Id,
      name: ShortText,
      alone: Type.Integer(),
      total: Type.Integer(),
      busy: Type.Integer(),
      noHours: Type.Integer(),
      notice: Type.Integer(),
    }),
  ),
});

export const endpoints = {
  health: {
    method: 'GET',
    path: '/api/health',
    access: 'public',
    reply: strict({
      status: oneOf(['ok', 'degraded']),
      database: strict({ ok: Type.Boolean() }),
      workers: Type.Array(
        strict({
          pid: Type.Integer(),
          alive: Type.Boolean(),
          rooms: Type.Integer(),
          peers: Type.Integer(),
          /** Share of one core that it used lately. */
          cpu: Type.Number(),
        }),
      ),
      outbox: strict({ waiting: Type.Integer(), failed: Type.Integer() }),
      version: ShortText,
    }),
  },
  /** For Prometheus: counts and figures, no ids. */
  metrics: { method: 'GET', path: '/api/metrics', access: 'metrics' },
  demo: {
    method: 'GET',
    path: '/api/demo',
    access: 'demo',
    reply: strict({
      accounts: Type.Array(
        strict({
          email: ShortText,
          password: ShortText,
          name: ShortText,
          role: RoleName,
          organisationName: ShortText,
        }),
      ),
    }),
  },
  mailbox: {
    method: 'GET',
    path: '/api/dev/mailbox',
    access: 'demo',
    reply: strict({
      messages: Type.Array(
        strict({
          id: Id,
          at: At,
          channel: oneOf(['email', 'sms']),
          to: ShortText,
          subject: ShortText,
          text: LongText,
          hasCalendar: Type.Boolean(),
        }),
      ),
    }),
  },
  mailboxCalendar: { method: 'GET', path: '/api/dev/mailbox/:id/calendar.ics', access: 'demo', params: byId },

  signIn: {
    method: 'POST',
    path: '/api/session',
    access: 'public',
    body: strict({ email: ShortText, password: Type.String({ maxLength: 1000 }) }),
    reply: strict({ user: User }),
  },
  whoAmI: { method: 'GET', path: '/api/session', access: 'session:own', reply: strict({ user: User }) },
  signOut: { method: 'DELETE', path: '/api/session', access: 'session:own', reply: Nothing },
  chooseLanguage: {
    method: 'PUT',
    path: '/api/session/language',
    access: 'session:own',
    body: strict({ language: oneOf(staffLanguages) }),
    reply: Nothing,
  },

  listServices: {
    method: 'GET',
    path: '/api/services',
    access: 'service:read',
    query: strict({
      language: SlotsNarrowed.language,
      modality: SlotsNarrowed.modality,
      municipality: SlotsNarrowed.municipality,
    }),
    /** What can be looked for among all that may be seen, whatever is looked for now. */
    reply: strict({
      services: Type.Array(ServiceSummary),
      languages: Type.Array(oneOf(spokenLanguages)),
      municipalities: Type.Array(strict({ id: Id, name: ShortText })),
    }),
  },
  readService: {
    method: 'GET',
    path: '/api/services/:id',
    access: 'service:read',
    params: byId,
    reply: strict({ service: ServiceSummary }),
  },
  /** A week of slots, Monday to Sunday in Finland; without `week`, the week of the next free slot. */
  listSlots: {
    method: 'GET',
    path: '/api/services/:id/slots',
    access: 'service:read',
    params: byId,
    query: strict({ week: Type.Optional(Day), ...SlotsNarrowed }),
    reply: strict({
      monday: Day,
      days: Type.Array(strict({ date: Day, slots: Type.Array(SlotView) })),
      nextFreeAt: nullable(At),
      /** The Monday of the next later week with a free slot, if any. */
      nextFreeWeek: nullable(Day),
      /** When nothing is free: what was looked for and could be let go, each by itself, to find a time again (S13). */
      loosen: Type.Array(oneOf([...filterKeys, 'resource'])),
      /** Of the service's settings: another one says that what stands above the times is no longer so. */
      revision: Type.Integer(),
      serverNow: At,
    }),
  },
  /** What the times of a service can be narrowed by (S13). */
  listSlotFilters: {
    method: 'GET',
    path: '/api/services/:id/filters',
    access: 'service:read',
    params: byId,
    reply: strict({
      practitioners: Type.Array(
        strict({ id: Id, name: ShortText, title: ShortText, languages: Type.Array(oneOf(spokenLanguages)) }),
      ),
      languages: Type.Array(oneOf(spokenLanguages)),
      municipalities: Type.Array(strict({ id: Id, name: ShortText })),
      /** The rooms and devices of needs that leave a choice. */
      resources: Type.Array(Thing),
    }),
  },
  /** Who offers a service and can be booked. */
  listServicePractitioners: {
    method: 'GET',
    path: '/api/services/:id/practitioners',
    access: 'service:read',
    params: byId,
    reply: strict({ practitioners: Type.Array(strict({ id: Id, name: ShortText, title: ShortText })) }),
  },
  /** What a visit of a service needs, need by need, and what else can be named for it (D6). */
  listServiceResources: {
    method: 'GET',
    path: '/api/services/:id/resources',
    access: 'appointment:book',
    params: byId,
    reply: strict({ needs: Type.Array(Type.Array(Thing)), others: Type.Array(Thing) }),
  },
  /** Times at which the practitioner, those who are required and the asker can (N1); when there is none, who blocks. */
  findPanelTimes: {
    method: 'POST',
    path: '/api/services/:id/panel-times',
    access: 'appointment:book',
    params: byId,
    body: strict({
      practitionerId: Id,
      requiredIds: Type.Array(Id, { maxItems: 20 }),
      optionalIds: Type.Array(Id, { maxItems: 20 }),
      requesterId: Type.Optional(Id),
      resourceIds: Type.Optional(Type.Array(Id, { maxItems: 5 })),
      fromDate: Day,
      days: Type.Integer({ minimum: 1, maximum: 60 }),
      /** Times that don't overlap, over more days: to ask others about, not to take one now. */
      apart: Type.Optional(Type.Boolean()),
    }),
    reply: PanelTimes,
  },
  /** Sends times to vote on to people without an account (N6). */
  proposeTimes: {
    method: 'POST',
    path: '/api/services/:id/proposals',
    access: 'appointment:book',
    params: byId,
    body: Proposing,
    reply: byId,
    status: 201,
  },
  /** One's own proposals, or those of colleagues that one steers (N13), the newest first. */
  listProposals: {
    method: 'GET',
    path: '/api/proposals',
    access: 'appointment:book',
    query: strict({
      whose: Type.Optional(oneOf(['own', 'colleagues'])),
      q: Type.Optional(ShortText),
      state: Type.Optional(oneOf(['all', 'open', 'settled'])),
      sort: Type.Optional(oneOf(['state', 'service', 'convener', 'time'])),
      order: Type.Optional(oneOf(['up', 'down'])),
      page: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,3}$' })),
    }),
    reply: strict({
      proposals: Type.Array(ProposalSummary),
      total: Type.Integer(),
      page: Type.Integer(),
      pages: Type.Integer(),
      /** Whether there is any, whatever the list is narrowed by. */
      hasAny: Type.Boolean(),
      serverNow: At,
    }),
  },
  readProposal: {
    method: 'GET',
    path: '/api/proposals/:id',
    access: 'appointment:book',
    params: byId,
    reply: ProposalDetail,
  },
  /** N9: more times; everybody is asked about them. */
  proposeMoreTimes: {
    method: 'POST',
    path: '/api/proposals/:id/times',
    access: 'appointment:book',
    params: byId,
    body: strict({ startsAts: ProposedStarts }),
    reply: Nothing,
  },
  /** N12: asks those again who have left something open; one of them, or all whom it is not too soon for. */
  remindVoters: {
    method: 'POST',
    path: '/api/proposals/:id/remind',
    access: 'appointment:book',
    params: byId,
    body: strict({ voterId: nullable(Id) }),
    reply: strict({ asked: Type.Integer() }),
  },
  /** N14: other rooms and devices, or none. */
  changeProposalResources: {
    method: 'PUT',
    path: '/api/proposals/:id/resources',
    access: 'appointment:book',
    params: byId,
    body: strict({ resourceIds: NamedResources }),
    reply: Nothing,
  },
  /** N11: nobody needs to answer any more. */
  endProposal: {
    method: 'POST',
    path: '/api/proposals/:id/end',
    access: 'appointment:book',
    params: byId,
    reply: Nothing,
  },
  /** The request that is written for a proposal, like that of a service. */
  readProposalDraft: {
    method: 'GET',
    path: '/api/proposals/:id/draft',
    access: 'request:write',
    params: byId,
    reply: Draft,
  },
  saveProposalDraft: {
    method: 'PUT',
    path: '/api/proposals/:id/draft',
    access: 'request:write',
    params: byId,
    body: DraftWriting,
    reply: strict({ savedAt: At }),
  },
  readBallot: { method: 'GET', path: '/api/vote', access: 'voter', reply: Ballot },
  /** N7: adds these answers to what was said before. */
  castVote: { method: 'PUT', path: '/api/vote', access: 'voter', body: BallotAnswers, reply: Ballot },
  voteLanguage: {
    method: 'PUT',
    path: '/api/vote/language',
    access: 'voter',
    body: strict({ language: Language }),
    reply: Nothing,
  },

  placeHold: {
    method: 'POST',
    path: '/api/holds',
    access: 'slot:hold',
    /**
     * `requiredIds`: whose time it takes besides the practitioner's and one's own, all or nothing (H10). `proposalId`: it is one
     * of this proposal's times, held as long as people were asked about (N10).
     */
    body: strict({
      serviceId: Id,
      practitionerId: Id,
      startsAt: At,
      requiredIds: Type.Optional(Type.Array(Id, { maxItems: 20 })),
      requesterId: Type.Optional(Id),
      resourceIds: Type.Optional(Type.Array(Id, { maxItems: 5 })),
      proposalId: Type.Optional(Id),
    }),
    reply: strict({ hold: HoldView, serverNow: At }),
    status: 201,
  },
  /** What stands against a time that is taken in spite of it (H14). */
  lookAtTime: {
    method: 'POST',
    path: '/api/services/:id/look-at-time',
    access: 'slot:override',
    params: byId,
    body: strict({
      practitionerId: Id,
      startsAt: At,
      requiredIds: Type.Optional(Type.Array(Id, { maxItems: 20 })),
      requesterId: Type.Optional(Id),
      resourceIds: Type.Optional(Type.Array(Id, { maxItems: 5 })),
    }),
    reply: StandsAgainst,
  },
  releaseHold: {
    method: 'DELETE',
    path: '/api/holds/:id',
    access: 'slot:hold',
    params: byId,
    reply: Nothing,
  },

  /** The person's one unfinished request for this service, and the time it holds. */
  readDraft: {
    method: 'GET',
    path: '/api/services/:id/draft',
    access: 'request:write',
    params: byId,
    reply: Draft,
  },
  saveDraft: {
    method: 'PUT',
    path: '/api/services/:id/draft',
    access: 'request:write',
    params: byId,
    body: DraftWriting,
    reply: strict({ savedAt: At }),
  },
  listCases: {
    method: 'GET',
    path: '/api/cases',
    access: 'case:read',
    reply: strict({
      cases: Type.Array(strict({ id: Id, initials: ShortText, birthYear: Type.Integer(), createdAt: At })),
    }),
  },
  listColleagues: {
    method: 'GET',
    path: '/api/colleagues',
    access: 'directory:read',
    reply: strict({
      colleagues: Type.Array(
        strict({
          ...{ id: Id, name: ShortText, title: ShortText, organisationName: ShortText },
          /** Whether one may book in their name (B7). */
          mayBookFor: Type.Boolean(),
        }),
      ),
    }),
  },

  /**
   * What somebody who asks can expect of a service: the promise for an answer, by urgency (Y2), and how much of the quota a visit
   * at `at` would use (K6); without `at`, one in this month.
   */
  readExpectations: {
    method: 'GET',
    path: '/api/services/:id/expectations',
    access: 'request:write',
    params: byId,
    query: strict({ at: Type.Optional(AtText) }),
    reply: strict({
      promises: strict({ routine: At, soon: At, urgent: At }),
      quota: nullable(Quota),
      isHandled: Type.Boolean(),
    }),
  },
  /** Y1: 201 when sent now, 200 with the same id when this draft was sent already. */
  sendRequest: {
    method: 'POST',
    path: '/api/sent-requests',
    access: 'request:write',
    body: strict({ draftId: Id, serviceId: Id, content: RequestContent, ...DraftBase }),
    reply: strict({ id: Id, promisedAt: At }),
    status: 201,
  },
  /** What one has sent without a time, and for a coordinator all that the organisation has. */
  listSentRequests: {
    method: 'GET',
    path: '/api/sent-requests',
    access: 'request:write',
    reply: strict({ requests: Type.Array(SentRow), serverNow: At }),
  },
  readSentRequest: {
    method: 'GET',
    path: '/api/sent-requests/:id',
    access: 'request:write',
    params: byId,
    reply: strict({ request: SentDetail, serverNow: At }),
  },
  /** Y6. */
  answerQuestion: {
    method: 'POST',
    path: '/api/sent-requests/:id/answer',
    access: 'request:write',
    params: byId,
    /** `askId`: the step whose question it answers; without it, whichever was asked last. */
    body: strict({ text: LongText, askId: Type.Optional(Id) }),
    reply: Nothing,
  },
  /** Y12. */
  withdrawRequest: {
    method: 'POST',
    path: '/api/sent-requests/:id/withdraw',
    access: 'request:write',
    params: byId,
    reply: Nothing,
  },
  /** Y3: the queue of the services that one is named for, a page at a time. */
  readQueue: {
    method: 'GET',
    path: '/api/triage',
    access: 'triage:handle',
    query: strict({
      view: Type.Optional(oneOf(queueViews)),
      service: Type.Optional(Id),
      caseType: Type.Optional(Id),
      mine: Type.Optional(oneOf(['1'])),
      late: Type.Optional(oneOf(['1'])),
      /** Of the child, who asks and their organisation, and the service: every word is in one of them. */
      q: Type.Optional(ShortText),
      page: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,3}$' })),
    }),
    reply: strict({
      rows: Type.Array(QueueRow),
      services: Type.Array(strict({ id: Id, name: LocalText })),
      /** What these services take (CT9). */
      caseTypes: Type.Array(CaseTypeName),
      /** Whatever the filter says: how many stand where, how many are late, and how many one works on. */
      counts: strict({
        toHandle: Type.Integer(),
        asked: Type.Integer(),
        waitlist: Type.Integer(),
        late: Type.Integer(),
        mine: Type.Integer(),
      }),
      total: Type.Integer(),
      page: Type.Integer(),
      pages: Type.Integer(),
      serverNow: At,
    }),
  },
  readTriage: {
    method: 'GET',
    path: '/api/triage/:id',
    access: 'triage:handle',
    params: byId,
    reply: strict({ request: TriageDetail, serverNow: At }),
  },
  /** Y5: to work on it, or to go on doing so; 409 request-taken tells who was first. */
  takeRequest: {
    method: 'POST',
    path: '/api/triage/:id/take',
    access: 'triage:handle',
    params: byId,
    reply: strict({ until: At }),
  },
  giveRequestBack: {
    method: 'POST',
    path: '/api/triage/:id/release',
    access: 'triage:handle',
    params: byId,
    reply: Nothing,
  },
  /** Y6. */
  askRequester: {
    method: 'POST',
    path: '/api/triage/:id/ask',
    access: 'triage:handle',
    params: byId,
    body: strict({ text: LongText }),
    reply: Nothing,
  },
  /** Y7. */
  redirectRequest: {
    method: 'POST',
    path: '/api/triage/:id/redirect',
    access: 'triage:handle',
    params: byId,
    body: strict({ serviceId: Id, text: LongText }),
    reply: Nothing,
  },
  /** Y9. */
  waitlistRequest: {
    method: 'POST',
    path: '/api/triage/:id/waitlist',
    access: 'triage:handle',
    params: byId,
    body: strict({ wishes: Wishes, text: LongText }),
    reply: Nothing,
  },
  /** Y11. */
  declineRequest: {
    method: 'POST',
    path: '/api/triage/:id/decline',
    access: 'triage:handle',
    params: byId,
    body: strict({ reason: DeclineReason, note: LongText }),
    reply: Nothing,
  },
  /** Times to choose one of for the requester; without `week`, the week of the first free one. */
  listTimesForRequest: {
    method: 'GET',
    path: '/api/triage/:id/times',
    access: 'triage:handle',
    params: byId,
    query: strict({ week: Type.Optional(Day) }),
    reply: FreeWeek,
  },
  /** V8: what a time at `at` would make of the quota of whoever asked, before it is given or offered. */
  readQuotaOfRequest: {
    method: 'GET',
    path: '/api/triage/:id/quota',
    access: 'triage:handle',
    params: byId,
    query: strict({ at: AtText }),
    reply: strict({ quota: nullable(Quota) }),
  },
  /** What can be named for its visit, like `listServiceResources`. */
  listResourcesForRequest: {
    method: 'GET',
    path: '/api/triage/:id/resources',
    access: 'triage:handle',
    params: byId,
    reply: strict({ needs: Type.Array(Type.Array(Thing)), others: Type.Array(Thing) }),
  },
  /** Times of a team for it: the practitioner's, of those who are required, and of who asked (N1). */
  findTeamTimes: {
    method: 'POST',
    path: '/api/triage/:id/team-times',
    access: 'triage:handle',
    params: byId,
    body: strict({
      practitionerId: Id,
      requiredIds: Type.Array(Id, { maxItems: 20 }),
      optionalIds: Type.Array(Id, { maxItems: 20 }),
      fromDate: Day,
      days: Type.Integer({ minimum: 1, maximum: 60 }),
      resourceIds: Type.Optional(NamedResources),
    }),
    reply: PanelTimes,
  },
  /** Y10: gives it a time, which books the visit; with `requiredIds`, a team's (N1). */
  acceptRequest: {
    method: 'POST',
    path: '/api/triage/:id/accept',
    access: 'triage:handle',
    params: byId,
    body: strict({
      practitionerId: Id,
      startsAt: At,
      requiredIds: Type.Array(Id, { maxItems: 20 }),
      optionalIds: Type.Array(Id, { maxItems: 20 }),
      resourceIds: Type.Optional(Type.Array(Id, { maxItems: 5 })),
    }),
    reply: strict({ appointmentId: Id }),
  },

  /** Y18: what the link of an offer opens to, also once it is over. */
  readOffer: { method: 'GET', path: '/api/offer', access: 'offer', reply: PublicOffer },
  /** Y18: books the visit; taking what one has taken is no error. */
  takeOffer: { method: 'POST', path: '/api/offer/take', access: 'offer', reply: PublicOffer },
  declineOffer: { method: 'POST', path: '/api/offer/decline', access: 'offer', reply: PublicOffer },
  /** Y18: the same in the app. */
  takeSentOffer: {
    method: 'POST',
    path: '/api/sent-requests/:id/offers/:offerId/take',
    access: 'request:write',
    params: strict({ id: Id, offerId: Id }),
    reply: strict({ appointmentId: Id }),
  },
  declineSentOffer: {
    method: 'POST',
    path: '/api/sent-requests/:id/offers/:offerId/decline',
    access: 'request:write',
    params: strict({ id: Id, offerId: Id }),
    reply: Nothing,
  },
  /** Y20: a coordinator offers a free time by hand. */
  offerTime: {
    method: 'POST',
    path: '/api/triage/:id/offers',
    access: 'triage:handle',
    params: byId,
    body: strict({ practitionerId: Id, startsAt: At }),
    reply: strict({ offerId: Id }),
    status: 201,
  },
  withdrawOffer: {
    method: 'POST',
    path: '/api/triage/:id/offers/:offerId/withdraw',
    access: 'triage:handle',
    params: strict({ id: Id, offerId: Id }),
    reply: Nothing,
  },
  /** Y20: passes a request over when times are offered by themselves, or no longer. */
  pauseOffers: {
    method: 'PUT',
    path: '/api/triage/:id/offers-paused',
    access: 'triage:handle',
    params: byId,
    body: strict({ paused: Type.Boolean() }),
    reply: Nothing,
  },

  /** 201 when booked now, 200 with the same id when this draft is booked already; 409 carries the nearest free times. */
  bookAppointment: {
    method: 'POST',
    path: '/api/appointments',
    access: 'appointment:book',
    /** `proposalId`: whose proposed time this is; the booking settles it (N10). `override`: as when a visit is moved (H14). */
    body: strict({
      ...{ draftId: Id, serviceId: Id, practitionerId: Id, startsAt: At, content: RequestContent },
      proposalId: Type.Optional(Id),
      override: Type.Optional(LongText),
      ...DraftBase,
    }),
    reply: strict({ appointmentId: Id }),
    status: 201,
  },
  /** The appointments that the person takes part in or, for a coordinator, that the organisation does; a page at a time. */
  listAppointments: {
    method: 'GET',
    path: '/api/appointments',
    access: 'appointment:read',
    query: strict({
      view: Type.Optional(oneOf(['coming', 'past'])),
      q: Type.Optional(ShortText),
      state: Type.Optional(oneOf(['all', 'answer-missing', 'answer-ready', 'cancelled'])),
      sort: Type.Optional(oneOf(['time', 'service', 'subject', 'who', 'state'])),
      order: Type.Optional(oneOf(['up', 'down'])),
      after: Type.Optional(Place),
    }),
    reply: strict({ appointments: Type.Array(AppointmentSummary), next: nullable(Place) }),
  },
  readAppointment: {
    method: 'GET',
    path: '/api/appointments/:id',
    access: 'appointment:read',
    params: byId,
    reply: strict({ appointment: AppointmentDetail, serverNow: At }),
  },
  appointmentCalendar: {
    method: 'GET',
    path: '/api/appointments/:id/calendar.ics',
    access: 'appointment:read',
    params: byId,
  },
  cancelAppointment: {
    method: 'POST',
    path: '/api/appointments/:id/cancel',
    access: 'appointment:cancel',
    params: byId,
    body: ChangeReason,
    reply: Nothing,
  },
  /** `override`: why a time is taken that is not offered or that somebody holds (H14); null to keep to what is offered. */
  moveAppointment: {
    method: 'POST',
    path: '/api/appointments/:id/move',
    access: 'appointment:cancel',
    params: byId,
    body: strict({
      ...ChangeReason.properties,
      practitionerId: Id,
      startsAt: At,
      override: nullable(LongText),
    }),
    reply: Nothing,
  },
  /** The same before a visit is moved there; what it takes itself is not in its way (H11). */
  lookAtMove: {
    method: 'POST',
    path: '/api/appointments/:id/look-at-time',
    access: 'slot:override',
    params: byId,
    body: strict({ practitionerId: Id, startsAt: At }),
    reply: StandsAgainst,
  },
  /** A week of the times that a visit can be moved to; without `week`, the visit's own. */
  listMoveTimes: {
    method: 'GET',
    path: '/api/appointments/:id/times',
    access: 'appointment:cancel',
    params: byId,
    query: strict({ week: Type.Optional(Day) }),
    reply: FreeWeek,
  },
  /** T12: the forms that are filled in with a series. What is written comes along, since a series has no draft on the server. */
  readSeriesForms: {
    method: 'POST',
    path: '/api/services/:id/series-forms',
    access: 'appointment:book',
    params: byId,
    body: strict({ fills: SeriesFills }),
    reply: SeriesForms,
  },
  /** T1–T4, T8: the meetings that a series would have, each with what is in its way. Nothing is booked. */
  previewSeries: {
    method: 'POST',
    path: '/api/services/:id/series-preview',
    access: 'appointment:book',
    params: byId,
    body: strict({ fields: SeriesFields, solutions: SeriesSolutions }),
    reply: SeriesPreview,
  },
  /** 201 when booked now, 200 when this id is booked already; 409 series-conflicts carries the preview as it is now. */
  makeSeries: {
    method: 'POST',
    path: '/api/services/:id/series',
    access: 'appointment:book',
    params: byId,
    body: strict({ id: Id, fields: SeriesFields, solutions: SeriesSolutions }),
    reply: byId,
    status: 201,
  },
  listSeries: {
    method: 'GET',
    path: '/api/series',
    access: 'appointment:read',
    query: strict({
      q: Type.Optional(ShortText),
      state: Type.Optional(oneOf(['going', 'over', 'all'])),
      sort: Type.Optional(oneOf(['next', 'name'])),
      page: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,3}$' })),
    }),
    reply: strict({
      series: Type.Array(SeriesRow),
      total: Type.Integer(),
      page: Type.Integer(),
      pages: Type.Integer(),
      /** Whether there is any, whatever the list is narrowed by. */
      hasAny: Type.Boolean(),
      serverNow: At,
    }),
  },
  readSeries: {
    method: 'GET',
    path: '/api/series/:id',
    access: 'appointment:read',
    params: byId,
    reply: SeriesDetail,
  },
  /** T5–T8: what a change would do, and what is in its way. Nothing is changed. */
  previewSeriesChange: {
    method: 'POST',
    path: '/api/series/:id/change-preview',
    access: 'appointment:cancel',
    params: byId,
    body: SeriesChangeFields,
    reply: SeriesPreview,
  },
  changeSeries: {
    method: 'POST',
    path: '/api/series/:id/change',
    access: 'appointment:cancel',
    params: byId,
    body: SeriesChangeFields,
    reply: strict({ changed: Type.Integer() }),
  },
  /** T11: who would be invited to and taken out of which meetings, and where those who are invited can't. */
  previewSeriesPeople: {
    method: 'POST',
    path: '/api/series/:id/people-preview',
    access: 'appointment:cancel',
    params: byId,
    body: SeriesPeopleFields,
    reply: SeriesPreview,
  },
  changeSeriesPeople: {
    method: 'POST',
    path: '/api/series/:id/people',
    access: 'appointment:cancel',
    params: byId,
    body: SeriesPeopleFields,
    reply: strict({ changed: Type.Integer() }),
  },
  previewSeriesRenewal: {
    method: 'POST',
    path: '/api/series/:id/renew-preview',
    access: 'appointment:book',
    params: byId,
    body: SeriesRenewal,
    reply: SeriesPreview,
  },
  renewSeries: {
    method: 'POST',
    path: '/api/series/:id/renew',
    access: 'appointment:book',
    params: byId,
    body: SeriesRenewal,
    reply: byId,
  },
  /** T9: in whose order it is convened from now on; what is past keeps its conveners. */
  changeConveners: {
    method: 'PUT',
    path: '/api/series/:id/conveners',
    access: 'appointment:cancel',
    params: byId,
    body: strict({
      convenerIds: Type.Array(Id, { maxItems: 20, uniqueItems: true }),
      basedOn: Type.Integer(),
    }),
    reply: Nothing,
  },
  /** T9: who convenes one meeting, whatever the order says; null gives it back to the order. */
  swapConvener: {
    method: 'PUT',
    path: '/api/series/:id/meetings/:n/convener',
    access: 'appointment:cancel',
    params: strict({ id: Id, n: Type.String({ pattern: '^[1-9]\\d{0,4}$' }) }),
    /** `seen`: who was chosen by hand, and when the meeting was, for whoever decides. */
    body: strict({
      userId: nullable(Id),
      seen: Type.Optional(strict({ convenerId: nullable(Id), startsAt: At })),
    }),
    reply: Nothing,
  },
  /**
   * T14: a meeting that was left out or cancelled takes place after all. `series-conflicts` tells what is in its way; `override`:
   * why it is held outside hours (H14).
   */
  takeMeetingBack: {
    method: 'POST',
    path: '/api/series/:id/meetings/:n/take-back',
    access: 'appointment:cancel',
    params: strict({ id: Id, n: Type.String({ pattern: '^[1-9]\\d{0,4}$' }) }),
    body: strict({ basedOn: Type.Integer(), override: Type.Optional(ShortText) }),
    reply: strict({ appointmentId: Id }),
  },
  /** What becomes of a day's visits when their practitioner is away (C4, C5). */
  readAbsence: {
    method: 'GET',
    path: '/api/absences/:id',
    access: 'hours:keep',
    params: byId,
    query: strict({ date: Day }),
    reply: Absence,
  },
  /** Closes the day and does with each visit what was decided; `refused` is why it could not be, null when it was done. */
  decideAbsence: {
    method: 'POST',
    path: '/api/absences/:id',
    access: 'hours:keep',
    params: byId,
    body: strict({
      date: Day,
      note: LongText,
      decisions: Type.Array(AbsenceDecision, { maxItems: 100 }),
    }),
    reply: strict({ results: Type.Array(strict({ id: Id, refused: nullable(ShortText) })) }),
  },
  /** T10: how a meeting is cut into slots for cases. */
  readCaseSlots: {
    method: 'GET',
    path: '/api/appointments/:id/case-slots',
    access: 'appointment:read',
    params: byId,
    reply: CaseSlots,
  },
  /** Cuts it into slots of so many minutes; 0 takes the slots away. Refused while a case has one. */
  cutCaseSlots: {
    method: 'PUT',
    path: '/api/appointments/:id/case-slots',
    access: 'case-slot:assign',
    params: byId,
    body: strict({ minutes: Type.Integer({ minimum: 0, maximum: 480 }) }),
    reply: CaseSlots,
  },
  /**
   * Gives a slot to a case, or with null takes it back. `was` and `from`: which case the page saw in the slot, and in which
   * slot it saw the case; when that is no longer so, somebody else was quicker.
   */
  assignCaseSlot: {
    method: 'PUT',
    path: '/api/appointments/:id/case-slots/:index',
    access: 'case-slot:assign',
    params: strict({ id: Id, index: Type.String({ pattern: '^\\d{1,3}$' }) }),
    /** `startsAt`: when the slot began for whoever decides. */
    body: strict({
      ...{ caseId: nullable(Id), was: nullable(Id), from: nullable(Type.Integer()) },
      startsAt: Type.Optional(At),
    }),
    reply: CaseSlots,
  },
  markNoShow: {
    method: 'POST',
    path: '/api/appointments/:id/no-show',
    access: 'appointment:no-show',
    params: byId,
    reply: Nothing,
  },
  /** Q9: who has arrived for anyone in the team, and who is still to come today. */
  readArrivals: {
    method: 'GET',
    path: '/api/arrivals',
    access: 'arrivals:read',
    query: strict({ service: Type.Optional(Id) }),
    reply: Arrivals,
  },
  /** Q11: a message to those who wait, or will, for these visits; `text` with "own" alone. */
  noteToWaiting: {
    method: 'POST',
    path: '/api/arrivals/note',
    access: 'arrivals:read',
    body: strict({
      appointmentIds: Type.Array(Id, { minItems: 1, maxItems: 50, uniqueItems: true }),
      kind: oneOf(noteKinds),
      text: LongText,
    }),
    reply: strict({ told: Type.Integer() }),
  },
  /** Q12: `from`: whose visit it was on the screen; 409 taken-over-already names who has it now. */
  takeOverVisit: {
    method: 'POST',
    path: '/api/arrivals/:id/take-over',
    access: 'arrivals:read',
    params: byId,
    body: strict({ from: Id, to: Id }),
    reply: Nothing,
  },
  /** L5: whom to call when nobody has come; looking is written down. */
  readPhones: {
    method: 'GET',
    path: '/api/arrivals/:id/phones',
    access: 'arrivals:read',
    params: byId,
    reply: strict({
      phones: Type.Array(
        strict({ name: ShortText, kind: oneOf(['guest', 'requester']), phone: nullable(ShortText) }),
      ),
    }),
  },
  /** L6: a no-show that was marked by mistake. */
  undoNoShow: {
    method: 'POST',
    path: '/api/appointments/:id/no-show/undo',
    access: 'appointment:no-show',
    params: byId,
    reply: Nothing,
  },
  /** L6: another time instead of a missed one, with its request and its people. */
  rebookVisit: {
    method: 'POST',
    path: '/api/appointments/:id/rebook',
    access: 'appointment:cancel',
    params: byId,
    body: strict({ practitionerId: Id, startsAt: At }),
    reply: byId,
    status: 201,
  },
  /** L1–L3: what follows a visit that goes on. */
  whatFollows: {
    method: 'GET',
    path: '/api/appointments/:id/what-follows',
    access: 'arrivals:read',
    params: byId,
    reply: WhatFollows,
  },
  /** L2. */
  extendVisit: {
    method: 'POST',
    path: '/api/appointments/:id/extend',
    access: 'arrivals:read',
    params: byId,
    body: strict({ minutes: ExtensionMinutes, basedOn: At }),
    reply: strict({ endsAt: At }),
  },
  /** A new link for one guest, to where they were reached or to another address; the old one stops working. */
  renewLink: {
    method: 'POST',
    path: '/api/appointments/:id/participants/:participantId/link',
    access: 'link:renew',
    params: strict({ id: Id, participantId: Id }),
    body: strict({ to: nullable(strict({ channel: oneOf(letterChannels), address: ShortText })) }),
    reply: Nothing,
  },
  /** M16: from whom of the visit this person is kept apart, and from whom no longer; what is not named stays as it is. */
  keepApart: {
    method: 'POST',
    path: '/api/appointments/:id/participants/:participantId/apart',
    access: 'participant:keep-apart',
    params: strict({ id: Id, participantId: Id }),
    body: strict({
      from: Type.Array(Id, { maxItems: 60 }),
      notFrom: Type.Array(Id, { maxItems: 60 }),
    }),
    reply: Nothing,
  },
  /** M18: between which languages this person interprets; none for somebody who is no interpreter. */
  setInterpreter: {
    method: 'POST',
    path: '/api/appointments/:id/participants/:participantId/interpreter',
    access: 'participant:interpreter',
    params: strict({ id: Id, participantId: Id }),
    body: strict({
      languages: Type.Array(oneOf(spokenLanguages), { maxItems: spokenLanguages.length, uniqueItems: true }),
    }),
    reply: Nothing,
  },
  /** B8: one more person without an account; they get a link of their own. */
  inviteGuest: {
    method: 'POST',
    path: '/api/appointments/:id/guests',
    access: 'link:renew',
    params: byId,
    body: InvitedGuest,
    reply: Nothing,
  },
  /** B8: a guest who is not to come after all; their link stops working. */
  takeOutGuest: {
    method: 'DELETE',
    path: '/api/appointments/:id/guests/:participantId',
    access: 'link:renew',
    params: strict({ id: Id, participantId: Id }),
    reply: Nothing,
  },
  /** B9: more colleagues, all or nothing; `required` takes their time. Who has something else then is in `details.busy`. */
  inviteColleagues: {
    method: 'POST',
    path: '/api/appointments/:id/colleagues',
    access: 'colleague:invite',
    params: byId,
    body: strict({
      userIds: Type.Array(Id, { minItems: 1, maxItems: 20 }),
      need: oneOf(['required', 'optional']),
    }),
    reply: Nothing,
  },
  takeOutColleague: {
    method: 'DELETE',
    path: '/api/appointments/:id/colleagues/:participantId',
    access: 'colleague:invite',
    params: strict({ id: Id, participantId: Id }),
    reply: Nothing,
  },
  /** B9: who can come in the viewer's place. */
  listSubstitutes: {
    method: 'GET',
    path: '/api/appointments/:id/substitutes',
    access: 'appointment:decline',
    params: byId,
    reply: strict({
      colleagues: Type.Array(strict({ id: Id, name: ShortText, title: ShortText, isFree: Type.Boolean() })),
    }),
  },
  /** B9: who was invited can't come. `from`: the time that they have seen (C9). */
  declineVisit: {
    method: 'POST',
    path: '/api/appointments/:id/decline',
    access: 'appointment:decline',
    params: byId,
    body: strict({ substituteId: nullable(Id), from: Type.Optional(At) }),
    reply: Nothing,
  },
  /** F15: reminds all who are still asked for a form; how many were told. */
  remindForms: {
    method: 'POST',
    path: '/api/appointments/:id/forms/remind',
    access: 'link:renew',
    params: byId,
    reply: strict({ told: Type.Integer() }),
  },
  writeAnswer: {
    method: 'PUT',
    path: '/api/appointments/:id/answer',
    access: 'answer:write',
    params: byId,
    body: AnswerWriting,
    reply: strict({ savedAt: At }),
  },
  signAnswer: {
    method: 'POST',
    path: '/api/appointments/:id/answer/sign',
    access: 'answer:write',
    params: byId,
    body: AnswerWriting,
    reply: Nothing,
  },
  myDay: {
    method: 'GET',
    path: '/api/my-day',
    access: 'my-day:read',
    query: strict({ date: Type.Optional(Day) }),
    reply: strict({ date: Day, items: Type.Array(MyDayItem), serverNow: At }),
  },
  /** Y23: the most pressing of them, and how many there are. */
  waitsForMe: {
    method: 'GET',
    path: '/api/my-day/waiting',
    access: 'my-day:read',
    reply: strict({ items: Type.Array(WaitsForMe), total: Type.Integer(), serverNow: At }),
  },

  /** Visits and taken times of several people on several days, bounded (X1, X2). */
  readCalendar: {
    method: 'GET',
    path: '/api/calendar',
    access: 'calendar:read',
    query: CalendarQuery,
    reply: CalendarReply,
  },
  readExternalCalendar: {
    method: 'GET',
    path: '/api/external-calendar',
    access: 'external-calendar:manage',
    reply: ExternalCalendarReply,
  },
  connectExternalCalendar: {
    method: 'PUT',
    path: '/api/external-calendar',
    access: 'external-calendar:manage',
    body: strict({ address: textOf(2000) }),
    reply: ExternalCalendarReply,
  },
  /** Asks for it again now, at most once a minute. */
  fetchExternalCalendar: {
    method: 'POST',
    path: '/api/external-calendar/fetch',
    access: 'external-calendar:manage',
    reply: ExternalCalendarReply,
  },
  disconnectExternalCalendar: {
    method: 'DELETE',
    path: '/api/external-calendar',
    access: 'external-calendar:manage',
    reply: ExternalCalendarReply,
  },

  readPush: {
    method: 'GET',
    path: '/api/push',
    access: 'push:manage',
    reply: strict({ publicKey: Type.String(), endpoints: Type.Array(Type.String()) }),
  },
  /** Z6: what a browser's maker has given it, with the browser's keys in base64url. */
  addPush: {
    method: 'POST',
    path: '/api/push',
    access: 'push:manage',
    body: PushSubscription,
    reply: Nothing,
  },
  /** A POST, since the address of a browser is too long for a path and too private for a log. */
  removePush: {
    method: 'POST',
    path: '/api/push/remove',
    access: 'push:manage',
    body: strict({ endpoint: PushSubscription.properties.endpoint }),
    reply: Nothing,
  },

  readCalendarFeed: {
    method: 'GET',
    path: '/api/calendar-feed',
    access: 'calendar-feed:manage',
    reply: CalendarFeedReply,
  },
  /** X11: the address is in this answer and in no other; the one before it stops working. */
  makeCalendarFeed: {
    method: 'POST',
    path: '/api/calendar-feed',
    access: 'calendar-feed:manage',
    status: 201,
    reply: strict({ ...CalendarFeedReply.properties, address: Type.String() }),
  },
  removeCalendarFeed: {
    method: 'DELETE',
    path: '/api/calendar-feed',
    access: 'calendar-feed:manage',
    reply: CalendarFeedReply,
  },
  /** X11: for a calendar, which has no session; whoever knows the address reads when its owner has visits. */
  serveCalendarFeed: {
    method: 'GET',
    path: '/api/calendar-feed/:file',
    access: 'public',
    params: strict({ file: Type.String({ pattern: '^[A-Za-z0-9_-]{43}\\.ics$' }) }),
  },

  /** J6: always the same answer; whether the address is anybody's is told to nobody but its owner. */
  lostLink: {
    method: 'POST',
    path: '/api/lost-link',
    access: 'public',
    body: strict({ address: ShortText }),
    reply: Nothing,
  },
  guestVisit: { method: 'GET', path: '/api/guest/visit', access: 'guest', reply: GuestVisit },
  guestCancel: {
    method: 'POST',
    path: '/api/guest/cancel',
    access: 'guest',
    body: ChangeReason,
    reply: Nothing,
  },
  /** A week of the times that the family can move its visit to, or take instead of a cancelled one. */
  guestTimes: {
    method: 'GET',
    path: '/api/guest/times',
    access: 'guest',
    query: strict({ week: Type.Optional(Day) }),
    reply: FreeWeek,
  },
  guestMove: {
    method: 'POST',
    path: '/api/guest/move',
    access: 'guest',
    body: strict({ ...ChangeReason.properties, practitionerId: Id, startsAt: At }),
    reply: Nothing,
  },
  /** A new visit instead of a cancelled one; `token` is the guest's secret for it. */
  guestRebook: {
    method: 'POST',
    path: '/api/guest/rebook',
    access: 'guest',
    body: strict({ practitionerId: Id, startsAt: At }),
    reply: strict({ token: ShortText }),
    status: 201,
  },
  guestCalendar: { method: 'GET', path: '/api/guest/calendar.ics', access: 'guest' },
  guestLanguage: {
    method: 'PUT',
    path: '/api/guest/language',
    access: 'guest',
    body: strict({ language: Language }),
    reply: Nothing,
  },

  /** What is missing before anybody can book; null where nothing is (K7). */
  firstSteps: {
    method: 'GET',
    path: '/api/first-steps',
    access: 'service:manage',
    reply: strict({
      steps: nullable(
        Type.Array(strict({ step: oneOf(firstSteps), isDone: Type.Boolean(), isOptional: Type.Boolean() })),
      ),
    }),
  },
  /** The services of the own organisation and those below it (R7), sorted and a page at a time. */
  listManagedServices: {
    method: 'GET',
    path: '/api/managed-services',
    access: 'service:manage',
    query: strict({
      q: Type.Optional(ShortText),
      state: Type.Optional(oneOf(['active', 'archived', 'all'])),
      provider: Type.Optional(Id),
      ...Sorted(['name', 'provider', 'tier', 'length', 'people', 'state']),
    }),
    reply: strict({
      services: Type.Array(ManagedServiceRow),
      /** By whom a service is provided, whatever is looked for now. */
      organisations: Type.Array(strict({ id: Id, name: ShortText })),
      total: Type.Integer(),
      page: Type.Integer(),
      pages: Type.Integer(),
    }),
  },
  /** What can be chosen for a service: who may provide it, who may request it, and who offers it. */
  serviceChoices: {
    method: 'GET',
    path: '/api/managed-services/choices',
    access: 'service:manage',
    reply: strict({
      ownId: Id,
      providerIds: Type.Array(Id),
      organisations: Type.Array(strict({ id: Id, name: ShortText, kind: ShortText })),
      people: Type.Array(strict({ id: Id, name: ShortText, title: ShortText, organisationId: Id })),
      /** Who can handle requests (Y1). */
      handlers: Type.Array(
        strict({ id: Id, name: ShortText, title: ShortText, organisationName: ShortText }),
      ),
      /** Open rooms and devices. */
      resources: Type.Array(strict({ ...Thing.properties, organisationId: Id })),
      /** Case types in use, by the organisations whose services may take them (CT3), with the templates that they bring. */
      caseTypes: Type.Array(
        strict({ ...CaseTypeChoice.properties, forms: ServiceForms, usableBy: Type.Array(Id) }),
      ),
    }),
  },
  readManagedService: {
    method: 'GET',
    path: '/api/managed-services/:id',
    access: 'service:manage',
    params: byId,
    reply: strict({
      settings: ServiceSettings,
      /** The exact limits, which stay for as long as the age groups do (V3). */
      ages: strict({ ageMin: Type.Integer(), ageMax: Type.Integer() }),
      active: Type.Boolean(),
      revision: Type.Integer(),
    }),
  },
  addService: {
    method: 'POST',
    path: '/api/managed-services',
    access: 'service:manage',
    /** `id`: chosen by the page, so that what is sent again is made once (V14). */
    body: strict({ settings: ServiceSettings, id: Type.Optional(Id) }),
    reply: strict({ id: Id, revision: Type.Integer() }),
    status: 201,
  },
  /** `basedOn`: the revision that was read (V14). */
  changeService: {
    method: 'PUT',
    path: '/api/managed-services/:id',
    access: 'service:manage',
    params: byId,
    body: strict({ settings: ServiceSettings, basedOn: Type.Integer() }),
    reply: strict({ id: Id, revision: Type.Integer() }),
  },
  archiveService: {
    method: 'POST',
    path: '/api/managed-services/:id/archive',
    access: 'service:manage',
    params: byId,
    body: strict({ archived: Type.Boolean() }),
    reply: strict({ id: Id, revision: Type.Integer() }),
  },

  /** How many free times begin on each day of a month, for the month's view of a service; without `month`, this one. */
  countSlots: {
    method: 'GET',
    path: '/api/services/:id/month',
    access: 'service:read',
    params: byId,
    query: strict({
      month: Type.Optional(Type.String({ pattern: '^(20|21)\\d{2}-(0[1-9]|1[0-2])$' })),
      ...SlotsNarrowed,
    }),
    reply: strict({
      month: ShortText,
      days: Type.Array(strict({ date: Day, free: Type.Integer() })),
      serverNow: At,
    }),
  },
  /** Whose hours the viewer keeps besides the own (W2), sorted and a page at a time. */
  listPractitioners: {
    method: 'GET',
    path: '/api/hours',
    access: 'hours:manage',
    query: strict({
      q: Type.Optional(ShortText),
      /** Who has hours from today on, or none. */
      hours: Type.Optional(oneOf(['some', 'none'])),
      ...Sorted(['name', 'organisation', 'services', 'state']),
    }),
    reply: strict({
      practitioners: Type.Array(PractitionerRow),
      total: Type.Integer(),
      page: Type.Integer(),
      pages: Type.Integer(),
    }),
  },
  /** A practitioner's schedules and coming exceptions, and what is special about the week that `week` is in. */
  readHours: {
    method: 'GET',
    path: '/api/hours/:id',
    access: 'hours:keep',
    params: byId,
    query: strict({ week: Type.Optional(Day) }),
    reply: strict({
      practitioner: strict({
        id: Id,
        name: ShortText,
        title: ShortText,
        organisationName: ShortText,
        languages: SpokenLanguages,
        you: Type.Boolean(),
      }),
      /** `offered`: chosen for it (V12); the others are named in older hours only. */
      services: Type.Array(
        strict({ id: Id, name: LocalText, lengthMinutes: Type.Integer(), offered: Type.Boolean() }),
      ),
      schedules: Type.Array(HoursSchedule),
      exceptions: Type.Array(HoursException),
      week: strict({
        monday: Day,
        holidays: Holidays,
        visits: Type.Array(HoursVisit),
      }),
      serverNow: At,
    }),
  },
  /** 409 visits-affected lists the visits that a change leaves without hours; ask again with what becomes of each (W3). */
  /** S13: the languages that a practitioner works in; by themselves, or by whoever keeps their hours (W2). */
  setLanguages: {
    method: 'PUT',
    path: '/api/hours/:id/languages',
    access: 'hours:keep',
    params: byId,
    body: strict({ languages: SpokenLanguages }),
    reply: byId,
  },
  addSchedule: {
    method: 'POST',
    path: '/api/hours/:id/schedules',
    access: 'hours:keep',
    params: byId,
    body: strict({ fields: ScheduleFields }),
    reply: strict({ id: Id, revision: Type.Integer() }),
    status: 201,
  },
  /** `basedOn`: the revision that was read (W4). */
  changeSchedule: {
    method: 'PUT',
    path: '/api/hours/:id/schedules/:scheduleId',
    access: 'hours:keep',
    params: strict({ id: Id, scheduleId: Id }),
    body: strict({
      fields: ScheduleFields,
      basedOn: Type.Integer(),
      decisions: Type.Optional(Decisions),
    }),
    reply: strict({ id: Id, revision: Type.Integer() }),
  },
  removeSchedule: {
    method: 'POST',
    path: '/api/hours/:id/schedules/:scheduleId/remove',
    access: 'hours:keep',
    params: strict({ id: Id, scheduleId: Id }),
    body: strict({ basedOn: Type.Integer(), decisions: Type.Optional(Decisions) }),
    reply: Nothing,
  },
  addException: {
    method: 'POST',
    path: '/api/hours/:id/exceptions',
    access: 'hours:keep',
    params: byId,
    body: strict({
      fields: ExceptionFields,
      /** The exception that this one takes the place of. */
      replaces: nullable(Id),
      decisions: Type.Optional(Decisions),
    }),
    reply: byId,
    status: 201,
  },
  removeException: {
    method: 'POST',
    path: '/api/hours/:id/exceptions/:exceptionId/remove',
    access: 'hours:keep',
    params: strict({ id: Id, exceptionId: Id }),
    body: strict({ decisions: Type.Optional(Decisions) }),
    reply: Nothing,
  },

  /** Form templates of the own organisation and those below it (R7), by title, a page at a time. */
  listForms: {
    method: 'GET',
    path: '/api/managed-forms',
    access: 'form:manage',
    query: strict({
      q: Type.Optional(ShortText),
      kind: Type.Optional(oneOf(['all', ...formKinds])),
      state: Type.Optional(oneOf(['active', 'archived', 'all'])),
      ...Sorted(['title', 'kind', 'organisation', 'version', 'services', 'state']),
    }),
    reply: strict({
      forms: Type.Array(ManagedFormRow),
      total: Type.Integer(),
      page: Type.Integer(),
      pages: Type.Integer(),
    }),
  },
  /** Whose a new template can be, and which published ones, as filled in now, each managed organisation's services can use (F4). */
  formChoices: {
    method: 'GET',
    path: '/api/managed-forms/choices',
    access: 'form:manage',
    reply: strict({
      ownId: Id,
      organisations: Type.Array(strict({ id: Id, name: ShortText })),
      usable: Type.Array(strict({ ...FormInUse.properties, id: Id, usableBy: Type.Array(Id) })),
    }),
  },
  /** The templates that come with Neuvo, to begin from (F16). */
  readyForms: {
    method: 'GET',
    path: '/api/managed-forms/ready',
    access: 'form:manage',
    reply: strict({ forms: Type.Array(strict({ kind: FormKind, content: FormContent })) }),
  },
  /** Publishes a copy of each ready-made template whose purpose the organisation has none for (F16); how many. */
  takeReadyForms: {
    method: 'POST',
    path: '/api/managed-forms/ready/take',
    access: 'form:manage',
    body: strict({ organisationId: Id }),
    reply: strict({ taken: Type.Integer() }),
  },
  addForm: {
    method: 'POST',
    path: '/api/managed-forms',
    access: 'form:manage',
    /** `id`: chosen by the page, so that what is sent again is made once (F6). */
    body: strict({ organisationId: Id, kind: FormKind, content: FormContent, id: Type.Optional(Id) }),
    reply: strict({ id: Id, revision: Type.Integer() }),
    status: 201,
  },
  readForm: {
    method: 'GET',
    path: '/api/managed-forms/:id',
    access: 'form:manage',
    params: byId,
    reply: ManagedForm,
  },
  /** Saves the draft, complete or not. `basedOn`: the revision that was read (F6). */
  changeForm: {
    method: 'PUT',
    path: '/api/managed-forms/:id',
    access: 'form:manage',
    params: byId,
    body: strict({ content: FormContent, basedOn: Type.Integer() }),
    reply: strict({ id: Id, revision: Type.Integer() }),
  },
  /** Makes the saved draft the next version (F5). */
  publishForm: {
    method: 'POST',
    path: '/api/managed-forms/:id/publish',
    access: 'form:manage',
    params: byId,
    body: strict({ basedOn: Type.Integer() }),
    reply: strict({ id: Id, revision: Type.Integer(), number: Type.Integer() }),
  },
  archiveForm: {
    method: 'POST',
    path: '/api/managed-forms/:id/archive',
    access: 'form:manage',
    params: byId,
    body: strict({ archived: Type.Boolean() }),
    reply: strict({ id: Id, revision: Type.Integer() }),
  },
  readFormVersion: {
    method: 'GET',
    path: '/api/managed-forms/:id/versions/:number',
    access: 'form:manage',
    params: strict({ id: Id, number: Type.String({ pattern: '^[1-9]\\d{0,5}$' }) }),
    reply: strict({
      number: Type.Integer(),
      publishedAt: At,
      publishedByName: ShortText,
      content: FormContent,
    }),
  },
  /** The form that the guest's role gets before the visit, and what they have written (F12). */
  guestForm: {
    method: 'GET',
    path: '/api/guest/form',
    access: 'guest',
    reply: strict({
      form: nullable(
        strict({
          ...FormInUse.properties,
          answers: FormAnswers,
          status: oneOf(['draft', 'submitted']),
          savedAt: nullable(At),
          isOpen: Type.Boolean(),
        }),
      ),
    }),
  },
  /** `basedOn`: when the server had saved what was written over; another device's text comes with the refusal. */
  saveGuestForm: {
    method: 'PUT',
    path: '/api/guest/form',
    access: 'guest',
    body: strict({ answers: FormAnswers, basedOn: nullable(At) }),
    reply: strict({ savedAt: At }),
  },
  sendGuestForm: {
    method: 'POST',
    path: '/api/guest/form/send',
    access: 'guest',
    body: strict({ answers: FormAnswers, basedOn: nullable(At) }),
    reply: strict({ savedAt: At }),
  },

  /** The own organisation and those below it (R7), as a tree from its top. */
  listOrganisations: {
    method: 'GET',
    path: '/api/managed-organisations',
    access: 'organisation:manage',
    reply: strict({
      ownId: Id,
      organisations: Type.Array(
        strict({
          id: Id,
          name: ShortText,
          kind: oneOf(organisationKinds),
          parentId: nullable(Id),
          phone: nullable(ShortText),
          slug: nullable(ShortText),
          depth: Type.Integer(),
          people: Type.Integer(),
        }),
      ),
    }),
  },
  addOrganisation: {
    method: 'POST',
    path: '/api/managed-organisations',
    access: 'organisation:manage',
    body: OrganisationFields,
    reply: byId,
    status: 201,
  },
  changeOrganisation: {
    method: 'PUT',
    path: '/api/managed-organisations/:id',
    access: 'organisation:manage',
    params: byId,
    /** `from`: what the form began with; what was not touched stays as it is by now. */
    body: strict({ ...OrganisationFields.properties, from: Type.Optional(OrganisationFields) }),
    reply: byId,
  },

  /** The rooms and devices of the own organisation and those below it (R7), by name, a page at a time. */
  /** Z1: what the own organisation says to families, all of it, and what Neuvo would say. */
  listTexts: { method: 'GET', path: '/api/letter-texts', access: 'letter-text:manage', reply: LetterTexts },
  saveText: {
    method: 'PUT',
    path: '/api/letter-texts/:kind/:channel/:language',
    access: 'letter-text:manage',
    params: LetterPlace,
    body: strict({ ...LetterWords.properties, knownAt: nullable(At) }),
    reply: strict({ writtenAt: At }),
  },
  removeText: {
    method: 'POST',
    path: '/api/letter-texts/:kind/:channel/:language/remove',
    access: 'letter-text:manage',
    params: LetterPlace,
    body: strict({ knownAt: nullable(At) }),
    reply: Nothing,
  },
  /** Z4: to oneself. */
  testText: {
    method: 'POST',
    path: '/api/letter-texts/:kind/:channel/:language/test',
    access: 'letter-text:manage',
    params: LetterPlace,
    body: LetterWords,
    reply: Nothing,
  },
  listResources: {
    method: 'GET',
    path: '/api/managed-resources',
    access: 'resource:manage',
    query: strict({
      q: Type.Optional(ShortText),
      state: Type.Optional(oneOf(['active', 'archived', 'all'])),
      kind: Type.Optional(oneOf(['room', 'device'])),
      organisation: Type.Optional(Id),
      ...Sorted(['name', 'kind', 'organisation', 'services', 'state']),
    }),
    reply: strict({
      ownId: Id,
      organisations: Type.Array(strict({ id: Id, name: ShortText })),
      resources: Type.Array(ResourceRow),
      total: Type.Integer(),
      page: Type.Integer(),
      pages: Type.Integer(),
    }),
  },
  addResource: {
    method: 'POST',
    path: '/api/managed-resources',
    access: 'resource:manage',
    /** `id`: chosen by the page, so that what is sent again is made once (D1). */
    body: strict({ ...ResourceFields.properties, id: Type.Optional(Id) }),
    reply: byId,
    status: 201,
  },
  changeResource: {
    method: 'PUT',
    path: '/api/managed-resources/:id',
    access: 'resource:manage',
    params: byId,
    /** `from`: what the form began with; what was not touched stays as it is by now. */
    body: strict({ ...ResourceFields.properties, from: Type.Optional(ResourceFields) }),
    reply: byId,
  },
  /** Out of use, or back into it; `decisions` says what becomes of each coming visit that has it (D5). */
  archiveResource: {
    method: 'POST',
    path: '/api/managed-resources/:id/archive',
    access: 'resource:manage',
    params: byId,
    body: strict({ archived: Type.Boolean(), decisions: Type.Optional(ResourceDecisions) }),
    reply: byId,
  },

  /** Who works for the own organisation and those below it (R7), by name, a page at a time. */
  listPeople: {
    method: 'GET',
    path: '/api/people',
    access: 'people:manage',
    query: strict({
      q: Type.Optional(ShortText),
      state: Type.Optional(oneOf(['active', 'closed', 'all'])),
      role: Type.Optional(RoleName),
      organisation: Type.Optional(Id),
      ...Sorted(['name', 'organisation', 'role', 'state']),
    }),
    reply: strict({
      people: Type.Array(PersonRow),
      total: Type.Integer(),
      page: Type.Integer(),
      pages: Type.Integer(),
    }),
  },
  invitePerson: {
    method: 'POST',
    path: '/api/people',
    access: 'people:manage',
    body: PersonFields,
    reply: byId,
    status: 201,
  },
  changePerson: {
    method: 'PUT',
    path: '/api/people/:id',
    access: 'people:manage',
    params: byId,
    /** `from`: what the form began with; what was not touched stays as it is by now. */
    body: strict({ ...PersonFields.properties, from: Type.Optional(PersonFields) }),
    reply: byId,
  },
  setPersonActive: {
    method: 'POST',
    path: '/api/people/:id/active',
    access: 'people:manage',
    params: byId,
    body: strict({ active: Type.Boolean() }),
    reply: byId,
  },
  sendPasswordLink: {
    method: 'POST',
    path: '/api/people/:id/password-link',
    access: 'people:manage',
    params: byId,
    reply: byId,
  },
  /** Whoever holds the link that was sent chooses the password of its account (U3). */
  setPassword: {
    method: 'POST',
    path: '/api/password',
    access: 'public',
    body: strict({ token: textOf(100), password: Type.String({ maxLength: 1000 }) }),
    reply: strict({ email: ShortText }),
  },

  listAudit: {
    method: 'GET',
    path: '/api/audit',
    access: 'audit:read',
    /** R8. `who`: words of the name of the person who acted; `from` and `to`: days in Finland, both included. */
    query: strict({
      before: Type.Optional(Type.String({ pattern: '^\\d{1,16}$' })),
      who: Type.Optional(ShortText),
      topic: Type.Optional(oneOf(auditTopics)),
      from: Type.Optional(Day),
      to: Type.Optional(Day),
    }),
    reply: strict({
      events: Type.Array(
        strict({
          id: Type.Integer(),
          at: At,
          actor: ShortText,
          action: ShortText,
          entity: oneOf(auditEntities),
          entityId: ShortText,
          /** Null: it is no more, or somebody else's. */
          target: nullable(
            strict({ name: nullable(LocalText), at: nullable(At), number: nullable(Type.Integer()) }),
          ),
        }),
      ),
      nextBefore: nullable(Type.Integer()),
    }),
  },
  listOutbox: {
    method: 'GET',
    path: '/api/outbox',
    access: 'outbox:manage',
    /** `returned`: came back after it had left (Z9); `failed` are all the others. The days are those on which it was written, in Finland. */
    query: strict({
      after: Type.Optional(Place),
      status: Type.Optional(oneOf(['failed', 'returned', 'waiting', 'sent'])),
      channel: Type.Optional(oneOf(['email', 'sms'])),
      kind: Type.Optional(oneOf(outgoingKinds)),
      from: Type.Optional(Day),
      to: Type.Optional(Day),
    }),
    reply: strict({
      messages: Type.Array(
        strict({
          id: Id,
          at: At,
          channel: oneOf(['email', 'sms']),
          kind: ShortText,
          status: oneOf(['waiting', 'sent', 'failed']),
          attempts: Type.Integer(),
          /** Z9: it had left, and came back. */
          bounced: Type.Boolean(),
          lastError: nullable(ShortText),
        }),
      ),
      next: nullable(Place),
    }),
  },
  retryMessage: {
    method: 'POST',
    path: '/api/outbox/:id/retry',
    access: 'outbox:manage',
    params: byId,
    reply: Nothing,
  },
  /** I1: a service's queue for immediate help, as its administrator sees it. */
  readManagedDuty: {
    method: 'GET',
    path: '/api/managed-services/:id/duty',
    access: 'service:manage',
    params: byId,
    reply: ManagedDuty,
  },
  changeDuty: {
    method: 'PUT',
    path: '/api/managed-services/:id/duty',
    access: 'service:manage',
    params: byId,
    body: strict({ settings: DutySettings, basedOn: Type.Integer() }),
    reply: ManagedDuty,
  },
  /** The link before stops working at once. */
  rotateDutyLink: {
    method: 'POST',
    path: '/api/managed-services/:id/duty/link',
    access: 'service:manage',
    params: byId,
    reply: ManagedDuty,
  },
  readPublicQueue: { method: 'GET', path: '/api/queue', access: 'queue', reply: PublicQueue },
  takeNumber: {
    method: 'POST',
    path: '/api/queue/numbers',
    access: 'queue',
    body: NumberForm,
    reply: strict({ token: ShortText }),
    status: 201,
  },
  askCallBack: {
    method: 'POST',
    path: '/api/queue/call-backs',
    access: 'queue',
    body: CallBackForm,
    reply: Nothing,
  },
  readNumber: { method: 'GET', path: '/api/number', access: 'number', reply: strict({ queue: PublicQueue }) },
  leaveQueue: { method: 'DELETE', path: '/api/number', access: 'number', reply: Nothing },
  /** Whether a service has a queue for immediate help that the person may ask at, and how it stands. */
  readServiceQueue: {
    method: 'GET',
    path: '/api/services/:id/queue',
    access: 'service:read',
    params: byId,
    reply: strict({ queue: nullable(PublicQueue), mayTake: Type.Boolean() }),
  },
  takeNumberAsStaff: {
    method: 'POST',
    path: '/api/services/:id/numbers',
    access: 'number:take',
    params: byId,
    body: NumberForm,
    reply: strict({ token: ShortText }),
    status: 201,
  },
  readDuty: { method: 'GET', path: '/api/duty', access: 'duty:keep', reply: DutyDesk },
  /** I9: on duty, paused or off. */
  setShift: {
    method: 'PUT',
    path: '/api/duty/:id/shift',
    access: 'duty:keep',
    params: byId,
    body: strict({ state: oneOf(['on', 'paused', 'off']) }),
    reply: DutyDesk,
  },
  takeNext: {
    method: 'POST',
    path: '/api/duty/:id/next',
    access: 'duty:keep',
    params: byId,
    reply: DutyDesk,
  },
  /** I5: somebody else than the next, with a reason. */
  chooseNumber: {
    method: 'POST',
    path: '/api/duty/:id/choose',
    access: 'duty:keep',
    params: byId,
    body: strict({ placeId: Id, reason: ShortText }),
    reply: DutyDesk,
  },
  putBackNumber: {
    method: 'POST',
    path: '/api/duty-places/:id/put-back',
    access: 'duty:keep',
    params: byId,
    reply: DutyDesk,
  },
  finishNumber: {
    method: 'POST',
    path: '/api/duty-places/:id/finish',
    access: 'duty:keep',
    params: byId,
    reply: DutyDesk,
  },
  handOverNumber: {
    method: 'POST',
    path: '/api/duty-places/:id/hand-over',
    access: 'duty:keep',
    params: byId,
    body: strict({ userId: Id }),
    reply: DutyDesk,
  },
  markCallBack: {
    method: 'PUT',
    path: '/api/call-backs/:id',
    access: 'duty:keep',
    params: byId,
    body: strict({ done: Type.Boolean() }),
    reply: DutyDesk,
  },

  /** G1–G3: what an organisation's tray shows to anybody. */
  readTray: {
    method: 'GET',
    path: '/api/door/:slug',
    access: 'public',
    params: strict({ slug: Slug }),
    reply: DoorTray,
  },
  /** Which organisations have a tray. */
  listTrays: {
    method: 'GET',
    path: '/api/door',
    access: 'public',
    reply: strict({ trays: Type.Array(strict({ slug: Slug, name: ShortText })) }),
  },
  readDoor: {
    method: 'GET',
    path: '/api/door/:slug/services/:id',
    access: 'public',
    params: strict({ slug: Slug, id: Id }),
    reply: DoorPage,
  },
  /** Nobody is named in it: with whom a time would be is told when it is booked. */
  doorTimes: {
    method: 'GET',
    path: '/api/door/:slug/services/:id/times',
    access: 'public',
    params: strict({ slug: Slug, id: Id }),
    query: strict({ week: Type.Optional(Day) }),
    reply: FreeWeek,
  },
  /** G6: holds a time and sends a code; with the token of one that has begun, that one goes on. */
  beginFamilyBooking: {
    method: 'POST',
    path: '/api/door/:slug/services/:id/bookings',
    access: 'public',
    params: strict({ slug: Slug, id: Id }),
    body: strict({ startsAt: At, form: FamilyForm, token: Type.Optional(BookingToken) }),
    reply: strict({ token: BookingToken, heldUntil: At, codeUntil: At, serverNow: At }),
    status: 201,
  },
  /** G7: the code books it. `startsAt` takes another time of the same service instead. */
  confirmFamilyBooking: {
    method: 'POST',
    path: '/api/door-bookings/confirm',
    access: 'public',
    body: strict({
      token: BookingToken,
      code: textOf(20),
      startsAt: Type.Optional(At),
    }),
    reply: strict({ token: ShortText, startsAt: At, endsAt: At }),
  },
  leaveFamilyBooking: {
    method: 'POST',
    path: '/api/door-bookings/leave',
    access: 'public',
    body: strict({ token: BookingToken }),
    reply: Nothing,
  },
  readManagedDoor: {
    method: 'GET',
    path: '/api/managed-services/:id/door',
    access: 'service:manage',
    params: byId,
    reply: ManagedDoor,
  },
  changeDoor: {
    method: 'PUT',
    path: '/api/managed-services/:id/door',
    access: 'service:manage',
    params: byId,
    body: strict({ settings: DoorSettings, basedOn: Type.Integer() }),
    reply: ManagedDoor,
  },

  /** ST: the figures of a period, in one or two divisions. */
  readStatistics: {
    method: 'GET',
    path: '/api/statistics',
    access: 'statistics:read',
    query: StatisticsQuery,
    reply: StatisticsReply,
  },
  /** ST13, ST14: the same, or up to five divisions line by line, as a file for a spreadsheet. */
  exportStatistics: {
    method: 'GET',
    path: '/api/statistics.csv',
    access: 'statistics:read',
    query: strict({ ...StatisticsQuery.properties, language: oneOf(staffLanguages) }),
  },
  listUnderEighteens: {
    method: 'GET',
    path: '/api/under-eighteens',
    access: 'statistics:read',
    reply: UnderEighteens,
  },
  /** ST12: null takes the figure away. */
  setUnderEighteen: {
    method: 'PUT',
    path: '/api/under-eighteens/:id/:year',
    access: 'statistics:figures',
    params: strict({ id: Id, year: Type.String({ pattern: '^2[01]\\d\\d$' }) }),
    body: strict({ number: nullable(Type.Integer({ minimum: 1, maximum: 2_000_000 })) }),
    reply: UnderEighteens,
  },

  /** Case types of the own organisation and those below it (R7), by name, a page at a time. */
  listCaseTypes: {
    method: 'GET',
    path: '/api/case-types',
    access: 'case-type:manage',
    query: strict({
      q: Type.Optional(ShortText),
      state: Type.Optional(oneOf(caseTypeStates)),
      ...Sorted(['name', 'forms', 'restricted', 'services', 'state']),
    }),
    reply: strict({
      caseTypes: Type.Array(ManagedCaseTypeRow),
      total: Type.Integer(),
      page: Type.Integer(),
      pages: Type.Integer(),
    }),
  },
  /** Whose a new one can be, which templates it can bring, and who can have a restricted view. */
  caseTypeChoices: {
    method: 'GET',
    path: '/api/case-types/choices',
    access: 'case-type:manage',
    reply: CaseTypeChoices,
  },
  addCaseType: {
    method: 'POST',
    path: '/api/case-types',
    access: 'case-type:manage',
    /** `id`: chosen by the page, so that what is sent again is made once (V14). */
    body: strict({ settings: CaseTypeSettings, id: Type.Optional(Id) }),
    reply: strict({ id: Id, revision: Type.Integer() }),
    status: 201,
  },
  readCaseType: {
    method: 'GET',
    path: '/api/case-types/:id',
    access: 'case-type:manage',
    params: byId,
    reply: ManagedCaseType,
  },
  /** `basedOn`: the revision that was read (CT1). */
  changeCaseType: {
    method: 'PUT',
    path: '/api/case-types/:id',
    access: 'case-type:manage',
    params: byId,
    body: strict({ settings: CaseTypeSettings, basedOn: Type.Integer() }),
    reply: strict({ id: Id, revision: Type.Integer() }),
  },
  archiveCaseType: {
    method: 'POST',
    path: '/api/case-types/:id/archive',
    access: 'case-type:manage',
    params: byId,
    body: strict({ archived: Type.Boolean() }),
    reply: strict({ id: Id, revision: Type.Integer() }),
  },
  /** Z9: what the mail server's alias got back, whole. 204 whatever it says. */
  takeBounce: {
    method: 'POST',
    path: '/api/mail/bounces',
    access: 'mail-server',
    accepts: 'message/rfc822',
    status: 204,
  },
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof endpoints;
type Part<N extends EndpointName, K extends keyof Endpoint> =
  (typeof endpoints)[N] extends Record<K, infer S extends TSchema> ? Static<S> : undefined;
export type Params<N extends EndpointName> = Part<N, 'params'>;
export type Query<N extends EndpointName> = Part<N, 'query'>;
export type Body<N extends EndpointName> = Part<N, 'body'>;
export type Reply<N extends EndpointName> = Part<N, 'reply'>;
