import { services, type Service, type Tx } from '#db';
import type { Slot } from '#domain';
import type { Deps } from '../deps.ts';
import type { Live } from '../live/live.ts';
import { nearestFreeSlots } from './slots.ts';

/** Slots with their practitioners' names, as people are told of them. */
export function named(tx: Tx, slots: readonly Slot[]) {
  const ids = [...new Set(slots.map((slot) => slot.practitionerId))];
  const names = new Map(services.practitioners(tx, ids).map(({ id, name }) => [id, name]));
  return slots.map((slot) => ({ ...slot, practitionerName: names.get(slot.practitionerId) ?? '' }));
}

type Told = ReturnType<typeof named>;
/** Longer, and a time is told that went meanwhile on another server; it is only told, and decided anew when it is chosen. */
const freshMs = 1000;
const told = new WeakMap<Live, Map<string, { at: number; slots: Told }>>();

/**
 * Free times near one that is gone. Two hundred people who press one time in the same second are told the same, so it is
 * worked out once, until anybody's time changes.
 */
export function alternativesTo(tx: Tx, deps: Deps, service: Service, wanted: number): Told {
  const now = deps.now();
  const { id, lengthMinutes, bufferBeforeMinutes, bufferAfterMinutes } = service;
  const needs = service.needs.map((choices) => choices.join(','));
  const key = [id, lengthMinutes, bufferBeforeMinutes, bufferAfterMinutes, wanted, ...needs].join(' ');
  const known = toldBy(deps.live);
  const last = known.get(key);
  if (last && now >= last.at && now < last.at + freshMs) return last.slots;
  const slots = named(tx, nearestFreeSlots(tx, service, now, wanted));
  known.set(key, { at: now, slots });
  return slots;
}

function toldBy(live: Live) {
  const known = told.get(live);
  if (known) return known;
  const fresh = new Map<string, { at: number; slots: Told }>();
  told.set(live, fresh);
  live.on('practitioner-time-changed', () => fresh.clear());
  live.on('resource-changed', () => fresh.clear());
  return fresh;
}
