import { afterEach, beforeEach, expect, it } from 'vitest';
import { minuteMs } from '#domain';
import { schema } from '#db';
import { startTestApp, type TestApp } from '#support/test-app.ts';
import { doorService, doorTest } from '#support/door.ts';
import { dutyService, dutyTest, numberForm, turnOf, until } from '#support/duty.ts';

let app: TestApp;
let duty: ReturnType<typeof dutyTest>;
beforeEach(async () => {
  app = await startTestApp();
  duty = dutyTest(app);
});
afterEach(() => app.close());

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
  await until(() => expect(line.states.at(-1)).toMatchObject({ state: 'turn' }));
  await duty.open({ active: false });
  expect((await app.call({ token: fresh }, 'GET', '/api/queue')).status).toBe(401);
});
it('[V1] [G1] whoever reads Northern Sámi reads the queue in it, as far as that was written, at the front door too', async () => {
  const door = doorTest(app);
  door.change({ title: { fi: 'Juttele', sv: '', en: '', se: 'Ságas' } });
  const hours = { fi: 'ma–pe klo 9–15', sv: '', en: '', se: 'vuos–bear dii. 9–15' };
  const link = await duty.open({ hours, fallbackServiceId: doorService });
  const read = () => app.call({ token: link }, 'GET', '/api/queue');
  expect((await read()).body).toMatchObject({
    serviceName: { fi: 'Sosiaalityön konsultaatio ilman nimeä', se: 'Jeara ráđi namahaga' },
    hours,
    fallback: { name: { fi: 'Perheneuvonta', se: 'Ságas' } },
  });
  door.change({ shown: false });
  expect((await read()).body).toMatchObject({ fallback: { name: { fi: 'Perheneuvonta', se: '' } } });
});
it('[I1] who waits when a queue is switched off is still served, and nobody else comes', async () => {
  const link = await duty.open();
  await app.page('sanna');
  await duty.shift('sanna', 'on');
  const { line } = await duty.take(link);
  await duty.open({ active: false });
  expect((await app.call({ token: link }, 'POST', '/api/queue/numbers', numberForm)).status).toBe(401);
  expect((await duty.next('sanna')).status).toBe(200);
  await until(() => expect(line.states.at(-1)).toMatchObject({ state: 'turn' }));
  const { current } = await duty.desk('sanna');
  await app.call('sanna', 'POST', `/api/duty-places/${current!.id}/finish`);
  expect((await duty.desk('sanna')).queues).toEqual([]);
  expect((await duty.shift('sanna', 'off')).status).toBe(200);
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
      name: '\u202Earual',
    });
  expect((await alone('7-15')).body).toEqual({ error: { code: 'not-alone' } });
  expect((await alone('16+')).status).toBe(201);
  // B4: what stands beside it on the list is not turned round.
  const places = app.store.read((tx) => tx.select().from(schema.dutyPlace).all());
  expect(places.map(({ name }) => name)).toEqual(['arual']);
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
  await duty.pass(24 * 60 * minuteMs + 1);
  expect((await duty.desk('leena')).queues[0]!.callBacks).toEqual([]);
  await ask({ ...form, phone: '040 765 4321' });
  await duty.pass(7 * 24 * 60 * minuteMs + 1);
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
  await until(() => expect(turnOf(line)).toMatchObject({ state: 'turn', token: null }));
  const aino = await app.page('aino');
  const sanna = await app.page('sanna');
  await sanna.enter(turnOf(line).appointmentId);
  await aino.enter(turnOf(line).appointmentId);
  await until(async () => expect((await duty.desk('sanna')).current).toMatchObject({ isInCall: true }));
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
