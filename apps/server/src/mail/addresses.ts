/** The token stands behind the #, which no browser sends to any server and no proxy logs. */
export const guestAddress = (publicUrl: URL, token: string): string =>
  `${new URL('/v', publicUrl).href}#${token}`;

/** Where somebody without an account answers which times suit; the token stands behind the # here too. */
export const voteAddress = (publicUrl: URL, token: string): string =>
  `${new URL('/vote', publicUrl).href}#${token}`;

/** Where a time of the waitlist is taken or declined; the token stands behind the # here too. */
export const offerAddress = (publicUrl: URL, token: string): string =>
  `${new URL('/offer', publicUrl).href}#${token}`;

/** Where a number in a duty queue is taken; its public link stands behind the # here too. */
export const queueAddress = (publicUrl: URL, link: string): string =>
  `${new URL('/queue', publicUrl).href}#${link}`;

/** Where families find a service in an organisation's tray, or the tray itself. */
export const doorAddress = (publicUrl: URL, slug: string, serviceId?: string): string =>
  new URL(serviceId === undefined ? `/t/${slug}` : `/t/${slug}/${serviceId}`, publicUrl).href;

/** The page of proposed times for their convener. */
export const proposalAddress = (publicUrl: URL, id: string): string =>
  new URL(`/proposals/${id}`, publicUrl).href;

/** Where a password is chosen; the token stands behind the # here too. */
export const passwordAddress = (publicUrl: URL, token: string): string =>
  `${new URL('/password', publicUrl).href}#${token}`;

/** The page of an appointment for people with an account. */
export const visitAddress = (publicUrl: URL, appointmentId: string): string =>
  new URL(`/requests/${appointmentId}`, publicUrl).href;

/** The own day, for people with an account. */
export const dayAddress = (publicUrl: URL): string => new URL('/my-day', publicUrl).href;

/** The page of a request without a time, for those who asked. */
export const sentRequestAddress = (publicUrl: URL, id: string): string =>
  new URL(`/requests/sent/${id}`, publicUrl).href;

/** The same for those who handle it. */
export const triageAddress = (publicUrl: URL, id: string): string => new URL(`/triage/${id}`, publicUrl).href;

/** The page of a series for people with an account. */
export const seriesAddress = (publicUrl: URL, seriesId: string): string =>
  new URL(`/series/${seriesId}`, publicUrl).href;

/**
 * Where a calendar elsewhere reads somebody's visits. Calendars keep no fragment, so the token stands in the path; requests
 * are not logged with their addresses here, and an own proxy is told not to (README).
 */
export const calendarFeedAddress = (publicUrl: URL, token: string): string =>
  new URL(`/api/calendar-feed/${token}.ics`, publicUrl).href;

/** The bare address in a sender like `Neuvo <neuvo@example.fi>`; undefined when there is none. */
export const addressOf = (sender: string): string | undefined =>
  /^(?:[^<>]*<([^\s<>@]+@[^\s<>@]+)>|([^\s<>@]+@[^\s<>@]+))$/.exec(sender.trim())?.slice(1).find(Boolean);
