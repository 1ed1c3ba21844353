import type { SlotSearch } from './open-slots.ts';
import type { SpokenLanguage } from './spoken-language.ts';
import type { AgeGroup, Modality } from './service.ts';

/** What a person looks for; what is absent does not narrow. */
export type SlotFilter = {
  practitionerIds?: readonly string[];
  language?: SpokenLanguage;
  ageGroup?: AgeGroup;
  modality?: Modality;
  /** The code of a municipality. */
  municipality?: string;
};

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
