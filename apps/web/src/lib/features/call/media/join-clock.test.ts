import type { types } from 'mediasoup-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { JoinClock } from './join-clock.ts';

describe('how long joining took', () => {
  let clock: JoinClock;
  let hasArrived: boolean;
  beforeEach(() => {
    vi.useFakeTimers();
    hasArrived = false;
    const silent = { rtpReceiver: undefined };
    const heard = { rtpReceiver: { getSynchronizationSources: () => (hasArrived ? [{}] : []) } };
    clock = new JoinClock(() => [silent, heard] as unknown as types.Consumer[]);
  });
  afterEach(() => {
    clock.stop();
    vi.useRealTimers();
  });
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

  it('is from the press to the first picture or sound, told once', async () => {
    clock.start();
    await pass(300);
    clock.watch(true);
    await pass(400);
    expect(clock.tookMs).toBeNull();
    hasArrived = true;
    await pass(50);
    expect(clock.tookMs).toBe(750);
    clock.told(750);
    expect(clock.tookMs).toBeNull();
  });
  it('is kept when what was told was of another joining', async () => {
    clock.start();
    clock.watch(true);
    hasArrived = true;
    await pass(50);
    clock.told(null);
    clock.told(730);
    expect(clock.tookMs).toBe(50);
  });
  it('does not count the wait: whoever is let in begins anew', async () => {
    clock.start();
    await pass(600_000);
    clock.start();
    clock.watch(true);
    hasArrived = true;
    await pass(50);
    expect(clock.tookMs).toBe(50);
  });
  it('is not measured where nobody was there, even if somebody comes later', async () => {
    clock.start();
    clock.watch(false);
    await pass(5000);
    clock.watch(true);
    hasArrived = true;
    await pass(100);
    expect(clock.tookMs).toBeNull();
  });
  it('is not measured where nobody pressed: after a reconnect media comes without joining', async () => {
    clock.watch(true);
    hasArrived = true;
    await pass(100);
    expect(clock.tookMs).toBeNull();
  });
  it('is no figure of a call in which nobody was seen or heard for a minute', async () => {
    clock.start();
    clock.watch(true);
    await pass(61_000);
    hasArrived = true;
    await pass(1000);
    expect(clock.tookMs).toBeNull();
    expect(vi.getTimerCount()).toBe(0);
  });
  it('keeps one time when media is made anew while it runs', async () => {
    clock.start();
    clock.watch(true);
    await pass(200);
    clock.watch(true);
    expect(vi.getTimerCount()).toBe(1);
    hasArrived = true;
    await pass(50);
    expect(clock.tookMs).toBe(250);
  });
  it('looks no more once one has left', async () => {
    clock.start();
    clock.watch(true);
    clock.stop();
    hasArrived = true;
    await pass(1000);
    expect(clock.tookMs).toBeNull();
    expect(vi.getTimerCount()).toBe(0);
  });
  it('looks no more once nobody is there any more', async () => {
    clock.start();
    clock.watch(true);
    clock.watch(false);
    hasArrived = true;
    await pass(61_000);
    expect(clock.tookMs).toBeNull();
    expect(vi.getTimerCount()).toBe(0);
  });
});
