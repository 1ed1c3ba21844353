import { and, eq, inArray, lte, ne, or, isNull, sql, type SQL, type SQLWrapper } from 'drizzle-orm';
import { overrunMs, type Instant } from '#domain';
import { inLanguage, saysAll } from './said.ts';
import {
  answer,
  appointment,
  childCase,
  encounter,
  healthcareService,
  series,
  seriesMeeting,
} from '../schema.ts';

/** By what a list of appointments is narrowed. */
export type AppointmentSearch = {
  text: string;
  state: 'all' | 'answer-missing' | 'answer-ready' | 'cancelled';
  language: 'fi' | 'sv' | 'en';
};
type Names = { practitioner: SQLWrapper; requester: SQLWrapper; organisation: SQLWrapper };

/** Every word that was typed must be found in something that the row shows. */
function says({ text, language }: AppointmentSearch, names: Names): SQL | undefined {
  const subject = sql`coalesce(${childCase.initials} || ', ' || ${childCase.birthYear}, '')`;
  const { practitioner, requester, organisation } = names;
  return saysAll(text, [
    inLanguage(healthcareService.name, language),
    subject,
    practitioner,
    requester,
    organisation,
    sql`coalesce((select ${series.name} from ${series} join ${seriesMeeting} on ${seriesMeeting.seriesId} = ${series.id}
      where ${seriesMeeting.appointmentId} = ${appointment.id}), '')`,
  ]);
}

/** P5: somebody was let in and it is over; by phone and on site, its time has passed. */
const isHeld = (now: Instant): SQL | undefined =>
  or(
    and(
      eq(appointment.status, 'fulfilled'),
      or(eq(encounter.status, 'finished'), lte(appointment.endsAt, now - overrunMs)),
    ),
    and(
      ne(appointment.modality, 'video'),
      inArray(appointment.status, ['booked', 'arrived']),
      lte(appointment.endsAt, now),
    ),
  );

/** Held, and nobody has signed an answer, for a query that has these three tables. */
export const isUnanswered = (now: Instant): SQL | undefined =>
  and(isHeld(now), or(isNull(answer.status), ne(answer.status, 'signed')));

function isIn(state: AppointmentSearch['state'], now: Instant): SQL | undefined {
  switch (state) {
    case 'all':
      return undefined;
    case 'answer-missing':
      return isUnanswered(now);
    case 'answer-ready':
      return eq(answer.status, 'signed');
    case 'cancelled':
      return inArray(appointment.status, ['cancelled', 'noshow']);
  }
}

/** What the rows of a list must be like, for a query that has an overview's tables. */
export const fitsSearch = (search: AppointmentSearch, names: Names, now: Instant): SQL | undefined =>
  and(says(search, names), isIn(search.state, now));
