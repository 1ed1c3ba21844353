import type { Browser, Page } from '@playwright/test';
import { expect, test } from '../support/page-test.ts';
import type { Reply } from '#protocol';
import { isAccessible } from '../support/axe.ts';
import {
  book,
  letBegin,
  openDesk,
  signedIn,
  widerThanScreen,
  type Booking,
  type Desk,
} from '#support/desk-visit.ts';
import { browserOf, child } from './booking-steps.ts';

const phone = { width: 390, height: 844 };
/** A desktop of 1280 pixels at 200 % zoom. */
const zoomed = { width: 640, height: 400 };
const wide = { width: 1280, height: 800 };

/** Pages by who sees them; whoever signs in goes on from page to page, others come by an address. */
type Walker = { who: string; open: () => Promise<Page>; paths: string[]; staysSignedOut?: boolean };

type Browsing = {
  navigation: EventTarget;
  requestAnimationFrame: (next: () => void) => void;
  document: { createElement: (name: 'a') => Link; body: { append: (link: Link) => void } };
};
type Link = { href: string; click: () => void; remove: () => void };

/** As somebody who presses a link: what is loaded stays, the looking glass too, and a page costs a fifth of a fresh one. */
const follow = (page: Page, path: string): Promise<void> =>
  page.evaluate(async (href) => {
    const { navigation, requestAnimationFrame, document } = globalThis as unknown as Browsing;
    const arrived = new Promise<void>((done) =>
      navigation.addEventListener('currententrychange', () => done(), { once: true }),
    );
    const link = document.createElement('a');
    document.body.append(link);
    Object.assign(link, { href }).click();
    link.remove();
    await arrived;
    for (let frame = 0; frame < 2; frame++) await new Promise<void>((next) => requestAnimationFrame(next));
  }, path);

/** As somebody who opens an address, also one that differs from the page before behind its # alone. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto('about:blank');
  await page.goto(path);
}

type Go = (page: Page, path: string) => Promise<void>;

/**
 * In Finnish as on a desktop and in the light, in English as on a phone and in the dark. The colours are the same in every
 * language, and looking at them takes most of the time.
 */
async function look(page: Page, path: string, go: Go, language: 'fi' | 'en'): Promise<void> {
  const where = `${path} in ${language}`;
  await page.setViewportSize(language === 'fi' ? wide : phone);
  const colorScheme = language === 'fi' ? 'light' : 'dark';
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await go(page, path);
  await page.locator('h1').first().waitFor();
  await expect(page.locator('.skeleton')).toHaveCount(0);
  await isAccessible(page, where);
  for (const size of [phone, zoomed]) {
    await page.setViewportSize(size);
    expect(await widerThanScreen(page), `${where} at ${size.width} px`).toBe(0);
  }
}

type Visits = {
  desk: Desk;
  now: Booking;
  later: Booking;
  cancelled: Booking;
  answered: Booking;
  /** The demo's own series. */
  series: string[];
};

async function prepare(browser: Browser): Promise<Visits> {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const [now, later, cancelled, answered] = [
    await book(worker.request, desk),
    await book(worker.request, desk, { days: 3 }),
    await book(worker.request, desk, { days: 4 }),
    await book(worker.request, desk, { days: 5 }),
  ];
  await worker.request.post(`/api/appointments/${cancelled.appointmentId}/cancel`, {
    data: { reason: 'Perhe pyysi toista aikaa.' },
  });
  letBegin(answered);
  const specialist = await signedIn(browser, desk.specialist);
  const content = { kind: 'advice', recommendation: 'Jatketaan näin.', followUp: '', mandate: '' };
  const signed = await specialist.request.post(`/api/appointments/${answered.appointmentId}/answer/sign`, {
    data: { content, basedOn: null },
  });
  expect(signed.ok()).toBe(true);
  await worker.close();
  await specialist.close();
  const coordinator = await browserOf(browser, 'leena');
  const listed = await coordinator.request.get('/api/series');
  const { series } = (await listed.json()) as Reply<'listSeries'>;
  expect(series.length).toBeGreaterThan(0);
  await coordinator.context().close();
  return { desk, now, later, cancelled, answered, series: [series[0]!.id] };
}

function walkers(
  browser: Browser,
  language: 'fi' | 'en',
  { desk, now, later, cancelled, answered, series }: Visits,
): Walker[] {
  const cookie = { name: 'neuvo_language', value: language, url: process.env.NEUVO_E2E_URL! };
  const as = (person: { email: string }) => async () => {
    const context = await signedIn(browser, person);
    await context.addCookies([cookie]);
    return context.newPage();
  };
  const anybody = async () => {
    const context = await browser.newContext({ locale: language });
    await context.addCookies([cookie]);
    return context.newPage();
  };
  const visits = [now, later, cancelled, answered].map(({ appointmentId }) => `/requests/${appointmentId}`);
  return [
    {
      who: 'anybody',
      open: anybody,
      staysSignedOut: true,
      paths: [
        '/',
        '/sign-in',
        '/nowhere',
        '/dev/mailbox',
        '/password#wrong',
        '/v#wrong',
        '/v',
        '/vote#wrong',
        '/offer#wrong',
        '/queue#wrong',
        '/t',
        '/t/nowhere',
        '/t/suvanto?age=13&need=mood',
        '/t/suvanto?need=growth',
        '/t/hiekkala/service-family-guidance',
        '/t/hiekkala/service-family-guidance?at=1796000000000',
      ],
    },
    {
      who: 'the family',
      open: anybody,
      staysSignedOut: true,
      paths: [now, later, cancelled].map(({ guestToken }) => `/v#${guestToken}`),
    },
    {
      who: 'staff',
      open: as(desk.worker),
      paths: [
        '/my-day',
        '/services',
        `/services/${desk.serviceId}`,
        `/services/${desk.serviceId}/request?practitioner=${desk.specialist.id}&at=${later.startsAt + 600_000}`,
        `/services/${desk.serviceId}/booked?appointment=${later.appointmentId}`,
        '/requests',
        '/requests?view=past',
        ...visits,
        '/requests/nothing',
        '/requests/sent/nothing',
        `/services/${child}/ask`,
        `/services/${desk.serviceId}/series`,
        '/series/nothing',
      ],
    },
    {
      who: 'the specialist',
      open: as(desk.specialist),
      paths: [
        '/my-day',
        '/arrivals',
        '/requests',
        `/requests/${now.appointmentId}#answer`,
        '/hours',
        '/calendar',
        '/calendar?span=month',
        `/calendar?whose=service&service=${desk.serviceId}&span=day`,
        '/calendar/external',
        '/duty',
        `/visit/${now.appointmentId}`,
      ],
    },
    {
      who: 'a coordinator',
      open: () => browserOf(browser, 'leena', { language }),
      paths: [
        '/my-day',
        '/proposals',
        '/proposals/nothing',
        '/proposals?whose=colleagues',
        `/services/${child}`,
        '/triage',
        '/triage?view=settled',
        '/triage?view=waitlist',
        '/triage/nothing',
        '/requests',
        '/requests?view=past',
        '/hours',
        '/hours/user-johan?week=2026-12-07',
        '/series',
        ...series.flatMap((id) => [`/series/${id}`, `/series/${id}/change?n=1`, `/series/${id}/renew`]),
        '/calendar?whose=team',
        '/calendar?whose=team&span=day&as=list',
        '/calendar?whose=service',
      ],
    },
    {
      who: 'an administrator',
      open: () => browserOf(browser, 'admin', { language }),
      paths: [
        '/services',
        '/admin/services',
        '/admin/services/new',
        `/admin/services/${child}`,
        '/admin/services/service-family-now/duty',
        '/admin/services/service-family-guidance/door',
        '/admin/forms',
        '/admin/case-types',
        '/admin/case-types/new',
        '/admin/case-types/case-risu',
        '/admin/forms/form-demandingness',
        '/admin/forms/form-child',
        '/admin/organisations',
        '/admin/resources',
        '/admin/texts',
        '/admin/texts/fi/invitation/email',
        '/admin/people',
        '/log',
        '/log?view=messages',
        '/statistics',
      ],
    },
  ];
}

/** One test for each language, in a file of its own: together they are the longest of the row that they are in. */
export function everyPage(language: 'fi' | 'en'): void {
  // A trace of so many pages is slow to write and larger than what it would tell.
  test.use({ trace: 'off' });

  test(`every page in ${language}: axe finds nothing, and none is wider than a phone or than 200 % zoom`, async ({
    browser,
  }) => {
    test.setTimeout(600_000);
    const visits = await prepare(browser);
    for (const { who, open: start, paths, staysSignedOut } of walkers(browser, language, visits))
      await test.step(who, async () => {
        const page = await start();
        for (const [index, path] of paths.entries())
          await look(page, path, staysSignedOut || index === 0 ? open : follow, language);
        await page.context().close();
      });
  });
}
