import { addDays, instantOf, type Instant, type LocalDate } from '#domain';
import {
  accounts,
  appointments,
  claims,
  isTakenOut,
  meetings,
  participants,
  seriesOfVisits,
  type Overview,
  type Tx,
} from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { postAbsent } from '../mail/absent-letter.ts';
import { postOut, wordsOfDeclined } from '../mail/out-letter.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import {
  announce,
  busyOf,
  invite,
  logSeat,
  problem,
  recipientOf,
  seatIn,
  takeTimes,
  unseat,
  type Seated,
} from './colleague-seats.ts';
import { mustBeWhereSeen } from './may-change.ts';
import { noteChangedAlone } from './meeting-alone.ts';
import { keepRequired } from './required-people.ts';
import { noteSeries } from './series-history.ts';
import { recipientsOf } from './tell-people.ts';
import { bumped, isYetToBegin } from './visit-guests.ts';

/** B9: whether this person can say that they can't come. */
export function mayDecline(
  tx: Tx,
  overview: Overview,
  { userId }: { userId: string },
  now: Instant,
): boolean {
  const own = participants.ofUser(tx, overview.appointment.id, userId);
  return own?.kind === 'colleague' && !isTakenOut(own) && isYetToBegin(overview, now);
}

/** C7: the coming visits of that day to which they are invited as a colleague, the soonest first. */
export function invitedOn(tx: Tx, personId: string, date: LocalDate, now: Instant): Overview[] {
  const [from, to] = [instantOf(date, '00:00'), instantOf(addDays(date, 1), '00:00')];
  return appointments
    .ofPeople(tx, [personId], from, to)
    .map(({ appointmentId }) => appointments.byId(tx, appointmentId)!)
    .filter((overview) => mayDecline(tx, overview, { userId: personId }, now))
    .sort((a, b) => a.appointment.startsAt - b.appointment.startsAt);
}

/** W6: the coming visits from now on to which they are invited as a colleague who is required. */
export function requiredFrom(tx: Tx, personId: string, now: Instant): Overview[] {
  return appointments
    .ofPeople(tx, [personId], now, Number.MAX_SAFE_INTEGER)
    .map(({ appointmentId }) => appointments.byId(tx, appointmentId)!)
    .filter(
      (overview) =>
        mayDecline(tx, overview, { userId: personId }, now) &&
        claims.peopleOf(tx, overview.appointment.id).includes(personId),
    );
}

/** B9: who can come in the viewer's place: colleagues of their own organisation who are not in it, with whether they are free then. */
export function listSubstitutes(deps: Deps, viewer: UserViewer, id: string): Reply<'listSubstitutes'> {
  return deps.store.read((tx) => {
    const overview = appointments.forReader(tx, viewer, id);
    if (!overview || !mayDecline(tx, overview, viewer, deps.now())) throw new Refusal('not-found');
    const present = new Set(participants.userIds(tx, id));
    const others = accounts
      .colleagues(tx, viewer.userId)
      .filter((each) => each.organisationId === viewer.organisationId && !present.has(each.id));
    const busy = new Set(
      busyOf(
        tx,
        overview,
        others.map((each) => each.id),
        deps.now(),
      ),
    );
    return {
      colleagues: others.map(({ id, name, title }) => ({ id, name, title, isFree: !busy.has(id) })),
    };
  });
}

/** B9: the viewer can't come, and may send somebody in their place; all of it or nothing. */
export function declineVisit(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { substituteId, from }: Body<'declineVisit'>,
): void {
  const left = deps.store.write((tx) => {
    const found = appointments.forReader(tx, viewer, id);
    if (!found) throw new Refusal('not-found');
    if (participants.ofUser(tx, id, viewer.userId)?.kind !== 'colleague') throw new Refusal('forbidden');
    if (!mayDecline(tx, found, viewer, deps.now()))
      throw new Refusal('appointment-over', { details: { status: found.appointment.status } });
    mustBeWhereSeen(found, { from });
    return leaveVisit(tx, deps, viewer, found, viewer.userId, substituteId);
  });
  announceLeft(deps, left);
}

export type Left = { appointmentId: string; seatId: string; seriesId: string | undefined; userIds: string[] };

/**
 * B9, C7: out of the visit, with somebody in their place if one is named. Whoever calls it has seen that the person is in it and
 * that it has not begun.
 */
export function leaveVisit(
  tx: Tx,
  deps: Deps,
  viewer: UserViewer,
  found: Overview,
  personId: string,
  substituteId: string | null,
): Left {
  const now = deps.now();
  const { id } = found.appointment;
  const seat = { id: participants.ofUser(tx, id, personId)!.id, userId: personId };
  const wasRequired = unseat(tx, found, seat, now);
  const substitute = substituteId === null ? undefined : seatInstead(tx, found, viewer, substituteId);
  if (substitute && wasRequired) takeTimes(tx, found, viewer, [substitute], 'substituteId', now);
  keepRequired(tx, found);
  const overview = bumped(tx, found);
  const [account] = accounts.all(tx, [personId]);
  const to = recipientOf(account!, seat.id, overview);
  const isOwn = personId === viewer.userId;
  postOut(tx, overview, to, deps.settings, now, isOwn ? wordsOfDeclined(overview, to, now) : undefined);
  if (substitute) invite(tx, deps, overview, substitute);
  const absent = { name: account!.name, insteadName: substitute?.account.name };
  for (const person of recipientsOf(tx, overview))
    if (person.kind === 'host' || person.kind === 'requester')
      postAbsent(tx, overview, person, absent, deps.settings, now);
  logSeat(tx, viewer, now, 'decline', seat.id, overview);
  if (substitute) logSeat(tx, viewer, now, 'invite-colleague', substitute.seatId, overview);
  const people = [
    { id: personId, need: 'out' as const },
    ...(substituteId === null
      ? []
      : [{ id: substituteId, need: wasRequired ? ('required' as const) : ('optional' as const) }]),
  ];
  const seriesId = noteInSeries(tx, deps, viewer, id, people);
  return { appointmentId: id, seatId: seat.id, seriesId, userIds: people.map((each) => each.id) };
}

export function announceLeft(deps: Deps, { appointmentId, seatId, seriesId, userIds }: Left): void {
  deps.live.emit('seat-changed-hands', seatId);
  if (seriesId) deps.live.emit('series-changed', seriesId, userIds);
  announce(deps, appointmentId, userIds);
}

/** Only of the own organisation: they see what the viewer saw. */
function seatInstead(tx: Tx, found: Overview, viewer: UserViewer, userId: string): Seated {
  const [account] = accounts.all(tx, [userId]);
  const isOwn = account?.organisationId === viewer.organisationId;
  if (!isOwn || !accounts.areColleagues(tx, viewer.userId, [userId]))
    throw problem('substituteId', 'unknown-colleague');
  return seatIn(tx, found, userId, 'substituteId');
}

/** T9, T11: the history of a series tells of it; whoever is out convenes that meeting no more. Whose series it is. */
function noteInSeries(
  tx: Tx,
  deps: Deps,
  viewer: UserViewer,
  appointmentId: string,
  people: { id: string; need: 'out' | 'required' | 'optional' }[],
): string | undefined {
  const [place] = meetings.ofAppointments(tx, [appointmentId]);
  if (!place) return undefined;
  const { seriesId, n } = place;
  const series = seriesOfVisits.byId(tx, seriesId)!;
  noteChangedAlone(tx, appointmentId);
  noteSeries(tx, deps, viewer, series, 'people', [n], { people });
  return seriesId;
}
