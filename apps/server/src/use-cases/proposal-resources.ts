import { claimedPeriod, isLive, overlaps, type Instant, type ProposedTime } from '#domain';
import { claims, proposals, resources, services, type Service, type StoredProposal, type Tx } from '#db';
import type { Body } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { logEvent } from './log-event.ts';
import { stillFree } from './panel.ts';
import { lookAt, peopleOf, saveProposal, steeredProposal, steererIds } from './proposal-state.ts';
import { nameableFor, narrowed, withNamed } from './visit-resources.ts';

/** More free rooms than these nobody reads beside a time. */
const shownInstead = 5;

/** N14: names other rooms and devices while no time is agreed. What that makes free or takes away is seen at once. */
export function changeProposalResources(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { resourceIds }: Body<'changeProposalResources'>,
): void {
  const now = deps.now();
  const tellUserIds = deps.store.write((tx) => {
    const found = steeredProposal(tx, viewer, id, now);
    if (found.state.status === 'ended') throw new Refusal('proposal-ended');
    if (found.state.status === 'agreed') throw new Refusal('already-agreed');
    const { row } = found;
    const service = services.requestable(tx, row.organisationId, row.serviceId);
    if (!service) throw new Refusal('not-found');
    withNamed(tx, row, service, resourceIds);
    const content = { ...row.content, resourceIds: [...new Set(resourceIds)] };
    proposals.saveContent(tx, id, content, row.savedAt);
    const after = lookAt(tx, { ...found, row: { ...row, content } }, now);
    saveProposal(tx, found, after.state, now);
    logEvent(tx, viewer, now, { action: 'change-resources', entity: 'proposal', entityId: id });
    return steererIds(tx, found);
  });
  for (const userId of tellUserIds) deps.live.emit('my-day-changed', userId);
}

/** The rooms and devices that were named for a proposal, and whether each can still be taken (D5). */
export function namedThings(tx: Tx, { row }: Pick<StoredProposal, 'row'>) {
  const service = services.requestable(tx, row.organisationId, row.serviceId);
  const nameable = new Set(service && nameableFor(tx, row, service));
  return resources
    .named(tx, row.content.resourceIds ?? [])
    .map((thing) => ({ ...thing, canBeTaken: nameable.has(thing.id) }));
}

/**
 * N14: of times that are gone, which only lack a room or a device, and what of the same kind is free then instead: by the
 * time's id. What the service needs whatever was named (D2) counts too.
 */
export function lackingThings(tx: Tx, found: StoredProposal, now: Instant): Map<string, string[]> {
  const { row, state } = found;
  const service = services.requestable(tx, row.organisationId, row.serviceId);
  const gone = state.times.filter(({ id, startsAt }) => startsAt > now && state.goneIds.includes(id));
  if (!service || gone.length === 0) return new Map();
  const free = stillFree(tx, { ...service, needs: [] }, peopleOf(tx, found), gone, now);
  const lacking = gone.filter(({ startsAt }) => free.has(startsAt));
  return new Map(lacking.map((time) => [time.id, freeInstead(tx, row, service, time, now)]));
}

function freeInstead(
  tx: Tx,
  row: StoredProposal['row'],
  service: Service,
  time: ProposedTime,
  now: Instant,
): string[] {
  const named = row.content.resourceIds ?? [];
  const wanted = resources.named(tx, narrowed(service, named).needs.flat());
  const kinds = new Set(wanted.map(({ kind }) => kind));
  const candidates = resources
    .named(tx, [...new Set(nameableFor(tx, row, service))])
    .filter(({ id, kind }) => kinds.has(kind) && !named.includes(id))
    .map(({ id }) => id);
  const period = claimedPeriod(time, service);
  const taken = new Set(
    claims
      .around(tx, candidates, period.startsAt, period.endsAt)
      .filter((claim) => claim.kind === 'booking' && isLive(claim, now) && overlaps(claim, period))
      .map(({ practitionerId }) => practitionerId),
  );
  return candidates.filter((id) => !taken.has(id)).slice(0, shownInstead);
}
