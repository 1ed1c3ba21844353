import { instantOf, isLocalDate } from '#domain';
import {
  accounts,
  audit,
  auditTargets,
  organisationsUnder,
  type AuditFilter,
  type AuditTarget,
  type Tx,
} from '#db';
import type { Query, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';

const pageLength = 100;

/** R8: what concerns the own organisation, narrowed, and what it is about in words. */
export function readLog(deps: Deps, viewer: UserViewer, query: Query<'listAudit'>): Reply<'listAudit'> {
  const before = query.before === undefined ? Number.MAX_SAFE_INTEGER : Number(query.before);
  const days = daysOf(query);
  const own = viewer.organisationId;
  return deps.store.read((tx) => {
    const filter = { ...days, ...peopleOf(tx, query), ...(query.topic && { topic: query.topic }) };
    const rows = audit.list(tx, own, filter, before, pageLength + 1);
    const shown = rows.slice(0, pageLength);
    const targets = auditTargets(
      tx,
      shown.map(({ event }) => event),
      { own, under: organisationsUnder(tx, own) },
    );
    const events = shown.map((row) => view(row, targets));
    return { events, nextBefore: rows.length > pageLength ? (events.at(-1)?.id ?? null) : null };
  });
}

function view(
  { event, userName }: ReturnType<typeof audit.list>[number],
  targets: ReadonlyMap<string, AuditTarget>,
): Reply<'listAudit'>['events'][number] {
  const { id, at, actorKind, action, entity, entityId } = event;
  const target = targets.get(`${entity} ${entityId}`) ?? null;
  return { id, at, actor: userName ?? actorKind, action, entity, entityId, target };
}

/** From the start of one day in Finland to the end of another. */
export function daysOf({
  from,
  to,
}: Pick<Query<'listAudit'>, 'from' | 'to'>): Pick<AuditFilter, 'since' | 'until'> {
  if (from !== undefined && !isLocalDate(from))
    throw new Refusal('bad-request', { fields: { from: 'date' } });
  if (to !== undefined && !isLocalDate(to)) throw new Refusal('bad-request', { fields: { to: 'date' } });
  return {
    ...(from !== undefined && { since: instantOf(from, '00:00') }),
    ...(to !== undefined && { until: instantOf(to, '24:00') }),
  };
}

/** Every word that was typed must be in the name, as in the other searches. */
function peopleOf(tx: Tx, { who = '' }: Query<'listAudit'>): AuditFilter {
  const words = who.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return {};
  const named = accounts.names(tx).filter(({ name }) => {
    const lower = name.toLowerCase();
    return words.every((word) => lower.includes(word));
  });
  return { actorIds: named.map(({ id }) => id) };
}
