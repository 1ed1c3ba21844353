import { statistics } from '#domain';
import { statisticsFacts, type Tx } from '#db';
import type { Body, Params, Query, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { logOf } from './log-event.ts';
import { frameOf, gather, questionOf, type Frame, type Question } from './statistics-facts.ts';

/** More divisions than this can't be looked at; a file can have all. */
const divisionsOnScreen = 2;

const log = logOf('statistics');
const wordsOf = ({ months, by }: Question) => `${months[0]}–${months.at(-1)} ${by.join(',')}`;

/** ST15: that somebody looked, at which period; looking at figures opens nobody's case. */
export function openQuestion(
  deps: Deps,
  viewer: UserViewer,
  question: Question,
  action: 'read' | 'export',
): Frame {
  return deps.store.write((tx) => {
    log(tx, deps, viewer, action, wordsOf(question), viewer.organisationId);
    return frameOf(tx, viewer, question);
  });
}

export async function readStatistics(
  deps: Deps,
  viewer: UserViewer,
  query: Query<'readStatistics'>,
): Promise<Reply<'readStatistics'>> {
  const question = questionOf(query, divisionsOnScreen);
  const frame = openQuestion(deps, viewer, question, 'read');
  const table = await tableFor(deps, viewer, frame, question);
  // What something is known of has a name, also when nothing of it could be asked for today.
  const seen = new Set([...table.rows, ...table.columns]);
  const municipalities = new Set(municipalitiesOf(frame).map(({ id }) => id));
  return {
    table,
    services: [...frame.services.values()]
      .filter(({ id, organisationId }) => seen.has(id) || concerns(frame, id, organisationId))
      .map(({ id, name }) => ({ id, name })),
    municipalities: [...frame.organisations.values()]
      .filter(({ id }) => seen.has(id) || municipalities.has(id))
      .map(({ id, name }) => ({ id, name })),
  };
}

export async function tableFor(
  deps: Deps,
  viewer: UserViewer,
  frame: Frame,
  question: Question,
): Promise<statistics.StatisticsTable> {
  const division = await gather(deps, frame, question);
  const seen = (index: number) => new Set(division.parts().map(({ values }) => values[index]!));
  const [rows, columns] = question.by.map((name, index) =>
    inOrder(name, seen(index), question, frame, viewer.account.language),
  ) as [string[], string[]?];
  return statistics.tableOf(division, columns ? [rows, columns] : [rows], underEighteensOf(frame, question));
}

/** ST12: of one municipality, or of all that have a figure. */
export function underEighteensOf(frame: Frame, { only }: Question): statistics.UnderEighteens {
  const all = [...frame.underEighteens.values()].reduce((sum, each) => sum + each, 0);
  const ofAll = only.municipality === undefined ? all : (frame.underEighteens.get(only.municipality) ?? 0);
  return (municipality) =>
    municipality === null ? ofAll || null : (frame.underEighteens.get(municipality) ?? null);
}

/** Months and ages are all there, also where nothing was; the others are those that something is known of. */
export function inOrder(
  name: statistics.Dimension,
  seen: ReadonlySet<string>,
  { months, only }: Question,
  frame: Frame,
  language: 'fi' | 'sv' | 'en',
): string[] {
  if (name === 'month') return months;
  if (name === 'age')
    return statistics.ageBands.filter((each) => only.age === undefined || each === only.age);
  const nameOf = (id: string) => {
    const service = frame.services.get(id)?.name;
    return service ? service[language] || service.fi : (frame.organisations.get(id)?.name ?? id);
  };
  const collator = new Intl.Collator(language, { numeric: true });
  return [...seen].sort((a, b) => collator.compare(nameOf(a), nameOf(b)) || (a < b ? -1 : 1));
}

export function listUnderEighteens(deps: Deps, viewer: UserViewer): Reply<'listUnderEighteens'> {
  return deps.store.read((tx) => viewFigures(tx, viewer));
}

/** ST12: what an administrator's organisation has counted. */
export function setUnderEighteen(
  deps: Deps,
  viewer: UserViewer,
  { id, year }: Params<'setUnderEighteen'>,
  { number }: Body<'setUnderEighteen'>,
): Reply<'setUnderEighteen'> {
  return deps.store.write((tx) => {
    const { municipalities } = viewFigures(tx, viewer);
    if (!municipalities.some((each) => each.id === id)) throw new Refusal('not-found');
    const place = { organisationId: viewer.organisationId, municipalityId: id, year: Number(year) };
    statisticsFacts.setUnderEighteen(tx, place, number);
    logOf('under-eighteens')(tx, deps, viewer, 'change', `${id} ${year}`, viewer.organisationId);
    return viewFigures(tx, viewer);
  });
}

function viewFigures(tx: Tx, viewer: UserViewer): Reply<'listUnderEighteens'> {
  const frame = frameOf(tx, viewer, { months: ['2000-01'], by: [], only: {} });
  const given = statisticsFacts.underEighteens(tx, [viewer.organisationId]);
  return {
    municipalities: municipalitiesOf(frame).map(({ id, name }) => ({
      id,
      name,
      figures: given
        .filter(({ municipalityId }) => municipalityId === id)
        .map(({ year, number }) => ({ year, number })),
    })),
  };
}

/** Those of the own organisation and below it, and of whoever its services are for or asked of; by name. */
function municipalitiesOf(frame: Frame) {
  const ids = new Set([...frame.scope].map(frame.municipalityOf));
  for (const [serviceId, requesters] of frame.requesters)
    if (frame.scope.has(frame.services.get(serviceId)?.organisationId ?? ''))
      for (const each of requesters) ids.add(frame.municipalityOf(each));
  return [...frame.organisations.values()].filter(({ id, kind }) => kind === 'municipality' && ids.has(id));
}

/** Whether the own organisations provide a service or may ask for it. */
const concerns = (frame: Frame, serviceId: string, providerId: string): boolean =>
  frame.scope.has(providerId) ||
  (frame.requesters.get(serviceId) ?? []).some((requester) => frame.scope.has(requester));
