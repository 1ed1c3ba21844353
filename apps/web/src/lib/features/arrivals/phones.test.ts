import { beforeEach, expect, it, vi } from 'vitest';
import { MessageForm } from './message-form.svelte.ts';
import { Phones } from './phones.svelte.ts';

const asked: ((result: object) => void)[] = [];
vi.mock('#lib/api.ts', () => ({ api: { get: () => new Promise((reply) => asked.push(reply)) } }));
beforeEach(() => void (asked.length = 0));

const numberOf = (phone: string) => ({ ok: true, data: { phones: [{ name: '', kind: 'guest', phone }] } });

it('[L5] shows the numbers of the visit that was asked about last, whichever answer comes last', async () => {
  const phones = new Phones();
  const first = phones.load('laura');
  const second = phones.load('olli');
  asked[1]!(numberOf('2'));
  await second;
  asked[0]!(numberOf('1'));
  await first;
  expect(phones.found?.map(({ phone }) => phone)).toEqual(['2']);
});

it('[L5] shows nobody else’s numbers while they are looked for', async () => {
  const phones = new Phones();
  const first = phones.load('laura');
  asked[0]!({ ok: false, error: { code: 'network' } });
  await first;
  expect(phones.error).toEqual({ code: 'network' });
  void phones.load('olli');
  expect([phones.found, phones.error]).toEqual([undefined, undefined]);
});

it('begins a message to another family anew, and keeps what was written to the same one', () => {
  const form = new MessageForm();
  form.begin('laura');
  form.own = 'Laura, we are late';
  form.toAll = true;
  form.problem = 'refused';
  form.begin('laura');
  expect([form.own, form.toAll, form.problem]).toEqual(['Laura, we are late', true, undefined]);
  form.begin('olli');
  expect([form.own, form.toAll]).toEqual(['', false]);
});
