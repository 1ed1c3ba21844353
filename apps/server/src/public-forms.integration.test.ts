import { afterAll, beforeAll, expect, it } from 'vitest';
import { endpoints, type EndpointName, type Reply } from '#protocol';
import { doorService, doorTest, familyForm, slug } from '#support/door.ts';
import { dutyTest, numberForm } from '#support/duty.ts';
import { slotAt, startTestApp, type TestApp } from '#support/test-app.ts';
import { votesIn } from '#support/votes.ts';
import { letterHtml } from './mail/html.ts';

const script = '<script>alert(1)</script>';
/** Filled in by people without an account. */
const isPublic = (name: EndpointName) =>
  ['public', 'guest', 'voter', 'queue', 'number', 'offer'].includes(endpoints[name].access) &&
  'body' in endpoints[name];
const forms = (Object.keys(endpoints) as EndpointName[])
  .filter(isPublic)
  // What ends the visit comes last.
  .sort((a, b) => Number(a === 'guestCancel') - Number(b === 'guestCancel'));

let app: TestApp;
let links: Record<string, string>;
beforeAll(async () => {
  app = await startTestApp();
  const door = doorTest(app);
  const duty = dutyTest(app);
  const queue = await duty.open();
  await app.page('sanna');
  await duty.shift('sanna', 'on');
  const votes = votesIn(app);
  const [startsAt] = await door.times();
  const { mother } = await votes.propose([votes.newMonday()('09:15')]);
  // After the votes, which clear the calendars for their own Mondays.
  const { tokens } = await app.book(slotAt(0, 1), {
    guests: [
      { name: 'Onni', channel: 'email', address: 'onni@perhe.example', language: 'fi', role: 'child' },
    ],
  });
  links = { guest: tokens[0]!, voter: mother.token, queue };
  Object.assign(bodies, {
    beginFamilyBooking: { startsAt, form: familyForm },
    castVote: { answers: [{ timeId: (await votes.ballotOf(mother)).times[0]!.id, answer: 'yes' }] },
  });
});
afterAll(() => app.close());

const wanted = { practitionerId: 'user-elina', startsAt: slotAt(1, 1) };
/** What is right but for the script that is put into it. */
const bodies: Partial<Record<EndpointName, object>> = {
  signIn: { email: 'x@x.example', password: 'x' },
  setPassword: { token: 'x', password: 'a password of their own' },
  lostLink: { address: 'laura@perhe.example' },
  guestCancel: { reason: 'other', note: 'x' },
  guestMove: { reason: 'other', note: 'x', ...wanted },
  guestRebook: wanted,
  guestLanguage: { language: 'fi' },
  saveGuestForm: { answers: { feeling: 'x' }, basedOn: null },
  sendGuestForm: { answers: { feeling: 'x' }, basedOn: null },
  voteLanguage: { language: 'fi' },
  takeNumber: numberForm,
  askCallBack: { name: 'x', phone: '040 123 4567', language: 'fi', consent: true },
  confirmFamilyBooking: { token: 'x'.repeat(43), code: '123456' },
  leaveFamilyBooking: { token: 'x'.repeat(43) },
};

/** The body once for each text in it, with the script in its place. */
function* filled(body: unknown): Generator<unknown> {
  if (typeof body === 'string') yield script;
  if (typeof body !== 'object' || body === null) return;
  for (const [key, value] of Object.entries(body))
    for (const each of filled(value))
      yield Array.isArray(body) ? body.with(Number(key), each) : { ...body, [key]: each };
}

/** With words of one's own in them, in which a script is as good as any other text. */
const takesText: EndpointName[] = ['guestMove', 'guestCancel', 'saveGuestForm', 'takeNumber', 'askCallBack'];

let networks = 0;
const send = (name: EndpointName, payload: object) => {
  const { method, path, access } = endpoints[name];
  const token = links[access];
  return app.http.inject({
    ...{ method, payload, remoteAddress: `192.0.2.${++networks}` },
    url: path.replace(':slug', slug).replace(':id', doorService),
    ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
  });
};

it('every public form is in this test, so that a new one is tried too', () => {
  expect(forms.filter((name) => !bodies[name])).toEqual([]);
});

it.each(forms)('%s with a script in every field is a text, or is refused in our own words', async (name) => {
  const statuses = new Set<number>();
  for (const body of filled(bodies[name])) {
    const answer = await send(name, body as object);
    const words = `${name} ${JSON.stringify(body)}: ${answer.statusCode} ${answer.body}`;
    expect([200, 201, 400, 401, 409, 422], words).toContain(answer.statusCode);
    expect(answer.headers['content-type'], words).toContain('application/json');
    expect(answer.headers['x-content-type-options'], words).toBe('nosniff');
    statuses.add(answer.statusCode);
  }
  expect(statuses.size).toBeGreaterThan(0);
  if (takesText.includes(name)) expect([...statuses].some((status) => status < 300)).toBe(true);
});

it('what a family wrote is read by staff as it was written, and is a text in every letter', async () => {
  const { appointmentId, tokens } = await app.book(slotAt(2, 1), {
    guests: [{ name: script, channel: 'email', address: 'laura@perhe.example', language: 'fi' }],
  });
  const cancelled = await app.call({ token: tokens[0]! }, 'POST', '/api/guest/cancel', {
    ...{ reason: 'other', note: script },
  });
  expect(cancelled.status).toBe(200);
  const read = (await app.call('elina', 'GET', `/api/appointments/${appointmentId}`))
    .body as Reply<'readAppointment'>;
  expect(JSON.stringify(read.appointment)).toContain(script);
  const token = links.queue!;
  await app.call({ token }, 'POST', '/api/queue/numbers', { ...numberForm, name: script });
  await app.call({ token }, 'POST', '/api/queue/call-backs', {
    ...{ name: script, phone: '040 765 4321', language: 'fi', consent: true },
  });
  const desk = (await app.call('sanna', 'GET', '/api/duty')).body as Reply<'readDuty'>;
  const [queue] = desk.queues;
  expect(queue!.waiting.map(({ name }) => name)).toContain(script);
  expect(queue!.callBacks.map(({ name }) => name)).toContain(script);
  const letters = app.outbox();
  expect(letters.filter(({ body }) => body.includes(script)).length).toBeGreaterThan(0);
  for (const { body, subject, language } of letters)
    expect(letterHtml(body, subject, language)).not.toContain('<script');
  expect(JSON.stringify(app.log)).not.toContain('<script');
});
