import { expect, it, vi } from 'vitest';
import { RequestsList, usualOrder } from './requests-list.svelte.ts';

const asked: { path: string; reply: (result: object) => void }[] = [];
vi.mock('#lib/api.ts', () => ({
  api: { get: (path: string) => new Promise((reply) => asked.push({ path, reply })) },
}));
vi.mock('#lib/places-left.ts', () => ({ isBack: () => false }));

const page = (id: string, next: string | null) => ({ ok: true, data: { appointments: [{ id }], next } });
const search = (text: string) =>
  ({ view: 'coming', text, filter: 'all', order: usualOrder('coming') }) as const;

it('does not add more of one search to what was found for another', async () => {
  const list = new RequestsList();
  const first = list.show(search(''));
  asked[0]!.reply(page('everything', 'a'));
  await first;
  const second = list.show(search('Laura'));
  const more = list.more();
  for (const { path, reply } of asked.slice(1))
    reply(path.includes('after=') ? page('of everything', null) : page('of Laura', null));
  await Promise.all([second, more]);
  expect(list.rows?.map(({ id }) => id)).toEqual(['of Laura']);
});

it('adds more of the search that is shown', async () => {
  asked.length = 0;
  const list = new RequestsList();
  const first = list.show(search(''));
  asked[0]!.reply(page('one', 'a'));
  await first;
  const more = list.more();
  asked[1]!.reply(page('two', null));
  await more;
  expect(list.rows?.map(({ id }) => id)).toEqual(['one', 'two']);
});

it('goes on from the start, as far as was asked for, when the row that it went on after is no more to be seen', async () => {
  asked.length = 0;
  const list = new RequestsList();
  const first = list.show(search(''));
  asked[0]!.reply(page('handed over', 'a'));
  await first;
  const more = list.more();
  asked[1]!.reply({ ok: false, error: { code: 'bad-request', fields: { after: 'place' } } });
  await vi.waitFor(() => expect(asked).toHaveLength(3));
  expect(asked[2]!.path).not.toContain('after=');
  asked[2]!.reply(page('one', 'b'));
  await vi.waitFor(() => expect(asked).toHaveLength(4));
  expect(asked[3]!.path).toContain('after=b');
  asked[3]!.reply(page('two', null));
  await more;
  expect([list.rows?.map(({ id }) => id), list.error]).toEqual([['one', 'two'], undefined]);
});
