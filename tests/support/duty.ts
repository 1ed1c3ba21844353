import { io as connectSocket } from 'socket.io-client';
import type { DutyDesk, DutySettings, ManagedDuty, NumberForm, NumberState } from '#protocol';
import type { Static } from 'typebox';
import { expect, vi } from 'vitest';
import { socialService, type TestApp, type Who } from './test-app.ts';

type Desk = Static<typeof DutyDesk>;
export const dutyService = socialService;

export const dutySettings: DutySettings = {
  active: true,
  graceMinutes: 5,
  alarmMinutes: 15,
  maxWaiting: 30,
  aloneFrom: '16+',
  fallbackServiceId: null,
  hasCallBack: true,
  hours: { fi: 'ma–pe klo 9–15', sv: '', en: '', se: '' },
  personIds: ['user-leena'],
};
export const numberForm: NumberForm = {
  ...{ name: '', phone: '', language: 'fi' },
  ...{ ageGroup: '7-15', company: 'adult', concern: 'mood', urgency: 'routine' },
};

/** What the page of a number is told, and when it was called to the call. */
export type NumberLine = { states: NumberState[]; close: () => void };

/** A duty queue of the social work service: Sanna offers it, Leena may be on duty by name. */
export function dutyTest(app: TestApp) {
  async function open(settings: Partial<DutySettings> = {}): Promise<string> {
    const path = `/api/managed-services/${dutyService}/duty`;
    const { revision } = (await app.call('mikko', 'GET', path)).body as Static<typeof ManagedDuty>;
    const body = { settings: { ...dutySettings, ...settings }, basedOn: revision };
    const answer = await app.call('mikko', 'PUT', path, body);
    if (answer.status !== 200) throw new Error(`the queue was not opened: ${JSON.stringify(answer.body)}`);
    return (answer.body as Static<typeof ManagedDuty>).link!.split('#')[1]!;
  }
  const shift = (who: Who, state: 'on' | 'paused' | 'off') =>
    app.call(who, 'PUT', `/api/duty/${dutyService}/shift`, { state });
  const desk = async (who: Who): Promise<Desk> => (await app.call(who, 'GET', '/api/duty')).body;
  const next = (who: Who) => app.call(who, 'POST', `/api/duty/${dutyService}/next`);

  /** Takes a number and opens its page. */
  async function take(link: string, form: Partial<NumberForm> = {}) {
    const answer = await app.call({ token: link }, 'POST', '/api/queue/numbers', { ...numberForm, ...form });
    if (answer.status !== 201) throw new Error(`no number: ${JSON.stringify(answer.body)}`);
    const { token } = answer.body as { token: string };
    return { token, line: await watch(token) };
  }
  async function watch(token: string): Promise<NumberLine> {
    const states: NumberState[] = [];
    const socket = connectSocket(`http://127.0.0.1:${app.port}/number`, {
      ...{ transports: ['websocket'], reconnection: false, forceNew: true, auth: { token } },
    });
    socket.on('notice', ({ data }: { data: NumberState }) => states.push(data));
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    await until(() => expect(states.length).toBeGreaterThan(0));
    return { states, close: () => void socket.close() };
  }
  /** Lets time pass, or go back, and the server notice it. */
  async function pass(ms: number): Promise<void> {
    app.clock.now += ms;
    app.tick();
    await settle();
  }
  return { open, shift, desk, next, take, watch, pass };
}

/** The last that a number was told, where it is its turn. */
export const turnOf = ({ states }: NumberLine) =>
  states.at(-1) as { state: 'turn'; token: string; appointmentId: string };

/** What pages are told comes when a busy machine gets to it. */
export const until = (isSo: () => unknown) => vi.waitFor(isSo, { timeout: 20_000, interval: 20 });

/**
 * What follows from a line that came or went is written in the next turns of the loop: some turns, for in one long pause a
 * machine that stands still would have taken none.
 */
export async function settle() {
  for (let turn = 0; turn < 15; turn += 1) await new Promise((resolve) => setTimeout(resolve, 10));
}
