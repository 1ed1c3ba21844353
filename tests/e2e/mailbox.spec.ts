import { isAccessible } from '../support/axe.ts';
import { expect, test } from '../support/page-test.ts';
import { baseURL } from './base-url.ts';

const message = (id: string, text: string) => ({
  id,
  at: Date.now(),
  channel: 'email',
  to: 'laura@perhe.example',
  subject: `Viesti ${id}`,
  text,
  hasCalendar: false,
});

test('a guest’s message opens without signing in, with its link and its calendar file', async ({ page }) => {
  await page.context().addCookies([{ name: 'neuvo_language', value: 'fi', url: baseURL() }]);
  await page.goto('/dev/mailbox');
  await page
    .getByRole('link', { name: /Kutsu videotapaamiseen/ })
    .first()
    .click();
  const link = page.getByRole('link', { name: /\/v#/ });
  await expect(link).toHaveAttribute('href', /^http.*\/v#[\w-]{43}$/);
  await expect(link).toHaveAttribute('rel', /noopener/);
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Lataa kalenteritiedosto' }).click();
  expect((await downloading).suggestedFilename()).toMatch(/\.ics$/);
  await isAccessible(page);
});

test('on a phone a message takes the screen, and Back returns to the list', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/dev/mailbox');
  const list = page.getByRole('navigation', { name: 'Viestit' });
  await list.getByRole('link').first().click();
  await expect(list).toBeHidden();
  await isAccessible(page);
  await page.goBack();
  await expect(list).toBeVisible();
  await isAccessible(page);
});

test('markup and odd addresses in a message stay text; a new message appears by itself', async ({ page }) => {
  let messages = [
    message('a', '<img src=x onerror=alert(1)> javascript:alert(1) https://neuvo.example/v#x.'),
  ];
  await page.route('**/api/dev/mailbox', (route) => route.fulfill({ json: { messages } }));
  await page.goto('/dev/mailbox?message=a');
  const article = page.getByRole('article');
  await expect(article).toContainText('<img src=x onerror=alert(1)>');
  await expect(article.locator('img')).toHaveCount(0);
  await expect(article.getByRole('link')).toHaveText(['https://neuvo.example/v#x']);
  messages = [message('b', 'Uusi'), ...messages];
  await expect(page.getByRole('link', { name: /Viesti b/ })).toBeVisible();
  await expect(article).toContainText('javascript:alert(1)');
});

test('an installation without a demo has no such page, and an empty one says what will come', async ({
  page,
}) => {
  await page.route('**/api/dev/mailbox', (route) => route.fulfill({ json: { messages: [] } }));
  await page.goto('/dev/mailbox');
  await expect(page.getByRole('heading', { name: 'Ei vielä viestejä' })).toBeVisible();
  await page.unrouteAll();
  await page.route('**/api/dev/mailbox', (route) =>
    route.fulfill({ status: 404, json: { error: { code: 'not-found' } } }),
  );
  await page.goto('/dev/mailbox');
  await expect(page.getByRole('heading', { name: 'Tätä sivua ei ole' })).toBeVisible();
  await isAccessible(page);
});
