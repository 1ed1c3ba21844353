import { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';
import { stayUp } from './stay-up.ts';

it('logs what failed unheard, where, and nothing of what it said', () => {
  const process = new EventEmitter();
  const error = vi.fn();
  stayUp(process, { error });
  // Without a listener Node ends the process.
  expect(process.listenerCount('unhandledRejection')).toBe(1);
  process.emit('unhandledRejection', new Error('Onni Lampi'));
  process.emit('unhandledRejection', 'Onni Lampi');
  expect(error.mock.calls.map(([each]: { event: string }[]) => each!.event)).toEqual([
    'unhandled-rejection',
    'unhandled-rejection',
  ]);
  expect(JSON.stringify(error.mock.calls)).toContain('stay-up.test.ts');
  expect(JSON.stringify(error.mock.calls)).not.toContain('Onni');
});
