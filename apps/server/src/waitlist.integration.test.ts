// Long on purpose: every case stands on the waitlist of one running app, and files of its parts would each start another.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { and, eq } from 'drizzle-orm';
import { dayMs, hourMs, instantOf, minuteMs, type triage } from '#domain';
import { letterTexts, newId, schema, serviceHandlers } from '#db';
import type { Reply } from '#protocol';
import { childService, monday, request, startTestApp, type TestApp, type Who } from '#support/test-app.ts';
import { WaitlistJob } from './jobs/waitlist-job.ts';
import { offerFreeTimes } from './use-cases/offer-time.ts';

const organisationId = 'org-sairaala';
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  app.store.write((tx) => {
    serviceHandlers.replace(tx, { id: childService, organisationId }, ['user-leena', 'user-elina']);
    // Only what a test opens is free.
    tx.delete(schema.scheduleHours).run();
  });
});
afterAll(() => app.close());

/** A day of its own for each case, on which nothing is open. */
let day = 0;
let date = '';
beforeEach(() => {
  app.clock.now = monday;
  date = new Date(Date.UTC(2026, 10, 30 + day++)).toISOString().slice(0, 10);
  app.store.write((tx) => {
    tx.delete(schema.claim).run();
    tx.update(schema.waitlistOffer)
      .set({ status: 'withdrawn', statusAt: monday })
      .where(eq(schema.waitlistOffer.status, 'open'))
      .run();
    tx.update(schema.triageRequest)
      .set({ status: 'revoked', wishes: null, takenBy: null, takenUntil: null })
      .where(eq(schema.triageRequest.status, 'waitlisted'))
      .run();
    tx.delete(schema.dayException).run();
    tx.update(schema.healthcareService)
      .set({ route: 'either', offersTimes: true, offerHours: 24, noticeHours: 0, active: true })
      .where(eq(schema.healthcareService.id, childService))
      .run();
  });
});

const code = ({ body }: { body: unknown }) => (body as { error?: { code: string } }).error?.code;
const anyTime: triage.Wishes = { time: 'any', practitionerId: null, from: null, to: null };
const at = (time: string) => instantOf(date, time);
/** Opens one time of 45 minutes. */
const open = (from: string, to: string) => app.openHours(date, from, to);
const round = () => offerFreeTimes(app.deps);
const act = (id: string, what: string, body: object = {}, who: Who = 'leena') =>
  app.call(who, 'POST', `/api/triage/${id}/${what}`, body);

let children = 0;
/** A request that stands on the waitlist. */
async function waiting(wishes: Partial<triage.Wishes> = {}, who: Who = 'aino', urgency = 'routine') {
  const initials = `${String.fromCharCode(65 + (children++ % 26))}.${String.fromCharCode(65 + Math.floor(children / 26))}.`;
  const subject = { kind: 'new-case', initials, birthYear: 2017 };
  const content = { ...request, subject, urgency };
  const { status, body } = await app.call(who, 'POST', '/api/sent-requests', {
    ...{ draftId: newId(), serviceId: childService, content },
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  const { id } = body as { id: string };
  await act(id, 'take');
  const put = await act(id, 'waitlist', { wishes: { ...anyTime, ...wishes }, text: '' });
  if (put.status !== 200) throw new Error(JSON.stringify(put.body));
  // Who comes later counts as later.
  app.clock.now += minuteMs;
  return id;
}
const detail = async (id: string, who: Who = 'leena') =>
  ((await app.call(who, 'GET', `/api/triage/${id}`)).body as Reply<'readTriage'>).request;
const mine = async (id: string, who: Who = 'aino') =>
  ((await app.call(who, 'GET', `/api/sent-requests/${id}`)).body as Reply<'readSentRequest'>).request;
const states = async (id: string) => (await detail(id)).offers.map(({ status }) => status);
const tokens = () => app.outbox().flatMap(({ body }) => /\/offer#([\w-]+)/.exec(body)?.[1] ?? []);
const link = () => ({ token: tokens().at(-1)! });
const page = async (who: { token: string }) =>
  (await app.call(who, 'GET', '/api/offer')).body as Reply<'readOffer'>;
const claimsAt = (startsAt: number) =>
  app.store.read((tx) =>
    tx
      .select({ kind: schema.claim.kind })
      .from(schema.claim)
      .where(and(eq(schema.claim.startsAt, startsAt), eq(schema.claim.resourceId, 'user-elina')))
      .all()
      .map(({ kind }) => kind),
  );
const book = (startsAt: number, who: Who = 'pekka', more: object = {}) =>
  app.call(who, 'POST', '/api/appointments', {
    ...{ draftId: newId(), serviceId: childService, practitionerId: 'user-elina', startsAt },
    content: { ...request, subject: { kind: 'anonymous' } },
    ...more,
  });

describe('offering', () => {
  it('[Y15] [U4] passes over whose requester’s account was closed: nobody could take it', async () => {
    const [gone, next] = [await waiting({}, 'pekka'), await waiting({}, 'aino')];
    const setActive = (active: boolean) =>
      app.store.write((tx) =>
        tx.update(schema.userAccount).set({ active }).where(eq(schema.userAccount.id, 'user-pekka')).run(),
      );
    setActive(false);
    open('09:00', '09:45');
    const sent = app.outbox().length;
    round();
    expect([await states(gone), await states(next)]).toEqual([[], ['open']]);
    const told = app.outbox().slice(sent);
    expect(told.some(({ recipient }) => recipient.startsWith('pekka'))).toBe(false);
    open('10:00', '10:45');
    const byHand = await act(gone, 'offers', { practitionerId: 'user-elina', startsAt: at('10:00') });
    expect(code(byHand)).toBe('requester-gone');
    setActive(true);
  });
  it('[Y19] [U4] ends at once when its requester’s account is closed, and the next one gets the time', async () => {
    const [gone, next] = [await waiting({}, 'pekka'), await waiting({}, 'aino')];
    open('09:00', '09:45');
    round();
    expect([await states(gone), await states(next)]).toEqual([['open'], []]);
    const byLink = link();
    const sent = app.outbox().length;
    const setActive = (active: boolean) =>
      app.call('mikko', 'POST', '/api/people/user-pekka/active', { active });
    try {
      expect((await setActive(false)).status).toBe(200);
      expect([await states(gone), claimsAt(at('09:00'))]).toEqual([['gone'], []]);
      expect(app.outbox().slice(sent)).toEqual([]);
      expect(code(await app.call(byLink, 'POST', '/api/offer/take'))).toBe('offer-over');
      round();
      expect([await states(gone), await states(next)]).toEqual([['gone'], ['open']]);
    } finally {
      await setActive(true);
    }
  });
  it('[Y19] [U4] of somebody whose account was closed before is taken by nobody, and goes with the next round', async () => {
    const [gone, next] = [await waiting({}, 'pekka'), await waiting({}, 'aino')];
    open('09:00', '09:45');
    round();
    const byLink = link();
    const setActive = (active: boolean) =>
      app.store.write((tx) =>
        tx.update(schema.userAccount).set({ active }).where(eq(schema.userAccount.id, 'user-pekka')).run(),
      );
    setActive(false);
    try {
      round();
      expect([await states(gone), await states(next)]).toEqual([['gone'], ['open']]);
      expect(code(await app.call(byLink, 'POST', '/api/offer/take'))).toBe('offer-over');
    } finally {
      setActive(true);
    }
  });
  it('[Y14] [Y15] offers a free time to the first whom it fits, and holds it against everybody else', async () => {
    const afternoons = await waiting({ time: 'afternoons' });
    const later = await waiting({ from: '2027-03-01' });
    const first = await waiting({ time: 'mornings' });
    const second = await waiting();
    open('09:00', '09:45');
    round();
    expect(await states(afternoons)).toEqual([]);
    expect(await states(later)).toEqual([]);
    expect(await states(second)).toEqual([]);
    const [offer] = (await detail(first)).offers;
    expect(offer).toMatchObject({
      status: 'open',
      startsAt: at('09:00'),
      madeBy: null,
      practitionerName: 'Elina Saarikko',
    });
    expect(offer!.until - app.clock.now).toBe(24 * hourMs);
    expect(claimsAt(at('09:00'))).toEqual(['hold']);
    expect(code(await book(at('09:00')))).toBe('slot-taken');
    // A round that comes again changes nothing.
    round();
    expect(await states(first)).toEqual(['open']);
    expect((await mine(first)).offer).toMatchObject({ id: offer!.id, startsAt: at('09:00') });
  });
  it('[Y22] [Z1] tells it by text message too where the phone can get one, in the provider’s own words', async () => {
    const phone = (number: string) =>
      app.store.write((tx) =>
        tx
          .update(schema.userAccount)
          .set({ phone: number })
          .where(eq(schema.userAccount.id, 'user-aino'))
          .run(),
      );
    const words = { subject: '', body: 'Aika {when}, vastaa viimeistään {until}: {link}' };
    const own = { organisationId: 'org-sairaala', kind: 'offer', channel: 'sms', language: 'fi' } as const;
    app.store.write((tx) =>
      letterTexts.save(tx, { ...own, ...words, writtenBy: 'user-elina', writtenAt: monday }),
    );
    const since = app.outbox().length;
    phone('040 123 4567');
    const id = await waiting();
    open('09:00', '09:45');
    round();
    const [email, sms] = app
      .outbox()
      .slice(since)
      .filter(({ body }) => body.includes('/offer#'));
    expect([email!.channel, sms]).toMatchObject(['email', { channel: 'sms', recipient: '+358401234567' }]);
    expect(sms!.body).toMatch(/^Aika .+ klo 9\.00, vastaa viimeistään .+\/offer#[\w-]+$/);
    expect(email!.body).toContain(/#[\w-]+/.exec(sms!.body)![0]);
    // A switchboard gets none, and neither does whoever has none.
    phone('+358295550111');
    await act(id, 'take');
    await act(id, 'offer/withdraw');
    expect(app.outbox().filter(({ channel, kind }) => channel === 'sms' && kind === 'request')).toHaveLength(
      1,
    );
    app.store.write((tx) => letterTexts.remove(tx, own.organisationId, own));
  });
  it('[Y15] an urgent one that came later goes first', async () => {
    await waiting();
    const urgent = await waiting({}, 'aino', 'urgent');
    open('09:00', '09:45');
    round();
    expect(await states(urgent)).toEqual(['open']);
    const { rows } = (await app.call('leena', 'GET', '/api/triage?view=waitlist')).body as Reply<'readQueue'>;
    expect(rows[0]).toMatchObject({ id: urgent, offer: { startsAt: at('09:00') } });
  });
  it('[Y17] two who wait and one time: one offer; two times: two offers, and never one twice', async () => {
    const ids = [await waiting(), await waiting()];
    open('09:00', '09:45');
    round();
    round();
    expect((await Promise.all(ids.map(states))).flat()).toEqual(['open']);
    open('09:45', '10:30');
    round();
    const offers = (await Promise.all(ids.map((id) => detail(id)))).flatMap((each) => each.offers);
    expect(offers.map(({ startsAt }) => startsAt).sort()).toEqual([at('09:00'), at('09:45')]);
  });
  it('[Y16] never holds it into the earliest notice, and offers nothing that leaves less than an hour', async () => {
    app.store.write((tx) => tx.update(schema.healthcareService).set({ noticeHours: 3 }).run());
    const id = await waiting();
    open('12:00', '12:45');
    app.clock.now = at('08:30');
    round();
    expect(await states(id)).toEqual([]);
    app.clock.now = at('07:30');
    round();
    expect((await detail(id)).offers[0]!.until).toBe(at('09:00'));
    app.store.write((tx) => tx.update(schema.healthcareService).set({ noticeHours: 0 }).run());
  });
  it('[Y20] offers nothing by itself where the service says so, to whom it is passed over, or who is worked on', async () => {
    const id = await waiting();
    open('09:00', '09:45');
    app.store.write((tx) => tx.update(schema.healthcareService).set({ offersTimes: false }).run());
    round();
    app.store.write((tx) => tx.update(schema.healthcareService).set({ offersTimes: true }).run());
    expect((await app.call('leena', 'PUT', `/api/triage/${id}/offers-paused`, { paused: true })).status).toBe(
      200,
    );
    round();
    await app.call('leena', 'PUT', `/api/triage/${id}/offers-paused`, { paused: false });
    await act(id, 'take');
    round();
    expect(await states(id)).toEqual([]);
    await act(id, 'release');
    round();
    expect(await states(id)).toEqual(['open']);
  });
  it('the timer finds what nobody told, and news makes it sooner', async () => {
    const id = await waiting();
    const job = new WaitlistJob(app.deps);
    job.tick();
    open('09:00', '09:45');
    app.clock.now += 5_000;
    job.tick();
    expect(await states(id)).toEqual([]);
    app.deps.live.emit('practitioner-time-changed', 'user-elina');
    app.clock.now += 5_000;
    job.tick();
    expect(await states(id)).toEqual(['open']);
    const other = await waiting();
    open('09:45', '10:30');
    app.clock.now += 5_000;
    job.tick();
    app.clock.now += 61_000;
    job.tick();
    expect(await states(other)).toEqual(['open']);
  });
});

describe('answering', () => {
  const offered = async (wishes: Partial<triage.Wishes> = {}) => {
    const id = await waiting(wishes);
    open('09:00', '09:45');
    round();
    return { id, who: link(), offer: (await detail(id)).offers[0]! };
  };

  it('[Y18] [Y10] is taken by its link, twice as well: one visit with the request as it was written', async () => {
    const { id, who, offer } = await offered();
    expect(await page(who)).toMatchObject({
      ...{ state: 'open', startsAt: at('09:00'), until: offer.until, practitionerName: 'Elina Saarikko' },
    });
    expect(JSON.stringify(await page(who))).not.toContain(request.question);
    const [one, two] = await Promise.all([
      app.call(who, 'POST', '/api/offer/take'),
      app.call(who, 'POST', '/api/offer/take'),
    ]);
    expect([one.status, two.status]).toEqual([200, 200]);
    expect((two.body as Reply<'takeOffer'>).state).toBe('taken');
    const sent = await mine(id);
    expect(sent).toMatchObject({ status: 'accepted', startsAt: at('09:00'), offer: null });
    expect(sent.steps.map(({ kind }) => kind).at(-1)).toBe('take-offer');
    const visit = (await app.call('aino', 'GET', `/api/appointments/${sent.appointmentId}`))
      .body as Reply<'readAppointment'>;
    expect(visit.appointment).toMatchObject({ question: request.question, requesterName: 'Aino Lampi' });
    expect(claimsAt(at('09:00'))).toEqual(['booking']);
    expect(code(await app.call(who, 'POST', '/api/offer/decline'))).toBe('offer-over');
  });
  it('[Y18] is taken in the app by who asked, and by no stranger', async () => {
    const { id, offer } = await offered();
    const path = `/api/sent-requests/${id}/offers/${offer.id}/take`;
    expect((await app.call('pekka', 'POST', path)).status).toBe(404);
    expect((await app.call({ token: 'x'.repeat(43) }, 'POST', '/api/offer/take')).status).toBe(401);
    expect((await app.call(undefined, 'GET', '/api/offer')).status).toBe(401);
    expect((await app.call('aino', 'POST', path)).status).toBe(200);
    expect((await mine(id)).status).toBe('accepted');
  });
  it('[Y18] is declined twice: stays on the list, is not offered it again, and the next is', async () => {
    const { id, who } = await offered();
    const next = await waiting();
    for (let time = 0; time < 2; time += 1)
      expect((await app.call(who, 'POST', '/api/offer/decline')).status).toBe(200);
    round();
    expect([await states(id), await states(next)]).toEqual([['declined'], ['open']]);
    expect((await mine(id)).status).toBe('waitlisted');
    await app.call(link(), 'POST', '/api/offer/decline');
    round();
    expect([await states(id), await states(next)]).toEqual([['declined'], ['declined']]);
    expect(claimsAt(at('09:00'))).toEqual([]);
  });
  it('[Y18] accepted at the moment it lapses: a millisecond before it is taken, at it it is over', async () => {
    const early = await offered();
    app.clock.now = early.offer.until - 1;
    expect((await app.call(early.who, 'POST', '/api/offer/take')).status).toBe(200);

    app.clock.now = monday;
    date = new Date(Date.UTC(2026, 10, 30 + day++)).toISOString().slice(0, 10);
    const late = await offered();
    app.clock.now = late.offer.until;
    expect(code(await app.call(late.who, 'POST', '/api/offer/take'))).toBe('offer-over');
    expect((await page(late.who)).state).toBe('lapsed');
    round();
    expect(await states(late.id)).toEqual(['lapsed']);
    expect(app.outbox().filter(({ subject }) => subject.includes('meni seuraavalle')).length).toBe(1);
    // A clock that is set back opens nothing again.
    app.clock.now = monday;
    expect(code(await app.call(late.who, 'POST', '/api/offer/take'))).toBe('offer-over');
    expect((await page(late.who)).state).toBe('lapsed');
    round();
    expect(await states(late.id)).toEqual(['lapsed']);
  });
  it('[Y18] the server was off over the lapse: the first round closes it and offers the time to the next', async () => {
    const { id, who } = await offered();
    const next = await waiting();
    app.clock.now += 3 * dayMs;
    if (app.clock.now > at('08:00')) app.clock.now = at('06:00');
    new WaitlistJob(app.deps).tick();
    expect((await page(who)).state).toBe('lapsed');
    expect([await states(id), await states(next)]).toEqual([['lapsed'], ['open']]);
  });
  it('[Y15] a cancelled visit is offered before anybody else can book its time', async () => {
    open('09:00', '09:45');
    const { body } = await book(at('09:00'));
    const { appointmentId } = body as { appointmentId: string };
    const id = await waiting();
    let isRunning = true;
    const job = new WaitlistJob(app.deps, () => queueMicrotask(() => isRunning && job.tick()));
    const reason = { reason: 'not-needed', note: '' };
    await app.call('pekka', 'POST', `/api/appointments/${appointmentId}/cancel`, reason);
    const late = await book(at('09:00'));
    isRunning = false;
    expect(await states(id)).toEqual(['open']);
    expect(code(late)).toBe('slot-taken');
  });
  it('a cancelled visit is offered, lapses, and goes to the next', async () => {
    open('09:00', '09:45');
    const { body } = await book(at('09:00'));
    const { appointmentId } = body as { appointmentId: string };
    const first = await waiting();
    const second = await waiting();
    round();
    expect(await states(first)).toEqual([]);
    const cancel = await app.call('pekka', 'POST', `/api/appointments/${appointmentId}/cancel`, {
      reason: 'not-needed',
      note: '',
    });
    expect([200, 204]).toContain(cancel.status);
    round();
    expect(await states(first)).toEqual(['open']);
    app.clock.now += 24 * hourMs;
    round();
    expect([await states(first), await states(second)]).toEqual([['lapsed'], ['open']]);
  });
  it('[Y19] booked by an override meanwhile: the offer is gone, and says so at once', async () => {
    const { id, who } = await offered();
    const taken = await app.call('leena', 'POST', '/api/appointments', {
      ...{ draftId: newId(), serviceId: childService, practitionerId: 'user-elina', startsAt: at('09:00') },
      content: { ...request, subject: { kind: 'anonymous' } },
      override: 'Kiireellinen',
    });
    expect(taken.status).toBe(201);
    expect(code(await app.call(who, 'POST', '/api/offer/take'))).toBe('offer-over');
    expect((await page(who)).state).toBe('gone');
    expect((await mine(id)).status).toBe('waitlisted');
    expect(claimsAt(at('09:00'))).toEqual(['booking']);
  });
  it('[H12] [Y19] the service is longer meanwhile: the offer stands, and is booked as it was offered', async () => {
    const { id, who } = await offered();
    const lengthOf = (lengthMinutes: number) =>
      app.store.write((tx) =>
        tx
          .update(schema.healthcareService)
          .set({ lengthMinutes })
          .where(eq(schema.healthcareService.id, childService))
          .run(),
      );
    lengthOf(60);
    round();
    expect(await states(id)).toEqual(['open']);
    const taken = await app.call(who, 'POST', '/api/offer/take');
    lengthOf(45);
    expect(taken.status).toBe(200);
    expect((await mine(id)).status).toBe('accepted');
    const visit = app.store
      .read((tx) => tx.select().from(schema.appointment).all())
      .find(({ requestId }) => requestId === id)!;
    expect([visit.startsAt, visit.endsAt]).toEqual([at('09:00'), at('09:45')]);
  });
  it('[Y19] the hours are gone meanwhile: the next round ends the offer and tells', async () => {
    const { id } = await offered();
    app.store.write((tx) => tx.delete(schema.dayException).run());
    round();
    expect(await states(id)).toEqual(['gone']);
    expect(claimsAt(at('09:00'))).toEqual([]);
  });
});

describe('steering', () => {
  it('[Y20] a coordinator offers by hand, takes it back, and it is not offered to the same by itself', async () => {
    app.store.write((tx) => tx.update(schema.healthcareService).set({ offersTimes: false }).run());
    const id = await waiting({ time: 'afternoons' });
    open('09:00', '09:45');
    const time = { practitionerId: 'user-elina', startsAt: at('09:00') };
    expect((await act(id, 'offers', time)).status).toBe(201);
    expect(code(await act(id, 'offers', time))).toBe('has-offer');
    const other = await waiting();
    expect(code(await act(other, 'offers', time))).toBe('slot-taken');
    const [offer] = (await detail(id)).offers;
    expect(offer!.madeBy).toBe('Leena Ahola');
    for (let again = 0; again < 2; again += 1)
      expect((await act(id, `offers/${offer!.id}/withdraw`)).status).toBe(200);
    expect(claimsAt(at('09:00'))).toEqual([]);
    app.store.write((tx) => tx.update(schema.healthcareService).set({ offersTimes: true }).run());
    await act(id, 'take');
    await act(id, 'waitlist', { wishes: anyTime, text: '' });
    await app.call('leena', 'PUT', `/api/triage/${other}/offers-paused`, { paused: true });
    round();
    expect(await states(id)).toEqual(['withdrawn']);
  });
  it('[Y5] [Y20] nobody steers what another works on, and no other organisation sees it', async () => {
    const id = await waiting();
    open('09:00', '09:45');
    round();
    const [offer] = (await detail(id)).offers;
    await act(id, 'take');
    expect(code(await act(id, `offers/${offer!.id}/withdraw`, {}, 'elina'))).toBe('request-taken');
    for (const [what, method] of [
      ['offers', 'POST'],
      [`offers/${offer!.id}/withdraw`, 'POST'],
      ['offers-paused', 'PUT'],
    ] as const) {
      const body =
        what === 'offers' ? { practitionerId: 'user-elina', startsAt: at('09:00') } : { paused: true };
      const { status } = await app.call(
        'sanna',
        method,
        `/api/triage/${id}/${what}`,
        what.endsWith('withdraw') ? {} : body,
      );
      expect([what, status]).toEqual([what, 404]);
    }
  });
  it('[Y20] a decision takes the open offer back, and the very time that was offered can be given', async () => {
    const id = await waiting();
    open('09:00', '09:45');
    round();
    const who = link();
    await act(id, 'take');
    const given = await act(id, 'accept', {
      ...{ practitionerId: 'user-elina', startsAt: at('09:00'), requiredIds: [], optionalIds: [] },
    });
    expect(given.status).toBe(200);
    expect(await states(id)).toEqual(['withdrawn']);
    expect(code(await app.call(who, 'POST', '/api/offer/take'))).toBe('offer-over');
    expect(await page(who)).toMatchObject({ state: 'withdrawn', isWaiting: false });

    const other = await waiting();
    open('09:45', '10:30');
    round();
    expect(await states(other)).toEqual(['open']);
    await app.call('aino', 'POST', `/api/sent-requests/${other}/withdraw`);
    expect(claimsAt(at('09:45'))).toEqual([]);
  });
});
