import { afterAll, beforeAll, expect, it } from 'vitest';
import { slotAt, startTestApp, type TestApp, type Who } from '#support/test-app.ts';

let app: TestApp;
let path: string;
const draft = {
  content: { kind: 'advice', recommendation: 'r', followUp: '', mandate: '' },
  basedOn: null,
};
type Detail = { appointment: { answer: object | null; participants: { address: string | null }[] } };

beforeAll(async () => {
  app = await startTestApp();
  path = `/api/appointments/${(await app.book(slotAt(0), { colleagueIds: ['user-pekka'] })).appointmentId}`;
});
afterAll(() => app.close());

const read = async (who: Who) => (await app.call(who, 'GET', path)) as { status: number; body: Detail };

it('[R2] those who take part see the visit, others of any organisation do not', async () => {
  for (const who of ['aino', 'elina', 'pekka'] as const) expect((await read(who)).status).toBe(200);
  for (const who of ['johan', 'leena'] as const) expect((await read(who)).status).toBe(404);
});
it('[R4] only the specialist of the visit writes its answer, and nobody else sees the draft', async () => {
  expect((await app.call('elina', 'PUT', `${path}/answer`, draft)).status).toBe(200);
  expect((await app.call('johan', 'PUT', `${path}/answer`, draft)).status).toBe(404);
  expect((await read('elina')).body.appointment.answer).toMatchObject({ status: 'draft' });
  expect((await read('aino')).body.appointment.answer).toBeNull();
});
it('[R5] an invited colleague neither cancels nor sees how a guest is reached', async () => {
  const addresses = async (who: Who) =>
    (await read(who)).body.appointment.participants.flatMap(({ address }) => address ?? []);
  expect(await addresses('aino')).toEqual(['laura@perhe.example']);
  expect(await addresses('pekka')).toEqual([]);
  expect((await app.call('pekka', 'POST', `${path}/cancel`, { reason: 'wrong-time', note: '' })).status).toBe(
    403,
  );
});
