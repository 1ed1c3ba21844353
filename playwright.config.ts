import { defineConfig } from '@playwright/test';
import { chromiumLaunchOptions } from './tests/support/chromium.ts';

/**
 * Pages without media. Each row has people of its own to write as, so that the rows can run side by side; every page is only
 * looked at, in one language each. The shorter row makes room for the visits, so that three rows end about together.
 */
const booking = [
  'booking*',
  'every-page-en',
  'first-page',
  'holding-again',
  'lost-link',
  'mailbox',
  // A desk of their own each: they go where there is room.
  'requests',
  'visit-people',
  'moving',
];
const desk = [
  'every-page-fi',
  'hours',
  'calendar',
  'services',
  'organisations',
  'people',
  'panel',
  'votes',
  'series',
  'rooms',
  'letters',
  'statistics',
  'forms',
  'triage',
  'push',
  'waitlist',
  'door',
  'case-types',
  'answer',
  'my-day',
];
/**
 * Visits of a few people with little media, which bear that somebody else's page is drawn beside them. They begin when the
 * first row has ended: it and they are together about as long as each of the others.
 */
const visits = [
  'arrivals',
  'waiting-room',
  'visit-for-everyone',
  'clock-skew',
  'keys-and-words',
  'kept-apart',
  'interpreter',
];
/**
 * Calls that mostly wait for something long. They run beside the checks that only read, before the others begin, so that the
 * row of calls is not longer than the rest.
 */
const waits = ['long-sleep', 'redundant-sound', 'recovery'];
const specs = (names: string[]) => names.map((name) => `**/${name}.spec.ts`);

export default defineConfig({
  testDir: 'tests/e2e',
  // Whichever row comes first begins: calls, which mostly wait for what happens in them, go beside pages, which keep a core busy.
  projects: [
    // Each test runs several people with real media; two at once would measure the machine. Two that don't fill it up.
    {
      name: 'calls',
      testMatch: '**/*.spec.ts',
      testIgnore: specs([...booking, ...desk, ...visits, ...waits]),
      workers: 1,
    },
    { name: 'desk', testMatch: specs(desk), workers: 1 },
    { name: 'booking', testMatch: specs(booking), workers: 1 },
    { name: 'visits', testMatch: specs(visits), workers: 1 },
    { name: 'waits', testMatch: specs(waits), workers: 1 },
  ],
  outputDir: 'test-results',
  globalSetup: './tests/support/e2e-server.ts',
  // One more than cores: every row waits for answers, sockets and media in between.
  workers: 3,
  fullyParallel: false,
  // Three browsers with real media on two cores: another try tells a slow machine from a defect, and the report
  // names every test that needed it.
  retries: 2,
  forbidOnly: Boolean(process.env.CI),
  timeout: 150_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    // Set by the global set-up, which runs before a worker reads this file.
    ...(process.env.NEUVO_E2E_URL ? { baseURL: process.env.NEUVO_E2E_URL } : {}),
    launchOptions: chromiumLaunchOptions(),
    permissions: ['camera', 'microphone'],
    locale: 'fi-FI',
    timezoneId: 'Europe/Helsinki',
    // What drifts for ever is drawn by the processor, in every page that is open; and each press waits for what still moves.
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
    // Of the first retry: recording every page of every test would cost two cores a tenth of the time.
    trace: 'on-first-retry',
  },
});
