import { describe, expect, it } from 'vitest';
import { broughtToFront, emptyRow, nextRow, onPage, pageCount, placesFor, type Row } from './who-is-shown.ts';

const people = (count: number) => Array.from({ length: count }, (_, index) => `p${index}`);
const desktop = { width: 1260, height: 640 };
const phone = { width: 374, height: 640 };

/** A call of `count` people in which nobody has spoken yet. */
const call = (count: number, places = 9): Row =>
  nextRow(emptyRow, { present: people(count), speaking: [], places }, 0);
const says = (row: Row, who: string[], now: number, places = 9) =>
  nextRow(row, { present: [...row.order].sort(), speaking: who, places }, now);

describe('how many are shown', () => {
  it('is nine on a desktop and four on a phone, upright or on its side', () => {
    expect(placesFor(desktop, 'auto', false)).toBe(9);
    expect(placesFor(phone, 'auto', false)).toBe(4);
    expect(placesFor({ width: 830, height: 300 }, 'auto', true)).toBe(4);
    // Names of twice as large text must be readable, too.
    expect(placesFor(desktop, 'auto', false, 2)).toBe(4);
  });
  it('[M5] is four pictures for whoever saves data, a shared screen among them', () => {
    expect(placesFor(desktop, 'saver', false)).toBe(4);
    expect(placesFor(desktop, 'saver', true)).toBe(3);
    expect(placesFor(desktop, 'sound-only', false)).toBe(9);
  });

  it('[M20] leaves room for whose signs are watched, and always a place for somebody else', () => {
    expect(placesFor(desktop, 'auto', false, 1, 1)).toBe(8);
    expect(placesFor(phone, 'auto', false, 1, 1)).toBe(2);
    expect(placesFor(desktop, 'saver', true, 1, 1)).toBe(2);
    expect(placesFor(desktop, 'saver', true, 1, 2)).toBe(1);
    expect(placesFor(phone, 'saver', true, 2, 2)).toBe(1);
  });
});

describe('who is shown', () => {
  it('while all have a place, nobody moves, whoever speaks', () => {
    const row = says(call(9), ['p8', 'p3'], 10_000);
    expect(row.order).toEqual(people(9));
  });
  it('a speaker from another page takes the place of the longest silent; the others stay where they are', () => {
    let row = call(25);
    for (const [index, id] of people(9).entries()) if (id !== 'p4') row = says(row, [id], 1000 + index);
    const before = row.order.slice(0, 9);
    row = says(row, ['p20'], 20_000);
    expect(row.order.slice(0, 9)).toEqual(before.map((id) => (id === 'p4' ? 'p20' : id)));
    expect(row.order[20]).toBe('p4');
  });
  it('who has just been brought in stays, however many others speak', () => {
    let row = says(call(25), ['p20'], 20_000);
    const place = row.order.indexOf('p20');
    row = says(row, ['p21'], 20_500);
    row = says(row, ['p22'], 21_000);
    expect(row.order[place]).toBe('p20');
  });
  it('who speaks now is never replaced, so that with nine speakers nobody moves', () => {
    const speaking = people(9);
    const row = says(says(call(25), speaking, 10_000), [...speaking, 'p15'], 20_000);
    expect(row.order.slice(0, 9)).toEqual(people(9));
  });
  it('who leaves is replaced by the last of the row, and nobody else moves', () => {
    const row = nextRow(
      call(12),
      { present: people(12).filter((id) => id !== 'p2'), speaking: [], places: 9 },
      0,
    );
    expect(row.order).toEqual(['p0', 'p1', 'p11', 'p3', 'p4', 'p5', 'p6', 'p7', 'p8', 'p9', 'p10']);
  });
  it('several who leave at once leave no gap', () => {
    const row = nextRow(call(5), { present: ['p1', 'p3'], speaking: [], places: 9 }, 0);
    expect(row.order).toEqual(['p3', 'p1']);
    expect(nextRow(row, { present: [], speaking: [], places: 9 }, 0).order).toEqual([]);
  });
  it('who comes is at the end', () => {
    const row = nextRow(call(3), { present: ['p0', 'new', 'p1', 'p2'], speaking: [], places: 9 }, 0);
    expect(row.order).toEqual(['p0', 'p1', 'p2', 'new']);
  });
  it('who is asked for by name comes to the first page', () => {
    const row = broughtToFront(call(25), 'p17', 9, 5000);
    expect(onPage(row, 9, 0)).toContain('p17');
    expect([...row.order].sort()).toEqual(people(25).sort());
    expect(broughtToFront(row, 'p17', 9, 6000)).toBe(row);
  });
});

describe('the pages', () => {
  it('are full but the last', () => {
    expect(pageCount(24, 9)).toBe(3);
    expect(onPage(call(24), 9, 2)).toEqual(people(24).slice(18));
    expect(pageCount(0, 9)).toBe(1);
  });
  it('that are gone show the last one', () => {
    expect(onPage(call(10), 9, 2)).toEqual(['p9']);
  });
});
