import { Type } from 'typebox';
import { At, Day, Id, LocalText, LongText, ShortText, nullable, oneOf, strict } from './schemas.ts';

/* What people write and read about hours. Which values make sense together is the domain's to say, field by field. */

/** The time of a day, `24:00` included. */
const Clock = Type.String({ pattern: '^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$' });
const ServiceIds = Type.Array(Id, { maxItems: 100, uniqueItems: true });

export const ScheduleFields = strict({
  serviceIds: ServiceIds,
  validFrom: Day,
  /** Null: until further notice. */
  validTo: nullable(Day),
  cycleWeeks: Type.Integer({ minimum: 1, maximum: 8 }),
  cycleFrom: Day,
  restsOnHolidays: Type.Boolean(),
  hours: Type.Array(
    strict({
      week: Type.Integer({ minimum: 1, maximum: 8 }),
      weekday: Type.Integer({ minimum: 1, maximum: 7 }),
      from: Clock,
      to: Clock,
    }),
    { maxItems: 300 },
  ),
});

export const HoursSchedule = strict({ ...ScheduleFields.properties, id: Id, revision: Type.Integer() });

const common = { date: Day, from: Clock, to: Clock };
const Off = strict({ kind: Type.Literal('off'), ...common, lastDate: Day });
const Extra = strict({ kind: Type.Literal('extra'), ...common, serviceIds: ServiceIds });
const Moved = strict({ kind: Type.Literal('moved'), ...common, scheduleId: Id, toDate: Day });
export const ExceptionFields = Type.Union([Off, Extra, Moved]);
export const HoursException = Type.Union([
  strict({ ...Off.properties, id: Id }),
  strict({ ...Extra.properties, id: Id }),
  strict({ ...Moved.properties, id: Id }),
]);

/** W3: what becomes of the visits that a change leaves without hours. */
export const Decisions = strict({
  keep: Type.Array(Id, { maxItems: 2000 }),
  cancel: Type.Array(Id, { maxItems: 2000 }),
  /** W6: visits of others to which they can't come. */
  decline: Type.Optional(Type.Array(Id, { maxItems: 2000 })),
  /** C9: when each of them was for whoever decides. */
  seen: Type.Optional(Type.Array(strict({ id: Id, startsAt: At }), { maxItems: 2000 })),
  reason: LongText,
});

export const HoursVisit = strict({ id: Id, serviceId: Id, startsAt: At, endsAt: At });

/** One of the visits in the details of `visits-affected`. */
export const AffectedVisit = strict({
  id: Id,
  startsAt: At,
  endsAt: At,
  serviceName: LocalText,
  requesterName: ShortText,
  requesterOrganisation: ShortText,
  because: oneOf(['off', 'no-hours']),
  /** Whether it is their own, to keep or cancel, or one of others in which they are required, to keep or decline (W6). */
  part: oneOf(['host', 'colleague']),
});

export const PractitionerRow = strict({
  id: Id,
  name: ShortText,
  title: ShortText,
  organisationName: ShortText,
  /** How many services they were chosen for. */
  services: Type.Integer(),
  /** The last day on which they have weekly hours; null until further notice. */
  hoursUntil: nullable(Day),
  hasHours: Type.Boolean(),
});
