import {
  addDays,
  changeableUntil,
  instantOf,
  isGranted,
  isLocalDate,
  localDateOf,
  signableFrom,
  workDayOf,
} from '#domain';
import {
  accounts,
  answers,
  appointmentChanges,
  appointments,
  encounterOf,
  familyBookings,
  participants,
  resources,
  type AppointmentPlace,
  type Overview,
  type Participant,
  type Tx,
} from '#db';
import type { Query, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { calendarOf } from '../mail/compose.ts';
import { visitAddress } from '../mail/addresses.ts';
import { meetingPlace } from '../mail/place.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { logEvent, logOnAppointment } from './log-event.ts';
import { quotaOf } from './quota.ts';
import { partOfSeries } from './read-series.ts';
import { mayEnter, mayManage, roleIn, someoneWaits, summaryOf } from './view-appointment.ts';
import { mayChange, windowOf } from './visit-change.ts';
import { viewVisitForms } from './visit-forms.ts';

/** The appointment with all that belongs to it. Reading it is written down in the same transaction. */
export function readAppointment(deps: Deps, viewer: UserViewer, id: string): Reply<'readAppointment'> {
  return deps.store.write((tx) => {
    const overview = appointments.forReader(tx, viewer, id);
    if (!overview) throw new Refusal('not-found');
    const now = deps.now();
    logOnAppointment(tx, viewer, now, 'read', overview.appointment);
    const people = participants.ofAppointment(tx, id);
    return { appointment: detail(tx, overview, viewer, people, now), serverNow: now };
  });
}

function detail(tx: Tx, overview: Overview, viewer: UserViewer, people: Participant[], now: number) {
  const { appointment, encounter, request } = overview;
  const youAreHost = appointment.practitionerId === viewer.userId;
  const takesPart = people.some((person) => person.userId === viewer.userId);
  const written = answers.of(tx, appointment.id);
  const manages = mayManage(overview, viewer);
  const role = roleIn(overview, viewer);
  const open = appointment.status === 'booked' || appointment.status === 'arrived';
  // R4: a draft is the specialist's own until it is signed.
  const shown = written && (written.answer.status === 'signed' || youAreHost) ? written : null;
  return {
    ...summaryOf(overview, viewer, true),
    question: request.content.question,
    background: request.content.background,
    consentNoted: request.content.consentNoted,
    cancelReason: appointment.cancelReason,
    practitionerId: appointment.practitionerId,
    series: partOfSeries(tx, appointment.id),
    bookedByName: appointment.bookedBy && (accounts.nameOf(tx, appointment.bookedBy) ?? null),
    bookedByFamily: familyBookings.hasBooked(tx, appointment.id),
    resources: resources.ofVisit(tx, appointment.id),
    quota: manages ? overQuota(tx, overview) : null,
    changes: appointmentChanges.of(tx, appointment.id).map(viewChange),
    yourRole: role,
    changeableUntil: changeableUntil({ startsAt: appointment.startsAt, role, window: windowOf(overview) }),
    participants: people.map((person) => viewParticipant(person, manages)),
    answer: shown && viewAnswer(tx, shown),
    ...viewVisitForms(tx, appointment.id, people, manages),
    signableFrom: signableFrom(appointment.startsAt, encounterOf(encounter)),
    youMay: {
      cancel: manages && open && mayChange(overview, role, now).ok,
      move:
        manages &&
        appointment.status === 'booked' &&
        mayChange(overview, role, now).ok &&
        !someoneWaits(people),
      override: manages && isGranted(viewer.role, 'slot:override'),
      markNoShow: youAreHost && open && now >= appointment.startsAt && !someoneWaits(people),
      rebook: manages && appointment.status === 'noshow' && appointment.successorId === null,
      answer: youAreHost && appointment.status !== 'cancelled' && written?.answer.status !== 'signed',
      renewLinks: !manages
        ? false
        : open || appointment.status === 'fulfilled'
          ? encounter.status !== 'finished'
          : false,
      enter: mayEnter(overview, viewer, takesPart, now),
    },
  };
}

/** V8: how far a visit that stands is beyond the quota; null while it is within. */
function overQuota(tx: Tx, { appointment, service }: Overview) {
  if (appointment.status === 'cancelled') return null;
  const { requesterOrganisationId, startsAt } = appointment;
  const quota = quotaOf(tx, service, requesterOrganisationId, startsAt, true);
  return quota?.level === 'over' ? quota : null;
}

const viewChange = ({
  change,
  actorName,
  formerPractitioner,
}: ReturnType<typeof appointmentChanges.of>[number]) => ({
  at: change.at,
  kind: change.kind,
  role: change.role,
  actorName,
  reason: change.reason,
  note: change.note,
  fromStartsAt: change.fromStartsAt,
  formerPractitioner,
});

const viewAnswer = (tx: Tx, { answer, savedAt }: NonNullable<ReturnType<typeof answers.of>>) => ({
  status: answer.status,
  content: answer.content,
  savedAt,
  signedAt: answer.status === 'signed' ? answer.signedAt : null,
  signedByName: answer.status === 'signed' ? (accounts.nameOf(tx, answer.signedBy) ?? null) : null,
});

const viewParticipant = (person: Participant, withAddress: boolean) => ({
  id: person.id,
  kind: person.kind,
  name: person.name,
  title: person.title,
  channel: person.channel,
  address: withAddress ? person.address : null,
  seat: person.seat,
  waitingSince: person.state.status === 'waiting' ? person.state.since : null,
});

/** A screen or two of rows; longer makes the first look slow, shorter makes people press "show more" all day. */
const pageLength = 100;

export function listAppointments(
  deps: Deps,
  viewer: UserViewer,
  { view = 'coming', after }: Query<'listAppointments'>,
): Reply<'listAppointments'> {
  const place = after === undefined ? undefined : placeOf(after);
  return deps.store.write((tx) => {
    const now = deps.now();
    logEvent(tx, viewer, now, { action: 'list', entity: 'appointments', entityId: view });
    const rows = appointments.list(tx, viewer, view, now, place, pageLength + 1);
    const shown = rows.slice(0, pageLength);
    const last = rows.length > pageLength ? shown.at(-1)?.appointment : undefined;
    return {
      appointments: shown.map((overview) => summaryOf(overview, viewer, true)),
      next: last ? `${last.startsAt}.${last.id}` : null,
    };
  });
}

function placeOf(text: string): AppointmentPlace {
  const [, startsAt, id] = /^(\d{1,16})\.([\w-]{1,64})$/.exec(text) ?? [];
  if (startsAt === undefined || id === undefined)
    throw new Refusal('bad-request', { fields: { after: 'place' } });
  return { startsAt: Number(startsAt), id };
}

/** One's own visits of a day and who waits for them. It refreshes by itself all day, so it shows nothing of the child;
 * it names who waits, as the specialist must know. */
export function myDay(
  deps: Deps,
  viewer: UserViewer,
  wanted: string | undefined,
  isOnline: (participantId: string) => boolean,
): Reply<'myDay'> {
  if (wanted !== undefined && !isLocalDate(wanted))
    throw new Refusal('bad-request', { fields: { date: 'date' } });
  return deps.store.read((tx) => {
    const now = deps.now();
    const today = localDateOf(now);
    const date = wanted ?? today;
    const { from, to } =
      date === today
        ? workDayOf(now)
        : { from: instantOf(date, '00:00'), to: instantOf(addDays(date, 1), '00:00') };
    const rows = appointments.ofDay(tx, viewer.userId, from, to);
    return {
      date,
      items: rows.map((overview) => ({
        ...summaryOf(overview, viewer, false),
        waiting: participants
          .ofAppointment(tx, overview.appointment.id)
          .flatMap(({ id, name, state }) =>
            state.status === 'waiting'
              ? [{ participantId: id, name, since: state.since, online: isOnline(id) }]
              : [],
          ),
      })),
      serverNow: now,
    };
  });
}

/** The visit as a calendar file for somebody with an account. */
export function calendarForUser(deps: Deps, viewer: UserViewer, id: string): string {
  return deps.store.read((tx) => {
    const overview = appointments.forReader(tx, viewer, id);
    if (!overview) throw new Refusal('not-found');
    const { publicUrl } = deps.settings;
    const { account } = viewer;
    const recipient = {
      id: account.id,
      organisationId: account.organisationId,
      kind: 'requester' as const,
      name: account.name,
      language: account.language,
      channel: 'email' as const,
      address: account.email,
    };
    const kind =
      overview.appointment.status === 'cancelled' ? ('cancellation' as const) : ('invitation' as const);
    const convenerName = partOfSeries(tx, id)?.convenerName ?? null;
    const place = meetingPlace(tx, overview, account.language);
    const letter = { overview, recipient, kind, link: visitAddress(publicUrl, id), convenerName, place };
    return calendarOf(letter, deps.settings, 'file');
  });
}
