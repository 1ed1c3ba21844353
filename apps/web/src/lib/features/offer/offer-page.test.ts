import { beforeEach, expect, it, vi } from 'vitest';
import { OfferState } from './offer-page.svelte.ts';

const asked: ((result: object) => void)[] = [];
const ask = () => new Promise((reply) => asked.push(reply));
vi.mock('#lib/api.ts', () => ({ api: { get: () => ask(), post: () => ask() } }));
vi.mock('#lib/language.svelte.ts', () => ({ language: { isChosen: true } }));
vi.mock('#lib/features/family/whom-to-call.svelte.ts', () => ({ whomToCall: { set: () => undefined } }));
beforeEach(() => void (asked.length = 0));

const offer = (state: string) => ({ ok: true, data: { state, organisationName: '', phone: null } });
const shown = ({ state }: OfferState) => (state.name === 'known' ? state.offer.state : state.name);

it('[Y18] shows that the time was taken, not what a look found that began before', async () => {
  const page = new OfferState('secret');
  const loading = page.load();
  asked[0]!(offer('open'));
  await loading;
  const looking = page.refresh();
  const taking = page.answer('take');
  asked[2]!(offer('taken'));
  await taking;
  asked[1]!(offer('open'));
  await looking;
  expect(shown(page)).toBe('taken');
});
