import { doorOpensAt, joinPhase, minuteMs, overrunMs, type CancelRole } from '#domain';
import { appointmentOf, encounterOf, type Overview, type Participant } from '#db';
import type { Reply } from '#protocol';
import type { UserViewer } from '../viewer.ts';

type Summary = Omit<Reply<'listAppointments'>['appointments'][number], 'undelivered' | 'seriesName'>;

/** An appointment in a list. `withSubject` shows initials and birth year; whoever passes true writes an audit event. */
export function summaryOf(overview: Overview, viewer: UserViewer, withSubject: boolean): Summary {
  const { appointment, encounter, service, practitioner, requester, requesterOrganisation, request } =
    overview;
  const youAreHost = appointment.practitionerId === viewer.userId;
  return {
    id: appointment.id,
    status: appointment.status,
    encounterStatus: encounter.status,
    startsAt: appointment.startsAt,
    endsAt: appointment.endsAt,
    serviceName: service.name,
    practitionerName: practitioner.name,
    requesterName: requester.name,
    requesterOrganisation: requesterOrganisation.name,
    subject: withSubject ? subjectOf(overview) : null,
    urgency: request.content.urgency,
    answerStatus: overview.answerStatus ?? 'none',
    youAreHost,
    modality: appointment.modality,
    address: appointment.address,
    opensAt: doorOpensAt(appointment.startsAt, youAreHost ? 'host' : 'participant', earlyMsOf(overview)),
    closesAt: appointment.endsAt + overrunMs,
  };
}

const subjectOf = ({ childCase }: Overview) => childCase && `${childCase.initials}, ${childCase.birthYear}`;

/** P4: somebody who waits has come. */
export const someoneWaits = (people: Participant[]): boolean =>
  people.some(({ kind, seat }) => kind !== 'host' && seat === 'waiting');

/** R5: who may change a visit and sees how its guests are reached: its host, its requester, who booked it for
 * them (B7), and their coordinators. */
export function mayManage({ appointment }: Overview, viewer: UserViewer): boolean {
  const { practitionerId, requesterId, bookedBy, organisationId, requesterOrganisationId } = appointment;
  if (
    viewer.role === 'coordinator' &&
    [organisationId, requesterOrganisationId].includes(viewer.organisationId)
  )
    return true;
  if (viewer.userId === bookedBy && viewer.organisationId === requesterOrganisationId) return true;
  return viewer.userId === practitionerId || viewer.userId === requesterId;
}

/** V6, V9: how long before the start this visit's door opens. */
export const earlyMsOf = ({ appointment }: Overview): number => appointment.joinEarlyMinutes * minuteMs;

/** C1: whose window holds for this person: the provider's, which closes with the start, or that of who asked. */
export function roleIn({ appointment }: Overview, viewer: UserViewer): CancelRole {
  const provides =
    viewer.userId === appointment.practitionerId ||
    (viewer.role === 'coordinator' && viewer.organisationId === appointment.organisationId);
  return provides ? 'specialist' : 'staff';
}

/** Whether this person may enter the visit now, as host or as participant. */
export function mayEnter(overview: Overview, viewer: UserViewer, takesPart: boolean, now: number): boolean {
  const who = overview.appointment.practitionerId === viewer.userId ? 'host' : 'participant';
  const { phase } = joinPhase(
    appointmentOf(overview.appointment),
    encounterOf(overview.encounter),
    who,
    now,
    earlyMsOf(overview),
  );
  // V9: only what is by video has a door.
  if (overview.appointment.modality !== 'video') return false;
  return takesPart && (phase === 'open' || phase === 'early');
}
