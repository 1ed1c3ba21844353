import type { TestApp } from './test-app.ts';

/** Everything within these counts: what municipalities and services there are to ask and to be asked. */
export type Many = {
  visits: number;
  services: number;
  municipalities: number;
  months: number;
  /** How much longer each name is. */
  padding?: number;
};

/**
 * Puts visits into the database that were held, each of a month from January 2025 on, a service, a municipality and an age
 * of its own as far as these go; in SQL, since a hundred thousand clicks would take a day.
 */
export function addManyVisits(
  app: Pick<TestApp, 'store'>,
  { visits, services, municipalities, months, padding: letters = 0 }: Many,
): void {
  const numbers = (count: number) =>
    `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${count})`;
  const month = `(n.i % ${months})`;
  const municipality = `(n.i / ${months} % ${municipalities})`;
  const service = `(n.i / ${months * municipalities} % ${services})`;
  const age = `(n.i / ${months * municipalities * services} % 5)`;
  // Noon of the second day of the month, so that no zone moves it into another.
  const at = `(unixepoch('2025-01-02 10:00', ${month} || ' months') * 1000 + n.i % 1000)`;
  const padding = `'${'x'.repeat(letters)}'`;
  app.store.write((tx) =>
    tx.$client.exec(`
      INSERT INTO organisation (id, name, kind, parent_id)
        ${numbers(municipalities)} SELECT 'm-' || i, 'Kunta ' || i || ${padding}, 'municipality', 'org-suvanto' FROM n;
      INSERT INTO healthcare_service (id, organisation_id, name, purpose, age_min, age_max, tier, length_minutes)
        ${numbers(services)} SELECT 's-' || i, 'org-suvanto', json_object('fi', 'Palvelu ' || i || ${padding}, 'sv', '', 'en', ''),
          '{"fi":"x","sv":"","en":""}', 0, 17, 1 + i % 4, 30 FROM n;
      INSERT INTO child_case (id, organisation_id, initials, birth_year, responsible_worker_id, created_at)
        ${numbers(4)} SELECT 'c-' || i, 'org-suvanto', 'A.A.', CASE i WHEN 0 THEN 2003 WHEN 1 THEN 2010 WHEN 2 THEN 2015 ELSE 2022 END, 'user-leena', 0 FROM n;
      INSERT INTO service_request (id, organisation_id, service_id, requester_id, case_id, status, content, saved_at, submitted_at)
        ${numbers(visits)} SELECT 'r-' || i, 'm-' || ${municipality}, 's-' || ${service}, 'user-leena',
          CASE ${age} WHEN 4 THEN NULL ELSE 'c-' || ${age} END,
          'accepted', '{}', 0, ${at} - 86400000 FROM n;
      INSERT INTO appointment (id, organisation_id, requester_organisation_id, service_id, request_id, practitioner_id,
          requester_id, starts_at, ends_at, status, status_at, created_at, waited_ms)
        ${numbers(visits)} SELECT 'v-' || i, 'org-suvanto', 'm-' || ${municipality}, 's-' || ${service}, 'r-' || i,
          'user-sanna', 'user-leena', ${at}, ${at} + 1800000, 'fulfilled', 0, 0, 60000 FROM n;
      INSERT INTO encounter (id, organisation_id, appointment_id, status, started_at, finished_at)
        ${numbers(visits)} SELECT 'e-' || i, 'org-suvanto', 'v-' || i, 'finished', ${at}, ${at} + 1800000 FROM n;
    `),
  );
}
