/** What times are narrowed by (S13), by the names that the address and the server have for it. */
export const slotKeys = ['practitioner', 'language', 'ages', 'modality', 'municipality', 'resource'] as const;
export type SlotKey = (typeof slotKeys)[number];
export type SlotQuery = Partial<Record<SlotKey, string>>;

/** By which of the address' names what the rules call a part of a filter is told. */
export const keyOfRule = {
  practitionerIds: 'practitioner',
  language: 'language',
  ageGroup: 'ages',
  modality: 'modality',
  municipality: 'municipality',
  resource: 'resource',
} as const satisfies Record<string, SlotKey>;

const known: Partial<Record<SlotKey, RegExp>> = {
  language: /^[a-z]{2,3}$/,
  ages: /^(0-6|7-15|16\+)$/,
  modality: /^(video|phone|on-site)$/,
};

/** Reads the address; what makes no sense in it is as if it were not there. */
export function readSlotQuery(params: Pick<URLSearchParams, 'get'>): SlotQuery {
  return Object.fromEntries(
    slotKeys.flatMap((key) => {
      const value = params.get(key) ?? '';
      return (known[key] ?? /^[\w-]{1,64}$/).test(value) ? [[key, value]] : [];
    }),
  );
}

/** The same for an address: `&language=sv&ages=7-15`, empty without any. */
export function slotQueryText(query: SlotQuery): string {
  const params = new URLSearchParams(slotKeys.flatMap((key) => (query[key] ? [[key, query[key]]] : [])));
  return params.size > 0 ? `&${params}` : '';
}

/** The same address without these, at its first week with a time. */
export function withoutKeys(search: string, keys: readonly SlotKey[]): string {
  const params = new URLSearchParams(search);
  for (const key of [...keys, 'week']) params.delete(key);
  return `?${params}`;
}
