import { Type, type Static } from 'typebox';
import { extensionChoices, noteKinds, type ExtensionMinutes as ExtensionChoice } from '#domain';
import {
  appointmentStatuses,
  At,
  Id,
  LocalText,
  ShortText,
  nullable,
  oneOf,
  participantKinds,
  seatStatuses,
  strict,
  textOf,
} from './schemas.ts';

/** What a page that waits has switched on. */
export const DeviceState = strict({ camera: Type.Boolean(), microphone: Type.Boolean() });
export type DeviceState = Static<typeof DeviceState>;

/** L2: a choice of minutes. */
export const ExtensionMinutes = Type.Unsafe<ExtensionChoice>(Type.Enum([...extensionChoices]));

/** Q11: what was said to those who wait; `text` with "own" alone. */
export const WaitingNote = strict({ at: At, kind: oneOf(noteKinds), text: textOf(300) });
export type WaitingNote = Static<typeof WaitingNote>;

/** One of those for whom a visit is, apart from its host. */
export const ArrivalPerson = strict({
  participantId: Id,
  kind: oneOf(participantKinds),
  name: ShortText,
  seat: oneOf(seatStatuses),
  since: nullable(At),
  online: Type.Boolean(),
  /** Null while their page has not said it. */
  devices: nullable(DeviceState),
  /** The form that is asked of them before the visit. */
  form: oneOf(['none', 'asked', 'begun', 'submitted']),
});

/** Q9: a visit of the team's day, as far as whoever receives people needs it: nothing of the child. */
export const ArrivalVisit = strict({
  id: Id,
  status: oneOf(appointmentStatuses),
  encounterStatus: oneOf(['planned', 'in-progress', 'finished']),
  startsAt: At,
  endsAt: At,
  graceMinutes: Type.Integer(),
  serviceId: Id,
  serviceName: LocalText,
  practitionerId: Id,
  practitionerName: ShortText,
  requesterName: ShortText,
  requesterOrganisation: ShortText,
  hostIsHere: Type.Boolean(),
  people: Type.Array(ArrivalPerson),
  note: nullable(strict({ ...WaitingNote.properties, byName: ShortText })),
  successorId: nullable(Id),
  /** L6: until when a no-show can be taken back. */
  undoUntil: nullable(At),
  /** L6: what a missed visit is booked anew at with one press. */
  nextTime: nullable(strict({ practitionerId: Id, startsAt: At, endsAt: At })),
  youMay: strict({
    enter: Type.Boolean(),
    takeOver: Type.Boolean(),
    markNoShow: Type.Boolean(),
    seePhones: Type.Boolean(),
    rebook: Type.Boolean(),
    read: Type.Boolean(),
  }),
});

export const Arrivals = strict({
  services: Type.Array(strict({ id: Id, name: LocalText })),
  visits: Type.Array(ArrivalVisit),
  serverNow: At,
});

/** L1–L3: what follows a visit that is about to run over, for its host. */
export const WhatFollows = strict({
  endsAt: At,
  extensions: Type.Array(strict({ minutes: ExtensionMinutes, endsAt: At, possible: Type.Boolean() })),
  next: nullable(
    strict({
      id: Id,
      startsAt: At,
      waiting: Type.Integer(),
      /** Who could take it over: free then, at work, and of the service. */
      colleagues: Type.Array(strict({ id: Id, name: ShortText })),
      note: nullable(WaitingNote),
    }),
  ),
  serverNow: At,
});
