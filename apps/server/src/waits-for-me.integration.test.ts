import { afterAll, beforeAll, expect, it } from 'vitest';
import { dayMs, hourMs } from '#domain';
import { newId, schema, serviceHandlers } from '#db';
import type { Reply } from '#protocol';
import { childService, request, slotAt, startTestApp, type TestApp, type Who } from '#support/test-app.ts';
import { votesIn } from '#support/votes.ts';

let app: TestApp;
let votes: ReturnType<typeof votesIn>;
beforeAll(async () => {
  app = await startTestApp();
  votes = votesIn(app);
  app.store.write((tx) => {
    tx.update(schema.healthcareService).set({ route: 'either' }).run();
    const organisationId = 'org-sairaala';
    serviceHandlers.replace(tx, { id: childService, organisationId }, ['user-leena', 'user-elina']);
  });
});
afterAll(() => app.close());

const waiting = async (who: Who) =>
  (await app.call(who, 'GET', '/api/my-day/waiting')).body as Reply<'waitsForMe'>;
const told = async (who: Who) => (await waiting(who)).items.map(({ kind, id }) => `${kind} ${id}`);
async function send(who: Who = 'aino', more: Partial<typeof request> = {}): Promise<string> {
  const { body } = await app.call(who, 'POST', '/api/sent-requests', {
    ...{ draftId: newId(), serviceId: childService },
    content: { ...request, ...more, subject: { kind: 'new-case', initials: 'Q.Z.', birthYear: 2017 } },
  });
  return (body as { id: string }).id;
}
const act = (who: Who, id: string, what: string, body: object = {}) =>
  app.call(who, 'POST', `/api/triage/${id}/${what}`, body);

it('[Y23] a request waits for those who are named for its service until a colleague works on it; a question for who asked', async () => {
  expect(await waiting('leena')).toMatchObject({ items: [], total: 0 });
  const later = await send();
  const first = await send('pekka', { urgency: 'urgent' });
  // Y3: the urgent one is promised sooner.
  const both = [`triage ${first}`, `triage ${later}`];
  expect(await told('leena')).toEqual(both);
  expect(await told('elina')).toEqual(both);
  for (const who of ['johan', 'aino'] as const) expect(await told(who)).toEqual([]);
  await act('leena', first, 'take');
  expect(await told('leena')).toEqual(both);
  expect(await told('elina')).toEqual(both.slice(1));
  await act('leena', first, 'ask', { text: 'Kuinka pitkään?' });
  expect(await told('pekka')).toEqual([`question ${first}`]);
  for (const who of ['leena', 'elina'] as const) expect(await told(who)).toEqual(both.slice(1));
  // A lapsed take is nobody's (Y5).
  await act('leena', later, 'take');
  expect(await told('elina')).toEqual([]);
  app.clock.now += hourMs;
  expect(await told('elina')).toEqual(both.slice(1));
  await app.call('pekka', 'POST', `/api/sent-requests/${first}/answer`, { text: 'Kaksi viikkoa.' });
  expect(await told('pekka')).toEqual([]);
  expect((await told('elina')).toSorted()).toEqual(both.toSorted());
});

it('[Y23] the day of those who are named is told live of a request that comes', async () => {
  const page = await app.page('elina');
  await page.ask('my-day:watch', {});
  await send();
  await page.until('my-day:changed');
});

it('[Y23] tells nothing of the child, and of many the most pressing with how many there are', async () => {
  for (let n = 0; n < 9; n++) await send();
  const { items, total } = await waiting('elina');
  expect([items.length, total]).toEqual([8, 12]);
  expect(items[0]).toMatchObject({ kind: 'triage', requesterName: 'Pekka Korpela' });
  expect(JSON.stringify(items)).not.toMatch(/Q\.Z\.|2017/);
  expect(JSON.stringify(items)).not.toContain(request.question);
});

it('[N15] [N8] a proposal waits for its convener once a time suits or what was agreed fell through, and the list says the same as its page', async () => {
  const { newMonday, propose, read, say, confirm } = votes;
  const at = newMonday();
  const { id, mother, otto } = await propose([at('09:00'), at('10:00')]);
  const listed = async () => {
    const { body } = await app.call('aino', 'GET', '/api/proposals');
    return (body as Reply<'listProposals'>).proposals.find((each) => each.id === id);
  };
  expect(await told('aino')).toEqual([]);
  await say(otto, at('09:00'), 'yes');
  expect(await listed()).toMatchObject({ isReady: false, waitsForConvener: false, fellThrough: null });
  await say(mother, at('09:00'), 'yes');
  expect(await listed()).toMatchObject({ status: 'proposed', isReady: true, waitsForConvener: true });
  expect((await waiting('aino')).items).toMatchObject([{ kind: 'proposal', id, dueAt: at('09:00') }]);
  await confirm(id, at('09:00'));
  expect(await told('aino')).toEqual([]);
  expect(await listed()).toMatchObject({ status: 'agreed', fellThrough: null, waitsForConvener: false });
  await say(mother, at('09:00'), 'no');
  // Others' answers are missing, and still it is the convener's turn to say what becomes of it.
  const { status, fellThrough } = await read(id);
  expect([status, fellThrough?.startsAt]).toEqual(['proposed', at('09:00')]);
  expect(await listed()).toMatchObject({
    ...{ fellThrough: { startsAt: at('09:00') }, waitsForConvener: true },
    // What fell through is not the next time.
    firstAt: at('10:00'),
  });
  expect((await waiting('aino')).items).toMatchObject([
    { kind: 'proposal', id, proposal: { fellThrough: { startsAt: at('09:00') } } },
  ]);
  expect(await told('pekka')).toEqual([]);
  await app.call('aino', 'POST', `/api/proposals/${id}/end`, {});
  expect(await told('aino')).toEqual([]);
  expect(await listed()).toMatchObject({ status: 'ended', fellThrough: null });
});

it('[Y23] the answer of a visit that was held waits for its specialist until it is signed, and sixty days', async () => {
  const own = await startTestApp();
  const { appointmentId: id } = await own.book(slotAt(0));
  const items = async (who: Who) =>
    ((await own.call(who, 'GET', '/api/my-day/waiting')).body as Reply<'waitsForMe'>).items;
  own.clock.now = slotAt(0) + hourMs;
  expect(await items('elina'), 'nobody knows yet whether it was held').toEqual([]);
  own.store.write((tx) => {
    tx.update(schema.appointment)
      .set({ status: 'fulfilled', statusAt: slotAt(0) })
      .run();
    tx.update(schema.encounter).set({ status: 'finished', finishedAt: own.clock.now }).run();
  });
  const waits = { kind: 'answer', id, startsAt: slotAt(0), requesterName: 'Aino Lampi' };
  expect(await items('elina')).toMatchObject([waits]);
  for (const who of ['aino', 'johan', 'leena'] as const) expect(await items(who)).toEqual([]);
  own.clock.now = slotAt(0) + 60 * dayMs;
  expect(await items('elina')).toEqual([]);
  own.clock.now -= 1;
  expect(await items('elina')).toMatchObject([waits]);
  const content = { kind: 'advice', recommendation: 'Jatketaan näin.', followUp: '', mandate: '' };
  const sign = `/api/appointments/${id}/answer/sign`;
  expect((await own.call('elina', 'POST', sign, { content, basedOn: null })).status).toBe(200);
  expect(await items('elina')).toEqual([]);
  await own.close();
});

it('[P5] [Y23] the answer of a visit by phone waits for its specialist once its time has passed, unless it was missed', async () => {
  const own = await startTestApp();
  own.store.write((tx) => tx.update(schema.healthcareService).set({ modality: 'phone' }).run());
  const { appointmentId: id } = await own.book(slotAt(0));
  const items = async () =>
    ((await own.call('elina', 'GET', '/api/my-day/waiting')).body as Reply<'waitsForMe'>).items;
  const { appointment } = (await own.call('elina', 'GET', `/api/appointments/${id}`))
    .body as Reply<'readAppointment'>;
  own.clock.now = appointment.endsAt - 1;
  expect(await items()).toEqual([]);
  own.clock.now = appointment.endsAt;
  expect(await items()).toMatchObject([{ kind: 'answer', id }]);
  own.clock.now += 1;
  const listed = await own.call('elina', 'GET', '/api/appointments?view=past&state=answer-missing');
  expect((listed.body as Reply<'listAppointments'>).appointments).toMatchObject([{ id }]);
  expect((await own.call('elina', 'POST', `/api/appointments/${id}/no-show`, {})).status).toBe(200);
  expect(await items()).toEqual([]);
  await own.close();
});
