import {
  apartFrom,
  apartPolicy,
  changeableUntil,
  isGranted,
  isPreVisit,
  isSeen,
  signableFrom,
  type AnswerContent,
  type Sight,
} from '#domain';
import {
  accounts,
  answers,
  appointmentChanges,
  appointments,
  encounterOf,
  familyBookings,
  keptApartPairs,
  isTakenOut,
  participants,
  requestCaseTypes,
  resources,
  visitForms,
  type Overview,
  type Participant,
  type Tx,
} from '#db';
import type { Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { calendarOf } from '../mail/compose.ts';
import { visitAddress } from '../mail/addresses.ts';
import { placeOf } from '../mail/place.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { nameOfType, sightOn } from './case-types.ts';
import { awaitedGuests } from './remind-forms.ts';
import { mayDecline } from './leave-visit.ts';
import { logOnAppointment } from './log-event.ts';
import { peopleHistory } from './people-history.ts';
import { quotaOf } from './quota.ts';
import { cancellationOf } from './rebooking.ts';
import { partOfSeries } from './read-series.ts';
import { mayEnter, mayManage, roleIn, someoneWaits, summaryOf } from './view-appointment.ts';
import { undeliveredOf } from './undelivered.ts';
import { mayChange, windowOf } from './may-change.ts';
import { viewVisitForms } from './visit-forms.ts';
import { mayInvite, mayTakeOut } from './visit-guests.ts';

/** The appointment with all that belongs to it. Reading it is written down in the same transaction. */
export function readAppointment(deps: Deps, viewer: UserViewer, id: string): Reply<'readAppointment'> {
  return deps.store.write((tx) => {
    const overview = appointments.forReader(tx, viewer, id);
    if (!overview) throw new Refusal('not-found');
    const now = deps.now();
    logOnAppointment(tx, viewer, now, 'read', overview.appointment);
    const [out, people] = partition(participants.ofAppointment(tx, id), isTakenOut);
    return { appointment: detail(tx, overview, viewer, { people, out }, now), serverNow: now };
  });
}

/** Those of whom it is so, and the others. */
function partition<T>(all: readonly T[], is: (one: T) => boolean): [T[], T[]] {
  return [all.filter(is), all.filter((one) => !is(one))];
}

/** `out`: who was taken out before it began (T11). */
type Seats = { people: Participant[]; out: Participant[] };

function detail(tx: Tx, overview: Overview, viewer: UserViewer, { people, out }: Seats, now: number) {
  const { appointment, encounter, request } = overview;
  const youAreHost = appointment.practitionerId === viewer.userId;
  const takesPart = people.some((person) => person.userId === viewer.userId);
  const written = answers.of(tx, appointment.id);
  const manages = mayManage(overview, viewer);
  const role = roleIn(overview, viewer);
  const open = appointment.status === 'booked' || appointment.status === 'arrived';
  const isToBe = (open || appointment.status === 'fulfilled') && encounter.status !== 'finished';
  // R4: a draft is the specialist's own until it is signed.
  const shown = written && (written.answer.status === 'signed' || youAreHost) ? written : null;
  const sights = sightsOn(tx, overview, viewer);
  const forms = viewVisitForms(tx, appointment.id, people, { readsGuests: manages, ...sights });
  const series = partOfSeries(tx, appointment.id);
  const undelivered = undeliveredOf(tx, viewer, [overview], now).get(appointment.id);
  const apart = apartPolicy(people, keptApartPairs.of(tx, appointment.id));
  const seesAll = sights.request === 'everything' && sights.answer === 'everything';
  return {
    ...summaryOf(overview, viewer, true),
    undelivered: undelivered?.size ?? 0,
    seriesName: series?.name ?? null,
    question: isSeen(sights.request, 'question') ? request.content.question : '',
    background: isSeen(sights.request, 'background') ? request.content.background : '',
    caseType: sights.caseType,
    isRestricted: !seesAll,
    consentNoted: request.content.consentNoted,
    // CT7: what was written stands in the place of the chosen reason.
    cancelReason: seesAll ? appointment.cancelReason : (cancellationOf(tx, overview)?.reason ?? null),
    practitionerId: appointment.practitionerId,
    series,
    bookedByName: appointment.bookedBy && (accounts.nameOf(tx, appointment.bookedBy) ?? null),
    bookedByFamily: familyBookings.hasBooked(tx, appointment.id),
    resources: resources.ofVisit(tx, appointment.id),
    quota: manages ? overQuota(tx, overview) : null,
    asksGuests: visitForms.keptKinds(tx, [appointment.id]).some(isPreVisit),
    changes: appointmentChanges
      .of(tx, appointment.id)
      .map(viewChange)
      .map((change) => (seesAll ? change : { ...change, note: '' })),
    // Who was asked and is out is for those who may change the visit (R5), as addresses are.
    peopleChanges: manages ? peopleHistory(tx, [...people, ...out]) : [],
    yourRole: role,
    changeableUntil: changeableUntil({ startsAt: appointment.startsAt, role, window: windowOf(overview) }),
    participants: people.map((person) => ({
      ...viewParticipant(person, manages),
      undelivered: undelivered?.get(person.id) ?? null,
      apartFrom: manages ? apartFrom(person.id, apart) : [],
      interprets: person.interprets ?? [],
    })),
    // Z7: they are not of the visit any more, and do not know it: whoever reads it can only call them.
    unreachedOut: out.flatMap(({ id, name, address }) =>
      undelivered?.has(id) ? [{ id, name, address: address ?? '' }] : [],
    ),
    answer: shown && viewAnswer(tx, shown, sights.answer, forms.answerForm),
    ...forms,
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
      rebook:
        manages &&
        overview.service.active &&
        appointment.status === 'noshow' &&
        appointment.successorId === null,
      answer: youAreHost && appointment.status !== 'cancelled' && written?.answer.status !== 'signed',
      renewLinks: manages && isToBe,
      keepApart:
        manages &&
        isToBe &&
        appointment.modality === 'video' &&
        people.filter(({ kind }) => kind !== 'host').length > 1,
      setInterpreter: manages && isToBe && appointment.modality === 'video',
      inviteGuests: manages && mayInvite(tx, overview, now),
      takeOutPeople: manages && mayTakeOut(tx, overview, now),
      decline: mayDecline(tx, overview, viewer, now),
      remindForms: manages && awaitedGuests(tx, overview).length > 0,
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

/** CT7: whoever asked wrote the request, its specialist the answer; what guests wrote is nobody's own here. */
function sightsOn(tx: Tx, { appointment, request }: Overview, viewer: UserViewer) {
  const kept = requestCaseTypes.of(tx, request.id);
  const { requesterId, bookedBy, practitionerId } = appointment;
  const sight = (wroteIt: boolean) => sightOn(tx, kept, viewer, wroteIt);
  return {
    caseType: nameOfType(kept),
    request: sight(viewer.userId === requesterId || viewer.userId === bookedBy),
    answer: sight(viewer.userId === practitionerId),
    guests: sight(false),
  };
}

type Written = NonNullable<ReturnType<typeof answers.of>>;
type SeenForm = Reply<'readAppointment'>['appointment']['answerForm'];
const viewAnswer = (tx: Tx, { answer, savedAt }: Written, sight: Sight, form: SeenForm) => ({
  status: answer.status,
  content: seenAnswer(answer.content, sight, form),
  savedAt,
  signedAt: answer.status === 'signed' ? answer.signedAt : null,
  signedByName: answer.status === 'signed' ? (accounts.nameOf(tx, answer.signedBy) ?? null) : null,
});

const viewParticipant = (person: Participant, withAddress: boolean) => ({
  id: person.id,
  kind: person.kind,
  userId: person.userId,
  name: person.name,
  title: person.title,
  channel: person.channel,
  address: withAddress ? person.address : null,
  seat: person.seat,
  waitingSince: person.state.status === 'waiting' ? person.state.since : null,
});

/** CT7: what is seen of an answer, and of what was written in its form as much as `form` still asks. */
function seenAnswer(content: AnswerContent, sight: Sight, form: SeenForm): AnswerContent {
  if (sight === 'everything') return content;
  const { kind, recommendation, mandate, followUp, form: written = {} } = content;
  const ids = new Set(form?.content.fields.map(({ id }) => id));
  return {
    ...(isSeen(sight, 'recommendation')
      ? { kind, recommendation, mandate }
      : { kind: null, recommendation: '', mandate: '' }),
    followUp: isSeen(sight, 'follow-up') ? followUp : '',
    form: Object.fromEntries(Object.entries(written).filter(([id]) => ids.has(id))),
  };
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
    const place = placeOf(tx, overview, account.language);
    const letter = { overview, recipient, kind, link: visitAddress(publicUrl, id), convenerName, place };
    return calendarOf(letter, deps.settings, 'file');
  });
}
