import { test as base } from '@playwright/test';

/**
 * A test whose people leave when it ends: the browser is shared, and a page that is forgotten goes on drawing and listening
 * through every test after it. Sixty of them are all that two cores carry.
 */
export const test = base.extend<{ leaving: undefined }>({
  leaving: [
    async ({ browser }, use) => {
      await use(undefined);
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    { auto: true },
  ],
});
export { expect } from '@playwright/test';
