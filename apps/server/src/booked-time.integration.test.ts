import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantOf } from '#domain';
import { accounts, newId, schema } from '#db';
import type { ProtocolError } from '#protocol';
import {
  childService,
  request,
  slotAt,
  socialService,
  startTestApp,
  type TestApp,
} from '#support/test-app.ts';
import { bookAppointment } from './use-cases/book-appointment.ts';
import type { UserViewer } from './viewer.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const booking = (startsAt: number, more: object = {}) => ({
  ...{ serviceId: childService, practitionerId: 'user-elina', startsAt, draftId: newId(), content: request },
  ...more,
});

describe('[H15] of a time that a visit has', () => {
  const startsAt = slotAt(0, 7);
  const incomplete = { content: { ...request, question: '' } };
  const late = async (more: object = {}, who: 'aino' | 'pekka' | 'elina' = 'pekka') => {
    const { status, body } = await app.call(who, 'POST', '/api/appointments', booking(startsAt, more));
    return { status, error: (body as { error?: ProtocolError }).error };
  };
  beforeAll(() => app.book(startsAt));

  it('is told so before what was written is looked at, with what is free near it', async () => {
    const alternatives = [{ startsAt: slotAt(1, 7) }, { startsAt: slotAt(2, 7) }, { startsAt: slotAt(3, 7) }];
    for (const more of [incomplete, {}])
      expect(await late(more)).toMatchObject({
        status: 409,
        error: { code: 'slot-taken', details: { alternatives } },
      });
  });
  it('is told so also where rests are kept around it', async () => {
    const rests = (minutes: number) =>
      app.store.write((tx) =>
        tx
          .update(schema.healthcareService)
          .set({ bufferBeforeMinutes: minutes, bufferAfterMinutes: minutes })
          .where(eq(schema.healthcareService.id, childService))
          .run(),
      );
    rests(15);
    const rested = slotAt(0, 8);
    expect(await app.call('aino', 'POST', '/api/appointments', booking(rested))).toMatchObject({
      status: 201,
    });
    expect(await app.call('pekka', 'POST', '/api/appointments', booking(rested, incomplete))).toMatchObject({
      status: 409,
    });
    rests(0);
  });
  it('is not told to an organisation that may not ask for the service, nor any more once it may not', async () => {
    const mayAsk = and(
      eq(schema.serviceRequester.serviceId, childService),
      eq(schema.serviceRequester.organisationId, 'org-hiekkala'),
    );
    const [row] = app.store.read((tx) => tx.select().from(schema.serviceRequester).where(mayAsk).all());
    expect((await late()).status).toBe(409);
    app.store.write((tx) => tx.delete(schema.serviceRequester).where(mayAsk).run());
    expect(await late()).toMatchObject({ status: 404, error: { code: 'service-gone' } });
    app.store.write((tx) => tx.insert(schema.serviceRequester).values(row!).run());
  });
  it('is told where requests are assessed first as what the service takes at all', async () => {
    const route = (to: 'direct' | 'triage') =>
      app.store.write((tx) =>
        tx
          .update(schema.healthcareService)
          .set({ route: to })
          .where(eq(schema.healthcareService.id, childService))
          .run(),
      );
    route('triage');
    expect(await late()).toMatchObject({ error: { code: 'triage-only' } });
    route('direct');
  });
  const anonymousRequest = { ...request, subject: { kind: 'anonymous' }, consentNoted: false };
  it('[H7] is not told by asking for another service that is not offered then', async () => {
    expect(await late({ serviceId: socialService, ...incomplete })).toMatchObject({
      error: { code: 'incomplete' },
    });
    expect(await late({ serviceId: socialService, content: anonymousRequest })).toMatchObject({
      error: { code: 'slot-not-offered' },
    });
  });
  it('is free again when what took it was undone together with what was refused for it', async () => {
    const free = slotAt(1, 7);
    const [aino] = app.store.read((tx) => accounts.all(tx, ['user-aino']));
    const account = { ...aino!, organisationName: '' };
    const { organisationId, role } = account;
    const viewer: UserViewer = {
      ...{ kind: 'user', userId: 'user-aino', sessionHash: '', organisationId, role, account },
    };
    const book = () => bookAppointment(app.deps, viewer, booking(free));
    expect(() =>
      app.store.write(() => {
        book();
        expect(book).toThrow('slot-taken');
        expect(book).toThrow('slot-taken');
        throw new Error('undone');
      }),
    ).toThrow('undone');
    expect(book()).toMatchObject({ isNew: true });
  });
});

it('[H3] of a time with few free ones within hours tells the nearest beyond', async () => {
  const morning = [0, 1, 2, 3].map((index) => slotAt(index, 9));
  for (const startsAt of morning) await app.book(startsAt);
  const afternoon = ['13:00', '13:45', '14:30'].map((at) => instantOf('2027-01-25', at));
  expect(await app.call('pekka', 'POST', '/api/appointments', booking(morning[3]!))).toMatchObject({
    body: { error: { details: { alternatives: afternoon.map((startsAt) => ({ startsAt })) } } },
  });
});
