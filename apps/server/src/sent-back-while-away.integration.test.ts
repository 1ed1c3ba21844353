import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { callGraceMs, minuteMs, waitingGraceMs } from '#domain';
import { participants, schema } from '#db';
import { startTestApp, type TestApp } from '#support/test-app.ts';

let app: TestApp;
const folder = mkdtempSync(join(tmpdir(), 'neuvo-away-'));
afterEach(() => app.close());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const seatOf = (id: string) => app.store.read((tx) => participants.byIds(tx, [id]))[0]!.seat;
const pass = (ms: number) => {
  app.clock.now += ms;
  app.tick();
};

/** Elina in her visit, and Laura, who knocks. */
async function laurasVisit() {
  const { appointmentId, tokens } = await app.bookOn(1);
  const people = app.store.read((tx) => participants.ofAppointment(tx, appointmentId));
  const { id } = people.find(({ name }) => name === 'Laura')!;
  const guest = async () => {
    const page = await app.page({ token: tokens[0]! });
    return { page, entered: await page.enter(null) };
  };
  const gone = async (page: { socket: { close: () => void } }) => {
    page.socket.close();
    await vi.waitFor(() => expect(app.registry.isOnline(id)).toBe(false));
  };
  return { appointmentId, id, guest, gone };
}

it('[Q4] [Q8] who is sent back to wait after their tile has gone keeps the place for five minutes, and is no ghost after that', async () => {
  app = await startTestApp();
  const { appointmentId, id, guest, gone } = await laurasVisit();
  const host = await app.page('elina');
  await host.enter(appointmentId);
  const { page } = await guest();
  expect(await host.ask('waiting-room:admit', { participantId: id })).toMatchObject({ ok: true });
  await gone(page);
  pass(callGraceMs);
  expect(await host.ask('waiting-room:put-back', { participantId: id })).toMatchObject({ ok: true });
  await host.until('waiting-room:changed', ({ people }) => people.some(({ online }) => !online));
  pass(waitingGraceMs - 1);
  expect(seatOf(id)).toBe('waiting');
  pass(1);
  expect(seatOf(id)).toBe('left');
  await vi.waitFor(() => expect(host.last('waiting-room:changed')).toEqual({ people: [] }));
});

it('[Q8] who waited when the server went down and is let in before their page is back is still let in when it is', async () => {
  const file = join(folder, 'neuvo.db');
  app = await startTestApp({ file });
  const { appointmentId, id, guest } = await laurasVisit();
  await guest();
  const { now } = app.clock;
  await app.close();
  app = await startTestApp({ file, isAgain: true, now });
  const host = await app.page('elina');
  await host.enter(appointmentId);
  expect(await host.ask('waiting-room:admit', { participantId: id })).toMatchObject({ ok: true });
  pass(waitingGraceMs);
  expect(seatOf(id)).toBe('admitted');
  expect(await guest()).toMatchObject({ entered: { data: { state: 'joined' } } });
});

it('[R6] who stood before the door only, and goes, has left nothing: the log says nothing of it', async () => {
  app = await startTestApp();
  const { guest } = await laurasVisit();
  app.clock.now -= 16 * minuteMs;
  const { page, entered } = await guest();
  expect(entered).toMatchObject({ data: { state: 'early' } });
  expect(await page.ask('visit:leave', {})).toMatchObject({ ok: true });
  const logged = app.store.read((tx) => tx.select().from(schema.auditEvent).all());
  expect(logged.filter(({ action }) => action.startsWith('visit:'))).toEqual([]);
});
