import type { Store, Tx } from './open.ts';

/** The most answers that are kept between two writes. */
const most = 1000;

/**
 * A read that is done again only once anything has been written, by anybody: what two hundred people ask who press at once
 * is asked of the database once. The answer must follow from the key and the database alone, not from the hour.
 */
export function untilWritten<Value>(
  read: (tx: Tx, key: string) => Value,
): (store: Store, key: string) => Value {
  const kept = new WeakMap<Store, { revision: string; answers: Map<string, Value> }>();
  return (store, key) => {
    const revision = store.revision();
    if (revision === undefined) return store.read((tx) => read(tx, key));
    let own = kept.get(store);
    if (own?.revision !== revision || own.answers.size >= most) own = { revision, answers: new Map() };
    kept.set(store, own);
    const known = own.answers.get(key);
    if (known !== undefined) return known;
    const answer = store.read((tx) => read(tx, key));
    own.answers.set(key, answer);
    return answer;
  };
}
