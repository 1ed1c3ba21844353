import { beforeEach, expect, it, vi } from 'vitest';
import { ExternalCalendar } from '#lib/features/calendar/external-calendar.svelte.ts';
import { DutyDesk } from './desk.svelte.ts';

const asked: ((data: object) => void)[] = [];
const ask = () => new Promise((done) => asked.push((data) => done({ ok: true, data })));
vi.mock('#lib/api.ts', () => ({
  api: { get: () => ask(), put: () => ask(), post: () => ask(), delete: () => ask() },
}));
beforeEach(() => void (asked.length = 0));

it('the desk of somebody on duty shows what was just done, and not a look that began before it was', async () => {
  const model = new DutyDesk();
  const doing = model.next('queue');
  const looking = model.load();
  asked[0]!({ current: 'Laura' });
  await vi.waitFor(() => expect(asked, 'something was told meanwhile').toHaveLength(3));
  asked[1]!({ current: null });
  await looking;
  expect(model.desk).toEqual({ current: 'Laura' });
  asked[2]!({ current: 'Laura', queues: [] });
  await doing;
  expect(model.desk).toEqual({ current: 'Laura', queues: [] });
});

it('a calendar elsewhere that was just disconnected is not shown as connected by a look that began before', async () => {
  const calendar = new ExternalCalendar();
  const looking = calendar.refresh();
  const leaving = calendar.disconnect();
  asked[1]!({ address: null });
  await leaving;
  asked[0]!({ address: 'https://calendar.example/anna' });
  await looking;
  expect(calendar.data).toEqual({ address: null });
});
