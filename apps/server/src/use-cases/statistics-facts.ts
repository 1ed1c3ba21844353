import { setImmediate as otherRequests } from 'node:timers/promises';
import { monthOf, statistics, type Instant, type LinkSums } from '#domain';
import {
  counted,
  organisationsUnder,
  statisticsFacts,
  type CountedRequest,
  type CountedVisit,
  type SliceOf,
  type Tx,
} from '#db';
import type { Query } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';

type Service = ReturnType<typeof statisticsFacts.services>[number];
type Organisation = ReturnType<typeof statisticsFacts.organisations>[number];

/** A question that makes sense: its months, how it is divided, and what it is narrowed to. */
export type Question = {
  months: statistics.Month[];
  by: statistics.Dimension[];
  only: Partial<statistics.Place>;
};

/** @param most How many divisions there may be. */
export function questionOf(query: Query<'readStatistics'>, most: number): Question {
  const { from, to, by, ...only } = query;
  const months = statistics.monthsOf({ from, to });
  if (!months.ok) throw new Refusal('incomplete', { fields: { [months.error.field]: months.error.code } });
  const division = statistics.checkDivision(by.split(','), most);
  if (!division.ok) throw new Refusal('incomplete', { fields: { by: division.error } });
  return { months: months.value, by: division.value, only };
}

/** What stays the same while the figures of one question are read. */
export type Frame = {
  /** ST15: whose figures they are. */
  scope: ReadonlySet<string>;
  services: ReadonlyMap<string, Service>;
  organisations: ReadonlyMap<string, Organisation>;
  /** ST1: the municipality that an organisation lies in; itself where it lies in none. */
  municipalityOf: (organisationId: string) => string;
  /** By service, who is named as its requester. */
  requesters: ReadonlyMap<string, readonly string[]>;
  underEighteens: ReadonlyMap<string, number>;
};

export function frameOf(tx: Tx, viewer: UserViewer, { months }: Question): Frame {
  const organisations = new Map(statisticsFacts.organisations(tx).map((each) => [each.id, each]));
  const scope = new Set(organisationsUnder(tx, viewer.organisationId));
  const requesters = new Map<string, string[]>();
  for (const { serviceId, organisationId } of statisticsFacts.requesters(tx))
    requesters.set(serviceId, [...(requesters.get(serviceId) ?? []), organisationId]);
  return {
    scope,
    organisations,
    requesters,
    services: new Map(statisticsFacts.services(tx).map((each) => [each.id, each])),
    municipalityOf: (id) => lineOf(organisations, id).find(({ kind }) => kind === 'municipality')?.id ?? id,
    underEighteens: figuresFor(tx, viewer, organisations, scope, Number(months.at(-1)!.slice(0, 4))),
  };
}

/** An organisation and those above it. The depth is bounded, so that a circle ends too. */
function lineOf(organisations: ReadonlyMap<string, Organisation>, id: string): Organisation[] {
  const line: Organisation[] = [];
  for (let at = organisations.get(id); at && line.length < 20; at = organisations.get(at.parentId ?? ''))
    line.push(at);
  return line;
}

/** ST12: of each municipality the newest figure that is not newer than the period, else the oldest; one's own first. */
function figuresFor(
  tx: Tx,
  viewer: UserViewer,
  organisations: ReadonlyMap<string, Organisation>,
  scope: ReadonlySet<string>,
  year: number,
): Map<string, number> {
  const above = lineOf(organisations, viewer.organisationId).map(({ id }) => id);
  const givers = [...above, ...[...scope].filter((id) => !above.includes(id))];
  const given = statisticsFacts.underEighteens(tx, givers);
  const figures = new Map<string, number>();
  for (const giver of givers)
    for (const municipalityId of new Set(given.map((each) => each.municipalityId))) {
      const own = given.filter(
        (each) => each.organisationId === giver && each.municipalityId === municipalityId,
      );
      const chosen = own.findLast((each) => each.year <= year) ?? own[0];
      if (chosen && !figures.has(municipalityId)) figures.set(municipalityId, chosen.number);
    }
  return figures;
}

/** How many things are read before others get their turn: more would keep them waiting, fewer would take longer in all. */
const sliceLength = 500;

/**
 * Sums up what a question is about. It reads in slices, each a transaction of its own, and lets other requests through
 * between them: the figures of a hundred thousand visits keep nobody waiting. What changes meanwhile may be in or not.
 */
export async function gather(
  deps: Pick<Deps, 'store' | 'now'>,
  frame: Frame,
  { months, by, only }: Question,
): Promise<statistics.Division> {
  const division = new statistics.Division(by);
  const until = statistics.spanOf(months.at(-1)!).to;
  const from = statistics.spanOf(months[0]!).from;
  const now = deps.now();
  const tallyOf = (place: statistics.Place): statistics.Tally | undefined =>
    (Object.entries(only) as [statistics.Dimension, string | undefined][]).every(
      ([name, value]) => value === undefined || place[name] === value,
    )
      ? division.at(place)
      : undefined;
  const inSlices = async <T extends { at: Instant; id: string }>(
    next: (tx: Tx, slice: SliceOf) => T[],
    add: (row: T) => void,
  ) => {
    const scope = JSON.stringify([...frame.scope]);
    let place = { at: from - 1, id: '\uffff' };
    for (let last = sliceLength; last === sliceLength;) {
      const rows = deps.store.read((tx) => next(tx, { scope, ...place, until, limit: sliceLength }));
      rows.forEach(add);
      last = rows.length;
      place = rows.at(-1) ?? place;
      await otherRequests();
    }
  };
  for (const source of counted.requests)
    await inSlices(source, (row) => {
      const tally = tallyOf(placeOf(frame, row));
      if (tally) statistics.addRequest(tally, requestOf(frame, row));
    });
  await inSlices(counted.visits, (row) => {
    const tally = tallyOf(placeOf(frame, row));
    if (tally) statistics.addVisit(tally, visitOf(frame, row, now));
  });
  // A quota is a team's, whatever the age of its children.
  if (!by.includes('age') && only.age === undefined)
    for (const { place, quota } of quotasOf(frame, months)) {
      const tally = tallyOf(place);
      if (tally) tally.quota += quota;
    }
  return division;
}

function placeOf(frame: Frame, row: CountedRequest | CountedVisit): statistics.Place {
  return {
    month: monthOf(row.at),
    service: row.serviceId,
    municipality: frame.municipalityOf(row.requesterId),
    tier: String(frame.services.get(row.serviceId)?.tier ?? ''),
    age: statistics.ageBandOf(row.birthYear, row.at),
  };
}

function requestOf(frame: Frame, { requesterId, at, answeredAt }: CountedRequest): statistics.RequestFact {
  const municipality = frame.municipalityOf(requesterId);
  return {
    answeredMs: answeredAt === null ? null : answeredAt - at,
    lacksFigure:
      frame.organisations.get(municipality)?.kind === 'municipality' &&
      !frame.underEighteens.has(municipality),
  };
}

function visitOf(frame: Frame, row: CountedVisit, now: Instant): statistics.VisitFact {
  const { serviceId, requesterId, at, sentAt, waitedMs, status, endsAt } = row;
  const hasQuota = frame.services.get(serviceId)?.monthlyQuota !== null;
  return {
    outcome: statistics.outcomeOf({ status, endsAt, isVideo: row.isVideo === 1 }, now),
    toVisitMs: sentAt === null ? null : at - sentAt,
    waitedMs,
    overRunMs: statistics.overRunOf(row),
    links: JSON.parse(row.links) as LinkSums[],
    usesQuota: hasQuota && frame.requesters.get(serviceId)?.includes(requesterId) === true,
  };
}

/** ST9: what each team that a service names may use of it in each month. */
function quotasOf(frame: Frame, months: readonly statistics.Month[]) {
  return [...frame.services.values()].flatMap(({ id, organisationId, tier, monthlyQuota }) =>
    monthlyQuota === null
      ? []
      : (frame.requesters.get(id) ?? [])
          .filter((requester) => frame.scope.has(organisationId) || frame.scope.has(requester))
          .flatMap((requester) =>
            months.map((month) => ({
              quota: monthlyQuota,
              place: {
                ...{ month, service: id, tier: String(tier), age: 'not-told' },
                municipality: frame.municipalityOf(requester),
              },
            })),
          ),
  );
}
