import { describe, expect, it } from 'vitest';
import type { Exception, HoursReply } from './names.ts';
import type { Schedule } from './schedule-form.ts';
import { layersOf } from './week-layers.ts';

const service = { id: 's', name: { fi: 'Neuvo', sv: '', en: '' }, lengthMinutes: 45, offered: true };
const night = { from: '22:00', to: '05:00' };
const extra = (date: string): Exception => ({ kind: 'extra', id: date, date, ...night, serviceIds: ['s'] });
const plan = (hours: Schedule['hours'], more: Partial<Schedule> = {}): Schedule => ({
  ...{ id: 'plan', revision: 1, serviceIds: ['s'], validFrom: '2027-01-04', validTo: null, hours },
  ...{ cycleWeeks: 1, cycleFrom: '2027-01-04', restsOnHolidays: false, ...more },
});
/** What stands where in the week from this Monday on. */
function places(
  monday: string,
  what: Partial<Pick<HoursReply, 'schedules' | 'exceptions'>>,
  visits = [] as [number, number][],
  holidays: HoursReply['week']['holidays'] = [],
) {
  const reply = {
    ...{ services: [service], schedules: [], exceptions: [], ...what },
    week: {
      ...{ monday, holidays },
      visits: visits.map(([startsAt, endsAt]) => ({
        id: String(startsAt),
        serviceId: 's',
        startsAt,
        endsAt,
      })),
    },
  } as unknown as HoursReply;
  return layersOf(reply, undefined).map(({ weekday, start, end }) => `${weekday} ${start / 60}–${end / 60}`);
}

it('shows no hours of another schedule on a day on which they do not take place', () => {
  const hours = [1, 2, 3].map((weekday) => ({ week: 1, weekday, from: '09:00', to: '12:00' }));
  const epiphany = [{ date: '2027-01-06', holiday: 'epiphany' as const }];
  const moved: Exception = {
    ...{ kind: 'moved', id: 'm', scheduleId: 'plan', date: '2027-01-04', toDate: '2027-01-07' },
    ...{ from: '13:00', to: '15:00' },
  };
  const rests = { schedules: [plan(hours, { restsOnHolidays: true })], exceptions: [moved] };
  expect(places('2027-01-04', rests, [], epiphany)).toEqual(['2 9–12', '4 13–15']);
  const works = { schedules: [plan(hours)] };
  expect(places('2027-01-04', works, [], epiphany)).toEqual(['1 9–12', '2 9–12', '3 9–12']);
});

describe('[S6] what lasts over midnight', () => {
  it('from Sunday on ends on the Monday after it, not on the one before', () => {
    const exceptions = [extra('2027-03-28')];
    expect(places('2027-03-22', { exceptions })).toEqual(['7 22–24']);
    expect(places('2027-03-29', { exceptions })).toEqual(['1 0–5']);
    expect(places('2027-04-05', { exceptions })).toEqual([]);
  });
  it('and is off ends the morning after its last day', () => {
    const off: Exception = { kind: 'off', id: 'off', date: '2027-03-25', lastDate: '2027-03-28', ...night };
    expect(places('2027-03-22', { exceptions: [off] })).toHaveLength(7);
    expect(places('2027-03-29', { exceptions: [off] })).toEqual(['1 0–5']);
  });
  it('follows the week of the cycle and the validity of the day that it begins on', () => {
    const sunday = [{ week: 1, weekday: 7, ...night }];
    const everyOther = { schedules: [plan(sunday, { cycleWeeks: 2 })] };
    expect(places('2027-01-04', everyOther)).toEqual(['7 22–24']);
    expect(places('2027-01-11', everyOther)).toEqual(['1 0–5']);
    const ended = { schedules: [plan(sunday, { validTo: '2027-01-10' })] };
    expect(places('2027-01-11', ended)).toEqual(['1 0–5']);
    expect(places('2027-01-18', ended)).toEqual([]);
    const begins = { schedules: [plan(sunday, { validFrom: '2027-01-11' })] };
    expect(places('2027-01-11', begins)).toEqual(['7 22–24']);
  });
  it('and is a visit stands on both days, by the clock on the wall also where the clock changes', () => {
    const at = (text: string) => Date.parse(text);
    const visit = (from: string, to: string) => [[at(from), at(to)]] as [number, number][];
    const sunday = visit('2027-03-28T23:30:00+03:00', '2027-03-29T00:30:00+03:00');
    expect(places('2027-03-22', {}, sunday)).toEqual(['7 23.5–24']);
    expect(places('2027-03-29', {}, sunday)).toEqual(['1 0–0.5']);
    const spring = visit('2027-03-28T02:30:00+02:00', '2027-03-28T04:30:00+03:00');
    expect(places('2027-03-22', {}, spring)).toEqual(['7 2.5–4.5']);
    const autumn = visit('2027-10-31T03:30:00+03:00', '2027-10-31T03:15:00+02:00');
    expect(places('2027-10-25', {}, autumn)).toEqual(['7 3.5–4.25']);
  });
});
