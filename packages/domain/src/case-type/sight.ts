import type { FormAnswers } from '../forms/filling.ts';
import { isAsked, type FormContent, type FormField } from '../forms/form.ts';

/** Who sees only a part of what is asked under a case type, and which part. */
export type Limits = {
  /** These organisations, and all below them in the tree, have a restricted view. */
  restrictedIds: string[];
  /** The parts that they see; no other is sent to them. */
  shared: string[];
};

/** The parts of a request and an answer that no template names. The mandate and the kind go with the recommendation. */
export const plainParts = ['question', 'background', 'recommendation', 'follow-up'] as const;
export type PlainPart = (typeof plainParts)[number];

/** A section of a template as a part; what stands before the first section has no section of its own: ''. */
export const partOfForm = (templateId: string, sectionId: string): string => `${templateId}:${sectionId}`;

/** The sections of a template with their heading, in order; the one before the first heading only if anything is asked there. */
export function sectionsOf(content: FormContent): { id: string; heading: FormField | null }[] {
  const headings = content.fields.filter(({ kind }) => kind === 'section');
  const first = content.fields[0];
  const startsPlain = first !== undefined && first.kind !== 'section';
  return [
    ...(startsPlain ? [{ id: '', heading: null }] : []),
    ...headings.map((heading) => ({ id: heading.id, heading })),
  ];
}

/** What somebody sees of one request: everything, or the named parts only. */
export type Sight = 'everything' | ReadonlySet<string>;

/** Who reads: the own organisation with all above it, and whether they wrote it themselves. */
export type Reader = { organisationIds: readonly string[]; wrote: boolean };

/**
 * CT7, CT8: what somebody sees of a request or an answer. A restriction that was decided later holds for what was asked before;
 * a part that was opened later does not open in it.
 *
 * @param then What the case type said when it was asked, null for a request of no type.
 * @param now What it says today.
 */
export function sightOf(then: Limits | null, now: Limits | null, reader: Reader): Sight {
  const said = [then, now].filter((each) => each !== null);
  if (!isRestricted(said, reader) || reader.wrote) return 'everything';
  const [first, ...others] = said;
  return new Set(first!.shared.filter((part) => others.every(({ shared }) => shared.includes(part))));
}

const isRestricted = (
  said: readonly Limits[],
  { organisationIds }: Pick<Reader, 'organisationIds'>,
): boolean => said.some(({ restrictedIds }) => restrictedIds.some((id) => organisationIds.includes(id)));

/**
 * CT10: whether somebody in a meeting is told whose slot this is, or only that the time is taken.
 *
 * @param said What the case types say and said under which the case or the meeting was asked, and those of the meeting's
 * provider say today: a case that has no type yet may get one.
 * @param reader Who looks, and whether they know of this case from elsewhere.
 */
export const isCaseTold = (
  said: readonly Limits[],
  reader: { organisationIds: readonly string[]; knowsOf: boolean },
): boolean => reader.knowsOf || !isRestricted(said, reader);

export const isSeen = (sight: Sight, part: string): boolean => sight === 'everything' || sight.has(part);

export type SeenForm = { content: FormContent; answers: FormAnswers };

/**
 * CT7: a filled form with the sections that are seen; questions and answers of the others are left out alike. Points stand for
 * the whole form, so bands go when a part does. Undefined where nothing that is asked is seen.
 */
export function seenForm(
  sight: Sight,
  templateId: string,
  content: FormContent,
  answers: FormAnswers,
): SeenForm | undefined {
  if (sight === 'everything') return { content, answers };
  let section = '';
  const fields = content.fields.filter((field) => {
    if (field.kind === 'section') section = field.id;
    return sight.has(partOfForm(templateId, section));
  });
  if (fields.length === content.fields.length) return { content, answers };
  const asked = fields.filter(isAsked);
  if (asked.length === 0) return undefined;
  const seen = Object.fromEntries(
    asked.flatMap(({ id }) => (answers[id] === undefined ? [] : [[id, answers[id]]])),
  );
  return { content: { ...content, fields, bands: [] }, answers: seen };
}
