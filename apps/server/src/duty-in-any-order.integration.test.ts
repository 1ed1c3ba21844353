// Long on purpose: one walk, and everything that may be met on it.
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { minuteMs } from '#domain';
import { hashSecret, schema } from '#db';
import type { NumberState } from '#protocol';
import { dutyService, dutyTest, until, type NumberLine } from '#support/duty.ts';
import { startTestApp, type TestApp, type TestPage } from '#support/test-app.ts';
import { pick, walkOf, walkSeeds } from '#support/in-any-order.ts';

/* Whatever is done with a duty queue in whichever order and several at once: nobody has two numbers and no number two people, each
   page says what is so, whoever is next is taken next, and nothing of it is left behind. */

let app: TestApp | undefined;
afterEach(() => app?.close());

const staff = ['sanna', 'leena', 'elina'] as const;
type Staff = (typeof staff)[number];
const weights = {
  ...{ take: 10, open: 5, close: 5, leave: 1, next: 14, choose: 5, 'put-back': 3, finish: 2, 'hand-over': 3 },
  ...{ on: 8, paused: 2, off: 2, desk: 5, lid: 3, enter: 8, 'guest-enters': 8, 'guest-leaves': 2, drop: 2 },
  ...{ 'host-leaves': 1, end: 3, 'no-show': 1, 'new-link': 1, shut: 1, later: 6 },
};
type ActName = keyof typeof weights;
type Act = { name: ActName; who: Staff; which: number; other: number };
const act: fc.Arbitrary<Act> = fc.record({
  name: fc.oneof(
    ...Object.entries(weights).map(([name, weight]) => ({ weight, arbitrary: fc.constant(name as ActName) })),
  ),
  who: fc.constantFrom(...staff),
  which: fc.nat(1000),
  other: fc.nat(1000),
});
const walk = walkOf(act, [70, 110]);

type Number = {
  token: string;
  lines: NumberLine[];
  page: TestPage | undefined;
  last: NumberState | undefined;
};

async function world() {
  const running = (app = await startTestApp());
  const duty = dutyTest(running);
  const link = await duty.open({ personIds: ['user-leena', 'user-elina'] });
  const rows = {
    places: () => running.store.read((tx) => tx.select().from(schema.dutyPlace).all()),
    shifts: () => running.store.read((tx) => tx.select().from(schema.dutyShift).all()),
    visits: () => running.store.read((tx) => tx.select().from(schema.appointment).all()),
    encounters: () => running.store.read((tx) => tx.select().from(schema.encounter).all()),
    seats: () => running.store.read((tx) => tx.select().from(schema.participant).all()),
  };
  const numbers: Number[] = [];
  const desks = new Map<Staff, TestPage>();
  const calls = new Map<Staff, TestPage>();
  for (const who of staff) {
    desks.set(who, await running.page(who));
    await duty.shift(who, who === 'elina' ? 'paused' : 'on');
  }
  /** Who was taken by pressing "next", and how the queue stood before. */
  const taken = undefined as { id: string; before: ReturnType<typeof rows.places> } | undefined;
  return { running, duty, link, rows, numbers, desks, calls, taken, done: 0 };
}
type World = Awaited<ReturnType<typeof world>>;

async function run(here: World, { name, who, which, other }: Act): Promise<void> {
  const { running, duty, rows, numbers, desks, calls } = here;
  const number = pick(
    numbers.filter(({ last }) => last?.state !== 'over' || other % 6 === 0),
    which,
  );
  const own = rows.places().find(({ takenBy }) => takenBy === `user-${who}`);
  const waiting = rows.places().filter(({ status }) => status === 'waiting');
  const told = ({ status, body }: { status: number; body: unknown }) => {
    expect([200, 201, 401, 403, 404, 409, 422, 429], `${name} ${who} ${JSON.stringify(body)}`).toContain(
      status,
    );
    if (status < 300) here.done += 1;
  };
  const settle = (path: string, body?: object) => {
    const place = other % 7 === 0 ? pick(rows.places(), which) : own;
    return place
      ? running.call(who, 'POST', `/api/duty-places/${place.id}/${path}`, body).then(told)
      : undefined;
  };
  /** Not of whoever's account is closed. */
  const opened = async (pages: Map<Staff, TestPage>) => {
    const page = await running.page(who).catch(() => undefined);
    if (page) pages.set(who, page);
    return page !== undefined;
  };
  switch (name) {
    case 'take': {
      if (numbers.length > 15) return;
      const urgency = pick(['routine', 'soon', 'urgent'] as const, other)!;
      const form = {
        name: `Perhe ${numbers.length}`,
        phone: '',
        language: 'fi',
        ageGroup: '7-15',
        company: 'adult',
      };
      const answer = await running.call({ token: here.link }, 'POST', '/api/queue/numbers', {
        ...{ ...form, concern: 'mood', urgency },
      });
      told(answer);
      if (answer.status !== 201) return;
      const { token } = answer.body as { token: string };
      const taken: Number = { token, lines: [], page: undefined, last: undefined };
      numbers.push(taken);
      if (other % 5 > 0) taken.lines.push(await duty.watch(token));
      return;
    }
    case 'open':
      if (number && number.lines.length < 3) number.lines.push(await duty.watch(number.token));
      return;
    case 'close':
      return number?.lines.pop()?.close();
    case 'leave':
      return number && told(await running.call({ token: number.token }, 'DELETE', '/api/number'));
    case 'next': {
      const before = rows.places();
      const answer = await duty.next(who);
      told(answer);
      if (answer.status === 200)
        here.taken = { id: (answer.body as { current: { id: string } }).current.id, before };
      return;
    }
    case 'choose': {
      const place = pick(waiting, which);
      if (!place) return;
      return told(
        await running.call(who, 'POST', `/api/duty/${dutyService}/choose`, {
          placeId: place.id,
          reason: 'itkee',
        }),
      );
    }
    case 'put-back':
    case 'finish':
      return settle(name);
    case 'hand-over':
      return settle(name, { userId: `user-${pick(staff, other)!}` });
    case 'on':
      // Whoever comes on duty does so on a page.
      if (!desks.get(who)?.socket.connected) return;
      return told(await duty.shift(who, name));
    case 'paused':
    case 'off':
      return told(await duty.shift(who, name));
    case 'desk':
      if (!desks.get(who)?.socket.connected) await opened(desks);
      return;
    case 'lid':
      desks.get(who)?.socket.close();
      calls.get(who)?.socket.close();
      return;
    case 'enter': {
      if (!own?.appointmentId) return;
      if (!calls.get(who)?.socket.connected && !(await opened(calls))) return;
      const answer = await calls.get(who)!.enter(own.appointmentId, `tab-${who}-${other % 2}`);
      if (answer.ok) here.done += 1;
      else expect(['not-found', 'not-allowed-now', 'too-many-attempts']).toContain(answer.error.code);
      return;
    }
    case 'guest-enters': {
      if (number?.last?.state !== 'turn' || number.last.token === null) return;
      number.page?.socket.close();
      number.page = await running.page({ token: number.last.token }).catch(() => undefined);
      await number.page?.enter(null, `tab-${other % 2}`);
      return;
    }
    case 'guest-leaves':
      await number?.page?.ask('visit:leave', {}).catch(() => undefined);
      return;
    case 'drop':
      return void number?.page?.socket.close();
    case 'host-leaves':
    case 'end': {
      const page = calls.get(who);
      if (page?.socket.connected) await page.ask(name === 'end' ? 'visit:end' : 'visit:leave', {});
      return;
    }
    case 'no-show':
      if (own?.appointmentId)
        told(await running.call(who, 'POST', `/api/appointments/${own.appointmentId}/no-show`));
      return;
    case 'new-link': {
      const seat = rows
        .seats()
        .find(({ appointmentId, kind }) => appointmentId === own?.appointmentId && kind === 'guest');
      if (seat)
        await running.call(
          who,
          'POST',
          `/api/appointments/${seat.appointmentId}/participants/${seat.id}/link`,
          { to: null },
        );
      return;
    }
    case 'shut': {
      const active = which % 2 === 0;
      const { status } = await running.call('mikko', 'POST', '/api/people/user-leena/active', { active });
      expect([200, 404]).toContain(status);
      return;
    }
    case 'later':
      running.clock.now += pick([5_000, 31_000, 121_000, 121_000, 6 * minuteMs, 21 * minuteMs], which)!;
      return;
  }
}

const headStartMs: Record<string, number> = { routine: 0, soon: 10 * minuteMs, urgent: 20 * minuteMs };

/** What must hold at any moment at which nothing is under way. */
function holds({ running, rows, numbers }: World): void {
  const places = rows.places();
  const held = places.filter(({ status }) => status === 'taken' || status === 'serving');
  expect(new Set(held.map(({ takenBy }) => takenBy)).size, 'one number each').toBe(held.length);
  for (const { status, takenBy, appointmentId, name, phone, passed, because } of places) {
    expect(passed).toBeLessThanOrEqual(3);
    if (status === 'waiting') expect([takenBy, appointmentId]).toEqual([null, null]);
    if (status === 'ended') expect([name, phone, because === null]).toEqual(['', null, false]);
    if (status !== 'taken' && status !== 'serving') continue;
    const visit = rows.visits().find(({ id }) => id === appointmentId)!;
    const encounter = rows.encounters().find((each) => each.appointmentId === appointmentId)!;
    expect([
      visit.practitionerId,
      ['cancelled', 'noshow'].includes(visit.status),
      encounter.status === 'finished',
    ]).toEqual([takenBy, false, false]);
    if (status === 'serving') expect(visit.status).toBe('fulfilled');
  }
  // A visit of the queue that no number is about any more is over.
  for (const { id, status } of rows.visits())
    if (
      !held.some(({ appointmentId }) => appointmentId === id) &&
      status !== 'cancelled' &&
      status !== 'noshow'
    )
      expect(rows.encounters().find(({ appointmentId }) => appointmentId === id)!.status).toBe('finished');
  const order = places
    .filter(({ status }) => status === 'waiting')
    .sort((a, b) => orderOf(a) - orderOf(b) || a.since - b.since);
  const isStaffed = rows.shifts().length > 0;
  for (const { lines, token } of numbers) {
    for (const { states } of lines) {
      const last = states.at(-1)!;
      const place = places.find(({ tokenHash }) => tokenHash === hashSecret(token))!;
      if (place.status === 'ended') expect(last).toMatchObject({ state: 'over', because: place.because });
      else if (place.status === 'waiting')
        expect(last).toMatchObject({
          state: 'waiting',
          place: order.findIndex(({ id }) => id === place.id) + 1,
          isStaffed,
        });
      else expect(last).toMatchObject({ state: 'turn', appointmentId: place.appointmentId });
    }
  }
  const wrong = (running.log as { level: number }[]).filter(({ level }) => level >= 50);
  expect(wrong).toEqual([]);
}

const orderOf = ({ since, urgency }: { since: number; urgency: string }) => since - headStartMs[urgency]!;

async function untilHolds(here: World, what: string): Promise<void> {
  const end = performance.now() + 10_000;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 15));
    try {
      holds(here);
      for (const number of here.numbers) number.last = number.lines[0]?.states.at(-1) ?? number.last;
      return;
    } catch (error) {
      if (performance.now() > end) throw new Error(`${what}: ${(error as Error).message}`, { cause: error });
    }
  }
}

async function walkOnce(walked: Act[][]): Promise<number> {
  const here = await world();
  const trail: string[] = [];
  try {
    for (const together of walked) {
      trail.push(
        together.map(({ name, who, which, other }) => `${name} ${who} ${which} ${other}`).join(' & '),
      );
      const what = `after ${trail.slice(-12).join('; ')}`;
      here.taken = undefined;
      await Promise.all(together.map((one) => run(here, one)));
      // I4: whoever is next of those whose page is there; of several presses at once only the database knows.
      const pressed = here.taken as World['taken'];
      if (pressed && together.length === 1) {
        const { id, before } = pressed;
        const there = before.filter(({ status, goneAt }) => status === 'waiting' && goneAt === null);
        const should = there.sort((a, b) =>
          b.passed - a.passed > 0 && b.passed >= 3 ? 1 : orderOf(a) - orderOf(b) || a.since - b.since,
        )[0];
        expect(id, what).toBe(should?.id);
      }
      here.running.clock.now += 1_500;
      here.running.tick();
      await untilHolds(here, what);
    }
    for (const { lines, page } of here.numbers) {
      for (const line of lines.splice(0)) line.close();
      page?.socket.close();
    }
    for (const who of staff) await here.duty.shift(who, 'off');
    for (const page of [...here.desks.values(), ...here.calls.values()]) page.socket.close();
    await untilHolds(here, 'all have gone');
    for (let minutes = 0; minutes < 8; minutes += 1) {
      here.running.clock.now += minuteMs;
      here.running.tick();
      await untilHolds(here, 'all are away');
    }
    const left = () => here.rows.places().filter(({ status }) => status !== 'ended');
    // A call whose one ended their duty on purpose goes on to the visit's end (I9, J3).
    expect(left().filter(({ status }) => status !== 'serving')).toEqual([]);
    here.running.clock.now += 240 * minuteMs;
    here.running.tick();
    await untilHolds(here, 'all is over');
    expect(left()).toEqual([]);
    expect(here.rows.shifts()).toEqual([]);
    await until(() => expect([here.running.duty.waysIn, here.running.registry.visits]).toEqual([0, 0]));
    expect(here.running.media.counts()).toEqual({ transports: 0, producers: 0, consumers: 0 });
    return here.done;
  } finally {
    await here.running.close();
    app = undefined;
  }
}

it.each(walkSeeds())(
  '[I3] [I4] [I7] [I9] numbers are taken, called, chosen, handed over, put back and left in any order: each is one person’s, its page says what is so, and nothing is left behind (seed %i)',
  { timeout: 600_000, retry: 0 },
  async (seed) => {
    const [walked] = fc.sample(walk, { seed, numRuns: 1 });
    const done = await walkOnce(walked!);
    expect(done).toBeGreaterThan(10);
  },
);
