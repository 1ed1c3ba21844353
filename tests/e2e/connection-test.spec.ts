import type { BrowserContext, Page } from '@playwright/test';
import { isAccessible } from '../support/axe.ts';
import { BadNetwork, blockCandidates } from '../support/browser/network.ts';
import { admit, guestPage, isWaiting, received, sees, startAsHost } from '../support/browser/visit-pages.ts';
import { bookVisit, sharedServer } from '../support/visit.ts';
import { expect, test } from '../support/visit-test.ts';

const connection = (page: Page) => page.getByRole('region', { name: 'Yhteys' });
const again = async (page: Page) => {
  const button = page.getByRole('button', { name: 'Kokeile uudelleen' });
  await button.click();
  await expect(connection(page)).toContainText('Kokeillaan yhteyttä…');
  // Whoever uses keys goes on from there.
  await expect(button).toBeFocused();
};
/** What the connection is found to be; on a machine that is kept busy, a try may find it worse than the network is. */
async function isFound(page: Page, text: string): Promise<void> {
  await expect(async () => {
    await expect(connection(page)).not.toContainText('Kokeillaan yhteyttä…', { timeout: 30_000 });
    const found = await connection(page).textContent();
    if (!found?.includes(text)) await again(page);
    expect(found).toContain(text);
  }).toPass({ timeout: 60_000 });
}
const tryDevices = (page: Page) => page.getByRole('button', { name: 'Kokeile kameraa ja ääntä' }).click();

test('the connection is tried by itself, says which way it takes, and keeps no connection; whoever joins while it runs is not kept by it', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  const guest = await guestPage(browser, server, visit.guests[0]!);
  await tryDevices(guest);
  await expect(connection(guest)).toContainText('Yhteys on hyvä.');
  await expect(connection(guest)).toContainText('Yhteys kulkee suoraan. Viive on lyhyt:');
  await expect(connection(guest)).toContainText(/Vauhti riittää: [\d,]+\sMbit\/s\./);
  // So tall that nothing lies below the foot of the page.
  await guest.setViewportSize({ width: 390, height: 1400 });
  await isAccessible(guest, 'the device check with its result');
  // Nobody hears themselves: nothing on the page plays sound.
  await expect(guest.locator('audio')).toHaveCount(0);
  expect((await received(guest)).connections).toBe(0);

  await test.step('somebody joins while it runs', async () => {
    await guest.reload();
    await tryDevices(guest);
    await expect(connection(guest)).toContainText('Kokeillaan yhteyttä…');
    await expect.poll(async () => (await received(guest)).connections).toBe(2);
    await guest.getByRole('button', { name: 'Siirry odotushuoneeseen' }).click();
    await isWaiting(guest);
    await expect.poll(async () => (await received(guest)).connections).toBe(0);
  });
});

test('a weak network: smaller pictures or sound only are chosen, can be changed, and are kept in the call', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  const network = new BadNetwork();
  try {
    network.kbps = 350;
    const prepare = (context: BrowserContext) => network.attach(context);
    const guest = await guestPage(browser, server, visit.guests[0]!, { prepare });
    await tryDevices(guest);
    await isFound(guest, 'Yhteys riittää, kun kuvat ovat pieniä.');
    await expect(guest.getByRole('radio', { name: 'Säästä dataa' })).toBeChecked();
    network.kbps = Infinity;
    network.lossShare = 0.3;
    await again(guest);
    await isFound(guest, 'Yhteys on heikko. Pelkkä ääni toimii parhaiten.');
    await expect(guest.getByRole('radio', { name: 'Vain ääni' })).toBeChecked();
    await expect(guest.getByText('Kamera on pois päältä')).toBeVisible();
    network.lossShare = 0;
    const host = await startAsHost(browser, server, visit);
    await guest.getByRole('button', { name: 'Siirry odotushuoneeseen' }).click();
    await admit(host, 'Laura');
    await expect(guest.getByText('Vain ääni: et näe kuvia, ja oma kamerasi on pois päältä.')).toBeVisible();
    await guest.getByRole('button', { name: 'Takaisin kaikkeen' }).click();
    await sees(guest, visit.host.name);
    await sees(host, 'Laura');
  } finally {
    network.close();
  }
});

test('UDP blocked: it says that the connection takes the spare way; nothing gets through: what to do and whom to call, and one can join all the same', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server, { guests: ['Laura', 'Jari'] });
  const [udp, guest] = (await Promise.all(
    (['udp', 'all'] as const).map((blocked, index) =>
      guestPage(browser, server, visit.guests[index]!, {
        prepare: (context) => blockCandidates(context, blocked),
      }),
    ),
  )) as [Page, Page];
  // The one without a way waits for longer.
  await tryDevices(guest);
  await tryDevices(udp);
  await expect(connection(udp)).toContainText('Yhteys on hyvä.');
  await expect(connection(udp)).toContainText('Yhteys kulkee varatietä (TCP).');
  await udp.context().close();
  await expect(connection(guest)).toContainText('Kuva ja ääni eivät pääse läpi tästä verkosta.');
  await expect(connection(guest)).toContainText('Vaihda toiseen verkkoon');
  await expect(connection(guest)).toContainText(`Soita: ${visit.requester.name}`);
  await guest.setViewportSize({ width: 390, height: 1400 });
  await isAccessible(guest, 'the device check without a path');
  await guest.getByRole('button', { name: 'Siirry odotushuoneeseen' }).click();
  await isWaiting(guest);
});

test('a browser that can send no picture that others can show, or has no WebRTC, is told before joining', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server, { guests: ['Laura', 'Jari'] });
  const noVideo = await guestPage(browser, server, visit.guests[0]!, {
    prepare: (context) =>
      context.addInitScript(() => {
        // A browser that knows a video codec which nobody else has.
        const original = RTCPeerConnection.prototype.createOffer as () => Promise<RTCSessionDescriptionInit>;
        RTCPeerConnection.prototype.createOffer = async function (this: RTCPeerConnection) {
          const offer = await original.call(this);
          return {
            type: offer.type,
            sdp: offer.sdp?.replace(/a=rtpmap:(\d+) (VP8|VP9|H264|AV1)\//g, 'a=rtpmap:$1 OWN/') ?? '',
          };
        } as never;
      }),
  });
  await tryDevices(noVideo);
  await expect(connection(noVideo)).toContainText('Muut eivät voi nähdä tämän laitteen kuvaa. Ääni toimii.');
  const none = await guestPage(browser, server, visit.guests[1]!, {
    prepare: (context) =>
      context.addInitScript(() =>
        Object.defineProperty(globalThis, 'RTCPeerConnection', { value: undefined }),
      ),
  });
  await tryDevices(none);
  await expect(connection(none)).toContainText('Tämä selain ei pysty videopuheluun.');
});
