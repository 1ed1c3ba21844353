export * from './case-type.ts';
export * from './sight.ts';
