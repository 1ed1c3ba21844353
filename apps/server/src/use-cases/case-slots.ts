import { caseSlotsOf, freeCaseSlot, isCaseTold, isGranted, minuteMs, moveCase } from '#domain';
import {
  accounts,
  appointments,
  cases,
  caseSlots,
  organisationsOver,
  participants,
  requestCaseTypes,
  type Overview,
  type StoredCaseSlot,
  type Tx,
} from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { accept, Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { concernedBy, logOnAppointment } from './log-event.ts';
import { mayUseCase } from './own-cases.ts';
import { mayManage } from './view-appointment.ts';

type View = Reply<'readCaseSlots'>;

/** T10: the slots of a meeting and whose they are, for whoever may read the visit (R2). Guests have no way here. */
export function readCaseSlots(deps: Deps, viewer: UserViewer, id: string): View {
  return deps.store.write((tx) => {
    const overview = load(tx, viewer, id);
    logOnAppointment(tx, viewer, deps.now(), 'read', overview.appointment);
    return view(tx, overview, viewer, deps.now());
  });
}

/** T10: cuts a meeting into slots of so many whole minutes; with 0 it is whole again. What is left over at its end is nobody's. */
export function cutCaseSlots(deps: Deps, viewer: UserViewer, id: string, minutes: number): View {
  return change(deps, viewer, id, 'cut-case-slots', (tx, { appointment }, slots) => {
    if (appointment.startsAt <= deps.now()) throw new Refusal('meeting-begun');
    if (slots.some(({ caseId }) => caseId !== null)) throw new Refusal('slots-in-use');
    const { startsAt, endsAt } = appointment;
    const count = minutes === 0 ? 0 : Math.floor((endsAt - startsAt) / minuteMs / minutes);
    const meeting = { startsAt, endsAt: startsAt + count * minutes * minuteMs };
    if (minutes > 0 && count === 0) throw new Refusal('bad-request', { fields: { minutes: 'too-long' } });
    caseSlots.replace(tx, appointment, caseSlotsOf(meeting, count));
  });
}

/** T10: gives a slot to a case, moves the case here from another slot, or takes the slot back; one of two at once is told. */
export function assignCaseSlot(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  index: number,
  { caseId, was, from, startsAt }: Body<'assignCaseSlot'>,
): View {
  const action = caseId === null ? 'free-case-slot' : 'give-case-slot';
  return change(deps, viewer, id, action, (tx, overview, slots) => {
    const slot = slots.find((each) => each.index === index);
    if (!slot) throw new Refusal('unknown-slot');
    if (startsAt !== undefined && startsAt !== slot.startsAt) throw new Refusal('case-slot-taken');
    if (slot.caseId !== was && slot.caseId !== caseId) throw new Refusal('case-slot-taken');
    const isTold = slot.caseId === null || toldOf(tx, overview, viewer, slots).has(index);
    if (!isTold || !isOwn(overview, viewer, slot)) throw new Refusal('forbidden');
    if (caseId !== null && !mayUseCase(tx, viewer, caseId)) throw new Refusal('not-found');
    const now = deps.now();
    const current = caseId === null ? undefined : slots.find((each) => each.caseId === caseId);
    // Giving a slot to another case takes it back first: both are decided here.
    const freed = slot.caseId === caseId ? slots : accept(freeCaseSlot(slots, index, now));
    if (caseId === null) return caseSlots.setCase(tx, id, index, null);
    accept(moveCase(freed, index, caseId, from, now));
    if (current && current.index !== index) caseSlots.setCase(tx, id, current.index, null);
    caseSlots.setCase(tx, id, index, caseId);
  });
}

/** Another organisation's case is taken out of its slot by those who manage the visit and are told whose it is only. */
const isOwn = (overview: Overview, viewer: UserViewer, { child }: StoredCaseSlot): boolean =>
  !child || child.organisationId === viewer.organisationId || mayManage(overview, viewer);

/** CT10: those of the slots whose case this person is told. */
function toldOf(tx: Tx, { appointment }: Overview, viewer: UserViewer, slots: StoredCaseSlot[]): Set<number> {
  const caseIds = slots.flatMap(({ caseId }) => caseId ?? []);
  const known = cases.readBy(tx, viewer, caseIds);
  const organisationIds = organisationsOver(tx, viewer.organisationId);
  const around = {
    requestId: appointment.requestId,
    organisationIds: organisationsOver(tx, appointment.organisationId),
  };
  const told = slots.filter(
    ({ caseId }) =>
      caseId !== null &&
      isCaseTold(requestCaseTypes.limitsAround(tx, { ...around, caseId }), {
        organisationIds,
        knowsOf: known.has(caseId) || mayUseCase(tx, viewer, caseId),
      }),
  );
  return new Set(told.map(({ index }) => index));
}

function change(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  action: string,
  work: (tx: Tx, overview: Overview, slots: StoredCaseSlot[]) => void,
): View {
  const { after, watching } = deps.store.write((tx) => {
    const overview = load(tx, viewer, id);
    if (!mayAssign(tx, overview, viewer)) throw new Refusal('forbidden');
    if (overview.appointment.anonymousOnly) throw new Refusal('no-case-slots');
    if (!isOpen(overview)) throw new Refusal('appointment-over');
    work(tx, overview, caseSlots.of(tx, id));
    logOnAppointment(tx, viewer, deps.now(), action, overview.appointment);
    return {
      after: view(tx, overview, viewer, deps.now()),
      watching: accounts.coordinatorIds(tx, concernedBy(overview.appointment)),
    };
  });
  deps.live.emit('appointment-changed', id);
  for (const userId of watching) deps.live.emit('my-day-changed', userId);
  return after;
}

const isOpen = ({ appointment, encounter }: Overview): boolean =>
  (appointment.status === 'booked' ||
    appointment.status === 'arrived' ||
    appointment.status === 'fulfilled') &&
  encounter.status !== 'finished';

/** Who manages the visit, and who of the staff takes part in it: coordinators of several organisations bring their cases. */
const mayAssign = (tx: Tx, overview: Overview, viewer: UserViewer): boolean =>
  isGranted(viewer.role, 'case-slot:assign') &&
  (mayManage(overview, viewer) ||
    participants.ofUser(tx, overview.appointment.id, viewer.userId) !== undefined);

function load(tx: Tx, viewer: UserViewer, id: string): Overview {
  const overview = appointments.forReader(tx, viewer, id);
  if (!overview) throw new Refusal('not-found');
  return overview;
}

function view(tx: Tx, overview: Overview, viewer: UserViewer, now: number): View {
  const { appointment } = overview;
  const base = { serverNow: now };
  if (appointment.anonymousOnly) return { ...base, state: 'anonymous-only', slots: [], mayCut: false };
  // They go on in the visit that has taken its place (C6, L6, T14); of one that is only off they are told, to be given others.
  const slots = appointment.successorId === null ? caseSlots.of(tx, appointment.id) : [];
  const may = isOpen(overview) && mayAssign(tx, overview, viewer);
  const told = toldOf(tx, overview, viewer, slots);
  return {
    ...base,
    state: slots.length > 0 ? 'cut' : 'not-cut',
    slots: slots.map((slot) => {
      const isTold = slot.caseId === null || told.has(slot.index);
      return {
        ...{ index: slot.index, startsAt: slot.startsAt, endsAt: slot.endsAt, isTaken: slot.caseId !== null },
        case:
          slot.child && slot.caseId !== null && isTold
            ? { id: slot.caseId, label: `${slot.child.initials}, ${slot.child.birthYear}` }
            : null,
        mayChange: may && slot.startsAt > now && isTold && isOwn(overview, viewer, slot),
      };
    }),
    mayCut: may && appointment.startsAt > now && slots.every(({ caseId }) => caseId === null),
  };
}
