import { isDeepStrictEqual } from 'node:util';
import { Refusal } from '../refusal.ts';

/**
 * What two people change at once, field by field: what the sender has not touched since their form was opened (`from`) stays as it
 * is `now`. Of a field that both have changed, otherwise than to the same, the sender is told beside it.
 */
export function joined<T extends object>(from: T | undefined, sent: T, now: T): T {
  if (!from) return sent;
  const both: string[] = [];
  const value = join(from, sent, now, '', both) as T;
  if (both.length > 0)
    throw new Refusal('incomplete', {
      fields: Object.fromEntries(both.map((name) => [name, 'changed-meanwhile'])),
    });
  return value;
}

type Parts = Readonly<Record<string, unknown>>;
const hasParts = (value: unknown): value is Parts =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function join(from: unknown, sent: unknown, now: unknown, path: string, both: string[]): unknown {
  if (hasParts(from) && hasParts(sent) && hasParts(now))
    return Object.fromEntries(
      Object.keys(sent).map((name) => [
        name,
        join(from[name], sent[name], now[name], path ? `${path}.${name}` : name, both),
      ]),
    );
  if (isDeepStrictEqual(sent, from)) return now;
  if (!isDeepStrictEqual(now, from) && !isDeepStrictEqual(now, sent)) both.push(path);
  return sent;
}
