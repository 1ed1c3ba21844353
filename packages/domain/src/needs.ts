/** D2: of each need a visit takes one resource, tried in their order. One that nothing can fill leaves no time free. */
export type Needs = readonly (readonly string[])[];

/** More needs than this nobody keeps in mind; more choices for one nobody reads. */
export const maxNeeds = 5;
export const maxChoices = 20;

/** D2: a need names something, and no resource stands in two needs. Answers the code of what is wrong. */
export function checkNeeds(needs: Needs): 'required' | 'twice' | 'too-many' | undefined {
  if (needs.length > maxNeeds || needs.some((choices) => choices.length > maxChoices)) return 'too-many';
  if (needs.some((choices) => choices.length === 0)) return 'required';
  const all = needs.flat();
  return new Set(all).size < all.length ? 'twice' : undefined;
}

/** D6: with resources that were named: a need that has one of them takes it and no other; what is in no need is one more. */
export function narrowNeeds(needs: Needs, namedIds: readonly string[]): string[][] {
  const narrowed = needs.map((choices) => {
    const named = choices.filter((id) => namedIds.includes(id));
    return named.length > 0 ? named.slice(0, 1) : [...choices];
  });
  const known = new Set(needs.flat());
  return [...narrowed, ...namedIds.filter((id) => !known.has(id)).map((id) => [id])];
}
