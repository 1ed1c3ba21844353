import { frontDoor, serviceSettings, type OutboxMessage } from '#db';
import type { DoorSettings, Reply } from '#protocol';
import { openDemoDoor, demoDoorService } from '../../apps/server/src/demo/demo-door.ts';
import type { TestApp } from './test-app.ts';

export const doorService = demoDoorService;
export const slug = 'hiekkala';

export const familyForm = {
  booker: 'guardian',
  childName: 'Emma',
  birthYear: 2014,
  guardianName: 'Äiti Laura',
  address: '040 555 0199',
  about: 'Uni ei tule.',
  language: 'fi',
};
type Form = Partial<Record<keyof typeof familyForm, unknown>>;

/** The front door of a test: the demo's services are shown, with two times on the same morning. */
export function doorTest(app: TestApp) {
  openDemoDoor(app.store);
  app.openHours('2026-11-24', '09:00', '10:30', doorService, 'user-sanna');
  const path = `/api/door/${slug}/services/${doorService}`;

  const times = async (): Promise<number[]> => {
    const { body } = await app.call(undefined, 'GET', `${path}/times`);
    return (body as Reply<'doorTimes'>).days.flatMap((day) => day.times.map(({ startsAt }) => startsAt));
  };
  const begin = async (startsAt: number, form: Form = {}, token?: string) =>
    app.call(undefined, 'POST', `${path}/bookings`, {
      startsAt,
      form: { ...familyForm, ...form },
      ...(token && { token }),
    });
  const tokenOf = ({ body }: { body: unknown }) => (body as Reply<'beginFamilyBooking'>).token;
  const letters = (kind: OutboxMessage['kind']) => app.outbox().filter((each) => each.kind === kind);
  /** The digits of the newest code that went to an address. */
  const codeTo = (recipient = '+358405550199') =>
    /\d{6}/.exec(letters('code').findLast((each) => each.recipient === recipient)?.body ?? '')?.[0] ?? '';
  const confirm = (token: string, code: string, startsAt?: number) =>
    app.call(undefined, 'POST', '/api/door-bookings/confirm', { token, code, ...(startsAt && { startsAt }) });
  const change = (settings: Partial<DoorSettings>) =>
    app.store.write((tx) => {
      const row = frontDoor.of(tx, doorService)!;
      frontDoor.save(tx, { ...row, ...settings });
    });
  const service = () => app.store.read((tx) => serviceSettings.byId(tx, ['org-suvanto'], doorService)!);
  return { path, times, begin, tokenOf, letters, codeTo, confirm, change, service };
}
