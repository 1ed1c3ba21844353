import { beforeEach, expect, it, vi } from 'vitest';
import { SendRequestPage } from '#lib/features/triage/send-request.svelte.ts';
import { RequestPage } from './request-page.svelte.ts';

/** What is asked for the quota, each to be answered when the test likes. */
let quotas: ((result: object) => void)[] = [];
let tell: () => void;
/** What the server holds for the person now. */
let held: object | null;
/** The request that is being written there. */
let draftId: string;
vi.mock('./draft.svelte.ts', () => ({
  RequestDraft: class {
    form = {};
    draftId = 'request';
    isOutdated = false;
    begin = () => undefined;
    flush = () => undefined;
    close = () => undefined;
  },
}));
vi.mock('#lib/api.ts', () => ({
  api: {
    get: (path: string) => {
      if (path.includes('/expectations')) return new Promise((answer) => quotas.push(answer));
      if (path.includes('/slots')) return Promise.resolve({ ok: true, data: { days: [] } });
      return Promise.resolve({ ok: true, data: { service: {}, hold: held, content: {}, draftId } });
    },
  },
}));
vi.mock('#lib/realtime.svelte.ts', () => ({
  connect: () => ({
    onConnected: () => undefined,
    on: (_name: string, handle: () => void) => (tell = handle),
    close: () => undefined,
  }),
}));

const settled = () => new Promise((done) => setTimeout(done));
const used = (count: number) => ({ ok: true, data: { quota: { used: count } } });
beforeEach(() => {
  quotas = [];
  draftId = 'request';
  held = { id: 'h', practitionerId: 'p', startsAt: 1, expiresAt: Infinity, also: [], resources: [] };
});

/** What the page says of the time, once the person's hold is gone while the server has `written` as their request. */
async function afterHoldIsGone(written: string) {
  const page = new RequestPage('aino', 'speech');
  await page.load(undefined);
  tell();
  await settled();
  expect(page.time.state).toMatchObject({ status: 'held' });
  [held, draftId] = [null, written];
  tell();
  await settled();
  page.close();
  return page.time.state;
}

it('[H14] a held time that is taken all the same is told at once, and its clock does not go on', async () => {
  expect(await afterHoldIsGone('request')).toMatchObject({ status: 'lost' });
});

it('[B6] a request that was sent from another window keeps its time here: confirming leads on to what came of it', async () => {
  expect(await afterHoldIsGone('next-request')).toMatchObject({ status: 'held' });
});

it('[V8] a quota that a colleague uses up, or gives back, while one writes is told at once', async () => {
  const page = new RequestPage('aino', 'speech');
  await page.load(undefined);
  void page.readQuota();
  quotas[0]!(used(1));
  await settled();
  expect(page.quota).toEqual({ used: 1 });
  tell();
  tell();
  // The later question was asked of a later state, whichever is answered first.
  quotas[2]!(used(2));
  quotas[1]!(used(1));
  await settled();
  expect(page.quota).toEqual({ used: 2 });
  page.close();
});

it('[V8] and so it is to whoever writes a request without a time', async () => {
  const page = new SendRequestPage('aino', 'speech');
  const loading = page.load();
  quotas[0]!(used(1));
  await loading;
  tell();
  quotas[1]!(used(2));
  await settled();
  expect(page.expectations?.quota).toEqual({ used: 2 });
  page.close();
});
