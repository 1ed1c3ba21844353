import { checkSchedule, isLocalDate, openEnded, type Schedule, type ScheduleFields } from '#domain';
import { newId, practitioners, schedules } from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { keepHours, type Keeping } from './keep-hours.ts';
import { isSaved } from './sent-again.ts';

type Fields = Body<'addSchedule'>['fields'];

/** W4: one that is there already was sent again. */
export function addSchedule(
  deps: Deps,
  viewer: UserViewer,
  practitionerId: string,
  fields: Fields,
): Reply<'addSchedule'> {
  const id = newId();
  return keepHours(deps, viewer, practitionerId, undefined, (keeping) => {
    const same = schedules
      .ofPractitioner(keeping.tx, practitionerId, fields.validFrom)
      .find((known) => isSaved(partsOf(fields), partsOf(known)));
    if (same) {
      const { id, revision } = same;
      return { answer: { id, revision }, action: 'add', entity: 'schedule', id };
    }
    const value = { id, practitionerId, ...complete(keeping, fields, []) };
    schedules.insert(keeping.tx, keeping.organisationId, value);
    return { answer: { id, revision: 1 }, action: 'add', entity: 'schedule', id };
  });
}

/** W4: what somebody else has saved meanwhile is not written over. */
export function changeSchedule(
  deps: Deps,
  viewer: UserViewer,
  practitionerId: string,
  id: string,
  { fields, basedOn, decisions }: Body<'changeSchedule'>,
): Reply<'changeSchedule'> {
  return keepHours(deps, viewer, practitionerId, decisions, (keeping) => {
    const known = find(keeping, id);
    if (known.revision !== basedOn) {
      if (!isSaved(partsOf(fields), partsOf(known))) throw new Refusal('hours-changed');
      return { answer: { id, revision: known.revision }, action: 'change', entity: 'schedule', id };
    }
    const value = { ...known, ...complete(keeping, fields, known.serviceIds) };
    schedules.replace(keeping.tx, keeping.organisationId, value);
    return { answer: { id, revision: known.revision + 1 }, action: 'change', entity: 'schedule', id };
  });
}

export function removeSchedule(
  deps: Deps,
  viewer: UserViewer,
  practitionerId: string,
  id: string,
  { basedOn, decisions }: Body<'removeSchedule'>,
): Reply<'removeSchedule'> {
  return keepHours(deps, viewer, practitionerId, decisions, (keeping) => {
    if (find(keeping, id).revision !== basedOn) throw new Refusal('hours-changed');
    schedules.remove(keeping.tx, id);
    return { answer: {}, action: 'remove', entity: 'schedule', id };
  });
}

function find({ tx, practitionerId }: Keeping, id: string) {
  const known = schedules.byId(tx, practitionerId, id);
  if (!known) throw new Refusal('hours-gone');
  return known;
}

/** What of a schedule a person decides, in one order. */
function partsOf({
  serviceIds,
  validFrom,
  validTo,
  cycleWeeks,
  cycleFrom,
  restsOnHolidays,
  hours,
}: Fields | Schedule) {
  return {
    ...{ validFrom, validTo: validTo ?? openEnded, cycleWeeks, cycleFrom, restsOnHolidays },
    serviceIds: [...serviceIds].sort(),
    hours: hours.map(({ week, weekday, from, to }) => `${week} ${weekday} ${from} ${to}`).sort(),
  };
}

/** W1; a service is one that the practitioner offers (V12), or one that the schedule had before. */
function complete({ tx, practitionerId }: Keeping, raw: Fields, before: readonly string[]): ScheduleFields {
  const fields = { ...raw, validTo: raw.validTo ?? openEnded };
  const checked = checkSchedule(fields);
  const problems = checked.ok
    ? {}
    : Object.fromEntries(checked.error.map(({ field, code }) => [field, code]));
  for (const name of ['validFrom', 'validTo', 'cycleFrom'] as const)
    if (!isLocalDate(fields[name])) problems[name] = 'date';
  const offered = new Set([...before, ...practitioners.services(tx, practitionerId).map(({ id }) => id)]);
  if (fields.serviceIds.some((id) => !offered.has(id))) problems.serviceIds = 'not-offered';
  if (Object.keys(problems).length > 0) throw new Refusal('incomplete', { fields: problems });
  return fields;
}
