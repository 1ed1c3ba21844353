import type { types } from 'mediasoup-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchStalls } from './stall-watch.ts';

describe('a call in which nothing arrives any more', () => {
  let stalls: number;
  let told: boolean[];
  let stop: () => void;
  /** What the browser would say: the last packet played, the bytes that came, and the state of the connection. */
  let played: number;
  let bytes: number;
  let state: RTCPeerConnectionState;
  let isExpected: boolean;
  let questions: number;

  beforeEach(() => {
    vi.useFakeTimers();
    [stalls, played, bytes, questions, told] = [0, 1, 1000, 0, []];
    [state, isExpected] = ['connected', true];
    const pair = () => ({
      id: 'P',
      type: 'candidate-pair',
      nominated: true,
      state: 'succeeded',
      bytesReceived: bytes,
    });
    const transport = {
      closed: false,
      get connectionState() {
        return state;
      },
      getStats: () => {
        questions++;
        const entries = [{ id: 'T', type: 'transport', selectedCandidatePairId: 'P' }, pair()];
        return Promise.resolve(new Map(entries.map((entry) => [entry.id, entry])));
      },
    } as unknown as types.Transport;
    const rtpReceiver = { getSynchronizationSources: () => [{ rtpTimestamp: played }] };
    stop = watchStalls(
      {
        transports: [transport],
        consumers: () => [{ rtpReceiver }] as unknown as types.Consumer[],
        expectsMedia: () => isExpected,
        onquiet: (isQuiet) => told.push(isQuiet),
      },
      () => stalls++,
    );
  });
  afterEach(() => {
    stop();
    vi.useRealTimers();
  });

  /** Seconds in which packets come, or none do. */
  async function pass(seconds: number, comes: { sound?: boolean; bytes?: boolean } = {}): Promise<void> {
    for (let tenth = 0; tenth < seconds * 10; tenth++) {
      if (comes.sound) played++;
      if (comes.bytes || comes.sound) bytes += 100;
      await vi.advanceTimersByTimeAsync(100);
    }
  }

  it('is noticed within 3 s, and not before a second look', async () => {
    await pass(5, { sound: true });
    await pass(1.4);
    expect([stalls, questions]).toEqual([0, 0]);
    await pass(1.6);
    expect(stalls).toBe(1);
  });
  it('costs no statistics while something is played', async () => {
    await pass(20, { sound: true });
    expect([stalls, questions]).toEqual([0, 0]);
  });
  it('is somebody else’s fault when bytes still come: nothing is done, however long it lasts', async () => {
    await pass(2, { sound: true });
    await pass(30, { bytes: true });
    expect(stalls).toBe(0);
    expect(questions).toBeGreaterThan(0);
  });
  it('is no fault when nobody sends, nor before the path is up', async () => {
    isExpected = false;
    await pass(10);
    [isExpected, state] = [true, 'connecting'];
    await pass(10);
    expect(stalls).toBe(0);
    // Only from now on can anything be missed.
    state = 'connected';
    await pass(1);
    expect(stalls).toBe(0);
  });
  it('is told ever more seldom while the network stays dead', async () => {
    await pass(2, { sound: true });
    await pass(60);
    // After about 2, 6, 14 and 30 s.
    expect(stalls).toBe(4);
    await pass(60);
    expect(stalls).toBe(6);
  });
  it('is told soon again when it was alive in between', async () => {
    await pass(2, { sound: true });
    await pass(60);
    const before = stalls;
    await pass(40, { sound: true });
    await pass(3);
    expect(stalls).toBe(before + 1);
    await pass(5);
    expect(stalls).toBe(before + 2);
  });
  it('is told once while it lasts, and when it is over or nobody sends any more', async () => {
    await pass(2, { sound: true });
    expect(told).toEqual([]);
    await pass(2.5);
    expect(told).toEqual([true]);
    await pass(10);
    expect(told).toEqual([true]);
    await pass(1, { sound: true });
    expect(told).toEqual([true, false]);
    await pass(20);
    isExpected = false;
    await pass(1);
    expect(told).toEqual([true, false, true, false]);
  });
  it('is nobody’s matter once the call is over', async () => {
    stop();
    await pass(30);
    expect(stalls).toBe(0);
  });
});
