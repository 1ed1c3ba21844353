import { emptyRequest } from '#domain';
import { meetings, type Tx } from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import type { UserViewer } from '../viewer.ts';
import { requestableService } from './series-fields.ts';
import {
  askedBeforeVisit,
  askedWithRequest,
  bringUpToDate,
  fillsOf,
  refuseUnknownVersions,
  viewFormInUse,
  type CheckedFill,
} from './visit-forms.ts';

/** T12, F8: what is asked with a series now, and what is written as it goes on in it. Nothing is kept here. */
export function readSeriesForms(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { fills }: Body<'readSeriesForms'>,
): Reply<'readSeriesForms'> {
  return deps.store.read((tx) => {
    const service = requestableService(tx, viewer.organisationId, id);
    const content = { ...emptyRequest, forms: fills };
    refuseUnknownVersions(tx, content);
    const of = { serviceId: service.id, caseTypeId: undefined };
    const asked = askedWithRequest(tx, of);
    return {
      asked: [...asked, ...askedBeforeVisit(tx, of)].map(viewFormInUse),
      fills: bringUpToDate(tx, content, asked)?.forms ?? fills,
    };
  });
}

/** T12: what was written with a series, as its meetings have it. */
export function fillsOfSeries(tx: Tx, seriesId: string): CheckedFill[] {
  const booked = meetings.of(tx, seriesId).findLast(({ appointment }) => appointment !== null);
  return booked?.appointment ? fillsOf(tx, booked.appointment.id) : [];
}
