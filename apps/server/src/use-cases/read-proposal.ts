import { missingKeys, possibleTimes, remindPauseMs, unansweredBy, type ProposedTime } from '#domain';
import { accounts, proposals, type StoredProposal, type Tx } from '#db';
import type { Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import type { UserViewer } from '../viewer.ts';
import { logEvent } from './log-event.ts';
import { lookAt, ownProposal } from './proposal-state.ts';

/** More than a screen of one's own; who proposes more in a fortnight has them by their visits. */
const shownProposals = 50;

/** One's own proposals. The list tells of no child; it names who is asked, whom the convener knows. */
export function listProposals(deps: Deps, viewer: UserViewer): Reply<'listProposals'> {
  return deps.store.read((tx) => {
    const now = deps.now();
    return {
      proposals: proposals
        .ofConvener(tx, viewer.userId, shownProposals)
        .map((found) => summary(lookAt(tx, found, now), now)),
      serverNow: now,
    };
  });
}

function summary(found: StoredProposal, now: number): Reply<'listProposals'>['proposals'][number] {
  const { row, state, visit, service, practitioner, voters } = found;
  const coming = state.times.map(({ startsAt }) => startsAt).filter((startsAt) => startsAt > now);
  return {
    id: row.id,
    serviceName: service.name,
    practitionerName: practitioner.name,
    status: state.status,
    because: becauseOf(found),
    createdAt: row.createdAt,
    times: state.times.length,
    firstAt: state.status === 'agreed' ? (visit?.startsAt ?? null) : (coming[0] ?? null),
    voters: voters.map(({ name }) => name),
    answered: voters.length - unansweredBy(state, now).length,
  };
}

const becauseOf = ({ state }: StoredProposal) =>
  state.status === 'reopened' || state.status === 'ended' ? state.because : null;

/** Who answered what, and what can be done now. Reading it is written down, as it names people and how to reach them. */
export function readProposal(deps: Deps, viewer: UserViewer, id: string): Reply<'readProposal'> {
  return deps.store.write((tx) => {
    const now = deps.now();
    const found = ownProposal(tx, viewer, id, now);
    logEvent(tx, viewer, now, { action: 'read', entity: 'proposal', entityId: id });
    return detail(tx, found, now);
  });
}

function detail(tx: Tx, found: StoredProposal, now: number): Reply<'readProposal'> {
  const { row, state, visit, service, practitioner } = found;
  const possible = new Set(possibleTimes(state, now).map((time) => time.id));
  const awaited = new Set(unansweredBy(state, now));
  const isOpen = state.status !== 'agreed' && state.status !== 'ended';
  const { colleagueIds, requiredIds = [] } = row.content;
  const stateOf = ({ id, startsAt }: ProposedTime) =>
    startsAt <= now
      ? ('begun' as const)
      : state.goneIds.includes(id)
        ? ('gone' as const)
        : possible.has(id) || !isOpen
          ? ('possible' as const)
          : ('refused' as const);
  const remindable = found.voters.map(({ askedAt }) => askedAt + remindPauseMs);
  return {
    id: row.id,
    serviceId: row.serviceId,
    serviceName: service.name,
    practitionerId: row.practitionerId,
    practitionerName: practitioner.name,
    people: colleagueIds.map((each) => ({
      ...{ id: each, name: accounts.nameOf(tx, each) ?? '', required: requiredIds.includes(each) },
    })),
    status: state.status,
    because: becauseOf(found),
    createdAt: row.createdAt,
    keptUntil: row.keptUntil,
    times: state.times.map((time) => ({
      ...time,
      state: stateOf(time),
      ready: isOpen && possible.has(time.id) && missingKeys(state, time.id).length === 0,
    })),
    voters: found.voters.map(({ id, name, isKey, channel, address, askedAt }) => ({
      ...{ id, name, isKey, channel, address, askedAt },
      answers: Object.entries(state.votes[id] ?? {}).map(([timeId, answer]) => ({ timeId, answer })),
      isAwaited: isOpen && awaited.has(id),
      remindableFrom: askedAt + remindPauseMs,
    })),
    visit: visit ? viewVisit(visit) : null,
    youMay: {
      remind: isOpen && found.voters.some(({ id }, index) => awaited.has(id) && now >= remindable[index]!),
      more: isOpen,
      end: isOpen,
    },
    serverNow: now,
  };
}

const viewVisit = ({ id, startsAt, endsAt, status }: NonNullable<StoredProposal['visit']>) => ({
  ...{ id, startsAt, endsAt, status },
});
