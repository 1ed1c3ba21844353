export * from './csv.ts';
export * from './dimensions.ts';
export * from './hide.ts';
export * from './table.ts';
export * from './tally.ts';
