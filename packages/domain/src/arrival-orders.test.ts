import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as appointments from './appointment.ts';
import type { BookingPart, PartClaim } from './claim-set.ts';
import * as encounters from './encounter.ts';
import { extend, takeOver } from './running-late.ts';
import * as seats from './seat.ts';
import { hourMs, minuteMs } from './time.ts';

const start = 1_000 * hourMs;
const end = start + 45 * minuteMs;
const own = (resourceId: string): BookingPart => ({
  ...{ id: `own-${resourceId}`, kind: 'booking', appointmentId: 'a', resourceId },
  ...{ startsAt: start, endsAt: end },
});

type Step = { do: string; who: number; afterMinutes: number };
const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom(
    'arrive',
    'admit',
    'put-back',
    'leave',
    'enter',
    'extend',
    'take',
    'end',
    'no-show',
    'undo',
  ),
  who: fc.nat(1),
  afterMinutes: fc.nat(12),
});

describe('every order of what people do', () => {
  it('[L6][P1][Q1] leaves a visit in one state, with one who has it, and nobody lost', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let now = start - 10 * minuteMs;
        let appointment: appointments.Appointment = {
          id: 'a',
          startsAt: start,
          endsAt: end,
          status: 'booked',
        };
        let encounter: encounters.Encounter = { status: 'planned' };
        let people: seats.Seat[] = [{ status: 'invited' }, { status: 'invited' }];
        let claims: PartClaim[] = [own('p'), own('room')];
        let host = 'p';
        for (const { do: what, who, afterMinutes } of steps) {
          now += afterMinutes * minuteMs;
          const before = JSON.stringify({ appointment, encounter, people, claims, host });
          const set = (seat: seats.Seat) =>
            (people = people.map((each, index) => (index === who ? seat : each)));
          const isOpen =
            !['cancelled', 'noshow'].includes(appointment.status) && encounter.status !== 'finished';
          if (what === 'arrive' && isOpen) {
            const knocked = seats.knock(people[who]!, now);
            const arrived = appointments.arrive(appointment, now);
            if (knocked.ok && arrived.ok) [appointment] = [arrived.value, set(knocked.value)];
          } else if (what === 'admit' && isOpen && encounter.status === 'in-progress') {
            const admitted = seats.admit(people[who]!, now);
            const fulfilled = appointments.fulfil(appointment, now);
            if (admitted.ok && fulfilled.ok) [appointment] = [fulfilled.value, set(admitted.value)];
          } else if (what === 'put-back' && isOpen) {
            const back = seats.putBack(people[who]!, now);
            if (back.ok) set(back.value);
          } else if (what === 'leave') set(seats.leave(people[who]!, now));
          else if (what === 'enter' && isOpen) {
            const begun = encounters.start(encounter, now);
            if (begun.ok) encounter = begun.value;
          } else if (what === 'extend') {
            const longer = extend({ ...appointment, appointmentId: 'a', encounter }, 10, claims, now);
            if (longer.ok) {
              appointment = { ...appointment, endsAt: longer.value.endsAt };
              claims = longer.value.claims;
            }
          } else if (what === 'take') {
            const to = host === 'p' ? 'q' : 'p';
            const { status } = appointment;
            const command = {
              ...{ appointmentId: 'a', expected: host, from: host, to, claimId: `own-${to}` },
              ...{ status, encounter, isOwnWill: true, by: to },
            };
            const taken = takeOver(command, claims, now);
            if (taken.ok) {
              const { removeIds, claims: made } = taken.value;
              claims = [...claims.filter(({ id }) => !removeIds.includes(id)), ...made];
              host = to;
            }
            // The same press again, of somebody who was slower: told who has it, and nothing changes.
            expect(takeOver({ ...command, from: host }, claims, now).ok).toBe(false);
          } else if (what === 'end') {
            encounter = encounters.finish(encounter, now);
            people = people.map((seat) => seats.leave(seat, now));
          } else if (what === 'no-show' && !people.some(({ status }) => status === 'waiting')) {
            const marked = appointments.markNoShow(appointment, now);
            if (marked.ok) appointment = marked.value;
          } else if (what === 'undo') {
            const undone = appointments.undoNoShow(appointment, encounter, now);
            if (undone.ok) appointment = undone.value;
          }
          // Nobody waits for what does not take place, and nobody is in a visit that nobody came to.
          if (appointment.status === 'noshow' || encounter.status === 'finished')
            expect(people.some(({ status }) => status === 'waiting' || status === 'admitted')).toBe(false);
          if (people.some(({ status }) => status === 'admitted'))
            expect(appointment.status).toBe('fulfilled');
          if (people.some(({ status }) => status === 'waiting'))
            expect(['arrived', 'fulfilled']).toContain(appointment.status);
          // Nobody is gone, the room stays, and nobody but the host has the visit's time.
          expect(people).toHaveLength(2);
          expect(claims.filter(({ resourceId }) => resourceId === 'room')).toHaveLength(1);
          expect(claims.filter(({ resourceId }) => resourceId !== 'room' && resourceId !== host)).toEqual([]);
          if (what === 'undo' && JSON.stringify({ appointment, encounter, people, claims, host }) !== before)
            expect(appointment.status).toBe('booked');
        }
      }),
    );
  });
});
