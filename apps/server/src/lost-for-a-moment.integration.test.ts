import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callGraceMs, missedAfterMs, waitingGraceMs } from '#domain';
import { participants } from '#db';
import type { NoticeName } from '#protocol';
import { startTestApp, type TestApp, type TestPage } from '#support/test-app.ts';
import { VisitRegistry } from './signalling/visit-registry.ts';

type Stray = { id: string; appointmentId: string; organisationId: string };

let app: TestApp;
let h: TestPage, day: TestPage, team: TestPage;
let token: string;
let participantId: string;

// One each: the end of another visit is news too.
beforeEach(async () => {
  app = await startTestApp();
  const { appointmentId, tokens } = await app.bookOn(1);
  token = tokens[0]!;
  [h, day, team] = [await app.page('elina'), await app.page('elina'), await app.page('elina')];
  await day.ask('my-day:watch', {});
  await team.ask('arrivals:watch', {});
  await h.enter(appointmentId);
});

afterEach(() => app.close());

const come = async (tabId = 'tab-1') => {
  const page = await app.page({ token });
  const entered = await page.enter(null, tabId);
  if (entered.ok) participantId = entered.data.participantId;
  // As a page does each time (Q13).
  if (entered.ok && entered.data.state === 'waiting')
    await page.ask('waiting-room:devices', { camera: true, microphone: false });
  return page;
};
const isOnline = (so: boolean) => vi.waitFor(() => expect(app.registry.isOnline(participantId)).toBe(so));
/** The server has noticed that the line is gone, and so much time has passed. */
const goneFor = async (page: TestPage, ms: number) => {
  page.socket.disconnect();
  await isOnline(false);
  app.clock.now += ms;
  app.tick();
};
/** All that the others were told, but how the connections are, which is told by the clock. */
const told = () =>
  [h, day, team]
    .flatMap(({ notices }) => notices.map(({ name }) => name))
    .filter((name) => name !== 'visit:quality');
const afterwards = async (): Promise<NoticeName[]> => {
  // What was told until then is here before the answers.
  for (const page of [day, team]) await page.ask(page === day ? 'my-day:watch' : 'arrivals:watch', {});
  await h.ask('media:mode', { mode: 'auto' });
  return told();
};
const forget = () => [h, day, team].forEach(({ notices }) => (notices.length = 0));

describe.each(['waits', 'is in the call'])('[Q8] a line of somebody who %s', (where) => {
  const enter = async () => {
    const page = await come();
    if (where === 'waits') return page;
    await h.ask('waiting-room:admit', { participantId });
    await page.until('visit:whereabouts', (at) => at.state === 'joined' && at.media !== null);
    return page;
  };

  it('that is lost over and over, and there again within two seconds, is told to nobody', async () => {
    let page = await enter();
    await afterwards();
    forget();
    for (let times = 0; times < 8; times++) {
      await goneFor(page, missedAfterMs - 1);
      page = await come();
    }
    // Another line of the same page, while the one before still stands.
    const both = await come();
    page.socket.disconnect();
    await both.ask('hand:set', { up: false });
    expect(await afterwards()).toEqual([]);
    expect(app.registry.isOnline(participantId)).toBe(true);
  });

  it('is told as lost although the clock was set back meanwhile', async () => {
    const page = await enter();
    await goneFor(page, -3_600_000);
    await afterwards();
    forget();
    app.clock.now += missedAfterMs;
    app.tick();
    expect(await afterwards()).toContain('arrivals:changed');
  });

  it('that is lost for longer is told once, and once when it is back', async () => {
    const page = await enter();
    await afterwards();
    forget();
    await goneFor(page, missedAfterMs);
    app.clock.now += 1000;
    app.tick();
    const once =
      where === 'waits'
        ? ['waiting-room:changed', 'my-day:changed', 'arrivals:changed']
        : ['visit:roster', 'arrivals:changed'];
    expect(await afterwards()).toEqual(once);
    forget();
    await come();
    expect(await afterwards()).toEqual(once);
  });
});

it('[Q8] after a restart who waits is not told that the specialist is away, unless they do not come back', async () => {
  await come();
  const [{ id, ...key }] = app.store.read(participants.waitingAnywhere) as [Stray];
  const restarted = new VisitRegistry(app.deps);
  const told: unknown[] = [];
  const page = { tell: (_name: string, data: object) => void told.push((data as { host: unknown }).host) };
  const back = { tabId: 'tab-1', line: { page, session: undefined, place: undefined }, isBack: true };
  const presence = () => restarted.presence.hostIsHere(key.appointmentId);
  expect(presence()).toBe(true);
  expect(await restarted.open(key).enter(id, back)).toMatchObject({ state: 'waiting', host: 'here' });
  restarted.tick(app.clock.now + callGraceMs - 1, waitingGraceMs);
  expect([presence(), ...told]).toEqual([true, 'here']);
  restarted.tick(app.clock.now + callGraceMs, waitingGraceMs);
  expect([presence(), ...told]).toEqual([false, 'here', 'away']);
  restarted.close();
});

it('[Q8] after a restart a specialist who has left is not waited for, and one who is back counts by their line', async () => {
  await come();
  const restarted = new VisitRegistry(app.deps);
  const [{ id: _id, ...key }] = app.store.read(participants.waitingAnywhere) as [Stray];
  const { id } = app.store.read((tx) => participants.ofUser(tx, key.appointmentId, 'user-elina'))!;
  const page = { tell: () => undefined };
  const visit = restarted.open(key);
  await visit.enter(id, { tabId: 'tab-1', line: { page, session: undefined, place: undefined } });
  visit.depart(visit.peers.get(id)!, 'left');
  expect(restarted.presence.hostIsHere(key.appointmentId)).toBe(false);
  restarted.close();
  expect(new VisitRegistry(app.deps).presence.hostIsHere(key.appointmentId)).toBe(false);
});
