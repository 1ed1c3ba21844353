import { isBuiltin } from 'node:module';
import { dirname, relative, resolve, sep } from 'node:path';
import { root } from '../lib/paths.mjs';

/**
 * Who may import whom. `ours` lists the areas of this repository, `foreign` the packages from the registry
 * (true: any). Being in neither is an error, so a new seam is a decision made here.
 */
export const FENCES = {
  domain: { ours: [], foreign: ['temporal-polyfill', 'rrule-temporal', '@pacote/computus'], builtins: false },
  messages: { ours: [], foreign: [], builtins: false },
  protocol: { ours: ['domain'], foreign: ['typebox'], builtins: false },
  db: { ours: ['domain'], foreign: true, builtins: true },
  media: { ours: ['domain'], foreign: ['mediasoup'], builtins: true },
  web: { ours: ['protocol', 'domain', 'messages'], foreign: true, builtins: true },
  server: { ours: ['domain', 'protocol', 'db', 'media', 'messages'], foreign: true, builtins: true },
};

/** Only one area knows what a mediasoup object is. */
const ONLY_IN = { mediasoup: 'media' };

const ALIASES = [
  [/^#(domain|protocol|db|media|messages)(\/|$)/, (match) => match[1]],
  [/^#lib\//, () => 'web'],
  [/^#support\//, () => 'tests'],
];
const FOLDERS = [
  [/^packages\/([^/]+)\//, (match) => match[1]],
  [/^apps\/([^/]+)\//, (match) => match[1]],
  [/^tests\//, () => 'tests'],
  [/^infra\//, () => 'infra'],
];
/** A test may use the tools of testing, and lies beside what it tests. */
const TEST_FILE = /\.(test|spec)\.[mc]?[jt]s$/;

const match = (table, text) => {
  for (const [pattern, name] of table) {
    const found = pattern.exec(text);
    if (found) return name(found);
  }
  return undefined;
};

const areaOfFile = (path) => match(FOLDERS, relative(root, path).split(sep).join('/'));

/** What an import names: one of our areas, a package, a builtin, or undefined for anything else. */
function target(source, file) {
  if (source.startsWith('#')) return { area: match(ALIASES, source) };
  if (source.startsWith('.') || source.startsWith('/'))
    return { area: areaOfFile(resolve(dirname(file), source)) };
  if (isBuiltin(source)) return { builtin: source };
  // Kit's and Vite's own virtual modules exist only in the web app and are part of its framework.
  if (source.startsWith('$') || source.startsWith('virtual:')) return {};
  const parts = source.split('/');
  return { foreign: source.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0] };
}

/** The sentence to report, or undefined when the import is allowed. */
export function forbidden(source, file) {
  const from = areaOfFile(file);
  const fence = FENCES[from];
  if (!fence) return undefined;
  const isTest = TEST_FILE.test(file);
  const { area, builtin, foreign } = target(source, file);
  if (area === 'tests') return isTest ? undefined : `nothing but a test may import from tests/`;
  if (area === from) return undefined;
  if (area) return fence.ours.includes(area) ? undefined : `${from} may not import ${area}`;
  if (isTest) return undefined;
  if (builtin) return fence.builtins ? undefined : `${from} is pure and may not import Node's ${builtin}`;
  if (!foreign) return undefined;
  if (ONLY_IN[foreign] && ONLY_IN[foreign] !== from) return `only ${ONLY_IN[foreign]} may import ${foreign}`;
  if (fence.foreign === true || fence.foreign.includes(foreign)) return undefined;
  return `${from} may not import the package ${foreign}`;
}

/** ESLint rule: the fences of docs, for the `#alias` and for the relative path alike. */
export const importFences = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { crossed: 'Import fence: {{why}} (see infra/eslint/import-fences.js).' },
  },
  create(context) {
    const check = (node) => {
      if (node.source?.type !== 'Literal' || typeof node.source.value !== 'string') return;
      const why = forbidden(node.source.value, context.physicalFilename);
      if (why) context.report({ node: node.source, messageId: 'crossed', data: { why } });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: (node) => check({ source: node.source ?? node.argument?.literal }),
    };
  },
};
