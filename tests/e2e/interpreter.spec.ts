import type { Locator, Page } from '@playwright/test';
import { isAccessible } from '../support/axe.ts';
import { drawScreen } from '../support/browser/draw-screen.ts';
import { admit, guestPage, knock, sees, twoInCall } from '../support/browser/visit-pages.ts';
import { bookVisit, sharedServer } from '../support/visit.ts';
import { expect, test } from '../support/visit-test.ts';

/** How loud each sound of the page is played; in the order in which they came. */
const volumes = (page: Page) =>
  page.locator('audio').evaluateAll((all) => all.map((one) => (one as HTMLAudioElement).volume).sort());

test('[M18] [M19] an interpreter speaks into a language: who chose it hears them over the quiet original, nobody else does, also after a reload', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server, { guests: ['Laura', 'Amina'] });
  const { host, guest: laura } = await twoInCall(browser, server, visit);
  const amina = await guestPage(browser, server, visit.guests[1]!);
  await knock(amina);
  await admit(host, 'Amina');
  await sees(laura, 'Amina');
  for (const page of [host, laura, amina]) await expect(page.locator('audio')).toHaveCount(2);

  await test.step('the host says who interprets', async () => {
    await host.getByRole('button', { name: 'Toiminnot: Amina' }).first().click();
    await host.getByRole('button', { name: 'Tulkki…' }).click();
    const dialog = host.getByRole('dialog', { name: 'Tulkki: Amina' });
    await dialog.getByRole('checkbox', { name: 'suomi', exact: true }).check();
    await dialog.getByRole('checkbox', { name: 'arabia' }).check();
    await isAccessible(host);
    await dialog.getByRole('button', { name: 'Tallenna' }).click();
    await expect(amina.getByText('Kaikki kuulevat sinut.')).toBeVisible();
  });

  await test.step('she speaks Arabic: only who listens to it hears her', async () => {
    await amina.getByRole('group', { name: 'Puhun' }).getByText('arabia').click();
    await expect(host.locator('audio')).toHaveCount(1);
    await expect(laura.locator('audio')).toHaveCount(1);
    await laura.getByRole('group', { name: 'Kuuntelen' }).getByText('arabia').click();
    await expect(laura.getByText('Kuulet tulkin. Muu puhe kuuluu hiljaa taustalla.')).toBeVisible();
    await expect(laura.locator('audio')).toHaveCount(2);
    await isAccessible(laura);
    await isAccessible(amina);
    await expect.poll(() => volumes(laura)).toEqual([0.2, 1]);
    expect(await volumes(host)).toEqual([1]);
    await expect(amina.locator('audio')).toHaveCount(2);
  });

  await test.step('the interpreter loads the page anew', async () => {
    await amina.reload();
    await expect(amina.getByText('Sinut kuulevat vain ne, jotka kuuntelevat kieltä arabia.')).toBeVisible();
    await expect.poll(() => volumes(laura)).toEqual([0.2, 1]);
    await expect(host.locator('audio')).toHaveCount(1);
  });

  await test.step('to everybody again', async () => {
    await amina.getByRole('group', { name: 'Puhun' }).getByText('Kaikille').click();
    await expect(host.locator('audio')).toHaveCount(2);
    await expect.poll(() => volumes(laura)).toEqual([1, 1]);
  });

  await test.step('[M20] she signs: who watches it has her large and whole, beside a shared screen too, and hears all', async () => {
    await host.getByRole('button', { name: 'Toiminnot: Amina' }).first().click();
    await host.getByRole('button', { name: 'Tulkki…' }).click();
    const dialog = host.getByRole('dialog', { name: 'Tulkki: Amina' });
    await dialog.getByRole('checkbox', { name: 'suomalainen viittomakieli' }).check();
    await dialog.getByRole('button', { name: 'Tallenna' }).click();
    await expect(amina.getByText('Tulkkaat: suomalainen viittomakieli.')).toBeVisible();
    await expect(amina.getByRole('group', { name: 'Puhun' }).getByText('viittomakieli')).toHaveCount(0);
    await laura.getByRole('group', { name: 'Seuraan' }).getByText('suomalainen viittomakieli').click();
    await expect(laura.getByText('Näet tulkin suurena koko ajan.')).toBeVisible();
    await expect.poll(() => volumes(laura)).toEqual([1, 1]);
    await drawScreen(host);
    let isSharing = false;
    for (const { width, height, isShared } of [
      { width: 390, height: 844, isShared: false },
      { width: 1280, height: 720, isShared: false },
      { width: 1280, height: 720, isShared: true },
      { width: 390, height: 844, isShared: true },
      { width: 390, height: 667, isShared: true },
    ]) {
      await laura.setViewportSize({ width, height });
      // Not what is seen: until the page has heard of its new size, the screen may have no room.
      if (isShared !== isSharing) await host.getByRole('button', { name: 'Jaa näyttö' }).click();
      isSharing = isShared;
      const beside = laura.locator(
        isShared ? 'figure video' : `article[aria-label^="${visit.host.name}"] video`,
      );
      await expect(beside).toBeVisible();
      const [amina, other] = [laura.locator('article[aria-label^="Amina"] video'), beside];
      await expect
        .poll(async () => (await areaOf(amina)) / (await areaOf(other)))
        .toBeGreaterThan(isShared ? 0.4 : 0.8);
      await expect(amina).toBeInViewport({ ratio: 1 });
      // However little there is, as on a short phone: less than that and nobody could follow it.
      await expect.poll(async () => (await amina.boundingBox())?.width).toBeGreaterThan(230);
    }
    await isAccessible(laura);
  });

  await test.step('whose part the host ends while she speaks into a language is told that everybody hears her', async () => {
    await amina.getByRole('group', { name: 'Puhun' }).getByText('arabia').click();
    await expect(amina.getByText('Sinut kuulevat vain ne')).toBeVisible();
    await host.getByRole('button', { name: 'Toiminnot: Amina' }).first().click();
    await host.getByRole('button', { name: 'Tulkki…' }).click();
    const dialog = host.getByRole('dialog', { name: 'Tulkki: Amina' });
    await dialog.getByRole('button', { name: 'Poista valinnat' }).click();
    await dialog.getByRole('button', { name: 'Tallenna' }).click();
    await expect(amina.getByRole('group', { name: 'Puhun' })).toHaveCount(0);
    await expect(amina.getByText('Kaikki kuulevat sinut.')).toBeVisible();
  });
});

/** In CSS pixels. */
async function areaOf(of: Locator): Promise<number> {
  const box = await of.boundingBox();
  return box ? box.width * box.height : 0;
}
