import type { Page } from '@playwright/test';
import { expect, test } from '../support/page-test.ts';
import { browserOf } from './booking-steps.ts';
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

/** Words of the product and of the demo's people that are longer than half a phone. */
const longWords =
  'Palvelukoordinaattori|Koordinaattori|Lastenpsykiatrinen|etäkonsultaatio|Nuorisopsykiatrinen|keskussairaala|hyvinvointialue|Asiantuntijoita|Organisaatio';
/** Which of them stand on two lines, and where. */
const broken = (page: Page) =>
  page.evaluate<string[]>(`(() => {
    const found = new Set();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (texts.nextNode()) {
      const text = texts.currentNode;
      if (text.parentElement.closest('.visually-hidden, thead, script')) continue;
      for (const { 0: word, index } of text.data.matchAll(/${longWords}/g)) {
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        const lines = new Set([...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => Math.round(top)));
        if (lines.size > 1) found.add(word + ' in ' + text.parentElement.outerHTML.slice(0, 80));
      }
    }
    return [...found];
  })()`);

test('on a phone, the smallest too, no word of the product is broken in its middle', async ({ browser }) => {
  const page = await browserOf(browser, 'admin');
  for (const path of [
    '/admin/people',
    '/admin/services',
    '/admin/services/service-child-psychiatry',
    '/hours',
    '/log',
  ]) {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.waitForLoadState('networkidle');
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      await expect.poll(() => broken(page), `${path} at ${width}`).toEqual([]);
    }
  }
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ['/my-day', '/admin/people', '/nowhere']) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.waitForLoadState('networkidle');
    await page.evaluate(`document.documentElement.style.fontSize = '200%'`);
    await expect.poll(() => widerThanScreen(page), `${path} with text twice as large`).toBe(0);
  }

  // At 400 % nothing stays in the way of what is filled in, but for the navigation.
  await page.setViewportSize({ width: 320, height: 256 });
  await page.goto('/admin/services/service-child-psychiatry');
  for (const part of ['.save-bar', '.app-shell > header'])
    await expect(page.locator(part)).toHaveCSS('position', 'static');
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
  // A word without a ground has no room for an edge: it would be drawn across its letters.
  await book(page.request, desk, { days: 2 });
  await page.goto('/requests');
  await expect(page.locator('.tag.quiet').first()).toHaveCSS('border-top-width', '0px');
});

test('with the system’s own colours the hours of a day are still told apart', async ({ browser }) => {
  const desk = openDesk();
  const page = await (await signedIn(browser, desk.specialist, { forcedColors: 'active' })).newPage();
  for (const [path, column] of [
    ['/calendar', '.ec-time-grid .ec-body .ec-day'],
    ['/hours', '.week .column'],
  ] as const) {
    await page.goto(path);
    await expect(page.locator(column).nth(4)).toBeAttached();
    for (const each of await page.locator(column).all())
      await expect(each, path).toHaveCSS('background-image', /gradient/);
  }
});

/** WCAG's ratio of two colours that are written in hexadecimal digits, three or six. */
function ratio(one: string, other: string): number {
  const [a, b] = [one, other].map((colour) => {
    const short = colour.trim().slice(1);
    const digits = short.length === 3 ? [...short].map((digit) => digit + digit).join('') : short;
    const [r, g, b] = [0, 2, 4]
      .map((at) => parseInt(digits.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  });
  return (Math.max(a!, b!) + 0.05) / (Math.min(a!, b!) + 0.05);
}

for (const colorScheme of ['light', 'dark'] as const)
  test(`who asks for more contrast gets it, in the ${colorScheme} too`, async ({ browser }) => {
    const desk = openDesk();
    const page = await (await signedIn(browser, desk.worker, { colorScheme, contrast: 'more' })).newPage();
    await page.goto('/calendar');
    const colours = await page.evaluate<Record<string, string>>(`(() => {
      const all = getComputedStyle(document.documentElement);
      const names = ['paper', 'surface', 'sunken', 'ink', 'ink-soft', 'line', 'line-strong', 'primary', 'info', 'success', 'warning', 'danger',
        'primary-soft', 'on-primary-soft', 'info-soft', 'success-soft', 'warning-soft', 'danger-soft', 'on-primary', 'on-danger'];
      return Object.fromEntries(names.map((name) => [name, all.getPropertyValue('--' + name)]));
    })()`);
    const of = (one: string, other: string) => ratio(colours[one]!, colours[other]!);
    for (const ground of ['paper', 'surface', 'sunken']) {
      for (const ink of ['ink', 'ink-soft', 'primary', 'info', 'success', 'warning', 'danger'])
        expect(of(ink, ground), `${ink} on ${ground}`).toBeGreaterThanOrEqual(7);
      for (const line of ['line', 'line-strong'])
        expect(of(line, ground), `${line} on ${ground}`).toBeGreaterThanOrEqual(3);
    }
    for (const meaning of ['info', 'success', 'warning', 'danger'])
      expect(of(meaning, `${meaning}-soft`), meaning).toBeGreaterThanOrEqual(7);
    for (const [ink, ground] of [
      ['on-primary-soft', 'primary-soft'],
      ['on-primary', 'primary'],
      ['on-danger', 'danger'],
    ])
      expect(of(ink!, ground!), ink).toBeGreaterThanOrEqual(7);
  });
