import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askFrom, letterTo, lostLinkAddress, type Asked } from './lost-link.ts';
import { dayMs, hourMs, minuteMs } from './time.ts';

describe('[J6] the address', () => {
  it.each([
    [' Laura@Perhe.example ', { channel: 'email', address: 'Laura@Perhe.example' }],
    ['040 123 4567', { channel: 'sms', address: '+358401234567' }],
    ['+358 40 123 4567', { channel: 'sms', address: '+358401234567' }],
    ['laura@', null],
    ['12', null],
    ['', null],
    ['<script>', null],
  ])('%j', (text, address) => expect(lostLinkAddress(text)).toEqual(address));
});

describe('[J6] letters to one address', () => {
  it('come at once, then after ten minutes, twenty, forty, and at most every six hours', () => {
    let asked: Asked | undefined;
    let now = 0;
    const waits: number[] = [];
    for (let n = 0; n < 8; n++) {
      const before = now;
      while (!letterTo(asked, now)) now += minuteMs;
      waits.push((now - before) / minuteMs);
      asked = letterTo(asked, now)!;
    }
    expect(waits).toEqual([0, 10, 20, 40, 80, 160, 320, 360]);
  });
  it('begin anew after a day of quiet', () => {
    expect(letterTo({ count: 9, lastAt: 0 }, dayMs)).toEqual({ count: 1, lastAt: dayMs });
    expect(letterTo({ count: 9, lastAt: 0 }, dayMs - 1)).toEqual({ count: 10, lastAt: dayMs - 1 });
    expect(letterTo({ count: 9, lastAt: 0 }, 6 * hourMs - 1)).toBeNull();
  });
  it('are at most nine on any day, however often somebody asks, also over a clock that is set back', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -hourMs, max: 2 * hourMs }), { maxLength: 200 }), (steps) => {
        let asked: Asked | undefined;
        let now = 10 * dayMs;
        const sent: number[] = [];
        for (const step of steps) {
          now += step;
          const next = letterTo(asked, now);
          if (next) sent.push(now);
          asked = next ?? asked;
        }
        if (steps.every((step) => step >= 0))
          for (const at of sent)
            expect(sent.filter((each) => each >= at && each < at + dayMs).length).toBeLessThanOrEqual(9);
        for (const [index, at] of sent.entries())
          if (index > 0) expect(Math.abs(at - sent[index - 1]!)).toBeGreaterThanOrEqual(10 * minuteMs);
      }),
    );
  });
});

describe('[J6] questions from one network', () => {
  it('are twenty an hour, and the time of the next is told', () => {
    let asked: Asked | undefined;
    for (let n = 0; n < 20; n++) {
      const answer = askFrom(asked, n * minuteMs);
      if (!('keep' in answer)) throw new Error('refused too early');
      asked = answer.keep;
    }
    expect(askFrom(asked, 30 * minuteMs)).toEqual({ again: hourMs });
    expect(askFrom(asked, hourMs)).toEqual({ keep: { count: 1, lastAt: hourMs } });
    expect(askFrom(asked, -hourMs)).toEqual({ keep: { count: 1, lastAt: -hourMs } });
  });
});
