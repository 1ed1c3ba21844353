// One file, however long: every test asks with the same seeded types and the same few helpers.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { instantOf, minuteMs, type FormAnswers, type RequestContent } from '#domain';
import { newId, schema, seedCaseTypes, serviceHandlers } from '#db';
import { endpoints, type Reply } from '#protocol';
import { monday, request, startTestApp, type TestApp, type Who } from '#support/test-app.ts';

const service = 'service-adolescent-psychiatry';
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  app.store.write((tx) => {
    seedCaseTypes(tx, monday);
    tx.update(schema.healthcareService)
      .set({ route: 'either' })
      .where(eq(schema.healthcareService.id, service))
      .run();
    serviceHandlers.replace(tx, { id: service, organisationId: 'org-sairaala' }, ['user-leena']);
  });
  app.openHours('2026-12-01', '08:00', '24:00', service, 'user-johan');
});
afterAll(() => app.close());

type Refused = { error: { code: string; fields?: Record<string, string> } };
type Visit = Reply<'readAppointment'>['appointment'];
let minutes = 0;
const time = () => instantOf('2026-12-01', '08:00') + (minutes += 45) * minuteMs;
const fill = (template: string, answers: FormAnswers) => ({
  ...{ use: 'request' as const, versionId: `${template}-1`, answers, noLongerAsked: [] },
});
/** What only those who see everything may read; a word of each stands nowhere else. */
const secrets = {
  background: 'SECRET-background',
  mood: 'SECRET-mood',
  substances: 'SECRET-substances',
  points: 'SECRET-parent',
  recommendation: 'SECRET-recommendation',
  assessment: 'SECRET-assessment',
};
const risu = (more: Partial<RequestContent> = {}): RequestContent => ({
  ...request,
  question: 'SHARED-question',
  background: secrets.background,
  caseTypeId: 'case-risu',
  forms: [
    fill('form-risu-request', {
      stage: 'SHARED-stage',
      mood: secrets.mood,
      substances: secrets.substances,
      involved: 'SHARED-network',
    }),
  ],
  ...more,
});
const book = (content: RequestContent, who: Who = 'pekka') =>
  app.call(who, 'POST', '/api/appointments', {
    ...{ draftId: newId(), serviceId: service, practitionerId: 'user-johan', startsAt: time(), content },
  }) as Promise<{ status: number; body: Refused & { appointmentId: string } }>;
const booked = async (content: RequestContent): Promise<string> => {
  const { status, body } = await book(content);
  expect([status, body]).toEqual([201, body]);
  return body.appointmentId;
};
const send = (content: RequestContent, who: Who = 'pekka') =>
  app.call(who, 'POST', '/api/sent-requests', { draftId: newId(), serviceId: service, content }) as Promise<{
    status: number;
    body: Refused & { id: string };
  }>;
const sent = async (content: RequestContent, who: Who = 'pekka'): Promise<string> => {
  const { status, body } = await send(content, who);
  expect([status, body]).toEqual([201, body]);
  return body.id;
};
const read = async (who: Who, id: string): Promise<Visit> =>
  ((await app.call(who, 'GET', `/api/appointments/${id}`)).body as Reply<'readAppointment'>).appointment;
const typePath = '/api/case-types';
const readType = async (id: string) =>
  (await app.call('mikko', 'GET', `${typePath}/${id}`)).body as Reply<'readCaseType'>;
async function changeType(id: string, change: Partial<Reply<'readCaseType'>['settings']>) {
  const { settings, revision } = await readType(id);
  const body = { settings: { ...settings, ...change }, basedOn: revision };
  const answer = await app.call('mikko', 'PUT', `${typePath}/${id}`, body);
  expect([answer.status, answer.body]).toEqual([200, answer.body]);
}
const sign = (id: string) => {
  const content = {
    ...{ kind: 'advice', recommendation: secrets.recommendation, followUp: 'SHARED-follow-up', mandate: '' },
    form: { 'assessment-text': secrets.assessment, 'agreed-text': 'SHARED-agreed' },
  };
  app.clock.now = instantOf('2026-12-01', '23:59');
  const signed = app.call('johan', 'POST', `/api/appointments/${id}/answer/sign`, {
    ...{ content, basedOn: null },
  });
  return signed.finally(() => (app.clock.now = monday));
};

describe('choosing a case type', () => {
  const draftPath = `/api/services/${service}/draft`;
  const draft = async () => (await app.call('maria', 'GET', draftPath)).body as Reply<'readDraft'>;
  const save = async (content: RequestContent) =>
    app.call('maria', 'PUT', draftPath, { draftId: (await draft()).draftId, content });

  it('[CT3] is offered in the order of the service, and the form is then that of the type', async () => {
    const begun = await draft();
    expect(begun.caseTypes.map(({ id }) => id)).toEqual([
      'case-youth',
      'case-dm1',
      'case-risu',
      'case-joint',
    ]);
    expect(begun.forms.map(({ versionId }) => versionId)).toContain('form-request-1');
    await save({ ...begun.content, caseTypeId: 'case-dm1' });
    const typed = await draft();
    expect(typed.forms.map(({ kind, versionId }) => [kind, versionId])).toEqual([
      ['request', 'form-dm1-request-1'],
      ['instrument', 'form-demandingness-1'],
      ['parent', 'form-dm1-parent-1'],
    ]);
  });
  it('[CT2] is asked with the service’s own where it brings nothing, or what it brought is archived', async () => {
    const archive = async (archived: boolean) =>
      (await app.call('mikko', 'POST', '/api/managed-forms/form-dm1-request/archive', { archived })).status;
    const asked = async () => new Map((await draft()).forms.map(({ kind, versionId }) => [kind, versionId]));
    await save({ ...(await draft()).content, caseTypeId: 'case-dm1' });
    expect((await asked()).get('request')).toBe('form-dm1-request-1');
    expect((await asked()).get('instrument')).toBe('form-demandingness-1');
    expect(await archive(true)).toBe(200);
    expect((await asked()).get('request')).toBe('form-request-1');
    expect((await asked()).get('parent')).toBe('form-dm1-parent-1');
    expect(await archive(false)).toBe(200);
    expect((await asked()).get('request')).toBe('form-dm1-request-1');
  });
  it('[CT4] keeps what fits, says what does not, and takes it back with the type', async () => {
    const { content } = await draft();
    const answers = { mood: 'Tired', hba1c: '92', device: 'pump', acidosis: true };
    await save({ ...content, caseTypeId: 'case-dm1', forms: [fill('form-dm1-request', answers)] });
    await save({ ...(await draft()).content, caseTypeId: 'case-risu' });
    const other = (await draft()).content;
    expect(other.forms![0]).toMatchObject({ versionId: 'form-risu-request-1', answers: { mood: 'Tired' } });
    expect(other.forms![0]!.noLongerAsked.map(({ fieldId }) => fieldId)).toEqual([
      'hba1c',
      'device',
      'acidosis',
    ]);
    await save({ ...other, caseTypeId: 'case-dm1' });
    expect((await draft()).content.forms![0]).toMatchObject({ answers, noLongerAsked: [] });
  });
  it('[CT3] refuses, on both ways, a type that the service does not take, and none where one is needed', async () => {
    const strange = risu({ caseTypeId: 'case-nowhere', forms: [] });
    expect((await book(strange)).body.error.code).toBe('form-changed');
    expect((await send(strange)).body.error.code).toBe('form-changed');
    const setNeeded = (needsCaseType: boolean) =>
      app.store.write((tx) =>
        tx
          .update(schema.healthcareService)
          .set({ needsCaseType })
          .where(eq(schema.healthcareService.id, service))
          .run(),
      );
    setNeeded(true);
    const { caseTypeId: _none, forms: _forms, ...none } = risu();
    expect((await book(none)).body.error.fields).toEqual({ caseTypeId: 'required' });
    expect((await send(none)).body.error.fields).toEqual({ caseTypeId: 'required' });
    setNeeded(false);
    expect((await send(none)).status).toBe(201);
  });
});

describe('what a request keeps of its type', () => {
  it('[CT5] stays when the type is changed, its form renewed and the type archived, until its visit is booked', async () => {
    const id = await sent(risu());
    const visit = await booked(risu());
    await changeType('case-risu', {
      name: { fi: 'Toinen nimi', sv: '', en: '' },
      forms: { request: 'form-youth-request', answer: 'form-youth-answer' },
    });
    const { revision } = await readType('case-risu');
    await app.call('mikko', 'POST', `${typePath}/case-risu/archive`, { archived: true });
    expect((await book(risu())).body.error.code).toBe('form-changed');
    await app.call('leena', 'POST', `/api/triage/${id}/take`);
    const accepted = await app.call('leena', 'POST', `/api/triage/${id}/accept`, {
      ...{ practitionerId: 'user-johan', startsAt: time(), requiredIds: [], optionalIds: [] },
    });
    const given = (accepted.body as { appointmentId: string }).appointmentId;
    for (const each of [visit, given]) {
      const { caseType, forms, answerForm } = await read('johan', each);
      expect(caseType!.name.fi).toBe('Alle 18-vuotias rikoksesta epäilty (Risu)');
      expect(forms.map(({ content }) => content.title.fi)).toContain(
        'Risu: alle 18-vuotias rikoksesta epäilty',
      );
      expect(answerForm!.versionId).toBe('form-risu-answer-1');
    }
    expect(revision).toBe(2);
    await app.call('mikko', 'POST', `${typePath}/case-risu/archive`, { archived: false });
    await changeType('case-risu', {
      name: { fi: 'Risu', sv: '', en: '' },
      forms: { request: 'form-risu-request', answer: 'form-risu-answer' },
    });
    expect(() =>
      app.store.write((tx) => tx.update(schema.requestCaseType).set({ caseTypeId: 'case-dm1' }).run()),
    ).toThrow(/never changes/);
  });
  it('[CT9] is seen in the queue, which can be narrowed to it', async () => {
    const id = await sent(
      risu({ caseTypeId: 'case-joint', forms: [fill('form-joint-request', { mood: 'x' })] }),
    );
    const queue = (await app.call('leena', 'GET', '/api/triage?caseType=case-joint'))
      .body as Reply<'readQueue'>;
    expect(queue.rows.map((row) => [row.id, row.caseType?.id])).toEqual([[id, 'case-joint']]);
    expect(queue.total).toBe(1);
    expect(queue.caseTypes.map(({ id: type }) => type)).toContain('case-risu');
    const mine = (await app.call('pekka', 'GET', `/api/sent-requests/${id}`))
      .body as Reply<'readSentRequest'>;
    expect(mine.request.caseType?.id).toBe('case-joint');
  });
});

/** Everything that somebody can read of these things, as it comes over the wire. */
async function everythingFor(who: Who, ids: readonly string[]): Promise<Map<string, string>> {
  const told = new Map<string, string>();
  for (const [name, { method, path }] of Object.entries(endpoints)) {
    if (method !== 'GET') continue;
    for (const id of path.includes(':') ? ids : ['']) {
      const address = path.replace(':id', id).replace(/:\w+/g, '1');
      const { body } = await app.call(who, 'GET', address);
      told.set(`${name} ${id}`, typeof body === 'string' ? body : JSON.stringify(body));
    }
  }
  return told;
}
function expectNoSecrets(told: Map<string, string>) {
  const leaks = [...told].flatMap(([name, body]) =>
    Object.values(secrets)
      .filter((secret) => body.includes(secret))
      .map((secret) => `${name}: ${secret}`),
  );
  expect(leaks).toEqual([]);
}

describe('a restricted view', () => {
  let visit = '';
  beforeAll(async () => {
    visit = await booked(risu({ colleagueIds: ['user-tapio'] }));
    await sign(visit);
  });

  it('[CT7] is sent only what is named as shown, by every route that can be read', async () => {
    const told = await everythingFor('tapio', [visit]);
    expectNoSecrets(told);
    const seen = await read('tapio', visit);
    expect(seen).toMatchObject({ isRestricted: true, question: 'SHARED-question', background: '' });
    expect(seen.forms.map(({ answers }) => answers)).toEqual([
      { stage: 'SHARED-stage', involved: 'SHARED-network' },
    ]);
    expect(seen.answer!.content).toEqual({
      ...{ kind: null, recommendation: '', mandate: '', followUp: 'SHARED-follow-up' },
      form: { 'agreed-text': 'SHARED-agreed' },
    });
    expect(JSON.stringify(seen.forms) + JSON.stringify(seen.answerForm)).not.toMatch(
      /Päihteet|Arvio voinnista/,
    );
  });
  it('[CT10] is not told whose slots of a meeting are, by any route, unless they know of the case', async () => {
    const hidden = { id: 'case-hidden', initials: 'Ö.Q.' };
    const common = { organisationId: 'org-hiekkala', birthYear: 2012, responsibleWorkerId: 'user-pekka' };
    app.store.write((tx) =>
      tx
        .insert(schema.childCase)
        .values({ ...common, ...hidden, createdAt: monday })
        .run(),
    );
    const risk = await read('pekka', visit);
    const known = app.store.read((tx) =>
      tx
        .select({ id: schema.serviceRequest.caseId })
        .from(schema.serviceRequest)
        .innerJoin(schema.appointment, eq(schema.appointment.requestId, schema.serviceRequest.id))
        .where(eq(schema.appointment.id, risk.id))
        .get(),
    )!.id!;
    const {
      caseTypeId: _none,
      forms: _forms,
      ...plain
    } = risu({ colleagueIds: ['user-tapio'], subject: { kind: 'anonymous' } });
    const meeting = await booked({ ...plain, background: '' });
    const path = `/api/appointments/${meeting}/case-slots`;
    await app.call('pekka', 'PUT', path, { minutes: 10 });
    const give = (index: number, caseId: string | null, who: Who, was: string | null = null) =>
      app.call(who, 'PUT', `${path}/${index}`, { caseId, was, from: null });
    for (const [index, id] of [hidden.id, known].entries())
      expect((await give(index, id, 'pekka')).status).toBe(200);
    const slots = async (who: Who) =>
      ((await app.call(who, 'GET', path)).body as Reply<'readCaseSlots'>).slots.map((slot) => [
        ...[slot.isTaken, slot.case?.id ?? null, slot.mayChange],
      ]);
    const taken = [
      [true, null, false],
      [true, known, false],
    ];
    expect((await slots('tapio')).slice(0, 2)).toEqual(taken);
    expect((await slots('johan')).slice(0, 2).map(([, id]) => id)).toEqual([hidden.id, known]);
    const told = [...(await everythingFor('tapio', [meeting, visit]))];
    expect(told.filter(([, body]) => body.includes(hidden.id) || body.includes(hidden.initials))).toEqual([]);
    expect((await give(0, null, 'tapio', hidden.id)).status).toBe(403);
    // Nobody is restricted any more today, and the hidden case was asked under nothing.
    const { settings } = await readType('case-risu');
    await changeType('case-risu', { restrictedIds: [] });
    expect((await slots('tapio'))[0]![1]).toBe(hidden.id);
    await changeType('case-risu', settings);
    expect((await slots('tapio'))[0]![1]).toBeNull();
  });
  it('[CT7] is told that a visit was cancelled and which reason was chosen, never what was written about it', async () => {
    const off = await booked(risu({ colleagueIds: ['user-tapio'] }));
    const cancelled = await app.call('pekka', 'POST', `/api/appointments/${off}/cancel`, {
      ...{ reason: 'other', note: secrets.background },
    });
    expect(cancelled.status).toBe(200);
    const seen = await read('tapio', off);
    expect(JSON.stringify(seen)).not.toContain(secrets.background);
    expect(seen).toMatchObject({ status: 'cancelled', cancelReason: 'other' });
    expect((await read('pekka', off)).cancelReason).toBe(secrets.background);
  });
  it('[CT7] hides nothing from those who asked and those who answer', async () => {
    for (const who of ['pekka', 'johan'] as const) {
      const seen = JSON.stringify(await read(who, visit));
      const { points: _none, ...others } = secrets;
      for (const secret of Object.values(others)) expect([who, seen.includes(secret)]).toEqual([who, true]);
      expect((await read(who, visit)).isRestricted).toBe(false);
    }
  });
  it('[CT8] closes at once when it is decided later, and does not open what was asked before', async () => {
    const { settings } = await readType('case-risu');
    await changeType('case-risu', { shared: [...settings.shared, 'background', 'recommendation'] });
    expectNoSecrets(await everythingFor('tapio', [visit]));
    await changeType('case-risu', { shared: settings.shared.filter((part) => part !== 'question') });
    expect((await read('tapio', visit)).question).toBe('');
    await changeType('case-risu', { restrictedIds: [] });
    expectNoSecrets(await everythingFor('tapio', [visit]));
    await changeType('case-risu', settings);
    const joint = await booked(risu({ caseTypeId: 'case-joint', forms: [], colleagueIds: ['user-tapio'] }));
    expect((await read('tapio', joint)).background).toBe(secrets.background);
    await changeType('case-joint', { restrictedIds: ['org-poliisi'] });
    expect(await read('tapio', joint)).toMatchObject({ background: '', question: '', isRestricted: true });
    await changeType('case-joint', { restrictedIds: [] });
  });
  it('[CT7] holds for organisations below the restricted one', async () => {
    app.store.write((tx) => {
      const unit = { id: 'org-poliisi-yksikko', name: 'Yksikkö', kind: 'authority' as const };
      tx.insert(schema.organisation)
        .values({ ...unit, parentId: 'org-poliisi' })
        .run();
      tx.update(schema.userAccount)
        .set({ organisationId: unit.id })
        .where(eq(schema.userAccount.id, 'user-tapio'))
        .run();
    });
    expectNoSecrets(await everythingFor('tapio', [visit]));
    expect((await read('tapio', visit)).isRestricted).toBe(true);
    app.store.write((tx) =>
      tx
        .update(schema.userAccount)
        .set({ organisationId: 'org-poliisi' })
        .where(eq(schema.userAccount.id, 'user-tapio'))
        .run(),
    );
  });
  it('[CT7] holds for who handles requests there, points and conversation included', async () => {
    const id = await sent(risu());
    app.store.write((tx) => {
      serviceHandlers.replace(tx, { id: service, organisationId: 'org-sairaala' }, [
        'user-leena',
        'user-tapio',
      ]);
      tx.update(schema.triageRequest).set({ scorePoints: 7, scoreMost: 9 }).run();
    });
    await app.call('leena', 'POST', `/api/triage/${id}/take`);
    await app.call('leena', 'POST', `/api/triage/${id}/ask`, { text: secrets.points });
    expectNoSecrets(await everythingFor('tapio', [id]));
    const seen = (await app.call('tapio', 'GET', `/api/triage/${id}`)).body as Reply<'readTriage'>;
    expect(seen.request).toMatchObject({ isRestricted: true, score: null, question: 'SHARED-question' });
    const whole = (await app.call('leena', 'GET', `/api/triage/${id}`)).body as Reply<'readTriage'>;
    expect(whole.request).toMatchObject({ isRestricted: false, score: { points: 7, most: 9 } });
    app.store.write((tx) =>
      serviceHandlers.replace(tx, { id: service, organisationId: 'org-sairaala' }, ['user-leena']),
    );
  });
  it('[CT7] leaves everybody their own text, and their coordinator the shown parts of it', async () => {
    app.store.write((tx) =>
      tx.insert(schema.serviceRequester).values({ serviceId: service, organisationId: 'org-poliisi' }).run(),
    );
    const id = await sent(risu(), 'tapio');
    const own = (await app.call('tapio', 'GET', `/api/sent-requests/${id}`)).body as Reply<'readSentRequest'>;
    expect(own.request).toMatchObject({ isRestricted: false, background: secrets.background });
    await app.call('leena', 'POST', `/api/triage/${id}/take`);
    await app.call('leena', 'POST', `/api/triage/${id}/ask`, { text: secrets.points });
    app.store.write((tx) => {
      const [tapio] = tx
        .select()
        .from(schema.userAccount)
        .where(eq(schema.userAccount.id, 'user-tapio'))
        .all();
      tx.insert(schema.userAccount)
        .values({ ...tapio!, id: 'user-colleague', email: 'toinen@poliisi.example' })
        .run();
      const requesterId = 'user-colleague';
      tx.update(schema.triageRequest).set({ requesterId }).where(eq(schema.triageRequest.id, id)).run();
      tx.update(schema.userAccount)
        .set({ role: 'coordinator' })
        .where(eq(schema.userAccount.id, 'user-tapio'))
        .run();
    });
    expectNoSecrets(await everythingFor('tapio', [id]));
    const over = (await app.call('tapio', 'GET', `/api/sent-requests/${id}`))
      .body as Reply<'readSentRequest'>;
    expect(over.request.youMay.answer).toBe(false);
    const answered = await app.call('tapio', 'POST', `/api/sent-requests/${id}/answer`, { text: 'x' });
    expect(answered.status).toBe(403);
  });
});

describe('keeping case types', () => {
  const fresh = {
    ...{ organisationId: 'org-sairaala', name: { fi: 'Uusi', sv: '', en: '' }, forms: {} },
    ...{ description: { fi: '', sv: '', en: '' }, restrictedIds: [], shared: [] },
  };
  const add = (change: object) =>
    app.call('mikko', 'POST', typePath, { settings: { ...fresh, ...change } }) as Promise<{
      status: number;
      body: Refused & { id: string; revision: number };
    }>;

  it('[CT1, CT6] refuses what has no name, restricts its own side, or brings a form of elsewhere', async () => {
    expect((await add({ name: { fi: ' ', sv: 'x', en: '' } })).body.error.fields).toEqual({
      'name.fi': 'required',
    });
    for (const id of ['org-sairaala', 'org-suvanto'])
      expect((await add({ restrictedIds: [id] })).body.error.fields).toEqual({ restrictedIds: 'own-side' });
    expect((await add({ restrictedIds: ['nobody'] })).body.error.fields).toEqual({
      restrictedIds: 'invalid',
    });
    expect((await add({ forms: { request: 'form-answer' } })).body.error.fields).toEqual({
      'forms.request': 'invalid',
    });
    expect((await add({ organisationId: 'org-poliisi' })).body.error.fields).toMatchObject({
      organisationId: 'required',
    });
  });
  it('[CT1] is not written over, and can be taken by services at or below its organisation', async () => {
    const made = (await add({})).body;
    const id = newId();
    const post = () => app.call('mikko', 'POST', typePath, { settings: fresh, id });
    for (let press = 0; press < 2; press++)
      expect((await post()) as object).toMatchObject({ status: 201, body: { id } });
    const change = (more: Partial<typeof fresh> = {}) =>
      app.call('mikko', 'PUT', `${typePath}/${made.id}`, {
        settings: { ...fresh, ...more },
        basedOn: made.revision,
      });
    const saved = await change();
    expect(saved.status).toBe(200);
    // The same again, as when its answer was lost.
    expect(await change()).toMatchObject({ status: 200, body: saved.body as object });
    const late = (await change({ name: { fi: 'Toinen', sv: '', en: '' } })) as {
      status: number;
      body: Refused;
    };
    expect([late.status, late.body.error.code]).toEqual([409, 'case-type-changed']);
    const take = async (serviceId: string) => {
      const address = `/api/managed-services/${serviceId}`;
      const { settings, revision } = (await app.call('mikko', 'GET', address))
        .body as Reply<'readManagedService'>;
      const caseTypeIds = [...(settings.caseTypeIds ?? []), made.id];
      return app.call('mikko', 'PUT', address, { settings: { ...settings, caseTypeIds }, basedOn: revision });
    };
    expect((await take(service)).status).toBe(200);
    expect(((await take('service-social-work')).body as Refused).error.fields).toEqual({
      caseTypeIds: 'invalid',
    });
    expect((await readType(made.id)).usedBy.map(({ id }) => id)).toEqual([service]);
  });
});
