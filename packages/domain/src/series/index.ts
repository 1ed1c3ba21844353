/**
 * The entry `#domain/series`. It is not part of `#domain`, because the recurrence library behind it can't be left out of a
 * bundle once it is imported: 230 kB that no family's page should load. Pages import types from here, nothing else.
 */
export * from './edit.ts';
export * from './guests.ts';
export * from './people.ts';
export * from './phases.ts';
export * from './plan.ts';
