import { defineConfig } from '@playwright/test';
import { chromiumLaunchOptions } from '../support/chromium.ts';

/** Run inside the lab's office (infra/lib/network-lab.mjs), which also makes the home that the families are in. */
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../../test-results/networks',
  workers: 1,
  fullyParallel: false,
  retries: 2,
  forbidOnly: Boolean(process.env.CI),
  timeout: 120_000,
  expect: { timeout: 20_000 },
  use: {
    launchOptions: chromiumLaunchOptions(),
    permissions: ['camera', 'microphone'],
    locale: 'fi-FI',
    timezoneId: 'Europe/Helsinki',
    trace: 'on-first-retry',
  },
});
