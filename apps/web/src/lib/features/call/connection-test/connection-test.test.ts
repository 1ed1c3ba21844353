import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LocalDevices } from '../local-devices.svelte.ts';
import type { WayIn } from '../way-in.ts';
import { ConnectionTest } from './connection-test.svelte.ts';
import type { ProbeEnd } from './probe.ts';

/** What each test that began ends with: given by the test. */
const ends = vi.hoisted(() => [] as ((end: ProbeEnd) => void)[]);
vi.mock('./test-tracks.ts', () => ({ testTracks: () => ({ close: () => undefined }) }));
vi.mock('./probe.ts', () => ({
  probe: (_line: unknown, _tracks: unknown, signal: AbortSignal) =>
    new Promise((resolve) => {
      ends.push(resolve);
      signal.addEventListener('abort', () => resolve({ name: 'failed' }));
    }),
}));

const measured = { path: 'udp', roundTripMs: 9, lossUpPermille: 0, lossDownPermille: 0 } as const;
const good: ProbeEnd = {
  name: 'measured',
  measured: { ...measured, upKbps: 700, downKbps: 700, limitKbps: 1500 },
  noCodec: false,
};

describe('a test of the connection whose line to the server is lost', () => {
  let listeners: Set<() => void>;
  let connected: () => void;
  let test: ConnectionTest;
  const begun = (count: number) => vi.waitFor(() => expect(ends).toHaveLength(count));
  const said = (name: string) => vi.waitFor(() => expect(test.state.name).toBe(name));

  beforeEach(async () => {
    ends.length = 0;
    vi.stubGlobal('RTCPeerConnection', () => undefined);
    listeners = new Set();
    connected = () => [...listeners].forEach((run) => run());
    const line = {
      onConnected(run: () => void) {
        listeners.add(run);
        run();
        return () => void listeners.delete(run);
      },
    };
    const devices = { suggestMode: () => Promise.resolve() };
    test = new ConnectionTest(devices as unknown as LocalDevices, { line } as unknown as WayIn);
    void test.start();
    await begun(1);
  });
  afterEach(() => {
    test.stop();
    vi.unstubAllGlobals();
  });

  it('begins again with the next line, since the server let go of what was being tried', async () => {
    connected();
    await begun(2);
    expect(test.state.name).toBe('running');
    ends[1]!(good);
    await said('done');
  });
  it('begins again also where it had failed by then', async () => {
    ends[0]!({ name: 'failed' });
    await said('failed');
    connected();
    await begun(2);
  });
  it('says what it found also when the line is lost after it, and is not begun once more', async () => {
    ends[0]!(good);
    await said('done');
    connected();
    expect(test.state.name).toBe('done');
    expect(ends).toHaveLength(1);
  });
  it('is over for whoever has gone in', () => {
    test.stop();
    connected();
    expect(listeners.size).toBe(0);
    expect(test.state.name).toBe('idle');
  });
});
