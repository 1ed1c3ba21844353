import { hourMs, dayMs, minuteMs, statistics } from '#domain';
import type { Query } from '#protocol';
import { m } from '#messages';
import type { Deps } from '../deps.ts';
import type { UserViewer } from '../viewer.ts';
import { inOrder, openQuestion, tableFor, underEighteensOf } from './read-statistics.ts';
import { gather, questionOf, type Frame, type Question } from './statistics-facts.ts';

type Language = Query<'exportStatistics'>['language'];

/** How many lines go out in one piece: fewer pieces are faster, larger ones hold more at once. */
const linesInPiece = 200;

/**
 * ST13, ST14: figures as a file, made while it is being read: whoever reads slowly keeps one piece waiting and no more. In one
 * or two divisions it is the table of the screen with its totals; in more it is line by line, month after month.
 *
 * @returns What the file is called, and its text in pieces.
 */
export function exportStatistics(
  deps: Deps,
  viewer: UserViewer,
  { language, ...query }: Query<'exportStatistics'>,
): { name: string; lines: AsyncGenerator<string> } {
  const question = questionOf(query, statistics.dimensions.length);
  const frame = openQuestion(deps, viewer, question, 'export');
  const name = `neuvo-${question.months[0]}-${question.months.at(-1)}.csv`;
  return { name, lines: piecesOf(deps, viewer, frame, question, language) };
}

async function* piecesOf(
  deps: Deps,
  viewer: UserViewer,
  frame: Frame,
  question: Question,
  language: Language,
): AsyncGenerator<string> {
  const { by } = question;
  yield (
    statistics.csvStart +
    statistics.csvLine([...by.map((each) => dimensionName(each, language)), ...heads(language)])
  );
  const labelOf = (index: number, value: string | null) =>
    value === null
      ? m.statistics_total({}, { locale: language })
      : valueName(by[index]!, value, frame, language);
  let piece = '';
  let lines = 0;
  const whole = by.length <= 2 ? await tableFor(deps, viewer, frame, question) : undefined;
  const parts = whole
    ? [
        whole.cells.map(({ row, column, figures }) => ({
          values: by.length === 2 ? [row, column] : [row],
          figures,
        })),
      ]
    : finer(deps, frame, question, language);
  for await (const part of parts)
    for (const { values, figures } of part) {
      const labels = values.map((value, index) => labelOf(index, value));
      piece += statistics.csvLine([...labels, ...fieldsOf(figures, language)]);
      lines += 1;
      if (lines % linesInPiece !== 0) continue;
      yield piece;
      piece = '';
    }
  if (piece !== '') yield piece;
}

/** A month at a time where months are among the divisions, so that no more than one is held; else all at once. */
async function* finer(deps: Deps, frame: Frame, question: Question, language: Language) {
  const { by, months } = question;
  const spans = by.includes('month') ? months.map((month) => [month]) : [months];
  for (const span of spans) {
    const division = await gather(deps, frame, { ...question, months: span });
    const orders = by.map((name, index) => {
      const seen = new Set(division.parts().map(({ values }) => values[index]!));
      const order = inOrder(name, seen, { ...question, months: span }, frame, language);
      return new Map(order.map((value, at) => [value, at]));
    });
    yield statistics.linesOf(division, underEighteensOf(frame, question)).sort((a, b) => {
      const differs = orders.findIndex((_, index) => a.values[index] !== b.values[index]);
      return differs < 0
        ? 0
        : orders[differs]!.get(a.values[differs]!)! - orders[differs]!.get(b.values[differs]!)!;
    });
  }
}

const dimensionName = (name: statistics.Dimension, locale: Language): string =>
  ({
    month: m.statistics_by_month,
    service: m.statistics_by_service,
    municipality: m.statistics_by_municipality,
    tier: m.statistics_by_tier,
    age: m.statistics_by_age,
  })[name]({}, { locale });

function valueName(name: statistics.Dimension, value: string, frame: Frame, locale: Language): string {
  if (name === 'service') {
    const service = frame.services.get(value)?.name;
    return service ? service[locale] || service.fi : value;
  }
  if (name === 'municipality') return frame.organisations.get(value)?.name ?? value;
  return name === 'age' && value === 'not-told' ? m.statistics_age_not_told({}, { locale }) : value;
}

/** Answers in hours, waits for a visit in days, waiting rooms and over-runs in minutes, joining in seconds. */
const units = {
  answered: hourMs,
  toVisit: dayMs,
  waited: minuteMs,
  overRun: minuteMs,
  joined: 1000,
} as const;

const heads = (locale: Language): string[] => [
  m.statistics_requests({}, { locale }),
  m.statistics_held({}, { locale }),
  m.statistics_cancelled({}, { locale }),
  m.statistics_no_show({}, { locale }),
  m.statistics_weak({}, { locale }),
  ...[
    m.statistics_answered_unit,
    m.statistics_to_visit_unit,
    m.statistics_waited_unit,
    m.statistics_over_run_unit,
    m.statistics_joined_unit,
  ].flatMap((name) => [
    m.statistics_median_of({ what: name({}, { locale }) }, { locale }),
    m.statistics_ninetieth_of({ what: name({}, { locale }) }, { locale }),
  ]),
  m.statistics_quota_use_unit({}, { locale }),
  m.statistics_reach_unit({}, { locale }),
];

function fieldsOf(figures: statistics.Figures, locale: Language): (string | number)[] {
  const told = (figure: statistics.Figure, scale: number, decimals: number): string | number => {
    if (figure === null) return '';
    if (figure === 'few') return '<5';
    if (figure === 'hidden') return m.statistics_hidden({}, { locale });
    return Number((figure * scale).toFixed(decimals));
  };
  return [
    ...statistics.countNames.map((name) => told(figures[name], 1, 0)),
    ...statistics.spanNames.flatMap((name) => [
      told(figures[name].median, 1 / units[name], 1),
      told(figures[name].ninetieth, 1 / units[name], 1),
    ]),
    told(figures.quotaUse, 100, 0),
    told(figures.reach, 1, 1),
  ];
}
