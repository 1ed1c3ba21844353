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

  describe('that others change meanwhile', () => {
    let isHeld = false;
    const look = (absence: Absence) => {
      known = absence;
      return day.look(() => isHeld);
    };
    const withVisits = (...visits: { id: string; startsAt: number }[]) =>
      ({
        ...dayWith([]),
        visits: visits.map((visit) => ({ ...visit, proposal: 'move', times: [nine, ten] })),
      }) as unknown as Absence;

    it('shows and tells what is new, moved or gone, and keeps what was chosen for the others', async () => {
      await load(withVisits({ id: 'v', startsAt: 8 }, { id: 'w', startsAt: 9 }));
      Object.assign(day.choices, { v: choiceOf(ten), w: 'cancel' });
      await look(withVisits({ id: 'v', startsAt: 8 }, { id: 'w', startsAt: 11 }, { id: 'x', startsAt: 12 }));
      expect(day.news?.ids).toEqual(['w', 'x']);
      // [C9] What was to be cancelled at nine was not meant at eleven.
      expect(day.choices).toMatchObject({ v: choiceOf(ten), w: choiceOf(nine), x: choiceOf(nine) });
      await look(withVisits({ id: 'v', startsAt: 8 }, { id: 'x', startsAt: 12 }));
      expect([day.absence?.visits.length, day.news?.ids]).toEqual([2, ['w', 'x']]);
    });

    it('says nothing when they changed something else, nor of what was decided here', async () => {
      await load(withVisits({ id: 'v', startsAt: 8 }));
      await look(withVisits({ id: 'v', startsAt: 8 }));
      expect(day.news).toBeUndefined();
      known = withVisits();
      const deciding = day.decide('');
      await day.look(() => false);
      await deciding;
      await day.look(() => false);
      expect([day.absence?.visits, day.news]).toEqual([[], undefined]);
    });

    it('does not do to what a colleague left on the day that they closed what was only proposed', async () => {
      await load(withVisits({ id: 'v', startsAt: 8 }, { id: 'w', startsAt: 9 }));
      day.choices.w = choiceOf(ten);
      await look({ ...withVisits({ id: 'v', startsAt: 8 }, { id: 'w', startsAt: 9 }), isClosed: true });
      expect([day.choices.v, day.choices.w, day.news]).toEqual(['keep', choiceOf(ten), { ids: [] }]);
    });

    it('stays as it is while somebody is about to press', async () => {
      await load(withVisits({ id: 'v', startsAt: 8 }));
      isHeld = true;
      await look(withVisits());
      expect([day.absence?.visits.length, day.isStale]).toEqual([1, true]);
      isHeld = false;
      await look(withVisits());
      expect([day.absence?.visits.length, day.isStale]).toEqual([0, false]);
    });

    it('leaves a new choice for what could not be done as it is', async () => {
      await load(withVisits({ id: 'v', startsAt: 8 }));
      results = [{ id: 'v', refused: 'slot-taken' }];
      await day.decide('');
      results = [];
      day.choices.v = choiceOf(ten);
      await look(withVisits({ id: 'v', startsAt: 8 }));
      expect(day.choices.v).toBe(choiceOf(ten));
    });
  });

  it('keeps what is no time when the list is fetched again', async () => {
    await load(dayWith([nine, ten]));
    day.choices.v = 'keep';
    await load(dayWith([eleven]));
    expect(await decided()).toEqual([{ id: 'v', kind: 'keep' }]);
  });
});
