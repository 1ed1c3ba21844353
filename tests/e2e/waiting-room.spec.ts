import { minuteMs } from '#domain';
import { bookVisit, inDatabase, sharedServer } from '../support/visit.ts';
import {
  admit,
  contextOf,
  guestPage,
  isWaiting,
  knock,
  phone,
  received,
  sees,
  staffPage,
  startAsHost,
  tile,
  twoInCall,
} from '../support/browser/visit-pages.ts';
import { expect, test } from '../support/visit-test.ts';

test('each knows the own place, and it moves up when the first is let in; who still waits gets no connection for media, not one packet', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server, { guests: ['Laura', 'Jari'] });
  const laura = await guestPage(browser, server, visit.guests[0]!);
  await knock(laura);
  await expect(laura.getByText('Olet seuraava')).toBeVisible();
  const jari = await guestPage(browser, server, visit.guests[1]!);
  await knock(jari);
  await expect(jari.getByText('Olet jonossa 2. Odottajia on 2.')).toBeVisible();
  await test.step('a reload keeps the place', async () => {
    await laura.reload();
    await expect(laura.getByText('Olet seuraava')).toBeVisible();
    await expect(jari.getByText('Olet jonossa 2. Odottajia on 2.')).toBeVisible();
  });
  const host = await startAsHost(browser, server, visit);
  await admit(host, 'Laura');
  await expect(jari.getByText('Olet seuraava')).toBeVisible();
  await sees(laura, visit.host.name);
  await isWaiting(jari);
  expect(await received(jari)).toMatchObject({ connections: 0, packets: 0, frames: 0, soundEnergy: 0 });
  await expect(tile(host, 'Jari')).toHaveCount(0);
  await expect(tile(laura, 'Jari')).toHaveCount(0);
});

test('put back: the media is cut at once, it is said kindly, and being let in again brings it back; removed is for good', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  const { host, guest } = await twoInCall(browser, server, visit);
  await sees(guest, visit.host.name);
  await host.getByRole('button', { name: 'Toiminnot: Laura' }).click();
  await host.getByRole('button', { name: 'Takaisin odotushuoneeseen' }).click();
  await expect(guest.getByText('Odota vielä hetki')).toBeVisible();
  const before = await received(guest);
  expect(before.packets).toBe(0);
  await guest.waitForTimeout(1500);
  expect((await received(guest)).packets).toBe(0);
  await expect(tile(host, 'Laura')).toHaveCount(0);
  await admit(host, 'Laura');
  await sees(guest, visit.host.name);
  await sees(host, 'Laura');

  await test.step('removed: out at once after a question, with whom to contact', async () => {
    await host.getByRole('button', { name: 'Toiminnot: Laura' }).click();
    await host.getByRole('button', { name: 'Poista tapaamisesta' }).click();
    const question = host.getByRole('dialog', { name: 'Poistetaanko tapaamisesta?' });
    await question.getByRole('button', { name: 'Poista tapaamisesta' }).click();
    await expect(guest.getByRole('heading', { name: 'Et ole enää tässä tapaamisessa' })).toBeVisible();
    expect((await received(guest)).packets).toBe(0);
    await guest.reload();
    await expect(guest.getByRole('heading', { name: 'Et ole enää tässä tapaamisessa' })).toBeVisible();
    await expect(guest.getByText(`Tarvitsetko apua? Soita: ${visit.requester.name}`)).toBeVisible();
  });
});

test('whoever lets people in reads at once whose line is down, and before the end for everybody who still waits', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server, { guests: ['Laura', 'Jari'] });
  const laura = await guestPage(browser, server, visit.guests[0]!);
  await knock(laura);
  const host = await startAsHost(browser, server, visit);
  const notices = host.getByRole('region', { name: 'Ilmoitukset' });
  await expect(notices).toContainText('Laura odottaa odotushuoneessa');
  await laura.context().setOffline(true);
  await expect(notices.getByText('Yhteys katkennut hetkeksi', { exact: true })).toBeVisible();
  const jari = await guestPage(browser, server, visit.guests[1]!);
  await knock(jari);
  await expect(notices.getByText('Yhteys katkennut hetkeksi: Laura')).toBeVisible();
  await laura.context().setOffline(false);
  await expect(notices.getByText(/Yhteys katkennut/)).toHaveCount(0);

  // Two at once, each at a place of their own: neither press is lost.
  await host.getByRole('button', { name: 'Näytä kaikki' }).click();
  const panel = host.locator('section.panel');
  await panel.getByRole('button', { name: 'Päästä sisään: Jari' }).click();
  await panel.getByRole('button', { name: 'Päästä sisään: Laura' }).click();
  await expect(panel.getByText('Kukaan ei odota.')).toBeVisible();
  for (const name of ['Jari', 'Laura']) await expect(tile(host, name)).toBeVisible();

  await host.getByRole('button', { name: 'Toiminnot: Laura' }).first().click();
  await host.getByRole('button', { name: 'Takaisin odotushuoneeseen' }).click();
  await expect(laura.getByText('Odota vielä hetki')).toBeVisible();
  await host.getByRole('button', { name: 'Poistu' }).click();
  await host.getByRole('button', { name: 'Päätä tapaaminen kaikilta' }).click();
  const question = host.getByRole('dialog', { name: 'Päätetäänkö tapaaminen kaikilta?' });
  await expect(question).toContainText('Laura odottaa yhä odotushuoneessa eikä pääse enää sisään.');
  await question.getByRole('button', { name: 'Päätä tapaaminen kaikilta' }).click();
  for (const page of [laura, jari])
    await expect(page.getByRole('heading', { name: 'Tapaaminen on päättynyt' })).toBeVisible();
});

test('too early: a countdown, and the page knocks by itself when it is time', async ({ browser }) => {
  const server = sharedServer();
  const visit = await bookVisit(server, { startsInMin: 40 });
  const guest = await guestPage(browser, server, visit.guests[0]!);
  await knock(guest);
  await expect(guest.getByRole('heading', { name: 'Olet ajoissa' })).toBeVisible();
  await expect(guest.getByRole('timer')).toHaveText(/^2\d:\d\d$/);
  inDatabase(server, (db) =>
    db
      .prepare('UPDATE appointment SET starts_at = ? WHERE id = ?')
      .run(Date.now() + 10 * minuteMs, visit.appointmentId),
  );
  await isWaiting(guest);
});

test('a forged, an expired and a revoked link open to the same kind page', async ({ browser }) => {
  const server = sharedServer();
  const [expired, revoked] = await Promise.all([bookVisit(server), bookVisit(server)]);
  const spoil = (column: 'valid_until' | 'revoked_at', id: string) =>
    inDatabase(server, (db) =>
      db
        .prepare(
          `UPDATE guest_link SET ${column} = 1 WHERE participant_id IN
             (SELECT id FROM participant WHERE appointment_id = ? AND kind = 'guest')`,
        )
        .run(id),
    );
  spoil('valid_until', expired.appointmentId);
  spoil('revoked_at', revoked.appointmentId);
  const forged = { ...expired.guests[0]!, link: `${server.baseURL}/v#${'a'.repeat(43)}` };
  const bare = { ...expired.guests[0]!, link: `${server.baseURL}/v` };
  const shown: string[] = [];
  for (const guest of [expired.guests[0]!, revoked.guests[0]!, forged, bare]) {
    const page = await guestPage(browser, server, guest);
    await expect(page.getByRole('heading', { name: 'Linkki ei toimi' })).toBeVisible();
    shown.push(await page.getByRole('main').innerText());
    await page.context().close();
  }
  expect(new Set(shown).size).toBe(1);
});

test('a link that is withdrawn while somebody waits says so at once', async ({ browser }) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  const guest = await guestPage(browser, server, visit.guests[0]!);
  await knock(guest);
  await isWaiting(guest);
  const participant = inDatabase(
    server,
    (db) =>
      db
        .prepare("SELECT id FROM participant WHERE appointment_id = ? AND kind = 'guest'")
        .get(visit.appointmentId) as { id: string },
  );
  const host = await startAsHost(browser, server, visit);
  const renewed = await host.request.post(
    `/api/appointments/${visit.appointmentId}/participants/${participant.id}/link`,
    { headers: { origin: server.baseURL }, data: { to: null } },
  );
  expect(renewed.ok()).toBe(true);
  await expect(guest.getByRole('heading', { name: 'Linkki ei toimi' })).toBeVisible();
});

test('a cancelled visit says so, and that nothing needs to be done', async ({ browser }) => {
  const server = sharedServer();
  const visit = await bookVisit(server, { startsInMin: 40 });
  const guest = await guestPage(browser, server, visit.guests[0]!);
  await knock(guest);
  await expect(guest.getByRole('heading', { name: 'Olet ajoissa' })).toBeVisible();
  const other = await guestPage(browser, server, visit.guests[0]!);
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('Hei Laura!');
  await other.getByRole('button', { name: 'Vastaa kysymyksiin' }).click();
  await other.getByLabel('Mikä sinua huolettaa').fill('Uni ei');
  const requester = await staffPage(browser, server, visit.requester, '/');
  const cancelled = await requester.request.post(`/api/appointments/${visit.appointmentId}/cancel`, {
    headers: { origin: server.baseURL },
    data: { reason: 'staff-ill', note: '' },
  });
  expect(cancelled.ok()).toBe(true);
  await expect(guest.getByRole('heading', { name: 'Tapaaminen on peruttu' })).toBeVisible();
  await test.step('and why, with a new time instead, without loading the page anew', async () => {
    await expect(guest.getByText('koska asiantuntija tai työntekijä sairastui')).toBeVisible();
    await guest.getByRole('button', { name: 'Valitse uusi aika' }).click();
    await expect(guest.getByRole('heading', { level: 1, name: 'Valitse uusi aika' })).toBeVisible();
    await guest.goBack();
    await expect(guest.getByRole('heading', { name: 'Tapaaminen on peruttu' })).toBeVisible();
  });
  await test.step('also to who fills in the form before it, as soon as it can’t be saved any more', async () => {
    // On a busy machine the page may hear of it before anything is typed.
    await other
      .getByLabel('Mikä sinua huolettaa')
      .fill('Uni ei tule', { timeout: 5000 })
      .catch(() => undefined);
    await expect(other.getByRole('heading', { name: 'Tapaaminen on peruttu' })).toBeFocused();
  });
  await guest.reload();
  await expect(guest.getByRole('heading', { name: 'Tapaaminen on peruttu' })).toBeVisible();
});

test('without any device, and with permission denied, one can still join and is told what to do', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server, { guests: ['Laura', 'Jari'] });
  const host = await startAsHost(browser, server, visit);
  for (const [index, error, says] of [
    [0, 'NotAllowedError', 'Selain ei saa käyttää kameraa ja mikrofonia'],
    [1, 'NotFoundError', 'Kameraa ja mikrofonia ei löytynyt'],
  ] as const) {
    const context = await contextOf(browser, server, { viewport: phone });
    await context.addInitScript((name) => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', name));
      navigator.mediaDevices.enumerateDevices = () => Promise.resolve([]);
      navigator.permissions.query = () => Promise.resolve({ state: 'denied' } as PermissionStatus);
    }, error);
    const page = await context.newPage();
    const guest = visit.guests[index]!;
    await page.goto(guest.link);
    await page.getByRole('button', { name: 'Kokeile kameraa ja ääntä' }).click();
    await expect(page.getByText(says)).toBeVisible();
    await page.getByRole('button', { name: 'Siirry odotushuoneeseen' }).click();
    await isWaiting(page);
    await admit(host, guest.name);
    await sees(page, visit.host.name);
    await expect(tile(host, guest.name)).toBeVisible();
    // In the call too, whoever turns the camera on is told why it stays off.
    await page.getByRole('button', { name: 'Kamera' }).click();
    await expect(page.getByRole('dialog').getByText(/Selain ei saa käyttää|ei löytynyt/)).toBeVisible();
    await page.context().close();
  }
});
