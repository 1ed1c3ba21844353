import {
  connectExternalCalendar,
  disconnectExternalCalendar,
  fetchExternalCalendar,
  readExternalCalendar,
} from '../use-cases/external-calendar.ts';
import {
  makeCalendarFeed,
  readCalendarFeed,
  removeCalendarFeed,
  serveCalendarFeed,
} from '../use-cases/calendar-feed.ts';
import { readCalendar } from '../use-cases/read-calendar.ts';
import { sendCalendar } from './calendar-reply.ts';
import type { Handlers } from './route.ts';

export const calendarRoutes: Pick<
  Handlers,
  | 'readCalendar'
  | 'readExternalCalendar'
  | 'connectExternalCalendar'
  | 'fetchExternalCalendar'
  | 'disconnectExternalCalendar'
  | 'readCalendarFeed'
  | 'makeCalendarFeed'
  | 'removeCalendarFeed'
  | 'serveCalendarFeed'
> = {
  readCalendar: ({ deps, viewer, query }) => readCalendar(deps, viewer, query),
  readExternalCalendar: ({ deps, viewer }) => readExternalCalendar(deps, viewer),
  connectExternalCalendar: ({ deps, viewer, body }) => connectExternalCalendar(deps, viewer, body.address),
  fetchExternalCalendar: ({ deps, viewer }) => fetchExternalCalendar(deps, viewer),
  disconnectExternalCalendar: ({ deps, viewer }) => disconnectExternalCalendar(deps, viewer),
  readCalendarFeed: ({ deps, viewer }) => readCalendarFeed(deps, viewer),
  makeCalendarFeed: ({ deps, viewer }) => makeCalendarFeed(deps, viewer),
  removeCalendarFeed: ({ deps, viewer }) => removeCalendarFeed(deps, viewer),
  serveCalendarFeed: ({ deps, params, reply }) =>
    sendCalendar(reply, serveCalendarFeed(deps, params.file.slice(0, -'.ics'.length))),
};
