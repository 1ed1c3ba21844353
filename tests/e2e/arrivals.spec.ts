import { minuteMs } from '#domain';
import type { Page } from '@playwright/test';
import { isAccessible } from '../support/axe.ts';
import { bookVisit, inDatabase, sharedServer, type BookedVisit } from '../support/visit.ts';
import {
  admit,
  guestPage,
  isWaiting,
  knock,
  received,
  sees,
  staffPage,
  startAsHost,
  tile,
} from '../support/browser/visit-pages.ts';
import { expect, test } from '../support/visit-test.ts';

const server = sharedServer();
const serviceId = 'service-child-psychiatry';

/** The hosts of these visits receive people together, as long as `work` runs. */
async function asTeam(visits: BookedVisit[], work: () => Promise<void>): Promise<void> {
  const ids = visits.map(({ host }) => host.id);
  const change = (sql: string) =>
    inDatabase(server, (db) => ids.forEach((id) => db.prepare(sql).run({ id, serviceId })));
  change(
    `INSERT INTO service_practitioner (service_id, practitioner_id, organisation_id) VALUES (:serviceId, :id, 'org-sairaala')`,
  );
  try {
    await work();
  } finally {
    change('DELETE FROM service_practitioner WHERE practitioner_id = :id AND service_id = :serviceId');
  }
}

/** What only time brings about. A claim keeps its time, so another one takes its place. */
function putAt({ appointmentId }: BookedVisit, startsAt: number, endsAt: number): void {
  inDatabase(server, (db) => {
    const claims = db.prepare('SELECT * FROM claim WHERE appointment_id = ?').all(appointmentId) as Record<
      string,
      unknown
    >[];
    db.prepare('DELETE FROM claim WHERE appointment_id = ?').run(appointmentId);
    for (const claim of claims) {
      const row = { ...claim, starts_at: startsAt, ends_at: endsAt };
      const names = Object.keys(row);
      const values = names.map((name) => `:${name}`).join();
      db.prepare(`INSERT INTO claim (${names.join()}) VALUES (${values})`).run(row);
    }
    db.prepare('UPDATE appointment SET starts_at = ?, ends_at = ? WHERE id = ?').run(
      startsAt,
      endsAt,
      appointmentId,
    );
  });
}

/** At work at every hour of these days, and of no later one: other tests look for times of the same service there. */
function keepHours(practitionerId: string): void {
  const id = `schedule-${practitionerId}`;
  const day = (after: number) => new Date(Date.now() + after * 24 * 60 * minuteMs).toISOString().slice(0, 10);
  inDatabase(server, (db) => {
    db.prepare(
      `INSERT INTO schedule (id, organisation_id, practitioner_id, valid_from, valid_to, cycle_from, rests_on_holidays)
       VALUES (?, 'org-sairaala', ?, ?, ?, '2020-01-06', 0)`,
    ).run(id, practitionerId, day(-1), day(3));
    db.prepare(`INSERT INTO schedule_service VALUES (?, ?, 'org-sairaala')`).run(id, serviceId);
    // Over the midnight that may be near: a visit across two days' hours is in neither.
    for (const weekday of [1, 2, 3, 4, 5, 6, 7])
      db.prepare(`INSERT INTO schedule_hours VALUES (?, 'org-sairaala', 1, ?, ?, ?)`).run(
        ...[id, weekday, hourIn(-6), hourIn(17)],
      );
  });
}

/** The full hour that a clock in Finland shows so many hours from now. */
const hourIn = (hours: number): string =>
  new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: 'Europe/Helsinki', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' as const },
  })
    .format(Date.now() + hours * 60 * minuteMs)
    .replace(/:../, ':00');

const rowOf = (page: Page, { appointmentId }: BookedVisit) =>
  page.locator(`li[data-visit="${appointmentId}"]`);

/** How many tones the page has played. */
const countTones = () => {
  const make = AudioContext.prototype.createOscillator;
  Object.assign(globalThis, { tones: 0 });
  AudioContext.prototype.createOscillator = function () {
    (globalThis as unknown as { tones: number }).tones += 1;
    return make.call(this);
  };
};
const tonesOf = (page: Page) => page.evaluate(() => (globalThis as unknown as { tones: number }).tones);

test('[Q9] [Q13] [Q14] a colleague sees who waits without asking, tells them of a delay, and takes them over with their place', async ({
  browser,
}) => {
  const [visit, other] = await Promise.all([bookVisit(server), bookVisit(server, { startsInMin: 90 })]);
  await asTeam([visit, other], async () => {
    const colleague = await staffPage(browser, server, other.host, `/arrivals?service=${serviceId}`);
    const row = rowOf(colleague, visit);
    await expect(row.getByText(`Ottaa vastaan: ${visit.host.name}`)).toBeVisible();
    const guest = await guestPage(browser, server, visit.guests[0]!, {
      prepare: (context) => context.addInitScript(countTones),
    });
    await knock(guest);
    await expect(row.getByText('Kamera ja mikrofoni toimivat')).toBeVisible();
    await expect(row.getByText(/Saapui juuri|Odottanut/)).toBeVisible();
    await guest.getByRole('button', { name: 'Kamera' }).click();
    await expect(row.getByText('Mikrofoni toimii, ei kameraa')).toBeVisible();
    await isAccessible(colleague, 'the waiting room of a service');

    await test.step('one press tells that one is late; what else is to be said takes two', async () => {
      const late = row.getByRole('button', { name: 'Kerro: noin 10 min myöhässä' });
      await late.click();
      await expect(guest.getByText('Olemme noin 10 minuuttia myöhässä')).toBeVisible();
      await expect(row.getByText('Noin 10 minuuttia myöhässä')).toBeVisible();
      await expect(late).toHaveCount(0);
      await row.getByRole('button', { name: 'Lähetä viesti' }).click();
      await colleague.getByRole('button', { name: 'Noin 20 minuuttia myöhässä' }).click();
      await expect(guest.getByText('Olemme noin 20 minuuttia myöhässä')).toBeVisible();
    });
    await guest.reload();
    await isWaiting(guest);
    await expect(guest.getByText('Olemme noin 20 minuuttia myöhässä')).toBeVisible();

    // Whoever had it looks at the same page, and is too late.
    const slower = await staffPage(browser, server, visit.host, '/arrivals');
    await expect(rowOf(slower, visit).getByText('Ottaa vastaan: sinä')).toBeVisible();
    const former = await slower.context().newPage();
    await former.goto(`/visit/${visit.appointmentId}`);
    await expect(former.getByRole('button', { name: 'Aloita tapaaminen' })).toBeVisible();
    // Who takes it over may wait for it too.
    const origin = { origin: server.baseURL };
    const data = { userIds: [other.host.id], need: 'optional' };
    const asked = await slower.request.post(`/api/appointments/${visit.appointmentId}/colleagues`, {
      ...{ headers: origin, data },
    });
    expect(asked.ok()).toBe(true);
    const waits = await colleague.context().newPage();
    await waits.goto(`/visit/${visit.appointmentId}`);
    await waits.getByRole('button', { name: 'Siirry odotushuoneeseen' }).click();
    await isWaiting(waits);
    await row.getByRole('button', { name: 'Ota hoitaaksesi' }).click();
    await colleague.getByRole('dialog').getByRole('button', { name: 'Ota hoitaaksesi' }).click();
    await expect(row.getByText('Ottaa vastaan: sinä')).toBeVisible();
    await expect(rowOf(slower, visit).getByText(`Ottaa vastaan: ${other.host.name}`)).toBeVisible();
    await expect(guest.getByText(`${other.host.name} ottaa sinut vastaan`)).toBeVisible();
    await former.getByRole('button', { name: 'Aloita tapaaminen' }).click();
    await expect(former.getByRole('heading', { name: 'Tämä tapaaminen ei ole enää sinun' })).toBeVisible();
    await former.close();
    await expect(waits.getByRole('heading', { name: 'Tapaaminen on nyt sinun' })).toBeVisible();
    await waits.getByRole('button', { name: 'Aloita tapaaminen' }).click();
    // What only a host has is there without a reload.
    await expect(waits.getByRole('button', { name: 'Vastaus' })).toBeVisible();
    await waits.close();

    await row.getByRole('link', { name: 'Avaa tapaaminen' }).click();
    await colleague.getByRole('button', { name: 'Aloita tapaaminen' }).click();
    const before = await tonesOf(guest);
    await admit(colleague, 'Laura');
    await sees(guest, other.host.name);
    expect(await tonesOf(guest)).toBeGreaterThan(before);
  });
});

test('[L2] [Q14] a visit that runs over: the next family hears of it and gets nothing of it, and the time is there once it is free', async ({
  browser,
}) => {
  const [visit, next] = await Promise.all([bookVisit(server), bookVisit(server, { guests: ['Jari'] })]);
  const end = Math.ceil(Date.now() / minuteMs) * minuteMs + 3 * minuteMs;
  putAt(visit, end - 45 * minuteMs, end);
  putAt(next, end, end + 45 * minuteMs);
  await asTeam([visit, next], async () => {
    const host = await startAsHost(browser, server, visit);
    const laura = await guestPage(browser, server, visit.guests[0]!);
    await knock(laura);
    await admit(host, 'Laura');
    await sees(laura, visit.host.name);
    await expect(host.getByText('Aikaa on jäljellä enintään viisi minuuttia')).toBeVisible();
    await expect(laura.getByText('Aikaa on jäljellä enintään viisi minuuttia')).toHaveCount(0);

    const toHost = { from: next.host.id, to: visit.host.id };
    const headers = { origin: server.baseURL };
    const taken = await host.request.post(`/api/arrivals/${next.appointmentId}/take-over`, {
      headers,
      data: toHost,
    });
    expect(taken.ok()).toBe(true);
    const jari = await guestPage(browser, server, next.guests[0]!);
    await knock(jari);
    await expect(jari.getByText('Ennen sinua on yksi tapaaminen.')).toBeVisible();
    await jari.getByRole('button', { name: 'Ääni pois' }).click();
    await jari.reload();
    await expect(jari.getByText('Ääni on pois päältä')).toBeVisible();

    await expect(host.getByText('ja siinä odotetaan jo')).toBeVisible({ timeout: 30_000 });
    await expect(host.getByRole('button', { name: 'Jatka 10 min' })).toHaveCount(0);
    // On a phone the choices have no room above the faces: one press shows them all.
    const [wide, phone] = [host.viewportSize()!, { width: 390, height: 844 }];
    await host.setViewportSize(phone);
    await host.getByRole('button', { name: 'Vaihtoehdot' }).click();
    const choices = host.getByRole('dialog', { name: 'Aikaa on jäljellä enintään viisi minuuttia' });
    for (const name of ['Kerro seuraaville', 'Anna seuraava kollegalle', 'Päätä tapaaminen'])
      await expect(choices.getByRole('button', { name })).toBeInViewport({ ratio: 1 });
    await choices.getByRole('button', { name: 'Kerro seuraaville' }).click();
    await host.setViewportSize(wide);
    await host.getByLabel('Oma viesti').fill('Tulen heti edellisen jälkeen.');
    await host.getByRole('button', { name: 'Lähetä', exact: true }).click();
    await expect(jari.getByText('Tulen heti edellisen jälkeen.')).toBeVisible();
    expect(await received(jari)).toMatchObject({ connections: 0, packets: 0, frames: 0, soundEnergy: 0 });
    await expect(tile(laura, 'Jari')).toHaveCount(0);

    // Nobody is given a visit outside of their hours.
    await host.getByRole('button', { name: 'Anna seuraava kollegalle' }).click();
    const giving = host.getByRole('dialog', { name: 'Anna seuraava kollegalle' });
    await expect(giving).toBeVisible();
    await expect(giving.getByRole('button', { name: `Anna: ${next.host.name}` })).toHaveCount(0);
    keepHours(next.host.id);
    await giving.getByRole('button', { name: `Anna: ${next.host.name}` }).click({ timeout: 30_000 });
    await expect(host.getByText(`${next.host.name} hoitaa seuraavan tapaamisen`)).toBeVisible();
    await expect(giving).toBeHidden();
    await expect(jari.getByText('Olet seuraava')).toBeVisible();
    await host.getByRole('button', { name: 'Jatka 10 min' }).click({ timeout: 30_000 });
    await expect(host.getByText(/Tapaaminen jatkuu kello/)).toBeVisible();
    const time = (at: number) =>
      new Intl.DateTimeFormat('fi-FI', { timeZone: 'Europe/Helsinki', timeStyle: 'short' }).format(at);
    await expect(laura.locator('header time')).toContainText(`–${time(end + 10 * minuteMs)}`);
  });
});

test('[L3] whoever ends a visit while the next family waits is told so, and led to them', async ({
  browser,
}) => {
  const [visit, next] = await Promise.all([bookVisit(server), bookVisit(server, { guests: ['Jari'] })]);
  const end = Math.floor(Date.now() / minuteMs) * minuteMs;
  putAt(visit, end - 45 * minuteMs, end);
  putAt(next, end, end + 45 * minuteMs);
  await asTeam([visit, next], async () => {
    const host = await startAsHost(browser, server, visit);
    const taken = await host.request.post(`/api/arrivals/${next.appointmentId}/take-over`, {
      headers: { origin: server.baseURL },
      data: { from: next.host.id, to: visit.host.id },
    });
    expect(taken.ok()).toBe(true);
    const jari = await guestPage(browser, server, next.guests[0]!);
    await knock(jari);
    await isWaiting(jari);
    await host.getByRole('button', { name: 'Poistu' }).click();
    await host.getByRole('button', { name: 'Päätä tapaaminen kaikilta' }).click();
    await host.getByRole('dialog').getByRole('button', { name: 'Päätä tapaaminen kaikilta' }).click();
    await expect(host.getByText('ja siinä odotetaan jo')).toBeVisible();
    await host.getByRole('link', { name: 'Siirry seuraavaan tapaamiseen' }).click();
    await expect(host).toHaveURL(new RegExp(`/visit/${next.appointmentId}$`));
    await host.getByRole('button', { name: 'Aloita tapaaminen' }).click();
    await expect(host.getByRole('button', { name: 'Päästä sisään: Jari' })).toBeVisible();
  });
});

test('[L4] [L5] [L6] nobody has come: whom to call, a mark that is taken back, and a new time with the same request and people', async ({
  browser,
}) => {
  const visit = await bookVisit(server);
  const start = Math.ceil(Date.now() / minuteMs) * minuteMs - 15 * minuteMs;
  putAt(visit, start, start + 45 * minuteMs);
  await asTeam([visit], async () => {
    keepHours(visit.host.id);
    const host = await staffPage(browser, server, visit.host, '/arrivals');
    const row = rowOf(host, visit);
    await row.getByRole('button', { name: 'Soita' }).click();
    const phones = host.getByRole('dialog', { name: 'Kenelle soittaa' });
    await expect(phones.locator('a[href^="tel:"]').first()).toBeVisible();
    await expect(phones.getByText('pyysi tapaamista')).toBeVisible();
    await phones.getByRole('button', { name: 'Sulje' }).last().click();

    const mark = row.getByRole('button', { name: 'Merkitse: ei tullut' });
    await mark.click();
    await expect(row.getByText('Voit kumota kello')).toBeVisible();
    await row.getByRole('button', { name: 'Kumoa' }).click();
    await mark.click();
    await isAccessible(host, 'a visit that was missed');
    // The next time takes one press; another one is chosen on a page of its own.
    await expect(row.getByRole('button', { name: /^Varaa .*klo/ })).toBeVisible();
    await row.getByRole('link', { name: 'Uusi aika' }).click();
    // On a Sunday night there is none left in the week.
    const further = host.getByRole('button', { name: 'Seuraava viikko, jolla on aikoja' });
    const free = host.locator('button.time').first();
    await free.or(further).first().waitFor();
    if (await further.isVisible()) await further.click();
    await free.click();
    await host.getByRole('dialog').getByRole('button', { name: 'Varaa uusi aika' }).click();
    await expect(host).not.toHaveURL(/new-time|arrivals/);
    await expect(host.getByText('Miten aikuiset voivat auttaa?')).toBeVisible();
    await expect(host.getByText('Laura').first()).toBeVisible();
    expect(host.url()).not.toContain(visit.appointmentId);
    await host.goto('/arrivals');
    await expect(row.getByRole('link', { name: 'Uusi aika on varattu' })).toBeVisible();
    await expect(row.getByRole('button', { name: 'Kumoa' })).toHaveCount(0);
    // The family whose old link is opened is not asked to agree on a time that it has.
    const family = await guestPage(browser, server, visit.guests[0]!);
    await expect(family.getByRole('heading', { name: 'Tapaamisaika meni ohi' })).toBeVisible();
    await expect(family.getByText(/^Uusi aika on .* Linkki on uudessa viestissä\.$/)).toBeVisible();
    await expect(family.getByText('Uuden ajan voi sopia')).toHaveCount(0);
  });
});
