export * from './promise.ts';
export * from './queue.ts';
export * from './state.ts';
