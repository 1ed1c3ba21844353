import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Reply } from '#protocol';
import { fieldsOf, refusalOf, seriesDesk } from '#support/series.ts';
import { startTestApp, type TestApp } from '#support/test-app.ts';

let app: TestApp;
let desk: ReturnType<typeof seriesDesk>;
let seriesId: string;
let meetings: string[];
beforeAll(async () => {
  app = await startTestApp();
  desk = seriesDesk(app);
  desk.openFridays('2026-12-11', 2);
  const subject = { kind: 'new-case' as const, initials: 'O.L.', birthYear: 2017 };
  seriesId = await desk.made(fieldsOf('2026-12-11', 2, { subject, consentNoted: true }));
  const { meetings: all } = await desk.read(seriesId);
  meetings = all.map(({ appointmentId }) => appointmentId!);
});
afterAll(() => app.close());

const slotsOf = async (id: string) =>
  ((await app.call('aino', 'GET', `/api/appointments/${id}/case-slots`)).body as Reply<'readCaseSlots'>)
    .slots;
const shorten = () =>
  desk.change(seriesId, {
    ...{ scope: { kind: 'all' }, change: { kind: 'time', time: '10:00', lengthMinutes: 30 } },
    basedOn: 1,
  });

it('[T10] a meeting that becomes shorter keeps the slots that it holds, and puts no case out', async () => {
  const cases = ((await app.call('aino', 'GET', '/api/cases')).body as Reply<'listCases'>).cases;
  const caseId = cases[0]!.id;
  const give = (id: string, index: number, given: string | null, was: string | null) =>
    app.call('aino', 'PUT', `/api/appointments/${id}/case-slots/${index}`, {
      caseId: given,
      was,
      from: null,
    });
  for (const id of meetings)
    expect(
      (await app.call('aino', 'PUT', `/api/appointments/${id}/case-slots`, { minutes: 15 })).status,
    ).toBe(200);
  expect((await give(meetings[1]!, 3, caseId, null)).status).toBe(200);
  expect(refusalOf(await shorten()).code).toBe('slots-in-use');
  expect((await slotsOf(meetings[0]!)).length).toBe(4);
  expect((await give(meetings[1]!, 3, null, caseId)).status).toBe(200);
  expect((await give(meetings[1]!, 1, caseId, null)).status).toBe(200);
  expect((await shorten()).status).toBe(200);
  expect((await slotsOf(meetings[0]!)).map(({ isTaken }) => isTaken)).toEqual([false, false]);
  expect((await slotsOf(meetings[1]!)).map(({ isTaken }) => isTaken)).toEqual([false, true]);
});
