import { isLivePart, minuteMs, overlaps } from '#domain';
import { accounts, appointments, resources, services, type Service, type Tx } from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { nameIn } from '../mail/place.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { requesterOf } from './book-for.ts';
import { busyElsewhere } from './busy-elsewhere.ts';
import { mustBeKnown, withRequester } from './panel.ts';
import { mayManage } from './view-appointment.ts';
import { alsoTaken, serviceAsBooked } from './visit-change.ts';
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
  return look(deps, viewer, body, (tx) => {
    if (!services.isOfferedBy(tx, serviceId, body.practitionerId)) throw new Refusal('not-found');
    return termsAnew(tx, viewer, serviceId, body);
  });
}

/** The same of a visit that is to be moved there, on the terms on which it was booked (V9). */
export function lookAtMove(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  body: Body<'lookAtMove'>,
): Reply<'lookAtMove'> {
  return look(deps, viewer, body, (tx) => {
    const visit = appointments.forReader(tx, viewer, id);
    if (!visit || !mayManage(visit, viewer)) throw new Refusal('not-found');
    const service = serviceAsBooked(tx, visit);
    if (!services.isOfferedBy(tx, service.id, body.practitionerId)) throw new Refusal('not-found');
    return { service, alsoIds: alsoTaken(tx, visit, body.practitionerId), movingId: id };
  });
}

function look(
  deps: Deps,
  viewer: UserViewer,
  { practitionerId, startsAt }: Body<'lookAtMove'>,
  termsIn: (tx: Tx) => Terms,
): Reply<'lookAtTime'> {
  const now = deps.now();
  return deps.store.read((tx) => {
    const { service, alsoIds, movingId } = termsIn(tx);
    const wanted = { practitionerId, startsAt, alsoIds };
    const { slot, around, command } = loadWantedTime(tx, service, wanted, viewer.userId, now, {
      ...(movingId !== undefined && { appointmentId: movingId }),
      isLook: true,
    });
    const others = around.filter(
      (claim) =>
        isLivePart(claim, now) &&
        !(claim.kind === 'hold' && claim.heldBy === viewer.userId) &&
        !(claim.kind === 'booking' && claim.appointmentId === movingId),
    );
    const busy = new Map<string, boolean>();
    for (const part of command.parts)
      for (const claim of others)
        if (claim.resourceId === part.resourceId && overlaps(claim, part)) {
          const isBooked = claim.kind === 'booking' && !claim.isElsewhere;
          busy.set(part.resourceId, !isBooked && (busy.get(part.resourceId) ?? true));
        }
    const [period] = command.parts;
    for (const id of busyElsewhere(tx, alsoIds, period!.startsAt, period!.endsAt, movingId))
      busy.set(id, false);
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

type Terms = { service: Service; alsoIds: string[]; movingId?: string };

function termsAnew(
  tx: Tx,
  viewer: UserViewer,
  serviceId: string,
  { requiredIds = [], requesterId, resourceIds }: Body<'lookAtTime'>,
): Terms {
  const found = services.requestable(tx, viewer.organisationId, serviceId);
  if (!found) throw new Refusal('not-found');
  if (found.route === 'triage') throw new Refusal('triage-only');
  const service = withNamed(tx, viewer, found, resourceIds);
  mustBeKnown(tx, viewer, requiredIds);
  const requester = requesterOf(tx, viewer, requesterId);
  return { service, alsoIds: requiredIds.length > 0 ? withRequester(requester.userId, requiredIds) : [] };
}
