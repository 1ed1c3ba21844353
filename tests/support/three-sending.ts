import { minuteMs } from '#domain';
import { participants } from '#db';
import { opus, vp8 } from '../../packages/media/src/testing.ts';
import type { TestApp, TestPage } from './test-app.ts';

/** Elina's visit with two guests, at its start, on a day of December of its own. */
export async function withTwoGuests(app: TestApp, day: number, names: [string, string]) {
  const date = `2026-12-${String(day).padStart(2, '0')}`;
  const startsAt = new Date(`${date}T07:05:00+02:00`).getTime();
  app.openHours(date, '07:05', '07:50');
  app.clock.now = startsAt - 20 * minuteMs;
  const guests = names.map((name) => ({
    ...{ name, channel: 'email' as const, address: `${name}@perhe.example`, language: 'fi' as const },
  }));
  const { appointmentId, tokens } = await app.book(startsAt, { guests });
  app.clock.now = startsAt;
  const people = app.store.read((tx) => participants.ofAppointment(tx, appointmentId));
  const idOf = (name: string) => people.find((one) => one.name === name)!.id;
  const hostId = people.find(({ kind }) => kind === 'host')!.id;
  return { appointmentId, tokens, hostId, guestIds: names.map(idOf) as [string, string] };
}

/** Can receive, and sends a microphone and a camera. */
export async function sends(page: TestPage): Promise<void> {
  const { media } = (await page.until('visit:whereabouts', ({ state }) => state === 'joined')) as {
    media: { routerRtpCapabilities: Record<string, unknown> };
  };
  await page.ask('media:ready', { rtpCapabilities: media.routerRtpCapabilities });
  const about = { paused: false };
  await page.ask('producer:create', { ...about, source: 'microphone', kind: 'audio', rtpParameters: opus() });
  await page.ask('producer:create', { ...about, source: 'camera', kind: 'video', rtpParameters: vp8() });
}

/** The pages of the host and of both guests, let in and all sending. */
export async function threeSending(
  app: TestApp,
  { appointmentId, tokens, guestIds }: Awaited<ReturnType<typeof withTwoGuests>>,
): Promise<[host: TestPage, one: TestPage, other: TestPage]> {
  const host = await app.page('elina');
  const entered = await host.enter(appointmentId);
  if (entered.ok) host.notices.push({ name: 'visit:whereabouts', data: entered.data });
  const guests = [await app.page({ token: tokens[0]! }), await app.page({ token: tokens[1]! })] as const;
  for (const [index, page] of guests.entries()) {
    const participantId = guestIds[index]!;
    await page.enter(null);
    await host.until('waiting-room:changed', ({ people }) =>
      people.some((one) => one.participantId === participantId),
    );
    await host.ask('waiting-room:admit', { participantId });
  }
  for (const page of [host, ...guests]) await sends(page);
  return [host, ...guests];
}
