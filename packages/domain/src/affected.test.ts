import { describe, expect, it } from 'vitest';
import { affectedVisits, type KeptVisit } from './affected.ts';
import { timetablesOf, type DayException, type Schedule } from './schedule.ts';
import { hourMs, instantOf, minuteMs } from './time.ts';

const schedule: Schedule = {
  id: 'w',
  practitionerId: 'p',
  serviceIds: ['s', 't'],
  validFrom: '2026-01-01',
  validTo: '2026-12-31',
  cycleWeeks: 1,
  cycleFrom: '2026-01-01',
  hours: [{ week: 1, weekday: 1, from: '09:00', to: '12:00' }],
  restsOnHolidays: true,
};
const table = (more: Partial<Schedule> = {}, exceptions: DayException[] = []) =>
  timetablesOf([{ ...schedule, ...more }], exceptions)[0]!;
const visit = (date: string, time: string, more: Partial<KeptVisit> = {}): KeptVisit => {
  const startsAt = instantOf(date, time);
  return {
    appointmentId: `${date} ${time}`,
    part: 'host',
    serviceId: 's',
    practitionerId: 'p',
    startsAt,
    endsAt: startsAt + hourMs,
    ...more,
  };
};
const now = instantOf('2026-11-20', '09:00');
const affected = (after: ReturnType<typeof table>, visits: KeptVisit[], before = table()) =>
  affectedVisits(before, after, visits, now).map(
    ({ visit: { appointmentId }, because }) => `${appointmentId} ${because}`,
  );

describe('bookings in hours that are removed', () => {
  it('[S12] are listed, soonest first, and what stays inside the hours is not', () => {
    const visits = [visit('2026-11-30', '11:00'), visit('2026-11-23', '11:00'), visit('2026-11-23', '09:00')];
    expect(affected(table({ hours: [{ week: 1, weekday: 1, from: '09:00', to: '11:30' }] }), visits)).toEqual(
      ['2026-11-23 11:00 no-hours', '2026-11-30 11:00 no-hours'],
    );
  });
  it('[S12] a day off names itself as the cause, and other weeks are left alone', () => {
    const off: DayException = {
      kind: 'off',
      practitionerId: 'p',
      date: '2026-11-23',
      from: '00:00',
      to: '24:00',
    };
    expect(affected(table({}, [off]), [visit('2026-11-23', '09:00'), visit('2026-11-30', '09:00')])).toEqual([
      '2026-11-23 09:00 off',
    ]);
  });
  it('[S12] a service taken out of the hours affects its visits only', () => {
    const visits = [visit('2026-11-23', '09:00'), visit('2026-11-23', '10:00', { serviceId: 't' })];
    expect(affected(table({ serviceIds: ['s'] }), visits)).toEqual(['2026-11-23 10:00 no-hours']);
  });
  it('[S12] hours that begin a quarter later move the slots, but only the visit that they cut is affected', () => {
    const visits = [visit('2026-11-23', '09:00'), visit('2026-11-23', '10:00')];
    expect(affected(table({ hours: [{ week: 1, weekday: 1, from: '09:15', to: '12:00' }] }), visits)).toEqual(
      ['2026-11-23 09:00 no-hours'],
    );
  });
  it('[S12] past visits, other people’s, and what lay outside the hours already are not told', () => {
    const visits = [
      visit('2026-11-16', '09:00'),
      visit('2026-11-23', '09:00', { practitionerId: 'q' }),
      visit('2026-11-23', '15:00'),
    ];
    expect(affected(table({ hours: [] }), visits)).toEqual([]);
  });
  it('[W6] of who is required as a colleague, hours of any service hold it', () => {
    const { serviceId: _none, ...required } = visit('2026-11-23', '09:00', { part: 'colleague' });
    expect(affected(table({ serviceIds: ['t'] }), [required])).toEqual([]);
    expect(affected(table({ hours: [] }), [required])).toEqual(['2026-11-23 09:00 no-hours']);
  });
  it('[W6] [N5] of who keeps no weekly hours only hours off are asked about', () => {
    const { serviceId: _none, ...required } = visit('2026-11-23', '09:00', { part: 'colleague' });
    const off = { kind: 'off', practitionerId: 'p', date: '2026-11-23', from: '08:00', to: '16:00' } as const;
    const none = { ...table(), schedules: [] };
    const isOff = timetablesOf([], [off])[0]!;
    expect(affected(isOff, [required], none)).toEqual(['2026-11-23 09:00 off']);
    expect(affected(table({ hours: [] }), [required], none)).toEqual([]);
    expect(affected(isOff, [required], isOff)).toEqual([]);
  });
  it('[S12] extra hours that hold the visit keep it', () => {
    const extra: DayException = {
      kind: 'extra',
      practitionerId: 'p',
      serviceIds: ['s'],
      date: '2026-11-23',
      from: '08:30',
      to: '10:00',
    };
    const visits = [
      visit('2026-11-23', '09:00'),
      visit('2026-11-23', '09:00', {
        appointmentId: 'longer',
        endsAt: instantOf('2026-11-23', '10:00') + minuteMs,
      }),
    ];
    expect(affected(table({ hours: [] }, [extra]), visits)).toEqual(['longer no-hours']);
  });
});
