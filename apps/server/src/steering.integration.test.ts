import { afterAll, beforeAll, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { minuteMs } from '#domain';
import { schema } from '#db';
import type { Reply } from '#protocol';
import { childService, startTestApp, type TestApp } from '#support/test-app.ts';
import { code, votesIn } from '#support/votes.ts';

let app: TestApp;
let votes: ReturnType<typeof votesIn>;
beforeAll(async () => {
  app = await startTestApp();
  votes = votesIn(app);
  // Leena coordinates where Aino works, and Maria works there too.
  app.store.write((tx) => {
    for (const id of ['user-leena', 'user-maria'])
      tx.update(schema.userAccount)
        .set({ organisationId: 'org-lehtola' })
        .where(eq(schema.userAccount.id, id))
        .run();
  });
});
afterAll(() => app.close());

it('[N13] a coordinator sees and steers a colleague’s vote, the meeting is the convener’s, and who did what is told', async () => {
  const { newMonday, propose, read, say, confirm, claimed } = votes;
  const at = newMonday();
  const { id, mother } = await propose([at('09:00'), at('10:00')]);
  const listed = async (whose: string) =>
    ((await app.call('leena', 'GET', `/api/proposals?whose=${whose}`)).body as Reply<'listProposals'>)
      .proposals;
  expect((await listed('colleagues')).map((row) => [row.id, row.convenerName])).toEqual([[id, 'Aino Lampi']]);
  expect(await listed('own')).toEqual([]);
  const log = app.store.read((tx) => tx.select().from(schema.auditEvent).all());
  expect(log.filter(({ action, entity }) => action === 'list' && entity === 'proposal')).toHaveLength(1);
  expect((await app.call('maria', 'GET', `/api/proposals/${id}`)).status).toBe(404);
  expect((await app.call('maria', 'GET', '/api/proposals?whose=colleagues')).status).toBe(403);
  expect((await read(id, 'leena')).convener).toEqual({ id: 'user-aino', name: 'Aino Lampi', isYou: false });
  const more = { startsAts: [at('10:45')] };
  expect((await app.call('leena', 'POST', `/api/proposals/${id}/times`, more)).status).toBe(200);
  await say(mother, at('10:45'), 'yes');
  const booked = await confirm(id, at('10:45'), 'leena');
  expect(booked.status).toBe(201);
  expect(claimed(at('10:45'))).toEqual(['user-aino', 'user-elina', 'user-pekka']);
  const { appointmentId } = booked.body as { appointmentId: string };
  const visit = app.store.read((tx) =>
    tx.select().from(schema.appointment).where(eq(schema.appointment.id, appointmentId)).get(),
  );
  expect(visit).toMatchObject({ requesterId: 'user-aino', bookedBy: 'user-leena' });
  // B6: the page sends it once more.
  expect((await confirm(id, at('10:45'), 'leena')).body).toMatchObject({ appointmentId });
  const { history } = await read(id);
  expect(history.map(({ what, by }) => [what, by])).toEqual([
    ['agree', 'Leena Ahola'],
    ['propose-more', 'Leena Ahola'],
    ['propose', 'Aino Lampi'],
  ]);
});

it('[N13] of two who agree times of one vote at once the second is told, whichever times they are', async () => {
  const { newMonday, propose, read, say, confirm, claimed } = votes;
  for (const [first, second] of [
    ['09:00', '10:00'],
    ['09:00', '09:00'],
  ] as const) {
    const at = newMonday();
    const { id, mother } = await propose([at('09:00'), at('10:00')]);
    await say(mother, at('09:00'), 'yes');
    await say(mother, at('10:00'), 'yes');
    const answers = await Promise.all([confirm(id, at(first)), confirm(id, at(second), 'leena')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(code(answers.find(({ status }) => status === 409)!)).toBe('already-agreed');
    const { visit } = await read(id, 'leena');
    expect([...claimed(at('09:00')), ...claimed(at('10:00'))]).toEqual(claimed(visit!.startsAt));
  }
});

it('[B11] [N13] of two who write the request of one vote the second loses nothing and writes over nothing', async () => {
  const at = votes.newMonday();
  const { id, mother } = await votes.propose([at('09:00')]);
  await votes.say(mother, at('09:00'), 'yes');
  const path = `/api/proposals/${id}/draft`;
  const read = async (who: 'aino' | 'leena') =>
    (await app.call(who, 'GET', path)).body as Reply<'readProposalDraft'>;
  const [aino, leena] = [await read('aino'), await read('leena')];
  const save = (who: 'aino' | 'leena', question: string, { content, draftId, revision }: typeof aino) =>
    app.call(who, 'PUT', path, { draftId, content: { ...content, question }, basedOn: revision });
  expect((await save('aino', 'Ainon kysymys', aino)).status).toBe(200);
  const late = await save('leena', 'Leenan kysymys', leena);
  expect([code(late), late.body]).toMatchObject([
    'draft-changed',
    { error: { details: { content: { question: 'Ainon kysymys', requesterId: 'user-aino' } } } },
  ]);
  const agree = await app.call('leena', 'POST', '/api/appointments', {
    ...{
      draftId: leena.draftId,
      serviceId: childService,
      practitionerId: 'user-elina',
      startsAt: at('09:00'),
    },
    ...{ proposalId: id, content: leena.content, basedOn: leena.revision },
  });
  expect(code(agree)).toBe('draft-changed');
  expect((await read('aino')).content.question).toBe('Ainon kysymys');
});

it('[N13] while one is about to agree a time, the other sees by whom and can’t agree the same', async () => {
  const { newMonday, propose, read, say, confirm } = votes;
  const at = newMonday();
  const { id, mother } = await propose([at('09:00'), at('10:00')]);
  await say(mother, at('09:00'), 'yes');
  const hold = { serviceId: childService, practitionerId: 'user-elina', startsAt: at('09:00') };
  const held = await app.call('leena', 'POST', '/api/holds', {
    ...{ ...hold, requiredIds: ['user-pekka', 'user-aino'], requesterId: 'user-aino' },
  });
  expect(held.status).toBe(201);
  expect((await read(id)).times.map(({ agreeingName }) => agreeingName)).toEqual(['Leena Ahola', null]);
  expect((await read(id, 'leena')).times.map(({ agreeingName }) => agreeingName)).toEqual([null, null]);
  expect(code(await confirm(id, at('09:00')))).toBe('being-agreed');
  expect((await read(id)).status).toBe('proposed');
  app.clock.now += 11 * minuteMs;
  expect((await read(id)).times[0]!.agreeingName).toBeNull();
  expect((await confirm(id, at('09:00'))).status).toBe(201);
});

it('[N13] a coordinator who is among the people of the meeting can agree its time too', async () => {
  const { newMonday, propose, say, confirm } = votes;
  const at = newMonday();
  const { id, mother } = await propose([at('09:00')], { requiredIds: ['user-leena'] });
  await say(mother, at('09:00'), 'yes');
  expect((await confirm(id, at('09:00'), 'leena')).status).toBe(201);
});

it('[J6] whoever votes gets a new link for a lost one, once in a while; the old ones stop working and the answers stay', async () => {
  const { newMonday, propose, ballotOf, say, tokensOf } = votes;
  const at = newMonday();
  const { id, mother, addresses } = await propose([at('09:00')]);
  await say(mother, at('09:00'), 'yes');
  const [address] = addresses as [string];
  const ask = async () => {
    const answer = await app.call(undefined, 'POST', '/api/lost-link', {
      address: ` ${address.toUpperCase()} `,
    });
    expect(answer).toMatchObject({ status: 200, body: {} });
    await new Promise((resolve) => setTimeout(resolve, 20));
    return tokensOf(address);
  };
  const tokens = await ask();
  expect(tokens).toHaveLength(2);
  expect((await app.call(mother, 'GET', '/api/vote')).status).toBe(401);
  const renewed = { token: tokens[1]! };
  expect((await ballotOf(renewed)).times.map(({ answer }) => answer)).toEqual(['yes']);
  expect(await ask()).toHaveLength(2);
  app.clock.now += 10 * minuteMs;
  expect(await ask()).toHaveLength(3);
  // A vote that is over has no link to renew.
  expect((await app.call('aino', 'POST', `/api/proposals/${id}/end`)).status).toBe(200);
  const ended = tokensOf(address).length;
  app.clock.now += 60 * minuteMs;
  expect(await ask()).toHaveLength(ended);
});

it('[N13] of many proposals the open ones come first however old they are, each is on one page, and all are found', async () => {
  const { newMonday, propose } = votes;
  const at = newMonday();
  const { id } = await propose([at('09:00'), at('10:00')]);
  app.store.write((tx) => {
    const row = tx.select().from(schema.proposal).where(eq(schema.proposal.id, id)).get()!;
    for (let n = 0; n < 60; n++)
      tx.insert(schema.proposal)
        .values({
          ...row,
          id: `p${n}`,
          requestId: `r${n}`,
          status: 'ended',
          because: 'by-convener',
          createdAt: row.createdAt + 1 + n,
          serviceId: n % 2 === 0 ? row.serviceId : 'service-adolescent-psychiatry',
        })
        .run();
    for (let n = 0; n < 60; n += 3)
      tx.insert(schema.proposedTime)
        .values({
          ...{ id: `t${n}`, organisationId: row.organisationId, proposalId: `p${n}` },
          ...{ startsAt: app.clock.now + (1 + (n % 7)) * 86_400_000, endsAt: app.clock.now + 9 * 86_400_000 },
        })
        .run();
  });
  const list = async (query: string) =>
    (await app.call('leena', 'GET', `/api/proposals?whose=colleagues&${query}`))
      .body as Reply<'listProposals'>;
  const first = await list('');
  expect(first.proposals.map((row) => row.id)).toContain(id);
  const pages = await Promise.all(Array.from({ length: first.pages }, (_, n) => list(`page=${n + 1}`)));
  const ids = pages.flatMap(({ proposals }) => proposals.map((row) => row.id));
  expect([ids.length, new Set(ids).size]).toEqual([first.total, first.total]);
  // N13: sorted over all pages by a column, and the other way round.
  for (const sort of ['service', 'convener', 'time'] as const) {
    const sorted = async (order: 'up' | 'down') =>
      (
        await Promise.all(
          Array.from({ length: first.pages }, (_, n) => list(`sort=${sort}&order=${order}&page=${n + 1}`)),
        )
      ).flatMap(({ proposals }) => proposals);
    const keyOf = (row: (typeof first.proposals)[number]) =>
      ({ service: row.serviceName.fi, convener: row.convenerName, time: String(row.firstAt ?? '') })[sort];
    const [up, down] = [await sorted('up'), await sorted('down')];
    for (const rows of [up, down]) expect(new Set(rows.map((row) => row.id)).size).toBe(first.total);
    const keys = (rows: typeof up) => rows.map(keyOf).filter(Boolean);
    expect(keys(up)).toEqual(keys(up).toSorted());
    expect(keys(down)).toEqual(keys(up).toSorted().reverse());
    // What has no time to come is last both ways.
    if (sort === 'time')
      for (const rows of [up, down])
        expect(rows.slice(0, keys(rows).length).every((row) => row.firstAt !== null)).toBe(true);
  }
  expect((await list('state=open')).proposals.every(({ status }) => status !== 'ended')).toBe(true);
  expect((await list('state=settled')).proposals.map((row) => row.id)).not.toContain(id);
  expect((await list('q=aino')).total).toBe(first.total);
  const { voters } = (await list('state=open')).proposals.find((row) => row.id === id)!;
  expect(
    (await list(`q=${encodeURIComponent(voters[0]!.toUpperCase())}&state=open`)).proposals.map(
      (row) => row.id,
    ),
  ).toContain(id);
  expect(await list('q=ei-ketään')).toMatchObject({ proposals: [], total: 0, hasAny: true });
});
