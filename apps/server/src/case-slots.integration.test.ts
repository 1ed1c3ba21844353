import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { minuteMs } from '#domain';
import { newId, schema } from '#db';
import type { Reply } from '#protocol';
import { slotAt, startTestApp, type TestApp, type Who } from '#support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

type Slots = Reply<'readCaseSlots'>;
const code = ({ body }: { body: unknown }) => (body as { error: { code: string } }).error.code;
const slotsOf = ({ body }: { body: unknown }) => (body as Slots).slots;

let weeks = 1;
/** A meeting of three quarters that Aino asked for, and cases of hers. */
async function meeting() {
  const { appointmentId, tokens } = await app.book(slotAt(0, weeks++));
  const path = `/api/appointments/${appointmentId}/case-slots`;
  const read = (who: Who = 'aino') => app.call(who, 'GET', path);
  const cut = (minutes: number, who: Who = 'aino') => app.call(who, 'PUT', path, { minutes });
  const assign = (
    index: number,
    caseId: string | null,
    {
      was = null,
      from = null,
      who = 'aino',
      ...seen
    }: { was?: string | null; from?: number | null; who?: Who; startsAt?: number } = {},
  ) => app.call(who, 'PUT', `${path}/${index}`, { caseId, was, from, ...seen });
  return { appointmentId, token: tokens[0]!, read, cut, assign };
}
function newCase(organisationId = 'org-lehtola', responsibleWorkerId = 'user-aino', initials = 'A.B.') {
  const id = newId();
  app.store.write((tx) =>
    tx
      .insert(schema.childCase)
      .values({
        id,
        organisationId,
        initials,
        birthYear: 2015,
        responsibleWorkerId,
        createdAt: app.clock.now,
      })
      .run(),
  );
  return id;
}
const labels = (slots: Slots['slots']) => slots.map((slot) => slot.case?.label ?? null);

it('[T10] cuts a meeting into slots of so many minutes, and what is left over is nobody’s', async () => {
  const { read, cut } = await meeting();
  expect((await read()).body).toMatchObject({ state: 'not-cut', slots: [], mayCut: true });
  const { body } = await cut(20);
  const { slots, state } = body as Slots;
  expect(state).toBe('cut');
  expect(slots.map(({ startsAt, endsAt }) => (endsAt - startsAt) / minuteMs)).toEqual([20, 20]);
  expect(slots[1]!.startsAt).toBe(slots[0]!.endsAt);
  expect((await cut(60)).status).toBe(400);
  expect((await cut(0)).body).toMatchObject({ state: 'not-cut' });
});

it('[T10] gives, moves and takes back; no slot has two cases and no case two slots', async () => {
  const { cut, assign } = await meeting();
  await cut(15);
  const [one, two] = [newCase(), newCase('org-lehtola', 'user-aino', 'C.D.')];
  expect(labels(slotsOf(await assign(0, one)))).toEqual(['A.B., 2015', null, null]);
  expect(code(await assign(0, two))).toBe('case-slot-taken');
  // Its page does not know that it has a slot already.
  expect(code(await assign(1, one))).toBe('case-has-slot');
  expect(labels(slotsOf(await assign(2, one, { from: 0 })))).toEqual([null, null, 'A.B., 2015']);
  expect(labels(slotsOf(await assign(2, two, { was: one })))).toEqual([null, null, 'C.D., 2015']);
  expect(code(await cut(10))).toBe('slots-in-use');
  expect(code(await assign(2, null, { was: one }))).toBe('case-slot-taken');
  expect(labels(slotsOf(await assign(2, null, { was: two })))).toEqual([null, null, null]);
  expect(code(await assign(7, one))).toBe('unknown-slot');
});

it('[T10] gives no case a slot that begins at another time than its coordinator saw', async () => {
  const { read, cut, assign } = await meeting();
  const [, seen] = slotsOf(await cut(15));
  const [, cutAnew] = slotsOf(await cut(20));
  const one = newCase();
  expect(code(await assign(1, one, { startsAt: seen!.startsAt }))).toBe('case-slot-taken');
  expect(labels(slotsOf(await read()))).toEqual([null, null]);
  expect(labels(slotsOf(await assign(1, one, { startsAt: cutAnew!.startsAt })))).toEqual([
    null,
    'A.B., 2015',
  ]);
});

it('[T10] of many who give one slot at once, one wins and the others are told', async () => {
  const { cut, assign } = await meeting();
  await cut(15);
  const cases = Array.from({ length: 12 }, (_, n) => newCase('org-lehtola', 'user-aino', `C${n}`));
  const answers = await Promise.all(cases.map((id) => assign(1, id)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(new Set(answers.filter(({ status }) => status !== 200).map(code))).toEqual(
    new Set(['case-slot-taken']),
  );
});

it('[T10] nothing changes once a slot has begun', async () => {
  const { cut, assign, read } = await meeting();
  await cut(15);
  const id = newCase();
  await assign(0, id);
  const before = app.clock.now;
  app.clock.now = slotsOf(await read())[0]!.startsAt;
  expect(code(await cut(10))).toBe('meeting-begun');
  expect(code(await assign(0, null, { was: id }))).toBe('meeting-begun');
  expect(code(await assign(2, id, { from: 0 }))).toBe('meeting-begun');
  expect((await assign(2, newCase())).status).toBe(200);
  expect(slotsOf(await read()).map(({ mayChange }) => mayChange)).toEqual([false, true, true]);
  app.clock.now = before;
});

it('[T10] [R2] shows the slots to staff of the visit only, and takes their own cases only', async () => {
  const { cut, assign, read, token } = await meeting();
  await cut(15);
  await assign(0, newCase());
  expect(labels(slotsOf(await read('elina')))[0]).toBe('A.B., 2015');
  expect(slotsOf(await read('elina')).every(({ mayChange }) => !mayChange)).toBe(true);
  expect((await read('pekka')).status).toBe(404);
  expect((await assign(1, newCase(), { who: 'elina' })).status).toBe(403);
  // Somebody else's case, and another organisation's.
  expect((await assign(1, newCase('org-lehtola', 'user-maria'))).status).toBe(404);
  expect((await assign(1, newCase('org-hiekkala', 'user-pekka'))).status).toBe(404);
  for (const path of ['/api/guest/visit', '/api/guest/form'])
    expect(JSON.stringify((await app.call({ token }, 'GET', path)).body)).not.toContain('A.B.');
});

it('[B2] a meeting without client data has no case slots', async () => {
  const { appointmentId, cut, read } = await meeting();
  app.store.write((tx) => tx.update(schema.appointment).set({ anonymousOnly: true }).run());
  expect((await read()).body).toMatchObject({ state: 'anonymous-only', slots: [], mayCut: false });
  expect(code(await cut(15))).toBe('no-case-slots');
  app.store.write((tx) => tx.update(schema.appointment).set({ anonymousOnly: false }).run());
  expect(appointmentId).toBeTruthy();
});

it('[T10] [H11] a meeting that moves takes its slots along, and everybody’s page is told of a change', async () => {
  const { appointmentId, cut, assign, read } = await meeting();
  const page = await app.page('aino');
  await page.ask('my-day:watch', {});
  await cut(15);
  await page.until('my-day:changed');
  await assign(1, newCase());
  const before = slotsOf(await read());
  const moved = await app.call('aino', 'POST', `/api/appointments/${appointmentId}/move`, {
    ...{ practitionerId: 'user-elina', startsAt: before[0]!.startsAt + 45 * minuteMs },
    ...{ reason: 'wrong-time', note: '', override: null },
  });
  expect(moved.status).toBe(200);
  const after = slotsOf(await read());
  expect(labels(after)).toEqual(labels(before));
  expect(after[1]!.startsAt).toBe(before[1]!.startsAt + 45 * minuteMs);
  const events = app.store.read((tx) => tx.select().from(schema.auditEvent).all());
  expect(events.filter(({ entityId }) => entityId === appointmentId).map(({ action }) => action)).toEqual(
    expect.arrayContaining(['cut-case-slots', 'give-case-slot']),
  );
});

it('[T10] whose slots a cancelled meeting had is told still, and no more once another has taken its place', async () => {
  const { appointmentId, cut, assign, read } = await meeting();
  await cut(15);
  await assign(1, newCase());
  const off = await app.call('aino', 'POST', `/api/appointments/${appointmentId}/cancel`, {
    ...{ reason: 'wrong-time', note: '' },
  });
  expect([off.status, off.body]).toEqual([200, off.body]);
  expect(labels(slotsOf(await read()))).toEqual([null, 'A.B., 2015', null]);
  expect(slotsOf(await read()).some(({ mayChange }) => mayChange)).toBe(false);
  expect(code(await assign(2, newCase()))).toBe('appointment-over');
  const other = await meeting();
  app.store.write((tx) =>
    tx
      .update(schema.appointment)
      .set({ successorId: other.appointmentId })
      .where(eq(schema.appointment.id, appointmentId))
      .run(),
  );
  expect(slotsOf(await read())).toEqual([]);
});
