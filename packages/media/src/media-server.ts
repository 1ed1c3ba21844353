import { mediaSteps, type MediaStep } from '#domain';
import { MediaClosed, type CloseReason } from './close-reason.ts';
import type { RoomListener } from './media-notice.ts';
import type { MediaLog, MediaSettings } from './media-settings.ts';
import { iceServersFor } from './ice-servers.ts';
import { onTheSecond } from './on-the-second.ts';
import { Probe } from './probe.ts';
import { PacketCount } from './packet-count.ts';
import { Room, type PeerVitals } from './room.ts';
import { WorkerPool, type WorkerHealth } from './worker-pool.ts';

/** Tests of connections at once. Each is one person's picture there and back for five seconds. */
const MAX_PROBES = 40;

export type MediaCounts = { transports: number; producers: number; consumers: number };

export type MediaTotals = {
  incomingKbps: number;
  outgoingKbps: number;
  peersByStep: Record<MediaStep, number>;
  packetsReceived: number;
};

/** The media of this machine: its workers and the Rooms on them. */
export class MediaServer {
  readonly #pool: WorkerPool;
  readonly #log: MediaLog;
  readonly #settings: MediaSettings;
  readonly #rooms = new Map<string, Room>();
  /** By whose they are. */
  readonly #probes = new Map<string, Probe>();
  readonly #stopBeats: () => void;
  #closing: Promise<void> | undefined;

  private constructor(pool: WorkerPool, settings: MediaSettings, log: MediaLog) {
    this.#pool = pool;
    this.#settings = settings;
    this.#log = log;
    // What gets through and what is sent: more often costs Node, less often tells trouble late.
    this.#stopBeats = onTheSecond(() => this.#beat());
  }

  /** Starts every worker. Rejects, with none left running, when one cannot start or bind a port. */
  static async start(settings: MediaSettings, hooks: { log?: MediaLog } = {}): Promise<MediaServer> {
    const log = hooks.log ?? (() => {});
    return new MediaServer(await WorkerPool.start(settings, log), settings, log);
  }

  /** On the least loaded worker. Throws if a room of this id is open; rejects if it is closed meanwhile. */
  async openRoom(roomId: string, listener: RoomListener): Promise<Room> {
    if (this.#closing) throw new MediaClosed('The media server', 'server-stopping');
    if (this.#rooms.has(roomId)) throw new Error(`Room ${roomId} is already open.`);
    const room = new Room(roomId, {
      pool: this.#pool,
      listener,
      log: this.#log,
      iceServers: (who) => this.#iceServers(who),
      packets: this.#packets,
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

  /** A test of one connection on the least loaded worker, one for each `who`; undefined when too many are under way. */
  async openProbe(who: string): Promise<Probe | undefined> {
    this.#probes.get(who)?.close();
    if (this.#probes.size + this.#openingProbes >= MAX_PROBES) return undefined;
    this.#openingProbes += 1;
    try {
      const probe = await this.#makeProbe(who);
      this.#probes.get(who)?.close();
      this.#probes.set(who, probe);
      return probe;
    } finally {
      this.#openingProbes -= 1;
    }
  }

  async #makeProbe(who: string): Promise<Probe> {
    for (;;) {
      const worker = await this.#pool.place(new Map());
      try {
        const probe: Probe = await Probe.open(worker, this.#iceServers(who), () => {
          if (this.#probes.get(who) === probe) this.#probes.delete(who);
        });
        return probe;
      } catch (error) {
        // A worker that died is no error of ours: the next try finds another.
        if (worker.alive) throw error;
      }
    }
  }
  #openingProbes = 0;

  /** An open room, or one that is just being opened. */
  room(roomId: string): Room | undefined {
    return this.#rooms.get(roomId);
  }

  health(): { workers: WorkerHealth[] } {
    return { workers: this.#pool.health() };
  }

  /** How many of each there are in all rooms, from mediasoup's own objects: what leaks shows here. */
  counts(): MediaCounts {
    const peers = [...this.#rooms.values()].flatMap((room) => room.snapshot().peers);
    const sum = (of: (peer: (typeof peers)[number]) => unknown[]) =>
      peers.reduce((total, peer) => total + of(peer).length, 0);
    return {
      transports: sum(({ transports }) => transports),
      producers: sum(({ producers }) => producers),
      consumers: sum(({ consumers }) => consumers),
    };
  }

  /** What all rooms carry now, and the RTP packets that peers have sent since the start, as of the last call. */
  async totals(): Promise<MediaTotals> {
    const vitals = [...this.#rooms.values()].flatMap((room) => room.vitals());
    const sum = (of: (peer: PeerVitals) => number) => vitals.reduce((total, peer) => total + of(peer), 0);
    for (const room of this.#rooms.values()) await room.countPackets();
    return {
      incomingKbps: sum(({ sendKbps }) => sendKbps),
      outgoingKbps: sum(({ receiveKbps }) => receiveKbps),
      peersByStep: Object.fromEntries(
        mediaSteps.map((step) => [step, vitals.filter((peer) => peer.step === step).length]),
      ) as Record<MediaStep, number>,
      packetsReceived: this.#packets.total,
    };
  }
  readonly #packets = new PacketCount();

  /** Closes every room, then every worker; resolves when their processes are gone, within about 2 s. Idempotent. */
  close(reason: CloseReason): Promise<void> {
    this.#closing ??= this.#close(reason);
    return this.#closing;
  }

  async #close(reason: CloseReason): Promise<void> {
    this.#stopBeats();
    for (const probe of [...this.#probes.values()]) probe.close();
    for (const room of [...this.#rooms.values()]) room.close(reason);
    await this.#pool.close();
  }

  #beat(): void {
    const now = performance.now();
    for (const room of this.#rooms.values())
      room.beat(now).catch((error: unknown) => this.#log({ event: 'beat-failed', room: room.id, error }));
  }

  // TURN credentials end at a time on the wall, here and in coturn.
  #iceServers = (who: string) => iceServersFor(this.#settings.turn, who, Date.now());
}
