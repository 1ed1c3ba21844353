import { sql } from 'drizzle-orm';
import type { FirstFacts, LocalDate } from '#domain';
import type { Tx } from '../open.ts';

/** K7: what is there of these organisations, on this day; what only settings and the tree know is the caller's. */
export function firstFacts(
  tx: Tx,
  organisationIds: readonly string[],
  today: LocalDate,
): Omit<FirstFacts, 'letters' | 'isTop'> {
  const found = tx.get<Record<string, number>>(sql`
    WITH own AS (SELECT value AS id FROM json_each(${JSON.stringify(organisationIds)})),
      people AS (SELECT id, role, organisation_id FROM user_account WHERE active AND organisation_id IN own),
      -- V12: who works for the provider and was chosen for the service.
      served AS (
        SELECT s.id, p.practitioner_id FROM healthcare_service s
        JOIN service_practitioner p ON p.service_id = s.id
        JOIN people ON people.id = p.practitioner_id AND people.organisation_id = s.organisation_id
        WHERE s.active AND EXISTS (SELECT 1 FROM service_requester r WHERE r.service_id = s.id))
    SELECT
      (SELECT count(*) FROM own) > 1 AS organisations,
      NOT EXISTS (SELECT 1 FROM organisation WHERE id IN own AND coalesce(phone, '') = '') AS phones,
      EXISTS (SELECT 1 FROM people WHERE role = 'specialist') AS specialists,
      EXISTS (SELECT 1 FROM people WHERE role IN ('staff', 'coordinator')) AS askers,
      EXISTS (
        SELECT 1 FROM form_template t JOIN form_version v ON v.template_id = t.id
        WHERE t.active AND t.organisation_id IN own) AS forms,
      EXISTS (SELECT 1 FROM served) AS service,
      EXISTS (
        SELECT 1 FROM served
        JOIN schedule h ON h.practitioner_id = served.practitioner_id
        JOIN schedule_service s ON s.schedule_id = h.id AND s.service_id = served.id
        WHERE h.valid_to >= ${today}
        UNION ALL
        SELECT 1 FROM served
        JOIN day_exception e ON e.practitioner_id = served.practitioner_id
        JOIN exception_service s ON s.exception_id = e.id AND s.service_id = served.id
        WHERE e.last_date >= ${today}) AS hours,
      EXISTS (
        SELECT 1 FROM service_requester r JOIN healthcare_service s ON s.id = r.service_id
        WHERE s.active AND r.organisation_id IN own AND s.organisation_id NOT IN own) AS mayAskElsewhere`)!;
  const is = (name: string) => found[name] === 1;
  return {
    organisations: is('organisations'),
    phones: is('phones'),
    specialists: is('specialists'),
    askers: is('askers'),
    forms: is('forms'),
    service: is('service'),
    hours: is('hours'),
    mayAskElsewhere: is('mayAskElsewhere'),
  };
}
