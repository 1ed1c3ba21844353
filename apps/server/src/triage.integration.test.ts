// Long on purpose: every case sends requests to the same two services on one running app, and files of its parts would each start another.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { and, eq } from 'drizzle-orm';
import { dayMs, hourMs, instantOf, minuteMs, triage, type RequestContent } from '#domain';
import { newId, schema, serviceHandlers } from '#db';
import type { Reply } from '#protocol';
import { childService, monday, request, startTestApp, type TestApp, type Who } from '#support/test-app.ts';

const adolescent = 'service-adolescent-psychiatry';
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  app.store.write((tx) => {
    tx.update(schema.healthcareService).set({ route: 'triage' }).run();
    const organisationId = 'org-sairaala';
    serviceHandlers.replace(tx, { id: childService, organisationId }, ['user-leena', 'user-elina']);
    serviceHandlers.replace(tx, { id: adolescent, organisationId }, ['user-johan']);
  });
});
afterAll(() => app.close());

type Refused = { error: { code: string; details?: { takenBy?: string }; fields?: object } };
const code = ({ body }: { body: unknown }) => (body as Refused).error?.code;
let children = 0;
/** A child of their own for each request, so that none is taken for another's. */
const newChild = () => ({
  kind: 'new-case' as const,
  initials: `${String.fromCharCode(65 + (children++ % 26))}${String.fromCharCode(65 + Math.floor(children / 26))}.`,
  birthYear: 2017,
});
const send = async (
  content: Partial<RequestContent> = {},
  who: Who = 'aino',
  draftId: string = newId(),
  serviceId = childService,
) =>
  app.call(who, 'POST', '/api/sent-requests', {
    ...{ draftId, serviceId },
    content: { ...request, subject: newChild(), ...content },
  });
const sent = async (...args: Parameters<typeof send>): Promise<string> => {
  const { status, body } = await send(...args);
  if (status !== 201) throw new Error(`sending was refused: ${JSON.stringify(body)}`);
  return (body as { id: string }).id;
};
const act = (who: Who, id: string, what: string, body?: object) =>
  app.call(who, 'POST', `/api/triage/${id}/${what}`, body ?? {});
const queue = async (who: Who, query = '') =>
  (await app.call(who, 'GET', `/api/triage${query}`)).body as Reply<'readQueue'>;
const mine = async (id: string, who: Who = 'aino') =>
  ((await app.call(who, 'GET', `/api/sent-requests/${id}`)).body as Reply<'readSentRequest'>).request;
const rowOf = (id: string) =>
  app.store.read((tx) =>
    tx.select().from(schema.triageRequest).where(eq(schema.triageRequest.id, id)).get(),
  )!;
const letters = (kind = 'request') => app.outbox().filter((message) => message.kind === kind);

describe('sending', () => {
  it('[Y1] [Y2] [B6] stands in the queue once, however often it is sent, and says until when it is answered', async () => {
    const draftId = newId();
    const content = { ...request, subject: newChild() };
    await app.call('aino', 'PUT', `/api/services/${childService}/draft`, { draftId, content });
    const first = await send(content, 'aino', draftId);
    expect(first.status).toBe(201);
    const { id, promisedAt } = first.body as { id: string; promisedAt: number };
    expect(promisedAt).toBe(instantOf('2026-11-30', '16:00'));
    const again = await send(content, 'aino', draftId);
    expect([again.status, (again.body as { id: string }).id]).toEqual([200, id]);
    expect((await queue('leena')).rows.filter((row) => row.id === id)).toHaveLength(1);
    // The draft is gone, and a page that was left open does not begin a second one under its id.
    const late = await app.call('aino', 'PUT', `/api/services/${childService}/draft`, { draftId, content });
    expect(code(late)).toBe('appointment-over');
    expect((await mine(id)).status).toBe('submitted');
  });
  it('[Y2] an urgent one is promised by the urgent rule', async () => {
    const { body } = await send({ urgency: 'urgent' });
    expect((body as { promisedAt: number }).promisedAt).toBe(instantOf('2026-11-24', '16:00'));
  });
});

describe('taking', () => {
  it('[Y5] two take at once: one has it, the other is told who', async () => {
    const id = await sent();
    const [a, b] = await Promise.all([act('leena', id, 'take'), act('elina', id, 'take')]);
    expect([a.status, b.status].sort()).toEqual([200, 409]);
    const loser = [a, b].find(({ status }) => status === 409)!;
    const winner = a.status === 200 ? 'Leena Ahola' : 'Elina Saarikko';
    expect((loser.body as Refused).error).toMatchObject({
      code: 'request-taken',
      details: { takenBy: winner },
    });
  });
});

it('[Y10] accepting gives a time, and the visit carries the request', async () => {
  const id = await sent({ question: 'Mistä aloittaa?' });
  expect((await act('leena', id, 'take')).status).toBe(200);
  const week = (await app.call('leena', 'GET', `/api/triage/${id}/times`))
    .body as Reply<'listTimesForRequest'>;
  const time = week.days.flatMap(({ times }) => times)[0]!;
  const accepted = await act('leena', id, 'accept', {
    ...{ practitionerId: time.practitionerId, startsAt: time.startsAt },
    ...{ requiredIds: [], optionalIds: [] },
  });
  expect(accepted.status).toBe(200);
  const { appointmentId } = accepted.body as Reply<'acceptRequest'>;
  const visit = (await app.call('aino', 'GET', `/api/appointments/${appointmentId}`))
    .body as Reply<'readAppointment'>;
  expect(visit.appointment).toMatchObject({ question: 'Mistä aloittaa?', requesterName: 'Aino Lampi' });
  expect(await mine(id)).toMatchObject({ status: 'accepted', appointmentId, startsAt: time.startsAt });
});

describe('what is decided', () => {
  it('[Y5] nobody decides on what another works on, or on what they did not take', async () => {
    const id = await sent();
    expect(code(await act('leena', id, 'ask', { text: 'Miksi?' }))).toBe('not-taken');
    await act('leena', id, 'take');
    for (const [what, body] of [
      ['ask', { text: 'Miksi?' }],
      ['decline', { reason: 'other', note: 'x' }],
      ['waitlist', { wishes: { time: 'any', practitionerId: null, from: null, to: null }, text: '' }],
    ] as const)
      expect(code(await act('elina', id, what, body))).toBe('request-taken');
    await act('leena', id, 'release');
    expect((await act('elina', id, 'take')).status).toBe(200);
  });
  it('[Y5] a take lapses: a closed laptop keeps nobody from helping', async () => {
    const id = await sent();
    await act('leena', id, 'take');
    app.clock.now += triage.takeMs;
    expect((await queue('elina')).rows.find((row) => row.id === id)!.taker).toBeNull();
    expect((await act('elina', id, 'take')).status).toBe(200);
    expect(code(await act('leena', id, 'ask', { text: 'Miksi?' }))).toBe('request-taken');
    app.clock.now = monday;
  });
  it('[Y6] a question is answered in place, twice as well, and the letter tells nothing of the child', async () => {
    const id = await sent({ question: 'Salainen kysymys', background: 'Salainen tausta' });
    for (const text of ['Kuinka pitkään?', 'Entä kotona?']) {
      await act('elina', id, 'take');
      expect((await act('elina', id, 'ask', { text })).status).toBe(200);
      expect(await mine(id)).toMatchObject({ status: 'needs-info', youMay: { answer: true } });
      expect((await app.call('aino', 'POST', `/api/sent-requests/${id}/answer`, { text: '' })).status).toBe(
        422,
      );
      expect(
        (await app.call('aino', 'POST', `/api/sent-requests/${id}/answer`, { text: 'Näin.' })).status,
      ).toBe(200);
    }
    const { steps, status } = await mine(id);
    expect([status, steps.map(({ kind }) => kind)]).toEqual([
      'submitted',
      ['send', 'ask', 'answer', 'ask', 'answer'],
    ]);
    const told = letters().filter(({ body }) => body.includes(id));
    // [Y21] The first who is named hears that it came, and whoever asked that it was answered.
    const [aino, leena, elina] = ['aino.lampi@lehtola', 'leena.ahola@suvanto', 'elina.saarikko@sairaala'];
    expect(told.map(({ recipient }) => recipient.replace('.example', ''))).toEqual([
      leena,
      aino,
      elina,
      aino,
      elina,
    ]);
    for (const { subject, body } of told) {
      expect(subject + body).not.toMatch(/Salainen|2017|Kuinka pitkään|O\.L/);
    }
  });
  it('[Y6] an answer to one question is not taken for one to the next, which its writer has not read', async () => {
    const id = await sent();
    const asks = async () => (await mine(id)).steps.filter(({ kind }) => kind === 'ask').at(-1)!.id;
    const answer = (text: string, askId: string) =>
      app.call('aino', 'POST', `/api/sent-requests/${id}/answer`, { text, askId });
    await act('elina', id, 'take');
    await act('elina', id, 'ask', { text: 'Onko huoltajilta suostumus?' });
    const first = await asks();
    await act('elina', id, 'take');
    expect((await act('elina', id, 'ask', { text: 'Onko lapsi vaarassa?' })).status).toBe(200);
    expect(code(await answer('On.', first))).toBe('question-changed');
    expect(await mine(id)).toMatchObject({ status: 'needs-info' });
    expect((await answer('Ei.', await asks())).status).toBe(200);
    expect((await mine(id)).steps.map(({ text }) => text)).not.toContain('On.');
  });
  it('[Y7] redirecting keeps the text, moves the queue and says a new date', async () => {
    const id = await sent({ question: 'Kenelle tämä kuuluu?' });
    await act('leena', id, 'take');
    expect(code(await act('leena', id, 'redirect', { serviceId: childService, text: '' }))).toBe(
      'same-service',
    );
    expect((await act('leena', id, 'redirect', { serviceId: 'service-social-work', text: '' })).status).toBe(
      422,
    );
    app.store.write((tx) =>
      tx
        .update(schema.healthcareService)
        .set({ answerDays: 2 })
        .where(eq(schema.healthcareService.id, adolescent))
        .run(),
    );
    expect((await act('leena', id, 'redirect', { serviceId: adolescent, text: 'Ikä.' })).status).toBe(200);
    const toJohan = letters().filter(({ recipient }) => recipient.startsWith('johan'));
    expect(toJohan.filter(({ body }) => body.includes(id))).toHaveLength(1);
    expect((await app.call('leena', 'GET', `/api/triage/${id}`)).status).toBe(404);
    const there = (await app.call('johan', 'GET', `/api/triage/${id}`)).body as Reply<'readTriage'>;
    expect(there.request).toMatchObject({
      question: 'Kenelle tämä kuuluu?',
      promisedAt: instantOf('2026-11-25', '16:00'),
    });
  });
  it('[Y7] [Y20] whom one team passes over is not passed over by the next, which decided nothing yet', async () => {
    const id = await sent();
    await act('leena', id, 'take');
    const wishes = { time: 'any', practitionerId: null, from: null, to: null };
    expect((await act('leena', id, 'waitlist', { wishes, text: '' })).status).toBe(200);
    const pause = { paused: true };
    expect((await app.call('leena', 'PUT', `/api/triage/${id}/offers-paused`, pause)).status).toBe(200);
    const isPaused = async (who: 'leena' | 'johan') =>
      ((await app.call(who, 'GET', `/api/triage/${id}`)).body as Reply<'readTriage'>).request.isPaused;
    expect(await isPaused('leena')).toBe(true);
    await act('leena', id, 'take');
    expect((await act('leena', id, 'redirect', { serviceId: adolescent, text: '' })).status).toBe(200);
    expect(await isPaused('johan')).toBe(false);
  });
  it('[Y7] [R6] a redirected request stands in the logs of who had it, who has it and who asked', async () => {
    app.store.write((tx) =>
      tx
        .update(schema.healthcareService)
        .set({ organisationId: 'org-suvanto' })
        .where(eq(schema.healthcareService.id, adolescent))
        .run(),
    );
    const id = await sent();
    await act('elina', id, 'take');
    expect((await act('elina', id, 'redirect', { serviceId: adolescent, text: '' })).status).toBe(200);
    const readers = app.store.read((tx) =>
      tx
        .select({ organisationId: schema.auditReader.organisationId })
        .from(schema.auditReader)
        .innerJoin(schema.auditEvent, eq(schema.auditEvent.id, schema.auditReader.eventId))
        .where(and(eq(schema.auditEvent.entityId, id), eq(schema.auditEvent.action, 'redirect-request')))
        .all(),
    );
    expect(readers.map(({ organisationId }) => organisationId).sort()).toEqual([
      ...['org-lehtola', 'org-sairaala', 'org-suvanto'],
    ]);
    app.store.write((tx) =>
      tx
        .update(schema.healthcareService)
        .set({ organisationId: 'org-sairaala' })
        .where(eq(schema.healthcareService.id, adolescent))
        .run(),
    );
  });
  it('[Y9] [Y10] from the waitlist it can still be given a time', async () => {
    const id = await sent();
    await act('leena', id, 'take');
    const wishes = { time: 'mornings', practitionerId: 'user-elina', from: '2026-12-01', to: null };
    const bad = await act('leena', id, 'waitlist', {
      wishes: { ...wishes, practitionerId: 'user-johan' },
      text: '',
    });
    expect((bad.body as Refused).error.fields).toEqual({ practitionerId: 'required' });
    expect((await act('leena', id, 'waitlist', { wishes, text: '' })).status).toBe(200);
    expect(await mine(id)).toMatchObject({ status: 'waitlisted', wishedPractitioner: 'Elina Saarikko' });
    expect((await queue('leena', '?view=waitlist')).rows.map((row) => row.id)).toContain(id);
    app.openHours('2026-12-05', '10:00', '10:45');
    await act('elina', id, 'take');
    const accepted = await act('elina', id, 'accept', {
      ...{ practitionerId: 'user-elina', startsAt: instantOf('2026-12-05', '10:00') },
      ...{ requiredIds: [], optionalIds: [] },
    });
    expect(accepted.status).toBe(200);
  });
  it('[Y10] a time that somebody has is refused, and the request stays where it was', async () => {
    const [first, second] = [await sent(), await sent()];
    app.openHours('2026-12-05', '12:00', '12:45');
    const body = {
      ...{ practitionerId: 'user-elina', startsAt: instantOf('2026-12-05', '12:00') },
      ...{ requiredIds: [], optionalIds: [] },
    };
    await act('leena', first, 'take');
    await act('elina', second, 'take');
    const both = await Promise.all([
      act('leena', first, 'accept', body),
      act('elina', second, 'accept', body),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const lost = both[0].status === 409 ? first : second;
    expect(code(both.find(({ status }) => status === 409)!)).toBe('slot-taken');
    expect(await mine(lost)).toMatchObject({ status: 'submitted', isTaken: true });
  });
  it('[Y10] [N1] a team is put together, and the booked panel carries the request', async () => {
    const id = await sent({ question: 'Mitä tiimi sanoo?' });
    await act('leena', id, 'take');
    const team = { practitionerId: 'user-elina', requiredIds: ['user-pekka'], optionalIds: ['user-johan'] };
    const found = await app.call('leena', 'POST', `/api/triage/${id}/team-times`, {
      ...{ ...team, fromDate: '2026-12-07', days: 14 },
    });
    const { times } = found.body as Reply<'findTeamTimes'>;
    const accepted = await act('leena', id, 'accept', { ...team, startsAt: times[0]!.startsAt });
    const { appointmentId } = accepted.body as Reply<'acceptRequest'>;
    const { appointment } = (await app.call('aino', 'GET', `/api/appointments/${appointmentId}`))
      .body as Reply<'readAppointment'>;
    expect(appointment.question).toBe('Mitä tiimi sanoo?');
    expect(appointment.participants.map(({ name }) => name).sort()).toEqual(
      ['Aino Lampi', 'Elina Saarikko', 'Johan Lindgren', 'Laura', 'Pekka Korpela'].sort(),
    );
  });
  it('[Y11] [Y12] declined with a reason that its requester reads; withdrawn ones can be decided no more', async () => {
    const declined = await sent();
    await act('leena', declined, 'take');
    expect((await act('leena', declined, 'decline', { reason: 'other', note: '' })).status).toBe(422);
    await act('leena', declined, 'decline', { reason: 'not-this-service', note: 'Kysy neuvolasta.' });
    expect(await mine(declined)).toMatchObject({
      declineReason: 'not-this-service',
      declineNote: 'Kysy neuvolasta.',
    });
    const withdrawn = await sent();
    await act('leena', withdrawn, 'take');
    expect((await app.call('aino', 'POST', `/api/sent-requests/${withdrawn}/withdraw`)).status).toBe(200);
    expect(code(await act('leena', withdrawn, 'ask', { text: 'Miksi?' }))).toBe('request-closed');
    expect((await queue('leena', '?view=settled')).rows.map(({ id }) => id)).toEqual(
      expect.arrayContaining([declined, withdrawn]),
    );
  });
});

describe('the queue', () => {
  it('[Y13] two requests for one child are flagged and linked, also from two organisations', async () => {
    const subject = { kind: 'new-case' as const, initials: 'X.Y.', birthYear: 2015 };
    const first = await sent({ subject });
    const second = await sent({ subject: { ...subject, initials: 'xy' } }, 'pekka');
    const { request: shown } = (await app.call('leena', 'GET', `/api/triage/${second}`))
      .body as Reply<'readTriage'>;
    expect(shown.duplicates).toMatchObject([{ id: first, isYours: true, requesterName: 'Aino Lampi' }]);
    expect((await queue('leena')).rows.find((row) => row.id === first)).toMatchObject({ sameChild: 1 });
  });
  it('[Y3] tells the other coordinator at once that somebody works on one', async () => {
    const id = await sent();
    const page = await app.page('elina');
    expect((await page.ask('triage:watch', {})).ok).toBe(true);
    await act('leena', id, 'take');
    await page.until('triage:changed');
    expect((await queue('elina')).rows.find((row) => row.id === id)!.taker).toMatchObject({
      name: 'Leena Ahola',
    });
    expect((await queue('leena', '?mine=1')).rows.map((row) => row.id)).toContain(id);
  });
  it('[Y1] is of those who are named: others read neither the queue nor a request in it', async () => {
    const id = await sent();
    expect((await queue('sanna')).total).toBe(0);
    for (const who of ['johan', 'sanna', 'pekka'] as const) {
      expect((await app.call(who, 'GET', `/api/triage/${id}`)).status).toBe(404);
      expect((await act(who, id, 'take')).status).toBe(404);
    }
    expect((await app.call('pekka', 'GET', `/api/sent-requests/${id}`)).status).toBe(404);
    expect((await app.call('mikko', 'GET', '/api/triage')).status).toBe(403);
  });
  it('[Y1] a service that nobody is named for takes none, and says so', async () => {
    const content = { subject: { kind: 'anonymous' as const }, consentNoted: false };
    expect(code(await send(content, 'aino', newId(), 'service-social-work'))).toBe('nobody-handles');
  });
  it('[V8] a quota marks the request for the coordinator and refuses nothing', async () => {
    const { healthcareService } = schema;
    const set = (monthlyQuota: number | null) =>
      app.store.write((tx) => tx.update(healthcareService).set({ monthlyQuota }).run());
    set(1);
    app.openHours('2026-11-28', '10:00', '10:45');
    {
      const id = await sent();
      await act('leena', id, 'take');
      const startsAt = instantOf('2026-11-28', '10:00');
      await act('leena', id, 'accept', {
        practitionerId: 'user-elina',
        startsAt,
        requiredIds: [],
        optionalIds: [],
      });
    }
    const id = await sent();
    expect((await queue('leena')).rows.find((row) => row.id === id)!.quota).toMatchObject({
      level: 'over',
      limit: 1,
    });
    set(null);
  });
});

it('[B7] sent in the name of a colleague it is theirs, and both can follow it', async () => {
  app.store.write((tx) =>
    tx
      .update(schema.userAccount)
      .set({ organisationId: 'org-lehtola' })
      .where(eq(schema.userAccount.id, 'user-maria'))
      .run(),
  );
  const id = await sent({ requesterId: 'user-maria' });
  expect(rowOf(id)).toMatchObject({ requesterId: 'user-maria', sentBy: 'user-aino' });
  expect((await mine(id)).requesterName).toBe('Maria Sundqvist');
});

it('[Y3] the queue is searched by the child, who asks and the service, all words of it, and counts what it found', async () => {
  const subject = { kind: 'new-case' as const, initials: 'Å.Ö.', birthYear: 2013 };
  const id = await sent({ subject });
  const found = async (text: string) => {
    const { rows, total } = await queue('leena', `?q=${encodeURIComponent(text)}`);
    expect(total).toBe(rows.length);
    return rows.map((row) => row.id);
  };
  for (const text of ['å.ö.', 'Å.Ö. 2013', 'lampi å.ö.', 'Lehtolan LASTENPSYK å.ö.'])
    expect(await found(text), text).toEqual([id]);
  for (const text of ['å.ö. 2012', 'korpela å.ö.', '%']) expect(await found(text), text).toEqual([]);
  expect(await found(' ')).toEqual((await queue('leena')).rows.map((row) => row.id));
});

// From here on the clock does not go back: sessions end meanwhile.
it('[Y8] what is not answered by its promise goes to the next who is named, once, by a letter without the child', async () => {
  const id = await sent({ question: 'Salainen kysymys', urgency: 'urgent' });
  app.clock.now = instantOf('2026-11-24', '16:00') + minuteMs;
  app.tick();
  app.tick();
  const told = letters().filter(({ body }) => body.includes(id));
  expect(told.map(({ recipient }) => recipient)).toEqual([
    expect.stringMatching('leena'),
    'elina.saarikko@sairaala.example',
  ]);
  expect(told.map(({ body }) => body).join()).not.toMatch(/Salainen|2017/);
  const { rows, counts } = await queue('leena');
  expect(rows[0]).toMatchObject({ promisedAt: instantOf('2026-11-24', '16:00') });
  expect(rows.find((row) => row.id === id)).toMatchObject({ escalatedTo: 'Elina Saarikko' });
  expect(counts.late).toBeGreaterThan(0);
  expect((await queue('leena', '?late=1')).rows.every((row) => row.promisedAt < app.clock.now)).toBe(true);
  expect(await mine(id)).toMatchObject({ escalatedTo: 'Elina Saarikko' });
  const events = app.store.read((tx) => tx.select().from(schema.auditEvent).all());
  expect(
    events.filter(({ entityId, action }) => entityId === id && action === 'escalate-request'),
  ).toMatchObject([{ actorKind: 'system' }]);
});

it('[Y3] of a queue of ten thousand a page comes, and the number of all', async () => {
  const [model] = app.store.read((tx) => tx.select().from(schema.triageRequest).limit(1).all());
  app.store.write((tx) => {
    const row = {
      ...model!,
      status: 'submitted' as const,
      appointmentId: null,
      takenBy: null,
      takenUntil: null,
    };
    for (let index = 0; index < 10_000; index += 1)
      tx.insert(schema.triageRequest)
        .values({
          ...row,
          ...{
            id: `many-${index}`,
            wishes: null,
            reason: null,
            escalateAt: null,
            childKey: `Q${index}`,
            caseId: null,
          },
          ...{
            promisedAt: monday + (index % 40) * dayMs,
            weight: (index * 7) % 3000,
            submittedAt: monday - index * hourMs,
          },
          statusAt: monday,
        })
        .run();
  });
  // How long it takes is the benchmark's (`queue`).
  const { rows, total } = await queue('leena');
  expect([rows.length, total > 10_000]).toEqual([50, true]);
});
