import { externalAddress, externalNextAt, instantOf, localDateOf, minuteMs, type Instant } from '#domain';
import { externalBusy, externalCalendars, mergedBusy, type ExternalCalendar, type Tx } from '#db';
import type { Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { logEvent } from './log-event.ts';
import { viewExternal } from './read-calendar.ts';

/** Whoever presses again and again asks nobody's server more often. */
const againMs = minuteMs;
const aheadMs = 366 * 24 * 60 * minuteMs;

export function readExternalCalendar(deps: Deps, viewer: UserViewer): Reply<'readExternalCalendar'> {
  return deps.store.read((tx) => view(tx, viewer.userId, deps.now()));
}

/** X3, X5: takes the address in the place of any other; it is fetched at the next turn. The log knows that, not the address. */
export function connectExternalCalendar(
  deps: Deps,
  viewer: UserViewer,
  text: string,
): Reply<'connectExternalCalendar'> {
  const checked = externalAddress(text, deps.settings.icsAllowHttp);
  if (!checked.ok) throw new Refusal('incomplete', { fields: { address: checked.error } });
  return change(deps, viewer, 'connect-calendar', (tx, now) =>
    externalCalendars.connect(tx, {
      practitionerId: viewer.userId,
      organisationId: viewer.organisationId,
      address: checked.value,
      connectedAt: now,
    }),
  );
}

/** X10 */
export function disconnectExternalCalendar(
  deps: Deps,
  viewer: UserViewer,
): Reply<'disconnectExternalCalendar'> {
  return change(deps, viewer, 'disconnect-calendar', (tx) => externalCalendars.disconnect(tx, viewer.userId));
}

export function fetchExternalCalendar(deps: Deps, viewer: UserViewer): Reply<'fetchExternalCalendar'> {
  const now = deps.now();
  const reply = deps.store.write((tx) => {
    const found = externalCalendars.of(tx, viewer.userId);
    if (!found) throw new Refusal('not-found');
    const wasJustTried = now - triedAt(found) < againMs;
    if (!wasJustTried)
      externalCalendars.update(tx, viewer.userId, { nextFetchAt: Math.min(found.nextFetchAt, now) });
    return view(tx, viewer.userId, now);
  });
  deps.live.emit('external-calendar-due');
  return reply;
}

/** When it was last asked for: the wait before the next time counts from there. */
const triedAt = ({ nextFetchAt, failures }: ExternalCalendar): Instant =>
  nextFetchAt - externalNextAt(failures, 0);

function change(deps: Deps, viewer: UserViewer, action: string, work: (tx: Tx, now: Instant) => void) {
  const now = deps.now();
  const reply = deps.store.write((tx) => {
    work(tx, now);
    logEvent(tx, viewer, now, { action, entity: 'user', entityId: viewer.userId });
    return view(tx, viewer.userId, now);
  });
  deps.live.emit('practitioner-time-changed', viewer.userId);
  deps.live.emit('external-calendar-due');
  return reply;
}

function view(tx: Tx, userId: string, now: Instant): Reply<'readExternalCalendar'> {
  const found = externalCalendars.of(tx, userId);
  const today = instantOf(localDateOf(now), '00:00');
  return {
    ...viewExternal(tx, userId, now),
    host: found ? new URL(found.address).host : null,
    connectedAt: found?.connectedAt ?? null,
    nextFetchAt: found?.nextFetchAt ?? null,
    coming: mergedBusy(externalBusy.around(tx, [userId], today, now + aheadMs), userId).length,
    serverNow: now,
  };
}
