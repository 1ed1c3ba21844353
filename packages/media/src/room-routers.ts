import type { AudioLevelObserverVolume } from 'mediasoup/types';
import { MediaClosed, type CloseReason } from './close-reason.ts';
import type { MediaWorker } from './media-worker.ts';
import { RoomRouter } from './room-router.ts';
import type { WorkerPool } from './worker-pool.ts';

type Hooks = {
  lost: (router: RoomRouter) => void;
  volumes: (router: RoomRouter, volumes: AudioLevelObserverVolume[]) => void;
};

/** The routers of one Room: one as long as a worker carries it, more when it has outgrown that (M10). */
export class RoomRouters {
  readonly #roomId: string;
  readonly #pool: WorkerPool;
  readonly #hooks: Hooks;
  readonly #routers = new Set<RoomRouter>();
  /** Settles when everybody who has asked for a place so far has one, or none. */
  #before: Promise<unknown> = Promise.resolve();
  #reportsEveryMs: number | undefined;
  #closed: CloseReason | undefined;

  constructor(roomId: string, pool: WorkerPool, hooks: Hooks) {
    this.#roomId = roomId;
    this.#pool = pool;
    this.#hooks = hooks;
  }

  get count(): number {
    return this.#routers.size;
  }

  /** A place for one more peer, to be given back with `released`; its router is opened where there is none yet, as often as workers die meanwhile. */
  forOneMore(): Promise<RoomRouter> {
    // One after the other: each counts those before it, and a burst of joins does not open a router each.
    const taken = this.#before.then(() => this.#take());
    this.#before = taken.catch(() => {});
    return taken;
  }

  async #take(): Promise<RoomRouter> {
    for (;;) {
      if (this.#closed) throw new MediaClosed(`Room ${this.#roomId}`, this.#closed);
      const here = [...this.#routers].filter(({ closed }) => !closed);
      const worker = await this.#pool.place(new Map(here.map(({ media, peers }) => [media, peers])));
      if (this.#closed) continue;
      const known = [...this.#routers].find(({ media, closed }) => media === worker && !closed);
      if (!known) {
        await this.#open(worker);
        continue;
      }
      // Taken at once, so that a burst of joins is counted before its transports are there.
      known.peers += 1;
      // Left by everybody while it was the only one, or opened for somebody who then found room elsewhere.
      for (const router of this.#routers) this.#closeIfIdle(router);
      return known;
    }
  }

  /** Gives a place back. A second router that nobody needs any more goes too. */
  released(router: RoomRouter): void {
    router.peers -= 1;
    this.#closeIfIdle(router);
  }

  #closeIfIdle(router: RoomRouter): void {
    if (router.closed || router.peers > 0 || this.#routers.size < 2) return;
    this.#routers.delete(router);
    router.close();
  }

  /** How often (ms) each of them reports who is heard; undefined: not at all. */
  reportVoices(everyMs: number | undefined): void {
    this.#reportsEveryMs = everyMs;
    for (const router of this.#routers) router.reportVoices(everyMs);
  }

  close(reason: CloseReason): void {
    this.#closed = reason;
    for (const router of this.#routers) router.close();
    this.#routers.clear();
  }

  async #open(worker: MediaWorker): Promise<void> {
    try {
      const router = await RoomRouter.open(worker, {
        volumes: this.#hooks.volumes,
        lost: (gone) => {
          this.#routers.delete(gone);
          if (!this.#closed) this.#hooks.lost(gone);
        },
      });
      if (this.#closed) return router.close();
      this.#routers.add(router);
      router.reportVoices(this.#reportsEveryMs);
    } catch (error) {
      // A worker that died is no error of ours: the next try finds another.
      if (worker.alive) throw error;
    }
  }
}
