import {
  isGranted,
  isReadyToAgree,
  isRefusedTime,
  missingKeys,
  possibleTimes,
  remindPauseMs,
  unansweredBy,
  waitsForConvener,
  type Proposal,
  type ProposedTime,
} from '#domain';
import { accounts, audit, proposals, reopenedProposals, resources, type StoredProposal, type Tx } from '#db';
import type { Query, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { logEvent } from './log-event.ts';
import { placeOf, rowsOfPage } from './page-of.ts';
import { heldUntil } from './held-proposal.ts';
import { lackingThings, namedThings } from './proposal-resources.ts';
import { agreeingNow, isGoneColleague, lookAt, standstillOf, steeredProposal } from './proposal-state.ts';

/** What was done to a proposal, of which its page tells. */
const deeds = ['propose', 'propose-more', 'remind', 'agree', 'end', 'change-resources'] as const;
const shownDeeds = 30;

/**
 * One's own proposals, or those of the colleagues that one steers (N13). The list tells of no child; it names who is asked,
 * whom the convener knows.
 */
export function listProposals(
  deps: Deps,
  viewer: UserViewer,
  { whose = 'own', q = '', state = 'all', sort = 'state', order = 'up', page = '1' }: Query<'listProposals'>,
): Reply<'listProposals'> {
  if (whose === 'colleagues' && !isGranted(viewer.role, 'proposal:steer')) throw new Refusal('forbidden');
  const { organisationId, userId } = viewer;
  const now = deps.now();
  const { language } = viewer.account;
  const theirs = whose === 'own' ? { convenerId: userId } : { organisationId, exceptId: userId };
  const view = (tx: Tx) => {
    const search = { text: q, state, language };
    const total = proposals.count(tx, theirs, search);
    const { from, ...place } = placeOf(total, page);
    return {
      proposals: proposals
        .list(tx, theirs, search, {
          ...{ from, limit: rowsOfPage, now },
          order: { by: sort, isDown: order === 'down' },
        })
        .map((each) => summaryOf(tx, lookAt(tx, each, now), now)),
      ...place,
      hasAny: total > 0 || proposals.count(tx, theirs, { text: '', state: 'all', language }) > 0,
      serverNow: now,
    };
  };
  if (whose === 'own') return deps.store.read(view);
  return deps.store.write((tx) => {
    // Colleagues' lists name people whom the viewer may not know: the look is written down.
    logEvent(tx, viewer, now, { action: 'list', entity: 'proposal', entityId: organisationId });
    return view(tx);
  });
}

export type ProposalSummary = Reply<'listProposals'>['proposals'][number];

export function summaryOf(tx: Tx, found: StoredProposal, now: number): ProposalSummary {
  const { row, state, visit, service, practitioner, convener, voters } = found;
  const fellThrough = fellThroughOf(tx, found);
  const coming = state.times.find(({ id, startsAt }) => startsAt > now && !isRefusedTime(state, id));
  return {
    id: row.id,
    serviceName: service.name,
    practitionerName: practitioner.name,
    convenerName: convener.name,
    status: state.status,
    because: becauseOf(found),
    fellThrough: fellThrough && { startsAt: fellThrough.startsAt },
    isReady: isOpen(state) && standstillOf(tx, found) === null && isReadyToAgree(state, now),
    waitsForConvener: waitsForConvener(state, fellThrough !== null, now),
    createdAt: row.createdAt,
    times: state.times.length,
    firstAt: state.status === 'agreed' ? (visit?.startsAt ?? null) : (coming?.startsAt ?? null),
    voters: voters.map(({ name }) => name),
    answered: voters.length - unansweredBy(state, now).length,
  };
}

const isOpen = ({ status }: Proposal) => status !== 'agreed' && status !== 'ended';

/** N8: while another time is looked for. */
const fellThroughOf = (tx: Tx, { row, state }: StoredProposal) =>
  isOpen(state) ? (reopenedProposals.fallenThrough(tx, row.id) ?? null) : null;

const becauseOf = ({ state }: StoredProposal) =>
  state.status === 'reopened' || state.status === 'ended' ? state.because : null;

/** Who answered what, and what can be done now. Reading it is written down, as it names people and how to reach them. */
export function readProposal(deps: Deps, viewer: UserViewer, id: string): Reply<'readProposal'> {
  return deps.store.write((tx) => {
    const now = deps.now();
    const found = steeredProposal(tx, viewer, id, now);
    logEvent(tx, viewer, now, { action: 'read', entity: 'proposal', entityId: id }, [
      found.row.organisationId,
    ]);
    return detail(tx, viewer, found, now);
  });
}

function detail(tx: Tx, viewer: UserViewer, found: StoredProposal, now: number): Reply<'readProposal'> {
  const { row, state, visit, service, practitioner, convener } = found;
  const possible = new Set(possibleTimes(state, now).map((time) => time.id));
  const awaited = new Set(unansweredBy(state, now));
  const isGoingOn = isOpen(state);
  const standsStill = standstillOf(tx, found);
  const canBeAgreed = isGoingOn && standsStill === null;
  const { colleagueIds, requiredIds = [] } = row.content;
  const stateOf = ({ id, startsAt }: ProposedTime) =>
    startsAt <= now
      ? ('begun' as const)
      : state.goneIds.includes(id)
        ? ('gone' as const)
        : possible.has(id) || !isGoingOn
          ? ('possible' as const)
          : ('refused' as const);
  const nameOf = (id: string | undefined) => (id === undefined ? null : (accounts.nameOf(tx, id) ?? null));
  const lacking = lackingThings(tx, found, now);
  const namesOf = (ids: readonly string[]) => resources.named(tx, ids).map(({ name }) => name);
  const remindable = found.voters.map(({ askedAt }) => askedAt + remindPauseMs);
  return {
    id: row.id,
    serviceId: row.serviceId,
    serviceName: service.name,
    practitionerId: row.practitionerId,
    practitionerName: practitioner.name,
    convener: { id: row.convenerId, name: convener.name, isYou: row.convenerId === viewer.userId },
    people: colleagueIds.map((each) => ({
      ...{ id: each, name: accounts.nameOf(tx, each) ?? '', required: requiredIds.includes(each) },
      isGone: isGoingOn && isGoneColleague(tx, row, each),
    })),
    status: state.status,
    because: becauseOf(found),
    standsStill,
    isReady: canBeAgreed && isReadyToAgree(state, now),
    createdAt: row.createdAt,
    keptUntil: row.keptUntil,
    times: state.times.map((time) => ({
      ...time,
      state: stateOf(time),
      ready: canBeAgreed && possible.has(time.id) && missingKeys(state, time.id).length === 0,
      lacksThing: lacking.has(time.id),
      freeInstead: namesOf(lacking.get(time.id) ?? []),
      heldUntil: isGoingOn && possible.has(time.id) ? heldUntil(tx, found, time, viewer.userId, now) : null,
      agreeingName: isGoingOn ? nameOf(agreeingNow(tx, found, time, viewer.userId, now)) : null,
    })),
    voters: found.voters.map(({ id, name, isKey, channel, address, askedAt }) => ({
      ...{ id, name, isKey, channel, address, askedAt },
      answers: Object.entries(state.votes[id] ?? {}).map(([timeId, answer]) => ({ timeId, answer })),
      isAwaited: isGoingOn && awaited.has(id),
      remindableFrom: askedAt + remindPauseMs,
    })),
    things: namedThings(tx, found),
    visit: visit ? viewVisit(visit) : null,
    fellThrough: fellThroughOf(tx, found),
    youMay: {
      remind: isGoingOn && found.voters.some(({ id }, index) => awaited.has(id) && now >= remindable[index]!),
      more: canBeAgreed,
      end: isGoingOn,
    },
    history: audit.doneTo(tx, 'proposal', row.id, [...deeds], shownDeeds).map(({ action, ...done }) => ({
      ...done,
      what: action as (typeof deeds)[number],
    })),
    serverNow: now,
  };
}

const viewVisit = ({ id, startsAt, endsAt, status }: NonNullable<StoredProposal['visit']>) => ({
  ...{ id, startsAt, endsAt, status },
});
