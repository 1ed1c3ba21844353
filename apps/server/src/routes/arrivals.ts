import { noteToWaiting } from '../use-cases/note-to-waiting.ts';
import { readPhones, rebookVisit, undoNoShow } from '../use-cases/no-show.ts';
import { extendVisit, whatFollows } from '../use-cases/over-run.ts';
import { readArrivals } from '../use-cases/read-arrivals.ts';
import { takeOverVisit } from '../use-cases/take-over.ts';
import type { Handlers } from './route.ts';
import type { SystemDeps } from './system.ts';

const nothing = {};

export const arrivalRoutes = ({
  here,
}: SystemDeps): Pick<
  Handlers,
  | 'readArrivals'
  | 'noteToWaiting'
  | 'takeOverVisit'
  | 'readPhones'
  | 'undoNoShow'
  | 'rebookVisit'
  | 'whatFollows'
  | 'extendVisit'
> => ({
  readArrivals: ({ deps, viewer, query }) => readArrivals(deps, viewer, query, here),
  noteToWaiting: ({ deps, viewer, body }) => noteToWaiting(deps, viewer, body),
  takeOverVisit: ({ deps, viewer, params, body }) => {
    takeOverVisit(deps, viewer, params.id, body);
    return nothing;
  },
  readPhones: ({ deps, viewer, params }) => readPhones(deps, viewer, params.id),
  undoNoShow: ({ deps, viewer, params }) => {
    undoNoShow(deps, viewer, params.id);
    return nothing;
  },
  rebookVisit: ({ deps, viewer, params, body }) => rebookVisit(deps, viewer, params.id, body),
  whatFollows: ({ deps, viewer, params }) => whatFollows(deps, viewer, params.id),
  extendVisit: ({ deps, viewer, params, body }) => extendVisit(deps, viewer, params.id, body),
});
