import { m } from '#messages';
import type { Tone } from '#lib/ui/tone.ts';
import type { TriageRequest } from './words.ts';

export type Offer = TriageRequest['offers'][number];

export const offerWord = (status: Offer['status']): string =>
  ({
    open: m.waitlist_state_open,
    taken: m.waitlist_state_taken,
    declined: m.waitlist_state_declined,
    lapsed: m.waitlist_state_lapsed,
    withdrawn: m.waitlist_state_withdrawn,
    gone: m.waitlist_state_gone,
  })[status]();

export const offerTone: Record<Offer['status'], Tone> = {
  open: 'info',
  taken: 'success',
  declined: 'neutral',
  lapsed: 'warning',
  withdrawn: 'neutral',
  gone: 'warning',
};
