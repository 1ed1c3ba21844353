import { checkGuests, type InvitedGuest, type Instant } from '#domain';
import { changeGuests, guestKey, guestsFromNowOn, type GuestKey, type GuestRefusal } from '#domain/series';
import { guestLinks, participants, type Meeting, type Overview, type Series, type Tx } from '#db';
import type { Body, Reply } from '#protocol';
import { Refusal } from '../refusal.ts';
import { tidyGuest } from './book-appointment.ts';
import { openLink, seatGuest } from './create-visit.ts';

type Fields = Body<'changeSeriesPeople'>;
type Row = ReturnType<typeof participants.guestsOf>[number];

/** Of one meeting: who is invited without an account, and whose seats are theirs no more. */
export type GuestsOf = { invite: InvitedGuest[]; outIds: string[] };
export const nobody: GuestsOf = { invite: [], outIds: [] };
export type GuestPlan = {
  byNumber: ReadonlyMap<number, GuestsOf>;
  /** With whom a renewal goes on (T3). */
  fromNowOn: InvitedGuest[];
};

export const guestOf = ({ name, channel, address, language, guestRole }: Row): InvitedGuest => ({
  ...{ name, channel: channel!, address: address!, language, role: guestRole },
});
const visitIds = (all: readonly Meeting[]) => all.flatMap(({ appointment }) => appointment?.id ?? []);

/** T11, B4: who without an account is to be in which meeting. What is wrong is said beside the field. */
export function planGuests(
  tx: Tx,
  { content }: Series,
  all: readonly Meeting[],
  { scope, guests, outGuestIds, solutions }: Fields,
  now: Instant,
): GuestPlan {
  const problems = checkGuests(guests);
  if (problems.length > 0)
    throw new Refusal('incomplete', {
      fields: Object.fromEntries(problems.map(({ field, code }) => [field, code])),
    });
  const invite = new Map(guests.map((guest) => [guestKey(tidyGuest(guest)), tidyGuest(guest)]));
  const rows = Map.groupBy(participants.guestsOf(tx, visitIds(all)), ({ appointmentId }) => appointmentId);
  const rowsOf = ({ appointment }: Meeting) => (appointment ? (rows.get(appointment.id) ?? []) : []);
  const known = new Map(
    participants.byIds(tx, outGuestIds).map((row) => [guestKey(guestOf(row)), row] as const),
  );
  const ofSeries = new Set(visitIds(all));
  const areOurs = [...known.values()].every(
    ({ kind, appointmentId }) => kind === 'guest' && ofSeries.has(appointmentId),
  );
  if (!areOurs || (outGuestIds.length > 0 && known.size === 0)) throw new Refusal('series-changed');
  const decided = changeGuests(
    all.map((meeting) => ({
      ...meeting,
      guests: new Set(rowsOf(meeting).map((row) => guestKey(guestOf(row)))),
    })),
    scope,
    {
      invite: guests.map((guest) => guestKey(tidyGuest(guest))),
      out: [...known.keys()],
      without: new Set(solutions.flatMap(({ n, kind }) => (kind === 'stay' ? n : []))),
    },
    now,
  );
  if (!decided.ok) throw refusalOf(decided.error);
  const next = guestsFromNowOn(content.guests, [...invite.values()], [...known.values()].map(guestOf));
  if (!next.ok && scope.kind !== 'one') throw refusalOf(next.error);
  const seatsOf = (n: number, keys: readonly GuestKey[]) =>
    rowsOf(all.find((each) => each.n === n)!).filter((row) => keys.includes(guestKey(guestOf(row))));
  return {
    byNumber: new Map(
      decided.value.map(({ n, new: added, out }) => [
        n,
        { invite: added.map((key) => invite.get(key)!), outIds: seatsOf(n, out).map(({ id }) => id) },
      ]),
    ),
    fromNowOn: next.ok && scope.kind !== 'one' ? next.value : content.guests,
  };
}

const refusalOf = ({ code }: GuestRefusal): Refusal =>
  code === 'seat-twice' || code === 'guest-twice' || code === 'too-many-guests'
    ? new Refusal('incomplete', { fields: { guests: code } })
    : new Refusal(code);

/**
 * Seats for those who are invited, each with a link of their own, in the seat that they had where they were out; links of those
 * who are out stop working (J5). Answers the new secrets by seat.
 */
export function seatGuests(
  tx: Tx,
  { appointment }: Overview,
  { invite, outIds }: GuestsOf,
  now: Instant,
): Map<string, string> {
  for (const id of outIds) {
    participants.takeOut(tx, id, now);
    guestLinks.revokeOf(tx, id, now);
  }
  const out = participants
    .ofAppointment(tx, appointment.id)
    .filter(({ kind, seat }) => kind === 'guest' && seat === 'removed');
  return new Map(
    invite.map((guest) => {
      const own = out.find(
        (row) => guestKey(guestOf(row)) === guestKey(guest) && row.guestRole === (guest.role ?? 'parent'),
      );
      if (!own) {
        const { seat, token } = seatGuest(tx, appointment, guest, now);
        return [seat.id, token];
      }
      participants.seatAgain(tx, own.id);
      participants.setLanguage(tx, own.id, guest.language);
      return [own.id, openLink(tx, own, appointment.endsAt, now)];
    }),
  );
}

/** For the page: who without an account is in which meeting. */
export function viewGuests(tx: Tx, all: readonly Meeting[]): Reply<'readSeries'>['guestSeats'] {
  const numberOf = new Map(all.map(({ n, appointment }) => [appointment?.id, n]));
  const rows = participants.guestsOf(tx, visitIds(all));
  return [...Map.groupBy(rows, (row) => guestKey(guestOf(row))).values()]
    .map((own) => {
      const { id, name, channel, address } = own[0]!;
      const numbers = own.map(({ appointmentId }) => numberOf.get(appointmentId)!);
      return { id, name, channel: channel!, address: address!, numbers: numbers.sort((a, b) => a - b) };
    })
    .sort((a, b) => a.name.localeCompare(b.name, 'fi'));
}

/** What the series' history keeps: of each guest the first of the seats that changed. */
export function guestsForHistory(tx: Tx, newIds: readonly string[], outIds: readonly string[]) {
  const firsts = (ids: readonly string[]) =>
    [...Map.groupBy(participants.byIds(tx, ids), (row) => guestKey(guestOf(row))).values()].map(
      (own) => own[0]!.id,
    );
  return [
    ...firsts(newIds).map((id) => ({ id, need: 'guest' as const })),
    ...firsts(outIds).map((id) => ({ id, need: 'guest-out' as const })),
  ];
}
