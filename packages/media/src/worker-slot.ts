import { MediaWorker } from './media-worker.ts';
import type { MediaLog, MediaSettings } from './media-settings.ts';

/** A worker that lived this long died of something new: its successor starts at once. */
const HEALTHY_AFTER_MS = 10_000;
/** First pause of a worker that dies in a loop. Lower burns CPU; higher keeps rooms waiting. */
const FIRST_PAUSE_MS = 250;
/** Longest pause between two tries. */
const LONGEST_PAUSE_MS = 10_000;

/** Milliseconds to wait before starting again after `deaths` in a row that came early. */
export function respawnPauseMs(deaths: number): number {
  return deaths <= 1 ? 0 : Math.min(FIRST_PAUSE_MS * 2 ** (deaths - 2), LONGEST_PAUSE_MS);
}

type SlotState =
  | { name: 'starting'; lastPid: number }
  | { name: 'running'; media: MediaWorker; since: number }
  | { name: 'pausing'; lastPid: number; timer: NodeJS.Timeout }
  | { name: 'closed' };

type SlotHooks = {
  /** Port numbers to try, the best first. */
  ports: () => Iterable<number>;
  up: () => void;
  log: MediaLog;
};

/** Keeps one worker alive: when it dies, another takes its place. */
export class WorkerSlot {
  #state: SlotState = { name: 'starting', lastPid: 0 };
  #earlyDeaths = 0;
  #starting: Promise<void> | undefined;
  readonly #settings: MediaSettings;
  readonly #hooks: SlotHooks;

  constructor(settings: MediaSettings, hooks: SlotHooks) {
    this.#settings = settings;
    this.#hooks = hooks;
  }

  /** The worker, while it lives. */
  get media(): MediaWorker | undefined {
    return this.#state.name === 'running' && this.#state.media.alive ? this.#state.media : undefined;
  }

  /** The port number in use, living or not: a successor should get the same one. */
  get port(): number | undefined {
    return this.#state.name === 'running' ? this.#state.media.port : undefined;
  }

  get pid(): number {
    if (this.#state.name === 'running') return this.#state.media.pid;
    return this.#state.name === 'closed' ? 0 : this.#state.lastPid;
  }

  /** Starts the first worker; rejects if that fails, since then the settings are wrong. */
  async start(): Promise<void> {
    const media = await MediaWorker.start(this.#settings, this.#hooks.ports());
    if (this.#state.name === 'closed') return media.close();
    this.#state = { name: 'running', media, since: performance.now() };
    media.worker.once('died', () => this.#died(media));
    this.#hooks.log({ event: 'worker-started', pid: media.pid, port: media.port });
    this.#hooks.up();
  }

  /** Ends the worker and starts no other; resolves when the process is gone. */
  async close(): Promise<void> {
    const was = this.#state;
    this.#state = { name: 'closed' };
    if (was.name === 'pausing') clearTimeout(was.timer);
    if (was.name === 'running') await was.media.close();
    await this.#starting?.catch(() => {});
  }

  #died(media: MediaWorker): void {
    if (this.#state.name !== 'running') return;
    const livedMs = Math.round(performance.now() - this.#state.since);
    this.#earlyDeaths = livedMs < HEALTHY_AFTER_MS ? this.#earlyDeaths + 1 : 1;
    this.#hooks.log({ event: 'worker-died', pid: media.pid, livedMs });
    this.#respawn(media.pid);
  }

  #respawn(lastPid: number): void {
    const pauseMs = respawnPauseMs(this.#earlyDeaths);
    const timer = setTimeout(() => {
      this.#state = { name: 'starting', lastPid };
      this.#starting = this.start().catch(() => {
        this.#hooks.log({ event: 'worker-start-failed', pauseMs });
        this.#earlyDeaths = Math.max(this.#earlyDeaths + 1, 2);
        if (this.#state.name === 'starting') this.#respawn(lastPid);
      });
    }, pauseMs);
    this.#state = { name: 'pausing', lastPid, timer };
  }
}
