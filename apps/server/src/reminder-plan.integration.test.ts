import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hourMs, instantOf, minuteMs } from '#domain';
import { newId } from '#db';
import { serviceSettings } from '#support/service-settings.ts';
import { request, startTestApp, type TestApp } from '#support/test-app.ts';
import type { Deps } from './deps.ts';
import { deliverDue } from './jobs/outbox-job.ts';

type Sent = { at: string; to: string; via: string };
let app: TestApp;
const sent: Sent[] = [];
const clock = (at: number) =>
  new Intl.DateTimeFormat('sv-SE', {
    ...{ timeZone: 'Europe/Helsinki', dateStyle: 'short', timeStyle: 'short' },
  }).format(at);
/** What really leaves the house, reminders only. */
const delivery: Deps['delivery'] = (message) => {
  if (message.kind === 'reminder')
    sent.push({
      at: clock(app.clock.now),
      to: message.recipient.split('@')[0]!,
      via: message.channel,
    });
  return Promise.resolve();
};
let folder: string;
const start = async (isAgain = false) =>
  (app = await startTestApp({ delivery, file: join(folder, 'neuvo.db'), isAgain }));
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'neuvo-reminders-'));
  sent.length = 0;
  await start();
});
afterEach(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Lets the clock run in quarters, sending what is due at each. */
async function run(until: number) {
  while (app.clock.now < until) {
    app.clock.now += 15 * minuteMs;
    app.tick();
    await deliver();
  }
}
const deliver = () => deliverDue(app.deps, new AbortController().signal);
/** A service with this plan, and Johan's hours for it on a day from eight to six. */
async function serviceWith(reminderHours: number[], ...dates: string[]) {
  const settings = { ...serviceSettings, reminderHours, horizonDays: 366 };
  const { body } = await app.call('mikko', 'POST', '/api/managed-services', { settings });
  const { id, revision } = body as { id: string; revision: number };
  for (const date of dates) app.openHours(date, '08:00', '18:00', id, 'user-johan');
  const replan = (hours: number[]) =>
    app.call('mikko', 'PUT', `/api/managed-services/${id}`, {
      ...{ settings: { ...settings, reminderHours: hours }, basedOn: revision },
    });
  return { id, replan };
}
const guests = [
  { name: 'Laura', channel: 'email' as const, address: 'laura@perhe.example', language: 'fi' as const },
  { name: 'Jari', channel: 'sms' as const, address: '+358401234567', language: 'sv' as const },
];
async function book(serviceId: string, startsAt: number): Promise<string> {
  const { status, body } = await app.call('aino', 'POST', '/api/appointments', {
    ...{ draftId: newId(), serviceId, practitionerId: 'user-johan', startsAt },
    content: { ...request, guests },
  });
  expect([status, body]).toEqual([201, body]);
  return (body as { appointmentId: string }).appointmentId;
}
/** Everybody of such a visit, each once and in their own way, at these times. */
const toAll = (...times: string[]): Sent[] =>
  times.flatMap((at) => [
    { at, to: '+358401234567', via: 'sms' },
    { at, to: 'aino.lampi', via: 'email' },
    { at, to: 'johan.lindgren', via: 'email' },
    { at, to: 'laura', via: 'email' },
  ]);
const inOrder = () => [...sent].sort((a, b) => a.at.localeCompare(b.at) || a.to.localeCompare(b.to));

it('[V15] goes a week, a day and two hours before to each in their own way; a later plan is for later visits', async () => {
  const { id, replan } = await serviceWith([168, 24, 2], '2026-12-03');
  const at = instantOf('2026-12-03', '12:00');
  await book(id, at);
  expect((await replan([24])).status).toBe(200);
  await book(id, at + 2 * hourMs);
  await run(at + 4 * hourMs);
  // On the day before, two visits of the same people stand two hours apart: two letters each.
  expect(inOrder()).toEqual(
    toAll('2026-11-26 12:00', '2026-12-02 12:00', '2026-12-02 14:00', '2026-12-03 10:00'),
  );
});

it('[V15] [H11] a visit that is moved is reminded of at its new time, and a cancelled one no more', async () => {
  const { id } = await serviceWith([24, 2], '2026-12-08', '2026-12-10');
  const appointmentId = await book(id, instantOf('2026-12-08', '12:00'));
  await run(instantOf('2026-12-07', '13:00'));
  expect(inOrder()).toEqual(toAll('2026-12-07 12:00'));
  const moved = await app.call('johan', 'POST', `/api/appointments/${appointmentId}/move`, {
    ...{ practitionerId: 'user-johan', startsAt: instantOf('2026-12-10', '09:00') },
    ...{ reason: 'urgent-work', note: '', override: null },
  });
  expect([moved.status, moved.body]).toEqual([200, moved.body]);
  await run(instantOf('2026-12-09', '12:00'));
  expect(inOrder()).toEqual(toAll('2026-12-07 12:00', '2026-12-09 09:00'));
  const off = await app.call('johan', 'POST', `/api/appointments/${appointmentId}/cancel`, {
    ...{ reason: 'urgent-work', note: '' },
  });
  expect(off.status).toBe(200);
  await run(instantOf('2026-12-10', '12:00'));
  expect(inOrder()).toEqual(toAll('2026-12-07 12:00', '2026-12-09 09:00'));
});

it('[V15] is so many hours before, also over both changes of the clock', async () => {
  const { id } = await serviceWith([24, 2], '2027-03-28', '2027-10-31');
  for (const [date, dayBefore] of [
    ['2027-03-28', '2027-03-27 11:00'],
    ['2027-10-31', '2027-10-30 13:00'],
  ] as const) {
    const at = instantOf(date, '12:00');
    app.clock.now = at - 48 * hourMs;
    sent.length = 0;
    await book(id, at);
    await run(at + hourMs);
    expect(inOrder()).toEqual(toAll(dayBefore, `${date} 10:00`));
  }
});

it('[V15] is sent once, whatever the server is stopped between, and none is lost', async () => {
  const { id } = await serviceWith([24, 2], '2026-12-15');
  const at = instantOf('2026-12-15', '12:00');
  await book(id, at);
  const restart = async (now: number) => {
    await app.close();
    await start(true);
    app.clock.now = now;
  };
  // Written and not yet sent when the server stops; it is back an hour later.
  app.clock.now = at - 24 * hourMs;
  app.tick();
  expect(sent).toEqual([]);
  await restart(at - 23 * hourMs);
  app.tick();
  await deliver();
  expect(inOrder()).toEqual(toAll('2026-12-14 13:00'));
  // Sent, and stopped at once; then stopped over the next hour, and back before the start.
  await restart(at - 23 * hourMs);
  app.tick();
  await deliver();
  await restart(at - hourMs);
  app.tick();
  await deliver();
  expect(inOrder()).toEqual(toAll('2026-12-14 13:00', '2026-12-15 11:00'));
});
