import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import options from '../../svelte.config.js';

/** Only some pages need these, and then whole: features, rules, the arithmetic of calendars, lists, which no family sees, and long texts. */
const ofSomePages = /lib.features|packages.domain|temporal|ui.(?:Table|Tabs|TextArea)/;

/** Words that no family reads: its page need not bring them. */
const staffWords =
  /messages.generated.messages.(?:admin|booking|calendar|hours|proposals|series|slots|staff|triage)_/;

/**
 * What five or more pages share is one file: a page asks for a third of the files that it would ask for otherwise, which on
 * a slow line costs more than the few kilobytes that it does not need. Kit's payload has to stay out of it: it is set
 * before anything that reads it is evaluated, and with it what Kit's first file needs. What all words need comes before them
 * too: a file takes with it what its modules import.
 */
const shared = [
  { name: 'early', test: /preload-helper|runtime.client.payload|messages.generated.runtime/, priority: 3 },
  { name: 'staff', test: staffWords, minShareCount: 5, priority: 2 },
  { name: 'base', test: (id: string) => !ofSomePages.test(id), minShareCount: 5, priority: 1 },
];

const api = process.env.NEUVO_API ?? 'http://localhost:3000';

// Run from the repository's root: `vite build --config apps/web/vite.config.ts`.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [sveltekit(options)],
  build: { target: 'es2022' },
  environments: {
    client: { build: { rolldownOptions: { output: { codeSplitting: { groups: shared } } } } },
  },
  server: {
    fs: { allow: ['../..'] },
    proxy: { '/api': api, '/socket.io': { target: api, ws: true } },
  },
});
