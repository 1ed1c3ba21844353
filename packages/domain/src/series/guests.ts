import { plainName } from '../plain-name.ts';
import { maxGuests, type InvitedGuest } from '../request.ts';
import { err, ok, type Result } from '../result.ts';
import type { Instant } from '../time.ts';
import type { SeriesRefusal, SeriesScope } from './edit.ts';
import { isMeant, refuseScope, type ScopedMeeting } from './people.ts';

/** Who is who among people without an account: the same name at the same address. */
export type GuestKey = string;
export const guestKey = ({
  name,
  channel,
  address,
}: Pick<InvitedGuest, 'name' | 'channel' | 'address'>): GuestKey =>
  JSON.stringify([channel, address.trim().toLowerCase(), plainName(name).toLocaleLowerCase('fi')]);

/** Who without an account is invited to one meeting. */
export type GuestMeeting = ScopedMeeting & { guests: ReadonlySet<GuestKey> };
export type GuestChange = {
  invite: readonly GuestKey[];
  out: readonly GuestKey[];
  /** The numbers of meetings in which nothing is to change. */
  without: ReadonlySet<number>;
};
/** Of one meeting: who is new in it, and who is in it no more. */
export type GuestsChanged = { n: number; new: GuestKey[]; out: GuestKey[] };
export type GuestRefusal =
  SeriesRefusal | { code: 'seat-twice' | 'guest-twice'; keys: GuestKey[] } | { code: 'too-many-guests' };

/**
 * T11: invites people without an account to meetings and takes others out of them: of those that are meant, planned and to
 * come. Whoever is in already is not invited again. Answers the meetings in which something changes, in their order.
 */
export function changeGuests(
  meetings: readonly GuestMeeting[],
  scope: SeriesScope,
  { invite, out, without }: GuestChange,
  now: Instant,
): Result<GuestsChanged[], GuestRefusal> {
  const again = invite.filter((key, index) => invite.indexOf(key) !== index);
  if (again.length > 0) return err({ code: 'guest-twice', keys: again });
  const both = invite.filter((key) => out.includes(key));
  if (both.length > 0) return err({ code: 'seat-twice', keys: both });
  const refusal = refuseScope(meetings, scope, now);
  if (refusal) return err(refusal);
  const changed = meetings
    .filter((meeting) => isMeant(meeting, scope, now) && !without.has(meeting.n))
    .map(({ n, guests }) => {
      const added = invite.filter((key) => !guests.has(key));
      const gone = out.filter((key) => guests.has(key));
      return { n, new: added, out: gone, count: guests.size + added.length - gone.length };
    })
    .filter((each) => each.new.length + each.out.length > 0);
  // A meeting that has too many already can still lose some.
  if (changed.some((each) => each.count > maxGuests && each.new.length > 0))
    return err({ code: 'too-many-guests' });
  return ok(changed.map(({ count: _count, ...each }) => each));
}

/**
 * T3: with whom a series goes on when it is renewed, after a change of several meetings. Who is out is known by name where the
 * address has been changed since (Z7).
 */
export function guestsFromNowOn(
  before: readonly InvitedGuest[],
  invite: readonly InvitedGuest[],
  out: readonly InvitedGuest[],
): Result<InvitedGuest[], GuestRefusal> {
  const gone = new Set(
    out.flatMap((guest) => {
      const exact = before.filter((each) => guestKey(each) === guestKey(guest));
      return (exact.length > 0 ? exact : before.filter((each) => isNamesake(each, guest))).map(guestKey);
    }),
  );
  const stay = before.filter((guest) => !gone.has(guestKey(guest)));
  const known = new Set(stay.map(guestKey));
  const next = [...stay, ...invite.filter((guest) => !known.has(guestKey(guest)))];
  return next.length > maxGuests && next.length > before.length ? err({ code: 'too-many-guests' }) : ok(next);
}

const isNamesake = (one: InvitedGuest, other: InvitedGuest): boolean =>
  plainName(one.name).toLocaleLowerCase('fi') === plainName(other.name).toLocaleLowerCase('fi');
