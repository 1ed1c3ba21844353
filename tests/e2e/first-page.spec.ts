import { expect, test } from '../support/page-test.ts';

test('the first page opens, and nothing on it is refused by the Content-Security-Policy', async ({
  page,
}) => {
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  const response = await page.goto('/');
  expect(response?.status()).toBe(200);
  expect(response?.headers()['content-security-policy']).toMatch(/script-src [^;]*'nonce-/);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(complaints).toEqual([]);

  // What only staff read is not there in Northern Sámi, and is read aloud as the Finnish that it is.
  await page.context().addCookies([{ name: 'neuvo_language', value: 'se', url: process.env.NEUVO_E2E_URL! }]);
  for (const path of ['/', '/sign-in']) {
    await page.goto(path);
    await expect(page.locator('html[lang="se"] main [lang="fi"] h1')).toBeVisible();
  }
});

test('the health of database, workers and outbox is one request away', async ({ request }) => {
  const response = await request.get('/api/health');
  expect(response.status()).toBe(200);
  expect(await response.json()).toMatchObject({ status: 'ok', database: { ok: true } });
});

test('a page that is not there says so, and is not loaded over and over', async ({ page }) => {
  let loads = 0;
  page.on('request', (request) => {
    if (request.isNavigationRequest()) loads++;
  });
  const response = await page.goto('/nowhere');
  expect(response?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.waitForLoadState('networkidle');
  expect(loads).toBe(1);
});

test('a page of the front asks for few files', async ({ page }) => {
  let files = 0;
  page.on('response', (response) => {
    if (response.url().includes('/_app/')) files++;
  });
  await page.goto('/t/suvanto');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.waitForLoadState('networkidle');
  expect(files).toBeLessThan(40);
});
