import { phasesOf, type SeriesPhase, type SeriesRule } from '#domain/series';
import { seriesOfVisits, type Meeting, type Series, type Tx } from '#db';
import type { Reply } from '#protocol';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';

/** R5: who may change a series: who made it, its specialist, and the coordinators of both organisations. */
export function mayManageSeries(series: Series, viewer: UserViewer): boolean {
  const { practitionerId, creatorId, organisationId, requesterOrganisationId } = series;
  if (viewer.userId === practitionerId || viewer.userId === creatorId) return true;
  const own = [organisationId, requesterOrganisationId].includes(viewer.organisationId);
  return viewer.role === 'coordinator' && own;
}

/** C1: whose window and whose reasons hold for this person, as with a single visit. */
export function roleInSeries(series: Series, viewer: UserViewer): 'staff' | 'specialist' {
  const provides =
    viewer.userId === series.practitionerId ||
    (viewer.role === 'coordinator' && viewer.organisationId === series.organisationId);
  return provides ? 'specialist' : 'staff';
}

/** A series that the person may read, or change as well; refuses alike what does not exist and what is not theirs. */
export function loadSeries(tx: Tx, viewer: UserViewer, id: string, to: 'read' | 'change'): Series {
  const found = seriesOfVisits.forReader(tx, viewer, id);
  if (!found) throw new Refusal('not-found');
  if (to === 'change' && !mayManageSeries(found.series, viewer)) throw new Refusal('forbidden');
  return found.series;
}

export const viewRule = (rule: SeriesRule): Reply<'readSeries'>['rule'] =>
  rule.kind === 'dates' ? { ...rule, dates: [...rule.dates] } : rule;

/** T13: how it has gone and goes; by its rule alone while none of its meetings is held where a rule has it. */
export function viewPhases(series: Series, list: readonly Meeting[]): Reply<'readSeries'>['phases'] {
  const regular = list.filter(({ status, isByHand }) => status === 'planned' && !isByHand);
  const phases = phasesOf(series, regular);
  const { rule, time, lengthMinutes, fromDate } = series;
  const plain: SeriesPhase = { rule, time, lengthMinutes, from: fromDate, to: fromDate };
  return (phases.length > 0 ? phases : [plain]).map((each) => ({ ...each, rule: viewRule(each.rule) }));
}
