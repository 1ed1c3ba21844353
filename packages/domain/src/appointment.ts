import type { Encounter } from './encounter.ts';
import { err, ok, type Result } from './result.ts';
import { noShowUndoMs } from './running-late.ts';
import type { Instant } from './time.ts';

/** An agreed time with participants. FHIR's Appointment.status; `proposed` comes with panels. */
export type Appointment = AppointmentBase &
  (
    | { status: 'booked' }
    | { status: 'arrived'; arrivedAt: Instant }
    | { status: 'fulfilled'; fulfilledAt: Instant }
    | { status: 'cancelled'; cancelledAt: Instant; reason: string }
    | { status: 'noshow'; markedAt: Instant }
  );
export type AppointmentBase = { id: string; startsAt: Instant; endsAt: Instant };
export type AppointmentStatus = Appointment['status'];

export type AppointmentRefusal =
  { code: 'appointment-over'; status: AppointmentStatus } | { code: 'too-early-for-no-show' };
export type UndoRefusal = { code: 'not-a-no-show' } | { code: 'too-late-to-undo' };

const base = ({ id, startsAt, endsAt }: Appointment): AppointmentBase => ({ id, startsAt, endsAt });
const over = (appointment: Appointment) =>
  err({ code: 'appointment-over' as const, status: appointment.status });

/** P1: the first person to arrive makes the appointment arrived; those who come later change nothing. */
export function arrive(appointment: Appointment, now: Instant): Result<Appointment, AppointmentRefusal> {
  switch (appointment.status) {
    case 'booked':
      return ok({ ...base(appointment), status: 'arrived', arrivedAt: now });
    case 'arrived':
    case 'fulfilled':
      return ok(appointment);
    case 'cancelled':
    case 'noshow':
      return over(appointment);
  }
}

/** P2: the first admission fulfils the appointment. */
export function fulfil(appointment: Appointment, now: Instant): Result<Appointment, AppointmentRefusal> {
  switch (appointment.status) {
    case 'booked':
    case 'arrived':
      return ok({ ...base(appointment), status: 'fulfilled', fulfilledAt: now });
    case 'fulfilled':
      return ok(appointment);
    case 'cancelled':
    case 'noshow':
      return over(appointment);
  }
}

/** P3: what has begun can't be cancelled; cancelling frees the time. */
export function cancel(
  appointment: Appointment,
  reason: string,
  now: Instant,
): Result<Appointment, AppointmentRefusal> {
  if (appointment.status !== 'booked' && appointment.status !== 'arrived') return over(appointment);
  return ok({ ...base(appointment), status: 'cancelled', cancelledAt: now, reason });
}

/** P4: nobody was admitted and the time has begun: the visit did not happen. */
export function markNoShow(appointment: Appointment, now: Instant): Result<Appointment, AppointmentRefusal> {
  if (appointment.status !== 'booked' && appointment.status !== 'arrived') return over(appointment);
  if (now < appointment.startsAt) return err({ code: 'too-early-for-no-show' });
  return ok({ ...base(appointment), status: 'noshow', markedAt: now });
}

/** L6: a no-show that was marked by mistake is taken back within ten minutes; nobody had come, so it is booked again. */
export function undoNoShow(
  appointment: Appointment,
  encounter: Encounter,
  now: Instant,
): Result<Appointment & { status: 'booked' }, UndoRefusal> {
  if (appointment.status !== 'noshow') return err({ code: 'not-a-no-show' });
  if (encounter.status === 'finished' || now >= appointment.markedAt + noShowUndoMs)
    return err({ code: 'too-late-to-undo' });
  return ok({ ...base(appointment), status: 'booked' });
}
