import type { ApiError } from '#lib/api.ts';

/** An id that nothing can have is refused as malformed: for the reader that is the same as one that is gone. */
const isGone = ({ code }: ApiError): boolean => code === 'not-found' || code === 'bad-request';

/** The same question would get the same answer. */
export const isForGood = (error: ApiError): boolean =>
  error.code === 'forbidden' || error.code === 'service-gone' || isGone(error);

/** What is said of what did not come; a reader knows nothing of malformed ids. */
export const asRead = (error: ApiError): ApiError => (isGone(error) ? { code: 'not-found' } : error);
