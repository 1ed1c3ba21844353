import type { SlotSearch } from './offered-slots.ts';
import type { SpokenLanguage } from './spoken-language.ts';
import type { AgeGroup, Modality } from './service.ts';

/** What a person looks for; what is absent does not narrow. */
export type SlotFilter = {
  practitionerIds?: readonly string[];
  language?: SpokenLanguage;
  ageGroup?: AgeGroup;
  modality?: Modality;
  /** The id of a municipality. */
  municipality?: string;
};

/** What a filter can be narrowed by, in the order in which people are told of it. */
export const filterKeys = ['practitionerIds', 'language', 'ageGroup', 'modality', 'municipality'] as const;
export type FilterKey = (typeof filterKeys)[number];

/** S13: the same filter without each of what narrows it: what of it could be let go to find a time again. */
export function withoutEach(filter: SlotFilter): { without: FilterKey; filter: SlotFilter }[] {
  return filterKeys
    .filter((key) => filter[key] !== undefined)
    .map((without) => {
      const { [without]: _gone, ...rest } = filter;
      return { without, filter: rest };
    });
}

export type ServiceFacts = {
  ageGroups: readonly AgeGroup[];
  modality: Modality;
  /** Where it can be had; empty means everywhere. */
  municipalities: readonly string[];
};

/** S13: whether a service has what is looked for. */
export function serviceMatches(filter: SlotFilter, service: ServiceFacts): boolean {
  const { ageGroup, modality, municipality } = filter;
  if (ageGroup !== undefined && !service.ageGroups.includes(ageGroup)) return false;
  if (modality !== undefined && service.modality !== modality) return false;
  return (
    municipality === undefined ||
    service.municipalities.length === 0 ||
    service.municipalities.includes(municipality)
  );
}

/**
 * S13: the same search among those practitioners only who were chosen and speak the language. Somebody whose languages are
 * unknown speaks none that was asked for.
 */
export function narrow(
  search: SlotSearch,
  filter: SlotFilter,
  languagesOf: ReadonlyMap<string, readonly SpokenLanguage[]>,
): SlotSearch {
  const { practitionerIds, language } = filter;
  const timetables = search.timetables.filter(
    ({ practitionerId }) =>
      (practitionerIds === undefined || practitionerIds.includes(practitionerId)) &&
      (language === undefined || (languagesOf.get(practitionerId)?.includes(language) ?? false)),
  );
  return { ...search, timetables };
}
