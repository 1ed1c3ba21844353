import { expect, test } from '../support/page-test.ts';
import { isAccessible } from '../support/axe.ts';
import { firstSlot, haveHeld, openDesk, signedIn } from '#support/desk-visit.ts';

test('[H8] a time held for half an hour is refused with the reason, and the request can be written all the same', async ({
  browser,
}) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const startsAt = await firstSlot(worker.request, desk, 1);
  haveHeld(desk, startsAt);
  const page = await worker.newPage();
  await page.goto(`/services/${desk.serviceId}`);
  await page.getByRole('button', { name: /9\.00/ }).first().click();
  const notice = page.getByRole('alert').filter({ hasText: 'Olet pitänyt tätä aikaa jo puoli tuntia' });
  await expect(notice).toBeFocused();
  await isAccessible(page, 'a time that cannot be held again');

  await notice.getByRole('link', { name: 'Kirjoita pyyntö silti' }).click();
  await expect(page.getByText('Se on vielä vapaa.')).toBeVisible();
  await page.getByRole('button', { name: 'Pidä tämä aika' }).first().click();
  await expect(notice).toBeVisible();
  await expect(page.getByRole('button', { name: 'Vahvista varaus' })).toBeEnabled();
});
