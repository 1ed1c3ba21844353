import { holdAll, holdAtMostMs, holdPauseMs } from '#domain';
import { claims, pastHolds, resources, services, type HeldTime, type Service, type Tx } from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { alternativesTo } from './alternatives.ts';
import { requesterOf } from './book-for.ts';
import { mustBeKnown, withRequester } from './panel.ts';
import { asProposed, steeredProposal } from './proposal-state.ts';
import { withNamed } from './visit-resources.ts';
import { loadWantedTime, serviceAsHeld } from './wanted-time.ts';

type Choice = Body<'placeHold'>;

/** Takes a time for ten minutes while the request is written, and remembers it (H8). */
export function placeHold(deps: Deps, viewer: UserViewer, choice: Choice): Reply<'placeHold'> {
  const now = deps.now();
  const { hold, released } = deps.store.write((tx) => {
    const found = services.requestable(tx, viewer.organisationId, choice.serviceId);
    if (!found) throw new Refusal('service-gone');
    const asAsked = ofProposal(tx, viewer, found, choice, now);
    const asHeld = serviceAsHeld(tx, asAsked, choice, viewer.userId, now);
    if (asHeld.route === 'triage') throw new Refusal('triage-only');
    const service = withNamed(tx, viewer, asHeld, choice.resourceIds);
    const { requiredIds = [] } = choice;
    mustBeKnown(tx, viewer, requiredIds);
    const requester = requesterOf(tx, viewer, choice.requesterId);
    const alsoIds = requiredIds.length > 0 ? withRequester(requester.userId, requiredIds) : [];
    const wanted = { ...choice, alsoIds };
    const { slot, around, command } = loadWantedTime(tx, service, wanted, viewer.userId, now);
    pastHolds.forget(tx, now - holdAtMostMs - holdPauseMs);
    const ids = command.parts.map(({ resourceId }) => resourceId);
    const past = pastHolds.of(tx, viewer.userId, ids);
    const decision = holdAll(command, around, now, past);
    if (!decision.ok) {
      const { code } = decision.error;
      const again = code === 'held-before' ? { againAt: decision.error.againAt } : {};
      const alternatives = alternativesTo(tx, deps, service, slot.startsAt);
      throw new Refusal(code, { details: { ...again, alternatives } });
    }
    const { claims: parts, removeIds, beganAt } = decision.value;
    claims.remove(tx, removeIds);
    const isNew = parts.some(({ id }) => command.parts.some((part) => part.id === id));
    if (isNew) {
      claims.insert(tx, service, parts);
      pastHolds.remember(tx, viewer.organisationId, viewer.userId, parts, beganAt);
    }
    const held = claims.holdById(tx, parts[0]!.id, viewer.userId);
    const released = around.filter((claim) => removeIds.includes(claim.id));
    return { hold: viewHold(tx, held, viewer.userId), released: released.map((claim) => claim.resourceId) };
  });
  for (const practitionerId of new Set([hold.practitionerId, ...released]))
    deps.live.emit('practitioner-time-changed', practitionerId);
  return { hold, serverNow: now };
}

/** N10: a proposed time is held as long as people were asked about; one that is no longer among the proposed as any other. */
function ofProposal(
  tx: Tx,
  viewer: UserViewer,
  service: Service,
  { proposalId, startsAt }: Choice,
  now: number,
): Service {
  if (proposalId === undefined) return service;
  const { times } = steeredProposal(tx, viewer, proposalId, now).state;
  const time = times.find((each) => each.startsAt === startsAt);
  return time ? asProposed(service, time) : service;
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

/** A held set as its holder is told of it; the practitioner's part is the first. */
export function viewHold(tx: Tx, parts: readonly HeldTime[], viewerId: string) {
  const [hold] = parts;
  if (!hold) throw new Error('a hold has a part');
  const { id, serviceId, practitionerId, startsAt, endsAt, expiresAt } = hold;
  const ids = parts.map((part) => part.practitionerId);
  const people = services.practitioners(tx, ids);
  const names = new Map(people.map((person) => [person.id, person.name]));
  return {
    id,
    serviceId,
    practitionerId,
    practitionerName: names.get(practitionerId) ?? '',
    startsAt,
    endsAt,
    expiresAt,
    also: people
      .filter((each) => each.id !== practitionerId && each.id !== viewerId)
      .map((each) => ({ id: each.id, name: each.name })),
    resources: resources.named(tx, ids),
  };
}
