import { accounts, isTakenOut, participants } from '#db';
import type { Body } from '#protocol';
import type { Deps } from '../deps.ts';
import { postOut } from '../mail/out-letter.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { change } from './change-appointment.ts';
import {
  announce,
  invite,
  logSeat,
  problem,
  recipientOf,
  seatIn,
  takeTimes,
  unseat,
} from './colleague-seats.ts';
import { keepRequired } from './required-people.ts';
import { bumped, mayTakeOut, refusalOf } from './visit-guests.ts';

/** B9: invites more colleagues to a visit that is booked: all of them or none. */
export function inviteColleagues(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { userIds: asked, need }: Body<'inviteColleagues'>,
): void {
  const now = deps.now();
  const userIds = [...new Set(asked)];
  change(deps, viewer, id, null, (tx, found) => {
    if (!mayTakeOut(tx, found, now)) throw refusalOf(tx, found);
    if (!accounts.areColleagues(tx, viewer.userId, userIds)) throw problem('userIds', 'unknown-colleague');
    const seated = userIds.map((userId) => seatIn(tx, found, userId, 'userIds'));
    if (need === 'required') takeTimes(tx, found, viewer, seated, 'userIds', now);
    keepRequired(tx, found);
    const overview = bumped(tx, found);
    for (const each of seated) {
      invite(tx, deps, overview, each);
      logSeat(tx, viewer, now, 'invite-colleague', each.seatId, overview);
    }
    return overview;
  });
  announce(deps, id, userIds);
}

/** B9: takes a colleague out before the visit begins; their time is free again, and they are told. */
export function takeOutColleague(deps: Deps, viewer: UserViewer, id: string, participantId: string): void {
  const now = deps.now();
  let userId = '';
  change(deps, viewer, id, null, (tx, found) => {
    if (!mayTakeOut(tx, found, now)) throw refusalOf(tx, found);
    const seat = participants
      .ofAppointment(tx, id)
      .find((each) => each.id === participantId && each.kind === 'colleague');
    if (!seat || isTakenOut(seat)) throw new Refusal('not-found');
    userId = seat.userId!;
    unseat(tx, found, { id: seat.id, userId }, now);
    keepRequired(tx, found);
    const overview = bumped(tx, found);
    const [account] = accounts.all(tx, [userId]);
    if (account) postOut(tx, overview, recipientOf(account, seat.id, overview), deps.settings, now);
    logSeat(tx, viewer, now, 'take-out-colleague', seat.id, overview);
    return overview;
  });
  deps.live.emit('seat-changed-hands', participantId);
  announce(deps, id, [userId]);
}
