import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { Asker } from './ask.ts';

function terminal(isTTY: boolean) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = new PassThrough();
  let shown = '';
  output.on('data', (chunk: Buffer) => (shown += chunk.toString()));
  return { input, asker: new Asker({ input, output }), shown: () => shown };
}

it('shows what is typed, but not a password', async () => {
  const { input, asker, shown } = terminal(true);
  const name = asker.ask('Name');
  input.write('Anna\r');
  expect(await name).toBe('Anna');
  const password = asker.ask('Password', { hidden: true });
  for (const key of 'salasana') input.write(key);
  input.write('\r');
  expect(await password).toBe('salasana');
  await new Promise(setImmediate);
  expect(shown()).toContain('Name: ');
  expect(shown()).toContain('Anna');
  expect(shown()).toContain('Password: ');
  expect(shown()).not.toMatch(/s.*a.*l.*a.*s.*a.*n.*a$/s);
  asker.close();
});

it('reads answers from a pipe, and takes what is missing for empty', async () => {
  const { input, asker } = terminal(false);
  input.end('Anna\nsalasana\n');
  expect(await asker.ask('Name')).toBe('Anna');
  expect(await asker.ask('Password', { hidden: true })).toBe('salasana');
  expect(await asker.ask('More')).toBe('');
});
