import type { Realtime } from '#lib/realtime.svelte.ts';
import type { LocalDevices } from '../local-devices.svelte.ts';
import type { WayIn } from '../way-in.ts';
import type { TestTracks } from './test-tracks.ts';
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
 * The test of the connection before joining, over a line that is in no visit yet. Media loads only when it starts.
 */
export class ConnectionTest {
  state: TestState = $state.raw({ name: 'idle' });
  readonly #devices: LocalDevices;
  readonly #wayIn: WayIn;
  #running: AbortController | undefined;
  #unwatch: (() => void) | undefined;
  /** One at a time: the end of one would end the next, over the same line. */
  #probing: Promise<unknown> = Promise.resolve();

  constructor(devices: LocalDevices, wayIn: WayIn) {
    this.#devices = devices;
    this.#wayIn = wayIn;
  }

  async start(): Promise<void> {
    this.stop();
    if (typeof RTCPeerConnection === 'undefined') return void (this.state = { name: 'unsupported' });
    const running = new AbortController();
    this.#running = running;
    this.state = { name: 'running' };
    const { line } = this.#wayIn;
    this.#beginAgainWith(line);
    const probing = this.#probing.then(() => this.#probe(line, running.signal));
    this.#probing = probing;
    const end = await probing;
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
    this.#unwatch?.();
    if (this.state.name === 'running') this.state = { name: 'idle' };
  }

  /** With the line the server let go of what was being tried. Once there is another one, nobody has to press anything. */
  #beginAgainWith(line: Realtime): void {
    let isFirst = true;
    this.#unwatch = line.onConnected(() => {
      const { name } = this.state;
      if (name === 'failed' || (name === 'running' && !isFirst)) void this.start();
      isFirst = false;
    });
  }

  async #probe(line: Realtime, signal: AbortSignal) {
    let tracks: TestTracks | undefined;
    try {
      const [{ testTracks }, { probe }] = await Promise.all([
        import('./test-tracks.ts'),
        import('./probe.ts'),
      ]);
      tracks = testTracks();
      return await probe(line, tracks, signal);
    } catch {
      return { name: 'failed' } as const;
    } finally {
      tracks?.close();
    }
  }
}
