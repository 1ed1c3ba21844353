import { m } from '#messages';

export type Order<Key extends string> = { by: Key; isDown: boolean };
/** A list's columns by which it can be sorted, the usual one first, each with its word. */
export type OrderWords<Key extends string> = Record<Key, () => string>;

/** As the address keeps it: `kind`, and from the end `-kind`; what is no column is the first one. */
export function readOrder<Key extends string>(word: string | null, keys: readonly Key[]): Order<Key> {
  const by = keys.find((each) => each === word?.replace(/^-/, ''));
  return by ? { by, isDown: word!.startsWith('-') } : { by: keys[0]!, isDown: false };
}
export const orderWord = ({ by, isDown }: Order<string>): string => (isDown ? `-${by}` : by);

/** The same as the server is asked for it. */
export const sortQuery = ({ by, isDown }: Order<string>) => ({ sort: by, order: isDown ? 'down' : 'up' });

/** The page as the address keeps it; what is none is the first. */
export const readPage = (text: string | null): number =>
  /^[1-9]\d{0,3}$/.test(text ?? '') ? Number(text) : 1;

/**
 * What a list can be sorted by, for a Select, which is all that a phone shows: every column, and turned round the one that it
 * is sorted by.
 *
 * @param oneWay An order that is no column, and can't be turned round.
 */
export function orderOptions<Key extends string>(order: Order<Key>, words: OrderWords<Key>, oneWay?: Key) {
  const columns = Object.entries<() => string>(words).map(([value, word]) => ({ value, label: word() }));
  if (order.by === oneWay) return columns;
  const turned = { by: order.by, isDown: true };
  const fromEnd = {
    value: orderWord(turned),
    label: m.staff_sort_from_end({ column: words[order.by]() }),
  };
  return [...columns, fromEnd];
}
