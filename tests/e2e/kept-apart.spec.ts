import { isAccessible } from '../support/axe.ts';
import {
  admit,
  desktop,
  guestPage,
  hears,
  knock,
  received,
  sees,
  tile,
  twoInCall,
} from '../support/browser/visit-pages.ts';
import { bookVisit, sharedServer } from '../support/visit.ts';
import { expect, test } from '../support/visit-test.ts';

test('[M16] [M17] the host keeps two apart in the waiting room: neither ever sees or hears the other, and together again they do', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server, { guests: ['Laura', 'Jari'] });
  const { host, guest: laura } = await twoInCall(browser, server, visit);
  await host.setViewportSize(desktop);
  const jari = await guestPage(browser, server, visit.guests[1]!);
  await knock(jari);

  await test.step('kept apart before he is let in', async () => {
    await host.getByRole('button', { name: /^Ihmiset/ }).click();
    await host.getByRole('button', { name: 'Pidä erillään muista: Jari' }).click();
    const dialog = host.getByRole('dialog', { name: 'Pidä erillään: Jari' });
    await dialog.getByRole('checkbox', { name: 'Laura' }).check();
    await dialog.getByRole('button', { name: 'Tallenna' }).click();
    await isAccessible(host);
    await expect(host.getByText('Erillään: Laura', { exact: true })).toBeVisible();
    await admit(host, 'Jari');
    await Promise.all([sees(host, 'Jari'), sees(host, 'Laura'), sees(jari, visit.host.name)]);
    await Promise.all([hears(jari), hears(laura)]);
    await expect(tile(jari, 'Laura')).toHaveCount(0);
    await expect(tile(laura, 'Jari')).toHaveCount(0);
    // One camera and one microphone each: the host's.
    for (const page of [jari, laura]) await expect(page.locator('audio')).toHaveCount(1);
  });

  await test.step('what one writes the other does not read', async () => {
    await laura.getByRole('button', { name: /^Viestit/ }).click();
    await laura.getByRole('textbox', { name: 'Kirjoita kaikille' }).fill('Vain teille.');
    await laura.getByRole('button', { name: 'Lähetä' }).click();
    await expect(laura.getByText('Vain teille.', { exact: true })).toBeVisible();
    await jari.getByRole('button', { name: /^Viestit/ }).click();
    await expect(jari.getByRole('textbox', { name: 'Kirjoita kaikille' })).toBeVisible();
    await expect(jari.getByText('Vain teille.')).toHaveCount(0);
    await jari.getByRole('button', { name: 'Sulje' }).click();
    await laura.getByRole('button', { name: 'Sulje' }).click();
  });

  await test.step('together again', async () => {
    await host.getByRole('button', { name: 'Toiminnot: Jari' }).first().click();
    await host.getByRole('button', { name: 'Pidä erillään…' }).click();
    const dialog = host.getByRole('dialog', { name: 'Pidä erillään: Jari' });
    await dialog.getByRole('checkbox', { name: 'Laura' }).uncheck();
    await dialog.getByRole('button', { name: 'Tallenna' }).click();
    await Promise.all([sees(jari, 'Laura'), sees(laura, 'Jari')]);
    await jari.getByRole('button', { name: /^Viestit/ }).click();
    await expect(jari.getByText('Vain teille.', { exact: true })).toBeVisible();
    expect((await received(jari)).connections).toBe(2);
  });
});
