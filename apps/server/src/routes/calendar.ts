import {
  connectExternalCalendar,
  disconnectExternalCalendar,
  fetchExternalCalendar,
  readExternalCalendar,
} from '../use-cases/external-calendar.ts';
import { readCalendar } from '../use-cases/read-calendar.ts';
import type { Handlers } from './route.ts';

export const calendarRoutes: Pick<
  Handlers,
  | 'readCalendar'
  | 'readExternalCalendar'
  | 'connectExternalCalendar'
  | 'fetchExternalCalendar'
  | 'disconnectExternalCalendar'
> = {
  readCalendar: ({ deps, viewer, query }) => readCalendar(deps, viewer, query),
  readExternalCalendar: ({ deps, viewer }) => readExternalCalendar(deps, viewer),
  connectExternalCalendar: ({ deps, viewer, body }) => connectExternalCalendar(deps, viewer, body.address),
  fetchExternalCalendar: ({ deps, viewer }) => fetchExternalCalendar(deps, viewer),
  disconnectExternalCalendar: ({ deps, viewer }) => disconnectExternalCalendar(deps, viewer),
};
