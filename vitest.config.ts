import { svelte } from '@sveltejs/vite-plugin-svelte';
import { configDefaults, defineConfig } from 'vitest/config';

const INTEGRATION = '**/*.integration.test.ts';
const outside = [...configDefaults.exclude, '**/build/**', '**/.svelte-kit/**', 'tests/e2e/**'];

export default defineConfig({
  test: {
    // A clock on the wall of another country must not change a result; rules name their zone themselves.
    env: { TZ: 'UTC' },
    // Vitest leaves one core free, which on two makes every file wait for the timers of the one before.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        // View models in *.svelte.ts hold runes, which only the compiler understands.
        plugins: [svelte({ configFile: false })],
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,mjs}'],
          exclude: [...outside, INTEGRATION],
          // What is faked is put back by the test that did; what was loaded with a mock, by the file below.
          isolate: false,
          setupFiles: ['tests/fresh-modules.ts', 'tests/patience.ts'],
          // They run beside the checks, on two cores: a slow machine is no defect.
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: [INTEGRATION],
          exclude: outside,
          // Each file starts servers of its own and nothing is mocked, so what is loaded once serves every file of a worker; Node
          // reads it as the server does, without a compiler in between.
          isolate: false,
          setupFiles: ['tests/patience.ts'],
          experimental: { viteModuleRunner: false },
          // Real databases, sockets, servers and mediasoup workers, on a machine that may be a tenth as fast as usual.
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // As in a browser: another try tells a slow machine from a defect, and `npm test` names every test that needed it.
          retry: 1,
        },
      },
    ],
  },
});
