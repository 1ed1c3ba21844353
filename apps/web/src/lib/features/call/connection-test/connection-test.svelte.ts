import { connect } from '#lib/realtime.svelte.ts';
import type { LocalDevices } from '../local-devices.svelte.ts';
import { modeFor, verdictOf, type Measured, type Verdict } from './verdict.ts';

export type TestState =
  | { name: 'idle' }
  | { name: 'running' }
  | { name: 'done'; verdict: Verdict; measured: Measured; noCodec: boolean }
  | { name: 'no-path' }
  /** The browser can't do it at all. */
  | { name: 'unsupported' }
  /** It could not be tried now, which says nothing about the connection. */
  | { name: 'failed' };

/**
 * The test of the connection before joining, over a line of its own that is in no visit. Sockets and media load only when
 * it starts, and the line goes when it ends.
 */
export class ConnectionTest {
  state: TestState = $state.raw({ name: 'idle' });
  readonly #devices: LocalDevices;
  readonly #auth: { token?: string };
  #running: AbortController | undefined;

  constructor(devices: LocalDevices, auth: { token?: string }) {
    this.#devices = devices;
    this.#auth = auth;
  }

  async start(): Promise<void> {
    this.stop();
    if (typeof RTCPeerConnection === 'undefined') return void (this.state = { name: 'unsupported' });
    const running = new AbortController();
    this.#running = running;
    this.state = { name: 'running' };
    const end = await this.#probe(running.signal);
    // Another one has begun, or nobody waits for the answer any more.
    if (running.signal.aborted) return;
    this.#running = undefined;
    if (end.name !== 'measured') return void (this.state = end);
    const { measured, noCodec } = end;
    const verdict = verdictOf(measured);
    this.state = { name: 'done', verdict, measured, noCodec };
    await this.#devices.suggestMode(modeFor(verdict));
  }

  /** Whoever joins is not kept by it. */
  stop(): void {
    this.#running?.abort();
    this.#running = undefined;
    if (this.state.name === 'running') this.state = { name: 'idle' };
  }

  async #probe(signal: AbortSignal) {
    const line = connect(this.#auth);
    const { testTracks } = await import('./test-tracks.ts');
    const tracks = testTracks();
    try {
      const { probe } = await import('./probe.ts');
      return await probe(line, tracks, signal);
    } catch {
      return { name: 'failed' } as const;
    } finally {
      tracks.close();
      line.close();
    }
  }
}
