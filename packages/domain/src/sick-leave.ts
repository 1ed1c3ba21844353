import type { BookedVisit } from './affected.ts';
import type { ServiceTimes } from './offered-slots.ts';
import { claimedPeriod, isClear } from './open-slots.ts';
import type { Period } from './schedule.ts';
import { overlaps, type Slot } from './slots.ts';

/** Somebody who could take a visit over. Free or busy only. */
export type Colleague = {
  id: string;
  serviceIds: readonly string[];
  /** Open hours for these services; sorted and merged, as `busy` is. */
  hours: readonly Period[];
  busy: readonly Period[];
};

export type VisitProposal = {
  visit: BookedVisit;
  /** Why nothing better is proposed: how many colleagues have the service, and how many of them were busy or off. */
  because: { colleagues: number; busy: number; withoutHours: number };
} & ({ kind: 'hand-over'; to: string } | { kind: 'move'; to: Slot } | { kind: 'cancel' });

export type SickLeaveQuery = {
  /** The visits of the practitioner that is away, of the days that are asked about. */
  visits: readonly BookedVisit[];
  /** `needs`: of each one room or device (D3). */
  services: readonly (ServiceTimes & { needs?: readonly (readonly string[])[] })[];
  /** Everybody else; the one who is away is left out. */
  colleagues: readonly Colleague[];
  /** Free slots by service, in time order, of anybody, after the leave for the one who is away. */
  freeSlots: ReadonlyMap<string, readonly Slot[]>;
  /** When rooms and devices are taken around these slots; merged and sorted. */
  busyThings?: ReadonlyMap<string, readonly Period[]>;
  /** Visits that somebody has come to or waits for: they are handed over as they are (Q12), and never moved (H11). */
  awaitedIds?: ReadonlySet<string>;
};

/**
 * C4, C5: for each visit, soonest first: a colleague of the same service who is free at the same time (the one with the
 * fewest handed over so far, then by id); else the service's next free slot after it; else to cancel. No time is proposed
 * twice, nor a room or a device for two visits at once. Only proposals: each is decided by a person, and decided again when it is saved.
 */
export function proposeForSickLeave(query: SickLeaveQuery): VisitProposal[] {
  const services = new Map(query.services.map((service) => [service.id, service]));
  const given = new Map<string, Period[]>();
  const give = (personId: string, period: Period) =>
    given.set(personId, [...(given.get(personId) ?? []), period]);
  const isUsed = (personId: string, period: Period) =>
    given.get(personId)?.some((other) => overlaps(other, period)) ?? false;
  const handed = new Map<string, number>();
  /** One of each need that is free then and proposed for nothing else; undefined where there is none. */
  const thingsAt = (needs: readonly (readonly string[])[] = [], period: Period): string[] | undefined => {
    const chosen = needs.map((choices) =>
      choices.find((id) => isClear(query.busyThings?.get(id) ?? [], period) && !isUsed(id, period)),
    );
    return chosen.every((id) => id !== undefined) ? chosen : undefined;
  };

  return [...query.visits]
    .sort((a, b) => a.startsAt - b.startsAt || (a.appointmentId < b.appointmentId ? -1 : 1))
    .map((visit): VisitProposal => {
      const service = services.get(visit.serviceId);
      if (!service) throw new Error('the service of every visit is known');
      const claimed = claimedPeriod(visit, service);
      const able = query.colleagues.filter(
        ({ id, serviceIds }) => id !== visit.practitionerId && serviceIds.includes(visit.serviceId),
      );
      const atWork = able.filter(({ hours }) =>
        hours.some((period) => period.startsAt <= visit.startsAt && visit.endsAt <= period.endsAt),
      );
      const free = atWork.filter(({ id, busy }) => isClear(busy, claimed) && !isUsed(id, claimed));
      const because = {
        colleagues: able.length,
        withoutHours: able.length - atWork.length,
        busy: atWork.length - free.length,
      };
      const [colleague] = free.sort(
        (a, b) => (handed.get(a.id) ?? 0) - (handed.get(b.id) ?? 0) || (a.id < b.id ? -1 : 1),
      );
      if (colleague) {
        handed.set(colleague.id, (handed.get(colleague.id) ?? 0) + 1);
        give(colleague.id, claimed);
        return { kind: 'hand-over', visit, to: colleague.id, because };
      }
      const later = query.awaitedIds?.has(visit.appointmentId) ? [] : query.freeSlots.get(visit.serviceId);
      const slot = later?.find((each) => {
        const period = claimedPeriod(each, service);
        const isLater = each.startsAt > visit.startsAt && !isUsed(each.practitionerId, period);
        return isLater && thingsAt(service.needs, period) !== undefined;
      });
      if (!slot) return { kind: 'cancel', visit, because };
      const period = claimedPeriod(slot, service);
      for (const id of [slot.practitionerId, ...(thingsAt(service.needs, period) ?? [])]) give(id, period);
      return { kind: 'move', visit, to: slot, because };
    });
}
