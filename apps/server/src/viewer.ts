import type { Role } from '#domain';
import type { Account } from '#db';

/** Who asks, as the session or the guest's link says; never as a message says. */
export type UserViewer = {
  kind: 'user';
  userId: string;
  organisationId: string;
  role: Role;
  sessionHash: string;
  account: Account;
};
export type GuestViewer = {
  kind: 'guest';
  participantId: string;
  organisationId: string;
  appointmentId: string;
};
export type Viewer = UserViewer | GuestViewer;
/** Who was asked for times, by the link of that question; in no visit yet. */
export type VoterViewer = { kind: 'voter'; voterId: string; organisationId: string; proposalId: string };
/** Whoever has the public link of a duty queue (I1): anybody. */
export type QueueViewer = { kind: 'queue'; organisationId: string; serviceId: string };
/** Who has taken a number in a duty queue, by the secret of that number. */
export type NumberViewer = { kind: 'number'; placeId: string; organisationId: string; serviceId: string };
/** Whom a time of the waitlist is offered to, by the link of that offer (Y18). `organisationId`: of who asked. */
export type OfferViewer = { kind: 'offer'; offerId: string; requestId: string; organisationId: string };
/** A family at the front door, by its code (G7); in no visit yet. */
export type FamilyViewer = { kind: 'family'; bookingId: string; organisationId: string };
/** Whoever does something that is written down. */
export type Actor = Viewer | VoterViewer | NumberViewer | OfferViewer | FamilyViewer;

export function actor(viewer: Actor) {
  switch (viewer.kind) {
    case 'user':
      return { actorKind: 'user' as const, actorId: viewer.userId };
    case 'guest':
      return { actorKind: 'guest' as const, actorId: viewer.participantId };
    case 'voter':
      return { actorKind: 'guest' as const, actorId: viewer.voterId };
    case 'number':
      return { actorKind: 'guest' as const, actorId: viewer.placeId };
    case 'offer':
      return { actorKind: 'guest' as const, actorId: viewer.offerId };
    case 'family':
      return { actorKind: 'guest' as const, actorId: viewer.bookingId };
  }
}
