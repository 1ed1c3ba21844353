import { afterAll, beforeAll, expect, it } from 'vitest';
import { addDays, instantOf } from '#domain';
import { schema } from '#db';
import type { Reply } from '#protocol';
import { fieldsOf, seriesDesk } from '#support/series.ts';
import { startTestApp, type TestApp, type Who } from '#support/test-app.ts';

let app: TestApp;
let desk: ReturnType<typeof seriesDesk>;
beforeAll(async () => {
  app = await startTestApp();
  desk = seriesDesk(app);
});
afterAll(() => app.close());

const listed = async (query: string, who: Who = 'aino') =>
  (await app.call(who, 'GET', `/api/series?${query}`)).body as Reply<'listSeries'>;
const names = ({ series }: Reply<'listSeries'>) => series.map(({ name }) => name);

it('a list of series is narrowed, sorted and paged by the server, and shows nobody else’s', async () => {
  const later = desk.openFridays('2027-03-05', 2);
  const sooner = desk.openFridays('2027-01-08', 2);
  await desk.made(fieldsOf(later[0]!, 2, { name: 'Ämmän ryhmä' }));
  await desk.made(fieldsOf(sooner[0]!, 2, { name: 'Öinen ryhmä' }));
  expect(names(await listed(''))).toEqual(['Öinen ryhmä', 'Ämmän ryhmä']);
  expect(names(await listed('sort=name'))).toEqual(['Ämmän ryhmä', 'Öinen ryhmä']);
  expect(names(await listed(`q=${encodeURIComponent('ämmän SAARIKKO')}`))).toEqual(['Ämmän ryhmä']);
  expect(await listed('q=ei-sellaista')).toMatchObject({ series: [], total: 0, hasAny: true });
  expect(await listed('', 'johan')).toMatchObject({ series: [], hasAny: false });
  app.clock.now = instantOf('2027-02-01', '09:00');
  expect(names(await listed('state=over'))).toEqual(['Öinen ryhmä']);
  expect(names(await listed('state=going'))).toEqual(['Ämmän ryhmä']);
  expect((await app.call('aino', 'GET', '/api/series?page=0')).status).toBe(400);
});

it('each of many series is on one page', async () => {
  const total = 28;
  app.store.write((tx) => {
    const [one] = tx.select().from(schema.series).limit(1).all();
    for (let n = 2; n < total; n++)
      tx.insert(schema.series)
        .values({ ...one!, id: `s${n}` })
        .run();
  });
  const pages = [await listed('page=1'), await listed('page=2')];
  expect(pages.map(({ page, pages, total }) => [page, pages, total])).toEqual([
    [1, 2, total],
    [2, 2, total],
  ]);
  expect(new Set(pages.flatMap(({ series }) => series.map(({ id }) => id))).size).toBe(total);
});

it('[T13] a series says how it went and how it goes; the list once the first is over how it goes', async () => {
  const [first] = desk.openFridays('2027-05-07', 4);
  const id = await desk.made(fieldsOf(first!, 4, { name: 'Kahden ajan ryhmä' }));
  const change = { kind: 'time' as const, time: '13:00', lengthMinutes: 60 };
  const changed = await desk.change(id, { scope: { kind: 'following', n: 3 }, change });
  expect(changed.body).toEqual({ changed: 2 });
  const rule = { kind: 'weekly', everyWeeks: 1, weekday: 5 };
  const phases = [
    { rule, time: '10:00', lengthMinutes: 60, from: first!, to: addDays(first!, 7) },
    { rule, time: '13:00', lengthMinutes: 60, from: addDays(first!, 14), to: addDays(first!, 21) },
  ];
  const inList = async () => (await listed('q=kahden')).series[0]!.phases;
  expect((await desk.read(id)).phases).toEqual(phases);
  expect(await inList()).toEqual(phases);
  app.clock.now = instantOf(addDays(first!, 8), '09:00');
  expect((await desk.read(id)).phases).toEqual(phases);
  expect(await inList()).toEqual(phases.slice(1));
  // T5: all that are left go; then it goes by its rule alone, if it went at all.
  await desk.change(id, { scope: { kind: 'all' }, change: { kind: 'cancel' }, basedOn: 2 });
  expect(await inList()).toEqual(phases.slice(0, 1));
});
