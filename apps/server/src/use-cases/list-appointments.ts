import { appointments, meetings, type AppointmentPlace } from '#db';
import type { Query, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { logEvent } from './log-event.ts';
import { undeliveredOf } from './undelivered.ts';
import { summaryOf } from './view-appointment.ts';

/** A screen or two of rows; longer makes the first look slow, shorter makes people press "show more" all day. */
const pageLength = 100;

/** Visits that somebody may see, searched, narrowed and sorted whole, a page at a time. */
export function listAppointments(
  deps: Deps,
  viewer: UserViewer,
  { view = 'coming', after, q = '', state = 'all', sort = 'time', order }: Query<'listAppointments'>,
): Reply<'listAppointments'> {
  const place = after === undefined ? undefined : placeOf(after);
  // Of what is past the latest comes first, of all else what begins with A, or waits.
  const isDown = order === undefined ? sort === 'time' && view === 'past' : order === 'down';
  return deps.store.write((tx) => {
    const now = deps.now();
    logEvent(tx, viewer, now, { action: 'list', entity: 'appointments', entityId: view });
    const rows = appointments.list(tx, viewer, view, now, place, pageLength + 1, {
      ...{ text: q, state },
      language: viewer.account.language,
      order: { by: sort, isDown },
    });
    if (!rows) throw badPlace();
    const shown = rows.slice(0, pageLength);
    const last = rows.length > pageLength ? shown.at(-1)?.appointment : undefined;
    const undelivered = undeliveredOf(tx, viewer, shown, now);
    const names = meetings.seriesNames(
      tx,
      shown.map(({ appointment }) => appointment.id),
    );
    return {
      appointments: shown.map((overview) => ({
        ...summaryOf(overview, viewer, true),
        undelivered: undelivered.get(overview.appointment.id)?.size ?? 0,
        seriesName: names.get(overview.appointment.id) ?? null,
      })),
      next: last ? `${last.startsAt}.${last.id}` : null,
    };
  });
}

function placeOf(text: string): AppointmentPlace {
  const [, startsAt, id] = /^(\d{1,16})\.([\w-]{1,64})$/.exec(text) ?? [];
  if (startsAt === undefined || id === undefined) throw badPlace();
  return { startsAt: Number(startsAt), id };
}
const badPlace = () => new Refusal('bad-request', { fields: { after: 'place' } });
