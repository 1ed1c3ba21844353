export * from './calendar-schemas.ts';
export * from './endpoints.ts';
export * from './errors.ts';
export * from './messages.ts';
export * from './schemas.ts';
export * from './hours-schemas.ts';
export * from './series-schemas.ts';
export * from './resource-schemas.ts';
