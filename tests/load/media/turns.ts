// Every contender under the same load, in turns within one run.
import { median } from './cpu.ts';
import type { Contender } from './contender.ts';
import type { Load } from './generator.ts';
import { measure, usPerPacket, type Window } from './window.ts';

export type Turns = Map<Contender, Window[]>;

/**
 * Everybody is connected to all contenders at once, but only one of them carries the load at a time, in
 * changing order: whatever else the machine does falls on all of them alike.
 */
export async function inTurns(
  contenders: readonly Contender[],
  open: (contender: Contender) => Promise<Load>,
  { rounds, seconds, log }: { rounds: number; seconds: number; log: (line: string) => void },
): Promise<Turns> {
  const loads = new Map<Contender, Load>();
  const turns: Turns = new Map(contenders.map((contender) => [contender, []]));
  for (const contender of contenders) loads.set(contender, await open(contender));
  for (let round = 0; round < rounds; round++) {
    for (const contender of round % 2 ? [...contenders].reverse() : contenders) {
      const window = await measure(contender, loads.get(contender)!, seconds);
      turns.get(contender)!.push(window);
      log(
        `${contender.name}: ${Math.round(window.packets / window.seconds)} packets/s, ` +
          `${usPerPacket(window).toFixed(2)} µs each, ${(window.loss * 100).toFixed(2)} % lost, ` +
          `the load used ${(window.loadCore * 100).toFixed(0)} % of its core`,
      );
    }
  }
  for (const load of loads.values()) await load.close();
  return turns;
}

export const medianUs = (turns: Turns, of: Contender): number => median(turns.get(of)!.map(usPerPacket));

/** Round by round, so that what slowed a whole round down cancels out. */
export function ratio(turns: Turns, of: Contender, to: Contender): number {
  const theirs = turns.get(to)!;
  return median(turns.get(of)!.map((window, round) => usPerPacket(window) / usPerPacket(theirs[round]!)));
}

export const mostLoss = (turns: Turns, of: Contender): number =>
  Math.max(...turns.get(of)!.map(({ loss }) => loss));

/** Share of a core of one of a contender's processes: 0 is Node, 1 the worker. */
export const coreShare = (turns: Turns, of: Contender, process: number): number =>
  median(turns.get(of)!.map(({ cpuNs, seconds }) => (cpuNs[process] ?? 0) / 1e9 / seconds));

/** Cores of all of a contender's processes together. */
export const cores = (turns: Turns, of: Contender): number =>
  median(turns.get(of)!.map(({ cpuNs, seconds }) => cpuNs.reduce((sum, ns) => sum + ns, 0) / 1e9 / seconds));

export const packetsPerS = (turns: Turns, of: Contender): number =>
  median(turns.get(of)!.map(({ packets, seconds }) => packets / seconds));
