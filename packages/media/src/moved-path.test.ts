import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchPath } from './moved-path.ts';
import type { Peer } from './peer.ts';
import type { PeerLink } from './peer-link.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('a path that moves without end asks for no more pictures than a sender would give, and for one after the last move', () => {
  const requestKeyFrame = vi.fn(() => Promise.resolve());
  const received = { fromPeerId: 'B', isFlowing: true, consumer: { kind: 'video', requestKeyFrame } };
  const recv = new EventEmitter();
  const link = { recv, send: new EventEmitter(), consumers: new Map([['picture', received]]) };
  watchPath({ id: 'A' } as Peer, link as unknown as PeerLink, new Map());
  const move = () => recv.emit('iceselectedtuplechange');
  // The first path is none that has moved.
  move();
  expect(requestKeyFrame).not.toHaveBeenCalled();
  move();
  expect(requestKeyFrame).toHaveBeenCalledTimes(1);
  for (let ms = 0; ms < 10_000; ms += 10) {
    vi.advanceTimersByTime(10);
    move();
  }
  expect(requestKeyFrame.mock.calls.length).toBeLessThanOrEqual(21);
  requestKeyFrame.mockClear();
  vi.advanceTimersByTime(10_000);
  expect(requestKeyFrame).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
  move();
  expect(requestKeyFrame).toHaveBeenCalledTimes(2);
});
