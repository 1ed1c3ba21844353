import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { instantOf, passwordLinkMs } from '#domain';
import type { Reply } from '#protocol';
import { startTestApp, type TestApp } from '#support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const path = '/api/people';
const good = {
  name: 'Veera Virta',
  email: 'veera.virta@lehtola.example',
  title: 'Psykologi',
  phone: '',
  role: 'specialist',
  language: 'sv',
  organisationId: 'org-lehtola',
};
type Refused = { error: { code: string; fields?: Record<string, string> } };

async function invite(change: Partial<typeof good> = {}): Promise<string> {
  const { status, body } = await app.call('mikko', 'POST', path, { ...good, ...change });
  expect([status, body]).toEqual([201, body]);
  return (body as { id: string }).id;
}
const lastToken = (email: string) =>
  /\/password#([\w-]{43})/.exec(app.outbox().findLast(({ recipient }) => recipient === email)!.body)![1]!;
const choose = (token: string, password = 'a long enough one') =>
  app.call(undefined, 'POST', '/api/password', { token, password });
const signIn = (email: string, password: string) =>
  app.http.inject({ method: 'POST', url: '/api/session', payload: { email, password } });

it('[U2, U3] an invited person chooses a password by the link, once, and signs in', async () => {
  await invite();
  const message = app.outbox().findLast(({ kind }) => kind === 'account')!;
  expect(message).toMatchObject({ recipient: good.email, appointmentId: null, channel: 'email' });
  expect(message.body).toContain('Hej Veera Virta');
  const token = lastToken(good.email);
  expect(((await choose(token, 'short')).body as Refused).error.fields).toEqual({
    password: 'password-length',
  });
  expect((await choose(token)).body).toEqual({ email: good.email });
  expect((await choose(token, 'another long one')).status).toBe(401);
  expect((await signIn(good.email, 'a long enough one')).statusCode).toBe(200);
});
it('[U3] a link ends after a week, and with the next one', async () => {
  const email = 'toinen@lehtola.example';
  const id = await invite({ email });
  const first = lastToken(email);
  app.clock.now += 10_000;
  expect((await app.call('mikko', 'POST', `${path}/${id}/password-link`)).status).toBe(200);
  const second = lastToken(email);
  expect((await choose(first)).status).toBe(401);
  const now = app.clock.now;
  app.clock.now = now + passwordLinkMs;
  expect((await choose(second)).status).toBe(401);
  app.clock.now = now;
  expect((await choose(second)).status).toBe(200);
});
it('[U3] two presses send one link, and it works', async () => {
  const email = 'kolmas@lehtola.example';
  const id = await invite({ email });
  app.clock.now += 60_000;
  const letters = () => app.outbox().filter(({ recipient }) => recipient === email);
  const before = letters().length;
  const press = () => app.call('mikko', 'POST', `${path}/${id}/password-link`);
  const presses = await Promise.all([press(), press()]);
  expect(presses.map(({ status }) => status)).toEqual([200, 200]);
  expect(letters()).toHaveLength(before + 1);
  const first = lastToken(email);
  app.clock.now += 10_000;
  expect((await press()).status).toBe(200);
  expect(letters()).toHaveLength(before + 2);
  expect((await choose(first)).status).toBe(401);
  expect((await choose(lastToken(email))).status).toBe(200);
});
it('[U3] a link that went to a wrong address opens nothing once that is mended, and another follows', async () => {
  const wrong = 'veera.vitra@lehtola.example';
  const id = await invite({ email: wrong });
  const first = lastToken(wrong);
  const put = (email: string) => app.call('mikko', 'PUT', `${path}/${id}`, { ...good, email });
  const right = 'veera.kolmas@lehtola.example';
  expect((await put(right)).status).toBe(200);
  expect((await choose(first)).status).toBe(401);
  const sent = app.outbox().length;
  expect((await put(right)).status).toBe(200);
  expect(app.outbox()).toHaveLength(sent);
  expect(await choose(lastToken(right))).toMatchObject({ status: 200, body: { email: right } });
  // Who has chosen a password is sent none for another address.
  expect((await put('veera.virta-kolmas@lehtola.example')).status).toBe(200);
  expect(app.outbox()).toHaveLength(sent);
});
it('[U1, U2] what is wrong is told beside its field, and an address signs in one account only', async () => {
  const { body } = await app.call('mikko', 'POST', path, {
    ...good,
    name: '',
    email: 'AINO.lampi@lehtola.example',
    organisationId: 'org-x',
  });
  expect((body as Refused).error.fields).toEqual({
    name: 'required',
    email: 'email-taken',
    organisationId: 'required',
  });
});
it('[U4] closing an account ends its sessions at once; nobody closes their own or takes their own role', async () => {
  expect((await app.call('pekka', 'GET', '/api/session')).status).toBe(200);
  const active = (id: string, value: boolean) =>
    app.call('mikko', 'POST', `${path}/${id}/active`, { active: value });
  expect((await active('user-pekka', false)).status).toBe(200);
  expect((await app.call('pekka', 'GET', '/api/session')).status).toBe(401);
  expect((await signIn('pekka.korpela@hiekkala.example', 'neuvo-demo')).statusCode).toBe(401);
  await active('user-pekka', true);
  expect((await signIn('pekka.korpela@hiekkala.example', 'neuvo-demo')).statusCode).toBe(200);
  expect((await active('user-admin', false)).status).toBe(403);
  const own = { ...good, email: 'mikko.niemi@suvanto.example', role: 'staff', organisationId: 'org-suvanto' };
  const changed = await app.call('mikko', 'PUT', `${path}/user-admin`, own);
  expect((changed.body as Refused).error.fields).toEqual({ role: 'own-account' });
});
it('[R7] is for administrators only', async () => {
  for (const who of ['aino', 'leena', 'elina'] as const)
    expect((await app.call(who, 'GET', path)).status).toBe(403);
});
it('[U4] tells how many visits to come an account is responsible for, and none that are over', async () => {
  const at = instantOf('2026-11-24', '09:00');
  const row = async () => {
    const { people } = (await app.call('mikko', 'GET', `${path}?q=elina`)).body as Reply<'listPeople'>;
    return people.map(({ comingVisits, nextVisitAt }) => ({ comingVisits, nextVisitAt }));
  };
  const [before] = await row();
  await app.book(at);
  expect(await row()).toEqual([{ comingVisits: before!.comingVisits + 1, nextVisitAt: at }]);
  const { now } = app.clock;
  app.clock.now = at;
  expect(await row()).toEqual([before]);
  app.clock.now = now;
});
it('[U4, C4] what becomes of visits that a closed account leaves is decided by who keeps the hours there', async () => {
  const day = '2026-11-26';
  const at = instantOf(day, '09:00');
  app.openHours(day, '09:00', '09:45');
  const { appointmentId } = await app.book(at);
  const active = (value: boolean) =>
    app.call('mikko', 'POST', `${path}/user-elina/active`, { active: value });
  const absence = '/api/absences/user-elina';
  const read = async () => {
    const { body } = await app.call('mikko', 'GET', `${absence}?date=${day}`);
    return body as Reply<'readAbsence'>;
  };
  expect((await read()).practitioner.keepsHours).toBe(true);
  await active(false);
  const seen = await read();
  expect(seen.practitioner).toMatchObject({ name: 'Elina Saarikko', keepsHours: false });
  expect(seen.visits).toMatchObject([{ id: appointmentId, proposal: 'cancel' }]);
  const decisions = [{ id: appointmentId, kind: 'cancel' }];
  const { status, body } = await app.call('mikko', 'POST', absence, { date: day, note: '', decisions });
  expect([status, body]).toEqual([200, { results: [{ id: appointmentId, refused: null }] }]);
  expect((await read()).visits, 'after the last of them').toEqual([]);
  // Whose hours and visits never were to be kept here stay unknown.
  expect((await app.call('mikko', 'GET', '/api/absences/user-aino?date=' + day)).status).toBe(404);
  await active(true);
});

it('[U1] a page of somebody who works elsewhere now, or as something else, comes back as that; another title changes nothing', async () => {
  const person = {
    ...{ name: 'Sanna Koskela', email: 'sanna.koskela@suvanto.example', title: 'Sosiaalityöntekijä' },
    ...{ phone: '', role: 'specialist', language: 'fi', organisationId: 'org-suvanto' },
  };
  const change = async (what: Partial<typeof person>) => {
    const { status } = await app.call('mikko', 'PUT', `${path}/user-sanna`, { ...person, ...what });
    expect(status).toBe(200);
  };
  const page = await app.page('sanna');
  const reasons: string[] = [];
  page.socket.on('disconnect', (reason) => reasons.push(reason));
  expect(await page.ask('my-day:watch', {})).toMatchObject({ ok: true });
  await change({ title: 'Johtava sosiaalityöntekijä' });
  expect(await page.ask('my-day:watch', {})).toMatchObject({ ok: true });
  for (const now of [{ organisationId: 'org-lehtola' }, { role: 'admin' }]) {
    const open = await app.page('sanna');
    open.socket.on('disconnect', (reason) => reasons.push(reason));
    reasons.length = 0;
    await change(now);
    await vi.waitFor(() => expect(new Set(reasons)).toEqual(new Set(['transport close'])));
  }
  expect(await (await app.page('sanna')).ask('my-day:watch', {})).toMatchObject({ ok: false });
});
it('[U1] a form that was opened before does not undo what somebody else has changed meanwhile', async () => {
  const from = { ...good, email: 'kaksi@lehtola.example', role: 'admin', languages: [] };
  const id = await invite(from);
  const put = (change: object) => app.call('mikko', 'PUT', `${path}/${id}`, { ...from, ...change, from });
  const listed = async () => {
    const { body } = await app.call('mikko', 'GET', `${path}?q=kaksi@`);
    return (body as Reply<'listPeople'>).people[0]!;
  };
  expect((await put({ role: 'staff' })).status).toBe(200);
  // Only the number was touched: the role that was taken away stays so.
  expect((await put({ phone: '029 555 0199' })).status).toBe(200);
  expect(await listed()).toMatchObject({ role: 'staff', phone: '+358295550199', languages: [] });
  const both = (await put({ role: 'coordinator', title: 'Johtava' })) as { status: number; body: Refused };
  expect([both.status, both.body.error.fields]).toEqual([422, { role: 'changed-meanwhile' }]);
  expect(await listed()).toMatchObject({ role: 'staff', title: 'Psykologi' });
  // Both mean the same, as when an answer was lost.
  expect((await put({ role: 'staff' })).status).toBe(200);
  expect((await put({ phone: '029 555 0199' })).status).toBe(200);
});
