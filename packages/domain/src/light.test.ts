import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { expect, it } from 'vitest';

/** Every package that is loaded with a module, types left out, through all that it imports. */
function packagesOf(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const statements = readFileSync(file, 'utf8').matchAll(
    /^(?:import|export)\s(?!type\b)[^;]*?from '([^']+)'/gms,
  );
  return [...statements].flatMap(([, source]) =>
    source!.startsWith('.') ? packagesOf(resolve(dirname(file), source!), seen) : [source!],
  );
}

it('what every page loads of the domain is without the recurrence library, which bundlers can’t leave out', () => {
  const loaded = packagesOf(resolve(import.meta.dirname, 'index.ts'));
  expect(loaded).toContain('temporal-polyfill');
  expect(loaded).not.toContain('rrule-temporal');
  expect(packagesOf(resolve(import.meta.dirname, 'series/index.ts'))).toContain('rrule-temporal');
});
