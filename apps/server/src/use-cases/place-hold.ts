import { holdAll, holdAtMostMs, holdPauseMs } from '#domain';
import { claims, pastHolds, services, type HeldTime, type Tx } from '#db';
import type { Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { nearestFreeSlots } from './slots.ts';
import { loadWantedTime } from './wanted-time.ts';

type Choice = { serviceId: string; practitionerId: string; startsAt: number };

/** Takes a time for ten minutes while the request is written, and remembers it (H8). */
export function placeHold(deps: Deps, viewer: UserViewer, choice: Choice): Reply<'placeHold'> {
  const now = deps.now();
  const { hold, released } = deps.store.write((tx) => {
    const service = services.requestable(tx, viewer.organisationId, choice.serviceId);
    if (!service) throw new Refusal('not-found');
    if (service.route === 'triage') throw new Refusal('triage-only');
    const { slot, around, command } = loadWantedTime(tx, service, choice, viewer.userId, now);
    pastHolds.forget(tx, now - holdAtMostMs - holdPauseMs);
    const past = pastHolds.of(tx, viewer.userId, [slot.practitionerId]);
    const decision = holdAll(command, around, now, past);
    if (!decision.ok) {
      const { code } = decision.error;
      const again = code === 'held-before' ? { againAt: decision.error.againAt } : {};
      const alternatives = nearestFreeSlots(tx, service, viewer.userId, now, slot.startsAt);
      throw new Refusal(code, { details: { ...again, alternatives: named(tx, alternatives) } });
    }
    const { claims: parts, removeIds, beganAt } = decision.value;
    claims.remove(tx, removeIds);
    const isNew = parts.some(({ id }) => command.parts.some((part) => part.id === id));
    if (isNew) {
      claims.insert(tx, service, parts);
      pastHolds.remember(tx, viewer.organisationId, viewer.userId, parts, beganAt);
    }
    const [held] = claims.holdById(tx, parts[0]!.id, viewer.userId);
    const released = around.filter((claim) => removeIds.includes(claim.id));
    return { hold: viewHold(tx, held!), released: released.map((claim) => claim.resourceId) };
  });
  for (const practitionerId of new Set([hold.practitionerId, ...released]))
    deps.live.emit('practitioner-time-changed', practitionerId);
  return { hold, serverNow: now };
}

/** Gives a held time back, whole (H10). Releasing what is no longer held is no error: the wish is fulfilled. */
export function releaseHold(deps: Deps, viewer: UserViewer, id: string): Record<string, never> {
  const released = deps.store.write((tx) => {
    const parts = claims.holdById(tx, id, viewer.userId);
    claims.remove(
      tx,
      parts.map((part) => part.id),
    );
    return parts;
  });
  for (const { practitionerId } of released) deps.live.emit('practitioner-time-changed', practitionerId);
  return {};
}

export function viewHold(tx: Tx, hold: HeldTime) {
  const { id, serviceId, practitionerId, startsAt, endsAt, expiresAt } = hold;
  const [practitioner] = services.practitioners(tx, [practitionerId]);
  return {
    id,
    serviceId,
    practitionerId,
    practitionerName: practitioner?.name ?? '',
    startsAt,
    endsAt,
    expiresAt,
  };
}

/** Slots with their practitioners' names, as alternatives are told. */
export function named(tx: Tx, slots: { practitionerId: string; startsAt: number; endsAt: number }[]) {
  const people = new Map(
    services.practitioners(tx, [...new Set(slots.map((s) => s.practitionerId))]).map((p) => [p.id, p.name]),
  );
  return slots.map((slot) => ({ ...slot, practitionerName: people.get(slot.practitionerId) ?? '' }));
}
