import ICAL from 'ical.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

describe('a letter about one meeting of a series', () => {
  const texts = {
    fi: ['kutsuu sinut tapaamiseen:', 'Tapaamiseen on tullut muutos', 'Tämä tapaaminen on peruttu'],
    sv: ['kallar dig till ett möte:', 'Mötet har ändrats', 'Det här mötet är inställt'],
    en: ['invites you to a meeting:', 'The meeting has changed', 'This meeting is cancelled'],
    se: ['bovde du deaivvadeapmái:', 'Deaivvadeapmái lea boahtán', 'Dát deaivvadeapmi lea šluhttejuvvon'],
  };
  it('[T11] speaks of one: to a family that is invited, has another time, or is told that it is off', async () => {
    const [first, second] = desk.openFridays('2027-03-05', 2);
    const guests = (['fi', 'sv', 'en', 'se'] as const).map((language) => ({
      ...{
        name: `Vanhempi ${language}`,
        channel: 'email' as const,
        address: `${language}@example.fi`,
        language,
      },
    }));
    const bodyTo = (language: string) =>
      app.outbox().findLast(({ recipient }) => recipient === `${language}@example.fi`)!.body;
    const id = await desk.made(fieldsOf(first!, 2));
    const scope = { kind: 'one' as const, n: 2 };
    const steps = [
      () => desk.people(id, { scope, guests }),
      () => desk.change(id, { scope, change: { kind: 'date', date: second!, time: '13:00' }, basedOn: 2 }),
      () => desk.change(id, { scope, change: { kind: 'cancel' }, basedOn: 3 }),
    ];
    for (const [index, step] of steps.entries()) {
      expect((await step()).status).toBe(200);
      for (const { language } of guests) expect(bodyTo(language)).toContain(texts[language][index]);
    }
  });

  it('[T11] speaks of one to a professional too, and of several when there are several', async () => {
    const [first] = desk.openFridays('2027-04-09', 3);
    const bodyTo = (who: string) => app.outbox().findLast(({ recipient }) => recipient.startsWith(who))!.body;
    const id = await desk.made(fieldsOf(first!, 3));
    expect(bodyTo('pekka')).toContain('sarjaan, jossa on 3 tapaamista');
    const scope = { kind: 'one' as const, n: 2 };
    await desk.people(id, { scope, outIds: ['user-pekka'] });
    expect(bodyTo('pekka')).toContain('tähän sarjan tapaamiseen');
    await desk.people(id, { scope, invite: [{ id: 'user-pekka', need: 'required' }], basedOn: 2 });
    expect(bodyTo('pekka')).toContain('Sinut on kutsuttu tapaamiseen');
    await desk.change(id, { scope, change: { kind: 'cancel' }, basedOn: 3 });
    expect(bodyTo('pekka')).toContain('Tämä sarjan tapaaminen on peruttu');
    await desk.change(id, { scope: { kind: 'all' }, change: { kind: 'cancel' }, basedOn: 4 });
    expect(bodyTo('pekka')).toContain('Nämä sarjan tapaamiset on peruttu');
  });
});
