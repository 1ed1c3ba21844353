/** What the page shows, as its address says. An empty text: not narrowed, or not divided further. */
export type StatisticsQuery = {
  from: string;
  to: string;
  by: string;
  and: string;
  service: string;
  municipality: string;
  tier: string;
  age: string;
  /** Which figure a table of two divisions shows. */
  show: string;
};

export const divisions = ['month', 'service', 'municipality', 'tier', 'age'] as const;
export type Division = (typeof divisions)[number];

/** `YYYY-MM`, so many months after another. */
export function addMonths(month: string, count: number): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  const at = year * 12 + number - 1 + count;
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
}

/** The last twelve months where the address says nothing else, by month. */
export function readQuery(params: Pick<URLSearchParams, 'get'>, thisMonth: string): StatisticsQuery {
  const of = (key: string) => params.get(key) ?? '';
  const by = of('by') || 'month';
  return {
    from: of('from') || addMonths(thisMonth, -11),
    to: of('to') || thisMonth,
    by,
    and: of('and') === by ? '' : of('and'),
    service: of('service'),
    municipality: of('municipality'),
    tier: of('tier'),
    age: of('age'),
    show: of('show') || 'requests',
  };
}

/** The question as the server takes it; `by` in other divisions than the page's for a file. */
export function toSearch(query: StatisticsQuery, by = [query.by, query.and].filter(Boolean)): string {
  const { from, to, service, municipality, tier, age } = query;
  const params = new URLSearchParams({ from, to, by: by.join(',') });
  for (const [key, value] of Object.entries({ service, municipality, tier, age }))
    if (value !== '') params.set(key, value);
  return params.toString();
}
