import { listen, said } from '../support/browser/said.ts';
import { bookVisit, sharedServer } from '../support/visit.ts';
import {
  admit,
  hears,
  isWaiting,
  guestPage,
  sees,
  staffPage,
  startAsHost,
  tile,
  twoInCall,
} from '../support/browser/visit-pages.ts';
import { expect, test } from '../support/visit-test.ts';

test('a family on a phone, a specialist and the worker who asked see and hear each other, and part', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server);

  const guest = await guestPage(browser, server, visit.guests[0]!);
  await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Hei Laura!');
  await expect(guest.getByText(`${visit.requester.name} (Lehtolan kunta) kutsui sinut`)).toBeVisible();
  await expect(guest.getByText(visit.host.name).first()).toBeVisible();
  const download = guest.waitForEvent('download');
  await guest.getByRole('button', { name: 'Lisää kalenteriin' }).click();
  expect((await download).suggestedFilename()).toBe('neuvo.ics');
  await guest.getByRole('button', { name: 'Kokeile kameraa ja ääntä' }).click();
  await expect(guest.locator('video')).toHaveJSProperty('paused', false);
  await guest.getByRole('button', { name: 'Siirry odotushuoneeseen' }).click();
  await isWaiting(guest);
  await expect(guest.getByText('Olet seuraava')).toBeVisible();
  await expect(guest.getByText(`${visit.host.name} ei ole vielä paikalla.`)).toBeVisible();

  const host = await startAsHost(browser, server, visit);
  await expect(guest.getByText(`${visit.host.name} on jo paikalla`)).toBeVisible();
  await expect(host).toHaveTitle(/^\(1\)/);
  await admit(host, 'Laura');
  await sees(host, 'Laura');
  await sees(guest, visit.host.name);

  const requester = await staffPage(browser, server, visit.requester, `/visit/${visit.appointmentId}`);
  await requester.getByRole('button', { name: 'Siirry odotushuoneeseen' }).click();
  await isWaiting(requester);
  await expect(host.getByText(`${visit.requester.name} odottaa odotushuoneessa`)).toBeVisible();
  await admit(host, visit.requester.name);

  for (const [page, names] of [
    [host, ['Laura', visit.requester.name]],
    [guest, [visit.host.name, visit.requester.name]],
    [requester, [visit.host.name, 'Laura']],
  ] as const) {
    for (const name of names) await sees(page, name);
    await hears(page);
  }
  await expect(tile(guest, visit.host.name)).toContainText('Lastenpsykiatri');
  await expect(tile(host, 'Laura')).toContainText('Perhe');

  await test.step('a raised hand and a closed microphone are seen by the others', async () => {
    await guest.getByRole('button', { name: 'Käsi' }).click();
    await expect(tile(host, 'Laura').getByText('Käsi ylhällä')).toBeAttached();
    await guest.getByRole('button', { name: 'Mikrofoni' }).click();
    await expect(tile(host, 'Laura').getByText('Mikrofoni kiinni')).toBeAttached();
    await guest.getByRole('button', { name: 'Kamera' }).click();
    await expect(tile(host, 'Laura').locator('video')).toHaveCount(0);
    await guest.getByRole('button', { name: 'Kamera' }).click();
    await sees(host, 'Laura');
  });

  await test.step('a message is plain text whatever it holds, and is counted until it is read', async () => {
    await host.getByRole('button', { name: 'Viestit' }).click();
    await host.getByRole('textbox', { name: 'Kirjoita kaikille' }).fill('<img src=x onerror=alert(1)> Hei');
    await host.keyboard.press('Enter');
    await expect(guest.getByRole('button', { name: 'Viestit uusia: 1' })).toBeVisible();
    await guest.getByRole('button', { name: 'Viestit uusia: 1' }).click();
    await expect(guest.getByText('<img src=x onerror=alert(1)> Hei', { exact: true })).toBeVisible();
    await guest.getByRole('region', { name: 'Viestit' }).getByRole('button', { name: 'Sulje' }).click();
  });

  await test.step('[F13] a form that the family sends only now is read beside the faces', async () => {
    const sent = await guest.request.post(`${server.baseURL}/api/guest/form/send`, {
      headers: { authorization: `Bearer ${visit.guests[0]!.token}`, origin: server.baseURL },
      data: { answers: { worry: 'Aamut ovat vaikeita.' }, basedOn: null },
    });
    expect(sent.ok()).toBe(true);
    await host.getByRole('button', { name: 'Pyyntö' }).click();
    const panel = host.getByRole('region', { name: 'Pyyntö' });
    await expect(panel.getByText('Aamut ovat vaikeita.')).toBeVisible();
    await expect(panel.getByText('Miten aikuiset voivat auttaa?')).toBeVisible();
    await panel.getByRole('button', { name: 'Sulje' }).click();
  });

  await host.getByRole('button', { name: 'Poistu' }).click();
  await host.getByRole('button', { name: 'Päätä tapaaminen kaikilta' }).click();
  await expect(host.getByRole('heading', { name: 'Päätetäänkö tapaaminen kaikilta?' })).toBeVisible();
  await host.getByRole('button', { name: 'Päätä tapaaminen kaikilta' }).click();
  await expect(guest.getByRole('heading', { name: 'Kiitos, tapaaminen on päättynyt' })).toBeVisible();
  await expect(host.getByRole('link', { name: 'Kirjoita vastaus' })).toHaveAttribute(
    'href',
    `/requests/${visit.appointmentId}#answer`,
  );
  await expect(requester.getByRole('heading', { name: 'Tapaaminen on päättynyt' })).toBeVisible();

  await guest.reload();
  await expect(guest.getByRole('heading', { name: 'Tämä tapaaminen on päättynyt' })).toBeVisible();
});

test('a reload in the call comes back into it with the microphone as it was; whoever leaves comes back by knocking', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  const { host, guest } = await twoInCall(browser, server, visit, { prepare: listen });
  await sees(guest, visit.host.name);
  await guest.getByRole('button', { name: 'Mikrofoni' }).click();
  await expect(tile(host, 'Laura').getByText('Mikrofoni kiinni')).toBeAttached();

  await test.step('reloaded', async () => {
    await guest.reload();
    await sees(guest, visit.host.name);
    await sees(host, 'Laura');
    await expect(tile(host, 'Laura')).toHaveCount(1);
    await expect(guest.getByRole('button', { name: 'Mikrofoni' })).toHaveAttribute('aria-pressed', 'false');
    await expect(tile(host, 'Laura').getByText('Mikrofoni kiinni')).toBeAttached();
  });

  await test.step('left, and back', async () => {
    await guest.getByRole('button', { name: 'Mikrofoni' }).click();
    await expect(tile(host, 'Laura').getByText('Mikrofoni kiinni')).toHaveCount(0);
    await guest.getByRole('button', { name: 'Poistu' }).click();
    await expect(guest.getByRole('heading', { name: 'Poistuit tapaamisesta' })).toBeVisible();
    // That the microphone goes off with it is no news.
    expect((await said(guest)).join()).not.toContain('Mikrofoni on pois päältä');
    await expect(tile(host, 'Laura')).toHaveCount(0);
    await guest.getByRole('button', { name: 'Palaa tapaamiseen' }).click();
    await isWaiting(guest);
    await admit(host, 'Laura');
    await sees(host, 'Laura');
  });
});
