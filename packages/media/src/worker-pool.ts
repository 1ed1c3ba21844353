import { MediaClosed } from './close-reason.ts';
import { checkSettings, type MediaLog, type MediaSettings } from './media-settings.ts';
import type { MediaWorker } from './media-worker.ts';
import { WorkerSlot } from './worker-slot.ts';

export type WorkerHealth = { pid: number; alive: boolean; rooms: number; peers: number };

type Waiting = { resolve(worker: MediaWorker): void; reject(error: Error): void };

/** All workers of this machine, and the choice among them. */
export class WorkerPool {
  readonly #slots: WorkerSlot[];
  #waiting: Waiting[] = [];
  #closed = false;

  private constructor(settings: MediaSettings, log: MediaLog) {
    this.#slots = Array.from(
      { length: settings.workers },
      (_, index) =>
        new WorkerSlot(settings, {
          ports: () => this.#portsFor(index, settings),
          up: () => this.#serveWaiting(),
          log,
        }),
    );
  }

  /** Starts every worker; rejects with all of them ended if one cannot start. */
  static async start(settings: MediaSettings, log: MediaLog): Promise<WorkerPool> {
    checkSettings(settings);
    const pool = new WorkerPool(settings, log);
    try {
      // One after the other, so that two never try the same port number.
      for (const slot of pool.#slots) await slot.start();
    } catch (error) {
      await pool.close();
      throw error;
    }
    return pool;
  }

  /** The living worker with the fewest peers, then the fewest rooms; waits for one where none lives. */
  living(): Promise<MediaWorker> {
    if (this.#closed) return Promise.reject(new MediaClosed('The media server', 'server-stopping'));
    const worker = this.#leastLoaded();
    if (worker) return Promise.resolve(worker);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  health(): WorkerHealth[] {
    return this.#slots.map(({ media, pid }) => ({
      pid,
      alive: media !== undefined,
      rooms: media?.rooms.size ?? 0,
      peers: media?.peers ?? 0,
    }));
  }

  /** Idempotent; resolves when every process is gone. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { reject } of this.#waiting.splice(0))
      reject(new MediaClosed('The media server', 'server-stopping'));
    await Promise.all(this.#slots.map((slot) => slot.close()));
  }

  #leastLoaded(): MediaWorker | undefined {
    const living = this.#slots.flatMap(({ media }) => media ?? []);
    return living.sort((a, b) => a.peers - b.peers || a.rooms.size - b.rooms.size)[0];
  }

  #serveWaiting(): void {
    const worker = this.#leastLoaded();
    if (worker) for (const { resolve } of this.#waiting.splice(0)) resolve(worker);
  }

  /** The slot's own number first, then whatever of the range no other slot has or would like. */
  *#portsFor(index: number, { ports }: MediaSettings): Generator<number> {
    yield ports.min + index;
    const others = this.#slots.filter((_, other) => other !== index);
    const taken = new Set(others.map(({ port }) => port));
    for (let port = ports.min + this.#slots.length; port <= ports.max; port++)
      if (!taken.has(port)) yield port;
  }
}
