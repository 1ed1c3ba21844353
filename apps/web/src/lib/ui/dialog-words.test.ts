import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const lib = join(import.meta.dirname, '..');
/** What stands between the buttons of a dialog. */
const actions = /\{#snippet actions\(\)\}(.*?)\{\/snippet\}/gs;

it('a dialog about what can’t be undone is left by "back": "Peruuta" beside "Peru aika" would be one word for opposite things', () => {
  const wrong = globSync('**/*.svelte', { cwd: lib }).filter((file) =>
    [...readFileSync(join(lib, file), 'utf8').matchAll(actions)].some(
      ([, buttons]) => buttons!.includes('variant="danger"') && buttons!.includes('m.ui_cancel()'),
    ),
  );
  expect(wrong).toEqual([]);
});
