import { createWorker } from 'mediasoup';
import type { WebRtcServer, Worker } from 'mediasoup/types';
import { announcedAddressOf, type MediaSettings } from './media-settings.ts';

/** Milliseconds that a closing worker has to end by itself. Longer delays a restart of the service. */
const EXIT_GRACE_MS = 2_000;

/** One living mediasoup worker process and its WebRtcServer: one port, UDP and TCP. */
export class MediaWorker {
  /** What runs here; a Room's router puts itself in and takes itself out. */
  readonly rooms = new Set<{ readonly peerCount: number }>();
  readonly webRtcServer: WebRtcServer;
  readonly port: number;
  readonly worker: Worker;

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

  /** Peers here: what placement of a new Room compares. */
  get peers(): number {
    let peers = 0;
    for (const room of this.rooms) peers += room.peerCount;
    return peers;
  }

  /** Ends the process; resolves when it is gone. A worker that does not go is killed. */
  async close(): Promise<void> {
    if (!this.worker.closed) this.worker.close();
    if (this.worker.subprocessClosed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        try {
          process.kill(this.pid, 'SIGKILL');
        } catch {
          // It ended by itself in this very moment.
        }
      }, EXIT_GRACE_MS);
      this.worker.once('subprocessclose', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

function listen(worker: Worker, settings: MediaSettings, port: number): Promise<WebRtcServer> {
  const address = { ip: settings.listenIp, announcedAddress: announcedAddressOf(settings), port };
  return worker.createWebRtcServer({
    listenInfos: [
      { protocol: 'udp', ...address },
      { protocol: 'tcp', ...address },
    ],
  });
}
