// Long on purpose: every case begins at the same door, with the same few helpers.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { minuteMs } from '#domain';
import { dutyQueues, participants, schema } from '#db';
import type { Reply } from '#protocol';
import { doorService, doorTest, slug } from '#support/door.ts';
import { addDemoDuty } from './demo/demo-duty.ts';
import { publicQueue } from './use-cases/take-number.ts';
import { startTestApp, type TestApp } from '#support/test-app.ts';

let app: TestApp;
let door: ReturnType<typeof doorTest>;
beforeEach(async () => {
  app = await startTestApp();
  door = doorTest(app);
});
afterEach(() => app.close());

const bookings = () => app.store.read((tx) => tx.select().from(schema.familyBooking).all());
const visits = () =>
  app.store
    .read((tx) => tx.select().from(schema.appointment).all())
    .filter((v) => v.serviceId === doorService);
const refused = (code: string, fields?: object) => ({ error: { code, ...(fields && { fields }) } });

it('[G6] [G7] [G9] a guardian books by code, and comes in by the link like any guest', async () => {
  const [first] = await door.times();
  const begun = await door.begin(first!);
  expect(begun.status).toBe(201);
  expect(await door.times()).not.toContain(first);
  expect(door.letters('code')).toMatchObject([{ channel: 'sms', recipient: '+358405550199' }]);
  expect(door.letters('code')[0]!.body).not.toMatch(/Emma|Laura|Uni/);
  const done = await door.confirm(door.tokenOf(begun), door.codeTo());
  expect(done).toMatchObject({ status: 200, body: { startsAt: first } });
  const { token } = done.body as Reply<'confirmFamilyBooking'>;
  const visit = await app.call({ token }, 'GET', '/api/guest/visit');
  expect(visit).toMatchObject({ status: 200, body: { yourName: 'Äiti Laura', bookedByFamily: true } });
  expect(door.letters('invitation').map(({ recipient }) => recipient)).toContain('+358405550199');
  // Pressed twice it is one booking, with a link that works (B6).
  const again = await door.confirm(door.tokenOf(begun), door.codeTo());
  expect(again.status).toBe(200);
  expect(visits()).toHaveLength(1);
  const other = (again.body as Reply<'confirmFamilyBooking'>).token;
  expect((await app.call({ token: other }, 'GET', '/api/guest/visit')).status).toBe(200);
  // The visit has what was written; the booking keeps none of it.
  expect(bookings()).toMatchObject([{ form: null, appointmentId: visits()[0]!.id }]);
  const seen = await app.call('sanna', 'GET', `/api/appointments/${visits()[0]!.id}`);
  const shown = { bookedByFamily: true, subject: 'E., 2014', question: 'Uni ei tule.' };
  expect(seen.body).toMatchObject({ appointment: shown });
  const logged = JSON.stringify(app.log);
  for (const secret of ['Laura', 'Emma', '5550199', door.codeTo(), token])
    expect(logged).not.toContain(secret);
});

it('[G9] [J5] pressed again, the code opens the family’s own seat, whoever was invited meanwhile', async () => {
  const [first] = await door.times();
  const token = door.tokenOf(await door.begin(first!));
  const code = door.codeTo();
  expect((await door.confirm(token, code)).status).toBe(200);
  const { id: appointmentId, organisationId } = visits()[0]!;
  app.store.write((tx) => {
    // An id that comes before the family's, whichever that is.
    participants.insert(tx, {
      ...{
        id: '!first',
        organisationId,
        appointmentId,
        kind: 'guest',
        name: 'Opettaja',
        guestRole: 'teacher',
      },
      ...{ channel: 'email', address: 'ope@koulu.example', language: 'fi' },
    });
  });
  const again = (await door.confirm(token, code)).body as Reply<'confirmFamilyBooking'>;
  const seen = (await app.call({ token: again.token }, 'GET', '/api/guest/visit')).body;
  expect(seen).toMatchObject({ yourName: 'Äiti Laura' });
});

it('[G7] a wrong code books nothing, and after five of them the right one does not either', async () => {
  const [first] = await door.times();
  const token = door.tokenOf(await door.begin(first!));
  const right = door.codeTo();
  const wrong = right === '000000' ? '000001' : '000000';
  for (let n = 0; n < 5; n++) expect((await door.confirm(token, wrong)).body).toEqual(refused('code-wrong'));
  expect((await door.confirm(token, right)).body).toEqual(refused('code-used-up'));
  expect(visits()).toHaveLength(0);
  // A new code begins anew.
  const next = door.tokenOf(await door.begin(first!, {}, token));
  expect((await door.confirm(next, door.codeTo())).status).toBe(200);
  expect((await door.confirm(token, right)).body).toEqual(refused('code-expired'));
});

it('[G7] a code runs out after ten minutes, and is worth nothing for another booking', async () => {
  const [first, second] = await door.times();
  const mine = door.tokenOf(await door.begin(first!));
  const code = door.codeTo();
  const theirs = door.tokenOf(await door.begin(second!, { address: 'toinen@perhe.example' }));
  expect(door.codeTo('toinen@perhe.example')).toMatch(/^\d{6}$/);
  if (code !== door.codeTo('toinen@perhe.example'))
    expect((await door.confirm(theirs, code)).body).toEqual(refused('code-wrong'));
  app.clock.now += 10 * minuteMs;
  expect((await door.confirm(mine, code)).body).toEqual(refused('code-expired'));
  expect((await door.confirm('x'.repeat(43), code)).body).toEqual(refused('code-expired'));
  expect(visits()).toHaveLength(0);
});

it('[H3] [H6] of two families who want one time the first holds it, and a hold that lapsed leaves it to who confirms first', async () => {
  const [first, second] = await door.times();
  const mine = door.tokenOf(await door.begin(first!));
  const mineCode = door.codeTo();
  const other = { address: 'toinen@perhe.example' };
  expect((await door.begin(first!, other)).body).toMatchObject({ error: { code: 'slot-taken' } });
  // Mine is asked for again nine minutes later, so that its code outlives the hold.
  app.clock.now += 9 * minuteMs;
  const again = door.tokenOf(await door.begin(first!, {}, mine));
  const newCode = door.codeTo();
  expect((await door.confirm(again, mineCode)).body).toEqual(refused('code-wrong'));
  app.clock.now += 2 * minuteMs;
  const theirs = door.tokenOf(await door.begin(first!, other));
  expect((await door.confirm(theirs, door.codeTo('toinen@perhe.example'))).status).toBe(200);
  const gone = await door.confirm(again, newCode);
  expect(gone.body).toMatchObject({
    error: { code: 'slot-taken', details: { alternatives: [{ startsAt: second }] } },
  });
  // The code still holds for another time.
  expect((await door.confirm(again, newCode, second)).body).toMatchObject({ startsAt: second });
  expect(visits()).toHaveLength(2);
});

it('[G5] a child below the age is told to ask a guardian, and a young person who is old enough books alone', async () => {
  const [first] = await door.times();
  const young = { booker: 'young', guardianName: '', childName: 'Emma' };
  expect((await door.begin(first!, { ...young, birthYear: 2014 })).body).toEqual(refused('guardian-needed'));
  expect(door.letters('code')).toHaveLength(0);
  expect(await door.times()).toContain(first);
  const token = door.tokenOf(await door.begin(first!, { ...young, birthYear: 2013 }));
  const { body } = await door.confirm(token, door.codeTo());
  const visit = await app.call({ token: (body as { token: string }).token }, 'GET', '/api/guest/visit');
  expect(JSON.stringify(visit.body)).toContain('Emma');
  door.change({ booking: 'guardian' });
  expect((await door.begin(first!, { ...young, birthYear: 2009 })).body).toEqual(refused('guardian-needed'));
});

it('[G4] what is missing is told beside its field, and a year outside of the service too', async () => {
  const [first] = await door.times();
  const empty = { childName: ' ', guardianName: '\u200B', address: 'x', birthYear: 1990 };
  expect((await door.begin(first!, empty)).body).toEqual(
    refused('incomplete', {
      childName: 'required',
      guardianName: 'required',
      address: 'email-or-phone',
      birthYear: 'age-outside',
    }),
  );
  expect(bookings()).toEqual([]);
});

it('[G1] what is not shown can be read, looked at and booked by nobody', async () => {
  const [first] = await door.times();
  const token = door.tokenOf(await door.begin(first!));
  door.change({ shown: false });
  const tray = await app.call(undefined, 'GET', `/api/door/${slug}`);
  expect(JSON.stringify(tray.body)).not.toContain(doorService);
  for (const path of [door.path, `${door.path}/times`, '/api/door/nowhere'])
    expect((await app.call(undefined, 'GET', path)).body).toEqual(refused('not-found'));
  expect((await door.begin(first!)).body).toEqual(refused('not-found'));
  expect((await door.confirm(token, door.codeTo())).body).toEqual(refused('not-found'));
  door.change({ shown: true, booking: 'nobody' });
  expect((await door.begin(first!)).body).toEqual(refused('not-found'));
  const { settings, row } = door.service();
  await app.call('mikko', 'PUT', `/api/managed-services/${doorService}`, {
    settings: { ...settings, route: 'triage' },
    basedOn: row.revision,
  });
  door.change({ booking: 'guardian' });
  expect((await door.begin(first!)).status).toBe(404);
});

it('[G1] [G3] a tray shows its own services and those that serve its municipalities, and nobody’s name', async () => {
  const read = async (name: string) =>
    (await app.call(undefined, 'GET', `/api/door/${name}`)).body as Reply<'readTray'>;
  const county = await read('suvanto');
  expect(county.services.map(({ id }) => id)).toEqual([doorService, 'service-social-work']);
  expect(county.municipalities.map(({ name }) => name)).toContain('Hiekkalan kaupunki');
  expect((await read('hiekkala')).services.map(({ id }) => id)).toContain(doorService);
  door.change({ municipalityIds: ['org-lehtola'] });
  expect((await read('hiekkala')).services.map(({ id }) => id)).not.toContain(doorService);
  const told = JSON.stringify([
    county,
    (await app.call(undefined, 'GET', `/api/door/lehtola/services/${doorService}/times`)).body,
  ]);
  expect(told).not.toMatch(/Sanna|user-/);
});

it('[G3] [G5] a tray says the first time that is free, and a queue without anybody on duty leads to it', async () => {
  const shown = async () => {
    const { body } = await app.call(undefined, 'GET', `/api/door/${slug}`);
    return (body as Reply<'readTray'>).services.find(({ id }) => id === doorService)!.ways.book;
  };
  const queue = async () =>
    app.store.read((tx) => publicQueue(tx, dutyQueues.of(tx, 'service-family-now')!).fallback);
  addDemoDuty(app.store);
  app.store.write((tx) => {
    const queue = dutyQueues.of(tx, 'service-family-now')!;
    dutyQueues.save(tx, { ...queue, fallbackServiceId: doorService }, []);
  });
  const [first, second] = await door.times();
  expect(await shown()).toMatchObject({ nextFreeAt: first });
  expect(await queue()).toMatchObject({ id: doorService, door: `/t/hiekkala/${doorService}` });
  await door.begin(first!);
  expect(await shown()).toMatchObject({ nextFreeAt: second });
  await door.begin(second!, { address: 'toinen@perhe.example' });
  expect(await shown()).toMatchObject({ nextFreeAt: null });
  door.change({ booking: 'nobody' });
  expect([await shown(), (await queue())!.door]).toEqual([null, null]);
});

it('[G8] one network and one address have their limits, and an address that has had its codes is answered alike', async () => {
  const [first, second] = await door.times();
  const answers = [];
  for (let n = 0; n < 7; n++) answers.push(await door.begin(n % 2 ? second! : first!));
  expect(answers.map(({ status }) => status)).toEqual(Array(7).fill(201));
  expect(Object.keys(answers[6]!.body)).toEqual(Object.keys(answers[0]!.body));
  expect(door.letters('code')).toHaveLength(5);
  // H4: one address holds one time of a service.
  expect(await door.times()).toContain(second);
  for (let n = 7; n < 20; n++) await door.begin(first!);
  expect(await door.begin(first!, { address: 'x@perhe.example' })).toMatchObject({
    status: 429,
    body: { error: { code: 'too-many-attempts', details: { retryAfterSeconds: 3600 } } },
  });
});

it('[G4] [G6] what comes to nothing frees its time at once, and is deleted', async () => {
  const [first] = await door.times();
  const token = door.tokenOf(await door.begin(first!));
  await app.call(undefined, 'POST', '/api/door-bookings/leave', { token });
  expect(await door.times()).toContain(first);
  expect([...bookings(), ...door.letters('code')]).toEqual([]);
  await door.begin(first!);
  // The hold lapses first, and nobody else comes after that.
  app.clock.now += 11 * minuteMs;
  app.tick();
  expect(await door.times()).toContain(first);
  expect([bookings(), door.letters('code')]).toMatchObject([[{}], [{}]]);
  app.clock.now += 20 * minuteMs;
  app.tick();
  expect([...bookings(), ...door.letters('code')]).toEqual([]);
});

it('[G6] [H4] who gives up what was begun in one tab keeps the time that the same address holds by now in another', async () => {
  const [first, second] = await door.times();
  const before = door.tokenOf(await door.begin(first!));
  await door.begin(second!);
  expect(await door.times()).toContain(first);
  await app.call(undefined, 'POST', '/api/door-bookings/leave', { token: before });
  expect(await door.times()).not.toContain(second);
});

it('[G4] a script in every field stays a text: it is kept, sent and shown as it was written', async () => {
  const script = '<script>alert(1)</script>';
  const [first] = await door.times();
  const address = { address: `"${script}"@x.example` };
  expect((await door.begin(first!, address)).body).toEqual(
    refused('incomplete', { address: 'email-or-phone' }),
  );
  const form = { childName: `Ö${script}`, guardianName: script, about: script, address: 'a@perhe.example' };
  expect((await door.begin(first!, { ...form, language: script })).status).toBe(400);
  expect((await door.begin(first!, { ...form, booker: script })).status).toBe(400);
  const token = door.tokenOf(await door.begin(first!, form));
  expect((await door.confirm(token, '<script>')).body).toEqual(refused('code-wrong'));
  expect((await door.confirm(token, door.codeTo('a@perhe.example'))).status).toBe(200);
  const seen = await app.call('sanna', 'GET', `/api/appointments/${visits()[0]!.id}`);
  expect(seen.body).toMatchObject({ appointment: { question: script } });
  for (const path of [`/api/door/${encodeURIComponent(script)}`, `${door.path}/times?week=${script}`])
    expect((await app.call(undefined, 'GET', path)).status).toBe(400);
});

it('[R7] an administrator shows a service and gives the tray its address, and is told what is wrong', async () => {
  const path = `/api/managed-services/${doorService}/door`;
  const known = (await app.call('mikko', 'GET', path)).body as Reply<'readManagedDoor'>;
  expect(known.addresses).toContainEqual({
    name: 'Hiekkalan kaupunki',
    address: `http://localhost:3000/t/hiekkala/${doorService}`,
  });
  const save = (settings: object, basedOn = known.revision) =>
    app.call('mikko', 'PUT', path, { settings: { ...known.settings, ...settings }, basedOn });
  const text = { ...known.settings.text, fi: ' ' };
  const bad = { text, phone: 'x', email: 'y', aloneFromAge: 3, municipalityIds: ['org-sairaala'] };
  expect((await save(bad)).body).toEqual(
    refused('incomplete', {
      'text.fi': 'required',
      phone: 'phone',
      email: 'email',
      aloneFromAge: 'number',
      municipalityIds: 'invalid',
    }),
  );
  expect((await save({ phone: '', booking: 'nobody' })).body).toEqual(
    refused('incomplete', { booking: 'no-way' }),
  );
  expect((await save({ aloneFromAge: 15 })).status).toBe(200);
  expect((await save({ aloneFromAge: 16 })).body).toEqual(refused('door-changed'));
  expect((await app.call('aino', 'GET', path)).status).toBe(403);
  const organisation = {
    name: 'Hiekkalan kaupunki',
    kind: 'municipality',
    parentId: 'org-suvanto',
    phone: '',
  };
  const rename = (more: object) =>
    app.call('mikko', 'PUT', '/api/managed-organisations/org-hiekkala', { ...organisation, ...more });
  expect((await rename({ slug: 'Hiekkala!' })).body).toEqual(refused('incomplete', { slug: 'slug' }));
  expect((await rename({ slug: 'lehtola' })).body).toEqual(refused('incomplete', { slug: 'slug-taken' }));
  expect((await rename({})).status).toBe(200);
  expect((await app.call(undefined, 'GET', '/api/door/hiekkala')).status).toBe(200);
  expect((await rename({ slug: 'hiekka' })).status).toBe(200);
  expect((await app.call(undefined, 'GET', '/api/door/hiekkala')).status).toBe(404);
  expect((await app.call(undefined, 'GET', '/api/door/hiekka')).status).toBe(200);
});

it('[G9] a family changes and cancels what it booked by its link, and takes another time after that', async () => {
  const [first, second] = await door.times();
  const booked = await door.confirm(door.tokenOf(await door.begin(first!)), door.codeTo());
  const guest = { token: (booked.body as { token: string }).token };
  const moved = { practitionerId: 'user-sanna', startsAt: second, reason: 'cannot-come', note: '' };
  expect((await app.call(guest, 'POST', '/api/guest/move', moved)).status).toBe(200);
  const why = { reason: 'cannot-come', note: '' };
  expect((await app.call(guest, 'POST', '/api/guest/cancel', why)).status).toBe(200);
  expect(await door.times()).toEqual([first, second]);
  const again = await app.call(guest, 'POST', '/api/guest/rebook', {
    practitionerId: 'user-sanna',
    startsAt: first,
  });
  expect(again.status).toBe(201);
});
