import { dayMs, err, ok, type ExternalProblem, type Result } from '#domain';
import { externalBusy } from '#db';
import type { Reply } from '#protocol';
import type { Fetched, Known } from '../../apps/server/src/external-calendar/fetch-calendar.ts';
import { ExternalCalendarJob } from '../../apps/server/src/jobs/external-calendar-job.ts';
import { childService, monday, startTestApp, type Who } from './test-app.ts';

export const secret = 'very-secret-token';
export const address = `https://calendar.example/private/${secret}/basic.ics`;

const stamp = (at: number) => new Date(at).toISOString().replaceAll(/[-:]|\.\d+/g, '');

type Events = [startsAt: number, endsAt: number, more?: string][];

/** A calendar file with these events, as a server would send it. */
export const file = (...events: Events) =>
  ok<Fetched>({
    kind: 'file',
    etag: '"1"',
    lastModified: null,
    text: [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      ...events.flatMap(([startsAt, endsAt, more], n) => [
        ...['BEGIN:VEVENT', `UID:e${n}`, `DTSTART:${stamp(startsAt)}`, `DTEND:${stamp(endsAt)}`],
        ...['SUMMARY:Dentist', ...(more ? [more] : []), 'END:VEVENT'],
      ]),
      'END:VCALENDAR',
      '',
    ].join('\r\n'),
  });

/** The whole server with a world of calendars around it that a test writes, and the job that asks them. */
export async function openOwnCalendars() {
  /** What the world answers, by address, and who was asked what. */
  const answers = new Map<string, Result<Fetched, ExternalProblem>>();
  const asked: { address: string; known: Known }[] = [];
  const app = await startTestApp({
    fetchCalendar: (at, known) => {
      asked.push({ address: at, known });
      return Promise.resolve(answers.get(at) ?? err('unreachable'));
    },
  });
  const job = new ExternalCalendarJob(app.deps);

  async function turn(): Promise<void> {
    app.deps.live.emit('external-calendar-due');
    job.tick();
    await job.settled();
  }
  async function read(who: Who = 'elina'): Promise<Reply<'readExternalCalendar'>> {
    const { status, body } = await app.call(who, 'GET', '/api/external-calendar');
    if (status !== 200) throw new Error(`reading answered ${status}`);
    return body as Reply<'readExternalCalendar'>;
  }
  const connect = (who: Who = 'elina', at = address) =>
    app.call(who, 'PUT', '/api/external-calendar', { address: at });
  /** Elina's calendar with these events, connected and fetched. */
  async function connected(...events: Events): Promise<void> {
    answers.set(address, file(...events));
    const { status } = await connect();
    if (status !== 200) throw new Error(`connecting answered ${status}`);
    await turn();
  }
  const kept = () =>
    app.store.read((tx) =>
      externalBusy.around(tx, ['user-elina'], monday - 30 * dayMs, monday + 200 * dayMs),
    );
  const slotStates = async (who: Who = 'pekka') => {
    const { body } = await app.call(who, 'GET', `/api/services/${childService}/slots?week=2026-11-23`);
    const { days } = body as Reply<'listSlots'>;
    return Object.fromEntries(days.flatMap((day) => day.slots.map((slot) => [slot.startsAt, slot.state])));
  };
  async function close(): Promise<void> {
    job.stop();
    await job.settled();
    await app.close();
  }
  return { app, job, answers, asked, turn, read, connect, connected, kept, slotStates, close };
}
export type OwnCalendars = Awaited<ReturnType<typeof openOwnCalendars>>;
