import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minuteMs } from '#domain';
import { slotAt, startTestApp, type TestApp } from '#support/test-app.ts';

let app: TestApp;
let path: string;
const content = (recommendation: string) => ({
  kind: 'advice',
  recommendation,
  followUp: '',
  mandate: '',
});
type Saved = { savedAt: number; error: { code: string; details: { savedAt: number; content: object } } };

beforeAll(async () => {
  app = await startTestApp();
  path = `/api/appointments/${(await app.book(slotAt(0))).appointmentId}`;
});
afterAll(() => app.close());

const send = async (method: 'PUT' | 'POST', text: string, basedOn: number | null) => {
  const url = method === 'PUT' ? `${path}/answer` : `${path}/answer/sign`;
  const { status, body } = await app.call('elina', method, url, { content: content(text), basedOn });
  return { status, ...(body as Saved) };
};

describe('an answer', () => {
  it('[A5] of a second device that has not seen the newest draft is refused, and both texts stay', async () => {
    const first = await send('PUT', 'from the desk', null);
    expect(first.status).toBe(200);
    const stale = await send('PUT', 'from the phone', null);
    expect(stale).toMatchObject({
      status: 409,
      error: {
        code: 'answer-changed',
        details: { content: content('from the desk'), savedAt: first.savedAt },
      },
    });
    // Saved in the same millisecond, and still another version.
    const second = await send('PUT', 'from the desk, longer', first.savedAt);
    expect(second.savedAt).toBeGreaterThan(first.savedAt);
    expect((await send('POST', 'from the phone', first.savedAt)).error.code).toBe('answer-changed');
  });
  it('[A4] is signed from the start of the visit on, and not before', async () => {
    const detail = (await app.call('elina', 'GET', path)).body as {
      appointment: { signableFrom: number; answer: { savedAt: number } };
    };
    expect(detail.appointment.signableFrom).toBe(slotAt(0));
    const { savedAt } = detail.appointment.answer;
    app.clock.now = slotAt(0) - 1;
    expect(await send('POST', 'signed', savedAt)).toMatchObject({
      status: 409,
      error: { code: 'answer-too-early', details: { from: slotAt(0) } },
    });
    app.clock.now = slotAt(0);
    expect((await send('POST', 'signed', savedAt)).status).toBe(200);
    expect((await send('PUT', 'more', savedAt)).error.code).toBe('answer-signed');
  });
  it('[A4] is signed earlier when the host has begun earlier', async () => {
    const { appointmentId } = await app.book(slotAt(1));
    path = `/api/appointments/${appointmentId}`;
    app.clock.now = slotAt(1) - 20 * minuteMs;
    expect((await send('POST', 'signed', null)).error.code).toBe('answer-too-early');
    const host = await app.page('elina');
    expect(await host.enter(appointmentId)).toMatchObject({ ok: true });
    expect((await send('POST', 'signed', null)).status).toBe(200);
  });
});
