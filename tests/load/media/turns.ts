// Every contender under the same load, in turns within one run.
import { median } from './cpu.ts';
import type { Contender } from './contender.ts';
import type { Load } from './generator.ts';
import { planned, slowed, type Plan } from './peers/plan.ts';
import { measure, usPerPacket, type Window } from './window.ts';

export type Turns = {
  windows: ReadonlyMap<Contender, Window[]>;
  /** Contenders without a figure, and why. */
  refused: ReadonlyMap<Contender, string>;
  /** What DTLS agreed on. */
  profiles: ReadonlyMap<Contender, string>;
  /** Share of the planned packets that the load was lowered to. */
  pace: number;
};

type Options = {
  rounds: number;
  seconds: number;
  log: (line: string) => void;
  /** Not everything is meant to arrive. */
  isPartial?: boolean;
};

/** Turns of each contender where a ratio is judged. One window strays by 8 %; fewer make a verdict on 5 % a matter of luck. */
export const ROUNDS = 5;
/** What the load is lowered to, one after the other, where the generator can't keep up. */
const PACES = [1, 0.7, 0.5, 0.35, 0.25];
/** Share of what was planned that must be sent, and arrive. Lower hides a contender that does less than others. */
const ENOUGH = 0.97;
/** Share of datagrams that the load's own sockets may drop; more is the generator's fault. */
const DROPPED = 0.005;

/**
 * Everybody is connected to all contenders at once, but only one of them carries the load at a time, in
 * changing order: whatever else the machine does falls on all of them alike. A contender that can't be loaded or
 * delivers less than planned is refused, and the others go on.
 */
export async function inTurns(
  contenders: readonly Contender[],
  plan: Plan,
  open: (contender: Contender, plan: Plan) => Promise<Load>,
  options: Options,
): Promise<Turns> {
  for (const pace of PACES) {
    const turns = await atPace(contenders, plan, pace, open, options);
    if (turns) return turns;
    options.log(`the generator could not keep up at ${pace * 100} % of the planned load`);
  }
  throw new Error(`the generator could not keep up with a ${1 / PACES.at(-1)!}th of the load`);
}

/** Undefined where the generator did not keep up. */
async function atPace(
  contenders: readonly Contender[],
  wanted: Plan,
  pace: number,
  open: (contender: Contender, plan: Plan) => Promise<Load>,
  { rounds, seconds, log, isPartial = false }: Options,
): Promise<Turns | undefined> {
  const plan = pace === 1 ? wanted : slowed(wanted, pace);
  const loads = new Map<Contender, Load>();
  const refused = new Map<Contender, string>();
  const refuse = (contender: Contender, why: string) => {
    log(`${contender.name}: ${why}`);
    refused.set(contender, why);
  };
  try {
    for (const contender of contenders) {
      try {
        loads.set(contender, await open(contender, plan));
      } catch (error) {
        refuse(contender, error instanceof Error ? error.message : String(error));
      }
    }
    const windows = new Map<Contender, Window[]>(contenders.map((contender) => [contender, []]));
    for (let round = 0; round < rounds; round++) {
      for (const contender of round % 2 ? [...contenders].reverse() : contenders) {
        if (refused.has(contender)) continue;
        const window = await measure(contender, loads.get(contender)!, seconds);
        windows.get(contender)!.push(window);
        log(line(contender, window));
        if (!keptUp(window, plan)) return undefined;
        const why = isPartial ? undefined : whyTooFew(window, plan);
        if (why) refuse(contender, why);
      }
    }
    const profiles = new Map([...loads].map(([contender, load]) => [contender, load.profiles.join(' and ')]));
    return { windows, refused, profiles, pace };
  } finally {
    for (const [contender, load] of loads)
      await load.close().catch((error: unknown) => log(`${contender.name} did not close: ${String(error)}`));
  }
}

const line = ({ name }: Contender, window: Window) =>
  `${name}: ${perS(window, window.sent)} packets/s in, ${perS(window, window.packets)} out, ` +
  `${window.cpuNs.map((ns) => (ns / 1e7 / window.seconds).toFixed(1)).join(' + ')} % of a core, ` +
  `${usPerPacket(window).toFixed(2)} µs each, ${(window.loss * 100).toFixed(2)} % lost, ` +
  `the load used ${(window.loadCore * 100).toFixed(0)} % of its core`;

const perS = ({ seconds }: Window, count: number) => Math.round(count / seconds);

const keptUp = ({ sent, spared, seconds, dropped }: Window, plan: Plan) =>
  sent + spared >= ENOUGH * planned(plan).sent * seconds && dropped <= DROPPED;

function whyTooFew({ sent, packets, loss }: Window, plan: Plan): string | undefined {
  const { sent: plannedSent, delivered } = planned(plan);
  const expected = (sent * delivered) / plannedSent;
  if (packets >= ENOUGH * expected) return undefined;
  return (
    `delivered ${Math.round((packets / expected) * 100)} % of the planned packets ` +
    `with ${(loss * 100).toFixed(1)} % counted as lost`
  );
}

/** Throws with why where the contender was refused. */
function windowsOf({ windows, refused }: Turns, of: Contender): Window[] {
  const why = refused.get(of);
  if (why) throw new Error(`${of.name}: ${why}`);
  return windows.get(of)!;
}

export const medianUs = (turns: Turns, of: Contender): number =>
  median(windowsOf(turns, of).map(usPerPacket));

/** Round by round, so that what slowed a whole round down cancels out. */
export function ratio(turns: Turns, of: Contender, to: Contender): number {
  const theirs = windowsOf(turns, to);
  return median(
    windowsOf(turns, of).map((window, round) => usPerPacket(window) / usPerPacket(theirs[round]!)),
  );
}

const mostLoss = (turns: Turns, of: Contender): number =>
  Math.max(...windowsOf(turns, of).map(({ loss }) => loss));

/** A window with losses says less; why they came is not known from here. */
export function lossNote(turns: Turns, contender: Contender): string | undefined {
  const loss = mostLoss(turns, contender);
  return loss > 0.01 ? `${(loss * 100).toFixed(1)} % lost` : undefined;
}

export const paceNote = ({ pace }: Turns): string | undefined =>
  pace < 1
    ? `at ${Math.round(pace * 100)} % of the load: the generator could not keep up with more`
    : undefined;

/** Share of a core of one of a contender's processes: 0 is Node, 1 the worker. */
export const coreShare = (turns: Turns, of: Contender, process: number): number =>
  median(windowsOf(turns, of).map(({ cpuNs, seconds }) => (cpuNs[process] ?? 0) / 1e9 / seconds));

/** Cores of all of a contender's processes together. */
export const cores = (turns: Turns, of: Contender): number =>
  median(
    windowsOf(turns, of).map(({ cpuNs, seconds }) => cpuNs.reduce((sum, ns) => sum + ns, 0) / 1e9 / seconds),
  );

export const packetsPerS = (turns: Turns, of: Contender): number =>
  median(windowsOf(turns, of).map(({ packets, seconds }) => packets / seconds));
