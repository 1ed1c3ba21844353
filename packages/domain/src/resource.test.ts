import { expect, it } from 'vitest';
import { bookAll, type PartClaim } from './claim-set.ts';
import { checkNeeds, narrowNeeds } from './needs.ts';
import { areNeedsFree, busyTimesOf } from './open-slots.ts';
import { checkResource, chooseResources } from './resource.ts';
import { minuteMs } from './time.ts';

const period = { startsAt: 1000 * minuteMs, endsAt: 1045 * minuteMs };
const later = { startsAt: period.endsAt, endsAt: period.endsAt + 45 * minuteMs };
const booked = (resourceId: string, appointmentId: string, time = period): PartClaim => ({
  ...{ kind: 'booking', id: `${resourceId}-${appointmentId}`, resourceId, appointmentId, ...time },
});
const held = (resourceId: string, heldBy: string, expiresAt = 2000 * minuteMs, time = period): PartClaim => ({
  ...{ kind: 'hold', id: `${resourceId}-${heldBy}`, resourceId, heldBy, expiresAt, serviceId: 's', ...time },
});
const choose = (
  needs: string[][],
  claims: PartClaim[],
  who: { by?: string; appointmentId?: string } = {},
  now = 0,
) => chooseResources(needs, { period, by: 'me', ...who }, claims, now);

it('[D1] a room has a Finnish name, an address and an organisation that its administrator manages', () => {
  const fields = {
    ...{ organisationId: 'o', kind: 'room' as const, address: ' Rantakatu 4 ' },
    name: { fi: ' Kuusi ', sv: '', en: '' },
  };
  const checked = checkResource(fields, ['o']);
  expect(checked.ok && checked.value).toMatchObject({ name: { fi: 'Kuusi' }, address: 'Rantakatu 4' });
  const problems = (more: object) => {
    const result = checkResource({ ...fields, ...more }, ['o']);
    return result.ok ? [] : result.error.map(({ field }) => field);
  };
  expect(problems({ name: { fi: ' ', sv: 'Granen', en: '' } })).toEqual(['name.fi']);
  expect(problems({ address: ' ' })).toEqual(['address']);
  expect(problems({ address: '', kind: 'device' })).toEqual([]);
  expect(problems({ organisationId: 'another' })).toEqual(['organisationId']);
});

it('[D2] a need names something, and nothing stands in two', () => {
  expect(checkNeeds([])).toBeUndefined();
  expect(checkNeeds([['a', 'b'], ['c']])).toBeUndefined();
  expect(checkNeeds([['a'], []])).toBe('required');
  expect(checkNeeds([['a', 'b'], ['b']])).toBe('twice');
  expect(checkNeeds(Array.from({ length: 6 }, (_, index) => [String(index)]))).toBe('too-many');
});

it('[D3] of each need the first that is free is taken; a lapsed hold is in nobody’s way', () => {
  const needs = [['a', 'b'], ['c']];
  expect(choose(needs, [])).toEqual(['a', 'c']);
  expect(choose(needs, [booked('a', 'v')])).toEqual(['b', 'c']);
  expect(choose(needs, [booked('a', 'v', later)])).toEqual(['a', 'c']);
  expect(choose(needs, [held('a', 'you', 10)], {}, 10)).toEqual(['a', 'c']);
});

it('[D3] [H5] [H11] what one holds, or the visit has, is kept', () => {
  expect(choose([['a', 'b']], [held('b', 'me')])).toEqual(['b']);
  expect(choose([['a', 'b']], [booked('b', 'v', later)], { appointmentId: 'v' })).toEqual(['b']);
  // … unless it is somebody else's at the new time.
  expect(choose([['a', 'b']], [booked('b', 'v', later), booked('b', 'w')], { appointmentId: 'v' })).toEqual([
    'a',
  ]);
});

it('[D3] [H14] where none is free, one that is only held is chosen, and the decision says what is in the way', () => {
  const claims = [booked('a', 'v'), held('b', 'you')];
  expect(choose([['a', 'b']], claims)).toEqual(['b']);
  const parts = [{ id: '1', resourceId: 'b', ...period }];
  const command = { serviceId: 's', by: 'me', startsAt: period.startsAt, parts, offered: true };
  expect(bookAll({ ...command, appointmentId: 'n' }, claims, 0)).toEqual({
    ok: false,
    error: { code: 'slot-taken', resourceIds: ['b'] },
  });
});

it('[D4] a time is free when one and the same resource is clear for all of it', () => {
  const half = (period.endsAt - period.startsAt) / 2;
  const first = { practitionerId: 'a', startsAt: period.startsAt, endsAt: period.startsAt + half };
  const second = { practitionerId: 'b', startsAt: period.startsAt + half, endsAt: period.endsAt };
  // At every moment one of the two is free, and still neither for the whole visit.
  expect(areNeedsFree([['a', 'b']], busyTimesOf([first, second]), period)).toBe(false);
  expect(areNeedsFree([['a', 'b']], busyTimesOf([first]), period)).toBe(true);
  expect(areNeedsFree([['a', 'b'], []], busyTimesOf([]), period)).toBe(false);
  expect(areNeedsFree([], busyTimesOf([first]), period)).toBe(true);
});

it('[D6] what is named narrows its need, or is one more', () => {
  expect(narrowNeeds([['a', 'b'], ['c']], ['b'])).toEqual([['b'], ['c']]);
  expect(narrowNeeds([['a', 'b']], ['x'])).toEqual([['a', 'b'], ['x']]);
  expect(narrowNeeds([], [])).toEqual([]);
});
