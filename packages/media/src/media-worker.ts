import { createWorker } from 'mediasoup';
import type { WebRtcServer, Worker } from 'mediasoup/types';
import type { WorkerLoad } from '#domain';
import { listenAddresses, type MediaSettings } from './media-settings.ts';

/** Milliseconds that a closing worker has to end by itself. Longer delays a restart of the service. */
const EXIT_GRACE_MS = 2_000;
/** How much of a new measurement counts. Higher follows a burst of joins, lower forgets one spike. */
const NEWEST_SHARE = 0.5;

/**
 * A worker that has left so many measurements in a row unanswered, two seconds apart, answers nothing any more. Lower takes a
 * machine that was kept still for a moment for it; higher leaves its rooms without media for longer.
 */
export const HUNG_AFTER = 5;

/**
 * What may wait while a worker is busy or waits for its core: of everybody who sends to it, since they share one socket. What finds
 * no room is lost to all who would have received it. The kernel's own 208 KiB hold some 90 packets of pictures, 40 ms of a meeting of
 * twenty-five, which Node's collecting of garbage was seen to take; these hold 3,600 (the kernel doubles what it is told, and counts a
 * packet as 2,304 bytes). It gives no more than `net.core.rmem_max`, which the machine's owner has to raise (infra/install).
 */
export const RECEIVE_BUFFER_BYTES = 4 * 1_024 * 1_024;

/** What a Room has here, as far as placement asks. */
type Placed = { readonly peers: number };

/** One living mediasoup worker process and its WebRtcServer: one port, UDP and TCP, for all its addresses. */
export class MediaWorker {
  /** What runs here; a Room's router puts itself in and takes itself out. */
  readonly routers = new Set<Placed>();
  readonly webRtcServer: WebRtcServer;
  readonly port: number;
  readonly worker: Worker;
  #cpu = 0;
  #measured: { cpuMs: number; at: number } | undefined;
  /** How often it was to be measured since it was asked and has not answered; undefined while nothing is asked. */
  #unanswered: number | undefined;

  private constructor(worker: Worker, webRtcServer: WebRtcServer, port: number) {
    this.worker = worker;
    this.webRtcServer = webRtcServer;
    this.port = port;
  }

  /** Starts a process on the first of `ports` that can be bound. Rejects, leaving no process, if none can. */
  static async start(settings: MediaSettings, ports: Iterable<number>): Promise<MediaWorker> {
    const worker = await createWorker({
      workerBin: settings.workerBin,
      logLevel: settings.logLevel ?? 'error',
    });
    let lastError: unknown = new Error('no port number is left');
    for (const port of ports) {
      try {
        return new MediaWorker(worker, await listen(worker, settings, port), port);
      } catch (error) {
        lastError = error;
        if (worker.closed) break;
      }
    }
    worker.close();
    throw new Error('A media worker could not bind any of its ports.', { cause: lastError });
  }

  get pid(): number {
    return this.worker.pid;
  }

  /** False from the moment its death is known, before anyone is told of it. */
  get alive(): boolean {
    return !this.worker.closed;
  }

  get peers(): number {
    let peers = 0;
    for (const router of this.routers) peers += router.peers;
    return peers;
  }

  /** What placement compares. The process id tells workers apart. */
  get load(): WorkerLoad {
    return { id: this.pid, cpu: this.#cpu, peers: this.peers, rooms: this.routers.size };
  }

  /**
   * Asks the process how much it has run since it was asked last. `now` in milliseconds of any steady clock. One that lives but
   * answers no more is killed: its death is noticed, and mends what nobody else would notice.
   */
  async measure(now: number): Promise<void> {
    if (this.#unanswered !== undefined) return this.#waited(this.#unanswered + 1);
    this.#unanswered = 0;
    const { ru_utime, ru_stime } = await this.worker
      .getResourceUsage()
      .finally(() => (this.#unanswered = undefined));
    const cpuMs = ru_utime + ru_stime;
    const before = this.#measured;
    this.#measured = { cpuMs, at: now };
    if (!before || now <= before.at) return;
    const share = (cpuMs - before.cpuMs) / (now - before.at);
    this.#cpu += (share - this.#cpu) * NEWEST_SHARE;
  }

  #waited(times: number): void {
    this.#unanswered = times;
    if (times >= HUNG_AFTER) this.#kill();
  }

  #kill(): void {
    try {
      process.kill(this.pid, 'SIGKILL');
    } catch {
      // It ended by itself in this very moment.
    }
  }

  /** Ends the process; resolves when it is gone. A worker that does not go is killed. */
  async close(): Promise<void> {
    if (!this.worker.closed) this.worker.close();
    if (this.worker.subprocessClosed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.#kill(), EXIT_GRACE_MS);
      this.worker.once('subprocessclose', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

function listen(worker: Worker, settings: MediaSettings, port: number): Promise<WebRtcServer> {
  return worker.createWebRtcServer({
    listenInfos: listenAddresses(settings).flatMap(({ ip, announcedAddress, isV6 }) =>
      (['udp', 'tcp'] as const).map((protocol) => ({
        protocol,
        ip,
        announcedAddress,
        port,
        ...(protocol === 'udp' ? { recvBufferSize: RECEIVE_BUFFER_BYTES } : {}),
        // Otherwise '::' would take the IPv4 port as well.
        ...(isV6 ? { flags: { ipv6Only: true } } : {}),
      })),
    ),
  });
}
