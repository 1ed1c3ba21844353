// One list on purpose, however long (docs/decisions/0003): whoever adds a route sees all of them.
import { Type, type Static, type TSchema } from 'typebox';
import { formKinds, modalities, organisationKinds, serviceRoutes, type Permission } from '#domain';
import {
  FormAnswers,
  FormContent,
  FormInUse,
  FormKind,
  FormText,
  ManagedForm,
  ManagedFormRow,
  VisitForm,
} from './form-schemas.ts';
import {
  AnswerContent,
  At,
  Day,
  Id,
  Language,
  LocalText,
  LongText,
  ManagedServiceRow,
  OrganisationFields,
  PersonFields,
  PersonRow,
  RequestContent,
  RoleName,
  ServiceSettings,
  ShortText,
  appointmentStatuses,
  nullable,
  oneOf,
  participantKinds,
  seatStatuses,
  serviceSorts,
  staffLanguages,
  strict,
} from './schemas.ts';

/**
 * `public`: anybody. `guest`: whoever presents a living link. `demo`: anybody, and only in demo mode. `metrics`: whoever
 * presents the metrics token; without one, this machine.
 */
export type Access = Permission | 'public' | 'guest' | 'demo' | 'metrics';

export type Endpoint = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  access: Access;
  params?: TSchema;
  query?: TSchema;
  body?: TSchema;
  /** Absent for files. */
  reply?: TSchema;
  status?: number;
};

const byId = strict({ id: Id });
const Nothing = strict({});
/** Where a long list goes on, as the reply before it said. */
const Place = Type.String({ maxLength: 100, pattern: '^[A-Za-z0-9_.-]+$' });
/** `basedOn`: when the server had saved the draft that was written over, null for none (A5). */
const AnswerWriting = strict({ content: AnswerContent, basedOn: nullable(At) });

export const User = strict({
  id: Id,
  name: ShortText,
  email: ShortText,
  title: ShortText,
  role: RoleName,
  language: oneOf(staffLanguages),
  organisationName: ShortText,
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
});

export const ParticipantView = strict({
  id: Id,
  kind: oneOf(participantKinds),
  name: ShortText,
  title: ShortText,
  /** Set for guests only: how their link went out. */
  channel: nullable(oneOf(['email', 'sms'])),
  address: nullable(ShortText),
  seat: oneOf(seatStatuses),
  waitingSince: nullable(At),
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
});

export const AppointmentDetail = strict({
  ...AppointmentSummary.properties,
  question: LongText,
  background: LongText,
  consentNoted: Type.Boolean(),
  cancelReason: nullable(LongText),
  participants: Type.Array(ParticipantView),
  answer: nullable(AnswerView),
  /** What was filled in with the request, and what guests fill in before the visit (F12, F13). */
  forms: Type.Array(VisitForm),
  /** The form that belongs to the answer of this visit (F11). */
  answerForm: nullable(FormInUse),
  /** From when on the answer can be signed (A4). */
  signableFrom: At,
  youMay: strict({
    cancel: Type.Boolean(),
    markNoShow: Type.Boolean(),
    answer: Type.Boolean(),
    renewLinks: Type.Boolean(),
    enter: Type.Boolean(),
  }),
});

export const MyDayItem = strict({
  ...AppointmentSummary.properties,
  waiting: Type.Array(strict({ participantId: Id, name: ShortText, since: At, online: Type.Boolean() })),
});

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
  modality: oneOf(modalities),
  address: ShortText,
  startsAt: At,
  endsAt: At,
  opensAt: At,
  phase: oneOf(['early', 'open', 'over', 'cancelled', 'missed', 'removed']),
  /** The form to fill in before the visit, if there is one. */
  form: nullable(oneOf(['asked', 'begun', 'sent'])),
  seat: oneOf(seatStatuses),
  serverNow: At,
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
    reply: strict({ services: Type.Array(ServiceSummary) }),
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
    query: strict({ week: Type.Optional(Day) }),
    reply: strict({
      monday: Day,
      days: Type.Array(strict({ date: Day, slots: Type.Array(SlotView) })),
      nextFreeAt: nullable(At),
      /** The Monday of the next later week with a free slot, if any. */
      nextFreeWeek: nullable(Day),
      serverNow: At,
    }),
  },
  placeHold: {
    method: 'POST',
    path: '/api/holds',
    access: 'slot:hold',
    body: strict({ serviceId: Id, practitionerId: Id, startsAt: At }),
    reply: strict({ hold: HoldView, serverNow: At }),
    status: 201,
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
    reply: strict({
      draftId: Id,
      content: RequestContent,
      hold: nullable(HoldView),
      savedAt: nullable(At),
      /** What is filled in with the request, in whose versions the content's `forms` stand (F8), and before the visit. */
      forms: Type.Array(FormInUse),
      serverNow: At,
    }),
  },
  saveDraft: {
    method: 'PUT',
    path: '/api/services/:id/draft',
    access: 'request:write',
    params: byId,
    body: strict({ draftId: Id, content: RequestContent }),
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
        strict({ id: Id, name: ShortText, title: ShortText, organisationName: ShortText }),
      ),
    }),
  },

  /** 201 when booked now, 200 with the same id when this draft is booked already; 409 carries the nearest free times. */
  bookAppointment: {
    method: 'POST',
    path: '/api/appointments',
    access: 'appointment:book',
    body: strict({ draftId: Id, serviceId: Id, practitionerId: Id, startsAt: At, content: RequestContent }),
    reply: strict({ appointmentId: Id }),
    status: 201,
  },
  /** The appointments that the person takes part in or, for a coordinator, that the organisation does; a page at a time. */
  listAppointments: {
    method: 'GET',
    path: '/api/appointments',
    access: 'appointment:read',
    query: strict({ view: Type.Optional(oneOf(['coming', 'past'])), after: Type.Optional(Place) }),
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
    body: strict({ reason: LongText }),
    reply: Nothing,
  },
  markNoShow: {
    method: 'POST',
    path: '/api/appointments/:id/no-show',
    access: 'appointment:no-show',
    params: byId,
    reply: Nothing,
  },
  /** A new link for one guest; the old one stops working. */
  renewLink: {
    method: 'POST',
    path: '/api/appointments/:id/participants/:participantId/link',
    access: 'link:renew',
    params: strict({ id: Id, participantId: Id }),
    reply: Nothing,
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

  guestVisit: { method: 'GET', path: '/api/guest/visit', access: 'guest', reply: GuestVisit },
  guestCalendar: { method: 'GET', path: '/api/guest/calendar.ics', access: 'guest' },
  guestLanguage: {
    method: 'PUT',
    path: '/api/guest/language',
    access: 'guest',
    body: strict({ language: Language }),
    reply: Nothing,
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
      sort: Type.Optional(oneOf(serviceSorts)),
      order: Type.Optional(oneOf(['up', 'down'])),
      page: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,3}$' })),
    }),
    reply: strict({
      services: Type.Array(ManagedServiceRow),
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
    body: strict({ settings: ServiceSettings }),
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

  /** Form templates of the own organisation and those below it (R7), by title, a page at a time. */
  listForms: {
    method: 'GET',
    path: '/api/managed-forms',
    access: 'form:manage',
    query: strict({
      q: Type.Optional(ShortText),
      kind: Type.Optional(oneOf(['all', ...formKinds])),
      state: Type.Optional(oneOf(['active', 'archived', 'all'])),
      page: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,3}$' })),
    }),
    reply: strict({
      forms: Type.Array(ManagedFormRow),
      total: Type.Integer(),
      page: Type.Integer(),
      pages: Type.Integer(),
    }),
  },
  /** Whose a new template can be, and which published ones each managed organisation's services can use (F4). */
  formChoices: {
    method: 'GET',
    path: '/api/managed-forms/choices',
    access: 'form:manage',
    reply: strict({
      ownId: Id,
      organisations: Type.Array(strict({ id: Id, name: ShortText })),
      usable: Type.Array(strict({ id: Id, kind: FormKind, title: FormText, usableBy: Type.Array(Id) })),
    }),
  },
  addForm: {
    method: 'POST',
    path: '/api/managed-forms',
    access: 'form:manage',
    body: strict({ organisationId: Id, kind: FormKind, content: FormContent }),
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
    body: OrganisationFields,
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
      page: Type.Optional(Type.String({ pattern: '^[1-9]\\d{0,3}$' })),
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
    body: PersonFields,
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
    body: strict({ token: Type.String({ maxLength: 100 }), password: Type.String({ maxLength: 1000 }) }),
    reply: strict({ email: ShortText }),
  },

  listAudit: {
    method: 'GET',
    path: '/api/audit',
    access: 'audit:read',
    query: strict({ before: Type.Optional(Type.String({ pattern: '^\\d{1,16}$' })) }),
    reply: strict({
      events: Type.Array(
        strict({
          id: Type.Integer(),
          at: At,
          actor: ShortText,
          action: ShortText,
          entity: ShortText,
          entityId: ShortText,
        }),
      ),
      nextBefore: nullable(Type.Integer()),
    }),
  },
  listOutbox: {
    method: 'GET',
    path: '/api/outbox',
    access: 'outbox:manage',
    query: strict({ after: Type.Optional(Place) }),
    reply: strict({
      messages: Type.Array(
        strict({
          id: Id,
          at: At,
          channel: oneOf(['email', 'sms']),
          kind: ShortText,
          status: oneOf(['waiting', 'sent', 'failed']),
          attempts: Type.Integer(),
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
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof endpoints;
type Part<N extends EndpointName, K extends keyof Endpoint> =
  (typeof endpoints)[N] extends Record<K, infer S extends TSchema> ? Static<S> : undefined;
export type Params<N extends EndpointName> = Part<N, 'params'>;
export type Query<N extends EndpointName> = Part<N, 'query'>;
export type Body<N extends EndpointName> = Part<N, 'body'>;
export type Reply<N extends EndpointName> = Part<N, 'reply'>;
