import { dayMs, hourMs, isGranted, maxCalendarVisits, type Instant } from '#domain';
import { calendar, calendarFeeds, hashSecret, newSecret, type Tx } from '#db';
import type { Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { calendarFeedAddress, visitAddress } from '../mail/addresses.ts';
import { feedFile } from '../mail/calendar.ts';
import { entryOf } from '../mail/compose.ts';
import { placeOf } from '../mail/place.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { logEvent } from './log-event.ts';

const behindMs = 30 * dayMs;
const aheadMs = 366 * dayMs;
/** When it was read is shown to its owner by the hour; a calendar asks more often than that. */
const readStepMs = hourMs;

export function readCalendarFeed(deps: Deps, viewer: UserViewer): Reply<'readCalendarFeed'> {
  return deps.store.read((tx) => view(tx, viewer.userId));
}

/** X11: the address is told this once; the one before it stops working. */
export function makeCalendarFeed(deps: Deps, viewer: UserViewer): Reply<'makeCalendarFeed'> {
  const token = newSecret();
  return deps.store.write((tx) => {
    const now = deps.now();
    calendarFeeds.replace(tx, {
      userId: viewer.userId,
      organisationId: viewer.organisationId,
      tokenHash: hashSecret(token),
      createdAt: now,
    });
    logEvent(tx, viewer, now, { action: 'make-calendar-feed', entity: 'user', entityId: viewer.userId });
    return { ...view(tx, viewer.userId), address: calendarFeedAddress(deps.settings.publicUrl, token) };
  });
}

export function removeCalendarFeed(deps: Deps, viewer: UserViewer): Reply<'removeCalendarFeed'> {
  return deps.store.write((tx) => {
    calendarFeeds.remove(tx, viewer.userId);
    logEvent(tx, viewer, deps.now(), {
      action: 'remove-calendar-feed',
      entity: 'user',
      entityId: viewer.userId,
    });
    return view(tx, viewer.userId);
  });
}

const view = (tx: Tx, userId: string): Reply<'readCalendarFeed'> => {
  const feed = calendarFeeds.of(tx, userId);
  return { createdAt: feed?.createdAt ?? null, readAt: feed?.readAt ?? null };
};

/**
 * X11: somebody's visits, a month back and a year ahead, as a calendar file for whoever knows the secret address. Like every
 * letter it names times, organisations and places; never the child, the question or what kind of care it is.
 */
export function serveCalendarFeed(deps: Deps, token: string): string {
  const now = deps.now();
  const { publicUrl } = deps.settings;
  const { file, readerId } = deps.store.read((tx) => {
    const found = calendarFeeds.byToken(tx, hashSecret(token));
    if (!found) throw new Refusal('not-found');
    const { feed, account } = found;
    // R1: whose work has no visits any more has no calendar of them.
    if (!isGranted(account.role, 'calendar-feed:manage')) throw new Refusal('not-found');
    const reader = { userId: account.id, organisationId: account.organisationId, role: account.role };
    const parts = calendar
      .parts(tx, [account.id], now - behindMs, now + aheadMs)
      .sort((a, b) => a.startsAt - b.startsAt);
    const ids = [...new Set(parts.map(({ appointmentId }) => appointmentId))];
    const recipient = {
      ...{ id: account.id, organisationId: account.organisationId, kind: 'host' as const },
      ...{
        name: account.name,
        language: account.language,
        channel: 'email' as const,
        address: account.email,
      },
    };
    const entries = calendar.readable(tx, reader, ids, maxCalendarVisits).map((overview) => {
      const link = visitAddress(publicUrl, overview.appointment.id);
      const place = placeOf(tx, overview, account.language);
      return entryOf({ overview, recipient, kind: 'invitation', link, place }, deps.settings, 'file');
    });
    return {
      file: feedFile(entries, publicUrl.hostname),
      readerId: isOlder(feed.readAt, now) ? account.id : null,
    };
  });
  if (readerId !== null) deps.store.write((tx) => calendarFeeds.read(tx, readerId, now));
  return file;
}

const isOlder = (readAt: Instant | null, now: Instant) =>
  readAt === null || now < readAt || now - readAt >= readStepMs;
