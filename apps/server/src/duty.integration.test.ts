import { afterEach, beforeEach, expect, it } from 'vitest';
import { minuteMs } from '#domain';
import { dutyPlaces, schema } from '#db';
import { slotAt, startTestApp, type TestApp } from '#support/test-app.ts';
import { dutyService, dutyTest, numberForm, settle } from '#support/duty.ts';

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
  expect(line.states.at(-1)).toMatchObject({ state: 'waiting', place: 1, isStaffed: true });
  const taken = await duty.next('sanna');
  expect(taken).toMatchObject({ status: 200, body: { current: { name: 'Laura', isInCall: false } } });
  await settle();
  const turn = line.states.at(-1);
  expect(turn).toMatchObject({ state: 'turn', hostName: 'Sanna Koskela' });
  const guest = await app.page({ token: (turn as { token: string }).token });
  const { appointmentId } = turn as { appointmentId: string };
  expect(await sanna.enter(appointmentId)).toMatchObject({ data: { state: 'joined' } });
  expect(await guest.enter(null)).toMatchObject({ ok: true });
  await settle();
  expect((await duty.desk('sanna')).current).toMatchObject({ isInCall: true });
  expect(guest.notices.filter(({ name }) => name === 'visit:whereabouts').at(-1)?.data).toMatchObject({
    state: 'joined',
  });
  await sanna.ask('visit:end', {});
  await settle();
  expect(line.states.at(-1)).toMatchObject({ state: 'over', because: 'done' });
  expect((await duty.desk('sanna')).current).toBeNull();
  expect(app.outbox()).toEqual([]);
});

const turnOf = (line: { states: { state: string }[] }) =>
  line.states.at(-1) as { state: 'turn'; token: string; appointmentId: string };
const wait = async (ms: number) => {
  app.clock.now += ms;
  app.tick();
  await settle();
};

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
  await settle();
  expect([first.line.states.at(-1), second.line.states.at(-1)]).toMatchObject([
    { state: 'turn' },
    { place: 1 },
  ]);
  const { token } = turnOf(first.line);
  laptop.socket.close();
  await settle();
  await wait(2 * minuteMs - 1);
  expect((await duty.desk('leena')).queues[0]!.onDuty).toMatchObject([{ id: 'user-sanna' }]);
  await wait(1);
  expect((await duty.desk('leena')).queues[0]!.onDuty).toEqual([]);
  expect(first.line.states.at(-1)).toMatchObject({
    state: 'waiting',
    place: 1,
    putBack: true,
    isStaffed: false,
  });
  expect(second.line.states.at(-1)).toMatchObject({ state: 'waiting', place: 2 });
  expect((await app.call({ token }, 'GET', '/api/guest/visit')).body).toMatchObject({ phase: 'cancelled' });
  await app.page('leena');
  await duty.shift('leena', 'on');
  expect((await duty.next('leena')).body).toMatchObject({ current: { phone: null } });
  await settle();
  expect(first.line.states.at(-1)).toMatchObject({ state: 'turn', hostName: 'Leena Ahola' });
  expect(turnOf(first.line).token).not.toBe(token);
});
it('[I3] [I6] a lost line keeps the place for the grace time; then it lapses, and its page says so', async () => {
  const link = await duty.open();
  await app.page('sanna');
  await duty.shift('sanna', 'on');
  const { token, line } = await duty.take(link, { phone: '040 123 4567' });
  const other = await duty.take(link);
  line.close();
  await settle();
  await wait(4 * minuteMs);
  const back = await duty.watch(token);
  expect(back.states.at(-1)).toMatchObject({ state: 'waiting', place: 1 });
  back.close();
  await settle();
  await wait(5 * minuteMs);
  expect(other.line.states.at(-1)).toMatchObject({ state: 'waiting', place: 1 });
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
  await wait(minuteMs);
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
  await wait(-60 * minuteMs);
  expect((await duty.desk('sanna')).queues[0]).toMatchObject({ you: 'on', waiting: [{}] });
  await wait(2 * minuteMs);
  expect((await duty.desk('sanna')).queues[0]).toMatchObject({ you: 'off', waiting: [{}] });
  await wait(3 * minuteMs);
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
  await settle();
  const first = turnOf(line);
  await sanna.enter(first.appointmentId);
  const guest = await app.page({ token: first.token });
  await guest.enter(null);
  await settle();
  const { current } = await duty.desk('sanna');
  expect(current).toMatchObject({ isInCall: true });
  const over = `/api/duty-places/${current!.id}/hand-over`;
  expect((await app.call('sanna', 'POST', over, { userId: 'user-elina' })).status).toBe(409);
  expect((await app.call('sanna', 'POST', over, { userId: 'user-leena' })).body).toMatchObject({
    current: null,
  });
  await settle();
  expect(turnOf(line)).toMatchObject({ state: 'turn', hostName: 'Leena Ahola' });
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
it('[I1] a link that was changed opens nothing any more, and whoever waits goes on waiting', async () => {
  const link = await duty.open();
  await app.page('sanna');
  await duty.shift('sanna', 'on');
  const { line } = await duty.take(link);
  const managed = await app.call('mikko', 'POST', `/api/managed-services/${dutyService}/duty/link`);
  const fresh = (managed.body as { link: string }).link.split('#')[1]!;
  expect((await app.call({ token: link }, 'GET', '/api/queue')).status).toBe(401);
  expect((await app.call({ token: link }, 'POST', '/api/queue/numbers', numberForm)).status).toBe(401);
  expect((await app.call({ token: fresh }, 'GET', '/api/queue')).status).toBe(200);
  expect((await duty.next('sanna')).status).toBe(200);
  await settle();
  expect(line.states.at(-1)).toMatchObject({ state: 'turn' });
  await duty.open({ active: false });
  expect((await app.call({ token: fresh }, 'GET', '/api/queue')).status).toBe(401);
});
it('[I11] a link that is shared in public is used up by nobody: one network, one telephone and the queue have their limits', async () => {
  const link = await duty.open({ maxWaiting: 3 });
  const ask = (form: object = {}) =>
    app.call({ token: link }, 'POST', '/api/queue/numbers', { ...numberForm, ...form });
  expect((await ask()).body).toEqual({ error: { code: 'nobody-on-duty' } });
  await app.page('sanna');
  await duty.shift('sanna', 'on');
  expect((await ask({ phone: '040 123 4567' })).status).toBe(201);
  expect((await ask({ phone: '+358 40 1234567' })).body).toEqual({ error: { code: 'has-number' } });
  expect((await ask({ phone: 'x' })).body).toEqual({
    error: { code: 'incomplete', fields: { phone: 'phone' } },
  });
  await ask();
  await ask();
  expect((await ask()).body).toEqual({ error: { code: 'queue-full' } });
  for (let n = 0; n < 13; n++) await ask();
  expect(await ask()).toMatchObject({
    status: 429,
    body: { error: { details: { retryAfterSeconds: 3600 } } },
  });
});
it('[I1] [I3] nothing about anybody else is told to a stranger or to a number', async () => {
  const link = await duty.open();
  await app.page('sanna');
  await duty.shift('sanna', 'on');
  await duty.take(link, { name: 'Salainen', phone: '040 999 8888', urgency: 'urgent' });
  const { line, token } = await duty.take(link, { name: 'Toinen' });
  const told = JSON.stringify([
    (await app.call({ token: link }, 'GET', '/api/queue')).body,
    (await app.call({ token }, 'GET', '/api/number')).body,
    line.states,
  ]);
  for (const secret of ['Salainen', '8888', 'Sanna', 'waiting":[', '"of"'])
    expect(told).not.toContain(secret);
  expect(Object.keys(line.states.at(-1)!).sort()).toEqual(
    ['isStaffed', 'number', 'place', 'putBack', 'serverNow', 'state'].sort(),
  );
  // The secret of a number opens nothing else, and no other secret opens it.
  for (const path of ['/api/guest/visit', '/api/queue', '/api/vote'])
    expect((await app.call({ token }, 'GET', path)).status).toBe(401);
  expect((await app.call({ token: link }, 'GET', '/api/number')).status).toBe(401);
  await expect(duty.watch(link)).rejects.toThrow('link-invalid');
  const logged = JSON.stringify(app.log);
  for (const secret of ['Salainen', 'Toinen', token, link]) expect(logged).not.toContain(secret);
});
it('[I12] a child who comes alone is let in from the age on that the service says', async () => {
  const link = await duty.open();
  await app.page('sanna');
  await duty.shift('sanna', 'on');
  const alone = (ageGroup: string) =>
    app.call({ token: link }, 'POST', '/api/queue/numbers', {
      ...numberForm,
      company: 'child-alone',
      ageGroup,
    });
  expect((await alone('7-15')).body).toEqual({ error: { code: 'not-alone' } });
  expect((await alone('16+')).status).toBe(201);
  expect(app.store.read((tx) => tx.select().from(schema.dutyPlace).all())).toHaveLength(1);
});
it('[I13] who wants to be called is seen by those on duty, marked, and deleted in time', async () => {
  const link = await duty.open();
  const ask = (form: object) => app.call({ token: link }, 'POST', '/api/queue/call-backs', form);
  const form = { name: 'Laura', phone: '040 123 4567', language: 'fi', consent: true };
  expect((await ask({ ...form, consent: false })).body).toMatchObject({
    error: { fields: { consent: 'required' } },
  });
  await ask(form);
  await ask(form);
  const [person, ...more] = (await duty.desk('leena')).queues[0]!.callBacks;
  expect([person, more]).toMatchObject([{ phone: '+358401234567', isDone: false }, []]);
  expect((await app.call('pekka', 'PUT', `/api/call-backs/${person!.id}`, { done: true })).status).toBe(404);
  await app.call('leena', 'PUT', `/api/call-backs/${person!.id}`, { done: true });
  await wait(24 * 60 * minuteMs + 1);
  expect((await duty.desk('leena')).queues[0]!.callBacks).toEqual([]);
  await ask({ ...form, phone: '040 765 4321' });
  await wait(7 * 24 * 60 * minuteMs + 1);
  expect((await duty.desk('leena')).queues[0]!.callBacks).toEqual([]);
});
it('[I11] staff take a number for themselves and come into the visit with their account', async () => {
  await duty.open();
  await app.page('sanna');
  await duty.shift('sanna', 'on');
  const take = () => app.call('aino', 'POST', `/api/services/${dutyService}/numbers`, numberForm);
  const taken = await take();
  const line = await duty.watch((taken.body as { token: string }).token);
  expect((await take()).body).toEqual({ error: { code: 'has-number' } });
  expect((await duty.desk('sanna')).queues[0]!.waiting).toMatchObject([
    { name: 'Aino Lampi', byStaff: true },
  ]);
  await duty.next('sanna');
  await settle();
  expect(turnOf(line)).toMatchObject({ state: 'turn', token: null });
  const aino = await app.page('aino');
  const sanna = await app.page('sanna');
  await sanna.enter(turnOf(line).appointmentId);
  await aino.enter(turnOf(line).appointmentId);
  await settle();
  expect((await duty.desk('sanna')).current).toMatchObject({ isInCall: true });
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
it('[I1] [R7] who is neither on the list nor offers the service has nothing to do with a queue', async () => {
  const link = await duty.open();
  await duty.take(link).catch(() => undefined);
  for (const who of ['aino', 'elina'] as const) {
    expect((await duty.desk(who)).queues).toEqual([]);
    expect((await duty.shift(who, 'on')).status).toBe(404);
    expect((await duty.next(who)).status).toBe(404);
  }
});
