import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const source = join(import.meta.dirname, '..');
const messages = join(source, '../../../packages/messages');
const imported = /(?:^|\n)\s*import\s(?!type\b)[^'"]*?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]/g;

/** In pages that families and staff share: what only whoever leads a visit, or has an account, is shown. */
const ofStaff = new RegExp(
  '^(arrivals_|staff_(move_|apart_|keep_apart|interpreter)|admin_select_|ui_waited|ui_cancel$' +
    '|call_(admit|alone_host|end_|interpreter|keep_apart|knocks|leave_(title|text|only)|people_waiting|put_back|remove|show_waiting|title_waiting|waiting_))',
);

function read(locale: string): Record<string, unknown> {
  const files = globSync(`${locale}/*.json`, { cwd: messages });
  return Object.assign({}, ...files.map((file) => JSON.parse(readFileSync(join(messages, file), 'utf8'))));
}

function fileOf(from: string, to: string): string | undefined {
  if (!to.startsWith('.') && !to.startsWith('#lib/')) return undefined;
  const path = to.startsWith('.') ? join(dirname(from), to) : join(source, 'lib', to.slice('#lib/'.length));
  return existsSync(path) && statSync(path).isFile() ? path : undefined;
}

/** Everything that these pages load, at once or later. */
function reachable(pages: string[]): Set<string> {
  const found = new Set(pages);
  for (const file of found)
    for (const [, now, later] of readFileSync(file, 'utf8').matchAll(imported)) {
      const next = fileOf(file, (now ?? later)!);
      if (next) found.add(next);
    }
  return found;
}

const pages = globSync(['routes/(family)/**/*.{svelte,ts}', 'routes/+*.{svelte,ts}'], { cwd: source });
const files = reachable(pages.map((page) => join(source, page)));
const asked = new Set(
  [...files].flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\bm\.([a-z0-9_]+)/g)].map(([, key]) => key!),
  ),
);
const [finnish, sami] = [read('fi'), read('se')];
const placeholders = (message: unknown) =>
  [...new Set(JSON.stringify(message).match(/(?<!\\)\{(\w+)\}/g) ?? [])].sort().join(' ');

it('whatever a family’s pages can say is there in Northern Sámi, the call too', () => {
  // A family’s pages reach the whole call: this walk is not about a handful of words.
  expect(asked.size).toBeGreaterThan(400);
  expect([...asked].filter((key) => key in finnish && !(key in sami) && !ofStaff.test(key)).sort()).toEqual(
    [],
  );
});

it('nothing is said in Northern Sámi that Finnish does not say, or with other names and numbers in it', () => {
  for (const [key, text] of Object.entries(sami))
    expect([key, placeholders(text)]).toEqual([key, placeholders(finnish[key])]);
});
