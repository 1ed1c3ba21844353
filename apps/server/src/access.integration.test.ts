// One file, however long: every route is walked with one table of bodies and addresses.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import Fastify from 'fastify';
import { emptyAnswer, isGranted, roles, type Permission, type Role } from '#domain';
import { caseTypes, newId, schema } from '#db';
import { endpoints, type Endpoint, type EndpointName } from '#protocol';
import { dutySettings, numberForm } from '#support/duty.ts';
import { fieldsOf, seriesDesk } from '#support/series.ts';
import { childService, request, slotAt, startTestApp, type TestApp, type Who } from '#support/test-app.ts';
import { requireAccess } from './routes/route.ts';

let app: TestApp;
let appointmentId: string;
let token: string;
let holdId: string;
let seriesId: string;
let proposalId: string;
let privateService: string;
/** A service of an organisation that is in nobody's tree, and that organisation. */
let foreignService: string;
const foreignOrganisation = 'org-elsewhere';
const foreignForm = 'form-elsewhere';
const foreignCaseType = 'case-elsewhere';
const noFormText = { fi: '', sv: '', en: '', se: '' };
const formContent = { title: { ...noFormText, fi: 'x' }, lead: noFormText, fields: [], bands: [] };

const byRole: Record<Role, Who> = {
  staff: 'pekka',
  coordinator: 'leena',
  specialist: 'sanna',
  admin: 'mikko',
};
const names = Object.keys(endpoints) as EndpointName[];
const of = (name: EndpointName): Endpoint => endpoints[name];

beforeAll(async () => {
  app = await startTestApp();
  const booked = await app.book(slotAt(0));
  appointmentId = booked.appointmentId;
  token = booked.tokens[0]!;
  const series = seriesDesk(app);
  const fields = fieldsOf(series.openFridays('2027-01-08', 2)[0]!, 2, { requiredIds: [] });
  seriesId = await series.made(fields);
  const hold = { serviceId: childService, practitionerId: 'user-elina', startsAt: slotAt(1) };
  holdId = ((await app.call('aino', 'POST', '/api/holds', hold)).body as { hold: { id: string } }).hold.id;
  const voter = {
    name: 'x',
    channel: 'email',
    address: 'x@x.example',
    language: 'fi',
    role: 'parent',
    isKey: true,
  };
  const proposed = await app.call('aino', 'POST', `/api/services/${childService}/proposals`, {
    ...{ practitionerId: 'user-elina', requiredIds: [], optionalIds: [], voters: [voter] },
    startsAts: [slotAt(0, 1)],
  });
  proposalId = (proposed.body as { id: string }).id;
  privateService = newId();
  app.store.write((tx) => {
    const [service] = tx.select().from(schema.healthcareService).all();
    tx.insert(schema.healthcareService)
      .values({ ...service!, id: privateService, organisationId: 'org-sairaala' })
      .run();
    foreignService = newId();
    tx.insert(schema.organisation).values({ id: foreignOrganisation, name: 'Muualla', kind: 'county' }).run();
    tx.insert(schema.healthcareService)
      .values({ ...service!, id: foreignService, organisationId: foreignOrganisation })
      .run();
    const template = { id: foreignForm, organisationId: foreignOrganisation, kind: 'request' as const };
    tx.insert(schema.formTemplate)
      .values({ ...template, draft: formContent, createdAt: 0 })
      .run();
    caseTypes.insert(tx, foreignCaseType, { ...caseTypeSettings, organisationId: foreignOrganisation }, 0);
    tx.insert(schema.serviceRequester)
      .values({ serviceId: privateService, organisationId: 'org-lehtola' })
      .run();
  });
});
afterAll(() => app.close());

/** Every id in an address is one that belongs to Aino of Lehtola, or to an organisation that the asker is not of. */
function urlOf(name: EndpointName): string {
  const id = of(name).path.includes('managed-services')
    ? foreignService
    : of(name).path.includes('managed-forms')
      ? foreignForm
      : of(name).path.startsWith('/api/case-types')
        ? foreignCaseType
        : of(name).path.includes('managed-organisations')
          ? foreignOrganisation
          : name.endsWith('Hold')
            ? holdId
            : of(name).path.startsWith('/api/series')
              ? seriesId
              : of(name).path.startsWith('/api/proposals')
                ? proposalId
                : of(name).path.startsWith('/api/services')
                  ? privateService
                  : appointmentId;
  const messageId = app.outbox()[0]!.id;
  return of(name)
    .path.replace(/:(participantId|scheduleId|exceptionId|offerId)/, 'nobody')
    .replace(/:(number|index|n)\b/, '1')
    .replace(':year', '2026')
    .replace(':slug', 'nowhere')
    .replace(':id', of(name).path.includes('outbox') || of(name).path.includes('mailbox') ? messageId : id)
    .concat(
      { readAbsence: '?date=2026-12-01', readQuotaOfRequest: '?at=1796022000000' }[name as string] ?? '',
    );
}

const person = {
  ...{ name: 'x', email: 'x@x.example', title: '', phone: '', role: 'staff', language: 'fi' },
  organisationId: 'x',
};
const noText = { fi: '', sv: '', en: '' };
const caseTypeSettings = {
  organisationId: 'x',
  name: { fi: 'x', sv: '', en: '' },
  description: { fi: '', sv: '', en: '' },
  forms: {},
  restrictedIds: [],
  shared: [],
};
const settings = {
  organisationId: 'x',
  ...{ name: noText, purpose: noText, description: noText, audience: noText },
  ...{ ageGroups: [], requesterIds: [], practitionerIds: [], reminderHours: [] },
  ...{ tier: 1, lengthMinutes: 30, bufferBeforeMinutes: 0, bufferAfterMinutes: 0, noticeHours: 0 },
  ...{
    horizonDays: 1,
    cancelHours: 0,
    joinEarlyMinutes: 15,
    graceMinutes: 10,
    monthlyQuota: null,
    anonymousOnly: false,
  },
  ...{ modality: 'video', address: '', route: 'direct' },
};
const noDoorText = { ...noText, se: '' };
const doorSettings = {
  ...{ shown: false, title: noDoorText, text: noDoorText, topics: [], municipalityIds: [] },
  ...{ booking: 'nobody', aloneFromAge: 15, phone: '', email: '', address: '', hasNumber: false },
};
const familyForm = {
  ...{ booker: 'guardian', childName: 'x', birthYear: 2015, guardianName: 'x' },
  ...{ address: '0401234567', about: '', language: 'fi' },
};
const schedule = {
  ...{ serviceIds: [], validFrom: '2026-11-23', validTo: null, cycleWeeks: 1, cycleFrom: '2026-11-23' },
  ...{ restsOnHolidays: true, hours: [] },
};
const off = { kind: 'off', date: '2026-11-30', lastDate: '2026-11-30', from: '00:00', to: '24:00' };
const resource = { organisationId: 'x', kind: 'room', name: noText, address: '' };
const organisation = { name: 'x', kind: 'ngo', parentId: 'x', phone: '' };

const seriesChange = {
  ...{ scope: { kind: 'all' }, change: { kind: 'cancel' }, solutions: [] },
  ...{ reason: 'wrong-time', note: '', basedOn: 1 },
};
const seriesPeople = {
  ...{ scope: { kind: 'all' }, invite: [], outIds: ['user-pekka'], guests: [], outGuestIds: [] },
  ...{ solutions: [], note: '', basedOn: 1 },
};
const { rule, fromDate, count, untilDate } = fieldsOf('2027-02-05', 2).plan;
const seriesRenewal = { plan: { rule, fromDate, count, untilDate }, solutions: [], basedOn: 1 };

/** A body that passes the schema, so that what is refused is refused for who asks. */
const bodies: Partial<Record<EndpointName, object>> = {
  signIn: { email: 'nobody@nowhere.example', password: 'x' },
  lostLink: { address: 'nobody@nowhere.example' },
  chooseLanguage: { language: 'fi' },
  renewLink: { to: null },
  keepApart: { from: [], notFrom: [] },
  setInterpreter: { languages: ['ar', 'fi'] },
  inviteGuest: { name: 'x', channel: 'sms', address: '040 1234567', language: 'fi' },
  inviteColleagues: { userIds: ['user-pekka'], need: 'optional' },
  declineVisit: { substituteId: null },
  takeReadyForms: { organisationId: foreignOrganisation },
  placeHold: { serviceId: 'x', practitionerId: 'x', startsAt: 0 },
  saveDraft: { draftId: 'x', content: request },
  bookAppointment: { draftId: 'x', serviceId: 'x', practitionerId: 'x', startsAt: 0, content: request },
  cancelAppointment: { reason: 'wrong-time', note: '' },
  moveAppointment: {
    reason: 'wrong-time',
    note: '',
    practitionerId: 'user-elina',
    startsAt: 1,
    override: null,
  },
  noteToWaiting: { appointmentIds: ['x'], kind: 'soon', text: '' },
  takeOverVisit: { from: 'x', to: 'x' },
  rebookVisit: { practitionerId: 'x', startsAt: 1 },
  extendVisit: { minutes: 5, basedOn: 1 },
  findPanelTimes: {
    ...{ practitionerId: 'x', requiredIds: [], optionalIds: [], fromDate: '2026-12-01', days: 7 },
  },
  readSeriesForms: { fills: [] },
  previewSeries: { fields: fieldsOf('2027-01-08', 2), solutions: [] },
  makeSeries: { id: 'x', fields: fieldsOf('2027-01-08', 2), solutions: [] },
  previewSeriesChange: seriesChange,
  previewSeriesPeople: seriesPeople,
  changeSeriesPeople: seriesPeople,
  changeSeries: seriesChange,
  previewSeriesRenewal: seriesRenewal,
  renewSeries: seriesRenewal,
  changeConveners: { convenerIds: [], basedOn: 1 },
  swapConvener: { userId: null },
  takeMeetingBack: { basedOn: 1 },
  proposeTimes: {
    ...{ practitionerId: 'x', requiredIds: [], optionalIds: [], startsAts: [1], voters: [] },
  },
  proposeMoreTimes: { startsAts: [1] },
  remindVoters: { voterId: null },
  changeProposalResources: { resourceIds: [] },
  saveProposalDraft: { draftId: 'x', content: request },
  castVote: { answers: [] },
  voteLanguage: { language: 'fi' },
  cutCaseSlots: { minutes: 15 },
  assignCaseSlot: { caseId: null, was: null, from: null },
  decideAbsence: { date: '2026-12-01', note: '', decisions: [] },
  guestCancel: { reason: 'ill', note: '' },
  guestMove: { reason: 'ill', note: '', practitionerId: 'user-elina', startsAt: 1 },
  guestRebook: { practitionerId: 'user-elina', startsAt: 1 },
  writeAnswer: { content: emptyAnswer, basedOn: null },
  signAnswer: { content: emptyAnswer, basedOn: null },
  addService: { settings },
  changeService: { settings, basedOn: 1 },
  archiveService: { archived: true },
  setLanguages: { languages: ['fi'] },
  lookAtTime: { practitionerId: 'user-elina', startsAt: 1 },
  lookAtMove: { practitionerId: 'user-elina', startsAt: 1 },
  addResource: resource,
  changeResource: resource,
  archiveResource: { archived: true },
  addSchedule: { fields: schedule },
  changeSchedule: { fields: schedule, basedOn: 1 },
  removeSchedule: { basedOn: 1 },
  addException: { fields: off, replaces: null },
  removeException: {},
  addForm: { organisationId: 'x', kind: 'request', content: formContent },
  changeForm: { content: formContent, basedOn: 1 },
  addCaseType: { settings: caseTypeSettings },
  changeCaseType: { settings: caseTypeSettings, basedOn: 1 },
  archiveCaseType: { archived: true },
  publishForm: { basedOn: 1 },
  archiveForm: { archived: true },
  saveGuestForm: { answers: {}, basedOn: null },
  sendGuestForm: { answers: {}, basedOn: null },
  invitePerson: person,
  changePerson: person,
  setPersonActive: { active: false },
  setPassword: { token: 'x', password: 'x' },
  addOrganisation: organisation,
  changeOrganisation: organisation,
  guestLanguage: { language: 'fi' },
  connectExternalCalendar: { address: 'x' },
  saveText: { subject: 'x', body: 'x', knownAt: null },
  removeText: { knownAt: null },
  testText: { subject: 'x', body: 'x' },
  sendRequest: { draftId: 'x', serviceId: 'x', content: request },
  answerQuestion: { text: 'x' },
  askRequester: { text: 'x' },
  redirectRequest: { serviceId: 'x', text: '' },
  waitlistRequest: { wishes: { time: 'any', practitionerId: null, from: null, to: null }, text: '' },
  declineRequest: { reason: 'other', note: 'x' },
  findTeamTimes: { practitionerId: 'x', requiredIds: [], optionalIds: [], fromDate: '2026-12-01', days: 7 },
  acceptRequest: { practitionerId: 'x', startsAt: 1, requiredIds: [], optionalIds: [] },
  offerTime: { practitionerId: 'x', startsAt: 1 },
  pauseOffers: { paused: true },
  addPush: { endpoint: 'https://push.example/x', p256dh: `BA${'A'.repeat(85)}`, auth: 'A'.repeat(22) },
  removePush: { endpoint: 'https://push.example/x' },
  beginFamilyBooking: { startsAt: 1, form: familyForm },
  confirmFamilyBooking: { token: 'x'.repeat(43), code: '123456' },
  leaveFamilyBooking: { token: 'x'.repeat(43) },
  changeDoor: { settings: doorSettings, basedOn: 0 },
  setUnderEighteen: { number: 1000 },
  changeDuty: { settings: dutySettings, basedOn: 0 },
  takeNumber: numberForm,
  takeNumberAsStaff: numberForm,
  askCallBack: { name: '', phone: 'x', language: 'fi', consent: true },
  setShift: { state: 'on' },
  chooseNumber: { placeId: 'x', reason: 'x' },
  handOverNumber: { userId: 'x' },
  markCallBack: { done: true },
};
const ask = (name: EndpointName, who: Who | { token: string } | undefined) =>
  app.call(who, of(name).method, urlOf(name), of(name).body ? (bodies[name] ?? {}) : undefined);

/** Open to whoever has the secret of a link. */
const byLink = ['guest', 'voter', 'queue', 'number', 'offer'];
const isPermission = (name: EndpointName) =>
  !['public', 'demo', 'metrics', 'mail-server', ...byLink].includes(of(name).access);
/** Ends the caller's own session, which the other tests need. */
const walkable = names.filter((name) => name !== 'signOut');

describe('every route', () => {
  it('has a body in this test when it takes one, so that a new route is walked too', () => {
    expect(names.filter((name) => of(name).body && !bodies[name])).toEqual([]);
  });
  it.each(walkable.filter(isPermission))('%s refuses somebody who is not signed in', async (name) => {
    expect(await ask(name, undefined)).toMatchObject({
      status: 401,
      body: { error: { code: 'not-signed-in' } },
    });
  });
  it.each(walkable.filter(isPermission))("%s refuses a guest's link", async (name) => {
    expect(await ask(name, { token })).toMatchObject({ status: 401 });
  });
  it.each(names.filter((name) => byLink.includes(of(name).access)))(
    '%s refuses people without a link',
    async (name) => {
      for (const who of [undefined, 'aino', 'mikko'] as const)
        expect(await ask(name, who)).toMatchObject({
          status: 401,
          body: { error: { code: 'link-invalid' } },
        });
    },
  );
  it.each(walkable.filter(isPermission).flatMap((name) => roles.map((role) => [name, role] as const)))(
    '%s as %s of another organisation is granted or refused as the list of permissions says',
    async (name, role) => {
      const { status } = await ask(name, byRole[role]);
      if (isGranted(role, of(name).access as Permission)) expect([401, 403]).not.toContain(status);
      else expect(status).toBe(403);
    },
  );
  it.each(walkable.filter((name) => isPermission(name) && of(name).path.includes(':id')))(
    '%s does not find what belongs to others',
    async (name) => {
      for (const role of roles) {
        // The county's coordinator and administrator are of another organisation than all of this.
        if (!isGranted(role, of(name).access as Permission)) continue;
        const { status } = await ask(name, byRole[role]);
        // Giving back a hold that one does not have changes nothing, and says nothing about whose it is.
        expect([name, role, status]).toEqual([name, role, name === 'releaseHold' ? 200 : 404]);
      }
      const holds = app.store
        .read((tx) => tx.select().from(schema.claim).all())
        .filter(({ kind }) => kind === 'hold');
      expect(holds.map(({ id }) => id)).toEqual([holdId]);
    },
  );
  it('under /api that does not exist answers 404 in our own words', async () => {
    expect(await app.call('aino', 'GET', '/api/nothing')).toMatchObject({
      status: 404,
      body: { error: { code: 'not-found' } },
    });
  });
  it('[R3] that names no permission keeps the server from starting', () => {
    const http = Fastify();
    requireAccess(http);
    expect(() => http.get('/api/open-to-all', () => 'x')).toThrow(/names no permission/);
  });
});

describe('lists', () => {
  it("hold only one's own organisation's cases and one's own visits", async () => {
    expect((await app.call('aino', 'GET', '/api/cases')).body).toMatchObject({
      cases: [{ initials: 'O.L.' }],
    });
    for (const who of ['pekka', 'leena'] as const) {
      expect((await app.call(who, 'GET', '/api/cases')).body).toEqual({ cases: [] });
      expect((await app.call(who, 'GET', '/api/appointments')).body).toMatchObject({ appointments: [] });
    }
    expect((await app.call('johan', 'GET', '/api/my-day')).body).toMatchObject({ items: [] });
    expect((await app.call('elina', 'GET', '/api/my-day')).body).toMatchObject({
      items: [{ id: appointmentId, subject: null }],
    });
  });
});

describe('a request from elsewhere', () => {
  const from = async (origin: string | undefined) => {
    const headers = { cookie: await app.cookieOf('aino'), ...(origin && { origin }) };
    return (await app.http.inject({ method: 'DELETE', url: '/api/holds/none', headers })).statusCode;
  };
  it('is refused when it changes something', async () => {
    expect([
      await from('https://evil.example'),
      await from('null'),
      await from('http://localhost:3000.evil.example'),
    ]).toEqual([403, 403, 403]);
    expect([await from('http://localhost:3000'), await from(undefined)]).toEqual([200, 200]);
  });
});

describe('bad input', () => {
  const post = (payload: string, headers: object = {}) =>
    app.http.inject({
      method: 'POST',
      url: '/api/session',
      payload,
      headers: { 'content-type': 'application/json', ...headers },
    });
  it('of 50 MB, of endless depth, with __proto__ or of another type gets a 4xx with a code', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const cases = [
      'x'.repeat(50_000_000),
      deep,
      '{"__proto__":{"a":1},"email":"a","password":"b"}',
      '{"email":1,"password":[]}',
      '{',
      '{"email":"a","password":"b","role":"admin"}',
    ];
    for (const payload of cases) {
      const response = await post(payload);
      expect(response.statusCode).toBeGreaterThanOrEqual(400);
      expect(response.statusCode).toBeLessThan(500);
      expect(response.json()).toMatchObject({
        error: { code: expect.stringMatching(/bad-request|too-large/) as string },
      });
    }
    expect((await post('a=b', { 'content-type': 'text/plain' })).statusCode).toBe(400);
    expect((await app.call(undefined, 'GET', '/api/health')).status).toBe(200);
  });
});

describe('signing in', () => {
  const attempt = (email: string, password: string) =>
    app.call(undefined, 'POST', '/api/session', { email, password });
  it('answers alike for a wrong password and an unknown person, and is throttled', async () => {
    const wrong = await attempt('maria.sundqvist@norrvik.example', 'wrong');
    const unknown = await attempt('nobody@norrvik.example', 'wrong');
    expect(wrong.body).toEqual(unknown.body);
    for (let n = 0; n < 4; n++) await attempt('maria.sundqvist@norrvik.example', 'wrong');
    const blocked = await attempt('maria.sundqvist@norrvik.example', 'neuvo-demo');
    expect(blocked).toMatchObject({
      status: 429,
      body: { error: { code: 'too-many-attempts', details: { retryAfterSeconds: 4 } } },
    });
    app.clock.now += 5000;
    expect(await attempt('maria.sundqvist@norrvik.example', 'neuvo-demo')).toMatchObject({ status: 200 });
  });
  it('sets a cookie that no script reads and no other site sends', async () => {
    const { headers } = await attempt('leena.ahola@suvanto.example', 'neuvo-demo');
    expect(String(headers['set-cookie'])).toMatch(/HttpOnly.*SameSite=Lax/i);
  });
  it('ends with signing out', async () => {
    const payload = { email: 'leena.ahola@suvanto.example', password: 'neuvo-demo' };
    const response = await app.http.inject({ method: 'POST', url: '/api/session', payload });
    const headers = { cookie: String(response.headers['set-cookie']).split(';')[0]! };
    const me = () => app.http.inject({ method: 'GET', url: '/api/session', headers });
    expect((await me()).statusCode).toBe(200);
    await app.http.inject({ method: 'DELETE', url: '/api/session', headers });
    expect((await me()).statusCode).toBe(401);
  });
});

it('no log line holds a name, an address, a token or a text', async () => {
  await app.call('aino', 'GET', `/api/appointments/${appointmentId}`);
  const text = JSON.stringify(app.log);
  for (const secret of ['Laura', 'perhe.example', token, 'How can the school', 'Aino', 'lehtola.example'])
    expect(text).not.toContain(secret);
});
