import { isLivePart, minuteMs, overlaps } from '#domain';
import { accounts, resources, services } from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { nameIn } from '../mail/place.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { requesterOf } from './book-for.ts';
import { busyElsewhere } from './busy-elsewhere.ts';
import { mustBeKnown, withRequester } from './panel.ts';
import { withNamed } from './visit-resources.ts';
import { loadWantedTime } from './wanted-time.ts';

/**
 * H14: what stands against a time, before it is taken in spite of it: whether it is offered, and who can't. Of each only that
 * they are busy (N2), and whether that can be overridden: what is booked here can't.
 */
export function lookAtTime(
  deps: Deps,
  viewer: UserViewer,
  serviceId: string,
  body: Body<'lookAtTime'>,
): Reply<'lookAtTime'> {
  const now = deps.now();
  return deps.store.read((tx) => {
    const found = services.requestable(tx, viewer.organisationId, serviceId);
    if (!found || !services.isOfferedBy(tx, serviceId, body.practitionerId)) throw new Refusal('not-found');
    if (found.route === 'triage') throw new Refusal('triage-only');
    const service = withNamed(tx, viewer, found, body.resourceIds);
    const { requiredIds = [], practitionerId, startsAt } = body;
    mustBeKnown(tx, viewer, requiredIds);
    const requester = requesterOf(tx, viewer, body.requesterId);
    const alsoIds = requiredIds.length > 0 ? withRequester(requester.userId, requiredIds) : [];
    const wanted = { practitionerId, startsAt, alsoIds };
    const { slot, around, command } = loadWantedTime(tx, service, wanted, viewer.userId, now, {
      isLook: true,
    });
    const others = around.filter(
      (claim) => isLivePart(claim, now) && !(claim.kind === 'hold' && claim.heldBy === viewer.userId),
    );
    const busy = new Map<string, boolean>();
    for (const part of command.parts)
      for (const claim of others)
        if (claim.resourceId === part.resourceId && overlaps(claim, part)) {
          const isBooked = claim.kind === 'booking' && !claim.isElsewhere;
          busy.set(part.resourceId, !isBooked && (busy.get(part.resourceId) ?? true));
        }
    const [period] = command.parts;
    for (const id of busyElsewhere(tx, alsoIds, period!.startsAt, period!.endsAt)) busy.set(id, false);
    const ids = [...busy.keys()];
    const names = new Map([
      ...accounts.all(tx, ids).map(({ id, name }) => [id, name] as const),
      ...resources.named(tx, ids).map((thing) => [thing.id, nameIn(thing, viewer.account.language)] as const),
    ]);
    const [host] = services.practitioners(tx, [practitionerId]);
    return {
      practitionerName: host?.name ?? '',
      endsAt: slot.endsAt,
      isOffered: command.offered,
      hasBegun: startsAt <= now || startsAt % minuteMs !== 0,
      busy: ids.map((id) => ({ name: names.get(id) ?? '', canBeOverridden: busy.get(id)! })),
      serverNow: now,
    };
  });
}
