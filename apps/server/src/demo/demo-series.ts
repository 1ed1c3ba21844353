import { addDays, localDateOf, mondayOf } from '#domain';
import { newId } from '#db';
import type { Deps } from '../deps.ts';
import { makeSeries, previewSeries } from '../use-cases/make-series.ts';
import type { UserViewer } from '../viewer.ts';

const child = 'service-child-psychiatry';

/** A fictional working group that meets every other Monday, its conveners in turn; days that don't suit are left out. */
export function bookDemoSeries(deps: Deps, leena: UserViewer): void {
  const monday = mondayOf(localDateOf(deps.now()));
  const fields: Parameters<typeof previewSeries>[3]['fields'] = {
    ...{ name: 'Alueen lasten mielenterveyden työryhmä', background: '', practitionerId: 'user-elina' },
    ...{ requiredIds: ['user-pekka'], optionalIds: ['user-maria'], guests: [] },
    ...{ subject: { kind: 'anonymous' }, consentNoted: false },
    convenerIds: ['user-leena', 'user-pekka', 'user-maria'],
    plan: {
      rule: { kind: 'weekly', everyWeeks: 2, weekday: 1 },
      ...{ fromDate: addDays(monday, 14), count: 5, untilDate: null, time: '14:00', lengthMinutes: 60 },
    },
  };
  const { meetings } = previewSeries(deps, leena, child, { fields, solutions: [] });
  const solutions = meetings
    .filter(({ conflicts }) => conflicts.length > 0)
    .map(({ n }) => ({ n, kind: 'skip' as const, reason: 'Aika ei sopinut kaikille.' }));
  makeSeries(deps, leena, child, { id: newId(), fields, solutions });
}
