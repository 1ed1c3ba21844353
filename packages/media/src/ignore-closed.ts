/** For requests that only fail because the consumer, its transport or its worker went in this very moment, which is told elsewhere. */
export function ignoreClosed(): void {}
