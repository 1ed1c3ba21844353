import { setTimeout as sleep } from 'node:timers/promises';
import { cpuNs } from './cpu.ts';
import { udpCounters } from './counters.ts';
import type { Contender } from './contender.ts';
import type { Load } from './generator.ts';

/** What one contender did in one window of time. */
export type Window = {
  seconds: number;
  /** CPU of each of the contender's processes. */
  cpuNs: number[];
  /** Datagrams that arrived at the load; media but for a few reports. */
  packets: number;
  sent: number;
  /** Packets that were due and not sent, since nobody needed their layer. */
  spared: number;
  /** Share of packets that did not arrive. */
  loss: number;
  /** Share of datagrams for which the load's own sockets had no room. */
  dropped: number;
  /** Share of its core that the load itself used. */
  loadCore: number;
};

/** Milliseconds until everybody has the sharpest layer again (a key frame and a sender report of each) before CPU is read. */
const SETTLE_MS = 3_000;

/** Sends one load for so long and accounts for it. `whileAt` runs in the middle of it. */
export async function measure(contender: Contender, load: Load, seconds: number): Promise<Window> {
  await load.start();
  await sleep(SETTLE_MS);
  const read = async () => ({
    at: performance.now(),
    each: contender.pids.map((pid) => cpuNs([pid])),
    udp: udpCounters(load.pid),
    count: await load.count(),
    load: cpuNs([load.pid]),
  });
  const before = await read();
  await sleep(seconds * 1_000);
  const after = await read();
  await load.pause();
  const elapsed = (after.at - before.at) / 1_000;
  const metered = after.count.metered - before.count.metered;
  const missed = after.count.lost - before.count.lost;
  const packets = after.udp.delivered - before.udp.delivered;
  const dropped = after.udp.dropped - before.udp.dropped;
  return {
    seconds: elapsed,
    cpuNs: after.each.map((ns, index) => ns - before.each[index]!),
    packets,
    sent: after.count.sent - before.count.sent,
    spared: after.count.spared - before.count.spared,
    loss: Math.max(dropped / (packets + dropped || 1), missed / (metered + missed || 1)),
    dropped: dropped / (packets + dropped || 1),
    loadCore: (after.load - before.load) / 1e9 / elapsed,
  };
}

export const usPerPacket = ({ cpuNs, packets }: Window): number =>
  cpuNs.reduce((sum, ns) => sum + ns, 0) / 1_000 / packets;
