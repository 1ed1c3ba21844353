import { Type, type Static } from 'typebox';
import { ageGroups, aloneChoices, companies, dutyConcerns, urgencies } from '#domain';
import { DoorText } from './door-schemas.ts';
import { At, Id, Language, LocalText, ShortText, nullable, oneOf, strict, textOf } from './schemas.ts';

/** What an administrator decides about a queue (I1). */
export const DutySettings = strict({
  active: Type.Boolean(),
  graceMinutes: Type.Integer(),
  alarmMinutes: Type.Integer(),
  maxWaiting: Type.Integer(),
  aloneFrom: oneOf(aloneChoices),
  fallbackServiceId: nullable(Id),
  hasCallBack: Type.Boolean(),
  hours: DoorText,
  personIds: Type.Array(Id, { maxItems: 200, uniqueItems: true }),
});
export type DutySettings = Static<typeof DutySettings>;

const DutyPerson = strict({ id: Id, name: ShortText, title: ShortText, organisationName: ShortText });

export const ManagedDuty = strict({
  settings: DutySettings,
  /** The public address, with its secret behind the #; null until the queue has been saved once. */
  link: nullable(ShortText),
  revision: Type.Integer(),
  /** Who offers the service and may be on duty anyway. */
  offering: Type.Array(strict({ id: Id, name: ShortText, title: ShortText })),
  people: Type.Array(DutyPerson),
  services: Type.Array(strict({ id: Id, name: LocalText })),
});

/** What a number is taken with (I11): nothing more is asked. */
export const NumberForm = strict({
  name: textOf(60),
  phone: textOf(40),
  language: Language,
  ageGroup: oneOf(ageGroups),
  company: oneOf(companies),
  concern: oneOf(dutyConcerns),
  urgency: oneOf(urgencies),
});
export type NumberForm = Static<typeof NumberForm>;

/** What a stranger learns of a queue: no names and no counts. */
export const PublicQueue = strict({
  serviceName: DoorText,
  providerName: ShortText,
  phone: nullable(ShortText),
  ageGroups: Type.Array(oneOf(ageGroups)),
  aloneFrom: oneOf(aloneChoices),
  isStaffed: Type.Boolean(),
  isFull: Type.Boolean(),
  hours: DoorText,
  hasCallBack: Type.Boolean(),
  /** Which service to book instead, and where families do that themselves. */
  fallback: nullable(strict({ id: Id, name: DoorText, door: nullable(Type.String()) })),
});

export const CallBackForm = strict({
  name: textOf(60),
  phone: textOf(40),
  language: Language,
  consent: Type.Boolean(),
});

/** Where a number stands. Sent to its own page only, whenever it changes. */
export const NumberState = Type.Union([
  strict({
    state: Type.Literal('waiting'),
    number: Type.Integer(),
    place: Type.Integer({ minimum: 1 }),
    isStaffed: Type.Boolean(),
    /** True when it was somebody's turn and is not any more. */
    putBack: Type.Boolean(),
    serverNow: At,
  }),
  strict({
    state: Type.Literal('turn'),
    number: Type.Integer(),
    hostName: ShortText,
    /** How a guest gets into the call; null for somebody with an account, who goes by the visit's id. */
    token: nullable(textOf(100)),
    appointmentId: Id,
    serverNow: At,
  }),
  strict({
    state: Type.Literal('over'),
    number: Type.Integer(),
    because: oneOf(['done', 'missed', 'left', 'lapsed']),
    serverNow: At,
  }),
]);
export type NumberState = Static<typeof NumberState>;

const Waiting = strict({
  id: Id,
  number: Type.Integer(),
  name: ShortText,
  byStaff: Type.Boolean(),
  language: Language,
  ageGroup: oneOf(ageGroups),
  company: oneOf(companies),
  concern: oneOf(dutyConcerns),
  urgency: oneOf(urgencies),
  since: At,
  online: Type.Boolean(),
  /** Nobody may be chosen past it any more (I5). */
  mustGoFirst: Type.Boolean(),
});

export const DutyDesk = strict({
  queues: Type.Array(
    strict({
      serviceId: Id,
      serviceName: LocalText,
      alarmMinutes: Type.Integer(),
      you: oneOf(['off', 'on', 'paused']),
      waiting: Type.Array(Waiting),
      onDuty: Type.Array(
        strict({
          id: Id,
          name: ShortText,
          title: ShortText,
          state: oneOf(['free', 'paused', 'busy', 'away']),
        }),
      ),
      callBacks: Type.Array(
        strict({
          id: Id,
          name: ShortText,
          phone: ShortText,
          language: Language,
          askedAt: At,
          isDone: Type.Boolean(),
        }),
      ),
    }),
  ),
  /** Whom the person has now. */
  current: nullable(
    strict({
      ...Waiting.properties,
      serviceId: Id,
      serviceName: LocalText,
      phone: nullable(ShortText),
      appointmentId: Id,
      isInCall: Type.Boolean(),
      endsAt: At,
    }),
  ),
  serverNow: At,
});
