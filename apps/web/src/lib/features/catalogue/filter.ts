import type { LocalText } from '#protocol';
import { readSlotQuery, type SlotQuery } from '#lib/features/booking/slot-query.ts';

export type CatalogueFilter = { text: string; age: number | undefined };
type Searchable = {
  name: LocalText;
  purpose: LocalText;
  providerName: string;
  ageMin: number;
  ageMax: number;
};

/** The search as the address keeps it: `?q=mieliala&age=9`. An age that is no number is no filter. */
export function readFilter(query: Pick<URLSearchParams, 'get'>): CatalogueFilter {
  const age = query.get('age') ?? '';
  return { text: query.get('q') ?? '', age: /^\d{1,2}$/.test(age) ? Number(age) : undefined };
}

/** What the fields hold as the address keeps it; nothing where nothing is sought. */
export function writeFilter(text: string, age: string): string {
  const query = new URLSearchParams();
  if (text.trim()) query.set('q', text.trim());
  if (age.trim()) query.set('age', age.trim());
  return query.size > 0 ? `?${query}` : '';
}

/** Every word must occur somewhere, in any language: people search in the language that comes to mind. */
export function matches(service: Searchable, { text, age }: CatalogueFilter): boolean {
  const { name, purpose, providerName } = service;
  const all = [...Object.values(name), ...Object.values(purpose), providerName].join(' ').toLowerCase();
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fitsAge = age === undefined || (service.ageMin <= age && age <= service.ageMax);
  return fitsAge && words.every((word) => all.includes(word));
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
