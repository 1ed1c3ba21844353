export * from './may-receive.ts';
export * from './result.ts';
