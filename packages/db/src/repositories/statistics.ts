import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Instant, LinkSums } from '#domain';
import type { Tx } from '../open.ts';
import { written } from '../prepared.ts';
import { healthcareService, organisation, serviceRequester, underEighteen } from '../schema.ts';

/** Where a slice begins: behind this thing. */
export type SlicePlace = { at: Instant; id: string };
/** A thing that is counted. It holds no name, and its id is only where the next slice begins. */
type Counted = SlicePlace & { serviceId: string; requesterId: string; birthYear: number | null };
export type CountedRequest = Counted & { answeredAt: Instant | null };
export type CountedVisit = Counted & {
  endsAt: Instant;
  bookedEndsAt: Instant;
  status: string;
  isVideo: 0 | 1;
  waitedMs: number | null;
  finishedAt: Instant | null;
  /** Null where it is not the first visit of its request. */
  sentAt: Instant | null;
  /** ST16: a JSON array of `LinkSums`, of everybody who was in the call. */
  links: string;
};

/**
 * What of a table comes next after `:at`, `:id` and before `:until`. An index leads to each slice, so that one of a large
 * database costs what one of a small one does.
 */
const inSlice = (at: string) => `(x.${at}, x.id) > (:at, :id) AND x.${at} < :until`;
const inOrder = (at: string) => `ORDER BY x.${at}, x.id LIMIT :limit`;

/**
 * ST15: provided by, or asked for by, the organisations of `:scope`, a JSON array. The plus keeps the indexes of organisations out
 * of it: by those a whole period would be collected and sorted for every slice.
 */
const concerns = (provider: string, requester: string) => `(
    +${provider} IN (SELECT value FROM json_each(:scope)) OR +${requester} IN (SELECT value FROM json_each(:scope)))`;

/**
 * ST4: not the further meetings of a series, whose first can have been left out, nor what was cancelled or missed of them and
 * takes place by another visit, which has its number then (T14, C6, L6); and not what was booked again after such a visit, or
 * agreed again after one that fell through (N8).
 */
const isFirst = (visit: string) => `NOT EXISTS (
    WITH RECURSIVE later (id) AS (
      SELECT ${visit} UNION
      SELECT n.successor_id FROM later JOIN appointment n ON n.id = later.id WHERE n.successor_id IS NOT NULL)
    SELECT 1 FROM later JOIN series_meeting m ON m.appointment_id = later.id WHERE m.n > (
      SELECT min(f.n) FROM series_meeting f WHERE f.series_id = m.series_id AND f.appointment_id IS NOT NULL)
  ) AND NOT EXISTS (SELECT 1 FROM appointment p WHERE p.successor_id = ${visit})
  AND NOT EXISTS (
    SELECT 1 FROM proposal_visit v JOIN proposal_visit f ON f.proposal_id = v.proposal_id
    WHERE v.appointment_id = ${visit} AND (f.agreed_at, f.appointment_id) < (v.agreed_at, v.appointment_id))`;

const linkSums = {
  reports: 'reports',
  lossPermilleSum: 'loss_permille_sum',
  roundTripMsSum: 'round_trip_ms_sum',
  roundTripReports: 'round_trip_reports',
  playedMs: 'played_ms',
  concealedMs: 'concealed_ms',
  soundOnlyS: 'sound_only_s',
  reconnects: 'reconnects',
  joinMs: 'join_ms',
} satisfies Record<keyof LinkSums, string>;
const links = `(
    SELECT json_group_array(json_object(${Object.entries(linkSums)
      .map(([name, column]) => `'${name}', q.${column}`)
      .join()})) FROM visit_quality q WHERE q.appointment_id = x.id)`;

const visits = written<CountedVisit>(`
  SELECT x.starts_at AS at, x.id, x.service_id AS serviceId, x.requester_organisation_id AS requesterId,
    c.birth_year AS birthYear, x.ends_at AS endsAt, coalesce(x.booked_ends_at, x.ends_at) AS bookedEndsAt,
    x.status, x.modality = 'video' AS isVideo, x.waited_ms AS waitedMs, e.finished_at AS finishedAt,
    CASE WHEN ${isFirst('x.id')}
      THEN coalesce((SELECT min(d.since) FROM duty_place d WHERE d.appointment_id = x.id), r.submitted_at) END AS sentAt,
    ${links} AS links
  FROM appointment x
    JOIN service_request r ON r.id = x.request_id
    LEFT JOIN encounter e ON e.appointment_id = x.id
    LEFT JOIN child_case c ON c.id = r.case_id
  WHERE ${inSlice('starts_at')}
    AND ${concerns('x.organisation_id', 'x.requester_organisation_id')}
    AND coalesce(x.cancel_reason, '') <> 'duty-queue'
  ${inOrder('starts_at')}`);

/** Booked at once, by whoever asked. */
const booked = written<CountedRequest>(`
  SELECT x.submitted_at AS at, x.id, x.service_id AS serviceId, x.organisation_id AS requesterId,
    c.birth_year AS birthYear, NULL AS answeredAt
  FROM service_request x
    JOIN healthcare_service s ON s.id = x.service_id
    LEFT JOIN appointment a ON a.request_id = x.id
    LEFT JOIN child_case c ON c.id = x.case_id
  WHERE ${inSlice('submitted_at')}
    AND ${concerns('s.organisation_id', 'x.organisation_id')}
    AND coalesce(a.cancel_reason, '') <> 'duty-queue'
    AND NOT EXISTS (SELECT 1 FROM triage_request t WHERE t.id = x.id)
    AND NOT EXISTS (SELECT 1 FROM duty_place d WHERE d.appointment_id = a.id)
    AND (a.id IS NULL OR ${isFirst('a.id')})
  ${inOrder('submitted_at')}`);

/** Sent without a time. ST5: a redirection is not yet an answer. */
const sent = written<CountedRequest>(`
  SELECT x.submitted_at AS at, x.id, x.service_id AS serviceId, x.requester_organisation_id AS requesterId,
    c.birth_year AS birthYear,
    (SELECT min(t.at) FROM triage_step t
      WHERE t.request_id = x.id AND t.kind IN ('ask', 'waitlist', 'accept', 'decline')) AS answeredAt
  FROM triage_request x
    LEFT JOIN child_case c ON c.id = x.case_id
  WHERE ${inSlice('submitted_at')}
    AND ${concerns('x.organisation_id', 'x.requester_organisation_id')}
  ${inOrder('submitted_at')}`);

/** Numbers of a duty queue, which are answered by being let in; somebody from outside counts for who keeps the queue. */
const numbers = written<CountedRequest>(`
  SELECT x.since AS at, x.id, x.service_id AS serviceId, coalesce(u.organisation_id, x.organisation_id) AS requesterId,
    NULL AS birthYear, NULL AS answeredAt
  FROM duty_place x
    LEFT JOIN user_account u ON u.id = x.user_id
  WHERE ${inSlice('since')}
    AND ${concerns('x.organisation_id', 'u.organisation_id')}
  ${inOrder('since')}`);

/** What figures are made of, a slice at a time. Each answers what comes next in the order of time. */
export const counted = { visits, requests: [booked, sent, numbers] } as const;

export type SliceOf = {
  /** The organisations whose it is, as a JSON array. */
  scope: string;
  at: Instant;
  id: string;
  until: Instant;
  limit: number;
};

export const statisticsFacts = {
  services: (tx: Tx) =>
    tx
      .select({
        id: healthcareService.id,
        organisationId: healthcareService.organisationId,
        name: healthcareService.name,
        tier: healthcareService.tier,
        monthlyQuota: healthcareService.monthlyQuota,
      })
      .from(healthcareService)
      .all(),

  organisations: (tx: Tx) =>
    tx
      .select({
        id: organisation.id,
        name: organisation.name,
        kind: organisation.kind,
        parentId: organisation.parentId,
      })
      .from(organisation)
      .orderBy(asc(organisation.name), asc(organisation.id))
      .all(),

  requesters: (tx: Tx) => tx.select().from(serviceRequester).all(),

  /** ST12: the figures that these organisations have given. */
  underEighteens: (tx: Tx, organisationIds: readonly string[]) =>
    tx
      .select()
      .from(underEighteen)
      .where(inArray(underEighteen.organisationId, [...organisationIds]))
      .orderBy(asc(underEighteen.year))
      .all(),

  /** Writes what one organisation has counted; null takes a figure away. */
  setUnderEighteen: (
    tx: Tx,
    place: { organisationId: string; municipalityId: string; year: number },
    number: number | null,
  ): void => {
    const { organisationId, municipalityId, year } = place;
    if (number === null)
      tx.delete(underEighteen)
        .where(
          and(
            eq(underEighteen.organisationId, organisationId),
            eq(underEighteen.municipalityId, municipalityId),
            eq(underEighteen.year, year),
          ),
        )
        .run();
    else
      tx.insert(underEighteen)
        .values({ ...place, number })
        .onConflictDoUpdate({
          target: [underEighteen.organisationId, underEighteen.municipalityId, underEighteen.year],
          set: { number: sql`excluded.number` },
        })
        .run();
  },
};
