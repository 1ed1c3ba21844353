import { addDays, localDateOf, mondayOf } from '#domain';
import { accounts } from '#db';
import type { Deps } from '../deps.ts';
import { addException } from '../use-cases/change-exceptions.ts';
import { addSchedule } from '../use-cases/change-schedules.ts';
import type { UserViewer } from '../viewer.ts';

const adolescent = 'service-adolescent-psychiatry';
const wholeDay = { from: '00:00', to: '24:00' };

/** Fictional hours on top of the seeded ones: evenings of every other week, days off, an extra morning. */
export function keepDemoHours(deps: Deps): void {
  const monday = mondayOf(localDateOf(deps.now()));
  const inWeeks = (weeks: number, day: number) => addDays(monday, weeks * 7 + day);
  const as = (userId: string): UserViewer => {
    const [account] = deps.store.read((tx) => accounts.all(tx, [userId]));
    if (!account) throw new Error(`no demo account ${userId}`);
    const { organisationId, role } = account;
    return {
      ...{ kind: 'user', userId, organisationId, role, sessionHash: '' },
      account: { ...account, organisationName: '' },
    };
  };
  addSchedule(deps, as('user-johan'), 'user-johan', {
    ...{ serviceIds: [adolescent], validFrom: inWeeks(2, 0), validTo: null },
    ...{ cycleWeeks: 2, cycleFrom: inWeeks(2, 0), restsOnHolidays: true },
    hours: [
      { week: 1, weekday: 4, from: '16:00', to: '19:00' },
      { week: 2, weekday: 2, from: '15:00', to: '18:00' },
    ],
  });
  const except = (userId: string, fields: Parameters<typeof addException>[3]['fields']) =>
    addException(deps, as(userId), userId, { fields, replaces: null });
  except('user-elina', { kind: 'off', date: inWeeks(11, 0), lastDate: inWeeks(11, 4), ...wholeDay });
  except('user-johan', {
    ...{ kind: 'extra', date: inWeeks(2, 5), from: '10:00', to: '12:15', serviceIds: [adolescent] },
  });
}
