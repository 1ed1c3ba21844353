import {
  declineOfferByLink,
  declineSentOffer,
  readOffer,
  takeOfferByLink,
  takeSentOffer,
} from '../use-cases/answer-offer.ts';
import { offerTime, pauseOffers, withdrawOffer } from '../use-cases/steer-waitlist.ts';
import type { Handlers } from './route.ts';

export const waitlistRoutes: Pick<
  Handlers,
  | 'readOffer'
  | 'takeOffer'
  | 'declineOffer'
  | 'takeSentOffer'
  | 'declineSentOffer'
  | 'offerTime'
  | 'withdrawOffer'
  | 'pauseOffers'
> = {
  readOffer: ({ deps, viewer }) => readOffer(deps, viewer),
  takeOffer: ({ deps, viewer }) => takeOfferByLink(deps, viewer),
  declineOffer: ({ deps, viewer }) => declineOfferByLink(deps, viewer),
  takeSentOffer: ({ deps, viewer, params }) => takeSentOffer(deps, viewer, params),
  declineSentOffer: ({ deps, viewer, params }) => {
    declineSentOffer(deps, viewer, params);
    return {};
  },
  offerTime: ({ deps, viewer, params, body }) => offerTime(deps, viewer, params.id, body),
  withdrawOffer: ({ deps, viewer, params }) => {
    withdrawOffer(deps, viewer, params);
    return {};
  },
  pauseOffers: ({ deps, viewer, params, body }) => {
    pauseOffers(deps, viewer, params.id, body);
    return {};
  },
};
