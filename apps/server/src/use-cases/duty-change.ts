import { decideDuty, minuteMs, type DutyCommand, type DutyEvent, type DutyLimits } from '#domain';
import { audit, dutyPlaces, dutyQueues, newId, type DutyPlaceRow, type DutyQueueRow, type Tx } from '#db';
import type { Deps } from '../deps.ts';
import { accept, Refusal } from '../refusal.ts';
import type { Actor, UserViewer } from '../viewer.ts';
import { closeDutyVisit, makeDutyVisit } from './duty-visit.ts';
import { logEvent } from './log-event.ts';

/** What has to be told once a change of a queue is committed. */
export class DutyNews {
  readonly appointmentIds = new Set<string>();
  readonly practitionerIds = new Set<string>();
  readonly userIds = new Set<string>();
  arrived = false;

  tell({ live }: Pick<Deps, 'live'>, serviceId: string): void {
    live.emit('duty-changed', serviceId, this.arrived);
    for (const id of this.appointmentIds) live.emit('appointment-changed', id);
    for (const id of this.practitionerIds) live.emit('practitioner-time-changed', id);
    for (const id of this.userIds) live.emit('my-day-changed', id);
  }
}

export const limitsOf = ({ maxWaiting, graceMinutes }: DutyQueueRow): DutyLimits => ({
  maxWaiting,
  graceMs: graceMinutes * minuteMs,
});

/**
 * I: decides one command on a queue inside this transaction and does what follows from it: visits are made and closed, and
 * what a person did is logged. `viewer` is undefined where time or a lost line did it.
 */
export function applyDuty(
  tx: Tx,
  deps: Deps,
  queue: DutyQueueRow,
  command: DutyCommand,
  news: DutyNews,
  viewer?: Actor,
): void {
  const now = deps.now();
  const before = dutyQueues.load(tx, queue.serviceId);
  const { queue: after, events } = accept(decideDuty(before, command, limitsOf(queue), now));
  dutyQueues.saveDecision(tx, queue, before, after, now);
  for (const event of events) follow(tx, deps, queue, event, news, viewer);
}

/** I6, I9: who came and went, all at once: the queue is read and written once. What has ended meanwhile is left out. */
export function applyComings(
  tx: Tx,
  deps: Deps,
  queue: DutyQueueRow,
  commands: readonly DutyCommand[],
): void {
  const now = deps.now();
  const before = dutyQueues.load(tx, queue.serviceId);
  let after = before;
  for (const command of commands) {
    const decided = decideDuty(after, command, limitsOf(queue), now);
    if (decided.ok) after = decided.value.queue;
  }
  dutyQueues.saveDecision(tx, queue, before, after, now);
}

function follow(
  tx: Tx,
  deps: Deps,
  queue: DutyQueueRow,
  event: DutyEvent,
  news: DutyNews,
  viewer: Actor | undefined,
): void {
  if (event.type === 'shift-ended') return noteGone(tx, deps, queue, event);
  const place = dutyPlaces.byId(tx, queue.organisationId, event.placeId);
  if (!place) throw new Error('a place that an event names is there');
  for (const id of closeDutyVisit(tx, deps, place)) news.appointmentIds.add(id);
  if ('from' in event && event.from !== null) news.practitionerIds.add(event.from);
  switch (event.type) {
    case 'taken':
    case 'handed-over':
      news.practitionerIds.add(event.by);
      for (const id of makeDutyVisit(tx, deps, viewer as UserViewer, place, event.by)) news.userIds.add(id);
      break;
    case 'put-back':
      dutyPlaces.setVisit(tx, place.id, null);
      break;
    case 'ended':
      dutyPlaces.forgetPerson(tx, place.id);
      break;
  }
  if (!viewer) return;
  const entity = { action: `duty-${event.type}`, entity: 'duty-place' as const, entityId: place.id };
  logEvent(tx, viewer, deps.now(), entity, [queue.organisationId]);
}

/** I9: a duty that ended by itself stands in the log like one that was ended. */
function noteGone(
  tx: Tx,
  deps: Deps,
  { serviceId, organisationId }: DutyQueueRow,
  { userId, isGone }: Extract<DutyEvent, { type: 'shift-ended' }>,
): void {
  if (!isGone) return;
  const event = { action: 'duty-gone', entity: 'duty-queue' as const, entityId: serviceId };
  audit.write(tx, { ...event, organisationId, at: deps.now(), actorKind: 'user', actorId: userId });
}

type NewNumber = Omit<
  DutyPlaceRow,
  'since' | 'passed' | 'status' | 'goneAt' | 'takenBy' | 'appointmentId' | 'because' | 'endedAt'
>;

/** I2, I3: one more who waits. */
export function arriveInQueue(tx: Tx, deps: Deps, queue: DutyQueueRow, row: NewNumber): void {
  const { id: placeId, urgency } = row;
  const before = dutyQueues.load(tx, queue.serviceId);
  const { queue: after } = accept(
    decideDuty(before, { type: 'arrive', placeId, urgency }, limitsOf(queue), deps.now()),
  );
  const { since, goneAt } = after.places.find(({ id }) => id === placeId)!;
  dutyPlaces.insert(tx, { ...row, since, goneAt, status: 'waiting' });
}

/** One decision on one queue in one transaction, told after it. */
export function changeQueue<T>(
  deps: Deps,
  serviceId: string,
  work: (tx: Tx, queue: DutyQueueRow, news: DutyNews) => T,
): T {
  const news = new DutyNews();
  const result = deps.store.write((tx) => {
    const queue = dutyQueues.of(tx, serviceId);
    if (!queue) throw new Refusal('not-found');
    return work(tx, queue, news);
  });
  news.tell(deps, serviceId);
  return result;
}

/** I5: why somebody else was chosen stays with the number. */
export const noteChoice = (tx: Tx, deps: Deps, viewer: UserViewer, placeId: string, reason: string): void =>
  void dutyPlaces.noteChoice(tx, {
    ...{ id: newId(), organisationId: viewer.organisationId, placeId, userId: viewer.userId },
    ...{ at: deps.now(), reason: reason.trim() },
  });
