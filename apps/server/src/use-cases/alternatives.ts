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
/** What was worked out of times that are gone: the free ones near one, and which ones somebody has for good. */
type Memory = { near: Known; booked: Known };
const memories = new WeakMap<Live, Memory>();

/**
 * Free times near one that is gone. Two hundred people who press one time in the same second are told the same, so it is
 * worked out once, until anybody's time changes.
 */
export function alternativesTo(tx: Tx, deps: Deps, service: Service, wanted: number): Told {
  const { id, lengthMinutes, bufferBeforeMinutes, bufferAfterMinutes } = service;
  const needs = service.needs.map((choices) => choices.join(','));
  const key = [id, lengthMinutes, bufferBeforeMinutes, bufferAfterMinutes, wanted, ...needs].join(' ');
  const { near } = memoryOf(deps.live);
  const last = fresh(near, key, deps.now());
  if (last) return last;
  const slots = named(tx, nearestFreeSlots(tx, service, deps.now(), wanted));
  near.set(key, { at: deps.now(), slots });
  return slots;
}

/** A time that a visit has is gone for everybody, whoever they are: those of one organisation are asked no more of the database. */
export type AskedTime = {
  organisationId: string;
  serviceId: string;
  practitionerId: string;
  startsAt: number;
};

export function rememberBooked(deps: Deps, asked: AskedTime, alternatives: Told): void {
  memoryOf(deps.live).booked.set(keyOf(asked), { at: deps.now(), slots: alternatives });
}

/** The free times near it, when this time was refused a moment ago because a visit has it, and nobody's time has changed since. */
export const whenBooked = (deps: Deps, asked: AskedTime): Told | undefined =>
  fresh(memoryOf(deps.live).booked, keyOf(asked), deps.now());

const keyOf = ({ organisationId, serviceId, practitionerId, startsAt }: AskedTime) =>
  [organisationId, serviceId, practitionerId, startsAt].join(' ');

function fresh(known: Known, key: string, now: number): Told | undefined {
  const last = known.get(key);
  return last && now >= last.at && now < last.at + freshMs ? last.slots : undefined;
}

function memoryOf(live: Live): Memory {
  const known = memories.get(live);
  if (known) return known;
  const memory: Memory = { near: new Map(), booked: new Map() };
  memories.set(live, memory);
  const forget = () => {
    memory.near.clear();
    memory.booked.clear();
  };
  live.on('practitioner-time-changed', forget);
  live.on('resource-changed', forget);
  return memory;
}
