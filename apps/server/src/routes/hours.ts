import { addException, removeException } from '../use-cases/change-exceptions.ts';
import { addSchedule, changeSchedule, removeSchedule } from '../use-cases/change-schedules.ts';
import { countSlots } from '../use-cases/list-slots.ts';
import { listPractitioners, readHours } from '../use-cases/read-hours.ts';
import { setLanguages } from '../use-cases/set-languages.ts';
import type { Handlers } from './route.ts';

export const hoursRoutes: Pick<
  Handlers,
  | 'countSlots'
  | 'listPractitioners'
  | 'readHours'
  | 'setLanguages'
  | 'addSchedule'
  | 'changeSchedule'
  | 'removeSchedule'
  | 'addException'
  | 'removeException'
> = {
  countSlots: ({ deps, viewer, params, query }) => countSlots(deps, viewer, params.id, query),
  listPractitioners: ({ deps, viewer, query }) => listPractitioners(deps, viewer, query),
  readHours: ({ deps, viewer, params, query }) => readHours(deps, viewer, params.id, query.week),
  setLanguages: ({ deps, viewer, params, body }) => setLanguages(deps, viewer, params.id, body.languages),
  addSchedule: ({ deps, viewer, params, body }) => addSchedule(deps, viewer, params.id, body.fields),
  changeSchedule: ({ deps, viewer, params, body }) =>
    changeSchedule(deps, viewer, params.id, params.scheduleId, body),
  removeSchedule: ({ deps, viewer, params, body }) =>
    removeSchedule(deps, viewer, params.id, params.scheduleId, body),
  addException: ({ deps, viewer, params, body }) => addException(deps, viewer, params.id, body),
  removeException: ({ deps, viewer, params, body }) =>
    removeException(deps, viewer, params.id, params.exceptionId, body.decisions),
};
