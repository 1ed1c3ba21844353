import { networkOf } from '../plugins/network.ts';
import { beginFamilyBooking, confirmFamilyBooking, leaveFamilyBooking } from '../use-cases/family-booking.ts';
import { doorTimes, listTrays, readDoor, readTray } from '../use-cases/front-door.ts';
import { changeDoor, readManagedDoor } from '../use-cases/manage-door.ts';
import type { Handlers } from './route.ts';

export const doorRoutes: Pick<
  Handlers,
  | 'readTray'
  | 'listTrays'
  | 'readDoor'
  | 'doorTimes'
  | 'beginFamilyBooking'
  | 'confirmFamilyBooking'
  | 'leaveFamilyBooking'
  | 'readManagedDoor'
  | 'changeDoor'
> = {
  readTray: ({ deps, params }) => readTray(deps, params.slug),
  listTrays: ({ deps }) => listTrays(deps),
  readDoor: ({ deps, params }) => readDoor(deps, params.slug, params.id),
  doorTimes: ({ deps, params, query }) => doorTimes(deps, params.slug, params.id, query.week),
  beginFamilyBooking: ({ deps, params, body, request }) =>
    beginFamilyBooking(
      deps,
      { slug: params.slug, serviceId: params.id, network: networkOf(request.ip) },
      body,
    ),
  confirmFamilyBooking: ({ deps, body }) => confirmFamilyBooking(deps, body),
  leaveFamilyBooking: ({ deps, body }) => leaveFamilyBooking(deps, body),
  readManagedDoor: ({ deps, viewer, params }) => readManagedDoor(deps, viewer, params.id),
  changeDoor: ({ deps, viewer, params, body }) => changeDoor(deps, viewer, params.id, body),
};
