import { expect, it } from 'vitest';
import { differences } from './install.mjs';

const lock = {
  packages: {
    '': { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0', integrity: 'x' },
    'node_modules/b': { version: '2.0.0', integrity: 'y', optional: true },
  },
};

it('takes node_modules for installed when it holds what the lock names, optional or not', () => {
  expect(differences(lock, { packages: { 'node_modules/a': { version: '1.0.0', integrity: 'x' } } })).toEqual(
    [],
  );
});

it('names what is missing, of another version, or of another content', () => {
  expect(differences(lock, undefined)).toEqual(['a']);
  expect(differences(lock, { packages: { 'node_modules/a': { version: '1.0.1', integrity: 'x' } } })).toEqual(
    ['a'],
  );
  expect(differences(lock, { packages: { 'node_modules/a': { version: '1.0.0', integrity: 'z' } } })).toEqual(
    ['a'],
  );
});
