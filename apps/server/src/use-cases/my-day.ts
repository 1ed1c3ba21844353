import { addDays, instantOf, isLocalDate, localDateOf, workDayOf } from '#domain';
import { appointments, meetings, participants } from '#db';
import type { Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { undeliveredOf } from './undelivered.ts';
import { summaryOf } from './view-appointment.ts';

/** One's own visits of a day and who waits for them. It refreshes by itself all day, so it shows nothing of the child;
 * it names who waits, as the specialist must know. */
export function myDay(
  deps: Deps,
  viewer: UserViewer,
  wanted: string | undefined,
  isOnline: (participantId: string) => boolean,
): Reply<'myDay'> {
  if (wanted !== undefined && !isLocalDate(wanted))
    throw new Refusal('bad-request', { fields: { date: 'date' } });
  return deps.store.read((tx) => {
    const now = deps.now();
    const today = localDateOf(now);
    const date = wanted ?? today;
    const { from, to } =
      date === today
        ? workDayOf(now)
        : { from: instantOf(date, '00:00'), to: instantOf(addDays(date, 1), '00:00') };
    const rows = appointments.ofDay(tx, viewer.userId, from, to);
    const undelivered = undeliveredOf(tx, viewer, rows, now);
    const names = meetings.seriesNames(
      tx,
      rows.map(({ appointment }) => appointment.id),
    );
    return {
      date,
      items: rows.map((overview) => ({
        ...summaryOf(overview, viewer, false),
        undelivered: undelivered.get(overview.appointment.id)?.size ?? 0,
        seriesName: names.get(overview.appointment.id) ?? null,
        waiting: participants
          .ofAppointment(tx, overview.appointment.id)
          .flatMap(({ id, name, state }) =>
            state.status === 'waiting'
              ? [{ participantId: id, name, since: state.since, online: isOnline(id) }]
              : [],
          ),
      })),
      serverNow: now,
    };
  });
}
