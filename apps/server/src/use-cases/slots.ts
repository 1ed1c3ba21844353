import {
  addDays,
  instantOf,
  isOffered,
  isWithinNotice,
  localDateOf,
  minuteMs,
  mondayOf,
  offeredSlots,
  slotState,
  type Claim,
  type Instant,
  type LocalDate,
  type Slot,
} from '#domain';
import { claims, services, type Service, type Tx } from '#db';

/** How far ahead a free time is looked for. Farther costs time on every catalogue; schedules rarely reach farther. */
export const horizonWeeks = 12;

export type SlotBoard = { slots: Slot[]; claims: Claim[] };

/** The slots that a service offers on these days, as far as its notice goes (V4), and what is claimed of them. */
export function loadSlots(
  tx: Tx,
  service: Service,
  viewerId: string,
  now: Instant,
  fromDate: LocalDate,
  toDate: LocalDate,
): SlotBoard {
  const practitionerIds = services.practitionerIds(tx, service.id, fromDate, toDate);
  if (practitionerIds.length === 0) return { slots: [], claims: [] };
  const rules = services
    .rules(tx, service.id, fromDate, toDate)
    .filter(({ practitionerId }) => practitionerIds.includes(practitionerId));
  const exceptions = services.exceptions(tx, service.id, practitionerIds, fromDate, toDate);
  const query = { rules, exceptions, fromDate, toDate, lengthMinutes: service.lengthMinutes };
  const slots = offeredSlots(query).filter(({ startsAt }) => isWithinNotice(service, startsAt, now));
  const from = instantOf(fromDate, '00:00');
  const to = instantOf(toDate, '24:00');
  return { slots, claims: claims.around(tx, practitionerIds, from, to, { viewerId, buffers: service }) };
}

/** The first free slots from `now` on, soonest first, as the viewer sees them; looks a week at a time. */
export function nextFreeSlots(
  tx: Tx,
  service: Service,
  viewerId: string,
  now: Instant,
  limit: number,
  from = now,
): Slot[] {
  const free: Slot[] = [];
  let monday = mondayOf(localDateOf(from));
  for (let week = 0; week < horizonWeeks && free.length < limit; week++, monday = addDays(monday, 7)) {
    const board = loadSlots(tx, service, viewerId, now, monday, addDays(monday, 6));
    for (const slot of board.slots) {
      if (slot.startsAt >= from && slotState(slot, board.claims, viewerId, now) === 'free') free.push(slot);
      if (free.length === limit) break;
    }
  }
  return free;
}

/** The free slots nearest to a time that was just lost, before or after it. */
export function nearestFreeSlots(
  tx: Tx,
  service: Service,
  viewerId: string,
  now: Instant,
  wanted: Instant,
): Slot[] {
  const date = localDateOf(wanted);
  const { slots, claims: taken } = loadSlots(
    tx,
    service,
    viewerId,
    now,
    addDays(date, -3),
    addDays(date, 11),
  );
  return slots
    .filter((slot) => slotState(slot, taken, viewerId, now) === 'free')
    .sort((a, b) => Math.abs(a.startsAt - wanted) - Math.abs(b.startsAt - wanted))
    .slice(0, 3)
    .sort((a, b) => a.startsAt - b.startsAt);
}

/** S5: the slot as offered, and whether it really is; the service's length decides when it ends. */
export function offer(
  tx: Tx,
  service: Service,
  { practitionerId, startsAt }: Pick<Slot, 'practitionerId' | 'startsAt'>,
  viewerId: string,
  now: Instant,
): { slot: Slot; offered: boolean } {
  const slot = { practitionerId, startsAt, endsAt: startsAt + service.lengthMinutes * minuteMs };
  const date = localDateOf(startsAt);
  return { slot, offered: isOffered(slot, loadSlots(tx, service, viewerId, now, date, date).slots) };
}
