import { expect, test } from '../support/page-test.ts';
import { newId } from '#db';
import { isAccessible } from '../support/axe.ts';
import { widerThanScreen } from '#support/desk-visit.ts';
import { baseURL } from './base-url.ts';
import { browserOf } from './booking-steps.ts';

test('a person is invited, chooses a password by the link, signs in, and is out as soon as the account is closed', async ({
  browser,
}, info) => {
  const tag = newId()
    .slice(-5)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, 'x');
  const name = `Veera Virta ${tag}`;
  const email = `veera.${tag}@lehtola.example`;
  const admin = await browserOf(browser, 'admin');
  await admin.goto('/admin/people');
  await admin.getByRole('button', { name: 'Kutsu henkilö' }).click();
  const dialog = admin.getByRole('dialog', { name: 'Kutsu henkilö' });
  await dialog.getByRole('button', { name: 'Lähetä kutsu' }).click();
  await expect(dialog.locator('.summary')).toBeFocused();
  await isAccessible(admin, 'an invitation with errors');
  await dialog.getByLabel('Nimi', { exact: true }).fill(name);
  await dialog.getByLabel('Sähköposti').fill(email);
  await dialog.getByLabel('Organisaatio').selectOption('org-lehtola');
  await dialog.getByRole('button', { name: 'Lähetä kutsu' }).click();
  await expect(dialog).toBeHidden();
  await admin.getByRole('searchbox').fill(tag);
  const row = admin.getByRole('row', { name });
  await expect(row).toContainText('Kutsuttu');
  expect(await widerThanScreen(admin)).toBe(0);
  await admin.screenshot({ path: info.outputPath('people-1280.png') });

  const mailbox = (await (await admin.request.get('/api/dev/mailbox')).json()) as {
    messages: { to: string; text: string }[];
  };
  const link = /http\S+\/password#[\w-]{43}/.exec(mailbox.messages.find(({ to }) => to === email)!.text)![0];
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  await context.addCookies([{ name: 'neuvo_language', value: 'fi', url: baseURL() }]);
  const page = await context.newPage();
  await page.goto(`/password${new URL(link).hash}`);
  await page.getByLabel('Uusi salasana').fill('lyhyt');
  await page.getByRole('button', { name: 'Tallenna salasana' }).click();
  await expect(page.getByText('vähintään 12 merkkiä').last()).toBeVisible();
  await isAccessible(page, 'choosing a password');
  await page.screenshot({ path: info.outputPath('password-390.png') });
  await page.getByLabel('Uusi salasana').fill('neljä vihreää kiveä');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Kirjaudu sisään' }).last().click();
  await page.getByLabel('Sähköposti').fill(email);
  await page.getByLabel('Salasana', { exact: true }).fill('neljä vihreää kiveä');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/services$/);

  await test.step('whoever has forgotten the password chooses another by a new link', async () => {
    await row.getByRole('button', { name: `Uusi linkki: ${name}` }).press('Enter');
    await expect(admin.getByText('Linkki on lähetetty')).toBeVisible();
    const letters = (await (await admin.request.get('/api/dev/mailbox')).json()) as typeof mailbox;
    const links = letters.messages
      .filter(({ to }) => to === email)
      .map(({ text }) => /http\S+\/password#[\w-]{43}/.exec(text)?.[0]);
    const again = links.find((each) => each !== undefined && each !== link)!;
    await page.goto(`/password${new URL(again).hash}`);
    await page.getByLabel('Uusi salasana').fill('kolme punaista kiveä');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('link', { name: 'Kirjaudu sisään' }).last()).toBeVisible();
  });

  await row.getByRole('button', { name: `Sulje tunnus: ${name}` }).click();
  await expect(admin.getByText('Tunnus on suljettu')).toBeVisible();
  // The row is gone with its button: by keyboard one goes on at the list, not at the top of the page.
  await expect(admin.getByText('Henkilöitä: 0')).toBeFocused();
  await page.goto('/services');
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto(`/password${new URL(link).hash}`);
  await page.getByLabel('Uusi salasana').fill('viisi vihreää kiveä');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Linkki on jo käytetty tai vanhentunut')).toBeVisible();

  await admin.setViewportSize({ width: 390, height: 844 });
  expect(await widerThanScreen(admin)).toBe(0);
  await admin.screenshot({ path: info.outputPath('people-390.png') });
  await context.close();
  await admin.context().close();
});

test('what does not fit into the navigation comes with "more", and the current page is marked on a phone and a desktop', async ({
  browser,
}) => {
  const context = await browser.newContext({
    baseURL: process.env.NEUVO_E2E_URL!,
    viewport: { width: 390, height: 844 },
    locale: 'fi-FI',
  });
  await context.request.post('/api/session', {
    data: { email: 'mikko.niemi@suvanto.example', password: 'neuvo-demo' },
  });
  const page = await context.newPage();
  await page.goto('/admin/people');
  const nav = page.getByRole('navigation', { name: 'Päävalikko' });
  await expect(nav.getByRole('link', { name: 'Loki' })).toBeHidden();
  await nav.getByRole('button', { name: 'Lisää' }).press('Enter');
  await expect(nav.getByRole('link', { name: 'Henkilöt' })).toHaveAttribute('aria-current', 'page');
  await nav.getByRole('link', { name: 'Loki' }).click();
  await expect(page).toHaveURL(/\/log$/);
  await expect(nav.getByRole('button', { name: 'Lisää' })).toHaveAttribute('aria-expanded', 'false');
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  // At 400 %, five words would touch each other.
  await page.setViewportSize({ width: 320, height: 640 });
  await expect(nav.getByRole('listitem')).toHaveCount(4);
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(nav.getByRole('link', { name: 'Loki' })).toHaveAttribute('aria-current', 'page');
  await nav.getByRole('button', { name: 'Lisää' }).press('Enter');
  await expect(nav.getByRole('button', { name: 'Lisää' })).toHaveAttribute('aria-current', 'true');
  await expect(nav.getByRole('listitem')).toHaveCount(7);
  // A page that is reached from another entry's stands under that one.
  await page.goto('/admin/texts');
  await expect(nav.getByRole('link', { name: 'Hallinta' })).toHaveAttribute('aria-current', 'page');
  await context.close();
});

test('a list is sorted by key and narrowed, is found as it was left, gives back step by step, and what is archived can be undone', async ({
  browser,
}) => {
  const admin = await browserOf(browser, 'admin');
  const empty = { fi: '', sv: '', en: '', se: '' };
  const title = `Arkistoitava ${newId().slice(-5)}`;
  await admin.request.post('/api/managed-forms', {
    data: {
      ...{ organisationId: 'org-suvanto', kind: 'teacher' },
      content: { title: { ...empty, fi: title }, lead: empty, fields: [], bands: [] },
    },
  });
  await admin.setViewportSize({ width: 1280, height: 400 });
  await admin.goto('/admin/forms');
  const head = admin.getByRole('columnheader', { name: 'Lomake' });
  await expect(head).toHaveAttribute('aria-sort', 'ascending');
  await head.getByRole('button').press('Enter');
  await expect(head).toHaveAttribute('aria-sort', 'descending');
  // The heading turns at the press, the rows when they have come.
  await expect(async () => {
    const names = await admin.locator('tbody th').allInnerTexts();
    expect(names).toEqual(names.toSorted(new Intl.Collator('fi', { numeric: true }).compare).toReversed());
  }).toPass();
  await admin.getByLabel('Näytä').selectOption('all');
  const asLeft = '/admin/forms?sort=-title&state=all';
  await expect(admin).toHaveURL(asLeft);

  const link = admin.getByRole('link', { name: title, exact: true });
  await link.evaluate((row) => row.scrollIntoView({ block: 'center' }));
  const height = () => admin.evaluate(() => Math.round(scrollY));
  const before = await height();
  expect(before).toBeGreaterThan(0);
  await link.click();
  await admin.getByRole('button', { name: 'Arkistoi' }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Arkistoi' }).click();
  await expect(admin.getByText('Lomake on arkistoitu.')).toBeVisible();
  await admin.getByRole('button', { name: 'Kumoa' }).click();
  await expect(admin.getByText('Lomake on taas käytössä.')).toBeVisible();
  // The way to undo is gone; one goes on where one was, not at the top of the page.
  await expect(admin.locator('main:focus, main :focus')).toHaveCount(1);

  await admin.getByRole('link', { name: 'Lomakepohjiin' }).click();
  await expect(admin).toHaveURL(asLeft);
  await expect.poll(height).toBe(before);
  await admin.goBack();
  await admin.goBack();
  await expect(admin).toHaveURL(asLeft);
  await expect.poll(height).toBe(before);
  await admin.goBack();
  await expect(admin).toHaveURL('/admin/forms?sort=-title');
  await admin.goBack();
  await expect(head).toHaveAttribute('aria-sort', 'ascending');
  await admin.context().close();
});
