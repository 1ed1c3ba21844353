import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { linkValidity, waitlist } from '#domain';
import {
  accounts,
  dutyPlaces,
  dutyQueues,
  guestLinks,
  hashSecret,
  proposals,
  triageRequests,
  untilWritten,
  waitlistOffers,
} from '#db';
import type { Deps } from '../deps.ts';
import type {
  GuestViewer,
  NumberViewer,
  OfferViewer,
  QueueViewer,
  UserViewer,
  VoterViewer,
} from '../viewer.ts';

export const sessionCookie = 'neuvo_session';

const sessionOf = untilWritten(accounts.bySession);

/** The signed-in person behind a session cookie, if the session is alive. */
export function userOfSession(
  deps: Pick<Deps, 'store' | 'now'>,
  token: string | undefined,
): UserViewer | undefined {
  if (!token) return undefined;
  const sessionHash = hashSecret(token);
  const session = sessionOf(deps.store, sessionHash);
  if (!session || deps.now() >= session.expiresAt) return undefined;
  const { account } = session;
  return {
    kind: 'user',
    userId: account.id,
    organisationId: account.organisationId,
    role: account.role,
    sessionHash,
    account,
  };
}

/** J4, J5: wrong, expired, revoked and foreign links answer alike: with nobody. */
export function guestOfToken(
  deps: Pick<Deps, 'store' | 'now'>,
  token: string | undefined,
): GuestViewer | undefined {
  if (!token || token.length > 100) return undefined;
  const found = deps.store.read((tx) => guestLinks.byHash(tx, hashSecret(token)));
  if (!found || linkValidity(found.link, deps.now()) !== 'valid') return undefined;
  return {
    kind: 'guest',
    participantId: found.participant.id,
    organisationId: found.participant.organisationId,
    appointmentId: found.participant.appointmentId,
  };
}

/** N11: as with a guest's link, whatever is wrong with it is told to nobody. */
export function voterOfToken(
  deps: Pick<Deps, 'store' | 'now'>,
  token: string | undefined,
): VoterViewer | undefined {
  if (!token || token.length > 100) return undefined;
  const found = deps.store.read((tx) => proposals.voterByHash(tx, hashSecret(token)));
  if (!found || deps.now() >= found.validUntil) return undefined;
  const { voterId, organisationId, proposalId } = found;
  return { kind: 'voter', voterId, organisationId, proposalId };
}

/** I1: the queue whose public link this is, while it is switched on. */
export function queueOfLink(deps: Pick<Deps, 'store'>, link: string | undefined): QueueViewer | undefined {
  if (!link || link.length > 100) return undefined;
  const queue = deps.store.read((tx) => dutyQueues.byLink(tx, link));
  return queue && { kind: 'queue', organisationId: queue.organisationId, serviceId: queue.serviceId };
}

/** I3: whose number it is; one that has ended is known for as long as its queue is kept, so that its page can say so. */
export function numberOfToken(
  deps: Pick<Deps, 'store'>,
  token: string | undefined,
): NumberViewer | undefined {
  if (!token || token.length > 100) return undefined;
  const place = deps.store.read((tx) => dutyPlaces.byHash(tx, hashSecret(token)));
  if (!place) return undefined;
  const { id: placeId, organisationId, serviceId } = place;
  return { kind: 'number', placeId, organisationId, serviceId };
}

/** Y18: whom a time is or was offered to; two weeks after that time the link leads nowhere. */
export function offeredByToken(
  deps: Pick<Deps, 'store' | 'now'>,
  token: string | undefined,
): OfferViewer | undefined {
  if (!token || token.length > 100) return undefined;
  return deps.store.read((tx) => {
    const offer = waitlistOffers.byHash(tx, hashSecret(token));
    if (!offer || deps.now() >= offer.endsAt + waitlist.offerLinkKeptMs) return undefined;
    const found = triageRequests.ofOffer(tx, offer);
    if (!found) return undefined;
    const { id: requestId, requesterOrganisationId: organisationId } = found.row;
    return { kind: 'offer', offerId: offer.id, requestId, organisationId };
  });
}

/** `Authorization: Bearer …`: a guest's token travels in a header, never in an address that something might log. */
export function bearerOf(header: string | undefined): string | undefined {
  const match = /^Bearer ([\w-]{20,100})$/.exec(header ?? '');
  return match?.[1];
}

const ownAddresses = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** Whoever shows the metrics token; in a demo without one, this machine: behind a proxy everybody may look like it. */
export function mayMeasure(
  { demo, metricsToken: token }: Pick<Deps['settings'], 'demo' | 'metricsToken'>,
  request: FastifyRequest,
): boolean {
  if (token === undefined) return demo && ownAddresses.has(request.ip);
  return shows(request, token);
}

/** Z9: whoever shows the secret for mail that bounces. */
export const isMailServer = (
  { mailBounceSecret: secret }: Pick<Deps['settings'], 'mailBounceSecret'>,
  request: FastifyRequest,
): boolean => secret !== undefined && shows(request, secret);

/** Hashes, so that both are of one length and the comparison tells nothing by its time. */
function shows(request: FastifyRequest, secret: string): boolean {
  const shown = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
  return timingSafeEqual(Buffer.from(hashSecret(shown)), Buffer.from(hashSecret(secret)));
}
