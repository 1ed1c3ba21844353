import { randomInt } from 'node:crypto';
import { ageGroupsOf, isGranted, mayComeAs, normalisePhone, plainName, type AgeGroup } from '#domain';
import {
  dutyCallBacks,
  dutyPlaces,
  dutyQueues,
  dutyShifts,
  hashSecret,
  newId,
  newSecret,
  organisations,
  services,
  type DutyQueueRow,
  type Tx,
} from '#db';
import type { Body, NumberForm, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { NumberViewer, QueueViewer, UserViewer } from '../viewer.ts';
import { applyDuty, arriveInQueue, changeQueue } from './duty-change.ts';
import { doorAddress, nameForFamilies } from './front-door.ts';
import { logEvent } from './log-event.ts';
import { countAsk } from './throttle.ts';

type PublicQueue = Reply<'readPublicQueue'>;

/** I1: what a stranger learns of a queue: no names, and no count of anybody. */
export function publicQueue(tx: Tx, queue: DutyQueueRow): PublicQueue {
  const { serviceId, organisationId, aloneFrom, hours, hasCallBack, maxWaiting, fallbackServiceId } = queue;
  const service = services.ofVisit(tx, organisationId, serviceId)!;
  const fallbackName = fallbackServiceId === null ? undefined : dutyQueues.serviceName(tx, fallbackServiceId);
  return {
    serviceName: nameForFamilies(tx, serviceId, service.name),
    providerName: service.providerName,
    phone: organisations.some(tx, [organisationId])[0]?.phone ?? null,
    ageGroups: ageGroupsOf(service),
    ...{ aloneFrom, hours, hasCallBack },
    isStaffed: dutyShifts.of(tx, serviceId).length > 0,
    isFull: dutyPlaces.waiting(tx, serviceId).length >= maxWaiting,
    fallback: fallbackName
      ? {
          id: fallbackServiceId!,
          name: nameForFamilies(tx, fallbackServiceId!, fallbackName),
          door: doorAddress(tx, fallbackServiceId!),
        }
      : null,
  };
}

export function readPublicQueue(deps: Deps, { serviceId }: QueueViewer): PublicQueue {
  return deps.store.read((tx) => publicQueue(tx, dutyQueues.of(tx, serviceId)!));
}

/** Also for a number of a queue that has been switched off since. */
export function readNumber(deps: Deps, { serviceId }: NumberViewer): Reply<'readNumber'> {
  return { queue: deps.store.read((tx) => publicQueue(tx, dutyQueues.of(tx, serviceId)!)) };
}

/** I11: a guest takes a number by the public link. One network takes at most twenty an hour, one telephone has one. */
export function takeNumber(
  deps: Deps,
  viewer: QueueViewer,
  form: NumberForm,
  network: string,
): Reply<'takeNumber'> {
  throttle(deps, `duty-number from:${network}`);
  return take(deps, viewer.serviceId, form, null);
}

/** I11: staff take one from the service's page, for a consultation of their own. */
export function takeNumberAsStaff(
  deps: Deps,
  viewer: UserViewer,
  serviceId: string,
  form: NumberForm,
): Reply<'takeNumber'> {
  const isOpen = deps.store.read(
    (tx) =>
      services.requestable(tx, viewer.organisationId, serviceId) !== undefined &&
      dutyQueues.of(tx, serviceId)?.active === true,
  );
  if (!isOpen) throw new Refusal('not-found');
  throttle(deps, `duty-number by:${viewer.userId}`);
  return take(deps, serviceId, { ...form, name: viewer.account.name, company: 'adult' }, viewer);
}

function take(
  deps: Deps,
  serviceId: string,
  form: NumberForm,
  viewer: UserViewer | null,
): Reply<'takeNumber'> {
  const token = newSecret();
  changeQueue(deps, serviceId, (tx, queue, news) => {
    const { organisationId } = queue;
    const { ageGroup, company, concern, urgency, language } = form;
    const phone = phoneIn(form);
    mustBeWelcome(tx, queue, ageGroup);
    if (!mayComeAs(company, ageGroup, queue.aloneFrom)) throw new Refusal('not-alone');
    if (phone !== null && dutyPlaces.hasPhone(tx, serviceId, phone)) throw new Refusal('has-number');
    const living = viewer && dutyPlaces.living(tx, serviceId).some(({ userId }) => userId === viewer.userId);
    if (living) throw new Refusal('has-number');
    const placeId = newId();
    arriveInQueue(tx, deps, queue, {
      ...{ id: placeId, organisationId, serviceId, ageGroup, company, concern, language, phone, urgency },
      ...{ number: freeNumber(tx, serviceId), tokenHash: hashSecret(token), userId: viewer?.userId ?? null },
      name: plainName(form.name),
    });
    news.arrived = true;
    const by = viewer ?? { kind: 'number' as const, placeId, organisationId, serviceId };
    const event = { action: 'duty-number', entity: 'duty-place' as const, entityId: placeId };
    logEvent(tx, by, deps.now(), event, [organisationId]);
  });
  return { token };
}

function mustBeWelcome(tx: Tx, { organisationId, serviceId }: DutyQueueRow, age: AgeGroup): void {
  const service = services.ofVisit(tx, organisationId, serviceId)!;
  if (!ageGroupsOf(service).includes(age))
    throw new Refusal('incomplete', { fields: { ageGroup: 'required' } });
}

/** A number that nobody else has now. Drawn, not counted: it tells nothing of how many came before. */
function freeNumber(tx: Tx, serviceId: string): number {
  for (let to = 1000; ; to *= 10)
    for (let tries = 0; tries < 20; tries++) {
      const number = randomInt(to / 10, to);
      if (!dutyPlaces.isNumberTaken(tx, serviceId, number)) return number;
    }
}

function phoneIn({ phone }: { phone: string }): string | null {
  if (phone.trim() === '') return null;
  const normal = normalisePhone(phone);
  if (normal === null) throw new Refusal('incomplete', { fields: { phone: 'phone' } });
  return normal;
}

const throttle = (deps: Deps, key: string): void => deps.store.write((tx) => countAsk(tx, key, deps.now()));

/** I13: somebody wants to be called. A telephone that is on the list already is answered alike and stays there once. */
export function askCallBack(
  deps: Deps,
  viewer: QueueViewer,
  form: Body<'askCallBack'>,
  network: string,
): void {
  throttle(deps, `duty-call-back from:${network}`);
  const { serviceId, organisationId } = viewer;
  const phone = phoneIn(form);
  const fields = {
    ...(phone === null && { phone: 'required' }),
    ...(!form.consent && { consent: 'required' }),
  };
  if (phone === null || Object.keys(fields).length > 0) throw new Refusal('incomplete', { fields });
  deps.store.write((tx) => {
    if (!dutyQueues.of(tx, serviceId)!.hasCallBack) throw new Refusal('not-found');
    if (dutyCallBacks.isOpen(tx, serviceId, phone)) return;
    dutyCallBacks.insert(tx, {
      ...{ id: newId(), organisationId, serviceId, phone, language: form.language },
      ...{ name: plainName(form.name), askedAt: deps.now() },
    });
  });
  deps.live.emit('duty-changed', serviceId, true);
}

/** Giving the number back, or leaving the call that came of it. */
export function leaveQueue(deps: Deps, viewer: NumberViewer): void {
  changeQueue(deps, viewer.serviceId, (tx, queue, news) => {
    const place = dutyPlaces.byId(tx, viewer.organisationId, viewer.placeId);
    if (place?.status === 'ended') return;
    applyDuty(tx, deps, queue, { type: 'leave', placeId: viewer.placeId }, news, viewer);
  });
}

/** The queue of a service, if it has one that is switched on, for its page. */
export function readServiceQueue(deps: Deps, viewer: UserViewer, id: string): Reply<'readServiceQueue'> {
  return deps.store.read((tx) => {
    if (!services.byId(tx, viewer.organisationId, id)) throw new Refusal('not-found');
    const queue = dutyQueues.of(tx, id);
    const mayTake =
      isGranted(viewer.role, 'number:take') &&
      services.requestable(tx, viewer.organisationId, id) !== undefined;
    return { queue: queue?.active ? publicQueue(tx, queue) : null, mayTake };
  });
}
