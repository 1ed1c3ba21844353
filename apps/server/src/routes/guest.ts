import { bearerOf } from '../plugins/authentication.ts';
import { networkOf } from '../plugins/network.ts';
import { calendarForGuest, chooseGuestLanguage, guestVisit } from '../use-cases/guest-visit.ts';
import { cancelByGuest, guestTimes, moveByGuest, rebookByGuest } from '../use-cases/guest-change.ts';
import { askForLostLink } from '../use-cases/lost-link.ts';
import { sendCalendar } from './calendar-reply.ts';
import type { Handlers } from './route.ts';

export const guestRoutes: Pick<
  Handlers,
  | 'guestVisit'
  | 'lostLink'
  | 'guestCancel'
  | 'guestTimes'
  | 'guestMove'
  | 'guestRebook'
  | 'guestCalendar'
  | 'guestLanguage'
> = {
  guestVisit: ({ deps, viewer }) => guestVisit(deps, viewer),
  lostLink: ({ deps, body, request }) => {
    askForLostLink(deps, { ...body, network: networkOf(request.ip) });
    return {};
  },
  guestCancel: ({ deps, viewer, body }) => {
    cancelByGuest(deps, viewer, body);
    return {};
  },
  guestTimes: ({ deps, viewer, query }) => guestTimes(deps, viewer, query.week),
  guestMove: ({ deps, viewer, body }) => {
    moveByGuest(deps, viewer, body);
    return {};
  },
  guestRebook: ({ deps, viewer, body }) => rebookByGuest(deps, viewer, body),
  guestCalendar: ({ deps, viewer, request, reply }) =>
    sendCalendar(reply, calendarForGuest(deps, viewer, bearerOf(request.headers.authorization)!)),
  guestLanguage: ({ deps, viewer, body }) => {
    chooseGuestLanguage(deps, viewer, body.language);
    return {};
  },
};
