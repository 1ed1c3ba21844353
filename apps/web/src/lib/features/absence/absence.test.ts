import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AbsenceDay, choiceOf, type Absence } from './absence.svelte.ts';

let known: Absence;
let results: { id: string; refused: string | null }[] = [];
const sent: { decisions: unknown[] }[] = [];
vi.mock('#lib/api.ts', () => ({
  api: {
    get: (path: string) =>
      Promise.resolve({
        ok: true,
        data: { ...known, date: new URL(path, 'http://x').searchParams.get('date') },
      }),
    post: (_path: string, body: { decisions: unknown[] }) => {
      sent.push(body);
      return Promise.resolve({ ok: true, data: { results } });
    },
  },
}));

const time = (practitionerId: string, startsAt: number) => ({
  practitionerId,
  practitionerName: '',
  startsAt,
});
const [nine, ten, eleven] = [time('a', 9), time('a', 10), time('b', 11)];
const dayWith = (times: object[], proposal = 'move') =>
  ({
    date: '2026-11-23',
    isClosed: false,
    invited: [],
    visits: [{ id: 'v', startsAt: 8, proposal, times }],
  }) as unknown as Absence;

describe('a day of somebody who is away', () => {
  let day: AbsenceDay;
  const load = (absence: Absence) => {
    known = absence;
    return day.load('2026-11-23');
  };
  const decided = async () => {
    await day.decide('');
    return sent.at(-1)?.decisions;
  };
  beforeEach(() => {
    sent.length = 0;
    day = new AbsenceDay('x');
  });

  it('moves a visit to the time that was chosen, whichever place it has in the list by then', async () => {
    await load(dayWith([nine, ten, eleven]));
    day.choices.v = choiceOf(ten);
    await load(dayWith([ten, eleven]));
    expect(await decided()).toEqual([{ id: 'v', kind: 'move', practitionerId: 'a', startsAt: 10, from: 8 }]);
  });

  it('proposes anew when the chosen time is gone, so that the page shows what would be done', async () => {
    await load(dayWith([nine, ten]));
    day.choices.v = choiceOf(ten);
    await load(dayWith([nine, eleven]));
    expect(day.choices.v).toBe(choiceOf(nine));
    await load(dayWith([], 'cancel'));
    expect(day.choices.v).toBe('cancel');
  });

  it('[C5] cancels no visit any more whose time has come since that was chosen', async () => {
    await load(dayWith([], 'cancel'));
    expect(day.choices.v).toBe('cancel');
    const { visits, ...rest } = dayWith([], 'keep');
    await load({ ...rest, visits: visits.map((visit) => ({ ...visit, hasBegun: true })) });
    expect(await decided()).toEqual([{ id: 'v', kind: 'keep' }]);
  });

  it('shows the day that was gone to while another one was being closed', async () => {
    await load(dayWith([nine]));
    const deciding = day.decide('');
    await day.load('2026-11-24');
    await deciding;
    expect(day.absence?.date).toBe('2026-11-24');
  });

  it('asks for another choice only for what is still on this day', async () => {
    await load(dayWith([nine]));
    results = [{ id: 'v', refused: 'slot-taken' }];
    expect([await day.decide(''), day.isToChooseAnew]).toEqual([false, true]);
    // Somebody else has moved it away meanwhile.
    results = [{ id: 'v', refused: 'not-booked' }];
    known = { ...known, visits: [] };
    expect([await day.decide(''), day.isToChooseAnew]).toEqual([false, false]);
    results = [];
  });

  it('keeps what is no time when the list is fetched again', async () => {
    await load(dayWith([nine, ten]));
    day.choices.v = 'keep';
    await load(dayWith([eleven]));
    expect(await decided()).toEqual([{ id: 'v', kind: 'keep' }]);
  });
});
