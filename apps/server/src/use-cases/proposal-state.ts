import {
  endVote,
  isGranted,
  isLive,
  keptUntil,
  lookAgain,
  minuteMs,
  reopenVote,
  type Instant,
  type Period,
  type Proposal,
  type ProposedTime,
  type RequestContent,
} from '#domain';
import {
  accounts,
  claims,
  newId,
  participants,
  proposals,
  services,
  type Service,
  type StoredProposal,
  type Tx,
} from '#db';
import type { Deps } from '../deps.ts';
import { postToConvener } from '../mail/proposal-letter.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { worksElsewhere } from './book-for.ts';
import { stillFree, withRequester, type PanelIds } from './panel.ts';
import { whoIs } from './same-people.ts';
import { nameableFor, narrowed } from './visit-resources.ts';

/**
 * Whose time the meeting takes: the practitioner's, the convener's and that of the required (H10), without those who can be
 * asked no more (N16).
 */
export function peopleOf(tx: Tx, { row }: Pick<StoredProposal, 'row'>): PanelIds {
  const { requiredIds = [] } = withoutGone(tx, row);
  return { hostId: row.practitionerId, requiredIds: withRequester(row.convenerId, requiredIds) };
}

/** N16: whether nobody can ask this colleague of a proposal to a visit any more. */
export const isGoneColleague = (
  tx: Tx,
  { convenerId }: Pick<StoredProposal['row'], 'convenerId'>,
  id: string,
) => id !== convenerId && !accounts.areColleagues(tx, convenerId, [id]);

/** N16: the request of a proposal, which asks nobody who is gone. */
export function withoutGone(
  tx: Tx,
  { convenerId, content }: Pick<StoredProposal['row'], 'convenerId' | 'content'>,
): RequestContent {
  const isThere = (id: string) => !isGoneColleague(tx, { convenerId }, id);
  const { requiredIds, colleagueIds } = content;
  return {
    ...content,
    colleagueIds: colleagueIds.filter(isThere),
    ...(requiredIds && { requiredIds: requiredIds.filter(isThere) }),
  };
}

/** N6, N11: what was saved, with the times that have gone since and what has become of the visit. Saves nothing. */
export function lookAt(tx: Tx, found: StoredProposal, now: Instant): StoredProposal {
  const { row, visit } = found;
  // Whoever cancels the visit elsewhere has decided that it is not wanted; a vote's "no" reopens instead (N8).
  if (found.state.status === 'agreed' && visit?.status === 'cancelled')
    return { ...found, state: endVote(found.state, 'visit-cancelled', now) };
  if (found.state.status === 'agreed' || found.state.status === 'ended') return found;
  const service = neededBy(tx, row);
  const { times } = found.state;
  const free = service ? stillFree(tx, service, peopleOf(tx, found), times, now) : new Set<Instant>();
  const goneIds = times.filter(({ startsAt }) => startsAt > now && !free.has(startsAt)).map(({ id }) => id);
  return { ...found, state: lookAgain(found.state, goneIds, now) };
}

/** N14: the service with the rooms and devices that were named (D6); undefined when it or one of those can't be had any more. */
export function neededBy(tx: Tx, row: StoredProposal['row']): Service | undefined {
  const service = services.requestable(tx, row.organisationId, row.serviceId);
  const { resourceIds = [] } = row.content;
  if (!service || resourceIds.length === 0) return service;
  const nameable = new Set(nameableFor(tx, row, service));
  return resourceIds.every((id) => nameable.has(id)) ? narrowed(service, resourceIds) : undefined;
}

/** N10: the service with the length that was asked about, whatever it is by now. */
export const asProposed = (service: Service, { startsAt, endsAt }: Period): Service => ({
  ...service,
  lengthMinutes: (endsAt - startsAt) / minuteMs,
});

/**
 * N13: a proposal that the viewer steers, as it is now; its convener also when it is another organisation's by now. Anybody
 * else's is not told apart from none.
 */
export function steeredProposal(tx: Tx, viewer: UserViewer, id: string, now: Instant): StoredProposal {
  const found = proposals.byId(tx, viewer.organisationId, id, viewer.userId);
  if (!found || !steers(viewer, found.row)) throw new Refusal('not-found');
  return lookAt(tx, found, now);
}

/**
 * N13, N16: why nothing of an open proposal can be agreed, by nobody: its convener, whose the meeting would be, works for another
 * organisation now, theirs may not ask for the service any more (K2, V13), or the practitioner offers it no more. Null: it goes on.
 */
export function standstillOf(
  tx: Tx,
  { row, state }: StoredProposal,
): 'convener-moved' | 'service-closed' | 'practitioner-gone' | null {
  if (state.status === 'agreed' || state.status === 'ended') return null;
  if (worksElsewhere(tx, row.convenerId, row.organisationId)) return 'convener-moved';
  if (!services.requestable(tx, row.organisationId, row.serviceId)) return 'service-closed';
  return services.isOfferedBy(tx, row.serviceId, row.practitionerId) ? null : 'practitioner-gone';
}

/** For who would agree a time of it, or propose more, on a page that was left open. */
export function mustGoOn(tx: Tx, found: StoredProposal): void {
  if (standstillOf(tx, found) === 'convener-moved') throw new Refusal('convener-moved');
}

const steers = (viewer: UserViewer, { convenerId }: StoredProposal['row']): boolean =>
  convenerId === viewer.userId || isGranted(viewer.role, 'proposal:steer');

/** Whose pages show it: its convener's and those of the coordinators of the organisation that it belongs to. */
export const steererIds = (tx: Tx, { row }: Pick<StoredProposal, 'row'>): string[] => [
  ...new Set([row.convenerId, ...accounts.coordinatorIds(tx, [row.organisationId])]),
];

/** N8: the family has cancelled its visit by the visit's own link because it can't come. */
export function reopenProposal(tx: Tx, deps: Deps, appointmentId: string, guestId: string): void {
  const now = deps.now();
  const found = proposals.ofVisit(tx, appointmentId);
  if (found?.state.status !== 'agreed') return;
  const voterId = voterWhoIs(tx, found, appointmentId, guestId);
  // A visit that was moved since is at another of the proposed times, or at none: nobody has said no to the agreed one.
  const timeId = found.state.times.find(({ startsAt }) => startsAt === found.visit?.startsAt)?.id;
  const said = voterId !== undefined && timeId !== undefined ? { voterId, timeId } : undefined;
  proposals.reopen(tx, found.row.id, newId(), now);
  if (said) {
    const { organisationId } = found.row;
    proposals.saveVotes(tx, { organisationId, voterId: said.voterId }, { [said.timeId]: 'no' }, now);
  }
  const { state } = lookAt(tx, { ...found, state: reopenVote(found.state, said, now) }, now);
  saveProposal(tx, found, state, now);
  postToConvener(tx, found, 'taken-off', deps.settings, now);
}

/**
 * Who of those that were asked a guest of the visit is: of the same name, and of namesakes who was asked at the same address.
 * Where the visit's letters go may have been put right since (Z7).
 */
function voterWhoIs(
  tx: Tx,
  { voters }: StoredProposal,
  appointmentId: string,
  guestId: string,
): string | undefined {
  const guest = participants.ofAppointment(tx, appointmentId).find(({ id }) => id === guestId);
  if (!guest) return undefined;
  const namesakes = voters.filter(({ name }) => whoIs({ userId: null, name }) === whoIs(guest));
  const there = namesakes.find(
    ({ channel, address }) => channel === guest.channel && address === guest.address,
  );
  return (there ?? (namesakes.length === 1 ? namesakes[0] : undefined))?.id;
}

/**
 * N13: who else of those who steer it holds this very time for it now, with the convener's. Undefined: nobody.
 *
 * @param viewerId Whose own hold does not count.
 */
export function agreeingNow(
  tx: Tx,
  { row }: Pick<StoredProposal, 'row'>,
  { startsAt, endsAt }: ProposedTime,
  viewerId: string,
  now: Instant,
): string | undefined {
  const { practitionerId, convenerId, serviceId } = row;
  const steering = new Set(steererIds(tx, { row }));
  const holdersOf = (resourceId: string) =>
    claims
      .around(tx, [resourceId], startsAt, endsAt)
      .flatMap((claim) =>
        claim.kind === 'hold' && claim.serviceId === serviceId && isLive(claim, now) ? claim.heldBy : [],
      );
  const holders = new Set(holdersOf(convenerId));
  return holdersOf(practitionerId).find((id) => id !== viewerId && steering.has(id) && holders.has(id));
}

export function saveProposal(tx: Tx, { row }: StoredProposal, state: Proposal, now: Instant): void {
  const isOver = state.status === 'ended';
  const statusAt = state.status === row.status ? row.statusAt : now;
  proposals.saveState(tx, state, isOver ? row.keptUntil : keptUntil(state.times), statusAt);
}
