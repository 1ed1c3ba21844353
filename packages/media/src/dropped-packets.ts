import { readFileSync } from 'node:fs';

/** The kernel's tables of UDP sockets, of this process's own network. */
const TABLES = ['/proc/self/net/udp', '/proc/self/net/udp6'];
const LOCAL_ADDRESS = 1;

/**
 * Datagrams that were thrown away because the buffers of this port's sockets were full, since each was opened. 0 where the system
 * has no such table: it is Linux that counts.
 */
export function droppedAt(port: number): number {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const sockets = TABLES.flatMap(rowsOf).filter((row) => row[LOCAL_ADDRESS]?.endsWith(local));
  return sockets.reduce((sum, row) => sum + Number(row.at(-1)), 0);
}

function rowsOf(table: string): string[][] {
  try {
    const [, ...lines] = readFileSync(table, 'utf8').trim().split('\n');
    return lines.map((line) => line.trim().split(/\s+/));
  } catch {
    return [];
  }
}
