import { dutyLimits } from '#domain';
import { dutyQueues, newSecret, organisationsUnder, serviceSettings, services, type Tx } from '#db';
import type { DutySettings, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { queueAddress } from '../mail/addresses.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { logOf } from './log-event.ts';

type Managed = Reply<'readManagedDuty'>;
const log = logOf('duty-queue');

/** What a queue is before anybody has decided otherwise. */
const fresh: DutySettings = {
  active: false,
  graceMinutes: 5,
  alarmMinutes: 15,
  maxWaiting: 30,
  aloneFrom: '16+',
  fallbackServiceId: null,
  hasCallBack: true,
  hours: { fi: '', sv: '', en: '', se: '' },
  personIds: [],
};

/** R7: the queue of a service that the viewer manages. */
export function readManagedDuty(deps: Deps, viewer: UserViewer, id: string): Managed {
  return deps.store.read((tx) => view(tx, deps, viewer, id));
}

function find(tx: Tx, viewer: UserViewer, id: string) {
  const managed = organisationsUnder(tx, viewer.organisationId);
  const known = serviceSettings.byId(tx, managed, id);
  if (!known) throw new Refusal('not-found');
  return { managed, organisationId: known.row.organisationId };
}

function view(tx: Tx, deps: Deps, viewer: UserViewer, id: string): Managed {
  const { managed } = find(tx, viewer, id);
  const row = dutyQueues.of(tx, id);
  const {
    serviceId: _service,
    organisationId: _organisation,
    link,
    revision,
    ...settings
  } = row ?? {
    ...fresh,
    ...{ serviceId: id, organisationId: '', link: '', revision: 0 },
  };
  return {
    settings: { ...settings, personIds: row ? dutyQueues.personIds(tx, id) : [] },
    link: row ? queueAddress(deps.settings.publicUrl, link) : null,
    revision,
    offering: services.offering(tx, id).map(({ id: userId, name, title }) => ({ id: userId, name, title })),
    people: dutyQueues.candidates(tx, managed),
    services: serviceSettings
      .list(tx, managed)
      .filter(({ service }) => service.active)
      .map(({ service: { id: serviceId, name } }) => ({ id: serviceId, name })),
  };
}

/** I1: whoever waits when it is switched off is still served; nobody else comes. */
export function changeDuty(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { settings, basedOn }: { settings: DutySettings; basedOn: number },
): Managed {
  const managed = deps.store.write((tx) => {
    const { organisationId } = find(tx, viewer, id);
    const known = dutyQueues.of(tx, id);
    if ((known?.revision ?? 0) !== basedOn) throw new Refusal('duty-changed');
    const before = view(tx, deps, viewer, id);
    check(settings, before);
    const { personIds, ...columns } = settings;
    const link = known?.link ?? newSecret();
    dutyQueues.save(
      tx,
      { ...columns, serviceId: id, organisationId, link, revision: basedOn + 1 },
      personIds,
    );
    log(tx, deps, viewer, 'change', id, organisationId);
    return view(tx, deps, viewer, id);
  });
  deps.live.emit('duty-changed', id, false);
  return managed;
}

function check(settings: DutySettings, known: Managed): void {
  const fields: Record<string, string> = {};
  for (const [field, [from, to]] of Object.entries(dutyLimits) as [
    keyof typeof dutyLimits,
    [number, number],
  ][])
    if (settings[field] < from || settings[field] > to) fields[field] = 'number';
  const people = new Set([...known.people.map(({ id }) => id), ...known.settings.personIds]);
  if (settings.personIds.some((id) => !people.has(id))) fields.personIds = 'invalid';
  const { fallbackServiceId } = settings;
  if (fallbackServiceId !== null && !known.services.some(({ id }) => id === fallbackServiceId))
    fields.fallbackServiceId = 'invalid';
  if (Object.keys(fields).length > 0) throw new Refusal('incomplete', { fields });
}

/** I1: a new public link; the one before works for nobody from this moment on. Who waits goes on waiting. */
export function rotateDutyLink(deps: Deps, viewer: UserViewer, id: string): Managed {
  return deps.store.write((tx) => {
    const { organisationId } = find(tx, viewer, id);
    if (!dutyQueues.of(tx, id)) throw new Refusal('not-found');
    dutyQueues.rotate(tx, id, newSecret());
    log(tx, deps, viewer, 'new-link', id, organisationId);
    return view(tx, deps, viewer, id);
  });
}
