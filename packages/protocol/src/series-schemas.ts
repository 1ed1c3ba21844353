// Longer than others: what a series is made of, previewed, changed and shown as, each a list of fields.
import { Type, type Static } from 'typebox';
import { cancelRoles, maxGuests } from '#domain';
import { FormInUse, RequestFill } from './form-schemas.ts';
import {
  At,
  Day,
  Id,
  InvitedGuest,
  LocalText,
  LongText,
  ShortText,
  Subject,
  appointmentStatuses,
  nullable,
  oneOf,
  strict,
  textOf,
} from './schemas.ts';

const Clock = textOf(5);
/** Numbers are whole and small; which ones make sense is the domain's to say, field by field (T3). */
const Whole = Type.Integer({ minimum: -1, maximum: 100_000 });
/** Days that are no day are the domain's to refuse, beside their field. */
const DayText = textOf(10);
const PersonIds = Type.Array(Id, { maxItems: 20, uniqueItems: true });
const Person = strict({ id: Id, name: ShortText });

/** T1. */
export const SeriesRule = Type.Union([
  strict({ kind: Type.Literal('weekly'), everyWeeks: Whole, weekday: Whole }),
  strict({
    kind: Type.Literal('monthly'),
    nth: Type.Unsafe<1 | 2 | 3 | 4 | -1>(Type.Union([1, 2, 3, 4, -1].map((nth) => Type.Literal(nth)))),
    weekday: Whole,
  }),
  strict({ kind: Type.Literal('dates'), dates: Type.Array(DayText, { maxItems: 200 }) }),
]);

/** T2: `untilDate` null means that the count alone ends it. */
const Span = { fromDate: DayText, count: Whole, untilDate: nullable(DayText) };

export const SeriesPlanFields = strict({
  rule: SeriesRule,
  ...Span,
  time: Clock,
  lengthMinutes: Whole,
});

/** The service's own forms, filled in once for all meetings. */
export const SeriesFills = Type.Array(RequestFill, { maxItems: 2 });

/** What is asked with a request and before a visit, and what is written as it goes on in these versions (F8). */
export const SeriesForms = strict({ asked: Type.Array(FormInUse), fills: SeriesFills });

export const SeriesFields = strict({
  name: ShortText,
  background: LongText,
  practitionerId: Id,
  requiredIds: PersonIds,
  optionalIds: PersonIds,
  guests: Type.Array(InvitedGuest, { maxItems: 9 }),
  subject: nullable(Subject),
  consentNoted: Type.Boolean(),
  convenerIds: PersonIds,
  plan: SeriesPlanFields,
  forms: Type.Optional(SeriesFills),
});

/**
 * T8: what becomes of one meeting that collides: another time; left out; held all the same by an override (H14); or, in a change, left as it is; or, where people are invited, without taking the time of those who can't
 * (T11).
 */
export const SeriesSolution = Type.Union([
  strict({ n: Type.Integer(), kind: Type.Literal('move'), date: Day, time: Clock }),
  strict({ n: Type.Integer(), kind: Type.Literal('skip'), reason: ShortText }),
  strict({ n: Type.Integer(), kind: Type.Literal('keep'), reason: ShortText }),
  strict({ n: Type.Integer(), kind: oneOf(['stay', 'optional']) }),
]);
export const SeriesSolutions = Type.Array(SeriesSolution, { maxItems: 80 });

/**
 * `on-hold`: somebody else only holds it, for a while. `held`: the same, or an own calendar elsewhere says so, told to whoever may
 * override it (H14) and of a meeting that is taken back (T14). `not-there`: its specialist works elsewhere or offers the service no
 * more, which nobody overrides (V12).
 */
export const seriesClashes = [
  'busy',
  'on-hold',
  'held',
  'not-there',
  'rooms',
  'no-hours',
  'notice',
  'past',
  'series',
] as const;

/** A meeting before it is booked or changed: who can't, and what is free near it. Others are free or busy only (N2). */
export const PlannedMeeting = strict({
  n: Type.Integer(),
  startsAt: At,
  endsAt: At,
  /** When it is now, in a change; null in a new series. */
  movedFrom: nullable(At),
  state: oneOf(['planned', 'skipped', 'cancelled']),
  reason: ShortText,
  conflicts: Type.Array(
    strict({
      why: oneOf(seriesClashes),
      names: Type.Array(ShortText),
      /** Until when the last of the holds lasts, where nothing but holds is in the way; never whose they are (H7). */
      until: Type.Optional(At),
    }),
  ),
  /** Held all the same, by an override (H14). */
  isKept: Type.Boolean(),
  /** The optional people who can't. */
  missing: Type.Array(ShortText),
  near: Type.Array(strict({ startsAt: At, endsAt: At })),
  /** Beyond the organisation's quota for the month (V8); a warning only. */
  isOverQuota: Type.Boolean(),
});
export type PlannedMeeting = Static<typeof PlannedMeeting>;

export const SeriesPreview = strict({
  meetings: Type.Array(PlannedMeeting),
  /** Meetings that a change of several leaves alone, and why. */
  untouched: strict({ byHand: Type.Integer(), tooLate: Type.Integer() }),
  /** The viewer may hold meetings all the same (H14). */
  mayKeep: Type.Boolean(),
});

/** T5. */
export const SeriesScope = Type.Union([
  strict({ kind: oneOf(['one', 'following']), n: Type.Integer() }),
  strict({ kind: Type.Literal('all') }),
]);
/** Made by the page, so that a change that is sent again because its answer was lost is made once. */
const changeId = Type.Optional(Id);
export const SeriesChangeFields = strict({
  scope: SeriesScope,
  change: Type.Union([
    strict({ kind: Type.Literal('time'), time: Clock, lengthMinutes: Whole }),
    strict({ kind: Type.Literal('date'), date: DayText, time: Clock }),
    strict({
      kind: Type.Literal('rule'),
      rule: SeriesRule,
      fromDate: DayText,
      time: Clock,
      lengthMinutes: Whole,
    }),
    strict({ kind: Type.Literal('cancel') }),
  ]),
  solutions: SeriesSolutions,
  reason: ShortText,
  note: LongText,
  /** The revision that was read. */
  basedOn: Type.Integer(),
  changeId,
});

/** T11: who is invited to meetings and who is taken out of them. */
export const SeriesPeopleFields = strict({
  scope: SeriesScope,
  invite: Type.Array(strict({ id: Id, need: oneOf(['required', 'optional']) }), { maxItems: 20 }),
  outIds: PersonIds,
  /** People without an account, each with a link of their own to every meeting. */
  guests: Type.Array(InvitedGuest, { maxItems: maxGuests + 1 }),
  /** The ids of `guestSeats`; who they are is meant, in every meeting. */
  outGuestIds: Type.Array(Id, { maxItems: 100, uniqueItems: true }),
  solutions: SeriesSolutions,
  note: LongText,
  basedOn: Type.Integer(),
  changeId,
});

export const SeriesRenewal = strict({
  plan: strict({ rule: SeriesRule, ...Span }),
  solutions: SeriesSolutions,
  basedOn: Type.Integer(),
  changeId,
});

/** T13: how a part of the series goes, from its first meeting to its last. */
export const SeriesPhase = strict({
  rule: SeriesRule,
  time: Clock,
  lengthMinutes: Type.Integer(),
  from: Day,
  to: Day,
});

export const SeriesRow = strict({
  id: Id,
  name: ShortText,
  serviceName: LocalText,
  practitionerName: ShortText,
  /** Those that go on; of a series that is over the last one. At least one. */
  phases: Type.Array(SeriesPhase),
  /** Meetings that are planned and to come, and when the next of them begins. */
  left: Type.Integer(),
  nextStartsAt: nullable(At),
  /** How many meetings to come need another convener (T9). */
  needConvener: Type.Integer(),
});

export const SeriesMeeting = strict({
  n: Type.Integer(),
  startsAt: At,
  endsAt: At,
  /** Where the rule has it, when it was moved. */
  plannedStartsAt: At,
  state: oneOf([...appointmentStatuses, 'skipped']),
  reason: ShortText,
  isByHand: Type.Boolean(),
  /** The visit, for whom it is open; null for others and for what was left out. */
  appointmentId: nullable(Id),
  practitionerName: ShortText,
  convener: nullable(Person),
  /** Whose turn it is, when somebody stands in (T9). */
  insteadOf: nullable(ShortText),
  isSwapped: Type.Boolean(),
  /** T9: whoever was chosen by hand is away then, or all who take turns are; null when it is over or somebody convenes. */
  needsConvener: nullable(oneOf(['away', 'nobody'])),
  /** Who of its people is away then, for whoever may choose another. */
  awayIds: Type.Array(Id),
  /** The viewer can change it now (C1). */
  isChangeable: Type.Boolean(),
  /** It was left out or cancelled, and the viewer can have it take place again (T14) if its time is still free. */
  mayTakeBack: Type.Boolean(),
});

export const SeriesDetail = strict({
  id: Id,
  name: ShortText,
  serviceId: Id,
  serviceName: LocalText,
  practitionerName: ShortText,
  creatorName: ShortText,
  rule: SeriesRule,
  time: Clock,
  lengthMinutes: Type.Integer(),
  /** All of them, at least one. `rule`, `time` and `lengthMinutes` are what it goes by now. */
  phases: Type.Array(SeriesPhase),
  revision: Type.Integer(),
  meetings: Type.Array(SeriesMeeting),
  conveners: Type.Array(Person),
  /** Who can be on the convener's list: everybody with an account who takes part. */
  people: Type.Array(Person),
  /** The same people with the numbers of the meetings that they are in; whoever holds or has asked for them stays (T11). */
  seats: Type.Array(
    strict({
      ...Person.properties,
      isFixed: Type.Boolean(),
      required: Type.Array(Type.Integer()),
      optional: Type.Array(Type.Integer()),
    }),
  ),
  /** How many are in any meeting without an account; who they are is told to those who may change the series (R5). */
  guests: Type.Integer(),
  guestSeats: Type.Array(
    strict({
      ...Person.properties,
      channel: oneOf(['email', 'sms']),
      address: ShortText,
      numbers: Type.Array(Type.Integer()),
    }),
  ),
  /** Guests are asked for a form before a meeting, so it matters who they are. */
  asksGuests: Type.Boolean(),
  changes: Type.Array(
    strict({
      at: At,
      kind: oneOf(['make', 'renew', 'move', 'cancel', 'conveners', 'swap', 'people', 'take-meeting-back']),
      people: Type.Array(
        strict({
          name: ShortText,
          // Of conveners both lists are in their order (T9); of one meeting, each is one person or nobody.
          need: oneOf([
            ...(['required', 'optional', 'out', 'guest', 'guest-out'] as const),
            ...(['convener-before', 'convener-now'] as const),
          ]),
        }),
      ),
      actorName: ShortText,
      numbers: Type.Array(Type.Integer()),
      role: oneOf(cancelRoles),
      reason: ShortText,
      note: LongText,
    }),
  ),
  yourRole: oneOf(cancelRoles),
  /** Where a renewal would begin (T3); null while it is too early for one. */
  renewFrom: nullable(Day),
  youMay: strict({ change: Type.Boolean(), renew: Type.Boolean() }),
  serverNow: At,
});

/** Which meeting of which series a visit is. */
export const PartOfSeries = strict({
  id: Id,
  name: ShortText,
  n: Type.Integer(),
  of: Type.Integer(),
  convenerName: nullable(ShortText),
});
