import Sqlite from 'better-sqlite3';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { demoPassword, newId } from '#db';
import { startServer } from '#support/start-server.ts';
import { emails, request } from '#support/test-app.ts';

const service = 'service-social-work';

it('kill -9 during 100 parallel bookings loses none that was acknowledged', async () => {
  const first = await startServer();
  const signIn = await fetch(`${first.baseURL}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: emails.aino, password: demoPassword }),
  });
  const cookie = signIn.headers.get('set-cookie')!.split(';')[0]!;
  const get = async (path: string) =>
    (await (await fetch(first.baseURL + path, { headers: { cookie } })).json()) as never;

  const free: { practitionerId: string; startsAt: number }[] = [];
  let week: string | null = '';
  while (free.length < 100 && week !== null) {
    const board = (await get(`/api/services/${service}/slots${week && `?week=${week}`}`)) as {
      days: { slots: { practitionerId: string; startsAt: number; state: string }[] }[];
      nextFreeWeek: string | null;
    };
    free.push(...board.days.flatMap((day) => day.slots).filter((slot) => slot.state === 'free'));
    week = board.nextFreeWeek;
  }
  expect(free.length).toBeGreaterThanOrEqual(100);

  const acknowledged: string[] = [];
  const book = async ({ practitionerId, startsAt }: { practitionerId: string; startsAt: number }) => {
    const content = { ...request, subject: { kind: 'anonymous' } };
    const body = JSON.stringify({ draftId: newId(), serviceId: service, practitionerId, startsAt, content });
    const headers = { cookie, 'content-type': 'application/json' };
    const response = await fetch(`${first.baseURL}/api/appointments`, { method: 'POST', headers, body });
    if (response.status !== 201) throw new Error(`refused with ${response.status}`);
    acknowledged.push(((await response.json()) as { appointmentId: string }).appointmentId);
    // In the middle of it all, with bookings on both sides of the blow.
    if (acknowledged.length === 30) process.kill(first.pid, 'SIGKILL');
  };
  const outcomes = await Promise.allSettled(free.slice(0, 100).map(book));
  await first.ended;
  expect(acknowledged.length).toBeGreaterThanOrEqual(30);
  expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);

  const second = await startServer({ dataFolder: first.dataFolder });
  await second.stop({ keepData: true });
  const db = new Sqlite(join(first.dataFolder, 'neuvo.db'), { readonly: true });
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  const kept = db
    .prepare(
      'SELECT a.id FROM appointment a JOIN claim c ON c.appointment_id = a.id JOIN encounter e ON e.appointment_id = a.id',
    )
    .pluck()
    .all();
  for (const id of acknowledged) expect(kept).toContain(id);
  db.close();
  rmSync(first.dataFolder, { recursive: true, force: true });
});
