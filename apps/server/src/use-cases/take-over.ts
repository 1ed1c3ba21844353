import {
  localDateOf,
  minuteMs,
  takeOver,
  type Buffers,
  type Instant,
  type PartClaim,
  type Period,
} from '#domain';
import {
  accounts,
  appointments,
  arrivals,
  claims,
  dutyPlaces,
  encounterOf,
  meetings,
  newId,
  services,
  type Overview,
  type Tx,
} from '#db';
import type { Body } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { announceMove } from './change-appointment.ts';
import { logOnAppointment } from './log-event.ts';
import { noteChangedAlone } from './meeting-alone.ts';
import { hoursOn } from './open-periods.ts';
import { teamVisit } from './read-arrivals.ts';
import { tellFormerHost, tellHandedOver } from './tell-people.ts';
import { mayManage } from './view-appointment.ts';
import { noteChange } from './note-change.ts';
import { seatHost } from './visit-change.ts';

/**
 * Q12, L3: a visit that has not begun changes hands as it is, people who wait included: to who takes it over themselves, or
 * to a colleague whom its host or coordinator names. The second who tries is told who has it.
 */
export function takeOverVisit(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { from, to }: Body<'takeOverVisit'>,
): void {
  changeHands(deps, viewer, { from, to }, (tx) => {
    const found = teamVisit(tx, viewer, id);
    // I8: whoever took a number has it until they hand it over in its queue.
    if (dutyPlaces.ofVisit(tx, id)) throw new Refusal('visit-begun');
    if (to !== viewer.userId && !mayManage(found, viewer)) throw new Refusal('forbidden');
    return found;
  });
}

/**
 * The same, for whoever may decide it in another way than by being of the team.
 *
 * @param find The visit, in the transaction that decides; refuses when it is not theirs to hand over.
 */
export function changeHands(
  deps: Deps,
  viewer: UserViewer,
  { from, to }: Body<'takeOverVisit'>,
  find: (tx: Tx) => Overview,
): void {
  const now = deps.now();
  const overview = deps.store.write((tx) => {
    const found = find(tx);
    const { id } = found.appointment;
    const isOwnWill = to === viewer.userId;
    if (!services.isOfferedBy(tx, found.appointment.serviceId, to)) throw new Refusal('forbidden');
    const decision = decide(tx, found, { from, to, isOwnWill, by: viewer.userId }, now);
    if (!decision.ok) throw refusalOf(tx, decision.error);
    if (!isOwnWill && !isAtWork(tx, to, found, now)) throw new Refusal('not-free');
    const { appointment } = found;
    const rests = claims.restsOf(tx, id);
    const [host] = accounts.all(tx, [to]);
    tellFormerHost(tx, deps, found, host!.name);
    claims.remove(tx, decision.value.removeIds);
    for (const part of decision.value.claims)
      claims.insert(
        tx,
        {
          ...{ id: appointment.serviceId, organisationId: appointment.organisationId },
          ...fitted(rests, part, found),
        },
        [part],
      );
    seatHost(tx, appointment, host!, now);
    arrivals.handTo(tx, id, appointment.practitionerId, to, appointment.calendarSequence + 1);
    const was = { fromStartsAt: appointment.startsAt, fromPractitionerId: appointment.practitionerId };
    meetings.markByHand(tx, id);
    noteChangedAlone(tx, id);
    noteChange(tx, appointment, viewer, now, {
      ...{ kind: 'move', role: 'specialist', reason: isOwnWill ? 'taken-over' : 'handed-over', note: '' },
      ...was,
    });
    logOnAppointment(tx, viewer, now, isOwnWill ? 'take-over' : 'hand-over', appointment);
    const after = appointments.inOrganisation(tx, appointment.organisationId, id)!;
    tellHandedOver(tx, deps, after, viewer.userId);
    return { after, former: appointment.practitionerId };
  });
  announceMove(deps, overview.after, overview.former);
}

type Hands = { from: string; to: string; isOwnWill: boolean; by: string };

function decide(tx: Tx, { appointment, encounter }: Overview, hands: Hands, now: Instant) {
  const { id, startsAt, endsAt, status, practitionerId } = appointment;
  const rests = claims.restsOf(tx, id);
  const around: Period = {
    startsAt: startsAt - rests.bufferBeforeMinutes * minuteMs,
    endsAt: endsAt + rests.bufferAfterMinutes * minuteMs,
  };
  const known = claims.forDecision(tx, [{ resourceId: hands.to, ...around }], hands.by, id);
  return takeOver(
    {
      ...{ appointmentId: id, expected: hands.from, from: practitionerId, to: hands.to, claimId: newId() },
      ...{ status, encounter: encounterOf(encounter), isOwnWill: hands.isOwnWill, by: hands.by },
    },
    known,
    now,
  );
}

function refusalOf(tx: Tx, error: { code: string; by?: string }): Refusal {
  switch (error.code) {
    case 'taken-over-already':
      return new Refusal('taken-over-already', {
        details: { name: accounts.nameOf(tx, error.by ?? '') ?? '' },
      });
    case 'visit-begun':
    case 'appointment-over':
    case 'not-free':
      return new Refusal(error.code);
    default:
      throw new Error('an unknown refusal to take over');
  }
}

/** The rests that are left of a claim that begins later than the visit did. */
function fitted(rests: Buffers, part: PartClaim, { appointment }: Overview): Buffers {
  const isWhole = part.startsAt <= appointment.startsAt - rests.bufferBeforeMinutes * minuteMs;
  if (isWhole) return rests;
  const leftMinutes = (part.endsAt - part.startsAt) / minuteMs;
  return {
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: leftMinutes > rests.bufferAfterMinutes ? rests.bufferAfterMinutes : 0,
  };
}

/** L3: nobody is given a visit outside of their own hours; what has passed of it does not count. */
function isAtWork(tx: Tx, userId: string, { appointment }: Overview, now: Instant): boolean {
  const date = localDateOf(appointment.startsAt);
  const from = Math.min(Math.max(appointment.startsAt, now), appointment.endsAt);
  return hoursOn(tx, userId, date, date).some(
    (hours) => hours.startsAt <= from && appointment.endsAt <= hours.endsAt,
  );
}

/** L3: who could take a visit over: they offer its service, are at work then and have nothing else. */
export function freeColleagues(tx: Tx, overview: Overview, now: Instant): { id: string; name: string }[] {
  const { appointment } = overview;
  return services
    .offering(tx, appointment.serviceId)
    .filter(({ id }) => {
      const hands = { from: appointment.practitionerId, to: id, isOwnWill: false, by: '' };
      return isAtWork(tx, id, overview, now) && decide(tx, overview, hands, now).ok;
    })
    .map(({ id, name }) => ({ id, name }));
}
