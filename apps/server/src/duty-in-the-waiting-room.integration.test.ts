import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dutyPlaces, schema } from '#db';
import type { Reply } from '#protocol';
import { dutyService, dutyTest, settle, turnOf, until } from '#support/duty.ts';
import { refusalOf } from '#support/series.ts';
import { startTestApp, type TestApp, type TestPage } from '#support/test-app.ts';

let app: TestApp;
let duty: ReturnType<typeof dutyTest>;
beforeEach(async () => {
  app = await startTestApp();
  duty = dutyTest(app);
});
afterEach(() => app.close());

/** Sanna has taken Laura's number; Johan works there too and offers the same service. */
async function taken() {
  const { userAccount } = schema;
  app.store.write((tx) =>
    tx
      .update(userAccount)
      .set({ organisationId: 'org-suvanto' })
      .where(eq(userAccount.id, 'user-johan'))
      .run(),
  );
  app.offerToo(dutyService, 'user-johan', 'org-suvanto');
  const link = await duty.open();
  const sanna: TestPage = await app.page('sanna');
  await duty.shift('sanna', 'on');
  const { line } = await duty.take(link, { name: 'Laura' });
  await duty.next('sanna');
  await until(() => expect(turnOf(line).state).toBe('turn'));
  const { appointmentId, token } = turnOf(line);
  const inWaitingRoom = async (who: 'johan' | 'sanna') => {
    const { visits } = (await app.call(who, 'GET', '/api/arrivals')).body as Reply<'readArrivals'>;
    return visits.find(({ id }) => id === appointmentId);
  };
  return { sanna, line, appointmentId, token, inWaitingRoom };
}

describe('a number that somebody has taken, in the waiting room of the service', () => {
  it('[I8] [Q12] is not taken over there past the queue: whoever took it keeps it and goes in', async () => {
    const { sanna, appointmentId, token, inWaitingRoom } = await taken();
    expect((await inWaitingRoom('johan'))?.youMay.takeOver).toBe(false);
    for (const [who, to] of [
      ['johan', 'user-johan'],
      ['sanna', 'user-johan'],
    ] as const) {
      const answer = await app.call(who, 'POST', `/api/arrivals/${appointmentId}/take-over`, {
        ...{ from: 'user-sanna', to },
      });
      expect([answer.status, refusalOf(answer).code]).toEqual([409, 'visit-begun']);
    }
    expect((await duty.desk('sanna')).current).toMatchObject({ appointmentId });
    expect(await sanna.enter(appointmentId)).toMatchObject({ data: { state: 'joined' } });
    const guest = await app.page({ token });
    await guest.enter(null);
    await until(async () => expect((await duty.desk('sanna')).current).toMatchObject({ isInCall: true }));
  });

  it('[I7] [L6] is over once it is marked there that nobody came: its page says so, and whoever had it takes the next', async () => {
    const { line, appointmentId, inWaitingRoom } = await taken();
    expect((await app.call('sanna', 'POST', `/api/appointments/${appointmentId}/no-show`)).status).toBe(200);
    await settle();
    expect((await duty.desk('sanna')).current).toBeNull();
    await until(() => expect(line.states.at(-1)).toMatchObject({ state: 'over', because: 'missed' }));
    expect(await inWaitingRoom('sanna')).toMatchObject({ status: 'noshow', undoUntil: null });
    const places = app.store.read((tx) => dutyPlaces.living(tx, dutyService));
    expect(places).toEqual([]);
  });
});
