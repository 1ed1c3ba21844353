import { beforeEach, expect, it, vi } from 'vitest';
import { Arrivals } from './arrivals.svelte.ts';

let answer: object;
let visits: object[] | undefined;
vi.mock('#lib/api.ts', () => ({
  api: {
    post: () => Promise.resolve(answer),
    get: () => Promise.resolve(visits ? { ok: true, data: { services: [], visits } } : lost),
  },
}));
const lost = { ok: false, error: { code: 'network' } };
beforeEach(() => {
  answer = lost;
  visits = [{ id: 'visit', practitionerId: 'me' }];
});
const takeOver = () =>
  new Arrivals().act('visit', '/take-over', {}, ({ practitionerId }) => practitionerId === 'me');

it('[Q12] a visit that is one’s own by now was taken over, though the answer was lost', async () => {
  expect(await takeOver()).toBeUndefined();
});

it('[Q12] what nobody did is told as not done, and so is what can’t be looked up', async () => {
  visits = [{ id: 'visit', practitionerId: 'colleague' }];
  expect(await takeOver()).toEqual({ code: 'network' });
  visits = undefined;
  expect(await takeOver()).toEqual({ code: 'network' });
});

it('[Q12] a refusal is told as that, whatever is there', async () => {
  answer = { ok: false, error: { code: 'not-free' } };
  expect(await takeOver()).toEqual({ code: 'not-free' });
});
