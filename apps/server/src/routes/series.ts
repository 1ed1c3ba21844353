import { changeSeriesPeople, previewSeriesPeople } from '../use-cases/change-series-people.ts';
import { changeSeries, previewSeriesChange } from '../use-cases/change-series.ts';
import { makeSeries, previewSeries } from '../use-cases/make-series.ts';
import { readSeriesForms } from '../use-cases/series-forms.ts';
import { listSeries, readSeries } from '../use-cases/read-series.ts';
import { previewSeriesRenewal, renewSeries } from '../use-cases/renew-series.ts';
import { changeConveners, swapConvener } from '../use-cases/series-conveners.ts';
import { takeMeetingBack } from '../use-cases/take-meeting-back.ts';
import type { Handlers } from './route.ts';

export const seriesRoutes: Pick<
  Handlers,
  | 'readSeriesForms'
  | 'previewSeries'
  | 'makeSeries'
  | 'listSeries'
  | 'readSeries'
  | 'previewSeriesChange'
  | 'changeSeries'
  | 'previewSeriesPeople'
  | 'changeSeriesPeople'
  | 'previewSeriesRenewal'
  | 'renewSeries'
  | 'changeConveners'
  | 'swapConvener'
  | 'takeMeetingBack'
> = {
  readSeriesForms: ({ deps, viewer, params, body }) => readSeriesForms(deps, viewer, params.id, body),
  previewSeries: ({ deps, viewer, params, body }) => previewSeries(deps, viewer, params.id, body),
  makeSeries: ({ deps, viewer, params, body, reply }) => {
    const { id, isNew } = makeSeries(deps, viewer, params.id, body);
    reply.status(isNew ? 201 : 200);
    return { id };
  },
  listSeries: ({ deps, viewer, query }) => listSeries(deps, viewer, query),
  readSeries: ({ deps, viewer, params }) => readSeries(deps, viewer, params.id),
  previewSeriesChange: ({ deps, viewer, params, body }) => previewSeriesChange(deps, viewer, params.id, body),
  changeSeries: ({ deps, viewer, params, body }) => changeSeries(deps, viewer, params.id, body),
  previewSeriesPeople: ({ deps, viewer, params, body }) => previewSeriesPeople(deps, viewer, params.id, body),
  changeSeriesPeople: ({ deps, viewer, params, body }) => changeSeriesPeople(deps, viewer, params.id, body),
  previewSeriesRenewal: ({ deps, viewer, params, body }) =>
    previewSeriesRenewal(deps, viewer, params.id, body),
  renewSeries: ({ deps, viewer, params, body }) => renewSeries(deps, viewer, params.id, body),
  changeConveners: ({ deps, viewer, params, body }) => {
    changeConveners(deps, viewer, params.id, body);
    return {};
  },
  swapConvener: ({ deps, viewer, params, body }) => {
    swapConvener(deps, viewer, params.id, Number(params.n), body);
    return {};
  },
  takeMeetingBack: ({ deps, viewer, params, body }) =>
    takeMeetingBack(deps, viewer, params.id, Number(params.n), body),
};
