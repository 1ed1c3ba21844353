// Compiles packages/messages/{locale}/*.json to packages/messages/generated, which the browser and the server import
// as `#messages`. Does nothing when no message has changed since the last time; `--force` compiles anyway.
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { compile } from '@inlang/paraglide-js';

const folder = resolve(import.meta.dirname, '../packages/messages');
const outdir = join(folder, 'generated');
const stamp = join(outdir, 'sources.sha256');

const sources = [
  ...globSync('*/*.json', { cwd: folder })
    .sort()
    .map((file) => join(folder, file)),
  import.meta.filename,
];
const digest = createHash('sha256');
for (const file of sources) digest.update(file).update(readFileSync(file));
const now = digest.digest('hex');
const before = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';

if (before !== now || process.argv.includes('--force')) {
  await compile({
    project: join(folder, 'project.inlang'),
    outdir,
    outputStructure: 'message-modules',
    // The cookie is the page's own (apps/web/src/lib/language.svelte.ts): Paraglide would set one for everybody.
    strategy: ['preferredLanguage', 'baseLocale'],
    isServer: 'typeof window === "undefined"',
    emitReadme: false,
    emitPrettierIgnore: false,
    emitTsDeclarations: true,
  });
  // Error texts are looked up by the code the server sends, so they sit together; all else stays tree-shakeable.
  const errors = readdirSync(join(outdir, 'messages')).filter((file) => /^error_.*\.js$/.test(file));
  const list = errors.map((file) => `export * from './messages/${file}';\n`).join('');
  writeFileSync(join(outdir, 'errors.js'), list);
  writeFileSync(join(outdir, 'errors.d.ts'), list);
  writeFileSync(join(outdir, 'all.js'), inOneFile());
  writeFileSync(stamp, now);
}

/** Every message in one file, for Node: opening thousands takes longer than everything else that a server's start does. */
function inOneFile() {
  const imports = new Set();
  const parts = globSync('messages/*.js', { cwd: outdir })
    .filter((file) => basename(file) !== '_index.js')
    .sort()
    .map((file) =>
      readFileSync(join(outdir, file), 'utf8').replace(/^import .* from '\.\.\/.*$/gm, (line) => {
        imports.add(line.replace("'../", "'./"));
        return '';
      }),
    );
  return [...imports, ...parts, "export * as m from './all.js';\n"].join('\n');
}
