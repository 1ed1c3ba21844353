import { isGranted } from '#domain';
import { appointments, isTakenOut, participants, type Tx } from '#db';
import type { Probe } from '#media';
import type { NoticeData, NoticeName, PeerState } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer, Viewer } from '../viewer.ts';
import type { VisitPeer } from './visit-peer.ts';
import type { Visit } from './visit.ts';
import type { VisitRegistry } from './visit-registry.ts';

/** One connected page: who is behind it, and the visit it is in, if any. */
export type Context = {
  readonly deps: Deps;
  readonly registry: VisitRegistry;
  readonly viewer: Viewer;
  readonly page: Page;
  /** Whose end is the end of the page's place too; undefined for a guest, who has none. */
  readonly session: string | undefined;
  place: { visit: Visit; peer: VisitPeer } | undefined;
  /** The test of the connection that this page runs before it joins. */
  probe: Probe | undefined;
  /** The line has gone: what is being made for it is not wanted any more. */
  isGone: boolean;
  /** Takes what costs others something from what this person may still ask for in this visit; throws where that is not enough. */
  afford(price: number, participantId?: string): void;
};

/** What a handler may do to the page itself. */
export type Page = {
  tell<N extends NoticeName>(name: N, data: NoticeData<N>): void;
  join(channel: string): void;
  leaveAll(prefix: string): void;
};

export const stateOf = (context: Context): PeerState => context.place?.peer.state ?? 'connected';

/** The visit of a page whose state says that it is in one. */
export function placeOf(context: Context): { visit: Visit; peer: VisitPeer } {
  if (!context.place) throw new Refusal('not-allowed-now');
  return context.place;
}

/**
 * Which seat in which visit this page may take: a guest's link names it, an account must take part in it (B9, T11: still) with
 * a role that sees visits (R1). V9: only what is by video can be entered.
 */
export function seatFor(context: Context, appointmentId: string | null) {
  const { viewer, deps } = context;
  return deps.store.read((tx) => {
    const seat = viewer.kind === 'guest' ? viewer : seatOfUser(tx, viewer, appointmentId);
    if (!seat) throw new Refusal('not-found');
    const key = { appointmentId: seat.appointmentId, organisationId: seat.organisationId };
    const visit = appointments.inOrganisation(tx, key.organisationId, key.appointmentId);
    if (visit?.appointment.modality !== 'video') throw new Refusal('not-allowed-now');
    return { key, participantId: seat.participantId };
  });
}

function seatOfUser(tx: Tx, { userId, role }: UserViewer, appointmentId: string | null) {
  if (appointmentId === null || !isGranted(role, 'appointment:read')) return undefined;
  const seat = participants.ofUser(tx, appointmentId, userId);
  return seat && !isTakenOut(seat) ? { ...seat, participantId: seat.id } : undefined;
}
