import { expect, test } from '../support/page-test.ts';
import { book, openDesk, signedIn, widerThanScreen } from '#support/desk-visit.ts';

test('a name of eighty letters makes no page wider than a small phone, is not laid over what is beside it, and hides nobody in a month', async ({
  browser,
}) => {
  const called = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(3).slice(0, 80);
  const desk = openDesk({ called });
  const worker = await signedIn(browser, desk.worker);
  const { appointmentId } = await book(worker.request, desk, { days: 2 });
  const page = await worker.newPage();
  const fits = async (path: string, size: { width: number; height: number }) => {
    await page.setViewportSize(size);
    await page.goto(path);
    await expect(page.getByText(called).first()).toBeVisible();
    expect(await widerThanScreen(page), `${path} at ${size.width} px`).toBe(0);
  };
  const small = { width: 320, height: 640 };
  for (const path of ['/requests', `/requests/${appointmentId}`, `/services/${desk.serviceId}/panel`])
    await fits(path, small);
  await fits('/requests', { width: 1280, height: 800 });
  for (const cell of await page.getByRole('cell').filter({ hasText: called }).all())
    expect(await cell.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  await page.goto('/calendar?span=month');
  const whose = page.locator('.ec-event .what').first();
  await expect(whose).toContainText('K.A., 2016');
  expect(await whose.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
});

test('with the system’s own colours it is still told where one is and what is chosen', async ({
  browser,
}) => {
  const desk = openDesk();
  const page = await (await signedIn(browser, desk.worker, { forcedColors: 'active' })).newPage();
  await page.goto('/calendar');
  // Nothing has a ground of its own then, but what is told by the system's.
  const plain = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
  for (const chosen of ['header [aria-current]', 'main nav [aria-current="page"]', 'label:has(:checked)'])
    await expect(page.locator(chosen).first(), chosen).not.toHaveCSS('background-color', plain);
  await expect(page.locator('label:has(input:not(:checked))').last()).toHaveCSS('background-color', plain);
});
