import type { Reply } from '#protocol';
import { m } from '#messages';
import { language } from '#lib/language.svelte.ts';
import { localText } from '#lib/features/catalogue/local-text.ts';
import type { Division } from './statistics-query.ts';

export type Statistics = Reply<'readStatistics'>;
export type Cell = Statistics['table']['cells'][number];
export type Figures = Cell['figures'];
export type Figure = Figures['requests'];

const [hourMs, dayMs, minuteMs] = [3_600_000, 86_400_000, 60_000];

export const divisionNames: Record<Division, () => string> = {
  month: m.statistics_by_month,
  service: m.statistics_by_service,
  municipality: m.statistics_by_municipality,
  tier: m.statistics_by_tier,
  age: m.statistics_by_age,
};

const number = (value: number, decimals: number) =>
  new Intl.NumberFormat(language.current, { maximumFractionDigits: decimals }).format(value);

/** A figure, or why there is none. */
export const figureText = (figure: Figure, told: (value: number) => string): string =>
  figure === null
    ? m.statistics_none()
    : figure === 'few'
      ? m.statistics_few()
      : figure === 'hidden'
        ? m.statistics_hidden()
        : told(figure);

const seconds = (ms: number) => m.statistics_seconds({ seconds: number(ms / 1000, 1) });
const minutes = (ms: number) => m.statistics_minutes({ minutes: number(ms / minuteMs, 0) });
/** Hours up to two days, then days. */
const hoursOrDays = (ms: number) =>
  ms < 2 * dayMs
    ? m.statistics_hours({ hours: number(ms / hourMs, ms < 10 * hourMs ? 1 : 0) })
    : m.statistics_days({ days: number(ms / dayMs, 1) });
const days = (ms: number) => m.statistics_days({ days: number(ms / dayMs, 1) });

type Shown = { name: () => string; main: (figures: Figures) => Figure; told: (value: number) => string };
type Measure = Shown & { ninetieth?: (figures: Figures) => Figure };

const count = (key: 'requests' | 'held' | 'cancelled' | 'noShow' | 'weak', name: () => string): Measure => ({
  ...{ name, main: (figures) => figures[key], told: (value) => number(value, 0) },
});
const span = (
  key: 'answered' | 'toVisit' | 'waited' | 'overRun' | 'joined',
  name: () => string,
  told: Shown['told'],
): Measure => ({
  ...{ name, told, main: (figures) => figures[key].median, ninetieth: (figures) => figures[key].ninetieth },
});

/** What is told of every part, in the order of the table. */
export const measures = {
  requests: count('requests', m.statistics_requests),
  answered: span('answered', m.statistics_answered, hoursOrDays),
  toVisit: span('toVisit', m.statistics_to_visit, days),
  held: count('held', m.statistics_held),
  cancelled: count('cancelled', m.statistics_cancelled),
  noShow: count('noShow', m.statistics_no_show),
  waited: span('waited', m.statistics_waited, minutes),
  overRun: span('overRun', m.statistics_over_run, minutes),
  joined: span('joined', m.statistics_joined, seconds),
  weak: count('weak', m.statistics_weak),
  quotaUse: {
    name: m.statistics_quota_use,
    main: (figures) => figures.quotaUse,
    told: (value) => m.statistics_percent({ percent: number(value * 100, 0) }),
  },
  reach: {
    name: m.statistics_reach,
    main: (figures) => figures.reach,
    told: (value) => number(value, 1),
  },
} satisfies Record<string, Measure>;
export type MeasureName = keyof typeof measures;
export const measureNames = Object.keys(measures) as MeasureName[];
export const measureOf = (name: string): Measure => measures[name as MeasureName] ?? measures.requests;

export const mainText = (measure: Measure, figures: Figures): string =>
  figureText(measure.main(figures), measure.told);

/** 11/2026, where a whole name has no room. */
const shortMonth = (month: string) => `${Number(month.slice(5))}/${month.slice(0, 4)}`;

export const ageName = (age: string): string =>
  age === 'not-told' ? m.statistics_age_not_told() : m.statistics_age_years({ ages: age.replace('-', '–') });

/** What a row or a column is called; null is the total. */
export function valueName(
  division: string,
  value: string | null,
  { services, municipalities }: Pick<Statistics, 'services' | 'municipalities'>,
): string {
  if (value === null) return m.statistics_total();
  switch (division) {
    case 'month':
      return shortMonth(value);
    case 'tier':
      return m.statistics_tier_of({ tier: value });
    case 'age':
      return ageName(value);
    case 'service': {
      const service = services.find(({ id }) => id === value);
      return service ? localText(service.name) : value;
    }
    default:
      return municipalities.find(({ id }) => id === value)?.name ?? value;
  }
}
