import { test as base } from './page-test.ts';

/** Three people with real media need more time than a page does. */
export const test = base.extend<{ patience: undefined }>({
  patience: [
    async ({ browser: _browser }, use, info) => {
      info.setTimeout(180_000);
      await use(undefined);
    },
    { auto: true },
  ],
});
export { expect } from '@playwright/test';
