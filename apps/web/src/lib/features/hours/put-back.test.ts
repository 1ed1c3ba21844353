import { expect, it } from 'vitest';
import { scheduleToPutBack, toPutBack } from './put-back.ts';

const service = (id: string, offered: boolean) => ({
  ...{ id, offered, lengthMinutes: 45, name: { fi: id, sv: '', en: '' } },
});
const hours = { date: '2026-12-12', from: '10:00', to: '12:00' };

it('[V12] extra hours that are put back are for the services that are offered still', () => {
  const extra = { kind: 'extra' as const, id: 'x', ...hours, serviceIds: ['a', 'b', 'c'] };
  expect(toPutBack(extra, [service('a', true), service('b', false)])).toEqual({
    ...{ kind: 'extra', ...hours, serviceIds: ['a'] },
  });
  const off = { kind: 'off' as const, id: 'x', ...hours, lastDate: '2026-12-13' };
  expect(toPutBack(off, [])).toEqual({ kind: 'off', ...hours, lastDate: '2026-12-13' });
});

it('[V12] weekly hours that are put back are as they were, for the services that are offered still', () => {
  const fields = {
    ...{ validFrom: '2026-11-23', validTo: null, cycleWeeks: 2, cycleFrom: '2026-11-23' },
    ...{ restsOnHolidays: false, hours: [{ week: 2, weekday: 3, from: '22:00', to: '02:00' }] },
  };
  const known = { id: 'x', revision: 4, serviceIds: ['a', 'b'], ...fields };
  expect(scheduleToPutBack(known, [service('a', true), service('b', false)])).toEqual({
    ...fields,
    serviceIds: ['a'],
  });
});
