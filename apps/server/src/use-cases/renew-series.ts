import { instantOf, localDateOf, type Instant } from '#domain';
import { mayRenew, renewFrom, type Occurrence } from '#domain/series';
import { meetings, seriesOfVisits, services, type Series, type Service, type Tx } from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { isThere, mustBeThere, worksElsewhere } from './book-for.ts';
import { announceMade, bookMeetings, solved, viewSolved, type Solved } from './make-series.ts';
import type { PanelIds } from './panel.ts';
import { withoutHost } from './series-check.ts';
import { planMeetings, requestableService } from './series-fields.ts';
import { fillsOfSeries } from './series-forms.ts';
import { madeBefore } from './series-history.ts';
import { loadSeries } from './view-series.ts';

type Fields = Body<'renewSeries'>;

export function previewSeriesRenewal(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  fields: Fields,
): Reply<'previewSeriesRenewal'> {
  return deps.store.read((tx) => viewSolved(tx, viewer, planRenewal(tx, deps, viewer, id, fields).plan));
}

/** T3: more meetings of a series that nears its end, numbered on from its last; booked as a new series is. */
export function renewSeries(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  fields: Fields,
): Reply<'renewSeries'> {
  const made = deps.store.write((tx) => {
    if (madeBefore(tx, viewer, id, fields.changeId) !== undefined) return undefined;
    const { series, service, plan } = planRenewal(tx, deps, viewer, id, fields);
    const { rule, fromDate } = fields.plan;
    if (!seriesOfVisits.change(tx, id, fields.basedOn, { rule, fromDate }))
      throw new Refusal('series-changed');
    const fills = fillsOfSeries(tx, id);
    return bookMeetings(tx, deps, viewer, { series, service, plan, fills }, 'renew', fields.changeId);
  });
  if (made) announceMade(deps, id, made);
  return { id };
}

function planRenewal(
  tx: Tx,
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { plan: asked, solutions, basedOn }: Fields,
): { series: Series; service: Service; plan: Solved } {
  const now = deps.now();
  const series = withoutClosed(tx, loadSeries(tx, viewer, id, 'change'));
  if (series.revision !== basedOn) throw new Refusal('series-changed');
  mustBeThere(tx, series.creatorId);
  if (worksElsewhere(tx, series.creatorId, series.requesterOrganisationId))
    throw new Refusal('series-maker-moved');
  const list = meetings.of(tx, id);
  if (!mayRenew(list, now)) throw new Refusal('too-early-to-renew');
  const service = requestableService(tx, series.requesterOrganisationId, series.serviceId);
  const { time, lengthMinutes } = series;
  const planFields = { ...asked, time, lengthMinutes };
  const occurrences = planMeetings(planFields, now, Math.max(...list.map(({ n }) => n)) + 1);
  const ids = peopleOf(series);
  const prepared = { service, ids, occurrences };
  const plan = solved(tx, viewer, prepared, solutions, now, series.requesterOrganisationId);
  // V12: against hours is held what somebody has none for just now, not what they are not there for any more.
  if (services.isOfferedBy(tx, service.id, series.practitionerId)) return { series, service, plan };
  const checked = new Map(
    [...plan.checked].map(([n, each]) => [n, withoutHost(each, series.practitionerId)] as const),
  );
  return { series, service, plan: { ...plan, checked } };
}

/** Whose time a meeting of the series takes, and who is only invited to it. */
export function peopleOf({ practitionerId: hostId, creatorId, content }: Series): Required<PanelIds> {
  const requiredIds = [...new Set([...(content.requiredIds ?? []), creatorId])].filter(
    (each) => each !== hostId,
  );
  return {
    hostId,
    requiredIds,
    optionalIds: content.colleagueIds.filter((each) => !requiredIds.includes(each)),
  };
}

/** U4: whoever's account was closed since, or who sees no visits any more, is asked to nothing more. */
export function withoutClosed(tx: Tx, series: Series): Series {
  const { colleagueIds, requiredIds = [] } = series.content;
  const isStill = (id: string) => isThere(tx, id);
  const people = { colleagueIds: colleagueIds.filter(isStill), requiredIds: requiredIds.filter(isStill) };
  return { ...series, content: { ...series.content, ...people } };
}

/** T3: the first day that a renewal can have; null while the series is too far from its end. */
export function renewalDate(
  series: Series,
  list: readonly (Occurrence & { plannedStartsAt: Instant })[],
  now: Instant,
): string | null {
  const last = list.at(-1);
  if (!last || !mayRenew(list, now)) return null;
  const date = renewFrom(series.rule, localDateOf(last.plannedStartsAt));
  const today = localDateOf(now);
  return instantOf(date, '00:00') < now ? today : date;
}
