import type { Exception, HoursReply } from './names.ts';

/** A day that differs as it is added again once it was removed: for the services that are offered still. */
export function toPutBack({ id: _id, ...fields }: Exception, services: HoursReply['services']) {
  if (fields.kind !== 'extra') return fields;
  const isOffered = (id: string) => services.some((service) => service.id === id && service.offered);
  return { ...fields, serviceIds: fields.serviceIds.filter(isOffered) };
}
