export * from './changes.ts';
export * from './filling.ts';
export * from './form.ts';
export * from './pre-visit.ts';
export * from './score.ts';
