import ICAL from 'ical.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { instantOf } from '#domain';
import { fieldsOf, seriesDesk } from '#support/series.ts';
import { startTestApp, type TestApp } from '#support/test-app.ts';

let app: TestApp;
let desk: ReturnType<typeof seriesDesk>;
beforeAll(async () => {
  app = await startTestApp();
  desk = seriesDesk(app);
});
afterAll(() => app.close());

type Entry = { sequence: number; startsAt: number; status: string; attendees: number };

/** What a calendar reads in the last letter to Pekka: the method, and each entry by its UID. */
function lastFile(): { method: string; entries: Map<string, Entry> } {
  const letter = app.outbox().findLast(({ recipient }) => recipient.startsWith('pekka'))!;
  const file = new ICAL.Component(ICAL.parse(letter.calendar!) as [string, unknown[], unknown[]]);
  const entries = file.getAllSubcomponents('vevent').map((component): [string, Entry] => {
    const event = new ICAL.Event(component);
    const entry = {
      ...{ sequence: event.sequence, startsAt: event.startDate.toJSDate().getTime() },
      ...{ status: String(component.getFirstPropertyValue('status')), attendees: event.attendees.length },
    };
    return [event.uid, entry];
  });
  return { method: String(file.getFirstPropertyValue('method')), entries: new Map(entries) };
}

it('[H11] [P3] a change and a cancellation of one meeting replace its entry: the same UID, a higher sequence', async () => {
  const dates = desk.openFridays('2027-01-08', 3);
  const id = await desk.made(fieldsOf(dates[0]!, 3));
  const all = lastFile();
  expect([all.method, [...all.entries.values()].map(({ sequence }) => sequence)]).toEqual([
    'PUBLISH',
    [0, 0, 0],
  ]);
  const [uid] = [...all.entries].find(([, { startsAt }]) => startsAt === instantOf(dates[1]!, '10:00'))!;
  const scope = { kind: 'one' as const, n: 2 };
  await desk.change(id, { scope, change: { kind: 'date', date: dates[1]!, time: '13:00' } });
  const moved = lastFile();
  expect(moved.method).toBe('REQUEST');
  expect([...moved.entries]).toEqual([
    [uid, { sequence: 1, startsAt: instantOf(dates[1]!, '13:00'), status: 'CONFIRMED', attendees: 1 }],
  ]);
  await desk.change(id, { scope, change: { kind: 'cancel' }, basedOn: 2 });
  const cancelled = lastFile();
  expect(cancelled.method).toBe('CANCEL');
  expect([...cancelled.entries]).toEqual([
    [uid, { sequence: 2, startsAt: instantOf(dates[1]!, '13:00'), status: 'CANCELLED', attendees: 1 }],
  ]);
});

it('[T11] who is taken out and invited again has the entry again: each time the sequence is higher', async () => {
  const dates = desk.openFridays('2027-02-19', 1);
  const id = await desk.made(fieldsOf(dates[0]!, 1));
  const sequences = () =>
    [...lastFile().entries].map(([uid, { sequence, status }]) => [uid, sequence, status]);
  const [[uid]] = sequences() as [[string]];
  await desk.people(id, { outIds: ['user-pekka'] });
  expect([lastFile().method, sequences()]).toEqual(['CANCEL', [[uid, 1, 'CANCELLED']]]);
  await desk.people(id, { invite: [{ id: 'user-pekka', need: 'required' }], basedOn: 2 });
  expect([lastFile().method, sequences()]).toEqual(['REQUEST', [[uid, 2, 'CONFIRMED']]]);
});
