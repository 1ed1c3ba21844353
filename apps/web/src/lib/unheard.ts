import type { ApiError } from './api.ts';

/** Whether no answer was heard: what was asked for may have been done all the same. */
export const isUnheard = ({ code }: ApiError): boolean => code === 'network' || code === 'timeout';
