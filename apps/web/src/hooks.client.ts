import type { HandleClientError } from '@sveltejs/kit/hooks';
import { isOfNetwork } from '#lib/when-back.ts';

/** What a page says of an error is its own; only that the network is to blame is told to it. */
export const handleError: HandleClientError = ({ error }) =>
  isOfNetwork(error) ? { isOfNetwork: true } : undefined;
