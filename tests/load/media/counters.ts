import { readFileSync } from 'node:fs';

/** UDP of the network namespace of this process: datagrams delivered to sockets, and those dropped before. */
export function udpCounters(pid: number): { delivered: number; dropped: number } {
  const [names, values] = readFileSync(`/proc/${pid}/net/snmp`, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('Udp:'))
    .map((line) => line.split(' '));
  const valueOf = (name: string) => Number(values![names!.indexOf(name)]);
  return { delivered: valueOf('InDatagrams'), dropped: valueOf('RcvbufErrors') };
}

/** Bytes of memory that these processes hold. */
export function rssBytes(pids: readonly number[]): number {
  let bytes = 0;
  for (const pid of pids) {
    bytes += Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1_024;
  }
  return bytes;
}
