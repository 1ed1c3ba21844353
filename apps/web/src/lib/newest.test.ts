import { expect, test } from 'vitest';
import { Newest } from './newest.ts';

/** An answer that comes when it is let. */
function answer() {
  let come!: (value: string) => void;
  const coming = new Promise<string>((resolve) => (come = resolve));
  return { coming, come };
}

test('what was asked before and is answered late changes nothing, and who asked then goes on with the newest', async () => {
  const newest = new Newest();
  const taken: string[] = [];
  const done: string[] = [];
  const [first, second] = [answer(), answer()];
  const ask = (name: string, coming: Promise<string>) =>
    newest.ask(coming, (value) => void taken.push(value)).then(() => void done.push(name));
  const all = [ask('first', first.coming), ask('second', second.coming)];
  first.come('old');
  await new Promise((resolve) => setTimeout(resolve));
  expect([taken, done]).toEqual([[], []]);
  second.come('new');
  await Promise.all(all);
  expect(taken).toEqual(['new']);
  expect(done.sort()).toEqual(['first', 'second']);
});
