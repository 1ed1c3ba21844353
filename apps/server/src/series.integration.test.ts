import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, instantOf, minuteMs, wallTimeOf } from '#domain';
import { newId, schema } from '#db';
import type { Body, Reply } from '#protocol';
import { childService, monday, startTestApp, type TestApp, type Who } from '#support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

type Fields = Body<'previewSeries'>['fields'];
type Solutions = Body<'previewSeries'>['solutions'];
type Preview = Reply<'previewSeries'>;
type Detail = Reply<'readSeries'>;
type Refused = {
  error: { code: string; fields?: Record<string, string>; details?: Record<string, unknown> };
};

let weekday = 0;
/** Elina is open from 7 to 20 on every day of a weekday of its own, so that no test meets another's meetings. */
function openDays(dates: string[]) {
  for (const date of dates) app.openHours(date, '07:00', '20:00', childService, 'user-elina');
}
const weekly = (first: string, count: number, everyWeeks = 1) =>
  Array.from({ length: count }, (_, index) => addDays(first, index * 7 * everyWeeks));
/** Fridays and weekends, on which she has no weekly hours; a year of its own for each test. */
const newFirst = () => addDays('2027-01-08', weekday++ * 7 * 10);

const fieldsOf = (
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
const preview = (fields: Fields, solutions: Solutions = [], who: Who = 'aino') =>
  app.call(who, 'POST', `/api/services/${childService}/series-preview`, { fields, solutions });
const make = (fields: Fields, solutions: Solutions = [], who: Who = 'aino', id = newId()) =>
  app.call(who, 'POST', `/api/services/${childService}/series`, { id, fields, solutions });
async function made(fields: Fields, solutions: Solutions = [], who: Who = 'aino'): Promise<string> {
  const { status, body } = await make(fields, solutions, who);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return (body as { id: string }).id;
}
const read = async (id: string, who: Who = 'aino') =>
  (await app.call(who, 'GET', `/api/series/${id}`)).body as Detail;
type Change = Partial<Body<'changeSeries'>> & Pick<Body<'changeSeries'>, 'scope' | 'change'>;
const why = { reason: 'wrong-time', note: '', solutions: [], basedOn: 1 };
const change = (id: string, fields: Change, who: Who = 'aino') =>
  app.call(who, 'POST', `/api/series/${id}/change`, { ...why, ...fields });
const code = ({ body }: { body: unknown }) => (body as Refused).error.code;
const rows = () => app.store.read((tx) => tx.select().from(schema.appointment).all());
const claimsAt = (startsAt: number) =>
  app.store
    .read((tx) => tx.select().from(schema.claim).all())
    .filter((claim) => claim.startsAt === startsAt)
    .map(({ resourceId, kind }) => `${resourceId} ${kind}`)
    .sort();

describe('a series', () => {
  it('[T4] [H10] over both changes of the clock keeps its time on it, and claims everybody who is required', async () => {
    const first = '2027-03-05';
    openDays(weekly(first, 40));
    const id = await made(fieldsOf(first, 40));
    const { meetings } = await read(id);
    expect(meetings).toHaveLength(40);
    const stored = rows().filter((row) => meetings.some(({ appointmentId }) => appointmentId === row.id));
    expect(stored.map(({ startsAt }) => wallTimeOf(startsAt))).toEqual(Array(40).fill('10:00'));
    expect(new Set(stored.map(({ startsAt }) => startsAt - instantOf(addDays(first, 0), '00:00'))).size).toBe(
      40,
    );
    expect(claimsAt(instantOf('2027-10-29', '10:00'))).toEqual(
      ['user-aino booking', 'user-elina booking', 'user-pekka booking'].sort(),
    );
    expect(claimsAt(instantOf('2027-11-05', '10:00'))).toHaveLength(3);
  });

  it('[T3] of ten years is refused and says how far it can go', async () => {
    const refused = await make(fieldsOf('2027-01-08', 80, {}, { untilDate: '2037-01-08' }));
    expect(refused.status).toBe(422);
    expect((refused.body as Refused).error).toMatchObject({
      fields: { untilDate: 'too-far' },
      details: { last: '2029-01-08' },
    });
    expect((await preview(fieldsOf('2027-01-08', 520))).body).toMatchObject({
      error: { fields: { count: 'too-many' }, details: { most: 80 } },
    });
  });

  it('[B6] that is confirmed twice is one series', async () => {
    const first = newFirst();
    openDays(weekly(first, 3));
    const id = newId();
    const answers = await Promise.all([1, 2, 3].map(() => make(fieldsOf(first, 3), [], 'aino', id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    expect(rows().filter(({ startsAt }) => startsAt === instantOf(first, '10:00'))).toHaveLength(1);
    // Somebody else's page can't guess into it.
    expect((await make(fieldsOf(first, 3), [], 'pekka', id)).status).toBe(404);
  });
});
