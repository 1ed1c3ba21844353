import {
  addressFits,
  emptyRequest,
  endVote,
  keptUntil,
  maxGuests,
  minuteMs,
  normalisePhone,
  plainName,
  propose,
  proposeMore,
  remindPauseMs,
  unansweredBy,
  type Instant,
  type ProposedTime,
} from '#domain';
import { accounts, newId, proposals, services, type Service, type StoredProposal, type Tx } from '#db';
import type { Body } from '#protocol';
import type { Deps } from '../deps.ts';
import { postProposal, type ProposalLetterKind } from '../mail/proposal-letter.ts';
import { accept, Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { logEvent } from './log-event.ts';
import { stillFree } from './panel.ts';
import { mustGoOn, neededBy, peopleOf, saveProposal, steeredProposal, steererIds } from './proposal-state.ts';
import { withNamed } from './visit-resources.ts';

type Proposing = Body<'proposeTimes'>;

/** N6: asks people without an account when they can; each gets a letter with a link of their own. Nothing is held by it. */
export function proposeTimes(
  deps: Deps,
  viewer: UserViewer,
  serviceId: string,
  body: Proposing,
): { id: string } {
  const now = deps.now();
  const { id, tellUserIds } = deps.store.write((tx) => {
    const id = body.id ?? newId();
    const known = proposals.madeAs(tx, id);
    if (known && (known.convenerId !== viewer.userId || known.serviceId !== serviceId))
      throw new Refusal('not-found');
    if (known) return { id, tellUserIds: [] };
    const service = services.requestable(tx, viewer.organisationId, serviceId);
    if (!service) throw new Refusal('service-gone');
    if (service.route === 'triage') throw new Refusal('triage-only');
    const asked = withNamed(tx, viewer, service, body.resourceIds);
    const voters = checked(tx, viewer, service, body);
    const { organisationId } = viewer;
    const requiredIds = body.requiredIds.filter((each) => each !== viewer.userId);
    const optionalIds = body.optionalIds.filter((each) => each !== viewer.userId);
    const colleagueIds = [...new Set([...requiredIds, ...optionalIds])].filter(
      (each) => each !== body.practitionerId,
    );
    const content = {
      ...emptyRequest,
      guests: voters.map(({ isKey: _isKey, ...guest }) => guest),
      colleagueIds,
      requiredIds: requiredIds.filter((each) => each !== body.practitionerId),
      ...(body.resourceIds?.length && { resourceIds: [...new Set(body.resourceIds)] }),
    };
    const times = timesOf(service, body.startsAts);
    const state = propose(
      id,
      times,
      voters.map(({ isKey }) => ({ id: newId(), isKey })),
    );
    proposals.insert(tx, {
      ...{ id, organisationId, serviceId, practitionerId: body.practitionerId, convenerId: viewer.userId },
      ...{ requestId: newId(), content, savedAt: now, status: 'proposed', statusAt: now, createdAt: now },
      keptUntil: keptUntil(times),
    });
    proposals.insertTimes(tx, { organisationId, proposalId: id }, times);
    state.voters.forEach(({ id: voterId }, index) => {
      const { role: guestRole, ...voter } = voters[index]!;
      proposals.insertVoter(tx, {
        ...{ id: voterId, organisationId, proposalId: id, guestRole, askedAt: now },
        ...voter,
      });
    });
    const stored = proposals.byId(tx, organisationId, id)!;
    mustBeFree(tx, asked, stored, times, now);
    tell(tx, deps, stored, 'ask');
    logEvent(tx, viewer, now, { action: 'propose', entity: 'proposal', entityId: id });
    return { id, tellUserIds: steererIds(tx, stored) };
  });
  tellLive(deps, tellUserIds);
  return { id };
}

function tellLive({ live }: Pick<Deps, 'live'>, userIds: readonly string[]): void {
  for (const userId of userIds) live.emit('my-day-changed', userId);
}

/** Everything that is wrong with it, field by field; the people as they are kept. */
function checked(tx: Tx, viewer: UserViewer, service: Service, body: Proposing): Proposing['voters'] {
  const fields: Record<string, string> = {};
  const others = [...body.requiredIds, ...body.optionalIds].filter((id) => id !== viewer.userId);
  if (!accounts.areColleagues(tx, viewer.userId, others)) fields.requiredIds = 'unknown-colleague';
  if (!services.isOfferedBy(tx, service.id, body.practitionerId)) fields.practitionerId = 'required';
  if (body.voters.length === 0) fields.voters = 'required';
  if (body.voters.length > maxGuests) fields.voters = 'too-many-guests';
  body.voters.forEach((voter, index) => {
    if (plainName(voter.name) === '') fields[`guests.${index}.name`] = 'required';
    if (!addressFits(voter))
      fields[`guests.${index}.address`] = voter.channel === 'email' ? 'email' : 'phone';
  });
  if (Object.keys(fields).length > 0) throw new Refusal('incomplete', { fields });
  return body.voters.map((voter) => ({
    ...voter,
    name: plainName(voter.name),
    address:
      voter.channel === 'sms' ? (normalisePhone(voter.address) ?? voter.address) : voter.address.trim(),
  }));
}

const timesOf = (service: Service, startsAts: readonly Instant[]): ProposedTime[] =>
  [...new Set(startsAts)]
    .sort((a, b) => a - b)
    .map((startsAt) => ({
      id: newId(),
      startsAt,
      endsAt: startsAt + service.lengthMinutes * minuteMs,
    }));

/** Only what could be booked now is asked about; which of them can't is told by its start. */
function mustBeFree(
  tx: Tx,
  service: Service,
  found: StoredProposal,
  times: readonly ProposedTime[],
  now: Instant,
): void {
  const free = stillFree(tx, service, peopleOf(tx, found), times, now);
  const gone = times.map(({ startsAt }) => startsAt).filter((startsAt) => !free.has(startsAt));
  if (gone.length > 0) throw new Refusal('proposed-time-gone', { details: { startsAts: gone } });
}

/** N9: more times for the same people. Everybody is asked about them; what they said before stays. */
export function proposeMoreTimes(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { startsAts }: Body<'proposeMoreTimes'>,
): void {
  const now = deps.now();
  const tellUserIds = deps.store.write((tx) => {
    const found = steeredProposal(tx, viewer, id, now);
    mustGoOn(tx, found);
    const service = services.requestable(tx, viewer.organisationId, found.row.serviceId);
    if (!service) throw new Refusal('not-found');
    const needed = neededBy(tx, found.row);
    if (!needed) throw new Refusal('proposed-room-gone');
    const known = new Set(found.state.times.map(({ startsAt }) => startsAt));
    const times = timesOf(service, startsAts).filter(({ startsAt }) => !known.has(startsAt));
    const state = accept(proposeMore(found.state, times, now));
    mustBeFree(tx, needed, found, times, now);
    if (times.length === 0) return [];
    proposals.insertTimes(tx, { organisationId: viewer.organisationId, proposalId: id }, times);
    saveProposal(tx, found, state, now);
    tell(tx, deps, { ...found, state }, 'more');
    logEvent(tx, viewer, now, { action: 'propose-more', entity: 'proposal', entityId: id });
    return steererIds(tx, found);
  });
  tellLive(deps, tellUserIds);
}

/** N12: asks again. Without a name, all who have left something open and were not asked lately. */
export function remindVoters(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { voterId }: Body<'remindVoters'>,
): { asked: number } {
  const now = deps.now();
  const { asked, tellUserIds } = deps.store.write((tx) => {
    const found = steeredProposal(tx, viewer, id, now);
    if (found.state.status === 'ended') throw new Refusal('proposal-ended');
    if (found.state.status === 'agreed') throw new Refusal('already-agreed');
    const awaited = new Set(unansweredBy(found.state, now));
    const wanted = found.voters.filter(
      (voter) => awaited.has(voter.id) && (voterId === null || voter.id === voterId),
    );
    const due = wanted.filter(({ askedAt }) => now >= askedAt + remindPauseMs);
    if (due.length === 0) throw new Refusal('asked-lately');
    tell(tx, deps, { ...found, voters: due }, 'remind');
    logEvent(tx, viewer, now, { action: 'remind', entity: 'proposal', entityId: id });
    return { asked: due.length, tellUserIds: steererIds(tx, found) };
  });
  tellLive(deps, tellUserIds);
  return { asked };
}

/** N11: who was asked is told that no answer is needed any more, and the links say so. */
export function endProposal(deps: Deps, viewer: UserViewer, id: string): void {
  const now = deps.now();
  const tellUserIds = deps.store.write((tx) => {
    const found = steeredProposal(tx, viewer, id, now);
    if (found.state.status === 'agreed')
      throw new Refusal('already-agreed', { details: { timeId: found.state.timeId } });
    if (found.state.status === 'ended') return [];
    saveProposal(tx, found, endVote(found.state, 'by-convener', now), now);
    tell(tx, deps, found, 'end');
    logEvent(tx, viewer, now, { action: 'end', entity: 'proposal', entityId: id });
    return steererIds(tx, found);
  });
  tellLive(deps, tellUserIds);
}

/** One letter for each of the proposal's people. */
function tell(tx: Tx, deps: Deps, found: StoredProposal, kind: ProposalLetterKind): void {
  const now = deps.now();
  for (const voter of found.voters) postProposal(tx, { found, voter, kind }, deps.settings, now);
  proposals.asked(
    tx,
    found.voters.map(({ id }) => id),
    now,
  );
}
