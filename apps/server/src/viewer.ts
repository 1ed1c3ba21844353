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

export const actor = (viewer: Viewer) =>
  viewer.kind === 'user'
    ? { actorKind: 'user' as const, actorId: viewer.userId }
    : { actorKind: 'guest' as const, actorId: viewer.participantId };
