import { beforeEach, expect, it, vi } from 'vitest';
import { ProposalPage } from './proposal.svelte.ts';

/** What was asked for, each to be answered when the test likes. */
const reads: ((result: object) => void)[] = [];
let refuse: (result: object) => void;
vi.mock('#lib/api.ts', () => ({
  api: {
    get: () => new Promise((answer) => reads.push(answer)),
    post: () => new Promise((answer) => (refuse = answer)),
  },
}));

const time = { id: 'nine', startsAt: 9, agreeingName: null, heldUntil: null, lacksThing: false };
const proposal = (status: string) => ({
  ok: true,
  data: { status, serviceId: 's', people: [], things: [], convener: { isYou: true }, times: [time] },
});
const settled = () => new Promise((done) => setTimeout(done));
beforeEach(() => void (reads.length = 0));

it('[N10] of a time that a colleague has agreed meanwhile it is said so, also when news of that come beside the refusal', async () => {
  const page = new ProposalPage('p');
  const loading = page.refresh();
  reads[0]!(proposal('proposed'));
  await loading;
  const holding = page.hold(page.proposal!.times[0]!);
  refuse({ ok: false, error: { code: 'slot-taken' } });
  await settled();
  const news = page.refresh();
  reads[1]!(proposal('proposed'));
  await settled();
  reads[2]!(proposal('agreed'));
  await Promise.all([holding, news]);
  expect(page.refusal).toEqual({ code: 'already-agreed' });
});
