import { Type } from 'typebox';
import { At, Day, Id, LocalText, ShortText, nullable, oneOf, strict } from './schemas.ts';

const Time = strict({ practitionerId: Id, practitionerName: ShortText, startsAt: At });

/** What is told of a visit to whoever decides about a day: nothing of the child. */
const Told = strict({
  id: Id,
  startsAt: At,
  endsAt: At,
  serviceName: LocalText,
  requesterName: ShortText,
  requesterOrganisation: ShortText,
  /** Which meeting of a series it is; its name is not told, since administrators read no series. */
  series: nullable(strict({ n: Type.Integer(), of: Type.Integer() })),
  /** N1: how many besides its practitioner have to be there. */
  requiredCount: Type.Integer(),
  /** T10: how many of its case slots are given. */
  caseCount: Type.Integer(),
});

/** A day's coming visits of somebody who is away, and what is proposed for each. */
export const Absence = strict({
  practitioner: strict({
    ...{ id: Id, name: ShortText, you: Type.Boolean() },
    /** Not of whose account is closed, or who is no specialist any more. */
    keepsHours: Type.Boolean(),
  }),
  date: Day,
  /** Whether the whole day is marked as off already. */
  isClosed: Type.Boolean(),
  visits: Type.Array(
    strict({
      ...Told.properties,
      /** Somebody has come to it or waits: it can be a colleague's at its own time (Q12), or cancelled, and not moved. */
      isAwaited: Type.Boolean(),
      /** Its time has come, and they wait for it: nobody cancels it any more (C1). */
      hasBegun: Type.Boolean(),
      /** Why nothing better is proposed: of how many colleagues how many were busy, or not at work. */
      because: strict({
        colleagues: Type.Integer(),
        busy: Type.Integer(),
        withoutHours: Type.Integer(),
      }),
      proposal: oneOf(['hand-over', 'move', 'cancel', 'keep']),
      /** Where it could go: the proposed time first, unless it is to cancel. */
      times: Type.Array(Time),
    }),
  ),
  /** C7: the visits of others to which they are invited. */
  invited: Type.Array(Told),
  /** N2: when they have visits that another organisation decides about. */
  elsewhere: Type.Array(strict({ startsAt: At, endsAt: At })),
  serverNow: At,
});

/** `from`: the time that whoever decides has seen (C9). */
const from = Type.Optional(At);
export const AbsenceDecision = Type.Union([
  strict({ id: Id, kind: Type.Literal('keep') }),
  strict({ id: Id, kind: Type.Literal('cancel'), from }),
  /** Of a visit of somebody else's. */
  strict({ id: Id, kind: Type.Literal('decline'), from }),
  strict({ id: Id, kind: Type.Literal('move'), practitionerId: Id, startsAt: At, from }),
]);
