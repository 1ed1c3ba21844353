import { defineConfig } from '@playwright/test';
import { chromiumLaunchOptions } from './tests/support/chromium.ts';

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  globalSetup: './tests/support/e2e-server.ts',
  // Each test runs several browsers with real media; more at once would measure the machine.
  workers: 1,
  fullyParallel: false,
  // Three browsers with real media on two cores: a second try tells a slow machine from a defect, and the report
  // names every test that needed it.
  retries: 1,
  forbidOnly: Boolean(process.env.CI),
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    // Set by the global set-up, which runs before a worker reads this file.
    ...(process.env.NEUVO_E2E_URL ? { baseURL: process.env.NEUVO_E2E_URL } : {}),
    launchOptions: chromiumLaunchOptions(),
    permissions: ['camera', 'microphone'],
    locale: 'fi-FI',
    timezoneId: 'Europe/Helsinki',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
});
