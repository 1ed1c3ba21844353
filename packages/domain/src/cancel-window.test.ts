import { describe, expect, it } from 'vitest';
import {
  cancelReasons,
  checkReason,
  defaultCancelWindow,
  mayChangeVisit,
  reasonsFor,
  type CancelQuestion,
} from './cancel-window.ts';
import { proposeForSickLeave, type Colleague, type SickLeaveQuery } from './sick-leave.ts';
import { hourMs, instantOf, minuteMs } from './time.ts';

const startsAt = instantOf('2026-11-24', '09:00');
const contact = { name: 'Suvanto', phone: '+358401234567' };
const ask = (more: Partial<CancelQuestion>, now: number) =>
  mayChangeVisit(
    { status: 'booked', startsAt, role: 'family', window: defaultCancelWindow, contact, ...more },
    now,
  );

describe('cancelling and moving', () => {
  it('[C1] a family can until the window closes, to the instant; staff until the start', () => {
    const until = startsAt - 24 * hourMs;
    expect(ask({}, until)).toEqual({ ok: true, value: { until } });
    expect(ask({}, until + 1).ok).toBe(false);
    expect(ask({ role: 'staff' }, startsAt - 1)).toEqual({ ok: true, value: { until: startsAt } });
    expect(ask({ role: 'specialist' }, startsAt)).toEqual({
      ok: false,
      error: { code: 'visit-begun', contact },
    });
  });
  it('[C3] too late says how late and whom to call', () => {
    expect(ask({}, startsAt - 23 * hourMs)).toEqual({
      ok: false,
      error: { code: 'too-late', until: startsAt - 24 * hourMs, lateByMs: hourMs, contact },
    });
  });
  it('[C1] a day counts as 24 hours also when the clock is set back in between', () => {
    const sunday = instantOf('2026-10-25', '12:00');
    expect(ask({ startsAt: sunday }, sunday - 24 * hourMs).ok).toBe(true);
    expect(ask({ startsAt: sunday }, instantOf('2026-10-24', '12:30'))).toMatchObject({ ok: true });
  });
  it('[C1] what is cancelled or over stays so', () => {
    expect(ask({ status: 'cancelled' }, 0)).toEqual({
      ok: false,
      error: { code: 'appointment-over', status: 'cancelled' },
    });
  });
  it('[C2] needs a reason of the role, and a text with "other"', () => {
    expect(checkReason('family', 'cancel', 'ill', '')).toEqual({
      ok: true,
      value: { reason: 'ill', text: '' },
    });
    expect(checkReason('family', 'cancel', 'urgent-work', 'x').ok).toBe(false);
    expect(checkReason('staff', 'move', 'other', '  ').ok).toBe(false);
    expect(checkReason('staff', 'move', 'other', ' moved ')).toEqual({
      ok: true,
      value: { reason: 'other', text: 'moved' },
    });
  });
  it.each([
    ['staff', 'family-cancelled'],
    ['staff', 'not-needed'],
    ['specialist', 'wrong-service'],
    ['family', 'not-needed'],
  ] as const)('[C2] knows no move of the %s because of "%s", which ends a visit', (role, reason) => {
    expect(checkReason(role, 'cancel', reason, '').ok).toBe(true);
    expect(checkReason(role, 'move', reason, '')).toEqual({ ok: false, error: { code: 'reason-needed' } });
    expect(reasonsFor(role, 'move')).not.toContain(reason);
  });
  it('[C2] offers for cancelling every reason of the role, and for moving those after which the visit is held', () => {
    expect(reasonsFor('staff', 'cancel')).toEqual([...cancelReasons.staff]);
    expect(reasonsFor('staff', 'move')).toEqual(['staff-ill', 'wrong-time', 'other']);
    expect(reasonsFor('specialist', 'move')).toEqual([
      'specialist-ill',
      'urgent-work',
      'wrong-time',
      'other',
    ]);
    expect(reasonsFor('family', 'move')).toEqual(['ill', 'cannot-come', 'other']);
  });
});

const visit = (appointmentId: string, time: string) => {
  const at = instantOf('2026-11-24', time);
  return { appointmentId, serviceId: 's', practitionerId: 'ill', startsAt: at, endsAt: at + hourMs };
};
const hours = [{ startsAt: instantOf('2026-11-24', '08:00'), endsAt: instantOf('2026-11-24', '16:00') }];
const colleague = (id: string, more: Partial<Colleague> = {}): Colleague => ({
  id,
  serviceIds: ['s'],
  hours,
  busy: [],
  ...more,
});
const service = {
  id: 's',
  lengthMinutes: 60,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 15,
  earliestNoticeMinutes: 0,
  latestNoticeDays: 90,
};
const proposed = (query: Partial<SickLeaveQuery>) =>
  proposeForSickLeave({ visits: [], services: [service], colleagues: [], freeSlots: new Map(), ...query });
const short = (query: Partial<SickLeaveQuery>) =>
  proposed(query).map((p) => `${p.visit.appointmentId} ${p.kind}${p.kind === 'hand-over' ? ` ${p.to}` : ''}`);

describe('a practitioner’s day when they are ill', () => {
  it('[C4] hands each visit to a free colleague of the same service, shared fairly, nobody twice at a time', () => {
    const visits = [visit('b', '10:15'), visit('a', '09:00'), visit('c', '09:30')];
    expect(
      short({
        visits,
        colleagues: [colleague('q'), colleague('r'), colleague('ill'), colleague('x', { serviceIds: ['t'] })],
      }),
    ).toEqual(['a hand-over q', 'c hand-over r', 'b hand-over q']);
  });
  it('[C4] counts the time around the visit: a colleague with a visit ten minutes later is busy', () => {
    const busy = [{ startsAt: instantOf('2026-11-24', '10:10'), endsAt: instantOf('2026-11-24', '11:00') }];
    const [only] = proposed({
      visits: [visit('a', '09:00')],
      colleagues: [colleague('q', { busy }), colleague('r', { hours: [] })],
    });
    expect(only).toMatchObject({ kind: 'cancel', because: { colleagues: 2, busy: 1, withoutHours: 1 } });
  });
  it('[C5] else the next free time of the service, each offered once, and cancels what is left', () => {
    const at = instantOf('2026-11-25', '09:00');
    const slot = { practitionerId: 'r', startsAt: at, endsAt: at + hourMs };
    const early = { ...slot, startsAt: startsAt - hourMs, endsAt: startsAt };
    const touching = { ...slot, startsAt: slot.endsAt + 5 * minuteMs, endsAt: slot.endsAt + 65 * minuteMs };
    const proposals = proposed({
      visits: [visit('a', '09:00'), visit('b', '10:00')],
      freeSlots: new Map([['s', [early, slot, touching]]]),
    });
    expect(proposals).toMatchObject([{ kind: 'move', to: slot }, { kind: 'cancel' }]);
  });
});
