import { ESLint } from 'eslint';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { importFences } from './eslint/import-fences.js';
import { root } from './lib/paths.mjs';

let eslint: ESLint;

beforeAll(() => {
  eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: [
      {
        files: ['**/*.{ts,js}'],
        plugins: { neuvo: { rules: { 'import-fences': importFences } } },
        rules: { 'neuvo/import-fences': 'error' },
      },
    ] as never,
  });
});

/** What the rule says about `code` as if it stood in `file`; the file need not exist. */
async function reported(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: join(root, file) });
  return result!.messages.map((message) => message.message);
}

describe('import fences', () => {
  it.each([
    ['packages/domain/src/a.ts', '#protocol', 'domain may not import protocol'],
    ['packages/domain/src/a.ts', '../../db/src/index.ts', 'domain may not import db'],
    ['packages/domain/src/a.ts', 'node:fs', "domain is pure and may not import Node's node:fs"],
    ['packages/domain/src/a.ts', 'date-fns', 'domain may not import the package date-fns'],
    ['packages/protocol/src/a.ts', '#media', 'protocol may not import media'],
    ['packages/db/src/a.ts', '#protocol', 'db may not import protocol'],
    ['packages/media/src/a.ts', '../../db/src/index.ts', 'media may not import db'],
    ['apps/web/src/lib/a.ts', '#db', 'web may not import db'],
    ['apps/web/src/lib/a.ts', '../../../server/src/app.ts', 'web may not import server'],
    ['apps/server/src/a.ts', '../../web/src/lib/a.ts', 'server may not import web'],
    ['apps/server/src/a.ts', '#lib/a.ts', 'server may not import web'],
    ['apps/server/src/a.ts', 'mediasoup/types', 'only media may import mediasoup'],
    ['apps/server/src/a.ts', '#support/start-server.ts', 'nothing but a test may import from tests/'],
    ['packages/messages/a.js', '#domain', 'messages may not import domain'],
  ])('%s may not import %s', async (file, source, why) => {
    for (const code of [`import '${source}';`, `export * from '${source}';`, `await import('${source}');`]) {
      expect(await reported(file, code)).toEqual([expect.stringContaining(why)]);
    }
  });

  it.each([
    ['packages/domain/src/a.ts', './result.ts'],
    ['packages/domain/src/a.ts', 'temporal-polyfill'],
    ['packages/domain/src/a.test.ts', 'fast-check'],
    ['packages/protocol/src/a.ts', '#domain'],
    ['packages/media/src/a.ts', 'mediasoup/types'],
    ['packages/media/src/a.integration.test.ts', '#support/clock.ts'],
    ['apps/web/src/lib/a.ts', '#messages'],
    ['apps/web/src/lib/a.ts', '$app/state'],
    ['apps/web/src/routes/a.ts', '../lib/b.ts'],
    ['apps/server/src/a.ts', '#media'],
    ['apps/server/src/a.ts', '@fastify/cookie'],
    ['tests/e2e/a.spec.ts', '#db'],
  ])('%s may import %s', async (file, source) => {
    expect(await reported(file, `import '${source}';`)).toEqual([]);
  });

  it.each(['packages/domain/src/index.ts', 'apps/web/src/routes/+page.svelte', 'apps/server/src/a.ts'])(
    'is an error in the configuration that npm test uses for %s',
    async (file) => {
      const config = (await new ESLint({ cwd: root }).calculateConfigForFile(join(root, file))) as {
        rules: Record<string, unknown[]>;
      };
      expect(config.rules['neuvo/import-fences']?.[0]).toBe(2);
    },
  );
});
