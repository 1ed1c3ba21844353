import { and, eq, inArray, lte, ne, or, isNull, sql, type SQL, type SQLWrapper } from 'drizzle-orm';
import { overrunMs, type Instant } from '#domain';
import { answer, appointment, childCase, encounter, healthcareService } from '../schema.ts';

/** By what a list of appointments is narrowed. */
export type AppointmentSearch = {
  text: string;
  state: 'all' | 'answer-missing' | 'answer-ready' | 'cancelled';
  language: 'fi' | 'sv' | 'en';
};
type Names = { practitioner: SQLWrapper; requester: SQLWrapper; organisation: SQLWrapper };

/** SQLite's own `lower` knows A to Z only; these are the other capitals of names here. */
const capitals = [...'ÅÄÖÆØÁÉŠŽČĐŊŦÜ'];
const lower = (text: SQL): SQL =>
  capitals.reduce(
    (all, letter) => sql`replace(${all}, ${letter}, ${letter.toLowerCase()})`,
    sql`lower(${text})`,
  );

/** Every word that was typed must be found in something that the row shows. */
function saysAll({ text, language }: AppointmentSearch, names: Names): SQL | undefined {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return undefined;
  const name = sql`coalesce(nullif(json_extract(${healthcareService.name}, ${`$.${language}`}), ''), json_extract(${healthcareService.name}, '$.fi'))`;
  const subject = sql`coalesce(${childCase.initials} || ', ' || ${childCase.birthYear}, '')`;
  const shown = lower(
    sql`${name} || char(10) || ${subject} || char(10) || ${names.practitioner} || char(10) || ${names.requester} || char(10) || ${names.organisation}`,
  );
  return and(...words.map((word) => sql`instr(${shown}, ${word}) > 0`));
}

function isIn(state: AppointmentSearch['state'], now: Instant): SQL | undefined {
  switch (state) {
    case 'all':
      return undefined;
    case 'answer-missing':
      return and(
        eq(appointment.status, 'fulfilled'),
        or(eq(encounter.status, 'finished'), lte(appointment.endsAt, now - overrunMs)),
        or(isNull(answer.status), ne(answer.status, 'signed')),
      );
    case 'answer-ready':
      return eq(answer.status, 'signed');
    case 'cancelled':
      return inArray(appointment.status, ['cancelled', 'noshow']);
  }
}

/** What the rows of a list must be like, for a query that has an overview's tables. */
export const fitsSearch = (search: AppointmentSearch, names: Names, now: Instant): SQL | undefined =>
  and(saysAll(search, names), isIn(search.state, now));
