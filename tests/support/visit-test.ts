import { test as base } from '@playwright/test';

/**
 * A test whose people leave when it ends: the browser is shared, and a call that goes on in a forgotten page would slow down
 * every test after it. Three people with real media need more time than a page does.
 */
export const test = base.extend<{ leaving: undefined }>({
  leaving: [
    async ({ browser }, use, info) => {
      info.setTimeout(180_000);
      await use(undefined);
      for (const context of browser.contexts()) await context.close();
    },
    { auto: true },
  ],
});
export { expect } from '@playwright/test';
