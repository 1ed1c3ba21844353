import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '#support/test-app.ts';
import { dutyTest, settle } from '#support/duty.ts';

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
