import { dayMs } from '#domain';
import {
  proposals,
  serviceHandlers,
  triageQueue,
  triageRequests,
  unansweredVisits,
  waitlistOffers,
  type Tx,
} from '#db';
import type { Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import type { UserViewer } from '../viewer.ts';
import { rowsOfPage } from './page-of.ts';
import { lookAt } from './proposal-state.ts';
import { summaryOf } from './read-proposal.ts';
import { sightOnRow, viewOffer } from './triage-view.ts';

type Waiting = Reply<'waitsForMe'>['items'][number];
type Found = { items: Waiting[]; total: number };

/** As many as are read at a glance; the rest is behind the links beside them. */
const shown = 8;
/** An answer that nobody has missed for longer is found in the list of requests; more days cost every look at the day. */
const answerDays = 60;

/** Y23: what waits for the viewer's own answer. It is asked for all day, so it shows nothing of a child. */
export function waitsForMe(deps: Deps, viewer: UserViewer): Reply<'waitsForMe'> {
  const now = deps.now();
  return deps.store.read((tx) => {
    const kinds = [toHandle, askedOf, proposedBy, toAnswer];
    const found = kinds.map((find) => find(tx, viewer, now));
    const items = found.flatMap((each) => each.items).sort((a, b) => pressingAt(a) - pressingAt(b));
    const total = found.reduce((sum, each) => sum + each.total, 0);
    return { items: items.slice(0, shown), total, serverNow: now };
  });
}

/** What is due, by when; what is not, since when. So whoever waits without a promise is not overtaken by what is due later. */
const pressingAt = (item: Waiting): number => ('dueAt' in item ? item.dueAt : null) ?? item.since;

function toHandle(tx: Tx, viewer: UserViewer, now: number): Found {
  const serviceIds = serviceHandlers.servicesOf(tx, viewer.userId);
  const filter = { serviceIds, statuses: ['submitted' as const], openTo: viewer.userId };
  const items = triageQueue
    .page(tx, filter, now, 0, shown, false)
    .map(({ row, serviceName, requesterName, requesterOrganisation }) => ({
      ...{ kind: 'triage' as const, id: row.id, serviceName, requesterName, requesterOrganisation },
      ...{ since: row.statusAt, dueAt: row.promisedAt },
    }));
  return { items, total: items.length < shown ? items.length : triageQueue.count(tx, filter, now) };
}

/** CT7: who can't read a question can't answer it. */
function askedOf(tx: Tx, viewer: UserViewer, now: number): Found {
  const { userId, organisationId } = viewer;
  const sent = triageRequests.sent(tx, { userId, organisationId, oversees: false }, now);
  const ids = sent.flatMap(({ row }) => (row.status === 'waitlisted' ? row.id : []));
  const offers = waitlistOffers.openOfAll(tx, ids);
  const items = sent.flatMap(({ row, service }): Waiting[] => {
    const common = { id: row.id, serviceName: service.name };
    if (row.status === 'needs-info' && sightOnRow(tx, row, viewer) === 'everything')
      return [{ kind: 'question', ...common, since: row.statusAt }];
    const found = offers.get(row.id);
    const offer = found && viewOffer(tx, found, now);
    if (offer?.status !== 'open') return [];
    return [{ kind: 'offer', ...common, since: offer.madeAt, startsAt: offer.startsAt, dueAt: offer.until }];
  });
  return { items, total: items.length };
}

function proposedBy(tx: Tx, viewer: UserViewer, now: number): Found {
  const search = { text: '', state: 'open' as const, language: viewer.account.language };
  const page = { from: 0, limit: rowsOfPage, now, order: { by: 'time' as const, isDown: false } };
  const items = proposals.list(tx, { convenerId: viewer.userId }, search, page).flatMap((each): Waiting[] => {
    const proposal = summaryOf(tx, lookAt(tx, each, now), now);
    if (!proposal.waitsForConvener) return [];
    const { id, serviceName, status, firstAt } = proposal;
    // With no time left there is none that comes near.
    const dueAt = status === 'reopened' ? null : firstAt;
    return [{ kind: 'proposal', id, serviceName, since: each.row.statusAt, dueAt, proposal }];
  });
  return { items, total: items.length };
}

function toAnswer(tx: Tx, { userId }: UserViewer, now: number): Found {
  const visits = unansweredVisits(tx, userId, now - answerDays * dayMs, now);
  const items = visits.map(({ endsAt, ...visit }) => ({ kind: 'answer' as const, ...visit, since: endsAt }));
  return { items, total: items.length };
}
