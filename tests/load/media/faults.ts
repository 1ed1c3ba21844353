// What networks do, inside the benchmark's own namespaces: nftables for loss, tc for a narrow link.
import { ensurePackages } from '../../../infra/lib/apt.mjs';
import { which } from '../../../infra/lib/run.mjs';
import { logFile } from '../../../infra/lib/paths.mjs';
import { Problem } from '../../../infra/lib/problem.mjs';
import type { End, Place } from './place.ts';

/** Rejects with why where this machine can't spoil a network. */
export async function needFaults(place: Place, log: (line: string) => void): Promise<void> {
  if (!place.isIsolated) throw new Problem('network namespaces could not be made, and faults need one');
  if (!which('nft', `${process.env['PATH']}:/usr/sbin:/sbin`))
    await ensurePackages(['nftables'], {
      purpose: 'spoiling a network',
      log,
      logFile: logFile('bench-nftables'),
    });
}

/** Nothing arrives any more at either end, and nobody is told. Gives what ends it. */
export function cutCable(place: Place): () => void {
  for (const end of ['server', 'load'] as const) {
    const rule = `iifname "${place.device(end)}" drop`;
    place.run(end, ['nft', '-f', '-'], inputTable('dead', rule));
  }
  return () => {
    for (const end of ['server', 'load'] as const) place.run(end, ['nft', 'delete', 'table', 'inet', 'dead']);
  };
}

/** Loses this share of the datagrams that come over the cable to this end. */
export function loseArriving(place: Place, end: End, percent: number): () => void {
  const rule = `iifname "${place.device(end)}" meta l4proto udp numgen random mod 100 < ${percent} drop`;
  place.run(end, ['nft', '-f', '-'], inputTable('loss', rule));
  return () => place.run(end, ['nft', 'delete', 'table', 'inet', 'loss']);
}

/**
 * Lets no more than this through from the server to the load; a queue of 200 ms, then it drops. Gives what widens it again:
 * what is in the queue then still arrives.
 */
export function narrow(place: Place, kbitPerS: number): () => void {
  const shape = (rate: string) => {
    const tbf = `rate ${rate} burst 1600b latency 200ms`.split(' ');
    place.run('server', ['tc', 'qdisc', 'replace', 'dev', place.device('server'), 'root', 'tbf', ...tbf]);
  };
  shape(`${kbitPerS}kbit`);
  return () => shape('1gbit');
}

const inputTable = (name: string, rule: string) =>
  `table inet ${name} {\n chain arriving {\n  type filter hook input priority 0;\n  ${rule}\n }\n}\n`;
