import { afterEach, beforeEach, expect, it } from 'vitest';
import { minuteMs } from '#domain';
import { dutyPlaces, schema } from '#db';
import { slotAt, startTestApp, type TestApp } from '#support/test-app.ts';
import { dutyService, dutyTest, settle, turnOf, until } from '#support/duty.ts';

let app: TestApp;
let duty: ReturnType<typeof dutyTest>;
beforeEach(async () => {
  app = await startTestApp();
  duty = dutyTest(app);
});
afterEach(() => app.close());

it('[I8] a guest takes a number, whoever is on duty presses "next", and both are in the call without another press', async () => {
  const link = await duty.open();
  const sanna = await app.page('sanna');
  await duty.shift('sanna', 'on');
  const { line } = await duty.take(link, { name: 'Laura' });
  await until(() =>
    expect(line.states.at(-1)).toMatchObject({ state: 'waiting', place: 1, isStaffed: true }),
  );
  const taken = await duty.next('sanna');
  expect(taken).toMatchObject({ status: 200, body: { current: { name: 'Laura', isInCall: false } } });
  await until(() => expect(line.states.at(-1)).toMatchObject({ state: 'turn' }));
  const turn = line.states.at(-1);
  expect(turn).toMatchObject({ state: 'turn', hostName: 'Sanna Koskela' });
  const guest = await app.page({ token: (turn as { token: string }).token });
  const { appointmentId } = turn as { appointmentId: string };
  expect(await sanna.enter(appointmentId)).toMatchObject({ data: { state: 'joined' } });
  expect(await guest.enter(null)).toMatchObject({ ok: true });
  await until(async () => expect((await duty.desk('sanna')).current).toMatchObject({ isInCall: true }));
  const told = () => guest.notices.filter(({ name }) => name === 'visit:whereabouts').at(-1)?.data;
  await until(() => expect(told()).toMatchObject({ state: 'joined' }));
  await sanna.ask('visit:end', {});
  await until(() => expect(line.states.at(-1)).toMatchObject({ state: 'over', because: 'done' }));
  expect((await duty.desk('sanna')).current).toBeNull();
  expect(app.outbox()).toEqual([]);
});

it.each([
  ['it is back', 'tab-1'],
  ['their page is loaded anew', 'tab-2'],
])('[I8] a guest whose line is down when the other comes in is let in when %s', async (_what, tabId) => {
  const link = await duty.open();
  const sanna = await app.page('sanna');
  await duty.shift('sanna', 'on');
  const { line } = await duty.take(link);
  await duty.next('sanna');
  await until(() => expect(turnOf(line).state).toBe('turn'));
  const { appointmentId, token } = turnOf(line);
  const guest = await app.page({ token });
  expect(await guest.enter(null)).toMatchObject({ data: { state: 'waiting' } });
  guest.socket.close();
  await settle();
  await sanna.enter(appointmentId);
  await settle();
  const back = await app.page({ token });
  await back.enter(null, tabId);
  await back.until('visit:whereabouts', ({ state }) => state === 'joined');
});
it('[I8] the way into the call is the same for a page that is loaded anew, and kept no longer than the number', async () => {
  const link = await duty.open();
  await duty.shift('sanna', 'on');
  const sanna = await app.page('sanna');
  const { token, line } = await duty.take(link);
  await duty.next('sanna');
  await until(() => expect(turnOf(line).state).toBe('turn'));
  const turn = turnOf(line);
  line.close();
  await settle();
  const again = await duty.watch(token);
  expect(turnOf(again).token).toBe(turn.token);
  again.close();
  await settle();
  expect(app.duty.waysIn).toBe(1);
  await sanna.enter(turn.appointmentId);
  await (await app.page({ token: turn.token })).enter(null);
  await settle();
  expect(app.duty.waysIn).toBe(1);
  await sanna.ask('visit:end', {});
  await until(() => expect(app.duty.waysIn).toBe(0));
  expect((await duty.watch(token)).states.at(-1)).toMatchObject({ state: 'over', because: 'done' });
  expect(app.duty.waysIn).toBe(0);
});
it('[I7] two press "next" at the same moment: each gets another number, and a third is told that nobody waits', async () => {
  const link = await duty.open({ personIds: ['user-leena', 'user-elina'] });
  for (const who of ['sanna', 'leena', 'elina'] as const) await duty.shift(who, 'on');
  await duty.take(link);
  await duty.take(link);
  const answers = await Promise.all((['sanna', 'leena', 'elina'] as const).map((who) => duty.next(who)));
  const taken = answers.flatMap(({ status, body }) =>
    status === 200 ? (body as { current: { number: number } }).current.number : [],
  );
  expect(new Set(taken).size).toBe(2);
  expect(answers.filter(({ status }) => status === 409).map(({ body }) => body)).toEqual([
    { error: { code: 'nobody-waits' } },
  ]);
});
it('[I9] who closes the laptop is off duty by itself, and whoever was taken stands where they stood', async () => {
  const link = await duty.open();
  const laptop = await app.page('sanna');
  await duty.shift('sanna', 'on');
  const first = await duty.take(link);
  const second = await duty.take(link);
  await duty.next('sanna');
  await until(() =>
    expect([first.line.states.at(-1), second.line.states.at(-1)]).toMatchObject([
      { state: 'turn' },
      { place: 1 },
    ]),
  );
  const { token } = turnOf(first.line);
  laptop.socket.close();
  await settle();
  await duty.pass(2 * minuteMs - 1);
  expect((await duty.desk('leena')).queues[0]!.onDuty).toMatchObject([{ id: 'user-sanna' }]);
  await duty.pass(1);
  await until(async () => expect((await duty.desk('leena')).queues[0]!.onDuty).toEqual([]));
  await until(() =>
    expect(first.line.states.at(-1)).toMatchObject({
      state: 'waiting',
      place: 1,
      putBack: true,
      isStaffed: false,
    }),
  );
  await until(() => expect(second.line.states.at(-1)).toMatchObject({ state: 'waiting', place: 2 }));
  expect((await app.call({ token }, 'GET', '/api/guest/visit')).body).toMatchObject({ phase: 'cancelled' });
  await app.page('leena');
  await duty.shift('leena', 'on');
  expect((await duty.next('leena')).body).toMatchObject({ current: { phone: null } });
  await until(() =>
    expect(first.line.states.at(-1)).toMatchObject({ state: 'turn', hostName: 'Leena Ahola' }),
  );
  expect(turnOf(first.line).token).not.toBe(token);
});
it('[I9] a laptop that dies in the call: after two minutes its person stands in front again, and a colleague takes them', async () => {
  const link = await duty.open();
  const laptop = await app.page('sanna');
  await duty.shift('sanna', 'on');
  const { line } = await duty.take(link);
  await duty.next('sanna');
  await until(() => expect(turnOf(line).state).toBe('turn'));
  const first = turnOf(line);
  await laptop.enter(first.appointmentId);
  const guest = await app.page({ token: first.token });
  await guest.enter(null);
  await until(async () => expect((await duty.desk('sanna')).current).toMatchObject({ isInCall: true }));
  const later = await duty.take(link);
  laptop.socket.close();
  await settle();
  await duty.pass(2 * minuteMs);
  await until(() =>
    expect(line.states.at(-1)).toMatchObject({ state: 'waiting', place: 1, putBack: true, isStaffed: false }),
  );
  expect(later.line.states.at(-1)).toMatchObject({ state: 'waiting', place: 2 });
  expect((await app.call({ token: first.token }, 'GET', '/api/guest/visit')).body).toMatchObject({
    phase: 'over',
  });
  await app.page('leena');
  await duty.shift('leena', 'on');
  await duty.next('leena');
  await until(() => expect(turnOf(line)).toMatchObject({ state: 'turn', hostName: 'Leena Ahola' }));
});
it('[J5] a guest who is sent a new link in between comes in by the number’s page all the same', async () => {
  const link = await duty.open();
  await app.page('sanna');
  await duty.shift('sanna', 'on');
  const { line } = await duty.take(link);
  await duty.next('sanna');
  await until(() => expect(turnOf(line).state).toBe('turn'));
  const { appointmentId, token } = turnOf(line);
  const guest = app.store
    .read((tx) => tx.select().from(schema.participant).all())
    .find((row) => row.appointmentId === appointmentId && row.kind === 'guest')!;
  const to = { channel: 'sms', address: '040 123 4567' };
  const path = `/api/appointments/${appointmentId}/participants/${guest.id}/link`;
  expect((await app.call('sanna', 'POST', path, { to })).status).toBe(200);
  await until(() => expect(turnOf(line).token).not.toBe(token));
  const page = await app.page({ token: turnOf(line).token });
  expect(await page.enter(null)).toMatchObject({ ok: true });
});
it.each([
  ['account is closed', 'POST', '/active', { active: false }],
  ['role keeps no duty', 'PUT', '', { role: 'admin', organisationId: 'org-suvanto' }],
] as const)(
  '[I9] [U4] whose %s in the call is off duty at once, and its person stands in front again',
  async (_, method, what, change) => {
    const link = await duty.open();
    const sanna = await app.page('sanna');
    await duty.shift('sanna', 'on');
    const { line } = await duty.take(link);
    await duty.next('sanna');
    await until(() => expect(turnOf(line).state).toBe('turn'));
    const { appointmentId, token } = turnOf(line);
    await sanna.enter(appointmentId);
    const guest = await app.page({ token });
    await guest.enter(null);
    await until(async () => expect((await duty.desk('sanna')).current).toMatchObject({ isInCall: true }));
    const person = { name: 'Sanna Koskela', email: 'sanna.koskela@suvanto.example', title: '', phone: '' };
    const body = method === 'PUT' ? { ...person, language: 'fi', ...change } : change;
    expect((await app.call('mikko', method, `/api/people/user-sanna${what}`, body)).status).toBe(200);
    await until(() =>
      expect(line.states.at(-1)).toMatchObject({
        state: 'waiting',
        place: 1,
        putBack: true,
        isStaffed: false,
      }),
    );
  },
);
it('[I3] [I6] a lost line keeps the place for the grace time; then it lapses, and its page says so', async () => {
  const link = await duty.open();
  await app.page('sanna');
  await duty.shift('sanna', 'on');
  const { token, line } = await duty.take(link, { phone: '040 123 4567' });
  const other = await duty.take(link);
  line.close();
  await settle();
  await duty.pass(4 * minuteMs);
  const back = await duty.watch(token);
  expect(back.states.at(-1)).toMatchObject({ state: 'waiting', place: 1 });
  back.close();
  await settle();
  await duty.pass(5 * minuteMs);
  await until(() => expect(other.line.states.at(-1)).toMatchObject({ state: 'waiting', place: 1 }));
  expect((await duty.watch(token)).states.at(-1)).toMatchObject({ state: 'over', because: 'lapsed' });
  expect(app.store.read((tx) => tx.select().from(schema.dutyPlace).all())[0]).toMatchObject({
    name: '',
    phone: null,
  });
});
it('[I3] [I9] a server that starts again knows everybody’s place, and waits for their pages', async () => {
  const link = await duty.open();
  await app.page('sanna');
  await duty.shift('sanna', 'on');
  const { token } = await duty.take(link);
  app.store.write((tx) => dutyPlaces.allGone(tx, app.clock.now));
  await duty.pass(minuteMs);
  expect((await duty.desk('sanna')).queues[0]).toMatchObject({ you: 'on', waiting: [{ online: false }] });
  expect((await duty.watch(token)).states.at(-1)).toMatchObject({ state: 'waiting', place: 1 });
});
it('[I6] a clock that is set back an hour takes nobody’s place and nobody off duty', async () => {
  const link = await duty.open();
  const laptop = await app.page('sanna');
  await duty.shift('sanna', 'on');
  const { line } = await duty.take(link);
  line.close();
  laptop.socket.close();
  await settle();
  await duty.pass(-60 * minuteMs);
  expect((await duty.desk('sanna')).queues[0]).toMatchObject({ you: 'on', waiting: [{}] });
  await duty.pass(2 * minuteMs);
  expect((await duty.desk('sanna')).queues[0]).toMatchObject({ you: 'off', waiting: [{}] });
  await duty.pass(3 * minuteMs);
  expect((await duty.desk('sanna')).queues[0]).toMatchObject({ waiting: [] });
});
it('[I8] a number is handed over to a colleague, also out of the call, and the guest is called anew', async () => {
  const link = await duty.open();
  const sanna = await app.page('sanna');
  await app.page('leena');
  await duty.shift('sanna', 'on');
  await duty.shift('leena', 'on');
  const { line } = await duty.take(link);
  await duty.next('sanna');
  await until(() => expect(turnOf(line).state).toBe('turn'));
  const first = turnOf(line);
  await sanna.enter(first.appointmentId);
  const guest = await app.page({ token: first.token });
  await guest.enter(null);
  await until(async () => expect((await duty.desk('sanna')).current).toMatchObject({ isInCall: true }));
  const { current } = await duty.desk('sanna');
  expect(current).toMatchObject({ isInCall: true });
  const over = `/api/duty-places/${current!.id}/hand-over`;
  expect((await app.call('sanna', 'POST', over, { userId: 'user-elina' })).status).toBe(409);
  expect((await app.call('sanna', 'POST', over, { userId: 'user-leena' })).body).toMatchObject({
    current: null,
  });
  await until(() => expect(turnOf(line)).toMatchObject({ state: 'turn', hostName: 'Leena Ahola' }));
  expect(turnOf(line).appointmentId).not.toBe(first.appointmentId);
  expect((await duty.desk('leena')).current).toMatchObject({ id: current!.id, isInCall: false });
  // What the former one presses on a page that is not up to date does nothing.
  expect((await app.call('sanna', 'POST', `/api/duty-places/${current!.id}/finish`)).status).toBe(409);
});
it('[I10] a booked visit that is near keeps its specialist from taking anybody, and a farther one shortens the visit', async () => {
  const link = await duty.open({ personIds: ['user-elina'] });
  await app.book(slotAt(0));
  await app.page('elina');
  app.clock.now = slotAt(0) - 20 * minuteMs;
  await duty.shift('elina', 'on');
  await duty.take(link);
  const taken = await duty.next('elina');
  expect(taken.body).toMatchObject({ current: { endsAt: slotAt(0) } });
  const { current } = await duty.desk('elina');
  await app.call('elina', 'POST', `/api/duty-places/${current!.id}/put-back`);
  app.clock.now = slotAt(0) - 9 * minuteMs;
  expect(await duty.next('elina')).toMatchObject({
    ...{ status: 409, body: { error: { code: 'booked-visit-soon', details: { startsAt: slotAt(0) } } } },
  });
  expect((await duty.desk('elina')).queues[0]!.waiting).toHaveLength(1);
});
it('[I10] a visit that has ended before its time is not in the way of the next one', async () => {
  const link = await duty.open();
  await app.page('sanna');
  await duty.shift('sanna', 'on');
  for (let n = 0; n < 3; n++) {
    await duty.take(link);
    const { current } = (await duty.next('sanna')).body as { current: { id: string } };
    expect((await app.call('sanna', 'POST', `/api/duty-places/${current.id}/finish`)).status).toBe(200);
  }
  expect(app.store.read((tx) => tx.select().from(schema.claim).all())).toEqual([]);
});
it('[I5] who chooses somebody else says why, and that is kept', async () => {
  const link = await duty.open();
  await app.page('sanna');
  await duty.shift('sanna', 'on');
  await duty.take(link);
  await duty.take(link);
  const [, second] = (await duty.desk('sanna')).queues[0]!.waiting;
  const choose = (reason: string) =>
    app.call('sanna', 'POST', `/api/duty/${dutyService}/choose`, { placeId: second!.id, reason });
  expect((await choose(' ')).body).toEqual({ error: { code: 'reason-needed' } });
  expect((await choose('Tunnen perheen')).body).toMatchObject({ current: { id: second!.id } });
  expect(app.store.read((tx) => tx.select().from(schema.dutyChoice).all())).toMatchObject([
    { placeId: second!.id, userId: 'user-sanna', reason: 'Tunnen perheen' },
  ]);
});
