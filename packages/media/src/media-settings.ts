import type { WorkerLogLevel } from 'mediasoup/types';

export type MediaSettings = {
  /** Absolute path of the mediasoup-worker binary. */
  workerBin: string;
  /** How many workers to keep alive; one per core is right. */
  workers: number;
  /** Address to bind, for instance '0.0.0.0'. */
  listenIp: string;
  /**
   * Address or host name that clients reach this machine at. Left out, it is the bound address, or
   * 127.0.0.1 where that is a wildcard, which serves only browsers on this machine.
   */
  announcedAddress?: string;
  /** Port numbers to take, inclusive. Each worker takes one, for UDP and TCP alike. */
  ports: { min: number; max: number };
  logLevel?: WorkerLogLevel;
};

/** Ids, counts and codes only: never an address, a key or a name. */
export type MediaLog = (event: { event: string } & Record<string, unknown>) => void;

const wildcards = new Set(['0.0.0.0', '::', '[::]']);

/** The address that ICE candidates carry. */
export function announcedAddressOf({ listenIp, announcedAddress }: MediaSettings): string {
  return announcedAddress ?? (wildcards.has(listenIp) ? '127.0.0.1' : listenIp);
}

/** Throws where the settings cannot work: a mistake of whoever started the server. */
export function checkSettings({ workers, ports }: MediaSettings): void {
  if (!Number.isInteger(workers) || workers < 1)
    throw new Error(`There must be at least 1 media worker, not ${workers}.`);
  const count = ports.max - ports.min + 1;
  if (!Number.isInteger(count) || ports.min < 1 || ports.max > 65_535 || count < workers) {
    throw new Error(
      `${workers} media workers need ${workers} port numbers between 1 and 65535; ${ports.min}-${ports.max} does not hold them.`,
    );
  }
}
