import { expect, test } from '../support/page-test.ts';
import { widerThanScreen } from '#support/desk-visit.ts';
import { isAccessible } from '../support/axe.ts';
import { bookVisit, sharedServer } from '../support/visit.ts';

test.use({ viewport: { width: 390, height: 844 } });

test('[J6] a family that has lost its link gets a new one, and is told the same when there is none', async ({
  page,
}, info) => {
  const visit = await bookVisit(sharedServer());
  const { link: old } = visit.guests[0]!;
  const mails = async () => {
    const { messages } = (await (await page.request.get('/api/dev/mailbox')).json()) as {
      messages: { to: string; text: string }[];
    };
    return messages;
  };
  const address = (await mails()).find(({ text }) => text.includes(old))!.to;
  await page.goto('/');
  await page.getByText('Etkö löydä linkkiä?').click();
  await page.getByRole('link', { name: 'Pyydä uusi linkki' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Uusi linkki' })).toBeVisible();
  await page.getByRole('button', { name: 'Pyydä uusi linkki' }).click();
  await expect(page.getByText('Kirjoita puhelinnumero näin')).toBeVisible();
  await isAccessible(page, 'asking for a new link');
  expect(await widerThanScreen(page)).toBe(0);
  await page.screenshot({ path: info.outputPath('ask-390.png') });
  await page.getByLabel('Puhelinnumero tai sähköposti').fill(`nobody.${Date.now()}@perhe.example`);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Katso viestisi' })).toBeFocused();
  await page.screenshot({ path: info.outputPath('asked-390.png') });
  await page.getByRole('button', { name: 'Kokeile toista osoitetta' }).click();
  await page.getByLabel('Puhelinnumero tai sähköposti').fill(address);
  await page.keyboard.press('Enter');
  await expect(page.getByText(address)).toBeVisible();

  const newest = async () => (await mails()).find(({ to }) => to === address)!.text;
  await expect.poll(newest).not.toContain(old);
  await page.goto(/http\S+\/v#[\w-]+/.exec(await newest())![0]);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByText('Linkki ei toimi')).toBeHidden();
  await page.goto('/');
  await page.goto(old);
  await expect(page.getByRole('link', { name: 'Pyydä uusi linkki' })).toBeVisible();
});
