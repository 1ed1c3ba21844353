import { afterAll, beforeAll, expect, it } from 'vitest';
import { instantOf, minuteMs } from '#domain';
import { newId } from '#db';
import type { Reply } from '#protocol';
import { fieldsOf, refusalOf, seriesDesk } from '#support/series.ts';
import { childService, startTestApp, type TestApp } from '#support/test-app.ts';

let app: TestApp;
let desk: ReturnType<typeof seriesDesk>;
beforeAll(async () => {
  app = await startTestApp();
  desk = seriesDesk(app);
});
afterAll(() => app.close());

type Preview = Reply<'previewSeries'>;

it('[T8] [H7] a time that somebody else only holds is told apart, with until when, and can be had then', async () => {
  const dates = desk.openFridays('2026-11-27', 2);
  const at = instantOf(dates[1]!, '10:00');
  const wanted = { serviceId: childService, practitionerId: 'user-elina', startsAt: at };
  expect((await app.call('leena', 'POST', '/api/holds', wanted)).status).toBe(201);
  const until = app.clock.now + 10 * minuteMs;
  const fields = fieldsOf(dates[0]!, 2);
  const answer = (await desk.preview(fields)).body as Preview;
  const held = { why: 'on-hold', names: ['Elina Saarikko'], until };
  expect(answer.meetings.map(({ conflicts }) => conflicts)).toEqual([[], [held]]);
  expect(JSON.stringify(answer)).not.toContain('Leena');
  // Sent all the same it is refused with the same list, and nothing is written or taken from whoever holds it.
  const id = newId();
  const refused = refusalOf(await desk.make(fields, [], 'aino', id)).details as unknown as Preview;
  expect(refused.meetings[1]!.conflicts).toEqual([held]);
  expect(desk.claimsAt(dates[1]!)).toEqual(['user-elina hold']);
  // Whoever holds it themselves is not in their own way.
  const own = (await desk.preview(fieldsOf(dates[0]!, 2, { requiredIds: [] }), [], 'leena')).body as Preview;
  expect(own.meetings.flatMap(({ conflicts }) => conflicts)).toEqual([]);
  const before = app.clock.now;
  app.clock.now = until;
  expect((await desk.make(fields, [], 'aino', id)).status).toBe(201);
  app.clock.now = before;
});

it('[T8] a change stands back from a hold as well, and says so', async () => {
  const dates = desk.openFridays('2026-12-11', 2);
  const id = await desk.made(fieldsOf(dates[0]!, 2));
  const startsAt = instantOf(dates[1]!, '13:00');
  const wanted = { serviceId: childService, practitionerId: 'user-elina', startsAt };
  expect((await app.call('leena', 'POST', '/api/holds', wanted)).status).toBe(201);
  const refused = await desk.change(id, {
    ...{ scope: { kind: 'all' }, change: { kind: 'time', time: '13:00', lengthMinutes: 60 } },
  });
  const { meetings } = refusalOf(refused).details as unknown as Preview;
  const until = app.clock.now + 10 * minuteMs;
  expect(meetings.map(({ conflicts }) => conflicts)).toEqual([
    ...[[], [{ why: 'on-hold', names: ['Elina Saarikko'], until }]],
  ]);
});
