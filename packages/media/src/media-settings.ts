import type { WorkerLogLevel } from 'mediasoup/types';
import type { TurnSettings } from './ice-servers.ts';

export type MediaSettings = {
  /** Absolute path of the mediasoup-worker binary. */
  workerBin: string;
  /** How many workers to keep alive; one per core is right. */
  workers: number;
  /** Addresses to bind, for instance '0.0.0.0' and '::'. */
  listenIps: readonly string[];
  /**
   * Addresses or host names that clients reach this machine at: IPv4 for the IPv4 addresses, IPv6 for the others, a host
   * name for both. Left out, it is the bound address, or this machine's own where that is a wildcard, which serves only
   * browsers on this machine.
   */
  announcedAddresses?: readonly string[];
  /** Port numbers to take, inclusive. Each worker takes one, for UDP and TCP alike. */
  ports: { min: number; max: number };
  /** A TURN server for networks that let nothing else through. */
  turn?: TurnSettings;
  /**
   * How many peers of one room a worker takes before the room goes on on another. Higher keeps more together; lower
   * spreads a large meeting over the cores earlier.
   */
  peersPerWorker?: number;
  logLevel?: WorkerLogLevel;
};

/** Sixty people with nine tiles each are about a quarter of a core; past that a second core is the better place. */
export const PEERS_PER_WORKER = 60;

/** Ids, counts and codes only: never an address, a key or a name. `error`: what was thrown, of which only where is kept. */
export type MediaLog = (event: { event: string } & Record<string, unknown>) => void;

export type ListenAddress = { ip: string; announcedAddress: string; isV6: boolean };

const wildcards: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };
const isV6 = (address: string) => address.includes(':');
const isV4 = (address: string) => /^\d+\.\d+\.\d+\.\d+$/.test(address);

/** What to bind, and what the ICE candidate of it then carries: the first announced address of its family. */
export function listenAddresses({ listenIps, announcedAddresses = [] }: MediaSettings): ListenAddress[] {
  return listenIps.map((ip) => {
    const v6 = isV6(ip);
    const told = announcedAddresses.find((address) => (v6 ? !isV4(address) : !isV6(address)));
    return { ip, announcedAddress: told ?? wildcards[ip] ?? ip, isV6: v6 };
  });
}

/** Throws where the settings cannot work: a mistake of whoever started the server. */
export function checkSettings({ workers, ports, listenIps }: MediaSettings): void {
  if (!Number.isInteger(workers) || workers < 1)
    throw new Error(`There must be at least 1 media worker, not ${workers}.`);
  if (listenIps.length === 0) throw new Error('Media needs at least one address to listen on.');
  const count = ports.max - ports.min + 1;
  if (!Number.isInteger(count) || ports.min < 1 || ports.max > 65_535 || count < workers) {
    throw new Error(
      `${workers} media workers need ${workers} port numbers between 1 and 65535; ${ports.min}-${ports.max} does not hold them.`,
    );
  }
}
