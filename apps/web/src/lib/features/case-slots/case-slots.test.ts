import { beforeEach, describe, expect, it, vi } from 'vitest';
import { SeriesPage } from '#lib/features/series/series-page.svelte.ts';
import { CaseSlotsModel, type Slot } from './case-slots.svelte.ts';

const asked: ((result: object) => void)[] = [];
const ask = () => new Promise((reply) => asked.push(reply));
const sent: object[] = [];
vi.mock('#lib/api.ts', () => ({
  api: { get: () => ask(), put: (_: string, body: object) => (sent.push(body), ask()) },
}));
vi.mock('#messages', () => ({ m: {} }));
beforeEach(() => void (asked.length = sent.length = 0));

const slots = (label: string | null) => ({
  ok: true,
  data: { slots: [{ index: 0, case: label && { id: label, label } }] },
});
const network = { ok: false, status: 0, error: { code: 'network' } };
const labelIn = (model: CaseSlotsModel) => model.slots?.slots[0]?.case?.label;

it('[T10] shows what one has just given, not what a look found that began before', async () => {
  const model = new CaseSlotsModel('meeting');
  const looking = model.refresh();
  const giving = model.assign({ index: 0, case: null } as unknown as Slot, 'A.');
  asked[1]!(slots('A.'));
  await giving;
  asked[0]!(slots(null));
  await looking;
  expect(labelIn(model)).toBe('A.');
});

it('[T10] looks again when something was told while one gave a slot', async () => {
  const model = new CaseSlotsModel('meeting');
  const giving = model.assign({ index: 0, case: null } as unknown as Slot, 'A.');
  void model.refresh();
  asked[0]!(slots('A.'));
  await vi.waitFor(() => expect(asked).toHaveLength(3));
  asked[2]!(slots('B.'));
  await giving;
  asked[1]!(slots(null));
  await Promise.resolve();
  expect(labelIn(model)).toBe('B.');
});

it('[T10] says no more that the slots could not be had once they are there', async () => {
  const model = new CaseSlotsModel('meeting');
  for (const result of [network, slots(null)]) {
    const looking = model.refresh();
    asked.at(-1)!(result);
    await looking;
  }
  expect(model.error).toBeUndefined();
});

it('[T10] still says why a slot could not be given when the slots are there again', async () => {
  const model = new CaseSlotsModel('meeting');
  const giving = model.assign({ index: 0, case: null } as unknown as Slot, 'A.');
  asked[0]!({ ok: false, status: 409, error: { code: 'slot-changed' } });
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  asked[1]!(slots('B.'));
  await giving;
  expect([labelIn(model), model.error]).toEqual(['B.', { code: 'slot-changed' }]);
});

it.each([
  ['is done where the newest shows it', 'A.', true],
  ['is not where it shows another', 'B.', false],
])('[T10] a slot that is given over a network that loses the answer %s', async (_, shown, isDone) => {
  const model = new CaseSlotsModel('meeting');
  const giving = model.assign({ index: 0, case: null } as unknown as Slot, 'A.');
  asked[0]!(network);
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  asked[1]!(slots(shown));
  expect((await giving).ok).toBe(isDone);
  expect(model.error?.code).toBe(isDone ? undefined : 'network');
});

it('shows a series as it was found last, not as an earlier look found it', async () => {
  const page = new SeriesPage('s');
  const first = page.refresh();
  const second = page.refresh();
  asked[1]!({ ok: true, data: { revision: 2 } });
  await second;
  asked[0]!({ ok: true, data: { revision: 1 } });
  await first;
  expect(page.series?.revision).toBe(2);
});

describe('giving a slot again that was taken back [T10]', () => {
  const two = (first: string | null, second: string | null) => ({
    ok: true,
    data: {
      slots: [first, second].map((label, index) => ({
        ...{ index, mayChange: true, isTaken: label !== null },
        case: label && { id: label, label },
      })),
    },
  });
  /** The first slot was taken from A., and then somebody else gave the slots as they say. */
  async function after(first: string | null, second: string | null) {
    const model = new CaseSlotsModel('meeting');
    const looking = model.refresh();
    asked.at(-1)!(two(first, second));
    await looking;
    return model;
  }
  it('puts the case back where it was', async () => {
    const model = await after(null, 'B.');
    const giving = model.giveAgain(0, 'A.');
    asked.at(-1)!(two('A.', 'B.'));
    expect(await giving).toMatchObject({ ok: true });
    expect(sent).toEqual([{ caseId: 'A.', was: null, from: null }]);
  });
  it('leaves a case in the slot that it was given meanwhile, and says so', async () => {
    const model = await after(null, 'A.');
    expect(await model.giveAgain(0, 'A.')).toMatchObject({ ok: false });
    expect([sent, model.error]).toEqual([[], { code: 'case-has-slot' }]);
  });
  it('takes the slot from nobody who was given it meanwhile, and says so', async () => {
    const model = await after('B.', null);
    expect(await model.giveAgain(0, 'A.')).toMatchObject({ ok: false });
    expect([sent, model.error]).toEqual([[], { code: 'case-slot-taken' }]);
  });
  it('moves no case that was given another slot in the same moment, which the page does not know of yet', async () => {
    const model = await after(null, null);
    const giving = model.giveAgain(0, 'A.');
    expect(sent).toEqual([{ caseId: 'A.', was: null, from: null }]);
    asked.at(-1)!({ ok: false, status: 409, error: { code: 'case-has-slot' } });
    await vi.waitFor(() => expect(asked).toHaveLength(3));
    asked.at(-1)!(two(null, 'A.'));
    await giving;
    expect(model.error).toEqual({ code: 'case-has-slot' });
  });
});
