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
import { isSaved } from './sent-again.ts';

/**
 * A day that differs, in place of another one where `replaces` names it. One that is there already is that one (W4): it was sent
 * again, or made like another.
 */
export function addException(
  deps: Deps,
  viewer: UserViewer,
  practitionerId: string,
  { fields, replaces, decisions }: Body<'addException'>,
): Reply<'addException'> {
  const id = newId();
  return keepHours(deps, viewer, practitionerId, decisions, (keeping) => {
    const { tx } = keeping;
    const before = replaces === null ? undefined : dayExceptions.byId(tx, practitionerId, replaces);
    const same = dayExceptions
      .ofPractitioner(tx, practitionerId, fields.date)
      .find((kept) => isSaved(keptOf(kept.id, practitionerId, fields), kept, ['serviceIds']));
    if (replaces !== null && !before && !same) throw new Refusal('exception-gone');
    if (before && before.id !== same?.id) dayExceptions.remove(tx, before.id);
    if (!same) {
      check(keeping, fields, localDateOf(deps.now()), before);
      dayExceptions.insert(tx, keeping.organisationId, keptOf(id, practitionerId, fields));
    }
    const answer = { id: same?.id ?? id };
    return { answer, action: replaces === null ? 'add' : 'change', entity: 'exception', id: answer.id };
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
    if (!dayExceptions.byId(tx, practitionerId, id)) throw new Refusal('exception-gone');
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

/**
 * W5; extra hours are for services that the practitioner offers (V12), or for which they were `before`, and only hours that
 * there are can be moved.
 */
function check(
  { tx, practitionerId }: Keeping,
  fields: ExceptionFields,
  today: string,
  before: KeptException | undefined,
): void {
  const checked = checkException(fields, today);
  const problems = checked.ok
    ? {}
    : Object.fromEntries(checked.error.map(({ field, code }) => [field, code]));
  for (const [name, day] of Object.entries(fields))
    if (/date$/i.test(name) && !isLocalDate(day as string)) problems[name] = 'date';
  const offered = new Set([
    ...(before?.kind === 'extra' ? before.serviceIds : []),
    ...practitioners.services(tx, practitionerId).map(({ id }) => id),
  ]);
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
