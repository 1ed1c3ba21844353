import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, type AST } from 'svelte/compiler';
import { expect, it } from 'vitest';

const lib = join(import.meta.dirname, '..');
type Node = { type: string; [key: string]: unknown };

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

const children = (node: Node): Node[] =>
  Object.entries(node)
    .filter(([key]) => key !== 'metadata' && key !== 'parent')
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
    .filter(isNode);

/** Read aloud when what is in it changes; `alert` is read when it appears, too. */
function isRegion(node: Node): boolean {
  if (node.type === 'Component') return node.name === 'Live';
  if (node.type !== 'RegularElement') return false;
  const { attributes } = node as unknown as AST.RegularElement;
  return attributes.some((attribute) => {
    if (attribute.type !== 'Attribute' || !Array.isArray(attribute.value)) return false;
    const [text] = attribute.value;
    if (text?.type !== 'Text') return false;
    return (attribute.name === 'role' && text.data === 'status') || attribute.name === 'aria-live';
  });
}

/** Whether it holds words from the start: what stands in an `{#if}`, or is empty at times, comes later. */
function hasWords(node: Node): boolean {
  const inside = (node.fragment as AST.Fragment | undefined)?.nodes ?? [];
  return (inside as unknown as Node[]).some((each) => {
    if (each.type === 'Text') return String(each.data).trim() !== '';
    // A name alone is what was said last, and nothing at first.
    if (each.type === 'ExpressionTag')
      return !['ConditionalExpression', 'Identifier'].includes((each.expression as Node).type);
    return each.type === 'Component' || (each.type === 'RegularElement' && hasWords(each));
  });
}

/** Regions of a component that come together with their words, since something has to be true for them. */
function comingWithWords(node: Node, isConditional: boolean): string[] {
  if (isConditional && isRegion(node) && hasWords(node)) return [String(node.name)];
  const isCondition = ['IfBlock', 'EachBlock', 'KeyBlock', 'AwaitBlock'].includes(node.type);
  return children(node).flatMap((child) => comingWithWords(child, isConditional || isCondition));
}

/** How many there are of a list, which week it is, how a request stands: no news when the page comes, but what changes it afterwards is. */
const withTheirPage = new Set([
  'features/admin/ManagedList.svelte',
  'features/door/TrayPage.svelte',
  'features/organisation-admin/ManageOrganisations.svelte',
  'features/proposals/ListedProposals.svelte',
  'features/series/SeriesList.svelte',
  'features/triage/SentList.svelte',
  'features/triage/SentView.svelte',
  'features/proposals/ProposalPage.svelte',
  'features/reschedule/TimesOfWeek.svelte',
]);

it('a region that is read aloud is there before its words: screen readers miss one that comes together with them', () => {
  const wrong = globSync('**/*.svelte', { cwd: lib })
    .filter((file) => {
      const { fragment } = parse(readFileSync(join(lib, file), 'utf8'), { modern: true });
      return comingWithWords(fragment as unknown as Node, false).length > 0;
    })
    .filter((file) => !withTheirPage.has(file));
  expect(wrong.sort()).toEqual([]);
});
