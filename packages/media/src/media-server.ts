import { MediaClosed, type CloseReason } from './close-reason.ts';
import type { RoomListener } from './media-notice.ts';
import type { MediaLog, MediaSettings } from './media-settings.ts';
import { Room } from './room.ts';
import { WorkerPool, type WorkerHealth } from './worker-pool.ts';

/** The media of this machine: its workers and the Rooms on them. */
export class MediaServer {
  readonly #pool: WorkerPool;
  readonly #log: MediaLog;
  readonly #rooms = new Map<string, Room>();
  #closing: Promise<void> | undefined;

  private constructor(pool: WorkerPool, log: MediaLog) {
    this.#pool = pool;
    this.#log = log;
  }

  /** Starts every worker. Rejects, with none left running, when one cannot start or bind a port. */
  static async start(settings: MediaSettings, hooks: { log?: MediaLog } = {}): Promise<MediaServer> {
    const log = hooks.log ?? (() => {});
    return new MediaServer(await WorkerPool.start(settings, log), log);
  }

  /** On the least loaded worker. Throws if a room of this id is open; rejects if it is closed meanwhile. */
  async openRoom(roomId: string, listener: RoomListener): Promise<Room> {
    if (this.#closing) throw new MediaClosed('The media server', 'server-stopping');
    if (this.#rooms.has(roomId)) throw new Error(`Room ${roomId} is already open.`);
    const room = new Room(roomId, {
      pool: this.#pool,
      listener,
      log: this.#log,
      closed: () => this.#rooms.delete(roomId),
    });
    this.#rooms.set(roomId, room);
    try {
      await room.open();
    } catch (error) {
      room.close('join-failed');
      throw error;
    }
    return room;
  }

  /** An open room, or one that is just being opened. */
  room(roomId: string): Room | undefined {
    return this.#rooms.get(roomId);
  }

  health(): { workers: WorkerHealth[] } {
    return { workers: this.#pool.health() };
  }

  /** Closes every room, then every worker; resolves when their processes are gone, within about 2 s. Idempotent. */
  close(reason: CloseReason): Promise<void> {
    this.#closing ??= this.#close(reason);
    return this.#closing;
  }

  async #close(reason: CloseReason): Promise<void> {
    for (const room of [...this.#rooms.values()]) room.close(reason);
    await this.#pool.close();
  }
}
