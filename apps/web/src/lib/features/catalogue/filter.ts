import type { LocalText } from '#protocol';
import { readOrder, type Order } from '#lib/features/admin/list-order.ts';
import { readSlotQuery, type SlotQuery } from '#lib/features/booking/slot-query.ts';

export type CatalogueFilter = { text: string; age: number | undefined; tier: number | undefined };
type Searchable = {
  name: LocalText;
  purpose: LocalText;
  providerName: string;
  tier: number;
  ageMin: number;
  ageMax: number;
};

/** The search as the address keeps it: `?q=mieliala&age=9&tier=2`. An age that is no number is no filter, nor is a tier that there is not. */
export function readFilter(query: Pick<URLSearchParams, 'get'>): CatalogueFilter {
  const age = query.get('age') ?? '';
  const tier = query.get('tier') ?? '';
  return {
    text: query.get('q') ?? '',
    age: /^\d{1,2}$/.test(age) ? Number(age) : undefined,
    tier: /^[1-4]$/.test(tier) ? Number(tier) : undefined,
  };
}

/** The address of a search: what the fields hold beside what else narrows and orders the list, which begins at its first page again. */
export function writeFilter(text: string, age: string, before: { toString: () => string }): string {
  const query = new URLSearchParams(before.toString());
  for (const [key, value] of Object.entries({ q: text.trim(), age: age.trim() }))
    if (value) query.set(key, value);
    else query.delete(key);
  query.delete('page');
  return query.size > 0 ? `?${query}` : '';
}

/** By what the list is ordered: as the server gives it, the most local services first, unless something else is asked for. */
export const sorts = ['tier', 'name', 'next', 'provider'] as const;
type Sortable = Searchable & { nextFreeAt: number | null };
export type ServiceOrder = Order<(typeof sorts)[number]>;
export const readServiceOrder = (query: Pick<URLSearchParams, 'get'>): ServiceOrder =>
  readOrder(query.get('sort'), sorts);

/** Two equal ones stay as they came. A service without a free time is last, whichever way the soonest are ordered. */
export function sortServices<Service extends Sortable>(
  services: readonly Service[],
  { by, isDown }: ServiceOrder,
  nameOf: (service: Service) => string,
): Service[] {
  const way = isDown ? -1 : 1;
  const words = new Intl.Collator('fi');
  const compare: Record<typeof by, (a: Service, b: Service) => number> = {
    tier: (a, b) => way * (a.tier - b.tier),
    name: (a, b) => way * words.compare(nameOf(a), nameOf(b)),
    provider: (a, b) => way * words.compare(a.providerName, b.providerName),
    next: (a, b) =>
      a.nextFreeAt === null || b.nextFreeAt === null
        ? Number(a.nextFreeAt === null) - Number(b.nextFreeAt === null)
        : way * (a.nextFreeAt - b.nextFreeAt),
  };
  return services.toSorted(compare[by]);
}

/** Some three screens of services; a page that is past the end is the last. */
const pageLength = 20;
export function pageOfServices<Service>(services: readonly Service[], asked: number) {
  const pages = Math.max(1, Math.ceil(services.length / pageLength));
  const page = Math.min(asked, pages);
  return { page, pages, rows: services.slice((page - 1) * pageLength, page * pageLength) };
}

/** Every word must occur somewhere, in any language: people search in the language that comes to mind. */
export function matches(service: Searchable, { text, age, tier }: CatalogueFilter): boolean {
  const { name, purpose, providerName } = service;
  const all = [...Object.values(name), ...Object.values(purpose), providerName].join(' ').toLowerCase();
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fitsAge = age === undefined || (service.ageMin <= age && age <= service.ageMax);
  const fitsTier = tier === undefined || service.tier === tier;
  return fitsAge && fitsTier && words.every((word) => all.includes(word));
}

/** Of what times can be narrowed by, what the whole list is narrowed by (S13). */
export function catalogueQuery(params: Pick<URLSearchParams, 'get'>): SlotQuery {
  const { language, modality, municipality } = readSlotQuery(params);
  return {
    ...(language && { language }),
    ...(modality && { modality }),
    ...(municipality && { municipality }),
  };
}

/** The age group of a child's age in years; none where no age is sought. */
export function groupOf(age: number | undefined): string {
  if (age === undefined) return '';
  return age <= 6 ? '0-6' : age <= 15 ? '7-15' : '16+';
}
