import { checkDoor, isSelfBookable, normalisePhone } from '#domain';
import { dutyQueues, frontDoor, organisationsUnder, serviceSettings, type Tx } from '#db';
import type { DoorSettings, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { doorAddress } from '../mail/addresses.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { traysOf } from './front-door.ts';
import { logOf } from './log-event.ts';

type Managed = Reply<'readManagedDoor'>;
const log = logOf('front-door');
const noText = { fi: '', sv: '', en: '', se: '' };

/** What the public sees of a service before anybody has decided otherwise: nothing. */
const fresh: DoorSettings = {
  shown: false,
  title: noText,
  text: noText,
  topics: [],
  municipalityIds: [],
  booking: 'nobody',
  aloneFromAge: 15,
  ...{ phone: '', email: '', address: '', hasNumber: false },
};

/** R7: what families see of a service that the viewer manages. */
export function readManagedDoor(deps: Deps, viewer: UserViewer, id: string): Managed {
  return deps.store.read((tx) => view(tx, deps, viewer, id));
}

function find(tx: Tx, viewer: UserViewer, id: string) {
  const known = serviceSettings.byId(tx, organisationsUnder(tx, viewer.organisationId), id);
  if (!known) throw new Refusal('not-found');
  return known;
}

function view(tx: Tx, deps: Deps, viewer: UserViewer, id: string): Managed {
  const { row: service } = find(tx, viewer, id);
  const row = frontDoor.of(tx, id);
  const {
    serviceId: _service,
    organisationId: _organisation,
    revision,
    ...settings
  } = row ?? { ...fresh, serviceId: id, organisationId: '', revision: 0 };
  return {
    settings,
    revision,
    serviceName: service.name,
    isSelfBookable: isSelfBookable(service),
    hasQueue: dutyQueues.of(tx, id)?.active === true,
    municipalities: municipalities(tx, viewer, settings),
    addresses: traysOf(tx, id).map(({ name, slug }) => ({
      name,
      address: doorAddress(deps.settings.publicUrl, slug, id),
    })),
  };
}

/** What the viewer may choose: their own, and what was chosen before. */
function municipalities(tx: Tx, viewer: UserViewer, { municipalityIds }: DoorSettings) {
  const own = frontDoor.municipalities(tx, viewer.organisationId);
  const all = serviceSettings.organisations(tx).filter(({ kind }) => kind === 'municipality');
  const known = new Set([...own.map(({ id }) => id), ...municipalityIds]);
  return (own.length > 0 ? all.filter(({ id }) => known.has(id)) : all).map(({ id, name }) => ({ id, name }));
}

/** V14 holds here too: what somebody else has saved meanwhile is not written over. */
export function changeDoor(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { settings, basedOn }: { settings: DoorSettings; basedOn: number },
): Managed {
  return deps.store.write((tx) => {
    const { row: service } = find(tx, viewer, id);
    if ((frontDoor.of(tx, id)?.revision ?? 0) !== basedOn) throw new Refusal('door-changed');
    const checked = checkDoor(settings, service);
    const fields = checked.ok
      ? {}
      : Object.fromEntries(checked.error.map(({ field, code }) => [field, code]));
    const known = new Set(municipalities(tx, viewer, frontDoor.of(tx, id) ?? fresh).map((each) => each.id));
    if (settings.municipalityIds.some((each) => !known.has(each))) fields.municipalityIds = 'invalid';
    if (Object.keys(fields).length > 0) throw new Refusal('incomplete', { fields });
    const { organisationId } = service;
    const { phone, email, address } = settings;
    frontDoor.save(tx, {
      ...settings,
      ...{ serviceId: id, organisationId, revision: basedOn + 1 },
      ...{ phone: normalisePhone(phone) ?? '', email: email.trim(), address: address.trim() },
    });
    log(tx, deps, viewer, 'change', id, organisationId);
    return view(tx, deps, viewer, id);
  });
}
