import { bearerOf } from '../plugins/authentication.ts';
import { calendarForGuest, chooseGuestLanguage, guestVisit } from '../use-cases/guest-visit.ts';
import { sendCalendar } from './calendar-reply.ts';
import type { Handlers } from './route.ts';

export const guestRoutes: Pick<Handlers, 'guestVisit' | 'guestCalendar' | 'guestLanguage'> = {
  guestVisit: ({ deps, viewer }) => guestVisit(deps, viewer),
  guestCalendar: ({ deps, viewer, request, reply }) =>
    sendCalendar(reply, calendarForGuest(deps, viewer, bearerOf(request.headers.authorization)!)),
  guestLanguage: ({ deps, viewer, body }) => {
    chooseGuestLanguage(deps, viewer, body.language);
    return {};
  },
};
