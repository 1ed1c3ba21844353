// Svelte and Kit options, shared by apps/web/vite.config.ts (which hands them to the Kit plugin), the editor and the linter.
import { fileURLToPath } from 'node:url';
import adapter from '@sveltejs/adapter-node';

const build = fileURLToPath(new URL('./apps/web/build', import.meta.url));

/** @type {import('@sveltejs/kit/vite').Config} */
export default {
  adapter: adapter({ out: build }),
  compilerOptions: {
    // Every component of ours is written with runes; packages decide for themselves.
    runes: ({ filename }) => (filename.includes('node_modules') ? undefined : true),
  },
  csp: {
    mode: 'nonce',
    directives: {
      'default-src': ['self'],
      'script-src': ['self'],
      'style-src': ['self'],
      // One style attribute is let through by its hash: the one with which Kit hides its announcer of page changes.
      'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
      'img-src': ['self', 'data:', 'blob:'],
      'media-src': ['self', 'blob:'],
      'font-src': ['self'],
      // 'self' covers ws: and wss: of the same host (CSP level 3), so no other host is named.
      'connect-src': ['self'],
      'worker-src': ['self', 'blob:'],
      'manifest-src': ['self'],
      'object-src': ['none'],
      'base-uri': ['none'],
      'form-action': ['self'],
      'frame-ancestors': ['none'],
    },
  },
  // Only for notifications, and only where somebody wants them: families load none (Z6).
  serviceWorker: { register: false },
  // A tab that stays open over an update loads its next page anew instead of failing on a missing chunk.
  version: { pollInterval: 600_000 },
};
