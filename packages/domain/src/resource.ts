import { isLivePart, type PartClaim } from './claim-set.ts';
import type { Needs } from './needs.ts';
import { err, ok, type Result } from './result.ts';
import type { Period } from './schedule.ts';
import { maxNameLength, type ServiceText } from './service.ts';
import { overlaps } from './slots.ts';
import type { Instant } from './time.ts';

export const resourceKinds = ['room', 'device'] as const;
export type ResourceKind = (typeof resourceKinds)[number];

/** What an administrator writes about a room or a device. */
export type ResourceFields = {
  organisationId: string;
  kind: ResourceKind;
  name: ServiceText;
  address: string;
};

/** D1: what keeps a room or a device from being saved. `managedIds` are the organisations that the administrator manages. */
export function checkResource(
  fields: ResourceFields,
  managedIds: readonly string[],
): Result<ResourceFields, { field: string; code: string }[]> {
  const problems: { field: string; code: string }[] = [];
  const need = (held: boolean, field: string, code: string) => void (held || problems.push({ field, code }));
  const { fi, sv, en } = fields.name;
  const name = { fi: fi.trim(), sv: sv.trim(), en: en.trim() };
  need(name.fi !== '', 'name.fi', 'required');
  for (const tongue of ['fi', 'sv', 'en'] as const)
    need(name[tongue].length <= maxNameLength, `name.${tongue}`, 'too-long');
  need(fields.kind !== 'room' || fields.address.trim() !== '', 'address', 'required');
  need(managedIds.includes(fields.organisationId), 'organisationId', 'required');
  return problems.length > 0 ? err(problems) : ok({ ...fields, name, address: fields.address.trim() });
}

/** For whom a resource is chosen: whose holds, and which visit's bookings, are not in the way. */
export type Choosing = { period: Period; by: string; appointmentId?: string | undefined };

/**
 * D3: which resources a visit takes: of each need what its person or the visit has already, else the first that is free;
 * where none is, one that is only held (H14), so that the decision says what is in the way. A need without choices gives none.
 *
 * @param claims All that touch the period of any choice, and all holds of this person.
 */
export function chooseResources(
  needs: Needs,
  { period, by, appointmentId }: Choosing,
  claims: readonly PartClaim[],
  now: Instant,
): string[] {
  const isOwn = (claim: PartClaim) =>
    claim.kind === 'hold' ? claim.heldBy === by : claim.appointmentId === appointmentId;
  const rank = (id: string): number => {
    const living = claims.filter((claim) => claim.resourceId === id && isLivePart(claim, now));
    const others = living.filter((claim) => !isOwn(claim) && overlaps(claim, period));
    if (others.some(({ kind }) => kind === 'booking')) return 3;
    if (others.length > 0) return 2;
    return living.some(isOwn) ? 0 : 1;
  };
  return needs.flatMap((choices) => {
    const ranked = choices.map((id) => ({ id, rank: rank(id) }));
    const best = Math.min(...ranked.map((choice) => choice.rank));
    return ranked.find((choice) => choice.rank === best)?.id ?? [];
  });
}
