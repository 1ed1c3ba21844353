import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import options from '../../svelte.config.js';

const api = process.env.NEUVO_API ?? 'http://localhost:3000';

// Run from the repository's root: `vite build --config apps/web/vite.config.ts`.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [sveltekit(options)],
  build: { target: 'es2022' },
  server: {
    fs: { allow: ['../..'] },
    proxy: { '/api': api, '/socket.io': { target: api, ws: true } },
  },
});
