import { newId, seriesOfVisits, type Series, type SeriesChange, type Tx } from '#db';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { logEvent } from './log-event.ts';
import { roleInSeries } from './view-series.ts';

/** How many meetings a change was about that its page sends again, since the answer was lost; undefined of one that is new. */
export function madeBefore(
  tx: Tx,
  viewer: UserViewer,
  seriesId: string,
  changeId: string | undefined,
): number | undefined {
  const known = changeId === undefined ? undefined : seriesOfVisits.changeAs(tx, changeId);
  if (known && (known.seriesId !== seriesId || known.actorId !== viewer.userId))
    throw new Refusal('not-found');
  return known?.numbers.length;
}

/** Writes into the series' history and into the logs of both organisations what was done to it. */
export function noteSeries(
  tx: Tx,
  deps: Deps,
  viewer: UserViewer,
  series: Series,
  kind: SeriesChange['kind'],
  numbers: number[],
  {
    id = newId(),
    ...why
  }: { id?: string | undefined } & Partial<Pick<SeriesChange, 'reason' | 'note' | 'people'>> = {},
): void {
  const at = deps.now();
  const { id: seriesId, organisationId, requesterOrganisationId } = series;
  const role = roleInSeries(series, viewer);
  const { userId: actorId } = viewer;
  seriesOfVisits.addChange(tx, {
    id,
    organisationId,
    seriesId,
    at,
    actorId,
    kind,
    numbers,
    role,
    ...why,
  });
  const event = { action: kind, entity: 'series' as const, entityId: seriesId };
  logEvent(tx, viewer, at, event, [organisationId, requesterOrganisationId]);
}
