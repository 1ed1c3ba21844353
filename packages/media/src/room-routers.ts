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
  #opening: Promise<void> | undefined;
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
  async forOneMore(): Promise<RoomRouter> {
    for (;;) {
      if (this.#closed) throw new MediaClosed(`Room ${this.#roomId}`, this.#closed);
      // One at a time, so that a burst of joins does not open a router each.
      if (this.#opening) {
        await this.#opening.catch(() => {});
        continue;
      }
      const here = [...this.#routers].filter(({ closed }) => !closed);
      const worker = await this.#pool.place(new Map(here.map(({ media, peers }) => [media, peers])));
      const known = here.find(({ media, closed }) => media === worker && !closed);
      if (known && !this.#closed) {
        // Taken at once, so that a burst of joins is counted before its transports are there.
        known.peers += 1;
        return known;
      }
      if (known || this.#opening || this.#closed) continue;
      this.#opening = this.#open(worker).finally(() => (this.#opening = undefined));
      await this.#opening;
    }
  }

  /** Gives a place back. A second router that nobody needs any more goes too. */
  released(router: RoomRouter): void {
    router.peers -= 1;
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
