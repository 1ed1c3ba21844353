import { afterAll, beforeAll, expect, it } from 'vitest';
import { hourMs, minuteMs } from '#domain';
import { claims, newId } from '#db';
import { childService, startTestApp, type TestApp } from '#support/test-app.ts';
import { code, votesIn } from '#support/votes.ts';

let app: TestApp;
let votes: ReturnType<typeof votesIn>;
beforeAll(async () => {
  app = await startTestApp();
  votes = votesIn(app);
});
afterAll(() => app.close());

const service = {
  ...{ id: childService, organisationId: 'org-sairaala' },
  ...{ bufferBeforeMinutes: 0, bufferAfterMinutes: 0 },
};
/** Holds somebody's time for as long as an offer of the waitlist does (Y16). */
const hold = (resourceId: string, heldBy: string, startsAt: number, expiresAt: number) =>
  app.store.write((tx) =>
    claims.insert(tx, service, [
      {
        ...{ kind: 'hold', id: newId(), heldBy, serviceId: childService, expiresAt },
        ...{ resourceId, startsAt, endsAt: startsAt + 45 * minuteMs },
      },
    ]),
  );
/** Aino's two times, which suit the key person; the first is held by somebody else for a day. */
async function heldForADay() {
  const at = votes.newMonday();
  const { id, mother } = await votes.propose([at('09:00'), at('10:00')]);
  for (const time of ['09:00', '10:00']) await votes.say(mother, at(time), 'yes');
  const until = app.clock.now + 24 * hourMs;
  hold('user-elina', 'user-johan', at('09:00'), until);
  return { id, at, mother, until };
}

it('[N10] a time that somebody else holds is shown as held until when, to nobody but who steers', async () => {
  const { id, at, mother, until } = await heldForADay();
  const { times } = await votes.read(id);
  expect(times.map(({ state, heldUntil }) => ({ state, heldUntil }))).toEqual([
    { state: 'possible', heldUntil: until },
    { state: 'possible', heldUntil: null },
  ]);
  // Whoever votes can still say that it suits: it may be free again by then (N6).
  expect(JSON.stringify(await votes.ballotOf(mother))).not.toContain('heldUntil');
  expect((await votes.say(mother, at('09:00'), 'if-need-be')).status).toBe(200);
});

it('[N10] agreeing it says that it is held, not that it is gone, and books it once the hold has ended', async () => {
  const { id, at, until } = await heldForADay();
  const refused = await votes.confirm(id, at('09:00'));
  expect([refused.status, code(refused)]).toEqual([409, 'proposed-time-held']);
  expect(votes.claimed(at('09:00'))).toEqual([]);
  app.clock.now = until;
  expect((await votes.read(id)).times[0]).toMatchObject({ state: 'possible', heldUntil: null });
  expect((await votes.confirm(id, at('09:00'))).status).toBe(201);
});

it('[N10] a hold that touches the time counts as one on it; a visit makes it gone all the same', async () => {
  const { id, at, until } = await heldForADay();
  hold('user-pekka', 'user-sanna', at('09:30'), until + hourMs);
  expect((await votes.read(id)).times[0]).toMatchObject({ heldUntil: until + hourMs });
  app.clock.now = until + hourMs;
  const other = await votes.propose([at('09:00')], { requiredIds: [] }, 'leena');
  await votes.say(other.mother, at('09:00'), 'yes');
  expect((await votes.confirm(other.id, at('09:00'), 'leena')).status).toBe(201);
  expect((await votes.read(id)).times[0]).toMatchObject({ state: 'gone', heldUntil: null });
  expect(code(await votes.confirm(id, at('09:00')))).toBe('proposed-time-gone');
});

it('[N10] one’s own hold of it is in nobody’s way', async () => {
  const { id, at } = await heldForADay();
  const held = await app.call('aino', 'POST', '/api/holds', {
    ...{ serviceId: childService, practitionerId: 'user-elina', startsAt: at('10:00') },
    requiredIds: ['user-pekka', 'user-aino'],
  });
  expect([held.status, held.body]).toEqual([201, held.body]);
  expect((await votes.read(id)).times[1]).toMatchObject({ heldUntil: null });
});
