import type { Exception, HoursReply } from './names.ts';
import { toFields, toForm, type Fields, type Schedule } from './schedule-form.ts';

const offered = (ids: readonly string[], services: HoursReply['services']) =>
  ids.filter((id) => services.some((service) => service.id === id && service.offered));

/** A day that differs as it is added again once it was removed: for the services that are offered still. */
export function toPutBack({ id: _id, ...fields }: Exception, services: HoursReply['services']) {
  if (fields.kind !== 'extra') return fields;
  return { ...fields, serviceIds: offered(fields.serviceIds, services) };
}

/** Weekly hours as they are made again once they were removed: for the services that are offered still. */
export function scheduleToPutBack(schedule: Schedule, services: HoursReply['services']): Fields {
  const fields = toFields(toForm(schedule));
  return { ...fields, serviceIds: offered(fields.serviceIds, services) };
}
