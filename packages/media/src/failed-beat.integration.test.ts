import { expect, test, vi } from 'vitest';
import { RoomWatch } from './room-watch.ts';
import { startMedia, Told, until } from './testing.ts';

test('a room whose turn fails is logged with its error, and keeps no other from having its own', async ({
  onTestFinished,
}) => {
  const { media, events } = await startMedia({ workers: 1 });
  onTestFinished(() => media.close('server-stopping'));
  for (const id of ['first', 'second']) await media.openRoom(id, new Told());
  const error = new Error('not now');
  const failing = vi.spyOn(RoomWatch.prototype, 'beat').mockImplementation(() => {
    throw error;
  });
  onTestFinished(() => failing.mockRestore());
  await until(() => {
    expect(events).toContainEqual({ event: 'beat-failed', room: 'first', error });
    expect(events).toContainEqual({ event: 'beat-failed', room: 'second', error });
  });
});
