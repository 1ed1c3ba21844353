import { holdAtMostMs, holdPauseMs, placeHold as decide, type HoldClaim } from '#domain';
import { claims, newId, pastHolds, services, type Tx } from '#db';
import type { Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { nearestFreeSlots, offer } from './slots.ts';

type Choice = { serviceId: string; practitionerId: string; startsAt: number };

/** Takes a time for ten minutes while the request is written, and remembers it (H8). */
export function placeHold(deps: Deps, viewer: UserViewer, choice: Choice): Reply<'placeHold'> {
  const now = deps.now();
  const { hold, released } = deps.store.write((tx) => {
    const service = services.requestable(tx, viewer.organisationId, choice.serviceId);
    if (!service) throw new Refusal('not-found');
    if (service.route === 'triage') throw new Refusal('triage-only');
    const { slot, offered } = offer(tx, service, choice, now);
    const around = claims.forDecision(tx, slot, viewer.userId, service);
    const command = { id: newId(), serviceId: service.id, slot, by: viewer.userId, offered };
    pastHolds.forget(tx, now - holdAtMostMs - holdPauseMs);
    const past = pastHolds.of(tx, viewer.userId, slot.practitionerId);
    const decision = decide(command, around, now, past);
    if (!decision.ok) {
      const { code, ...details } = decision.error;
      const alternatives = nearestFreeSlots(tx, service, viewer.userId, now, slot.startsAt);
      throw new Refusal(code, { details: { ...details, alternatives: named(tx, alternatives) } });
    }
    claims.remove(tx, decision.value.removeIds);
    const isNew = decision.value.hold.id === command.id;
    if (isNew) {
      claims.insert(tx, service, decision.value.hold);
      pastHolds.remember(tx, viewer.organisationId, viewer.userId, slot, decision.value.beganAt);
    }
    const released = around.filter((claim) => decision.value.removeIds.includes(claim.id));
    return {
      hold: viewHold(tx, decision.value.hold),
      released: released.map((claim) => claim.practitionerId),
    };
  });
  for (const practitionerId of new Set([hold.practitionerId, ...released]))
    deps.live.emit('practitioner-time-changed', practitionerId);
  return { hold, serverNow: now };
}

/** Gives a held time back. Releasing what is no longer held is no error: the wish is fulfilled. */
export function releaseHold(deps: Deps, viewer: UserViewer, id: string): Record<string, never> {
  const released = deps.store.write((tx) => {
    const hold = claims.holdById(tx, id, viewer.userId);
    if (hold) claims.remove(tx, [hold.id]);
    return hold;
  });
  if (released) deps.live.emit('practitioner-time-changed', released.practitionerId);
  return {};
}

export function viewHold(tx: Tx, hold: HoldClaim) {
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
