import {
  checkException,
  isLocalDate,
  localDateOf,
  openingsOn,
  timetablesOf,
  type ExceptionFields,
} from '#domain';
import { dayExceptions, newId, practitioners, schedules, type KeptException } from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { keepHours, type Decisions, type Keeping } from './keep-hours.ts';

/** A day that differs, in place of another one where `replaces` names it. */
export function addException(
  deps: Deps,
  viewer: UserViewer,
  practitionerId: string,
  { fields, replaces, decisions }: Body<'addException'>,
): Reply<'addException'> {
  const id = newId();
  return keepHours(deps, viewer, practitionerId, decisions, (keeping) => {
    if (replaces !== null) {
      if (!dayExceptions.byId(keeping.tx, practitionerId, replaces)) throw new Refusal('hours-changed');
      dayExceptions.remove(keeping.tx, replaces);
    }
    check(keeping, fields, localDateOf(deps.now()));
    dayExceptions.insert(keeping.tx, keeping.organisationId, keptOf(id, practitionerId, fields));
    return { answer: { id }, action: replaces === null ? 'add' : 'change', entity: 'exception', id };
  });
}

export function removeException(
  deps: Deps,
  viewer: UserViewer,
  practitionerId: string,
  id: string,
  decisions: Decisions,
): Reply<'removeException'> {
  return keepHours(deps, viewer, practitionerId, decisions, ({ tx }) => {
    if (!dayExceptions.byId(tx, practitionerId, id)) throw new Refusal('not-found');
    dayExceptions.remove(tx, id);
    return { answer: {}, action: 'remove', entity: 'exception', id };
  });
}

function keptOf(id: string, practitionerId: string, fields: ExceptionFields): KeptException {
  if (fields.kind === 'off') return { ...fields, id, practitionerId };
  if (fields.kind === 'extra') return { ...fields, id, practitionerId, lastDate: fields.date };
  const lastDate = fields.date > fields.toDate ? fields.date : fields.toDate;
  return { ...fields, id, practitionerId, lastDate };
}

/** W5; extra hours are for services that the practitioner offers (V12), and only hours that there are can be moved. */
function check({ tx, practitionerId }: Keeping, fields: ExceptionFields, today: string): void {
  const checked = checkException(fields, today);
  const problems = checked.ok
    ? {}
    : Object.fromEntries(checked.error.map(({ field, code }) => [field, code]));
  for (const [name, day] of Object.entries(fields))
    if (/date$/i.test(name) && !isLocalDate(day as string)) problems[name] = 'date';
  const offered = new Set(practitioners.services(tx, practitionerId).map(({ id }) => id));
  if (fields.kind === 'extra' && fields.serviceIds.some((id) => !offered.has(id)))
    problems.serviceIds = 'not-offered';
  if (fields.kind === 'moved' && Object.keys(problems).length === 0) {
    const known = schedules.byId(tx, practitionerId, fields.scheduleId);
    const others = dayExceptions
      .ofPractitioner(tx, practitionerId, fields.date)
      .filter((each) => each.kind === 'moved' && each.date === fields.date && each.scheduleId === known?.id);
    const [timetable] = timetablesOf(known ? [known] : [], []);
    if (others.length > 0) problems.date = 'already-moved';
    else if (!timetable || openingsOn(timetable, fields.date).length === 0)
      problems.date = 'no-hours-that-day';
  }
  if (Object.keys(problems).length > 0) throw new Refusal('incomplete', { fields: problems });
}
