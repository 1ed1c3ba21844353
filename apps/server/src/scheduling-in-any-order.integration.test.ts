// Long on purpose: one walk, and everything that may be met on it.
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { instantOf, minuteMs, overlaps } from '#domain';
import { newId, schema, serviceHandlers } from '#db';
import { fieldsOf } from '#support/series.ts';
import { childService, emails, request, startTestApp, type TestApp, type Who } from '#support/test-app.ts';
import { pick, walkOf } from '#support/in-any-order.ts';
import { offerFreeTimes } from './use-cases/offer-time.ts';

/* Whatever a few people do to a few times, in whichever order and several at once: nobody is booked twice, no visit is lost,
   what is refused changes nothing, and the last that everybody was sent says what is so. */

let app: TestApp | undefined;
afterEach(() => app?.close());

const fridays = ['2026-12-11', '2026-12-18'];
const clocks = ['09:00', '09:45', '10:30', '11:15'];
const practitioners = ['user-elina', 'user-johan'];
const people: Who[] = ['aino', 'pekka', 'leena', 'elina', 'johan', 'sanna'];
/** What takes a visit off, what changes its time, and the rest. */
const ends = ['cancel', 'family-cancel', 'series-cancel', 'absence', 'vote'] as const;
const moves = ['move', 'family-move', 'series-move', 'absence'] as const;
const others = [
  ...(['hold', 'release', 'book', 'book-again', 'family-rebook', 'invite', 'take-out', 'guest'] as const),
  ...(['guest-out', 'series', 'series-people', 'propose', 'confirm', 'send', 'waitlist', 'accept'] as const),
  ...(['offer', 'take', 'decline', 'later'] as const),
];
const acts = [...ends, ...moves, ...others];
type Act = { name: (typeof acts)[number]; who: Who; which: number; day: number; time: number; other: number };

const act: fc.Arbitrary<Act> = fc.record({
  name: fc.constantFrom(...acts),
  who: fc.constantFrom(...people),
  which: fc.nat(1000),
  day: fc.nat(fridays.length - 1),
  time: fc.nat(clocks.length - 1),
  other: fc.nat(1000),
});
/** What is done one after the other; those in one list at once. */
const walk = walkOf(act, [40, 90]);

/** Who does these is mostly somebody who may ask for the service. */
const asks: ReadonlySet<string> = new Set(
  'hold book series propose send series-cancel series-move series-people'.split(' '),
);
/** And of these somebody who may change the visit. */
const ofVisit: ReadonlySet<string> = new Set('move cancel invite guest take-out guest-out'.split(' '));
type Answer = { status: number; body: unknown };
const mother = request.guests[0]!;
const nothing: Answer = { status: 0, body: null };

/** A server on which two specialists are open on two Fridays, and what people do there. */
async function world() {
  const running = await startTestApp();
  app = running;
  running.offerToo(childService, 'user-johan', 'org-sairaala');
  running.store.write((tx) => {
    serviceHandlers.replace(tx, { id: childService, organisationId: 'org-sairaala' }, [
      'user-leena',
      'user-elina',
    ]);
    tx.delete(schema.scheduleHours).run();
    tx.update(schema.healthcareService)
      .set({ route: 'either', offersTimes: true, offerHours: 24, noticeHours: 0 })
      .run();
  });
  for (const date of fridays)
    for (const id of practitioners) running.openHours(date, '09:00', '12:00', childService, id);
  const { call, store } = running;
  const rows = {
    visits: () => store.read((tx) => tx.select().from(schema.appointment).all()),
    claims: () => store.read((tx) => tx.select().from(schema.claim).all()),
    seats: () => store.read((tx) => tx.select().from(schema.participant).all()),
  };
  /** Mostly one that is to come. */
  const visit = (which: number) => {
    const all = rows.visits();
    const coming = all.filter(({ status }) => status === 'booked');
    return pick(which % 5 === 0 || coming.length === 0 ? all : coming, which >> 3);
  };
  const tokens = (path: string) =>
    running.outbox().flatMap(({ body }) => new RegExp(`/${path}#([\\w-]+)`).exec(body)?.[1] ?? []);
  const drafts: { who: Who; body: object }[] = [];
  const series: string[] = [];
  const proposals: { id: string; who: Who }[] = [];
  const idOf = ({ body }: Answer) => (body as { id: string }).id;

  async function run({ name, who: anybody, which, day, time, other }: Act): Promise<Answer> {
    const kind = name === 'guest-out' ? 'guest' : 'colleague';
    const seat = pick(
      rows.seats().filter((each) => each.kind === kind),
      which,
    );
    const on = name.endsWith('-out')
      ? rows.visits().find(({ id }) => id === seat?.appointmentId)
      : visit(which);
    const steering =
      on && ofVisit.has(name) ? [on.requesterId, on.practitionerId].map((id) => id.slice(5)) : [];
    const asking = asks.has(name) ? ['aino', 'pekka', 'leena'] : steering;
    const who = (other % 6 > 0 && (pick(asking, which) as Who | undefined)) || anybody;
    const startsAt = instantOf(fridays[day]!, clocks[time]!);
    const practitionerId = pick(practitioners, other)!;
    const at = { practitionerId, startsAt };
    const requiredIds =
      other % 3 === 0
        ? [`user-${pick(people, which)!}`].filter((id) => id !== `user-${who}` && id !== practitionerId)
        : [];
    const reason = { reason: pick(['wrong-time', 'other'], other)!, note: 'siitä syystä' };
    const byFamily = { reason: 'cannot-come', note: '' };
    const guest = pick(tokens('v'), which);
    switch (name) {
      case 'later':
        running.clock.now += (1 + (other % 15)) * minuteMs;
        running.tick();
        offerFreeTimes(running.deps);
        return nothing;
      case 'hold':
        return call(who, 'POST', '/api/holds', { serviceId: childService, ...at, requiredIds });
      case 'release': {
        const hold = pick(
          rows.claims().filter(({ kind }) => kind === 'hold'),
          which,
        );
        return hold ? call(who, 'DELETE', `/api/holds/${hold.id}`) : nothing;
      }
      case 'book': {
        const content = { ...request, requiredIds, colleagueIds: requiredIds };
        const body = { draftId: newId(), serviceId: childService, ...at, content };
        drafts.push({ who, body });
        return call(who, 'POST', '/api/appointments', body);
      }
      case 'book-again': {
        const draft = pick(drafts, which);
        return draft ? call(draft.who, 'POST', '/api/appointments', draft.body) : nothing;
      }
      case 'move':
        return on
          ? call(who, 'POST', `/api/appointments/${on.id}/move`, { ...reason, ...at, override: null })
          : nothing;
      case 'cancel':
        return on ? call(who, 'POST', `/api/appointments/${on.id}/cancel`, reason) : nothing;
      case 'family-cancel':
        return guest ? call({ token: guest }, 'POST', '/api/guest/cancel', byFamily) : nothing;
      case 'family-move':
        return guest ? call({ token: guest }, 'POST', '/api/guest/move', { ...byFamily, ...at }) : nothing;
      case 'family-rebook':
        return guest ? call({ token: guest }, 'POST', '/api/guest/rebook', at) : nothing;
      case 'absence': {
        const date = fridays[day]!;
        const read = await call(who, 'GET', `/api/absences/${practitionerId}?date=${date}`);
        if (read.status !== 200) return read;
        type Seen = {
          visits: { id: string; startsAt: number; times: { practitionerId: string; startsAt: number }[] }[];
          invited: { id: string; startsAt: number }[];
        };
        const { visits, invited } = read.body as Seen;
        const decisions = [
          ...visits.map(({ id, startsAt: from, times }, index) => {
            const to = times[0];
            if ((other + index) % 3 === 0) return { id, kind: 'cancel', from };
            if ((other + index) % 3 === 1 || !to) return { id, kind: 'keep' };
            return { id, kind: 'move', from, practitionerId: to.practitionerId, startsAt: to.startsAt };
          }),
          ...invited.map(({ id, startsAt: from }) => ({ id, kind: 'decline', from })),
        ];
        // The day is open again afterwards, or nothing could be done on it any more.
        const done = await call(who, 'POST', `/api/absences/${practitionerId}`, {
          date,
          note: '',
          decisions,
        });
        store.write((tx) => tx.delete(schema.dayException).run());
        for (const each of fridays)
          for (const id of practitioners) running.openHours(each, '09:00', '12:00', childService, id);
        return done;
      }
      case 'invite': {
        const userIds = [`user-${pick(people, other)!}`];
        const need = other % 2 === 0 ? 'required' : 'optional';
        return on ? call(who, 'POST', `/api/appointments/${on.id}/colleagues`, { userIds, need }) : nothing;
      }
      case 'take-out':
      case 'guest-out': {
        const path = name === 'take-out' ? 'colleagues' : 'guests';
        return seat
          ? call(who, 'DELETE', `/api/appointments/${seat.appointmentId}/${path}/${seat.id}`)
          : nothing;
      }
      case 'guest': {
        const invited = {
          ...mother,
          name: 'Otto',
          address: `otto${other % 3}@perhe.example`,
          role: 'parent',
        };
        return on ? call(who, 'POST', `/api/appointments/${on.id}/guests`, invited) : nothing;
      }
      case 'series': {
        if (series.length > 2) return nothing;
        const id = newId();
        const guests = [{ ...mother, role: 'parent' as const }];
        const fields = fieldsOf(
          fridays[0]!,
          2,
          { ...{ practitionerId, guests, requiredIds, subject: request.subject }, consentNoted: true },
          { time: clocks[time]!, lengthMinutes: 45 },
        );
        const made = await call(who, 'POST', `/api/services/${childService}/series`, {
          id,
          fields,
          solutions: [],
        });
        if (made.status === 201) series.push(idOf(made));
        return made;
      }
      case 'series-cancel':
      case 'series-move':
      case 'series-people': {
        const id = pick(series, which);
        if (!id) return nothing;
        const read = await call(who, 'GET', `/api/series/${id}`);
        if (read.status !== 200) return read;
        const basedOn = (read.body as { revision: number }).revision;
        const scope = pick([{ kind: 'one', n: 1 }, { kind: 'following', n: 2 }, { kind: 'all' }], other)!;
        if (name === 'series-people') {
          const invite = [
            { id: `user-${pick(people, which)!}`, need: other % 2 === 0 ? 'required' : 'optional' },
          ];
          const empty = { outIds: [], guests: [], outGuestIds: [], solutions: [], note: '' };
          return call(who, 'POST', `/api/series/${id}/people`, { ...empty, scope, invite, basedOn });
        }
        const change =
          name === 'series-cancel'
            ? { kind: 'cancel' }
            : { kind: 'time', time: clocks[time], lengthMinutes: 45 };
        return call(who, 'POST', `/api/series/${id}/change`, {
          ...reason,
          scope,
          change,
          solutions: [],
          basedOn,
        });
      }
      case 'propose': {
        const voter = {
          ...mother,
          name: 'Kaisa',
          address: `kaisa${proposals.length}@perhe.example`,
          role: 'parent',
          isKey: true,
        };
        const startsAts = [startsAt, startsAt + 45 * minuteMs];
        const fields = { practitionerId, requiredIds, optionalIds: [], startsAts, voters: [voter] };
        const made = await call(who, 'POST', `/api/services/${childService}/proposals`, fields);
        if (made.status === 201) proposals.push({ id: idOf(made), who });
        return made;
      }
      case 'vote': {
        const token = pick(tokens('vote'), which);
        if (!token) return nothing;
        const { times } = (await call({ token }, 'GET', '/api/vote')).body as { times?: { id: string }[] };
        const answers = (times ?? []).map(({ id }, index) => ({
          timeId: id,
          answer: (other + index) % 9 === 0 ? 'no' : 'yes',
        }));
        return answers.length > 0 ? call({ token }, 'PUT', '/api/vote', { answers }) : nothing;
      }
      case 'confirm': {
        const proposal = pick(proposals, which);
        if (!proposal) return nothing;
        type Read = { times: { startsAt: number }[]; practitionerId?: string };
        const read = (await call(proposal.who, 'GET', `/api/proposals/${proposal.id}`)).body as Read;
        const draft = await call(proposal.who, 'GET', `/api/proposals/${proposal.id}/draft`);
        if (draft.status !== 200) return draft;
        const { draftId, content } = draft.body as { draftId: string; content: typeof request };
        const { guests, colleagueIds, requiredIds: required } = content;
        const body = {
          draftId,
          serviceId: childService,
          practitionerId,
          startsAt: pick(read.times, other)!.startsAt,
          proposalId: proposal.id,
        };
        return call(proposal.who, 'POST', '/api/appointments', {
          ...body,
          content: { ...request, guests, colleagueIds, requiredIds: required },
        });
      }
      case 'send':
        return call(who, 'POST', '/api/sent-requests', {
          draftId: newId(),
          serviceId: childService,
          content: request,
        });
      case 'waitlist':
      case 'accept':
      case 'offer': {
        const all = store.read((tx) => tx.select().from(schema.triageRequest).all());
        const open = all.filter(({ status }) => status === (name === 'offer' ? 'waitlisted' : 'active'));
        const asked = pick(open.length > 0 ? open : all, which);
        if (!asked) return nothing;
        const handler: Who = other % 2 === 0 ? 'leena' : 'elina';
        await call(handler, 'POST', `/api/triage/${asked.id}/take`, {});
        const wishes = { time: 'any', practitionerId: null, from: null, to: null };
        if (name === 'waitlist')
          return call(handler, 'POST', `/api/triage/${asked.id}/waitlist`, { wishes, text: '' });
        if (name === 'offer') return call(handler, 'POST', `/api/triage/${asked.id}/offers`, at);
        return call(handler, 'POST', `/api/triage/${asked.id}/accept`, {
          ...at,
          requiredIds,
          optionalIds: [],
        });
      }
      case 'take':
      case 'decline': {
        const token = pick(tokens('offer'), which);
        return token ? call({ token }, 'POST', `/api/offer/${name}`, {}) : nothing;
      }
    }
  }
  return { running, rows, run };
}

type World = Awaited<ReturnType<typeof world>>;

/** All that the rules decide about, as text. */
const stateOf = ({ running }: World): string =>
  running.store.read((tx) =>
    JSON.stringify(
      [
        schema.appointment,
        schema.claim,
        schema.participant,
        schema.reminder,
        schema.seriesMeeting,
        schema.outboxMessage,
      ].map((table) => tx.select().from(table).all()),
    ),
  );

/** The visits that a calendar file tells of. */
function toldBy(calendar: string) {
  const [head, ...events] = calendar.replace(/\r?\n[ \t]/g, '').split('BEGIN:VEVENT');
  return events.map((event) => {
    const [, zone, date, time] = /DTSTART(;TZID=[^:]+)?:(\d{8})T(\d{4})/.exec(event)!;
    const day = date!.replace(/(....)(..)(..)/, '$1-$2-$3');
    const clock = time!.replace(/(..)(..)/, '$1:$2');
    const isOff = head!.includes('METHOD:CANCEL') || event.includes('STATUS:CANCELLED');
    return {
      uid: /UID:(.*)/.exec(event)![1]!.trim(),
      isOff,
      startsAt: zone ? instantOf(day, clock) : Date.parse(`${day}T${clock}Z`),
    };
  });
}

/** What must hold at any moment. */
function holds({ running, rows }: World) {
  const { now } = running.clock;
  const told = running
    .outbox()
    .flatMap(({ recipient, calendar }) =>
      calendar ? toldBy(calendar).map((event) => ({ recipient, ...event })) : [],
    );
  const [visits, claims, seats] = [rows.visits(), rows.claims(), rows.seats()];
  const living = claims.filter(({ kind, expiresAt }) => kind === 'booking' || expiresAt! > now);
  for (const [index, one] of living.entries())
    for (const other of living.slice(index + 1))
      expect(
        one.resourceId === other.resourceId && overlaps(one, other),
        `twice: ${JSON.stringify([one, other])}`,
      ).toBe(false);
  for (const { id, status, startsAt, endsAt, practitionerId } of visits) {
    const own = claims.filter(({ appointmentId }) => appointmentId === id);
    const there = seats.filter((seat) => seat.appointmentId === id && seat.takenOutAt === null);
    if (status === 'booked') {
      expect(own.map(({ resourceId }) => resourceId)).toEqual(expect.arrayContaining([practitionerId]));
      for (const claim of own) {
        expect([
          claim.startsAt + claim.bufferBeforeMinutes * minuteMs,
          claim.endsAt - claim.bufferAfterMinutes * minuteMs,
        ]).toEqual([startsAt, endsAt]);
        expect(there.map(({ userId }) => userId)).toContain(claim.resourceId);
      }
    } else expect(own).toEqual([]);
    for (const { userId, address, name } of there) {
      const recipient = address ?? emails[userId!.slice(5) as Who];
      const last = told.filter((each) => each.recipient === recipient && each.uid.includes(id)).at(-1);
      const isOff = status === 'cancelled';
      expect({
        id,
        name,
        told: last && { isOff: last.isOff, ...(!isOff && { startsAt: last.startsAt }) },
      }).toEqual({ id, name, told: { isOff, ...(!isOff && { startsAt }) } });
    }
  }
}

/** No visit is lost, and none goes elsewhere, but by what is for that. */
function stays({ rows }: World, booked: ReturnType<World['rows']['visits']>, done: ReadonlySet<string>) {
  const after = new Map(rows.visits().map((visit) => [visit.id, visit]));
  for (const { id, startsAt, practitionerId } of booked) {
    const now = after.get(id);
    if (!ends.some((name) => done.has(name))) expect(now).toMatchObject({ id, status: 'booked' });
    if (!moves.some((name) => done.has(name))) expect(now).toMatchObject({ id, startsAt, practitionerId });
  }
}

it('[H3] [H10] [H11] [H13] holds, bookings, moves, series, votes, absences and offers in any order book nobody twice, lose no visit and leave nothing of what is refused', async () => {
  let done = 0;
  await fc.assert(
    fc.asyncProperty(walk, async (walked) => {
      const here = await world();
      try {
        for (const together of walked) {
          const before = stateOf(here);
          const booked = here.rows.visits().filter(({ status }) => status === 'booked');
          const answers = await Promise.all(together.map((one) => here.run(one)));
          for (const [index, { status, body }] of answers.entries()) {
            if (status === 0) continue;
            expect(status, JSON.stringify([together[index], body])).toBeLessThan(500);
            if (status < 400) done += 1;
          }
          if (answers.every(({ status }) => status >= 400)) expect(stateOf(here)).toBe(before);
          holds(here);
          stays(here, booked, new Set(together.map(({ name }) => name)));
        }
      } finally {
        await here.running.close();
        app = undefined;
      }
    }),
    // Each run has a server of its own, and making one that fails smaller takes minutes.
    { numRuns: Number(process.env['ANY_ORDER_RUNS'] ?? 3), endOnFailure: true },
  );
  // A walk on which everything is refused would prove nothing.
  expect(done).toBeGreaterThan(20);
}, 600_000);
