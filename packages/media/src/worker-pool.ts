import { placePeer, placeRoom, type WorkerLoad } from '#domain';
import { MediaClosed } from './close-reason.ts';
import { droppedAt } from './dropped-packets.ts';
import { checkSettings, PEERS_PER_WORKER, type MediaLog, type MediaSettings } from './media-settings.ts';
import type { MediaWorker } from './media-worker.ts';
import { onTheSecond } from './on-the-second.ts';
import { WorkerSlot } from './worker-slot.ts';

export type WorkerHealth = {
  pid: number;
  alive: boolean;
  rooms: number;
  peers: number;
  /** Share of one core that it used lately. */
  cpu: number;
  /** Datagrams that came while its socket's buffer was full, since it was started. */
  dropped: number;
};

/** Seconds between two measurements of the workers' load. Lower follows bursts that mean nothing. */
const MEASURE_EVERY = 2;

type Waiting = { resolve(): void; reject(error: Error): void };

/** All workers of this machine, and the choice among them. */
export class WorkerPool {
  readonly #slots: WorkerSlot[];
  readonly #peersPerWorker: number;
  readonly #stopMeasuring: () => void;
  #seconds = 0;
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
    this.#peersPerWorker = settings.peersPerWorker ?? PEERS_PER_WORKER;
    this.#stopMeasuring = onTheSecond(() => {
      if (this.#seconds++ % MEASURE_EVERY === 0) this.#measure();
    });
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

  /**
   * The worker for one more peer of a room that has so many peers on each of the workers `here` (M10); for a new room
   * that is nobody. Waits for a worker where none lives.
   */
  async place(here: ReadonlyMap<MediaWorker, number>): Promise<MediaWorker> {
    for (;;) {
      if (this.#closed) throw new MediaClosed('The media server', 'server-stopping');
      const living = this.#slots.flatMap(({ media }) => media ?? []);
      const loads = living.map(({ load }): WorkerLoad => load);
      const ours = new Map([...here].map(([{ pid }, peers]) => [pid, peers]));
      const pid = ours.size > 0 ? placePeer(loads, ours, this.#peersPerWorker) : placeRoom(loads);
      const chosen = living.find((worker) => worker.pid === pid);
      if (chosen) return chosen;
      await new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    }
  }

  health(): WorkerHealth[] {
    return this.#slots.map(({ media, pid }) => ({
      pid,
      alive: media !== undefined,
      rooms: media?.routers.size ?? 0,
      peers: media?.peers ?? 0,
      cpu: media?.load.cpu ?? 0,
      dropped: media ? droppedAt(media.port) : 0,
    }));
  }

  /** Idempotent; resolves when every process is gone. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopMeasuring();
    for (const { reject } of this.#waiting.splice(0))
      reject(new MediaClosed('The media server', 'server-stopping'));
    await Promise.all(this.#slots.map((slot) => slot.close()));
  }

  #measure(): void {
    const now = performance.now();
    // A worker that dies in this very moment is noticed elsewhere.
    for (const { media } of this.#slots) media?.measure(now).catch(() => {});
  }

  #serveWaiting(): void {
    for (const { resolve } of this.#waiting.splice(0)) resolve();
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
