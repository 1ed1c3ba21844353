import { bookAll, claimedPeriod, type Instant } from '#domain';
import { maxSeats } from '#domain/series';
import {
  accounts,
  appointments,
  claims,
  conveners,
  isTakenOut,
  meetings,
  newId,
  participants,
  seriesOfVisits,
  type Overview,
  type Tx,
} from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { postAbsent } from '../mail/absent-letter.ts';
import { visitAddress } from '../mail/addresses.ts';
import { post, type Recipient } from '../mail/compose.ts';
import { postOut, wordsOfDeclined } from '../mail/out-letter.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { busyElsewhere } from './busy-elsewhere.ts';
import { change } from './change-appointment.ts';
import { concernedBy, logEvent } from './log-event.ts';
import { noteSeries } from './series-conveners.ts';
import { recipientsOf } from './tell-people.ts';
import { serviceAsBooked } from './visit-change.ts';
import { bumped, isYetToBegin, mayTakeOut, refusalOf } from './visit-guests.ts';
import { partsOf } from './wanted-time.ts';

type Account = ReturnType<typeof accounts.all>[number];
/** Somebody in a seat of this visit. */
type Seated = { account: Account; seatId: string };

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
    if (!seat || isTakenOut(seat, found.appointment.startsAt)) throw new Refusal('not-found');
    userId = seat.userId!;
    unseat(tx, found, { id: seat.id, userId }, now);
    const overview = bumped(tx, found);
    const [account] = accounts.all(tx, [userId]);
    if (account) postOut(tx, overview, recipientOf(account, seat.id, overview), deps.settings, now);
    logSeat(tx, viewer, now, 'take-out-colleague', seat.id, overview);
    return overview;
  });
  deps.live.emit('seat-changed-hands', participantId);
  announce(deps, id, [userId]);
}

/** B9: whether this person can say that they can't come. */
export function mayDecline(tx: Tx, overview: Overview, viewer: UserViewer, now: Instant): boolean {
  const { id, startsAt } = overview.appointment;
  const own = participants.ofUser(tx, id, viewer.userId);
  return own?.kind === 'colleague' && !isTakenOut(own, startsAt) && isYetToBegin(overview, now);
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
  { substituteId }: Body<'declineVisit'>,
): void {
  const now = deps.now();
  const done = deps.store.write((tx) => {
    const found = appointments.forReader(tx, viewer, id);
    if (!found) throw new Refusal('not-found');
    if (participants.ofUser(tx, id, viewer.userId)?.kind !== 'colleague') throw new Refusal('forbidden');
    if (!mayDecline(tx, found, viewer, now))
      throw new Refusal('appointment-over', { details: { status: found.appointment.status } });
    const seat = { id: participants.ofUser(tx, id, viewer.userId)!.id, userId: viewer.userId };
    const wasRequired = unseat(tx, found, seat, now);
    const substitute = substituteId === null ? undefined : seatInstead(tx, found, viewer, substituteId);
    if (substitute && wasRequired) takeTimes(tx, found, viewer, [substitute], 'substituteId', now);
    const overview = bumped(tx, found);
    const [own] = accounts.all(tx, [viewer.userId]);
    const to = recipientOf(own!, seat.id, overview);
    postOut(tx, overview, to, deps.settings, now, wordsOfDeclined(overview, to));
    if (substitute) invite(tx, deps, overview, substitute);
    for (const person of recipientsOf(tx, overview))
      if (person.kind === 'host' || person.kind === 'requester')
        postAbsent(
          tx,
          overview,
          person,
          { name: own!.name, insteadName: substitute?.account.name },
          deps.settings,
          now,
        );
    logSeat(tx, viewer, now, 'decline', seat.id, overview);
    if (substitute) logSeat(tx, viewer, now, 'invite-colleague', substitute.seatId, overview);
    const need = wasRequired ? ('required' as const) : ('optional' as const);
    return { seatId: seat.id, seriesId: noteInSeries(tx, deps, viewer, id, substituteId, need) };
  });
  const userIds = [viewer.userId, ...(substituteId === null ? [] : [substituteId])];
  deps.live.emit('seat-changed-hands', done.seatId);
  if (done.seriesId) deps.live.emit('series-changed', done.seriesId, userIds);
  announce(deps, id, userIds);
}

function announce(deps: Deps, appointmentId: string, userIds: readonly string[]): void {
  deps.live.emit('appointment-changed', appointmentId);
  for (const userId of userIds) {
    deps.live.emit('practitioner-time-changed', userId);
    deps.live.emit('my-day-changed', userId);
  }
}

const problem = (field: string, code: string) => new Refusal('incomplete', { fields: { [field]: code } });

/** Out of their seat and off their claim; whether they had one. */
function unseat(
  tx: Tx,
  { appointment }: Overview,
  seat: { id: string; userId: string },
  now: Instant,
): boolean {
  const wasRequired = claims.peopleOf(tx, appointment.id).includes(seat.userId);
  if (wasRequired) claims.dropPart(tx, appointment.id, seat.userId);
  participants.saveSeat(tx, seat.id, { status: 'removed', removedAt: now });
  return wasRequired;
}

/** Only of the own organisation: they see what the viewer saw. */
function seatInstead(tx: Tx, found: Overview, viewer: UserViewer, userId: string): Seated {
  const [account] = accounts.all(tx, [userId]);
  const isOwn = account?.organisationId === viewer.organisationId;
  if (!isOwn || !accounts.areColleagues(tx, viewer.userId, [userId]))
    throw problem('substituteId', 'unknown-colleague');
  return seatIn(tx, found, userId, 'substituteId');
}

/** Into a seat of their own, or into the one that they had before they were taken out. */
function seatIn(tx: Tx, { appointment }: Overview, userId: string, field: string): Seated {
  const { id: appointmentId, organisationId, startsAt } = appointment;
  const present = participants.userIds(tx, appointmentId);
  if (present.includes(userId)) throw problem(field, 'already-there');
  if (present.length >= maxSeats) throw problem(field, 'too-many-people');
  const account = accounts.all(tx, [userId])[0]!;
  const known = participants.ofUser(tx, appointmentId, userId);
  if (known && isTakenOut(known, startsAt)) {
    participants.seatAgain(tx, known.id);
    return { account, seatId: known.id };
  }
  const seat = { id: newId(), organisationId, appointmentId, kind: 'colleague' as const };
  participants.insert(tx, { ...seat, userId, name: account.name, language: account.language });
  return { account, seatId: seat.id };
}

/** H10: takes these people's time beside what the visit has already; what anybody else has of it is in the way. */
function takeTimes(
  tx: Tx,
  found: Overview,
  viewer: UserViewer,
  seated: readonly Seated[],
  field: string,
  now: Instant,
): void {
  const userIds = seated.map(({ account }) => account.id);
  const busy = new Set(busyOf(tx, found, userIds, now));
  const named = seated.flatMap(({ account }) => (busy.has(account.id) ? account.name : []));
  if (named.length > 0)
    throw new Refusal('incomplete', { fields: { [field]: 'busy-then' }, details: { busy: named } });
  const { id: appointmentId, startsAt } = found.appointment;
  const service = { ...serviceAsBooked(tx, found), needs: [] };
  const { around, parts } = partsOf(
    tx,
    service,
    userIds,
    claimedPeriod(found.appointment, service),
    { by: viewer.userId },
    now,
  );
  const command = { serviceId: service.id, by: viewer.userId, startsAt, parts, appointmentId, offered: true };
  const decision = bookAll(command, around, now);
  // What looked free is somebody's hold of this very person, or has begun.
  if (!decision.ok) throw problem(field, 'busy-then');
  claims.remove(tx, decision.value.removeIds);
  claims.insert(tx, service, decision.value.claims);
}

/** Who of these has something else at the visit's time: a visit, a hold, or what their own calendar says. */
function busyOf(tx: Tx, found: Overview, ids: string[], now: Instant): string[] {
  const { id, startsAt, endsAt } = found.appointment;
  const { bufferBeforeMinutes, bufferAfterMinutes } = serviceAsBooked(tx, found);
  const seeking = { viewerId: '', buffers: { bufferBeforeMinutes, bufferAfterMinutes } };
  const claimed = claims
    .around(tx, ids, startsAt, endsAt, seeking)
    .filter((each) =>
      each.kind === 'hold' ? each.expiresAt > now : !('appointmentId' in each) || each.appointmentId !== id,
    )
    .map(({ practitionerId }) => practitionerId);
  return [...claimed, ...busyElsewhere(tx, ids, startsAt, endsAt, id)];
}

const recipientOf = (account: Account, seatId: string, { appointment }: Overview): Recipient => ({
  ...{ id: seatId, organisationId: appointment.organisationId, kind: 'colleague', name: account.name },
  ...{ language: account.language, channel: 'email', address: account.email },
});

function invite(tx: Tx, deps: Deps, overview: Overview, { account, seatId }: Seated): void {
  const link = visitAddress(deps.settings.publicUrl, overview.appointment.id);
  const recipient = recipientOf(account, seatId, overview);
  post(tx, { overview, recipient, kind: 'invitation', link }, deps.settings, deps.now());
}

function logSeat(
  tx: Tx,
  viewer: UserViewer,
  at: Instant,
  action: 'invite-colleague' | 'take-out-colleague' | 'decline',
  seatId: string,
  { appointment }: Overview,
): void {
  logEvent(tx, viewer, at, { action, entity: 'participant', entityId: seatId }, concernedBy(appointment));
}

/** T9, T11: the history of a series tells of it; whoever is out convenes that meeting no more. Whose series it is. */
function noteInSeries(
  tx: Tx,
  deps: Deps,
  viewer: UserViewer,
  appointmentId: string,
  substituteId: string | null,
  need: 'required' | 'optional',
): string | undefined {
  const [place] = meetings.ofAppointments(tx, [appointmentId]);
  if (!place) return undefined;
  const { seriesId, n } = place;
  const series = seriesOfVisits.byId(tx, seriesId)!;
  seriesOfVisits.change(tx, seriesId, series.revision);
  const meeting = meetings.of(tx, seriesId).find((each) => each.n === n)!;
  if (meeting.convenerId === viewer.userId) conveners.settle(tx, seriesId, n, null);
  const people = [
    { id: viewer.userId, need: 'out' as const },
    ...(substituteId === null ? [] : [{ id: substituteId, need }]),
  ];
  noteSeries(tx, deps, viewer, series, 'people', [n], { people });
  return seriesId;
}
