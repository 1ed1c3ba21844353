import { callBackDoneKeptMs, callBackKeptMs, isDutyDue, passesAtMost } from '#domain';
import {
  appointments,
  dutyCallBacks,
  dutyPlaces,
  dutyQueues,
  dutyShifts,
  inOrder,
  services,
  type DutyPlaceRow,
  type DutyQueueRow,
  type Tx,
} from '#db';
import type { Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { applyDuty, changeQueue, limitsOf, noteChoice } from './duty-change.ts';
import { logEvent } from './log-event.ts';

type Desk = Reply<'readDuty'>;

/** The queues that the person may be on duty in, who waits in them, and whom the person has now. Reading it is logged. */
export function readDuty(deps: Deps, viewer: UserViewer): Desk {
  return deps.store.write((tx) => {
    const queues = dutyQueues.servedBy(tx, viewer.userId);
    const now = deps.now();
    for (const { serviceId, organisationId } of queues)
      logEvent(tx, viewer, now, { action: 'read', entity: 'duty-queue', entityId: serviceId }, [
        organisationId,
      ]);
    return {
      queues: queues.map((queue) => queueFor(tx, viewer, queue)),
      current: currentOf(tx, viewer),
      serverNow: now,
    };
  });
}

function queueFor(tx: Tx, viewer: UserViewer, queue: DutyQueueRow): Desk['queues'][number] {
  const { serviceId, organisationId, alarmMinutes } = queue;
  const living = dutyPlaces.living(tx, serviceId);
  const onDuty = dutyShifts.named(tx, serviceId);
  const isBusy = (userId: string) => living.some(({ takenBy }) => takenBy === userId);
  return {
    serviceId,
    serviceName: services.ofVisit(tx, organisationId, serviceId)!.name,
    alarmMinutes,
    you: onDuty.find(({ shift }) => shift.userId === viewer.userId)?.shift.status ?? 'off',
    waiting: inOrder(living).map(shown),
    onDuty: onDuty.map(({ shift, name, title }) => ({
      ...{ id: shift.userId, name, title },
      state: isBusy(shift.userId)
        ? 'busy'
        : shift.goneAt !== null
          ? 'away'
          : shift.status === 'paused'
            ? 'paused'
            : 'free',
    })),
    callBacks: dutyCallBacks.of(tx, serviceId).map(({ id, name, phone, language, askedAt, doneAt }) => ({
      ...{ id, name, phone, language, askedAt, isDone: doneAt !== null },
    })),
  };
}

const shown = (row: DutyPlaceRow) => {
  const { id, number, name, language, ageGroup, company, concern, urgency, since } = row;
  return {
    ...{ id, number, name, language, ageGroup, company, concern, urgency, since },
    byStaff: row.userId !== null,
    online: row.goneAt === null,
    mustGoFirst: row.passed >= passesAtMost,
  };
};

function currentOf(tx: Tx, viewer: UserViewer): Desk['current'] {
  const row = dutyPlaces.heldBy(tx, viewer.userId);
  if (!row) return null;
  const visit = appointments.inOrganisation(tx, row.organisationId, row.appointmentId!)!;
  return {
    ...shown(row),
    ...{ serviceId: row.serviceId, serviceName: visit.service.name, phone: row.phone },
    appointmentId: visit.appointment.id,
    isInCall: row.status === 'serving',
    endsAt: visit.appointment.endsAt,
  };
}

/** The queue, if this person may be on duty in it. */
function mineOnly(tx: Tx, viewer: UserViewer, serviceId: string): void {
  if (!dutyQueues.servedBy(tx, viewer.userId).some((queue) => queue.serviceId === serviceId))
    throw new Refusal('not-found');
}

/** I9: on duty in one queue at a time; who is handed a number or in a call keeps it when pausing. */
export function setShift(
  deps: Deps,
  viewer: UserViewer,
  serviceId: string,
  state: 'on' | 'paused' | 'off',
): Desk {
  const type = ({ on: 'open', paused: 'pause', off: 'close' } as const)[state];
  changeQueue(deps, serviceId, (tx, queue, news) => {
    // Who may not be on duty any more can still end it.
    const elsewhere = dutyShifts.ofUser(tx, viewer.userId);
    if (state !== 'off' || elsewhere?.serviceId !== serviceId) mineOnly(tx, viewer, serviceId);
    if (state === 'on' && elsewhere && elsewhere.serviceId !== serviceId)
      throw new Refusal('on-duty-elsewhere');
    applyDuty(tx, deps, queue, { type, by: viewer.userId }, news, viewer);
    const event = { action: `duty-${type}`, entity: 'duty-queue' as const, entityId: serviceId };
    logEvent(tx, viewer, deps.now(), event, [queue.organisationId]);
  });
  return readDuty(deps, viewer);
}

/** I4, I7: the next one. Of two who press at the same moment each gets another, or the second is told that nobody waits. */
export function takeNext(deps: Deps, viewer: UserViewer, serviceId: string): Desk {
  changeQueue(deps, serviceId, (tx, queue, news) => {
    mineOnly(tx, viewer, serviceId);
    applyDuty(tx, deps, queue, { type: 'next', by: viewer.userId }, news, viewer);
  });
  return readDuty(deps, viewer);
}

/** I5: somebody else than the next one, and why. */
export function chooseNumber(
  deps: Deps,
  viewer: UserViewer,
  serviceId: string,
  { placeId, reason }: { placeId: string; reason: string },
): Desk {
  changeQueue(deps, serviceId, (tx, queue, news) => {
    mineOnly(tx, viewer, serviceId);
    applyDuty(tx, deps, queue, { type: 'choose', by: viewer.userId, placeId, reason }, news, viewer);
    noteChoice(tx, deps, viewer, placeId, reason);
  });
  return readDuty(deps, viewer);
}

/** I7, I8: what is done with the number that one has. */
export function settleNumber(
  deps: Deps,
  viewer: UserViewer,
  placeId: string,
  what: { type: 'put-back' | 'finish' } | { type: 'hand-over'; to: string },
): Desk {
  const place = deps.store.read((tx) => {
    const found = dutyPlaces.anywhere(tx, placeId);
    if (!found) throw new Refusal('not-found');
    // Who is taken off the list still settles whom they have.
    if (found.takenBy !== viewer.userId) mineOnly(tx, viewer, found.serviceId);
    return found;
  });
  changeQueue(deps, place.serviceId, (tx, queue, news) =>
    applyDuty(tx, deps, queue, { ...what, by: viewer.userId, placeId }, news, viewer),
  );
  return readDuty(deps, viewer);
}

/** I13: called, or not yet after all. */
export function markCallBack(deps: Deps, viewer: UserViewer, id: string, done: boolean): Desk {
  const serviceId = deps.store.write((tx) => {
    const found = dutyCallBacks.byId(tx, id);
    if (!found) throw new Refusal('not-found');
    mineOnly(tx, viewer, found.serviceId);
    dutyCallBacks.setDone(tx, id, done ? viewer.userId : null, done ? deps.now() : null);
    const event = {
      action: done ? 'duty-called' : 'duty-not-called',
      entity: 'duty-call-back' as const,
      entityId: id,
    };
    logEvent(tx, viewer, deps.now(), event, [found.organisationId]);
    return found.serviceId;
  });
  deps.live.emit('duty-changed', serviceId, false);
  return readDuty(deps, viewer);
}

/** I6, I9, I13: what time brings about. */
export function tickDuty(deps: Deps): void {
  const now = deps.now();
  const kept = [now - callBackKeptMs, now - callBackDoneKeptMs] as const;
  // Asked every second, and nearly always no: without building a query.
  if (!deps.store.isDutyDue(...kept)) return;
  const due = deps.store.read((tx) =>
    dutyPlaces.queuesWithAway(tx).filter((serviceId) => {
      const queue = dutyQueues.of(tx, serviceId)!;
      return isDutyDue(dutyQueues.load(tx, serviceId), limitsOf(queue), now);
    }),
  );
  for (const serviceId of due)
    changeQueue(deps, serviceId, (tx, queue, news) => applyDuty(tx, deps, queue, { type: 'tick' }, news));
  if (deps.store.read((tx) => dutyCallBacks.isAnyOver(tx, ...kept)))
    deps.store.write((tx) => dutyCallBacks.forget(tx, ...kept));
}
