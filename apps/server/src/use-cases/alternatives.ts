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

type Known = Map<string, { at: number; slots: Told }>;
/** The free times near ones that are gone. */
const memories = new WeakMap<Live, Known>();

/**
 * Free times near one that is gone. Two hundred people who press one time in the same second are told the same, so it is
 * worked out once, until anybody's time changes.
 */
export function alternativesTo(tx: Tx, deps: Deps, service: Service, wanted: number): Told {
  const { id, lengthMinutes, bufferBeforeMinutes, bufferAfterMinutes } = service;
  const needs = service.needs.map((choices) => choices.join(','));
  const key = [id, lengthMinutes, bufferBeforeMinutes, bufferAfterMinutes, wanted, ...needs].join(' ');
  return toldOnce(deps, key, () => named(tx, nearestFreeSlots(tx, service, deps.now(), wanted)));
}

/** The same outside a transaction; where the times are known, nothing is read. */
export const alternativesNear = (deps: Deps, { organisationId, serviceId, startsAt }: AskedTime): Told =>
  toldOnce(deps, [serviceId, startsAt].join(' '), () =>
    deps.store.read((tx) => {
      const service = services.requestable(tx, organisationId, serviceId);
      return service ? alternativesTo(tx, deps, service, startsAt) : [];
    }),
  );

export type AskedTime = { organisationId: string; serviceId: string; startsAt: number };

function toldOnce(deps: Deps, key: string, find: () => Told): Told {
  const known = memoryOf(deps.live);
  const last = fresh(known, key, deps.now());
  if (last) return last;
  const slots = find();
  known.set(key, { at: deps.now(), slots });
  return slots;
}

function fresh(known: Known, key: string, now: number): Told | undefined {
  const last = known.get(key);
  return last && now >= last.at && now < last.at + freshMs ? last.slots : undefined;
}

function memoryOf(live: Live): Known {
  const known = memories.get(live);
  if (known) return known;
  const memory: Known = new Map();
  memories.set(live, memory);
  const forget = () => memory.clear();
  live.on('practitioner-time-changed', forget);
  live.on('resource-changed', forget);
  return memory;
}
