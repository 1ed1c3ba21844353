import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { hourMs, instantOf, mergePeriods, minuteMs, type Period } from '#domain';
import { busyOfFile, TooMuch } from './busy-of-file.ts';

const host = 'neuvo.example.fi';
const span = { startsAt: instantOf('2026-09-01', '00:00'), endsAt: instantOf('2027-05-01', '00:00') };
const helsinki = `BEGIN:VTIMEZONE
TZID:FLE Standard Time
BEGIN:STANDARD
DTSTART:16010101T040000
TZOFFSETFROM:+0300
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0300
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
`;
const file = (events: string, zones = '') =>
  `BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//x//EN\n${zones}${events}\nEND:VCALENDAR\n`.replaceAll(
    '\n',
    '\r\n',
  );
const event = (lines: string, uid = 'a') =>
  `BEGIN:VEVENT\nUID:${uid}\nDTSTAMP:20260901T000000Z\n${lines}\nEND:VEVENT\n`;
/** The times as a Finnish clock shows them. */
const told = (periods: Period[]) =>
  periods.map(({ startsAt, endsAt }) => {
    const wall = (at: number) =>
      Temporal.Instant.fromEpochMilliseconds(at)
        .toZonedDateTimeISO('Europe/Helsinki')
        .toPlainDateTime()
        .toString()
        .slice(0, 16);
    return `${wall(startsAt)}/${wall(endsAt).slice(wall(startsAt).slice(0, 10) === wall(endsAt).slice(0, 10) ? 11 : 0)}`;
  });
const busy = (events: string, zones = '') => told(busyOfFile(file(events, zones), span, host));

describe('what blocks [X4]', () => {
  it('is an event, whatever it is called', () => {
    expect(busy(event('DTSTART:20261124T070000Z\nDTEND:20261124T080000Z\nSUMMARY:Secret'))).toEqual([
      '2026-11-24T09:00/10:00',
    ]);
  });
  it.each(['TRANSP:TRANSPARENT', 'STATUS:CANCELLED', 'X-MICROSOFT-CDO-BUSYSTATUS:FREE'])(
    'is not one with %s',
    (line) => expect(busy(event(`DTSTART:20261124T070000Z\nDTEND:20261124T080000Z\n${line}`))).toEqual([]),
  );
  it.each(['TRANSP:OPAQUE', 'STATUS:TENTATIVE', 'X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE'])(
    'is one with %s',
    (line) =>
      expect(busy(event(`DTSTART:20261124T070000Z\nDTEND:20261124T080000Z\n${line}`))).toHaveLength(1),
  );
  it('is not a visit of our own, which is known here better', () => {
    const visit = event('DTSTART:20261124T070000Z\nDTEND:20261124T080000Z', `x@${host}`);
    expect(busy(visit)).toEqual([]);
  });
  it('is all day from midnight to midnight in Finland, over both changes of the clock', () => {
    expect(busy(event('DTSTART;VALUE=DATE:20261025'))).toEqual(['2026-10-25T00:00/2026-10-26T00:00']);
    expect(busy(event('DTSTART;VALUE=DATE:20270327\nDTEND;VALUE=DATE:20270330'))).toEqual([
      '2027-03-27T00:00/2027-03-30T00:00',
    ]);
  });
  it('is a busy time of a free-busy file, and not a free one', () => {
    const freeBusy = (type: string) =>
      `BEGIN:VFREEBUSY\nUID:f\nDTSTAMP:20260901T000000Z\nFREEBUSY${type}:20261124T070000Z/PT1H,20261125T070000Z/20261125T073000Z\nEND:VFREEBUSY`;
    expect(busy(freeBusy(''))).toEqual(['2026-11-24T09:00/10:00', '2026-11-25T09:00/09:30']);
    expect(busy(freeBusy(';FBTYPE=FREE'))).toEqual([]);
  });
  it('has no length when it says none', () => expect(busy(event('DTSTART:20261124T070000Z'))).toEqual([]));
  it('is cut to the span, and one that makes no sense takes none of the others with it', () => {
    expect(
      busy(
        event('DTSTART:20260830T000000Z\nDTEND:20260901T090000Z', 'b') +
          event('DTEND:20261124T080000Z', 'c') +
          event('DTSTART:20261124T070000Z\nDURATION:PT30M', 'd') +
          event('DTSTART:20290101T070000Z\nDURATION:PT30M', 'e'),
      ),
    ).toEqual(['2026-09-01T00:00/12:00', '2026-11-24T09:00/09:30']);
  });
});

describe('the clock that a time hangs on', () => {
  const at = (start: string, zones = '') => busy(event(`DTSTART${start}\nDURATION:PT1H`), zones);
  it('is the file’s own definition first', () => {
    expect(at(';TZID=FLE Standard Time:20261124T090000', helsinki)).toEqual(['2026-11-24T09:00/10:00']);
    const odd = helsinki.replace('FLE Standard Time', 'Europe/Helsinki').replaceAll('+0200', '+0500');
    expect(at(';TZID=Europe/Helsinki:20261124T090000', odd)).toEqual(['2026-11-24T06:00/07:00']);
  });
  it('else a zone that is known by its name', () =>
    expect(at(';TZID=Europe/London:20261124T090000')).toEqual(['2026-11-24T11:00/12:00']));
  it('else, and without any, a Finnish wall', () => {
    expect(at(';TZID=Nowhere:20261124T090000')).toEqual(['2026-11-24T09:00/10:00']);
    expect(at(':20261124T090000')).toEqual(['2026-11-24T09:00/10:00']);
  });
  it('follows a zone whose own rules have changed', () => {
    const before = helsinki
      .replace(
        'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3',
        'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3;UNTIL=20260601T000000Z',
      )
      .replace(
        'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10',
        'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10;UNTIL=20261101T000000Z',
      );
    // From here on this country has no summer time any more.
    const weekly = 'DTSTART;TZID=FLE Standard Time:20270321T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3';
    expect(busy(event(weekly), before)).toEqual([
      '2027-03-21T09:00/10:00',
      '2027-03-28T10:00/11:00',
      '2027-04-04T10:00/11:00',
    ]);
    expect(busy(event(weekly), helsinki)).toEqual([
      '2027-03-21T09:00/10:00',
      '2027-03-28T09:00/10:00',
      '2027-04-04T09:00/10:00',
    ]);
  });
});

describe('what repeats', () => {
  const weekly = (more = '') =>
    event(`DTSTART;TZID=FLE Standard Time:20261012T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=4${more}`);
  const mondays = [12, 19, 26].map((day) => `2026-10-${day}T09:00/10:00`);
  it('keeps its time on the wall over the change in autumn', () =>
    expect(busy(weekly(), helsinki)).toEqual([...mondays, '2026-11-02T09:00/10:00']));
  it('leaves out what is left out: as it was said, in UTC, or by its day', () => {
    for (const line of [
      'EXDATE;TZID=FLE Standard Time:20261019T090000',
      'EXDATE:20261019T060000Z',
      'EXDATE;VALUE=DATE:20261019',
      'EXDATE;VALUE=DATE:20261013,20261014,20261019',
      'EXDATE:20261013T060000Z,20261014T060000Z,20261019T060000Z',
    ])
      expect(busy(weekly(`\n${line}`), helsinki)).toEqual([mondays[0], mondays[2], '2026-11-02T09:00/10:00']);
  });
  it('moves the one that was moved, also from beyond the span, and drops the one that was cancelled', () => {
    const changed = (lines: string) => weekly() + event(lines);
    expect(
      busy(
        changed(
          'RECURRENCE-ID;TZID=FLE Standard Time:20261019T090000\nDTSTART:20261020T100000Z\nDURATION:PT30M',
        ),
        helsinki,
      ),
    ).toEqual([mondays[0], '2026-10-20T13:00/13:30', mondays[2], '2026-11-02T09:00/10:00']);
    expect(
      busy(changed('RECURRENCE-ID:20261019T060000Z\nDTSTART:20261019T060000Z\nSTATUS:CANCELLED'), helsinki),
    ).toEqual([mondays[0], mondays[2], '2026-11-02T09:00/10:00']);
    const old = event('DTSTART:20260803T060000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=2', 'old');
    const moved = event('RECURRENCE-ID:20260810T060000Z\nDTSTART:20261124T070000Z\nDURATION:PT1H', 'old');
    expect(busy(old + moved)).toEqual(['2026-11-24T09:00/10:00']);
  });
  it('moves this and the following ones', () => {
    const later =
      'RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=FLE Standard Time:20261019T090000\nDTSTART;TZID=FLE Standard Time:20261019T130000\nDURATION:PT2H';
    expect(busy(weekly() + event(later), helsinki)).toEqual([
      mondays[0],
      '2026-10-19T13:00/15:00',
      '2026-10-26T13:00/15:00',
      '2026-11-02T13:00/15:00',
    ]);
  });
  it('comes on further days too', () =>
    expect(busy(event('DTSTART:20261124T070000Z\nDURATION:PT1H\nRDATE:20261126T080000Z'))).toEqual([
      '2026-11-24T09:00/10:00',
      '2026-11-26T10:00/11:00',
    ]));
  it('for thirty years is worked out all the same', () => {
    const long = event('DTSTART:19960101T070000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY');
    expect(busy(long)).toHaveLength(242);
  });
  it('[X9] without end or bound is refused', () => {
    const second = event('DTSTART:20260901T000000Z\nDURATION:PT1S\nRRULE:FREQ=SECONDLY;INTERVAL=2');
    expect(() => busy(second)).toThrow(TooMuch);
    const minutes = event('DTSTART:20260901T000000Z\nDURATION:PT1M\nRRULE:FREQ=MINUTELY;INTERVAL=10');
    expect(() => busy(minutes)).toThrow(TooMuch);
  });
  it('equals a slow, obvious reading of the clock, over both changes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 230 }),
        fc.integer({ min: 0, max: 24 * 4 - 1 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom('DAILY', 'WEEKLY'),
        (day, quarter, count, interval, frequency) => {
          const first = Temporal.PlainDateTime.from('2026-09-01T00:00').add({
            days: day,
            minutes: quarter * 15,
          });
          const expected = Array.from({ length: count }, (_, n) => {
            const wall = first.add({ days: n * interval * (frequency === 'DAILY' ? 1 : 7) });
            const startsAt = wall.toZonedDateTime('Europe/Helsinki').epochMilliseconds;
            return { startsAt, endsAt: Math.min(startsAt + hourMs, span.endsAt) };
          }).filter(({ startsAt, endsAt }) => startsAt < endsAt);
          const start = first.toString().slice(0, 16).replaceAll(/[-:]/g, '');
          const lines = `DTSTART;TZID=Europe/Helsinki:${start}00\nDURATION:PT1H\nRRULE:FREQ=${frequency};INTERVAL=${interval};COUNT=${count}`;
          expect(busyOfFile(file(event(lines)), span, host)).toEqual(mergePeriods(expected));
        },
      ),
      { numRuns: 200 },
    );
  });
});

it('throws for what is no calendar', () => {
  for (const text of ['', '<html></html>', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT', 'BEGIN:VCARD\r\nEND:VCARD'])
    expect(() => {
      const found = busyOfFile(text, span, host);
      if (found.length === 0) throw new Error('nothing');
    }).toThrow();
});
it('takes no more than a moment for a large calendar', () => {
  const many = Array.from({ length: 5000 }, (_, n) =>
    event(
      `DTSTART:2026${String(9 + (n % 4)).padStart(2, '0')}${String(1 + (n % 28)).padStart(2, '0')}T07${String(n % 60).padStart(2, '0')}00Z\nDURATION:PT1M\nDESCRIPTION:${'x'.repeat(500)}`,
      `m-${n}`,
    ),
  ).join('');
  const startedAt = performance.now();
  expect(busyOfFile(file(many), span, host).length).toBeGreaterThan(0);
  expect(performance.now() - startedAt).toBeLessThan(10 * minuteMs);
});

describe('the last day of what repeats [X4]', () => {
  const weekly = (start: string, until: string, zones = '') =>
    busy(event(`DTSTART${start}\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;UNTIL=${until}`), zones);
  const both = ['2026-10-19T09:00/10:00', '2026-10-26T09:00/10:00'];
  it.each([
    ['a zone that is known by its name', ';TZID=Europe/Helsinki:20261019T090000', '20261026T070000Z', ''],
    ['a Finnish wall', ':20261019T090000', '20261026T070000Z', ''],
    ['the file’s own zone', ';TZID=FLE Standard Time:20261019T090000', '20261026T070000Z', helsinki],
    ['UTC', ':20261019T060000Z', '20261026T060000Z', ''],
    ['a day, of a zone known by its name', ';TZID=Europe/Helsinki:20261019T090000', '20261026', ''],
    ['a day, of the file’s own zone', ';TZID=FLE Standard Time:20261019T090000', '20261026', helsinki],
  ])('is busy where it is told as an instant or a day: %s', (_, start, until, zones) => {
    const expected = start.endsWith('Z') ? ['2026-10-19T09:00/10:00', '2026-10-26T08:00/09:00'] : both;
    expect(weekly(start, until, zones)).toEqual(expected);
  });
  it('and not a second after it, nor on the day after it', () => {
    const first = both.slice(0, 1);
    expect(weekly(';TZID=Europe/Helsinki:20261019T090000', '20261026T065959Z')).toEqual(first);
    expect(weekly(';TZID=Europe/Helsinki:20261019T090000', '20261025')).toEqual(first);
    // West of Greenwich: half past nine in New York is half past one there in UTC, four hours after the end.
    expect(weekly(';TZID=America/New_York:20261019T093000', '20261026T093000Z')).toEqual([
      '2026-10-19T16:30/17:30',
    ]);
  });
});
