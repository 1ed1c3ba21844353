import { putInAddress } from '#lib/address.ts';
import { orderWord, type Order } from './list-order.ts';

/** What a Table needs to be sorted from its heads; a second press on one turns the list round. */
export function tableSort<Key extends string>(order: Order<Key>, keys: readonly Key[]) {
  const onsort = (key: string) =>
    putInAddress('sort', orderWord({ by: key, isDown: key === order.by && !order.isDown }), keys[0]);
  return { ...order, keys, onsort };
}
