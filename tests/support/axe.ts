import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** The colours of the page as it is now; what else axe looks at does not change with them. */
export async function hasContrast(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withRules(['color-contrast']).analyze();
  expect(
    violations.flatMap(({ nodes }) => nodes.map((node) => node.html)),
    where,
  ).toEqual([]);
}

/** No violation of WCAG 2.2 AA that a machine can see, on the page as it is now; `without` leaves rules out. */
export async function isAccessible(page: Page, where: string, without: string[] = []): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .disableRules(without)
    .analyze();
  const told = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map((n) => n.html).join('\n  ')}`,
  );
  expect(told, where).toEqual([]);
}
