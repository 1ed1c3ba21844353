// Compiles packages/messages/{locale}/*.json to packages/messages/generated, which the browser and the server import
// as `#messages`. Does nothing when no message has changed since the last time; `--force` compiles anyway.
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { compile } from '@inlang/paraglide-js';
import ts from 'typescript';

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
    // Ours are two files instead of thousands, which every look at types would read.
    emitTsDeclarations: false,
  });
  // Error texts are looked up by the code the server sends, so they sit together; all else stays tree-shakeable.
  const errors = readdirSync(join(outdir, 'messages')).filter((file) => /^error_.*\.js$/.test(file));
  writeFileSync(
    join(outdir, 'errors.js'),
    errors.map((file) => `export * from './messages/${file}';\n`).join(''),
  );
  const names = errors.map((file) => basename(file, '.js'));
  writeFileSync(join(outdir, 'errors.d.ts'), `export { ${names.join(', ')} } from './messages.js';\n`);
  declareRuntime();
  writeFileSync(join(outdir, 'messages.d.ts'), declarations());
  writeFileSync(join(outdir, 'all.js'), inOneFile());
  writeFileSync(stamp, now);
}

/** The type of every message, with its English text for whoever points at it in an editor. */
function declarations() {
  const head = [
    "type LocalizedString = import('./runtime.js').LocalizedString;",
    "type Options = { locale?: import('./runtime.js').Locale };",
    'type Plain = (inputs?: {}, options?: Options) => LocalizedString;',
    'type Filled<Inputs> = (inputs: Inputs, options?: Options) => LocalizedString;',
    "export * as m from './messages.js';",
  ];
  const each = messageFiles().map((file) => {
    const source = readFileSync(join(outdir, file), 'utf8');
    const [, name] = /^export const (\w+) =/m.exec(source);
    const [, inputs] = /^\/\*\* @typedef \{(\{.*\})\} \w+Inputs \*\/$/m.exec(source);
    const output = /^\* \| (".*") \|$/m.exec(source)?.[1];
    const type = inputs === '{}' ? 'Plain' : `Filled<${inputs}>`;
    return `${output ? `/** ${output} */\n` : ''}export declare const ${name}: ${type};`;
  });
  return `${[...head, ...each].join('\n')}\n`;
}

/** The types of what Paraglide itself brings stand in its comments: no library needs to be read for them. */
function declareRuntime() {
  const options = {
    allowJs: true,
    declaration: true,
    emitDeclarationOnly: true,
    noLib: true,
    types: [],
    outDir: outdir,
  };
  const target = { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.NodeNext };
  ts.createProgram([join(outdir, 'runtime.js')], { ...options, ...target }).emit();
}

function messageFiles() {
  const files = globSync('messages/*.js', { cwd: outdir });
  return files.filter((file) => basename(file) !== '_index.js').sort();
}

/** Every message in one file, for Node: opening thousands takes longer than everything else that a server's start does. */
function inOneFile() {
  const imports = new Set();
  const parts = messageFiles().map((file) =>
    readFileSync(join(outdir, file), 'utf8').replace(/^import .* from '\.\.\/.*$/gm, (line) => {
      imports.add(line.replace("'../", "'./"));
      return '';
    }),
  );
  return [...imports, ...parts, "export * as m from './all.js';\n"].join('\n');
}
