import { ne, notInArray } from 'drizzle-orm';
import { addDays, instantOf } from '#domain';
import { newId, schema } from '#db';
import type { Body, Reply } from '#protocol';
import { childService, type TestApp, type Who } from './test-app.ts';

export type Fields = Body<'previewSeries'>['fields'];
export type Solutions = Body<'previewSeries'>['solutions'];
type Change = Partial<Body<'changeSeries'>> & Pick<Body<'changeSeries'>, 'scope' | 'change'>;
type Refused = {
  error: { code: string; fields?: Record<string, string>; details?: Record<string, unknown> };
};

export const refusalOf = ({ body }: { body: unknown }) => (body as Refused).error;

/** A day and every so many weeks on; on Fridays nobody of the demo has weekly hours. */
export const fridays = (first: string, count: number, everyWeeks = 1) =>
  Array.from({ length: count }, (_, index) => addDays(first, index * 7 * everyWeeks));

/** A weekly series of an hour at ten, of Elina with Aino who makes it and Pekka who is required. */
export const fieldsOf = (
  fromDate: string,
  count: number,
  more: Partial<Fields> = {},
  plan: Partial<Fields['plan']> = {},
): Fields => ({
  ...{ name: 'Alueen työryhmä', background: '', practitionerId: 'user-elina' },
  ...{ requiredIds: ['user-pekka'], optionalIds: [], guests: [], convenerIds: [] },
  ...{ subject: { kind: 'anonymous' }, consentNoted: false },
  ...more,
  plan: {
    rule: { kind: 'weekly', everyWeeks: 1, weekday: 5 },
    ...{ fromDate, count, untilDate: null, time: '10:00', lengthMinutes: 60 },
    ...plan,
  },
});

const peopleBody = (fields: Partial<Body<'changeSeriesPeople'>>) => ({
  ...{
    scope: { kind: 'all' },
    invite: [],
    outIds: [],
    guests: [],
    outGuestIds: [],
    solutions: [],
    note: '',
    basedOn: 1,
  },
  ...fields,
});

/** What tests of series ask of a server, by the people who do. */
export function seriesDesk(app: TestApp) {
  const make = (fields: Fields, solutions: Solutions = [], who: Who = 'aino', id = newId()) =>
    app.call(who, 'POST', `/api/services/${childService}/series`, { id, fields, solutions });
  return {
    make,
    /** Elina is open from seven to eight in the evening on these days. */
    open: (dates: string[], practitionerId = 'user-elina') => {
      for (const date of dates) app.openHours(date, '07:00', '20:00', childService, practitionerId);
    },
    /** So many Fridays from the first on, on which Elina is open. */
    openFridays(first: string, count: number): string[] {
      const dates = fridays(first, count);
      this.open(dates);
      return dates;
    },
    preview: (fields: Fields, solutions: Solutions = [], who: Who = 'aino') =>
      app.call(who, 'POST', `/api/services/${childService}/series-preview`, { fields, solutions }),
    async made(fields: Fields, solutions: Solutions = [], who: Who = 'aino'): Promise<string> {
      const { status, body } = await make(fields, solutions, who);
      if (status !== 201) throw new Error(JSON.stringify(refusalOf({ body })));
      return (body as { id: string }).id;
    },
    read: async (id: string, who: Who = 'aino') =>
      (await app.call(who, 'GET', `/api/series/${id}`)).body as Reply<'readSeries'>,
    change: (id: string, fields: Change, who: Who = 'aino') =>
      app.call(who, 'POST', `/api/series/${id}/change`, {
        ...{ reason: 'wrong-time', note: '', solutions: [], basedOn: 1 },
        ...fields,
      }),
    people: (id: string, fields: Partial<Body<'changeSeriesPeople'>>, who: Who = 'aino') =>
      app.call(who, 'POST', `/api/series/${id}/people`, peopleBody(fields)),
    previewPeople: (id: string, fields: Partial<Body<'changeSeriesPeople'>>, who: Who = 'aino') =>
      app.call(who, 'POST', `/api/series/${id}/people-preview`, peopleBody(fields)),
    /** Everything that the database has of all visits but these, as text. */
    restOf: (appointmentIds: string[]): string =>
      app.store.read((tx) => {
        const others = <T extends { appointmentId: unknown }>(rows: T[]) =>
          rows.filter(({ appointmentId }) => !appointmentIds.includes(appointmentId as string));
        const { appointment, claim, participant, reminder, seriesMeeting, appointmentChange } = schema;
        return JSON.stringify([
          tx.select().from(appointment).where(notInArray(appointment.id, appointmentIds)).all(),
          others(tx.select().from(claim).where(ne(claim.kind, 'hold')).all()),
          ...[participant, reminder, seriesMeeting, appointmentChange].map((table) =>
            others(tx.select().from(table).all() as { appointmentId: unknown }[]),
          ),
        ]);
      }),
    visitsAt: (date: string, time = '10:00') =>
      app.store
        .read((tx) => tx.select().from(schema.appointment).all())
        .filter(({ startsAt }) => startsAt === instantOf(date, time)),
    claimsAt: (date: string, time = '10:00') =>
      app.store
        .read((tx) => tx.select().from(schema.claim).all())
        .filter((claim) => claim.startsAt === instantOf(date, time))
        .map(({ resourceId, kind }) => `${resourceId} ${kind}`)
        .sort(),
  };
}
