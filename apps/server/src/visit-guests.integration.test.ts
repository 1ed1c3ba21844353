import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { hourMs, minuteMs } from '#domain';
import { schema } from '#db';
import type { Body, Reply } from '#protocol';
import { refusalOf } from '#support/series.ts';
import { slotAt, startTestApp, type TestApp, type Who } from '#support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const isa = { name: 'Isä Aalto', channel: 'email', address: 'isa@example.fi', language: 'sv' } as const;
const linkIn = (text: string) => /\/v#(\S+)/.exec(text)?.[1] ?? '';
const open = async (token: string) => (await app.call({ token }, 'GET', '/api/guest/visit')).status;
const sequenceIn = (calendar: string | null) => Number(/SEQUENCE:(\d+)/.exec(calendar ?? '')?.[1]);
const logged = (seatId: string) =>
  app.store
    .read((tx) => tx.select().from(schema.auditEvent).where(eq(schema.auditEvent.entityId, seatId)).all())
    .map(({ action, actorId }) => `${actorId} ${action}`);

let weeks = 1;
async function visit() {
  const startsAt = slotAt(0, weeks++);
  const { appointmentId, tokens } = await app.book(startsAt);
  const path = `/api/appointments/${appointmentId}`;
  const read = async (who: Who = 'aino') =>
    ((await app.call(who, 'GET', path)).body as Reply<'readAppointment'>).appointment;
  const invite = (guest: Body<'inviteGuest'>, who: Who = 'aino') =>
    app.call(who, 'POST', `${path}/guests`, guest);
  const takeOut = (id: string, who: Who = 'aino') => app.call(who, 'DELETE', `${path}/guests/${id}`);
  const guestNamed = async (name: string) =>
    (await read()).participants.find((person) => person.name === name && person.kind === 'guest');
  return { appointmentId, path, startsAt, tokens, read, invite, takeOut, guestNamed };
}

describe('guests of a visit that is booked already', () => {
  it('[B8] [J5] whoever joins later gets the invitation and a link of their own, and nobody else hears of it', async () => {
    const { tokens, invite, guestNamed } = await visit();
    const page = await app.page('elina');
    await page.ask('my-day:watch', {});
    const sent = app.outbox().length;
    expect((await invite(isa)).status).toBe(200);
    await page.until('my-day:changed');
    const letters = app.outbox().slice(sent);
    expect(letters.map(({ recipient, kind, language }) => [recipient, kind, language])).toEqual([
      [isa.address, 'invitation', 'sv'],
    ]);
    expect(letters[0]!.calendar).toContain('METHOD:REQUEST');
    const token = linkIn(letters[0]!.body);
    expect([await open(token), await open(tokens[0]!)]).toEqual([200, 200]);
    expect(await guestNamed(isa.name)).toMatchObject({ channel: 'email', address: isa.address });
    expect(logged((await guestNamed(isa.name))!.id)).toEqual(['user-aino invite-guest']);

    // A second press, and the same person in other letters, is told: nobody gets two invitations.
    expect(refusalOf(await invite({ ...isa, name: 'isä aalto ', address: 'ISA@example.fi' })).fields).toEqual(
      {
        address: 'already-invited',
      },
    );
    // The specialist may as well; whoever only takes part, or has nothing to do with it, may not.
    expect((await invite({ ...isa, name: 'Isoäiti' }, 'elina')).status).toBe(200);
    expect((await invite({ ...isa, name: 'Joku' }, 'pekka')).status).toBe(404);
    expect(app.outbox().length).toBe(sent + 2);
  });

  it('[B8] who is taken out is told that it goes on without them, their link ends, and their calendar lets go', async () => {
    const { path, startsAt, tokens, read, invite, takeOut, guestNamed } = await visit();
    await invite(isa);
    const invitation = app.outbox().at(-1)!;
    const { id } = (await guestNamed(isa.name))!;
    expect((await takeOut(id, 'pekka')).status).toBe(404);
    const sent = app.outbox().length;
    expect((await takeOut(id)).status).toBe(200);
    const letters = app.outbox().slice(sent);
    expect(letters.map(({ recipient, kind }) => [recipient, kind])).toEqual([[isa.address, 'cancellation']]);
    const [out] = letters;
    expect(out!.subject).toMatch(/^Du är inte längre kallad/);
    expect([out!.body, out!.calendar]).toEqual([
      expect.not.stringContaining('inställt'),
      expect.stringContaining('STATUS:CANCELLED'),
    ]);
    expect(sequenceIn(out!.calendar)).toBeGreaterThan(sequenceIn(invitation.calendar));
    expect([await open(linkIn(invitation.body)), await open(tokens[0]!)]).toEqual([401, 200]);
    expect((await read()).participants.map(({ name }) => name)).not.toContain(isa.name);
    expect(logged(id)).toEqual(['user-aino invite-guest', 'user-aino take-out-guest']);
    expect((await takeOut(id)).status).toBe(404);
    // Somebody with an account is no guest.
    const host = (await read()).participants.find(({ kind }) => kind === 'host')!;
    expect((await takeOut(host.id)).status).toBe(404);

    // What becomes of the visit afterwards is not told to them, unless they are in it again.
    const move = { reason: 'wrong-time', note: '', practitionerId: 'user-elina', override: null };
    const before = app.outbox().length;
    expect(
      (await app.call('aino', 'POST', `${path}/move`, { ...move, startsAt: startsAt + 45 * minuteMs }))
        .status,
    ).toBe(200);
    expect(
      app
        .outbox()
        .slice(before)
        .map(({ recipient }) => recipient),
    ).not.toContain(isa.address);
    await invite(isa);
    const again = app.outbox().at(-1)!;
    expect(sequenceIn(again.calendar)).toBeGreaterThan(sequenceIn(out!.calendar));
    expect(await open(linkIn(again.body))).toBe(200);
    expect((await guestNamed(isa.name))!.id).toBe(id);
  });

  it('[B8] [C6] who is taken out of the visit that takes another’s place is not told of it by the link to the other', async () => {
    const first = await visit();
    await first.invite(isa);
    const father = linkIn(app.outbox().at(-1)!.body);
    const why = { reason: 'wrong-time', note: '' };
    expect((await app.call('aino', 'POST', `${first.path}/cancel`, why)).status).toBe(200);
    const startsAt = first.startsAt + 45 * minuteMs;
    const to = { practitionerId: 'user-elina', startsAt };
    const again = await app.call({ token: first.tokens[0]! }, 'POST', '/api/guest/rebook', to);
    expect(again.status).toBe(201);
    const told = async (token: string) =>
      ((await app.call({ token }, 'GET', '/api/guest/visit')).body as Reply<'guestVisit'>).successorStartsAt;
    expect([await told(first.tokens[0]!), await told(father)]).toEqual([startsAt, startsAt]);
    const { successorId } = app.store.read((tx) =>
      tx.select().from(schema.appointment).where(eq(schema.appointment.id, first.appointmentId)).get(),
    )!;
    const seat = app.store
      .read((tx) => tx.select().from(schema.participant).where(eq(schema.participant.name, isa.name)).all())
      .find(({ appointmentId }) => appointmentId === successorId)!;
    const next = `/api/appointments/${successorId}/guests/${seat.id}`;
    expect((await app.call('aino', 'DELETE', next)).status).toBe(200);
    expect([await told(first.tokens[0]!), await told(father)]).toEqual([startsAt, null]);
  });

  it('[B8] the visit’s page tells whom somebody invited later and took out, by whom and when, to those who may change it', async () => {
    const { path, read, invite, takeOut, guestNamed } = await visit();
    expect((await read()).peopleChanges).toEqual([]);
    const invitedAt = app.clock.now;
    await invite(isa);
    app.clock.now += minuteMs;
    await takeOut((await guestNamed(isa.name))!.id, 'elina');
    app.clock.now += minuteMs;
    await invite({ ...isa, name: 'Isoäiti', address: 'mummo@example.fi' });
    const told = [
      { kind: 'invite', name: isa.name, actorName: 'Aino Lampi', at: invitedAt },
      { kind: 'take-out', name: isa.name, actorName: 'Elina Saarikko', at: invitedAt + minuteMs },
      { kind: 'invite', name: 'Isoäiti', actorName: 'Aino Lampi', at: invitedAt + 2 * minuteMs },
    ];
    expect((await read()).peopleChanges).toEqual(told);
    expect((await read('elina')).peopleChanges).toEqual(told);
    // A colleague who takes part sees who is in, not who was.
    app.store.write((tx) =>
      tx
        .insert(schema.participant)
        .values({
          ...{ id: `seat-${path}`, organisationId: 'org-sairaala', appointmentId: path.split('/').at(-1)! },
          ...{ kind: 'colleague', userId: 'user-pekka', name: 'Pekka Korpela', language: 'fi' },
        })
        .run(),
    );
    expect((await read('pekka')).peopleChanges).toEqual([]);
  });

  it('[B8] [B4] only with an address that a message reaches, at most eight, and not once it is over', async () => {
    const { startsAt, read, invite, takeOut, guestNamed } = await visit();
    expect(refusalOf(await invite({ ...isa, name: ' ', address: 'x' })).fields).toEqual({
      name: 'required',
      address: 'email',
    });
    const present = (await read()).participants.filter(({ kind }) => kind === 'guest').length;
    for (let n = present; n < 8; n++) await invite({ ...isa, address: `a${n}@example.fi` });
    expect(refusalOf(await invite(isa)).fields).toEqual({ name: 'too-many-guests' });
    const { id } = (await guestNamed(isa.name))!;
    await takeOut(id);
    app.clock.now = startsAt + minuteMs;
    // Late, and still welcome: they can come in while it goes on. Out it is by the waiting room then.
    expect((await read()).youMay).toMatchObject({ inviteGuests: true, takeOutPeople: false });
    expect((await invite(isa)).status).toBe(200);
    expect(refusalOf(await takeOut((await guestNamed(isa.name))!.id)).code).toBe('appointment-over');
    app.clock.now = startsAt + 24 * hourMs;
    expect((await read()).youMay.inviteGuests).toBe(false);
    expect(refusalOf(await invite({ ...isa, name: 'Myöhäinen' })).code).toBe('appointment-over');

    const next = await visit();
    await app.call('aino', 'POST', `${next.path}/cancel`, { reason: 'wrong-time', note: '' });
    expect(refusalOf(await next.invite(isa)).code).toBe('appointment-over');
  });
});
