// One file, however long: every test builds its templates and its service with the same few helpers.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dayMs, instantOf, minuteMs, noFormText, type FormContent, type FormField } from '#domain';
import { newId, schema } from '#db';
import type { Reply } from '#protocol';
import { childService, monday, request, startTestApp, type TestApp, type Who } from '#support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const path = '/api/managed-forms';
const text = (fi: string) => ({ ...noFormText, fi });
const field = (id: string, required = false): FormField => ({
  ...{ id, kind: 'short-text', label: text(`Kysymys ${id}`), help: noFormText, required },
});
const content = (...fields: FormField[]): FormContent => ({
  ...{ title: text(`Lomake ${newId().slice(0, 4)}`), lead: noFormText, fields, bands: [] },
});
type Refused = { error: { code: string; fields?: Record<string, string>; details?: object } };
type Made = { id: string; revision: number };

async function make(kind: string, form: FormContent, organisationId = 'org-suvanto'): Promise<Made> {
  const { status, body } = await app.call('mikko', 'POST', path, { organisationId, kind, content: form });
  expect([status, body]).toEqual([201, body]);
  return body;
}
const change = (made: Made, form: FormContent) =>
  app.call('mikko', 'PUT', `${path}/${made.id}`, { content: form, basedOn: made.revision });
const publish = (made: Made) =>
  app.call('mikko', 'POST', `${path}/${made.id}/publish`, { basedOn: made.revision });
async function published(kind: string, form: FormContent): Promise<Made> {
  const { status, body } = await publish(await make(kind, form));
  expect([status, body]).toEqual([200, body]);
  return body;
}

type Settings = Reply<'readManagedService'>;
/** The service uses these templates from now on. */
async function use(forms: Record<string, string>): Promise<void> {
  const address = `/api/managed-services/${childService}`;
  const { settings, revision } = (await app.call('mikko', 'GET', address)).body as Settings;
  const body = { settings: { ...settings, forms }, basedOn: revision };
  expect((await app.call('mikko', 'PUT', address, body)).status).toBe(200);
}
let minutes = 0;
/** A time of a test's own. */
function time(): number {
  const date = '2026-12-01';
  minutes += 45;
  return instantOf(date, '08:00') + minutes * minuteMs;
}
const read = async (who: Who, id: string) =>
  ((await app.call(who, 'GET', `/api/appointments/${id}`)).body as Reply<'readAppointment'>).appointment;
const draft = async () =>
  (await app.call('aino', 'GET', `/api/services/${childService}/draft`)).body as Reply<'readDraft'>;
const bookWith = async (forms: object[] | undefined) => {
  const startsAt = time();
  const payload = { draftId: newId(), serviceId: childService, practitionerId: 'user-elina', startsAt };
  const answer = await app.call('aino', 'POST', '/api/appointments', {
    ...payload,
    content: { ...request, ...(forms && { forms }) },
  });
  return answer as { status: number; body: Refused & { appointmentId: string } };
};
const fill = (versionId: string, answers: object, use = 'request') => ({
  ...{ use, versionId, answers, noLongerAsked: [] },
});
const versionOf = (templateId: string) =>
  app.store
    .read((tx) => tx.select().from(schema.formVersion).all())
    .filter((version) => version.templateId === templateId)
    .at(-1)!.id;

beforeAll(() => app.openHours('2026-12-01', '08:00', '24:00'));
beforeEach(() => void (app.clock.now = monday));

describe('templates', () => {
  it('[F1, F5] are published in numbered versions that never change, and not when incomplete or alike', async () => {
    const made = await make('request', content());
    expect(((await publish(made)).body as Refused).error.fields).toEqual({ fields: 'no-fields' });
    const saved = (await change(made, content(field('a')))).body as Made;
    const first = (await publish(saved)).body as Made & { number: number };
    expect(first.number).toBe(1);
    expect(((await publish(first)).body as Refused).error.code).toBe('nothing-to-publish');
    const more = (await change(first, content(field('a'), field('b')))).body as Made;
    expect(((await publish(more)).body as { number: number }).number).toBe(2);
    const old = (await app.call('mikko', 'GET', `${path}/${made.id}/versions/1`)).body as {
      content: FormContent;
    };
    expect(old.content.fields.map(({ id }) => id)).toEqual(['a']);
    expect(() => app.store.write((tx) => tx.update(schema.formVersion).set({ number: 9 }).run())).toThrow(
      /never changes/,
    );
    expect(() => app.store.write((tx) => tx.delete(schema.formVersion).run())).toThrow();
  });
  it('[F6] are not written over', async () => {
    const made = await make('request', content(field('a')));
    expect((await change(made, content(field('b')))).status).toBe(200);
    const late = await change(made, content(field('c')));
    expect([late.status, (late.body as Refused).error.code]).toEqual([409, 'template-changed']);
    expect((await publish(made)).status).toBe(409);
  });
  it('[F6] are saved and published once, also where the answer was lost and the same is sent again', async () => {
    const made = await make('request', content(field('a')));
    const form = content(field('b'));
    const saved = (await change(made, form)).body as Made;
    expect(await change(made, form)).toMatchObject({ status: 200, body: saved });
    const first = (await publish(saved)).body;
    expect(await publish(saved)).toMatchObject({ status: 200, body: first });
    // Saving goes on from there as well.
    expect((await change(saved, content(field('c')))).status).toBe(409);
    const later = (await change(first as Made, content(field('c')))).body as Made;
    expect((await publish(saved)).status).toBe(409);
    expect((await publish(later)).body).toMatchObject({ number: 2 });
  });
  it('[F6] are made once, also where the answer was lost and it is pressed again under another name', async () => {
    const id = newId();
    const post = (fi: string, who: Who = 'mikko') =>
      app.call(who, 'POST', path, {
        ...{ id, organisationId: 'org-sairaala', kind: 'request' },
        content: { ...content(), title: { ...content().title, fi } },
      });
    for (const name of ['Kuuselan pyyntö', 'Kuuselan uusi pyyntö'])
      expect(await post(name)).toMatchObject({ status: 201, body: { id } });
    const { body } = await app.call('mikko', 'GET', `${path}?q=kuuselan`);
    expect((body as Reply<'listForms'>).forms).toMatchObject([{ id, title: { fi: 'Kuuselan uusi pyyntö' } }]);
    expect((await post('x', 'leena')).status).toBe(403);
  });
  it('[F4] serve the services of their organisation and of those below it only', async () => {
    const own = await published('request', content(field('a')));
    await use({ request: own.id });
    const made = await make('request', content(field('a')), 'org-lehtola');
    const elsewhere = (await publish(made)).body as Made;
    const address = `/api/managed-services/${childService}`;
    const { settings, revision } = (await app.call('mikko', 'GET', address)).body as Settings;
    const refused = async (forms: object) =>
      (
        (await app.call('mikko', 'PUT', address, { settings: { ...settings, forms }, basedOn: revision }))
          .body as Refused
      ).error.fields;
    expect(await refused({ request: elsewhere.id })).toEqual({ 'forms.request': 'invalid' });
    expect(await refused({ answer: own.id })).toEqual({ 'forms.answer': 'invalid' });
    const choices = (await app.call('mikko', 'GET', `${path}/choices`)).body as Reply<'formChoices'>;
    const usableBy = (id: string) => choices.usable.find((each) => each.id === id)?.usableBy;
    expect(usableBy(own.id)).toContain('org-sairaala');
    expect(usableBy(elsewhere.id)).toEqual(['org-lehtola']);
  });
  it('[R7] are listed, searched and filtered for administrators only', async () => {
    for (const who of ['aino', 'leena', 'elina'] as const)
      expect((await app.call(who, 'GET', path)).status).toBe(403);
    const list = (await app.call('mikko', 'GET', `${path}?kind=instrument&q=vaativuus`))
      .body as Reply<'listForms'>;
    expect(list.forms).toMatchObject([
      { id: 'form-demandingness', published: 1, services: 1, hasChanges: false },
    ]);
  });
});

describe('a request with a form', () => {
  it('[F7] is refused field by field, booked with what was written, and shown with its version', async () => {
    const form: FormContent = content(field('must', true), {
      ...{ id: 'step', kind: 'scale', label: text('Haitta'), help: noFormText, required: false },
      ...{ from: 0, to: 4, weight: 2, low: text('vähän'), high: text('paljon') },
    });
    const made = await published('request', form);
    await use({ request: made.id });
    expect((await bookWith(undefined)).body.error.fields).toEqual({ 'forms.request.must': 'required' });
    const versionId = versionOf(made.id);
    const wrong = await bookWith([fill(versionId, { must: 'x', step: 9, other: 'y' })]);
    expect([wrong.status, wrong.body.error.fields]).toEqual([
      422,
      { 'forms.request.step': 'invalid', 'forms.request.other': 'not-asked' },
    ]);
    const booked = await bookWith([fill(versionId, { must: 'Kirjoitettu', step: 3 })]);
    expect([booked.status, booked.body]).toEqual([201, booked.body]);
    for (const who of ['aino', 'elina'] as const) {
      const { forms } = await read(who, booked.body.appointmentId);
      expect(forms).toMatchObject([
        { kind: 'request', number: 1, writerName: 'Aino Lampi', answers: { must: 'Kirjoitettu', step: 3 } },
      ]);
    }
    // A new version changes nothing of what was written under the old one.
    const newer = (await change(made, content(field('new')))).body as Made;
    expect((await publish(newer)).status).toBe(200);
    const [kept] = (await read('elina', booked.body.appointmentId)).forms;
    expect(kept).toMatchObject({ number: 1, answers: { must: 'Kirjoitettu' } });
    expect(kept!.content.fields.map(({ id }) => id)).toEqual(['must', 'step']);
  });
  it('[F8] goes on in a newer version: a removed field keeps its text, and nothing is booked unseen', async () => {
    const made = await published('request', content(field('stays'), field('goes')));
    await use({ request: made.id });
    const versionId = versionOf(made.id);
    const forms = [fill(versionId, { stays: 'Jää', goes: 'Tärkeä teksti' })];
    const body = { draftId: (await draft()).draftId, content: { ...request, forms } };
    const address = `/api/services/${childService}/draft`;
    expect((await app.call('aino', 'PUT', address, body)).status).toBe(200);
    const newer = (await change(made, content(field('stays')))).body as Made;
    await publish(newer);
    const late = await bookWith(forms);
    expect([late.status, late.body.error.code]).toEqual([409, 'form-changed']);
    for (let look = 0; look < 2; look++) {
      const { content: found, forms: asked } = await draft();
      expect(asked.map(({ number }) => number)).toEqual([2]);
      expect(found.forms).toEqual([
        {
          ...{ use: 'request', versionId: versionOf(made.id), answers: { stays: 'Jää' } },
          noLongerAsked: [
            {
              ...{ fieldId: 'goes', label: text('Kysymys goes') },
              said: { fi: 'Tärkeä teksti', sv: 'Tärkeä teksti', en: 'Tärkeä teksti', se: 'Tärkeä teksti' },
            },
          ],
        },
      ]);
    }
    expect((await bookWith((await draft()).content.forms)).status).toBe(201);
  });
  it('[F14] asks nothing of an archived template, and works as before without one', async () => {
    const made = await published('request', content(field('must', true)));
    await use({ request: made.id });
    await app.call('mikko', 'POST', `${path}/${made.id}/archive`, { archived: true });
    expect((await draft()).forms).toEqual([]);
    expect((await bookWith(undefined)).status).toBe(201);
    await use({});
    expect((await bookWith(undefined)).status).toBe(201);
  });
});

describe('a form before the visit', () => {
  const guests = [
    { name: 'Laura', channel: 'email' as const, address: 'laura@perhe.example', language: 'fi' as const },
    {
      ...{ name: 'Onni', channel: 'email' as const, address: 'onni@perhe.example', language: 'fi' as const },
      role: 'child' as const,
    },
  ];
  async function visit() {
    const made = await published('parent', content(field('worry', true)));
    await use({ parent: made.id, child: 'form-child' });
    const { appointmentId, tokens } = await app.book(time(), { guests, colleagueIds: ['user-pekka'] });
    return { appointmentId, parent: { token: tokens[0]! }, child: { token: tokens[1]! }, made };
  }
  const formOf = async (who: { token: string }) =>
    ((await app.call(who, 'GET', '/api/guest/form')).body as Reply<'guestForm'>).form!;
  const save = (who: { token: string }, answers: object, basedOn: number | null) =>
    app.call(who, 'PUT', '/api/guest/form', { answers, basedOn });
  const send = (who: { token: string }, answers: object, basedOn: number | null) =>
    app.call(who, 'POST', '/api/guest/form/send', { answers, basedOn });

  it('[F11, F12] is the one of the role, in the version of when the visit was booked', async () => {
    const { parent, child, made } = await visit();
    const newer = (await change(made, content(field('other')))).body as Made;
    await publish(newer);
    await use({});
    expect((await formOf(parent)).content.fields.map(({ id }) => id)).toEqual(['worry']);
    expect(await formOf(child)).toMatchObject({
      kind: 'child',
      status: 'draft',
      isOpen: true,
      savedAt: null,
    });
  });
  it('[F12, F13] is read by nobody before it is sent, then by specialist and requester, and never changes', async () => {
    const { appointmentId, parent } = await visit();
    const { savedAt } = (await save(parent, { worry: 'Salainen' }, null)).body as { savedAt: number };
    for (const who of ['aino', 'elina'] as const)
      expect((await read(who, appointmentId)).forms).toMatchObject([
        { kind: 'parent', state: 'begun', answers: {} },
        { kind: 'child', state: 'asked', answers: {} },
      ]);
    const empty = await send(parent, {}, savedAt);
    expect((empty.body as Refused).error.fields).toEqual({ worry: 'required' });
    expect((await send(parent, { worry: 'Valmis' }, savedAt)).status).toBe(200);
    expect((await read('elina', appointmentId)).forms[0]).toMatchObject({
      ...{ state: 'submitted', writerName: 'Laura', answers: { worry: 'Valmis' } },
    });
    expect((await read('pekka', appointmentId)).forms).toEqual([]);
    expect(((await save(parent, { worry: 'x' }, null)).body as Refused).error.code).toBe('form-sent');
    expect(() => app.store.write((tx) => tx.update(schema.formResponse).set({ savedAt: 1 }).run())).toThrow(
      /never changes/,
    );
  });
  it('[F17] is not sent while nothing is answered, also where no answer is required: it could not be filled in any more', async () => {
    const { appointmentId, child } = await visit();
    const { content: asked } = await formOf(child);
    const text = asked.fields.find(({ kind }) => kind === 'long-text')!;
    for (const answers of [{}, { [text.id]: '  ' }]) {
      const refused = await send(child, answers, null);
      expect([refused.status, (refused.body as Refused).error.code]).toEqual([409, 'form-empty']);
    }
    expect(await formOf(child)).toMatchObject({ status: 'draft', isOpen: true });
    expect((await send(child, { [text.id]: 'Koira' }, null)).status).toBe(200);
    expect((await read('elina', appointmentId)).forms[1]).toMatchObject({
      kind: 'child',
      state: 'submitted',
    });
  });
  it('is spoken of in the messages of those who are asked, and of nobody else', async () => {
    const { appointmentId } = await visit();
    const told = app
      .outbox()
      .filter((message) => message.appointmentId === appointmentId)
      .map(({ recipient, body }) => [
        recipient.split('@')[0],
        body.includes('Ennen tapaamista voit vastata'),
      ]);
    expect(Object.fromEntries(told)).toMatchObject({ laura: true, onni: true, 'elina.saarikko': false });
    await use({});
    const other = await app.book(time(), { guests });
    const bodies = app.outbox().filter((message) => message.appointmentId === other.appointmentId);
    expect(bodies.some(({ body }) => body.includes('Ennen tapaamista'))).toBe(false);
  });
  it('[F15] reminds with one press those who have not sent theirs, once a day, with a link that works beside the first', async () => {
    const { appointmentId, parent } = await visit();
    const remind = (who: 'aino' | 'pekka' | 'sanna') =>
      app.call(who, 'POST', `/api/appointments/${appointmentId}/forms/remind`);
    const reminded = () =>
      app.outbox().filter((each) => each.appointmentId === appointmentId && each.kind === 'reminder');
    expect((await read('aino', appointmentId)).youMay.remindForms).toBe(true);
    expect([(await remind('pekka')).status, (await remind('sanna')).status]).toEqual([403, 404]);
    await save(parent, { worry: 'Alku' }, null);
    expect((await remind('aino')).body).toEqual({ told: 2 });
    expect(((await remind('aino')).body as Refused).error.code).toBe('asked-lately');
    const [letter] = reminded().filter(({ recipient }) => recipient === 'laura@perhe.example');
    expect(letter!.body).not.toContain('Alku');
    const link = /\/v#(\S+)/.exec(letter!.body)![1]!;
    expect(await formOf({ token: link })).toMatchObject({ kind: 'parent', status: 'draft' });
    expect(await formOf(parent)).toMatchObject({ kind: 'parent' });
    const { savedAt } = await formOf(parent);
    await send(parent, { worry: 'Valmis' }, savedAt);
    // A day later, without the sessions ending meanwhile.
    const yesterday = { createdAt: app.clock.now - dayMs };
    app.store.write((tx) => tx.update(schema.outboxMessage).set(yesterday).run());
    expect((await remind('aino')).body).toEqual({ told: 1 });
    expect(reminded().at(-1)!.recipient).toBe('onni@perhe.example');
    await app.call('aino', 'POST', `/api/appointments/${appointmentId}/cancel`, {
      reason: 'not-needed',
      note: '',
    });
    expect((await read('aino', appointmentId)).youMay.remindForms).toBe(false);
  });
  it('tells a second device what the first has saved', async () => {
    const { parent } = await visit();
    const { savedAt } = (await save(parent, { worry: 'Ensin' }, null)).body as { savedAt: number };
    const late = await save(parent, { worry: 'Toinen' }, null);
    expect([late.status, (late.body as Refused).error]).toEqual([
      409,
      { code: 'form-conflict', details: { answers: { worry: 'Ensin' }, savedAt } },
    ]);
  });
  it('[F12] [M18] is not asked of an interpreter, and not reminded of; what was sent before stays', async () => {
    const { appointmentId, parent } = await visit();
    const laura = (await read('aino', appointmentId)).participants.find(({ name }) => name === 'Laura')!;
    const interpret = (languages: string[]) =>
      app.call('aino', 'POST', `/api/appointments/${appointmentId}/participants/${laura.id}/interpreter`, {
        languages,
      });
    const shown = async () =>
      (await read('aino', appointmentId)).forms.filter(({ kind }) => kind === 'parent');
    expect(await shown()).toHaveLength(1);
    await interpret(['ar']);
    expect(await formOf(parent)).toBeNull();
    expect(await shown()).toHaveLength(0);
    expect(
      (await app.call('aino', 'POST', `/api/appointments/${appointmentId}/forms/remind`)).body,
    ).toMatchObject({ told: 1 });
    await interpret([]);
    await send(parent, { worry: 'Valmis' }, null);
    await interpret(['ar']);
    expect(await shown()).toMatchObject([{ state: 'submitted' }]);
  });

  it('[F12] is closed once the visit is cancelled or over', async () => {
    const cancelled = await visit();
    await app.call('aino', 'POST', `/api/appointments/${cancelled.appointmentId}/cancel`, {
      ...{ reason: 'not-needed', note: '' },
    });
    expect(await formOf(cancelled.parent)).toMatchObject({ isOpen: false });
    const refused = await save(cancelled.parent, { worry: 'x' }, null);
    expect([refused.status, (refused.body as Refused).error.code]).toEqual([409, 'form-closed']);
    const past = await visit();
    app.clock.now = instantOf('2026-12-02', '06:00');
    expect(((await save(past.parent, { worry: 'x' }, null)).body as Refused).error.code).toBe('form-closed');
  });
});

it('[F10] a score suggests and decides nothing: the visit is what its writer chose', async () => {
  const scale: FormField = {
    ...{ id: 'load', kind: 'scale', label: text('Kuormitus'), help: noFormText, required: true },
    ...{ from: 0, to: 4, low: text('pieni'), high: text('suuri'), weight: 1 },
  };
  const band = {
    from: 3,
    urgency: 'urgent',
    route: 'triage',
    lengthMinutes: 60,
    advice: noFormText,
  } as const;
  const made = await published('instrument', { ...content(scale), bands: [band] });
  await use({ instrument: made.id });
  const { status, body } = await bookWith([fill(versionOf(made.id), { load: 4 }, 'instrument')]);
  expect(status).toBe(201);
  const visit = await read('elina', body.appointmentId);
  expect(visit.forms.find(({ kind }) => kind === 'instrument')?.answers).toEqual({ load: 4 });
  expect([visit.urgency, visit.endsAt - visit.startsAt]).toEqual(['routine', 45 * minuteMs]);
});

describe('an answer with a form', () => {
  it('[F7, F11] is signed when what the form requires is there', async () => {
    const made = await published('answer', content(field('plan', true)));
    await use({ answer: made.id });
    const { appointmentId } = await app.book(time());
    const address = `/api/appointments/${appointmentId}/answer`;
    const answer = { kind: 'advice', recommendation: 'r', followUp: '', mandate: '' };
    const { startsAt, answerForm } = await read('elina', appointmentId);
    expect(answerForm?.content.fields.map(({ id }) => id)).toEqual(['plan']);
    app.clock.now = startsAt;
    const refused = await app.call('elina', 'POST', `${address}/sign`, { content: answer, basedOn: null });
    expect([refused.status, (refused.body as Refused).error]).toEqual([
      422,
      { code: 'answer-incomplete', fields: { 'form.plan': 'required' }, details: { missing: [] } },
    ]);
    const written = { ...answer, form: { plan: 'Seuranta' } };
    expect(
      (await app.call('elina', 'POST', `${address}/sign`, { content: written, basedOn: null })).status,
    ).toBe(200);
    expect((await read('aino', appointmentId)).answer?.content.form).toEqual({ plan: 'Seuranta' });
  });
});
